//! Rules that independent audits found wrong: more instances of each kind, besides those that the audits name. The amounts were worked
//! out by hand from CMS's figures for Alabama.

use crate::audited_rules::{check, check_by};
use crate::in_memory::serve_in_memory;
use crate::rules::YEARS;
use crate::support::asking::{estimate, request};
use crate::support::http::Client;
use crate::support::releases::read_together;
use crate::support::schedule::schedule_of;
use crate::support::server::Server;
use expect_test::{Expect, expect};
use medpayiq::vocabulary::{HcpcsCode, Status};
use medpayiq_cms_files::cms_files;
use serde_json::Value;
use std::sync::LazyLock;

static SERVER: LazyLock<Server> = LazyLock::new(Server::with_starter_data);
/// CMS's whole file; `None` if it is not laid out.
static WHOLE: LazyLock<Option<Client>> = LazyLock::new(|| {
    let files = cms_files(["fee-schedule/rvu25a.zip"])?;
    Some(serve_in_memory(schedule_of(read_together(&files))))
});

fn check_whole(table: &Expect) {
    WHOLE.iter().for_each(|client| check_by(client, table));
}

/// The texts of a line's reason and warnings.
fn texts(client: &Client, claim: &str) -> String {
    let answer = estimate(client, &format!("{claim} in:10112-00"));
    let line = &answer["lines"][0];
    let warnings = line["warnings"].as_array().unwrap().iter().map(|warning| warning["text"].clone());
    let texts = warnings.chain([line["reason"]["text"].clone()]);
    let texts: Vec<String> = texts.filter_map(|text| text.as_str().map(str::to_owned)).collect();
    format!("{claim}: {}", texts.join(" | "))
}

