//! NCCI's edits of the day: units above the limit, and codes that are paid instead of this one.

use super::against;
use super::package::visit_with_procedure;
use crate::pricing::Refusal;
use crate::tips::medicare::MOST_TRIED;
use crate::tips::partners::{is_example, likely_partners};
use crate::tips::{Effect, Subject, Tip};
use crate::vocabulary::{AdjudicationIndicator, HcpcsCode, PtpIndicator};

/// One unit above the limit denies all units.
pub(in crate::tips) fn unit_limit(subject: &Subject<'_>) -> Option<Tip> {
    let limits = subject.medicare.schedule.edits_on(subject.medicare.date).unit_limits?;
    let limit = limits.of(subject.hcpcs()).filter(|limit| limit.units > 0)?;
    let above = subject.medicare.allowed(&subject.case().times(limit.units + 1))?;
    let within = subject.medicare.allowed(&subject.case().times(limit.units))?;
    let refusal = above.refusal()?;
    within.price()?;
    let (units, one_more) = match limit.units {
        1 => ("one unit".to_owned(), "A second unit denies both."),
        2 => ("2 units".to_owned(), "A third unit denies all of them."),
        more => (format!("{more} units"), "One more unit denies all of them."),
    };
    let scope = match limit.adjudication {
        AdjudicationIndicator::Line => "on one line",
        AdjudicationIndicator::DateOfServicePolicy | AdjudicationIndicator::DateOfServiceClinical => "a day",
    };
    let advice = if matches!(refusal, Refusal::UnitsOfBothSides { .. }) {
        "If both sides were treated, bill one line with modifier 50 and one unit: it counts as one unit."
    } else {
        limit.adjudication.text()
    };
    let text = format!("Medicare allows at most {units} {scope} ({}). {one_more} {advice}", within.dollars());
    let rule = format!("{}; {}", limits.release().label, refusal.source());
    Some(subject.tip("unit-limit", Effect::Denied, &rule, text, against(above, within)))
}

/// Another code of the day bundles this one.
pub(in crate::tips) fn bundled_codes(subject: &Subject<'_>) -> Option<Tip> {
    let edits = subject.medicare.schedule.edits_on(subject.medicare.date).ptp?;
    let own = subject.hcpcs();
    // A visit has a tip of its own about the services that bundle it.
    if !subject.is_priced() || visit_with_procedure(subject).is_some() {
        return None;
    }
    let bundling: Vec<(HcpcsCode, PtpIndicator)> = edits.bundling(own).collect();
    let partners = likely_partners(
        &subject.medicare,
        own,
        subject.place,
        bundling.iter().map(|(column_one, _)| *column_one),
    );
    let partners = partners.into_iter().filter(|other| is_example(&subject.medicare, own, *other));
    let denied = partners.take(MOST_TRIED).find_map(|column_one| {
        let bundled = subject.medicare.allowed(&subject.after(column_one))?;
        let refusal = bundled.refusal().filter(|refusal| refusal.code() == "ptp_column_two")?;
        Some((column_one, refusal.source(), bundled))
    });
    let (column_one, source, bundled) = denied?;
    let always = bundling.iter().filter(|(_, indicator)| *indicator == PtpIndicator::NotAllowed).count();
    let text = format!(
        "{} {} With {column_one}, for example, Medicare pays nothing for it instead of {}.",
        bundling_count(bundling.len()),
        hopeless_count(bundling.len(), always),
        subject.plain.dollars()
    );
    let rule = format!("{}; {source}", edits.release().label);
    let figures = against(bundled, subject.plain.clone());
    Some(subject.tip("paid-in-its-place", Effect::Denied, &rule, text, figures))
}

fn bundling_count(codes: usize) -> String {
    match codes {
        1 => "One code bundles this one on the same day.".to_owned(),
        more => format!("{more} codes bundle this one on the same day."),
    }
}

/// For how many of the codes no modifier helps.
fn hopeless_count(codes: usize, always: usize) -> String {
    match (codes, always) {
        (_, 0) => "A modifier can help if the services were separate.".to_owned(),
        (1, _) => "No modifier helps.".to_owned(),
        (codes, always) if codes == always => "No modifier helps for any of them.".to_owned(),
        (_, 1) => "For one of them no modifier helps.".to_owned(),
        (_, more) => format!("For {more} of them no modifier helps."),
    }
}
