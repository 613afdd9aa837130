//! What is wrong with a form: in words above its fields, and at each field.

use super::options::capitalized;
use crate::api::wire::error::{Error, Fault};
use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT;

/// A fault, with the field in words.
pub(super) struct FaultView {
    pub(super) field: String,
    /// The `id` that the field has in every form; empty if no form has it.
    pub(super) id: &'static str,
    pub(super) detail: String,
}

impl FaultView {
    /// Whether it is about one line of a field that holds several.
    pub(super) fn is_of_a_line(&self) -> bool {
        self.id == LINES
    }
}

/// Everything that is wrong with a form.
#[derive(Default)]
pub(super) struct FormFaults(Vec<FaultView>);

impl FormFaults {
    /// The faults of an error.
    pub(super) fn of(error: &Error) -> Self {
        Self(error.faults().iter().map(view).collect())
    }

    /// These faults.
    pub(super) fn of_list(faults: impl Iterator<Item = Fault>) -> Self {
        Self(faults.map(|fault| view(&fault)).collect())
    }

    /// The value of a result, or the faults that its form shows instead.
    ///
    /// # Errors
    /// The error itself, if the form is not at fault or the request does not come from somebody who reads a page.
    pub(super) fn split<T>(
        request: &HttpRequest,
        result: Result<T, Error>,
    ) -> Result<(Option<T>, Self), Error> {
        match result {
            Ok(value) => Ok((Some(value), Self::default())),
            Err(error @ Error::Invalid(_)) if wants_page(request) => Ok((None, Self::of(&error))),
            Err(error) => Err(error),
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults in order.
    pub(super) fn items(&self) -> &[FaultView] {
        &self.0
    }

    /// The faults of the field with this `id`.
    pub(super) fn at(&self, id: &str) -> Vec<&FaultView> {
        self.0.iter().filter(|fault| fault.id == id).collect()
    }

    /// Whether one of these fields has a fault.
    pub(super) fn any_at(&self, ids: &[&str]) -> bool {
        ids.iter().any(|id| !self.at(id).is_empty())
    }
}

/// The error with further faults of the form. Each pointer is listed once.
pub(super) fn joined(error: Error, others: Vec<Fault>) -> Error {
    let Error::Invalid(mut faults) = error else { return error };
    for fault in others {
        if faults.iter().all(|known| known.pointer != fault.pointer) {
            faults.push(fault);
        }
    }
    Error::Invalid(faults)
}

/// The same faults for a form with the fields of one line: none names a line.
pub(super) fn about_one_line(faults: &[Fault]) -> Vec<Fault> {
    let without_line = |fault: &Fault| {
        let name = fault.pointer.strip_prefix("/lines/").and_then(|rest| rest.split('/').nth(1));
        let pointer = name.map(|name| format!("/query/{name}"));
        Fault { pointer: pointer.unwrap_or_else(|| fault.pointer.clone()), ..fault.clone() }
    };
    faults.iter().map(without_line).collect()
}

/// Whether a failed request came from somebody who reads a page: it asked for a page, or a browser asked for a file that pages
/// link to.
pub(in crate::api) fn wants_page(request: &HttpRequest) -> bool {
    let accepts = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepts.contains("text/html") && is_page_or_problem(request.path())
}

/// Whether a failed request of a path gets a page or a problem, as its `Accept` says.
pub(in crate::api) fn is_page_or_problem(path: &str) -> bool {
    const FILES: [&str; 2] = ["/v1/toolkit.html", "/v1/toolkit.xlsx"];
    !path.starts_with("/v1/") || FILES.contains(&path)
}

/// The fields of the forms: the last part of a pointer, the field in words, and its `id`.
const FIELDS: &[(&str, &str, &str)] = &[
    ("hcpcs", "Code", ""),
    ("codes", "Codes", "codes"),
    ("zip", "ZIP code or locality", "zip"),
    ("locality", "ZIP code or locality", "zip"),
    ("date", "Date of service", "date"),
    ("date_of_service", "Date of service", "date"),
    ("release", "Release", ""),
    ("pos", "Place of service", "pos"),
    ("place_of_service", "Place of service", "pos"),
    ("modifiers", "Modifier", "mod"),
    ("units", "Units", "units"),
    ("minutes", "Minutes", "minutes"),
    ("charge", "Charge", "charge"),
    ("kind", "Who bills", "by"),
    ("deductible_remaining", "Deductible left", "deductible"),
    ("service_month", "Month of the service", "service_month"),
    ("carc", "Reason code (CARC)", "carc"),
    ("rarc", "Remark codes (RARC)", "rarc"),
    ("group", "Group code", "group"),
    ("payer", "Payer", "payer"),
    ("billed_bucket", "Charge", "billed_bucket"),
    ("strategy", "What you did", "strategy"),
    ("outcome", "How it ended", "outcome"),
    ("statements", "What else you can say", ""),
    ("note", "Note", "note"),
    ("token", "Token", "token"),
];

/// The field of all lines of a claim.
const LINES: &str = "lines";

/// A fault in words: `/lines/1/modifiers/0` is `Line 2, modifier`, and `/segments/9/SV1` is `Segment 9, SV1`.
fn view(fault: &Fault) -> FaultView {
    let parts: Vec<&str> = fault.pointer.split('/').skip(1).collect();
    let named = parts.iter().rev().find_map(|part| FIELDS.iter().find(|(name, ..)| name == part));
    let line = |number: &str| number.parse::<usize>().ok().map(|number| number + 1);
    let (field, id) = match (parts.as_slice(), named) {
        (["segments", rest @ ..], _) => (format!("Segment {}", rest.join(", ")), ""),
        (["lines", number, ..], Some((_, field, _))) => {
            (format!("Line {}, {}", line(number).unwrap_or_default(), field.to_lowercase()), LINES)
        }
        (["lines", number, ..], None) => (format!("Line {}", line(number).unwrap_or_default()), LINES),
        (_, Some((_, field, id))) => ((*field).to_owned(), *id),
        (_, None) => (String::new(), ""),
    };
    let choice = CHOICES.iter().find(|(known, _)| *known == id).map(|(_, words)| (*words).to_owned());
    FaultView { field, id, detail: choice.unwrap_or_else(|| as_sentence(&fault.detail)) }
}

/// What is wrong with a list, if nothing of it or something else was chosen.
const CHOICES: &[(&str, &str)] = &[
    ("strategy", "Choose what you did."),
    ("outcome", "Choose how it ended."),
    ("payer", "Choose the payer."),
    ("group", "Choose the group code."),
    ("billed_bucket", "Choose the range of your charge."),
];

/// The text with a capital first letter and a full stop.
fn as_sentence(text: &str) -> String {
    let stop = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    capitalized(text) + stop
}
