//! The setting, which the place of service decides.

use super::against;
use crate::tips::usual::has_choice_of_place;
use crate::tips::{Effect, Subject, Tip};
use crate::vocabulary::PlaceOfService;

/// What happens if the place that pays more is billed.
const OVERPAID: &str = "the difference is an overpayment that must be returned";
/// What happens if the place that pays less is billed.
const UNDERPAID: &str = "the practice loses the difference";

/// Office and hospital are paid differently: with the wrong place the practice loses money or must return it.
pub(in crate::tips) fn setting(subject: &Subject<'_>) -> Option<Tip> {
    if !has_choice_of_place(subject.hcpcs()) {
        return None;
    }
    let inside = subject.medicare.allowed(&subject.case_at(PlaceOfService::HOSPITAL_OUTPATIENT))?;
    let outside = subject.medicare.allowed(&subject.case_at(PlaceOfService::OFFICE))?;
    inside.price().and(outside.price())?;
    let (facility, office) = (inside.amount(), outside.amount());
    // Medicare may not pay in a hospital what is rarely done there.
    if facility == office || inside.caveats("rare_in_facility") {
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

/// A code that Medicare pays neither in an office nor in a hospital outpatient department, but in another place.
pub(in crate::tips) fn only_place(subject: &Subject<'_>) -> Option<Tip> {
    let at = |place| subject.medicare.allowed(&subject.case_at(place));
    let office = at(PlaceOfService::OFFICE)?;
    let refusal = office.refusal().filter(|_| subject.is_priced())?;
    at(PlaceOfService::HOSPITAL_OUTPATIENT)?.refusal()?;
    let text = format!(
        "{refusal} At place of service {} ({}) it is allowed {}; in an office (11) or a hospital outpatient department (22) it is not paid.",
        subject.place.code(),
        subject.place.name(),
        subject.plain.dollars()
    );
    let source = refusal.source();
    let figures = against(office.clone(), subject.plain.clone());
    Some(subject.tip("paid-in-one-place", Effect::Denied, source, text, figures))
}
