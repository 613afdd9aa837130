//! Anesthesia: who gave it, for how long, under whose direction. The case shown lasts an hour.

use super::{against, alone};
use crate::pricing::Rule;
use crate::tips::{Case, Effect, Side, Subject, Tip};
use crate::vocabulary::Status;

const HOUR: u32 = 60;
const QUARTER: u32 = 15;

/// A line without the modifier that says who gave it.
pub(in crate::tips) fn who_gave_it(subject: &Subject<'_>) -> Option<Tip> {
    let unsaid = subject.medicare.allowed(&hour(subject))?;
    let refusal = unsaid.refusal().filter(|_| subject.row.status == Status::Anesthesia)?.clone();
    let (text, figures) = match personally(subject) {
        Some(personally) => (
            format!(
                "{refusal} Given personally by an anesthesiologist (AA), an hour is allowed {}.",
                personally.amount()
            ),
            against(unsaid, personally),
        ),
        None => {
            let other = subject.medicare.allowed(&hour(subject).with(&[b"AA"]))?;
            (format!("{refusal} {}", other.effect()), alone(unsaid))
        }
    };
    Some(subject.tip("anesthesia-who", Effect::Denied, refusal.source(), text, figures))
}

/// Minutes left out: the units are then read as minutes.
pub(in crate::tips) fn minutes(subject: &Subject<'_>) -> Option<Tip> {
    let personally = personally(subject)?;
    let untimed = subject.medicare.allowed(&subject.case().with(&[b"AA"]))?;
    untimed.price()?;
    if untimed.amount() == personally.amount() {
        return None;
    }
    let text = format!(
        "The claim form's units are the minutes of anesthesia: 1 is paid as one minute, {}, where an hour is {}.",
        untimed.amount(),
        personally.amount()
    );
    Some(subject.tip(
        "anesthesia-minutes",
        Effect::Less,
        Rule::AnesthesiaUnits.source(),
        text,
        against(untimed, personally),
    ))
}

/// Medical direction of two to four cases.
pub(in crate::tips) fn direction(subject: &Subject<'_>) -> Option<Tip> {
    let personally = personally(subject)?;
    let directing = subject.medicare.allowed(&hour(subject).with(&[b"QK"]))?;
    directing.price()?;
    let text = format!(
        "A physician who directs two to four cases at once bills QK and is allowed {}; the nurse anesthetist bills QX for the other half. Given personally (AA) it is {}.",
        directing.amount(),
        personally.amount()
    );
    let source = Rule::MedicalDirection.source();
    Some(subject.tip("anesthesia-direction", Effect::Less, source, text, against(directing, personally)))
}

/// What fifteen minutes more or less are worth.
pub(in crate::tips) fn quarter_hour(subject: &Subject<'_>) -> Option<Tip> {
    let personally = personally(subject)?;
    let longer = subject.medicare.allowed(&subject.case().minutes(HOUR + QUARTER).with(&[b"AA"]))?;
    longer.price()?;
    if longer.amount() == personally.amount() {
        return None;
    }
    let text = format!(
        "Time is paid by the minute, to a tenth of fifteen minutes: write start and end to the minute. A quarter of an hour is worth {}.",
        longer.amount() - personally.amount()
    );
    Some(subject.tip(
        "anesthesia-quarter-hour",
        Effect::More,
        Rule::AnesthesiaUnits.source(),
        text,
        against(longer, personally),
    ))
}

fn hour(subject: &Subject<'_>) -> Case {
    subject.case().minutes(HOUR)
}

fn personally(subject: &Subject<'_>) -> Option<Side> {
    let is_anesthesia = subject.row.status == Status::Anesthesia;
    let side = subject.medicare.allowed(&hour(subject).with(&[b"AA"])).filter(|_| is_anesthesia)?;
    side.price().is_some().then_some(side)
}
