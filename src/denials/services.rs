//! The services that a report can be about: codes of the loaded releases, and codes that a release need not list.

use crate::vocabulary::HcpcsCode;
use std::fmt;

/// The sections of HCPCS Level II, by the first letter of their codes.
const SECTIONS: &str = "ABCDEGHJKLMPQRSTUV";
/// The last letters of CPT codes for performance measures, new technology, laboratory analyses and vaccinations.
const SUFFIXES: &str = "AFMTU";
/// The sections of CPT: anesthesia, surgery, radiology, pathology and laboratory, medicine with visits.
const RANGES: &[(u32, u32)] =
    &[(100, 1999), (10_004, 69_990), (70_010, 79_999), (80_047, 89_398), (90_281, 99_607)];

/// The known codes.
///
/// A whole release lists every CPT code, including those that Medicare pays by another schedule or not at all. HCPCS Level
/// II has more codes: dental ones, and those of a quarter that is not loaded yet. An extract leaves out most codes. For a
/// code that is not listed, therefore, only its form is checked in these cases.
pub struct ServiceCodes {
    lists: Box<dyn Fn(HcpcsCode) -> bool + Send + Sync>,
    is_extract: bool,
}

impl fmt::Debug for ServiceCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceCodes").field("is_extract", &self.is_extract).finish_non_exhaustive()
    }
}

/// Why a report cannot be about a code. The error does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// It does not have the form of a code.
    #[error(
        "not a HCPCS code. Write four digits and a digit or letter, or a letter and four digits, such as 99213, 0633T or G0439"
    )]
    Shape,
    /// It is in no section of CPT or HCPCS.
    #[error("not a code of CPT or HCPCS Level II: no section has it")]
    NoSection,
    /// No loaded release has it.
    #[error("not in any loaded release. The search finds the codes that exist")]
    NotListed,
}

impl ServiceCodes {
    /// The codes of the loaded releases. `is_extract` says that they are not whole.
    #[must_use]
    pub fn new(is_extract: bool, lists: impl Fn(HcpcsCode) -> bool + Send + Sync + 'static) -> Self {
        Self { lists: Box::new(lists), is_extract }
    }

    /// Parses the code of a report, and checks that it exists as far as the loaded releases show.
    ///
    /// # Errors
    /// If there is no such code.
    pub fn parse_code(&self, text: &str) -> Result<HcpcsCode, CodeError> {
        let code: HcpcsCode = text.parse().map_err(|_| CodeError::Shape)?;
        let form = CodeForm::classify(code).ok_or(CodeError::Shape)?;
        if (self.lists)(code) {
            return Ok(code);
        }
        match (form, self.is_extract) {
            (CodeForm::NoSection, _) => Err(CodeError::NoSection),
            (CodeForm::Cpt, false) => Err(CodeError::NotListed),
            (CodeForm::LevelTwo, _) | (CodeForm::Cpt, true) => Ok(code),
        }
    }
}

/// The form of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CodeForm {
    /// A code of one of CPT's sections.
    Cpt,
    /// A code of one of the sections of HCPCS Level II.
    LevelTwo,
    /// The form of a code, but in no section.
    NoSection,
}

impl CodeForm {
    /// The form of a code; `None` for five letters, which might be somebody's name.
    fn classify(code: HcpcsCode) -> Option<Self> {
        let text = code.as_str();
        let (first, rest) = text.split_at_checked(1)?;
        let (most, last) = text.split_at_checked(4)?;
        let is_section = match (digits_only(text), digits_only(most), digits_only(rest)) {
            (Some(number), _, _) => {
                let is_cpt = RANGES.iter().any(|(from, to)| (*from..=*to).contains(&number));
                return Some(if is_cpt { Self::Cpt } else { Self::NoSection });
            }
            (None, Some(number), _) if number > 0 && SUFFIXES.contains(last) => Self::Cpt,
            (None, _, Some(_)) if SECTIONS.contains(first) => Self::LevelTwo,
            (None, Some(_), _) | (None, _, Some(_)) => Self::NoSection,
            (None, None, None) => return None,
        };
        Some(is_section)
    }
}

fn digits_only(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(is_extract: bool, text: &str) -> Result<String, CodeError> {
        let codes = ServiceCodes::new(is_extract, |code| ["99213", "0633T"].contains(&code.as_str()));
        codes.parse_code(text).map(|code| code.to_string())
    }

    #[test]
    fn with_an_extract_only_the_form_of_a_code_is_checked() {
        for text in ["99213", "76377", "00790", "0633T", "1234F", "0001U", "G0439", "d0120", "J1100"] {
            assert_eq!(parse(true, text), Ok(text.to_uppercase()));
        }
        for text in ["02134", "10001", "90210", "99999", "00000", "Z9999", "N1234", "0000A", "1234X"] {
            assert_eq!(parse(true, text), Err(CodeError::NoSection), "{text}");
        }
    }

    #[test]
    fn with_a_whole_release_a_cpt_code_must_be_listed() {
        for text in ["99213", "0633T", "G0439", "J1100", "D0120"] {
            assert_eq!(parse(false, text), Ok(text.to_owned()));
        }
        for text in ["76377", "12345", "1234F"] {
            assert_eq!(parse(false, text), Err(CodeError::NotListed), "{text}");
        }
        assert_eq!(parse(false, "Z9999"), Err(CodeError::NoSection));
    }

    #[test]
    fn a_text_that_could_be_a_name_is_not_a_code() {
        for text in ["SMITH", "J0HN5", "GXXX1", "9921", "9 213", ""] {
            assert_eq!(parse(true, text), Err(CodeError::Shape), "{text}");
        }
    }

    proptest! {
        #[test]
        fn code_parsing_never_panics(text in ".*") {
            let _ = parse(true, &text);
        }
    }
}
