//! Anesthesia (42 CFR 414.46; Pub. 100-04 ch. 12, 50), in Alabama with its published factor 19.31.

use super::check_amounts;
use expect_test::expect;

#[test]
fn who_gives_anesthesia_decides_the_part_that_is_paid() {
    check_amounts(&expect![[r#"
        00790-AA*97 @21 in:10112-00                                priced 260.69 facility | medium minutes_from_units base_units_older
        00790-QZ*97 @21 in:10112-00 by:crna                        priced 260.69 facility | medium minutes_from_units base_units_older
        00790-QK*97 @21 in:10112-00                                priced 130.35 of 260.69 facility | medium minutes_from_units base_units_older
        00790-QY*97 @21 in:10112-00                                priced 130.35 of 260.69 facility | medium minutes_from_units base_units_older
        00790-QX*97 @21 in:10112-00 by:crna                        priced 130.35 of 260.69 facility | medium minutes_from_units base_units_older
        00790-QX*97 @21 in:10112-00 by:anesthesiologist_assistant  priced 130.35 of 260.69 facility | medium minutes_from_units base_units_older
        00790-AD*97 @21 in:10112-00                                priced 57.93 facility | medium minutes_from_units base_units_older presence_at_induction
        00790-AA*97 @21 in:02102-01                                priced 376.11 facility | medium minutes_from_units base_units_older"#]]);
}

#[test]
fn a_modifier_of_another_profession_is_invalid() {
    check_amounts(&expect![[r#"
        00790-AA*97 @21 by:crna                        invalid wrong_practitioner CO-4 | none
        00790-QK*97 @21 by:crna                        invalid wrong_practitioner CO-4 | none
        00790-QY*97 @21 by:anesthesiologist_assistant  invalid wrong_practitioner CO-4 | none
        00790-AD*97 @21 by:crna                        invalid wrong_practitioner CO-4 | none
        00790-QX*97 @21                                invalid wrong_practitioner CO-4 | none
        00790-QZ*97 @21                                invalid wrong_practitioner CO-4 | none
        00790-AA-QK*97 @21                             invalid modifiers_clash CO-4 N519 | none
        00790*97 @21                                   invalid anesthesia_modifier_missing CO-4 | none
        99213-AA                                       invalid modifier_not_allowed CO-4 | none"#]]);
}

#[test]
fn time_is_rounded_to_a_tenth_of_a_unit() {
    check_amounts(&expect![[r#"
        00790-AA @21 in:10112-00     invalid anesthesia_time_missing CO-16 N203 | none
        00790-AA*2 @21 in:10112-00   priced 137.10 facility | medium minutes_from_units base_units_older
        00790-AA*3 @21 in:10112-00   priced 139.03 facility | medium minutes_from_units base_units_older
        00790-AA*5 @21 in:10112-00   priced 140.96 facility | medium minutes_from_units base_units_older
        00790-AA*6 @21 in:10112-00   priced 142.89 facility | medium minutes_from_units base_units_older
        00790-AA*8 @21 in:10112-00   priced 144.83 facility | medium minutes_from_units base_units_older
        00790-AA*16 @21 in:10112-00  priced 156.41 facility | medium minutes_from_units base_units_older
        01996-AA @21 in:10112-00     priced 57.93 facility | medium base_units_older
        01996-AA*3 @21 in:10112-00   priced 57.93 facility | medium units_without_time base_units_older"#]]);
}

#[test]
fn add_on_anesthesia_is_paid_beside_the_code_of_the_session() {
    check_amounts(&expect![[r#"
        01967-AA*60+01968-AA*30 @21 in:10112-00  priced 173.79 facility | medium minutes_from_units base_units_older
        +                                        priced 77.24 facility | medium minutes_from_units base_units_older
        01967-AA*60+01969-AA*30 @21 in:10112-00  priced 173.79 facility | medium minutes_from_units base_units_older
        +                                        priced 135.17 facility | medium minutes_from_units base_units_older
        01952-AA*60+01953-AA @21 in:10112-00     priced 173.79 facility | medium minutes_from_units base_units_older
        +                                        priced 19.31 facility | medium base_units_older
        01952-AA*60+01953-AA*3 @21 in:10112-00   priced 173.79 facility | medium minutes_from_units base_units_older
        +                                        priced 57.93 facility | medium base_units_older
        00790-AA*60+00670-AA*30 @21 in:10112-00  bundled anesthesia_session CO-97 | high
        +                                        priced 366.89 facility | medium minutes_from_units base_units_older
        00790-AA*60+01996-AA @21 in:10112-00     priced 212.41 facility | medium minutes_from_units base_units_older
        +                                        priced 57.93 facility | medium base_units_older
        00790-AA*60+99100 @21 in:10112-00        priced 212.41 facility | medium minutes_from_units base_units_older
        +                                        bundled always_bundled CO-97 M15 | high"#]]);
}
