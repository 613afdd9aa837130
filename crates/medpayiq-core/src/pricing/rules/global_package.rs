//! A visit on the day of a procedure is part of its package, unless a modifier says otherwise (Pub. 100-04 ch. 12, 40.1).
//!
//! Tests: rules/global_package.rs, claim_edits.rs, figures.txt "Add-ons and visits".

use crate::law::{Lookup, Provisions, borrowed};
use crate::pricing::caveat::Caveat;
use crate::pricing::edit_hit::{Edit, EditState};
use crate::pricing::modifiers as m;
use crate::pricing::visits::is_visit;
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{GlobalDays, HcpcsCode, Modifier, ServiceRow};

/// Bundles visits into procedures of the claim. 25 keeps a visit out of a minor procedure, 57 out of a major one.
pub(in crate::pricing) fn bundle_visits(work: &mut Work<'_>) {
    let packages = packages(work, &|position| work.is_payable(position));
    for position in 0..work.lines.len() {
        let Some(visit) = work.lines.get(position).filter(|line| is_open_visit(line)) else { continue };
        let visit = visit.billed;
        for (procedure, days, modifier) in packages.iter().copied() {
            let is_critical = is_critical_care(work.rates.law, visit.hcpcs(), days);
            if let (Err(missing), Some(line)) = (is_critical, work.lines.get_mut(position)) {
                line.miss(missing);
            }
            let is_critical = is_critical == Ok(true);
            let wanted = if is_critical { m::CRITICAL_CARE_APART } else { modifier };
            let own = [wanted, modifier].into_iter().find(|modifier| visit.has(*modifier));
            let resolved = own.map(|modifier| EditState::ResolvedBy { modifier, line: position });
            let edit = Edit::GlobalPeriod { procedure, days, modifier: own.unwrap_or(wanted) };
            work.apply_edit(position, edit, resolved.unwrap_or(EditState::Denied), None);
        }
    }
    let law = work.rates.law;
    for (line, row) in work.open_lines().filter(|(_, row)| is_visit(law, row.hcpcs)) {
        if !line.has(m::UNRELATED_VISIT) && row.status.pays_from_rvus() {
            line.add_caveat(Caveat::EarlierProcedures);
        }
    }
}

/// Whether a line is a visit that the package of a paid procedure includes.
pub(in crate::pricing) fn is_included(
    work: &Work<'_>,
    position: usize,
    is_paid: &dyn Fn(usize) -> bool,
) -> bool {
    let visit = work.lines.get(position).filter(|line| is_visit(line.law, line.billed.hcpcs()));
    visit.is_some_and(|visit| {
        let is_apart = |days, modifier| {
            let is_critical = is_critical_care(visit.law, visit.billed.hcpcs(), days) == Ok(true);
            visit.has(modifier) || (is_critical && visit.has(m::CRITICAL_CARE_APART))
        };
        packages(work, is_paid).iter().any(|(_, days, modifier)| !is_apart(*days, *modifier))
    })
}

/// The paid procedures with a package that includes visits, each with the modifier that keeps a visit out of it.
fn packages(work: &Work<'_>, is_paid: &dyn Fn(usize) -> bool) -> Vec<(HcpcsCode, GlobalDays, Modifier)> {
    let mut packages = Vec::new();
    let lines = work.lines.iter().enumerate().filter(|(position, _)| is_paid(*position));
    for row in lines.filter_map(|(_, line)| line.row.filter(|row| begins_package(line, row))) {
        let package = clearing_modifier(row.global_days).map(|own| (row.hcpcs, row.global_days, own));
        packages.extend(package.filter(|package| !packages.contains(package)));
    }
    packages
}

/// Whether the visit is critical care and the package that of a major procedure. Then modifier FT keeps the visit out of the
/// package, if it has nothing to do with the procedure (Pub. 100-04 ch. 12, 30.6.12).
fn is_critical_care(law: &Provisions, hcpcs: HcpcsCode, days: GlobalDays) -> Lookup<bool> {
    Ok(days == GlobalDays::Ninety && borrowed(&law.critical_care)?.has(hcpcs))
}

/// Whether the line is a visit that is payable, or was payable until an edit denied it.
fn is_open_visit(line: &LineWork<'_>) -> bool {
    is_visit(line.law, line.billed.hcpcs()) && (line.is_payable() || !line.edits.is_empty())
}

/// Whether a payable line begins a package: the procedure itself by its surgeon, not its aftercare or a return.
fn begins_package(line: &LineWork<'_>, row: &ServiceRow) -> bool {
    let by_assistant = line.any_of(m::ASSISTANTS).is_some();
    row.global_days.is_procedure()
        && (row.status.pays_from_rvus() || line.refusal.is_some())
        && !by_assistant
        && line.any_of(&[m::AFTERCARE_ONLY, m::RETURN_TO_OPERATING_ROOM]).is_none()
}

const fn clearing_modifier(days: GlobalDays) -> Option<Modifier> {
    match days {
        GlobalDays::Zero | GlobalDays::Ten => Some(m::SEPARATE_VISIT),
        GlobalDays::Ninety => Some(m::DECISION_FOR_SURGERY),
        GlobalDays::Maternity
        | GlobalDays::NotApplicable
        | GlobalDays::ContractorDecides
        | GlobalDays::AddOn => None,
    }
}
