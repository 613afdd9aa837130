//! Places that the physician fee schedule does not price, and place codes that did not exist yet.
//!
//! Tests: places.rs.

use crate::law::borrowed;
use crate::pricing::caveat::Caveat;
use crate::pricing::refusal::Refusal;
use crate::pricing::work::Work;

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
