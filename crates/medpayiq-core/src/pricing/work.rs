//! A claim on its way through the stages of the pipeline: what each line has come to so far, and why.

use super::caveat::Caveat;
use super::edit_hit::{Edit, EditHit, EditState};
use super::estimate::{Estimate, LineEstimate, Notes, Outcome, Price, Totals};
use super::pipeline::Stage;
use super::rates::Rates;
use super::reading::{self, Reading};
use super::refusal::{PredictedDenial, Refusal, RefusalKind};
use super::rules;
use super::trace::{Operation, Rule, Step};
use crate::vocabulary::{
    Charge, Claim, ClaimLine, Component, ConversionFactor, Gpcis, HcpcsCode, Modifier, Money, ServiceRow,
    Setting, Share, Status,
};

/// A claim on its way through the stages.
pub(super) struct Work<'a> {
    pub(super) claim: &'a Claim,
    pub(super) rates: &'a Rates<'a>,
    pub(super) lines: Vec<LineWork<'a>>,
    /// The position of a line that no edit denies.
    pub(super) spared: Option<usize>,
    /// The point that is read otherwise than usual, if one is.
    reading: Option<Reading>,
}

/// A line on its way through the stages.
pub(super) struct LineWork<'a> {
    pub(super) line: &'a ClaimLine,
    /// All rows of the line's code.
    pub(super) rows: &'a [ServiceRow],
    /// The row that prices the line.
    pub(super) row: Option<&'a ServiceRow>,
    /// One unit before any rule of the claim.
    pub(super) fee_schedule: Money,
    /// One unit after cuts of its technical part.
    pub(super) unit: Money,
    /// The technical and the professional part of one unit, after cuts of the technical part.
    pub(super) parts: Parts,
    /// How many times the unit is paid; both sides may make one unit two, and two units one.
    pub(super) count: u32,
    /// How both sides are told, if they are.
    pub(super) sides: Sides,
    /// How many of the line's tests had their technical part reduced.
    pub(super) reduced_tests: u32,
    /// What a reduction left of the technical part of each of them.
    pub(super) technical_left: Money,
    /// The amount after the stages so far.
    pub(super) amount: Money,
    /// What the line comes to under other readings of the rules.
    pub(super) others: Vec<(Reading, Money)>,
    /// The most that may be charged on an unassigned claim.
    pub(super) limiting_charge: Option<Money>,
    pub(super) trace: Vec<Step>,
    pub(super) caveats: Vec<Caveat>,
    /// Denials that a priced line may still meet.
    pub(super) predicted: Vec<PredictedDenial>,
    /// The edits that touch the line.
    pub(super) edits: Vec<EditHit>,
    /// The first reason why the line has no price; later stages leave such a line alone.
    pub(super) refusal: Option<Refusal>,
}

/// What makes a row's fee besides its RVUs.
#[derive(Clone, Copy)]
pub(super) struct Here {
    setting: Setting,
    gpcis: Gpcis,
    factor: ConversionFactor,
}

impl Here {
    /// The fee schedule amount of one unit of a row.
    pub(super) fn fee(self, row: &ServiceRow) -> Money {
        super::fee_schedule_amount(row.rvus(self.setting), self.gpcis, self.factor)
    }

    /// The hospital outpatient amount that caps a row, of which `rows` are all of its code.
    pub(super) fn opps_cap(self, rows: &[ServiceRow], row: &ServiceRow) -> Option<Money> {
        super::opps_cap_amount(rows, row, self.setting, self.gpcis, self.factor)
    }
}

/// The parts of a test's fee.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) technical: Money,
    pub(super) professional: Money,
}

/// How a line says that a procedure was done on both sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sides {
    /// It does not.
    #[default]
    One,
    /// By modifier 50, or by two units.
    Both,
    /// By RT and LT on two lines; this is the first.
    FirstOfPair,
    /// By RT and LT on two lines; this is the second, and the first stands at that position.
    SecondOfPair(usize),
}

