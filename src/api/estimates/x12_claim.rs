//! Makes the claims of an 837P checked requests, and says which segment and element a fault is about.

use super::checked_request::{CheckedRequest, UndatedClaim};
use crate::api::shared::reasons::ReasonResponse;
use crate::api::wire::error::{Error, Fault};
use crate::schedule::{Schedule, Whereabouts};
use crate::vocabulary::{Charge, ClaimLine, InvalidClaim, Money, Provider, format_date};
use crate::x12::{Assignment, ClaimNote, LastDay, Quantity, ServiceClaim, ServiceLine};
use std::collections::BTreeSet;

impl From<&ClaimNote> for ReasonResponse {
    fn from(note: &ClaimNote) -> Self {
        Self { code: note.code(), text: note.to_string(), source: None }
    }
}

impl From<&ServiceClaim> for CheckedRequest {
    /// Every value of an 837P was checked when it was read, so only the loaded releases can still show a fault.
    fn from(claim: &ServiceClaim) -> Self {
        let lines = claim.lines.iter().map(line).collect::<Result<_, _>>();
        let undated = lines.map(|lines| UndatedClaim {
            place_of_service: claim.place_of_service,
            provider: provider(claim),
            deductible_remaining: None,
            therapy_used: None,
            lines,
            line_ids: line_ids(&claim.lines),
        });
        Self {
            date: Some(claim.date),
            place: claim.zip.map_or(Whereabouts::Unknown, |zip| Whereabouts::Zip(zip.zip)),
            release: None,
            claim: undated.map_err(|error| Error::invalid("/lines", error)),
        }
    }
}

/// A participating provider accepts assignment on every claim, so one who does not is not participating.
fn provider(claim: &ServiceClaim) -> Provider {
    let typical = Provider::default();
    let accepts_assignment = claim.assignment.is_none_or(Assignment::is_accepted);
    Provider {
        kind: claim.practitioner.map_or(typical.kind, |practitioner| practitioner.kind),
        participating: accepts_assignment,
        accepts_assignment,
        ..typical
    }
}

fn line(line: &ServiceLine) -> Result<ClaimLine, InvalidClaim> {
    let (units, minutes) = match line.quantity {
        Quantity::Units(units) => (units, None),
        Quantity::Minutes(minutes) => (1, Some(minutes)),
    };
    // A charge of nothing is priced as an unknown one. The claim has a note that says so.
    let charge = Charge::new(line.charge).filter(|charge| charge.amount() != Money::ZERO);
    let priced = ClaimLine::new(line.hcpcs).with_modifiers(line.modifiers.iter().copied())?;
    priced.with_charge(charge).with_units(units)?.with_minutes(minutes)
}

/// Returns the numbers of the lines on the claim if they are unique, else their positions.
fn line_ids(lines: &[ServiceLine]) -> Vec<String> {
    let numbers: BTreeSet<_> = lines.iter().filter_map(|line| line.number.as_deref()).collect();
    if numbers.len() == lines.len() {
        return lines.iter().filter_map(|line| line.number.clone()).collect();
    }
    (1..=lines.len()).map(|position| position.to_string()).collect()
}

/// Returns a fault for every line that covers several days which are not priced alike: its days are in two years, or the
/// conversion factor changes between them.
pub(crate) fn lines_to_split(schedule: &Schedule, claim: &ServiceClaim) -> Vec<Fault> {
    let from = claim.date;
    let release = schedule.in_force(Some(from), None).ok().map(|in_force| in_force.release);
    let changes =
        |to| release.is_some_and(|release| release.standard_factor(from) != release.standard_factor(to));
    let is_split = |last: &&LastDay| last.day.year() != from.year() || changes(last.day);
    let fault = |last: &LastDay| {
        let (from, to) = (format_date(from), format_date(last.day));
        let detail = format_args!(
            "The conversion factor or the deductible changes between {from} and {to}. Split the line at the change."
        );
        Fault::new(format!("/segments/{}/DTP03", last.segment), detail)
    };
    claim.last_days.iter().filter(is_split).map(fault).collect()
}

/// Returns the pointer to the element behind a field of the request. Only the date and the ZIP code can be at fault, because
/// the loaded releases decide about them.
pub(crate) fn element_pointer(claim: &ServiceClaim, field: &str) -> String {
    let (segment, element) = match (field, claim.zip) {
        ("/date_of_service", _) => (claim.date_segment, "DTP03"),
        ("/zip", Some(zip)) => (zip.segment, "N403"),
        _ => (claim.claim_segment, "CLM"),
    };
    format!("/segments/{segment}/{element}")
}
