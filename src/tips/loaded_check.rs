//! The check of local tips against what is loaded: whether their codes exist, and whether their claims show what they say.

use super::medicare::Medicare;
use super::tip::{Side, TipFigures};
use super::written::WrittenTip;
use crate::schedule::{InForce, Located, Schedule, Whereabouts};
use crate::vocabulary::{HcpcsCode, Money, QualifyingApm, format_date};
use time::Date;

/// Every fault of tips that the loaded figures show; `latest_day` is today in the earliest time zone. A code that the starter data
/// does not have may exist, so it is no fault as long as only the starter data is loaded.
#[must_use]
pub fn faults_of_figures(tips: &[WrittenTip], schedule: &Schedule, latest_day: Date) -> Vec<String> {
    let of_tip = |tip: &WrittenTip| {
        let mut faults = review_fault(tip, latest_day);
        faults.extend(tip.codes().iter().filter_map(|hcpcs| unlisted(schedule, *hcpcs)));
        faults.extend(figure_faults(tip, schedule));
        faults.into_iter().map(|fault| format!("{}, {fault}", tip.id())).collect::<Vec<_>>()
    };
    tips.iter().flat_map(of_tip).collect()
}

fn review_fault(tip: &WrittenTip, latest_day: Date) -> Vec<String> {
    let day = tip.record().reviewed;
    let is_future = day > latest_day;
    let fault = || {
        format!(
            "reviewed: {} is in the future. Write the day on which you last checked the tip",
            format_date(day)
        )
    };
    is_future.then(fault).into_iter().collect()
}

fn unlisted(schedule: &Schedule, hcpcs: HcpcsCode) -> Option<String> {
    let is_unknown = !schedule.is_extract() && !schedule.lists(hcpcs);
    is_unknown.then(|| format!("codes: no loaded release lists {hcpcs}"))
}

/// What is wrong with the figures of a tip, at the national amounts of the newest release. The first code at fault is named.
fn figure_faults(tip: &WrittenTip, schedule: &Schedule) -> Option<String> {
    let in_force = schedule.in_force(None, None).ok()?;
    let located = schedule.locate(in_force.release, Whereabouts::Unknown).ok()?;
    let rates = schedule.rates_without_edits(&in_force, &located, QualifyingApm::No);
    let (InForce { release, date, .. }, located): (_, &Located<'_>) = (&in_force, &located);
    let release = release.label.as_str();
    let medicare = Medicare {
        date: *date,
        rates: &rates,
        schedule,
        in_force: &in_force,
        located,
        release,
        discipline: None,
    };
    tip.codes().iter().find_map(|hcpcs| {
        let figures = tip.figures(*hcpcs, &medicare)?;
        let sides = [("claim", Some(&figures.claim)), ("compared_with", figures.compared_with.as_ref())];
        let without = sides.iter().find_map(|(field, side)| without_amount(field, (*side)?, schedule));
        without.or_else(|| contradicted(tip, &figures)).map(|fault| format!("{fault} (code {hcpcs})"))
    })
}

fn without_amount(field: &str, side: &Side, schedule: &Schedule) -> Option<String> {
    if side.known_amount().is_some() {
        return None;
    }
    let measure = side.measure.as_str();
    match side.refusal() {
        Some(refusal) if refusal.kind().as_str() == "unknown_code" && schedule.is_extract() => None,
        Some(refusal) => Some(format!("{field}: its line has no amount: {refusal}")),
        None => Some(format!("measure: the line of {field} has no {measure}. Write another measure")),
    }
}

/// That the figures move the other way than the tip says.
fn contradicted(tip: &WrittenTip, figures: &TipFigures) -> Option<String> {
    let (claim, other) = (figures.claim.known_amount()?, figures.compared_with.as_ref()?.known_amount()?);
    let (effect, change) = (tip.effect().as_str(), if claim < other { "less" } else { "more" });
    let [claim, other] = [claim, other].map(Money::dollars);
    let fault = || {
        format!(
            "effect: is {effect:?}, but claim is {claim}, which is {change} than {other} of compared_with"
        )
    };
    figures.contradict(tip.effect()).then(fault)
}