impl<'a> Work<'a> {
    /// A claim before the first stage.
    pub(super) fn new(claim: &'a Claim, rates: &'a Rates<'a>) -> Self {
        let start = |line: &'a ClaimLine| LineWork {
            line,
            rows: rates.services.rows_of(line.hcpcs),
            row: None,
            fee_schedule: Money::ZERO,
            unit: Money::ZERO,
            parts: Parts::default(),
            count: line.units,
            sides: Sides::One,
            reduced_tests: 0,
            technical_left: Money::ZERO,
            amount: Money::ZERO,
            others: Vec::new(),
            limiting_charge: None,
            trace: Vec::with_capacity(6),
            caveats: rates.caveats.clone(),
            predicted: Vec::new(),
            edits: Vec::new(),
            refusal: None,
        };
        Self { claim, rates, lines: claim.lines.iter().map(start).collect(), spared: None, reading: None }
    }

    /// Sends the claim through stages.
    pub(super) fn through(&mut self, stages: &[Stage]) {
        for stage in stages {
            stage(self);
        }
    }

    /// The claim as far as it has come, without what was noted on its lines.
    pub(super) fn unmarked<'b>(&self) -> Work<'b>
    where
        'a: 'b,
    {
        let lines = self.lines.iter().map(LineWork::unmarked).collect();
        Work { claim: self.claim, rates: self.rates, lines, spared: self.spared, reading: self.reading }
    }

    /// The claim as far as it has come, with a point read otherwise from here on.
    pub(super) fn under<'b>(&self, reading: Reading, rates: &'b Rates<'b>) -> Work<'b>
    where
        'a: 'b,
    {
        Work { reading: Some(reading), rates, ..self.unmarked() }
    }

    /// Whether a point is read so, and not as usual.
    pub(super) fn reads(&self, reading: Reading) -> bool {
        self.reading == Some(reading)
    }

    /// The setting of the claim's place; places that the schedule does not price have refused their lines.
    pub(super) fn setting(&self) -> Setting {
        if self.reads(Reading::AsFacility) {
            return Setting::Facility;
        }
        self.claim.place_of_service.setting().unwrap_or(Setting::NonFacility)
    }

    /// Where the claim is priced.
    pub(super) fn here(&self) -> Here {
        let rates = self.rates;
        Here { setting: self.setting(), gpcis: rates.geography.gpcis(), factor: rates.conversion_factor }
    }

    /// The fee schedule amount of one unit of a row, here.
    pub(super) fn fee(&self, row: &ServiceRow) -> Money {
        self.here().fee(row)
    }

    /// The lines that are still to be priced, each with its row.
    pub(super) fn open_lines(&mut self) -> impl Iterator<Item = (&mut LineWork<'a>, &'a ServiceRow)> {
        self.lines
            .iter_mut()
            .filter(|line| line.refusal.is_none())
            .filter_map(|line| line.row.map(|row| (line, row)))
    }

    /// The lines that are still to be priced, each with its position and row, to look at.
    pub(super) fn open(&self) -> impl Iterator<Item = (usize, &LineWork<'a>, &'a ServiceRow)> {
        let lines = self.lines.iter().enumerate().filter(|(_, line)| line.refusal.is_none());
        lines.filter_map(|(position, line)| line.row.map(|row| (position, line, row)))
    }

    /// Whether the line at a position is payable as far as the rules so far go.
    pub(super) fn is_payable(&self, position: usize) -> bool {
        self.lines.get(position).is_some_and(LineWork::is_payable)
    }

    /// Writes on a line what became of an edit, with what it leaves in caveat.
    pub(super) fn touch(&mut self, position: usize, edit: Edit, state: EditState, caveat: Option<Caveat>) {
        let is_spared = self.spared == Some(position) && state == EditState::Denied;
        let Some(line) = self.lines.get_mut(position).filter(|_| !is_spared) else { return };
        if state == EditState::Denied && line.is_payable() {
            line.refusal = Some(edit.refusal());
        }
        line.add_caveat(caveat);
        line.edits.push(EditHit { edit, state });
    }

    /// What the claim has come to.
    pub(super) fn finish(self) -> Estimate {
        let Self { claim, rates, lines, .. } = self;
        let mut deductibles = Deductibles {
            remaining: claim.deductible_remaining.unwrap_or(Money::ZERO),
            whole: rates.cost_share.deductible.filter(|_| claim.deductible_remaining.is_none()),
        };
        let deductible_unknown = deductibles.whole.is_some();
        let finish = |line: LineWork<'_>| line.finish(claim, rates, &mut deductibles);
        let lines: Vec<LineEstimate> = lines.into_iter().map(finish).collect();
        let charges = claim.lines.iter().map(|line| line.charge.map(|charge| charge.amount()));
        let totals = Totals::of(&lines, charges, deductible_unknown);
        Estimate { lines, totals }
    }
}

/// What is left of the deductible as the lines use it up.
struct Deductibles {
    /// What the caller says remains; nothing where they do not say.
    remaining: Money,
    /// The whole year's, where the caller does not say.
    whole: Option<Money>,
}

/// What tells lines apart that a ranking finds equal: what later rules leave of the amount, unit, charge, code, modifiers,
/// units. It depends on what the lines say and not on where they stand, so that the order of a claim's lines does not
/// change what is paid.
pub(super) type Precedence<'a> = (Share, Money, Option<Charge>, HcpcsCode, &'a [Modifier], u32);

