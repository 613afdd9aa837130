//! A visit on the day of a procedure is part of its package, unless a modifier says otherwise (Pub. 100-04 ch. 12, 40.1). A return
//! to the operating room has no package of its own, but the patient is still in that of the first operation.
//!
//! Tests: rules/global_package.rs, claim_edits.rs, figures.txt "Add-ons and visits".

use crate::law::{Lookup, Provisions, borrowed};
use crate::pricing::caveat::Caveat;
use crate::pricing::edit_hit::{Edit, EditState};
use crate::pricing::edit_outcomes::Tie;
use crate::pricing::line_set::LineSet;
use crate::pricing::modifiers as m;
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{GlobalDays, HcpcsCode, Modifier, ServiceRow};

/// Bundles visits into procedures of the claim. 25 keeps a visit out of a minor procedure, 57 out of a major one, and 24 out of
/// the operation before a return.
pub(in crate::pricing) fn bundle_visits(work: &mut Work<'_>) {
    let visits = work.dependencies.visits;
    let packages = if visits.is_empty() { Vec::new() } else { packages(work) };
    for position in visits.positions() {
        let Some(line) = work.lines.get_mut(position).filter(|line| is_open_visit(line)) else { continue };
        let visit = line.billed;
        for (procedure, days, modifier) in packages.iter().copied() {
            let is_critical = is_critical_care(line.law, visit.hcpcs(), modifier);
            if let Err(missing) = is_critical {
                line.miss(missing);
            }
            let is_critical = is_critical == Ok(true);
            let wanted = if is_critical { m::CRITICAL_CARE_APART } else { modifier };
            let own = [wanted, modifier].into_iter().find(|modifier| visit.has(*modifier));
            let resolved = own.map(|modifier| EditState::ResolvedBy { modifier, line: position });
            let edit = Edit::GlobalPeriod { procedure, days, modifier: own.unwrap_or(wanted) };
            line.apply_edit(edit, resolved.unwrap_or(EditState::Denied), None);
        }
        let pays = line.refusal.is_none() && line.row.is_some_and(|row| row.status.pays_from_rvus());
        line.add_caveat((pays && !line.has(m::UNRELATED_VISIT)).then_some(Caveat::EarlierProcedures));
    }
}

/// The visits, each with the procedures that include it in their package.
pub(super) fn ties(work: &Work<'_>, visits: LineSet) -> Vec<Tie> {
    if visits.is_empty() {
        return Vec::new();
    }
    let cleared_by = |modifier| {
        work.lines_that(|line| {
            line.row.is_some_and(|row| {
                has_package(line, row) && clearing_modifier(line, row.global_days) == Some(modifier)
            })
        })
    };
    let (minor, major) = (cleared_by(m::SEPARATE_VISIT), cleared_by(m::DECISION_FOR_SURGERY));
    let returns = cleared_by(m::UNRELATED_VISIT);
    let tie = |position: usize| {
        let visit = work.lines.get(position)?;
        let is_critical =
            is_critical_care(visit.law, visit.billed.hcpcs(), m::DECISION_FOR_SURGERY) == Ok(true);
        let is_apart = visit.has(m::CRITICAL_CARE_APART) && is_critical;
        let open = |lines, modifier, is_apart| {
            if is_apart || visit.has(modifier) { LineSet::EMPTY } else { lines }
        };
        let minor = open(minor, m::SEPARATE_VISIT, false);
        let major = open(major, m::DECISION_FOR_SURGERY, is_apart);
        let returns = open(returns, m::UNRELATED_VISIT, is_apart);
        Some(Tie { line: LineSet::of(position), to: minor | major | returns })
            .filter(|tie| !tie.to.is_empty())
    };
    visits.positions().filter_map(tie).collect()
}

/// The paid procedures with a package that includes visits, each with the modifier that keeps a visit out of it.
fn packages(work: &Work<'_>) -> Vec<(HcpcsCode, GlobalDays, Modifier)> {
    let mut packages = Vec::new();
    let lines = work.lines.iter().filter(|line| line.is_payable());
    let of_packages = lines.filter_map(|line| Some((line, line.row.filter(|row| has_package(line, row))?)));
    for (line, row) in of_packages {
        let package = clearing_modifier(line, row.global_days).map(|own| (row.hcpcs, row.global_days, own));
        packages.extend(package.filter(|package| !packages.contains(package)));
    }
    packages
}

/// Whether the visit is critical care and the package that of a major procedure, by the modifier that keeps other visits out of
/// it. Then modifier FT keeps the visit out of the package, if it has nothing to do with the procedure (Pub. 100-04 ch. 12,
/// 30.6.12).
fn is_critical_care(law: &Provisions, hcpcs: HcpcsCode, modifier: Modifier) -> Lookup<bool> {
    Ok(modifier != m::SEPARATE_VISIT && borrowed(&law.critical_care)?.has(hcpcs))
}

/// Whether a visit is payable, or was payable until an edit denied it.
fn is_open_visit(line: &LineWork<'_>) -> bool {
    line.is_payable() || !line.edits.is_empty()
}

/// Whether a payable line is in a package that includes visits of its day: the procedure itself by its surgeon, or a return to the
/// operating room after one, not its aftercare.
fn has_package(line: &LineWork<'_>, row: &ServiceRow) -> bool {
    let by_assistant = line.any_of(m::ASSISTANTS).is_some();
    row.global_days.is_procedure()
        && (row.status.pays_from_rvus() || line.refusal.is_some())
        && !by_assistant
        && !line.has(m::AFTERCARE_ONLY)
}

/// The modifier that keeps a visit out of the package of a line with these global days.
fn clearing_modifier(line: &LineWork<'_>, days: GlobalDays) -> Option<Modifier> {
    match days {
        _ if line.has(m::RETURN_TO_OPERATING_ROOM) => Some(m::UNRELATED_VISIT),
        GlobalDays::Zero | GlobalDays::Ten => Some(m::SEPARATE_VISIT),
        GlobalDays::Ninety => Some(m::DECISION_FOR_SURGERY),
        GlobalDays::Maternity
        | GlobalDays::NotApplicable
        | GlobalDays::ContractorDecides
        | GlobalDays::AddOn => None,
    }
}
