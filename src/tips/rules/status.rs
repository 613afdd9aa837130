//! Whether the code is paid at all: status codes, add-on services.

use super::{against, alone};
use crate::pricing::Refusal;
use crate::tips::{Case, Effect, Subject, Tip};
use crate::vocabulary::Status;

/// A code that is not priced, with its reason and, where one is known, the denial.
pub(in crate::tips) fn not_paid(subject: &Subject<'_>) -> Option<Tip> {
    let refusal = subject.plain.refusal()?;
    // Of these the missing modifier is told by rules of their own.
    if matches!(refusal, Refusal::AnesthesiaModifierMissing | Refusal::LaboratoryTest) {
        return None;
    }
    let effect = if refusal.predicted_denial().is_some() { Effect::Denied } else { Effect::Informs };
    let plain = subject.plain.clone();
    Some(subject.tip("not-paid", effect, refusal.source(), refusal.to_string(), alone(plain)))
}

/// Status R with an amount: paid only where Medicare's special instructions are met.
pub(in crate::tips) fn restricted(subject: &Subject<'_>) -> Option<Tip> {
    if !subject.plain.caveats("restricted_coverage") {
        return None;
    }
    let text = format!(
        "Status R: Medicare pays the {} only where its coverage instructions for this service are met. Check them before billing.",
        subject.plain.amount()
    );
    let plain = alone(subject.plain.clone());
    Some(subject.tip("restricted-coverage", Effect::Denied, "RVU file, status code", text, plain))
}

/// Status T: an office visit of the day takes the payment.
pub(in crate::tips) fn paid_alone(subject: &Subject<'_>) -> Option<Tip> {
    if subject.row.status != Status::PaidAlone || !subject.is_priced() {
        return None;
    }
    let beside = Case::of("99213".parse().ok()?, subject.place).and(subject.hcpcs());
    let beside = subject.medicare.allowed(&beside)?;
    let refusal = beside.refusal()?;
    let text = format!(
        "Billed alone it is allowed {}; beside another payable service of the day, such as the visit 99213, nothing. {refusal}",
        subject.plain.amount()
    );
    let source = refusal.source();
    Some(subject.tip("paid-alone", Effect::Denied, source, text, against(beside, subject.plain.clone())))
}

/// An add-on service, which is worth nothing without its primary service.
pub(in crate::tips) fn add_on(subject: &Subject<'_>) -> Option<Tip> {
    let alone = subject.medicare.allowed(&subject.case_alone())?;
    let is_refused = alone.refusal().is_some_and(|refusal| refusal.code() == "add_on_without_primary");
    if !subject.is_priced() || !(is_refused || alone.caveats("add_on_primary_not_checked")) {
        return None;
    }
    let text = format!(
        "An add-on service: its {} is paid only beside a primary service that the same practitioner bills for that day and that is itself paid. If the primary is denied, this falls with it.",
        subject.plain.amount()
    );
    let rule = "RVU file, global days ZZZ; CMS add-on code edits; Pub. 100-04 ch. 12, 30";
    let figures =
        if is_refused { against(alone, subject.plain.clone()) } else { super::alone(subject.plain.clone()) };
    Some(subject.tip("add-on-without-primary", Effect::Denied, rule, text, figures))
}
