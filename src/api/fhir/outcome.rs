//! The failure of a FHIR operation: an OperationOutcome with an issue for each fault.

use super::systems::{OWN_FAULTS, OWN_PROBLEMS};
use super::values::Concept;
use crate::api::wire::error::{Error, Fault};
use crate::api::wire::fault_code::FaultCode;
use serde::Serialize;
use utoipa::ToSchema;

/// A FHIR R4 OperationOutcome.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FhirOperationOutcome)]
pub(crate) struct OperationOutcome {
    /// Always `OperationOutcome`.
    #[schema(example = "OperationOutcome")]
    resource_type: &'static str,
    /// Everything that is wrong with the request.
    #[schema(min_items = 1)]
    issue: Vec<Issue>,
}

/// One thing that is wrong.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FhirIssue)]
struct Issue {
    /// `error`, or `fatal` for a fault of this service.
    #[schema(example = "error")]
    severity: &'static str,
    /// FHIR's type of the issue.
    #[schema(example = "code-invalid")]
    code: &'static str,
    /// The same for programs, of the systems `urn:medpayiq:fault` and `urn:medpayiq:problem`, and what to do in words.
    details: Concept,
    /// The part of the request that it is about, if that is no element of the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/query/zip")]
    diagnostics: Option<String>,
    /// The elements of the body that it is about. Those of a Claim begin with `Claim`, also if it was sent in a Bundle.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(["Claim.item[0].productOrService"]))]
    expression: Option<[String; 1]>,
}

impl OperationOutcome {
    /// The outcome of a request that failed with this error.
    pub(crate) fn new(error: &Error) -> Self {
        let faults = error.faults();
        let issue =
            if faults.is_empty() { vec![Issue::of(error)] } else { faults.iter().map(Issue::from).collect() };
        Self { resource_type: "OperationOutcome", issue }
    }
}

impl Issue {
    fn of(error: &Error) -> Self {
        let is_ours = matches!(error, Error::Store(_) | Error::Internal(_));
        Self {
            severity: if is_ours { "fatal" } else { "error" },
            code: code_of_error(error),
            details: Concept::of(OWN_PROBLEMS, error.problem_type().name).in_words(error),
            diagnostics: None,
            expression: None,
        }
    }
}

impl From<&Fault> for Issue {
    fn from(fault: &Fault) -> Self {
        let Fault { pointer, code, detail } = fault;
        let is_element = pointer.starts_with(|first: char| first.is_ascii_uppercase());
        Self {
            severity: "error",
            code: code_of_fault(*code, pointer),
            details: Concept::of(OWN_FAULTS, code).in_words(detail),
            diagnostics: (!is_element && !pointer.is_empty()).then(|| pointer.clone()),
            expression: is_element.then(|| [pointer.clone()]),
        }
    }
}

/// FHIR's type of an error without faults.
const fn code_of_error(error: &Error) -> &'static str {
    match error {
        Error::Malformed(_) => "structure",
        Error::Invalid(_) => "invalid",
        Error::NotFound(_) | Error::NoSuchPath => "not-found",
        Error::MethodNotAllowed { .. } | Error::UnsupportedMediaType(_) | Error::UnsupportedEncoding => {
            "not-supported"
        }
        Error::TooLarge { .. } | Error::HeadTooLong => "too-long",
        Error::SlowHead => "timeout",
        Error::Unauthenticated { .. } => "login",
        Error::MissingScope(_) | Error::ForbiddenOrigin => "forbidden",
        Error::TooManyRequests { .. } | Error::TooManyReports { .. } => "throttled",
        Error::Unavailable(_) | Error::Away(_) | Error::Refused(_) => "transient",
        Error::Store(_) | Error::Internal(_) => "exception",
    }
}

/// FHIR's type of a fault.
fn code_of_fault(code: FaultCode, expression: &str) -> &'static str {
    let is_coded =
        ["productOrService", "locationCodeableConcept"].iter().any(|name| expression.ends_with(name))
            || expression.contains(".modifier[");
    match code {
        FaultCode::EmptyBody
        | FaultCode::InvalidSyntax
        | FaultCode::UnreadableBody
        | FaultCode::RepeatedField
        | FaultCode::WrongType => "structure",
        FaultCode::UnknownField => "extension",
        FaultCode::MissingField => "required",
        FaultCode::UnknownParameter | FaultCode::RepeatedParameter => "not-supported",
        FaultCode::InvalidValue if is_coded => "code-invalid",
        FaultCode::InvalidValue | FaultCode::OutOfRange | FaultCode::WrongLength => "value",
        FaultCode::RepeatedValue => "duplicate",
        FaultCode::Conflict => "business-rule",
        FaultCode::NotLoaded => "not-found",
        FaultCode::MoreFaults => "incomplete",
    }
}
