//! A failed request as a page that says what to change.

use super::form_faults::FormFaults;
use super::params::{KEPT, Params};
use super::render::{fresh_page, render};
use crate::api::request_id::RequestId;
use crate::api::wire::error::{Error, ProblemType};
use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

/// A failed request.
#[derive(Template)]
#[template(path = "pages/problem.html")]
struct ProblemPage<'a> {
    title: &'static str,
    detail: String,
    faults: FormFaults,
    /// What the service can do about it, if the reader cannot.
    advice: Option<&'static str>,
    request_id: &'a RequestId,
    /// The fields of the search, as the reader sent them.
    search: Params,
    /// Whether the reader asked for a page, so that a search may help.
    is_read: bool,
    /// The page with the form that was sent, and what to do there.
    back: Option<(&'static str, &'static str)>,
}

/// The page of an error. `None` if it cannot be written.
pub(in crate::api) fn problem_page(
    request: &HttpRequest,
    error: &Error,
    request_id: &RequestId,
) -> Option<HttpResponse> {
    let ProblemType { status, title, .. } = error.problem_type();
    let faults = FormFaults::of(error);
    let detail = if faults.is_empty() {
        detail_for_people(error).map_or_else(|| error.to_string(), str::to_owned)
    } else {
        "Change this and send it again:".to_owned()
    };
    let advice = match error {
        Error::Away(_) | Error::Unavailable(_) => Some("Try again in a few seconds."),
        Error::Refused(_) => Some("Try again later."),
        Error::NotFound(_) if request.path() == "/retract" => Some(
            "Copy the whole token, of 40 letters and digits, from the page that thanked you for the report.",
        ),
        Error::NotFound(_) | Error::NoSuchPath => Some("Search for the code, or for words of what it is."),
        Error::Malformed(_)
        | Error::Invalid(_)
        | Error::MethodNotAllowed { .. }
        | Error::TooLarge { .. }
        | Error::UnsupportedMediaType(_)
        | Error::UnsupportedEncoding
        | Error::Unauthenticated { .. }
        | Error::MissingScope(_)
        | Error::HeadTooLong
        | Error::SlowHead
        | Error::ForbiddenOrigin
        | Error::TooManyRequests { .. }
        | Error::TooManyReports { .. }
        | Error::Store(_)
        | Error::Internal(_) => None,
    };
    let search = Params::parse(request.query_string()).only(&["q", KEPT[0], KEPT[1], KEPT[2]]);
    let title = title_for_people(error).unwrap_or(title);
    let is_read = request.method() == Method::GET;
    let back = FORMS.iter().find(|(path, ..)| !is_read && *path == request.path());
    let back = back.map(|(_, page, words)| (*page, *words));
    let page = ProblemPage { title, detail, faults, advice, request_id, search, is_read, back };
    Some(fresh_page(status, render(&page).ok()?))
}

/// The forms that take a file: where they send it, their page, and what to do there.
const FORMS: &[(&str, &str, &str)] = &[
    ("/claim", "/claim#file-title", "Choose another file"),
    ("/remittance", "/remittance", "Choose another file"),
    ("/remittance/contribute", "/remittance", "Read the file again"),
];

/// What went wrong, if the API's words are not for the readers of a page.
const fn detail_for_people(error: &Error) -> Option<&'static str> {
    match error {
        Error::NoSuchPath => Some("No page has this address."),
        Error::Away(_) => {
            Some("The database does not answer. Prices and edits come from memory and still work.")
        }
        Error::Refused(_) => Some("The database cannot take this now."),
        Error::Malformed(_)
        | Error::Invalid(_)
        | Error::NotFound(_)
        | Error::MethodNotAllowed { .. }
        | Error::TooLarge { .. }
        | Error::UnsupportedMediaType(_)
        | Error::UnsupportedEncoding
        | Error::Unauthenticated { .. }
        | Error::MissingScope(_)
        | Error::HeadTooLong
        | Error::SlowHead
        | Error::ForbiddenOrigin
        | Error::TooManyRequests { .. }
        | Error::TooManyReports { .. }
        | Error::Unavailable(_)
        | Error::Store(_)
        | Error::Internal(_) => None,
    }
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
        | Error::Unauthenticated { .. }
        | Error::MissingScope(_)
        | Error::HeadTooLong
        | Error::SlowHead
        | Error::ForbiddenOrigin
        | Error::TooManyRequests { .. }
        | Error::TooManyReports { .. }
        | Error::Unavailable(_)
        | Error::Away(_)
        | Error::Refused(_)
        | Error::Store(_)
        | Error::Internal(_) => None,
    }
}
