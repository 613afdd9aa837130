//! Several procedures of a day and endoscopy families (Pub. 100-04 ch. 12, 40.6).

use super::check_amounts;
use expect_test::expect;

#[test]
fn an_endoscopy_worth_less_than_its_base_adds_nothing() {
    check_amounts(&expect![[r#"
        43246            priced 192.14 non_facility | medium rare_in_non_facility
        43246+43239      priced 0.00 of 192.14 non_facility | medium rare_in_non_facility
        +                priced 357.11 non_facility | high
        43246+43239 @22  priced 192.14 facility | high
        +                priced 14.56 of 132.62 facility | high
        31525+31528      bundled endoscopic_base CO-97 | high
        +                priced 140.38 non_facility | medium rare_in_non_facility
        31622+31623 @22  bundled endoscopic_base CO-97 | high
        +                priced 125.50 facility | high"#]]);
}

#[test]
fn no_modifier_lifts_the_reduction_of_a_day() {
    check_amounts(&expect![[r#"
        47562+49505 @21        priced 648.87 facility | high
        +                      priced 257.80 of 515.60 facility | high
        47562-51+49505-51 @21  priced 648.87 facility | high
        +                      priced 257.80 of 515.60 facility | high
        47562+49505-59 @21     priced 648.87 facility | high
        +                      priced 257.80 of 515.60 facility | high
        47562+49505-79 @21     priced 648.87 facility | high
        +                      priced 257.80 of 515.60 facility | high
        47562+49505-58 @21     priced 648.87 facility | high
        +                      priced 257.80 of 515.60 facility | high
        47562+49505-XS @21     priced 648.87 facility | high
        +                      priced 257.80 of 515.60 facility | high
        47562+49505-78 @21     priced 648.87 facility | high
        +                      priced 417.64 of 515.60 facility | high"#]]);
}

#[test]
fn the_sixth_procedure_is_paid_by_report() {
    check_amounts(&expect![[r#"
        47562+49505+64721+66984+33208 @21                 priced 648.87 facility | high
        +                                                 priced 257.80 of 515.60 facility | high
        +                                                 priced 218.18 of 436.35 facility | high
        +                                                 priced 260.88 of 521.75 facility | high
        +                                                 priced 247.45 of 494.90 facility | high
        47562+49505+64721+66984+33208+67028 @21           priced 648.87 facility | high
        +                                                 priced 257.80 of 515.60 facility | high
        +                                                 priced 218.18 of 436.35 facility | high
        +                                                 priced 260.88 of 521.75 facility | high
        +                                                 priced 247.45 of 494.90 facility | high
        +                                                 priced 44.32 of 88.63 facility | low sixth_procedure
        47562+49505+64721+66984+33208+67028+67028-59 @21  priced 648.87 facility | high
        +                                                 priced 257.80 of 515.60 facility | high
        +                                                 priced 218.18 of 436.35 facility | high
        +                                                 priced 260.88 of 521.75 facility | high
        +                                                 priced 247.45 of 494.90 facility | high
        +                                                 priced 44.32 of 88.63 facility | low sixth_procedure
        +                                                 priced 44.32 of 88.63 facility | low sixth_procedure"#]]);
}

#[test]
fn families_rank_as_one_procedure() {
    check_amounts(&expect![[r#"
        45385+45380+43239 @22  priced 242.92 facility | high
        +                      priced 15.53 of 192.79 facility | high
        +                      priced 66.31 of 132.62 facility | high
        43235+43239 @22        bundled endoscopic_base CO-97 | high
        +                      priced 132.62 facility | high
        45385+45380+47562 @22  priced 121.46 of 242.92 facility | high
        +                      priced 7.77 of 192.79 facility | high
        +                      priced 648.87 facility | high
        45378-53 @22           priced 88.95 facility | high
        45378-53+43239 @22     priced 44.48 of 88.95 facility | high
        +                      priced 132.62 facility | high"#]]);
}

/// Two shared packages of equal fee have the same rank by the whole fee and by the part that is paid.
#[test]
fn equal_shared_packages_have_no_caveat_of_their_rank() {
    check_amounts(&expect![[r#"
        47562-54+47562-54-59 @21  priced 292.00 of 648.87 facility | high
        +                         priced 583.98 of 648.87 facility | high"#]]);
}

/// Two endoscopies of a family and four operations are five procedures.
#[test]
fn a_family_is_one_of_the_five_procedures() {
    check_amounts(&expect![[r#"
        45385+45380+47562+49505+64721+66984 @21  priced 121.46 of 242.92 facility | high
        +                                        priced 7.77 of 192.79 facility | high
        +                                        priced 648.87 facility | high
        +                                        priced 257.80 of 515.60 facility | high
        +                                        priced 218.18 of 436.35 facility | high
        +                                        priced 260.88 of 521.75 facility | high"#]]);
}
