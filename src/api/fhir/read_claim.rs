//! Reads the body of a request. No fault repeats a part of the body: a claim is about a patient.

use super::claim::Claim;
use super::expression;
use crate::api::wire::error::{Error, Fault};
use crate::api::wire::json::compare;
use crate::api::wire::schema_fault::{Difference, SchemaFault};

/// Reads a claim.
///
/// # Errors
/// 400 with every difference from the elements that are read, 422 if the body is another resource.
pub(crate) fn read_claim(json: &[u8]) -> Result<Claim, Error> {
    let faults = |faults: Vec<SchemaFault>| Error::Malformed(faults.iter().map(fault).collect());
    let claim: Claim = compare(json).map_err(faults)?;
    if claim.resource_type != "Claim" {
        let detail = "The body is another resource. Send the Claim itself, with the resourceType \"Claim\".";
        return Err(Error::invalid("Claim.resourceType", detail));
    }
    Ok(claim)
}

fn fault(fault: &SchemaFault) -> Fault {
    let within = expression::of_pointer(&fault.pointer);
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
