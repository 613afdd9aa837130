//! Place of service codes, and the setting in which Medicare pays each.

use super::places::ParsePlaceError;
use std::fmt;
use std::str::FromStr;

/// The setting of a place of service. It decides which of a row's two practice expense figures is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// The practitioner bears the cost of the place, such as an office or a home.
    NonFacility,
    /// A facility bears the cost and is paid for it separately, such as a hospital or an ambulatory surgical center.
    Facility,
}

impl Setting {
    /// Both settings, in the order of the fee schedule.
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

/// A place of service code that CMS has assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceOfService(&'static AssignedPlace);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct AssignedPlace {
    code: &'static str,
    name: &'static str,
    setting: Option<Setting>,
}

const fn office(code: &'static str, name: &'static str) -> AssignedPlace {
    AssignedPlace { code, name, setting: Some(Setting::NonFacility) }
}

const fn facility(code: &'static str, name: &'static str) -> AssignedPlace {
    AssignedPlace { code, name, setting: Some(Setting::Facility) }
}

const fn not_priced(code: &'static str, name: &'static str) -> AssignedPlace {
    AssignedPlace { code, name, setting: None }
}

/// CMS's place of service code set with the setting that Medicare pays (Pub. 100-04 ch. 12 and 26).
const PLACES: &[AssignedPlace] = &[
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
    HOSPITAL_INPATIENT,
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

const OFFICE: AssignedPlace = office("11", "office");
const HOSPITAL_INPATIENT: AssignedPlace = facility("21", "inpatient hospital");
const HOSPITAL_OUTPATIENT: AssignedPlace = facility("22", "on-campus outpatient hospital");

impl PlaceOfService {
    /// The practitioner's office, the default of a request.
    pub const OFFICE: Self = Self(&OFFICE);
    /// A hospital that the patient was admitted to.
    pub const HOSPITAL_INPATIENT: Self = Self(&HOSPITAL_INPATIENT);
    /// A hospital's outpatient department on its campus.
    pub const HOSPITAL_OUTPATIENT: Self = Self(&HOSPITAL_OUTPATIENT);

    /// Every assigned place, in the order of the codes.
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

    /// The setting in which Medicare pays, or `None` if the physician fee schedule sets no price: the Indian Health Service
    /// and tribal facilities (05 to 08).
    #[must_use]
    pub const fn setting(self) -> Option<Setting> {
        self.0.setting
    }

    /// Whether the service was telehealth, with the patient at home or elsewhere.
    #[must_use]
    pub fn is_telehealth(self) -> bool {
        matches!(self.code(), "02" | "10")
    }

    /// Whether no CMS text settles Medicare's price for the place: centers of the program of all-inclusive care for the
    /// elderly (PACE), because the plan pays their services.
    #[must_use]
    pub fn is_unsettled(self) -> bool {
        self.code() == "66"
    }

    /// Whether the place is a hospital: inpatient, outpatient department or emergency room.
    ///
    /// There the technical component of a service is part of the hospital's own payment.
    #[must_use]
    pub fn is_hospital(self) -> bool {
        matches!(self.code(), "19" | "21" | "22" | "23")
    }
}

impl FromStr for PlaceOfService {
    type Err = ParsePlaceError;

    /// Parses two digits, or one digit if a spreadsheet dropped the leading zero.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim();
        let code = match wanted.as_bytes() {
            [ones] => Some([b'0', *ones]),
            code => code.try_into().ok(),
        };
        // Numbers compare faster than texts.
        let number = |code: Option<[u8; 2]>| code.map(u16::from_be_bytes);
        let number_of = |place: &AssignedPlace| number(place.code.as_bytes().try_into().ok());
        let position = PLACES.binary_search_by_key(&number(code), number_of);
        let found = position.ok().filter(|_| code.is_some()).and_then(|position| PLACES.get(position));
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn codes(setting: Option<Setting>) -> Vec<&'static str> {
        PlaceOfService::all().filter(|place| place.setting() == setting).map(PlaceOfService::code).collect()
    }

    #[test]
    fn places_are_in_the_order_of_their_codes() {
        assert!(PLACES.is_sorted_by(|one, next| one.code < next.code));
    }

    #[test]
    fn facility_places_are_those_of_the_claims_processing_manual() {
        let expected = "02 19 21 22 23 24 26 31 34 41 42 51 52 53 56 61";
        assert_eq!(codes(Some(Setting::Facility)).join(" "), expected);
        assert_eq!(codes(None), ["05", "06", "07", "08"]);
        assert_eq!(codes(Some(Setting::NonFacility)).len(), 32);
    }

    #[test]
    fn every_place_is_found_by_its_code_with_and_without_its_zero() {
        for place in PlaceOfService::all() {
            let code = place.code();
            assert_eq!(code.parse(), Ok(place));
            assert_eq!(format!(" {code}\n").parse(), Ok(place));
            if let Some(digit) = code.strip_prefix('0') {
                assert_eq!(digit.parse(), Ok(place));
            }
        }
        for text in ["", "  ", "0", "00", "77", "1a", "011", "é", "１１", "\0\u{b}"] {
            assert!(text.parse::<PlaceOfService>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn an_unassigned_place_is_refused_with_the_nearest_ones() {
        let error = |text: &str| text.parse::<PlaceOfService>().unwrap_err().to_string();
        assert_eq!(
            error("66x"),
            "\"66x\" is not a place of service code that CMS has assigned. The nearest is 66."
        );
        assert!(error("59").ends_with("The nearest are 50, 51, 52, 53, 54, 55, 56, 57 and 58."));
        assert!(error("").contains("such as 11"));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in ".*") {
            let _ = text.parse::<PlaceOfService>();
        }
    }
}
