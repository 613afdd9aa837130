//! A figure that the law does not have: every claim that uses it names it, and none guesses it.

use crate::support::asking::{request, short};
use crate::support::releases::NATION;
use crate::support::schedule::schedule_under;
use crate::support::{check_answers, checkout};
use expect_test::expect;
use medpayiq::api::{EstimateRequest, price};
use medpayiq::law::Law;
use medpayiq::schedule::Schedule;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

/// Each figure of the law with a claim that uses it.
const CLAIMS: &[(&str, &str)] = &[
    ("anesthesia_add_ons", "01967-AA*60+01968-AA*60 @21"),
    ("anesthesia_by_units", "01952-AA*60+01953-AA*3 @21"),
    ("anesthesia_conversion_factor", "00790-AA*97 nowhere @21"),
    ("anesthesia_malpractice_share", "00790-AA*97 on:2026-01-15 qp:yes @21"),
    ("anesthesia_practice_expense_share", "00790-AA*97 on:2026-01-15 qp:yes @21"),
    ("anesthesia_time_unit", "00790-AA*97 @21"),
    ("anesthesia_without_time", "01996-AA @21"),
    ("anesthesia_work_share", "00790-AA*97 on:2026-01-15 qp:yes @21"),
    ("anesthesiologist_assistant_services", "00790-QX*97 @21 by:anesthesiologist_assistant"),
    ("assistant_at_surgery_share", "47562-80 @21"),
    ("audiologist_services", "99213 by:audiologist"),
    ("both_sides_share", "20610-50"),
    ("cardiovascular_technical_cut", "93306+93880"),
    ("certified_nurse_midwife_share", "99213 by:certified_nurse_midwife"),
    ("chiropractic_manipulation", "98940"),
    ("clinical_nurse_specialist_share", "99213 by:clinical_nurse_specialist"),
    ("clinical_psychologist_services", "90837 by:clinical_psychologist"),
    ("clinical_social_worker_services", "90837 by:clinical_social_worker"),
    ("clinical_social_worker_share", "90837 by:clinical_social_worker"),
    ("co_surgeon_share", "22551-62 @21"),
    ("coinsurance", "99213"),
    ("colorectal_procedures", "45385-PT @22"),
    ("complexity_beside_prevention", "99213-25+G2211"),
    ("complexity_visits", "99213+G2211"),
    ("computed_radiography_cut", "71046-FY"),
    ("conversion_factor", "99213"),
    ("coronary_services", "93306-LC"),
    ("critical_care", "99291-25-FT+47562 @21"),
    ("dietitian_services", "97802 by:dietitian"),
    ("dietitian_share", "97802 by:dietitian"),
    ("eyelid_services", "20610-E1"),
    ("film_cut", "71046-FX"),
    ("finger_services", "20610-F1"),
    ("imaging_professional_cut", "70551+72148"),
    ("imaging_technical_cut", "70551+72148"),
    ("induction_units", "00790-AD*97 @21"),
    ("discarded_drugs_stated", "J1885 on:2026-01-15"),
    ("drugs", "J3301 on:2025-01-15"),
    ("laboratory_coinsurance", "84165 on:2026-01-15"),
    ("laboratory_tests", "20610-91"),
    ("later_procedure_share", "47562+49505 @21"),
    ("later_therapy_cut", "97110-GP*2"),
    ("limiting_charge", "99213 nonparticipating unassigned"),
    ("marriage_family_therapist_services", "90837 by:marriage_family_therapist"),
    ("marriage_family_therapist_share", "90837 by:marriage_family_therapist"),
    ("medical_direction_share", "00790-QK*97 @21"),
    ("mental_health_counselor_services", "90837 by:mental_health_counselor"),
    ("mental_health_counselor_share", "90837 by:mental_health_counselor"),
    ("modifiers_on_either_column", "45385-59+45380 @22"),
    ("nonparticipating_share", "99213 nonparticipating"),
    ("nurse_practitioner_share", "99213 by:nurse_practitioner"),
    ("occupational_therapist_services", "97110-GO by:occupational_therapist"),
    ("occupational_therapy_evaluations", "97110-GP"),
    ("ophthalmology_technical_cut", "92083+92133"),
    ("part_b_deductible", "99213"),
    ("physical_therapist_services", "97110-GP by:physical_therapist"),
    ("physical_therapy_evaluations", "97110-GP"),
    ("physician_assistant_share", "99213 by:physician_assistant"),
    ("places_of_service_since", "99213"),
    ("preventive_services", "99213-25+G2211"),
    ("primary_care_exception_visits", "99213-GE"),
    ("procedures_by_formula", "47562+49505 @21"),
    ("professions_since", "99213"),
    ("qualifying_apm_anesthesia_conversion_factor", "00790-AA*97 nowhere on:2026-01-15 qp:yes @21"),
    ("qualifying_apm_conversion_factor", "99213 on:2026-01-15 qp:yes"),
    ("qualifying_apm_factor_differs", "99213 qp:yes"),
    ("radiography_services", "71046-FX"),
    ("replaced_codes", "99417"),
    ("divided_codes", "99417"),
    ("scanner_cut", "74177-CT"),
    ("scanner_services", "74177-CT"),
    ("screening_colonoscopies", "G0121+G0500-33 @22"),
    ("screening_turned_diagnostic_coinsurance", "45385-PT @22"),
    ("sedation_with_screening_colonoscopy", "G0121+G0500-33 @22"),
    ("sequestration", "99213"),
    ("services_paid_in_full", "99213 by:nurse_practitioner"),
    ("services_waived_with_wellness_visit", "99497-33+G0439"),
    ("services_with_colorectal_procedures", "00811-PT-AA*30 @22"),
    ("services_with_screening_modifier", "45385-PT @22"),
    ("services_with_visit_modifiers", "99213-25"),
    ("services_without_deductible", "99213"),
    ("services_without_sides", "20610-RT"),
    ("one_side_codes", "93880*2"),
    ("services_of_both_sides", "77067*2"),
    ("services_of_some_places", "G0444"),
    ("visits_of_some_places", "99213"),
    ("shortage_area_bonus", "99213-AQ"),
    ("speech_language_evaluations", "97110-GP"),
    ("speech_language_pathologist_services", "92507-GN by:speech_language_pathologist"),
    ("supervision_units", "00790-AD*97 @21"),
    ("telehealth_anywhere", "99213 @10"),
    ("telehealth_by_place", "99213 @10"),
    ("telehealth_services", "99213 @10"),
    ("therapy_assistant_share", "97110-GP-CQ by:physical_therapist"),
    ("therapy_review_threshold", "97110-GP therapy:100.00"),
    ("therapy_threshold", "97110-GP"),
    ("toe_services", "20610-T1"),
    ("visits", "99213-25+20610"),
    ("vaccine_administration", "G0008"),
    ("waived_services", "99213"),
    ("wellness_visits", "99497-33+G0439"),
    ("whole_tests", "93224+93306"),
    ("advanced_primary_care", "G0557+99490"),
    ("services_in_primary_care", "G0557+99490"),
    ("therapy_without_reduction", "92608"),
    ("antigens", "95165 by:nurse_practitioner"),
    ("innovation_model_services", "G9490 @12"),
    ("nutrition_therapy", "97802"),
    ("endoscopies_with_own_sedation", "45385+99152-59 @22"),
    ("foot_care", "20610-Q7"),
    ("mammography", "20610-GG"),
    ("moderate_sedation", "45385+99152-59 @22"),
    ("nurse_anesthetist_services", "99213 by:crna"),
    ("work_gpci_floor", "99213 in:10112-00 on:2026-01-15"),
];

