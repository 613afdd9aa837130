//! Procedure-to-procedure (PTP) edits: Medicare pays column one of two codes of a day, even if it is the cheaper one
//! (NCCI Policy Manual ch. 1; Pub. 100-04 ch. 23, 20.9).
//!
//! Tests: rules/ptp.rs, claim_edits.rs, resolved_by.rs, edit_history.rs, figures_under_edits.txt "A pair of indicator
//! 0: never".

use crate::pricing::bypass::{Bypass, Certainty, EditColumn, bypass};
use crate::pricing::caveat::Caveat;
use crate::pricing::edit_hit::{Edit, EditState, Separation};
use crate::pricing::edit_outcomes::{EditOutcome, Tie};
use crate::pricing::line_set::LineSet;
use crate::pricing::modifiers as m;
use crate::pricing::refusal::Refusal;
use crate::pricing::service_kind::ServiceKind;
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{MAX_LINES, PtpEdit, PtpIndicator, Status};
use std::sync::Arc;

/// An edit between two lines of the claim.
#[derive(Clone, Copy)]
struct LineConflict<'a> {
    edit: &'a PtpEdit<'a>,
    /// The position of the column one line.
    one: usize,
    /// The position of the column two line.
    two: usize,
    bypass: Option<Bypass>,
    /// Whether column one has status T and column two has not. Then column one is not payable with column two.
    yields: bool,
}

impl LineConflict<'_> {
    /// Whether column two is denied if column one is paid.
    fn acts(&self) -> bool {
        self.bypass.is_none() && !self.yields
    }
}

/// Denies each column two line if its column one line is paid and no modifier allows both.
pub(in crate::pricing) fn deny_column_twos(work: &mut Work<'_>) {
    let conflicts = conflicts(work);
    if conflicts.is_empty() {
        return;
    }
    work.dependencies.denials = denials(&conflicts);
    let outcomes = work.dependencies.settle(LineSet::EMPTY);
    work.effort += conflicts.len() + work.dependencies.effort_of(&outcomes);
    let kinds = kinds(work, &conflicts);
    let kind = |position: usize| kinds.get(position).copied().unwrap_or_default();
    let mut rationales = Rationales::default();
    for of_line in conflicts.chunk_by(|conflict, next| conflict.two == next.two) {
        let line = of_line.first().and_then(|conflict| work.lines.get_mut(conflict.two));
        let Some(line) = line else { continue };
        line.edits.reserve(of_line.len());
        for conflict in of_line {
            let [one, two] = [conflict.one, conflict.two].map(|line| outcomes.of(LineSet::of(line)));
            let edit = Edit::Ptp {
                column_one: conflict.edit.column_one,
                column_two: conflict.edit.column_two,
                indicator: conflict.edit.indicator,
                effective: conflict.edit.effective,
                deleted: conflict.edit.deleted,
                rationale: rationales.shared(conflict.edit.rationale),
                is_ring: two == EditOutcome::Ring,
                separation: Separation::of(kind(conflict.one), kind(conflict.two)),
            };
            record(line, conflict, edit, (one, two));
        }
    }
}

/// The rationales of a claim's edits. CMS has about twelve, so a thousand edits of a claim share a few.
#[derive(Default)]
struct Rationales<'a>(Vec<(&'a str, Arc<str>)>);

impl<'a> Rationales<'a> {
    fn shared(&mut self, text: &'a str) -> Arc<str> {
        // The edits of a table have the same text at the same address.
        if let Some((_, shared)) = self.0.iter().find(|(known, _)| std::ptr::eq(*known, text)) {
            return Arc::clone(shared);
        }
        let shared: Arc<str> = text.into();
        self.0.push((text, Arc::clone(&shared)));
        shared
    }
}

/// The column two lines, each with the column one lines that deny it.
fn denials(conflicts: &[LineConflict<'_>]) -> Vec<Tie> {
    let of_line = conflicts.chunk_by(|conflict, next| conflict.two == next.two);
    let tie = |conflicts: &[LineConflict<'_>]| {
        let acting = conflicts.iter().filter(|conflict| conflict.acts());
        let to: LineSet = acting.map(|conflict| conflict.one).collect();
        let line = conflicts.first().filter(|_| !to.is_empty())?.two;
        Some(Tie { line: LineSet::of(line), to })
    };
    of_line.filter_map(tie).collect()
}

/// Every edit with a payable column two line, in the order of the lines.
fn conflicts<'a>(work: &Work<'a>) -> Vec<LineConflict<'a>> {
    let rates = work.rates;
    let edits = rates.edits.ptp.as_ref().map_or(&[][..], |edits| &edits.found);
    if edits.is_empty() {
        return Vec::new();
    }
    let as_column_one = work.lines_that(may_be_column_one);
    let as_column_two = work.lines_that(LineWork::is_payable);
    let mut found = Vec::with_capacity(edits.len());
    for of_one in edits.chunk_by(|edit, next| edit.column_one == next.column_one) {
        let column_one = of_one.first().map(|edit| edit.column_one);
        let ones = column_one.map_or(LineSet::EMPTY, |code| work.by_code.lines_of(code)) & as_column_one;
        let mut by_code = work.by_code.in_turn();
        for edit in of_one {
            let twos = by_code.lines_of(edit.column_two) & as_column_two;
            for one in ones.positions() {
                found.extend(twos.positions().filter_map(|two| conflict(work, edit, one, two)));
            }
        }
    }
    in_order(&found)
}