impl<'a> LineWork<'a> {
    /// The line as far as it has come, without what was noted on it.
    fn unmarked(&self) -> Self {
        Self {
            trace: Vec::new(),
            caveats: Vec::new(),
            predicted: Vec::new(),
            edits: Vec::new(),
            others: Vec::new(),
            refusal: self.refusal.clone(),
            ..*self
        }
    }

    pub(super) fn precedence(&self) -> Precedence<'a> {
        let line = self.line;
        let left = rules::split_care::share_of_package(self).times(rules::surgeons::share_of_role(self));
        (left, self.unit, line.charge, line.hcpcs, &line.modifiers, line.units)
    }
}

impl LineWork<'_> {
    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.refusal.get_or_insert(refusal);
    }

    /// Whether Medicare pays the line as far as the rules so far go: at a price of the schedule or of the contractor.
    pub(super) fn is_payable(&self) -> bool {
        let is_open =
            self.refusal.as_ref().is_none_or(|refusal| refusal.kind() == RefusalKind::ContractorPriced);
        is_open && self.row.is_some_and(|row| row.status != Status::BundledOrExcluded)
    }

    pub(super) fn caveat(&mut self, caveat: Caveat) {
        if !self.caveats.contains(&caveat) {
            self.caveats.push(caveat);
        }
    }

    pub(super) fn add_caveat(&mut self, caveat: Option<Caveat>) {
        if let Some(caveat) = caveat {
            self.caveat(caveat);
        }
    }

    /// Applies an operation to the amount and records it.
    pub(super) fn step(&mut self, rule: Rule, operation: Operation) {
        self.amount = operation.apply(self.amount);
        self.trace.push(Step { rule, operation, amount: self.amount });
    }

    /// Takes something off, where there is something to take.
    pub(super) fn take_off(&mut self, rule: Rule, amount: Money) {
        if amount > Money::ZERO {
            self.step(rule, Operation::Less(amount));
        }
    }

    /// The row of one of the code's components.
    pub(super) fn sibling(&self, component: Component) -> Option<&ServiceRow> {
        self.rows.iter().find(|row| row.component == component)
    }

    pub(super) fn has(&self, modifier: Modifier) -> bool {
        self.line.has(modifier)
    }

    /// The first of these modifiers that the line carries.
    pub(super) fn any_of(&self, modifiers: &[Modifier]) -> Option<Modifier> {
        self.line.modifiers.iter().copied().find(|modifier| modifiers.contains(modifier))
    }

    fn finish(mut self, claim: &Claim, rates: &Rates<'_>, deductibles: &mut Deductibles) -> LineEstimate {
        let charge = self.line.charge.map(|charge| charge.amount());
        let outcome = match (self.refusal.take(), self.row) {
            (Some(refusal), _) => Outcome::NotPriced(refusal),
            (None, None) => Outcome::NotPriced(Refusal::NotListed),
            (None, Some(row)) => Outcome::Priced(self.price(row, claim, rates, deductibles)),
        };
        let ranges = match &outcome {
            Outcome::Priced(price) => reading::ranges(&self.caveats, &self.others, price, charge),
            Outcome::NotPriced(_) => Vec::new(),
        };
        let Self { trace, caveats, predicted: predicted_denials, edits, .. } = self;
        let notes = Notes { trace, caveats, ranges, predicted_denials, edits };
        LineEstimate::new(outcome, notes, charge, rules::technical_cuts::remarks(self.line))
    }

    fn price(
        &mut self,
        row: &ServiceRow,
        claim: &Claim,
        rates: &Rates<'_>,
        deductibles: &mut Deductibles,
    ) -> Price {
        let allowed = self.amount;
        let adjusted = self.adjusted();
        let terms = rules::cost_sharing::terms(claim, self.line, row, rates);
        let share =
            super::CostShare::of(allowed, &terms, &mut deductibles.remaining, |step| self.trace.push(step));
        let unmet = deductibles.whole.as_mut();
        let share_if_deductible_unmet = unmet.map(|whole| super::CostShare::of(allowed, &terms, whole, drop));
        let balance_bill =
            rules::participation::balance_bill(claim, self.line, self.limiting_charge, allowed);
        let setting = claim.place_of_service.setting().unwrap_or(Setting::NonFacility);
        Price {
            rvus: row.status.pays_from_rvus().then(|| row.rvus(setting)),
            setting,
            fee_schedule: self.fee_schedule,
            adjusted,
            allowed,
            limiting_charge: self.limiting_charge,
            share,
            share_if_deductible_unmet,
            balance_bill,
            bonus: rules::shortage_area::bonus(claim, self.line, row, &share),
        }
    }

    /// The amount before it was compared with the charge.
    fn adjusted(&self) -> Money {
        let before_charge = self.trace.iter().rev().find(|step| step.rule != Rule::LesserOfCharge);
        before_charge.map_or(self.amount, |step| step.amount)
    }
}
