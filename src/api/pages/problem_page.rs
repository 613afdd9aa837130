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
    let words = Words::of(error, request.path());
    let faults = FormFaults::of(error);
    let detail = if faults.is_empty() {
        words.detail.map_or_else(|| error.to_string(), str::to_owned)
    } else {
        "Change this and send it again:".to_owned()
    };
    let search = Params::parse(request.query_string()).only(&["q", KEPT[0], KEPT[1], KEPT[2]]);
    let (title, advice) = (words.title.unwrap_or(title), words.advice);
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

/// The words for the readers of a page, where those of the API are not for them.
#[derive(Default)]
struct Words {
    title: Option<&'static str>,
    detail: Option<&'static str>,
    advice: Option<&'static str>,
}

impl Words {
    fn of(error: &Error, path: &str) -> Self {
        const SEARCH: &str = "Search for the code, or for words of what it is.";
        const TOKEN: &str =
            "Copy the whole token, of 40 letters and digits, from the page that thanked you for the report.";
        const AWAY: &str = "The database does not answer. Prices and edits come from memory and still work.";
        const SOON: &str = "Try again in a few seconds.";
        match error {
            Error::Malformed(_) | Error::Invalid(_) => {
                Self { title: Some("Something needs a change"), ..Self::default() }
            }
            Error::NotFound(_) => {
                let advice = if path == "/retract" { TOKEN } else { SEARCH };
                Self { title: Some("Not found"), advice: Some(advice), ..Self::default() }
            }
            Error::NoSuchPath => Self {
                title: Some("There is no such page"),
                detail: Some("No page has this address."),
                advice: Some(SEARCH),
            },
            Error::Away(_) => Self { detail: Some(AWAY), advice: Some(SOON), ..Self::default() },
            Error::Unavailable(_) => Self { advice: Some(SOON), ..Self::default() },
            Error::Refused(_) => Self {
                detail: Some("The database cannot take this now."),
                advice: Some("Try again later."),
                ..Self::default()
            },
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
            | Error::Store(_)
            | Error::Internal(_) => Self::default(),
        }
    }
}
