//! Medically unlikely edits: the most units of a code, on a line or on a day; above it nothing is paid
//! (NCCI Policy Manual ch. 1, V). The units of a series of days on one line are divided by its days first.
//!
//! Tests: rules/unit_limits.rs, claim_edits.rs, audited_rules.rs, figures_under_edits.txt "Unit limits".

use crate::pricing::caveat::Caveat;
use crate::pricing::edit_hit::{Edit, EditState};
use crate::pricing::modifiers as m;
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{
    AdjudicationIndicator, BilateralSurgery, Component, HcpcsCode, ServiceRow, Status, UnitLimit,
};

/// Denies lines above their unit limit. Medicare denies the whole line and pays no units of it.
pub(in crate::pricing) fn deny_units_above_limits(work: &mut Work<'_>) {
    let rates = work.rates;
    let limits = rates.edits.unit_limits.as_ref().map_or(&[][..], |edits| &edits.found);
    for (hcpcs, limit) in limits {
        match limit.adjudication {
            AdjudicationIndicator::Line => deny_lines_above(work, *hcpcs, limit),
            AdjudicationIndicator::DateOfServicePolicy | AdjudicationIndicator::DateOfServiceClinical => {
                deny_days_above(work, *hcpcs, limit);
            }
        }
    }
}

/// Whether a paid line is above its limit, counted with the other paid lines of its code.
pub(in crate::pricing) fn is_above(
    work: &Work<'_>,
    position: usize,
    is_paid: &dyn Fn(usize) -> bool,
) -> bool {
    let limits = work.rates.edits.unit_limits.as_ref();
    let hcpcs = work.lines.get(position).map(|line| line.billed.hcpcs());
    let Some((hcpcs, limit)) = hcpcs.and_then(|hcpcs| Some((hcpcs, limits?.of(hcpcs)?))) else {
        return false;
    };
    let Some(of_line) = work.lines.get(position).and_then(|line| units(line, hcpcs)) else { return false };
    let tested = match limit.adjudication {
        AdjudicationIndicator::Line => of_line,
        AdjudicationIndicator::DateOfServicePolicy | AdjudicationIndicator::DateOfServiceClinical => {
            units_of_day(work, hcpcs, is_paid)
        }
    };
    tested > limit.units
}

fn deny_lines_above(work: &mut Work<'_>, hcpcs: HcpcsCode, limit: &UnitLimit<'_>) {
    for position in 0..work.lines.len() {
        let line = work.lines.get(position).filter(|line| line.is_payable());
        let units = line.and_then(|line| units(line, hcpcs)).unwrap_or(0);
        if units > limit.units {
            let edit = edit(line.and_then(|line| line.row), limit, units);
            work.apply_edit(position, edit, EditState::Denied, None);
        } else if let Some(line) = work.lines.get_mut(position) {
            line.add_caveat(caveat_of_days(line, hcpcs, limit));
        }
    }
}

/// The caveat of a line that is within its limit only because its units were divided by its days.
fn caveat_of_days(line: &LineWork<'_>, hcpcs: HcpcsCode, limit: &UnitLimit<'_>) -> Option<Caveat> {
    let (days, limit) = (line.billed.days(), limit.units);
    let is_divided = line.is_payable() && units(line, hcpcs).is_some() && !line.has(m::BOTH_SIDES);
    (is_divided && days > 1 && line.billed.units() > limit)
        .then_some(Caveat::UnitsDividedByDays { days, limit })
}

fn deny_days_above(work: &mut Work<'_>, hcpcs: HcpcsCode, limit: &UnitLimit<'_>) {
    let most = limit.units;
    let is_paid = |position: usize| work.is_payable(position);
    let counted: Vec<(usize, u32)> = counted(work, hcpcs, &is_paid).collect();
    let all: u32 = counted.iter().map(|(_, units)| units).sum();
    let total = if all < most { all } else { units_of_day(work, hcpcs, &is_paid) };
    for (position, _) in counted {
        if total > most {
            let row = work.lines.get(position).and_then(|line| line.row);
            work.apply_edit(position, edit(row, limit, total), EditState::Denied, None);
        } else if let Some(line) = work.lines.get_mut(position) {
            line.add_caveat(caveat_of_days(line, hcpcs, limit));
            line.add_caveat((total == most && total > 1).then_some(Caveat::EarlierUnits { limit: most }));
            line.add_caveat((all > most).then_some(Caveat::PartsCountedOnce));
        }
    }
}

/// The units of a code on the claim. The professional and the technical component of a test, if billed on two lines, count
/// as one test.
fn units_of_day(work: &Work<'_>, hcpcs: HcpcsCode, is_paid: &dyn Fn(usize) -> bool) -> u32 {
    let all_but = |part: Component| -> u32 {
        let is_part = |position: usize| {
            work.lines.get(position).and_then(|line| line.row).is_some_and(|row| row.component == part)
        };
        let counted = counted(work, hcpcs, is_paid);
        counted.filter(|(position, _)| !is_part(*position)).map(|(_, units)| units).sum()
    };
    all_but(Component::Technical).max(all_but(Component::Professional))
}

/// The lines that count for a limit of the code, each with its position and units.
fn counted(
    work: &Work<'_>,
    hcpcs: HcpcsCode,
    is_paid: &dyn Fn(usize) -> bool,
) -> impl Iterator<Item = (usize, u32)> {
    let lines = work.lines.iter().enumerate().filter(|(position, _)| is_paid(*position));
    lines.filter_map(move |(position, line)| Some((position, units(line, hcpcs)?)))
}

/// The units of a day that count for a limit of the code. Both sides on one line are one unit, aftercare has none, and the
/// units of anesthesia are its minutes.
fn units(line: &LineWork<'_>, hcpcs: HcpcsCode) -> Option<u32> {
    let is_anesthesia = line.row.is_some_and(|row| row.status == Status::Anesthesia);
    let is_counted = line.billed.hcpcs() == hcpcs && !is_anesthesia && !line.has(m::AFTERCARE_ONLY);
    is_counted.then(|| if line.has(m::BOTH_SIDES) { 1 } else { line.billed.units_of_day() })
}

fn edit(row: Option<&ServiceRow>, limit: &UnitLimit<'_>, units: u32) -> Edit {
    let sides = row.map(|row| row.bilateral);
    Edit::UnitLimit {
        units,
        limit: limit.units,
        adjudication: limit.adjudication,
        has_sides: matches!(sides, Some(BilateralSurgery::OneHundredFifty | BilateralSurgery::EachSideFull)),
        rationale: limit.rationale.to_owned(),
    }
}
