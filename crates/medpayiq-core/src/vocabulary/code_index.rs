//! Where the rows of each code are in a table that is sorted by code.

use super::HcpcsCode;
use std::ops::Range;

/// The positions of each code's rows in a table that is sorted by code.
///
/// Every line of a claim is looked up in several tables. The codes alone are searched faster than whole rows. Nearly all begin
/// with three digits, so the rows of such a hundred of codes are found at once, and at most a hundred codes are left to
/// search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CodeIndex {
    /// Every code of the table, once, in order.
    codes: Vec<HcpcsCode>,
    /// The position of each code's first row, and at last the number of rows.
    begins: Vec<usize>,
    /// For each hundred: the position in `codes` of its first code, and after the last hundred that of the next code.
    hundreds: Vec<usize>,
}

impl CodeIndex {
    /// The index of a table's codes, one for each row, in order.
    pub(crate) fn of(codes_of_rows: impl IntoIterator<Item = HcpcsCode>) -> Self {
        let (mut codes, mut begins, mut rows) = (Vec::new(), Vec::new(), 0);
        for code in codes_of_rows {
            if codes.last() != Some(&code) {
                codes.push(code);
                begins.push(rows);
            }
            rows += 1;
        }
        begins.push(rows);
        let first_of = |key| codes.partition_point(|code: &HcpcsCode| code.key() < key);
        let hundreds = HcpcsCode::keys_of_hundreds().map(first_of).collect();
        Self { codes, begins, hundreds }
    }

    /// The positions of a code's rows; empty if the table does not have the code.
    pub(crate) fn rows_of(&self, code: HcpcsCode) -> Range<usize> {
        let hundred = code.hundred().and_then(|hundred| self.hundreds.get(hundred..hundred + 2));
        let (first, among) = match hundred {
            Some([begin, end]) => (*begin, self.codes.get(*begin..*end).unwrap_or_default()),
            Some(_) | None => (0, self.codes.as_slice()),
        };
        let Ok(found) = among.binary_search(&code) else { return 0..0 };
        let number = first + found;
        match self.begins.get(number..number + 2) {
            Some([begin, end]) => *begin..*end,
            Some(_) | None => 0..0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code() -> impl Strategy<Value = HcpcsCode> {
        // Codes of two hundreds, of Level II, and some that begin with digits and letters, which no file has.
        "(99[0-9][0-9][0-2]|0[01]1[0-9][AT]|G01[0-9][0-9]|9A[0-9]0[0-9])"
            .prop_map(|text| text.parse().unwrap())
    }

    proptest! {
        #[test]
        fn a_code_has_the_rows_that_a_plain_search_finds(
            mut codes in prop::collection::vec(code(), 0..80),
            others in prop::collection::vec(code(), 20),
        ) {
            codes.sort_unstable();
            let index = CodeIndex::of(codes.iter().copied());
            for code in codes.iter().chain(&others) {
                let rows: Vec<usize> = (0..codes.len()).filter(|at| codes[*at] == *code).collect();
                prop_assert_eq!(index.rows_of(*code).collect::<Vec<_>>(), rows, "{}", code);
            }
        }
    }
}
