//! Points that no text of CMS's settles: the pipeline follows one reading, and prices the claim again under another one to
//! tell what is between the two.

use super::caveat::Caveat;
use super::estimate::{CaveatRange, Price};
use super::pipeline::Stage;
use super::rates::Rates;
use super::work::{LineWork, Work};
use crate::vocabulary::Money;
use std::borrow::Cow;

/// Another reading of a rule than the one followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// The units of a line rank as one procedure.
    UnitsTogether,
    /// The base of an endoscopy family comes off each side.
    BaseOffEachSide,
    /// The outpatient cap comes before the multiple imaging reduction.
    CapFirst,
    /// The multiple imaging reduction comes before the scanner's cut.
    ReductionBeforeScanner,
    /// A shared package ranks by its part.
    PartsRanked,
    /// Of both sides on two lines the first is paid in full.
    FirstSideInFull,
    /// Of both sides on two lines the second is paid in full.
    SecondSideInFull,
    /// Two units are of one side.
    UnitsOfOneSide,
    /// The practitioner is a qualifying APM participant.
    QualifyingParticipant,
    /// The place counts as a facility.
    AsFacility,
}

impl Reading {
    /// The rates to price with.
    fn rates<'r, 'a>(self, rates: &'r Rates<'a>) -> Cow<'r, Rates<'a>> {
        match (self, rates.if_qualifying) {
            (Self::QualifyingParticipant, Some(factors)) => {
                let anesthesia =
                    factors.anesthesia.map_or(rates.anesthesia, |factor| rates.anesthesia.at(factor));
                Cow::Owned(Rates { conversion_factor: factors.services, anesthesia, ..rates.clone() })
            }
            (
                Self::QualifyingParticipant
                | Self::UnitsTogether
                | Self::BaseOffEachSide
                | Self::CapFirst
                | Self::ReductionBeforeScanner
                | Self::PartsRanked
                | Self::FirstSideInFull
                | Self::SecondSideInFull
                | Self::UnitsOfOneSide
                | Self::AsFacility,
                _,
            ) => Cow::Borrowed(rates),
        }
    }

    /// What a line is in caveat of that another line's point moves; `None` where it moves the lines that have it alone.
    const fn doubt_of_others(self) -> Option<Caveat> {
        match self {
            Self::UnitsTogether => Some(Caveat::UnitsRanked),
            Self::BaseOffEachSide => Some(Caveat::BilateralEndoscopy),
            Self::CapFirst => Some(Caveat::ReductionAndCap),
            Self::ReductionBeforeScanner => Some(Caveat::ScannerCutOrder),
            Self::PartsRanked => Some(Caveat::PackagePartRanked),
            Self::UnitsOfOneSide => Some(Caveat::BilateralByUnits),
            Self::FirstSideInFull
            | Self::SecondSideInFull
            | Self::QualifyingParticipant
            | Self::AsFacility => None,
        }
    }
}

/// Prices the gated claim under every other reading that one of its lines meets, and notes what each line then comes to.
pub(super) fn read_otherwise<'a>(work: &mut Work<'a>, gated: &Work<'a>, prices: &[Stage]) {
    for reading in open(work) {
        let rates = reading.rates(work.rates);
        let mut other = gated.under(reading, &rates);
        other.through(prices);
        for (line, other) in work.lines.iter_mut().zip(&other.lines) {
            compare(line, reading, other);
        }
    }
}

/// The readings that the lines' caveats leave open, each once.
fn open(work: &Work<'_>) -> Vec<Reading> {
    let mut open = Vec::new();
    let priced = work.lines.iter().filter(|line| line.refusal.is_none());
    for reading in priced.flat_map(|line| &line.caveats).flat_map(|caveat| caveat.readings()) {
        if !open.contains(reading) {
            open.push(*reading);
        }
    }
    open
}

/// Notes on a line what it comes to under another reading; one whose price would be none has nothing to compare.
fn compare(line: &mut LineWork<'_>, reading: Reading, other: &LineWork<'_>) {
    if line.refusal.is_none() && other.refusal.is_none() && line.amount != other.amount {
        line.add_caveat(reading.doubt_of_others());
        line.others.push((reading, other.amount));
    }
}

/// Between what allowed amounts a priced line lies for each of its caveats, where that is known.
pub(super) fn ranges(
    caveats: &[Caveat],
    others: &[(Reading, Money)],
    price: &Price,
    charge: Option<Money>,
) -> Vec<CaveatRange> {
    let range = |caveat: &Caveat| {
        let (low, high) = caveat.bounds(price.adjusted);
        let held = |amount: Money| charge.map_or(amount, |charge| amount.min(charge));
        let under =
            |(reading, other): &(Reading, Money)| caveat.readings().contains(reading).then_some(*other);
        let amounts = others.iter().filter_map(under).chain([held(low), held(high)]);
        let (low, high) = (amounts.clone().min()?, amounts.max()?);
        (low < high).then(|| CaveatRange { caveat: caveat.clone(), low, high })
    };
    caveats.iter().filter_map(range).collect()
}
