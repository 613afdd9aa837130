//! The release and the place from which a group of lines is priced.

use super::verdict::LineSource;
use crate::contract::Terms;
use crate::pricing::{self, Estimate, LineEstimate, Rates};
use crate::schedule::{InForce, Located, Schedule};
use crate::vocabulary::{Claim, HcpcsCode, PaymentSchedule};
use std::sync::Arc;
use time::Date;

/// The release and the place from which a group of lines is priced.
#[derive(Clone, Debug)]
pub(super) struct Frame<'a> {
    pub(super) schedule: &'a Schedule,
    pub(super) in_force: InForce<'a>,
    pub(super) located: Located<'a>,
    /// The contract under which the lines are paid.
    pub(super) terms: Option<Arc<Terms>>,
    /// The day from which laboratory rates, limits of drugs and fees of equipment are taken, if it is not that of the claim.
    pub(super) other_schedules_of: Option<Date>,
}

impl<'a> Frame<'a> {
    /// Prices a claim.
    pub(super) fn estimate(&self, claim: &Claim) -> Estimate {
        let rates = self.schedule.rates_for(claim, &self.in_force, &self.located);
        let rates = match self.other_schedules_of {
            Some(day) => {
                let other_schedules = Arc::new(self.schedule.other_schedules_on(day, &self.located));
                Rates { other_schedules, ..rates }
            }
            None => rates,
        };
        pricing::estimate(claim, &rates.under(self.terms.clone()))
    }

    /// Prices a claim as if no NCCI edits were loaded.
    pub(super) fn estimate_without_edits(&self, claim: &Claim) -> Estimate {
        let rates: Rates<'_> =
            self.schedule.rates_without_edits(&self.in_force, &self.located, claim.provider().qualifying_apm);
        pricing::estimate(claim, &rates.under(self.terms.clone()))
    }

    /// Prices a claim as Medicare itself pays it.
    pub(super) fn estimate_without_terms(&self, claim: &Claim) -> Estimate {
        let rates = self.schedule.rates_for(claim, &self.in_force, &self.located);
        pricing::estimate(claim, &rates)
    }

    /// The schedule that prices a line of an estimate, and its release. A line without a price is judged by the schedule that lists its
    /// code, the physician fee schedule before others.
    pub(super) fn source_of(&self, hcpcs: HcpcsCode, estimate: &LineEstimate) -> Option<LineSource> {
        let InForce { release, date, .. } = self.in_force;
        let is_of_physicians = !release.services.rows_of(hcpcs).is_empty();
        let schedule = match estimate.outcome.price() {
            Some(price) => price.schedule,
            None if is_of_physicians => PaymentSchedule::Physician,
            None => {
                let other = self.schedule.other_schedules_listing(hcpcs, date).next();
                let (schedule, release) = other.unwrap_or((PaymentSchedule::Physician, &release.label));
                return Some(LineSource { schedule, release: release.to_owned() });
            }
        };
        // The name of the contract is in the request.
        let of_contract = (schedule == PaymentSchedule::Contract).then_some("terms");
        let release = of_contract.or_else(|| self.schedule.release_of(schedule, release, date))?.to_owned();
        Some(LineSource { schedule, release })
    }

    /// The same release at another place.
    pub(super) fn at(&self, located: Located<'a>) -> Self {
        Self { located, ..self.clone() }
    }
}
