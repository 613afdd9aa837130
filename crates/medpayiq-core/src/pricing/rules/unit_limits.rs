//! Medically unlikely edits: the most units of a code, on a line or on a day; above it nothing is paid
//! (NCCI Policy Manual ch. 1, V). The units of a series of days on one line are divided by its days first.
//!
//! Tests: rules/unit_limits.rs, claim_edits.rs, audited_rules.rs, figures_under_edits.txt "Unit limits".

use crate::pricing::caveat::Caveat;
use crate::pricing::edit_hit::{Edit, EditState, LimitedService};
use crate::pricing::edit_outcomes::DayLimit;
use crate::pricing::line_set::LineSet;
use crate::pricing::modifiers as m;
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{AdjudicationIndicator, Component, HcpcsCode, Status, UnitLimit};

/// The lines that are above the limit of a line, and the limits of a day that the lines of the claim are above if all of
/// them are paid.
pub(super) fn limits(work: &Work<'_>) -> (LineSet, Vec<DayLimit>) {
    let (mut above, mut of_day) = (LineSet::EMPTY, Vec::new());
    for (hcpcs, limit) in limits_of_codes(work) {
        let lines = work.by_code.lines_of(*hcpcs);
        match limit.adjudication {
            AdjudicationIndicator::Line => {
                let units = |position: usize| work.lines.get(position).and_then(units);
                above = above | lines.filter(|position| units(position) > Some(limit.units));
            }
            AdjudicationIndicator::DateOfServicePolicy | AdjudicationIndicator::DateOfServiceClinical => {
                if units_of(work, lines) > limit.units {
                    of_day.push(day_limit(work, lines, limit));
                }
            }
        }
    }
    (above, of_day)
}

/// The limits of the claim's codes.
fn limits_of_codes<'a>(work: &Work<'a>) -> &'a [(HcpcsCode, UnitLimit<'a>)] {
    work.rates.edits.unit_limits.as_ref().map_or(&[], |edits| &edits.found)
}

/// The units of some lines that count for a limit.
fn units_of(work: &Work<'_>, lines: LineSet) -> u32 {
    lines.positions().filter_map(|position| work.lines.get(position).and_then(units)).sum()
}

fn day_limit(work: &Work<'_>, lines: LineSet, limit: &UnitLimit<'_>) -> DayLimit {
    let units = |position: usize| Some((position, work.lines.get(position).and_then(units)?));
    let is_of = |position: usize, part: Component| {
        work.lines.get(position).and_then(|line| line.row).is_some_and(|row| row.component == part)
    };
    DayLimit {
        most: limit.units,
        counted: lines.positions().filter_map(units).collect(),
        technical: lines.filter(|position| is_of(position, Component::Technical)),
        professional: lines.filter(|position| is_of(position, Component::Professional)),
    }
}

/// Denies lines above their unit limit. Medicare denies the whole line and pays no units of it.
pub(in crate::pricing) fn deny_units_above_limits(work: &mut Work<'_>) {
    for (hcpcs, limit) in limits_of_codes(work) {
        let lines = work.by_code.lines_of(*hcpcs).filter(|position| work.is_payable(position));
        match limit.adjudication {
            AdjudicationIndicator::Line => deny_lines_above(work, lines, limit),
            AdjudicationIndicator::DateOfServicePolicy | AdjudicationIndicator::DateOfServiceClinical => {
                deny_days_above(work, lines, limit);
            }
        }
    }
}

fn deny_lines_above(work: &mut Work<'_>, lines: LineSet, limit: &UnitLimit<'_>) {
    for position in lines.positions() {
        let Some(line) = work.lines.get_mut(position) else { continue };
        let Some(units) = units(line) else { continue };
        if units > limit.units {
            line.apply_edit(edit(line, limit, units), EditState::Denied, None);
        } else {
            line.add_caveat(caveat_of_days(line, limit));
        }
    }
}

/// The caveat of a line that is within its limit only because its units were divided by its days.
fn caveat_of_days(line: &LineWork<'_>, limit: &UnitLimit<'_>) -> Option<Caveat> {
    let (days, limit) = (line.billed.days(), limit.units);
    (!line.has(m::BOTH_SIDES) && days > 1 && line.billed.units() > limit)
        .then_some(Caveat::UnitsDividedByDays { days, limit })
}

fn deny_days_above(work: &mut Work<'_>, lines: LineSet, limit: &UnitLimit<'_>) {
    let most = limit.units;
    let all = units_of(work, lines);
    // Only several lines can bill a test in parts.
    let is_of_parts = all >= most && lines.len() > 1;
    let total = if is_of_parts { day_limit(work, lines, limit).total(lines) } else { all };
    for position in lines.positions() {
        let counted = work.lines.get_mut(position).filter(|line| units(line).is_some());
        let Some(line) = counted else { continue };
        if total > most {
            line.apply_edit(edit(line, limit, total), EditState::Denied, None);
        } else {
            line.add_caveat(caveat_of_days(line, limit));
            line.add_caveat((total == most && total > 1).then_some(Caveat::EarlierUnits { limit: most }));
            line.add_caveat((all > most).then_some(Caveat::PartsCountedOnce));
        }
    }
}

/// The units of a day that count for the limit of the line's code. Both sides on one line are one unit, aftercare has none, and the
/// units of anesthesia are its minutes.
fn units(line: &LineWork<'_>) -> Option<u32> {
    let is_anesthesia = line.row.is_some_and(|row| row.status == Status::Anesthesia);
    let is_counted = !is_anesthesia && !line.has(m::AFTERCARE_ONLY);
    is_counted.then(|| if line.has(m::BOTH_SIDES) { 1 } else { line.billed.units_of_day() })
}

fn edit(line: &LineWork<'_>, limit: &UnitLimit<'_>, units: u32) -> Edit {
    Edit::UnitLimit {
        units,
        limit: limit.units,
        adjudication: limit.adjudication,
        service: LimitedService::of(line.row, line.law),
        rationale: limit.rationale.into(),
    }
}
