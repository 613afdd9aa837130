//! The setting, which the place of service decides.

use super::against;
use crate::tips::{Effect, Subject, Tip};
use crate::vocabulary::PlaceOfService;

/// What happens if the place that pays more is billed.
const OVERPAID: &str = "the difference is an overpayment that must be returned";
/// What happens if the place that pays less is billed.
const UNDERPAID: &str = "the practice loses the difference";

/// Office and hospital are paid differently: with the wrong place the practice loses money or must return it.
pub(in crate::tips) fn setting(subject: &Subject<'_>) -> Option<Tip> {
    let inside = subject.medicare.allowed(&subject.case().at(PlaceOfService::HOSPITAL_OUTPATIENT))?;
    let outside = subject.medicare.allowed(&subject.case().at(PlaceOfService::OFFICE))?;
    inside.price().and(outside.price())?;
    let (facility, office) = (inside.amount(), outside.amount());
    if facility == office {
        return None;
    }
    let (effect, hospital_as_office, office_as_hospital) = if facility < office {
        (Effect::Less, OVERPAID, UNDERPAID)
    } else {
        (Effect::More, UNDERPAID, OVERPAID)
    };
    let text = format!(
        "The place of service sets the price: {} in an office (11), {} in a hospital outpatient department (22). If a hospital patient is billed as an office patient, {hospital_as_office}. The other way round {office_as_hospital}.",
        outside.dollars(),
        inside.dollars()
    );
    Some(subject.tip(
        "place-of-service",
        effect,
        "42 CFR 414.22; Pub. 100-04 ch. 26, 10.5",
        text,
        against(inside, outside),
    ))
}
