//! A claim priced in other circumstances. All its lines are tried under the same ones, so each is priced once for all of them.

use super::frame::Frame;
use crate::pricing::Estimate;
use crate::vocabulary::{Claim, Locality, PlaceOfService, ProviderKind};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use time::Date;

/// The estimates of one claim, by its circumstances.
#[derive(Default)]
pub(super) struct OtherReadings(RefCell<HashMap<Circumstances, Rc<Estimate>>>);

/// What of a claim and its frame is tried otherwise. The lines are always the same.
#[derive(PartialEq, Eq, Hash)]
struct Circumstances {
    date: Date,
    place: PlaceOfService,
    profession: ProviderKind,
    participating: bool,
    release: String,
    locality: Option<Locality>,
    other_schedules_of: Option<Date>,
}

impl OtherReadings {
    /// The estimate of the claim in a frame. Its lines are those of the claim that these readings are of.
    pub(super) fn estimate(&self, frame: &Frame<'_>, claim: &Claim) -> Rc<Estimate> {
        let circumstances = Circumstances {
            date: claim.date_of_service(),
            place: claim.place_of_service(),
            profession: claim.provider().kind,
            participating: claim.provider().participating,
            release: frame.in_force.release.label.clone(),
            locality: frame.located.locality.map(|row| row.locality),
            other_schedules_of: frame.other_schedules_of,
        };
        let mut known = self.0.borrow_mut();
        Rc::clone(known.entry(circumstances).or_insert_with(|| Rc::new(frame.estimate(claim))))
    }
}
