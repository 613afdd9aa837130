//! What toolkits say is billed instead of a denied claim, and what is at stake.

use crate::other_ways::{of_codes, whole_with_edits};
use crate::partners::{list, text};
use crate::support::http::Client;

use expect_test::expect;
use serde_json::Value;

/// Limits, pairs and add-ons of CMS's files, in the form of the tests.
const EDITS: &str = "26123<=1:2 64642<=1:2 22600<=1:2 20552<=1:2 31652<=1:2 G0289<=2:3 95887<=1:2 50547<=1:2 33361<=1:2 11044<=1:2 \
    92015<=0:3 93922<=2:2 99214<=2:3 45385>45390:1 97150>97110:1 77301>77336:1 G0289+29882:1 G0289+29885:1 95887+95910:1 26125+26123:1 64643+64642:1 \
    22614+22600:1 22614+22612:1 11047+11044:1 92607<=1:3 92608+92607:1 96413>96365:1 96413>96409:1 94010>99213:1 33517>32551:1 33533>32551:1 \
    33517+33533:1 57454>58100:0 99213>G0102:0 36591<=2:3 96413>36591:0 96361>36591:0 96361+96360:1 G2212+99215:1 57240>57250:0 77080>77086:0 \
    29885>29877:0 33533<=1:2 31636<=1:2 31637+31636:1 59426<=1:3 17004>17110:1 22633+:2 63052+22633:1 63053+63052:1";

/// The claims of a code's triggers that Medicare pays otherwise.
fn instead(client: &Client, code: &str, billed: &str) -> String {
    let answer = of_codes(client, code);
    let row = |row: &&Value| text(&row["billed"]).starts_with(billed);
    let rows = list(&answer["denial_triggers"]).iter().filter(row);
    let shown = rows.map(|row| {
        format!("{} | {} | {}", text(&row["billed"]), shown(&row["instead"]), shown(&row["at_stake"]))
    });
    shown.collect::<Vec<_>>().join("\n")
}

fn shown(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}

/// A code of a toolkit, and how its denied claim begins.
const CLAIMS: &[(&str, &str)] = &[
    // A second finger, muscle, level or node has a code of its own.
    ("26123", "26123 x"),
    ("64642", "64642 x"),
    ("22600", "22600 x"),
    ("20552", "20552 x"),
    ("31652", "31652 x"),
    // What the claim gains, and not the first unit alone.
    ("11044", "11044 x"),
    // Another part of the same knee is no other side.
    ("G0289", "29882 + G0289 x"),
    ("95887", "95910 + 95887 x"),
    // Nobody gives both kidneys.
    ("50547", "50547 x"),
    // Both surgeons of a valve have 62, and the study Q0.
    ("33361", "33361"),
    // The snare is paid less beside the resection.
    ("45390", "45385 + 45390"),
    ("97110", "97150"),
    ("35800", "99213 + 35800"),
    // An add-on that is always therapy has the discipline too.
    ("92607", "92607-GN x"),
    ("92608", "92607-GN + 92608"),
    // A second infusion is an add-on.
    ("96365", "96413 + 96365"),
    ("96409", "96413 + 96409"),
    // A code that Medicare does not take, beside the service that it is added to.
    ("99417", "99215 + 99417"),
    ("95941", "95938-26 + 95941"),
    // One code for both, and a code for the second in another part of the knee.
    ("57250", "57240 + 57250"),
    ("77086", "77080 + 77086"),
    ("33533", "33533 x"),
    ("31636", "31636 x"),
    // The care before a birth is given in the office.
    ("59426", "59426 x"),
    // An add-on to an add-on comes after both.
    ("63053", "63053"),
    // The visit of an add-on is its primary.
    ("G2211", "G2211"),
    // A visit with a service without global days, and a service that a visit includes.
    ("94010", "99213 + 94010"),
    ("G0102", "99213 + G0102"),
];

