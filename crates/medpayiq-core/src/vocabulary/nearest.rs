//! The sentence that names what somebody may have meant.

use std::fmt::Display;

/// `The nearest is A.` or `The nearest are A, B and C.`; empty if nothing is near.
pub(crate) fn name_nearest<T: Display>(nearest: &[T]) -> String {
    match nearest {
        [] => String::new(),
        [only] => format!("The nearest is {only}."),
        [others @ .., last] => {
            let others: Vec<String> = others.iter().map(ToString::to_string).collect();
            format!("The nearest are {} and {last}.", others.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::name_nearest;

    #[test]
    fn one_value_is_singular_and_several_end_with_and() {
        assert_eq!(name_nearest::<&str>(&[]), "");
        assert_eq!(name_nearest(&["01"]), "The nearest is 01.");
        assert_eq!(name_nearest(&["01", "02"]), "The nearest are 01 and 02.");
        assert_eq!(name_nearest(&["01", "02", "03"]), "The nearest are 01, 02 and 03.");
    }
}
