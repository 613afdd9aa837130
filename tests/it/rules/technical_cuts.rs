//! Images on film, by computed radiography and on old scanners (Social Security Act 1848(b)(9), 1834(p)).

use super::{WHOLE, YEARS, check_amounts, each_line};
use crate::in_memory::serve_in_memory;
use crate::support::asking::{check, estimate};
use crate::support::check_answers;
use crate::support::edits::edits;
use crate::support::releases::{tables, whole_rvu25a};
use crate::support::schedule::schedule_with;
use expect_test::expect;
use medpayiq::vocabulary::Component;

#[test]
fn a_cut_is_of_the_technical_part_of_its_services() {
    check_amounts(&expect![[r#"
        71046-FX     priced 28.14 of 32.67 non_facility | high
        71046-TC-FX  priced 18.11 of 22.64 non_facility | high
        71046-26-FX  priced 10.03 non_facility | high
        71046-FY     priced 30.41 of 32.67 non_facility | high
        71046-FX-FY  invalid modifiers_clash CO-4 N519 | none
        93306-FX     priced 187.93 non_facility | medium modifier_ignored
        93306-FY     priced 187.93 non_facility | medium modifier_ignored
        70553-FX     priced 314.08 non_facility | medium modifier_ignored
        74177-CT     priced 265.19 of 297.26 non_facility | high
        74177-TC-CT  priced 181.74 of 213.81 non_facility | high
        74177-26-CT  priced 83.45 non_facility | high
        70553-CT     priced 314.08 non_facility | medium modifier_ignored
        71046-CT     priced 32.67 non_facility | medium modifier_ignored"#]]);
}

/// FX takes 20 percent since 2017. FY takes 7 percent from 2018 to 2022, and 10 percent later. CT takes 5 percent in 2016, and
/// 15 percent later. The factor is 36.0000, and 33.8872 in 2023.
#[test]
fn a_cut_depends_on_the_day() {
    check(
        &YEARS,
        &expect![[r#"
            71046-TC on:2016-12-31     priced 25.20 non_facility | medium older_release
            71046-TC-FX on:2016-12-31  priced 25.20 non_facility | medium older_release
            71046-TC-FX on:2017-01-01  priced 20.16 of 25.20 non_facility | medium conversion_factors_differ
            71046-TC-FY on:2017-12-31  priced 25.20 non_facility | medium older_release conversion_factors_differ
            71046-TC-FY on:2018-01-01  priced 23.44 of 25.20 non_facility | medium conversion_factors_differ
            71046-TC-FY on:2022-12-31  priced 23.44 of 25.20 non_facility | medium older_release conversion_factors_differ
            71046-TC-FY on:2023-01-01  priced 21.35 of 23.72 non_facility | high
            74177-TC on:2016-12-31     priced 237.96 non_facility | medium older_release
            74177-TC-CT on:2016-12-31  priced 226.06 of 237.96 non_facility | medium older_release
            74177-TC-CT on:2017-01-01  priced 202.27 of 237.96 non_facility | medium conversion_factors_differ"#]],
    );
}

/// The first and the last code of each range of the two lists that the starter data has, and their neighbors.
#[test]
fn a_cut_is_for_the_codes_of_its_list_only() {
    let is_cut = |code: &&str, modifier: &str| {
        let answer = estimate(&WHOLE, &format!("{code}-{modifier}"));
        let trace = answer["lines"][0]["trace"].as_array().unwrap();
        trace.iter().any(|step| step["rule"] == "technical_cut")
    };
    let scanned = [
        "70450", "70496", "70498", "71250", "71260", "71271", "71275", "72125", "72133", "72191", "72194",
        "73200", "73206", "73700", "73706", "74150", "74176", "74177", "74178", "74261", "74263", "75571",
        "75574",
    ];
    let others = ["70551", "70553", "70555", "71045", "72148", "73721", "76377", "77301", "78452"];
    assert_eq!(scanned.iter().find(|code| !is_cut(code, "CT")), None);
    assert_eq!(others.iter().find(|code| is_cut(code, "CT")), None);
    let radiography = ["71045", "71046", "73030", "73562"];
    let others = ["70450", "70551", "76700", "77065", "77080", "77081", "77067", "76377", "77301", "93306"];
    for modifier in ["FX", "FY"] {
        assert_eq!(radiography.iter().find(|code| !is_cut(code, modifier)), None, "{modifier}");
        assert_eq!(others.iter().find(|code| is_cut(code, modifier)), None, "{modifier}");
    }
}

/// If CT is taken after the reduction for several studies, it is still taken from the study with CT alone.
#[test]
fn the_other_order_cuts_the_study_of_the_old_scanner_alone() {
    check_answers(
        &expect![[r#"
            74177-CT+71260+70553
              "170.15" [{"code":"scanner_cut_order","text":"The CT cut was taken before the multiple imaging reduction. No CMS text settles the order. The allowed amount is between $170.15 and $261.02."}]
              "106.03" []
              "314.08" [{"code":"scanner_cut_order","text":"The CT cut was taken before the multiple imaging reduction. No CMS text settles the order. The allowed amount is between $209.44 and $314.08."}]
            71260+74177-CT
              "106.03" []
              "265.19" []
            71275-CT+70553
              "161.73" [{"code":"scanner_cut_order","text":"The CT cut was taken before the multiple imaging reduction. No CMS text settles the order."}]
              "314.08" []
            74177+71260-CT
              "297.26" []
              "97.69" [{"code":"scanner_cut_order","text":"The CT cut was taken before the multiple imaging reduction. No CMS text settles the order. The allowed amount is between $97.68 and $97.69."}]"#]],
        |claim| {
            each_line(&WHOLE, claim, |line| {
                format!("{} {}", line["amounts"]["allowed"], line["confidence"]["reasons"])
            })
        },
    );
}

/// If the hospital outpatient amount is lower than what both reductions leave, their order does not matter. CMS's files of
/// 2025 have no such amount, so two rows of 74177 get one here: 2.30 RVUs, or 75.37 with malpractice.
#[test]
fn a_low_cap_makes_the_order_of_the_cuts_irrelevant() {
    let mut release = whole_rvu25a();
    let services = tables(&mut release).services.iter_mut();
    for service in services.filter(|service| service.row.hcpcs.as_str() == "74177") {
        if service.row.component != Component::Professional {
            service.row.opps.practice_expense_non_facility = "2.30".parse().unwrap();
        }
    }
    let client = serve_in_memory(schedule_with(vec![release], edits("")));
    check_answers(
        &expect![[r#"
            74177-TC-CT
              "75.37" []
            74177-CT+74178
              "154.65" [{"code":"scanner_cut_order","text":"The CT cut was taken before the multiple imaging reduction. No CMS text settles the order."},{"code":"reduction_and_cap","text":"The multiple imaging reduction was taken before the outpatient cap, as contractors do. No CMS text settles the order. The allowed amount is between $95.61 and $154.65."}]
              "332.85" []"#]],
        |claim| {
            each_line(&client, claim, |line| {
                format!("{} {}", line["amounts"]["allowed"], line["confidence"]["reasons"])
            })
        },
    );
}
