//! Section 30.1 of the rules, row by row.

use super::own_tests::{all, by, expect, request};
use super::{LineAnswer, Reference};
use serde_json::{Value, json};
use std::sync::LazyLock;

static REFERENCE: LazyLock<Option<Reference>> = LazyLock::new(super::own_tests::reference);

fn reference() -> Option<&'static Reference> {
    REFERENCE.as_ref()
}

#[track_caller]
fn answer(request: &Value, line: usize) -> Option<LineAnswer> {
    Some(reference()?.price(request).remove(line))
}

/// What the patient owes for one line of a claim, with all of the deductible open.
fn patient_owes(place: &str, lines: &[&str], line: usize) -> Option<i64> {
    let mut claim = request(place, lines);
    claim["patient"]["deductible_remaining"] = json!("257.00");
    answer(&claim, line)?.patient
}

#[test]
fn preventive_services_are_free_where_the_rules_say() {
    if reference().is_none() {
        return;
    }
    for code in ["G0513", "G0514", "G0124", "G0141", "P3001"] {
        assert_eq!(patient_owes("11", &[code], 0), Some(0), "{code}");
    }
    for (place, lines, is_free) in [
        ("11", ["G0438", "G0136-33"], true),
        ("11", ["G0439", "G0136-33"], true),
        ("11", ["G0438", "G0136"], false),
        ("11", ["G0402", "G0136-33"], false),
        ("11", ["99213", "99497-33"], false),
        ("11", ["G0439", "99497-33"], true),
        ("24", ["G0121", "G0500-33"], true),
        ("11", ["G0105", "99153-33"], true),
        ("24", ["G0121", "G0500"], false),
        ("24", ["45378", "G0500-33"], false),
        ("24", ["G0121", "99152-33"], false),
    ] {
        assert_eq!(patient_owes(place, &lines, 1) == Some(0), is_free, "{lines:?}");
    }
}

#[test]
fn pt_counts_on_surgery_sedation_and_anesthesia_only() {
    if reference().is_none() {
        return;
    }
    let deductible = |line: &str| {
        let mut claim = request("24", &[line]);
        claim["patient"]["deductible_remaining"] = json!("257.00");
        answer(&claim, 0).and_then(|answer| answer.deductible)
    };
    for line in ["45384-PT", "00811-AA-PT 30min"] {
        assert_eq!(deductible(line), Some(0), "{line}");
    }
    for line in ["88305-26-PT", "20610-PT"] {
        assert!(deductible(line).is_some_and(|cents| cents > 0), "{line}");
    }
    // 15 percent of 5.50.
    assert_eq!(patient_owes("24", &["45385-PT", "G0500-PT"], 1), Some(83));
    assert!(patient_owes("24", &["45384-PT", "43239"], 1).is_some_and(|cents| cents > 0));
}

#[test]
fn modifiers_that_contradict_the_line_are_returned() {
    let Some(reference) = reference() else { return };
    all(
        reference,
        &[
            ("11", &["99214-FS"], "invalid"),
            ("22", &["99214-FS"], "93.80"),
            ("22", &["20610-FS"], "invalid"),
            ("11", &["99213-GE"], "88.95"),
            ("11", &["99214-GE"], "invalid"),
            ("11", &["G0438-GE"], "160.44"),
            ("11", &["99213-GY-GZ"], "invalid"),
            ("11", &["99213-GA-GZ"], "invalid"),
            ("11", &["99213-GX-GZ"], "invalid"),
            ("11", &["99213-GX"], "88.95"),
            ("11", &["99213-LT"], "88.95"),
            ("11", &["97161-GP"], "98.01"),
            ("11", &["97161-GO"], "invalid"),
            ("11", &["97165-GO-CO"], "invalid"),
            ("11", &["92597-GN"], "71.16"),
        ],
    );
    expect(reference, &by("anesthesiologist_assistant", request("21", &["00790-QZ 97min"])), "invalid");
    expect(reference, &by("anesthesiologist_assistant", request("21", &["00790-QX 97min"])), "137.15");
    expect(reference, &by("crna", request("21", &["00790-QZ 97min"])), "274.29");
}

