//! Several diagnostic tests: imaging, cardiovascular, ophthalmology.

use super::check_amounts;
use expect_test::expect;

#[test]
fn later_images_of_a_session_lose_half_the_technical_part() {
    check_amounts(&expect![[r#"
        70553+72148        priced 314.08 non_facility | high
        +                  priced 124.55 of 188.26 non_facility | high
        72148+70553        priced 124.55 of 188.26 non_facility | high
        +                  priced 314.08 non_facility | high
        70553+72148-59     priced 314.08 non_facility | high
        +                  priced 188.26 non_facility | high
        70553+72148-XE     priced 314.08 non_facility | high
        +                  priced 188.26 non_facility | high
        70553+72148-XS     priced 314.08 non_facility | high
        +                  priced 124.55 of 188.26 non_facility | high
        70553-TC+72148-TC  priced 209.28 non_facility | high
        +                  priced 60.33 of 120.65 non_facility | high
        70553-26+72148-26  priced 104.80 non_facility | high
        +                  priced 64.22 of 67.60 non_facility | high
        70553-26+72148-TC  priced 104.80 non_facility | high
        +                  priced 120.65 non_facility | high
        70553+72148+74177  priced 209.44 of 314.08 non_facility | high
        +                  priced 124.55 of 188.26 non_facility | high
        +                  priced 293.09 of 297.26 non_facility | high
        70553-50           priced 314.08 non_facility | medium bilateral_paid_once
        75635+73706        priced 285.94 of 404.65 non_facility | high
        +                  priced 197.70 of 317.97 non_facility | medium reduction_and_cap"#]]);
}

#[test]
fn later_cardiovascular_and_ophthalmology_tests_lose_their_part() {
    check_amounts(&expect![[r#"
        93306+93880              priced 157.28 of 187.93 non_facility | high
        +                        priced 181.79 non_facility | high
        93306+93880-59           priced 157.28 of 187.93 non_facility | high
        +                        priced 181.79 non_facility | high
        93306-26+93880-26        priced 65.34 non_facility | high
        +                        priced 36.23 non_facility | high
        92083+92133              priced 61.13 non_facility | high
        +                        priced 26.98 of 29.76 non_facility | high
        92083-26+92133-26        priced 25.55 non_facility | high
        +                        priced 15.85 non_facility | high
        93306+92083              priced 187.93 non_facility | high
        +                        priced 61.13 non_facility | high
        93306+93880+92083+92133  priced 157.28 of 187.93 non_facility | high
        +                        priced 181.79 non_facility | high
        +                        priced 61.13 non_facility | high
        +                        priced 26.98 of 29.76 non_facility | high
        93000+93306              priced 12.37 of 13.91 non_facility | high
        +                        priced 187.93 non_facility | high"#]]);
}
