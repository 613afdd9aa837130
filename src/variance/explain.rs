//! Finds the single changes under which a line is paid as it was paid. Nothing is guessed: the line is priced again under
//! each change, and a change explains the payment only if it gives the allowed amount and the payment to the cent.

use super::change::{Change, Explanation};
use super::claim_lines::Member;
use super::compare::Owed;
use super::frame::Frame;
use super::other_readings::OtherReadings;
use super::rank::Ranks;
use crate::pricing::{LineEstimate, Outcome};
use crate::vocabulary::{Claim, ClaimLine, Money};

/// A line that was paid otherwise than expected, and the claim that it is a part of.
pub(super) struct Unexplained<'a, 's> {
    pub(super) frame: &'a Frame<'s>,
    pub(super) ranks: &'a Ranks<'s>,
    /// The claim that was priced.
    pub(super) claim: &'a Claim,
    /// The claim in other circumstances.
    pub(super) others: &'a OtherReadings,
    /// The position of the line on it.
    pub(super) index: usize,
    pub(super) member: &'a Member,
    /// The estimate of the line.
    pub(super) estimate: &'a LineEstimate,
}

/// The most explanations of a line. The localities of a state can be many, and all be paid alike.
const MOST_EXPLANATIONS: usize = 20;

/// The explanations that are found so far.
pub(super) type Found = Vec<Explanation>;

impl Unexplained<'_, '_> {
    /// The changes that explain the payment, the likeliest first.
    pub(super) fn explanations(&self) -> Found {
        let mut found = Found::new();
        match (self.member.line.is_denied(), Owed::of(self.estimate, &self.member.line)) {
            (true, Some(_)) => self.try_denial(&mut found),
            (true, None) => {}
            (false, Some(owed)) => self.try_all(&owed, &mut found),
            (false, None) => self.try_paid_denial(&mut found),
        }
        found
    }

    fn try_all(&self, owed: &Owed, found: &mut Found) {
        if owed.amounts.allowed == self.member.line.paid.allowed {
            self.try_sequestration(owed, found);
            return;
        }
        self.try_setting(found);
        self.try_locality(owed, found);
        self.try_participation(found);
        self.try_practitioner(found);
        self.try_rank(owed, found);
        self.try_bilateral(found);
        self.try_release(owed, found);
        self.try_charge(owed, found);
        self.try_units(Some(owed.price.adjusted), found);
        self.try_modifiers(found);
        self.try_contract(owed, found);
    }

    /// Prices the claim with another line in the place of this one, and keeps the change if it explains the payment.
    pub(super) fn try_line(&self, change: Change, to: &str, line: Option<ClaimLine>, found: &mut Found) {
        let Some(claim) = line.and_then(|line| self.claim_with(line)) else { return };
        if found.len() < MOST_EXPLANATIONS {
            self.keep_if_paid(change, to, self.frame.estimate(&claim).lines.get(self.index), found);
        }
    }

    /// Prices the claim in other circumstances, and keeps the change if it explains the payment.
    pub(super) fn try_claim(
        &self,
        change: Change,
        to: &str,
        frame: &Frame<'_>,
        claim: &Claim,
        found: &mut Found,
    ) {
        if found.len() < MOST_EXPLANATIONS {
            self.keep_if_paid(change, to, self.others.estimate(frame, claim).lines.get(self.index), found);
        }
    }

    /// Keeps the change if it explains the payment.
    pub(super) fn keep_if_paid(
        &self,
        change: Change,
        to: &str,
        estimate: Option<&LineEstimate>,
        found: &mut Found,
    ) {
        if let Some(owed) = self.owed_if_paid(estimate) {
            keep(change, to, owed.amounts.allowed, found);
        }
    }

    /// Whether the line was paid as the claim is paid in such circumstances.
    pub(super) fn is_paid_as(&self, claim: &Claim) -> bool {
        self.owed_if_paid(self.others.estimate(self.frame, claim).lines.get(self.index)).is_some()
    }

    /// What is owed by an estimate of the line, if the line was paid like this.
    fn owed_if_paid(&self, estimate: Option<&LineEstimate>) -> Option<Owed> {
        let owed = Owed::of(estimate?, &self.member.line);
        owed.filter(|owed| owed.is_paid(&self.member.line))
    }

    /// The claim with another line in the place of this one.
    pub(super) fn claim_with(&self, line: ClaimLine) -> Option<Claim> {
        let mut lines = self.claim.lines().to_vec();
        *lines.get_mut(self.index)? = line;
        self.claim.clone().with_lines(lines).ok()
    }

    /// The first of some lines, priced as the whole claim and without edits.
    pub(super) fn alone(&self, lines: Vec<ClaimLine>) -> Option<LineEstimate> {
        let claim = self.claim.clone().with_lines(lines).ok()?;
        self.frame.estimate_without_edits(&claim).lines.into_iter().next()
    }

    /// A line that was denied although it has a price: Medicare denies it too if one of its modifiers is left out.
    fn try_denial(&self, found: &mut Found) {
        for modifier in self.member.billed.modifiers() {
            let Some(claim) = self.without(*modifier).and_then(|line| self.claim_with(line)) else {
                continue;
            };
            let estimate = self.frame.estimate(&claim);
            let denies = estimate.lines.get(self.index).is_some_and(|line| match &line.outcome {
                Outcome::NotPriced(refusal) => refusal.predicted_denial().is_some(),
                Outcome::Priced(_) => false,
            });
            if denies {
                keep(Change::Modifier, &format!("without {modifier}"), Money::ZERO, found);
            }
        }
    }

    /// A line that was paid although an edit denies it.
    fn try_paid_denial(&self, found: &mut Found) {
        let estimate = self.frame.estimate_without_edits(self.claim);
        self.keep_if_paid(Change::Edit, "not applied", estimate.lines.get(self.index), found);
        // A duplicate, too, is paid if it is alone.
        let alone = self.alone(vec![self.member.billed.clone()]);
        self.keep_if_paid(Change::Edit, "not applied", alone.as_ref(), found);
        if self.estimate.at_stake == Some(self.member.line.paid.allowed) {
            keep(Change::Edit, "not applied", self.member.line.paid.allowed, found);
        }
        // It was paid in full. A line with any other modifier is no duplicate, so each modifier that changes no amount would explain it.
        if !found.is_empty() {
            return;
        }
        self.try_units(self.estimate.at_stake, found);
        self.try_setting(found);
        self.try_practitioner(found);
        self.try_modifiers(found);
    }
}

/// Keeps an explanation that is not there yet.
pub(super) fn keep(change: Change, to: &str, allowed: Money, found: &mut Found) {
    let is_there = found.iter().any(|explanation| explanation.change == change && explanation.to == to);
    if !is_there && found.len() < MOST_EXPLANATIONS {
        found.push(Explanation { change, to: to.to_owned(), allowed: Some(allowed) });
    }
}
