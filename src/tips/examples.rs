//! What examples of tips and toolkits choose: the codes that they bill together, the places of service, and who bills. The choices
//! are this project's own, in the files of `data/examples/`.

use crate::vocabulary::{HcpcsCode, PlaceOfService, Rvu};
use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;
use std::sync::LazyLock;

const PARTNERS: &str = include_str!("../../data/examples/partners.toml");
const PLACES: &str = include_str!("../../data/examples/places.toml");
const PRACTITIONERS: &str = include_str!("../../data/examples/practitioners.toml");

/// The choices, read once.
pub(super) static EXAMPLES: LazyLock<Examples> = LazyLock::new(Examples::read);

/// What examples choose.
pub(super) struct Examples {
    /// The codes that are billed together with each code, the likeliest first.
    partners: HashMap<HcpcsCode, Vec<HcpcsCode>>,
    /// The column two codes that are often separate services, by the column one code of their edits.
    separate: HashMap<HcpcsCode, Vec<HcpcsCode>>,
    /// The services before an add-on code on its claim.
    services_before: HashMap<HcpcsCode, Vec<HcpcsCode>>,
    /// The places of service that codes name.
    places: Vec<(PlaceOfService, Codes)>,
    /// The work of operations after which a patient stays in the hospital.
    pub(super) long_stay_work: Rvu,
    /// Operations with as much work after which most patients go home.
    pub(super) outpatient: Codes,
    /// Operations of 90 global days that are often decided on at a visit of the same day or the day before.
    pub(super) decided_on_the_day: Codes,
    /// Services that nonphysician practitioners rarely bill.
    pub(super) by_physicians: Codes,
    /// Services with a technical part that a practitioner does, and does not only read.
    pub(super) done_in_person: Codes,
    /// Services among the visits in which nobody sees a patient.
    without_patient: Codes,
    /// Services without global days with which the same practitioner has no visit on that day.
    pub(super) without_visit: Codes,
    /// Visits by telephone alone.
    pub(super) by_voice: Codes,
    /// Visits at which nobody decides on an operation.
    no_decision: Codes,
    /// The codes of surgery.
    surgery: Codes,
    /// Procedures with which nobody assists.
    without_assistant: Codes,
    /// Services that Medicare covers only in a study.
    pub(super) in_a_study: Codes,
    /// Those of them that always have two surgeons.
    pub(super) in_a_study_by_two: Codes,
    /// Imaging studies. A second one on a day is a line of its own.
    pub(super) imaging: Codes,
    /// Procedures on lesions, of which each further one is an add-on, on whichever side.
    pub(super) of_lesions: Codes,
    /// Services that have one side on a patient, whatever their indicator is.
    of_one_side: Codes,
    /// Tests of both arms or of both legs.
    pub(super) of_arms_or_legs: Codes,
    /// Tests with a unit for each limb.
    pub(super) of_limbs: Codes,
    /// Services that a line bills once.
    billed_once: Codes,
    /// The code of what goes beyond the first unit of a code.
    next_unit: HashMap<HcpcsCode, Vec<HcpcsCode>>,
    /// The code that is billed alone if more was done than a code covers.
    greater: HashMap<HcpcsCode, Vec<HcpcsCode>>,
    /// The periods in which Medicare pays services once.
    once_in: Vec<(String, Codes)>,
}

/// Ranges of codes.
pub(super) struct Codes(Vec<RangeInclusive<HcpcsCode>>);

impl Codes {
    /// Reads codes and ranges with spaces between them, such as `17110 20600-20611`. A test reads the files too, and fails if a part
    /// of one has another form.
    pub(super) fn read(text: &str) -> Self {
        let range = |part: &str| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            Some(first.parse().ok()?..=last.parse().ok()?)
        };
        Self(text.split_whitespace().filter_map(range).collect())
    }

    /// How many ranges there are.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether a code is in one of the ranges.
    pub(super) fn contain(&self, hcpcs: HcpcsCode) -> bool {
        self.0.iter().any(|range| range.contains(&hcpcs))
    }
}

