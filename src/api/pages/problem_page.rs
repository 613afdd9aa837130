//! A failed request as a page that says what to change.

use super::params::{KEPT, Params};
use super::render::{fresh_page, render};
use crate::api::request_id::RequestId;
use crate::api::wire::error::{Error, Fault, ProblemType};
use actix_web::http::header::ACCEPT;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

/// A failed request.
#[derive(Template)]
#[template(path = "pages/problem.html")]
struct ProblemPage<'a> {
    title: &'static str,
    detail: String,
    faults: Vec<FaultView>,
    /// What the service can do about it, if the reader cannot.
    advice: Option<&'static str>,
    request_id: &'a RequestId,
    /// The fields of the search, as the reader sent them.
    search: Params,
}

/// A fault, with the field in words.
pub(super) struct FaultView {
    pub(super) field: String,
    pub(super) detail: String,
}

/// The faults that a form shows above its fields.
///
/// # Errors
/// The error itself, if the request is not at fault or does not come from somebody who reads a page.
pub(super) fn faults_in_form(request: &HttpRequest, error: Error) -> Result<Vec<FaultView>, Error> {
    let is_of_form = wants_page(request) && matches!(error, Error::Invalid(_));
    if is_of_form { Ok(fault_views(&error)) } else { Err(error) }
}

/// The faults of an error in words.
pub(super) fn fault_views(error: &Error) -> Vec<FaultView> {
    let view =
        |fault: &Fault| FaultView { field: field_in_words(&fault.pointer), detail: fault.detail.clone() };
    error.faults().iter().map(view).collect()
}

/// Whether a failed request came from somebody who reads a page: it asked for a page, or a browser asked for a file that pages
/// link to.
pub(in crate::api) fn wants_page(request: &HttpRequest) -> bool {
    const FILES: [&str; 2] = ["/v1/toolkit.html", "/v1/toolkit.xlsx"];
    let path = request.path();
    let accepts = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_api = path.starts_with("/v1/") && !FILES.contains(&path);
    accepts.contains("text/html") && !is_api
}

/// The page of an error. `None` if it cannot be written.
pub(in crate::api) fn problem_page(
    request: &HttpRequest,
    error: &Error,
    request_id: &RequestId,
) -> Option<HttpResponse> {
    let ProblemType { status, title, .. } = error.problem_type();
    let faults = fault_views(error);
    let detail =
        if faults.is_empty() { error.to_string() } else { "Change this and send it again:".to_owned() };
    let advice = match error {
        Error::Away(_) | Error::Unavailable(_) => {
            Some("Prices and edits come from memory and still work. Try again in a few seconds.")
        }
        Error::NotFound(_) | Error::NoSuchPath => Some("Search for the code, or for words of what it is."),
        Error::Malformed(_)
        | Error::Invalid(_)
        | Error::MethodNotAllowed { .. }
        | Error::TooLarge { .. }
        | Error::UnsupportedMediaType(_)
        | Error::UnsupportedEncoding
        | Error::TooManyReports { .. }
        | Error::Refused(_)
        | Error::Store(_)
        | Error::Internal(_) => None,
    };
    let search = Params::of(request).only(&["q", KEPT[0], KEPT[1], KEPT[2]]);
    let title = title_for_people(error).unwrap_or(title);
    let page = ProblemPage { title, detail, faults, advice, request_id, search };
    Some(fresh_page(status, render(&page).ok()?))
}

/// The title, if it should not be the API's.
const fn title_for_people(error: &Error) -> Option<&'static str> {
    match error {
        Error::Malformed(_) | Error::Invalid(_) => Some("Something needs a change"),
        Error::NotFound(_) => Some("Not found"),
        Error::NoSuchPath => Some("There is no such page"),
        Error::MethodNotAllowed { .. }
        | Error::TooLarge { .. }
        | Error::UnsupportedMediaType(_)
        | Error::UnsupportedEncoding
        | Error::TooManyReports { .. }
        | Error::Unavailable(_)
        | Error::Away(_)
        | Error::Refused(_)
        | Error::Store(_)
        | Error::Internal(_) => None,
    }
}

/// The fields of the forms: the last part of a pointer, and the field in words.
const FIELDS: &[(&str, &str)] = &[
    ("hcpcs", "Code"),
    ("codes", "Codes"),
    ("zip", "ZIP code or locality"),
    ("locality", "ZIP code or locality"),
    ("date", "Date of service"),
    ("date_of_service", "Date of service"),
    ("release", "Release"),
    ("pos", "Place of service"),
    ("place_of_service", "Place of service"),
    ("modifiers", "Modifier"),
    ("units", "Units"),
    ("minutes", "Minutes"),
    ("charge", "Charge"),
    ("kind", "Who bills"),
    ("deductible_remaining", "Deductible left"),
    ("service_month", "Month of the service"),
    ("carc", "Reason code (CARC)"),
    ("rarc", "Remark codes (RARC)"),
    ("group", "Group code"),
    ("payer", "Payer"),
    ("billed_bucket", "Charge"),
    ("strategy", "What you did"),
    ("outcome", "How it ended"),
    ("statements", "What else you can say"),
    ("note", "Note"),
    ("token", "Token"),
];

/// A pointer in words: `/lines/1/modifiers/0` is `Line 2, Modifier`.
fn field_in_words(pointer: &str) -> String {
    let mut parts = pointer.split('/').skip(1);
    let line = (parts.next() == Some("lines")).then(|| parts.next()?.parse::<usize>().ok()).flatten();
    let named = pointer.rsplit('/').find_map(|part| FIELDS.iter().find(|(name, _)| *name == part));
    let field = named.map(|(_, field)| *field);
    match (line, field) {
        (Some(line), Some(field)) => format!("Line {}, {}", line + 1, field.to_lowercase()),
        (Some(line), None) => format!("Line {}", line + 1),
        (None, Some(field)) => field.to_owned(),
        (None, None) => String::new(),
    }
}
