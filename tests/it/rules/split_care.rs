//! A surgical package shared between practitioners, and returns to the operating room
//! (Pub. 100-04 ch. 12, 40.2 and 40.4).

use super::check_amounts;
use expect_test::expect;

#[test]
fn surgery_and_aftercare_get_their_shares_of_the_package() {
    check_amounts(&expect![[r#"
        66984-54 @24              priced 417.40 of 521.75 facility | high
        66984-55 @24              priced 104.35 of 521.75 facility | medium days_of_care_unknown
        66984-55~70 @24           priced 81.16 of 521.75 facility | high
        66984-55~20 @24           priced 23.19 of 521.75 facility | high
        66984-55~90 @24           priced 104.35 of 521.75 facility | high
        17000-55~11               priced 6.63 of 66.31 non_facility | medium days_of_care_beyond_period
        66984-54+66984-55~20 @24  priced 417.40 of 521.75 facility | high
        +                         priced 23.19 of 521.75 facility | high
        17000-54                  priced 59.68 of 66.31 non_facility | high
        17000-55                  priced 6.63 of 66.31 non_facility | medium days_of_care_unknown
        17000-55~5                priced 3.32 of 66.31 non_facility | high
        17000-55~10               priced 6.63 of 66.31 non_facility | high
        27447-54 @21              priced 993.53 of 1257.63 facility | high
        66984-54-55 @24           invalid modifiers_clash CO-4 N519 | none"#]]);
}

#[test]
fn codes_without_a_package_have_no_shares() {
    check_amounts(&expect![[r#"
        20610-54      invalid modifier_not_allowed CO-4 | none
        20610-55      invalid modifier_not_allowed CO-4 | none
        93000-54      invalid modifier_not_allowed CO-4 | none
        17003-55      invalid modifier_not_allowed CO-4 | none
        59400-54 @21  invalid modifier_not_allowed CO-4 | none
        77750-54      invalid modifier_not_allowed CO-4 | none
        77750-55      invalid modifier_not_allowed CO-4 | none
        77761-54      invalid modifier_not_allowed CO-4 | none
        77762-26-55   invalid modifier_not_allowed CO-4 | none
        77763-TC-54   invalid modifier_not_allowed CO-4 | none
        20610-56      invalid modifier_not_allowed CO-4 | none
        27447-56 @21  bundled preoperative_care_only CO-97 | low care_before_surgery"#]]);
}

#[test]
fn a_return_to_the_operating_room_gets_the_operation_s_share() {
    check_amounts(&expect![[r#"
        47562-78 @21           priced 525.58 of 648.87 facility | high
        27447-78 @21           priced 867.76 of 1257.63 facility | high
        17000-78 @22           priced 42.96 of 53.70 facility | high
        20610-78 @22           priced 43.99 facility | high
        93000-78               priced 13.91 non_facility | low return_without_package return_outside_operating_room
        17003-78               priced 6.47 non_facility | low return_without_package return_outside_operating_room add_on_not_listed
        47562-78 @11           priced 525.58 of 648.87 non_facility | medium rare_in_non_facility return_outside_operating_room
        77750-26-78 @22        contractor_priced return_by_report | none
        47562-78+49505 @21     priced 525.58 of 648.87 facility | high
        +                      priced 515.60 facility | high
        47562-78+49505-78 @21  priced 525.58 of 648.87 facility | high
        +                      priced 417.64 of 515.60 facility | high
        27447-78-50 @21        priced 867.76 of 1257.63 facility | high"#]]);
}

#[test]
fn modifiers_of_another_operation_exclude_each_other() {
    check_amounts(&expect![[r#"
        47562-58-78 @21  invalid modifiers_clash CO-4 N519 | none
        47562-58-79 @21  invalid modifiers_clash CO-4 N519 | none
        47562-78-79 @21  invalid modifiers_clash CO-4 N519 | none
        47562-58 @21     priced 648.87 facility | high
        47562-79 @21     priced 648.87 facility | high"#]]);
}

/// G0559, since 2025.
#[test]
fn visits_after_the_surgery_of_somebody_else_are_paid_once() {
    check_amounts(&expect![[r#"
        G0559        priced 8.73 non_facility | medium add_on_not_listed
        G0559+99213  priced 8.73 non_facility | medium add_on_not_listed
        +            priced 88.95 non_facility | high"#]]);
}
