//! The surgical package: visits within it, its parts, a return to the operating room, a procedure that was stopped.

use super::against;
use crate::pricing::{Refusal, Rule};
use crate::tips::{Case, Effect, Subject, Tip};
use crate::vocabulary::{Component, GlobalDays, PlaceOfService};

const PACKAGE: &str = "Pub. 100-04 ch. 12, 40.1 to 40.4";

/// A visit beside the procedure, without and with the modifier that keeps it.
pub(in crate::tips) fn visit_same_day(subject: &Subject<'_>) -> Option<Tip> {
    let (modifier, words): (&[u8; 2], _) = match subject.row.global_days {
        GlobalDays::Zero | GlobalDays::Ten => (
            b"25",
            "A visit of the same day is part of this procedure unless it was a significant, separate service",
        ),
        GlobalDays::Ninety => (
            b"57",
            "A visit of the day before or of the day itself is part of this surgery unless it made the decision to operate",
        ),
        GlobalDays::Maternity
        | GlobalDays::NotApplicable
        | GlobalDays::ContractorDecides
        | GlobalDays::AddOn => return None,
    };
    let visit = subject.case().and("99213".parse().ok()?);
    let without = subject.medicare.allowed(&visit)?;
    let with = subject.medicare.allowed(&visit.with(&[modifier]))?;
    let refusal = without.refusal()?;
    with.price()?;
    let text = format!(
        "{words}: then {} on the visit says so. A visit 99213 is allowed {} with it, nothing without.",
        String::from_utf8_lossy(modifier),
        with.amount()
    );
    let source = refusal.source();
    Some(subject.tip("visit-same-day", Effect::Denied, source, text, against(without, with)))
}

/// A visit code beside a procedure of the day.
pub(in crate::tips) fn visit_beside_procedure(subject: &Subject<'_>) -> Option<Tip> {
    // A common injection of each kind of visit: into the eye, else into a joint.
    let procedure = if subject.hcpcs().as_str().starts_with("92") { "67028" } else { "20610" };
    let case = Case::of(procedure.parse().ok()?, subject.place).and(subject.hcpcs());
    let without = subject.medicare.allowed(&case)?;
    let refusal = without.refusal().filter(|refusal| takes_separate_visit(refusal))?;
    let with = subject.medicare.allowed(&case.with(&[b"25"]))?;
    with.price()?;
    let text = format!(
        "Beside a minor procedure such as {procedure} the visit needs modifier 25, and a note that shows a separate service: {} with it, nothing without.",
        with.amount()
    );
    let source = refusal.source();
    Some(subject.tip("visit-beside-procedure", Effect::Denied, source, text, against(without, with)))
}

/// Care after the operation given by another practitioner.
pub(in crate::tips) fn aftercare_elsewhere(subject: &Subject<'_>) -> Option<Tip> {
    let operation = subject.medicare.allowed(&subject.case().with(&[b"54"]))?;
    let aftercare = subject.medicare.allowed(&subject.case().with(&[b"55"]))?;
    operation.price().and(aftercare.price())?;
    subject.plain.price()?;
    let text = format!(
        "If another practitioner takes over the care after discharge, the surgeon bills 54 for {} and the other bills 55 for up to {} by the days of care. The whole fee of {} is then not due to either.",
        operation.amount(),
        aftercare.amount(),
        subject.plain.amount()
    );
    let figures = against(operation, subject.plain.clone());
    Some(subject.tip("aftercare-elsewhere", Effect::Less, Rule::SplitCare.source(), text, figures))
}

/// A return to the operating room for a complication.
pub(in crate::tips) fn return_to_operating_room(subject: &Subject<'_>) -> Option<Tip> {
    if !matches!(subject.row.global_days, GlobalDays::Ten | GlobalDays::Ninety) {
        return None;
    }
    let case = subject.case().at(PlaceOfService::HOSPITAL_OUTPATIENT);
    let back = subject.medicare.allowed(&case.clone().with(&[b"78"]))?;
    let whole = subject.medicare.allowed(&case)?;
    back.price().and(whole.price())?;
    let text = format!(
        "Done for a complication, back in the operating room within another surgery's global period, it takes 78 and is allowed the operation's part only: {} instead of {}. No new global period begins.",
        back.amount(),
        whole.amount()
    );
    let source = Rule::ReturnToOperatingRoom.source();
    Some(subject.tip("return-to-operating-room", Effect::Less, source, text, against(back, whole)))
}

/// A procedure that CMS publishes figures for when it was stopped.
pub(in crate::tips) fn discontinued(subject: &Subject<'_>) -> Option<Tip> {
    subject.rows.iter().find(|row| row.component == Component::Discontinued)?;
    let stopped = subject.medicare.allowed(&subject.case().with(&[b"53"]))?;
    stopped.price()?;
    let text = format!(
        "If the scope could not be taken far enough, bill 53: CMS publishes an amount of its own for that, {}, and the complete examination can be billed later for {}.",
        stopped.amount(),
        subject.plain.amount()
    );
    let figures = against(stopped, subject.plain.clone());
    let rule = format!("RVU file, row with modifier 53; {PACKAGE}");
    Some(subject.tip("discontinued", Effect::Less, &rule, text, figures))
}

/// Whether it is the kind of denial that a separate visit's modifier answers.
fn takes_separate_visit(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::VisitInPackage { .. } | Refusal::ColumnTwo { .. })
}
