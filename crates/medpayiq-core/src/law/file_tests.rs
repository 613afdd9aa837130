//! What a file of the law may hold, and what is said of one that is wrong.

use super::*;
use expect_test::{Expect, expect};
use proptest::prelude::*;
use time::macros::date;

const DEDUCTIBLE: &str = r#"[part_b_deductible]
meaning = "What a patient pays first"
unit = "dollars"
values = [
    { from = 2027-01-01, to = 2027-12-31, value = "300.00", source = "Federal Register" },
]
"#;

fn check(text: &str, expected: &Expect) {
    let said = match Amendment::read("law-2027.toml", text) {
        Ok(amendment) => format!("{} values from {:?}", amendment.len(), amendment.first_day()),
        Err(faults) => faults.to_string(),
    };
    expected.assert_eq(&said);
}

/// The deductible with one text in it exchanged.
fn with(old: &str, new: &str) -> String {
    assert!(DEDUCTIBLE.contains(old));
    DEDUCTIBLE.replace(old, new)
}

#[test]
fn a_sound_file_is_read() {
    check(DEDUCTIBLE, &expect!["1 values from Some(2027-01-01)"]);
}

#[test]
fn a_text_is_of_the_law_if_it_names_a_figure() {
    assert!(is_law(DEDUCTIBLE));
    assert!(is_law("# a comment\n  [sequestration]  \n"));
    for other in ["", "CODE\t99213", "part_b_deductible", "[part_b_deductable]", "part_b_deductible = 1"] {
        assert!(!is_law(other), "{other}");
    }
}

#[test]
fn the_last_day_is_known_if_each_value_has_one() {
    let last_day = |text: &str| Amendment::read("law-2027.toml", text).unwrap().last_day();
    assert_eq!(last_day(DEDUCTIBLE), Some(date!(2027 - 12 - 31)));
    assert_eq!(last_day(&with(", to = 2027-12-31", "")), None);
}

#[test]
fn amendments_are_the_same_if_they_were_written_the_same() {
    let read = |name: &str, text: &str| Amendment::read(name, text).unwrap();
    assert_eq!(read("law-2027.toml", DEDUCTIBLE), read("other.toml", DEDUCTIBLE));
    assert_ne!(read("law-2027.toml", DEDUCTIBLE), read("law-2027.toml", &with("300.00", "301.00")));
}

#[test]
fn a_wrong_value_is_named_with_what_to_write() {
    for (wrong, expected) in [
        (
            "\"3OO.00\"",
            expect![[
                r#"law-2027.toml line 5, part_b_deductible: "3OO.00" is not valid. Write dollars in quotes with two decimals, such as "257.00"."#
            ]],
        ),
        (
            "300.00",
            expect![[
                r#"law-2027.toml line 5, part_b_deductible: 300.00 is not valid. Write dollars in quotes with two decimals, such as "257.00"."#
            ]],
        ),
        (
            "\"-1.00\"",
            expect![[
                r#"law-2027.toml line 5, part_b_deductible: "-1.00" is not valid. Write dollars in quotes with two decimals, such as "257.00"."#
            ]],
        ),
        (
            "\"300.001\"",
            expect![[
                r#"law-2027.toml line 5, part_b_deductible: "300.001" is not valid. Write dollars in quotes with two decimals, such as "257.00"."#
            ]],
        ),
    ] {
        check(&with("\"300.00\"", wrong), &expected);
    }
}

#[test]
fn a_wrong_day_is_named_with_what_to_write() {
    check(
        &with("2027-01-01", "\"2027-01-01\""),
        &expect![[
            r#"law-2027.toml line 5, part_b_deductible: "2027-01-01" is not valid. Write a day without quotes, such as 2027-01-01."#
        ]],
    );
    check(
        &with("2027-01-01", "2027-02-30"),
        &expect!["law-2027.toml line 5: this is not TOML: invalid date, expected day between 01 and 28."],
    );
    check(
        &with("2027-01-01", "2027-01-01T00:00:00"),
        &expect![
            "law-2027.toml line 5, part_b_deductible: 2027-01-01T00:00:00 is not valid. Write a day without quotes, such as 2027-01-01."
        ],
    );
    check(
        &with("2027-01-01", "2028-01-01"),
        &expect![
            "law-2027.toml line 5, part_b_deductible: from is after to (2028-01-01 to 2027-12-31). Exchange them."
        ],
    );
}

