//! The surgical package: visits in it, its parts, a return to the operating room, a procedure that was stopped.

use super::against;
use crate::pricing::{Refusal, Rule, is_always_therapy, may_be_visit};
use crate::tips::examples::EXAMPLES;
use crate::tips::usual::{is_planned_operation, usual_place, usual_procedures, usual_visit};
use crate::tips::{Case, Effect, Subject, Tip};
use crate::vocabulary::{Component, GlobalDays, HcpcsCode, PcTc, PlaceOfService, ProviderKind};

const PACKAGE: &str = "Pub. 100-04 ch. 12, 40.1 to 40.4";

/// A visit with the procedure, without and with the modifier that makes Medicare pay it.
pub(in crate::tips) fn visit_same_day(subject: &Subject<'_>) -> Option<Tip> {
    // Medicare pays a chiropractor for no visit.
    if subject.is_manipulation() {
        return None;
    }
    if is_planned_operation(&subject.medicare, subject.hcpcs()) {
        return visit_before_planned_operation(subject);
    }
    let (modifier, words): (&[u8; 2], _) = match subject.row.global_days {
        GlobalDays::Zero | GlobalDays::Ten => (
            b"25",
            "Medicare includes a visit on the same day in this procedure, unless the visit was significant and separate.",
        ),
        GlobalDays::Ninety => (
            b"57",
            "Medicare includes a visit on the day of this surgery or the day before, unless the decision to operate was made then.",
        ),
        GlobalDays::NotApplicable if may_meet_visit(subject) => (
            b"25",
            "NCCI includes a visit on the same day in this service, unless the visit was significant and separate.",
        ),
        GlobalDays::Maternity
        | GlobalDays::NotApplicable
        | GlobalDays::ContractorDecides
        | GlobalDays::AddOn => return None,
    };
    let procedure = at_usual_place(subject);
    let visit_code = usual_visit(subject.hcpcs(), procedure.place(), &subject.medicare);
    let visit = procedure.and(visit_code);
    let without = subject.medicare.allowed(&visit)?;
    let with = subject.medicare.allowed(&visit.with(&[modifier]))?;
    let refusal = without.refusal().filter(|refusal| takes_separate_visit(refusal))?;
    with.price()?;
    let text = format!(
        "{words} In that case put modifier {} on the visit: {visit_code} is then allowed {}. Without it Medicare pays nothing for the visit.",
        String::from_utf8_lossy(modifier),
        with.dollars()
    );
    let source = refusal.source();
    Some(subject.tip("visit-same-day", Effect::Denied, source, text, against(without, with)))
}

/// Whether a physician who furnishes a service without a package may have a visit with the patient on the same day: it is no visit itself,
/// no psychotherapy, which has codes for the time beside a visit, no therapy, and nothing of radiology, pathology or a month's dialysis.
fn may_meet_visit(subject: &Subject<'_>) -> bool {
    let law = subject.medicare.rates.law;
    subject.provider == ProviderKind::Physician
        && !may_be_visit(law, subject.hcpcs())
        && !is_always_therapy(law, subject.row)
        && !EXAMPLES.without_visit.contain(subject.hcpcs())
        && !subject.primaries().any(|primary| may_be_visit(law, primary))
}

/// A visit on the day of an operation that was planned before. It takes no modifier.
fn visit_before_planned_operation(subject: &Subject<'_>) -> Option<Tip> {
    let procedure = at_usual_place(subject);
    let visit_code = usual_visit(subject.hcpcs(), procedure.place(), &subject.medicare);
    let earlier_visit = usual_visit(subject.hcpcs(), PlaceOfService::OFFICE, &subject.medicare);
    let earlier = subject.medicare.allowed(&Case::with_line(earlier_visit, PlaceOfService::OFFICE))?;
    let denied = subject.medicare.allowed(&procedure.and(visit_code))?;
    let refusal = denied.refusal()?;
    earlier.price()?;
    let text = format!(
        "Medicare includes a visit on the day of this surgery or the day before. A planned operation was decided on at an earlier visit, which is paid on its own: {} for {earlier_visit} in the office. Modifier 57 is only for a visit that decides on surgery for that day or the next.",
        earlier.dollars()
    );
    let source = refusal.source();
    Some(subject.tip("visit-same-day", Effect::Denied, source, text, against(denied, earlier)))
}

