//! Medicare pays telehealth like a service in person, in the setting of its place of service (Social Security Act 1834(m)).

use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::predicted_denial::PredictedDenial;
use crate::pricing::work::Work;
use crate::vocabulary::Rarc;

/// Adds a caveat in three cases: place of service and modifier 95 do not agree; the law may not pay telehealth at the patient's
/// place on that day; or the service is not on the loaded list of telehealth services.
pub(in crate::pricing) fn caveat_telehealth(work: &mut Work<'_>) {
    let (place, day, dated) = (work.claim.place_of_service(), work.claim.date_of_service(), work.rates.dated);
    for (line, row) in work.open_lines() {
        let by_video = line.has(m::AUDIO_AND_VIDEO);
        if place.code() == "10" && !dated.telehealth_told_by_place {
            line.add_caveat(Caveat::EarlyHomeTelehealth);
        }
        if by_video && place.code() == "11" && dated.telehealth_told_by_place {
            line.add_caveat(Caveat::TelehealthModifierInOffice);
        }
        if !(place.is_telehealth() || by_video || line.has(m::AUDIO_ONLY)) {
            continue;
        }
        if !dated.telehealth_anywhere {
            line.add_caveat(Caveat::TelehealthFromAnywhere { day });
        }
        let listed = dated.telehealth_services;
        if !listed.is_empty() && !listed.iter().any(|codes| codes.has(row.hcpcs, day)) {
            line.add_caveat(Caveat::NotListedForTelehealth);
            line.predicted.push(PredictedDenial::contractual("96", const { &[Rarc::known("N776")] }));
        }
    }
}
