//! Prices claims one by one and collects the answers.

use crate::answers::AnswersBuilder;
use crate::error::Result;
use arrow::array::StructArray;
use medpayiq_claims::check::check_next;
use medpayiq_claims::price::rates_of_next;
use medpayiq_claims::{Checked, Fault, FaultCode, Faults, Lookup, RawClaim, Refused};
use medpayiq_core::pricing::{self, Estimate};
use medpayiq_core::schedule::Schedule;

/// Prices the claims of a batch from one schedule.
pub struct Pricer<'s> {
    lookup: Lookup<'s>,
    answers: AnswersBuilder,
}

impl<'s> Pricer<'s> {
    /// A pricer with room for so many claims.
    #[must_use]
    pub fn new(schedule: &'s Schedule, claims: usize) -> Self {
        Self { lookup: Lookup::new(schedule), answers: AnswersBuilder::new(claims) }
    }

    /// Prices a claim. What is wrong with it becomes its answer.
    pub fn price(&mut self, raw: &RawClaim<'_>) {
        match estimate_next(&mut self.lookup, raw) {
            Ok((checked, estimate)) => {
                let Checked { claim, in_force, located, .. } = checked;
                let locality = located.locality.map(|row| row.locality);
                self.answers.push(raw, &claim, &estimate, (&in_force.release.label, locality));
            }
            Err(refused) => self.refuse(raw.claim, refused, raw.is_line),
        }
    }

    /// Answers with what is wrong with a claim. `is_line` says that its row is its only line.
    pub fn refuse(&mut self, claim: Option<&str>, refused: Refused, is_line: bool) {
        let (status, faults) = problem(refused);
        let faults: Vec<Fault> =
            if is_line { faults.into_iter().map(Fault::about_row).collect() } else { faults };
        self.answers.push_refused(claim, status, &faults);
    }

    /// Returns the answers.
    ///
    /// # Errors
    /// If the batch has more lines, faults or bytes of texts than a column can count.
    pub fn finish(self) -> Result<StructArray> {
        self.answers.finish()
    }
}

/// Prices a claim.
///
/// # Errors
/// What is wrong with the claim.
pub fn estimate<'s>(
    schedule: &'s Schedule,
    raw: &RawClaim<'_>,
) -> std::result::Result<(Checked<'s>, Estimate), Refused> {
    estimate_next(&mut Lookup::new(schedule), raw)
}

/// Prices the next of several claims, as [`estimate`] does.
///
/// # Errors
/// What is wrong with the claim.
fn estimate_next<'s>(
    lookup: &mut Lookup<'s>,
    raw: &RawClaim<'_>,
) -> std::result::Result<(Checked<'s>, Estimate), Refused> {
    let checked = check_next(lookup, raw, Faults::default())?;
    let Checked { claim, in_force, located, .. } = &checked;
    let rates = rates_of_next(lookup, claim, in_force, located)?;
    let estimate = pricing::estimate(claim, &rates);
    drop(rates);
    Ok((checked, estimate))
}

/// The HTTP status that the service gives a claim, and what is wrong with it.
#[must_use]
pub fn problem(refused: Refused) -> (i32, Vec<Fault>) {
    match refused {
        Refused::Malformed(faults) => (400, faults),
        Refused::Invalid(faults) => (422, faults),
        Refused::NothingLoaded(detail) => (503, vec![Fault::coded(FaultCode::NotLoaded, "", detail)]),
    }
}
