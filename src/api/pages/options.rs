//! The choices of the pages' lists.

use crate::toolkit::spelled_profession;
use crate::vocabulary::{PlaceOfService, ProviderKind};

/// A choice of a list.
pub(super) struct Choice {
    pub(super) value: &'static str,
    pub(super) text: String,
    pub(super) is_chosen: bool,
}

/// A named group of choices.
pub(super) struct Group {
    pub(super) name: &'static str,
    pub(super) choices: Vec<Choice>,
}

/// The places of service that billers choose most often.
const COMMON: [&str; 8] = ["11", "22", "21", "23", "24", "02", "10", "12"];

/// The places of service in words, the common ones first.
pub(super) fn places_of_service(chosen: PlaceOfService) -> Vec<Group> {
    let choice = |place: PlaceOfService| Choice {
        value: place.code(),
        text: format!("{} ({})", capitalized(place.name()), place.code()),
        is_chosen: place == chosen,
    };
    let common = COMMON.iter().filter_map(|code| code.parse().ok()).map(choice);
    let others = PlaceOfService::all().filter(|place| !COMMON.contains(&place.code())).map(choice);
    vec![
        Group { name: "Common", choices: common.collect() },
        Group { name: "All others", choices: others.collect() },
    ]
}

/// The professions in words.
pub(super) fn professions(chosen: &str) -> Vec<Choice> {
    let choice = |kind: &ProviderKind| Choice {
        value: kind.as_str(),
        text: profession_in_words(kind.as_str()),
        is_chosen: kind.as_str() == chosen,
    };
    ProviderKind::ALL.iter().map(choice).collect()
}

/// A profession in words, as a list shows it.
pub(super) fn profession_in_words(name: &str) -> String {
    capitalized(&spelled_profession(name))
}

/// How the practitioner deals with Medicare: the value in an address, and in words.
const PARTICIPATION: [(&str, &str); 3] = [
    ("", "Participating in Medicare"),
    ("assigned", "Nonparticipating, accepts assignment"),
    ("unassigned", "Nonparticipating, no assignment"),
];

/// Whether the practitioner participates, and accepts assignment.
pub(super) fn participations(chosen: &str) -> Vec<Choice> {
    let choice = |(value, text): (&'static str, &str)| Choice {
        value,
        text: text.to_owned(),
        is_chosen: value == chosen,
    };
    PARTICIPATION.map(choice).into()
}

/// Words of names that are written with capital letters everywhere.
const PROPER_NAMES: [(&str, &str); 4] = [
    ("medicare advantage", "Medicare Advantage"),
    ("medicare", "Medicare"),
    ("medicaid", "Medicaid"),
    ("tricare", "TRICARE"),
];

/// A name of a closed list in words, within a sentence: `medicare_advantage` is `Medicare Advantage`.
pub(super) fn plain_words(name: &str) -> String {
    PROPER_NAMES.iter().fold(name.replace('_', " "), |text, (small, proper)| text.replace(small, proper))
}

/// A name of a closed list in words: `nurse_practitioner` is `Nurse practitioner`.
pub(super) fn in_words(name: &str) -> String {
    capitalized(&plain_words(name))
}

/// The text with a capital first letter.
pub(super) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A name that CMS writes in capital letters, as people write it: `San Francisco-Oakland-Berkeley (San Francisco Cnty)`.
pub(super) fn title_case(name: &str) -> String {
    let mut begins_word = true;
    let letter = |one: char| {
        let written = if begins_word { one.to_ascii_uppercase() } else { one.to_ascii_lowercase() };
        begins_word = !one.is_alphanumeric();
        written
    };
    name.chars().map(letter).collect()
}
