//! Claims of an X12 interchange, priced one by one: the second form of `POST /v1/estimates`.

use super::response::EstimateResponse;
use super::x12_request::{days_to_split, element};
use crate::api::estimates::priced_claim::price;
use crate::api::metrics::Metrics;
use crate::api::shared::reasons::ReasonResponse;
use crate::api::shared::x12::segment_fault;
use crate::api::wire::blocking::run_blocking;
use crate::api::wire::decimal::{Dollars, Shown};
use crate::api::wire::error::{Error, Fault};
use crate::api::wire::problem::PartProblem;
use crate::pricing::Totals;
use crate::schedule::Schedule;
use crate::x12::{Frequency, Note, ReadClaim, ServiceClaim, read_claims};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, http::header::ContentType};
use futures_util::stream;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// How long a piece of the answer becomes before it is sent.
const PIECE_BYTES: usize = 64 * 1024;

/// A claim of one service, made up for the documentation; a test prices it.
pub(crate) const EXAMPLE_INTERCHANGE: &str = "\
ISA*00*          *00*          *ZZ*EXAMPLECLINIC  *ZZ*PARTB          *250131*0930*^*00501*000000001*0*T*:~
GS*HC*EXAMPLECLINIC*PARTB*20250131*0930*1*X*005010X222A1~
ST*837*0001*005010X222A1~
BHT*0019*00*1*20250131*0930*CH~
HL*1**20*1~
NM1*85*2*EXAMPLE CLINIC*****XX*1999999984~
N4*SAN FRANCISCO*CA*94110~
HL*2*1*22*0~
NM1*IL*1*DOE*EXAMPLE****MI*0XX0XX0XX00~
CLM*EXAMPLE*300***11:B:1*Y*A*Y*Y~
LX*1~
SV1*HC:76377:26*300*UN*1***1~
DTP*472*D8*20250115~
SE*12*0001~
GE*1*1~
IEA*1*000000001~
";

/// The answer to either form of an estimate request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[expect(
    dead_code,
    reason = "the two forms are written by their own paths; together they are only documented"
)]
pub(crate) enum EstimateAnswer<'a> {
    /// To a JSON claim.
    Claim(Box<EstimateResponse<'a>>),
    /// To an X12 interchange.
    Interchange(InterchangeResponse<'a>),
}

/// The estimates of an interchange's claims, written piece by piece.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InterchangeResponse<'a> {
    /// One for each claim, or several where its lines differ in day, place or practitioner.
    claims: Vec<ClaimResponse<'a>>,
    /// The sums.
    totals: InterchangeTotals,
}

/// A claim of an interchange: its estimate, or its problem.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClaimResponse<'a> {
    /// The claim's position in the interchange, from 1. Its own number is never read.
    #[schema(example = 1)]
    claim: usize,
    /// Its CLM segment, the first ISA being segment 1.
    #[schema(example = 21)]
    segment: u32,
    /// Which part of the claim this is, where its lines were priced apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<usize>,
    /// The place of service of the part.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "11")]
    place_of_service: Option<&'a str>,
    /// What was taken, assumed or left out while the claim was read.
    notes: Vec<ReasonResponse>,
    /// The estimate; none of a claim that takes an earlier one back (CLM05-3 is 8), whose only answer is the note `void_claim`.
    #[serde(skip_serializing_if = "Option::is_none")]
    estimate: Option<EstimateResponse<'a>>,
    /// Why it cannot be priced: faults point to `/segments/`, the segment's number, and the element.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<PartProblem>,
}

/// The sums of an interchange, in dollars.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct InterchangeTotals {
    /// How many claims, parts of a claim counting one each, have an estimate.
    estimated: usize,
    /// How many have a problem.
    refused: usize,
    /// How many take an earlier claim back: they have neither, and add nothing to the sums.
    voided: usize,
    /// The allowed amounts of the estimates.
    allowed: Dollars,
    /// What Medicare pays.
    medicare_paid: Dollars,
    /// What the patients owe.
    patient: Dollars,
}

/// Answers an interchange.
///
/// # Errors
/// 422 where the body is no whole interchange of professional claims.
pub(crate) async fn answer(
    body: Bytes,
    schedule: Arc<Schedule>,
    metrics: Arc<Metrics>,
) -> Result<HttpResponse, Error> {
    let claims = run_blocking(move || read_claims(&body))
        .await?
        .map_err(|error| Error::Invalid(vec![segment_fault(&error)]))?;
    let pieces = Pieces {
        schedule,
        metrics,
        claims: claims.into_iter(),
        totals: InterchangeTotals::default(),
        stage: Stage::Begin,
    };
    let pieces = stream::unfold(Some(pieces), |pieces| async move {
        let mut pieces = pieces?;
        match run_blocking(move || (pieces.next(), pieces)).await {
            Ok((Ok(None), _)) => None,
            Ok((Ok(Some(piece)), pieces)) => Some((Ok(piece), Some(pieces))),
            Ok((Err(error), _)) | Err(error) => Some((Err(error), None)),
        }
    });
    Ok(HttpResponse::Ok().insert_header(ContentType::json()).streaming(pieces))
}

/// An answer on its way: no more of it is in memory than the piece being made.
struct Pieces {
    schedule: Arc<Schedule>,
    metrics: Arc<Metrics>,
    claims: std::vec::IntoIter<ReadClaim>,
    totals: InterchangeTotals,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Begin,
    Claims,
    End,
}

impl Pieces {
    fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        if self.stage == Stage::End {
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

    fn finish(&mut self, piece: &mut Vec<u8>) -> Result<(), Error> {
        self.stage = Stage::End;
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
                let problem = Some(PartProblem::new(&error, faults.iter().map(segment_fault).collect()));
                self.totals.refused += 1;
                self.write_response(piece, &ClaimResponse { problem, ..blank(None) })
            }
            Ok(_) if *frequency == Frequency::Void => {
                let notes = vec![ReasonResponse::from(&Note::Void)];
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
        let blank = ClaimResponse { place_of_service: Some(&part.place_of_service), notes, ..blank };
        let schedule = Arc::clone(&self.schedule);
        let split = days_to_split(&schedule, part);
        let error = match price(&schedule, part.into()) {
            Ok(priced) if split.is_empty() => {
                self.metrics.lines.x12.count(&priced.estimate);
                self.totals.add(&priced.estimate.totals);
                return self
                    .write_response(piece, &ClaimResponse { estimate: Some(priced.answer()), ..blank });
            }
            Ok(_) => Error::Invalid(Vec::new()),
            Err(error) => error,
        };
        self.totals.refused += 1;
        let faults = error.faults().iter();
        let faults = faults.map(|fault| Fault::new(element(part, &fault.pointer), &fault.detail));
        let problem = Some(PartProblem::new(&error, faults.chain(split).collect()));
        self.write_response(piece, &ClaimResponse { problem, ..blank })
    }

    fn write_response(&mut self, piece: &mut Vec<u8>, response: &ClaimResponse<'_>) -> Result<(), Error> {
        let before: &[u8] = match self.stage {
            Stage::Begin => b"{\"claims\":[",
            Stage::Claims | Stage::End => b",",
        };
        self.stage = Stage::Claims;
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
