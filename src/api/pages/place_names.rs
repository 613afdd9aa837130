//! Places by name: what a reader types into the field of a ZIP code, if it is not one. CMS names a locality by its area, its
//! counties and its state. Nobody publishes which city is in which locality, so a city counts only if an area has its name, or if
//! its whole state is one locality.

use super::options::title_case;
use crate::api::wire::faults::Faults;
use crate::schedule::Schedule;
use crate::schedule::content::LocalityIndices;
use crate::vocabulary::Locality;
use std::collections::BTreeMap;

/// The ZIP code or the locality that the reader typed into one field: a ZIP code, or the number or the name of a locality.
pub(super) fn place_of(
    typed: Option<&str>,
    schedule: &Schedule,
    faults: &mut Faults,
) -> (Option<String>, Option<String>) {
    const LOCALITY_DIGITS: usize = 7;
    let Some(typed) = typed else { return (None, None) };
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    if typed.chars().any(char::is_alphabetic) {
        return match Gazetteer::of(schedule).find(typed) {
            Ok(number) => (None, Some(number)),
            Err(wrong) => {
                faults.add("/query/zip", wrong);
                (None, None)
            }
        };
    }
    if digits == LOCALITY_DIGITS { (None, Some(typed.to_owned())) } else { (Some(typed.to_owned()), None) }
}

/// The localities of the newest release, by name.
struct Gazetteer<'a>(Vec<NamedPlace<'a>>);

/// A locality with the words of its names.
struct NamedPlace<'a> {
    row: &'a LocalityIndices,
    /// Its area, without what is in brackets.
    area: Vec<String>,
    /// Its counties: those in the brackets of its name, and those of CMS's file.
    counties: Vec<String>,
    /// The counties in the brackets of its name.
    bracketed: Vec<String>,
    /// The abbreviation and the name of its state.
    states: Vec<Vec<String>>,
    /// Whether it is its whole state.
    is_whole_state: bool,
}

impl<'a> Gazetteer<'a> {
    fn of(schedule: &'a Schedule) -> Self {
        let Some(newest) = schedule.newest_release() else { return Self(Vec::new()) };
        // CMS does not publish the file of counties with every release in a form that is read here.
        let with_counties = schedule.releases().iter().rev().find(|release| !release.counties.is_empty());
        let counties = with_counties.map(|release| release.counties.as_slice()).unwrap_or_default();
        let counties: BTreeMap<Locality, (&str, &str)> =
            counties.iter().map(|row| (row.locality, (row.state.as_str(), row.counties.as_str()))).collect();
        let named = |row: &'a LocalityIndices| NamedPlace::new(row, counties.get(&row.locality).copied());
        Self(newest.localities.iter().map(named).collect())
    }

    /// The number of the locality that a text names.
    ///
    /// # Errors
    /// What to write instead, if it names none or if it can be several.
    fn find(&self, typed: &str) -> Result<String, String> {
        const OF_COUNTIES: [&str; 3] = ["COUNTY", "CNTY", "PARISH"];
        let mut wanted = words(typed);
        let all = wanted.len();
        wanted.retain(|word| !OF_COUNTIES.contains(&word.as_str()));
        let is_county = wanted.len() < all;
        let in_state = self.all(|place| place.is_state_of(&wanted));
        let by_county = self.all(|place| place.has_counties(&wanted));
        let named = self.all(|place| place.is_named(&wanted));
        let sure = [
            self.all(|place| place.states.contains(&wanted)),
            self.all(|place| !is_county && place.is_area(&wanted)),
            named.iter().copied().filter(|place| has_words(&place.bracketed, &wanted)).collect(),
            if is_county { Vec::new() } else { named.clone() },
            self.all(|place| has_words(&place.bracketed, &wanted)),
            if is_county && !in_state.is_empty() { by_county.clone() } else { Vec::new() },
            in_state.iter().copied().filter(|place| place.is_whole_state).collect(),
        ];
        if let Some([only]) = sure.iter().map(Vec::as_slice).find(|found| !found.is_empty()) {
            return Ok(only.number());
        }
        let possible = sure.into_iter().chain([named, by_county, in_state]).find(|found| !found.is_empty());
        Err(possible.map_or_else(
            || {
                format!(
                    "No payment locality is named {typed:?}. Write a ZIP code, such as 94110, or a state, such as Colorado."
                )
            },
            |possible| describe_possible(typed, &possible),
        ))
    }

