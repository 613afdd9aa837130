//! Procedure-to-procedure edits: of two codes of a day Medicare pays column one, even where it is the cheaper
//! (NCCI Policy Manual ch. 1; Pub. 100-04 ch. 23, 20.9).

use super::bypass::{Bypass, Certainty, Column, bypass};
use crate::pricing::doubt::Doubt;
use crate::pricing::edit_hit::{Edit, EditState};
use crate::pricing::pipeline::{LineWork, Work};
use crate::vocabulary::{HcpcsCode, PtpEdit, PtpIndicator};

/// An edit between two payable lines of the claim.
struct Conflict<'a> {
    edit: &'a PtpEdit<'a>,
    /// The position of the column one line.
    one: usize,
    /// The position of the column two line.
    two: usize,
    bypass: Option<Bypass>,
}

/// What the edits leave of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Paid,
    Denied,
    /// A ring of edits, each of whose lines is denied by the one before it.
    Ring,
}

/// Denies each column two line that no modifier sets apart from a column one line which is itself paid.
pub(in crate::pricing) fn deny_column_twos(work: &mut Work<'_>) {
    let conflicts = conflicts(work);
    if conflicts.is_empty() {
        return;
    }
    let standings = settle(work, &conflicts);
    let standing = |position: usize| standings.get(position).copied().unwrap_or(Standing::Paid);
    for conflict in &conflicts {
        tell(work, conflict, standing(conflict.one), standing(conflict.two));
    }
}

/// Every edit between two payable lines, in the order of the lines.
fn conflicts<'a>(work: &Work<'a>) -> Vec<Conflict<'a>> {
    let rates = work.rates;
    let edits = rates.edits.ptp.as_ref().map_or(&[][..], |edits| &edits.found);
    let mut conflicts = Vec::new();
    for edit in edits {
        for (one, first) in payable(work, edit.column_one) {
            for (two, second) in payable(work, edit.column_two) {
                let bypass = match edit.indicator {
                    PtpIndicator::Allowed => bypass(first, second, work.claim.date_of_service),
                    PtpIndicator::NotAllowed | PtpIndicator::NotApplicable => None,
                };
                conflicts.push(Conflict { edit, one, two, bypass });
            }
        }
    }
    conflicts.sort_by_key(|conflict| (conflict.two, conflict.one));
    conflicts
}

/// The lines of a code that Medicare pays as far as other rules go, with their positions.
fn payable<'w, 'a>(
    work: &'w Work<'a>,
    hcpcs: HcpcsCode,
) -> impl Iterator<Item = (usize, &'w LineWork<'a>)> + use<'w, 'a> {
    let lines = work.lines.iter().enumerate();
    lines.filter(move |(_, line)| line.line.hcpcs == hcpcs && line.is_payable())
}

/// Settles which lines are paid: a line is denied by a column one line that is paid, and by no other. The edits of three
/// and more codes can form a ring, of which nothing is sure.
fn settle(work: &Work<'_>, conflicts: &[Conflict<'_>]) -> Vec<Standing> {
    let mut settled: Vec<Option<Standing>> = vec![None; work.lines.len()];
    if let Some(spared) = work.spared.and_then(|position| settled.get_mut(position)) {
        *spared = Some(Standing::Paid);
    }
    loop {
        let mut moved = false;
        for position in 0..settled.len() {
            let Some(standing) = settled_by(&settled, conflicts, position) else { continue };
            if let Some(open @ None) = settled.get_mut(position) {
                *open = Some(standing);
                moved = true;
            }
        }
        if !moved {
            return settled.into_iter().map(|standing| standing.unwrap_or(Standing::Ring)).collect();
        }
    }
}

/// What the lines settled so far make of a line, if they decide it.
fn settled_by(settled: &[Option<Standing>], conflicts: &[Conflict<'_>], position: usize) -> Option<Standing> {
    let against = conflicts.iter().filter(|conflict| conflict.two == position && conflict.bypass.is_none());
    let mut is_paid = true;
    for conflict in against {
        match settled.get(conflict.one).copied().flatten() {
            Some(Standing::Paid) => return Some(Standing::Denied),
            Some(Standing::Denied) => {}
            Some(Standing::Ring) | None => is_paid = false,
        }
    }
    is_paid.then_some(Standing::Paid)
}

/// Writes on the column two line what became of an edit.
fn tell(work: &mut Work<'_>, conflict: &Conflict<'_>, one: Standing, two: Standing) {
    let column_one = conflict.edit.column_one;
    let (state, doubt) = match (conflict.bypass, one, two) {
        (Some(bypass), ..) => resolved(conflict, bypass),
        (None, Standing::Denied, Standing::Paid) => {
            (EditState::Review("column one is itself denied"), Some(Doubt::ColumnOneDenied { column_one }))
        }
        (None, Standing::Denied, Standing::Denied | Standing::Ring) => {
            (EditState::Review("column one is itself denied"), None)
        }
        (None, Standing::Paid | Standing::Ring, _) => (EditState::Denied, None),
    };
    let edit = edit(conflict.edit, one == Standing::Ring);
    work.touch(conflict.two, edit, state, doubt);
}

fn resolved(conflict: &Conflict<'_>, bypass: Bypass) -> (EditState, Option<Doubt>) {
    let modifier = bypass.modifier;
    let line = match bypass.column {
        Column::One => conflict.one,
        Column::Two => conflict.two,
    };
    let resolved = EditState::ResolvedBy { modifier, line };
    match bypass.certainty {
        Certainty::Sure => (resolved, None),
        Certainty::Misplaced => (resolved, Some(Doubt::ModifierOnColumnOne { modifier })),
        Certainty::SameSite => {
            (EditState::Review("both lines name the same site"), Some(Doubt::SameSite { modifier }))
        }
    }
}

fn edit(edit: &PtpEdit<'_>, is_ring: bool) -> Edit {
    Edit::Ptp {
        column_one: edit.column_one,
        column_two: edit.column_two,
        indicator: edit.indicator,
        effective: edit.effective,
        deleted: edit.deleted,
        rationale: edit.rationale.to_owned(),
        is_ring,
    }
}
