//! Procedure-to-procedure (PTP) edits: Medicare pays column one of two codes of a day, even if it is the cheaper one
//! (NCCI Policy Manual ch. 1; Pub. 100-04 ch. 23, 20.9).
//!
//! Tests: rules/ptp.rs, claim_edits.rs, resolved_by.rs, edit_history.rs, figures_under_edits.txt "A pair of indicator
//! 0: never".

use crate::pricing::bypass::{Bypass, Certainty, EditColumn, bypass};
use crate::pricing::caveat::Caveat;
use crate::pricing::edit_hit::{Edit, EditState, Separation};
use crate::pricing::edit_outcomes::{EditOutcome, Tie};
use crate::pricing::fitting::surely_has_site;
use crate::pricing::line_set::LineSet;
use crate::pricing::modifiers as m;
use crate::pricing::refusal::Refusal;
use crate::pricing::sites::{Site, Sites};
use crate::pricing::visits::{is_visit, may_be_visit};
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{GlobalDays, PtpEdit, PtpIndicator, ServiceRow, Status};
use std::sync::Arc;

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
    work.dependencies.denials = denials(&conflicts);
    let outcomes = work.dependencies.settle(LineSet::EMPTY);
    work.effort += conflicts.len() + work.dependencies.effort_of(&outcomes);
    let kinds = LineKinds::of(work);
    let mut rationales = Rationales::default();
    for of_line in conflicts.chunk_by(|conflict, next| conflict.two == next.two) {
        let line = of_line.first().and_then(|conflict| work.lines.get_mut(conflict.two));
        let Some(line) = line else { continue };
        line.edits.reserve(of_line.len());
        for conflict in of_line {
            let two = outcomes.of(conflict.two);
            let edit = Edit::Ptp {
                column_one: conflict.edit.column_one,
                column_two: conflict.edit.column_two,
                indicator: conflict.edit.indicator,
                effective: conflict.edit.effective,
                deleted: conflict.edit.deleted,
                rationale: rationales.shared(conflict.edit.rationale),
                is_ring: two == EditOutcome::Ring,
                separation: kinds.separation(conflict),
            };
            record(line, conflict, edit, (outcomes.of(conflict.one), two));
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

/// The lines by what can show that their services were separate.
struct LineKinds {
    critical_care: LineSet,
    /// What takes a visit's modifiers.
    visits: LineSet,
    /// The visits that packages include.
    packaged_visits: LineSet,
    procedures: LineSet,
    operations: LineSet,
    returns: LineSet,
    tests: LineSet,
    /// The kinds of sites, each with the lines that can be on one.
    with_sites: [(Site, LineSet); Site::ALL.len()],
}

impl LineKinds {
    fn of(work: &Work<'_>) -> Self {
        let law = work.rates.law;
        let is_critical = |hcpcs| law.critical_care.as_ref().is_ok_and(|services| services.has(hcpcs));
        let is_test = |hcpcs| law.laboratory_tests.as_ref().is_ok_and(|tests| tests.has(hcpcs));
        let is_operation = |row: &ServiceRow| row.global_days == GlobalDays::Ninety;
        let is_return = |line: &LineWork<'_>| {
            line.has(m::RETURN_TO_OPERATING_ROOM)
                && line.row.is_some_and(|row| row.global_days.is_procedure())
        };
        Self {
            critical_care: work.lines_that(|line| is_critical(line.billed.hcpcs())),
            visits: work.lines_that(|line| may_be_visit(law, line.billed.hcpcs())),
            packaged_visits: work.lines_that(|line| is_visit(law, line.billed.hcpcs())),
            procedures: work.lines_that(|line| line.row.is_some_and(|row| row.global_days.is_procedure())),
            operations: work.lines_that(|line| line.row.is_some_and(is_operation)),
            returns: work.lines_that(is_return),
            tests: work.lines_that(|line| is_test(line.billed.hcpcs())),
            with_sites: Site::ALL.map(|site| {
                let has = |line: &LineWork<'_>| surely_has_site(site, line.billed.hcpcs(), line.row, law);
                (site, work.lines_that(has))
            }),
        }
    }

    /// Whether column one is a visit, and column two another service that has no package with the visit in it.
    fn is_visit_over_service(&self, conflict: &LineConflict<'_>) -> bool {
        let is_packaged = self.packaged_visits.has(conflict.one) && self.procedures.has(conflict.two);
        self.visits.has(conflict.one) && !self.visits.has(conflict.two) && !is_packaged
    }

    /// How the services of a conflict may have been separate.
    fn separation(&self, conflict: &LineConflict<'_>) -> Separation {
        let one_is = |lines: LineSet| lines.has(conflict.one) || lines.has(conflict.two);
        let both_are = |lines: LineSet| lines.has(conflict.one) && lines.has(conflict.two);
        let is_critical = one_is(self.critical_care);
        let is_packaged = one_is(self.packaged_visits);
        if is_packaged && one_is(self.returns) {
            Separation::VisitAfterOperation
        } else if is_packaged && one_is(self.operations) {
            if is_critical {
                Separation::CriticalCareBeforeOperation
            } else {
                Separation::VisitBeforeOperation
            }
        } else if self.is_visit_over_service(conflict) {
            Separation::VisitOverService
        } else if is_critical {
            Separation::CriticalCare
        } else if one_is(self.visits) {
            Separation::Visit
        } else if self.tests.has(conflict.two) {
            Separation::Test
        } else {
            let shared = self.with_sites.iter().filter(|(_, lines)| both_are(*lines));
            Separation::Service(shared.map(|(site, _)| *site).collect::<Sites>())
        }
    }
}

/// The column two lines, each with the column one lines that deny it.
fn denials(conflicts: &[LineConflict<'_>]) -> Vec<Tie> {
    let of_line = conflicts.chunk_by(|conflict, next| conflict.two == next.two);
    let tie = |conflicts: &[LineConflict<'_>]| {
        let acting = conflicts.iter().filter(|conflict| conflict.acts());
        let to: LineSet = acting.map(|conflict| conflict.one).collect();
        let line = conflicts.first().filter(|_| !to.is_empty())?.two;
        Some(Tie { line, to })
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
    let mut conflicts = Vec::with_capacity(edits.len());
    for edit in edits {
        let ones = work.by_code.lines_of(edit.column_one) & as_column_one;
        let twos = work.by_code.lines_of(edit.column_two) & as_column_two;
        for one in ones.positions() {
            conflicts.extend(twos.positions().filter_map(|two| conflict(work, edit, one, two)));
        }
    }
    // A dense claim has a thousand conflicts, so each is moved once only.
    conflicts.sort_by_cached_key(|conflict| (conflict.two, conflict.one));
    conflicts
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