/// Figures without which no amount is sure enough to be given.
const NO_AMOUNT: &[&str] = &[
    "anesthesia_add_ons",
    "anesthesia_conversion_factor",
    "anesthesia_time_unit",
    "anesthesia_without_time",
    "coinsurance",
    "colorectal_procedures",
    "drugs",
    "laboratory_coinsurance",
    "qualifying_apm_anesthesia_conversion_factor",
    "screening_colonoscopies",
    "sedation_with_screening_colonoscopy",
    "services_waived_with_wellness_visit",
    "services_with_screening_modifier",
    "services_without_deductible",
    "screening_turned_diagnostic_coinsurance",
    "sequestration",
    "services_with_colorectal_procedures",
    "supervision_units",
    "therapy_assistant_share",
    "waived_services",
    "wellness_visits",
];

/// Figures that only amounts besides the allowed one need, or that a file of the release stands in for.
const BESIDE_THE_AMOUNT: &[&str] = &[
    "conversion_factor",
    "discarded_drugs_stated",
    "limiting_charge",
    "part_b_deductible",
    "shortage_area_bonus",
    "therapy_review_threshold",
];

/// Figures that decide whether a line is paid at all.
const DENIES: &[&str] = &["critical_care"];

/// Figures that only words of an answer depend on.
const IN_WORDS_ONLY: &[&str] = &[
    "advanced_primary_care",
    "divided_codes",
    "endoscopies_with_own_sedation",
    "moderate_sedation",
    "one_side_codes",
    "replaced_codes",
    "services_in_primary_care",
    "services_of_both_sides",
    "vaccine_administration",
];

