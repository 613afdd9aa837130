//! Professional and technical parts: modifiers 26 and TC, and what belongs to the hospital.

use super::against;
use crate::tips::examples::EXAMPLES;
use crate::tips::{Case, Effect, Side, Subject, Tip};
use crate::vocabulary::{PcTc, PlaceOfService, Rvu, ServiceRow, Setting};

const PARTS: &str = "RVU file, PC/TC indicator; Pub. 100-04 ch. 13, 20";

/// The whole test billed for a hospital patient, for whom only its reading is paid.
pub(in crate::tips) fn missing_26_in_hospital(subject: &Subject<'_>) -> Option<Tip> {
    let is_of_facility = subject.place.setting() == Some(Setting::Facility);
    let place = if is_of_facility { subject.place } else { PlaceOfService::HOSPITAL_OUTPATIENT };
    let hospital = subject.case_at(place);
    let whole = subject.medicare.allowed(&hospital)?;
    let refusal = whole.refusal().filter(|refusal| refusal.code() == "global_test_in_hospital")?;
    let reading = subject.medicare.allowed(&hospital.with(&[b"26"]))?;
    reading.price()?;
    let text = format!("For a hospital patient, bill modifier 26. {refusal}");
    let source = refusal.source();
    Some(subject.tip("missing-26-in-hospital", Effect::Denied, source, text, against(whole, reading)))
}

/// A technical or staff service, or a whole test with codes for its parts, billed for a hospital patient.
pub(in crate::tips) fn technical_part_in_hospital(subject: &Subject<'_>) -> Option<Tip> {
    if !matches!(subject.row.pc_tc, PcTc::TechnicalOnly | PcTc::GlobalOnly | PcTc::IncidentTo) {
        return None;
    }
    let inside = subject.medicare.allowed(&subject.case_at(PlaceOfService::HOSPITAL_OUTPATIENT))?;
    let outside = subject.medicare.allowed(&subject.case_at(PlaceOfService::OFFICE))?;
    let refusal = inside.refusal()?;
    outside.price()?;
    let source = refusal.source();
    let readings = professional_codes(subject);
    let advice = if readings.is_empty() { refusal.to_string() } else { in_its_place(&readings) };
    let text = format!(
        "In an office Medicare allows {}. For a hospital patient it pays the practice nothing. {advice}",
        outside.dollars()
    );
    let paid = together(subject, &readings).unwrap_or(outside);
    Some(subject.tip("technical-part-in-hospital", Effect::Denied, source, text, against(inside, paid)))
}

/// The codes of the practitioner's own part of a whole test (PC/TC 4), priced for a hospital patient. CMS numbers the parts after
/// their test, and the work of the test is the sum of theirs. None if the code is no whole test.
fn professional_codes(subject: &Subject<'_>) -> Vec<Side> {
    const NEXT_NUMBERS: usize = 5;
    if subject.row.pc_tc != PcTc::GlobalOnly {
        return Vec::new();
    }
    let work = |row: &ServiceRow| row.rvus(Setting::NonFacility).work;
    let rows = subject.medicare.rates.services.rows();
    let after = rows.iter().skip_while(|row| row.hcpcs <= subject.hcpcs()).take(NEXT_NUMBERS);
    let mut left = work(subject.row);
    let mut parts = Vec::new();
    for row in after.filter(|row| row.pc_tc == PcTc::ProfessionalOnly) {
        if left <= Rvu::ZERO {
            break;
        }
        left = left - work(row);
        let case = Case::with_line(row.hcpcs, PlaceOfService::HOSPITAL_OUTPATIENT);
        parts.extend(subject.medicare.allowed(&case).filter(|side| side.price().is_some()));
    }
    if left == Rvu::ZERO { parts } else { Vec::new() }
}

/// All parts of a whole test that are a practitioner's own, on one claim for a hospital patient.
fn together(subject: &Subject<'_>, parts: &[Side]) -> Option<Side> {
    let mut codes = parts.iter().flat_map(|side| side.claim.lines()).map(|line| line.hcpcs());
    let first = Case::with_line(codes.next()?, PlaceOfService::HOSPITAL_OUTPATIENT);
    subject.medicare.allowed(&codes.fold(first, Case::and))
}

/// What to bill in place of a whole test.
fn in_its_place(readings: &[Side]) -> String {
    let amount = |side: &Side| {
        let code = side.claim.lines().first().map(|line| line.hcpcs().to_string()).unwrap_or_default();
        format!("{code} ({})", side.dollars())
    };
    let amounts: Vec<String> = readings.iter().map(amount).collect();
    let part = match amounts.as_slice() {
        [one] => format!("If you read the test, bill {one}"),
        [..] => format!("Bill the code of the part that you did: {}", amounts.join(" or ")),
    };
    format!("Medicare pays the equipment and staff to the hospital. {part}.")
}

/// A practice that only reads a test bills 26.
pub(in crate::tips) fn reading_only(subject: &Subject<'_>) -> Option<Tip> {
    if subject.row.pc_tc != PcTc::DiagnosticTest || !subject.is_priced() {
        return None;
    }
    let reading = subject.medicare.allowed(&subject.case().with(&[b"26"]))?;
    let technical = subject.medicare.allowed(&subject.case().with(&[b"TC"]))?;
    reading.price().and(technical.price())?;
    let own_part = if EXAMPLES.done_in_person.contain(subject.hcpcs()) {
        "you furnish only the practitioner's own part"
    } else {
        "you read the test"
    };
    let text = format!(
        "If {own_part} and do not own the equipment, bill modifier 26 and you are allowed {}. If you own the equipment, bill TC for {}. The code without a modifier claims both parts, {}. If one practice bills the whole and another a part, Medicare pays only once.",
        reading.dollars(),
        technical.dollars(),
        subject.plain.dollars()
    );
    Some(subject.tip("reading-only", Effect::Less, PARTS, text, against(reading, subject.plain.clone())))
}

/// A laboratory test: only its interpretation is on this schedule.
pub(in crate::tips) fn laboratory_interpretation(subject: &Subject<'_>) -> Option<Tip> {
    let refusal = subject.plain.refusal().filter(|refusal| refusal.code() == "laboratory_test")?;
    let reading = subject.medicare.allowed(&subject.case().with(&[b"26"]))?;
    reading.price()?;
    let text = format!("{refusal} With modifier 26 Medicare allows {}.", reading.dollars());
    let source = refusal.source();
    let figures = against(subject.plain.clone(), reading);
    Some(subject.tip("laboratory-interpretation", Effect::Less, source, text, figures))
}
