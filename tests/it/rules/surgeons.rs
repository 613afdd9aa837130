//! Assistants, co-surgeons and teams (Pub. 100-04 ch. 12, 20.4.3, 40.8, 40.9).

use super::check_amounts;
use expect_test::expect;

#[test]
fn an_assistant_gets_16_percent_and_85_percent_of_that_as_a_nonphysician() {
    check_amounts(&expect![[r#"
        47562-80 @21                               priced 103.82 of 648.87 facility | high
        47562-81 @21                               priced 103.82 of 648.87 facility | high
        47562-82 @21                               priced 103.82 of 648.87 facility | high
        47562-AS @21 by:physician_assistant        priced 88.25 of 648.87 facility | high
        47562-AS @21 by:nurse_practitioner         priced 88.25 of 648.87 facility | high
        47562-AS @21 by:clinical_nurse_specialist  priced 88.25 of 648.87 facility | high
        22551-80 @21                               priced 267.78 of 1673.61 facility | high
        29881-80 @21                               priced 86.12 of 538.25 facility CO-54 | low assistant_by_report
        66984-80 @24                               denied_by_edit surgeon_not_paid CO-54 | high
        93000-80                                   priced 2.23 of 13.91 non_facility CO-54 | low assistant_by_report"#]]);
}

#[test]
fn physicians_and_nonphysicians_assist_with_their_own_modifiers() {
    check_amounts(&expect![[r#"
        47562-AS @21                               invalid wrong_practitioner CO-4 | none
        47562-AS @21 by:certified_nurse_midwife    invalid wrong_practitioner CO-4 | none
        47562-80 @21 by:nurse_practitioner         invalid wrong_practitioner CO-4 | none
        47562-81 @21 by:physician_assistant        invalid wrong_practitioner CO-4 | none
        47562-82 @21 by:clinical_nurse_specialist  invalid wrong_practitioner CO-4 | none
        47562-80-AS @21                            invalid modifiers_clash CO-4 N519 | none
        47562-81-AS @21 by:physician_assistant     invalid modifiers_clash CO-4 N519 | none
        47562-80-54 @21                            invalid modifiers_clash CO-4 N519 | none
        47562-AS-55 @21 by:physician_assistant     invalid modifiers_clash CO-4 N519 | none"#]]);
}

#[test]
fn an_assistant_s_procedures_rank_among_themselves() {
    check_amounts(&expect![[r#"
        47562-80+49505-80 @21  priced 103.82 of 648.87 facility | high
        +                      priced 41.25 of 515.60 facility | high
        47562+49505-80 @21     priced 648.87 facility | high
        +                      priced 82.50 of 515.60 facility | high
        47562-62+49505 @21     priced 405.54 of 648.87 facility CO-54 | low co_surgeons_by_report
        +                      priced 257.80 of 515.60 facility | high"#]]);
}

/// Indicators 2, 1, 0 and 9, and what excludes each other.
#[test]
fn co_surgeons_are_paid_by_their_indicator() {
    check_amounts(&expect![[r#"
        22551-62 @21                            priced 1046.01 of 1673.61 facility | medium specialties_unknown
        47562-62 @21                            priced 405.54 of 648.87 facility CO-54 | low co_surgeons_by_report
        11042-62                                denied_by_edit surgeon_not_paid CO-54 | high
        93000-62                                denied_by_edit surgeon_not_paid CO-54 | high
        22551-62-66 @21                         invalid modifiers_clash CO-4 N519 | none
        22551-62-80 @21                         invalid modifiers_clash CO-4 N519 | none
        22551-62-AS @21 by:physician_assistant  invalid modifiers_clash CO-4 N519 | none
        22551-62 @21 by:nurse_practitioner      invalid wrong_practitioner CO-4 | none"#]]);
}

#[test]
fn a_team_has_no_formula() {
    check_amounts(&expect![[r#"
        50360-66 @21  contractor_priced team_by_report | none
        33945-66 @21  contractor_priced team_by_report | none
        33361-66 @21  contractor_priced team_by_report | none
        47562-66 @21  denied_by_edit surgeon_not_paid CO-54 | high
        93000-66      denied_by_edit surgeon_not_paid CO-54 | high"#]]);
}
