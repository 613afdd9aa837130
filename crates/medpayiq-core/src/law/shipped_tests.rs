//! The shipped law against an independent list of every value, and its files.

use super::shipped::FILES;
use super::*;
use crate::vocabulary::{PlaceOfService, ProviderKind, format_date, parse_date};
use std::collections::{BTreeMap, BTreeSet};

/// Every value with its days and source, written down from the laws and manuals and not from the files.
const PINS: &str = include_str!("pins.txt");

type Pins = BTreeMap<(String, String, String, String), BTreeSet<String>>;

fn pinned() -> Pins {
    let lines = PINS.lines().filter(|line| !line.starts_with('#'));
    let pin = |line: &str| {
        let [of, source, values]: [&str; 3] = line.split(" | ").collect::<Vec<_>>().try_into().unwrap();
        let [figure, from, to]: [&str; 3] = of.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let values = values.split(' ').map(str::to_owned).collect();
        ((figure.to_owned(), from.to_owned(), to.to_owned(), source.to_owned()), values)
    };
    lines.map(pin).collect()
}

fn shipped() -> Pins {
    let mut pins = Pins::new();
    for (figure, days, source, values) in Law::shipped().unwrap().statutes.values() {
        let to = if days.to == Date::MAX { "-".to_owned() } else { format_date(days.to) };
        let key = (figure.to_owned(), format_date(days.from), to, source.to_owned());
        let known = pins.entry(key).or_default();
        for value in values {
            assert!(known.insert(value.clone()), "{figure} {value} twice");
        }
    }
    pins
}

#[test]
fn every_value_of_the_law_is_what_its_source_says() {
    let (pinned, shipped) = (pinned(), shipped());
    for (key, values) in &pinned {
        assert_eq!(shipped.get(key), Some(values), "{key:?}");
    }
    let unpinned: Vec<_> = shipped.keys().filter(|key| !pinned.contains_key(*key)).collect();
    assert!(unpinned.is_empty(), "{unpinned:?}");
}

#[test]
fn every_figure_has_values_and_a_meaning() {
    let pinned = pinned();
    for (figure, _) in Statutes::FIGURES {
        assert!(pinned.keys().any(|(name, ..)| name == figure), "{figure}");
    }
    let meanings = FILES.iter().map(|(_, text)| text.matches("\nmeaning = \"").count());
    assert_eq!(meanings.sum::<usize>(), Statutes::FIGURES.len());
}

#[test]
fn every_file_of_the_folder_is_shipped() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/law");
    let names =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let names: BTreeSet<String> = names.filter(|name| name.ends_with(".toml")).collect();
    assert_eq!(names, FILES.iter().map(|(name, _)| (*name).to_owned()).collect());
}

#[test]
fn a_day_finds_the_values_of_its_period() {
    let law = Law::shipped().unwrap();
    let on = |day: &str| law.on(parse_date(day).unwrap());
    let deductible = |day: &str| on(day).part_b_deductible.map(|figure| figure.value.to_string());
    assert_eq!(deductible("2025-12-31").as_deref(), Ok("257.00"));
    assert_eq!(deductible("2026-01-01").as_deref(), Ok("283.00"));
    let missing = Err(Missing { figure: "part_b_deductible" });
    assert_eq!((deductible("2016-12-31"), deductible("2027-01-01")), (missing.clone(), missing));
    let source = on("2025-06-03").part_b_deductible.unwrap().source;
    assert_eq!(source.as_str(), "Federal Register notice of the 2025 deductible");
}

#[test]
fn the_period_found_for_a_day_contains_it() {
    let law = Law::shipped().unwrap();
    let mut day = parse_date("1965-12-31").unwrap();
    while day.year() < 2032 {
        assert!(law.on(day).days.contains(day), "{day}");
        day = day.next_day().unwrap();
    }
    for day in [Date::MIN, Date::MAX] {
        assert!(law.on(day).days.contains(day), "{day}");
    }
    assert!(Law::empty().on(day).coinsurance.is_err());
}

#[test]
fn lists_have_their_codes_and_no_others() {
    let law = Law::shipped().unwrap();
    let visits = law.on(parse_date("2025-06-03").unwrap()).visits.as_ref().unwrap();
    let has = |code: &str| visits.has(code.parse().unwrap());
    // Some visits are deleted, and releases of earlier years price them.
    let deleted = ["99201", "99217", "99220", "99224", "99241", "99251", "99318", "99324", "99337", "99343"];
    assert!(deleted.into_iter().all(has));
    let others =
        ["99216", "99240", "99288", "99319", "99339", "99354", "99490", "G0439", "92001", "92015", "99351"];
    assert!(!others.into_iter().any(has));
}