#[test]
fn what_is_missing_is_named() {
    check(
        &with(", source = \"Federal Register\"", ""),
        &expect!["law-2027.toml line 5, part_b_deductible: source is missing."],
    );
    check(
        &with("\"Federal Register\"", "\"  \""),
        &expect![[
            r#"law-2027.toml line 5, part_b_deductible: "  " is not valid. Write the source as a text."#
        ]],
    );
    check(
        &with("from = 2027-01-01, ", ""),
        &expect!["law-2027.toml line 5, part_b_deductible: from is missing."],
    );
    check(
        &with("value = \"300.00\", ", ""),
        &expect!["law-2027.toml line 5, part_b_deductible: value is missing."],
    );
    check(
        &with("unit = \"dollars\"\n", ""),
        &expect![[
            r#"law-2027.toml line 1, part_b_deductible: the unit is missing. Write unit = "dollars"."#
        ]],
    );
    check(
        "[part_b_deductible]\nunit = \"dollars\"\n",
        &expect!["law-2027.toml line 1, part_b_deductible: write one or more values."],
    );
    check(
        "part_b_deductible = \"300.00\"\n",
        &expect!["law-2027.toml line 1, part_b_deductible: write a table with unit and values."],
    );
    check(
        "[part_b_deductible]\nunit = \"dollars\"\nvalues = [\"300.00\"]\n",
        &expect![[
            r#"law-2027.toml line 3, part_b_deductible: "300.00" is not valid. Write { from = ..., value = ..., source = ... }."#
        ]],
    );
    check("# nothing\n", &expect!["law-2027.toml line 1: the file has no figures."]);
}

