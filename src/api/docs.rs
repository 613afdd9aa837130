//! The OpenAPI document, made from the handlers.
//!
//! Each handler describes its own operation. What all operations have in common is added here.

mod answers;
mod failures;
mod headers;
mod operations;
mod problem_types;
mod security;

use self::answers::forbid_null_in_optional_properties;
use self::failures::describe_failures;
use self::headers::describe_headers;
use self::operations::each_operation;
use self::problem_types::describe_problem_types;
use self::security::describe_security;
use crate::api::estimates::minimal::{MinimalEstimate, MinimalRow};
use crate::api::fhir::outcome::OperationOutcome;
use crate::api::routes::routes;
use crate::api::wire::error::Error;
use crate::api::wire::problem::Problem;
use crate::api::wire::query;
use crate::api::wire::read;
use actix_web::{App, HttpRequest, HttpResponse};
use serde_json::json;
use std::sync::LazyLock;
use utoipa::OpenApi;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{AdditionalProperties, Schema};
use utoipa::openapi::{OpenApi as Document, RefOr};
use utoipa_actix_web::AppExt;

/// The parts of the document about the whole service.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "MedPayIQ",
        description = "Estimates what Medicare pays a practitioner for a service, explains every step to the cent, and finds what \
                       Medicare would deny. All figures come from CMS's own files.\n\n\
                       **Values.** Money, relative value units (RVU), geographic practice cost indices (GPCI) and conversion \
                       factors are decimal strings. Dates are ISO 8601.\n\n\
                       **Errors.** Every failure is an RFC 9457 problem. `errors` lists everything that is wrong with a request, \
                       each with a JSON pointer. Its `type` is one of an open list, which `/problems` explains. Unknown fields and parameters are refused. A request is checked in steps: first \
                       against the schema (400), then its values (422), then its date, and last the place, which needs a valid \
                       date. A request whose head cannot be read, is too long \
                       or does not arrive gets a problem with 400, 431 or 408.\n\n\
                       **Null and absent.** A property that is required is in every answer, and is null if there is nothing and \
                       its schema allows null. Any other property of an answer is left out if there is nothing, and is never null.\n\n\
                       **Lists.** A list of values that is closed is an enum. The codes of reasons, caveats and rules are open lists: \
                       `GET /v1/vocabulary` has them.\n\n\
                       **Caching.** Reads have an `ETag`, which is strong, and weak (`W/`) if the answer is compressed. With `If-None-Match` an \
                       unchanged answer is 304.\n\n\
                       **Request ids.** Every answer has an `x-request-id`. What the log of the service has about the request has the same id.\n\n\
                       **Versions.** Within `/v1` fields, codes, values of enums and operations may be added. Nothing is removed or \
                       renamed before a `Deprecation` header has announced it and its `Sunset` date has passed. The changelog has \
                       every change.\n\n\
                       **Access.** The operator decides which operations need an API key, and gives keys out. Send one as \
                       `Authorization: Bearer KEY`. Each key has scopes, and each operation names those that it needs. Health checks \
                       never need a key.\n\n\
                       **Limits.** A key, or a network without one, may have a limit of requests. Then every answer has \
                       `RateLimit-Policy`, such as `\"key\";q=100;w=1` for 100 requests in a second, and `RateLimit`, such as \
                       `\"key\";r=99` for 99 that are left. A request over the limit gets 429 with `Retry-After`.\n\n\
                       **Less.** `Prefer: return=minimal` asks for an estimate without explanations. There is no parameter `include`.\n\n\
                       **Disclaimer.** An estimate is about the price, not about coverage. Verify it with the Medicare contractor \
                       before billing.",
        contact(name = "The contributors of MedPayIQ"),
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "This service")),
    tags(
        (name = "estimates", description = "Price claims and check their edits"),
        (name = "fhir", description = "Price FHIR R4 claims"),
        (name = "assistants", description = "The Model Context Protocol"),
        (name = "codes", description = "Search codes and read their figures, edits, history and tips"),
        (name = "denials", description = "Contribute, retract and read reports of denials"),
        (name = "toolkit", description = "The Revenue Protection Toolkit as JSON, as a workbook, and as a page to print"),
        (name = "reference", description = "The loaded releases, localities and ZIP codes"),
        (name = "operations", description = "Health checks and metrics"),
    ),
    components(schemas(Problem, MinimalEstimate, MinimalRow, OperationOutcome))
)]
struct ServiceDocument;

/// The OpenAPI document with every operation.
#[must_use]
pub fn document() -> Document {
    let app = App::new().into_utoipa_app().openapi(ServiceDocument::openapi()).configure(routes);
    let mut document = app.split_for_parts().1;
    each_operation(&mut document).for_each(show_answer);
    describe_security(&mut document);
    forbid_zip_with_locality(&mut document);
    allow_other_elements_of_fhir(&mut document);
    forbid_null_in_optional_properties(&mut document);
    describe_failures(&mut document);
    describe_problem_types(&mut document);
    drop_unused_answers(&mut document);
    describe_headers(&mut document);
    document
}