#[test]
fn chiropractic_needs_at_and_therapy_kx() {
    if reference().is_none() {
        return;
    }
    let denial = |line: &str| answer(&request("11", &[line]), 0).and_then(|answer| answer.denial);
    assert_eq!(denial("98940"), Some(("CO", "50")));
    assert_eq!(denial("98940-GA"), Some(("PR", "50")));
    assert_eq!(denial("98940-GA-AT"), None);
    assert_eq!(denial("98943"), None);
    assert_eq!(denial("98940-GY"), Some(("PR", "96")));
    let mut claim = request("11", &["97110-GP", "97110-GP-KX"]);
    claim["patient"]["therapy_used"] = json!("2410.00");
    assert_eq!(answer(&claim, 0).and_then(|answer| answer.denial), Some(("PR", "119")));
    assert_eq!(answer(&claim, 1).and_then(|answer| answer.adjusted), Some(2_879));
}

#[test]
fn unassigned_claims_never_bring_more_than_the_limit() {
    if reference().is_none() {
        return;
    }
    for (kind, line, mips) in [
        ("physician", "99213 $300.00", "5.00"),
        ("physician", "99214", "-9.00"),
        ("physical_therapist", "97110-GP-CQ x2 $80.00", "9.00"),
    ] {
        let mut claim = request("11", &[line]);
        claim["provider"] = json!({"kind": kind, "participating": false, "accepts_assignment": false,
                                   "mips_adjustment_percent": mips});
        let answer = answer(&claim, 0).unwrap();
        let sum = answer.medicare_paid.zip(answer.patient).map(|(paid, patient)| paid + patient);
        assert_eq!(sum, answer.limiting_charge, "{line}");
    }
    let mut claim = request("11", &["99213"]);
    claim["provider"] = json!({"kind": "physician", "mips_adjustment_percent": "-9.00"});
    // 88.95 less 17.79 is 71.16; less 9 percent 64.76; less 2 percent 63.46.
    assert_eq!(answer(&claim, 0).unwrap().medicare_paid, Some(6_346));
    claim["provider"]["qualifying_apm"] = json!("yes");
    assert_eq!(answer(&claim, 0).unwrap().medicare_paid, Some(6_974));
}

#[test]
fn units_training_reduced_services_and_critical_care() {
    let Some(reference) = reference() else { return };
    all(
        reference,
        &[
            ("21", &["01952-AA 120min", "01953-AA x3"], "264.13 60.95"),
            ("11", &["G0108"], "53.05"),
            ("11", &["20610-52 $40.00"], "63.40"),
            ("11", &["20610-52"], "contractor_priced"),
            ("21", &["99291-25-FT", "33533"], "205.72 1789.08"),
            ("21", &["99291-25", "33533"], "bundled 1789.08"),
            ("21", &["99291-FT", "36556"], "bundled 80.54"),
        ],
    );
    expect(reference, &by("dietitian", request("11", &["G0108"])), "53.05");
    expect(reference, &by("nurse_practitioner", request("11", &["G0109"])), "15.20");
    let reduced = reference.price(&request("11", &["20610-52 $40.00"])).remove(0);
    assert_eq!(reduced.allowed, Some(4_000));
}

#[test]
fn benefits_leave_out_tests_visits_and_inpatients() {
    let Some(reference) = reference() else { return };
    let is_outside = |kind: &str, place: &str, code: &str| {
        reference.price(&by(kind, request(place, &[code]))).remove(0).outside_benefit
    };
    for (kind, place, code, expected) in [
        ("clinical_social_worker", "11", "96130", true),
        ("mental_health_counselor", "11", "96132", true),
        ("clinical_psychologist", "11", "96130", false),
        ("clinical_psychologist", "11", "90833", true),
        ("marriage_family_therapist", "11", "90838", true),
        ("clinical_social_worker", "11", "90834", false),
        ("clinical_psychologist", "51", "90834", false),
        ("physician", "21", "90833", false),
    ] {
        assert_eq!(is_outside(kind, place, code), expected, "{kind} {code} at {place}");
    }
    for kind in ["clinical_social_worker", "marriage_family_therapist", "mental_health_counselor"] {
        for (place, expected) in [("21", "not_covered"), ("51", "not_covered"), ("22", "68.17")] {
            expect(reference, &by(kind, request(place, &["90834"])), expected);
        }
    }
}
