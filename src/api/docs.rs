//! The OpenAPI document: made from the handlers themselves.

use super::error::Error;
use super::read;
use actix_web::{App, HttpRequest, HttpResponse};
use std::sync::LazyLock;
use utoipa::OpenApi;
use utoipa::openapi::{OpenApi as Document, PathItem, RefOr};
use utoipa_actix_web::AppExt;

/// What the document says of the service as a whole.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "MedPayIQ",
        description = "What Medicare pays a practitioner for a service, why, step by step to the cent, and what would get \
                       it denied: from CMS's own files.\n\nMoney, RVUs, GPCIs and factors are decimal strings; dates are \
                       ISO 8601; unknown fields and parameters are refused. Every failure is an RFC 9457 problem. \
                       A request is looked at in steps, each of which names all faults that it finds: its form first (400: \
                       unknown or repeated fields and parameters, wrong types), then its values (422). The date and place of a \
                       read are looked up once its values can be read; a place only where its date has a release.\n\nReads \
                       carry a strong ETag.\n\nAn estimate is of price, not of coverage: \
                       verify it with the Medicare contractor before billing.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "This service")),
    tags(
        (name = "estimates", description = "Price a claim"),
        (name = "codes", description = "Look codes up"),
        (name = "denials", description = "What others met when they billed a code: contribute, take back, read"),
        (name = "toolkit", description = "The Revenue Protection Toolkit: as JSON, a workbook, a page to print"),
        (name = "reference", description = "What is loaded: releases, localities, ZIP codes"),
        (name = "operations", description = "Health and metrics of the service"),
    )
)]
struct Service;

/// The OpenAPI document of every route that is served.
#[must_use]
pub fn document() -> Document {
    let app = App::new().into_utoipa_app().openapi(Service::openapi()).configure(super::routes::routes);
    let mut document = app.split_for_parts().1;
    document.paths.paths.values_mut().for_each(show_answers);
    document
}

/// The OpenAPI document as it is served, or 304 to who has it.
pub(super) async fn served(request: HttpRequest) -> Result<HttpResponse, Error> {
    static DOCUMENT: LazyLock<Document> = LazyLock::new(document);
    read::json(&request, &*DOCUMENT)
}

/// Real answers, one an operation, which the tests compare with what the service answers.
const ANSWERS: &[(&str, &str)] = &[
    ("check_edits", include_str!("../../openapi/answers/check_edits.json")),
    ("create_estimate", include_str!("../../openapi/answers/create_estimate.json")),
    ("create_estimates_batch", include_str!("../../openapi/answers/create_estimates_batch.json")),
    ("create_remittance", include_str!("../../openapi/answers/create_remittance.json")),
    ("get_code", include_str!("../../openapi/answers/get_code.json")),
    ("get_code_edits", include_str!("../../openapi/answers/get_code_edits.json")),
    ("get_code_history", include_str!("../../openapi/answers/get_code_history.json")),
    ("get_toolkit", include_str!("../../openapi/answers/get_toolkit.json")),
    ("get_locality", include_str!("../../openapi/answers/get_locality.json")),
    ("get_zip", include_str!("../../openapi/answers/get_zip.json")),
    ("list_codes", include_str!("../../openapi/answers/list_codes.json")),
    ("list_code_tips", include_str!("../../openapi/answers/list_code_tips.json")),
    ("list_localities", include_str!("../../openapi/answers/list_localities.json")),
    ("list_reason_codes", include_str!("../../openapi/answers/list_reason_codes.json")),
    ("list_releases", include_str!("../../openapi/answers/list_releases.json")),
];

/// Shows a real answer with each operation that has one.
fn show_answers(item: &mut PathItem) {
    for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
        let named = ANSWERS.iter().find(|(name, _)| Some(*name) == operation.operation_id.as_deref());
        let Some((_, answer)) = named else { continue };
        if let Some(RefOr::T(response)) = operation.responses.responses.get_mut("200") {
            for content in response.content.values_mut() {
                if let RefOr::T(content) = content {
                    content.example = serde_json::from_str(answer).ok();
                }
            }
        }
    }
}