/// The procedure at the place where it is usually done. If Medicare pays only the reading there, the line has 26.
fn at_usual_place(subject: &Subject<'_>) -> Case {
    let usual = usual_place(subject.row);
    let case = subject.case().with(subject.part.unwrap_or_default());
    if usual == subject.place || subject.row.pc_tc != PcTc::DiagnosticTest {
        return case;
    }
    let reading = case.clone().at(usual).with(&[b"26"]);
    let is_paid = subject.medicare.allowed(&reading).is_some_and(|side| side.price().is_some());
    if is_paid { reading } else { case }
}

/// A visit code with a procedure on the same day.
pub(in crate::tips) fn visit_with_procedure(subject: &Subject<'_>) -> Option<Tip> {
    // An add-on to a visit goes with its visit.
    if subject.row.global_days == GlobalDays::AddOn {
        return None;
    }
    usual_procedures(subject.hcpcs(), subject.place)
        .iter()
        .find_map(|procedure| with_procedure(subject, *procedure))
}

fn with_procedure(subject: &Subject<'_>, procedure: HcpcsCode) -> Option<Tip> {
    let case = Case::with_line(procedure, subject.place).and(subject.hcpcs());
    let without = subject.medicare.allowed(&case)?;
    let refusal = without.refusal().filter(|refusal| takes_separate_visit(refusal))?;
    let with = subject.medicare.allowed(&case.with(&[b"25"]))?;
    with.price()?;
    let text = format!(
        "With a minor procedure on the same day, such as {procedure}, the visit needs modifier 25 and a note that shows a separate service. With 25 it is allowed {}, without it nothing.",
        with.dollars()
    );
    let source = refusal.source();
    Some(subject.tip("visit-beside-procedure", Effect::Denied, source, text, against(without, with)))
}

/// Another practitioner gives the care after the operation.
pub(in crate::tips) fn aftercare_elsewhere(subject: &Subject<'_>) -> Option<Tip> {
    // Nobody hands over the care after a minor procedure.
    if subject.row.global_days != GlobalDays::Ninety {
        return None;
    }
    let operation = subject.medicare.allowed(&subject.case().with(&[b"54"]))?;
    let aftercare = subject.medicare.allowed(&subject.case().with(&[b"55"]))?;
    operation.price().and(aftercare.price())?;
    subject.plain.price()?;
    let text = format!(
        "If another practitioner takes over the care after discharge, the surgeon bills modifier 54 for {}. The other bills 55 for up to {}, by the days of care. Neither of them is owed the whole fee of {}.",
        operation.dollars(),
        aftercare.dollars(),
        subject.plain.dollars()
    );
    let figures = against(operation, subject.plain.clone());
    Some(subject.tip("aftercare-elsewhere", Effect::Less, Rule::SplitCare.source(), text, figures))
}

/// A return to the operating room for a complication.
pub(in crate::tips) fn return_to_operating_room(subject: &Subject<'_>) -> Option<Tip> {
    // A minor procedure of an office needs no operating room.
    let is_of_facility = subject.place != PlaceOfService::OFFICE;
    if !matches!(subject.row.global_days, GlobalDays::Ten | GlobalDays::Ninety) || !is_of_facility {
        return None;
    }
    let case = subject.case();
    let back = subject.medicare.allowed(&case.clone().with(&[b"78"]))?;
    let whole = subject.medicare.allowed(&case)?;
    back.price().and(whole.price())?;
    let text = format!(
        "If a complication takes the patient back to the operating room in the global period of another surgery, bill modifier 78. Medicare then allows only the operation itself: {} instead of {}. No new global period begins.",
        back.dollars(),
        whole.dollars()
    );
    let source = Rule::ReturnToOperatingRoom.source();
    Some(subject.tip("return-to-operating-room", Effect::Less, source, text, against(back, whole)))
}

/// A procedure for which CMS publishes separate figures if it was stopped.
pub(in crate::tips) fn discontinued(subject: &Subject<'_>) -> Option<Tip> {
    subject.rows.iter().find(|row| row.component == Component::Discontinued)?;
    let stopped = subject.medicare.allowed(&subject.case().with(&[b"53"]))?;
    stopped.price()?;
    let text = format!(
        "If the scope could not reach far enough, bill modifier 53. CMS publishes a separate amount for that, {}. The complete examination can be billed later for {}.",
        stopped.dollars(),
        subject.plain.dollars()
    );
    let figures = against(stopped, subject.plain.clone());
    let rule = format!("RVU file, row with modifier 53; {PACKAGE}");
    Some(subject.tip("discontinued", Effect::Less, &rule, text, figures))
}

/// Whether the modifier of a separate visit can prevent this denial.
fn takes_separate_visit(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::VisitInPackage { .. } | Refusal::ColumnTwo { .. })
}
