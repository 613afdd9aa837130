//! The OpenAPI document: made from the handlers themselves.

use crate::api::shared::edi::EDI_X12;
use crate::api::wire::error::Error;
use crate::api::wire::read;
use actix_web::{App, HttpRequest, HttpResponse};
use std::sync::LazyLock;
use utoipa::OpenApi;
use utoipa::openapi::{Content, OpenApi as Document, PathItem, RefOr};
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

/// The OpenAPI document as it is written for readers.
///
/// utoipa sorts the media types of a body by name, and who tries an operation out is offered the first of them. A claim is
/// JSON before it is X12, so the two change places.
///
/// # Errors
/// When the document is no JSON, which the tests rule out.
pub fn document_text() -> serde_json::Result<String> {
    let document = document();
    let mut text = document.to_pretty_json()?;
    let operations = document.paths.paths.values().filter_map(|item| item.post.as_ref());
    for body in operations.filter_map(|operation| operation.request_body.as_ref()) {
        let RefOr::T(body) = body else { continue };
        let both = body.content.get_key_value(EDI_X12).zip(body.content.get_key_value("application/json"));
        if let Some((x12, json)) = both {
            let (x12, json) = (entry(x12)?, entry(json)?);
            text = text.replacen(&format!("{x12},{json}"), &format!("{json},{x12}"), 1);
        }
    }
    Ok(text)
}

/// A media type of a request's body with what is said of it, as it stands in the document's text.
fn entry((media_type, content): (&String, &RefOr<Content>)) -> serde_json::Result<String> {
    /// How far a media type is from the margin.
    const INDENT: &str = "\n            ";
    let content = serde_json::to_string_pretty(content)?.replace('\n', INDENT);
    Ok(format!("{INDENT}\"{media_type}\": {content}"))
}

/// The OpenAPI document as it is served, or 304 to who has it.
pub(crate) async fn served(request: HttpRequest) -> Result<HttpResponse, Error> {
    static TEXT: LazyLock<serde_json::Result<String>> = LazyLock::new(document_text);
    let text = TEXT.as_ref().map_err(|error| Error::Internal(error.to_string()))?;
    Ok(read::json_text(&request, text))
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