/// A claim has a ZIP code or a locality, not both.
fn forbid_zip_with_locality(document: &mut Document) {
    let Some(components) = &mut document.components else { return };
    for claim in ["EstimateRequest", "BatchRow"] {
        if let Some(RefOr::T(Schema::Object(claim))) = components.schemas.get_mut(claim) {
            let text = json!({"type": "string"});
            let both =
                json!({"required": ["zip", "locality"], "properties": {"zip": text, "locality": text}});
            claim.extensions = Some(Extensions::from_iter([("not", both)]));
        }
    }
}

/// A claim of FHIR has many elements that no price depends on.
fn allow_other_elements_of_fhir(document: &mut Document) {
    let Some(components) = &mut document.components else { return };
    for name in ["FhirClaim", "FhirClaimItem", "FhirProvider", "FhirExtension"] {
        if let Some(RefOr::T(Schema::Object(part))) = components.schemas.get_mut(name) {
            part.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(true)));
        }
    }
}

/// Leaves out the answers to which no operation refers.
fn drop_unused_answers(document: &mut Document) {
    let text = document.to_json().unwrap_or_default();
    let Some(components) = &mut document.components else { return };
    components.responses.retain(|name, _| text.contains(&format!("\"#/components/responses/{name}\"")));
}

/// The OpenAPI document as JSON text.
///
/// # Errors
/// If the document cannot be written as JSON, which the tests rule out.
pub fn document_text() -> serde_json::Result<String> {
    document().to_pretty_json()
}

/// Answers `GET /openapi.json`.
pub(crate) async fn serve_document(request: HttpRequest) -> Result<HttpResponse, Error> {
    query::none(&request)?;
    static TEXT: LazyLock<serde_json::Result<String>> = LazyLock::new(document_text);
    let text = TEXT.as_ref().map_err(|error| Error::Internal(error.to_string()))?;
    Ok(read::json_text(&request, text))
}

/// An answer of each operation, for its documentation. The tests compare them with the answers of the service.
const ANSWERS: &[(&str, &str)] = &[
    ("check_edits", include_str!("../../openapi/answers/check_edits.json")),
    ("create_estimate", include_str!("../../openapi/answers/create_estimate.json")),
    ("create_x12_estimates", include_str!("../../openapi/answers/create_x12_estimates.json")),
    ("call_mcp", include_str!("../../openapi/answers/call_mcp.json")),
    ("predetermine_fhir_claim", include_str!("../../openapi/answers/predetermine_fhir_claim.json")),
    ("get_fhir_metadata", include_str!("../../openapi/answers/get_fhir_metadata.json")),
    ("create_remittance", include_str!("../../openapi/answers/create_remittance.json")),
    ("create_appeal_letter", include_str!("../../openapi/answers/create_appeal_letter.json")),
    ("create_variance", include_str!("../../openapi/answers/create_variance.json")),
    ("get_code", include_str!("../../openapi/answers/get_code.json")),
    ("get_code_edits", include_str!("../../openapi/answers/get_code_edits.json")),
    ("get_code_history", include_str!("../../openapi/answers/get_code_history.json")),
    ("get_toolkit", include_str!("../../openapi/answers/get_toolkit.json")),
    ("get_locality", include_str!("../../openapi/answers/get_locality.json")),
    ("get_terms", include_str!("../../openapi/answers/get_terms.json")),
    ("get_zip", include_str!("../../openapi/answers/get_zip.json")),
    ("list_codes", include_str!("../../openapi/answers/list_codes.json")),
    ("list_code_tips", include_str!("../../openapi/answers/list_code_tips.json")),
    ("list_localities", include_str!("../../openapi/answers/list_localities.json")),
    ("list_reason_codes", include_str!("../../openapi/answers/list_reason_codes.json")),
    ("list_terms", include_str!("../../openapi/answers/list_terms.json")),
    ("list_releases", include_str!("../../openapi/answers/list_releases.json")),
    ("get_vocabulary", include_str!("../../openapi/answers/get_vocabulary.json")),
];

/// Adds the example answer to an operation that has one.
fn show_answer(operation: &mut Operation) {
    let named = ANSWERS.iter().find(|(name, _)| Some(*name) == operation.operation_id.as_deref());
    let Some((_, answer)) = named else { return };
    if let Some(RefOr::T(response)) = operation.responses.responses.get_mut("200")
        && let Some(RefOr::T(content)) = response.content.values_mut().next()
    {
        content.example = serde_json::from_str(answer).ok();
    }
}
