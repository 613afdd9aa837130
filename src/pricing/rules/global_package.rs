//! Visits of the day of a procedure are part of its package unless a modifier says otherwise (Pub. 100-04 ch. 12, 40.1).

use super::modifiers as m;
use super::visits::is_visit;
use crate::pricing::doubt::Doubt;
use crate::pricing::pipeline::{LineWork, Work};
use crate::pricing::refusal::{Refusal, RefusalKind};
use crate::vocabulary::{GlobalDays, HcpcsCode, Modifier, ServiceRow};

/// Bundles visits into procedures of the claim: 25 keeps one beside a minor procedure, 57 beside a major one.
pub(in crate::pricing) fn bundle_visits(work: &mut Work<'_>) {
    let procedures: Vec<(HcpcsCode, GlobalDays)> = (work.lines.iter())
        .filter_map(|line| line.row.filter(|row| begins_package(line, row)))
        .map(|row| (row.hcpcs, row.global_days))
        .collect();
    for (line, row) in work.open_lines().filter(|(_, row)| is_visit(row.hcpcs)) {
        let conflict = procedures.iter().find_map(|(procedure, days)| {
            let modifier = clearing_modifier(*days)?;
            (!line.has(modifier)).then_some(Refusal::VisitInPackage { procedure: *procedure, modifier })
        });
        match conflict {
            Some(refusal) => line.refuse(refusal),
            None if !line.has(m::UNRELATED_VISIT) && row.status.pays_from_rvus() => {
                line.doubt(Doubt::EarlierProcedures);
            }
            None => {}
        }
    }
}

/// Whether the line begins a package of its own: the surgeon's own procedure, not its aftercare or a return.
fn begins_package(line: &LineWork<'_>, row: &ServiceRow) -> bool {
    let not_the_surgeon = line.any_of(m::ASSISTANTS).is_some();
    let is_payable = match &line.refusal {
        None => row.status.pays_from_rvus(),
        Some(refusal) => refusal.kind() == RefusalKind::ContractorPriced,
    };
    row.global_days.is_procedure()
        && is_payable
        && !not_the_surgeon
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
