//! Professional and technical parts: 26, TC, and what belongs to the hospital.

use super::against;
use crate::tips::{Effect, Subject, Tip};
use crate::vocabulary::{PcTc, PlaceOfService};

const PARTS: &str = "RVU file, PC/TC indicator; Pub. 100-04 ch. 13, 20";

/// The whole test billed for a hospital's patient, where only its reading is paid.
pub(in crate::tips) fn missing_26_in_hospital(subject: &Subject<'_>) -> Option<Tip> {
    let hospital = subject.case().at(PlaceOfService::HOSPITAL_OUTPATIENT);
    let whole = subject.medicare.allowed(&hospital)?;
    let refusal = whole.refusal().filter(|refusal| refusal.code() == "global_test_in_hospital")?;
    let reading = subject.medicare.allowed(&hospital.with(&[b"26"]))?;
    reading.price()?;
    let text = format!("For a hospital's patient do not forget 26. {refusal}");
    let source = refusal.source();
    Some(subject.tip("missing-26-in-hospital", Effect::Denied, source, text, against(whole, reading)))
}

/// A technical or staff service, or a whole test with codes for its parts, billed for a hospital's patient.
pub(in crate::tips) fn technical_part_in_hospital(subject: &Subject<'_>) -> Option<Tip> {
    if !matches!(subject.row.pc_tc, PcTc::TechnicalOnly | PcTc::GlobalOnly | PcTc::IncidentTo) {
        return None;
    }
    let inside = subject.medicare.allowed(&subject.case().at(PlaceOfService::HOSPITAL_OUTPATIENT))?;
    let outside = subject.medicare.allowed(&subject.case().at(PlaceOfService::OFFICE))?;
    let refusal = inside.refusal()?;
    outside.price()?;
    let text =
        format!("An office is allowed {}; for a hospital's patient nothing. {refusal}", outside.amount());
    let source = refusal.source();
    Some(subject.tip("technical-part-in-hospital", Effect::Denied, source, text, against(inside, outside)))
}

/// Who only reads a test bills 26, and gets its part.
pub(in crate::tips) fn reading_only(subject: &Subject<'_>) -> Option<Tip> {
    if subject.row.pc_tc != PcTc::DiagnosticTest || !subject.is_priced() {
        return None;
    }
    let reading = subject.medicare.allowed(&subject.case().with(&[b"26"]))?;
    let technical = subject.medicare.allowed(&subject.case().with(&[b"TC"]))?;
    reading.price().and(technical.price())?;
    let text = format!(
        "Who reads the test and does not own the equipment bills 26 and is allowed {}; who owns it bills TC for {}. The code without either claims both parts, {}: whole and part together from two practices are paid once.",
        reading.amount(),
        technical.amount(),
        subject.plain.amount()
    );
    Some(subject.tip("reading-only", Effect::Less, PARTS, text, against(reading, subject.plain.clone())))
}

/// A laboratory test whose interpretation alone is on this schedule.
pub(in crate::tips) fn laboratory_interpretation(subject: &Subject<'_>) -> Option<Tip> {
    let refusal = subject.plain.refusal().filter(|refusal| refusal.code() == "laboratory_test")?;
    let reading = subject.medicare.allowed(&subject.case().with(&[b"26"]))?;
    reading.price()?;
    let text = format!("{refusal} With 26 it is allowed {}.", reading.amount());
    let source = refusal.source();
    let figures = against(subject.plain.clone(), reading);
    Some(subject.tip("laboratory-interpretation", Effect::Less, source, text, figures))
}