/// The files of the law.
fn files() -> Vec<(String, String)> {
    let folder = fs::read_dir(checkout("data/law")).unwrap();
    let paths = folder.map(|entry| entry.unwrap().path());
    let paths = paths.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let file = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(&path).unwrap())
    };
    paths.map(file).collect()
}

fn figures(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'))
}

/// The text of a file without a figure.
fn without(text: &str, figure: &str) -> String {
    let Some(start) = text.find(&format!("[{figure}]\n")) else { return text.to_owned() };
    let rest = &text[start..];
    let end = rest[1..].find("\n[").map_or(rest.len(), |end| end + 2);
    format!("{}{}", &text[..start], &rest[end..])
}

/// The starter data, of 2026 too, under the law without a figure.
fn schedule_without(figure: &str) -> Schedule {
    let files: Vec<(String, String)> =
        files().into_iter().map(|(name, text)| (name, without(&text, figure))).collect();
    let files = files.iter().filter(|(_, text)| figures(text).next().is_some());
    let law = Law::read(files.map(|(name, text)| (name.as_str(), text.as_str()))).unwrap();
    schedule_under(law)
}

/// The answer to a claim, in San Francisco unless it says where.
fn answer(schedule: &Schedule, claim: &str) -> Vec<u8> {
    let mut request = request(claim);
    if request["locality"] == NATION {
        request["locality"] = "01112-05".into();
    }
    let request: EstimateRequest = serde_json::from_value(request).unwrap();
    let answer = price(schedule, request).unwrap_or_else(|error| panic!("{claim}: {error:?}"));
    answer.answer().to_json()
}

fn lines(answer: &[u8]) -> Vec<Value> {
    let answer: Value = serde_json::from_slice(answer).unwrap();
    answer["lines"].as_array().unwrap().clone()
}

/// Everything that a line says about values that the law does not have.
fn missing(line: &Value) -> Vec<&str> {
    let listed = |list: &'static str| line.pointer(list).and_then(Value::as_array).into_iter().flatten();
    let said = listed("/confidence/reasons").chain(listed("/warnings")).chain(line.get("reason"));
    let codes = ["law_value_missing", "anesthesia_factor_unknown"].map(Value::from);
    let said = said.filter(|reason| codes.contains(&reason["code"]));
    said.map(|reason| reason["text"].as_str().unwrap()).collect()
}

/// Whether a line says that the law has no value of the figure.
fn names(line: &Value, figure: &str) -> bool {
    missing(line).iter().any(|text| text.contains(&format!(" {figure} ")))
}

/// The file of time limits. They change no amount; `next_steps.rs` tests an answer without them.
const OF_TIME_LIMITS: &str = "appeals.toml";

#[test]
fn every_figure_has_a_claim_that_uses_it() {
    let files = files();
    let files = files.iter().filter(|(name, _)| name != OF_TIME_LIMITS);
    let named: BTreeSet<&str> = files.flat_map(|(_, text)| figures(text)).collect();
    assert_eq!(CLAIMS.iter().map(|(figure, _)| *figure).collect::<BTreeSet<_>>(), named);
}

#[test]
fn with_the_whole_law_no_claim_misses_a_value() {
    let schedule = schedule_without("none");
    for (figure, claim) in CLAIMS {
        for line in lines(&answer(&schedule, claim)) {
            assert_eq!(missing(&line), [""; 0], "{figure}: {claim}");
        }
    }
}

