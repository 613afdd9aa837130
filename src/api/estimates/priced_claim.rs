//! A request with its estimate: what every form of asking for one comes to.

use super::border_zip::{BorderZip, Candidate, Range};
use super::request::{CheckedRequest, EstimateRequest, hold_to_deductible};
use crate::api::shared::pricing_context::release_and_place;
use crate::api::shared::source::SourceResponse;
use crate::api::wire::decimal::Shown;
use crate::api::wire::error::Error;
use crate::pricing::{self, ClaimEdits, Estimate, Rates};
use crate::schedule::content::LocalityIndices;
use crate::schedule::{InForce, Located, Release, Schedule};
use crate::vocabulary::{Claim, Money};

const BORDER_ZIP: &str = "The ZIP code lies in several localities and its last four digits decide. CMS's file of \
     nine-digit ZIP codes is not read, so the default locality was priced; the candidates are the localities of nearby ZIP \
     codes. Where one is known to be right, send the locality itself.";

const LONE_ZIP: &str = "The ZIP code lies in several localities and its last four digits decide. CMS's file of \
     nine-digit ZIP codes is not read, so the default locality was priced. The others are not known here: every ZIP code \
     near it and in its state lies in the same one, so that no range can be given. Where another is known to be right, send the \
     locality itself.";

/// A request with its estimate.
#[derive(Debug)]
pub struct PricedClaim<'a> {
    /// The claim that was priced.
    pub claim: Claim,
    /// What Medicare would answer.
    pub estimate: Estimate,
    /// The locality priced, or none for national amounts.
    pub locality: Option<&'a LocalityIndices>,
    /// The release priced from.
    pub release: &'a Release,
    /// Whether the request gave the date; else it is the release's first day.
    pub date_given: bool,
    pub(crate) ids: Vec<String>,
    pub(crate) rates: Rates<'a>,
    pub(in crate::api) border: Option<BorderZip<'a>>,
}

impl PricedClaim<'_> {
    /// The source of the estimate's figures.
    pub(crate) fn source(&self) -> SourceResponse<'_> {
        SourceResponse::new(self.release, self.locality, self.rates.conversion_factor)
            .noting_date(self.claim.date_of_service, self.date_given)
            .with_edits(self.rates.edits.quarter())
    }
}

/// Reads a request that came otherwise than by HTTP, as the operation reads its body.
///
/// # Errors
/// [`Error::Malformed`] with every fault of its form.
pub fn request(json: &[u8]) -> Result<EstimateRequest, Error> {
    crate::api::wire::json::decode_bytes(json)
}

/// Prices a request against a schedule.
///
/// # Errors
/// [`Error::Invalid`] with every fault of the request.
pub fn price(schedule: &Schedule, request: EstimateRequest) -> Result<PricedClaim<'_>, Error> {
    let CheckedRequest { day, place, release, claim } = request.into();
    let settled = release_and_place(schedule, day, release.as_deref(), place, "");
    // Whatever is wrong with the lines, the date, release and place are looked at too: all faults are named at once.
    let ((mut claim, ids), (in_force, located)) = match (claim, settled) {
        (Ok(claim), Ok(settled)) => (claim, settled),
        (Err(error), Err(other)) => return Err(error.and(other)),
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => return Err(error),
    };
    claim.date_of_service = in_force.date;
    let mut rates = schedule.rates(&in_force, &located, claim.provider.qualifying_apm);
    hold_to_deductible(&claim, rates.cost_share.deductible)?;
    rates.edits = schedule.edits_of(&claim);
    let estimate = pricing::estimate(&claim, &rates);
    let border = border_zip(schedule, &in_force, &located, &claim, &rates.edits);
    let InForce { release, date_given, .. } = in_force;
    Ok(PricedClaim { claim, estimate, locality: located.locality, release, date_given, ids, rates, border })
}

/// The candidates of a ZIP code on a border, and the range of what the claim comes to among them.
fn border_zip<'a>(
    schedule: &'a Schedule,
    in_force: &InForce<'a>,
    located: &Located<'a>,
    claim: &Claim,
    edits: &ClaimEdits<'a>,
) -> Option<BorderZip<'a>> {
    let priced = located.candidates.iter().map(|candidate| {
        let there = Located { locality: Some(*candidate), candidates: Vec::new(), caveat: None };
        let rates = schedule.rates(in_force, &there, claim.provider.qualifying_apm);
        let rates = Rates { edits: edits.clone(), ..rates };
        (*candidate, pricing::estimate(claim, &rates).totals.allowed)
    });
    let priced: Vec<_> = priced.collect();
    let priced_count = priced.len();
    let low = priced.iter().map(|(_, allowed)| *allowed).min()?;
    let high = priced.iter().map(|(_, allowed)| *allowed).max().unwrap_or(Money::ZERO);
    let candidates = priced.into_iter().map(|(row, allowed)| Candidate {
        locality: Shown(row.locality),
        name: &row.name,
        allowed: Shown(allowed),
    });
    let allowed_range = (priced_count > 1).then_some(Range { low: Shown(low), high: Shown(high) });
    let detail = if priced_count > 1 { BORDER_ZIP } else { LONE_ZIP };
    Some(BorderZip { detail, candidates: candidates.collect(), allowed_range })
}
