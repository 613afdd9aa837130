//! Medicare's answer to hypothetical claims: the only place where tips call the pricing rules.

use super::case::Case;
use super::discipline::Discipline;
use super::tip::{Measure, Side, TipFigures};
use crate::pricing::{Estimate, LineEstimate, Outcome, Rates, RefusalKind, estimate};
use crate::schedule::{InForce, Located, Schedule};
use crate::vocabulary::{Claim, Money};
use time::Date;

/// How many other codes a search for an example tries.
pub(super) const MOST_TRIED: usize = 40;

/// What hypothetical claims are priced with: the rates of a day and a place.
#[derive(Clone, Copy, Debug)]
pub struct Medicare<'a> {
    /// The day.
    pub date: Date,
    /// The figures in force, without the edits that depend on a claim.
    pub rates: &'a Rates<'a>,
    /// The schedule, for the edits of each claim.
    pub schedule: &'a Schedule,
    /// The release in force on the day.
    pub in_force: &'a InForce<'a>,
    /// The place.
    pub located: &'a Located<'a>,
    /// The name of the release.
    pub release: &'a str,
    /// The discipline of therapy, if the other codes of a practice say which it has.
    pub discipline: Option<Discipline>,
}

impl<'a> Medicare<'a> {
    /// The release that sets the amounts of a tip's claims: of the physician fee schedule, or of the schedule that prices the code.
    pub(super) fn release_of(&self, figures: &TipFigures) -> &'a str {
        let sides = std::iter::once(&figures.claim).chain(&figures.compared_with);
        let priced_by = sides.filter_map(Side::price).map(|price| price.schedule).next();
        priced_by
            .and_then(|priced_by| self.schedule.release_of(priced_by, self.in_force.release, self.date))
            .unwrap_or(self.release)
    }

    /// Prices one line of a claim; `None` if the case is not a valid claim or has no such line.
    #[must_use]
    pub fn price_line(&self, case: &Case, position: usize, measure: Measure) -> Option<Side> {
        self.price_line_of(case.claim(self.date).ok()?, position, measure)
    }

    fn estimate(&self, claim: &Claim) -> Estimate {
        estimate(claim, &self.schedule.rates_for(claim, self.in_force, self.located))
    }

    /// Prices one line of a claim.
    #[must_use]
    pub fn price_line_of(&self, claim: Claim, position: usize, measure: Measure) -> Option<Side> {
        let answer = self.estimate(&claim).lines.into_iter().nth(position)?;
        Some(Side { claim, position, measure, answer })
    }

    /// What a whole claim is allowed, without the lines that the contractor prices; `None` if another line has no price.
    #[must_use]
    pub fn allowed_in_all(&self, claim: &Claim) -> Option<Money> {
        let allowed = |line: &LineEstimate| match &line.outcome {
            Outcome::Priced(price) => Some(price.allowed),
            Outcome::NotPriced(refusal) if refusal.kind() == RefusalKind::ContractorPriced => {
                Some(Money::ZERO)
            }
            Outcome::NotPriced(_) => None,
        };
        self.estimate(claim).lines.iter().map(allowed).try_fold(Money::ZERO, |sum, line| Some(sum + line?))
    }

    /// What the lines of a claim are allowed that Medicare pays.
    #[must_use]
    pub fn allowed_of_paid(&self, claim: &Claim) -> Money {
        self.estimate(claim).totals.allowed
    }

    /// Prices the last line, the one that a case is about, by its allowed amount.
    #[must_use]
    pub fn allowed(&self, case: &Case) -> Option<Side> {
        self.price_last_line(case, Measure::Allowed)
    }

    /// Prices the last line by this amount.
    #[must_use]
    pub fn price_last_line(&self, case: &Case, measure: Measure) -> Option<Side> {
        self.price_line(case, case.line_count().checked_sub(1)?, measure)
    }
}
