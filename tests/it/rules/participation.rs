//! What a remittance says of an unassigned claim.

use super::{WHOLE, adjustments, each_line};
use crate::support::asking::estimate;
use crate::support::check_answers;
use expect_test::expect;
use serde_json::Value;

/// On an unassigned claim the practitioner collects the charge up to the limiting charge. Reductions of the fee are written
/// off only as far as the charge is above it: claim adjustment reason codes (CARC) 59 and 237 say why, and 45 has the rest.
#[test]
fn reductions_are_written_off_as_far_as_nobody_pays_the_charge() {
    check_answers(
        &expect![[r#"
            70553$1000.00+72148$1000.00 owes:0.00
              paid 246.23, CO-45 685.92, PR-2 62.82, CO-253 5.03
              paid 97.65, CO-45 811.74, CO-59 63.71, PR-2 24.91, CO-253 1.99
            70553$1000.00+72148$1000.00 nonparticipating owes:0.00
              paid 233.93, CO-45 701.62, PR-2 59.68, CO-253 4.77
              paid 92.77, CO-45 817.97, CO-59 63.71, PR-2 23.66, CO-253 1.89
            70553$1000.00+72148$1000.00 nonparticipating unassigned owes:0.00
              paid 233.93, CO-45 656.87, PR-45 44.75, PR-2 59.68, CO-253 4.77
              paid 92.77, CO-45 800.22, CO-59 63.71, PR-45 17.75, PR-2 23.66, CO-253 1.89
            70553$400.00+72148$150.00 nonparticipating unassigned owes:0.00
              paid 233.93, CO-45 56.87, PR-45 44.75, PR-2 59.68, CO-253 4.77
              paid 92.77, CO-59 13.93, PR-45 17.75, PR-2 23.66, CO-253 1.89
            70553$400.00+72148$130.00 nonparticipating unassigned owes:0.00
              paid 233.93, CO-45 56.87, PR-45 44.75, PR-2 59.68, CO-253 4.77
              paid 92.77, PR-45 11.68, PR-2 23.66, CO-253 1.89
            71046-FX$60.00 owes:0.00
              paid 22.06, CO-45 27.33, CO-237 4.53 N775, PR-2 5.63, CO-253 0.45
            71046-FX$60.00 nonparticipating unassigned owes:0.00
              paid 20.95, CO-45 24.73, CO-237 4.53 N775, PR-45 4.01, PR-2 5.35, CO-253 0.43
            71046-FX$32.00 nonparticipating unassigned owes:0.00
              paid 20.95, CO-237 1.26 N775, PR-45 4.01, PR-2 5.35, CO-253 0.43
            71046-FX$30.00 nonparticipating unassigned owes:0.00
              paid 20.95, PR-45 3.27, PR-2 5.35, CO-253 0.43
            71046-FY$60.00 nonparticipating unassigned owes:0.00
              paid 22.65, CO-45 24.52, CO-237 2.26 N794, PR-45 4.33, PR-2 5.78, CO-253 0.46
            74177-CT$600.00+71260$600.00 nonparticipating unassigned owes:0.00
              paid 197.51, CO-45 278.21, CO-237 32.07 N759, PR-45 37.79, PR-2 50.39, CO-253 4.03
              paid 78.97, CO-45 425.87, CO-59 58.29, PR-45 15.11, PR-2 20.15, CO-253 1.61
            47562$2000.00+49505$2000.00 @21 nonparticipating unassigned owes:0.00
              paid 483.28, CO-45 1291.11, PR-45 92.46, PR-2 123.29, CO-253 9.86
              paid 192.01, CO-45 1460.55, CO-59 257.80, PR-45 36.74, PR-2 48.98, CO-253 3.92"#]],
        |claim| each_line(&WHOLE, claim, adjustments),
    );
}

/// The limiting charge is 115 percent of 95 percent of the fee.
#[test]
fn the_limiting_charge_is_109_25_percent_of_the_fee() {
    let limits = ["99214", "76377", "99213", "45385 @22"].map(|claim| {
        let line = estimate(&WHOLE, &format!("{claim} nonparticipating unassigned"))["lines"][0].clone();
        [&line["amounts"]["allowed"], &line["amounts"]["limiting_charge"]]
            .map(|amount| amount.as_str().unwrap().to_owned())
    });
    assert_eq!(limits, [["118.92", "136.76"], ["73.13", "84.10"], ["84.50", "97.18"], ["230.77", "265.39"]]);
}

/// The answer adjusts an unassigned claim for MIPS. The warning shows the amounts without the adjustment.
#[test]
fn the_warning_about_mips_shows_the_amounts_of_the_other_reading() {
    let message = |line: &Value| {
        let warnings = line["warnings"].as_array().unwrap();
        let mips = warnings.iter().find(|warning| warning["code"] == "mips_unassigned").unwrap();
        mips["text"].as_str().unwrap().to_owned()
    };
    check_answers(
        &expect![[r#"
            99213$300.00 nonparticipating unassigned mips:5.00 owes:0.00
              No CMS text says whether MIPS adjusts unassigned claims. If it does not, Medicare pays $66.25 and the patient owes $30.93."#]],
        |claim| each_line(&WHOLE, claim, message),
    );
}
