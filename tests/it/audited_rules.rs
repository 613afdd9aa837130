//! Rules that independent audits found wrong, each at its boundary, in Alabama and with the deductible open unless the claim
//! says otherwise.

use crate::in_memory::serve_in_memory;
use crate::support::asking::estimate;
use crate::support::http::Client;
use crate::support::releases::read_together;
use crate::support::schedule::schedule_of;
use crate::support::server::Server;
use expect_test::{Expect, expect};
use medpayiq_cms_files::cms_files;
use serde_json::{Value, json};
use std::sync::LazyLock;

static SERVER: LazyLock<Server> = LazyLock::new(Server::with_starter_data);

/// Prices each claim of the table's first column and compares what everybody pays, and what the answer warns of.
pub(crate) fn check(table: &Expect) {
    check_by(&SERVER, table);
}

/// The same, with another client.
pub(crate) fn check_by(client: &Client, table: &Expect) {
    let rows = table.data().lines().map(str::trim).filter(|row| !row.is_empty() && !row.starts_with("+ "));
    let claims: Vec<&str> = rows.map(|row| row.split("  ").next().unwrap_or_default()).collect();
    let width = claims.iter().map(|claim| claim.len()).max().expect("a row") + 2;
    let answers = claims.iter().map(|claim| {
        let mut claim_text = (*claim).to_owned();
        for (word, typical) in [("on:", "on:2025-03-15"), ("in:", "in:10112-00"), ("owes:", "owes:257.00")] {
            if !claim.contains(word) {
                claim_text = format!("{claim_text} {typical}");
            }
        }
        let answer = estimate(client, &claim_text);
        let lines: Vec<String> = answer["lines"].as_array().unwrap().iter().map(shares).collect();
        format!("{claim:width$}{}", lines.join(&format!("\n{:width$}", "+")))
    });
    table.assert_eq(&answers.collect::<Vec<_>>().join("\n"));
}

/// A line in short: who pays what of it, or why nobody does, and the codes of its denials and warnings.
fn shares(line: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut words = match line.get("amounts") {
        Some(amounts) => {
            let [allowed, paid, patient] =
                ["allowed", "medicare_paid", "patient"].map(|name| text(&amounts[name]));
            vec![format!("{allowed}: paid {paid}, patient {patient}")]
        }
        None => vec![format!("{} {}", text(&line["result"]), text(&line["reason"]["code"]))],
    };
    for denial in line["predicted_denials"].as_array().unwrap() {
        words.push(format!("{}-{}", text(&denial["group"]), text(&denial["carc"])));
    }
    words.extend(line["warnings"].as_array().unwrap().iter().map(|warning| text(&warning["code"])));
    words.join(" ")
}

