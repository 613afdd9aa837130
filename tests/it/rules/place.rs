//! Services and visits that belong to other places than the one of the claim (Pub. 100-04 ch. 12, 30.6; ch. 18, 170 to 200).

use super::{WHOLE, check_amounts, each_line};
use expect_test::expect;

/// Counseling and screening of primary care is denied elsewhere. Telehealth is not, because CMS's list has the services.
#[test]
fn primary_care_counseling_is_denied_in_other_places() {
    check_amounts(&expect![[r#"
        G0444            priced 17.14 non_facility | high
        G0444 @02        priced 8.73 facility | high
        G0444 @10        priced 17.14 non_facility | high
        G0444 @19        priced 8.73 facility | high
        G0444 @22        priced 8.73 facility | high
        G0444 @49        priced 17.14 non_facility | high
        G0444 @71        priced 17.14 non_facility | high
        G0444 @23        denied_by_edit service_of_other_places CO-58 N428 | high
        G0444 @32        denied_by_edit service_of_other_places CO-58 N428 | high
        G0444 @21        denied_by_edit service_of_other_places CO-58 N428 | high
        G0442 @31        denied_by_edit service_of_other_places CO-58 N428 | high
        G0443 @23        denied_by_edit service_of_other_places CO-58 N428 | high
        G0445 @12        denied_by_edit service_of_other_places CO-58 N428 | high
        G0446 @24        denied_by_edit service_of_other_places CO-58 N428 | high
        G0447 @32        denied_by_edit service_of_other_places CO-58 N428 | high
        G0473 @32        denied_by_edit service_of_other_places CO-58 N428 | high
        G0473 @10        denied_by_edit service_of_other_places CO-58 N428 | high
        G0473 @02        denied_by_edit service_of_other_places CO-58 N428 | high
        G0473            priced 11.97 non_facility | high
        G0441 @23        unknown_code not_in_starter_data | none
        G0448 @23        unknown_code not_in_starter_data | none
        G0439 @32        priced 126.47 non_facility | high
        99213+G0444 @32  priced 88.95 non_facility | high
        +                denied_by_edit service_of_other_places CO-58 N428 | high"#]]);
}

/// A visit that is named after its place is probably denied elsewhere.
#[test]
fn a_visit_of_another_place_is_in_doubt() {
    check_amounts(&expect![[r#"
        99285 @23  priced 168.85 facility | high
        99285 @02  priced 168.85 facility | high
        99285 @20  priced 168.85 non_facility | low visit_of_other_place rare_in_non_facility
        99285      priced 168.85 non_facility | low visit_of_other_place rare_in_non_facility
        99281 @22  priced 11.00 facility | low visit_of_other_place
        99291      priced 265.56 non_facility | high
        99222 @21  priced 125.50 facility | high
        99222 @22  priced 125.50 facility | high
        99222      priced 125.50 non_facility | low visit_of_other_place rare_in_non_facility
        99232 @31  priced 76.34 facility | low visit_of_other_place
        99239 @61  priced 110.63 facility | high
        99308 @31  priced 71.81 facility | high
        99308 @32  priced 71.81 non_facility | high
        99308      priced 71.81 non_facility | low visit_of_other_place
        99308 @13  priced 71.81 non_facility | low visit_of_other_place
        99348 @12  priced 74.07 non_facility | high
        99348 @13  priced 74.07 non_facility | high
        99348      priced 74.07 non_facility | low visit_of_other_place
        99213 @23  priced 63.72 facility | high"#]]);
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
    expect![[r#"
        Medicare pays this service at place of service 02, 10, 11, 19, 22, 49 or 71 only. At 32 it is denied.
        This visit belongs to place of service 02, 10 or 23, and not to 20. Medicare usually denies it there. The allowed amount is between $0.00 and $168.85.
        This visit belongs to place of service 02, 10, 31, 32, 54, 56 or 61, and not to 11. Medicare usually denies it there. The allowed amount is between $0.00 and $71.81."#]].assert_eq(&["G0444 @32", "99285 @20", "99308"].map(reason).join("\n"));
}
