//! Prices claims one by one and collects the answers.

use crate::answers::AnswersBuilder;
use crate::claims::check::{Checked, check};
use crate::claims::{Fault, Problem, RawClaim};
use datafusion::common::Result;
use medpayiq_core::pricing;
use medpayiq_core::schedule::Schedule;
use std::fmt::Display;
use time::{Date, Duration, OffsetDateTime};

/// Prices the claims of a batch from one schedule.
pub(super) struct Pricer<'s> {
    schedule: &'s Schedule,
    /// Today in the earliest time zone (UTC+14).
    latest_day: Date,
    answers: AnswersBuilder,
}

impl<'s> Pricer<'s> {
    pub(super) fn new(schedule: &'s Schedule, claims: usize) -> Self {
        let latest_day = (OffsetDateTime::now_utc() + Duration::hours(14)).date();
        Self { schedule, latest_day, answers: AnswersBuilder::new(claims) }
    }

    /// Prices a claim. What is wrong with it becomes its answer.
    pub(super) fn price(&mut self, raw: &RawClaim<'_>) -> Result<()> {
        match check(self.schedule, raw).and_then(|checked| self.estimate(checked)) {
            Ok((checked, estimate)) => {
                let Checked { claim, in_force, located } = checked;
                let locality = located.locality.map(|row| &row.locality as &dyn Display);
                self.answers.push(raw, &claim, &estimate, (&in_force.release.label, locality))
            }
            Err(problem) => self.refuse(raw.claim, &without_line(problem, raw.is_line)),
        }
    }

    fn estimate(&self, checked: Checked<'s>) -> Result<(Checked<'s>, pricing::Estimate), Problem> {
        let Checked { claim, in_force, located } = &checked;
        // Only a date that the claim gave can be in the future.
        let latest_day = in_force.date_given.then_some(self.latest_day);
        let rates = self.schedule.rates_for(claim, in_force, located).asked_on(latest_day);
        let whole = rates.law.part_b_deductible.ok().map(|deductible| deductible.value);
        if let (Some(remaining), Some(whole)) = (claim.deductible_remaining(), whole)
            && remaining > whole
        {
            let year = claim.date_of_service().year();
            let detail =
                format!("{remaining} is more than the Part B deductible of {year}, which is ${whole}.");
            let fault = Fault::new("out_of_range", "/patient/deductible_remaining", detail);
            return Err(Problem::invalid(vec![fault]));
        }
        let estimate = pricing::estimate(claim, &rates);
        drop(rates);
        Ok((checked, estimate))
    }

    /// Answers with what is wrong with a claim.
    pub(super) fn refuse(&mut self, claim: Option<&str>, problem: &Problem) -> Result<()> {
        self.answers.push_refused(claim, problem)
    }

    pub(super) fn finish(self) -> Result<datafusion::arrow::array::ArrayRef> {
        self.answers.finish()
    }
}

/// The pointers of a row that is the only line of its claim: a fault of the line is a fault of the row.
fn without_line(problem: Problem, is_line: bool) -> Problem {
    let mut problem = problem;
    if is_line && problem.status != 400 {
        for fault in &mut problem.faults {
            if let Some(rest) = fault.pointer.strip_prefix("/lines/0") {
                fault.pointer = rest.to_owned();
            }
        }
    }
    problem
}
