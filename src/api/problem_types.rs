//! The types of problems: an example of each, and the page `GET /problems/{type}` that explains it.

use crate::api::wire::challenge::KeyFault;
use crate::api::wire::error::{Error, Fault, ProblemType};
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::problem::{Problem, problem_json};
use crate::api::wire::query;
use crate::api::wire::rate_limit::LimitedBy;
use crate::api::wire::read::Representation;
use crate::api::wire::responses::ConstantProblems;
use crate::keys::{LimitExceeded, Rate, Scope, Scopes};
use actix_web::http::header::{ContentDisposition, DispositionType};
use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

/// A type of problems.
pub(super) struct ExplainedProblem {
    /// An error of this type.
    pub(super) example: Error,
    /// When it occurs.
    pub(super) meaning: &'static str,
    /// What a client does about it.
    pub(super) cure: &'static str,
}

impl ExplainedProblem {
    /// The problem as a client gets it.
    pub(super) fn problem(&self) -> Problem {
        Problem::new(&self.example, "5f3a9c1d-42".to_owned())
    }
}

/// Every type of problems. Of types with the same status, the OpenAPI document shows the first.
pub(super) fn explained_problems() -> Vec<ExplainedProblem> {
    [refused_requests(), refused_callers(), refused_bodies(), failures()].into_iter().flatten().collect()
}

/// The problems of requests that are wrong, or ask for what does not exist.
fn refused_requests() -> Vec<ExplainedProblem> {
    let not_valid = Fault::new(
        "/lines/0/hcpcs",
        "\"9921\" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.",
    );
    let unknown = Fault::coded(
        FaultCode::UnknownField,
        "/lines/0/code",
        "\"code\" is not a field of this object. Did you mean hcpcs? Its fields are id, hcpcs, modifiers, units, charge, \
         minutes, postoperative_days.",
    );
    vec![
        ExplainedProblem {
            example: Error::Malformed(vec![unknown]),
            meaning: "The body is not JSON, or the body or the query does not match the schema of the operation. \
                      `errors` lists every difference.",
            cure: "Compare the request with the OpenAPI document. The same request will fail again.",
        },
        ExplainedProblem {
            example: Error::Invalid(vec![not_valid]),
            meaning: "The request matches the schema, but some values are not valid, or the loaded releases do not have \
                      them. `errors` lists every one.",
            cure: "Show each entry of `errors` at the field that its `pointer` names. The same request will fail again.",
        },
        ExplainedProblem {
            example: Error::NotFound("RVU25A does not list 99999.".to_owned()),
            meaning: "The path is right, but what it names does not exist: a code, a locality, a ZIP code or a report.",
            cure: "Check the value in the path. A code may be in another release: see `GET /v1/releases`.",
        },
        ExplainedProblem {
            example: Error::NoSuchPath,
            meaning: "The service has no such path.",
            cure: "Look the path up in the OpenAPI document.",
        },
        ExplainedProblem {
            example: Error::MethodNotAllowed { allow: "GET, HEAD".to_owned() },
            meaning: "The path exists, but not with this method.",
            cure: "Use a method of the header `Allow`.",
        },
    ]
}

/// The problems of callers who may not do what they ask for.
fn refused_callers() -> Vec<ExplainedProblem> {
    vec![
        ExplainedProblem {
            example: Error::Unauthenticated { fault: KeyFault::Missing, is_page: false },
            meaning: "The operation needs an API key. The request has none, or one that is unknown or revoked.",
            cure: "Send a key of the operator as `Authorization: Bearer KEY`.",
        },
        ExplainedProblem {
            example: Error::MissingScope(Scopes::of(&[Scope::Batch])),
            meaning: "The API key is valid, but it has no scope for this operation. `WWW-Authenticate` names the scope.",
            cure: "Ask the operator for a key with the scope.",
        },
        ExplainedProblem {
            example: Error::ForbiddenOrigin,
            meaning: "A web page of another origin called an operation for assistants, and the operator does not allow that \
                      origin.",
            cure: "Call from a program, or ask the operator to allow the origin of the page.",
        },
    ]
}

