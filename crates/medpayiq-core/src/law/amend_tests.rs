//! What an amendment changes in the law, and what it may not.

use super::*;
use crate::vocabulary::parse_date;
use expect_test::{Expect, expect};

/// A law of one figure with a value of 2026, one of early 2027 and one that is open.
const LAW: &str = r#"[sequestration]
unit = "percent"
values = [
    { from = 2026-01-01, to = 2026-12-31, value = "1", source = "law of 2026" },
    { from = 2027-01-01, to = 2027-03-31, value = "2", source = "law of 2027" },
    { from = 2027-04-01, value = "3", source = "law since 2027" },
]

[waived_services]
unit = "codes"
values = [
    { from = 2020-01-01, value = ["G0402", "G0438-G0439"], source = "list" },
]

[professions_since]
unit = "professions"
values = [
    { from = 2024-01-01, value = ["dietitian"], source = "first days" },
]
"#;

fn law() -> Law {
    Law::read([("law.toml", LAW)]).unwrap()
}

fn amendment(figure: &str, unit: &str, values: &str) -> Amendment {
    let text = format!("[{figure}]\nunit = \"{unit}\"\nvalues = [\n{values}\n]\n");
    Amendment::read("law-2027.toml", &text).unwrap()
}

fn rates(values: &str) -> Amendment {
    amendment("sequestration", "percent", values)
}

/// The rates by period, or why the amendment is refused.
fn check(result: Result<Law, LawFaults>, expected: &Expect) {
    let said = match result {
        Ok(law) => {
            let known = law.statutes.values().into_iter().filter(|(figure, ..)| *figure == "sequestration");
            let line = |(_, days, source, value): (_, DateRange, _, Vec<String>)| {
                format!("{days}: {} ({source})\n", value.join(" "))
            };
            known.map(line).collect()
        }
        Err(faults) => faults.to_string(),
    };
    expected.assert_eq(&said);
}

