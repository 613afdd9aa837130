//! Several diagnostic tests: imaging (4), cardiovascular (6), ophthalmology (7). The technical and the professional
//! components are ranked separately. All but the highest of each are reduced.

use super::opps_cap;
use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::precedence::precedence;
use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::{ComponentFees, LineWork, Work};
use crate::vocabulary::{Money, MultipleProcedure, PcTc, Share};

/// A pool of tests that reduce one another.
struct Pool {
    indicator: MultipleProcedure,
    rule: Rule,
    technical: Share,
    professional: Share,
    /// Whether only tests of one session reduce one another. Then a separate service is not in the pool.
    same_session: bool,
}

/// Reduces the components of every test of a pool but the highest.
pub(in crate::pricing) fn reduce_later_tests(work: &mut Work<'_>) {
    let cuts = work.rates.cuts;
    let pool = |indicator, rule, technical| Pool {
        indicator,
        rule,
        technical,
        professional: Share::ZERO,
        same_session: false,
    };
    let imaging = Pool {
        professional: cuts.imaging_professional,
        same_session: true,
        ..pool(MultipleProcedure::Imaging, Rule::MultipleImaging, cuts.imaging_technical)
    };
    let cardiovascular = Rule::MultipleCardiovascular;
    let ophthalmology = Rule::MultipleOphthalmology;
    reduce(work, &imaging);
    reduce(work, &pool(MultipleProcedure::Cardiovascular, cardiovascular, cuts.cardiovascular_technical));
    reduce(work, &pool(MultipleProcedure::Ophthalmology, ophthalmology, cuts.ophthalmology_technical));
}

fn reduce(work: &mut Work<'_>, pool: &Pool) {
    let tests: Vec<usize> = work
        .open()
        .filter(|(_, line, row)| row.multiple_procedure == pool.indicator && belongs(line, pool))
        .map(|(position, ..)| position)
        .collect();
    let count: u32 =
        tests.iter().filter_map(|position| work.lines.get(*position)).map(|line| line.count).sum();
    if count < 2 {
        return;
    }
    let highest = |component: fn(&ComponentFees) -> Money| {
        let ranked = |position: &usize| {
            let line = work.lines.get(*position)?;
            Some((component(&line.components), precedence(line), *position))
        };
        tests.iter().filter_map(ranked).max().filter(|(amount, ..)| *amount > Money::ZERO)
    };
    let full_technical = highest(|fees| fees.technical).map(|(.., position)| position);
    let full_professional = highest(|fees| fees.professional).map(|(.., position)| position);
    for position in tests {
        let is_capped = work.lines.get(position).is_some_and(|line| opps_cap::is_above_cap(work, line));
        let Some(line) = work.lines.get_mut(position) else { continue };
        let is_whole = line.row.is_some_and(|row| row.pc_tc == PcTc::GlobalOnly);
        line.add_caveat(
            (is_whole && line.components.technical == Money::ZERO).then_some(Caveat::TestPartsNotListed),
        );
        let later = |full: Option<usize>| line.count - u32::from(full == Some(position));
        let (technical, professional) = (later(full_technical), later(full_professional));
        apply(line, pool, Later { technical, professional, is_capped });
    }
}

/// How many components of a line are reduced.
struct Later {
    technical: u32,
    professional: u32,
    /// Whether its technical component is above its outpatient cap.
    is_capped: bool,
}

fn belongs(line: &LineWork<'_>, pool: &Pool) -> bool {
    !(pool.same_session && line.any_of(&[m::DISTINCT, m::SEPARATE_ENCOUNTER]).is_some())
}

/// Takes the reductions off a line's technical and professional components.
///
/// For a whole test the amount taken off is rounded, for one component the amount left. If the technical component is above
/// its cap, what is left of it must be known to cap it. Then the test is paid as the sum of its components.
fn apply(line: &mut LineWork<'_>, pool: &Pool, later: Later) {
    let ComponentFees { technical, professional } = line.components;
    let left = |part: Money, share: Share| part.times(Share::WHOLE.less(share));
    let is_whole = technical > Money::ZERO && professional > Money::ZERO && !later.is_capped;
    let off = |part: Money, share| if is_whole { part.times(share) } else { part - left(part, share) };
    let (technical_off, professional_off) =
        (off(technical, pool.technical), off(professional, pool.professional));
    let reduced_technical = if technical_off > Money::ZERO { later.technical } else { 0 };
    let reduced_professional = if professional_off > Money::ZERO { later.professional } else { 0 };
    let reduced = reduced_technical.max(reduced_professional);
    if reduced == 0 {
        return;
    }
    let rounding = if later.is_capped { line.unit - technical - professional } else { Money::ZERO };
    line.reduced_tests = reduced_technical;
    line.technical_left = left(technical, pool.technical);
    line.step(
        pool.rule,
        Operation::LessComponents {
            technical: technical_off.for_units(reduced_technical) + rounding.for_units(reduced),
            professional: professional_off.for_units(reduced_professional),
        },
    );
    if line.has(m::SCANNER) {
        line.add_caveat(Caveat::ScannerCutOrder);
    }
}