/// The problems of bodies and heads that are not read.
fn refused_bodies() -> Vec<ExplainedProblem> {
    vec![
        ExplainedProblem {
            example: Error::too_large(256 * 1024).advising("For more claims use POST /v1/estimates/batch."),
            meaning: "The body is longer than the operation reads.",
            cure: "Send less at once. `POST /v1/estimates/batch` takes any number of claims.",
        },
        ExplainedProblem {
            example: Error::UnsupportedMediaType(&["application/json"]),
            meaning: "`Content-Type` is missing, or is not a media type that the operation reads.",
            cure: "Send the header that `detail` names.",
        },
        ExplainedProblem {
            example: Error::UnsupportedEncoding,
            meaning: "The body is compressed or otherwise encoded.",
            cure: "Send the body as it is, without `Content-Encoding`.",
        },
        ExplainedProblem {
            example: Error::HeadTooLong,
            meaning: "The first line and the headers of the request have more than 128 kB, or there are more than 96 headers.",
            cure: "Send fewer or shorter headers, and long lists in the body.",
        },
        ExplainedProblem {
            example: Error::SlowHead,
            meaning: "The connection was open for some seconds, and the first line and the headers of a request had not \
                      arrived.",
            cure: "Send the whole head of the request at once, over a new connection.",
        },
    ]
}

/// The problems of a service that cannot answer now.
fn failures() -> Vec<ExplainedProblem> {
    vec![
        ExplainedProblem {
            example: Error::TooManyRequests {
                by: LimitedBy::Key,
                exceeded: LimitExceeded { rate: Rate::per_second(100), retry_after_seconds: 1 },
            },
            meaning: "More requests came with one API key, or from one network without a key, than the operator allows.",
            cure: "Wait for the seconds that `Retry-After` names, and send the same request again. `RateLimit-Policy` has the \
                   limit, and `RateLimit` has what is left of it.",
        },
        ExplainedProblem {
            example: Error::TooManyReports { retry_after_seconds: 1800 },
            meaning: "Too many denial reports came from one network within an hour.",
            cure: "Wait for the seconds that `Retry-After` names, and send the report again with the same \
                   Idempotency-Key.",
        },
        ExplainedProblem {
            example: Error::Internal(String::new()),
            meaning: "A fault of this service.",
            cure: "Give the operator the `request_id`. The log has the cause under it.",
        },
        ExplainedProblem {
            example: Error::Unavailable("No fee schedule is loaded yet.".to_owned()),
            meaning: "The service cannot answer yet, or its database does not answer. `detail` says which.",
            cure: "Wait for the seconds that `Retry-After` names, and send the same request again.",
        },
    ]
}

/// The page of a type of problems.
#[derive(Template)]
#[template(path = "pages/problem_type.html")]
struct ProblemTypePage {
    name: &'static str,
    title: &'static str,
    status: u16,
    meaning: Vec<Piece>,
    cure: Vec<Piece>,
    example: String,
    /// The other types, each with its title.
    others: Vec<(&'static str, &'static str)>,
}

/// The page of all types of problems.
#[derive(Template)]
#[template(path = "pages/problem_types.html")]
struct ProblemTypesPage {
    types: Vec<ListedType>,
}

/// A type of problems in a list.
struct ListedType {
    name: &'static str,
    title: &'static str,
    status: u16,
    meaning: Vec<Piece>,
}

/// A piece of a sentence.
struct Piece {
    text: &'static str,
    /// Whether it is a name that a program uses, which the sentence has in backticks.
    is_code: bool,
}

/// The pieces of a sentence.
fn pieces(sentence: &'static str) -> Vec<Piece> {
    sentence.split('`').enumerate().map(|(at, text)| Piece { text, is_code: at % 2 == 1 }).collect()
}

/// List the types of problems
///
/// Returns a page with every type of problem, its status and when it occurs, with links to their own pages. `GET /v1/vocabulary` has the
/// same list for programs.
#[utoipa::path(
    operation_id = "list_problem_types",
    tag = "reference",
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        ConstantProblems,
    )
)]
#[get("/problems")]
pub(super) async fn list_problem_types(request: HttpRequest) -> Result<HttpResponse, Error> {
    query::none(&request)?;
    let listed = |explained: &ExplainedProblem| {
        let ProblemType { status, name, title } = explained.example.problem_type();
        ListedType { name, title, status: status.as_u16(), meaning: pieces(explained.meaning) }
    };
    answer(&request, &ProblemTypesPage { types: explained_problems().iter().map(listed).collect() })
}

