//! Procedures on both sides: billed with modifier 50, with RT and LT on two lines, or with two units (Pub. 100-04 ch. 12,
//! 40.7).
//!
//! Tests: rules/bilateral.rs, dated.rs, readings.rs, figures.txt "Both sides".

use super::participation;
use crate::law::{Figure, Lookup, Provisions};
use crate::pricing::alternate_reading::AlternateReading;
use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::{LineWork, Sides, Work};
use crate::vocabulary::{BilateralSurgery, Modifier, Money, ServiceRow, Share};

/// Finds the lines that bill both sides, and how many times their unit is paid.
pub(in crate::pricing) fn find_both_sides(work: &mut Work<'_>) {
    let of_one_side = work.follows(AlternateReading::UnitsOfOneSide);
    // Another rule pays a return to the operating room.
    for (line, row) in work.open_lines().filter(|(line, _)| !line.has(m::RETURN_TO_OPERATING_ROOM)) {
        if line.has(m::BOTH_SIDES) {
            line.sides = Sides::Both;
            line.count = if row.bilateral == BilateralSurgery::EachSideFull { 2 } else { 1 };
            if line.billed.units() > 1 {
                line.add_caveat(Caveat::BilateralUnits);
            }
            if matches!(row.bilateral, BilateralSurgery::NoAdjustment | BilateralSurgery::AlreadyBilateral) {
                line.add_caveat(Caveat::BilateralPaidOnce);
            }
        } else if line.billed.units() == 2 && line.billed.days() == 1 && two_units_are_both_sides(row) {
            line.add_caveat(match named_sides(line) {
                // Both units are of the side that is named.
                (true, false) | (false, true) => continue,
                (false, false) if of_one_side => continue,
                (false, false) => Caveat::BilateralByUnits,
                (true, true) => Caveat::BilateralByLines,
            });
            line.sides = Sides::Both;
            line.count = if row.bilateral == BilateralSurgery::EachSideFull { 2 } else { 1 };
        }
    }
    pair_sides(work);
}

/// Whether the line's modifiers name the right side of the body or a site on it, and whether they name the left.
fn named_sides(line: &LineWork<'_>) -> (bool, bool) {
    let names = |is_there: fn(Modifier) -> bool| line.billed.modifiers().iter().copied().any(is_there);
    (names(m::is_right), names(m::is_left))
}

const fn two_units_are_both_sides(row: &ServiceRow) -> bool {
    match row.bilateral {
        BilateralSurgery::OneHundredFifty
        | BilateralSurgery::AlreadyBilateral
        | BilateralSurgery::EachSideFull => true,
        BilateralSurgery::NoAdjustment | BilateralSurgery::NotApplicable => false,
    }
}

/// Pairs each RT line with an LT line of the same row, first those of one session.
fn pair_sides(work: &mut Work<'_>) {
    if work.lines.len() < 2 {
        return;
    }
    pair_lines(work, true);
    pair_lines(work, false);
}

fn pair_lines(work: &mut Work<'_>, same_session: bool) {
    let is_separate = |line: &LineWork<'_>| line.any_of(&[m::DISTINCT, m::SEPARATE_ENCOUNTER]).is_some();
    let is_unpaired =
        |position: &usize| work.lines.get(*position).is_some_and(|line| line.sides == Sides::One);
    let rights: Vec<usize> = sided(work, m::RIGHT).into_iter().filter(is_unpaired).collect();
    for right in rights {
        let Some(of_right) = work.lines.get(right) else { continue };
        let (row, separate) = (of_right.row, is_separate(of_right));
        let is_other_side = |position: &usize| {
            let line = work.lines.get(*position);
            line.is_some_and(|line| {
                line.row == row
                    && line.sides == Sides::One
                    && (is_separate(line) == separate) == same_session
                    && are_one_procedure(work, *position, right)
            })
        };
        let Some(left) = sided(work, m::LEFT).into_iter().find(is_other_side) else { continue };
        let (first, second) = (right.min(left), right.max(left));
        for (position, sides) in [(first, Sides::FirstOfPair), (second, Sides::SecondOfPair(first))] {
            if let Some(line) = work.lines.get_mut(position) {
                line.sides = sides;
                line.add_caveat(Caveat::BilateralByLines);
            }
        }
    }
}

/// Whether two lines are the two sides of one procedure: they are of one role in surgery and one share of the package.
fn are_one_procedure(work: &Work<'_>, one: usize, other: usize) -> bool {
    const ROLES_AND_SHARES: &[Modifier] = &[
        m::ASSISTANT,
        m::MINIMUM_ASSISTANT,
        m::ASSISTANT_FOR_RESIDENT,
        m::ASSISTANT_NONPHYSICIAN,
        m::CO_SURGEON,
        m::SURGERY_ONLY,
        m::AFTERCARE_ONLY,
    ];
    let (Some(one), Some(other)) = (work.lines.get(one), work.lines.get(other)) else { return false };
    let is_return = |line: &LineWork<'_>| line.has(m::RETURN_TO_OPERATING_ROOM);
    ROLES_AND_SHARES.iter().all(|modifier| one.has(*modifier) == other.has(*modifier))
        && !is_return(one)
        && !is_return(other)
}

