//! What the service can do in FHIR: the CapabilityStatement, with the definition of its operation.

use serde_json::{Value, json};

/// The operation that prices a claim.
const DEFINITION: &str = "predetermine";
/// When this description last changed.
const CHANGED: &str = "2026-11-29";

/// The CapabilityStatement.
pub(crate) fn capability_statement() -> Value {
    json!({
        "resourceType": "CapabilityStatement",
        "contained": [operation_definition()],
        "name": "MedPayIQ",
        "title": "What Medicare pays for a claim",
        "status": "active",
        "date": CHANGED,
        "kind": "instance",
        "software": {"name": "MedPayIQ", "version": env!("CARGO_PKG_VERSION")},
        "implementation": {"description": "Estimates what Medicare Part B pays a practitioner. It stores nothing."},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [{
            "mode": "server",
            "documentation": "The service stores no resources. A claim is read, priced and forgotten; nothing about the patient is read.",
            "security": {"description": "The operator may ask for an API key with the scope estimate, as Authorization: Bearer KEY."},
            "resource": [{
                "type": "Claim",
                "operation": [{"name": DEFINITION, "definition": format!("#{DEFINITION}")}]
            }]
        }]
    })
}

fn operation_definition() -> Value {
    let parameter = |name: &str, direction: &str, least: u8, kind: &str, documentation: &str| json!({"name": name, "use": direction, "min": least, "max": "1", "type": kind, "documentation": documentation});
    json!({
        "resourceType": "OperationDefinition",
        "id": DEFINITION,
        "name": "Predetermine",
        "title": "What Medicare pays for a claim",
        "status": "active",
        "kind": "operation",
        "date": CHANGED,
        "affectsState": false,
        "code": DEFINITION,
        "resource": ["Claim"],
        "system": false,
        "type": true,
        "instance": false,
        "parameter": [
            parameter("resource", "in", 1, "Claim", "The claim, as the body of the request, by itself or within a Parameters or a Bundle."),
            parameter("zip", "in", 0, "string", "The ZIP code of the place, in the address of the request."),
            parameter("locality", "in", 0, "string", "The Medicare contractor and locality, in the address of the request."),
            parameter("return", "out", 1, "ClaimResponse", "The estimate."),
        ]
    })
}
