//! The failures of operations: one answer for each status, with an example, to which every operation refers.

use super::operations::each_operation;
use super::security::access;
use crate::api::access::operations::Access;
use crate::api::problem_types::{ExplainedProblem, explained_problems};
use crate::api::wire::error::ProblemType;
use actix_web::http::StatusCode;
use std::collections::BTreeMap;
use utoipa::openapi::{ContentBuilder, OpenApi as Document, Ref, RefOr, ResponseBuilder};

/// The failure that every operation can have.
const INTERNAL_ERROR: &str = "500";

/// Adds the answers, and makes every operation refer to them. An operation keeps its own description of a failure.
pub(super) fn describe_failures(document: &mut Document) {
    let answers = answers();
    for operation in each_operation(document) {
        let refusals = refusals(access(operation));
        let responses = &mut operation.responses.responses;
        for (status, response) in responses.iter_mut() {
            let (Some(answer), RefOr::T(own)) = (answers.get(status), &*response) else { continue };
            *response = RefOr::Ref(refer_to(answer, own.description.clone()));
        }
        for status in [INTERNAL_ERROR].into_iter().chain(refusals.iter().copied()) {
            if let Some(answer) = answers.get(status) {
                let response = RefOr::Ref(refer_to(answer, answer.meaning.to_owned()));
                responses.entry(status.to_owned()).or_insert(response);
            }
        }
    }
    let components = document.components.get_or_insert_default();
    for answer in answers.values() {
        let content = ContentBuilder::new()
            .schema(Some(RefOr::Ref(Ref::from_schema_name("Problem"))))
            .example(serde_json::to_value(answer.problem()).ok())
            .build();
        let response =
            ResponseBuilder::new().description(answer.meaning).content("application/problem+json", content);
        components.responses.insert(name_of(answer), RefOr::T(response.build()));
    }
}

/// The statuses of an operation that its caller may not call, or not yet.
const fn refusals(access: Access) -> &'static [&'static str] {
    match access {
        Access::Open => &[],
        Access::Key(scopes) if scopes.is_empty() => &["401", "429"],
        Access::Key(_) => &["401", "403", "429"],
    }
}

/// The failure that stands for each status: the first of its types.
fn answers() -> BTreeMap<String, ExplainedProblem> {
    let mut answers = BTreeMap::new();
    for explained in explained_problems() {
        let ProblemType { status, .. } = explained.example.problem_type();
        // No operation has this failure: its path has no such method.
        if status != StatusCode::METHOD_NOT_ALLOWED {
            answers.entry(status.as_str().to_owned()).or_insert(explained);
        }
    }
    answers
}

fn refer_to(answer: &ExplainedProblem, description: String) -> Ref {
    let mut reference = Ref::from_response_name(name_of(answer));
    reference.description = description;
    reference
}

/// The name of an answer in the document: its problem type in camel case, such as `InvalidValue`.
fn name_of(answer: &ExplainedProblem) -> String {
    let capitalized = |word: &str| {
        let (first, rest) = word.split_at_checked(1).unwrap_or_default();
        first.to_uppercase() + rest
    };
    answer.example.problem_type().name.split('-').map(capitalized).collect()
}
