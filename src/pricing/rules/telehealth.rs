//! Telehealth is paid as in person, in the setting of its place of service (Social Security Act 1834(m)).

use crate::pricing::doubt::Doubt;
use crate::pricing::pipeline::Work;
use time::macros::date;

/// Lowers the confidence where place of service and modifier 95 do not tell one story.
pub(in crate::pricing) fn doubt_telehealth(work: &mut Work<'_>) {
    let (place, day) = (work.claim.place_of_service, work.claim.date_of_service);
    let billing_by_place = day >= date!(2024 - 01 - 01);
    for (line, _) in work.open_lines() {
        let video = line.line.modifiers.iter().any(|modifier| modifier.as_str() == "95");
        if place.code() == "10" && !billing_by_place {
            line.doubt(Doubt::EarlyHomeTelehealth);
        }
        if video && place.code() == "11" && billing_by_place {
            line.doubt(Doubt::TelehealthModifierInOffice);
        }
    }
}
