//! A line of a claim on its way through the stages: what it has come to so far, and why.

use super::alternate_reading::AlternateReading;
use super::caveat::Caveat;
use super::cost_share::{CostShare, SharingTerms};
use super::edit_hit::{Edit, EditHit, EditState};
use super::other_schedules::ScheduleRate;
use super::predicted_denial::PredictedDenial;
use super::rates::Rates;
use super::refusal::Refusal;
use super::trace::{Authority, Operation, Reduction, Step};
use crate::law::{Lookup, Missing, Provisions};
use crate::vocabulary::{ClaimLine, Component, Modifier, Money, ServiceRow, Status};
use time::Date;

/// A line on its way through the stages.
pub(super) struct LineWork<'a> {
    /// The line as the practitioner bills it.
    pub(super) billed: &'a ClaimLine,
    /// The law on the day of the claim.
    pub(super) law: &'a Provisions,
    pub(super) day: Date,
    /// All rows of the line's code.
    pub(super) rows: &'a [ServiceRow],
    /// The row that prices the line.
    pub(super) row: Option<&'a ServiceRow>,
    /// The rate of another schedule that prices the line. Then it has no row.
    pub(super) rate: Option<ScheduleRate<'a>>,
    /// One unit before any rule of the claim.
    pub(super) fee_schedule: Money,
    /// One unit after cuts of its technical component.
    pub(super) unit: Money,
    /// The components of one unit, after cuts of the technical one.
    pub(super) components: ComponentFees,
    /// How many times the unit is paid. Both sides can make one unit two, and two units one.
    pub(super) count: u32,
    /// How the line bills both sides, if it does.
    pub(super) sides: Sides,
    /// How many of the line's tests had their technical component reduced.
    pub(super) reduced_tests: u32,
    /// What a reduction left of the technical component of each of them.
    pub(super) technical_left: Money,
    /// What reductions for several procedures or tests of a day took off.
    pub(super) several_services_cut: Money,
    /// What cuts of the technical component took off.
    pub(super) technical_cut: Money,
    /// The amount before it is compared with the charge.
    pub(super) adjusted: Money,
    /// The amount after the stages so far; after the last price stage it is the allowed amount.
    pub(super) amount: Money,
    /// The amount under alternate readings of the rules.
    pub(super) alternates: Vec<(AlternateReading, Money)>,
    /// The most that may be charged on an unassigned claim.
    pub(super) limiting_charge: Option<Money>,
    /// On what terms the allowed amount is shared. Set for every line that is priced.
    pub(super) terms: Option<SharingTerms>,
    /// Who pays what of the allowed amount so far.
    pub(super) share: CostShare,
    /// The same if none of the year's deductible is met, when the caller does not say how much is.
    pub(super) share_if_deductible_unmet: Option<CostShare>,
    /// What the patient of an unassigned claim owes above the allowed amount.
    pub(super) balance_bill: Option<Money>,
    /// The shortage area bonus.
    pub(super) bonus: Option<Money>,
    pub(super) trace: Vec<Step>,
    pub(super) caveats: Vec<Caveat>,
    /// Denials that a priced line can still meet.
    pub(super) predicted: Vec<PredictedDenial>,
    /// Whether it is outside the benefit of the practitioner's profession, so that Medicare probably denies it.
    pub(super) is_outside_benefit: bool,
    /// The edits that concern the line.
    pub(super) edits: Vec<EditHit>,
    /// What the line would be allowed if no edit denied it, if one does.
    pub(super) at_stake: Option<Money>,
    /// The first reason why the line has no price. Later stages skip such a line.
    pub(super) refusal: Option<Refusal>,
}

/// The fees of the two components of a diagnostic test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ComponentFees {
    pub(super) technical: Money,
    pub(super) professional: Money,
}

/// How a line bills a procedure that was done on both sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sides {
    /// It bills one side.
    #[default]
    One,
    /// It bills both, by modifier 50 or by two units.
    Both,
    /// Two lines bill the sides with RT and LT; this is the first.
    FirstOfPair,
    /// Two lines bill the sides with RT and LT; this is the second, and the first is at that position.
    SecondOfPair(usize),
}

impl<'a> LineWork<'a> {
    /// A line before the first stage.
    pub(super) fn new(billed: &'a ClaimLine, day: Date, rates: &'a Rates<'a>) -> Self {
        let rows = rates.services.rows_of(billed.hcpcs());
        let caveats = rates.caveats.clone();
        Self { caveats, trace: Vec::with_capacity(6), ..Self::blank(billed, rates.law, day, rows) }
    }

    /// A copy of the line before the stages that make its price, without its notes.
    pub(super) fn unpriced(&self) -> Self {
        let Self { row, rate, is_outside_benefit, .. } = *self;
        Self { row, rate, is_outside_benefit, ..self.without_row() }
    }

    /// A line in the place of this one that has no row, so that no stage does anything with it.
    pub(super) fn without_row(&self) -> Self {
        Self::blank(self.billed, self.law, self.day, self.rows)
    }

    fn blank(billed: &'a ClaimLine, law: &'a Provisions, day: Date, rows: &'a [ServiceRow]) -> Self {
        Self {
            billed,
            law,
            day,
            rows,
            row: None,
            rate: None,
            fee_schedule: Money::ZERO,
            unit: Money::ZERO,
            components: ComponentFees::default(),
            count: billed.units(),
            sides: Sides::One,
            reduced_tests: 0,
            technical_left: Money::ZERO,
            several_services_cut: Money::ZERO,
            technical_cut: Money::ZERO,
            adjusted: Money::ZERO,
            amount: Money::ZERO,
            alternates: Vec::new(),
            limiting_charge: None,
            terms: None,
            share: CostShare::default(),
            share_if_deductible_unmet: None,
            balance_bill: None,
            bonus: None,
            trace: Vec::new(),
            caveats: Vec::new(),
            predicted: Vec::new(),
            is_outside_benefit: false,
            edits: Vec::new(),
            at_stake: None,
            refusal: None,
        }
    }
}

