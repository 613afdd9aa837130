//! A request and its estimate. JSON, CSV, X12 and the command line are all priced here.

use super::border_zip::BorderZip;
use super::checked_request::CheckedRequest;
use super::request::EstimateRequest;
use crate::api::shared::source::SourceResponse;
use crate::api::terms::reach::{TermsInReach, UsedTerms};
use crate::api::wire::error::Error;
use crate::pricing::{self, Estimate, Rates, Rule};
use crate::schedule::content::LocalityIndices;
use crate::schedule::{AlsoUsed, InForce, Release, Schedule};
use crate::vocabulary::{Claim, PaymentSchedule};
use medpayiq_claims::Lookup;
use medpayiq_claims::price::rates_of_next;
use std::sync::Arc;

/// A request and its estimate.
#[derive(Debug)]
pub struct PricedClaim<'a> {
    /// The claim that was priced.
    pub claim: Claim,
    /// What Medicare would answer.
    pub estimate: Estimate,
    /// The locality that was priced. None for national amounts.
    pub locality: Option<&'a LocalityIndices>,
    /// The release that was priced from.
    pub release: &'a Release,
    /// Whether the request gave the date. If not, it is the first day of the release.
    pub date_given: bool,
    /// The id of each line.
    pub(crate) line_ids: Vec<String>,
    pub(crate) rates: Rates<'a>,
    schedule: &'a Schedule,
    /// Whether a ZIP code was given instead of the locality.
    by_zip: bool,
    pub(in crate::api) border: Option<BorderZip<'a>>,
    /// The contract under which it was priced.
    terms: Option<UsedTerms>,
}

impl PricedClaim<'_> {
    /// The contract under which the claim was priced: its name, or `inline` if the request has the terms itself.
    #[must_use]
    pub fn contract(&self) -> Option<&str> {
        self.terms.as_ref().map(UsedTerms::name)
    }

    /// The release of a schedule that prices the claim's lines; for a contract its name, or `inline`.
    pub(crate) fn release_of(&self, schedule: PaymentSchedule) -> Option<&str> {
        if schedule == PaymentSchedule::Contract {
            return self.contract();
        }
        self.schedule.release_of(schedule, self.release, self.claim.date_of_service())
    }

    /// The source of the estimate's figures.
    pub(crate) fn source(&self) -> SourceResponse<'_> {
        let date = self.claim.date_of_service();
        let steps = self.estimate.lines.iter().flat_map(|line| &line.trace);
        let base_units = steps.into_iter().any(|step| step.rule == Rule::AnesthesiaUnits);
        let of_lines = self.estimate.lines.iter().filter_map(|line| Some(line.outcome.price()?.schedule));
        let mut schedules: Vec<PaymentSchedule> = of_lines.collect();
        schedules.sort_unstable();
        schedules.dedup();
        let used = AlsoUsed { zips: self.by_zip, base_units, schedules: &schedules };
        SourceResponse::new(self.release, self.locality, self.rates.conversion_factor)
            .noting_date(date, self.date_given)
            .with_edits(self.rates.edits.quarter())
            .with_other_files(self.schedule, self.release, date, used)
            .under(self.terms.as_ref())
    }
}

/// Reads the JSON of a request, as `POST /v1/estimates` reads its body.
///
/// # Errors
/// [`Error::Malformed`] with every fault if the JSON does not match the schema.
pub fn request(json: &[u8]) -> Result<EstimateRequest, Error> {
    crate::api::wire::json::decode_bytes(json)
}

/// Prices a request that names no stored terms.
///
/// # Errors
/// [`Error::Invalid`] with every fault of the request, [`Error::Unavailable`] if no fee schedule is loaded.
pub fn price(schedule: &Schedule, request: EstimateRequest) -> Result<PricedClaim<'_>, Error> {
    price_under(schedule, &TermsInReach::default(), request)
}

/// Prices a request that may name these stored terms.
///
/// # Errors
/// Those of [`price`], and 401 or 403 if the request may not name stored terms.
pub fn price_under<'a>(
    schedule: &'a Schedule,
    terms: &TermsInReach,
    request: EstimateRequest,
) -> Result<PricedClaim<'a>, Error> {
    price_next(&mut Lookup::new(schedule), terms, request)
}

/// Prices the next of several requests, as [`price_under`] does.
///
/// # Errors
/// Those of [`price_under`].
pub(crate) fn price_next<'a>(
    lookup: &mut Lookup<'a>,
    terms: &TermsInReach,
    request: EstimateRequest,
) -> Result<PricedClaim<'a>, Error> {
    let checked = CheckedRequest::check(lookup, terms, request)?;
    price_checked(lookup, checked)
}

/// Prices a checked request.
///
/// # Errors
/// [`Error::Invalid`] if more of the deductible is left than the whole deductible of the year.
pub(crate) fn price_checked<'a>(
    lookup: &mut Lookup<'a>,
    request: CheckedRequest<'a>,
) -> Result<PricedClaim<'a>, Error> {
    let CheckedRequest { claim, line_ids, in_force, by_zip, located, terms } = request;
    let agreed = || terms.as_ref().map(|used| Arc::clone(&used.terms));
    let schedule = lookup.schedule();
    let mut rates = rates_of_next(lookup, &claim, &in_force, &located)?;
    rates.terms = agreed();
    let estimate = pricing::estimate(&claim, &rates);
    let border = BorderZip::price(&located.candidates, |place| {
        // The edits are the same everywhere, so they are not looked up again.
        let edits = rates.edits.clone();
        let there = schedule.rates_without_edits(&in_force, place, claim.provider().qualifying_apm);
        pricing::allowed(&claim, &Rates { edits, ..there }.asked_on(rates.latest_day).under(agreed()))
    });
    let InForce { release, date_given, .. } = in_force;
    Ok(PricedClaim {
        claim,
        estimate,
        locality: located.locality,
        release,
        date_given,
        line_ids,
        rates,
        schedule,
        by_zip,
        border,
        terms,
    })
}
