//! Several surgical procedures of a day (2) and endoscopy families (3): Pub. 100-04 ch. 12, 40.6.
//!
//! Lines become items: a unit of an ordinary procedure is one item, and an endoscopy family with all its members is one.
//! The items are ranked by fee. The first is paid in full, the next few in part, and later ones by report. The law says how
//! many, and which part.
//!
//! A line may bill thousands of units. They are alike, so they follow each other in the ranking, and what they lose depends
//! only on how many of them are ranked first. So the units of a line stay together with their count ([`AlikeUnits`]), and
//! nothing here takes longer for more units.
//!
//! Tests: rules/surgery.rs, readings.rs, figures.txt "Surgery and endoscopy".

use super::bilateral;
use super::split_care::share_of_package;
use crate::law::Figure;
use crate::pricing::alternate_reading::AlternateReading;
use crate::pricing::caveat::Caveat;
use crate::pricing::line_set::LineSet;
use crate::pricing::modifiers as m;
use crate::pricing::precedence::{Precedence, precedence};
use crate::pricing::refusal::Refusal;
use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::{LineWork, Sides, Work};
use crate::vocabulary::{Component, HcpcsCode, Money, MultipleProcedure, ServiceRow, Share};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Who bills the procedures. Those of an assistant are ranked among themselves, those of surgeon and co-surgeon together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Surgeon,
    Assistant,
}

/// Units of one line that are ranked and paid alike. Both sides of a procedure are one unit.
#[derive(Clone, Copy, Debug)]
struct AlikeUnits {
    /// The position of their line.
    line: usize,
    /// The position of the line of the other side, if the sides have a line each.
    other_side: Option<usize>,
    /// How many there are.
    count: u32,
    /// The fee of each that decides its rank: with both sides, before shared packages.
    fee: Money,
    /// What the base of its family takes off each.
    base: Money,
}

/// What is ranked.
#[derive(Debug)]
enum RankedItem {
    /// Units that are each an item of its own.
    Units(AlikeUnits),
    /// An endoscopy family, which is one item.
    Family(Vec<AlikeUnits>),
}

impl RankedItem {
    fn members(&self) -> &[AlikeUnits] {
        match self {
            Self::Units(units) => std::slice::from_ref(units),
            Self::Family(members) => members,
        }
    }

    /// The fee of one item. Each of its units has a fee by `fee_of`.
    fn fee(&self, fee_of: impl Fn(&AlikeUnits) -> Money) -> Money {
        match self {
            Self::Units(units) => fee_of(units),
            Self::Family(members) => members.iter().map(|units| fee_of(units).for_units(units.count)).sum(),
        }
    }

    /// How many items it is.
    fn count(&self) -> u32 {
        match self {
            Self::Units(units) => units.count,
            Self::Family(_) => 1,
        }
    }
}

/// Ranks each role's procedures and reduces all but the first.
pub(in crate::pricing) fn reduce_later_procedures(work: &mut Work<'_>) {
    if !work.reduces_several_services() {
        return;
    }
    for role in [Role::Surgeon, Role::Assistant] {
        let ranked = work.open().filter(|(_, line, row)| {
            is_ranked(line, row) && role_of(line) == role && !is_aftercare_of(work, line)
        });
        let lines: LineSet = ranked.map(|(position, ..)| position).collect();
        if !lines.is_empty() {
            let items = items(work, lines);
            work.effort += items.iter().map(|item| item.members().len()).sum::<usize>();
            pay(work, &items);
        }
    }
}

/// Another rule pays a return to the operating room.
fn is_ranked(line: &LineWork<'_>, row: &ServiceRow) -> bool {
    let is_surgery = match row.multiple_procedure {
        MultipleProcedure::FormerSurgery | MultipleProcedure::Surgery | MultipleProcedure::Endoscopy => true,
        MultipleProcedure::NoReduction
        | MultipleProcedure::Imaging
        | MultipleProcedure::Therapy
        | MultipleProcedure::Cardiovascular
        | MultipleProcedure::Ophthalmology
        | MultipleProcedure::NotApplicable => false,
    };
    is_surgery && !line.has(m::RETURN_TO_OPERATING_ROOM)
}

/// If one surgeon bills surgery and aftercare on two lines, they are one operation and rank once.
fn is_aftercare_of(work: &Work<'_>, line: &LineWork<'_>) -> bool {
    let is_surgery =
        |other: &LineWork<'_>| other.billed.hcpcs() == line.billed.hcpcs() && other.has(m::SURGERY_ONLY);
    line.has(m::AFTERCARE_ONLY) && work.lines.iter().any(|other| other.refusal.is_none() && is_surgery(other))
}

fn role_of(line: &LineWork<'_>) -> Role {
    if line.any_of(m::ASSISTANTS).is_some() { Role::Assistant } else { Role::Surgeon }
}