impl LineWork<'_> {
    /// The position of the line that is ranked for this one: that of the first side, if this is the second of a pair. Both
    /// are one service, so the second does not reduce the first.
    pub(super) const fn ranked_as(&self, position: usize) -> usize {
        match self.sides {
            Sides::SecondOfPair(first) => first,
            Sides::One | Sides::Both | Sides::FirstOfPair => position,
        }
    }

    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.refusal.get_or_insert(refusal);
    }

    /// Whether a schedule prices the line, and no rule so far refused it.
    pub(super) const fn is_priced(&self) -> bool {
        self.refusal.is_none() && (self.row.is_some() || self.rate.is_some())
    }

    /// Whether Medicare pays the line by the rules so far: at a price of the schedule or of the contractor.
    pub(super) fn is_payable(&self) -> bool {
        let is_open = self.refusal.as_ref().is_none_or(|refusal| refusal.kind().is_paid_without_amount());
        is_open
            && (self.rate.is_some() || self.row.is_some_and(|row| row.status != Status::BundledOrExcluded))
    }

    /// Applies an edit: records its state, and refuses the line if the edit denies it.
    pub(super) fn apply_edit(&mut self, edit: Edit, state: EditState, caveat: Option<Caveat>) {
        if state == EditState::Denied && self.is_payable() {
            self.refusal = Some(edit.refusal());
        }
        self.add_caveat(caveat);
        self.edits.push(EditHit { edit, state });
    }

    /// Adds a caveat, if there is one and the line does not have it yet. Most calls have none, so this part is inlined.
    #[inline]
    pub(super) fn add_caveat(&mut self, caveat: impl Into<Option<Caveat>>) {
        if let Some(caveat) = caveat.into() {
            self.push_new_caveat(caveat);
        }
    }

    fn push_new_caveat(&mut self, caveat: Caveat) {
        if !self.caveats.contains(&caveat) {
            self.caveats.push(caveat);
        }
    }

    /// Applies an operation to the amount and records it.
    pub(super) fn step(&mut self, authority: impl Into<Authority>, operation: Operation) {
        let authority = authority.into();
        let before = self.amount;
        self.amount = operation.apply(before);
        match authority.rule().reduction() {
            Some(Reduction::SeveralServices) => self.several_services_cut += before - self.amount,
            Some(Reduction::TechnicalCut) => self.technical_cut += before - self.amount,
            None => {}
        }
        self.trace.push(authority.step(operation, self.amount));
    }

    /// Takes an amount off, if there is one.
    pub(super) fn take_off(&mut self, authority: impl Into<Authority>, amount: Money) {
        if amount > Money::ZERO {
            self.step(authority, Operation::Less(amount));
        }
    }

    /// What the law has of a figure or list on the day of the claim. If it has nothing, the line gets a caveat that names
    /// the figure.
    pub(super) fn lookup<T>(&mut self, found: Lookup<T>) -> Option<T> {
        found.map_err(|missing| self.miss(missing)).ok()
    }

    /// Notes that the law has no value of a figure that the line's amount depends on.
    pub(super) fn miss(&mut self, missing: Missing) {
        self.add_caveat(Caveat::LawValueMissing { figure: missing.figure, day: self.day });
    }

    /// Notes that the law has no value of a figure that other amounts depend on, but not the allowed one.
    pub(super) fn miss_beside_amount(&mut self, missing: Missing) {
        self.add_caveat(Caveat::LawValueMissingBeside { figure: missing.figure, day: self.day });
    }

    /// Refuses the line because the law has no value of a figure without which it has no amount.
    pub(super) fn refuse_without(&mut self, missing: Missing) {
        self.refuse(Refusal::LawValueMissing { figure: missing.figure, day: self.day });
    }

    /// Applies an operation to Medicare's part of the allowed amount, in both answers about the deductible. The trace shows
    /// the first one. `operation` notes in the share what it takes, and returns `None` if it takes nothing.
    pub(super) fn share_step(
        &mut self,
        authority: impl Into<Authority>,
        operation: impl Fn(&mut CostShare) -> Option<Operation>,
    ) {
        let applied = self.share.apply(&operation);
        self.record_share(authority, applied);
        if let Some(unmet) = &mut self.share_if_deductible_unmet {
            unmet.apply(&operation);
        }
    }

    /// Records what a stage took of Medicare's part of the allowed amount.
    pub(super) fn record_share(&mut self, authority: impl Into<Authority>, operation: Option<Operation>) {
        let (authority, amount) = (authority.into(), self.share.medicare_paid);
        self.trace.extend(operation.map(|operation| authority.step(operation, amount)));
    }

    /// The row of one of the code's components.
    pub(super) fn sibling(&self, component: Component) -> Option<&ServiceRow> {
        self.rows.iter().find(|row| row.component == component)
    }

    pub(super) fn has(&self, modifier: Modifier) -> bool {
        self.billed.has(modifier)
    }

    /// The first of these modifiers that the line carries.
    pub(super) fn any_of(&self, modifiers: &[Modifier]) -> Option<Modifier> {
        self.billed.modifiers().iter().copied().find(|modifier| modifiers.contains(modifier))
    }
}
