//! Whether the code is paid at all: status codes, add-on services.

use super::components::missing_26_in_hospital;
use super::{against, alone};
use crate::pricing::Refusal;
use crate::tips::examples::EXAMPLES;
use crate::tips::tip::Measure;
use crate::tips::usual::usual_visit;
use crate::tips::{Case, Effect, Side, Subject, Tip};
use crate::vocabulary::{HcpcsCode, Status};

/// A code that is not priced, and why.
pub(in crate::tips) fn not_paid(subject: &Subject<'_>) -> Option<Tip> {
    if subject.is_manipulation() {
        return maintenance_care(subject);
    }
    let refusal = subject.plain.refusal()?;
    // Other rules explain which modifier these need.
    let is_explained = matches!(refusal, Refusal::AnesthesiaModifierMissing | Refusal::LaboratoryTest)
        || missing_26_in_hospital(subject).is_some();
    if is_explained {
        return None;
    }
    let effect = if refusal.predicted_denial().is_some() { Effect::Denied } else { Effect::Informs };
    let plain = subject.plain.clone();
    let figures = match replacement(subject).or_else(|| paid_part(subject)) {
        Some(paid) => against(beside_the_same(subject, &paid).unwrap_or(plain), paid),
        None => alone(plain),
    };
    let text = match remote_visit(subject.hcpcs()) {
        Some(RemoteVisit::ByVideo) => format!("{refusal} {PATIENT_AT_HOME}"),
        Some(RemoteVisit::ByVoice) => format!("{refusal} {PATIENT_AT_HOME} {BY_VOICE}"),
        None => refusal.to_string(),
    };
    Some(subject.tip("not-paid", effect, refusal.source(), text, figures))
}

const PATIENT_AT_HOME: &str =
    "Bill that code at place of service 10 if the patient is at home, or else at 02.";
const BY_VOICE: &str = "By telephone alone it takes modifier 93.";

/// How a visit is made for which the practitioner and the patient do not meet.
enum RemoteVisit {
    ByVideo,
    ByVoice,
}

fn remote_visit(hcpcs: HcpcsCode) -> Option<RemoteVisit> {
    let is_remote = EXAMPLES.named_place(hcpcs).is_some_and(|place| place.code() == "10");
    let how = if EXAMPLES.by_voice.contain(hcpcs) { RemoteVisit::ByVoice } else { RemoteVisit::ByVideo };
    is_remote.then_some(how)
}

/// The first code that Medicare takes instead of this one, if it is paid.
fn replacement(subject: &Subject<'_>) -> Option<Side> {
    let replaced = subject.medicare.rates.law.replaced_codes.as_ref().ok()?.of(subject.hcpcs())?;
    let taken = Subject::new(*replaced.first()?, subject.medicare)?;
    let paid = match remote_visit(subject.hcpcs()) {
        Some(RemoteVisit::ByVideo) => subject.medicare.allowed(&taken.case_at(subject.place))?,
        Some(RemoteVisit::ByVoice) => {
            subject.medicare.allowed(&taken.case_at(subject.place).with(&[b"93"]))?
        }
        None => taken.plain,
    };
    paid.price().is_some().then_some(paid)
}

/// The code after the services before the add-on that Medicare takes instead, as these are on the claim either way.
fn beside_the_same(subject: &Subject<'_>, paid: &Side) -> Option<Side> {
    paid.primary()?;
    let claim = paid.claim_with_code(subject.hcpcs(), &[])?;
    subject
        .medicare
        .price_line_of(claim, paid.position, Measure::Allowed)
        .filter(|side| side.price().is_none())
}

/// The part of the code that is paid at its place, such as the reading of a test in a hospital.
fn paid_part(subject: &Subject<'_>) -> Option<Side> {
    let part = subject.part.filter(|part| !part.is_empty())?;
    let side = subject.medicare.allowed(&subject.case().with(part))?;
    side.price().is_some().then_some(side)
}

/// Manipulation without AT.
fn maintenance_care(subject: &Subject<'_>) -> Option<Tip> {
    let maintenance = subject.medicare.allowed(&subject.unmodified())?;
    let refusal = maintenance.refusal()?;
    subject.plain.price()?;
    let text = format!("{refusal} With AT Medicare allows {}.", subject.plain.dollars());
    let source = refusal.source();
    let figures = against(maintenance, subject.plain.clone());
    Some(subject.tip("not-paid", Effect::Denied, source, text, figures))
}

/// Status R with an amount: paid only if Medicare's special instructions are met.
pub(in crate::tips) fn restricted(subject: &Subject<'_>) -> Option<Tip> {
    if !subject.plain.caveats("restricted_coverage") {
        return None;
    }
    let text = format!(
        "Status R: Medicare pays the {} only if its coverage instructions for this service are met. Check them before you bill.",
        subject.plain.dollars()
    );
    let plain = alone(subject.plain.clone());
    Some(subject.tip("restricted-coverage", Effect::Denied, "RVU file, status code", text, plain))
}

/// Status T: not paid if an office visit is paid on the same day.
pub(in crate::tips) fn paid_alone(subject: &Subject<'_>) -> Option<Tip> {
    if subject.row.status != Status::PaidAlone || !subject.is_priced() {
        return None;
    }
    let visit = usual_visit(subject.hcpcs(), subject.place, &subject.medicare);
    let case = Case::with_line(visit, subject.place).and(subject.hcpcs());
    let unpaid = subject.medicare.allowed(&case)?;
    let refusal = unpaid.refusal()?;
    let text = format!(
        "Billed alone this code is allowed {}. If another service is paid on the same day, such as visit {visit}, Medicare pays nothing for it. {refusal}",
        subject.plain.dollars()
    );
    let source = refusal.source();
    Some(subject.tip("paid-alone", Effect::Denied, source, text, against(unpaid, subject.plain.clone())))
}

/// An add-on service, which is never paid without its primary service.
pub(in crate::tips) fn add_on(subject: &Subject<'_>) -> Option<Tip> {
    let alone = subject.medicare.allowed(&subject.case_alone())?;
    let is_refused =
        matches!(alone.refusal(), Some(Refusal::AddOnWithoutPrimary | Refusal::ComplexityWithoutVisit));
    if !subject.is_priced() || !(is_refused || alone.caveats("add_on_primary_not_checked")) {
        return None;
    }
    let text = format!(
        "This is an add-on service. Medicare pays its {} only if the same practitioner bills a primary service for that day and the primary is paid. If the primary is denied, this is denied too.",
        subject.plain.dollars()
    );
    let rule = "RVU file, global days ZZZ; CMS add-on code edits; Pub. 100-04 ch. 12, 30";
    let figures =
        if is_refused { against(alone, subject.plain.clone()) } else { super::alone(subject.plain.clone()) };
    Some(subject.tip("add-on-without-primary", Effect::Denied, rule, text, figures))
}
