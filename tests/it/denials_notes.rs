//! The note and the statements of denial reports: what is accepted, what is refused, and who sees it.

use crate::support::program::run_on;
use crate::support::reporting::{contribute, covered, report, send, server, somebody};
use expect_test::expect;
use serde_json::{Value, json};

#[test]
fn each_refused_word_is_named_with_its_pointer_and_cut_to_40_characters() {
    let server = server();
    let answer = |fields: &Value| send(&server, &somebody(), None, &report(fields).to_string());
    let long = "w".repeat(60);
    let refused = answer(&json!({
        "note": format!("Paid for Okonkwo on 3/14, okonkwo paid with {long}. The Bill was sent."),
        "statements": ["modifier_added", "shouted"],
    }));
    expect![[r#"
        422 invalid-value
          /statements/1: not one of documentation_sent, documentation_incomplete, order_sent, modifier_added, modifier_changed, modifier_not_recognized, diagnosis_corrected, code_replaced, units_corrected, place_corrected, provider_corrected, item_identified, authorization_on_file, authorization_obtained, coverage_determination_cited, payer_policy_cited, payer_policy_changed, coding_rule_cited, contract_cited, timely_filing_proved, not_a_duplicate, other_payer_settled, eligibility_confirmed, notice_on_file, payer_error_admitted, data_lost_in_transit, denial_accepted
          /note: "Okonkwo" is not a word that a note may have here. Leave it out, or choose a statement.
          /note: "3" could be part of a date or of an identifying number. Leave it out. Codes pass in phrases such as "modifier 59", "CO-97" or "2 units".
          /note: "14" could be part of a date or of an identifying number. Leave it out. Codes pass in phrases such as "modifier 59", "CO-97" or "2 units".
          /note: "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww…" is not a word that a note may have here. Leave it out, or choose a statement.
          /note: "Bill" could be a name. If it is not, write it in lower case."#]].assert_eq(&refused.problem());
    let many = ["modifier_added"; 6];
    expect![[r#"
        422 invalid-value
          /statements: The list has 6 values. Send at most 5."#]]
    .assert_eq(&answer(&json!({"statements": many})).problem());
    expect![[r#"
        422 invalid-value
          /note: "25" could be part of a date or of an identifying number. Leave it out. Codes pass in phrases such as "modifier 59", "CO-97" or "2 units".
          /note: "59" could be part of a date or of an identifying number. Leave it out. Codes pass in phrases such as "modifier 59", "CO-97" or "2 units"."#]].assert_eq(&answer(&json!({"note": "25, 59"})).problem());
    let modifiers = "modifier 25, modifier 26, modifier 50, modifier 59, modifier 76";
    expect![[r#"
        422 invalid-value
          /note: The note has more than 8 digits. Name fewer codes."#]]
    .assert_eq(&answer(&json!({"note": modifiers})).problem());
}

#[test]
fn a_moderator_sees_statements_and_note_and_nobody_else_does() {
    let server = server();
    server.reload();
    let fields = json!({"note": "Paid with XS.", "statements": ["payer_policy_cited", "modifier_added", "payer_policy_cited"]});
    for _ in 0..5 {
        contribute(&server, &fields);
    }
    assert_eq!(covered(&server, "76377"), Some(5));
    let listed = run_on(&server.database, &["reports", "list"]).printed();
    assert_eq!(
        listed.matches("\n  statements: payer_policy_cited, modifier_added\n  note: Paid with XS.\n").count(),
        5,
        "{listed}"
    );
    for path in ["/v1/codes/76377/denials", "/v1/toolkit?codes=76377&locality=01112-05", "/codes/76377"] {
        let answer = server.get(path);
        assert_eq!(answer.status, 200, "{path}");
        for private in ["payer_policy_cited", "Paid with XS."] {
            assert!(!answer.text().contains(private), "{path}: {}", answer.text());
        }
    }
}

#[test]
fn the_migration_keeps_the_notes_of_earlier_versions() {
    let server = server();
    contribute(&server, &json!({"note": "Paid with XS."}));
    for statement in [
        "alter table denial_reports drop constraint denial_reports_gone_kept_to_figures",
        "alter table denial_reports drop column statements",
        "update denial_reports set note = 'Ask for the supervisor, then it is paid.'",
        "alter table denial_reports add constraint denial_reports_gone_kept_to_figures
             check (state <> 'gone' or (note is null and retraction_sha256 is null))",
        "drop table laboratory_rates",
        "drop table api_keys",
        "drop table drug_limits",
        "drop table equipment_fees",
        "drop table ptp_packed",
        "create table edits as select * from ptp_edits",
        "drop view ptp_edits",
        "drop table ptp_release_sets",
        "drop table ptp_sets",
        "alter table edits rename to ptp_edits",
        "drop table contract_terms",
        "delete from refinery_schema_history where version >= 15",
    ] {
        server.database.ask(statement);
    }
    let kept = || server.database.ask("select string_agg(note, ';') from denial_reports");
    assert_eq!(kept(), "Ask for the supervisor, then it is paid.");
    run_on(&server.database, &["migrate"]).printed();
    assert_eq!(kept(), "Ask for the supervisor, then it is paid.");
    let listed = run_on(&server.database, &["reports", "list"]).printed();
    assert!(listed.ends_with("  note: Ask for the supervisor, then it is paid.\n"), "{listed}");
}
