//! The failures of operations: one answer for each status, with an example, to which every operation refers.

use super::operations::each_operation;
use super::security::access;
use crate::api::access::operations::Access;
use crate::api::fhir::FHIR_JSON;
use crate::api::fhir::outcome::OperationOutcome;
use crate::api::problem_types::{ExplainedProblem, explained_problems};
use crate::api::wire::error::ProblemType;
use actix_web::http::StatusCode;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{ContentBuilder, OpenApi as Document, Ref, RefOr, ResponseBuilder};

/// The failure that every operation can have.
const INTERNAL_ERROR: &str = "500";

/// Adds the answers, and makes every operation refer to them. An operation keeps its own description of a failure.
pub(super) fn describe_failures(document: &mut Document) {
    let answers = answers();
    for operation in each_operation(document) {
        let refusals = refusals(access(operation));
        let form = Form::of(operation);
        let responses = &mut operation.responses.responses;
        for (status, response) in responses.iter_mut() {
            let (Some(answer), RefOr::T(own)) = (answers.get(status), &mut *response) else { continue };
            // An operation may have bodies of its own for a failure. One of them can be the usual one.
            if !own.content.is_empty() {
                if let Some(RefOr::T(usual)) = own.content.get_mut(form.media_type()) {
                    usual.example = form.example(answer);
                }
                continue;
            }
            *response = RefOr::Ref(refer_to(answer, form, own.description.clone()));
        }
        for status in [INTERNAL_ERROR].into_iter().chain(refusals.iter().copied()) {
            if let Some(answer) = answers.get(status) {
                let response = RefOr::Ref(refer_to(answer, form, answer.meaning.to_owned()));
                responses.entry(status.to_owned()).or_insert(response);
            }
        }
    }
    let components = document.components.get_or_insert_default();
    for (answer, form) in
        answers.values().flat_map(|answer| [(answer, Form::Problem), (answer, Form::Outcome)])
    {
        let content = ContentBuilder::new()
            .schema(Some(RefOr::Ref(Ref::from_schema_name(form.schema()))))
            .example(form.example(answer))
            .build();
        let response = ResponseBuilder::new().description(answer.meaning).content(form.media_type(), content);
        components.responses.insert(name_of(answer, form), RefOr::T(response.build()));
    }
}

/// In which form an operation answers a failure.
#[derive(Clone, Copy)]
enum Form {
    /// An RFC 9457 problem.
    Problem,
    /// An OperationOutcome of FHIR.
    Outcome,
}

impl Form {
    fn of(operation: &Operation) -> Self {
        let is_fhir = operation.tags.iter().flatten().any(|tag| tag == "fhir");
        if is_fhir { Self::Outcome } else { Self::Problem }
    }

    const fn schema(self) -> &'static str {
        match self {
            Self::Problem => "Problem",
            Self::Outcome => "FhirOperationOutcome",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Problem => "application/problem+json",
            Self::Outcome => FHIR_JSON,
        }
    }

    fn example(self, answer: &ExplainedProblem) -> Option<Value> {
        match self {
            Self::Problem => serde_json::to_value(answer.problem()).ok(),
            Self::Outcome => serde_json::to_value(OperationOutcome::new(&answer.example)).ok(),
        }
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

fn refer_to(answer: &ExplainedProblem, form: Form, description: String) -> Ref {
    let mut reference = Ref::from_response_name(name_of(answer, form));
    reference.description = description;
    reference
}

/// The name of an answer in the document: its problem type in camel case, such as `InvalidValue`. That of FHIR is
/// `FhirInvalidValue`.
fn name_of(answer: &ExplainedProblem, form: Form) -> String {
    let capitalized = |word: &str| {
        let (first, rest) = word.split_at_checked(1).unwrap_or_default();
        first.to_uppercase() + rest
    };
    let name: String = answer.example.problem_type().name.split('-').map(capitalized).collect();
    match form {
        Form::Problem => name,
        Form::Outcome => format!("Fhir{name}"),
    }
}
