//! Several diagnostic tests: imaging (4), cardiovascular (6), ophthalmology (7). The technical and the professional
//! components are ranked separately. All but the highest of each are reduced.
//!
//! Tests: rules/diagnostics.rs, components.rs, readings.rs, figures.txt "Imaging, cardiovascular and ophthalmology".

use super::opps_cap;
use crate::law::{Figure, Lookup, Source, borrowed};
use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::precedence::precedence;
use crate::pricing::trace::{Authority, Operation, Rule};
use crate::pricing::work::{ComponentFees, LineWork, Work};
use crate::vocabulary::{Money, MultipleProcedure, PcTc, Share};

/// A pool of tests that reduce one another.
struct Pool {
    indicator: MultipleProcedure,
    rule: Rule,
    /// What is taken off the technical components of later tests.
    technical: Lookup<Figure<Share>>,
    /// What is taken off their professional components, if anything is.
    professional: Option<Lookup<Figure<Share>>>,
    /// Whether only tests of one session reduce one another. Then a separate service is not in the pool.
    same_session: bool,
}

/// Reduces the components of every test of a pool but the highest.
pub(in crate::pricing) fn reduce_later_tests(work: &mut Work<'_>) {
    if !work.reduces_several_services() {
        return;
    }
    let law = work.rates.law;
    let pool = |indicator, rule, technical| Pool {
        indicator,
        rule,
        technical,
        professional: None,
        same_session: false,
    };
    let imaging = Pool {
        professional: Some(law.imaging_professional_cut),
        same_session: true,
        ..pool(MultipleProcedure::Imaging, Rule::MultipleImaging, law.imaging_technical_cut)
    };
    let cardiovascular = Rule::MultipleCardiovascular;
    let ophthalmology = Rule::MultipleOphthalmology;
    reduce(work, &imaging);
    reduce(work, &pool(MultipleProcedure::Cardiovascular, cardiovascular, law.cardiovascular_technical_cut));
    reduce(work, &pool(MultipleProcedure::Ophthalmology, ophthalmology, law.ophthalmology_technical_cut));
}

fn reduce(work: &mut Work<'_>, pool: &Pool) {
    let tests: Vec<(usize, usize)> = work
        .open()
        .filter(|(_, line, row)| row.multiple_procedure == pool.indicator && belongs(line, pool))
        .map(|(position, line, _)| (position, line.ranked_as(position)))
        .collect();
    let counted = || tests.iter().filter(|(position, ranked)| position == ranked);
    let count: u32 =
        counted().filter_map(|(position, _)| work.lines.get(*position)).map(|line| line.count).sum();
    if count < 2 {
        return;
    }
    let highest = |component: fn(&ComponentFees) -> Money| {
        let ranked = |(position, _): &(usize, usize)| {
            let line = work.lines.get(*position)?;
            Some((component(&line.components), precedence(line), *position))
        };
        counted().filter_map(ranked).max().filter(|(amount, ..)| *amount > Money::ZERO)
    };
    let full_technical = highest(|fees| fees.technical).map(|(.., position)| position);
    let full_professional = highest(|fees| fees.professional).map(|(.., position)| position);
    for (position, ranked) in &tests {
        let (position, ranked) = (*position, *ranked);
        let is_capped = work.lines.get(position).is_some_and(|line| opps_cap::is_above_cap(work, line));
        let Some(line) = work.lines.get_mut(position) else { continue };
        let is_whole = line.row.is_some_and(|row| row.pc_tc == PcTc::GlobalOnly);
        if is_whole && line.lookup(borrowed(&line.law.whole_tests)).is_some() {
            let is_unknown = line.components.technical == Money::ZERO;
            line.add_caveat(is_unknown.then_some(Caveat::TestPartsNotListed));
        }
        let later = |full: Option<usize>| line.count - u32::from(full == Some(ranked));
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

/// A reduction of components: the share that comes off each, and how many there are.
#[derive(Clone, Copy)]
struct Cut {
    share: Share,
    source: Option<Source>,
    count: u32,
}

impl Cut {
    /// The cut of a line's components. If there are such and the law has no figure, the line says so and is not reduced.
    fn of(
        line: &mut LineWork<'_>,
        component: Money,
        figure: Option<Lookup<Figure<Share>>>,
        count: u32,
    ) -> Self {
        let is_there = count > 0 && component > Money::ZERO;
        match figure.filter(|_| is_there).and_then(|figure| line.lookup(figure)) {
            Some(Figure { value, source }) => Self { share: value, source: Some(source), count },
            None => Self { share: Share::ZERO, source: None, count: 0 },
        }
    }

    /// What it leaves of a component.
    fn left(self, component: Money) -> Money {
        component.times(Share::WHOLE.less(self.share))
    }
}

/// Takes the reductions off a line's technical and professional components.
///
/// For a whole test the amount taken off is rounded, for one component the amount left. If the technical component is above
/// its cap, what is left of it must be known to cap it. Then the test is paid as the sum of its components.
fn apply(line: &mut LineWork<'_>, pool: &Pool, later: Later) {
    let ComponentFees { technical, professional } = line.components;
    let of_technical = Cut::of(line, technical, Some(pool.technical), later.technical);
    let of_professional = Cut::of(line, professional, pool.professional, later.professional);
    let is_whole = technical > Money::ZERO && professional > Money::ZERO && !later.is_capped;
    let off = |component: Money, cut: Cut| {
        if is_whole { component.times(cut.share) } else { component - cut.left(component) }
    };
    let (technical_off, professional_off) =
        (off(technical, of_technical), off(professional, of_professional));
    let reduced_technical = if technical_off > Money::ZERO { of_technical.count } else { 0 };
    let reduced_professional = if professional_off > Money::ZERO { of_professional.count } else { 0 };
    let reduced = reduced_technical.max(reduced_professional);
    if reduced == 0 {
        return;
    }
    let rounding = if later.is_capped { line.unit - technical - professional } else { Money::ZERO };
    line.reduced_tests = reduced_technical;
    line.technical_left = of_technical.left(technical);
    let sources = [of_technical.source, of_professional.source].into_iter().flatten();
    line.step(
        sources.fold(Authority::from(pool.rule), Authority::and),
        Operation::LessComponents {
            technical: technical_off.for_units(reduced_technical) + rounding.for_units(reduced),
            professional: professional_off.for_units(reduced_professional),
        },
    );
    if line.has(m::SCANNER) {
        line.add_caveat(Caveat::ScannerCutOrder);
    }
}
