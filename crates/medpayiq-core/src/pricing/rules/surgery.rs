//! Several surgical procedures of a day (2) and endoscopy families (3): Pub. 100-04 ch. 12, 40.6.
//!
//! Lines become items: a unit of an ordinary procedure is one item, and an endoscopy family with all its members is one.
//! The items are ranked by fee. The first is paid in full, the next few in part, and later ones by report. The law says how
//! many, and which part.
//!
//! Tests: rules/surgery.rs, readings.rs, figures.txt "Surgery and endoscopy".

use super::bilateral;
use super::split_care::share_of_package;
use crate::law::Figure;
use crate::pricing::alternate_reading::AlternateReading;
use crate::pricing::caveat::Caveat;
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

/// One unit of a line, or both sides of a procedure.
#[derive(Clone, Copy, Debug)]
struct Member {
    /// The position of its line.
    line: usize,
    /// The position of the line of the other side, if the sides have a line each.
    other_side: Option<usize>,
    /// The fee that decides its rank: with both sides, before shared packages.
    fee: Money,
    /// What the base of its family takes off.
    base: Money,
}

/// What is ranked: a unit or an endoscopy family.
struct RankedItem {
    members: Vec<Member>,
}

impl RankedItem {
    fn fee(&self) -> Money {
        self.members.iter().map(|member| member.fee - member.base).sum()
    }
}

/// Ranks each role's procedures and reduces all but the first.
pub(in crate::pricing) fn reduce_later_procedures(work: &mut Work<'_>) {
    for role in [Role::Surgeon, Role::Assistant] {
        let lines: Vec<usize> = work
            .open()
            .filter(|(_, line, row)| {
                is_ranked(line, row) && role_of(line) == role && !is_aftercare_of(work, line)
            })
            .map(|(position, ..)| position)
            .collect();
        if !lines.is_empty() {
            let items = items(work, &lines);
            pay(work, &lines, items);
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
fn items(work: &mut Work<'_>, lines: &[usize]) -> Vec<RankedItem> {
    let mut families: BTreeMap<HcpcsCode, Vec<usize>> = BTreeMap::new();
    let mut items = Vec::new();
    let bases = bases(work, lines);
    for position in lines {
        let Some((line, row)) = work.lines.get(*position).and_then(|line| Some((line, line.row?))) else {
            continue;
        };
        let is_base = bases.contains(&line.billed.hcpcs());
        match row.endoscopic_base.or(is_base.then_some(line.billed.hcpcs())) {
            Some(base) => families.entry(base).or_default().push(*position),
            None => items.extend(single_items(units(work, *position))),
        }
    }
    for (base, positions) in families {
        items.extend(family(work, base, &positions));
    }
    items.sort_by_key(|item| Reverse((rank_fee(work, item), item_precedence(work, item))));
    if !items.is_sorted_by(|higher, lower| shared_fee(work, higher) >= shared_fee(work, lower)) {
        caveat_shared_packages(work, lines);
    }
    items
}

/// The fee that decides the rank of an item: its whole fee, before shared packages.
fn rank_fee(work: &Work<'_>, item: &RankedItem) -> Money {
    if work.follows(AlternateReading::PartsRanked) { shared_fee(work, item) } else { item.fee() }
}

/// The fee of an item after shared packages.
fn shared_fee(work: &Work<'_>, item: &RankedItem) -> Money {
    let left = |member: &Member| {
        let share = work.lines.get(member.line).map_or(Share::WHOLE, share_of_package);
        (member.fee - member.base).times(share)
    };
    item.members.iter().map(left).sum()
}

/// Adds a caveat to shared packages that would rank otherwise by the part that is paid.
fn caveat_shared_packages(work: &mut Work<'_>, lines: &[usize]) {
    for position in lines {
        if let Some(line) =
            work.lines.get_mut(*position).filter(|line| share_of_package(line) != Share::WHOLE)
        {
            line.add_caveat(Caveat::PackagePartRanked);
        }
    }
}

/// Each unit an item of its own.
fn single_items(members: Vec<Member>) -> impl Iterator<Item = RankedItem> {
    members.into_iter().map(|member| RankedItem { members: vec![member] })
}

/// The bases of the endoscopies among the lines.
fn bases(work: &Work<'_>, lines: &[usize]) -> Vec<HcpcsCode> {
    let rows = lines.iter().filter_map(|position| work.lines.get(*position)?.row);
    rows.filter_map(|row| row.endoscopic_base).collect()
}

/// The units of a line. Both sides are one unit, which is with the first of their lines.
fn units(work: &Work<'_>, position: usize) -> Vec<Member> {
    let Some(line) = work.lines.get(position) else { return Vec::new() };
    let both = line.row.map_or(Share::WHOLE, |row| bilateral::factor(row, line.law));
    let member = |fee, other_side| Member { line: position, other_side, fee, base: Money::ZERO };
    let each = if line.sides == Sides::One { line.unit } else { line.unit.times(both) };
    match line.sides {
        Sides::One | Sides::Both if work.follows(AlternateReading::UnitsTogether) => {
            vec![member(each.for_units(line.count), None)]
        }
        Sides::One | Sides::Both => vec![member(each, None); usize::try_from(line.count).unwrap_or(1)],
        Sides::FirstOfPair => {
            let is_partner = |other: &LineWork<'_>| other.sides == Sides::SecondOfPair(position);
            vec![member(each, work.lines.iter().position(is_partner))]
        }
        Sides::SecondOfPair(_) => Vec::new(),
    }
}

/// A family as one item: the highest member in full, and each other one less the base. The base procedure itself is not paid,
/// because it is part of the others.
fn family(work: &mut Work<'_>, base: HcpcsCode, positions: &[usize]) -> Vec<RankedItem> {
    let is_base =
        |position: &usize| work.lines.get(*position).is_some_and(|line| line.billed.hcpcs() == base);
    let (base_lines, others): (Vec<usize>, Vec<usize>) =
        positions.iter().partition(|position| is_base(position));
    let all_units = |positions: &[usize], work: &Work<'_>| -> Vec<Member> {
        positions.iter().flat_map(|position| units(work, *position)).collect()
    };
    if others.is_empty() {
        return single_items(all_units(&base_lines, work)).collect();
    }
    let mut members = all_units(&others, work);
    members.sort_by_key(|member| Reverse((member.fee, line_precedence(work, member.line))));
    let base_fee = work.rates.services.row(base, Component::Global).map_or(Money::ZERO, |row| work.fee(row));
    for member in members.iter_mut().skip(1) {
        member.base = base_fee.times(sides_of_base(work, member.line)).min(member.fee);
    }
    let first = members
        .first()
        .and_then(|member| work.lines.get(member.line))
        .map_or(base, |line| line.billed.hcpcs());
    for position in &base_lines {
        if let Some(line) = work.lines.get_mut(*position) {
            line.refuse(Refusal::EndoscopicBase { other: first });
        }
    }
    vec![RankedItem { members }]
}

/// How often the base comes off a member: once, or once for each side under the alternate reading.
fn sides_of_base(work: &Work<'_>, position: usize) -> Share {
    let line = work.lines.get(position).filter(|_| work.follows(AlternateReading::BaseOffEachSide));
    let row = line.filter(|line| line.sides != Sides::One).and_then(|line| line.row);
    row.map_or(Share::WHOLE, |row| bilateral::factor(row, work.rates.law))
}

/// The highest precedence among an item's lines.
fn item_precedence<'a>(work: &Work<'a>, item: &RankedItem) -> Option<Precedence<'a>> {
    item.members.iter().filter_map(|member| line_precedence(work, member.line)).max()
}

