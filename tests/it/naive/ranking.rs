//! Rules 7 and 14.1: the reduction of further services of one day.

use super::claim::Claim;
use super::money::part;
use super::pricing::{Kind, Work, halves};
use super::tables::Reference;
use std::collections::BTreeMap;

/// Indicator 4: technical and professional parts are ranked separately.
pub(crate) fn imaging(works: &mut [Work]) {
    let pool: Vec<usize> = (0..works.len())
        .filter(|index| works[*index].row.multiple == '4' && !works[*index].own_session)
        .collect();
    let first_technical = highest(works, &pool, |work| work.technical);
    let first_professional = highest(works, &pool, |work| work.professional);
    for index in pool {
        let work = &works[index];
        let mut amount = 0;
        for time in 0..work.quantity {
            let less_technical = work.technical > 0 && (time > 0 || first_technical != Some(index));
            let less_professional = work.professional > 0 && (time > 0 || first_professional != Some(index));
            amount += study(work, if less_technical { 50 } else { 0 }, if less_professional { 5 } else { 0 });
        }
        works[index].amount = part(amount, works[index].sides.0, works[index].sides.1);
    }
}

/// Indicators 6 and 7: `less` percent off the technical part of all but the highest.
pub(crate) fn technical(works: &mut [Work], indicator: char, less: i64) {
    let pool: Vec<usize> = (0..works.len()).filter(|index| works[*index].row.multiple == indicator).collect();
    let first = highest(works, &pool, |work| work.technical);
    for index in pool {
        let work = &works[index];
        let mut amount = 0;
        for time in 0..work.quantity {
            let reduced = work.technical > 0 && (time > 0 || first != Some(index));
            amount += study(work, if reduced { less } else { 0 }, 0);
        }
        works[index].amount = part(amount, works[index].sides.0, works[index].sides.1);
    }
}

/// The work with the highest value. Of equals it is the one with the highest charge, then the one that keeps most of it after
/// later factors, then a global service, then the earlier line.
fn highest(works: &[Work], pool: &[usize], value: impl Fn(&Work) -> i64) -> Option<usize> {
    let rank = |index: &usize| {
        let work = &works[*index];
        (value(work), work.charge, work.later, work.kind == Kind::Global)
    };
    let mut best: Option<usize> = None;
    for index in pool.iter().filter(|index| value(&works[**index]) > 0) {
        if best.is_none_or(|best| rank(index) > rank(&best)) {
            best = Some(*index);
        }
    }
    best
}

/// One study with its technical and professional parts reduced by so many percent, then capped.
fn study(work: &Work, less_technical: i64, less_professional: i64) -> i64 {
    let technical = part(work.technical, 100 - less_technical, 100);
    let professional = part(work.professional, 100 - less_professional, 100);
    let below = |amount: i64, cap: Option<i64>| cap.map_or(amount, |cap| cap.min(amount));
    match work.kind {
        Kind::Whole => below(work.fee, work.cap),
        Kind::Professional => professional,
        Kind::Technical => below(technical, work.cap),
        Kind::Global if less_technical == 0 && less_professional == 0 => below(work.fee, work.cap),
        Kind::Global if work.technical_cap.is_some_and(|cap| cap < work.technical) => {
            below(technical, work.technical_cap) + professional
        }
        Kind::Global => {
            let technical = part(work.technical, less_technical, 100);
            work.fee - technical - part(work.professional, less_professional, 100)
        }
    }
}

/// Indicator 5: all units but the one with the most practice expense get half of it.
pub(crate) fn therapy(works: &mut [Work], claim: &Claim) {
    let pool: Vec<usize> = (0..works.len()).filter(|index| works[*index].row.multiple == '5').collect();
    let rank = |work: &Work| (work.row.pe.at(claim.facility), work.fee, work.charge, work.later);
    let mut full: Option<usize> = None;
    for index in &pool {
        if full.is_none_or(|full| rank(&works[*index]) > rank(&works[full])) {
            full = Some(*index);
        }
    }
    for index in pool {
        let work = &works[index];
        let less = work.row.fee_of_half_expense(claim.area, claim.facility);
        let whole = if full == Some(index) { 1 } else { 0 };
        works[index].amount = whole * work.fee + (work.quantity - whole) * less;
    }
}

/// A part of the ranking: one service, or one endoscopy family.
struct Item {
    members: Vec<(usize, i64)>,
    total: i64,
    /// The highest charge of its lines.
    charge: i64,
    later: i64,
    first: usize,
}

/// Indicators 2 and 3, separately for the lines of the surgeon and of the assistant.
pub(crate) fn surgery(reference: &Reference, claim: &mut Claim, works: &[Work]) {
    for assistant in [false, true] {
        let pool: Vec<usize> = (0..works.len())
            .filter(|index| {
                let work = &works[*index];
                matches!(work.row.multiple, '2' | '3') && !work.returned && work.assistant == assistant
            })
            .collect();
        rank_surgery(reference, claim, works, &pool);
    }
}

fn rank_surgery(reference: &Reference, claim: &mut Claim, works: &[Work], pool: &[usize]) {
    let mut items = Vec::new();
    let mut families: BTreeMap<&str, Vec<(usize, i64)>> = BTreeMap::new();
    for index in pool {
        let work = &works[*index];
        claim.lines[work.lines[0]].say("7.1: ranked");
        for line in &work.lines {
            claim.lines[*line].adjusted = 0;
        }
        let unit = work.amount / work.quantity;
        for _ in 0..work.quantity {
            if work.row.multiple == '3' {
                families.entry(&work.row.endoscopic_base).or_default().push((*index, unit));
            }
        }
    }
    for index in pool.iter().filter(|index| works[**index].row.multiple == '2') {
        let work = &works[*index];
        if families.contains_key(work.row.code.as_str()) {
            for line in &work.lines {
                claim.lines[*line].leave("bundled", "7.1: the base of an endoscopy family");
            }
            continue;
        }
        for _ in 0..work.quantity {
            let unit = work.amount / work.quantity;
            items.push(Item {
                members: vec![(*index, unit)],
                total: unit,
                charge: work.charge,
                later: work.later,
                first: *index,
            });
        }
    }
    for (base, members) in families {
        let base = reference.row(base, "").map_or(0, |row| row.fee(claim.area, claim.facility));
        items.push(family(works, members, base));
    }
    items.sort_by_key(|item| (-item.total, -item.charge, -item.later, item.first));
    for (rank, item) in items.iter().enumerate() {
        let percent = if rank == 0 { 100 } else { 50 };
        for (index, amount) in &item.members {
            let lines = &works[*index].lines;
            for (line, amount) in lines.iter().zip(halves(*amount, lines.len())) {
                claim.lines[*line].adjusted += part(amount, percent, 100);
            }
        }
    }
}

/// The highest counts in full, each other one by what it adds to the base.
fn family(works: &[Work], mut members: Vec<(usize, i64)>, base: i64) -> Item {
    members.sort_by_key(|(index, amount)| {
        let work = &works[*index];
        (-amount, -work.charge, -work.later, *index)
    });
    for (_, amount) in members.iter_mut().skip(1) {
        *amount = (*amount - base).max(0);
    }
    Item {
        total: members.iter().map(|(_, amount)| amount).sum(),
        charge: members.iter().map(|(index, _)| works[*index].charge).max().unwrap(),
        later: works[members[0].0].later,
        first: members.iter().map(|(index, _)| *index).min().unwrap(),
        members,
    }
}
