//! Medically unlikely edits: the most units of a code, on a line or on a day; above it nothing is paid
//! (NCCI Policy Manual ch. 1, V).

use super::modifiers as m;
use crate::pricing::doubt::Doubt;
use crate::pricing::edit_hit::{Edit, EditState};
use crate::pricing::pipeline::{LineWork, Work};
use crate::vocabulary::{AdjudicationIndicator, HcpcsCode, Status, UnitLimit};

/// Denies whole lines: never are they paid up to the limit.
pub(in crate::pricing) fn deny_units_above_limits(work: &mut Work<'_>) {
    let rates = work.rates;
    let limits = rates.edits.unit_limits.as_ref().map_or(&[][..], |edits| &edits.found);
    for (hcpcs, limit) in limits {
        match limit.adjudication {
            AdjudicationIndicator::Line => hold_each_line(work, *hcpcs, limit),
            AdjudicationIndicator::DateOfServicePolicy | AdjudicationIndicator::DateOfServiceClinical => {
                hold_the_day(work, *hcpcs, limit);
            }
        }
    }
}

fn hold_each_line(work: &mut Work<'_>, hcpcs: HcpcsCode, limit: &UnitLimit<'_>) {
    for position in 0..work.lines.len() {
        let units = work.lines.get(position).and_then(|line| units(line, hcpcs)).unwrap_or(0);
        if units > limit.units {
            work.touch(position, edit(limit, units), EditState::Denied, None);
        }
    }
}

fn hold_the_day(work: &mut Work<'_>, hcpcs: HcpcsCode, limit: &UnitLimit<'_>) {
    let of_code: Vec<usize> = counted(work, hcpcs).map(|(position, _)| position).collect();
    let units: u32 = counted(work, hcpcs).map(|(_, units)| units).sum();
    let most = limit.units;
    for position in of_code {
        if units > most {
            work.touch(position, edit(limit, units), EditState::Denied, None);
        } else if let (true, Some(line)) = (units == most && units > 1, work.lines.get_mut(position)) {
            line.doubt(Doubt::EarlierUnits { limit: most });
        }
    }
}

/// The lines of a code that a limit counts, each with its position and units.
fn counted(work: &Work<'_>, hcpcs: HcpcsCode) -> impl Iterator<Item = (usize, u32)> {
    let lines = work.lines.iter().enumerate();
    lines.filter_map(move |(position, line)| Some((position, units(line, hcpcs)?)))
}

/// The units that a limit on the code counts: both sides on one line are one, aftercare is none, and the units of
/// anesthesia are its minutes.
fn units(line: &LineWork<'_>, hcpcs: HcpcsCode) -> Option<u32> {
    let is_anesthesia = line.row.is_some_and(|row| row.status == Status::Anesthesia);
    let is_counted =
        line.line.hcpcs == hcpcs && line.is_payable() && !is_anesthesia && !line.has(m::AFTERCARE_ONLY);
    is_counted.then(|| if line.has(m::BOTH_SIDES) { 1 } else { line.line.units })
}

fn edit(limit: &UnitLimit<'_>, units: u32) -> Edit {
    Edit::UnitLimit {
        units,
        limit: limit.units,
        adjudication: limit.adjudication,
        rationale: limit.rationale.to_owned(),
    }
}
