//! Makes a FHIR claim the requests that its services are priced by. Services of one day and one place of service are priced
//! together, as on one claim of Medicare.

use super::claim::{Claim, Item};
use super::expression::of_item;
use super::extensions::{fault_of_rules, refuse_extensions};
use super::facility::Facility;
use super::item::{CheckedItem, check_item};
use super::profession::profession_of;
use super::systems::CLAIM_TYPE;
use crate::api::estimates::request::{EstimateRequest, LineRequest, ProviderRequest};
use crate::api::wire::error::Fault;
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::vocabulary::{MAX_LINES, PlaceOfService, ProviderKind, format_date};
use std::collections::BTreeSet;
use time::Date;

/// The services of one day and one place of service.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) day: Option<Date>,
    place: Option<PlaceOfService>,
    pub(crate) items: Vec<CheckedItem>,
}

impl Part {
    /// The services of the part that have a code. `None` if none has.
    pub(crate) fn with_codes(self) -> Option<Self> {
        let items: Vec<CheckedItem> = self.items.into_iter().filter(CheckedItem::has_code).collect();
        (!items.is_empty()).then_some(Self { items, ..self })
    }

    /// The request to price it at a place, for a practitioner of this profession.
    pub(crate) fn request(&self, profession: Option<ProviderKind>, facility: &Facility) -> EstimateRequest {
        let kind = profession.map(|kind| kind.as_str().to_owned());
        EstimateRequest {
            date_of_service: self.day.map(format_date),
            place_of_service: self.place.map(|place| place.code().to_owned()),
            locality: facility.locality.clone(),
            zip: facility.zip.clone(),
            provider: Some(ProviderRequest { kind, ..ProviderRequest::default() }),
            lines: self.items.iter().map(LineRequest::from).collect(),
            ..EstimateRequest::default()
        }
    }
}

/// The services of a claim, and what they have in common.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) parts: Vec<Part>,
    /// The profession of who gave the services; `None` for a physician.
    pub(crate) profession: Option<ProviderKind>,
}

impl Parts {
    /// Checks what can be checked without the loaded releases, and adds every fault. Services at fault are still among the parts,
    /// so that their other faults are found too.
    pub(crate) fn of(claim: Claim, faults: &mut Faults) -> Self {
        check_kind(&claim, faults);
        let profession = profession_of(&claim, faults);
        let count = claim.item.len();
        if count == 0 || count > MAX_LINES {
            let detail = format_args!("The claim has {count} services. Send 1 to {MAX_LINES}.");
            faults.add_coded(FaultCode::WrongLength, "Claim.item", detail);
        }
        let mut sequences = BTreeSet::new();
        let mut parts: Vec<Part> = Vec::new();
        for (position, item) in claim.item.into_iter().enumerate().take(MAX_LINES) {
            check_sequence(&item, position, &mut sequences, faults);
            let checked = check_item(item, position, faults);
            let (day, place) = (checked.from, checked.place);
            match parts.iter_mut().find(|part| (part.day, part.place) == (day, place)) {
                Some(part) => part.items.push(checked),
                None => parts.push(Part { day, place, items: vec![checked] }),
            }
        }
        Self { parts, profession }
    }
}

/// Refuses claims that Medicare does not pay from the physician fee schedule, those that are not valid, and those with rules or an
/// extension that change them.
fn check_kind(claim: &Claim, faults: &mut Faults) {
    let mut codes = claim.kind.iter().flat_map(|kind| kind.codes());
    let is_other = |(system, code): (&str, &str)| {
        OTHER_TYPES.contains(&code) || (system == CLAIM_TYPE && code != "professional")
    };
    if codes.any(is_other) {
        faults.add(
            "Claim.type",
            "Only professional claims are priced. Send the type professional, or leave it out.",
        );
    }
    match claim.status.as_deref() {
        None | Some("active" | "draft") => {}
        Some("cancelled" | "entered-in-error") => {
            faults.add(
                "Claim.status",
                "The claim is not valid any more. Send one with the status active or draft.",
            );
        }
        Some(_) => faults.add("Claim.status", "This is no status of a claim. Send active or draft."),
    }
    match claim.purpose.as_deref() {
        None | Some("predetermination" | "claim") => {}
        Some("preauthorization") => {
            let detail = "This service estimates a price and authorizes nothing. Send the use predetermination or claim.";
            faults.add("Claim.use", detail);
        }
        Some(_) => faults.add("Claim.use", "This is no use of a claim. Send predetermination or claim."),
    }
    if claim.implicit_rules.is_some() {
        let Fault { pointer, code, detail } = fault_of_rules("Claim");
        faults.add_coded(code, pointer, detail);
    }
    refuse_extensions(claim.modifier_extension.as_deref(), "Claim.modifierExtension", faults);
}

/// The types of claims that are not paid from the physician fee schedule. Older systems of HL7 have the same codes.
const OTHER_TYPES: [&str; 4] = ["institutional", "oral", "pharmacy", "vision"];

/// Checks that a service has a number, which no other one has.
fn check_sequence(item: &Item, position: usize, seen: &mut BTreeSet<i64>, faults: &mut Faults) {
    let at = of_item(position, "sequence");
    match item.sequence {
        None => faults.add_coded(FaultCode::MissingField, at, "The number of the service is missing."),
        Some(number) if number < 1 || i32::try_from(number).is_err() => {
            faults.add_coded(FaultCode::OutOfRange, at, "Number the services from 1.");
        }
        Some(number) if !seen.insert(number) => {
            let detail = "Another service has the same number. Give each its own.";
            faults.add_coded(FaultCode::RepeatedValue, at, detail);
        }
        Some(_) => {}
    }
}
