//! Therapy: the discipline, the year's threshold, assistants.

use super::{against, alone};
use crate::pricing::{Rule, is_always_therapy};
use crate::tips::line_modifiers::{accepted_disciplines, is_speech};
use crate::tips::tip::Measure;
use crate::tips::{Discipline, Effect, Subject, Tip};
use crate::vocabulary::ProviderKind;

/// A therapy line without its discipline.
pub(in crate::tips) fn discipline(subject: &Subject<'_>) -> Option<Tip> {
    let unnamed = subject.medicare.allowed(&subject.unmodified())?;
    if !unnamed.caveats("discipline_modifier_missing") {
        return None;
    }
    let accepted = accepted_disciplines(subject.hcpcs(), subject.place, &subject.medicare);
    let named = |discipline: &Discipline| format!("{} for {}", discipline.modifier(), discipline.name());
    let names = match accepted.as_slice() {
        [] => return None,
        [only] => format!("{}. No other discipline has the code", named(only)),
        several => several.iter().map(named).collect::<Vec<_>>().join(" or "),
    };
    let text = format!(
        "Name the discipline on the line: {names}. Without it the contractor returns the line, and its {} is not paid.",
        unnamed.dollars()
    );
    let figures = alone(unnamed);
    Some(subject.tip("therapy-discipline", Effect::Denied, "Pub. 100-04 ch. 5, 20.1", text, figures))
}

/// Above the year's threshold a line needs KX.
pub(in crate::tips) fn threshold(subject: &Subject<'_>) -> Option<Tip> {
    let threshold = subject.medicare.rates.law.therapy_threshold.ok()?.value;
    if !is_always_therapy(subject.medicare.rates.law, subject.row) || !subject.is_priced() {
        return None;
    }
    let text = format!(
        "Once {} of therapy was allowed in the calendar year, the line needs modifier KX and a record that shows the need. Without KX its {} is denied. Physical and speech therapy count together, occupational therapy counts alone.",
        threshold.dollars(),
        subject.plain.dollars()
    );
    let source = "Social Security Act 1833(g); Pub. 100-04 ch. 5, 10.3";
    Some(subject.tip("therapy-threshold", Effect::Denied, source, text, alone(subject.plain.clone())))
}

/// A physical therapist's assistant.
pub(in crate::tips) fn assistant(subject: &Subject<'_>) -> Option<Tip> {
    let is_therapy = is_always_therapy(subject.medicare.rates.law, subject.row);
    if !is_therapy || is_speech(subject.hcpcs()) {
        return None;
    }
    let by_therapist = subject.unmodified().by(ProviderKind::PhysicalTherapist);
    let paid = |modifiers: &[&[u8; 2]]| {
        subject.medicare.price_last_line(&by_therapist.clone().with(modifiers), Measure::MedicarePaid)
    };
    let (assisted, whole) = (paid(&[b"GP", b"CQ"])?, paid(&[b"GP"])?);
    assisted.price().and(whole.price())?;
    if whole.caveats("outside_benefit") {
        return None;
    }
    let text = format!(
        "If a physical therapist assistant gives all or part of the service, bill CQ with GP (an occupational therapy assistant: CO with GO). Medicare then pays {} instead of {}, and the patient owes no more.",
        assisted.dollars(),
        whole.dollars()
    );
    let source = Rule::TherapyAssistant.source();
    Some(subject.tip("therapy-assistant", Effect::Less, source, text, against(assisted, whole)))
}
