//! The codes of a remittance for what was not paid: group code, claim adjustment reason code (CARC) and remittance advice
//! remark code (RARC).

use std::fmt;
use std::str::FromStr;

/// Why a text is not a code of a remittance. The text is not repeated, because it may be private.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseAdjustmentError {
    /// Not a claim adjustment group code.
    #[error("This is not a claim adjustment group code. Write CO, PR, OA, PI or CR.")]
    Group,
    /// Not a claim adjustment reason code.
    #[error(
        "This is not a claim adjustment reason code (CARC). Write one to three digits, or a letter and one or two digits, such as 97 or B7."
    )]
    Carc,
    /// Not a remittance advice remark code.
    #[error(
        "This is not a remittance advice remark code (RARC). Write M, MA or N and one to three digits, such as M15, MA130 or N115."
    )]
    Rarc,
}

/// Who bears an adjustment: an X12 claim adjustment group code. Medicare uses CO, OA and PR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupCode {
    /// CO: the provider, by contract or law.
    Contractual,
    /// PR: the patient.
    PatientResponsibility,
    /// OA: neither, such as an exact duplicate.
    Other,
    /// PI: the provider, by decision of the payer and not by contract.
    PayerInitiated,
    /// CR: a correction of an earlier payment, in X12 versions before 5010.
    Correction,
}

impl GroupCode {
    /// Every group code.
    pub const ALL: [Self; 5] =
        [Self::Contractual, Self::PatientResponsibility, Self::Other, Self::PayerInitiated, Self::Correction];

    /// `CO`, `PR`, `OA`, `PI` or `CR`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contractual => "CO",
            Self::PatientResponsibility => "PR",
            Self::Other => "OA",
            Self::PayerInitiated => "PI",
            Self::Correction => "CR",
        }
    }
}

impl FromStr for GroupCode {
    type Err = ParseAdjustmentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim();
        let named = Self::ALL.into_iter().find(|group| group.as_str().eq_ignore_ascii_case(wanted));
        named.ok_or(ParseAdjustmentError::Group)
    }
}

/// Up to five letters and digits, padded with blanks.
type Padded = [u8; 5];

const fn padded(text: &[u8]) -> Padded {
    match *text {
        [a] => [a, b' ', b' ', b' ', b' '],
        [a, b] => [a, b, b' ', b' ', b' '],
        [a, b, c] => [a, b, c, b' ', b' '],
        [a, b, c, d] => [a, b, c, d, b' '],
        [a, b, c, d, e, ..] => [a, b, c, d, e],
        [] => [b' '; 5],
    }
}

/// A claim adjustment reason code (CARC), such as 97 or B7: why an amount was not paid.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Carc(Padded);

/// A remittance advice remark code (RARC), such as M15 or N115: it adds to the reason.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rarc(Padded);

/// Whether the text is one to `most` digits without a leading zero.
fn is_number(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && !text.starts_with('0')
}

fn is_carc(text: &str) -> bool {
    let lettered = |rest: &str| {
        text.starts_with(|first: char| first.is_ascii_uppercase()) && (rest == "0" || is_number(rest, 2))
    };
    is_number(text, 3) || text.get(1..).is_some_and(lettered)
}

/// Whether the text is `M`, `MA` or `N` and a number. Numbers under `MA10` have a zero: `MA01`.
fn is_rarc(text: &str) -> bool {
    match (text.strip_prefix("MA"), text.strip_prefix(['M', 'N'])) {
        (Some(rest), _) if rest.len() == 2 => is_number(rest.trim_start_matches('0'), 2),
        (Some(rest), _) | (None, Some(rest)) => is_number(rest, 3),
        (None, None) => false,
    }
}

macro_rules! remittance_codes {
    ($($name:ident, $is_code:ident;)+) => {$(
        impl $name {
            /// A code that is known when the program is built, in capital letters.
            #[must_use]
            pub const fn known(text: &str) -> Self {
                Self(padded(text.as_bytes()))
            }

            /// The code without blanks.
            #[must_use]
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(self.as_bytes()).unwrap_or_default()
            }

            /// The characters of the code without blanks. They are ASCII.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8] {
                self.0.trim_ascii_end()
            }
        }

        impl FromStr for $name {
            type Err = ParseAdjustmentError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let code = text.trim().to_ascii_uppercase();
                if $is_code(&code) { Ok(Self::known(&code)) } else { Err(ParseAdjustmentError::$name) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )+};
}

remittance_codes! {
    Carc, is_carc;
    Rarc, is_rarc;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reason_code_is_a_number_or_a_letter_and_a_number() {
        for text in ["1", "97", "253", "A0", "A1", "B7", "P12", " b15 "] {
            assert_eq!(text.parse::<Carc>().unwrap().as_str(), text.trim().to_uppercase());
        }
        for text in ["", "0", "097", "1234", "AA1", "B", "B123", "9 7", "é7", "CO45"] {
            assert_eq!(text.parse::<Carc>(), Err(ParseAdjustmentError::Carc), "{text:?}");
        }
    }

    #[test]
    fn a_remark_code_is_m_ma_or_n_and_a_number() {
        for text in ["M1", "M15", "MA01", "MA130", "N20", "N115", "n807 "] {
            assert_eq!(text.parse::<Rarc>().unwrap().as_str(), text.trim().to_uppercase());
        }
        for text in ["", "M", "MA", "MA00", "MA001", "M0", "M015", "N1234", "115", "X1", "Né"] {
            assert_eq!(text.parse::<Rarc>(), Err(ParseAdjustmentError::Rarc), "{text:?}");
        }
    }

    #[test]
    fn every_group_code_parses_from_its_text() {
        for group in GroupCode::ALL {
            assert_eq!(group.as_str().parse(), Ok(group));
        }
        assert_eq!("XX".parse::<GroupCode>(), Err(ParseAdjustmentError::Group));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parsers_panic(text in ".*") {
            let _ = (text.parse::<Carc>(), text.parse::<Rarc>(), text.parse::<GroupCode>());
        }
    }
}
