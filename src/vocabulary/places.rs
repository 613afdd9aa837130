//! Where a service happened: place of service, Medicare locality, ZIP code.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// Why a text is not a place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParsePlaceError {
    /// Not a place of service code that CMS has assigned.
    #[error("{value:?} is not a place of service code that CMS has assigned{}", nearest_words(.nearest))]
    PlaceOfService {
        /// The text as it was given.
        value: String,
        /// Assigned codes that look like it.
        nearest: Vec<&'static str>,
    },
    /// Not a Medicare administrative contractor's number.
    #[error("{0:?} is not a contractor number: expected five digits, such as 01112")]
    Mac(String),
    /// Not a locality.
    #[error("{0:?} is not a locality: expected contractor and locality number, such as 01112-05")]
    Locality(String),
    /// Not a ZIP code.
    #[error("{0:?} is not a ZIP code: expected five or nine digits, such as 94110 or 941101234")]
    Zip(String),
}

fn nearest_words(nearest: &[&str]) -> String {
    match nearest {
        [] => ", such as 11 (office) or 22 (hospital outpatient department)".to_owned(),
        [nearest] => format!("; the nearest is {nearest}"),
        [..] => format!("; the nearest are {}", nearest.join(", ")),
    }
}

/// Which of a row's two practice expense figures a place of service calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// The practitioner bears the cost of the place: office, home and others.
    NonFacility,
    /// A facility bears it and is paid for it separately: hospital, ambulatory surgical center and others.
    Facility,
}

impl Setting {
    /// Both settings, in the order the schedule prints them.
    pub const BOTH: [Self; 2] = [Self::NonFacility, Self::Facility];

    /// `non_facility` or `facility`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NonFacility => "non_facility",
            Self::Facility => "facility",
        }
    }
}

/// A two-digit place of service code, one of those that CMS has assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceOfService(&'static Place);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Place {
    code: &'static str,
    name: &'static str,
    setting: Option<Setting>,
}

const fn office(code: &'static str, name: &'static str) -> Place {
    Place { code, name, setting: Some(Setting::NonFacility) }
}

const fn facility(code: &'static str, name: &'static str) -> Place {
    Place { code, name, setting: Some(Setting::Facility) }
}

const fn not_priced(code: &'static str, name: &'static str) -> Place {
    Place { code, name, setting: None }
}

/// CMS's place of service code set with the setting that Medicare pays (Pub. 100-04 ch. 12 and 26).
const PLACES: &[Place] = &[
    office("01", "pharmacy"),
    facility("02", "telehealth, patient not at home"),
    office("03", "school"),
    office("04", "homeless shelter"),
    not_priced("05", "Indian Health Service free-standing facility"),
    not_priced("06", "Indian Health Service provider-based facility"),
    not_priced("07", "tribal free-standing facility"),
    not_priced("08", "tribal provider-based facility"),
    office("09", "prison or correctional facility"),
    office("10", "telehealth, patient at home"),
    office("11", "office"),
    office("12", "home"),
    office("13", "assisted living facility"),
    office("14", "group home"),
    office("15", "mobile unit"),
    office("16", "temporary lodging"),
    office("17", "walk-in retail health clinic"),
    office("18", "place of employment"),
    facility("19", "off-campus outpatient hospital"),
    office("20", "urgent care facility"),
    facility("21", "inpatient hospital"),
    facility("22", "on-campus outpatient hospital"),
    facility("23", "hospital emergency room"),
    facility("24", "ambulatory surgical center"),
    office("25", "birthing center"),
    facility("26", "military treatment facility"),
    office("27", "outreach site or street"),
    facility("31", "skilled nursing facility, Part A stay"),
    office("32", "nursing facility"),
    office("33", "custodial care facility"),
    facility("34", "hospice, inpatient"),
    facility("41", "ambulance, land"),
    facility("42", "ambulance, air or water"),
    office("49", "independent clinic"),
    office("50", "federally qualified health center"),
    facility("51", "inpatient psychiatric facility"),
    facility("52", "psychiatric facility, partial hospitalization"),
    facility("53", "community mental health center"),
    office("54", "intermediate care facility"),
    office("55", "residential substance abuse treatment facility"),
    facility("56", "psychiatric residential treatment center"),
    office("57", "non-residential substance abuse treatment facility"),
    office("58", "non-residential opioid treatment facility"),
    office("60", "mass immunization center"),
    facility("61", "comprehensive inpatient rehabilitation facility"),
    office("62", "comprehensive outpatient rehabilitation facility"),
    office("65", "end-stage renal disease treatment facility"),
    office("66", "programs of all-inclusive care for the elderly center"),
    office("71", "public health clinic"),
    office("72", "rural health clinic"),
    office("81", "independent laboratory"),
    office("99", "other place of service"),
];

const OFFICE: Place = office("11", "office");
const HOSPITAL_OUTPATIENT: Place = facility("22", "on-campus outpatient hospital");

impl PlaceOfService {
    /// The practitioner's own office, where nothing else is said.
    pub const OFFICE: Self = Self(&OFFICE);
    /// A hospital's outpatient department on its campus.
    pub const HOSPITAL_OUTPATIENT: Self = Self(&HOSPITAL_OUTPATIENT);

