//! The types of problems in the document: an open list, with the page of each.

use crate::api::problem_types::explained_problems;
use crate::api::wire::error::ProblemType;
use crate::api::wire::problem::{URN_FORM, help_of, urn};
use std::fmt::Write;
use utoipa::openapi::{OpenApi as Document, RefOr, Schema};

/// The schemas that have a type of problem.
const SCHEMAS: [&str; 3] = ["Problem", "PartProblem", "ListedProblem"];

/// Adds the form and the known values of `type`. It is no enum, because new types may be added.
pub(super) fn describe_problem_types(document: &mut Document) {
    let described = description();
    let Some(components) = &mut document.components else { return };
    for name in SCHEMAS {
        if let Some(RefOr::T(Schema::Object(problem))) = components.schemas.get_mut(name)
            && let Some(RefOr::T(Schema::Object(kind))) = problem.properties.get_mut("type")
        {
            kind.pattern = Some(URN_FORM.to_owned());
            kind.description = Some(described.clone());
        }
    }
}

fn description() -> String {
    let mut text = "The problem type, a URN that does not change. The list is open: treat an unknown type by its `status`. \
                    `/problems` explains all types, and `GET /v1/vocabulary` has them for programs.\n"
        .to_owned();
    for explained in explained_problems() {
        let ProblemType { status, name, .. } = explained.example.problem_type();
        // Writing to a text cannot fail.
        _ = write!(text, "\n- `{}` ({}): {}", urn(name), status.as_u16(), help_of(name));
    }
    text
}
