//! A claim on its way through the stages of the pipeline: what each line has come to so far, and why.

use super::alternate_reading::AlternateReading;
use super::amount::{fee_schedule_amount, opps_cap_amount};
use super::edit_outcomes::Dependencies;
use super::line_set::LineSet;
pub(super) use super::line_work::{ComponentFees, LineWork, Sides};
use super::lines_by_code::LinesByCode;
use super::rates::Rates;
use crate::contract::Terms;
use crate::vocabulary::{Claim, ConversionFactor, Gpcis, Money, ServiceRow, Setting};
use std::mem;

/// One rule, applied to every line of a claim.
pub(super) type Stage = for<'a> fn(&mut Work<'a>);

/// A claim on its way through the stages.
pub(super) struct Work<'a> {
    pub(super) claim: &'a Claim,
    pub(super) rates: &'a Rates<'a>,
    pub(super) lines: Vec<LineWork<'a>>,
    /// The same lines by their codes.
    pub(super) by_code: LinesByCode,
    /// What the payment of each line depends on.
    pub(super) dependencies: Dependencies,
    /// What the lines so far took of the deductible.
    pub(super) deductible_taken: DeductibleTaken,
    /// How many lines the stages have looked at: see [`effort`](super::effort).
    pub(super) effort: usize,
    /// The alternate reading that is followed, if one is.
    reading: Option<AlternateReading>,
}

/// What lines took of a patient's deductible.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DeductibleTaken {
    /// The part of what the caller says is left of it.
    pub(super) of_remaining: Money,
    /// The part of the whole of it, if the caller does not say how much is left.
    pub(super) of_whole: Money,
}

/// What makes a row's fee, besides its RVUs.
#[derive(Clone, Copy)]
pub(super) struct FeeInputs {
    pub(super) setting: Setting,
    pub(super) gpcis: Gpcis,
    pub(super) factor: ConversionFactor,
}

impl FeeInputs {
    /// The fee schedule amount of one unit of a row.
    pub(super) fn fee(self, row: &ServiceRow) -> Money {
        fee_schedule_amount(row.rvus(self.setting), self.gpcis, self.factor)
    }

    /// The hospital outpatient amount that caps a row. `rows` are all rows of its code.
    pub(super) fn opps_cap(self, rows: &[ServiceRow], row: &ServiceRow) -> Option<Money> {
        opps_cap_amount(rows, row, self.setting, self.gpcis, self.factor)
    }
}

impl<'a> Work<'a> {
    /// A claim before the first stage.
    pub(super) fn new(claim: &'a Claim, rates: &'a Rates<'a>) -> Self {
        let day = claim.date_of_service();
        let lines = claim.lines().iter().map(|line| LineWork::new(line, day, rates)).collect();
        let by_code = LinesByCode::of(claim.lines());
        Self {
            claim,
            rates,
            lines,
            by_code,
            dependencies: Dependencies::default(),
            deductible_taken: DeductibleTaken::default(),
            effort: 0,
            reading: None,
        }
    }

    /// Runs stages in order.
    pub(super) fn run(&mut self, stages: &[Stage]) {
        for stage in stages {
            stage(self);
        }
        self.effort += stages.len() * self.lines.len();
    }

    /// Runs a part of the pipeline for the lines inside the practitioner's benefit, and again for those outside it. Medicare
    /// probably denies the latter. So they are in no ranking with the others, and of the deductible they take only what the
    /// others left.
    pub(super) fn run_by_benefit(&mut self, part: impl Fn(&mut Self)) {
        let outside = self.lines_that(|line| line.is_outside_benefit && line.refusal.is_none());
        if outside.is_empty() {
            return part(self);
        }
        let inside = self.lines_that(|_| true) - outside;
        self.run_without(outside, &part);
        self.run_without(inside, &part);
    }

