//! The NA indicators: a service rarely or never performed in a setting.
//!
//! Tests: places.rs.

use crate::pricing::caveat::Caveat;
use crate::pricing::work::Work;
use crate::vocabulary::Setting;

/// Adds a caveat if the row marks the setting NA.
///
/// CMS prints the other setting's practice expense in such a cell, so the formula needs no special case.
pub(in crate::pricing) fn caveat_rare_settings(work: &mut Work<'_>) {
    let (setting, place) = (work.setting(), work.claim.place_of_service());
    for (line, row) in work.open_lines() {
        if row.is_na(setting) {
            line.add_caveat(match setting {
                Setting::NonFacility => Caveat::RareInNonFacility,
                Setting::Facility => Caveat::RareInFacility { place },
            });
        }
    }
}
