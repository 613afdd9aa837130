//! The fee schedule amount in localities with an index of their own, and of each conversion factor.

use super::{YEARS, check_amounts};
use crate::support::asking::check;
use expect_test::expect;

/// CMS's payment files of RVU25A have the amounts of 76145: in Alaska, Manhattan, Wisconsin, Alabama and Wyoming.
#[test]
fn alaska_and_frontier_states_have_their_own_indices() {
    check_amounts(&expect![[r#"
        99214 in:13202-01      priced 142.07 non_facility | high
        99214 in:13202-01 @22  priced 105.48 facility | high
        99214 in:02102-01      priced 158.97 non_facility | high
        99214 in:10112-00      priced 115.49 non_facility | high
        76145 in:02102-01      priced 1024.85 non_facility | high
        76145 in:13202-01      priced 1122.21 non_facility | high
        76145 in:06302-00      priced 904.10 non_facility | high
        76145 in:10112-00      priced 825.49 non_facility | high
        76145 in:03602-21      priced 951.21 non_facility | high"#]]);
}

/// 99214 has 3.87 RVUs. An hour of 00790 has 7 base units and 4 time units.
#[test]
fn each_day_has_the_factor_of_its_period() {
    check(
        &YEARS,
        &expect![[r#"
            99214 on:2023-12-31                           priced 131.14 non_facility | medium older_release
            99214 on:2024-03-08                           priced 126.72 non_facility | high
            99214 on:2024-03-09                           priced 128.82 non_facility | high
            99214 on:2025-12-31                           priced 125.18 non_facility | medium older_release
            99214 on:2026-01-01                           priced 129.26 non_facility | high
            99214 on:2026-01-01 qp:yes                    priced 129.91 non_facility | medium factor_not_from_file
            00790-AA*60 nowhere on:2023-12-31 @21         priced 232.37 facility | low older_release national_amount minutes_from_units base_units_older
            00790-AA*60 nowhere on:2024-03-08 @21         priced 224.78 facility | low national_amount minutes_from_units base_units_older
            00790-AA*60 nowhere on:2024-03-09 @21         priced 228.51 facility | low national_amount minutes_from_units base_units_older
            00790-AA*60 nowhere on:2025-12-31 @21         priced 223.50 facility | low older_release national_amount minutes_from_units base_units_older
            00790-AA*60 nowhere on:2026-01-01 @21         priced 225.47 facility | low national_amount minutes_from_units base_units_older
            00790-AA*60 nowhere on:2026-01-01 qp:yes @21  priced 226.60 facility | low national_amount factor_not_from_file minutes_from_units base_units_older"#]],
    );
}
