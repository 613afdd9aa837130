//! Who operates with the surgeon.

use super::{against, alone};
use crate::pricing::Rule;
use crate::tips::examples::EXAMPLES;
use crate::tips::{Effect, Subject, Tip};
use crate::vocabulary::{PlaceOfService, ProviderKind};

/// A physician who assists.
pub(in crate::tips) fn assistant(subject: &Subject<'_>) -> Option<Tip> {
    if !is_assisted(subject) {
        return None;
    }
    let assisting = subject.medicare.allowed(&subject.case().with(&[b"80"]))?;
    let indicator = subject.row.assistant.text();
    let (effect, text) = match assisting.refusal() {
        Some(_) => (
            Effect::Denied,
            format!("Do not bill an assistant (80, 81, 82 or AS) for this code. {indicator}"),
        ),
        None if assisting.caveats("assistant_by_report") => (
            Effect::Denied,
            format!(
                "An assistant (80) is paid {} if the documentation shows the need, and otherwise nothing. Send it with the claim. {indicator}",
                assisting.dollars()
            ),
        ),
        None => (
            Effect::Informs,
            format!("A physician who assists bills modifier 80 and is allowed {}.", assisting.dollars()),
        ),
    };
    let source = Rule::AssistantAtSurgery.source();
    Some(subject.tip("assistant", effect, source, text, alone(assisting)))
}

/// A physician assistant, nurse practitioner or clinical nurse specialist who assists.
pub(in crate::tips) fn nonphysician_assistant(subject: &Subject<'_>) -> Option<Tip> {
    if !is_assisted(subject) {
        return None;
    }
    let case = subject.case().with(&[b"AS"]).by(ProviderKind::PhysicianAssistant);
    let assisting = subject.medicare.allowed(&case)?;
    let physician = subject.medicare.allowed(&subject.case().with(&[b"80"]))?;
    assisting.price().and(physician.price())?;
    let condition = if assisting.caveats("assistant_by_report") {
        "If the documentation shows the need, they are"
    } else {
        "They are"
    };
    let text = format!(
        "A physician assistant, nurse practitioner or clinical nurse specialist who assists bills modifier AS alone, never with 80. {condition} allowed {}; a physician is allowed {}.",
        assisting.dollars(),
        physician.dollars()
    );
    let source = "Social Security Act 1833(a)(1)(O), 1848(i)(2)";
    Some(subject.tip("nonphysician-assistant", Effect::Less, source, text, against(assisting, physician)))
}

/// Two surgeons.
pub(in crate::tips) fn co_surgeons(subject: &Subject<'_>) -> Option<Tip> {
    let is_always_shared = subject.line_modifiers.contains(&b"62");
    if !is_surgery(subject) || subject.place == PlaceOfService::OFFICE || is_always_shared {
        return None;
    }
    let each = subject.medicare.allowed(&subject.case().with(&[b"62"]))?;
    each.price()?;
    let text = format!(
        "If two surgeons share this operation, both bill it with modifier 62 and are allowed {} each. If only one of them does, the other's claim is denied. {}",
        each.dollars(),
        subject.row.co_surgeons.text()
    );
    let source = Rule::CoSurgeons.source();
    Some(subject.tip("co-surgeons", Effect::Less, source, text, against(each, subject.plain.clone())))
}

fn is_surgery(subject: &Subject<'_>) -> bool {
    subject.is_priced() && subject.row.global_days.is_procedure()
}

/// Whether somebody may assist with the code: it is an operation, and no injection and nothing that is done in an office.
fn is_assisted(subject: &Subject<'_>) -> bool {
    let may_need = EXAMPLES.may_have_assistant(subject.hcpcs());
    is_surgery(subject) && may_need && subject.place != PlaceOfService::OFFICE
}
