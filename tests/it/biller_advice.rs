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
    expect![[r#"
        69210: With modifier 50 the fee is still $57.36. One unit is for one side or for both.
        77066: With modifier 50 the fee is still $205.43. One unit is for both sides. For one side bill 77065.
        93970: With modifier 50 the fee is still $243.81. One unit is for both sides. For one side bill 93971.
        77067: With modifier 50 the fee is still $167.00. One unit is for both sides. If only one side was done, add modifier 52.
        93922: With modifier 50 the fee is still $108.20. One unit is for both sides. If only one side was done, add modifier 52.
        64615: With modifier 50 the fee is still $171.48. One unit is for the whole service, on both sides if it has two.
        92285: With modifier 50 the fee is still $30.51. One unit is for the whole service, on both sides if it has two.
        92014: "#]].assert_eq(&texts.join("\n"));
}

#[test]
fn a_unit_limit_says_how_both_sides_are_billed() {
    let codes = ["66984", "20610", "77066", "77067", "69210", "93922", "92014", "93306"];
    let answer = toolkit_of(&codes);
    let meanings = list(&answer["unit_limits"]["rows"]).iter();
    let meanings =
        meanings.map(|row| format!("{} {}: {}", text(&row["hcpcs"]), row["units"], text(&row["meaning"])));
    expect![[r#"
        66984 1: If both sides were treated, bill one line with modifier 50 and one unit: it counts as one unit. All lines of the day count together, and policy or anatomy rules out more. No appeal helps.
        20610 2: If both sides were treated, bill one line with modifier 50 and one unit, which counts as one unit. A line with RT and a line with LT count as two. All lines of the day count together. More units are paid only with documentation, usually on appeal.
        77066 1: One unit is for both sides. For one side bill 77065. All lines of the day count together, and policy or anatomy rules out more. No modifier and no appeal helps.
        77067 1: One unit is for both sides. If only one side was done, add modifier 52. All lines of the day count together, and policy or anatomy rules out more. No modifier and no appeal helps.
        69210 1: One unit is for one side or for both. All lines of the day count together, and policy or anatomy rules out more. No modifier and no appeal helps.
        93922 2: One unit is for both arms or for both legs. For one side add modifier 52. If arms and legs were examined, bill two units. All lines of the day count together, and policy or anatomy rules out more. No modifier and no appeal helps.
        92014 1: Medicare pays one visit a day to a practitioner and to everybody of the same specialty in the group. Bill the level that the whole day reached.
        93306 1: All lines of the day count together. More units are paid only with documentation, usually on appeal."#]].assert_eq(&meanings.collect::<Vec<_>>().join("\n"));
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
    expect![[r#"
        66984-80 at 24 (ambulatory surgical center) | -
        92014 + 66984 at 24 (ambulatory surgical center) | -
        66984 x 2 at 24 (ambulatory surgical center) | 66984-50 at 24 (ambulatory surgical center)
        92014 + 66821 at 11 (office) | 92014-57 + 66821 at 11 (office)
        66821 x 2 at 11 (office) | 66821-50 at 11 (office)
        64483 + 76942 at 11 (office) | -
        62323 + 64483 at 11 (office) | 62323 + 64483-59 at 11 (office)
        99213 + 64483 at 11 (office) | 99213-25 + 64483 at 11 (office)
        64483 x 2 at 11 (office) | 64483-50 at 11 (office)"#]]
    .assert_eq(&["66984", "66821", "64483"].map(triggers).join("\n"));
}

/// The conflicts of a toolkit, each with its modifiers and when they are true.
fn conflicts(codes: &[&str]) -> String {
    let answer = toolkit_of(codes);
    let rows = list(&answer["bundling_conflicts"]["rows"]).iter().map(|row| {
        let modifiers = list(&row["modifiers"]).iter();
        let modifiers =
            modifiers.map(|one| format!("\n  {} ({})", text(&one["modifier"]), text(&one["when"])));
        let [one, two, advice] = [&row["column_one"], &row["column_two"], &row["advice"]].map(text);
        format!("{one}/{two} {advice}{}", modifiers.collect::<String>())
    });
    rows.collect::<Vec<_>>().join("\n")
}

/// A visit in column two, before an operation, as critical care, and in column one.
#[test]
fn conflicts_with_visits_name_the_modifier_of_the_case() {
    expect![[r#"
        20610/99213 Only if the record shows a separate visit: put modifier 25 on the line of the visit.
          25 (the visit was more than the usual care around the other service)
        G0439/99213 Only if the record shows a separate visit: put modifier 25 on the line of the visit.
          25 (the visit was more than the usual care around the other service)
        99213/G0444 Only if the record shows that the services were separate: put 25 on the line of the visit, or a modifier that says how on the column two line.
          25 (the visit was more than the usual care around the other service)
          XE (the service was in a separate encounter on the same day)
          XS (the service was on a separate organ, structure or lesion)
          XP (another practitioner furnished the service)
          XU (the service does not overlap the usual components of the column one service)
          59 (the services were distinct, and no X modifier or anatomic modifier says how)
        99291/G0444 Nothing helps where the column one service is furnished: there Medicare does not pay a practitioner for the column two service.
        20610/93000 Only if the record shows that the services were separate: put the modifier that says how on the column two line.
          XE (the service was in a separate encounter on the same day)
          XS (the service was on a separate organ, structure or lesion)
          XP (another practitioner furnished the service)
          XU (the service does not overlap the usual components of the column one service)
          59 (the services were distinct, and no X modifier or anatomic modifier says how)
        20610/99291 Only if the record shows a separate visit: put modifier 25 on the line of the visit.
          25 (the visit was more than the usual care around the other service)
        27447/20610 Only if the record shows that the services were separate: put the modifier that says how on the column two line.
          XE (the service was in a separate encounter on the same day)
          XS (the service was on a separate organ, structure or lesion)
          XP (another practitioner furnished the service)
          XU (the service does not overlap the usual components of the column one service)
          59 (the services were distinct, and no X modifier or anatomic modifier says how)
          RT (the services were on different sides, and each line names its own)
          LT (the services were on different sides, and each line names its own)
        27447/93000 Nothing helps where the column one service is furnished: there Medicare does not pay a practitioner for the column two service.
        27447/99213 A planned operation was decided on at an earlier visit. The visit of its day or of the day before is part of it. Put a modifier on the line of the visit only if the record shows what a condition says.
          57 (the surgery was decided on in this visit, on its day or the day before. A scheduled operation was decided on earlier)
        27447/99291 A planned operation was decided on at an earlier visit. The visit of its day or of the day before is part of it. Put a modifier on the line of the visit only if the record shows what a condition says.
          57 (the surgery was decided on in this visit, on its day or the day before. A scheduled operation was decided on earlier)
          25 (the critical care had nothing to do with the surgery, and its line has both modifiers)
          FT (the critical care had nothing to do with the surgery, and its line has both modifiers)
        G0444/93000 Only if the record shows that the services were separate: put the modifier that says how on the column two line.
          XE (the service was in a separate encounter on the same day)
          XS (the service was on a separate organ, structure or lesion)
          XP (another practitioner furnished the service)
          XU (the service does not overlap the usual components of the column one service)
          59 (the services were distinct, and no X modifier or anatomic modifier says how)"#]].assert_eq(&conflicts(&["99213", "20610", "27447", "99291", "G0444", "93000", "G0439"]));
}

/// RT and LT are listed for codes that can be done on a side, whatever their bilateral indicator.
#[test]
fn conflicts_name_the_sides_of_services_that_have_them() {
    let answer = toolkit_of(&["20610", "20550", "45385", "45380"]);
    let rows = list(&answer["bundling_conflicts"]["rows"]).iter().map(|row| {
        let modifiers: Vec<&str> = list(&row["modifiers"]).iter().map(|one| text(&one["modifier"])).collect();
        format!("{}/{} {}", text(&row["column_one"]), text(&row["column_two"]), modifiers.join(" "))
    });
    expect![[r#"
        45385/45380 XE XS XP XU 59
        20610/20550 XE XS XP XU 59 RT LT"#]]
    .assert_eq(&rows.collect::<Vec<_>>().join("\n"));
}

/// Daily management of pain is paid by the day: no minutes, and nobody directs it.
#[test]
fn anesthesia_without_time_has_no_minutes_and_no_direction() {
    assert_eq!(tip("01996", "anesthesia-direction"), "");
    expect!["An anesthesia line needs one of AA, QK, QX, QY, QZ and AD, which say who gave it. If an anesthesiologist gives it personally (AA), it is allowed $67.11 a day: base units only, without minutes."].assert_eq(&tip("01996", "anesthesia-who"));
    expect!["01996 at 21 (inpatient hospital) | 01996-AA at 21 (inpatient hospital)"]
        .assert_eq(&triggers("01996"));
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
    expect![[r#"
        92526: Name the discipline on the line: GO for occupational therapy or GN for speech therapy. Without it the contractor returns the line, and its $102.21 is not paid.
        97110: Name the discipline on the line: GP for physical therapy or GO for occupational therapy. Without it the contractor returns the line, and its $35.72 is not paid.
        92507: Name the discipline on the line: GN for speech therapy. No other discipline has the code. Without it the contractor returns the line, and its $91.62 is not paid.
        97161: "#]].assert_eq(&texts.join("\n"));
}

#[test]
fn a_code_that_medicare_does_not_take_names_what_is_paid_instead() {
    expect!["99215 + 99417 at 11 (office) | 99215 + G2212 at 11 (office)"]
        .assert_eq(&["99417"].map(triggers).join("\n"));
}

/// A catheter of the heart is billed with 26 in a hospital: no example bills it as a whole, twice, or in an office.
#[test]
fn a_catheterization_is_billed_with_26_in_a_hospital() {
    for code in ["93451", "93458", "93460"] {
        let answer = toolkit_of(&[code]);
        assert!(!triggers(code).contains(" x 2"), "{}", triggers(code));
        for row in list(&answer["modifier_pitfalls"]) {
            assert_ne!(row["place_of_service"], "11", "{row}");
        }
    }
    expect![[r#"
        93458 at 22 (on-campus outpatient hospital) | 93458-26 at 22 (on-campus outpatient hospital)
        99213 + 93458-26 at 22 (on-campus outpatient hospital) | 99213-25 + 93458-26 at 22 (on-campus outpatient hospital)"#]]
        .assert_eq(&triggers("93458"));
}

/// Billers write the visit first, and an add-on after its primary.
#[test]
fn examples_are_written_in_the_order_of_a_biller() {
    expect![[r#"
        G2211 at 11 (office) | 99213 + G2211 at 11 (office)
        99213-25 + 20610 + G2211 at 11 (office) | 99213-25 + 20610 at 11 (office)
        99213 + 96372 at 11 (office) | 99213-25 + 96372 at 11 (office)
        99213 + 20610 at 11 (office) | 99213-25 + 20610 at 11 (office)
        20611 + 20610 at 11 (office) | 20611 + 20610-59 at 11 (office)
        99213 + 20610 at 11 (office) | 99213-25 + 20610 at 11 (office)
        20610 x 3 at 11 (office) | 20610-50 at 11 (office)"#]]
    .assert_eq(&["G2211", "99213", "20610"].map(triggers).join("\n"));
}

/// Guidance with images is no test that somebody reads, and a film is.
#[test]
fn modifier_26_names_what_the_practitioner_does() {
    let codes = ["93280", "76942", "71046"];
    let begins = codes.map(|code| tip(code, "reading-only").split(',').next().unwrap().to_owned());
    expect![[r#"
        If you furnish only the practitioner's own part and do not own the equipment
        If you furnish only the practitioner's own part and do not own the equipment
        If you read the test and do not own the equipment"#]]
    .assert_eq(&begins.join("\n"));
}

/// Nobody assists with an injection, a tube in an emergency, a test, or an operation of an office.
#[test]
fn nobody_assists_with_needles_tests_and_in_offices() {
    for code in ["64493", "31500", "66821", "20680", "93000", "77067", "51728", "19083", "26055"] {
        assert!(!triggers(code).contains("-80"), "{code}: {}", triggers(code));
        let answer = toolkit_of(&[code]);
        let tried = list(&answer["modifier_pitfalls"]).iter().flat_map(|row| list(&row["modifiers"]));
        let surgeons: Vec<_> = tried.filter(|one| ["80", "AS", "62", "66"].contains(&text(one))).collect();
        assert!(surgeons.is_empty(), "{code}: {surgeons:?}");
        let others = &answer["other_modifiers"][0]["by_contractor"];
        assert!(!list(others).iter().any(|one| ["80", "AS"].contains(&text(one))), "{code}: {others}");
    }
}

#[test]
fn partners_that_do_not_meet_are_in_no_example() {
    let apart = [("49505", "47562"), ("45385", "43249"), ("99238", "36556"), ("99239", "36556")];
    for (one, other) in apart {
        for (own, stranger) in [(one, other), (other, one)] {
            assert!(!triggers(own).contains(stranger), "{own}: {}", triggers(own));
        }
    }
    assert!(triggers("99238").contains("99238-25 + 11042"));
}

#[test]
fn screening_in_another_place_is_denied_by_tip_and_estimate() {
    expect!["CMS pays it in primary care settings: office, outpatient hospital, independent clinic, state or local health clinic, and by telehealth. In an emergency department (23) or a nursing facility (31, 32) the line is denied because of the place, and $22.08 is lost."].assert_eq(&tip("G0444", "depression-screening-place"));
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
