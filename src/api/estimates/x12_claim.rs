//! Makes the claims of an 837P checked requests, and says which segment and element a fault is about.

use super::checked_request::CheckedRequest;
use crate::api::estimates::several_days::fault_of_days;
use crate::api::shared::reasons::ReasonResponse;
use crate::api::terms::reach::UsedTerms;
use crate::api::wire::error::{Error, Fault};
use crate::api::wire::fault_code::FaultCode;
use crate::schedule::{Schedule, Whereabouts};
use crate::x12::{ClaimNote, LastDay, ServiceClaim};
use medpayiq_claims::check::TERMS_ARE_ACCEPTED;
use medpayiq_claims::places::release_and_place;
use std::collections::BTreeSet;

impl From<&ClaimNote> for ReasonResponse {
    fn from(note: &ClaimNote) -> Self {
        Self { code: note.code(), text: note.to_string(), source: None }
    }
}

impl<'a> CheckedRequest<'a> {
    /// Checks a claim of an 837P. It is already a valid claim, so only the loaded releases can still show faults.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault. Each names its segment and element.
    pub(crate) fn from_x12(schedule: &'a Schedule, services: &ServiceClaim) -> Result<Self, Error> {
        let date = services.claim.date_of_service();
        let place = services.zip.map_or(Whereabouts::Unknown, |zip| Whereabouts::Zip(zip.zip));
        let by_zip = services.zip.is_some();
        let found = release_and_place(schedule, Some(date), None, place, "");
        let found = found.map_err(|refused| at_elements(refused.into(), services));
        let split = lines_to_split(schedule, services);
        let split = if split.is_empty() { Ok(()) } else { Err(Error::Invalid(split)) };
        let (in_force, located) = match (found, split) {
            (Err(error), Err(other)) => return Err(error.and(other)),
            (found, split) => split.and(found)?,
        };
        let (claim, line_ids) = (services.claim.clone(), line_ids(&services.line_numbers));
        Ok(Self { claim, line_ids, in_force, by_zip, located, terms: None })
    }

    /// The same request under the terms of a contract.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the claim does not accept assignment (CLM07).
    pub(crate) fn under(self, terms: Option<&UsedTerms>, services: &ServiceClaim) -> Result<Self, Error> {
        if terms.is_some() && !services.claim.provider().accepts_assignment {
            let pointer = format!("/segments/{}/CLM07", services.claim_segment);
            return Err(Error::invalid_as(FaultCode::Conflict, pointer, TERMS_ARE_ACCEPTED));
        }
        Ok(Self { terms: terms.cloned(), ..self })
    }
}

/// Returns the numbers of the lines on the claim if they are unique, else their positions.
fn line_ids(numbers: &[Option<String>]) -> Vec<String> {
    let given: BTreeSet<_> = numbers.iter().flatten().collect();
    if given.len() == numbers.len() {
        return numbers.iter().flatten().cloned().collect();
    }
    (1..=numbers.len()).map(|position| position.to_string()).collect()
}

/// Points the faults of a date or a ZIP code to the elements that they came from.
fn at_elements(error: Error, services: &ServiceClaim) -> Error {
    let Error::Invalid(faults) = error else { return error };
    let pointer = |field: &str| match (field, services.zip) {
        ("/date_of_service", _) => format!("/segments/{}/DTP03", services.date_segment),
        ("/zip", Some(zip)) => format!("/segments/{}/N403", zip.segment),
        _ => format!("/segments/{}/CLM", services.claim_segment),
    };
    Error::Invalid(
        faults.into_iter().map(|fault| Fault { pointer: pointer(&fault.pointer), ..fault }).collect(),
    )
}

/// Returns a fault for every line that covers several days which are not priced alike.
fn lines_to_split(schedule: &Schedule, services: &ServiceClaim) -> Vec<Fault> {
    let from = services.claim.date_of_service();
    let fault = |last: &LastDay| {
        let detail = fault_of_days(schedule, from, last.day)?;
        Some(Fault::new(format!("/segments/{}/DTP03", last.segment), detail))
    };
    services.last_days.iter().filter_map(fault).collect()
}
