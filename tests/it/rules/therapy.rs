//! Outpatient therapy (Social Security Act 1833(g), 1834(v), 1848(b)(7)).

use super::{WHOLE, YEARS, check_amounts, check_shares};
use crate::support::asking::{check, estimate};
use expect_test::expect;

#[test]
fn all_units_of_a_day_but_one_lose_practice_expense() {
    check_amounts(&expect![[r#"
        97110-GP*2+97140-GP+97530-GP therapy:0.00  priced 43.66 of 28.79 non_facility | high
        +                                          priced 20.70 of 27.17 non_facility | high
        +                                          priced 34.61 non_facility | high
        97110-GP+97530-GO therapy:0.00             priced 21.83 of 28.79 non_facility | high
        +                                          priced 34.61 non_facility | high
        97110-GP+92507-GN therapy:0.00             priced 21.83 of 28.79 non_facility | high
        +                                          priced 75.04 non_facility | high
        97110-GP+97110-GP-59 therapy:0.00          priced 21.83 of 28.79 non_facility | high
        +                                          priced 28.79 non_facility | high
        97140-GP+97110-GP+97112-GP therapy:0.00    priced 20.70 of 27.17 non_facility | high
        +                                          priced 21.83 of 28.79 non_facility | high
        +                                          priced 32.02 non_facility | high
        97110-GP therapy:0.00 @22                  priced 28.79 facility | low rare_in_facility"#]]);
}

#[test]
fn disciplines_and_assistants_need_their_modifiers() {
    check_amounts(&expect![[r#"
        97110 therapy:0.00                                  priced 28.79 non_facility CO-4 | medium discipline_modifier_missing
        97110-GP-GO therapy:0.00                            invalid modifiers_clash CO-4 N519 | none
        97110-GN-GP therapy:0.00                            invalid modifiers_clash CO-4 N519 | none
        97110-GP-CQ therapy:0.00 by:physical_therapist      priced 28.79 non_facility | high
        97110-GO-CO therapy:0.00 by:occupational_therapist  priced 28.79 non_facility | high
        97110-CQ therapy:0.00 by:physical_therapist         invalid modifier_missing CO-4 | none
        97110-CO therapy:0.00 by:occupational_therapist     invalid modifier_missing CO-4 | none
        97110-GO-CQ therapy:0.00 by:physical_therapist      invalid modifier_missing CO-4 | none
        97110-GP-CO therapy:0.00 by:physical_therapist      invalid modifier_missing CO-4 | none
        97110-GP-GO-CQ therapy:0.00                         invalid modifiers_clash CO-4 N519 | none
        97110-GP-CQ therapy:0.00                            priced 28.79 non_facility | medium assistant_of_physician
        99213-GP-CQ                                         priced 88.95 non_facility | medium modifier_ignored modifier_ignored"#]]);
}

#[test]
fn a_missing_modifier_is_named_if_only_one_can_be_right() {
    let said = |claim: &str| -> String {
        let answer = estimate(&WHOLE, &format!("{claim} therapy:0.00"));
        let warnings = answer["lines"][0]["warnings"].as_array().unwrap().iter();
        let of_discipline = warnings.filter(|warning| warning["code"] == "discipline_modifier_missing");
        of_discipline
            .map(|warning| warning["text"].as_str().unwrap().split_once('.').unwrap().0.to_owned())
            .collect()
    };
    let claims = [
        "92507",
        "97161",
        "97165",
        "97110",
        "97110 by:occupational_therapist",
        "92526 by:speech_language_pathologist",
        "97597 by:physical_therapist",
    ];
    assert_eq!(said("97110-GP"), "");
    let rows = claims.map(|claim| format!("{claim}: {}", said(claim)));
    expect![[r#"
        92507: This therapy line needs modifier GN for its discipline
        97161: This therapy line needs modifier GP for its discipline
        97165: This therapy line needs modifier GO for its discipline
        97110: A therapy line needs the modifier of its discipline: GN (speech-language), GO (occupational) or GP (physical)
        97110 by:occupational_therapist: This therapy line needs modifier GO for its discipline
        92526 by:speech_language_pathologist: This therapy line needs modifier GN for its discipline
        97597 by:physical_therapist: This therapy line needs modifier GP for its discipline"#]].assert_eq(&rows.join("\n"));
}

/// $2,330 in 2024, $2,410 in 2025 and $2,480 in 2026.
#[test]
fn therapy_past_the_threshold_of_its_year_needs_kx() {
    check(
        &YEARS,
        &expect![[r#"
            97110-GP therapy:2329.99 on:2024-06-03                        priced 29.63 non_facility PR-119 | medium older_release therapy_threshold_on_this_claim
            97110-GP therapy:2330.00 on:2024-06-03                        denied_by_edit therapy_past_threshold PR-119 | medium threshold_group
            97110-GP-KX therapy:2330.00 on:2024-06-03                     priced 29.63 non_facility | medium older_release
            97110-GP therapy:2409.99                                      priced 28.79 non_facility PR-119 | medium therapy_threshold_on_this_claim
            97110-GP therapy:2410.00                                      denied_by_edit therapy_past_threshold PR-119 | medium threshold_group
            97110-GP therapy:2479.99 on:2026-06-03                        priced 29.73 non_facility PR-119 | medium older_release therapy_threshold_on_this_claim
            97110-GP therapy:2480.00 on:2026-06-03                        denied_by_edit therapy_past_threshold PR-119 | medium threshold_group
            97110-GP therapy:2479.99 on:2026-06-03 by:physical_therapist  priced 29.73 non_facility PR-119 | medium older_release therapy_threshold_on_this_claim
            97530-GO-KX therapy:2480.00 on:2026-06-03                     priced 35.74 non_facility | medium older_release"#]],
    );
}

/// An assistant's therapy is paid 85 percent of what Medicare would pay, and the patient owes the whole coinsurance: since
/// 2022.
#[test]
fn an_assistant_s_therapy_costs_the_patient_the_same() {
    check_shares(&expect![[r#"
        97110-GP therapy:0.00 by:physical_therapist
          28.79 = deductible 0.00 + coinsurance 5.76 + sequestration 0.46 + paid 22.57
        97110-GP-CQ therapy:0.00 by:physical_therapist
          28.79 = deductible 0.00 + coinsurance 5.76 + sequestration 0.39 + paid 19.19
        97110-GO-CO therapy:0.00 by:occupational_therapist
          28.79 = deductible 0.00 + coinsurance 5.76 + sequestration 0.39 + paid 19.19
        97110-GP-CQ therapy:0.00 by:physical_therapist on:2021-12-31
          32.04 = deductible 0.00 + coinsurance 6.41 + sequestration 0.00 + paid 25.63
        97110-GP-CQ therapy:0.00 by:physical_therapist on:2022-12-31
          32.04 = deductible 0.00 + coinsurance 6.41 + sequestration 0.44 + paid 21.35"#]]);
}
