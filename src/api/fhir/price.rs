//! Prices a FHIR claim as `POST /v1/estimates` prices the same claim, and says which element a fault is about.

use super::claim_response::{ClaimResponse, PricedPart};
use super::expression::of_item;
use super::facility::Facility;
use super::parts::{Part, Parts};
use super::read_claim::SentClaim;
use super::without_values::{DAYS_DIFFER, without_value};
use crate::api::estimates::priced_claim::price;
use crate::api::estimates::several_days::fault_of_days;
use crate::api::metrics::Metrics;
use crate::api::wire::error::{Error, Fault};
use crate::api::wire::faults::Faults;
use crate::schedule::Schedule;
use time::OffsetDateTime;

/// The place that the address of a request names.
#[derive(Clone, Debug, Default)]
pub(crate) struct AskedPlace {
    pub(crate) locality: Option<String>,
    pub(crate) zip: Option<String>,
}

/// Prices a claim, and returns the answer as JSON.
///
/// # Errors
/// 422 with every fault of the claim.
pub(crate) fn predetermine(
    schedule: &Schedule,
    sent: SentClaim,
    asked: AskedPlace,
    metrics: &Metrics,
) -> Result<Vec<u8>, Error> {
    let mut faults = Faults::default();
    let facility = Facility::of(&sent, asked.locality, asked.zip, &mut faults);
    let parts = Parts::of(sent.claim, &mut faults);
    add_days(schedule, &parts, &mut faults);
    let mut error = faults.end(Some(())).map_err(Error::Invalid).err();
    let mut priced = Vec::new();
    let (common, parts) = (parts.profession, parts.parts);
    for part in parts.into_iter().filter_map(Part::with_codes) {
        match price(schedule, part.request(common, &facility)) {
            Ok(estimate) => priced.push((part, estimate)),
            Err(fault) => {
                let fault = at_elements(fault, &part, &facility);
                error = Some(match error {
                    Some(earlier) => earlier.and(fault),
                    None => fault,
                });
            }
        }
    }
    if let Some(error) = error {
        return Err(without_repetitions(error));
    }
    let priced: Vec<PricedPart<'_>> =
        priced.iter().map(|(part, priced)| PricedPart { part, priced }).collect();
    priced.iter().for_each(|part| metrics.lines.fhir.count(&part.priced.estimate));
    let answer = ClaimResponse::new(&priced, common, OffsetDateTime::now_utc());
    serde_json::to_vec(&answer).map_err(|error| Error::Internal(error.to_string()))
}

/// Adds the services whose days are not priced alike.
fn add_days(schedule: &Schedule, parts: &Parts, faults: &mut Faults) {
    for item in parts.parts.iter().flat_map(|part| &part.items) {
        if let (Some(from), Some((to, expression))) = (item.from, &item.to)
            && fault_of_days(schedule, from, *to).is_some()
        {
            faults.add(expression, DAYS_DIFFER);
        }
    }
}

/// Points the faults of a request to the elements of the claim that they came from.
fn at_elements(error: Error, part: &Part, facility: &Facility) -> Error {
    let Error::Invalid(faults) = error else { return error };
    Error::Invalid(faults.into_iter().map(|fault| at_element(fault, part, facility)).collect())
}

fn at_element(fault: Fault, part: &Part, facility: &Facility) -> Fault {
    let fault = without_value(fault);
    let first = part.items.first().map_or(0, |item| item.position);
    let pointer = match (fault.pointer.as_str(), &facility.expression) {
        ("/zip", Some(expression)) => expression.clone(),
        ("/zip", None) => "/query/zip".to_owned(),
        ("/locality", _) => "/query/locality".to_owned(),
        ("/date_of_service", _) => of_item(first, "serviced"),
        (other, _) => {
            let line = other.strip_prefix("/lines/").map(|rest| rest.split_once('/').unwrap_or((rest, "")));
            let item = line
                .and_then(|(number, field)| Some((part.items.get(number.parse::<usize>().ok()?)?, field)));
            item.map_or_else(|| "Claim".to_owned(), |(item, field)| item.expression(field))
        }
    };
    Fault { pointer, ..fault }
}

/// The same error. A fault of several parts, such as that of their place, is named once.
fn without_repetitions(error: Error) -> Error {
    let Error::Invalid(faults) = error else { return error };
    let mut once: Vec<Fault> = Vec::with_capacity(faults.len());
    for fault in faults {
        if !once.contains(&fault) {
            once.push(fault);
        }
    }
    Error::Invalid(once)
}
