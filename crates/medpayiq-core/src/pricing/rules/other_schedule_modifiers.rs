//! Modifiers that say nothing about a laboratory test, a drug or an item of equipment.
//!
//! Tests: laboratory.rs, drugs.rs, equipment.rs.

use crate::pricing::caveat::Caveat;
use crate::pricing::sites::Site;
use crate::pricing::work::LineWork;
use crate::vocabulary::{HcpcsCode, Modifier, PaymentSchedule};

/// Notes the modifiers of a line of another schedule that have no effect on it, and those that do not exist.
pub(super) fn caveat_modifiers(line: &mut LineWork<'_>, schedule: PaymentSchedule) {
    for modifier in line.billed.modifiers() {
        if let Some(why) = why_without_effect(*modifier, line.billed.hcpcs(), schedule) {
            line.add_caveat(Caveat::ModifierIgnored { modifier: *modifier, why });
        } else if modifier.known_use().is_none() {
            line.add_caveat(Caveat::UnknownModifier { modifier: *modifier, nearest: modifier.if_missing() });
        }
    }
}

fn why_without_effect(
    modifier: Modifier,
    hcpcs: HcpcsCode,
    schedule: PaymentSchedule,
) -> Option<&'static str> {
    if let Some(site) = Site::of(modifier) {
        return why_without_site(site, hcpcs, schedule);
    }
    let is_test = schedule == PaymentSchedule::ClinicalLaboratory;
    let is_drug = schedule == PaymentSchedule::DrugLimits;
    let is_equipment = schedule == PaymentSchedule::Equipment;
    match modifier.as_str() {
        "50" if is_equipment => Some("Items for both sides are billed with RT and LT."),
        "50" => Some("It applies to procedures that can be done on both sides."),
        "24" | "25" | "27" | "57" | "FS" | "FT" | "GE" => Some("It applies to visits."),
        "22" | "47" | "51" | "54" | "55" | "56" | "58" | "62" | "66" | "78" | "79" | "80" | "81" | "82"
        | "AS" => Some("It applies to procedures."),
        "23" | "AA" | "AD" | "G8" | "G9" | "P1" | "P2" | "P3" | "P4" | "P5" | "P6" | "QK" | "QS" | "QX"
        | "QY" | "QZ" => Some("It applies to anesthesia."),
        "CT" | "FX" | "FY" => Some("It applies to imaging."),
        "GG" | "GH" => Some("It applies to mammography."),
        "PT" => Some("It applies to procedures of the colon and their anesthesia."),
        "93" | "95" | "FQ" | "FR" | "G0" | "GQ" | "GT" => Some("It applies to telehealth."),
        "AB" => Some("It applies to services of audiologists."),
        "AT" => Some("It applies to chiropractic manipulation."),
        "Q7" | "Q8" | "Q9" => Some("It applies to foot care."),
        "SG" => Some("It is for the facility fee of an ambulatory surgical center."),
        "CO" | "CQ" | "GN" | "GO" | "GP" if is_test || is_drug => Some("It applies to therapy services."),
        "90" | "91" | "QP" | "QW" if !is_test => Some("It applies to laboratory tests."),
        "JA" | "JB" | "JG" | "JW" | "JZ" | "TB" if !is_drug => Some("It applies to drugs."),
        _ => None,
    }
}

/// Why a modifier of a site has no effect. Orthoses and prostheses (L codes) are for a hand, foot, finger or toe, and other
/// items for a side.
fn why_without_site(site: Site, hcpcs: HcpcsCode, schedule: PaymentSchedule) -> Option<&'static str> {
    let is_worn = hcpcs.as_str().starts_with('L');
    match (schedule, site) {
        (PaymentSchedule::ClinicalLaboratory, _) => {
            Some("A laboratory test is not done on a site of the body.")
        }
        (PaymentSchedule::DrugLimits, _) => {
            Some("A drug has no site of the body. The site belongs on the line of the injection.")
        }
        (PaymentSchedule::Equipment, Site::Side) => None,
        (PaymentSchedule::Equipment, Site::Finger | Site::Toe) if is_worn => None,
        (PaymentSchedule::Equipment, _) => Some("The item is not for that site of the body."),
        (PaymentSchedule::Physician | PaymentSchedule::Contract, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    /// The modifiers that have no effect on a code of a schedule.
    fn without_effect(hcpcs: &str, schedule: PaymentSchedule) -> String {
        let alphabet = || ('0'..='9').chain('A'..='Z');
        let all = alphabet().flat_map(|first| alphabet().map(move |second| format!("{first}{second}")));
        let hcpcs = hcpcs.parse().unwrap();
        let has_none = |text: &String| why_without_effect(text.parse().unwrap(), hcpcs, schedule).is_some();
        all.filter(has_none).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_schedule_has_its_own_modifiers() {
        let of_schedules = [
            ("80053", PaymentSchedule::ClinicalLaboratory),
            ("J3301", PaymentSchedule::DrugLimits),
            ("E0143", PaymentSchedule::Equipment),
            ("L3000", PaymentSchedule::Equipment),
        ]
        .map(|(hcpcs, schedule)| format!("{hcpcs}: {}", without_effect(hcpcs, schedule)));
        expect![[r#"
            80053: 22 23 24 25 27 47 50 51 54 55 56 57 58 62 66 78 79 80 81 82 93 95 AA AB AD AS AT CO CQ CT E1 E2 E3 E4 F1 F2 F3 F4 F5 F6 F7 F8 F9 FA FQ FR FS FT FX FY G0 G8 G9 GE GG GH GN GO GP GQ GT JA JB JG JW JZ LC LD LM LT P1 P2 P3 P4 P5 P6 PT Q7 Q8 Q9 QK QS QX QY QZ RC RI RT SG T1 T2 T3 T4 T5 T6 T7 T8 T9 TA TB
            J3301: 22 23 24 25 27 47 50 51 54 55 56 57 58 62 66 78 79 80 81 82 90 91 93 95 AA AB AD AS AT CO CQ CT E1 E2 E3 E4 F1 F2 F3 F4 F5 F6 F7 F8 F9 FA FQ FR FS FT FX FY G0 G8 G9 GE GG GH GN GO GP GQ GT LC LD LM LT P1 P2 P3 P4 P5 P6 PT Q7 Q8 Q9 QK QP QS QW QX QY QZ RC RI RT SG T1 T2 T3 T4 T5 T6 T7 T8 T9 TA
            E0143: 22 23 24 25 27 47 50 51 54 55 56 57 58 62 66 78 79 80 81 82 90 91 93 95 AA AB AD AS AT CT E1 E2 E3 E4 F1 F2 F3 F4 F5 F6 F7 F8 F9 FA FQ FR FS FT FX FY G0 G8 G9 GE GG GH GQ GT JA JB JG JW JZ LC LD LM P1 P2 P3 P4 P5 P6 PT Q7 Q8 Q9 QK QP QS QW QX QY QZ RC RI SG T1 T2 T3 T4 T5 T6 T7 T8 T9 TA TB
            L3000: 22 23 24 25 27 47 50 51 54 55 56 57 58 62 66 78 79 80 81 82 90 91 93 95 AA AB AD AS AT CT E1 E2 E3 E4 FQ FR FS FT FX FY G0 G8 G9 GE GG GH GQ GT JA JB JG JW JZ LC LD LM P1 P2 P3 P4 P5 P6 PT Q7 Q8 Q9 QK QP QS QW QX QY QZ RC RI SG TB"#]].assert_eq(&of_schedules.join("\n"));
    }
}
