//! A visit on the day of a procedure (Pub. 100-04 ch. 12, 40.1).

use super::{WHOLE, check_amounts, under};
use crate::in_memory::serve_in_memory;
use crate::support::asking::{check, estimate};
use crate::support::check_answers;
use crate::support::edits::edits;
use crate::support::releases::{tables, whole_rvu25a};
use crate::support::schedule::schedule_with;
use expect_test::expect;
use medpayiq::vocabulary::Status;
use serde_json::Value;

#[test]
fn each_global_period_takes_its_own_modifier() {
    check_amounts(&expect![[r#"
        99213+20610            bundled visit_in_package CO-97 M144 | high
        +                      priced 63.40 non_facility | high
        99213-25+20610         priced 88.95 non_facility | high
        +                      priced 63.40 non_facility | high
        99213-57+20610         bundled visit_in_package CO-97 M144 | high
        +                      priced 63.40 non_facility | high
        99213+17000            bundled visit_in_package CO-97 M144 | high
        +                      priced 66.31 non_facility | high
        99213-25+17000         priced 88.95 non_facility | high
        +                      priced 66.31 non_facility | high
        99213+27447 @21        bundled visit_in_package CO-97 M144 | high
        +                      priced 1257.63 facility | high
        99213-25+27447 @21     bundled visit_in_package CO-97 M144 | high
        +                      priced 1257.63 facility | high
        99213-57+27447 @21     priced 63.72 facility | high
        +                      priced 1257.63 facility | high
        99213-24+27447 @21     bundled visit_in_package CO-97 M144 | high
        +                      priced 1257.63 facility | high
        99213+59400            priced 88.95 non_facility | high
        +                      priced 2355.47 non_facility | medium rare_in_non_facility
        99213+93000            priced 88.95 non_facility | high
        +                      priced 13.91 non_facility | high
        99213+17003            priced 88.95 non_facility | high
        +                      priced 6.47 non_facility | medium add_on_not_listed
        99213+17999            priced 88.95 non_facility | high
        +                      contractor_priced contractor_priced | none
        99213+27447-55 @21     priced 63.72 facility | high
        +                      priced 264.10 of 1257.63 facility | medium days_of_care_unknown
        99213+27447-78 @21     bundled visit_in_package CO-97 M144 | high
        +                      priced 867.76 of 1257.63 facility | high
        99213-24+27447-78 @21  priced 63.72 facility | high
        +                      priced 867.76 of 1257.63 facility | high
        99213-57+27447-78 @21  bundled visit_in_package CO-97 M144 | high
        +                      priced 867.76 of 1257.63 facility | high
        99213+20610-78 @21     bundled visit_in_package CO-97 M144 | high
        +                      priced 43.99 facility | high
        99291+27447-78 @21     bundled visit_in_package CO-97 M144 | high
        +                      priced 867.76 of 1257.63 facility | high
        99291-FT+27447-78 @21  priced 205.72 facility | high
        +                      priced 867.76 of 1257.63 facility | high
        99213+93000-78 @21     priced 63.72 facility | high
        +                      invalid global_code_in_hospital CO-109 M96 | none
        99213+27447-80 @21     priced 63.72 facility | high
        +                      priced 201.22 of 1257.63 facility | high
        99213+27447-54 @21     bundled visit_in_package CO-97 M144 | high
        +                      priced 993.53 of 1257.63 facility | high"#]]);
}

#[test]
fn a_procedure_on_two_lines_is_one_edit_of_the_visit() {
    let client = under("");
    check_answers(
        &expect![[r#"
            99213+20610-RT+20610-LT
              global_period 20610 denied
            99213-25+20610-RT+20610-LT
              global_period 20610 resolved_by_modifier
            99213+20610+11042
              global_period 20610 denied
              global_period 11042 denied
            99213+20610-RT+27447-LT @21
              global_period 20610 denied
              global_period 27447 denied"#]],
        |claim| {
            let answer = estimate(&client, claim);
            let edits = answer["lines"][0]["edits"].as_array().unwrap().iter();
            let edits = edits.map(|edit| format!("{} {} {}", edit["kind"], edit["procedure"], edit["state"]));
            edits.collect::<Vec<_>>().join("\n").replace('"', "")
        },
    );
}

/// Critical care that has nothing to do with a major procedure carries FT. 57 keeps it out of the package too.
#[test]
fn critical_care_names_ft_before_57() {
    let by = |modifiers: &str| {
        let answer = estimate(&WHOLE, &format!("99291-{modifiers}+33533 @21"));
        answer["lines"][0]["edits"][0].pointer("/resolved_by/modifier").cloned().unwrap_or_default()
    };
    assert_eq!([by("FT"), by("57"), by("57-FT"), by("FT-57")], ["FT", "57", "FT", "FT"]);
    assert_eq!(by("25"), Value::Null);
}

/// A procedure that the contractor prices has its global period all the same.
#[test]
fn the_package_of_a_contractor_priced_procedure_includes_visits() {
    let mut release = whole_rvu25a();
    for service in
        tables(&mut release).services.iter_mut().filter(|service| service.row.hcpcs.as_str() == "47562")
    {
        service.row.status = Status::ContractorPriced;
    }
    check(
        &serve_in_memory(schedule_with(vec![release], edits(""))),
        &expect![[r#"
            99213+47562 @21     bundled visit_in_package CO-97 M144 | high
            +                   contractor_priced contractor_priced | none
            99213-57+47562 @21  priced 63.72 facility | high
            +                   contractor_priced contractor_priced | none"#]],
    );
}
