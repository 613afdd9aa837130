//! Reads the body of a request: a Claim, or a Parameters or Bundle with one. No fault repeats a part of the body: a claim is about a
//! patient.

use super::claim::{Claim, Contained};
use super::expression;
use super::extensions::fault_of_rules;
use crate::api::wire::error::{Error, Fault};
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::json::{compare, without_mark};
use crate::api::wire::schema_fault::{Difference, SchemaFault};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

/// How deep a resource may be within others: a Claim in a Bundle of a Bundle of a Parameters.
const MOST_DEPTH: usize = 4;

/// A claim as it was sent.
#[derive(Debug)]
pub(crate) struct SentClaim {
    pub(crate) claim: Claim,
    /// The Locations next to it in a Bundle.
    pub(crate) locations: Vec<SentLocation>,
}

/// A Location in a Bundle.
#[derive(Debug)]
pub(crate) struct SentLocation {
    /// The expression of the resource.
    pub(crate) expression: String,
    /// The URI by which others refer to it.
    pub(crate) full_url: Option<String>,
    pub(crate) resource: Contained,
}

/// The type of a resource.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kind {
    resource_type: Option<String>,
}

/// A resource that consists of others: a Bundle or a Parameters.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    implicit_rules: Option<IgnoredAny>,
    #[serde(borrow)]
    entry: Option<Vec<Part<'a>>>,
    #[serde(borrow)]
    parameter: Option<Vec<Part<'a>>>,
}

/// An entry of a Bundle or a parameter, with its resource as it was sent.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part<'a> {
    full_url: Option<String>,
    #[serde(borrow)]
    resource: Option<&'a RawValue>,
}

/// The claims and Locations of a body.
#[derive(Default)]
struct Found<'a> {
    claims: Vec<&'a [u8]>,
    locations: Vec<SentLocation>,
}

/// Reads a claim.
///
/// # Errors
/// 400 with every difference from the elements that are read, 422 if the body has no claim, or several.
pub(crate) fn read_claim(json: &[u8]) -> Result<SentClaim, Error> {
    let json = without_mark(json);
    let mut found = Found::default();
    let at = match kind_of(json).as_deref() {
        Some(kind @ "Parameters") => {
            found.collect(json, kind, None, MOST_DEPTH)?;
            "Parameters.parameter"
        }
        Some(kind @ "Bundle") => {
            found.collect(json, kind, None, MOST_DEPTH)?;
            "Bundle.entry"
        }
        Some("Claim") | None => {
            found.claims.push(json);
            "Claim"
        }
        Some(_) => return Err(another_resource()),
    };
    let claim: Claim = match found.claims.as_slice() {
        [claim] => compare(claim).map_err(malformed)?,
        [] => return Err(Error::invalid(at, "There is no Claim. Send one Claim, by itself or in a Bundle.")),
        [_, ..] => {
            return Err(Error::invalid(at, "There are several Claims. Send each in a request of its own."));
        }
    };
    if claim.resource_type != "Claim" {
        return Err(another_resource());
    }
    Ok(SentClaim { claim, locations: found.locations })
}

/// The body is neither a Claim nor something that may have one.
fn another_resource() -> Error {
    let detail = "The body is another resource. Send a Claim, or a Parameters or Bundle with one Claim.";
    Error::invalid("Claim.resourceType", detail)
}

impl<'a> Found<'a> {
    /// Adds the claims and Locations of a resource, which may consist of others. Patients, coverages and all other resources are
    /// skipped.
    fn collect(
        &mut self,
        json: &'a [u8],
        at: &str,
        full_url: Option<String>,
        depth: usize,
    ) -> Result<(), Error> {
        let list = match kind_of(json).as_deref() {
            Some("Claim") => {
                self.claims.push(json);
                return Ok(());
            }
            Some("Location") => {
                let resource: Contained = compare(json).map_err(|faults| within(faults, at))?;
                self.locations.push(SentLocation { expression: at.to_owned(), full_url, resource });
                return Ok(());
            }
            Some("Bundle") => "entry",
            Some("Parameters") => "parameter",
            Some(_) | None => return Ok(()),
        };
        let Some(depth) = depth.checked_sub(1) else { return Ok(()) };
        let Ok(Envelope { implicit_rules, entry, parameter }) = serde_json::from_slice(json) else {
            let detail = format!("The resource cannot be read. Its element {list} is a list of objects.");
            return Err(Error::Malformed(vec![Fault::coded(FaultCode::WrongType, at, detail)]));
        };
        if implicit_rules.is_some() {
            return Err(Error::Invalid(vec![fault_of_rules(at)]));
        }
        let parts = if list == "entry" { entry } else { parameter };
        for (number, part) in parts.into_iter().flatten().enumerate() {
            if let Some(resource) = part.resource {
                let at = format!("{at}.{list}[{number}].resource");
                self.collect(resource.get().as_bytes(), &at, part.full_url, depth)?;
            }
        }
        Ok(())
    }
}

/// The type of a resource; `None` if the JSON is none.
fn kind_of(json: &[u8]) -> Option<String> {
    serde_json::from_slice::<Kind>(json).ok()?.resource_type
}

fn malformed(faults: Vec<SchemaFault>) -> Error {
    within(faults, "Claim")
}

/// The differences of a resource that has this expression.
fn within(faults: Vec<SchemaFault>, root: &str) -> Error {
    Error::Malformed(faults.iter().map(|fault| describe(fault, root)).collect())
}

fn describe(fault: &SchemaFault, root: &str) -> Fault {
    let within = expression::of_pointer(root, &fault.pointer);
    let (expression, detail) = match &fault.difference {
        Difference::Empty => (within, "The body is empty. Send a FHIR Claim in JSON.".to_owned()),
        Difference::Syntax(error) => (within, format!("The body is not JSON: {error}.")),
        Difference::MissingField(name) => {
            (format!("{within}.{name}"), format!("The element {name} is missing."))
        }
        Difference::RepeatedField(name) => (within, format!("The element {name} is given more than once.")),
        Difference::WrongType { expected, .. } => {
            (within, format!("The element is of another type. Write {expected}."))
        }
        Difference::UnknownField { .. } | Difference::Other(_) => {
            (within, "The element has a value that it cannot have in FHIR R4.".to_owned())
        }
    };
    Fault::coded(fault.code(), expression, detail)
}