fn check_texts(claims: &[&str], said: &Expect) {
    said.assert_eq(&claims.iter().map(|claim| texts(&SERVER, claim)).collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_reading_of_a_smear_and_measurement_of_bone_is_waived() {
    check(&expect![[r#"
        77085  46.52: paid 45.59, patient 0.00"#]]);
    check_whole(&expect![[r#"
        G0141  22.09: paid 21.65, patient 0.00
        P3001  22.09: paid 21.65, patient 0.00
        77078  85.20: paid 83.50, patient 0.00
        G0130  32.79: paid 32.13, patient 0.00
        G0011  24.58: paid 24.09, patient 0.00
        G0013  20.34: paid 19.93, patient 0.00"#]]);
}

#[test]
fn a_risk_assessment_with_33_is_waived_in_2024_and_2025_alone() {
    check(&expect![[r#"
        G0438+G0136-33  148.92: paid 145.94, patient 0.00
        +               16.69: paid 16.36, patient 0.00"#]]);
    check_by(
        &YEARS,
        &expect![[r#"
            G0439+G0136-33 on:2023-12-31 in:99999-00 owes:0.00  132.50: paid 129.85, patient 0.00 edits_not_checked
            +                                                   19.32: paid 15.15, patient 3.86 modifier_ignored edits_not_checked
            G0439+G0136-33 on:2024-01-01 in:99999-00 owes:0.00  128.03: paid 125.47, patient 0.00 edits_not_checked
            +                                                   18.66: paid 18.29, patient 0.00 edits_not_checked
            G0439+G0136-33 on:2025-12-31 in:99999-00 owes:0.00  126.47: paid 123.94, patient 0.00
            +                                                   18.44: paid 18.07, patient 0.00
            G0439+G0136-33 on:2026-01-01 in:99999-00 owes:0.00  130.60: paid 127.99, patient 0.00
            +                                                   19.04: paid 14.93, patient 3.81 modifier_ignored"#]],
    );
}

#[test]
fn sedation_beyond_the_first_minutes_is_waived_as_the_first_is() {
    check(&expect![[r#"
        G0105+G0500-33+99153-33  294.47: paid 288.58, patient 0.00
        +                        47.92: paid 46.96, patient 0.00
        +                        9.93: paid 9.73, patient 0.00
        G0105+G0500-33+99153     294.47: paid 288.58, patient 0.00
        +                        47.92: paid 46.96, patient 0.00
        +                        9.93: paid 0.00, patient 9.93
        45378+G0500-33           294.47: paid 29.38, patient 264.49
        +                        47.92: paid 37.57, patient 9.58 modifier_ignored"#]]);
}

#[test]
fn pt_waives_the_deductible_of_each_line_that_carries_it() {
    check(&expect![[r#"
        45385-PT+G0500-PT+99153-PT  392.39: paid 326.86, patient 58.86
        +                           47.92: paid 39.92, patient 7.19
        +                           9.93: paid 8.27, patient 1.49
        00813-PT-QZ*30 @24 by:crna  135.17: paid 112.59, patient 20.28
        45385-PT+43239-PT @24       225.14: paid 187.54, patient 33.77
        +                           61.31: paid 51.07, patient 9.20
        45385-PT+43239 @24          225.14: paid 187.54, patient 33.77
        +                           61.31: paid 0.00, patient 61.31"#]]);
}

#[test]
fn each_code_of_manipulation_needs_at() {
    check(&expect![[r#"
        98941 owes:0.00              not_covered maintenance_care CO-50
        98942 owes:0.00              not_covered maintenance_care CO-50
        98942-GA                     not_covered maintenance_care PR-50
        98941-GA-76$60.00 owes:0.00  not_covered maintenance_care PR-50
        98940-GA+99213-25 owes:0.00  not_covered maintenance_care PR-50
        +                            81.86: paid 64.18, patient 16.37 earlier_procedures_not_checked"#]]);
    let answer = estimate(&SERVER, "98941-GA-76$60.00 in:10112-00 owes:0.00");
    let adjustment = &answer["lines"][0]["adjustments"][0];
    let adjustment = [&adjustment["group"], &adjustment["carc"], &adjustment["amount"]];
    assert_eq!(adjustment, ["PR", "50", "60.00"]);
    assert_eq!([&answer["totals"]["patient"], &answer["totals"]["contractual_write_off"]], ["60.00", "0.00"]);
}

/// Nobody collects more than the limiting charge, or the charge if that is lower.
#[test]
fn an_unassigned_line_is_never_worth_more_than_its_limiting_charge() {
    let mut seen = 0;
    for code in ["99213", "97110-GP-CQ*2", "97110-GO-CO*2", "27447", "71046-FX", "70553", "99291"] {
        for charge in ["30.00", "52.02", "300.00", "9000.00"] {
            for more in ["", " mips:5.00", " mips:-9.00", " owes:257.00", " owes:0.00"] {
                let claim = format!("{code}${charge} in:10112-00 nonparticipating unassigned{more}");
                let line = estimate(&SERVER, &claim)["lines"][0].clone();
                let Some(amounts) = line.get("amounts") else { continue };
                let cents =
                    |value: &Value| -> i64 { value.as_str().unwrap().replace('.', "").parse().unwrap() };
                let collected = cents(&amounts["medicare_paid"]) + cents(&amounts["patient"]);
                let charge = cents(&request(&claim)["lines"][0]["charge"]);
                let most = cents(&amounts["limiting_charge"]).min(charge);
                assert!(collected <= most, "{claim}: {collected} of {most}");
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn visits_are_shared_in_every_kind_of_facility_and_other_services_nowhere() {
    check(&expect![[r#"
        99214-FS @19 owes:0.00  88.23: paid 69.17, patient 17.65 earlier_procedures_not_checked
        99214-FS @21 owes:0.00  88.23: paid 69.17, patient 17.65 earlier_procedures_not_checked
        99214-FS @23 owes:0.00  88.23: paid 69.17, patient 17.65 earlier_procedures_not_checked
        99214-FS @51 owes:0.00  88.23: paid 69.17, patient 17.65 earlier_procedures_not_checked
        99214-FS @61 owes:0.00  88.23: paid 69.17, patient 17.65 earlier_procedures_not_checked
        99291-FS @21 owes:0.00  193.66: paid 151.83, patient 38.73 earlier_procedures_not_checked
        99490-FS @22 owes:0.00  invalid modifier_not_allowed CO-4
        99497-FS @22 owes:0.00  invalid modifier_not_allowed CO-4
        G0439-FS @22 owes:0.00  invalid modifier_not_allowed CO-4"#]]);
}

#[test]
fn residents_bill_levels_one_to_three_and_wellness_visits() {
    check(&expect![[r#"
        99202-GE owes:0.00  63.99: paid 50.17, patient 12.80 earlier_procedures_not_checked
        99203-GE owes:0.00  99.99: paid 78.39, patient 20.00 earlier_procedures_not_checked
        99204-GE owes:0.00  invalid modifier_not_allowed CO-4
        99211-GE owes:0.00  20.34: paid 15.94, patient 4.07 earlier_procedures_not_checked
        99212-GE owes:0.00  50.28: paid 39.42, patient 10.06 earlier_procedures_not_checked
        99214-GE owes:0.00  invalid modifier_not_allowed CO-4
        G0402-GE            149.20: paid 146.22, patient 0.00
        G0439-GE            116.81: paid 114.47, patient 0.00
        20610-GE owes:0.00  invalid modifier_not_allowed CO-4"#]]);
    check_by(
        &YEARS,
        &expect![[r#"
            99214-GE on:2023-05-11 in:99999-00 owes:0.00  131.14: paid 102.81, patient 26.23 earlier_procedures_not_checked
            99214-GE on:2023-05-12 in:99999-00 owes:0.00  invalid modifier_not_allowed CO-4"#]],
    );
}

#[test]
fn tests_of_the_mind_are_outside_three_benefits() {
    check_whole(&expect![[r#"
        96132 by:marriage_family_therapist owes:0.00  89.01: paid 69.79, patient 17.80 CO-8 outside_benefit
        96136 by:clinical_social_worker owes:0.00     28.10: paid 22.03, patient 5.62 CO-8 outside_benefit
        96116 by:mental_health_counselor owes:0.00    63.17: paid 49.53, patient 12.63 CO-8 outside_benefit
        96105 by:clinical_social_worker owes:0.00     66.27: paid 51.96, patient 13.25 CO-8 outside_benefit
        96146 by:clinical_social_worker owes:0.00     1.40: paid 1.10, patient 0.28 CO-8 outside_benefit"#]]);
}

#[test]
fn psychotherapy_with_a_visit_is_outside_the_benefits_of_who_has_no_visits() {
    check(&expect![[r#"
        99213+90833 by:clinical_psychologist owes:0.00    81.86: paid 64.18, patient 16.37 CO-8 outside_benefit earlier_procedures_not_checked
        +                                                 69.62: paid 54.59, patient 13.92 CO-8 outside_benefit
        99214+90836 by:clinical_social_worker owes:0.00   86.62: paid 67.91, patient 17.32 CO-8 outside_benefit earlier_procedures_not_checked
        +                                                 66.34: paid 52.01, patient 13.27 CO-8 outside_benefit
        99214+90838 by:mental_health_counselor owes:0.00  86.62: paid 67.91, patient 17.32 CO-8 outside_benefit earlier_procedures_not_checked
        +                                                 87.89: paid 68.90, patient 17.58 CO-8 outside_benefit
        99213+90833 owes:0.00                             81.86: paid 64.18, patient 16.37 earlier_procedures_not_checked
        +                                                 69.62: paid 54.59, patient 13.92"#]]);
    let totals =
        estimate(&SERVER, "99213+90833 by:clinical_psychologist in:10112-00 owes:0.00")["totals"].clone();
    assert_eq!([&totals["allowed"], &totals["medicare_paid"], &totals["patient"]], ["0.00"; 3]);
}

#[test]
fn no_counselor_is_paid_for_the_inpatients_of_a_hospital() {
    check(&expect![[r#"
        90837 by:mental_health_counselor @21 owes:0.00    not_covered counseling_of_inpatient CO-8
        90837 by:mental_health_counselor @51 owes:0.00    not_covered counseling_of_inpatient CO-8
        90837 by:marriage_family_therapist @51 owes:0.00  not_covered counseling_of_inpatient CO-8
        90837 by:marriage_family_therapist @22 owes:0.00  98.66: paid 77.35, patient 19.73
        90837 by:clinical_psychologist @21 owes:0.00      131.55: paid 103.14, patient 26.31"#]]);
}

#[test]
fn no_evaluation_takes_another_discipline_or_an_assistant() {
    check(&expect![[r#"
        97162-GN therapy:0.00     invalid other_discipline CO-4
        97163-GO therapy:0.00     invalid other_discipline CO-4
        97164-GO therapy:0.00     invalid other_discipline CO-4
        97166-GP therapy:0.00     invalid other_discipline CO-4
        97167-GN therapy:0.00     invalid other_discipline CO-4
        97168-GP therapy:0.00     invalid other_discipline CO-4
        97165-GO-CO therapy:0.00  invalid modifier_not_allowed CO-4"#]]);
    check_whole(&expect![[r#"
        92521-GP therapy:0.00  invalid other_discipline CO-4
        92522-GO therapy:0.00  invalid other_discipline CO-4
        92524-GP therapy:0.00  invalid other_discipline CO-4
        92597-GP therapy:0.00  invalid other_discipline CO-4
        92607-GN therapy:0.00  112.59: paid 0.00, patient 112.59 therapy_threshold"#]]);
}

#[test]
fn critical_care_with_ft_is_paid_by_each_of_its_codes() {
    check(&expect![[r#"
        99291-25-FT+99292-25-FT+33533 @21 owes:0.00  193.66: paid 151.83, patient 38.73 earlier_procedures_not_checked
        +                                            96.92: paid 75.99, patient 19.38 earlier_procedures_not_checked
        +                                            1621.46: paid 1271.23, patient 324.29"#]]);
}

#[test]
fn texts_name_the_modifier_and_the_money() {
    check_texts(
        &[
            "45385-33 @24",
            "00811-AA-33*30 @22",
            "45385-33$100.00 @24",
            "99213-GX",
            "00790-QZ-QS-G8*60 by:crna",
            "20610-52",
        ],
        &expect![[r#"
            45385-33 @24: Modifier 33 has no effect here. If the procedure began as a colorectal screening, bill modifier PT: then the patient pays no deductible and owes $33.77.
            00811-AA-33*30 @22: Modifier 33 has no effect here. If the procedure began as a colorectal screening, bill modifier PT: then the patient pays no deductible and owes $17.38.
            45385-33$100.00 @24: Modifier 33 has no effect here. If the procedure began as a colorectal screening, bill modifier PT: then the patient pays no deductible and owes $15.00.
            99213-GX: Modifier GX has no effect here. It belongs with GY on a service that the law excludes. | If the patient is in the global period of an earlier procedure, Medicare does not pay this visit separately. Earlier claims were not checked.
            00790-QZ-QS-G8*60 by:crna: Modifier QS has no effect here. Modifier G8 takes its place.
            20610-52: The Medicare contractor prices modifier 52 by report. It pays between $0.00 and $57.21, depending on the documentation."#]],
    );
    let Some(whole) = WHOLE.as_ref() else { return };
    let said = ["99418", "98004", "98005"].map(|claim| texts(whole, claim));
    expect![[r#"
        99418: Medicare does not take this code. It takes G0316, G0317 or G0318.
        98004: Medicare does not take this code. It takes 99212.
        98005: Medicare does not take this code. It takes 99213."#]]
    .assert_eq(&said.join("\n"));
}

#[test]
fn a_modifier_of_drugs_warns_on_other_services() {
    check(&expect![[r#"
        20610-JW owes:0.00                57.21: paid 44.85, patient 11.44 modifier_ignored
        20610-TB owes:0.00                57.21: paid 44.85, patient 11.44 modifier_ignored
        00790-QZ-QS*60 by:crna owes:0.00  212.41: paid 166.53, patient 42.48
        00790-QZ-G8*60 by:crna owes:0.00  212.41: paid 166.53, patient 42.48"#]]);
}

#[test]
fn a_line_outside_the_benefit_adds_nothing_with_an_unmet_deductible_either() {
    let claim = "90834+96130 by:clinical_social_worker in:10112-00 on:2025-03-15";
    let unmet = estimate(&SERVER, claim)["totals"]["if_deductible_unmet"].clone();
    let alone = estimate(&SERVER, "90834 by:clinical_social_worker in:10112-00 on:2025-03-15");
    assert_eq!(unmet, alone["totals"]["if_deductible_unmet"]);
}

#[test]
fn every_test_that_only_laboratories_bill_takes_91() {
    let Some(files) = cms_files(["fee-schedule/rvu25a.zip"]) else { return };
    let schedule = schedule_of(read_together(&files));
    let in_force = schedule.in_force(None, None).unwrap();
    let law = schedule.law().on(in_force.date);
    let tests = law.laboratory_tests.as_ref().unwrap();
    let range = HcpcsCode::known(b"80047")..=HcpcsCode::known(b"89398");
    let rows = in_force.release.services.rows().iter();
    let excluded = rows.filter(|row| row.status == Status::StatutoryExclusion && range.contains(&row.hcpcs));
    let excluded: Vec<HcpcsCode> =
        excluded.map(|row| row.hcpcs).filter(|code| !code.ends_with_letter()).collect();
    assert!(excluded.len() > 900, "{}", excluded.len());
    let missing: Vec<HcpcsCode> = excluded.into_iter().filter(|code| !tests.has(*code)).collect();
    assert_eq!(missing, []);
}

/// Nutrition therapy is of dietitians alone, and the antigens of a patient of physicians. Codes of a model are paid in it only.
#[test]
fn services_of_one_profession_are_outside_the_benefit_of_others() {
    check_whole(&expect![[r#"
        97802                               33.07: paid 32.41, patient 0.00 CO-8 outside_benefit
        97802 by:dietitian                  28.11: paid 27.55, patient 0.00
        97803 by:nurse_practitioner         24.48: paid 23.99, patient 0.00 CO-8 outside_benefit
        G0270 by:physician_assistant        24.48: paid 23.99, patient 0.00 CO-8 outside_benefit
        G0108                               49.53: paid 0.00, patient 49.53
        95147                               52.44: paid 0.00, patient 52.44
        95147 by:nurse_practitioner         44.57: paid 0.00, patient 44.57 CO-8 outside_benefit
        95165 by:clinical_nurse_specialist  10.41: paid 0.00, patient 10.41 CO-8 outside_benefit
        95117 by:nurse_practitioner         8.76: paid 0.00, patient 8.76
        G9490 @12                           40.67: paid 0.00, patient 40.67 innovation_model
        G9481 @10                           16.46: paid 0.00, patient 16.46 innovation_model
        G2015 @12                           93.72: paid 0.00, patient 93.72 innovation_model
        99348 @12                           69.97: paid 0.00, patient 69.97 earlier_procedures_not_checked"#]]);
}