    /// Every assigned code, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        PLACES.iter().map(Self)
    }

    /// The two digits.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.0.code
    }

    /// What the place is.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// The setting that Medicare pays for this place, or `None` where the physician fee schedule sets no
    /// price: the Indian Health Service and tribal facilities (05 to 08).
    #[must_use]
    pub const fn setting(self) -> Option<Setting> {
        self.0.setting
    }

    /// Whether the code says that the service was telehealth, the patient at home or elsewhere.
    #[must_use]
    pub fn is_telehealth(self) -> bool {
        matches!(self.code(), "02" | "10")
    }

    /// Whether Medicare's price for the place is not settled: PACE centers, whose services are the plan's.
    #[must_use]
    pub fn is_unsettled(self) -> bool {
        self.code() == "66"
    }

    /// Whether the patient is a hospital's: inpatient, outpatient department or emergency room.
    ///
    /// There the technical part of a service belongs to the hospital's own payment.
    #[must_use]
    pub fn is_hospital(self) -> bool {
        matches!(self.code(), "19" | "21" | "22" | "23")
    }
}

impl FromStr for PlaceOfService {
    type Err = ParsePlaceError;

    /// Reads two digits, or one whose leading zero was lost, as spreadsheets lose it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim();
        let with_zero = |digit| PLACES.iter().find(|place| place.code.strip_prefix('0') == Some(digit));
        let found = match PLACES.binary_search_by_key(&wanted, |place| place.code) {
            Ok(position) => PLACES.get(position),
            Err(_) => with_zero(wanted),
        };
        found.map(Self).ok_or_else(|| {
            let looks_alike = |code: &str| {
                wanted.contains(code)
                    || (wanted.len() <= 2 && code.starts_with(wanted.get(..1).unwrap_or("-")))
            };
            let nearest = PLACES.iter().map(|place| place.code).filter(|code| looks_alike(code)).collect();
            ParsePlaceError::PlaceOfService { value: text.to_owned(), nearest }
        })
    }
}

impl fmt::Display for PlaceOfService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code)
    }
}

/// Reads exactly `N` digits.
fn digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes: [u8; N] = text.as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_digit).then_some(bytes)
}

fn as_text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// The five-digit number of a Medicare administrative contractor's jurisdiction.
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

/// A payment locality: contractor and locality number, never the number alone, for 109 localities
/// share some 47 numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Locality {
    mac: Mac,
    number: [u8; 2],
}

impl Locality {
    /// The digits as one number, which orders localities as their texts do: every claim's is searched for.
    const fn key(self) -> u64 {
        let ([a, b, c, d, e], [f, g]) = (self.mac.0, self.number);
        u64::from_be_bytes([0, a, b, c, d, e, f, g])
    }

    /// From a contractor's number and a locality number as CMS's files give them, in two columns.
    ///
    /// # Errors
    /// When either is not of its number of digits.
    pub fn from_parts(mac: &str, number: &str) -> Result<Self, ParsePlaceError> {
        let refused = || ParsePlaceError::Locality(format!("{mac}-{number}"));
        let number = digits(number.trim()).ok_or_else(refused)?;
        Ok(Self { mac: mac.parse().map_err(|_| refused())?, number })
    }

    /// The contractor.
    #[must_use]
    pub const fn mac(&self) -> Mac {
        self.mac
    }

    /// The two digits of the locality within the contractor's jurisdiction.
    #[must_use]
    pub fn number(&self) -> &str {
        as_text(&self.number)
    }

    /// The locality whose GPCIs apply: six southern-California localities appear in some CMS files
    /// under contractor 01112 too, though 01182 is theirs.
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

/// A ZIP code of five digits, or of nine where the last four are known.
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

    /// The last four digits, where they were given.
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
        f.write_str(self.mac.as_str())?;
        f.write_str("-")?;
        f.write_str(self.number())
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

    fn codes(setting: Option<Setting>) -> Vec<&'static str> {
        PlaceOfService::all().filter(|place| place.setting() == setting).map(PlaceOfService::code).collect()
    }

    #[test]
    fn places_are_listed_in_the_order_of_their_codes() {
        assert!(PLACES.is_sorted_by(|one, next| one.code < next.code));
    }

    #[test]
    fn localities_are_ordered_as_their_texts() {
        let texts = ["01112-05", "01112-99", "01182-00", "10112-00", "10112-01"];
        let localities = texts.map(|text| text.parse::<Locality>().unwrap());
        assert!(localities.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn facility_places_are_those_of_the_claims_processing_manual() {
        let expected = "02 19 21 22 23 24 26 31 34 41 42 51 52 53 56 61";
        assert_eq!(codes(Some(Setting::Facility)).join(" "), expected);
        assert_eq!(codes(None), ["05", "06", "07", "08"]);
        assert_eq!(codes(Some(Setting::NonFacility)).len(), 32);
    }

    #[test]
    fn an_unassigned_place_is_answered_with_its_nearest() {
        let error = |text: &str| text.parse::<PlaceOfService>().unwrap_err().to_string();
        assert_eq!(
            error("66x"),
            "\"66x\" is not a place of service code that CMS has assigned; the nearest is 66"
        );
        assert!(error("59").ends_with("the nearest are 50, 51, 52, 53, 54, 55, 56, 57, 58"));
        assert!(error("").contains("such as 11"));
    }

    #[test]
    fn a_locality_is_written_with_or_without_its_hyphen() {
        let locality: Locality = "0111205".parse().unwrap();
        assert_eq!(locality.to_string(), "01112-05");
        assert_eq!(" 01112-05".parse(), Ok(locality));
        for text in ["05", "01112", "1112-5", "01112-5", "01112_05", "01112-005", "০১১১২-05"] {
            assert!(text.parse::<Locality>().is_err(), "{text}");
        }
    }

    #[test]
    fn southern_california_goes_by_its_own_contractor() {
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
        for text in ["9411", "941101", "94110-", "94110-12345", "9411O"] {
            assert!(text.parse::<Zip>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_readers(text in ".*") {
            let _ = (text.parse::<PlaceOfService>(), text.parse::<Locality>(), text.parse::<Zip>());
        }
    }
}
