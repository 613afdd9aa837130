//! The setting that the place of service chooses.

use super::against;
use crate::tips::{Effect, Subject, Tip};
use crate::vocabulary::PlaceOfService;

/// An office and a hospital are paid differently: the wrong place is a loss, or money to be returned.
pub(in crate::tips) fn setting(subject: &Subject<'_>) -> Option<Tip> {
    let inside = subject.medicare.allowed(&subject.case().at(PlaceOfService::HOSPITAL_OUTPATIENT))?;
    let outside = subject.medicare.allowed(&subject.case().at(PlaceOfService::OFFICE))?;
    inside.price().and(outside.price())?;
    let (facility, office) = (inside.amount(), outside.amount());
    if facility == office {
        return None;
    }
    let effect = if facility < office { Effect::Less } else { Effect::More };
    let text = format!(
        "The place of service sets the price: {office} in an office (11), {facility} in a hospital's outpatient department (22). The hospital's patient billed as an office's is an overpayment to return; the other way round it is money left behind."
    );
    Some(subject.tip(
        "place-of-service",
        effect,
        "42 CFR 414.22; Pub. 100-04 ch. 26, 10.5",
        text,
        against(inside, outside),
    ))
}
