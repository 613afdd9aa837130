//! Services that the contractor prices by their documentation: modifiers 22, 52, 53, 56 and 66, and 73 and 74 of facilities.

use super::check_amounts;
use expect_test::expect;

#[test]
fn a_reduced_or_discontinued_service_has_its_charge_or_no_amount() {
    check_amounts(&expect![[r#"
        20610-52         contractor_priced reduced_by_report | none
        20610-52$40.00   priced 40.00 of 63.40 non_facility | low reduced_by_charge
        20610-52$400.00  priced 63.40 non_facility | low reduced_by_charge
        20610-53         contractor_priced discontinued_by_report | none
        20610-53$40.00   contractor_priced discontinued_by_report | none
        20610-52-53      invalid modifiers_clash CO-4 N519 | none
        99213-52         invalid modifier_not_allowed CO-4 | none
        99213-53         invalid modifier_not_allowed CO-4 | none
        45378-53 @22     priced 88.95 facility | high
        45378-53         priced 164.00 non_facility | high
        44388-53 @22     priced 75.37 facility | high
        45385-53 @22     contractor_priced discontinued_by_report | none
        G0105-53 @22     priced 88.63 facility | high"#]]);
}

#[test]
fn a_practitioner_s_line_takes_no_modifier_of_a_facility() {
    check_amounts(&expect![[r#"
        45378-73 @22  invalid facility_modifier CO-4 | none
        45378-74 @22  invalid facility_modifier CO-4 | none
        20610-73      invalid facility_modifier CO-4 | none
        20610-74 @24  invalid facility_modifier CO-4 | none"#]]);
}

#[test]
fn an_increased_service_is_paid_its_fee() {
    check_amounts(&expect![[r#"
        47562-22 @21  priced 648.87 facility | medium increased_service
        20610-22      priced 63.40 non_facility | medium increased_service
        99213-22      priced 88.95 non_facility | medium modifier_ignored
        93000-22      priced 13.91 non_facility | medium modifier_ignored"#]]);
}
