//! A checked request, and how one is made from JSON. All faults are reported at once.

use super::request::{EstimateRequest, LineRequest};
use crate::api::terms::reach::{TermsInReach, UsedTerms};
use crate::api::wire::error::Error;
use crate::schedule::{InForce, Located};
use crate::vocabulary::Claim;
use medpayiq_claims::check::check_next;
use medpayiq_claims::{Checked, Faults, Lookup, RawClaim, RawLine};

/// A valid claim, and the release and place to price it from. JSON, CSV, X12 and the command line all become one.
#[derive(Debug)]
pub(crate) struct CheckedRequest<'a> {
    pub(crate) claim: Claim,
    /// The id of each line.
    pub(crate) line_ids: Vec<String>,
    pub(crate) in_force: InForce<'a>,
    /// Whether a ZIP code was given instead of the locality.
    pub(crate) by_zip: bool,
    pub(crate) located: Located<'a>,
    /// The contract under which it is priced.
    pub(crate) terms: Option<UsedTerms>,
}

impl<'a> CheckedRequest<'a> {
    /// Checks a request, which may name these stored terms.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault of the request, among them those that only the loaded releases show;
    /// [`Error::Unavailable`] if no fee schedule is loaded; and 401 or 403 if it may not name stored terms.
    pub(crate) fn check(
        lookup: &mut Lookup<'a>,
        terms: &TermsInReach,
        request: EstimateRequest,
    ) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let terms = terms.choose(request.terms.as_ref(), &mut faults)?;
        let checked = check_next(lookup, &raw_claim(&request, terms.is_some()), faults)?;
        let ids = request.lines.into_iter().enumerate();
        let line_ids =
            ids.map(|(position, line)| line.id.unwrap_or_else(|| (position + 1).to_string())).collect();
        let Checked { claim, in_force, by_zip, located } = checked;
        Ok(Self { claim, line_ids, in_force, by_zip, located, terms })
    }
}

fn raw_claim(request: &EstimateRequest, has_terms: bool) -> RawClaim<'_> {
    let (provider, patient) = (request.provider.as_ref(), request.patient.as_ref());
    RawClaim {
        date_of_service: request.date_of_service.as_deref(),
        place_of_service: request.place_of_service.as_deref(),
        locality: request.locality.as_deref(),
        zip: request.zip.as_deref(),
        release: request.release.as_deref(),
        provider_kind: provider.and_then(|provider| provider.kind.as_deref()),
        participating: provider.and_then(|provider| provider.participating).into(),
        accepts_assignment: provider.and_then(|provider| provider.accepts_assignment).into(),
        qualifying_apm: provider.and_then(|provider| provider.qualifying_apm.as_deref()),
        mips_adjustment_percent: provider.and_then(|provider| provider.mips_adjustment_percent.as_deref()),
        deductible_remaining: patient.and_then(|patient| patient.deductible_remaining.as_deref()),
        therapy_used: patient.and_then(|patient| patient.therapy_used.as_deref()),
        lines: request.lines.iter().map(raw_line).collect(),
        has_terms: has_terms || request.terms.is_some(),
        ..RawClaim::default()
    }
}

fn raw_line(line: &LineRequest) -> RawLine<'_> {
    RawLine {
        id: line.id.as_deref(),
        hcpcs: &line.hcpcs,
        modifiers: line.modifiers.iter().flatten().map(String::as_str).collect(),
        units: line.units.into(),
        charge: line.charge.as_deref(),
        minutes: line.minutes.into(),
        postoperative_days: line.postoperative_days.into(),
    }
}
