//! Procedure codes, modifiers, and the component that a fee schedule row prices.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// Why a text is not a code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseCodeError {
    /// Not a HCPCS code.
    #[error("{0:?} is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.")]
    Hcpcs(String),
    /// Not a modifier.
    #[error("{0:?} is not a modifier. Write two letters or digits, such as 26 or RT.")]
    Modifier(String),
    /// Not a modifier that the fee schedule has rows for.
    #[error("{0:?} is not a fee schedule component. Write 26, TC, 53 or nothing.")]
    Component(String),
}

/// Parses exactly `N` letters and digits into upper case. Blanks around them are ignored.
fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes: [u8; N] = text.trim().as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_alphanumeric).then(|| bytes.map(|byte| byte.to_ascii_uppercase()))
}

fn as_text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// A CPT or HCPCS Level II code: five letters or digits.
///
/// No narrower pattern holds for CMS's own files: RVU26C lists `GXXX1`.
//
// Tables are searched by code all the time, and lists are asked for it. Eight bytes compare as one number, which five do not. The
// last two are what the first three characters say, so that nobody has to read them as a number again.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(align(8))]
pub struct HcpcsCode([u8; 8]);

impl HcpcsCode {
    /// A code that is known when the program is built.
    #[must_use]
    pub const fn known(text: &[u8; 5]) -> Self {
        let [a, b, c, d, e] = *text;
        let [high, low] = hundred_of(*text).to_be_bytes();
        Self([a, b, c, d, e, 0, high, low])
    }

    /// The characters as one number, in the order of the texts.
    pub(crate) const fn key(self) -> u64 {
        u64::from_be_bytes(self.0)
    }

    /// The five characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        as_text(self.as_bytes())
    }

    /// The five characters, which are ASCII.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        let [text @ .., _, _, _] = &self.0;
        text
    }

    /// The number that the first three characters make, if they are digits: from 0 to 999.
    pub(crate) fn hundred(self) -> Option<usize> {
        let [.., high, low] = self.0;
        let hundred = u16::from_be_bytes([high, low]);
        (hundred != NO_HUNDRED).then_some(usize::from(hundred))
    }

    /// For each [`HcpcsCode::hundred`] a key that is not above those of its codes, and above those of all codes before it; at last a
    /// key above all of theirs. In order.
    pub(crate) fn keys_of_hundreds() -> impl Iterator<Item = u64> {
        let digits = || b'0'..=b'9';
        let all = digits().flat_map(move |a| digits().flat_map(move |b| digits().map(move |c| [a, b, c])));
        all.chain([[b'9', b'9', b'9' + 1]]).map(|[a, b, c]| u64::from_be_bytes([a, b, c, 0, 0, 0, 0, 0]))
    }

    /// Whether the last character is a letter, as in codes of performance measures (1000F) and of new technology (0100T).
    #[must_use]
    pub const fn ends_with_letter(self) -> bool {
        let [.., last, _, _, _] = self.0;
        last.is_ascii_alphabetic()
    }

    /// Whether CMS itself publishes the code's descriptor: for Level II codes, except the dental D codes.
    #[must_use]
    pub fn has_public_descriptor(&self) -> bool {
        let [first, ..] = self.0;
        first.is_ascii_alphabetic() && first != b'D'
    }
}

/// Says that the first three characters of a code are no number.
const NO_HUNDRED: u16 = u16::MAX;

/// The number that the first three characters make.
const fn hundred_of([a, b, c, ..]: [u8; 5]) -> u16 {
    if !(a.is_ascii_digit() && b.is_ascii_digit() && c.is_ascii_digit()) {
        return NO_HUNDRED;
    }
    let [a, b, c] = [[0, a - b'0'], [0, b - b'0'], [0, c - b'0']];
    100 * u16::from_be_bytes(a) + 10 * u16::from_be_bytes(b) + u16::from_be_bytes(c)
}

impl Ord for HcpcsCode {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for HcpcsCode {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for HcpcsCode {
    type Err = ParseCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        read(text).map(|text| Self::known(&text)).ok_or_else(|| ParseCodeError::Hcpcs(text.to_owned()))
    }
}

/// A two-character HCPCS modifier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Modifier([u8; 2]);

impl Modifier {
    /// A modifier that is known when the program is built.
    #[must_use]
    pub const fn known(text: &[u8; 2]) -> Self {
        Self(*text)
    }

    /// Professional component.
    pub const PROFESSIONAL: Self = Self::known(b"26");
    /// Technical component.
    pub const TECHNICAL: Self = Self::known(b"TC");
    /// Discontinued procedure.
    pub const DISCONTINUED: Self = Self::known(b"53");

    /// The two characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        as_text(&self.0)
    }

    /// The two characters, which are ASCII.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The two characters, to compare with known ones: faster than their text.
    pub(crate) const fn bytes(self) -> [u8; 2] {
        self.0
    }
}

impl FromStr for Modifier {
    type Err = ParseCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        read::<2>(text).map(Self).ok_or_else(|| ParseCodeError::Modifier(text.to_owned()))
    }
}

macro_rules! shown_as_its_text {
    ($($name:ident),+) => {$(
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

shown_as_its_text!(HcpcsCode, Modifier);

/// The component of a service that a fee schedule row prices: the MOD column of the relative value file (PPRRVU).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// The whole service; MOD is blank.
    Global,
    /// The professional component alone; MOD 26.
    Professional,
    /// The technical component alone; MOD TC.
    Technical,
    /// A discontinued colonoscopy, for which CMS publishes figures; MOD 53.
    Discontinued,
}

impl Component {
    /// Every component, in the order of PPRRVU's rows.
    pub const ALL: [Self; 4] = [Self::Global, Self::Professional, Self::Technical, Self::Discontinued];

    /// The MOD column: blank, `26`, `TC` or `53`.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Global => "",
            Self::Professional => "26",
            Self::Technical => "TC",
            Self::Discontinued => "53",
        }
    }
}

impl FromStr for Component {
    type Err = ParseCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim();
        Self::ALL
            .into_iter()
            .find(|component| component.as_str() == wanted)
            .ok_or_else(|| ParseCodeError::Component(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_five_letters_or_digits() {
        for text in ["99213", "0633T", "G0439", " d0120 ", "0001f", "GXXX1"] {
            assert_eq!(text.parse::<HcpcsCode>().unwrap().as_str(), text.trim().to_uppercase());
        }
        for text in ["9921", "992133", "99 13", "992-3", "9921é", ""] {
            assert!(text.parse::<HcpcsCode>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn only_level_two_codes_other_than_dental_have_a_public_descriptor() {
        let public = |code: &str| code.parse::<HcpcsCode>().unwrap().has_public_descriptor();
        assert!(public("G0439"));
        assert!(!public("99213") && !public("0633T") && !public("D0120"));
    }

    proptest! {
        #[test]
        fn codes_sort_like_their_texts(one in "[A-Z0-9]{5}", other in "[A-Z0-9]{5}") {
            let code = |text: &str| text.parse::<HcpcsCode>().unwrap();
            prop_assert_eq!(code(&one).cmp(&code(&other)), one.cmp(&other));
        }

        #[test]
        fn parsing_reverses_display(text in "[A-Z0-9]{5}") {
            prop_assert_eq!(text.parse::<HcpcsCode>().unwrap().to_string(), text);
        }

        #[test]
        fn no_text_makes_the_parsers_panic(text in ".*") {
            let _ = (text.parse::<HcpcsCode>(), text.parse::<Modifier>(), text.parse::<Component>());
        }
    }
}
