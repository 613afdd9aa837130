//! Makes a FHIR claim the requests that its services are priced by. Services of one day and one place of service are priced
//! together, as on one claim of Medicare.

use super::claim::{Claim, Item};
use super::expression::of_item;
use super::extensions::refuse_extensions;
use super::facility::Facility;
use super::item::{CheckedItem, check_item};
use super::systems::{CLAIM_TYPE, TAXONOMY, is_one_of};
use crate::api::estimates::request::{EstimateRequest, LineRequest, ProviderRequest};
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::vocabulary::{MAX_LINES, PlaceOfService, ProviderKind, format_date};
use crate::x12::profession;
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

/// Refuses claims that Medicare does not pay from the physician fee schedule, and those with an extension that changes them.
fn check_kind(claim: &Claim, faults: &mut Faults) {
    let mut codes = claim.kind.iter().flat_map(|kind| kind.codes());
    if codes.any(|(system, code)| system == CLAIM_TYPE && code != "professional") {
        faults.add(
            "Claim.type",
            "Only professional claims are priced. Send the type professional, or leave it out.",
        );
    }
    refuse_extensions(claim.modifier_extension.as_deref(), "Claim.modifierExtension", faults);
}

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

/// The profession that the taxonomy code of who gave the services names, if Medicare pays it differently from a physician.
fn profession_of(claim: &Claim, faults: &mut Faults) -> Option<ProviderKind> {
    let is_rendering = |code: &str| code == "rendering" || code == "primary";
    let members = claim.care_team.iter().flatten();
    let rendering = members.filter(|member| {
        member.role.iter().flat_map(|role| role.codes()).any(|(_, code)| is_rendering(code))
    });
    let codes = rendering.flat_map(|member| member.qualification.iter().flat_map(|concept| concept.codes()));
    let taxonomy = codes.filter(|(system, _)| is_one_of(system, TAXONOMY));
    let professions: BTreeSet<Option<&str>> =
        taxonomy.map(|(_, code)| profession(code.as_bytes()).map(ProviderKind::as_str)).collect();
    if professions.len() > 1 {
        let detail = "The services are of several professions, which Medicare pays differently. Send a claim for each.";
        faults.add_coded(FaultCode::Conflict, "Claim.careTeam", detail);
    }
    professions.into_iter().next().flatten().and_then(|name| name.parse().ok())
}
