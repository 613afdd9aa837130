//! Edits that could not be applied, and figures that no rule reads. Every line that they could change gets a caveat.
//!
//! Tests: left_out.rs, claim_edits.rs.

use super::visit_complexity::COMPLEXITY;
use crate::pricing::caveat::Caveat;
use crate::pricing::claim_edits::{ClaimEdits, LoadedEdits};
use crate::pricing::edit_hit::Edit;
use crate::pricing::modifiers as m;
use crate::pricing::work::Work;
use crate::vocabulary::{GlobalDays, HcpcsCode, ServiceRow, Status};

const PROLONGED_OFFICE_VISIT: HcpcsCode = HcpcsCode::known(b"G2212");

/// Warns if edits between lines, unit limits or add-on rules are not loaded for the claim's date or codes, or are of an older
/// quarter. Warns of minutes and days of care that have no effect.
pub(in crate::pricing) fn warn_of_rules_left_out(work: &mut Work<'_>) {
    let edits = &work.rates.edits;
    let several = work.claim.lines().len() > 1;
    let between_lines = if several { caveat_of_pairs(edits) } else { None };
    for line in work.priced_lines() {
        line.add_caveat(between_lines.clone());
        let (hcpcs, limits) = (line.billed.hcpcs(), edits.unit_limits.as_ref());
        // The units of anesthesia are its minutes.
        let is_anesthesia = line.row.is_some_and(|row| row.status == Status::Anesthesia);
        if line.billed.units() > 1 && line.count > 1 && !is_anesthesia {
            line.add_caveat(caveat_of_code(limits, hcpcs, Caveat::UnitLimitNotChecked));
        }
        line.add_caveat(line.row.and_then(|row| caveat_of_add_on(edits, row)));
    }
    for line in &mut work.lines {
        let older = line.edits.iter().find_map(|hit| caveat_of_older_source(edits, &hit.edit));
        line.add_caveat(older);
        let is_timed = line.row.is_none_or(|row| row.status == Status::Anesthesia);
        line.add_caveat(line.billed.minutes().filter(|_| !is_timed).map(|_| Caveat::MinutesIgnored));
        let is_aftercare = line.has(m::AFTERCARE_ONLY);
        let days = line.billed.postoperative_days().filter(|_| !is_aftercare);
        line.add_caveat(days.map(|_| Caveat::DaysOfCareIgnored));
    }
}

/// The caveat if an edit of a line is from an older quarter. It may have been deleted since.
fn caveat_of_older_source(edits: &ClaimEdits<'_>, edit: &Edit) -> Option<Caveat> {
    match edit {
        Edit::Ptp { .. } => edits.ptp.as_ref().and_then(older),
        Edit::UnitLimit { .. } => edits.unit_limits.as_ref().and_then(older),
        Edit::AddOn { .. } => edits.add_ons.as_ref().and_then(older),
        Edit::GlobalPeriod { .. } => None,
    }
}

/// The caveat about the edits between lines. A code that an extract does not have could have an edit with any other code.
fn caveat_of_pairs(edits: &ClaimEdits<'_>) -> Option<Caveat> {
    match &edits.ptp {
        Some(ptp) if ptp.unknown.is_empty() => older(ptp),
        Some(_) | None => Some(Caveat::EditsNotChecked),
    }
}

/// The caveat about the edits of a line's code.
fn caveat_of_code<T>(
    edits: Option<&LoadedEdits<T>>,
    hcpcs: HcpcsCode,
    not_checked: Caveat,
) -> Option<Caveat> {
    match edits.filter(|edits| edits.knows(hcpcs)) {
        Some(edits) => older(edits),
        None => Some(not_checked),
    }
}

fn caveat_of_add_on(edits: &ClaimEdits<'_>, row: &ServiceRow) -> Option<Caveat> {
    let add_ons = edits.add_ons.as_ref();
    let has_rule = add_ons.is_some_and(|add_ons| add_ons.of(row.hcpcs).is_some());
    if !has_rule && !is_add_on(row) {
        return None;
    }
    let caveat = caveat_of_code(add_ons, row.hcpcs, Caveat::AddOnAlone);
    caveat.or((!has_rule).then_some(Caveat::AddOnNotListed))
}

fn older<T>(edits: &LoadedEdits<T>) -> Option<Caveat> {
    edits.is_older.then_some(Caveat::OlderEdits { used: edits.quarter })
}

/// Whether the service is paid only with another one. ZZZ says so; for prolonged office visits only their text does. G2211
/// has its own rule.
fn is_add_on(row: &ServiceRow) -> bool {
    row.hcpcs == PROLONGED_OFFICE_VISIT || (row.global_days == GlobalDays::AddOn && row.hcpcs != COMPLEXITY)
}