#[test]
fn an_open_value_ends_before_the_new_one() {
    let new = rates(r#"{ from = 2027-07-01, to = 2027-12-31, value = "4", source = "new" },"#);
    check(
        law().with(&new),
        &expect![[r#"
            2026-01-01 to 2026-12-31: 1 (law of 2026)
            2027-01-01 to 2027-03-31: 2 (law of 2027)
            2027-04-01 to 2027-06-30: 3 (law since 2027)
            2027-07-01 to 2027-12-31: 4 (new)
            2028-01-01 to 9999-12-31: 3 (law since 2027)
        "#]],
    );
}

#[test]
fn an_open_value_resumes_after_a_dated_one() {
    let new = rates(r#"{ from = 2027-07-01, to = 2027-12-31, value = "0", source = "suspended" },"#);
    check(
        law().with(&new),
        &expect![[r#"
        2026-01-01 to 2026-12-31: 1 (law of 2026)
        2027-01-01 to 2027-03-31: 2 (law of 2027)
        2027-04-01 to 2027-06-30: 3 (law since 2027)
        2027-07-01 to 2027-12-31: 0 (suspended)
        2028-01-01 to 9999-12-31: 3 (law since 2027)
    "#]],
    );
    let twice = rates(
        r#"{ from = 2027-07-01, to = 2027-12-31, value = "0", source = "suspended" },
        { from = 2028-07-01, value = "4", source = "since July" },"#,
    );
    check(
        law().with(&twice),
        &expect![[r#"
        2026-01-01 to 2026-12-31: 1 (law of 2026)
        2027-01-01 to 2027-03-31: 2 (law of 2027)
        2027-04-01 to 2027-06-30: 3 (law since 2027)
        2027-07-01 to 2027-12-31: 0 (suspended)
        2028-01-01 to 2028-06-30: 3 (law since 2027)
        2028-07-01 to 9999-12-31: 4 (since July)
    "#]],
    );
}

#[test]
fn a_value_from_the_first_day_of_an_open_one_needs_replaces() {
    let same_day = |days: &str| {
        let new = rates(&format!(r#"{{ {days}, value = "4", source = "new" }},"#));
        law().with(&new).unwrap_err().to_string()
    };
    let open = same_day("from = 2027-04-01");
    expect!["law-2027.toml line 4, sequestration: the law has 3 from 2027-04-01 (law since 2027). Add replaces = true to take the place of it."].assert_eq(&open);
    assert_eq!(same_day("from = 2027-04-01, to = 2027-12-31"), open);
    let replaces = rates(r#"{ from = 2027-04-01, value = "4", source = "new", replaces = true },"#);
    check(
        law().with(&replaces),
        &expect![[r#"
        2026-01-01 to 2026-12-31: 1 (law of 2026)
        2027-01-01 to 2027-03-31: 2 (law of 2027)
        2027-04-01 to 9999-12-31: 4 (new)
    "#]],
    );
}

#[test]
fn a_second_file_keeps_the_open_value_of_the_first() {
    let first = rates(r#"{ from = 2027-07-01, value = "4", source = "first" },"#);
    let second = rates(r#"{ from = 2027-07-01, value = "5", source = "second" },"#);
    let law = law().with(&first).unwrap();
    check(
        law.with(&second),
        &expect![
            "law-2027.toml line 4, sequestration: the law has 4 from 2027-07-01 (first). Add replaces = true to take the place of it."
        ],
    );
    let later = rates(r#"{ from = 2027-07-02, to = 2027-07-31, value = "5", source = "second" },"#);
    check(
        law.with(&later),
        &expect![[r#"
        2026-01-01 to 2026-12-31: 1 (law of 2026)
        2027-01-01 to 2027-03-31: 2 (law of 2027)
        2027-04-01 to 2027-06-30: 3 (law since 2027)
        2027-07-01 to 2027-07-01: 4 (first)
        2027-07-02 to 2027-07-31: 5 (second)
        2027-08-01 to 9999-12-31: 4 (first)
    "#]],
    );
}

#[test]
fn a_value_knows_the_amendment_that_brought_it() {
    let new = rates(r#"{ from = 2027-07-01, to = 2027-12-31, value = "4", source = "new" },"#);
    let law = law().with(&new).unwrap();
    for (day, is_amended) in [("2027-06-30", false), ("2027-07-01", true), ("2028-01-01", false)] {
        let day = parse_date(day).unwrap();
        assert_eq!(law.is_amended("sequestration", day), is_amended, "{day}");
        assert_eq!(law.amendments_on(day).contains("law-2027.toml"), is_amended, "{day}");
    }
    assert!(!law.is_amended("coinsurance", parse_date("2027-07-01").unwrap()));
}

#[test]
fn a_law_of_thousands_of_values_is_refused() {
    let start = parse_date("2030-01-01").unwrap();
    let values = |count: i64| -> String {
        let days = (0..count).map(|day| crate::vocabulary::format_date(start + time::Duration::days(day)));
        days.map(|day| format!("{{ from = {day}, to = {day}, value = \"4\", source = \"new\" }},\n"))
            .collect()
    };
    let most = law().with(&rates(&values(4_995))).unwrap();
    assert_eq!(most.periods.len(), 5_001);
    check(
        law().with(&rates(&values(4_996))),
        &expect![
            "law-2027.toml line 1: the law would have 5001 dated values. The limit is 5000: write only what changes."
        ],
    );
}

#[test]
fn a_new_value_without_an_end_hides_no_later_value() {
    let open = |more: &str| rates(&format!(r#"{{ from = 2025-01-01, value = "4", source = "new"{more} }},"#));
    check(
        law().with(&open("")),
        &expect![[r#"
        2025-01-01 to 2025-12-31: 4 (new)
        2026-01-01 to 2026-12-31: 1 (law of 2026)
        2027-01-01 to 2027-03-31: 2 (law of 2027)
        2027-04-01 to 9999-12-31: 3 (law since 2027)
    "#]],
    );
    check(
        law().with(&open(", replaces = true")),
        &expect![[r#"
        2025-01-01 to 9999-12-31: 4 (new)
    "#]],
    );
    // A newer program brings later values after the import.
    let (law, conflicts) = law().overlaid(&rates(r#"{ from = 2026-06-01, value = "4", source = "new" },"#));
    assert_eq!(conflicts.len(), 1);
    check(
        Ok(law),
        &expect![[r#"
        2026-01-01 to 2026-05-31: 1 (law of 2026)
        2026-06-01 to 2026-12-31: 4 (new)
        2027-01-01 to 2027-03-31: 2 (law of 2027)
        2027-04-01 to 9999-12-31: 3 (law since 2027)
    "#]],
    );
}

#[test]
fn a_value_without_an_end_is_refused_before_another_one() {
    let cut = |day: &str, more: &str| {
        let year = day.get(2..4).unwrap();
        let value = format!(r#"{{ from = {day}, value = "{year}", source = "new"{more} }},"#);
        amendment("film_cut", "percent", &value)
    };
    let law = law().with(&cut("2027-01-01", "")).unwrap();
    let on = |law: &Law, day: &str| {
        law.on(parse_date(day).unwrap()).film_cut.ok().map(|figure| figure.value.to_string())
    };
    check(
        law.with(&cut("2026-01-01", "")),
        &expect![
            "law-2027.toml line 4, film_cut: the law has 27 from 2027-01-01 (new). Add replaces = true to take the place of it."
        ],
    );
    let ended = law.with(&cut("2026-01-01", ", to = 2026-12-31")).unwrap();
    assert_eq!(
        ["2026-12-31", "2027-01-01"].map(|day| on(&ended, day)),
        [Some("0.2600".into()), Some("0.2700".into())]
    );
    let replaced = law.with(&cut("2026-01-01", ", replaces = true")).unwrap();
    assert_eq!(on(&replaced, "2027-01-01").as_deref(), Some("0.2600"));
}

#[test]
fn a_stored_text_that_cannot_be_read_changes_nothing_and_says_why() {
    let text = "[part_b_premium]\nunit = \"dollars\"\nvalues = []\n";
    let unread = Amendment::stored("law", text).named("LAW-2031");
    expect!["LAW-2031 line 1: part_b_premium is not a figure of the law."]
        .assert_eq(&unread.faults().unwrap().to_string());
    assert_eq!((unread.as_str(), unread.len(), unread.is_empty()), (text, 0, true));
    let read = rates(r#"{ from = 2027-07-01, value = "4", source = "new" },"#);
    assert_eq!((read.len(), read.is_empty()), (1, false));
    let (same, conflicts) = law().overlaid(&unread);
    assert_eq!((same.statutes.values(), conflicts.len()), (law().statutes.values(), 0));
}

#[test]
fn a_value_for_days_that_have_one_is_refused() {
    let other = rates(r#"{ from = 2026-07-01, to = 2026-07-31, value = "4", source = "new" },"#);
    check(
        law().with(&other),
        &expect![
            "law-2027.toml line 4, sequestration: the law has 1 from 2026-01-01 to 2026-12-31 (law of 2026). Add replaces = true to take the place of it."
        ],
    );
    let early = rates(r#"{ from = 2027-03-31, value = "4", source = "new" },"#);
    check(
        law().with(&early),
        &expect![[r#"
        law-2027.toml line 4, sequestration: the law has 2 from 2027-01-01 to 2027-03-31 (law of 2027). Add replaces = true to take the place of it.
        law-2027.toml line 4, sequestration: the law has 3 from 2027-04-01 (law since 2027). Add replaces = true to take the place of it."#]],
    );
}

#[test]
fn the_same_value_from_another_source_is_no_contradiction() {
    let same = rates(r#"{ from = 2026-07-01, to = 2026-12-31, value = "1", source = "new" },"#);
    check(
        law().with(&same),
        &expect![[r#"
        2026-01-01 to 2026-06-30: 1 (law of 2026)
        2026-07-01 to 2026-12-31: 1 (new)
        2027-01-01 to 2027-03-31: 2 (law of 2027)
        2027-04-01 to 9999-12-31: 3 (law since 2027)
    "#]],
    );
}

#[test]
fn an_entry_that_replaces_takes_the_place_of_its_days_only() {
    let dated =
        rates(r#"{ from = 2026-12-01, to = 2027-04-30, value = "4", source = "new", replaces = true },"#);
    check(
        law().with(&dated),
        &expect![[r#"
        2026-01-01 to 2026-11-30: 1 (law of 2026)
        2026-12-01 to 2027-04-30: 4 (new)
        2027-05-01 to 9999-12-31: 3 (law since 2027)
    "#]],
    );
}

#[test]
fn an_amendment_that_was_accepted_wins_over_a_newer_law() {
    let other = rates(r#"{ from = 2026-07-01, to = 2026-07-31, value = "4", source = "new" },"#);
    let (law, conflicts) = law().overlaid(&other);
    assert_eq!(conflicts.len(), 1);
    check(
        Ok(law),
        &expect![[r#"
        2026-01-01 to 2026-06-30: 1 (law of 2026)
        2026-07-01 to 2026-07-31: 4 (new)
        2026-08-01 to 2026-12-31: 1 (law of 2026)
        2027-01-01 to 2027-03-31: 2 (law of 2027)
        2027-04-01 to 9999-12-31: 3 (law since 2027)
    "#]],
    );
}

#[test]
fn a_list_grows_by_an_entry_and_begins_anew_with_one_that_replaces() {
    let codes = |law: &Law, day: &str| {
        let list = law.on(parse_date(day).unwrap()).waived_services.clone().unwrap();
        ["G0402", "G0438", "G0439", "G0468"].map(|code| list.has(code.parse().unwrap()))
    };
    let list = |values: &str| amendment("waived_services", "codes", values);
    let grown = law().with(&list(r#"{ from = 2027-01-01, value = ["G0468"], source = "new" },"#)).unwrap();
    assert_eq!(codes(&grown, "2026-12-31"), [true, true, true, false]);
    assert_eq!(codes(&grown, "2027-01-01"), [true, true, true, true]);
    let anew = list(
        r#"{ from = 2027-01-01, to = 2027-12-31, value = ["G0438", "G0468"], source = "new", replaces = true },"#,
    );
    let anew = law().with(&anew).unwrap();
    assert_eq!(codes(&anew, "2026-12-31"), [true, true, true, false]);
    assert_eq!(codes(&anew, "2027-12-31"), [false, true, false, true]);
    assert_eq!(codes(&anew, "2028-01-01"), [true, true, true, false]);
    let again = list(r#"{ from = 2027-01-01, value = ["G0439"], source = "new" },"#);
    check(
        law().with(&again),
        &expect![
            "law-2027.toml line 4, waived_services: the law has G0438-G0439 from 2020-01-01 (list). Add replaces = true to take the place of it."
        ],
    );
}

#[test]
fn a_first_day_moves_if_an_entry_replaces_it() {
    let moved = |replaces: &str| {
        let value = format!(r#"{{ from = 2028-01-01, value = ["dietitian"], source = "new"{replaces} }},"#);
        law().with(&amendment("professions_since", "professions", &value))
    };
    check(
        moved(""),
        &expect![
            "law-2027.toml line 4, professions_since: the law has dietitian from 2024-01-01 (first days). Add replaces = true to take the place of it."
        ],
    );
    let law = moved(", replaces = true").unwrap();
    let to_come = law.on(parse_date("2027-12-31").unwrap()).professions_since.clone().unwrap();
    let first = to_come.first_day(&crate::vocabulary::ProviderKind::Dietitian).unwrap();
    assert_eq!((first.day, first.source.as_str()), (parse_date("2028-01-01").unwrap(), "new"));
}

#[test]
fn a_further_figure_leaves_the_others_as_they_are() {
    let new = amendment("film_cut", "percent", r#"{ from = 2027-01-01, value = "20", source = "new" },"#);
    let law = law().with(&new).unwrap();
    let day = parse_date("2027-01-01").unwrap();
    assert_eq!(law.on(day).film_cut.unwrap().value.ten_thousandths(), 2_000);
    assert_eq!(law.on(day).sequestration.unwrap().value.ten_thousandths(), 200);
}

#[test]
fn another_group_of_the_same_code_needs_replaces() {
    let law = "[replaced_codes]\nunit = \"codes with their replacements\"\nvalues = [{ from = 2021-01-01, value = [[\"99417\", \"G2212\"]], source = \"list\" }]\n";
    let law = Law::read([("law.toml", law)]).unwrap();
    let groups = |codes| amendment("replaced_codes", "codes with their replacements", codes);
    let other = groups(r#"{ from = 2021-01-01, value = [["99418", "G0316"]], source = "new" }"#);
    assert!(law.clone().with(&other).is_ok());
    let same = groups(r#"{ from = 2021-01-01, value = [["99417", "G0316"]], source = "new" }"#);
    expect!["law-2027.toml line 4, replaced_codes: the law has 99417 from 2021-01-01 (list). Add replaces = true to take the place of it."].assert_eq(&law.with(&same).unwrap_err().to_string());
}
