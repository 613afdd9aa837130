//! `POST /v1/estimates/x12`: every claim of an X12 interchange is priced, and the answer is streamed.

use super::checked_request::CheckedRequest;
use super::priced_claim::price_checked;
use super::response::EstimateResponse;
use crate::api::access::gate::Gate;
use crate::api::limits::Limits;
use crate::api::metrics::Metrics;
use crate::api::shared::edi::{EDI_X12, x12_fault};
use crate::api::shared::reasons::ReasonResponse;
use crate::api::state::State;
use crate::api::terms::reach::{TermsInReach, UsedTerms};
use crate::api::wire::binary::Binary;
use crate::api::wire::blocking::{HeavyWork, Pieces};
use crate::api::wire::body::{Body, MemoryShare, media_type, read_body};
use crate::api::wire::closed_lists::PlaceName;
use crate::api::wire::decimal::{Dollars, Shown};
use crate::api::wire::error::Error;
use crate::api::wire::problem::PartProblem;
use crate::api::wire::query;
use crate::api::wire::responses::{BodyProblems, InterchangeProblems, PricingProblems};
use crate::pricing::Totals;
use crate::schedule::Schedule;
use crate::x12::{ClaimFrequency, ClaimNote, ReadClaim, ServiceClaim, read_claims};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, http::header::ContentType, post, web};
use medpayiq_claims::Lookup;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// The answer is sent in pieces of about this length.
const PIECE_BYTES: usize = 64 * 1024;

/// A made-up claim for the documentation. A test prices it.
pub(crate) const EXAMPLE_INTERCHANGE: &str = include_str!("../../../openapi/claims.837");

/// What an interchange does not say.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct X12Query {
    /// The name of stored terms, if the payer pays under a contract. If absent: what Medicare itself owes. It needs the scope `terms`.
    #[param(max_length = 64)]
    terms: Option<String>,
}

/// The estimates of the claims of an interchange.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InterchangeResponse<'a> {
    /// One entry per claim, or several if the lines of a claim differ in date, place or practitioner.
    claims: Vec<ClaimResponse<'a>>,
    /// The totals.
    totals: InterchangeTotals,
}

/// A claim of an interchange, with its estimate or its problem.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClaimResponse<'a> {
    /// The position of the claim in the body, from 1. The number of the claim itself is never read.
    #[schema(example = 1)]
    claim: usize,
    /// The number of the claim's CLM segment. The first ISA is segment 1.
    #[schema(example = 21)]
    segment: u32,
    /// Which part of the claim this is, from 1. Absent if all lines were priced together.
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<usize>,
    /// The place of service.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<PlaceName>)]
    place_of_service: Option<&'static str>,
    /// What was assumed or left out while the claim was read.
    notes: Vec<ReasonResponse>,
    /// The estimate. A claim that cancels an earlier one (CLM05-3 is 8) has none, but the note `void_claim`.
    #[serde(skip_serializing_if = "Option::is_none")]
    estimate: Option<EstimateResponse<'a>>,
    /// Why the claim cannot be priced. Pointers name the segment and the element, such as `/segments/31/SV101-2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<PartProblem>,
}

/// The totals of an interchange, in dollars.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct InterchangeTotals {
    /// How many claims have an estimate. Each part of a claim counts as one.
    estimated: usize,
    /// How many claims have a problem.
    refused: usize,
    /// How many claims cancel an earlier one. They have no estimate and no problem, and are not part of the amounts.
    voided: usize,
    /// What Medicare allows.
    allowed: Dollars,
    /// What Medicare pays.
    medicare_paid: Dollars,
    /// What the patients owe.
    patient: Dollars,
}

/// Price the claims of an X12 interchange
///
/// Returns one estimate per claim, date and place of an X12 837P. A claim that cannot be priced does not affect the others.
///
/// The service reads codes, modifiers, units or minutes, charges, place, date, assignment, the ZIP code of the service facility
/// (else of the billing provider), and whether the claim replaces or cancels another. It reads nothing about the patient. A
/// claim that cancels another gets no estimate and no problem, and is not part of the totals. The id of a line is its LX01, or
/// its position if the LX01 of a claim are not unique.
///
/// With `terms` the claims are priced under a contract. A claim that does not accept assignment (CLM07) then has a problem.
#[utoipa::path(
    operation_id = "create_x12_estimates",
    tag = "estimates",
    params(X12Query),
    request_body(
        description = "An X12 interchange of professional claims (837P, 005010X222) of up to 2 MiB and 5000 claims",
        content((inline(Binary) = "application/edi-x12", example = json!(EXAMPLE_INTERCHANGE))),
    ),
    responses(
        (status = 200, description = "One estimate per claim, date and place", body = InterchangeResponse<'static>, content_type = "application/json"),
        InterchangeProblems,
        BodyProblems,
        PricingProblems,
    )
)]
#[post("/v1/estimates/x12")]
pub(crate) async fn create_x12_estimates(
    request: HttpRequest,
    body: Body,
    state: web::Data<State>,
    limits: web::Data<Limits>,
    metrics: web::Data<Metrics>,
    heavy: web::Data<HeavyWork>,
    gate: web::Data<Gate>,
) -> Result<HttpResponse, Error> {
    let X12Query { terms } = query::decode(&request)?;
    if !media_type(&request).is(EDI_X12) {
        return Err(Error::UnsupportedMediaType(&[EDI_X12]));
    }
    let reach = TermsInReach::of(&request, &gate, &state);
    let terms = terms.map(|name| reach.named(&name, "/query/terms")).transpose()?;
    answer(body, &state, &limits, metrics, &heavy, terms).await
}

