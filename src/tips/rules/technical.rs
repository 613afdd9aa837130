//! Reductions of the technical part, and the hospital amount that caps it.

use super::against;
use crate::pricing::Rule;
use crate::tips::tip::Measure;
use crate::tips::{Effect, Side, Subject, Tip};

/// FX: film.
pub(in crate::tips) fn film(subject: &Subject<'_>) -> Option<Tip> {
    cut(subject, "film", b"FX", "If the study was taken on film, add modifier FX.")
}

/// FY: computed radiography.
pub(in crate::tips) fn computed_radiography(subject: &Subject<'_>) -> Option<Tip> {
    cut(
        subject,
        "computed-radiography",
        b"FY",
        "If the study was taken with computed radiography cassettes, add modifier FY.",
    )
}

/// CT: a scanner below the standard.
pub(in crate::tips) fn scanner(subject: &Subject<'_>) -> Option<Tip> {
    cut(subject, "scanner", b"CT", "If the scanner does not meet NEMA standard XR-29, add modifier CT.")
}

fn cut(subject: &Subject<'_>, id: &'static str, modifier: &[u8; 2], when: &str) -> Option<Tip> {
    if !subject.is_priced() {
        return None;
    }
    let marked = subject.medicare.allowed(&subject.case().with(&[modifier]))?;
    marked.answer.trace.iter().find(|step| step.rule == Rule::TechnicalCut)?;
    let text = format!(
        "{when} Medicare then allows {} instead of {}, and the patient does not owe the difference. Without the modifier the difference is an overpayment.",
        marked.dollars(),
        subject.plain.dollars()
    );
    let figures = against(marked, subject.plain.clone());
    Some(subject.tip(id, Effect::Less, Rule::TechnicalCut.source(), text, figures))
}

/// An imaging service that is capped at the hospital amount.
pub(in crate::tips) fn opps_cap(subject: &Subject<'_>) -> Option<Tip> {
    let plain = &subject.plain;
    plain.answer.trace.iter().find(|step| step.rule == Rule::OppsCap)?;
    let published = Side { measure: Measure::FeeSchedule, ..plain.clone() };
    let text = format!(
        "CMS's payment file shows {}, but the technical part is capped at what a hospital outpatient department is paid. Expect {}.",
        published.dollars(),
        plain.dollars()
    );
    let figures = against(plain.clone(), published);
    Some(subject.tip("opps-cap", Effect::Less, Rule::OppsCap.source(), text, figures))
}
