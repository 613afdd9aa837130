//! The status codes: the answer to each, alone and with other lines.

use crate::support::asking::{check, estimate};
use crate::support::releases::whole_rvu25a;
use crate::support::server::Server;
use expect_test::expect;

#[test]
fn every_status_has_its_answer() {
    let server = Server::with(&[whole_rvu25a()]);
    // A B C D E F G H I J M N P R with RVUs, R without, T X, and a code that is not in the file.
    check(
        &server,
        &expect![[r#"
            99213     priced 88.95 non_facility | high
            99024     bundled always_bundled CO-97 M15 | high
            17999     contractor_priced contractor_priced | none
            QQ00D     unknown_code deleted_code CO-181 N56 | none
            J1885     other_schedule excluded_by_regulation | high
            QQ00F     unknown_code deleted_code CO-181 N56 | none
            QQ00G     use_other_code replaced_for_medicare CO-16 N56 | high
            QQ00H-26  invalid component_deleted CO-4 | none
            99417     use_other_code replaced_for_medicare CO-16 N56 | high
            00142     invalid anesthesia_modifier_missing CO-4 | none
            G8427     report_only measurement_only CO-246 N620 | high
            99397     not_covered non_covered PR-96 N425 | high
            A4310     other_schedule not_on_this_schedule | none
            11056     priced 78.93 non_facility | medium restricted_coverage
            D7140     contractor_priced restricted_without_rvus | none
            36592     priced 28.79 non_facility | high
            36415     other_schedule excluded_by_statute | high
            99999     unknown_code not_listed CO-181 N56 | none"#]],
    );
}

#[test]
fn a_contractor_price_of_imaging_is_capped() {
    let server = Server::with(&[whole_rvu25a()]);
    let answers = ["70170-TC", "70170", "70555-TC", "17999"].map(|claim| {
        let answer = estimate(&server, claim);
        format!("{claim}: {}", answer["lines"][0]["reason"]["text"].as_str().unwrap())
    });
    expect![[r#"
        70170-TC: Status C: the Medicare contractor prices this service, usually after it has seen the documentation. It pays at most $241.63, the hospital outpatient amount.
        70170: Status C: the Medicare contractor prices this service, usually after it has seen the documentation. It pays at most $255.54, the hospital outpatient amount.
        70555-TC: Status C: the Medicare contractor prices this service, usually after it has seen the documentation.
        17999: Status C: the Medicare contractor prices this service, usually after it has seen the documentation."#]].assert_eq(&answers.join("\n"));
}

#[test]
fn status_t_is_paid_alone_and_status_p_never_here() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            36592                          priced 28.79 non_facility | high
            36592+99213                    denied_by_edit ptp_column_two CO-236 | medium older_edits
            +                              priced 88.95 non_facility | medium older_edits
            36592+99024                    priced 28.79 non_facility | medium older_edits
            +                              bundled always_bundled CO-97 M15 | high
            36592+36415                    priced 28.79 non_facility | medium older_edits
            +                              other_schedule excluded_by_statute | high
            36592+17999                    bundled bundled_with_paid_service CO-97 | high
            +                              contractor_priced contractor_priced | none
            36592+00142                    priced 28.79 non_facility | medium older_edits
            +                              invalid anesthesia_modifier_missing CO-4 | none
            36592+00142-AA*97              denied_by_edit ptp_column_two CO-236 | medium older_edits
            +                              priced 213.36 non_facility | medium minutes_from_units anesthesia_factor_estimated base_units_older older_edits
            36592+00142-AA*97 in:01112-05  denied_by_edit ptp_column_two CO-236 | medium older_edits
            +                              priced 234.89 non_facility | medium minutes_from_units base_units_older older_edits
            36592+99999                    priced 28.79 non_facility | medium edits_not_checked
            +                              unknown_code not_listed CO-181 N56 | none
            36592+36591                    priced 28.79 non_facility | medium older_edits
            +                              denied_by_edit ptp_column_two CO-236 | medium older_edits
            36592+36591+99213              denied_by_edit ptp_column_two CO-236 | medium older_edits
            +                              denied_by_edit ptp_column_two CO-236 | medium older_edits
            +                              priced 88.95 non_facility | medium older_edits
            96523+99213 @22                bundled incident_to_in_hospital CO-97 M97 | high
            +                              priced 63.72 facility | medium older_edits
            A4310                          other_schedule not_on_this_schedule | none
            A4310+99213                    bundled incident_to_another_line CO-97 | high
            +                              priced 88.95 non_facility | medium older_edits
            A4310+36592                    bundled incident_to_another_line CO-97 | high
            +                              priced 28.79 non_facility | medium older_edits
            A4310+99024                    other_schedule not_on_this_schedule | none
            +                              bundled always_bundled CO-97 M15 | high"#]],
    );
}

#[test]
fn a_code_missing_in_the_starter_data_is_not_called_unknown() {
    let server = Server::with_starter_data();
    check(
        &server,
        &expect![[r#"
        99999 in:01112-05  unknown_code not_in_starter_data | none
        99213 in:01112-05  priced 109.15 non_facility | high"#]],
    );
}

#[test]
fn charges_of_a_claim_may_exceed_the_largest_charge() {
    let server = Server::with(&[whole_rvu25a()]);
    let answer =
        crate::support::asking::estimate(&server, "99024$60000000+99397$99999999.99+17999$99999999.99");
    expect![[r#"{"allowed":"0.00","charge":"259999999.98","contractual_write_off":"60000000.00","if_deductible_unmet":{"medicare_paid":"0.00","patient":"99999999.99"},"medicare_paid":"0.00","patient":"99999999.99","undetermined_charge":"99999999.99"}"#]]
        .assert_eq(&answer["totals"].to_string());
}

#[test]
fn the_status_decides_who_owes_an_unpaid_charge() {
    let server = Server::with(&[whole_rvu25a()]);
    let owed = |claim: &str| {
        let answer = crate::support::asking::estimate(&server, claim);
        format!("{claim}: {} {}", answer["lines"][0]["adjustments"], answer["totals"])
    };
    let claims =
        ["99024$80", "99397$80", "36415$10", "17999$500", "45380-52$500 @22", "00790-AA-52*60$500 @22"];
    let answers = claims.map(owed).join("\n");
    expect![[r#"
        99024$80: [{"amount":"80.00","carc":"97","group":"CO","rarc":["M15"]}] {"allowed":"0.00","charge":"80.00","contractual_write_off":"80.00","if_deductible_unmet":{"medicare_paid":"0.00","patient":"0.00"},"medicare_paid":"0.00","patient":"0.00","undetermined_charge":"0.00"}
        99397$80: [{"amount":"80.00","carc":"96","group":"PR","rarc":["N425"]}] {"allowed":"0.00","charge":"80.00","contractual_write_off":"0.00","if_deductible_unmet":{"medicare_paid":"0.00","patient":"80.00"},"medicare_paid":"0.00","patient":"80.00","undetermined_charge":"0.00"}
        36415$10: [] {"allowed":"0.00","charge":"10.00","contractual_write_off":"0.00","if_deductible_unmet":{"medicare_paid":"0.00","patient":"0.00"},"medicare_paid":"0.00","patient":"0.00","undetermined_charge":"10.00"}
        17999$500: [] {"allowed":"0.00","charge":"500.00","contractual_write_off":"0.00","if_deductible_unmet":{"medicare_paid":"0.00","patient":"0.00"},"medicare_paid":"0.00","patient":"0.00","undetermined_charge":"500.00"}
        45380-52$500 @22: [{"amount":"307.21","carc":"45","group":"CO","rarc":[]},{"amount":"38.56","carc":"2","group":"PR","rarc":[]},{"amount":"3.08","carc":"253","group":"CO","rarc":[]}] {"allowed":"192.79","charge":"500.00","contractual_write_off":"307.21","if_deductible_unmet":{"medicare_paid":"0.00","patient":"192.79"},"medicare_paid":"151.15","patient":"38.56","undetermined_charge":"0.00"}
        00790-AA-52*60$500 @22: [] {"allowed":"0.00","charge":"500.00","contractual_write_off":"0.00","if_deductible_unmet":{"medicare_paid":"0.00","patient":"0.00"},"medicare_paid":"0.00","patient":"0.00","undetermined_charge":"500.00"}"#]].assert_eq(&answers);
}