/// Answers an interchange.
///
/// # Errors
/// 413 if the body is too long, 422 if it is not a complete interchange of professional claims, 503 if no fee schedule is
/// loaded or too much heavy work is waiting.
pub(super) async fn answer(
    body: Body,
    state: &State,
    limits: &Limits,
    metrics: web::Data<Metrics>,
    heavy: &HeavyWork,
    terms: Option<UsedTerms>,
) -> Result<HttpResponse, Error> {
    let body = read_body(body, limits.x12_bytes).await?;
    let (schedule, metrics) = (state.whole_schedule()?, metrics.into_inner());
    let (claims, share) = heavy
        .run(move || read_claims(&body).map(|claims| (claims, body.into_share())))
        .await?
        .map_err(|error| Error::Invalid(vec![x12_fault(&error)]))?;
    let answer = InterchangeAnswer {
        schedule,
        terms,
        metrics,
        claims: claims.into_iter(),
        totals: InterchangeTotals::default(),
        written: Written::Nothing,
        _share: share,
    };
    Ok(HttpResponse::Ok().insert_header(ContentType::json()).streaming(heavy.stream(answer)))
}

/// An answer that is being written.
struct InterchangeAnswer {
    schedule: Arc<Schedule>,
    /// The contract under which the claims are priced.
    terms: Option<UsedTerms>,
    metrics: Arc<Metrics>,
    claims: std::vec::IntoIter<ReadClaim>,
    totals: InterchangeTotals,
    written: Written,
    /// The memory of the claims.
    _share: Option<MemoryShare>,
}

/// How much of an answer has been written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    Nothing,
    SomeClaims,
    Everything,
}

impl Pieces for InterchangeAnswer {
    fn next_piece(&mut self) -> Result<Option<Bytes>, Error> {
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        if self.written == Written::Everything {
            return Ok(None);
        }
        while piece.len() < PIECE_BYTES {
            let Some(claim) = self.claims.next() else {
                self.finish(&mut piece)?;
                break;
            };
            self.write_claim(&mut piece, &claim)?;
        }
        Ok(Some(Bytes::from(piece)))
    }
}

impl InterchangeAnswer {
    fn finish(&mut self, piece: &mut Vec<u8>) -> Result<(), Error> {
        self.written = Written::Everything;
        piece.extend_from_slice(b"],\"totals\":");
        write(piece, &self.totals)?;
        piece.push(b'}');
        Ok(())
    }

    fn write_claim(&mut self, piece: &mut Vec<u8>, claim: &ReadClaim) -> Result<(), Error> {
        let ReadClaim { position, segment, frequency, services } = claim;
        let blank = |part| ClaimResponse {
            claim: *position,
            segment: *segment,
            part,
            place_of_service: None,
            notes: Vec::new(),
            estimate: None,
            problem: None,
        };
        match services {
            Err(faults) => {
                let error = Error::Invalid(Vec::new());
                let problem = Some(PartProblem::new(&error, faults.iter().map(x12_fault).collect()));
                self.totals.refused += 1;
                self.write_response(piece, &ClaimResponse { problem, ..blank(None) })
            }
            Ok(_) if *frequency == ClaimFrequency::Void => {
                let notes = vec![ReasonResponse::from(&ClaimNote::Void)];
                self.totals.voided += 1;
                self.write_response(piece, &ClaimResponse { notes, ..blank(None) })
            }
            Ok(parts) => parts.iter().enumerate().try_for_each(|(number, part)| {
                let number = (parts.len() > 1).then_some(number + 1);
                self.write_part(piece, part, blank(number))
            }),
        }
    }

    fn write_part<'a>(
        &mut self,
        piece: &mut Vec<u8>,
        part: &'a ServiceClaim,
        blank: ClaimResponse<'a>,
    ) -> Result<(), Error> {
        let notes = part.notes.iter().map(ReasonResponse::from).collect();
        let place_of_service = Some(part.claim.place_of_service().code());
        let blank = ClaimResponse { place_of_service, notes, ..blank };
        let schedule = Arc::clone(&self.schedule);
        let checked = CheckedRequest::from_x12(&schedule, part);
        let checked = checked.and_then(|request| request.under(self.terms.as_ref(), part));
        match checked.and_then(|request| price_checked(&mut Lookup::new(&schedule), request)) {
            Ok(priced) => {
                self.metrics.lines.x12.count(&priced.estimate);
                self.totals.add(&priced.estimate.totals);
                self.write_response(piece, &ClaimResponse { estimate: Some(priced.answer()), ..blank })
            }
            Err(error) => {
                self.totals.refused += 1;
                let problem = Some(PartProblem::new(&error, error.faults().to_vec()));
                self.write_response(piece, &ClaimResponse { problem, ..blank })
            }
        }
    }

    fn write_response(&mut self, piece: &mut Vec<u8>, response: &ClaimResponse<'_>) -> Result<(), Error> {
        let before: &[u8] = match self.written {
            Written::Nothing => b"{\"claims\":[",
            Written::SomeClaims | Written::Everything => b",",
        };
        self.written = Written::SomeClaims;
        piece.extend_from_slice(before);
        write(piece, response)
    }
}

fn write<T: Serialize>(piece: &mut Vec<u8>, value: &T) -> Result<(), Error> {
    serde_json::to_writer(piece, value).map_err(|error| Error::Internal(error.to_string()))
}

impl InterchangeTotals {
    fn add(&mut self, totals: &Totals) {
        self.estimated += 1;
        self.allowed = Shown(self.allowed.0 + totals.allowed);
        self.medicare_paid = Shown(self.medicare_paid.0 + totals.medicare_paid);
        self.patient = Shown(self.patient.0 + totals.patient);
    }
}