/// The conflicts by column two line and then column one line. Those of the same lines stay as they were found.
fn in_order<'a>(found: &[LineConflict<'a>]) -> Vec<LineConflict<'a>> {
    // A dense claim has a thousand conflicts. To sort their numbers takes a third of the time.
    let key = |(number, conflict): (u64, &LineConflict<'_>)| {
        let lines = u64::try_from(conflict.two * MAX_LINES + conflict.one).unwrap_or(u64::MAX);
        (lines << u32::BITS) | number
    };
    let mut keys: Vec<u64> = (0..).zip(found).map(key).collect();
    keys.sort_unstable();
    let number = |key: u64| usize::try_from(key & u64::from(u32::MAX)).ok();
    let mut ordered = Vec::with_capacity(found.len());
    ordered.extend(keys.into_iter().filter_map(|key| found.get(number(key)?)));
    ordered
}

/// The kinds of the services that are in conflicts, by position of their lines.
fn kinds(work: &Work<'_>, conflicts: &[LineConflict<'_>]) -> Vec<ServiceKind> {
    let ends = conflicts.iter().flat_map(|conflict| [conflict.one, conflict.two]);
    let concerned: LineSet = ends.collect();
    let lines = work.lines.iter().enumerate();
    let kind = |(position, line)| {
        if concerned.has(position) { ServiceKind::of(line, work.rates.law) } else { ServiceKind::default() }
    };
    lines.map(kind).collect()
}

/// An edit between two lines, if it concerns the second one.
fn conflict<'a>(work: &Work<'a>, edit: &'a PtpEdit<'a>, one: usize, two: usize) -> Option<LineConflict<'a>> {
    let (first, second) = (work.lines.get(one)?, work.lines.get(two)?);
    let bypass = match edit.indicator {
        PtpIndicator::Allowed => bypass(first, second, work.rates.law),
        PtpIndicator::NotAllowed | PtpIndicator::NotApplicable => None,
    };
    let yields = is_paid_alone(first) && !is_paid_alone(second);
    let concerns = bypass.is_none() || first.is_payable();
    concerns.then_some(LineConflict { edit, one, two, bypass, yields })
}

/// Whether the line can deny others as column one: it is payable, or refused only because of how it is billed.
fn may_be_column_one(line: &LineWork<'_>) -> bool {
    line.is_payable() || line.refusal.as_ref().is_some_and(Refusal::is_by_billing)
}

const NO_OPERATION: &str = "It belongs on procedures with a global period.";
const VISIT_OF_THE_DAY: &str = "A visit that was separate from a service of its day takes 25, or 57 if it decided on an operation of 90 global days.";

/// Writes the state of an edit on its column two line.
fn record(
    line: &mut LineWork<'_>,
    conflict: &LineConflict<'_>,
    edit: Edit,
    (one, two): (EditOutcome, EditOutcome),
) {
    let column_one = conflict.edit.column_one;
    let (state, caveat) = match (conflict.bypass, one, two) {
        (Some(bypass), ..) => resolved(conflict, bypass),
        (None, ..) if conflict.yields => {
            (EditState::Review("column one has status T and is not paid with this service"), None)
        }
        (
            None,
            EditOutcome::Denied | EditOutcome::DeniedElsewhere,
            EditOutcome::Paid | EditOutcome::DeniedElsewhere,
        ) => (EditState::Review("column one is itself denied"), Some(Caveat::ColumnOneDenied { column_one })),
        (None, EditOutcome::Denied, EditOutcome::Denied | EditOutcome::Ring)
        | (None, EditOutcome::DeniedElsewhere, EditOutcome::Denied)
        | (None, EditOutcome::Ring, EditOutcome::Denied | EditOutcome::Paid | EditOutcome::DeniedElsewhere) => {
            (EditState::Review("column one is itself denied"), None)
        }
        (None, EditOutcome::Paid, _)
        | (None, EditOutcome::Ring | EditOutcome::DeniedElsewhere, EditOutcome::Ring) => {
            (EditState::Denied, None)
        }
    };
    line.apply_edit(edit, state, caveat);
    if let Some(missing) = conflict.bypass.and_then(|bypass| bypass.missing(line.law)) {
        line.miss(missing);
    }
}

fn is_paid_alone(line: &LineWork<'_>) -> bool {
    line.row.is_some_and(|row| row.status == Status::PaidAlone)
}

fn resolved(conflict: &LineConflict<'_>, bypass: Bypass) -> (EditState, Option<Caveat>) {
    let modifier = bypass.modifier;
    let line = match bypass.column {
        EditColumn::One => conflict.one,
        EditColumn::Two => conflict.two,
    };
    let resolved = EditState::ResolvedBy { modifier, line };
    match bypass.certainty {
        Certainty::Sure => (resolved, None),
        Certainty::Misplaced => (resolved, Some(Caveat::ModifierOnColumnOne { modifier })),
        Certainty::OtherCase => {
            let is_of_operation = m::OTHER_OPERATIONS.contains(&modifier);
            let why = if is_of_operation { NO_OPERATION } else { VISIT_OF_THE_DAY };
            (resolved, Some(Caveat::ModifierOfOtherCase { modifier, why }))
        }
        Certainty::SameSite => {
            (EditState::Review("both lines name the same site"), Some(Caveat::SameSite { modifier }))
        }
    }
}
