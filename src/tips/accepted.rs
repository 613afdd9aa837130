//! The modifiers that a code takes and that do not change its amount, such as 25 on a visit or RT on a knee.

use super::examples::EXAMPLES;
use super::line_modifiers::accepted_disciplines;
use super::subject::Subject;
use super::tip::Side;
use crate::pricing::is_always_therapy;
use crate::vocabulary::{Modifier, PaymentSchedule};
use std::cell::LazyCell;

/// A modifier that a code takes and that does not change its amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedModifier {
    /// The modifiers of the line: those that every line of the code needs, and this one.
    pub modifiers: Vec<Modifier>,
    /// The modifier itself.
    pub modifier: Modifier,
    /// What it says.
    pub meaning: &'static str,
}

/// When a modifier is tried, apart from what the pricing rules say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum On {
    /// On every code.
    Any,
    /// On procedures with a global period.
    Procedures,
    /// On codes that a bundling edit denies unless a modifier says that they were separate.
    Bundled,
    /// On all codes but visits, drugs and laboratory tests.
    Repeatable,
    /// On therapy.
    Therapy,
    /// On services of physicians.
    Physicians,
}

/// The modifiers that are tried, each with what it says. The pricing rules decide which of them fit a code.
const TRIED: &[(&[u8; 2], On, &str)] = &[
    (b"25", On::Any, "the visit was significant and separate from a procedure of the same day"),
    (b"57", On::Any, "the decision for major surgery was made at this visit"),
    (b"24", On::Any, "the visit is in the global period of an operation and unrelated to it"),
    (b"FS", On::Any, "a physician and another practitioner shared the visit in a facility"),
    (b"FT", On::Any, "the critical care was unrelated to an operation"),
    (b"RT", On::Any, "the right side"),
    (b"LT", On::Any, "the left side"),
    (b"E1", On::Any, "the eyelid: E1 to E4"),
    (b"FA", On::Any, "the finger: FA, or F1 to F9"),
    (b"TA", On::Any, "the toe: TA, or T1 to T9"),
    (b"LD", On::Any, "the coronary artery: LC, LD, LM, RC or RI"),
    (b"59", On::Bundled, "the service was distinct from another one of the same day"),
    (b"XE", On::Bundled, "it was at a separate encounter"),
    (b"XS", On::Bundled, "it was on a separate structure of the body"),
    (b"XP", On::Bundled, "another practitioner furnished it"),
    (b"XU", On::Bundled, "it does not overlap the usual parts of the other service"),
    (b"58", On::Procedures, "it was planned as a later stage of an earlier procedure"),
    (b"79", On::Procedures, "it is in the global period of another procedure and unrelated to it"),
    (b"76", On::Repeatable, "the same practitioner repeated it on the same day"),
    (b"77", On::Repeatable, "another practitioner repeated it on the same day"),
    (b"91", On::Any, "the test was repeated for a new result"),
    (b"QW", On::Any, "a laboratory with a certificate of waiver made the test"),
    (b"90", On::Any, "an outside laboratory made the test"),
    (b"KX", On::Therapy, "the record shows why therapy above the year's threshold is necessary"),
    (b"PT", On::Any, "a colorectal screening became diagnostic: the patient pays no deductible"),
    (b"33", On::Physicians, "the service is preventive"),
    (b"GG", On::Any, "a screening and a diagnostic mammogram were on the same day"),
    (b"Q7", On::Any, "one class A finding of foot care"),
    (b"Q8", On::Any, "two class B findings of foot care"),
    (b"Q9", On::Any, "one class B and two class C findings of foot care"),
    (b"QS", On::Any, "monitored anesthesia care"),
    (b"JZ", On::Any, "nothing of a single-dose container was discarded"),
    (b"JW", On::Any, "the line bills the discarded part of a single-dose container"),
    (b"GC", On::Physicians, "a resident took part under a teaching physician"),
    (b"GE", On::Any, "a resident furnished it under the primary care exception"),
    (b"GA", On::Any, "the patient signed a notice (ABN) and pays if Medicare denies it as not necessary"),
];

