//! Procedure-to-procedure (PTP) edits: Medicare pays column one of two codes of a day, even if it is the cheaper one
//! (NCCI Policy Manual ch. 1; Pub. 100-04 ch. 23, 20.9).
//!
//! Tests: rules/ptp.rs, claim_edits.rs, resolved_by.rs, edit_history.rs, figures_under_edits.txt "A pair of indicator
//! 0: never".

use crate::law::Provisions;
use crate::pricing::bypass::{Bypass, Certainty, EditColumn, bypass};
use crate::pricing::caveat::Caveat;
use crate::pricing::edit_hit::{Edit, EditState};
use crate::pricing::edit_outcomes::{Denial, EditOutcome, settle_edits};
use crate::pricing::refusal::Refusal;
use crate::pricing::visits::may_be_visit;
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{HcpcsCode, PtpEdit, PtpIndicator, Status};

/// An edit between two lines of the claim.
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
    let denials: Vec<Denial> = conflicts
        .iter()
        .filter(|conflict| conflict.acts())
        .map(|conflict| (conflict.one, conflict.two))
        .collect();
    let outcomes = settle_edits(work, &denials);
    let outcome = |position: usize| outcomes.get(position).copied().unwrap_or(EditOutcome::DeniedElsewhere);
    for conflict in &conflicts {
        record(work, conflict, outcome(conflict.one), outcome(conflict.two));
    }
}

/// Every edit with a payable column two line, in the order of the lines.
fn conflicts<'a>(work: &Work<'a>) -> Vec<LineConflict<'a>> {
    let rates = work.rates;
    let edits = rates.edits.ptp.as_ref().map_or(&[][..], |edits| &edits.found);
    let mut conflicts = Vec::new();
    for edit in edits {
        for (one, first) in lines_of(work, edit.column_one).filter(|(_, line)| may_be_column_one(line)) {
            for (two, second) in lines_of(work, edit.column_two).filter(|(_, line)| line.is_payable()) {
                let bypass = match edit.indicator {
                    PtpIndicator::Allowed => bypass(first, second, rates.law),
                    PtpIndicator::NotAllowed | PtpIndicator::NotApplicable => None,
                };
                let yields = is_paid_alone(first) && !is_paid_alone(second);
                if bypass.is_none() || first.is_payable() {
                    conflicts.push(LineConflict { edit, one, two, bypass, yields });
                }
            }
        }
    }
    conflicts.sort_by_key(|conflict| (conflict.two, conflict.one));
    conflicts
}

/// The lines of a code, with their positions.
fn lines_of<'w, 'a>(
    work: &'w Work<'a>,
    hcpcs: HcpcsCode,
) -> impl Iterator<Item = (usize, &'w LineWork<'a>)> + use<'w, 'a> {
    work.lines.iter().enumerate().filter(move |(_, line)| line.billed.hcpcs() == hcpcs)
}

/// Whether the line can deny others as column one: it is payable, or refused only because of how it is billed.
fn may_be_column_one(line: &LineWork<'_>) -> bool {
    line.is_payable() || line.refusal.as_ref().is_some_and(Refusal::is_by_billing)
}

/// Writes the state of an edit on its column two line.
fn record(work: &mut Work<'_>, conflict: &LineConflict<'_>, one: EditOutcome, two: EditOutcome) {
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
    let law = work.rates.law;
    let edit = edit(conflict.edit, two == EditOutcome::Ring, law);
    work.apply_edit(conflict.two, edit, state, caveat);
    let missing = conflict.bypass.and_then(|bypass| bypass.missing(law));
    if let (Some(missing), Some(line)) = (missing, work.lines.get_mut(conflict.two)) {
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
        Certainty::SameSite => {
            (EditState::Review("both lines name the same site"), Some(Caveat::SameSite { modifier }))
        }
    }
}

fn edit(edit: &PtpEdit<'_>, is_ring: bool, law: &Provisions) -> Edit {
    Edit::Ptp {
        column_one: edit.column_one,
        column_two: edit.column_two,
        indicator: edit.indicator,
        effective: edit.effective,
        deleted: edit.deleted,
        rationale: edit.rationale.to_owned(),
        is_ring,
        is_of_visit: [edit.column_one, edit.column_two].iter().any(|code| may_be_visit(law, *code)),
    }
}