#[test]
fn a_claim_names_the_figure_that_the_law_does_not_have() {
    let wrong: Vec<String> = CLAIMS.iter().filter_map(|(figure, claim)| fault(figure, claim)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_line_changes_without_the_name_of_the_missing_figure() {
    let whole = schedule_without("none");
    let answers: Vec<Vec<u8>> = CLAIMS.iter().map(|(_, claim)| answer(&whole, claim)).collect();
    let mut silent = Vec::new();
    for (figure, _) in CLAIMS.iter().filter(|(figure, _)| !IN_WORDS_ONLY.contains(figure)) {
        let schedule = schedule_without(figure);
        // Claims for figures of words have lines that an edit denies, which name no figure of their amounts.
        let of_amounts = CLAIMS.iter().zip(&answers).filter(|((other, _), _)| !IN_WORDS_ONLY.contains(other));
        for ((_, claim), with) in of_amounts {
            let without = answer(&schedule, claim);
            if *with == without {
                continue;
            }
            for (with, without) in lines(with).iter().zip(lines(&without)) {
                if *with != without && !names(&without, figure) {
                    silent.push(format!("{figure}: {claim}: {without}, not {with}"));
                }
            }
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

/// Figures that only divide the allowed amount.
const SHARES: &[&str] = &[
    "coinsurance",
    "screening_turned_diagnostic_coinsurance",
    "sequestration",
    "services_without_deductible",
    "therapy_assistant_share",
    "waived_services",
];

#[test]
fn what_medicare_allows_is_known_without_the_figures_that_divide_it() {
    let whole = schedule_without("none");
    for (figure, claim) in CLAIMS.iter().filter(|(figure, _)| SHARES.contains(figure)) {
        let allowed = lines(&answer(&whole, claim))[0]["amounts"]["allowed"].as_str().unwrap().to_owned();
        let line = &lines(&answer(&schedule_without(figure), claim))[0];
        let text = line["reason"]["text"].as_str().unwrap();
        assert!(text.starts_with(&format!("Medicare allows ${allowed}. ")), "{figure}: {text}");
    }
}

/// What is wrong with the answer to a claim under the law without a figure that it uses.
fn fault(figure: &str, claim: &str) -> Option<String> {
    let lines = lines(&answer(&schedule_without(figure), claim));
    let naming: Vec<&Value> = lines.iter().filter(|line| names(line, figure)).collect();
    let is_as_expected = |line: &&&Value| {
        let is_priced = line["result"] == "priced";
        let level = line["confidence"]["level"].as_str().unwrap();
        if NO_AMOUNT.contains(&figure) {
            !is_priced && level == "none" && line["reason"]["code"] == "law_value_missing"
        } else if DENIES.contains(&figure) {
            !is_priced
        } else if BESIDE_THE_AMOUNT.contains(&figure) {
            is_priced && level != "low"
        } else {
            let from_zero = |text: &&str| text.contains(" between $0.00 and ");
            is_priced && level == "low" && missing(line).iter().any(from_zero)
        }
    };
    if naming.is_empty() && !IN_WORDS_ONLY.contains(&figure) {
        return Some(format!("{figure}: no line of {claim} names it: {}", Value::from(lines)));
    }
    let line = naming.iter().find(|line| !is_as_expected(line))?;
    Some(format!("{figure}: {claim}: {line}"))
}

/// Each row is a figure that the law does not have and a claim, without a place and so with national amounts.
#[test]
fn a_missing_figure_changes_what_it_decides_and_nothing_else() {
    let table = expect![[r#"
        both_sides_share: 20610-50 nowhere
          priced 126.80 of 63.40 non_facility | low national_amount law_value_missing
        both_sides_share: 20610-RT+20610-LT nowhere
          priced 63.40 non_facility | low national_amount bilateral_by_lines law_value_missing older_edits
          priced 63.40 non_facility | low national_amount bilateral_by_lines law_value_missing older_edits
        services_with_visit_modifiers: 20610+99213-25 nowhere
          priced 63.40 non_facility | low national_amount law_value_missing older_edits
          priced 88.95 non_facility | low national_amount law_value_missing older_edits
        services_with_visit_modifiers: 71046+36415 nowhere
          priced 32.67 non_facility | low national_amount law_value_missing older_edits
          figure_missing schedule_not_loaded | none
        services_with_visit_modifiers: 71046-26 nowhere
          priced 10.03 non_facility | low national_amount law_value_missing
        services_with_visit_modifiers: 71046 nowhere
          priced 32.67 non_facility | low national_amount
        telehealth_services: 20610 nowhere @10
          priced 63.40 non_facility | low national_amount law_value_missing
        telehealth_services: 99213 nowhere @10
          priced 88.95 non_facility | low national_amount law_value_missing
        anesthesia_without_time: 00790-AA*60 nowhere @21
          priced 223.50 facility | low national_amount law_value_missing minutes_from_units base_units_older
        anesthesia_without_time: 00790-AD*60 nowhere @21
          priced 60.95 facility | low national_amount minutes_from_units base_units_older presence_at_induction
        anesthesia_by_units: 01952-AA*60+01953-AA*3 nowhere @21
          priced 182.86 facility | low national_amount minutes_from_units base_units_older older_edits
          priced 20.32 facility | low national_amount law_value_missing units_without_time base_units_older older_edits
        anesthesia_by_units: 00790-AA*60 nowhere @21
          priced 223.50 facility | low national_amount minutes_from_units base_units_older"#]];
    check_answers(&table, |row| {
        let (figure, claim) = row.split_once(": ").unwrap();
        let lines = lines(&answer(&schedule_without(figure), claim));
        lines.iter().map(short).collect::<Vec<_>>().join("\n")
    });
}