    /// Runs a part of the pipeline without some lines, which stay as they are.
    fn run_without(&mut self, lines: LineSet, part: impl Fn(&mut Self)) {
        let left_out: Vec<(usize, LineWork<'a>)> = lines
            .positions()
            .filter_map(|position| {
                let line = self.lines.get_mut(position)?;
                let substitute = line.without_row();
                Some((position, mem::replace(line, substitute)))
            })
            .collect();
        part(self);
        for (position, line) in left_out {
            if let Some(substitute) = self.lines.get_mut(position) {
                *substitute = line;
            }
        }
    }

    /// A copy of some lines before the stages that make their prices, without their notes. No other line of the claim is in
    /// it, so these are to be all that can change each other's prices: [`PricedTogether`](super::priced_together::PricedTogether).
    pub(super) fn unpriced(&self, lines: LineSet) -> Self {
        let lines = lines.positions().filter_map(|position| self.lines.get(position));
        Self {
            lines: lines.map(LineWork::unpriced).collect(),
            by_code: LinesByCode::default(),
            dependencies: Dependencies::default(),
            effort: 0,
            ..*self
        }
    }

    /// The same copy, to be priced under an alternate reading.
    pub(super) fn unpriced_under<'b>(
        &self,
        lines: LineSet,
        reading: AlternateReading,
        rates: &'b Rates<'b>,
    ) -> Work<'b>
    where
        'a: 'b,
    {
        Work { reading: Some(reading), rates, ..self.unpriced(lines) }
    }

    /// Whether this alternate reading is followed.
    pub(super) fn follows(&self, reading: AlternateReading) -> bool {
        self.reading == Some(reading)
    }

    /// The contract under which the claim is priced, if there is one.
    pub(super) fn terms(&self) -> Option<&'a Terms> {
        self.rates.terms.as_deref()
    }

    /// Whether several procedures, tests or therapy units of a day reduce one another. Under Medicare they do.
    pub(super) fn reduces_several_services(&self) -> bool {
        self.terms().is_none_or(Terms::reduces_several_services)
    }

    /// Whether a charge that is lower than the fee is allowed. Under Medicare it is.
    pub(super) fn takes_lesser_charge(&self) -> bool {
        self.terms().is_none_or(Terms::takes_lesser_charge)
    }

    /// The setting of the claim's place. Places that the schedule does not price have refused their lines.
    pub(super) fn setting(&self) -> Setting {
        if self.follows(AlternateReading::AsFacility) {
            return Setting::Facility;
        }
        self.claim.place_of_service().setting().unwrap_or(Setting::NonFacility)
    }

    /// What every fee of the claim is made with.
    pub(super) fn fee_inputs(&self) -> FeeInputs {
        let rates = self.rates;
        FeeInputs { setting: self.setting(), gpcis: rates.geography.gpcis(), factor: rates.conversion_factor }
    }

    /// The fee schedule amount of one unit of a row, at the claim's place.
    pub(super) fn fee(&self, row: &ServiceRow) -> Money {
        self.fee_inputs().fee(row)
    }

    /// The lines without a refusal that any schedule prices.
    pub(super) fn priced_lines(&mut self) -> impl Iterator<Item = &mut LineWork<'a>> {
        self.lines.iter_mut().filter(|line| line.is_priced())
    }

    /// The lines without a refusal that the physician fee schedule prices, each with its row.
    pub(super) fn open_lines(&mut self) -> impl Iterator<Item = (&mut LineWork<'a>, &'a ServiceRow)> {
        self.lines
            .iter_mut()
            .filter(|line| line.refusal.is_none())
            .filter_map(|line| line.row.map(|row| (line, row)))
    }

    /// The lines without a refusal, each with its position and row, to read.
    pub(super) fn open(&self) -> impl Iterator<Item = (usize, &LineWork<'a>, &'a ServiceRow)> {
        let lines = self.lines.iter().enumerate().filter(|(_, line)| line.refusal.is_none());
        lines.filter_map(|(position, line)| line.row.map(|row| (position, line, row)))
    }

    /// The lines with a property.
    pub(super) fn lines_that(&self, has: impl Fn(&LineWork<'a>) -> bool) -> LineSet {
        let lines = self.lines.iter().enumerate().filter(|(_, line)| has(line));
        lines.map(|(position, _)| position).collect()
    }

    /// Whether the line at a position is payable by the rules so far.
    pub(super) fn is_payable(&self, position: usize) -> bool {
        self.lines.get(position).is_some_and(LineWork::is_payable)
    }
}
