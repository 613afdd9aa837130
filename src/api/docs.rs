//! The OpenAPI document, made from the handlers.

use crate::api::routes::routes;
use crate::api::shared::edi::EDI_X12;
use crate::api::wire::error::Error;
use crate::api::wire::problem::Problem;
use crate::api::wire::read;
use actix_web::{App, HttpRequest, HttpResponse};
use std::sync::LazyLock;
use utoipa::OpenApi;
use utoipa::openapi::{Content, OpenApi as Document, PathItem, RefOr};
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
                       each with a JSON pointer. Unknown fields and parameters are refused. A request is checked in steps: first \
                       against the schema (400), then its values (422), then its date, and last the place, which needs a valid \
                       date.\n\n\
                       **Caching.** Reads have a strong `ETag`; with `If-None-Match` an unchanged answer is 304.\n\n\
                       **Disclaimer.** An estimate is about the price, not about coverage. Verify it with the Medicare contractor \
                       before billing.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "This service")),
    tags(
        (name = "estimates", description = "Price claims and check their edits"),
        (name = "codes", description = "Search codes and read their figures, edits, history and tips"),
        (name = "denials", description = "Contribute, retract and read reports of denials"),
        (name = "toolkit", description = "The Revenue Protection Toolkit as JSON, as a workbook, and as a page to print"),
        (name = "reference", description = "The loaded releases, localities and ZIP codes"),
        (name = "operations", description = "Health checks and metrics"),
    ),
    components(schemas(Problem))
)]
struct ServiceDocument;

/// The OpenAPI document with every operation.
#[must_use]
pub fn document() -> Document {
    let app = App::new().into_utoipa_app().openapi(ServiceDocument::openapi()).configure(routes);
    let mut document = app.split_for_parts().1;
    document.paths.paths.values_mut().for_each(show_answers);
    document
}

/// The OpenAPI document as JSON text.
///
/// utoipa sorts the media types of a body by name, so X12 would come before JSON. Swagger UI offers the first one by default, and
/// most callers send JSON. So this swaps the two in the text.
///
/// # Errors
/// If the document cannot be written as JSON, which the tests rule out.
pub fn document_text() -> serde_json::Result<String> {
    let document = document();
    let mut text = document.to_pretty_json()?;
    let operations = document.paths.paths.values().filter_map(|item| item.post.as_ref());
    for body in operations.filter_map(|operation| operation.request_body.as_ref()) {
        let RefOr::T(body) = body else { continue };
        let both = body.content.get_key_value(EDI_X12).zip(body.content.get_key_value("application/json"));
        if let Some((x12, json)) = both {
            let (x12, json) = (media_type_text(x12)?, media_type_text(json)?);
            text = text.replacen(&format!("{x12},{json}"), &format!("{json},{x12}"), 1);
        }
    }
    Ok(text)
}

/// The text of a media type of a request's body, as it is in the document.
fn media_type_text((media_type, content): (&String, &RefOr<Content>)) -> serde_json::Result<String> {
    /// The indentation of a media type.
    const INDENT: &str = "\n            ";
    let content = serde_json::to_string_pretty(content)?.replace('\n', INDENT);
    Ok(format!("{INDENT}\"{media_type}\": {content}"))
}

/// Answers `GET /openapi.json`.
pub(crate) async fn serve_document(request: HttpRequest) -> Result<HttpResponse, Error> {
    static TEXT: LazyLock<serde_json::Result<String>> = LazyLock::new(document_text);
    let text = TEXT.as_ref().map_err(|error| Error::Internal(error.to_string()))?;
    Ok(read::json_text(&request, text))
}

/// An answer of each operation, for its documentation. The tests compare them with the answers of the service.
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

/// Adds the example answer to each operation that has one.
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
