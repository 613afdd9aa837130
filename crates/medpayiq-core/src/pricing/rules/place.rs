//! Places that the physician fee schedule does not price, place codes that did not exist yet, and services that belong to other
//! places than the one of the claim.
//!
//! Tests: places.rs, rules/place.rs.

use crate::law::borrowed;
use crate::pricing::caveat::Caveat;
use crate::pricing::refusal::Refusal;
use crate::pricing::work::Work;
use crate::vocabulary::PlaceOfService;

/// Refuses every line of a claim from a place without a fee schedule price (Pub. 100-04 ch. 26, 10.5).
pub(in crate::pricing) fn refuse_unpriced_places(work: &mut Work<'_>) {
    let (place, law) = (work.claim.place_of_service(), work.rates.law);
    for line in &mut work.lines {
        let to_come = line.lookup(borrowed(&law.places_of_service_since));
        if let Some(first) = to_come.and_then(|to_come| to_come.first_day(&place)) {
            line.refuse(Refusal::PlaceNotYetAssigned { place, since: first.day });
        } else if place.setting().is_none() {
            line.refuse(Refusal::PlaceNotPriced { place });
        } else if place.is_unsettled() {
            line.add_caveat(Caveat::UnsettledPlace { place });
        }
    }
}

/// Denies services outside the places where Medicare pays them, and notes visits that are named after another place.
pub(in crate::pricing) fn check_places_of_services(work: &mut Work<'_>) {
    let (place, law) = (work.claim.place_of_service(), work.rates.law);
    for (line, row) in work.open_lines() {
        let services = line.lookup(borrowed(&law.services_of_some_places));
        let visits = line.lookup(borrowed(&law.visits_of_some_places));
        if let Some(accepted) = services.and_then(|services| places_but(place, services.of(row.hcpcs)?)) {
            line.refuse(Refusal::ServiceOfOtherPlaces { place, accepted });
        } else if let Some(accepted) = visits.and_then(|visits| places_but(place, visits.of(row.hcpcs)?)) {
            line.add_caveat(Caveat::VisitOfOtherPlace { place, accepted });
        }
    }
}

/// The places in a sentence; `None` if the place is one of them.
fn places_but(place: PlaceOfService, accepted: &[PlaceOfService]) -> Option<String> {
    if accepted.contains(&place) {
        return None;
    }
    let codes: Vec<&str> = accepted.iter().map(|place| place.code()).collect();
    let (last, others) = codes.split_last()?;
    Some(if others.is_empty() { (*last).to_owned() } else { format!("{} or {last}", others.join(", ")) })
}