impl Examples {
    fn read() -> Self {
        let [partners, places, practitioners] = [PARTNERS, PLACES, PRACTITIONERS].map(tables);
        let codes = |table: &str, key: &str| Codes::read(text(&places, table, key));
        let of_practitioners = |table: &str| Codes::read(text(&practitioners, table, "codes"));
        let named = places.get("places").into_iter().flatten();
        let periods = places.get("once_in").into_iter().flatten();
        Self {
            partners: both_ways(&lists(&partners, "billed_together")),
            separate: lists(&partners, "separate_services").into_iter().collect(),
            services_before: lists(&partners, "services_before").into_iter().collect(),
            places: named
                .filter_map(|(place, codes)| Some((place.parse().ok()?, Codes::read(codes))))
                .collect(),
            long_stay_work: text(&places, "long_stay", "least_work").parse().unwrap_or(Rvu::ZERO),
            outpatient: codes("long_stay", "outpatient"),
            decided_on_the_day: codes("decided_on_the_day", "codes"),
            by_physicians: of_practitioners("by_physicians"),
            done_in_person: of_practitioners("done_in_person"),
            without_patient: of_practitioners("without_patient"),
            without_visit: of_practitioners("without_visit"),
            by_voice: of_practitioners("by_voice"),
            no_decision: of_practitioners("no_decision"),
            surgery: of_practitioners("surgery"),
            without_assistant: of_practitioners("without_assistant"),
            in_a_study: of_practitioners("in_a_study"),
            in_a_study_by_two: Codes::read(text(&practitioners, "in_a_study", "by_two_surgeons")),
            imaging: codes("billed_once", "imaging"),
            of_lesions: codes("billed_once", "of_lesions"),
            of_one_side: codes("billed_once", "of_one_side"),
            of_arms_or_legs: codes("billed_once", "of_arms_or_legs"),
            of_limbs: codes("billed_once", "of_limbs"),
            billed_once: codes("billed_once", "codes"),
            next_unit: lists(&places, "next_unit").into_iter().collect(),
            greater: lists(&places, "greater").into_iter().collect(),
            once_in: periods.map(|(period, codes)| (period.clone(), Codes::read(codes))).collect(),
        }
    }

    /// The codes that are billed together with a code, the likeliest first. Only such a pair makes an example: codes of one family are mostly
    /// variants of one service, and codes of different fields rarely meet.
    pub(super) fn partners(&self, own: HcpcsCode) -> &[HcpcsCode] {
        self.partners.get(&own).map_or(&[], Vec::as_slice)
    }

    /// Whether the two codes of an edit are often separate services of one day.
    pub(super) fn are_separate(&self, column_one: HcpcsCode, column_two: HcpcsCode) -> bool {
        self.separate.get(&column_one).is_some_and(|codes| codes.contains(&column_two))
    }

    /// Whether a second surgeon or an assistant can take part: the code is of surgery, and not one with which nobody assists.
    pub(super) fn may_have_assistant(&self, hcpcs: HcpcsCode) -> bool {
        self.surgery.contain(hcpcs) && !self.without_assistant.contain(hcpcs)
    }

    /// Whether one of a visit's modifiers 24, 25 and 57 makes sense on the code.
    pub(super) fn may_have_visit_modifier(&self, hcpcs: HcpcsCode, modifier: &[u8; 2]) -> bool {
        match modifier {
            b"57" => !self.without_patient.contain(hcpcs) && !self.no_decision.contain(hcpcs),
            b"24" | b"25" => !self.without_patient.contain(hcpcs),
            _ => true,
        }
    }

    /// Whether both sides of the service are billed with modifier 50. Procedures on lesions, tests of limbs and services of one side are not.
    pub(super) fn takes_50(&self, hcpcs: HcpcsCode) -> bool {
        let others = [&self.of_lesions, &self.of_limbs, &self.of_one_side];
        !others.iter().any(|codes| codes.contain(hcpcs))
    }

    /// Whether a line bills one unit of the service, whatever its limit is.
    pub(super) fn is_billed_once(&self, hcpcs: HcpcsCode) -> bool {
        self.billed_once.contain(hcpcs)
    }

    /// The code of what goes beyond the first unit of a code.
    pub(super) fn next_unit(&self, hcpcs: HcpcsCode) -> Option<HcpcsCode> {
        self.next_unit.get(&hcpcs)?.first().copied()
    }

    /// The services before an add-on code on its claim, in order: those that the file names, or that of the first unit.
    pub(super) fn services_before(&self, hcpcs: HcpcsCode) -> Vec<HcpcsCode> {
        let named = self.services_before.get(&hcpcs).cloned();
        named.unwrap_or_else(|| self.first_unit(hcpcs).into_iter().collect())
    }

    /// The code that is billed alone if more was done than a code covers.
    pub(super) fn greater(&self, hcpcs: HcpcsCode) -> Option<HcpcsCode> {
        self.greater.get(&hcpcs)?.first().copied()
    }

    /// The code of the first unit, for the code of what goes beyond it; `None` if several codes have it as theirs, or none.
    fn first_unit(&self, hcpcs: HcpcsCode) -> Option<HcpcsCode> {
        let mut firsts =
            self.next_unit.iter().filter(|(_, next)| next.contains(&hcpcs)).map(|(first, _)| *first);
        firsts.next().filter(|_| firsts.next().is_none())
    }

    /// The period in which Medicare pays the service once, if it is longer than a day.
    pub(super) fn once_in(&self, hcpcs: HcpcsCode) -> Option<&str> {
        self.once_in.iter().find(|(_, codes)| codes.contain(hcpcs)).map(|(period, _)| period.as_str())
    }