#[test]
fn the_right_claim_and_what_it_gains() {
    let Some(client) = whole_with_edits(EDITS) else { return };
    let claims: Vec<String> = CLAIMS.iter().map(|(code, billed)| instead(&client, code, billed)).collect();
    expect![[r#"
        26123 x 2 at 22 (on-campus outpatient hospital) | 26123 + 26125 at 22 (on-campus outpatient hospital) | 1298.46
        64642 x 2 at 11 (office) | 64642 + 64643 at 11 (office) | 291.23
        22600 x 2 at 22 (on-campus outpatient hospital) | 22600 + 22614 at 22 (on-campus outpatient hospital) | 1863.43
        20552 x 2 at 11 (office) | 20553 at 11 (office) | 72.53
        31652 x 2 at 22 (on-campus outpatient hospital) | 31653 at 22 (on-campus outpatient hospital) | 261.02
        11044 x 2 at 11 (office) | 11044 + 11047 at 11 (office) | 499.59
        29882 + G0289 x 3 at 22 (on-campus outpatient hospital) | 29882 + G0289 x 2 at 22 (on-campus outpatient hospital) | 137.40
        95910 + 95887 x 2 at 11 (office) | 95910 + 95887-50 at 11 (office) | 206.90
        50547 x 2 at 21 (inpatient hospital) | 50547 at 21 (inpatient hospital) | 1785.13
        33361-62-Q0 x 2 at 21 (inpatient hospital) | 33361-62-Q0 at 21 (inpatient hospital) | 766.13
        45385 + 45390 at 22 (on-campus outpatient hospital) | 45385 + 45390-59 at 22 (on-campus outpatient hospital) | 159.70
        97150-GP + 97110-GP at 11 (office) | 97150-GP + 97110-GP-59 at 11 (office) | 30.21
        99213 + 35800 at 22 (on-campus outpatient hospital) | 99213-57 + 35800 at 22 (on-campus outpatient hospital) | 73.35
        92607-GN x 2 at 11 (office) | 92607-GN + 92608-GN at 11 (office) | 209.95
        92607-GN + 92608 at 11 (office) | 92607-GN + 92608-GN at 11 (office) | 59.35
        96413 + 96365 at 11 (office) | 96413 + 96367 at 11 (office) | 35.29
        96413 + 96409 at 11 (office) | 96413 + 96411 at 11 (office) | 68.98
        99215 + 99417 at 11 (office) | 99215 + G2212 at 11 (office) | 36.27
        95938-26 + 95941 at 21 (inpatient hospital) | 95938-26 + G0453 at 21 (inpatient hospital) | 35.46
        57240 + 57250 at 22 (on-campus outpatient hospital) | 57260 at 22 (on-campus outpatient hospital) | 174.85
        77080 + 77086 at 11 (office) | 77085 at 11 (office) | 18.81
        33533 x 2 at 21 (inpatient hospital) | 33534 at 21 (inpatient hospital) | 2256.76
        31636 x 2 at 22 (on-campus outpatient hospital) | 31636 + 31637 at 22 (on-campus outpatient hospital) | 313.00
        59426 x 2 at 11 (office) | 59426 at 11 (office) | 1147.00
        63053 at 21 (inpatient hospital) | 22633 + 63052 + 63053 at 21 (inpatient hospital) | 238.14
        G2211 at 11 (office) | 99213 + G2211 at 11 (office) | 17.87
        99213 + 94010 at 11 (office) | 99213-25 + 94010 at 11 (office) | 109.15
        99213 + G0102 at 11 (office) | 99213 at 11 (office) | 29.89"#]].assert_eq(&claims.join("\n"));
}

#[test]
fn the_limits_say_what_is_beyond() {
    let Some(client) = whole_with_edits(EDITS) else { return };
    let answer = of_codes(&client, "26123 64642 20552 G0289 95887 50547 92015 93922 99214");
    let limits = list(&answer["unit_limits"]["rows"]).iter();
    let limits: Vec<String> = limits
        .map(|row| format!("{} {} {}", text(&row["hcpcs"]), shown(&row["at_stake"]), text(&row["meaning"])))
        .collect();
    expect![[r#"
        26123 1004.54 If both sides were treated, bill one line with modifier 50 and one unit: it counts as one unit. All lines of the day count together, and policy or anatomy rules out more. No appeal helps. What goes beyond the first is 26125.
        64642 182.56 All lines of the day count together, and policy or anatomy rules out more. No modifier and no appeal helps. What goes beyond the first is 64643.
        20552 62.79 All lines of the day count together, and policy or anatomy rules out more. No modifier and no appeal helps. If more was done than this code covers, 20553 alone is for all of it.
        G0289 137.40 All lines of the day count together. More units are paid only with documentation, usually on appeal.
        95887 103.45 If both sides were treated, bill one line with modifier 50 and one unit: it counts as one unit. All lines of the day count together, and policy or anatomy rules out more. No appeal helps.
        50547 1785.13 All lines of the day count together, and policy or anatomy rules out more. No modifier and no appeal helps.
        92015 - Medicare's contractor for practitioners pays no unit.
        93922 108.20 One unit is for both arms or for both legs. For one side add modifier 52. If arms and legs were examined, bill two units. All lines of the day count together, and policy or anatomy rules out more. No modifier and no appeal helps.
        99214 304.70 Medicare pays one visit a day to a practitioner and to everybody of the same specialty in the group. Bill the level that the whole day reached. A second visit is paid only for an unrelated problem that could not be treated at the first."#]].assert_eq(&limits.join("\n"));
}

#[test]
fn the_price_of_a_code_says_when_it_holds() {
    let Some(client) = whole_with_edits(EDITS) else { return };
    let answer = of_codes(&client, "97802 33361 G9490 00142 99213 95165");
    let codes = list(&answer["codes"]).iter().map(|row| {
        let modifiers = list(&row["modifiers"]).iter().map(text).collect::<Vec<_>>().join("-");
        let reasons = list(&row["confidence"]["reasons"]).iter().map(|reason| text(&reason["code"]));
        let reasons = reasons.collect::<Vec<_>>().join(" ");
        let (office, hospital) = (shown(&row["office"]), shown(&row["hospital"]));
        let [code, by, level] = [&row["hcpcs"], &row["provider"], &row["confidence"]["level"]].map(text);
        format!("{code} by {by} {modifiers}: {office} {hospital}, {level} {reasons}")
    });
    expect![[r#"
        97802 by dietitian : 37.83 32.75, high 
        33361 by physician 62-Q0: - 766.13, medium specialties_unknown
        G9490 by physician : 62.76 62.76, low innovation_model
        00142 by physician : - -,  
        99213 by physician : 109.15 73.35, high 
        95165 by physician : 18.78 3.63, high "#]]
    .assert_eq(&codes.collect::<Vec<_>>().join("\n"));
    let by_nurse =
        list(&answer["modifier_pitfalls"]).iter().filter(|row| row["provider"] == "nurse_practitioner");
    let by_nurse: Vec<&str> = by_nurse.map(|row| text(&row["hcpcs"])).collect();
    assert_eq!(by_nurse, ["G9490", "99213"]);
}

/// A pair of a toolkit is priced with the services before its codes, and as it is billed right.
#[test]
fn a_conflict_has_what_the_right_claim_gains() {
    let Some(client) = whole_with_edits(EDITS) else { return };
    let answer = of_codes(
        &client,
        "33533 33517 32551 96413 96361 96365 36591 57454 58100 45385 45390 29885 29877 99213 97802",
    );
    let rows = list(&answer["bundling_conflicts"]["rows"]).iter();
    let rows: Vec<String> = rows
        .map(|row| {
            format!("{}/{} {}", text(&row["column_one"]), text(&row["column_two"]), shown(&row["at_stake"]))
        })
        .collect();
    expect![[r#"
        96413/96365 35.29
        33533/32551 81.18
        45385/45390 159.70
        57454/58100 56.51
        29885/29877 91.60
        96413/36591 0.00
        33517/32551 81.18
        96361/36591 0.00"#]]
    .assert_eq(&rows.join("\n"));
}
