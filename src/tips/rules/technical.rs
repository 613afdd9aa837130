//! Cuts of the technical part, and the hospital's amount that caps it.

use super::against;
use crate::pricing::Rule;
use crate::tips::tip::Measure;
use crate::tips::{Effect, Side, Subject, Tip};

/// FX: film.
pub(in crate::tips) fn film(subject: &Subject<'_>) -> Option<Tip> {
    cut(subject, "film", b"FX", "Taken on film, the study needs FX")
}

/// FY: computed radiography.
pub(in crate::tips) fn computed_radiography(subject: &Subject<'_>) -> Option<Tip> {
    cut(
        subject,
        "computed-radiography",
        b"FY",
        "Taken with computed radiography cassettes, the study needs FY",
    )
}

/// CT: a scanner below the standard.
pub(in crate::tips) fn scanner(subject: &Subject<'_>) -> Option<Tip> {
    cut(subject, "scanner", b"CT", "Done on a scanner below NEMA standard XR-29, the study needs CT")
}

fn cut(subject: &Subject<'_>, id: &'static str, modifier: &[u8; 2], told: &str) -> Option<Tip> {
    if !subject.is_priced() {
        return None;
    }
    let marked = subject.medicare.allowed(&subject.case().with(&[modifier]))?;
    marked.answer.trace.iter().find(|step| step.rule == Rule::TechnicalCut)?;
    let text = format!(
        "{told} and is allowed {} instead of {}; the patient does not owe the difference, and leaving the modifier out is an overpayment.",
        marked.amount(),
        subject.plain.amount()
    );
    let figures = against(marked, subject.plain.clone());
    Some(subject.tip(id, Effect::Less, Rule::TechnicalCut.source(), text, figures))
}

/// An imaging service that is held to the hospital's amount.
pub(in crate::tips) fn opps_cap(subject: &Subject<'_>) -> Option<Tip> {
    let plain = &subject.plain;
    plain.answer.trace.iter().find(|step| step.rule == Rule::OppsCap)?;
    let published = Side { measure: Measure::FeeSchedule, ..plain.clone() };
    let text = format!(
        "CMS's payment file prints {}, but the technical part is capped by what a hospital's outpatient department gets: expect {}.",
        published.amount(),
        plain.amount()
    );
    let figures = against(plain.clone(), published);
    Some(subject.tip("opps-cap", Effect::Less, Rule::OppsCap.source(), text, figures))
}
