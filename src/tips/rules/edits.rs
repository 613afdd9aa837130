//! NCCI's edits of the day: units above the limit, and codes that are paid in this one's place.

use super::against;
use crate::tips::medicare::MOST_TRIED;
use crate::tips::{Case, Effect, Subject, Tip};
use crate::vocabulary::{PtpEdit, PtpIndicator};

/// One unit above the unit limit denies them all.
pub(in crate::tips) fn unit_limit(subject: &Subject<'_>) -> Option<Tip> {
    let limits = subject.medicare.schedule.edits_on(subject.medicare.date).unit_limits?;
    let limit = limits.of(subject.hcpcs()).filter(|limit| limit.units > 0)?;
    let above = subject.medicare.allowed(&subject.case().times(limit.units + 1))?;
    let within = subject.medicare.allowed(&subject.case().times(limit.units))?;
    let refusal = above.refusal()?;
    within.price()?;
    let units = if limit.units == 1 { "one unit".to_owned() } else { format!("{} units", limit.units) };
    let text = format!(
        "At most {units} a day, {} in all: one more denies the line whole. {}",
        within.amount(),
        limit.adjudication.text()
    );
    let rule = format!("{}; {}", limits.release().label, refusal.source());
    Some(subject.tip("unit-limit", Effect::Denied, &rule, text, against(above, within)))
}

/// Another code of the day takes this one's place.
pub(in crate::tips) fn paid_in_its_place(subject: &Subject<'_>) -> Option<Tip> {
    let edits = subject.medicare.schedule.edits_on(subject.medicare.date).ptp?;
    let own = subject.hcpcs();
    let over: Vec<PtpEdit<'_>> = edits.of(own).filter(|edit| edit.column_two == own).collect();
    let denied = over.iter().take(MOST_TRIED).find_map(|edit| {
        let case = Case::of(edit.column_one, subject.place).and(own);
        let beside = subject.medicare.allowed(&case)?;
        let refusal = beside.refusal().filter(|refusal| refusal.code() == "ptp_column_two")?;
        Some((edit.column_one, refusal.source(), beside))
    });
    let (column_one, source, beside) = denied.filter(|_| subject.is_priced())?;
    let always = over.iter().filter(|edit| edit.indicator == PtpIndicator::NotAllowed).count();
    let text = format!(
        "Codes that are paid in its place on one day, by the loaded edits: {}, of which {always} whatever the modifier. Beside {column_one} it is allowed nothing instead of {}.",
        over.len(),
        subject.plain.amount()
    );
    let rule = format!("{}; {source}", edits.release().label);
    let figures = against(beside, subject.plain.clone());
    Some(subject.tip("paid-in-its-place", Effect::Denied, &rule, text, figures))
}