#[test]
fn prolonged_preventive_services_and_readings_of_smears_are_waived() {
    check(&expect![[r#"
        G0439+G0513          116.81: paid 114.47, patient 0.00
        +                    57.14: paid 56.00, patient 0.00
        G0124                22.09: paid 21.65, patient 0.00
        G0124 on:2026-07-15  21.98: paid 21.54, patient 0.00"#]]);
}

#[test]
fn modifier_33_waives_with_a_wellness_visit_or_a_screening_only() {
    check(&expect![[r#"
        G0439+G0136-33                116.81: paid 114.47, patient 0.00
        +                             16.69: paid 16.36, patient 0.00
        G0136-33                      16.69: paid 0.00, patient 16.69 modifier_ignored
        G0438+G0136                   148.92: paid 145.94, patient 0.00
        +                             16.69: paid 0.00, patient 16.69
        G0439+G0136-33 on:2026-07-15  127.08: paid 124.54, patient 0.00
        +                             18.18: paid 0.00, patient 18.18 modifier_ignored
        G0439+99497-33                116.81: paid 114.47, patient 0.00
        +                             74.55: paid 73.06, patient 0.00
        99497-33                      74.55: paid 0.00, patient 74.55 modifier_ignored
        G0121+G0500-33 @24            163.95: paid 160.67, patient 0.00
        +                             4.92: paid 4.82, patient 0.00
        G0121+G0500 @24               163.95: paid 160.67, patient 0.00
        +                             4.92: paid 0.00, patient 4.92
        G0500-33 @24                  4.92: paid 0.00, patient 4.92 modifier_ignored
        G0105+99153-33                294.47: paid 288.58, patient 0.00
        +                             denied_by_edit add_on_without_primary CO-B15
        45385-33 @24                  225.14: paid 0.00, patient 225.14 preventive_for_screening
        99213-33                      81.86: paid 0.00, patient 81.86 modifier_ignored earlier_procedures_not_checked
        G0444-33                      15.57: paid 15.26, patient 0.00"#]]);
}

#[test]
fn pt_counts_on_surgery_sedation_and_anesthesia_only() {
    check(&expect![[r#"
        88305-PT                              63.42: paid 0.00, patient 63.42 modifier_ignored
        45385-PT+88305-PT @24                 225.14: paid 187.54, patient 33.77
        +                                     63.42: paid 0.00, patient 63.42 modifier_ignored
        45384-PT+45385-59 @24                 37.79: paid 31.48, patient 5.67
        +                                     225.14: paid 0.00, patient 225.14
        45385-PT+G0500-PT @24                 225.14: paid 187.54, patient 33.77
        +                                     4.92: paid 4.10, patient 0.74
        00811-PT-QZ*30 @24 by:crna owes:0.00  115.86: paid 96.51, patient 17.38
        99213-PT                              81.86: paid 0.00, patient 81.86 modifier_ignored earlier_procedures_not_checked"#]]);
}

#[test]
fn only_nurse_anesthetists_work_undirected() {
    check(&expect![[r#"
        00790-QZ*60 @21 by:crna owes:0.00                        212.41: paid 166.53, patient 42.48
        00790-QZ*60 @21 by:anesthesiologist_assistant owes:0.00  invalid wrong_practitioner CO-4
        00790-QX*60 @21 by:anesthesiologist_assistant owes:0.00  106.21: paid 83.27, patient 21.24
        00790-QZ*60 @21 owes:0.00                                invalid wrong_practitioner CO-4"#]]);
}

#[test]
fn manipulation_without_at_is_maintenance() {
    check(&expect![[r#"
        98940 owes:0.00        not_covered maintenance_care CO-50
        98940-AT owes:0.00     24.90: paid 19.52, patient 4.98
        98940-GA owes:0.00     not_covered maintenance_care PR-50
        98940-GZ owes:0.00     denied_by_edit declared_not_necessary CO-50
        98942-AT-GA owes:0.00  47.26: paid 37.05, patient 9.45 PR-50 notice_given
        20610-AT               57.21: paid 0.00, patient 57.21 modifier_ignored"#]]);
}

#[test]
fn burns_are_paid_by_units_and_diabetes_training_in_full() {
    check(&expect![[r#"
        01952-AA*120+01953-AA*3 @21 owes:0.00  251.03: paid 196.80, patient 50.21
        +                                      57.93: paid 45.41, patient 11.59
        01996-AA*3 @21 owes:0.00               57.93: paid 45.41, patient 11.59 units_without_time
        G0108 by:dietitian owes:0.00           49.53: paid 38.83, patient 9.91
        G0109 by:nurse_practitioner owes:0.00  14.18: paid 11.11, patient 2.84
        97802 by:dietitian                     28.11: paid 27.55, patient 0.00"#]]);
}

#[test]
fn unassigned_claims_never_exceed_the_limiting_charge() {
    check(&expect![[r#"
        99213$300.00 nonparticipating unassigned owes:0.00                       77.77: paid 60.98, patient 28.45 earlier_procedures_not_checked
        99213$300.00 nonparticipating unassigned mips:5.00 owes:0.00             77.77: paid 64.02, patient 25.41 earlier_procedures_not_checked mips_unassigned
        99214$300.00 nonparticipating unassigned mips:-9.00 owes:0.00            109.72: paid 78.28, patient 47.89 earlier_procedures_not_checked mips_unassigned
        99213$60.00 nonparticipating unassigned mips:5.00 owes:0.00              60.00: paid 49.39, patient 10.61 earlier_procedures_not_checked mips_unassigned
        97110-GP-CQ*2$300.00 nonparticipating unassigned owes:0.00 therapy:0.00  45.24: paid 30.14, patient 21.88 assistant_of_physician"#]]);
}

#[test]
fn split_visits_residents_and_critical_care_keep_to_their_places() {
    check(&expect![[r#"
        99214-FS owes:0.00               invalid modifier_not_allowed CO-4
        99214-FS @22 owes:0.00           88.23: paid 69.17, patient 17.65 earlier_procedures_not_checked
        99214-FS @31 owes:0.00           88.23: paid 69.17, patient 17.65 earlier_procedures_not_checked
        99214-FS @02 owes:0.00           invalid modifier_not_allowed CO-4
        99214-FS @24 owes:0.00           invalid modifier_not_allowed CO-4
        99214-FS @52 owes:0.00           invalid modifier_not_allowed CO-4
        20610-FS @22 owes:0.00           invalid modifier_not_allowed CO-4
        99213-GE owes:0.00               81.86: paid 64.18, patient 16.37 earlier_procedures_not_checked
        99213-GE-GC owes:0.00            invalid modifiers_clash CO-4
        99215-GE owes:0.00               invalid modifier_not_allowed CO-4
        G0438-GE                         148.92: paid 145.94, patient 0.00
        99291-25-FT+33533 @21 owes:0.00  193.66: paid 151.83, patient 38.73 earlier_procedures_not_checked
        +                                1621.46: paid 1271.23, patient 324.29
        99291-25-57+33533 @21 owes:0.00  193.66: paid 151.83, patient 38.73 earlier_procedures_not_checked
        +                                1621.46: paid 1271.23, patient 324.29
        99291-25+33533 @21 owes:0.00     bundled visit_in_package CO-97 modifier_of_other_case
        +                                1621.46: paid 1271.23, patient 324.29
        20610-FT owes:0.00               57.21: paid 44.85, patient 11.44 modifier_ignored"#]]);
}

#[test]
fn practitioners_are_paid_within_their_benefits() {
    check(&expect![[r#"
        96130 by:clinical_psychologist owes:0.00           111.65: paid 87.53, patient 22.33
        96130 by:clinical_social_worker owes:0.00          83.74: paid 65.65, patient 16.75 CO-8 outside_benefit
        96130 by:mental_health_counselor owes:0.00         83.74: paid 65.65, patient 16.75 CO-8 outside_benefit
        90833 by:clinical_psychologist owes:0.00           denied_by_edit add_on_without_primary CO-B15 outside_benefit
        90834 by:clinical_social_worker owes:0.00          75.32: paid 59.05, patient 15.06
        90836 by:marriage_family_therapist owes:0.00       denied_by_edit add_on_without_primary CO-B15 outside_benefit
        90837 by:clinical_social_worker @21 owes:0.00      not_covered counseling_of_inpatient CO-8
        90837 by:clinical_social_worker @51 owes:0.00      not_covered counseling_of_inpatient CO-8
        90837 by:clinical_social_worker @22 owes:0.00      98.66: paid 77.35, patient 19.73
        99497 by:clinical_social_worker owes:0.00          55.91: paid 43.84, patient 11.18 CO-8 outside_benefit
        20610 by:crna owes:0.00                            57.21: paid 44.85, patient 11.44
        27447 by:crna @21 owes:0.00                        1138.09: paid 892.26, patient 227.62 CO-8 outside_benefit
        97165-GO by:physical_therapist owes:0.00           93.56: paid 73.35, patient 18.71 CO-8 modifier_ignored outside_benefit therapy_threshold
        97110-GP by:physical_therapist owes:0.00           26.83: paid 21.03, patient 5.37 therapy_threshold
        97110-GO by:physical_therapist owes:0.00           26.83: paid 21.03, patient 5.37 modifier_ignored therapy_threshold
        97597 by:physical_therapist owes:0.00              86.83: paid 68.07, patient 17.37 CO-4 discipline_modifier_missing
        92526-GN by:audiologist owes:0.00                  77.35: paid 60.64, patient 15.47 CO-8 outside_benefit therapy_threshold
        90834+96130 by:clinical_social_worker owes:100.00  75.32: paid 0.00, patient 75.32
        +                                                  83.74: paid 46.30, patient 36.49 CO-8 outside_benefit
        90837 by:marriage_family_therapist @21 owes:0.00   not_covered counseling_of_inpatient CO-8"#]]);
}

#[test]
fn modifiers_of_other_services_have_no_effect() {
    check(&expect![[r#"
        93000-LT                 12.62: paid 0.00, patient 12.62 modifier_ignored
        71046-RT                 29.13: paid 0.00, patient 29.13 modifier_ignored
        90834-LT                 100.42: paid 0.00, patient 100.42 modifier_ignored
        97110-GP-LT              26.83: paid 0.00, patient 26.83 modifier_ignored therapy_threshold
        20610-LT                 57.21: paid 0.00, patient 57.21
        99213-AB                 81.86: paid 0.00, patient 81.86 modifier_ignored earlier_procedures_not_checked
        99213-QW                 81.86: paid 0.00, patient 81.86 modifier_ignored earlier_procedures_not_checked
        20610-Q7                 57.21: paid 0.00, patient 57.21 modifier_ignored
        11721-Q8                 39.86: paid 0.00, patient 39.86
        99213-P3                 81.86: paid 0.00, patient 81.86 modifier_ignored earlier_procedures_not_checked
        20610-QS                 57.21: paid 0.00, patient 57.21 modifier_ignored
        20610-23                 57.21: paid 0.00, patient 57.21 modifier_ignored
        20610-SG                 57.21: paid 0.00, patient 57.21 modifier_ignored
        99213-GP                 81.86: paid 0.00, patient 81.86 modifier_ignored earlier_procedures_not_checked
        71046-GG                 29.13: paid 0.00, patient 29.13 modifier_ignored
        99213-91                 81.86: paid 0.00, patient 81.86 modifier_ignored earlier_procedures_not_checked
        92557-AB by:audiologist  32.99: paid 0.00, patient 32.99"#]]);
}

#[test]
fn a_side_resolves_no_edit_of_a_service_without_sides() {
    check(&expect![[r#"
        45385+45380-LT @22 owes:0.00  225.14: paid 176.51, patient 45.03
        +                             denied_by_edit ptp_column_two CO-236 modifier_ignored
        45385+45380-59 @22 owes:0.00  225.14: paid 176.51, patient 45.03
        +                             14.39: paid 11.28, patient 2.88
        20610-RT+20550-LT owes:0.00   57.21: paid 44.85, patient 11.44
        +                             25.71: paid 20.16, patient 5.14"#]]);
}

#[test]
fn a_screening_names_pt_and_sedation_names_g0500() {
    check(&expect![[r#"
        45385-33 @22 owes:0.00           225.14: paid 176.51, patient 45.03 preventive_for_screening
        00811-AA-33*30 @22 owes:0.00     115.86: paid 90.84, patient 23.17 preventive_for_screening
        45385-PT+G0500-33 @22 owes:0.00  225.14: paid 187.54, patient 33.77
        +                                4.92: paid 3.86, patient 0.98 modifier_ignored preventive_for_screening
        45385+99152-59 @22 owes:0.00     225.14: paid 176.51, patient 45.03
        +                                10.89: paid 8.54, patient 2.18 sedation_of_endoscopy
        45385+99152 @22 owes:0.00        225.14: paid 176.51, patient 45.03
        +                                denied_by_edit ptp_column_two CO-236 sedation_of_endoscopy
        20610+99152 @11 owes:0.00        57.21: paid 44.85, patient 11.44
        +                                42.94: paid 33.66, patient 8.59"#]]);
}

/// Advanced primary care includes the other care of its month, from 2025 on.
#[test]
fn care_of_a_month_is_in_advanced_primary_care() {
    check(&expect![[r#"
        G0557+99490 owes:0.00  45.33: paid 35.53, patient 9.07
        +                      56.23: paid 44.08, patient 11.25 in_primary_care
        G0557 owes:0.00        45.33: paid 35.53, patient 9.07
        99490+99439 owes:0.00  56.23: paid 44.08, patient 11.25
        +                      42.50: paid 33.32, patient 8.50
        G0558+99213 owes:0.00  98.98: paid 77.60, patient 19.80
        +                      81.86: paid 64.18, patient 16.37 earlier_procedures_not_checked"#]]);
}

/// Codes with status I, for each of which Medicare takes others. CMS gave radiation treatment its own codes back in 2026.
#[test]
fn a_code_that_medicare_does_not_take_names_those_that_it_takes() {
    let Some(files) = cms_files(["fee-schedule/rvu25a.zip"]) else { return };
    let client = serve_in_memory(schedule_of(read_together(&files)));
    let codes = [
        "97014", "27216", "99243", "99255", "99375", "44705", "77061", "77386", "77412", "80320", "83992",
        "95941", "99358", "90863", "92630", "95120", "95134", "A0380", "P7001", "90384", "38207", "99500",
    ];
    let said = codes.map(|code| {
        let body = json!({
            "date_of_service": "2025-03-15", "locality": "10112-00", "lines": [{"hcpcs": code}]
        });
        let answer = client.post("/v1/estimates", &body.to_string()).json();
        format!("{code}: {}", answer["lines"][0]["reason"]["text"].as_str().unwrap())
    });
    expect![[r#"
        97014: Medicare does not take this code. It takes G0283.
        27216: Medicare does not take this code. It takes G0413.
        99243: Medicare does not take this code. It takes 99203 or 99213.
        99255: Medicare does not take this code. It takes 99223 or 99306.
        99375: Medicare does not take this code. It takes G0181.
        44705: Medicare does not take this code. It takes G0455.
        77061: Medicare does not take this code. It takes G0279.
        77386: Medicare does not take this code. It takes G6015 or G6016.
        77412: Medicare does not take this code. It takes G6011, G6012, G6013 or G6014.
        80320: Medicare does not take this code. It takes G0480, G0481, G0482 or G0483.
        83992: Medicare does not take this code. It takes G0480, G0481, G0482 or G0483.
        95941: Medicare does not take this code. It takes G0453.
        99358: Medicare does not take this code. It takes G0316, G0317 or G0318.
        90863: Medicare does not take this code. It takes 99212, 99213, 99214 or 99215.
        92630: Medicare does not take this code. It takes 92507.
        95120: Medicare does not take one code for the whole service. It takes the codes of its parts: 95115 and 95165.
        95134: Medicare does not take one code for the whole service. It takes the codes of its parts: 95117 and 95149.
        A0380: Medicare does not take this code. It takes A0425.
        P7001: Medicare does not take this code. It takes 87086.
        90384: Medicare does not take this code. It takes J2790.
        38207: Status I: this code is not valid for Medicare. The loaded law names no code that Medicare takes instead.
        99500: Status I: this code is not valid for Medicare. The loaded law names no code that Medicare takes instead."#]]
    .assert_eq(&said.join("\n"));
}

/// Medicare probably denies a line outside the benefit, so it neither reduces the others nor uses up the deductible.
#[test]
fn lines_outside_the_benefit_change_no_other_line() {
    check(&expect![[r#"
        29125 by:physical_therapist owes:0.00          59.82: paid 46.90, patient 11.96 CO-4 discipline_modifier_missing
        46221+29125 by:physical_therapist owes:0.00    248.88: paid 195.12, patient 49.78 CO-8 outside_benefit
        +                                              59.82: paid 46.90, patient 11.96 CO-4 discipline_modifier_missing
        46221+29125 owes:0.00                          248.88: paid 195.12, patient 49.78
        +                                              29.91: paid 23.45, patient 5.98
        46221+29125 by:physical_therapist owes:100.00  248.88: paid 163.62, patient 81.92 CO-8 outside_benefit
        +                                              59.82: paid 0.00, patient 59.82 CO-4 discipline_modifier_missing"#]]);
}

#[test]
fn modifiers_that_cannot_belong_give_a_warning() {
    check(&expect![[r#"
        99213-GX owes:0.00                       81.86: paid 64.18, patient 16.37 modifier_ignored earlier_procedures_not_checked
        99213-GX-GY owes:0.00                    not_covered declared_not_covered PR-96
        99213-GY-GZ owes:0.00                    invalid modifiers_clash CO-4
        99213-GA-GZ owes:0.00                    invalid modifiers_clash CO-4
        99213-GA-GX owes:0.00                    invalid modifiers_clash CO-4
        92557-AB by:audiologist owes:0.00        32.99: paid 25.86, patient 6.60
        00790-QZ-QS-G8*60 @21 by:crna owes:0.00  212.41: paid 166.53, patient 42.48 modifier_ignored
        99213-LT owes:0.00                       81.86: paid 64.18, patient 16.37 modifier_ignored earlier_procedures_not_checked
        45378-LT @24 owes:0.00                   163.76: paid 128.39, patient 32.75 modifier_ignored
        20610-LT owes:0.00                       57.21: paid 44.85, patient 11.44
        20610-JZ owes:0.00                       57.21: paid 44.85, patient 11.44 modifier_ignored
        99213-TB owes:0.00                       81.86: paid 64.18, patient 16.37 modifier_ignored earlier_procedures_not_checked"#]]);
}

#[test]
fn a_reduced_service_is_paid_by_its_charge() {
    check(&expect![[r#"
        20610-52$40.00 owes:0.00   40.00: paid 31.36, patient 8.00
        20610-52$400.00 owes:0.00  57.21: paid 44.85, patient 11.44
        70551*2 owes:0.00          289.10: paid 226.65, patient 57.82 earlier_units_not_checked
        20610-52 owes:0.00         contractor_priced reduced_by_report
        99213-52$40.00 owes:0.00   invalid modifier_not_allowed CO-4"#]]);
}

#[test]
fn evaluations_take_the_modifier_of_their_discipline() {
    check(&expect![[r#"
        97161-GP owes:0.00 therapy:0.00        91.32: paid 71.60, patient 18.26
        97161-GO owes:0.00 therapy:0.00        invalid other_discipline CO-4
        97165-GO owes:0.00 therapy:0.00        93.56: paid 73.35, patient 18.71
        97165-GP owes:0.00 therapy:0.00        invalid other_discipline CO-4
        92523-GN owes:0.00 therapy:0.00        209.55: paid 164.29, patient 41.91
        92523-GP owes:0.00 therapy:0.00        invalid other_discipline CO-4
        97161-GP-CQ owes:0.00 therapy:0.00     invalid modifier_not_allowed CO-4
        97110-GO owes:0.00 therapy:0.00        26.83: paid 21.03, patient 5.37
        97110-GP owes:0.00 therapy:2410.00     denied_by_edit therapy_past_threshold PR-119
        97110-GP-GA owes:0.00 therapy:2410.00  denied_by_edit therapy_past_threshold PR-119 notice_given"#]]);
}

#[test]
fn refusals_name_the_code_or_the_way_that_is_paid() {
    let lines = ["99417", "27447-RT+27447-LT @21"].map(|claim| {
        let answer = estimate(&SERVER, &format!("{claim} on:2025-03-15 in:10112-00"));
        let line = &answer["lines"][0];
        let resolution = &line["edits"][0]["resolution"];
        format!("{}\n{resolution}", line["reason"]["text"].as_str().unwrap())
    });
    expect![[r#"
        Medicare does not take this code. It takes G2212.
        null
        The claim has 2 units of this code, and its unit limit (MUE) is 1 a day. Medicare denies every line of the code. Both sides count as one unit if one line bills them with modifier 50.
        {"advice":"If both sides were treated, bill one line with modifier 50 and one unit: it counts as one unit. If the units are wrong, correct them.","modifiers":[{"condition":"the procedure was done on both sides","modifier":"50"}]}"#]].assert_eq(&lines.join("\n"));
}

#[test]
fn lines_outside_the_benefit_add_nothing_to_the_totals() {
    let totals = |claim: &str| estimate(&SERVER, &format!("{claim} in:10112-00 owes:0.00"))["totals"].clone();
    let alone = totals("90834$200.00 by:clinical_social_worker");
    let mut both = totals("90834$200.00+20610$100.00 by:clinical_social_worker");
    assert_eq!(both["undetermined_charge"], "100.00");
    for name in ["charge", "undetermined_charge"] {
        both[name] = alone[name].clone();
    }
    assert_eq!(both, alone);
    // Therapy past its threshold is the patient's, but not if Medicare would deny it anyway.
    let past_threshold = |by: &str| {
        estimate(&SERVER, &format!("92523-GN$200.00 in:10112-00 {by} therapy:5000.00"))["totals"].clone()
    };
    let therapy = past_threshold("");
    assert_eq!((&therapy["patient"], &therapy["undetermined_charge"]), (&"200.00".into(), &"0.00".into()));
    let outside = past_threshold("by:clinical_psychologist");
    assert_eq!((&outside["patient"], &outside["undetermined_charge"]), (&"0.00".into(), &"200.00".into()));
}

#[test]
fn mips_does_not_go_with_a_qualifying_participant() {
    let body = r#"{"date_of_service": "2025-03-15", "locality": "10112-00",
        "provider": {"qualifying_apm": "yes", "mips_adjustment_percent": "5.00"}, "lines": [{"hcpcs": "99213"}]}"#;
    let answer = SERVER.post("/v1/estimates", body);
    assert_eq!(answer.status, 422);
    expect![[r#"
        422 invalid-value
          /provider/mips_adjustment_percent: MIPS does not adjust payments of qualifying APM participants. Leave one of the two fields out."#]].assert_eq(&answer.problem());
    let zero = body.replace("5.00", "0.00");
    assert_eq!(SERVER.post("/v1/estimates", &zero).status, 200);
}
