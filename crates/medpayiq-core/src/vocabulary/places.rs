//! Medicare localities and ZIP codes.

use super::nearest::name_nearest;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// Why a text is not a place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParsePlaceError {
    /// Not a place of service code that CMS has assigned.
    #[error("{value:?} is not a place of service code that CMS has assigned. {}", nearest_words(.nearest))]
    PlaceOfService {
        /// The text.
        value: String,
        /// Assigned codes that look like it.
        nearest: Vec<&'static str>,
    },
    /// Not the number of a Medicare administrative contractor.
    #[error("{0:?} is not a contractor number. Write five digits, such as 01112.")]
    Mac(String),
    /// Not a locality.
    #[error("{0:?} is not a locality. Write the contractor and locality number, such as 01112-05.")]
    Locality(String),
    /// Not a ZIP code.
    #[error("{value:?} is not a ZIP code. {hint}", value = .0, hint = zip_words(.0))]
    Zip(String),
}

fn nearest_words(nearest: &[&str]) -> String {
    if nearest.is_empty() {
        return "Write two digits, such as 11 (office) or 22 (hospital outpatient department).".to_owned();
    }
    name_nearest(nearest)
}

/// What to write instead of a text that is not a ZIP code. Spreadsheets drop the zero in front of one.
fn zip_words(text: &str) -> String {
    let trimmed = text.trim();
    let lost = matches!(trimmed.len(), 3 | 4) && trimmed.bytes().all(|byte| byte.is_ascii_digit());
    if lost {
        format!("If it lost the zero in front, write {trimmed:0>5}.")
    } else {
        "Write five or nine digits, such as 94110 or 941101234.".to_owned()
    }
}

/// Parses exactly `N` digits.
fn digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes: [u8; N] = text.as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_digit).then_some(bytes)
}

fn as_text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// The five-digit number of a Medicare administrative contractor (MAC).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mac([u8; 5]);

impl Mac {
    /// The five digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        as_text(&self.0)
    }
}

impl FromStr for Mac {
    type Err = ParsePlaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        digits(text.trim()).map(Self).ok_or_else(|| ParsePlaceError::Mac(text.to_owned()))
    }
}

/// A payment locality: contractor and locality number. The number alone is not unique, because 109 localities share about 47
/// numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Locality {
    mac: Mac,
    number: [u8; 2],
}

impl Locality {
    /// The digits as one number, in the order of the texts. Every claim searches for its locality, and numbers compare faster.
    const fn key(self) -> u64 {
        let ([a, b, c, d, e], [f, g]) = (self.mac.0, self.number);
        u64::from_be_bytes([0, a, b, c, d, e, f, g])
    }

    /// A locality from the two columns of CMS's files, contractor number and locality number.
    ///
    /// # Errors
    /// If one of them has not exactly its digits.
    pub fn from_parts(mac: &str, number: &str) -> Result<Self, ParsePlaceError> {
        let refused = || ParsePlaceError::Locality(format!("{mac}-{number}"));
        let number = digits(number.trim()).ok_or_else(refused)?;
        Ok(Self { mac: mac.parse().map_err(|_| refused())?, number })
    }

    /// The characters of its text, which are ASCII: `01112-05`.
    #[must_use]
    pub const fn characters(&self) -> [u8; 8] {
        let ([a, b, c, d, e], [g, h]) = (self.mac.0, self.number);
        [a, b, c, d, e, b'-', g, h]
    }

    /// The contractor.
    #[must_use]
    pub const fn mac(&self) -> Mac {
        self.mac
    }

    /// The two digits of the locality at its contractor.
    #[must_use]
    pub fn number(&self) -> &str {
        as_text(&self.number)
    }

    /// The locality under its own contractor. Some CMS files list six localities of southern California under contractor
    /// 01112 too, although 01182 is right and has their indices.
    #[must_use]
    pub fn canonical(self) -> Self {
        const NORTHERN_CALIFORNIA: Mac = Mac(*b"01112");
        const SOUTHERN_CALIFORNIA: Mac = Mac(*b"01182");
        let is_southern = matches!(self.number(), "17" | "18" | "71" | "72" | "73" | "74");
        if self.mac == NORTHERN_CALIFORNIA && is_southern {
            Self { mac: SOUTHERN_CALIFORNIA, ..self }
        } else {
            self
        }
    }
}

