//! Procedures on both sides (Pub. 100-04 ch. 12, 40.7).

use super::check_amounts;
use expect_test::expect;

#[test]
fn two_lines_are_one_procedure_only_in_one_role() {
    check_amounts(&expect![[r#"
        27447-RT+27447-LT @21          priced 943.22 of 1257.63 facility | medium bilateral_by_lines
        +                              priced 943.23 of 1257.63 facility | medium bilateral_by_lines
        27447-RT+27447-LT-80 @21       priced 1257.63 facility | high
        +                              priced 201.22 of 1257.63 facility | high
        27447-RT-80+27447-LT @21       priced 201.22 of 1257.63 facility | high
        +                              priced 1257.63 facility | high
        27447-RT-80+27447-LT-80 @21    priced 150.92 of 1257.63 facility | medium bilateral_by_lines
        +                              priced 150.92 of 1257.63 facility | medium bilateral_by_lines
        27447-RT+27447-LT-62 @21       priced 1257.63 facility | high
        +                              priced 393.01 of 1257.63 facility CO-54 | low co_surgeons_by_report
        27447-RT-54+27447-LT-54 @21    priced 745.14 of 1257.63 facility | medium bilateral_by_lines
        +                              priced 745.15 of 1257.63 facility | medium bilateral_by_lines
        27447-RT-54+27447-LT-55 @21    priced 993.53 of 1257.63 facility | high
        +                              priced 264.10 of 1257.63 facility | medium days_of_care_unknown
        27447-RT+27447-LT-55 @21       priced 1257.63 facility | high
        +                              priced 132.05 of 1257.63 facility | medium days_of_care_unknown
        27447-RT-78+27447-LT-78 @21    priced 867.76 of 1257.63 facility | high
        +                              priced 867.76 of 1257.63 facility | high
        27447-RT-78+27447-LT @21       priced 867.76 of 1257.63 facility | high
        +                              priced 1257.63 facility | high
        27447-RT+27447-LT-59 @21       priced 943.22 of 1257.63 facility | medium bilateral_by_lines
        +                              priced 943.23 of 1257.63 facility | medium bilateral_by_lines
        20610-RT+20610-LT-59+20610-LT  priced 47.55 of 63.40 non_facility | medium bilateral_by_lines
        +                              priced 31.70 of 63.40 non_facility | high
        +                              priced 47.55 of 63.40 non_facility | medium bilateral_by_lines"#]]);
}

/// Indicators 0, 1, 2, 3 and 9.
#[test]
fn modifier_50_is_priced_by_the_bilateral_indicator() {
    check_amounts(&expect![[r#"
        11042-50      priced 125.18 non_facility | medium bilateral_paid_once
        20610-50      priced 95.10 of 63.40 non_facility | high
        92083-50      priced 61.13 non_facility | medium bilateral_paid_once
        63047-50 @21  priced 1094.93 facility | medium bilateral_paid_once
        73721-50      priced 328.13 of 200.22 non_facility | high
        62323-50      invalid modifier_not_allowed CO-4 | none
        93000-50      priced 13.91 non_facility | medium bilateral_paid_once
        20610-50*2    priced 95.10 of 63.40 non_facility | low bilateral_units
        73721-50*2    priced 328.13 of 200.22 non_facility | low bilateral_units
        20610-50-RT   invalid modifiers_clash CO-4 N519 | none
        20610-50-LT   invalid modifiers_clash CO-4 N519 | none"#]]);
}

#[test]
fn two_units_are_both_sides_by_the_bilateral_indicator() {
    check_amounts(&expect![[r#"
        20610*2        priced 95.10 of 63.40 non_facility | medium bilateral_by_units
        20610-RT*2     priced 95.10 of 63.40 non_facility | medium units_ranked
        20610-RT-LT*2  priced 95.10 of 63.40 non_facility | medium bilateral_by_lines
        73721*2        priced 328.13 of 200.22 non_facility | medium bilateral_by_units
        92083*2        priced 61.13 non_facility | medium bilateral_by_units
        11042*2        priced 187.77 of 125.18 non_facility | medium units_ranked
        20610*3        priced 126.80 of 63.40 non_facility | medium units_ranked"#]]);
}
