//! The lines and the end of an answer about a remittance as tables have them.

use super::variance_response::{VarianceLine, VarianceSource, VarianceSummary};
use crate::api::shared::source::TermsSource;
use serde::Serialize;

/// The columns.
pub(super) const COLUMNS: [&str; 26] = [
    "claim",
    "line",
    "segment",
    "control_number",
    "hcpcs",
    "modifiers",
    "units",
    "date_month",
    "expected_allowed",
    "expected_paid",
    "expected_patient",
    "paid_allowed",
    "paid_paid",
    "paid_patient",
    "difference",
    "paid_difference",
    "verdict",
    "doubt",
    "change",
    "to",
    "confidence",
    "reasons",
    "schedule",
    "release",
    "next_step",
    "appeal_can_help",
];

/// The end of the answer.
#[derive(Serialize)]
pub(super) struct Ending {
    pub(super) summary: Vec<VarianceSummary>,
    pub(super) claims: usize,
    pub(super) source: Vec<VarianceSource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) terms: Option<TermsSource>,
}

/// The position of the caller's own number among the cells.
const CONTROL_NUMBER: usize = 3;

/// The cells of a line in a CSV file. A spreadsheet program computes a cell that begins with one of these signs, so an apostrophe
/// before the caller's own number marks it as text.
pub(super) fn csv_cells(line: &VarianceLine) -> [String; COLUMNS.len()] {
    let mut cells = cells(line);
    let numbers = cells.iter_mut().skip(CONTROL_NUMBER).take(1);
    for number in numbers.filter(|number| number.starts_with(['=', '+', '-', '@', '\t', '\r'])) {
        number.insert(0, '\'');
    }
    cells
}

/// The cells of a line, in the order of the columns.
pub(super) fn cells(line: &VarianceLine) -> [String; COLUMNS.len()] {
    let modifiers: Vec<String> = line.modifiers.iter().map(|modifier| modifier.0.to_string()).collect();
    let expected = line.expected.map(|expected| {
        [expected.allowed, expected.medicare_paid, expected.patient].map(|amount| amount.0.to_string())
    });
    let [allowed, medicare_paid, patient] = expected.unwrap_or_default();
    let first = line.explained_by.first();
    [
        line.claim.to_string(),
        line.line.to_string(),
        line.segment.to_string(),
        line.control_number.clone().unwrap_or_default(),
        line.hcpcs.map(|code| code.0.to_string()).unwrap_or_default(),
        modifiers.join(" "),
        line.units.to_string(),
        line.date_month.clone().unwrap_or_default(),
        allowed,
        medicare_paid,
        patient,
        line.paid.allowed.0.to_string(),
        line.paid.paid.0.to_string(),
        line.paid.patient.0.to_string(),
        line.difference.map(|amount| amount.0.to_string()).unwrap_or_default(),
        line.paid_difference.map(|amount| amount.0.to_string()).unwrap_or_default(),
        line.verdict.to_owned(),
        line.doubt.as_ref().map(|doubt| doubt.code.to_owned()).unwrap_or_default(),
        first.map(|first| first.change.to_owned()).unwrap_or_default(),
        first.map(|first| first.to.clone()).unwrap_or_default(),
        line.confidence.as_ref().map(|confidence| confidence.level.to_owned()).unwrap_or_default(),
        line.confidence.as_ref().map(|confidence| confidence.reasons.join(" ")).unwrap_or_default(),
        line.source.as_ref().map(|source| source.schedule.to_owned()).unwrap_or_default(),
        line.source.as_ref().map(|source| source.release.clone()).unwrap_or_default(),
        line.next_step.as_ref().map(|step| step.action.to_owned()).unwrap_or_default(),
        line.next_step.as_ref().map(|step| step.appeal_can_help.to_owned()).unwrap_or_default(),
    ]
}