    /// The place of service that a code names.
    pub(super) fn named_place(&self, hcpcs: HcpcsCode) -> Option<PlaceOfService> {
        self.places.iter().find(|(_, codes)| codes.contain(hcpcs)).map(|(place, _)| *place)
    }
}

/// The texts of a file, by the names of their tables and by their own.
type Tables = BTreeMap<String, BTreeMap<String, String>>;

/// The tables of a file. A test fails if a file is not valid.
fn tables(file: &str) -> Tables {
    toml::from_str(file).unwrap_or_default()
}

/// A text of a file; empty if the file has none.
fn text<'a>(tables: &'a Tables, table: &str, key: &str) -> &'a str {
    tables.get(table).and_then(|table| table.get(key)).map_or("", String::as_str)
}

/// The code of each entry of a table, and the codes of its text.
fn lists(tables: &Tables, table: &str) -> Vec<(HcpcsCode, Vec<HcpcsCode>)> {
    let list = |(code, codes): (&String, &String)| {
        Some((code.parse().ok()?, codes.split_whitespace().filter_map(|text| text.parse().ok()).collect()))
    };
    tables.get(table).into_iter().flatten().filter_map(list).collect()
}

/// Each partner has the code as a partner too, after those of its own entry.
fn both_ways(lists: &[(HcpcsCode, Vec<HcpcsCode>)]) -> HashMap<HcpcsCode, Vec<HcpcsCode>> {
    let mut sorted = lists.to_vec();
    sorted.sort_unstable();
    let mut partners: HashMap<HcpcsCode, Vec<HcpcsCode>> = sorted.iter().cloned().collect();
    for (own, others) in sorted {
        for other in others {
            let of_other = partners.entry(other).or_default();
            if !of_other.contains(&own) {
                of_other.push(own);
            }
        }
    }
    partners
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> HcpcsCode {
        text.parse().unwrap()
    }

    #[test]
    fn every_entry_of_partners_is_a_code_with_codes_each_once() {
        let tables = tables(PARTNERS);
        assert_eq!(tables.len(), 3);
        for (table, entries) in &tables {
            assert_eq!(lists(&tables, table).len(), entries.len(), "{table}");
            for (own, text) in entries {
                let mut once: Vec<&str> = text.split_whitespace().chain([own.as_str()]).collect();
                let all = once.len();
                once.sort_unstable();
                once.dedup();
                assert!(once.len() == all && all > 1, "{table}: {own} = {text:?}");
                assert!(once.iter().all(|text| text.parse::<HcpcsCode>().is_ok()), "{table}: {own}");
            }
        }
    }

    #[test]
    fn every_range_of_places_and_practitioners_is_read() {
        let texts = [tables(PLACES), tables(PRACTITIONERS)].into_iter().flatten().flat_map(|(_, all)| all);
        let mut ranges = 0;
        for (key, text) in texts.filter(|(key, _)| key != "least_work") {
            let parts = text.split_whitespace().count();
            let read = Codes::read(&text);
            assert!(read.0.len() == parts && parts > 0, "{key} = {text:?}");
            assert!(read.0.iter().all(|range| !range.is_empty()), "{key} = {text:?}");
            ranges += parts;
        }
        assert!(ranges > 100, "{ranges}");
        assert_eq!(EXAMPLES.places.len(), 10);
        assert_eq!(EXAMPLES.long_stay_work, "20.00".parse().unwrap());
    }

    #[test]
    fn no_code_names_two_places() {
        for (one, (_, codes)) in EXAMPLES.places.iter().enumerate() {
            for (_, others) in EXAMPLES.places.iter().skip(one + 1) {
                let meets = |range: &RangeInclusive<HcpcsCode>| {
                    others
                        .0
                        .iter()
                        .any(|other| range.contains(other.start()) || other.contains(range.start()))
                };
                assert!(!codes.0.iter().any(meets));
            }
        }
    }

    #[test]
    fn every_separate_service_is_billed_together_with_the_other() {
        for (column_one, codes) in &EXAMPLES.separate {
            for column_two in codes {
                assert!(EXAMPLES.partners(*column_one).contains(column_two), "{column_one} {column_two}");
            }
        }
    }

    #[test]
    fn partners_know_each_other() {
        let position =
            |own, other| EXAMPLES.partners(code(own)).iter().position(|partner| *partner == code(other));
        assert_eq!(position("11721", "11719"), Some(0));
        assert_eq!(position("G0127", "11721"), Some(0));
        assert_eq!(position("11719", "11056"), Some(0));
        assert_eq!(position("99213", "20610"), Some(0));
        assert_eq!(position("17000", "G0127"), None);
        assert_eq!(position("99215", "99213"), None);
    }
}
