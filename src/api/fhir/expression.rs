//! Where a fault of a claim is, as a FHIRPath expression such as `Claim.item[0].productOrService`.

/// The expression of a JSON pointer into the resource at an expression.
pub(crate) fn of_pointer(root: &str, pointer: &str) -> String {
    let segments = pointer.split('/').filter(|segment| !segment.is_empty());
    segments.fold(root.to_owned(), |expression, segment| {
        if segment.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("{expression}[{segment}]")
        } else {
            format!("{expression}.{segment}")
        }
    })
}

/// The expression of an element of a service.
pub(crate) fn of_item(position: usize, element: &str) -> String {
    format!("Claim.item[{position}]{}{element}", if element.is_empty() { "" } else { "." })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_becomes_an_expression() {
        assert_eq!(of_pointer("Claim", ""), "Claim");
        assert_eq!(of_pointer("Claim", "/item/2/modifier/0/coding"), "Claim.item[2].modifier[0].coding");
        assert_eq!(of_item(2, "net"), "Claim.item[2].net");
        assert_eq!(of_item(2, ""), "Claim.item[2]");
    }
}
