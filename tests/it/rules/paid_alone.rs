//! Status T is paid only alone (column STATUS CODE of the relative value file).

use super::{check_amounts, under};
use crate::support::asking::check;
use expect_test::expect;

#[test]
fn two_services_of_status_t_are_both_paid() {
    check_amounts(&expect![[r#"
        36592           priced 28.79 non_facility | high
        36591+36592     priced 26.85 non_facility | low several_paid_alone
        +               priced 28.79 non_facility | low several_paid_alone
        94760+36592     priced 3.56 non_facility | low several_paid_alone
        +               priced 28.79 non_facility | low several_paid_alone
        36592+99213     bundled bundled_with_paid_service CO-97 | high
        +               priced 88.95 non_facility | high
        99213+36592     priced 88.95 non_facility | high
        +               bundled bundled_with_paid_service CO-97 | high
        36592-GZ+36591  denied_by_edit declared_not_necessary CO-50 | high
        +               priced 26.85 non_facility | high
        36591+17999     bundled bundled_with_paid_service CO-97 | high
        +               contractor_priced contractor_priced | none
        36591+99024     priced 26.85 non_facility | high
        +               bundled always_bundled CO-97 M15 | high"#]]);
}

/// Each of the two codes is column one of the other, so their edits alone would deny both. They deny nothing, because the visit
/// is paid and status T is not, wherever the visit is on the claim.
#[test]
fn status_t_beside_a_paid_service_is_in_no_ring() {
    let client = under("36591>36592:1 36592>36591:1");
    check(
        &client,
        &expect![[r#"
            36591+36592        denied_by_edit ptp_ring CO-236 | low edits_in_ring
            +                  denied_by_edit ptp_ring CO-236 | low edits_in_ring
            99213+36591+36592  priced 88.95 non_facility | high
            +                  bundled bundled_with_paid_service CO-97 | high
            +                  bundled bundled_with_paid_service CO-97 | high
            36591+99213+36592  bundled bundled_with_paid_service CO-97 | high
            +                  priced 88.95 non_facility | high
            +                  bundled bundled_with_paid_service CO-97 | high
            36591+36592+99213  bundled bundled_with_paid_service CO-97 | high
            +                  bundled bundled_with_paid_service CO-97 | high
            +                  priced 88.95 non_facility | high"#]],
    );
}
