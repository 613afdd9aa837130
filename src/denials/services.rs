//! The services that a report can be about: codes of the loaded releases, and codes that no release has to list.

use crate::vocabulary::HcpcsCode;
use std::fmt;

/// The sections of HCPCS Level II, by the letter that their codes begin with.
const SECTIONS: &str = "ABCDEGHJKLMPQRSTUV";
/// The letters that end codes of CPT: performance measures, new technology, laboratory analyses, vaccinations.
const SUFFIXES: &str = "AFMTU";
/// The sections of CPT: anesthesia, surgery, radiology, pathology and laboratory, medicine with visits.
const RANGES: &[(u32, u32)] =
    &[(100, 1999), (10_004, 69_990), (70_010, 79_999), (80_047, 89_398), (90_281, 99_607)];

/// The codes that are known here.
///
/// A whole release lists every code of CPT, those that Medicare pays by another schedule or not at all among them. HCPCS
/// Level II has codes beyond it (dental ones, and those of a quarter that is not loaded yet), and beside an extract
/// nothing is known of what it leaves out: of these only the form tells.
pub struct ServiceCodes {
    lists: Box<dyn Fn(HcpcsCode) -> bool + Send + Sync>,
    is_extract: bool,
}

impl fmt::Debug for ServiceCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceCodes").field("is_extract", &self.is_extract).finish_non_exhaustive()
    }
}

/// Why a text is not a code that a report can be about. The text itself is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// It has not the form of a code.
    #[error(
        "not a HCPCS code: expected four digits and a digit or letter, or a letter and four digits, such as 99213, 0633T or G0439"
    )]
    Shape,
    /// It is in no section of CPT or HCPCS.
    #[error("in no section of CPT or HCPCS Level II: there is no such code")]
    NoSection,
    /// No loaded release has it.
    #[error("a code that no loaded release lists: see GET /v1/codes?q= for those that there are")]
    NotListed,
}

impl ServiceCodes {
    /// The codes of the loaded releases, which are extracts or not.
    #[must_use]
    pub fn new(is_extract: bool, lists: impl Fn(HcpcsCode) -> bool + Send + Sync + 'static) -> Self {
        Self { lists: Box::new(lists), is_extract }
    }

    /// Whether a loaded release lists the code.
    pub(super) fn list(&self, hcpcs: HcpcsCode) -> bool {
        (self.lists)(hcpcs)
    }

    /// Reads the code of a report: one that there is, as far as that can be known here.
    ///
    /// # Errors
    /// When there is no such code.
    pub fn read(&self, text: &str) -> Result<HcpcsCode, CodeError> {
        let code: HcpcsCode = text.parse().map_err(|_| CodeError::Shape)?;
        let form = Form::of(code).ok_or(CodeError::Shape)?;
        if self.list(code) {
            return Ok(code);
        }
        match (form, self.is_extract) {
            (Form::NoSection, _) => Err(CodeError::NoSection),
            (Form::Cpt, false) => Err(CodeError::NotListed),
            (Form::LevelTwo, _) | (Form::Cpt, true) => Ok(code),
        }
    }
}

/// What the form of a code tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// A code of one of CPT's sections.
    Cpt,
    /// A code of one of the sections of HCPCS Level II.
    LevelTwo,
    /// The form of a code, of no section.
    NoSection,
}

impl Form {
    /// The form of a code; none of five letters, which might be somebody's name.
    fn of(code: HcpcsCode) -> Option<Self> {
        let text = code.as_str();
        let (first, rest) = text.split_at_checked(1)?;
        let (most, last) = text.split_at_checked(4)?;
        let is_section = match (number(text), number(most), number(rest)) {
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

fn number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(is_extract: bool, text: &str) -> Result<String, CodeError> {
        let codes = ServiceCodes::new(is_extract, |code| ["99213", "0633T"].contains(&code.as_str()));
        codes.read(text).map(|code| code.to_string())
    }

    #[test]
    fn beside_an_extract_the_form_tells_whether_there_is_a_code() {
        for text in ["99213", "76377", "00790", "0633T", "1234F", "0001U", "G0439", "d0120", "J1100"] {
            assert_eq!(read(true, text), Ok(text.to_uppercase()));
        }
        for text in ["02134", "10001", "90210", "99999", "00000", "Z9999", "N1234", "0000A", "1234X"] {
            assert_eq!(read(true, text), Err(CodeError::NoSection), "{text}");
        }
    }

    #[test]
    fn with_a_whole_release_codes_of_cpt_are_those_that_it_lists() {
        for text in ["99213", "0633T", "G0439", "J1100", "D0120"] {
            assert_eq!(read(false, text), Ok(text.to_owned()));
        }
        for text in ["76377", "12345", "1234F"] {
            assert_eq!(read(false, text), Err(CodeError::NotListed), "{text}");
        }
        assert_eq!(read(false, "Z9999"), Err(CodeError::NoSection));
    }

    #[test]
    fn a_code_that_could_be_a_name_is_not_one() {
        for text in ["SMITH", "J0HN5", "GXXX1", "9921", "9 213", ""] {
            assert_eq!(read(true, text), Err(CodeError::Shape), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in ".*") {
            let _ = read(true, &text);
        }
    }
}