impl Ord for Locality {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Locality {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for Locality {
    type Err = ParsePlaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || ParsePlaceError::Locality(text.to_owned());
        let trimmed = text.trim();
        let (mac, number) =
            trimmed.split_once('-').or_else(|| trimmed.split_at_checked(5)).ok_or_else(refused)?;
        Self::from_parts(mac, number).map_err(|_| refused())
    }
}

/// A ZIP code of five digits, or of nine if the last four are known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Zip {
    five: [u8; 5],
    plus_four: Option<[u8; 4]>,
}

impl Zip {
    /// The first five digits.
    #[must_use]
    pub fn five(&self) -> &str {
        as_text(&self.five)
    }

    /// The last four digits, if they are known.
    #[must_use]
    pub fn plus_four(&self) -> Option<&str> {
        self.plus_four.as_ref().map(|digits| as_text(digits))
    }
}

impl FromStr for Zip {
    type Err = ParsePlaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || ParsePlaceError::Zip(text.to_owned());
        let trimmed = text.trim();
        let (five, rest) = trimmed.split_at_checked(5).ok_or_else(refused)?;
        let plus_four = match rest.strip_prefix('-').unwrap_or(rest) {
            "" if rest.is_empty() => None,
            four => Some(digits(four).ok_or_else(refused)?),
        };
        Ok(Self { five: digits(five).ok_or_else(refused)?, plus_four })
    }
}

impl fmt::Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Locality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(as_text(&self.characters()))
    }
}

impl fmt::Display for Zip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.five())?;
        self.plus_four().map_or(Ok(()), |four| f.write_str(four))
    }
}

macro_rules! debugged_as_shown {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )+};
}

debugged_as_shown!(Mac, Locality, Zip);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn localities_sort_like_their_texts() {
        let texts = ["01112-05", "01112-99", "01182-00", "10112-00", "10112-01"];
        let localities = texts.map(|text| text.parse::<Locality>().unwrap());
        assert!(localities.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn a_locality_may_be_written_without_its_hyphen() {
        let locality: Locality = "0111205".parse().unwrap();
        assert_eq!(locality.to_string(), "01112-05");
        assert_eq!(" 01112-05".parse(), Ok(locality));
        for text in ["05", "01112", "1112-5", "01112-5", "01112_05", "01112-005", "০১১১২-05"] {
            assert!(text.parse::<Locality>().is_err(), "{text}");
        }
    }

    #[test]
    fn southern_california_has_its_own_contractor() {
        let canonical = |text: &str| text.parse::<Locality>().unwrap().canonical().to_string();
        assert_eq!(canonical("01112-72"), "01182-72");
        assert_eq!(canonical("01112-05"), "01112-05");
        assert_eq!(canonical("13282-99"), "13282-99");
    }

    #[test]
    fn a_zip_has_five_or_nine_digits() {
        let zip: Zip = "94110-1234".parse().unwrap();
        assert_eq!((zip.five(), zip.plus_four()), ("94110", Some("1234")));
        assert_eq!("941101234".parse(), Ok(zip));
        assert_eq!("94110".parse::<Zip>().unwrap().plus_four(), None);
        let error = |text: &str| text.parse::<Zip>().unwrap_err().to_string();
        assert_eq!(error("2110"), r#""2110" is not a ZIP code. If it lost the zero in front, write 02110."#);
        assert_eq!(error("501"), r#""501" is not a ZIP code. If it lost the zero in front, write 00501."#);
        assert!(error("21l0").ends_with("Write five or nine digits, such as 94110 or 941101234."));
        for text in ["9411", "941101", "94110-", "94110-12345", "9411O"] {
            assert!(text.parse::<Zip>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parsers_panic(text in ".*") {
            let _ = (text.parse::<Locality>(), text.parse::<Zip>());
        }
    }
}