#[test]
fn an_unknown_name_finds_the_nearest_known_one() {
    check(
        &with("[part_b_deductible]", "[part_b_deductable]"),
        &expect![
            "law-2027.toml line 1: part_b_deductable is not a figure of the law. Did you mean part_b_deductible?"
        ],
    );
    check(
        &with("[part_b_deductible]", "[weather]"),
        &expect!["law-2027.toml line 1: weather is not a figure of the law."],
    );
    // Two letters of a short name may be wrong, but not three.
    check(
        &with("[part_b_deductible]", "[vizitz]"),
        &expect!["law-2027.toml line 1: vizitz is not a figure of the law. Did you mean visits?"],
    );
    check(
        &with("[part_b_deductible]", "[vizztz]"),
        &expect!["law-2027.toml line 1: vizztz is not a figure of the law."],
    );
    check(
        &with("from =", "form ="),
        &expect![[r#"
            law-2027.toml line 5, part_b_deductible: form is not a key. Did you mean from?
            law-2027.toml line 5, part_b_deductible: from is missing."#]],
    );
    check(
        &with("unit =", "currency ="),
        &expect![[r#"
        law-2027.toml line 1, part_b_deductible: the unit is missing. Write unit = "dollars".
        law-2027.toml line 3, part_b_deductible: currency is not a key. Known are meaning, unit, values."#]],
    );
    check(
        &with("\"dollars\"", "\"dollar\""),
        &expect![[
            r#"law-2027.toml line 3, part_b_deductible: "dollar" is not valid. Write unit = "dollars"."#
        ]],
    );
}

#[test]
fn every_fault_of_a_file_is_named_by_line() {
    let text = format!(
        "{DEDUCTIBLE}\n[coinsurance]\nunit = \"percent\"\nvalues = [{{ from = 2027-01-01, value = \"101\" }}]\n"
    );
    check(
        &text.replace("300.00", "x"),
        &expect![[r#"
            law-2027.toml line 5, part_b_deductible: "x" is not valid. Write dollars in quotes with two decimals, such as "257.00".
            law-2027.toml line 10, coinsurance: "101" is not valid. Write a percentage from 0 to 100 in quotes, such as "62.5".
            law-2027.toml line 10, coinsurance: source is missing."#]],
    );
}

#[test]
fn a_syntax_error_of_toml_is_named_with_its_line() {
    check(
        "[part_b_deductible\n",
        &expect!["law-2027.toml line 1: this is not TOML: unclosed table, expected `]`."],
    );
    check(
        &format!("{DEDUCTIBLE}{DEDUCTIBLE}"),
        &expect!["law-2027.toml line 7: this is not TOML: duplicate key."],
    );
}

#[test]
fn one_place_of_two_values_is_enough_to_contradict() {
    let text = r#"[places_of_service_since]
unit = "places of service"
values = [
    { from = 2027-01-01, value = ["02", "10"], source = "a" },
    { from = 2027-06-01, value = ["10", "27"], source = "b" },
]
"#;
    check(
        text,
        &expect![
            "law-2027.toml line 5, places_of_service_since: line 4 has 10 for some of the same days too. Write each once."
        ],
    );
}

#[test]
fn days_overlap_in_no_figure_and_codes_in_no_list() {
    let twice = r#"[part_b_deductible]
unit = "dollars"
values = [
    { from = 2027-06-01, value = "310.00", source = "b" },
    { from = 2027-01-01, to = 2027-06-01, value = "300.00", source = "a" },
]

[visits]
unit = "codes"
values = [
    { from = 2027-01-01, value = ["99202-99215"], source = "a" },
    { from = 2027-01-01, to = 2027-12-31, value = ["G0402", "99215"], source = "b" },
]
"#;
    check(
        twice,
        &expect![[r#"
            law-2027.toml line 5, part_b_deductible: line 4 has some of these days too. Give each day one value.
            law-2027.toml line 12, visits: line 11 has 99215 for some of the same days too. Write each once."#]],
    );
    check(
        &twice.replace("2027-06-01, value", "2027-06-02, value").replace("\"99215\"", "\"99216\""),
        &expect![
            "law-2027.toml line 5, part_b_deductible: line 4 has some of these days too. Give each day one value."
        ],
    );
}

#[test]
fn each_kind_of_value_says_what_it_needs() {
    let wrong = [
        ("coinsurance", "percent", "\"20 %\""),
        ("conversion_factor", "dollars per RVU", "\"0\""),
        ("anesthesia_time_unit", "minutes", "\"0\""),
        ("work_gpci_floor", "true or false", "\"true\""),
        ("visits", "codes", "[\"99202\", \"99215-99211\"]"),
        ("wellness_visits", "codes", "\"G0438\""),
        ("waived_services", "codes", "[]"),
        ("whole_tests", "tests and their technical parts", "[[\"93000\"]]"),
        ("places_of_service_since", "places of service", "[\"100\"]"),
        ("professions_since", "professions", "[\"nurse\"]"),
        // More than the whole is right here.
        ("both_sides_share", "percent of one side", "\"150\""),
    ];
    let figure = |(figure, unit, value): &(&str, &str, &str)| {
        let value = format!("{{ from = 2027-01-01, value = {value}, source = \"a law\" }}");
        format!("[{figure}]\nunit = \"{unit}\"\nvalues = [{value}]\n")
    };
    check(
        &wrong.iter().map(figure).collect::<String>(),
        &expect![[r#"
            law-2027.toml line 3, coinsurance: "20 %" is not valid. Write a percentage from 0 to 100 in quotes, such as "62.5".
            law-2027.toml line 6, conversion_factor: "0" is not valid. Write dollars in quotes, above 0 and below 1000, with up to four decimals, such as "32.3465".
            law-2027.toml line 9, anesthesia_time_unit: "0" is not valid. Write a whole number from 1 to 99 in quotes, such as "15".
            law-2027.toml line 12, work_gpci_floor: "true" is not valid. Write true or false, without quotes.
            law-2027.toml line 15, visits: "99215-99211" is not valid. Write codes and ranges of codes, such as ["99202-99205", "99211"].
            law-2027.toml line 18, wellness_visits: "G0438" is not valid. Write codes and ranges of codes, such as ["99202-99205", "99211"].
            law-2027.toml line 21, waived_services: [] is not valid. Write codes and ranges of codes, such as ["99202-99205", "99211"].
            law-2027.toml line 24, whole_tests: ["93000"] is not valid. Write codes, each followed by those that go with it, such as [["93000", "93005"]].
            law-2027.toml line 27, places_of_service_since: "100" is not valid. Write places of service, such as ["02"].
            law-2027.toml line 30, professions_since: "nurse" is not valid. Write professions as requests name them, such as ["dietitian"]."#]],
    );
}

#[test]
fn a_first_day_has_no_end() {
    check(
        "[professions_since]\nunit = \"professions\"\nvalues = [\n    { from = 2027-01-01, to = 2027-12-31, value = [\"dietitian\"], source = \"a\" },\n]\n",
        &expect![
            "law-2027.toml line 4, professions_since: 2027-12-31 is not valid. This list has first days only. Leave `to` out."
        ],
    );
}

#[test]
fn a_figure_is_in_one_file_only() {
    let faults = Law::read([("one.toml", DEDUCTIBLE), ("two.toml", DEDUCTIBLE)]).unwrap_err();
    expect!["two.toml line 5, part_b_deductible: another file has this figure too. Keep it in one file."]
        .assert_eq(&faults.to_string());
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in ".*", at in 0..DEDUCTIBLE.len()) {
        let _ = Amendment::read("any.toml", &text);
        if let Some((one, other)) = DEDUCTIBLE.split_at_checked(at) {
            let _ = Amendment::read("any.toml", &format!("{one}{text}{other}"));
        }
    }
}

#[test]
fn a_count_has_digits_alone_and_replaces_has_no_quotes() {
    let text = r#"[anesthesia_time_unit]
unit = "minutes"
values = [{ from = 2027-01-01, value = "+15", source = "rule" }]

[sequestration]
unit = "percent"
values = [{ from = 2027-01-01, value = "2", source = "rule", replaces = "true" }]
"#;
    check(
        text,
        &expect![[r#"
        law-2027.toml line 3, anesthesia_time_unit: "+15" is not valid. Write a whole number from 1 to 99 in quotes, such as "15".
        law-2027.toml line 7, sequestration: "true" is not valid. Write true or false, without quotes."#]],
    );
}