#[test]
fn a_list_has_the_codes_of_its_ranges_at_every_hundred() {
    let text = r#"
        [visits]
        unit = "codes"
        values = [{ from = 1992-01-01, value = ["10098-10103", "29999", "30000-30199", "G0100-G0102", "9A000"], source = "list" }]
    "#;
    let law = Law::read([("test.toml", text)]).unwrap();
    let visits = law.on(parse_date("2025-06-03").unwrap()).visits.as_ref().unwrap();
    let has = |code: &str| visits.has(code.parse().unwrap());
    let listed = ["10098", "10099", "10100", "10103", "29999", "30000", "30100", "30199", "G0101", "9A000"];
    assert!(listed.into_iter().all(has));
    let others = ["10097", "10104", "10198", "29998", "30200", "G0099", "G0103", "9A001", "99999", "00000"];
    assert!(!others.into_iter().any(has));
}

#[test]
fn a_list_knows_the_source_of_each_code() {
    let law = Law::shipped().unwrap();
    let on = |day: &str| law.on(parse_date(day).unwrap()).waived_services.as_ref().unwrap();
    let source = |day, code: &str| on(day).source_of(code.parse().unwrap()).map(Source::as_str);
    assert_eq!(source("2024-12-31", "74263"), None);
    assert_eq!(source("2025-01-01", "74263"), Some("CY 2025 final rule: screening CT colonography"));
    assert_eq!(source("2025-01-01", "00812"), Some("42 CFR 410.37: anesthesia of a screening colonoscopy"));
}

#[test]
fn a_range_of_numbers_has_no_code_that_ends_with_a_letter() {
    let text = r#"
        [visits]
        unit = "codes"
        values = [{ from = 1992-01-01, value = ["10004-10021", "0100T-0200T", "0526U"], source = "list" }]
    "#;
    let law = Law::read([("test.toml", text)]).unwrap();
    let visits = law.on(parse_date("2025-06-03").unwrap()).visits.as_ref().unwrap();
    let has = |code: &str| visits.has(code.parse().unwrap());
    assert!(["10004", "10010", "10021", "0100T", "0150T", "0526U"].into_iter().all(has));
    assert!(!["1000F", "1001F", "0099T", "0201T", "0526T", "01500", "10022"].into_iter().any(has));
}

#[test]
fn a_code_inside_a_longer_range_of_another_entry_is_found() {
    let text = r#"
        [visits]
        unit = "codes"
        values = [
            { from = 2025-01-01, value = ["10000-99999"], source = "all" },
        ]"#;
    let law = Law::read([("visits.toml", text)]).unwrap();
    let more =
        Amendment::read("more.toml", &text.replace("10000-99999", "20000-20005").replace("all", "few"))
            .unwrap();
    // Accepted once, it may overlap a newer program's own list.
    let (law, _) = law.overlaid(&more);
    let visits = law.on(Date::MAX).visits.as_ref().unwrap();
    let source = |code: &str| visits.source_of(code.parse().unwrap()).map(Source::as_str);
    assert_eq!((source("20003"), source("20006"), source("09999")), (Some("all"), Some("all"), None));
}

#[test]
fn first_days_are_known_until_they_have_come() {
    let law = Law::shipped().unwrap();
    let (home, office): (PlaceOfService, _) = ("10".parse().unwrap(), PlaceOfService::OFFICE);
    let place = |day: &str, place| {
        let to_come = law.on(parse_date(day).unwrap()).places_of_service_since.as_ref().unwrap();
        to_come.first_day(&place).map(|first| format_date(first.day))
    };
    assert_eq!(place("2021-12-31", home).as_deref(), Some("2022-01-01"));
    assert_eq!((place("2022-01-01", home), place("1999-01-01", office)), (None, None));
    let therapist = ProviderKind::MarriageFamilyTherapist;
    let professions = law.on(parse_date("2023-12-31").unwrap()).professions_since.as_ref().unwrap();
    assert_eq!(
        professions.first_day(&therapist).unwrap().source.as_str(),
        "Social Security Act 1861(lll); 42 CFR 410.53"
    );
}

#[test]
fn a_whole_test_has_its_technical_parts() {
    let law = Law::shipped().unwrap();
    let tests = law.on(parse_date("2025-06-03").unwrap()).whole_tests.as_ref().unwrap();
    let parts = |code: &str| tests.of(code.parse().unwrap()).map(<[_]>::len);
    assert_eq!((parts("93000"), parts("93224"), parts("93005")), (Some(1), Some(2), None));
}

#[test]
fn groups_of_codes_apply_on_their_days_only() {
    let text = "[replaced_codes]\nunit = \"codes with their replacements\"\nvalues = [
        { from = 2020-01-01, to = 2024-12-31, value = [[\"99417\", \"G2212\"]], source = \"list\" },
        { from = 2025-01-01, value = [[\"27215\", \"G0412\"]], source = \"list\" },
    ]\n";
    let law = Law::read([("law.toml", text)]).unwrap();
    for (day, pelvis, prolonged) in [("2024-12-31", false, true), ("2025-01-01", true, false)] {
        let codes = law.on(parse_date(day).unwrap()).replaced_codes.as_ref().unwrap();
        assert_eq!(codes.of("27215".parse().unwrap()).is_some(), pelvis, "{day}");
        assert_eq!(codes.of("99417".parse().unwrap()).is_some(), prolonged, "{day}");
    }
}
