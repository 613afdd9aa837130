//! The codes that a caller wants of a schedule.

use crate::law::CodeRange;
use crate::vocabulary::HcpcsCode;
use std::fmt;
use std::str::FromStr;

/// The most codes and ranges of a list. A query string has no room for many more.
pub const MOST_RANGES: usize = 500;

/// Codes and ranges of codes, such as `99202-99215,G0439`. The empty list means every code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeFilter(Vec<CodeRange>);

/// Why a text is not a list of codes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeFilterError {
    /// A part is neither a code nor a range.
    #[error("{0:?} is neither a code nor a range of codes. Write it like 99213 or 99202-99215.")]
    Part(String),
    /// Nothing, or too much.
    #[error("The list has {0} codes and ranges. Send 1 to {MOST_RANGES}, separated by commas.")]
    Count(usize),
}

impl CodeFilter {
    /// Whether the caller wants the code.
    #[must_use]
    pub fn has(&self, hcpcs: HcpcsCode) -> bool {
        let Self(ranges) = self;
        ranges.is_empty() || ranges.iter().any(|range| range.first <= hcpcs && hcpcs <= range.last)
    }
}

impl FromStr for CodeFilter {
    type Err = CodeFilterError;

    fn from_str(text: &str) -> Result<Self, CodeFilterError> {
        let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.is_empty() || parts.len() > MOST_RANGES {
            return Err(CodeFilterError::Count(parts.len()));
        }
        let range = |part: &&str| part.parse().map_err(|()| CodeFilterError::Part((*part).to_owned()));
        parts.iter().map(range).collect::<Result<_, _>>().map(Self)
    }
}

/// The list in one form, whatever the blanks and letters that were given.
impl fmt::Display for CodeFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(ranges) = self;
        let mut separator = "";
        for CodeRange { first, last } in ranges {
            write!(f, "{separator}{first}-{last}")?;
            separator = ",";
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_has_its_codes_and_ranges() {
        let filter: CodeFilter = " 99202-99215, g0439 ,".parse().unwrap();
        let has = |code: &str| filter.has(code.parse().unwrap());
        assert!(has("99202") && has("99213") && has("99215") && has("G0439"));
        assert!(!has("99201") && !has("99216") && !has("G0438"));
        assert!(CodeFilter::default().has("99216".parse().unwrap()));
        assert_eq!(filter.to_string(), "99202-99215,G0439-G0439");
    }

    #[test]
    fn a_wrong_filter_says_what_to_write() {
        let error = |text: &str| text.parse::<CodeFilter>().unwrap_err().to_string();
        assert_eq!(
            error("99213,9921"),
            "\"9921\" is neither a code nor a range of codes. Write it like 99213 or 99202-99215."
        );
        assert!(error("99215-99202").starts_with("\"99215-99202\" is neither"));
        assert_eq!(error(" ,"), "The list has 0 codes and ranges. Send 1 to 500, separated by commas.");
    }
}
