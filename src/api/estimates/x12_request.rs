//! From a claim read of an interchange to the request that JSON would bring, and from its faults back to segments.

use super::request::{EstimateRequest, LineRequest, ProviderRequest};
use crate::api::shared::reasons::ReasonResponse;
use crate::api::wire::error::Fault;
use crate::schedule::Schedule;
use crate::vocabulary::{Money, format_date};
use crate::x12::{Assignment, LastDay, Note, Quantity, ServiceClaim, ServiceLine};
use std::collections::BTreeSet;

impl From<&Note> for ReasonResponse {
    fn from(note: &Note) -> Self {
        Self { code: note.code(), text: note.to_string(), source: None }
    }
}

impl From<&ServiceClaim> for EstimateRequest {
    fn from(claim: &ServiceClaim) -> Self {
        let provider = ProviderRequest {
            kind: claim.practitioner.map(|told| told.kind.as_str().to_owned()),
            // A participating provider accepts assignment on every claim, so who does not is no participant.
            participating: claim.assignment.filter(|code| !code.is_accepted()).map(|_| false),
            accepts_assignment: claim.assignment.map(Assignment::is_accepted),
            ..ProviderRequest::default()
        };
        Self {
            date_of_service: Some(format_date(claim.date)),
            place_of_service: Some(claim.place_of_service.clone()),
            zip: claim.zip.map(|seen| seen.zip.to_string()),
            provider: Some(provider),
            lines: lines(claim),
            ..Self::default()
        }
    }
}

/// The lines of a claim, named by the file's own numbers where those tell them apart; else by their position.
fn lines(claim: &ServiceClaim) -> Vec<LineRequest> {
    let own: BTreeSet<_> = claim.lines.iter().filter_map(|line| line.id.as_deref()).collect();
    let are_named = own.len() == claim.lines.len();
    let lines = claim.lines.iter().map(LineRequest::from);
    lines.map(|line| LineRequest { id: line.id.filter(|_| are_named), ..line }).collect()
}

impl From<&ServiceLine> for LineRequest {
    fn from(line: &ServiceLine) -> Self {
        let (units, minutes) = match line.quantity {
            Quantity::Units(units) => (Some(units), None),
            Quantity::Minutes(minutes) => (None, Some(minutes)),
        };
        Self {
            id: line.id.clone(),
            hcpcs: line.hcpcs.to_string(),
            modifiers: Some(line.modifiers.iter().map(ToString::to_string).collect()),
            units,
            // A charge of nothing has a note of its own: to a request it is a charge that is not known.
            charge: (line.charge != Money::ZERO).then(|| line.charge.to_string()),
            minutes,
            ..Self::default()
        }
    }
}

/// The lines over several days that no one day can price: they reach into another year, or past a change of the factor.
pub(crate) fn days_to_split(schedule: &Schedule, claim: &ServiceClaim) -> Vec<Fault> {
    let from = claim.date;
    let release = schedule.in_force(Some(from), None).ok().map(|in_force| in_force.release);
    let changes =
        |to| release.is_some_and(|release| release.standard_factor(from) != release.standard_factor(to));
    let is_split = |last: &&LastDay| last.day.year() != from.year() || changes(last.day);
    let fault = |last: &LastDay| {
        let (from, to) = (format_date(from), format_date(last.day));
        Fault::new(
            format!("/segments/{}/DTP03", last.segment),
            format_args!(
                "{from} to {to} has days of different conversion factors or deductibles: split the line, one for the days on either side of the change"
            ),
        )
    };
    claim.last_days.iter().filter(is_split).map(fault).collect()
}

/// The element of an interchange that a pointer into the request made of it speaks of.
pub(crate) fn element(claim: &ServiceClaim, pointer: &str) -> String {
    let mut names = pointer.split('/').skip(1);
    let (name, position, field) = (names.next(), names.next(), names.next());
    let line = position.and_then(|position| claim.lines.get(position.parse::<usize>().ok()?));
    let (segment, element) = match (name, line) {
        (Some("lines"), Some(line)) => (line.segment, service_element(field)),
        (Some("date_of_service"), _) => (claim.date_segment, "DTP03"),
        (Some("place_of_service"), _) if claim.place_segment == claim.claim_segment => {
            (claim.claim_segment, "CLM05-1")
        }
        (Some("place_of_service"), _) => (claim.place_segment, "SV105"),
        (Some("zip"), _) => (claim.zip.map_or(claim.claim_segment, |seen| seen.segment), "N403"),
        (Some(_) | None, _) => (claim.claim_segment, "CLM"),
    };
    format!("/segments/{segment}/{element}")
}

fn service_element(field: Option<&str>) -> &'static str {
    match field {
        Some("hcpcs") => "SV101-2",
        Some("modifiers") => "SV101",
        Some("charge") => "SV102",
        Some("units" | "minutes") => "SV104",
        Some(_) | None => "SV1",
    }
}
