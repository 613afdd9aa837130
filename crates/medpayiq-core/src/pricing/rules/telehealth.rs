//! Medicare pays telehealth like a service in person, in the setting of its place of service (Social Security Act 1834(m)).
//!
//! Tests: rules/telehealth.rs, dated.rs, places.rs, figures.txt "Telehealth".

use crate::law::{borrowed, is_listed};
use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::predicted_denial::PredictedDenial;
use crate::pricing::work::Work;
use crate::vocabulary::Rarc;

/// Adds a caveat in three cases: place of service and modifier 95 do not agree; the law may not pay telehealth at the patient's
/// place on that day; or the service is not on the loaded list of telehealth services.
pub(in crate::pricing) fn caveat_telehealth(work: &mut Work<'_>) {
    let (place, day) = (work.claim.place_of_service(), work.claim.date_of_service());
    for (line, row) in work.open_lines() {
        let law = line.law;
        let by_video = line.has(m::AUDIO_AND_VIDEO);
        let (at_home, in_office) = (place.code() == "10", place.code() == "11");
        if (at_home || (by_video && in_office))
            && let Some(by_place) = line.lookup(law.telehealth_by_place)
        {
            line.add_caveat((at_home && !by_place.value).then_some(Caveat::EarlyHomeTelehealth));
            line.add_caveat((in_office && by_place.value).then_some(Caveat::TelehealthModifierInOffice));
        }
        if !(place.is_telehealth() || by_video || line.has(m::AUDIO_ONLY)) {
            continue;
        }
        if line.lookup(law.telehealth_anywhere).is_some_and(|anywhere| !anywhere.value) {
            line.add_caveat(Caveat::TelehealthFromAnywhere { day });
        }
        // Remote visits of a model are telehealth by their definition.
        let is_of_model = is_listed(&law.innovation_model_services, row.hcpcs);
        let listed = line.lookup(borrowed(&law.telehealth_services));
        if !is_of_model && listed.is_some_and(|listed| !listed.has(row.hcpcs)) {
            line.add_caveat(Caveat::NotListedForTelehealth);
            line.predicted.push(PredictedDenial::contractual("96", const { &[Rarc::known("N776")] }));
        }
    }
}
