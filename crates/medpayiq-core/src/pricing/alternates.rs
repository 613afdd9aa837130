//! Prices a claim again under the readings that the pipeline does not follow.
//!
//! Some points no CMS text settles, such as whether the units of a line rank as one procedure. The pipeline follows one
//! reading and puts a [`Caveat`] on each line that the point concerns. Every caveat lists its [`AlternateReading`]s. For each
//! of them that a priced line meets, the price stages run once more on a copy of the gated claim, with that reading switched
//! on. The amounts of both runs are the ends of the caveat's range. A point on one line can move the amount of another
//! line, as a changed rank does: that line then gets the caveat too.

use super::alternate_reading::AlternateReading;
use super::caveat::Caveat;
use super::estimate::{CaveatRange, Price};
use super::line_set::LineSet;
use super::modifiers as m;
use super::priced_together::PricedTogether;
use super::rates::Rates;
use super::work::{LineWork, Sides, Stage, Work};
use crate::vocabulary::{Money, Setting};
use std::borrow::Cow;

/// Prices the claim under every alternate reading that one of its lines meets, and notes on each line the amount. `open` are
/// the lines without a refusal before the price stages.
pub(super) fn price_alternates(work: &mut Work<'_>, open: LineSet, prices: &[Stage]) {
    let readings = open_readings(work);
    if readings.is_empty() {
        return;
    }
    let together = PricedTogether::of(work);
    for reading in readings {
        let concerned = work.lines_that(|line| concerns(reading, line, work.setting()));
        let lines = together.with(concerned & open, work) & open;
        let rates = rates_under(reading, work.rates);
        let mut other = work.unpriced_under(lines, reading, &rates);
        other.run(prices);
        let others = other.lines.iter().map(|line| line.refusal.is_none().then_some(line.amount));
        let others: Vec<Option<Money>> = others.collect();
        work.effort += other.effort;
        for (position, other) in lines.positions().zip(others) {
            if let (Some(line), Some(other)) = (work.lines.get_mut(position), other) {
                compare(line, reading, other);
            }
        }
    }
}

/// Whether a reading can change the price of a line itself, and not only through other lines.
fn concerns(reading: AlternateReading, line: &LineWork<'_>, setting: Setting) -> bool {
    match reading {
        AlternateReading::UnitsTogether => line.count > 1,
        AlternateReading::BaseOffEachSide => line.sides != Sides::One,
        AlternateReading::PartsRanked => line.any_of(&[m::SURGERY_ONLY, m::AFTERCARE_ONLY]).is_some(),
        AlternateReading::CapFirst => line.row.is_some_and(|row| row.opps_rvus(setting).is_some()),
        AlternateReading::ReductionBeforeScanner => line.has(m::SCANNER),
        AlternateReading::FirstSideInFull | AlternateReading::SecondSideInFull => {
            matches!(line.sides, Sides::FirstOfPair | Sides::SecondOfPair(_))
        }
        AlternateReading::UnitsOfOneSide => line.sides == Sides::Both,
        AlternateReading::QualifyingParticipant | AlternateReading::AsFacility => true,
    }
}

/// The rates to price with under a reading.
fn rates_under<'r, 'a>(reading: AlternateReading, rates: &'r Rates<'a>) -> Cow<'r, Rates<'a>> {
    match (reading, rates.if_qualifying) {
        (AlternateReading::QualifyingParticipant, Some(factors)) => {
            let anesthesia =
                factors.anesthesia.map_or(rates.anesthesia, |figure| rates.anesthesia.at(figure));
            let (conversion_factor, factor_source) = (factors.services, factors.source);
            Cow::Owned(Rates { conversion_factor, factor_source, anesthesia, ..rates.clone() })
        }
        (
            AlternateReading::QualifyingParticipant
            | AlternateReading::UnitsTogether
            | AlternateReading::BaseOffEachSide
            | AlternateReading::CapFirst
            | AlternateReading::ReductionBeforeScanner
            | AlternateReading::PartsRanked
            | AlternateReading::FirstSideInFull
            | AlternateReading::SecondSideInFull
            | AlternateReading::UnitsOfOneSide
            | AlternateReading::AsFacility,
            _,
        ) => Cow::Borrowed(rates),
    }
}

/// The caveat of a line if the reading changes its amount. Returns `None` if the reading changes only lines that have the
/// caveat already.
const fn caveat_of_moved_line(reading: AlternateReading) -> Option<Caveat> {
    match reading {
        AlternateReading::UnitsTogether => Some(Caveat::UnitsRanked),
        AlternateReading::BaseOffEachSide => Some(Caveat::BilateralEndoscopy),
        AlternateReading::CapFirst => Some(Caveat::ReductionAndCap),
        AlternateReading::ReductionBeforeScanner => Some(Caveat::ScannerCutOrder),
        AlternateReading::PartsRanked => Some(Caveat::PackagePartRanked),
        AlternateReading::UnitsOfOneSide => Some(Caveat::BilateralByUnits),
        AlternateReading::FirstSideInFull
        | AlternateReading::SecondSideInFull
        | AlternateReading::QualifyingParticipant
        | AlternateReading::AsFacility => None,
    }
}

/// The readings that the caveats of the priced lines leave open, each once.
fn open_readings(work: &Work<'_>) -> Vec<AlternateReading> {
    let mut open = Vec::new();
    let priced = work.lines.iter().filter(|line| line.refusal.is_none());
    for reading in priced.flat_map(|line| &line.caveats).flat_map(|caveat| caveat.readings()) {
        if !open.contains(reading) {
            open.push(*reading);
        }
    }
    open
}

/// Notes the amount of a line under a reading. A line that has no price under one of the two readings is not compared.
fn compare(line: &mut LineWork<'_>, reading: AlternateReading, other: Money) {
    if line.refusal.is_none() && line.amount != other {
        line.add_caveat(caveat_of_moved_line(reading));
        line.alternates.push((reading, other));
    }
}

/// The lowest and highest allowed amount of a priced line for each of its caveats, if both are known.
pub(super) fn ranges(
    caveats: &[Caveat],
    alternates: &[(AlternateReading, Money)],
    price: &Price,
    charge: Option<Money>,
) -> Vec<CaveatRange> {
    let range = |caveat: &Caveat| {
        let (low, high) = caveat.bounds(price.adjusted);
        let up_to_charge = |amount: Money| charge.map_or(amount, |charge| amount.min(charge));
        let of_caveat = |(reading, amount): &(AlternateReading, Money)| {
            caveat.readings().contains(reading).then_some(*amount)
        };
        let amounts = alternates.iter().filter_map(of_caveat).chain([up_to_charge(low), up_to_charge(high)]);
        let (low, high) = (amounts.clone().min()?, amounts.max()?);
        (low < high).then(|| CaveatRange { caveat: caveat.clone(), low, high })
    };
    caveats.iter().filter_map(range).collect()
}
