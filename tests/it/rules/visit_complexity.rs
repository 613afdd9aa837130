//! G2211, the complexity of a visit (CY 2024 to 2026 final rules).

use super::YEARS;
use crate::support::asking::check;
use expect_test::expect;

#[test]
fn home_visits_have_complexity_from_2026() {
    check(
        &YEARS,
        &expect![[r#"
            G2211+99213                priced 15.53 non_facility | high
            +                          priced 88.95 non_facility | high
            G2211+99348                denied_by_edit complexity_without_visit CO-B15 N674 | high
            +                          priced 74.07 non_facility | low visit_of_other_place
            G2211+99350                denied_by_edit complexity_without_visit CO-B15 N674 | high
            +                          priced 177.91 non_facility | low visit_of_other_place
            G2211+99341 on:2025-12-31  denied_by_edit complexity_without_visit CO-B15 N674 | high
            +                          priced 47.55 non_facility | low older_release visit_of_other_place older_edits
            G2211+99341 on:2026-01-01  priced 16.03 non_facility | medium older_edits
            +                          priced 49.10 non_facility | low visit_of_other_place older_edits
            G2211+99350 on:2026-01-01  priced 16.03 non_facility | medium older_edits
            +                          priced 183.70 non_facility | low visit_of_other_place older_edits
            G2211+99213 on:2026-01-01  priced 16.03 non_facility | medium older_edits
            +                          priced 91.85 non_facility | medium older_edits
            G2211+99309 on:2026-01-01  denied_by_edit complexity_without_visit CO-B15 N674 | high
            +                          priced 107.55 non_facility | low visit_of_other_place older_edits
            G2211                      denied_by_edit complexity_without_visit CO-B15 N674 | high
            G2211+99213 on:2024-01-01  priced 15.72 non_facility | medium edits_not_checked
            +                          priced 90.05 non_facility | medium edits_not_checked"#]],
    );
}

#[test]
fn preventive_services_let_complexity_be_paid_from_2025() {
    check(
        &YEARS,
        &expect![[r#"
            G2211+99213-25+G0117                priced 15.53 non_facility | medium preventive_list
            +                                   priced 88.95 non_facility | high
            +                                   bundled bundled_with_paid_service CO-97 | high
            G2211+99213-25+G0102                priced 15.53 non_facility | medium preventive_list
            +                                   priced 88.95 non_facility | high
            +                                   priced 22.64 non_facility | high
            G2211+99213-25+G0108                priced 15.53 non_facility | medium preventive_list
            +                                   priced 88.95 non_facility | high
            +                                   priced 53.05 non_facility | high
            G2211+99213-25+77067                priced 15.53 non_facility | medium preventive_list
            +                                   priced 88.95 non_facility | high
            +                                   priced 124.53 non_facility | high
            G2211+99213-25+G0439                priced 15.53 non_facility | medium preventive_list
            +                                   priced 88.95 non_facility | high
            +                                   priced 126.47 non_facility | high
            G2211+99213-25+G0439 on:2024-12-31  bundled complexity_with_separate_visit CO-97 | high
            +                                   priced 91.54 non_facility | medium older_release edits_not_checked
            +                                   priced 130.15 non_facility | medium older_release edits_not_checked
            G2211+99213-25+93000                bundled complexity_with_separate_visit CO-97 | medium preventive_list
            +                                   priced 88.95 non_facility | high
            +                                   priced 13.91 non_facility | high
            G2211+99213-93                      priced 15.53 non_facility | low complexity_by_audio
            +                                   priced 88.95 non_facility | high"#]],
    );
}