/// Explain a type of problems
///
/// Returns a page that says when problems of this type occur and what to do about them. The field `help` of a problem has its
/// path.
#[utoipa::path(
    operation_id = "get_problem_type",
    tag = "reference",
    params(("type" = String, Path, description = "The last part of the problem's `type`", example = "invalid-value", pattern = "^[a-z-]+$")),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        ConstantProblems,
        (status = 404, description = "No problem has this type"),
    )
)]
#[get("/problems/{type}")]
pub(super) async fn get_problem_type(
    request: HttpRequest,
    path: web::Path<String>,
) -> Result<HttpResponse, Error> {
    query::none(&request)?;
    let explained = explained_problems();
    let named = explained.iter().find(|explained| explained.example.problem_type().name == path.as_str());
    let named = named
        .ok_or_else(|| Error::NotFound("No problem has this type. /problems lists the types.".to_owned()))?;
    let ProblemType { status, name, title } = named.example.problem_type();
    let types = explained.iter().map(|explained| explained.example.problem_type());
    let page = ProblemTypePage {
        name,
        title,
        status: status.as_u16(),
        meaning: pieces(named.meaning),
        cure: pieces(named.cure),
        example: problem_json(&named.problem())?,
        others: types.filter(|other| other.name != name).map(|other| (other.name, other.title)).collect(),
    };
    answer(&request, &page)
}

fn answer(request: &HttpRequest, page: &impl Template) -> Result<HttpResponse, Error> {
    let html = page.render().map_err(|error| Error::Internal(error.to_string()))?;
    let shown = ContentDisposition { disposition: DispositionType::Inline, parameters: Vec::new() };
    let page = Representation::new("text/html; charset=utf-8", Some(shown), html.into_bytes());
    Ok(page.answer(request))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::StoreError;
    use std::collections::BTreeSet;
    use std::time::Duration;

    /// Every variant of the error, so that a new one must be explained.
    fn variants() -> Vec<Error> {
        let store = || StoreError::Slow(Duration::ZERO);
        let sample = |error: &Error| match error {
            Error::Malformed(_) => Error::Invalid(Vec::new()),
            Error::Invalid(_) => Error::NotFound(String::new()),
            Error::NotFound(_) => Error::NoSuchPath,
            Error::NoSuchPath => Error::MethodNotAllowed { allow: String::new() },
            Error::MethodNotAllowed { .. } => Error::too_large(0),
            Error::TooLarge { .. } => Error::UnsupportedMediaType(&[]),
            Error::UnsupportedMediaType(_) => Error::UnsupportedEncoding,
            Error::UnsupportedEncoding => Error::HeadTooLong,
            Error::HeadTooLong => Error::SlowHead,
            Error::SlowHead => Error::Unauthenticated { fault: KeyFault::Missing, is_page: false },
            Error::Unauthenticated { .. } => Error::MissingScope(Scopes::ALL),
            Error::MissingScope(_) => Error::ForbiddenOrigin,
            Error::ForbiddenOrigin => {
                let exceeded = LimitExceeded { rate: Rate::per_second(1), retry_after_seconds: 1 };
                Error::TooManyRequests { by: LimitedBy::Key, exceeded }
            }
            Error::TooManyRequests { .. } => Error::TooManyReports { retry_after_seconds: 0 },
            Error::TooManyReports { .. } => Error::Unavailable(String::new()),
            Error::Unavailable(_) => Error::Away(store()),
            Error::Away(_) => Error::Refused(store()),
            Error::Refused(_) => Error::Store(store()),
            Error::Store(_) => Error::Internal(String::new()),
            Error::Internal(_) => Error::Malformed(Vec::new()),
        };
        let mut all = vec![Error::Malformed(Vec::new())];
        while let Some(next) = all.last().map(sample)
            && !matches!(next, Error::Malformed(_))
        {
            all.push(next);
        }
        all
    }

    #[test]
    fn every_problem_type_is_explained_once() {
        let explained = explained_problems();
        let named: Vec<_> = explained.iter().map(|one| one.example.problem_type().name).collect();
        let possible: BTreeSet<_> = variants().iter().map(|error| error.problem_type().name).collect();
        assert_eq!(named.iter().copied().collect::<BTreeSet<_>>(), possible);
        assert_eq!(named.len(), possible.len());
    }
}