/// The caveats of a modifier that does not belong on the code, or has an unknown effect.
const UNFIT: &[&str] = &["modifier_ignored", "unknown_modifier", "preventive_for_screening"];

/// The modifiers that the code takes at its usual place and that do not change the amount of one unit.
#[must_use]
pub fn accepted_modifiers(subject: &Subject<'_>) -> Vec<AcceptedModifier> {
    let part = subject.part.unwrap_or_default();
    let base = subject.case().with(part);
    let Some(plain) = subject.medicare.allowed(&base).filter(|side| side.price().is_some()) else {
        return Vec::new();
    };
    let needed = subject.needed_modifiers();
    let takes = |modifier: Modifier| {
        let side = subject.medicare.allowed(&base.clone().modified(&[modifier]));
        side.is_some_and(|side| is_taken(&plain, &side))
    };
    let is_visit = takes(Modifier::known(b"25"));
    let is_of_physicians = plain.price().is_some_and(|price| price.schedule == PaymentSchedule::Physician);
    let may_be_separate = LazyCell::new(|| !is_visit && is_bundled(subject));
    let is_tried = |on: On| match on {
        On::Any => true,
        On::Procedures => subject.row.global_days.is_procedure() && !subject.is_manipulation(),
        On::Bundled => *may_be_separate,
        On::Repeatable => !is_visit && is_of_physicians && !subject.is_manipulation(),
        On::Therapy => is_therapy(subject),
        On::Physicians => is_of_physicians && !is_therapy(subject),
    };
    let makes_sense = |text: &[u8; 2]| EXAMPLES.may_have_visit_modifier(subject.hcpcs(), text);
    let tried = TRIED.iter().filter(|(text, on, _)| is_tried(*on) && makes_sense(text));
    let tried = tried.map(|(text, _, meaning)| (Modifier::known(text), *meaning));
    let accepted = tried.filter(|(modifier, _)| !needed.contains(modifier) && takes(*modifier));
    let with_needed = |(modifier, meaning): (Modifier, &'static str)| AcceptedModifier {
        modifiers: needed.iter().copied().chain([modifier]).collect(),
        modifier,
        meaning,
    };
    disciplines(subject, &needed).chain(accepted.map(with_needed)).collect()
}

/// The other disciplines of a therapy code, in place of the one that examples have.
fn disciplines(subject: &Subject<'_>, needed: &[Modifier]) -> impl Iterator<Item = AcceptedModifier> {
    let accepted = if is_therapy(subject) {
        accepted_disciplines(subject.hcpcs(), subject.place, &subject.medicare)
    } else {
        Vec::new()
    };
    let others = accepted.into_iter().filter(|discipline| !needed.contains(&discipline.modifier()));
    others.map(|discipline| AcceptedModifier {
        modifiers: vec![discipline.modifier()],
        modifier: discipline.modifier(),
        meaning: discipline.name(),
    })
}

fn is_therapy(subject: &Subject<'_>) -> bool {
    is_always_therapy(subject.medicare.rates.law, subject.row)
}

/// Whether an edit denies the code and a modifier can prevent it, or whether that is not known.
fn is_bundled(subject: &Subject<'_>) -> bool {
    let edits = subject.medicare.schedule.edits_on(subject.medicare.date).ptp;
    let edits = edits.filter(|edits| edits.covers(subject.hcpcs()));
    edits.is_none_or(|edits| edits.bundling(subject.hcpcs()).with_modifier > 0)
}

/// Whether a line takes a modifier: it has the same amount as without it, and nothing says that the modifier does not fit.
fn is_taken(plain: &Side, with: &Side) -> bool {
    let has = |side: &Side, code: &str| {
        let caveats = side.answer.confidence.reasons.iter().chain(&side.answer.warnings);
        caveats.into_iter().any(|caveat| caveat.code() == code)
    };
    let is_unfit = UNFIT.iter().any(|code| has(with, code) && !has(plain, code));
    with.price().is_some() && with.amount() == plain.amount() && !is_unfit
}
