//! Anesthesia: who gave it, for how long, who directed it. The claims shown last an hour.

use super::{against, alone};
use crate::pricing::{Refusal, Rule};
use crate::tips::modifiers::is_untimed;
use crate::tips::{Case, Effect, Side, Subject, Tip};
use crate::vocabulary::Status;

const HOUR: u32 = 60;
const QUARTER: u32 = 15;

/// A line without the modifier that names who gave the anesthesia.
pub(in crate::tips) fn who_gave_it(subject: &Subject<'_>) -> Option<Tip> {
    let unsaid = subject.medicare.allowed(&hour(subject))?;
    let refusal = unsaid.refusal().filter(|_| subject.row.status == Status::Anesthesia)?.clone();
    let (text, figures) = match personally(subject) {
        Some(personally) => {
            let amount = personally.dollars();
            let allowed = if is_untimed(subject) {
                format!("it is allowed {amount} a day: base units only, without minutes")
            } else {
                format!("an hour is allowed {amount}")
            };
            let text = format!("{refusal} If an anesthesiologist gives it personally (AA), {allowed}.");
            (text, against(unsaid, personally))
        }
        None => {
            let other = subject.medicare.allowed(&hour(subject).with(&[b"AA"]))?;
            let more = match other.refusal() {
                Some(Refusal::AddOnWithoutPrimary) => {
                    "It is an add-on code, so its primary code must be on the claim.".to_owned()
                }
                Some(_) | None => other.effect(),
            };
            (format!("{refusal} {more}"), alone(unsaid))
        }
    };
    Some(subject.tip("anesthesia-who", Effect::Denied, refusal.source(), text, figures))
}

/// A line without minutes: Medicare takes the units for minutes.
pub(in crate::tips) fn minutes(subject: &Subject<'_>) -> Option<Tip> {
    let personally = personally(subject)?;
    let untimed = subject.medicare.allowed(&subject.case().with(&[b"AA"]))?;
    untimed.price()?;
    if untimed.amount() == personally.amount() {
        return None;
    }
    let text = format!(
        "The units on the claim form are minutes of anesthesia. One unit is paid as one minute ({}); an hour is {}.",
        untimed.dollars(),
        personally.dollars()
    );
    Some(subject.tip(
        "anesthesia-minutes",
        Effect::Less,
        Rule::AnesthesiaUnits.source(),
        text,
        against(untimed, personally),
    ))
}

/// Medical direction of two to four cases. Nobody directs a service without time, such as the daily care of a catheter for pain.
pub(in crate::tips) fn direction(subject: &Subject<'_>) -> Option<Tip> {
    if is_untimed(subject) {
        return None;
    }
    let personally = personally(subject)?;
    let directing = subject.medicare.allowed(&hour(subject).with(&[b"QK"]))?;
    directing.price()?;
    let text = format!(
        "A physician who directs two to four cases at once bills QK and is allowed {}. The nurse anesthetist bills QX for the other half. If the physician gives the anesthesia personally (AA), it is {}.",
        directing.dollars(),
        personally.dollars()
    );
    let source = Rule::MedicalDirection.source();
    Some(subject.tip("anesthesia-direction", Effect::Less, source, text, against(directing, personally)))
}

/// What 15 more minutes are worth.
pub(in crate::tips) fn quarter_hour(subject: &Subject<'_>) -> Option<Tip> {
    let personally = personally(subject)?;
    let longer = subject.medicare.allowed(&subject.case().minutes(HOUR + QUARTER).with(&[b"AA"]))?;
    longer.price()?;
    if longer.amount() == personally.amount() {
        return None;
    }
    let text = format!(
        "Medicare pays anesthesia by the minute, rounded to a tenth of 15 minutes. Write start and end to the minute: a quarter of an hour is worth {}.",
        (longer.amount() - personally.amount()).dollars()
    );
    Some(subject.tip(
        "anesthesia-quarter-hour",
        Effect::More,
        Rule::AnesthesiaUnits.source(),
        text,
        against(longer, personally),
    ))
}

/// An hour of the service; one day of it if it has no time.
fn hour(subject: &Subject<'_>) -> Case {
    if is_untimed(subject) { subject.case() } else { subject.case().minutes(HOUR) }
}

fn personally(subject: &Subject<'_>) -> Option<Side> {
    let is_anesthesia = subject.row.status == Status::Anesthesia;
    let side = subject.medicare.allowed(&hour(subject).with(&[b"AA"])).filter(|_| is_anesthesia)?;
    side.price().is_some().then_some(side)
}
