//! Services and visits that belong to other places than the one of the claim (Pub. 100-04 ch. 12, 30.6; ch. 18, 170 to 200).

use super::{WHOLE, check_amounts, each_line};
use expect_test::expect;

/// Counseling and screening of primary care is denied elsewhere. Telehealth is not, because CMS's list has the services.
#[test]
fn primary_care_counseling_is_denied_in_other_places() {
    check_amounts(&expect![[r#"
        G0444
        G0444 @02
        G0444 @10
        G0444 @19
        G0444 @22
        G0444 @49
        G0444 @71
        G0444 @23
        G0444 @32
        G0444 @21
        G0442 @31
        G0443 @23
        G0445 @12
        G0446 @24
        G0447 @32
        G0473 @32
        G0473
        G0441 @23
        G0448 @23
        G0439 @32
        99213+G0444 @32"#]]);
}

/// A visit that is named after its place is probably denied elsewhere.
#[test]
fn a_visit_of_another_place_is_in_doubt() {
    check_amounts(&expect![[r#"
        99285 @23
        99285 @02
        99285 @20
        99285
        99281 @22
        99291
        99222 @21
        99222 @22
        99222
        99232 @31
        99239 @61
        99308 @31
        99308 @32
        99308
        99308 @13
        99348 @12
        99348 @13
        99348
        99213 @23"#]]);
}

#[test]
fn the_reason_names_the_places() {
    let reason = |claim: &str| {
        each_line(&WHOLE, claim, |line| {
            let reasons = line["confidence"]["reasons"].as_array().unwrap().first();
            let reason = line.get("reason").or(reasons).unwrap();
            reason["text"].as_str().unwrap().to_owned()
        })
    };
    expect![[r#""#]].assert_eq(&["G0444 @32", "99285 @20", "99308"].map(reason).join("\n"));
}