    fn all(&self, is_meant: impl Fn(&NamedPlace<'a>) -> bool) -> Vec<&NamedPlace<'a>> {
        self.0.iter().filter(|place| is_meant(place)).collect()
    }
}

impl<'a> NamedPlace<'a> {
    /// `counties` has the name of the state and the counties in CMS's file, if it is loaded.
    fn new(row: &'a LocalityIndices, counties: Option<(&str, &str)>) -> Self {
        let (area, in_brackets) = row.name.split_once('(').unwrap_or((&row.name, ""));
        let (state_name, counties) = counties.unwrap_or_default();
        let bracketed = words(in_brackets);
        let own = if counties.starts_with("ALL ") { Vec::new() } else { words(counties) };
        Self {
            row,
            area: words(area),
            counties: [bracketed.clone(), own].concat(),
            bracketed,
            states: [row.state.as_str(), state_name].map(words).into(),
            is_whole_state: counties.starts_with("ALL COUNT") && !counties.contains("EXCEPT"),
        }
    }

    fn number(&self) -> String {
        self.row.locality.to_string()
    }

    /// Whether the words are its area, with its state or without.
    fn is_area(&self, wanted: &[String]) -> bool {
        let rest = wanted.strip_prefix(self.area.as_slice());
        rest.is_some_and(|rest| rest.is_empty() || self.states.iter().any(|state| state == rest))
    }

    /// Whether each of the words begins a word of its area or its state.
    fn is_named(&self, wanted: &[String]) -> bool {
        has_words(&[self.area.clone(), self.states.concat()].concat(), wanted)
    }

    /// Whether the words are counties of it, with its state or without.
    fn has_counties(&self, wanted: &[String]) -> bool {
        let is_own = |word: &String| {
            self.counties.contains(word) || self.area.contains(word) || self.states.concat().contains(word)
        };
        wanted.iter().any(|word| self.counties.contains(word)) && wanted.iter().all(is_own)
    }

    /// Whether the words end with its state.
    fn is_state_of(&self, wanted: &[String]) -> bool {
        self.states.iter().any(|state| !state.is_empty() && wanted.ends_with(state))
    }
}

/// Whether each of the wanted words begins a word of a name.
fn has_words(name: &[String], wanted: &[String]) -> bool {
    !wanted.is_empty() && wanted.iter().all(|word| name.iter().any(|part| part.starts_with(word.as_str())))
}

/// The words of a text, in capital letters.
fn words(text: &str) -> Vec<String> {
    let upper = text.to_uppercase();
    let words = upper.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// The localities that a text can mean, and what to write instead.
fn describe_possible(typed: &str, possible: &[&NamedPlace<'_>]) -> String {
    const SHOWN: usize = 8;
    let listed = possible
        .iter()
        .take(SHOWN)
        .map(|place| format!("{} ({}, {})", place.number(), title_case(&place.row.name), place.row.state));
    let listed: Vec<String> = listed.collect();
    match listed.as_slice() {
        [only] => format!(
            "{typed:?} can be in the locality {only}, or in another one. Write its ZIP code, or the number of the locality."
        ),
        several => {
            let more = if possible.len() > SHOWN { " and others" } else { "" };
            format!(
                "{typed:?} can be in {} localities. Write its ZIP code, or one of {}{more}.",
                possible.len(),
                several.join("; ")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Gpci;

    /// A locality, and its state and counties in CMS's file of them.
    type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

    const ROWS: [Row; 9] = [
        (
            "01112-05",
            "CA",
            "SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO/SAN MATEO CNTY)",
            "CALIFORNIA",
            "SAN FRANCISCO/SAN MATEO",
        ),
        ("01112-52", "CA", "SAN FRANCISCO-OAKLAND-BERKELEY (MARIN CNTY)", "CALIFORNIA", "MARIN"),
        ("04112-01", "CO", "COLORADO", "COLORADO", "ALL COUNTIES"),
        ("06102-15", "IL", "SUBURBAN CHICAGO", "ILLINOIS", "DUPAGE, KANE, LAKE AND WILL"),
        ("06102-16", "IL", "CHICAGO", "ILLINOIS", "COOK"),
        ("06102-99", "IL", "REST OF ILLINOIS", "ILLINOIS", "ALL OTHER COUNTIES"),
        (
            "11302-00",
            "VA",
            "VIRGINIA",
            "VIRGINIA",
            "ALL COUNTIES, EXCEPT ALEXANDRIA CITY, ARLINGTON AND FAIRFAX",
        ),
        ("11402-16", "WV", "WEST VIRGINIA", "WEST VIRGINIA", "ALL COUNTIES"),
        (
            "12202-01",
            "DC",
            "DC + MD/VA SUBURBS",
            "DISTRICT OF COLUMBIA",
            "DISTRICT OF COLUMBIA; ARLINGTON, FAIRFAX IN VIRGINIA",
        ),
    ];

    fn find(typed: &str) -> Result<String, String> {
        let indices = |(number, state, name, ..): &Row| LocalityIndices {
            locality: number.parse().unwrap(),
            state: (*state).to_owned(),
            name: (*name).to_owned(),
            work_with_floor: Some(Gpci::NATIONAL),
            work_without_floor: None,
            practice_expense: Gpci::NATIONAL,
            malpractice: Gpci::NATIONAL,
        };
        let rows: Vec<LocalityIndices> = ROWS.iter().map(indices).collect();
        let places = rows
            .iter()
            .zip(&ROWS)
            .map(|(row, (_, _, _, state, counties))| NamedPlace::new(row, Some((state, counties))));
        Gazetteer(places.collect()).find(typed)
    }

    #[test]
    fn names_of_areas_counties_and_states_find_their_locality() {
        for (typed, number) in [
            ("chicago", "06102-16"),
            ("Chicago, IL", "06102-16"),
            ("chicago illinois", "06102-16"),
            ("suburban", "06102-15"),
            ("Cook County, IL", "06102-16"),
            ("dupage county illinois", "06102-15"),
            ("san francisco", "01112-05"),
            ("marin", "01112-52"),
            ("Denver, CO", "04112-01"),
            ("colorado", "04112-01"),
            ("co", "04112-01"),
            ("Fairfax County VA", "12202-01"),
            ("arlington county virginia", "12202-01"),
            ("west virginia", "11402-16"),
            ("Charleston WV", "11402-16"),
        ] {
            assert_eq!(find(typed).as_deref(), Ok(number), "{typed}");
        }
    }

    #[test]
    fn a_name_that_is_not_sure_says_what_to_write() {
        for (typed, begin) in [
            (
                "illinois",
                "\"illinois\" can be in 3 localities. Write its ZIP code, or one of 06102-15 (Suburban",
            ),
            ("Springfield IL", "\"Springfield IL\" can be in 3 localities."),
            // Several states have a county of this name.
            (
                "cook county",
                "\"cook county\" can be in the locality 06102-16 (Chicago, IL), or in another one.",
            ),
            // A town of Fairfax County is not in the locality of the rest of Virginia.
            ("McLean VA", "\"McLean VA\" can be in the locality 11302-00 (Virginia, VA), or in another one."),
            ("denver", "No payment locality is named \"denver\". Write a ZIP code"),
        ] {
            let wrong = find(typed).unwrap_err();
            assert!(wrong.starts_with(begin), "{typed}: {wrong}");
        }
    }
}
