//! What tips and toolkits tell a biller about sides, visits, disciplines, places and replaced codes.

use crate::in_memory::CLIENT;
use crate::partners::{DAY, list, text, toolkit};
use expect_test::expect;
use serde_json::Value;

/// The text of a tip of a code; empty if the code has no such tip.
fn tip(code: &str, id: &str) -> String {
    let answer = CLIENT.get(&format!("/v1/codes/{code}/tips?{DAY}")).json();
    let tip = list(&answer["tips"]).iter().find(|tip| tip["id"] == id);
    tip.map(|tip| text(&tip["text"]).to_owned()).unwrap_or_default()
}

fn toolkit_of(codes: &[&str]) -> Value {
    toolkit(&CLIENT, &codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>())
}

/// The denied claims of a toolkit with what is paid instead.
fn triggers(code: &str) -> String {
    let answer = toolkit_of(&[code]);
    let triggers = list(&answer["denial_triggers"]).iter();
    let lines = triggers.map(|trigger| {
        format!("{} | {}", text(&trigger["billed"]), trigger["instead"].as_str().unwrap_or("-"))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A fee for both sides: for one side or for both, with a code for one side, with modifier 52, and without sides.
#[test]
fn a_fee_for_both_sides_says_how_one_side_is_billed() {
    let codes = ["69210", "77066", "93970", "77067", "93922", "64615", "92285", "92014"];
    let texts = codes.map(|code| format!("{code}: {}", tip(code, "both-sides")));
    expect![[r#""#]].assert_eq(&texts.join("\n"));
}

#[test]
fn a_unit_limit_says_how_both_sides_are_billed() {
    let codes = ["66984", "20610", "77066", "77067", "69210", "93922", "92014", "93306"];
    let answer = toolkit_of(&codes);
    let meanings = list(&answer["unit_limits"]["rows"]).iter();
    let meanings =
        meanings.map(|row| format!("{} {}: {}", text(&row["hcpcs"]), row["units"], text(&row["meaning"])));
    expect![[r#""#]].assert_eq(&meanings.collect::<Vec<_>>().join("\n"));
    for code in codes {
        let edits =
            CLIENT.get(&format!("/v1/codes/{code}/edits?{DAY}").replace("&locality=01112-05", "")).json();
        let rows = list(&answer["unit_limits"]["rows"]);
        let row = rows.iter().find(|row| row["hcpcs"] == code).unwrap();
        assert_eq!(edits["mue"]["advice"], row["meaning"], "{code}");
        let page = CLIENT.get(&format!("/codes/{code}?date=2025-01-15&zip=94110"));
        assert!(page.text().contains(text(&row["meaning"])), "{code}");
    }
}

#[test]
fn two_units_of_two_sides_are_one_unit_with_50_instead() {
    expect![[r#""#]].assert_eq(&["66984", "66821", "64483"].map(triggers).join("\n"));
}

/// A visit in column two, before an operation, as critical care, and in column one.
#[test]
fn conflicts_with_visits_name_the_modifier_of_the_case() {
    let answer = toolkit_of(&["99213", "20610", "27447", "99291", "G0444", "93000", "G0439"]);
    let rows = list(&answer["bundling_conflicts"]["rows"]).iter().map(|row| {
        let modifiers = list(&row["modifiers"]).iter();
        let modifiers: Vec<String> =
            modifiers.map(|one| format!("{} ({})", text(&one["modifier"]), text(&one["when"]))).collect();
        let [one, two, advice] = [&row["column_one"], &row["column_two"], &row["advice"]].map(text);
        format!("{one}/{two} {advice}\n  {}", modifiers.join("\n  "))
    });
    expect![[r#""#]].assert_eq(&rows.collect::<Vec<_>>().join("\n"));
}

/// RT and LT are listed for codes that can be done on a side, whatever their bilateral indicator.
#[test]
fn conflicts_name_the_sides_of_services_that_have_them() {
    let answer = toolkit_of(&["20610", "20550", "45385", "45380"]);
    let rows = list(&answer["bundling_conflicts"]["rows"]).iter().map(|row| {
        let modifiers: Vec<&str> = list(&row["modifiers"]).iter().map(|one| text(&one["modifier"])).collect();
        format!("{}/{} {}", text(&row["column_one"]), text(&row["column_two"]), modifiers.join(" "))
    });
    expect![[r#""#]].assert_eq(&rows.collect::<Vec<_>>().join("\n"));
}

/// Daily management of pain is paid by the day: no minutes, and nobody directs it.
#[test]
fn anesthesia_without_time_has_no_minutes_and_no_direction() {
    assert_eq!(tip("01996", "anesthesia-direction"), "");
    expect![[r#""#]].assert_eq(&tip("01996", "anesthesia-who"));
    expect![[r#""#]].assert_eq(&triggers("01996"));
    let answer = toolkit_of(&["01996"]);
    let tried: Vec<String> = list(&answer["modifier_pitfalls"])
        .iter()
        .map(|row| list(&row["modifiers"]).iter().map(text).collect::<Vec<_>>().join("-"))
        .collect();
    assert_eq!(tried, ["AA", "QZ"]);
    assert!(tip("00790", "anesthesia-direction").contains("QK"));
}

/// Swallowing is in the benefit of two disciplines, exercise in that of two others, and an evaluation in one.
#[test]
fn therapy_names_only_the_disciplines_whose_benefit_has_the_code() {
    let codes = ["92526", "97110", "92507", "97161"];
    let texts = codes.map(|code| format!("{code}: {}", tip(code, "therapy-discipline")));
    expect![[r#""#]].assert_eq(&texts.join("\n"));
}

#[test]
fn a_code_that_medicare_does_not_take_names_what_is_paid_instead() {
    expect![[r#""#]].assert_eq(&["99417", "99243"].map(triggers).join("\n"));
}

/// A catheter is no test that somebody reads, and a film is.
#[test]
fn modifier_26_names_what_the_practitioner_does() {
    let codes = ["93458", "93280", "76942", "71046"];
    let begins = codes.map(|code| tip(code, "reading-only").split(',').next().unwrap().to_owned());
    expect![[r#""#]].assert_eq(&begins.join("\n"));
}

/// Nobody assists with an injection, a laser of an office or a tube in an emergency.
#[test]
fn nobody_assists_with_needles_and_in_offices() {
    for code in ["64493", "31500", "66821", "20680", "93000", "77067"] {
        let assisted = triggers(code).lines().filter(|line| line.contains("-80")).count();
        let answer = toolkit_of(&[code]);
        let tried = list(&answer["modifier_pitfalls"]).iter().flat_map(|row| list(&row["modifiers"]));
        let assistants = tried.filter(|modifier| *modifier == "80" || *modifier == "AS").count();
        let is_laser_or_removal = ["66821", "20680"].contains(&code);
        assert!(assisted == 0 && (assistants == 0 || is_laser_or_removal), "{code}");
    }
}

#[test]
fn partners_that_do_not_meet_are_in_no_example() {
    let apart = [
        ("49505", "47562"),
        ("67800", "68761"),
        ("45385", "43249"),
        ("69210", "92552"),
        ("32555", "32557"),
        ("99238", "36556"),
        ("99239", "36556"),
    ];
    for (one, other) in apart {
        for (own, stranger) in [(one, other), (other, one)] {
            assert!(!triggers(own).contains(stranger), "{own}: {}", triggers(own));
        }
    }
    assert!(triggers("99238").contains("11042 + 99238-25"));
}

#[test]
fn screening_in_another_place_is_denied_by_tip_and_estimate() {
    expect![[r#""#]].assert_eq(&tip("G0444", "depression-screening-place"));
    assert!(triggers("G0444").contains("G0444 at 32 (nursing facility)"), "{}", triggers("G0444"));
}

#[test]
fn an_explanation_says_what_a_code_means_in_each_year() {
    for date in ["2025-01-15", "2026-07-15"] {
        let page = CLIENT.get(&format!("/v1/codes/G0136?date={date}")).json();
        let explanation = text(&page["explanation"]);
        assert!(
            explanation.contains("From 2026") && explanation.contains("In 2024 and 2025"),
            "{explanation}"
        );
    }
}