/// Puts the lines' units into items, highest first.
fn items(work: &mut Work<'_>, lines: LineSet) -> Vec<RankedItem> {
    let mut families: BTreeMap<HcpcsCode, Vec<usize>> = BTreeMap::new();
    let mut items = Vec::with_capacity(work.lines.len());
    let bases = bases(work, lines);
    for position in lines.positions() {
        let Some((line, row)) = work.lines.get(position).and_then(|line| Some((line, line.row?))) else {
            continue;
        };
        let is_base = bases.contains(&line.billed.hcpcs());
        match row.endoscopic_base.or(is_base.then_some(line.billed.hcpcs())) {
            Some(base) => families.entry(base).or_default().push(position),
            None => items.extend(units(work, position).map(RankedItem::Units)),
        }
    }
    for (base, positions) in families {
        items.extend(family(work, base, &positions));
    }
    items.sort_by_cached_key(|item| Reverse((rank_fee(work, item), item_precedence(work, item))));
    let is_shared = |position: usize| work.lines.get(position).is_some_and(shares_package);
    if lines.positions().any(is_shared)
        && !items.is_sorted_by(|higher, lower| shared_fee(work, higher) >= shared_fee(work, lower))
    {
        caveat_shared_packages(work, lines);
    }
    items
}

/// The fee that decides the rank of an item: its whole fee, before shared packages.
fn rank_fee(work: &Work<'_>, item: &RankedItem) -> Money {
    if work.follows(AlternateReading::PartsRanked) {
        shared_fee(work, item)
    } else {
        item.fee(|units| units.fee - units.base)
    }
}

/// The fee of an item after shared packages.
fn shared_fee(work: &Work<'_>, item: &RankedItem) -> Money {
    item.fee(|units| {
        let share = work.lines.get(units.line).map_or(Share::WHOLE, share_of_package);
        (units.fee - units.base).times(share)
    })
}

/// Whether the line bills a part of a surgical package only.
fn shares_package(line: &LineWork<'_>) -> bool {
    share_of_package(line) != Share::WHOLE
}

/// Adds a caveat to shared packages that would rank otherwise by the part that is paid.
fn caveat_shared_packages(work: &mut Work<'_>, lines: LineSet) {
    for position in lines.positions() {
        if let Some(line) = work.lines.get_mut(position).filter(|line| shares_package(line)) {
            line.add_caveat(Caveat::PackagePartRanked);
        }
    }
}

/// The bases of the endoscopies among the lines.
fn bases(work: &Work<'_>, lines: LineSet) -> Vec<HcpcsCode> {
    let rows = lines.positions().filter_map(|position| work.lines.get(position)?.row);
    rows.filter_map(|row| row.endoscopic_base).collect()
}

/// The units of a line. Both sides are one unit, which is with the first of their lines.
fn units(work: &Work<'_>, position: usize) -> Option<AlikeUnits> {
    let line = work.lines.get(position)?;
    let both = line.row.map_or(Share::WHOLE, |row| bilateral::factor(row, line.law));
    let each = if line.sides == Sides::One { line.unit } else { line.unit.times(both) };
    let alike =
        |count, fee, other_side| AlikeUnits { line: position, other_side, count, fee, base: Money::ZERO };
    match line.sides {
        Sides::One | Sides::Both if work.follows(AlternateReading::UnitsTogether) => {
            Some(alike(1, each.for_units(line.count), None))
        }
        Sides::One | Sides::Both => Some(alike(line.count, each, None)),
        Sides::FirstOfPair => {
            let is_partner = |other: &LineWork<'_>| other.sides == Sides::SecondOfPair(position);
            Some(alike(1, each, work.lines.iter().position(is_partner)))
        }
        Sides::SecondOfPair(_) => None,
    }
}

/// A family as one item: the highest unit in full, and each other one less the base. The base procedure itself is not paid,
/// because it is part of the others.
fn family(work: &mut Work<'_>, base: HcpcsCode, positions: &[usize]) -> Vec<RankedItem> {
    let is_base =
        |position: &usize| work.lines.get(*position).is_some_and(|line| line.billed.hcpcs() == base);
    let (base_lines, others): (Vec<usize>, Vec<usize>) =
        positions.iter().partition(|position| is_base(position));
    if others.is_empty() {
        let units = base_lines.iter().filter_map(|position| units(work, *position));
        return units.map(RankedItem::Units).collect();
    }
    let mut members: Vec<AlikeUnits> = others.iter().filter_map(|position| units(work, *position)).collect();
    members.sort_by_cached_key(|units| Reverse((units.fee, line_precedence(work, units.line))));
    let highest = split_off_first(&mut members);
    let base_fee = work.rates.services.row(base, Component::Global).map_or(Money::ZERO, |row| work.fee(row));
    for units in &mut members {
        units.base = base_fee.times(sides_of_base(work, units.line)).min(units.fee);
    }
    members.extend(highest);
    let first = highest.and_then(|units| work.lines.get(units.line)).map_or(base, |line| line.billed.hcpcs());
    for position in &base_lines {
        if let Some(line) = work.lines.get_mut(*position) {
            line.refuse(Refusal::EndoscopicBase { other: first });
        }
    }
    vec![RankedItem::Family(members)]
}

