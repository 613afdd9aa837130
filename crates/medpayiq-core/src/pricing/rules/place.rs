//! Places that the physician fee schedule does not price, and place codes that did not exist yet.

use crate::pricing::caveat::Caveat;
use crate::pricing::refusal::Refusal;
use crate::pricing::work::Work;

/// Refuses every line of a claim from a place without a fee schedule price (Pub. 100-04 ch. 26, 10.5).
pub(in crate::pricing) fn refuse_unpriced_places(work: &mut Work<'_>) {
    let (place, date) = (work.claim.place_of_service(), work.claim.date_of_service());
    let start = work.rates.dated.place_starts.iter().find(|(late, _)| *late == place);
    let not_yet = start.map(|(_, since)| *since).filter(|since| date < *since);
    for line in &mut work.lines {
        if let Some(since) = not_yet {
            line.refuse(Refusal::PlaceNotYetAssigned { place, since });
        } else if place.setting().is_none() {
            line.refuse(Refusal::PlaceNotPriced { place });
        } else if place.is_unsettled() {
            line.add_caveat(Caveat::UnsettledPlace { place });
        }
    }
}