/// The lines of one unit that name only this side. Codes that are simply paid once for each side are left out.
fn sided(work: &Work<'_>, side: Modifier) -> Vec<usize> {
    let both = |line: &LineWork<'_>| line.has(m::RIGHT) && line.has(m::LEFT);
    let paid_each = |row: &ServiceRow| {
        matches!(row.bilateral, BilateralSurgery::EachSideFull | BilateralSurgery::NotApplicable)
    };
    work.open()
        .filter(|(_, line, row)| line.has(side) && !both(line) && line.billed.units() == 1 && !paid_each(row))
        .map(|(position, ..)| position)
        .collect()
}

/// Pays both sides the law's share of one side, or as much as one side if the code's indicator says so.
pub(in crate::pricing) fn pay_both_sides(work: &mut Work<'_>) {
    if work.lines.iter().all(|line| line.sides == Sides::One) {
        return;
    }
    let firsts: Vec<Money> = work.lines.iter().map(|line| line.amount).collect();
    let split = SideSplit::of(work);
    for (line, row) in work.open_lines().filter(|(line, _)| line.sides != Sides::One) {
        let (together, source) = match both_sides(row, line.law) {
            BothSides::AsOne => (Share::WHOLE, None),
            BothSides::Paid(figure) => match line.lookup(figure) {
                Some(Figure { value, source }) => (value, Some(source)),
                // Without the figure each side is paid in full, which is the most.
                None if line.sides == Sides::Both => {
                    line.step(Rule::Bilateral, Operation::Units(2));
                    continue;
                }
                None => continue,
            },
        };
        let authority = source.map_or(Rule::Bilateral.into(), |source| Rule::Bilateral.by(source));
        match line.sides {
            Sides::Both if source.is_some() => line.step(authority, Operation::Part(together)),
            Sides::One | Sides::Both => {}
            Sides::FirstOfPair => line.step(authority, Operation::Part(split.of_first(together))),
            Sides::SecondOfPair(first) => {
                let first = firsts.get(first).copied().unwrap_or(line.amount);
                // The rest of both after the first side, so that no cent is lost between them.
                let rest = first.times(together) - first.times(split.of_first(together));
                line.step(authority, Operation::Less(line.amount - rest));
            }
        }
    }
}

/// Compares the two lines of a pair with the sum of their charges, as Medicare pays the lower of the total charge for both
/// sides and 150 percent (Pub. 100-04 ch. 12, 40.7). So an amount above the charge of one side moves to the other side, up
/// to its charge.
pub(in crate::pricing) fn split_by_charges(work: &mut Work<'_>) {
    if !work.takes_lesser_charge() {
        return;
    }
    let second = |(position, line): (usize, &LineWork<'_>)| match line.sides {
        Sides::SecondOfPair(first) => Some((first, position)),
        Sides::One | Sides::Both | Sides::FirstOfPair => None,
    };
    let pairs: Vec<(usize, usize)> = work.lines.iter().enumerate().filter_map(second).collect();
    for (first, second) in pairs {
        for (over, under) in [(first, second), (second, first)] {
            let room = |position: usize| {
                let line = work.lines.get(position).filter(|line| line.refusal.is_none())?;
                Some(line.billed.charge()?.amount() - line.amount)
            };
            let (Some(over_room), Some(under_room)) = (room(over), room(under)) else { continue };
            let moved = (Money::ZERO - over_room).min(under_room);
            if moved > Money::ZERO {
                for (position, step) in [(over, Operation::Less(moved)), (under, Operation::Plus(moved))] {
                    if let Some(line) = work.lines.get_mut(position) {
                        line.step(Rule::Bilateral, step);
                        participation::limit_by_fee(line);
                    }
                }
            }
        }
    }
}

/// How the amount of both sides is split between the two lines that bill them.
#[derive(Clone, Copy, Debug)]
pub(super) enum SideSplit {
    /// Half each.
    Halves,
    /// The first in full.
    FirstInFull,
    /// The second in full.
    SecondInFull,
}

impl SideSplit {
    /// The split of the reading that is followed.
    pub(super) fn of(work: &Work<'_>) -> Self {
        if work.follows(AlternateReading::FirstSideInFull) {
            Self::FirstInFull
        } else if work.follows(AlternateReading::SecondSideInFull) {
            Self::SecondInFull
        } else {
            Self::Halves
        }
    }

    /// The share of the first side, if this is the share of both together.
    pub(super) const fn of_first(self, together: Share) -> Share {
        match self {
            Self::Halves => together.halved(),
            Self::FirstInFull => Share::WHOLE,
            Self::SecondInFull => together.less(Share::WHOLE),
        }
    }
}

/// What both sides together are paid.
enum BothSides {
    /// As much as one, or each side by itself.
    AsOne,
    /// A share of one side that the law sets.
    Paid(Lookup<Figure<Share>>),
}

const fn both_sides(row: &ServiceRow, law: &Provisions) -> BothSides {
    match row.bilateral {
        BilateralSurgery::OneHundredFifty => BothSides::Paid(law.both_sides_share),
        BilateralSurgery::NoAdjustment
        | BilateralSurgery::AlreadyBilateral
        | BilateralSurgery::EachSideFull
        | BilateralSurgery::NotApplicable => BothSides::AsOne,
    }
}

/// What both sides together are paid, as a part of one: the whole if the law has no figure.
pub(super) fn factor(row: &ServiceRow, law: &Provisions) -> Share {
    match both_sides(row, law) {
        BothSides::AsOne => Share::WHOLE,
        BothSides::Paid(figure) => figure.map_or(Share::WHOLE, |figure| figure.value),
    }
}