fn line_precedence<'a>(work: &Work<'a>, position: usize) -> Option<Precedence<'a>> {
    work.lines.get(position).map(precedence)
}

/// The rank and fee of one unit on one line.
struct Portion {
    rank: usize,
    fee: Money,
    base: Money,
}

/// Pays the lines by the ranks of their members.
fn pay(work: &mut Work<'_>, lines: &[usize], items: Vec<RankedItem>) {
    let mut portions: BTreeMap<usize, Vec<Portion>> = BTreeMap::new();
    for (rank, item) in items.into_iter().enumerate() {
        for member in item.members {
            for (position, portion) in split_sides(work, rank, member) {
                portions.entry(position).or_default().push(portion);
            }
        }
    }
    for position in lines {
        let Some(line) = work.lines.get_mut(*position).filter(|line| line.refusal.is_none()) else {
            continue;
        };
        pay_line(line, portions.get(position).map_or(&[][..], Vec::as_slice));
    }
}

/// A member's portions by line: one, or one for each side. The sides have their amounts already.
fn split_sides(work: &Work<'_>, rank: usize, member: Member) -> Vec<(usize, Portion)> {
    let Member { line, other_side, fee, base } = member;
    let Some(other_side) = other_side else { return vec![(line, Portion { rank, fee, base })] };
    let first_fee = work.lines.get(line).map_or(Money::ZERO, |line| line.amount);
    let first_base = base.times(Share::WHOLE.halved()).min(first_fee);
    let first = Portion { rank, fee: first_fee, base: first_base };
    let second = Portion { rank, fee: fee - first_fee, base: base - first_base };
    vec![(line, first), (other_side, second)]
}

fn pay_line(line: &mut LineWork<'_>, own: &[Portion]) {
    let off: Money = own.iter().map(|portion| portion.base).sum();
    line.take_off(Rule::EndoscopyFamily, off.min(line.amount));
    if off > Money::ZERO && line.sides != Sides::One {
        line.add_caveat(Caveat::BilateralEndoscopy);
    }
    if let [] | [Portion { rank: 0, .. }] = own {
        return;
    }
    line.add_caveat((own.len() > 1).then_some(Caveat::UnitsRanked));
    if own.iter().any(|portion| portion.rank > 0) {
        reduce_later(line, own);
    }
}

/// Takes off a line what the portions of it that are not ranked first lose.
fn reduce_later(line: &mut LineWork<'_>, own: &[Portion]) {
    let by_formula = line.lookup(line.law.procedures_by_formula);
    let is_by_report =
        |portion: &Portion| by_formula.is_some_and(|most| portion.rank >= usize::from(most.value));
    line.add_caveat(own.iter().any(is_by_report).then_some(Caveat::SixthProcedure));
    let Some(Figure { value: share, source }) = line.lookup(line.law.later_procedure_share) else { return };
    let authority = Rule::MultipleSurgery.by(source);
    if let [_] = own {
        return line.step(authority, Operation::Part(share));
    }
    let later = own.iter().filter(|portion| portion.rank > 0).map(|portion| portion.fee - portion.base);
    let cut = later.map(|fee| fee - fee.times(share)).sum::<Money>();
    line.take_off(authority, cut.min(line.amount));
}