/// Takes one unit off the first of the units and returns it.
fn split_off_first(members: &mut Vec<AlikeUnits>) -> Option<AlikeUnits> {
    let first = members.first_mut()?;
    let one = AlikeUnits { count: 1, ..*first };
    first.count = first.count.saturating_sub(1);
    members.retain(|units| units.count > 0);
    Some(one)
}

/// How often the base comes off a member: once, or once for each side under the alternate reading.
fn sides_of_base(work: &Work<'_>, position: usize) -> Share {
    let line = work.lines.get(position).filter(|_| work.follows(AlternateReading::BaseOffEachSide));
    let row = line.filter(|line| line.sides != Sides::One).and_then(|line| line.row);
    row.map_or(Share::WHOLE, |row| bilateral::factor(row, work.rates.law))
}

/// The highest precedence among an item's lines.
fn item_precedence<'a>(work: &Work<'a>, item: &RankedItem) -> Option<Precedence<'a>> {
    item.members().iter().filter_map(|units| line_precedence(work, units.line)).max()
}

fn line_precedence<'a>(work: &Work<'a>, position: usize) -> Option<Precedence<'a>> {
    work.lines.get(position).map(precedence)
}

/// Alike units of one line in the ranking.
struct Portion {
    line: usize,
    count: u32,
    /// How many of them are ranked first.
    first: u32,
    /// The rank of the last of them, from 0.
    last_rank: u32,
    fee: Money,
    base: Money,
}

/// Pays the lines by the ranks of their units.
fn pay(work: &mut Work<'_>, items: &[RankedItem]) {
    let mut portions: Vec<Portion> = Vec::with_capacity(items.len());
    let mut rank = 0;
    for item in items {
        let last_rank = rank + item.count() - 1;
        for units in item.members() {
            let first = match item {
                RankedItem::Units(_) if rank == 0 => 1,
                RankedItem::Family(_) if rank == 0 => units.count,
                RankedItem::Units(_) | RankedItem::Family(_) => 0,
            };
            portions.extend(split_sides(work, *units, first, last_rank));
        }
        rank += item.count();
    }
    portions.sort_by_key(|portion| portion.line);
    for own in portions.chunk_by(|one, next| one.line == next.line) {
        let line = own.first().and_then(|portion| work.lines.get_mut(portion.line));
        if let Some(line) = line.filter(|line| line.refusal.is_none()) {
            pay_line(line, own);
        }
    }
}

/// The portions of units by line: one, or one for each side. The sides have their amounts already.
fn split_sides(
    work: &Work<'_>,
    units: AlikeUnits,
    first: u32,
    last_rank: u32,
) -> impl Iterator<Item = Portion> + use<> {
    let AlikeUnits { line, other_side, count, fee, base } = units;
    let portion = move |line, fee, base| Portion { line, count, first, last_rank, fee, base };
    let of_first = work.lines.get(line).filter(|_| other_side.is_some()).map(|line| line.amount);
    let first_fee = of_first.unwrap_or(fee);
    let first_base =
        if other_side.is_some() { base.times(Share::WHOLE.halved()).min(first_fee) } else { base };
    let second = other_side.map(|other| portion(other, fee - first_fee, base - first_base));
    std::iter::once(portion(line, first_fee, first_base)).chain(second)
}

fn pay_line(line: &mut LineWork<'_>, own: &[Portion]) {
    let off: Money = own.iter().map(|portion| portion.base.for_units(portion.count)).sum();
    line.take_off(Rule::EndoscopyFamily, off.min(line.amount));
    if off > Money::ZERO && line.sides != Sides::One {
        line.add_caveat(Caveat::BilateralEndoscopy);
    }
    let count: u32 = own.iter().map(|portion| portion.count).sum();
    let first: u32 = own.iter().map(|portion| portion.first).sum();
    line.add_caveat((count > 1).then_some(Caveat::UnitsRanked));
    if first < count {
        reduce_later(line, own, count);
    }
}

/// Takes off a line what those of its units lose that are not ranked first.
fn reduce_later(line: &mut LineWork<'_>, own: &[Portion], count: u32) {
    let by_formula = line.lookup(line.law.procedures_by_formula);
    let is_by_report =
        |portion: &Portion| by_formula.is_some_and(|most| portion.last_rank >= u32::from(most.value));
    line.add_caveat(own.iter().any(is_by_report).then_some(Caveat::SixthProcedure));
    let Some(Figure { value: share, source }) = line.lookup(line.law.later_procedure_share) else { return };
    let authority = Rule::MultipleSurgery.by(source);
    if count == 1 {
        return line.step(authority, Operation::Part(share));
    }
    let cut = own.iter().map(|portion| {
        let fee = portion.fee - portion.base;
        (fee - fee.times(share)).for_units(portion.count - portion.first)
    });
    line.take_off(authority, cut.sum::<Money>().min(line.amount));
}
