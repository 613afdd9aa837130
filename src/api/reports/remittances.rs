//! `POST /v1/remittances`: the denial reports that an X12 835 makes, previewed or contributed.

use super::contributor::{submission, taken};
use super::remittance_response::RemittanceResponse;
use super::report_lists::report_lists;
use crate::api::limits::Limits;
use crate::api::metrics::Metrics;
use crate::api::shared::edi::EDI_X12;
use crate::api::state::State;
use crate::api::wire::body::{Body, media_type};
use crate::api::wire::error::{Error, Fault};
use crate::api::wire::offload::aside;
use crate::api::wire::problem::Problem;
use crate::api::wire::query;
use crate::denials::{ClosedLists, Intake, Remitted, Report};
use crate::store::{self, Contribution};
use crate::x12::{RemittanceReader, X12Error};
use actix_web::http::header::{CACHE_CONTROL, ContentType, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, post, web};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use utoipa::IntoParams;

/// How much of a body is gathered before it is read on.
const PIECE_BYTES: usize = 256 * 1024;

/// A remittance of two claims, made up for the documentation; a test sends it.
const EXAMPLE_REMITTANCE: &str = "\
ISA*00*          *00*          *ZZ*PARTB          *ZZ*EXAMPLECLINIC  *250210*0930*^*00501*000000001*0*T*:~
GS*HP*PARTB*EXAMPLECLINIC*20250210*0930*1*X*005010X221A1~
ST*835*0001~
BPR*I*32.68*C*CHK************20250212~
TRN*1*EXAMPLE*1999999999~
N1*PR*PART B~
N1*PE*EXAMPLE CLINIC*XX*1999999984~
LX*1~
CLP*EXAMPLE*1*750*32.68*8.34*MB*0000000000001*11*1~
NM1*QC*1*DOE*EXAMPLE****MI*0XX0XX0XX00~
SVC*HC:76377:26*300*32.68**1~
DTM*472*20250115~
CAS*CO*45*258.31*1*253*.67~
CAS*PR*2*8.34~
AMT*B6*41.69~
SVC*HC:71260*450*0**1~
DTM*472*20250115~
CAS*CO*97*450~
LQ*HE*N20~
CLP*EXAMPLE*1*90*0**MB*0000000000002*11*1~
NM1*QC*1*DOE*EXAMPLE****MI*0XX0XX0XX00~
SVC*AD:D0120*90*0**1~
DTM*472*20250116~
CAS*PR*96*90~
SE*23*0001~
GE*1*1~
IEA*1*000000001~
";

/// What is done with the reports of a remittance.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RemittanceQuery {
    /// Whether the reports are contributed; absent: they are only shown.
    #[param(example = true)]
    contribute: Option<bool>,
}

/// Make denial reports of a remittance
///
/// Takes an X12 835 (005010X221A1) of up to 20 MB, with any delimiters and several interchanges, and answers with the
/// reports of its denied lines. Nothing is kept unless `contribute=true`: then each report is taken as by
/// `POST /v1/denial-reports`, all of them or none, and answered with its retraction token. The same remittance counts
/// once within 24 hours, with an `Idempotency-Key` or without, and is answered with the same tokens.
///
/// A line was denied when nothing of it was allowed and one of its reasons says more than that it was priced: one that
/// only the deductible took was not. Claims that are reversed later in the same body are left out. Claims and lines are
/// named by their position and segment.
///
/// Names, addresses, the numbers of patients, claims and payments, dates but for the month, amounts but for the range
/// of the charge, and texts are passed over as the body is read, and are in no answer and no log.
#[utoipa::path(
    operation_id = "create_remittance",
    tag = "denials",
    params(
        RemittanceQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "With contribute=true, any text of the caller's, under which the same remittance counts once within 24 hours; without one the body itself stands for it", example = "0b6ff0a5-9c5e-4b0c-8d6b-7a7c2a7b1f10"),
    ),
    request_body(
        description = "An X12 interchange of remittances",
        content((String = "application/edi-x12", example = json!(EXAMPLE_REMITTANCE))),
    ),
    responses(
        (status = 200, description = "The reports, and what makes none", body = RemittanceResponse, content_type = "application/json"),
        (status = 400, description = "An unknown parameter, or a body that breaks off", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not declared as X12", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No whole interchange of remittances: each fault with its segment; or a key that was used for another request", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many reports within an hour", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer: try again with the same key", body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/v1/remittances")]
pub(crate) async fn create_remittance(
    request: HttpRequest,
    body: Body,
    state: web::Data<State>,
    limits: web::Data<Limits>,
    metrics: web::Data<Metrics>,
) -> Result<HttpResponse, Error> {
    let asked: RemittanceQuery =
        query::decode_unrepeated(&request, "no parameter but contribute, once, true or false")?;
    if !media_type(&request).is(EDI_X12) {
        return Err(Error::UnsupportedMediaType(EDI_X12));
    }
    let lists = report_lists(&state).await?;
    let (remitted, digest) = take_in(body, lists, limits.remittance_bytes).await?;
    let tokens = match asked.contribute {
        Some(true) => {
            let reports = remitted.denials.iter().map(|denial| denial.report.clone()).collect::<Vec<_>>();
            let contribution = contribute(&request, &state, &limits, &reports, &digest).await?;
            Some(taken(contribution, reports.len(), &metrics)?)
        }
        Some(false) | None => None,
    };
    let response = RemittanceResponse::of(&remitted, tokens.as_deref());
    let body = serde_json::to_vec(&response).map_err(|error| Error::Internal(error.to_string()))?;
    let no_store = (CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(HttpResponse::Ok().insert_header(ContentType::json()).insert_header(no_store).body(body))
}

/// Contributes the reports by the road that a single one takes, all or none.
///
/// A body without a key is its own: a remittance is easily sent twice, and its denials happened once.
///
/// # Errors
/// As the contribution of a single report.
async fn contribute(
    request: &HttpRequest,
    state: &State,
    limits: &Limits,
    reports: &[Report],
    digest: &[u8],
) -> Result<Contribution, Error> {
    let own_key = hex::encode(digest);
    let mut submission = submission(request, limits, digest)?;
    submission.idempotency_key = submission.idempotency_key.or(Some(&own_key));
    if reports.is_empty() {
        return Ok(Contribution::Taken(Vec::new()));
    }
    Ok(store::contribute(state.store(), reports, &submission).await?)
}

/// A remittance while its body comes.
struct Reading {
    reader: RemittanceReader,
    intake: Intake,
    digest: Sha256,
}

/// What a body comes to, and its SHA-256.
type Read = (Remitted, [u8; 32]);

/// Reads a body piece by piece beside the threads that serve.
///
/// # Errors
/// 413 where it is too long or says that it will be, 422 where it is no remittance.
async fn take_in(mut body: Body, lists: ClosedLists, limit: usize) -> Result<Read, Error> {
    body.check_declared(limit)?;
    let mut reading = Ok(Reading::new(lists));
    let (mut piece, mut length) = (Vec::new(), 0_usize);
    while let Some(bytes) = body.next_bytes().await? {
        length = length.saturating_add(bytes.len());
        if length > limit {
            return Err(Error::TooLarge { limit });
        }
        // What is wrong is told when the body has come: who still sends does not read.
        if reading.is_ok() {
            piece.extend_from_slice(&bytes);
        }
        if piece.len() >= PIECE_BYTES {
            let whole = std::mem::take(&mut piece);
            reading = aside(move || reading.and_then(|reading| reading.feed(&whole))).await?;
        }
    }
    let end = move || reading.and_then(|reading| reading.feed(&piece)).and_then(Reading::end);
    aside(end).await?.map_err(|faults| Error::Invalid(faults.iter().map(Fault::from).collect()))
}

impl Reading {
    fn new(lists: ClosedLists) -> Self {
        let today = OffsetDateTime::now_utc().date();
        let (reader, digest) = (RemittanceReader::default(), Sha256::new());
        Self { reader, intake: Intake::new(lists, today), digest }
    }

    fn feed(mut self, piece: &[u8]) -> Result<Self, Vec<X12Error>> {
        self.digest.update(piece);
        self.reader.feed(piece, |claim| self.intake.take(&claim))?;
        Ok(self)
    }

    fn end(self) -> Result<Read, Vec<X12Error>> {
        let Self { reader, mut intake, digest } = self;
        reader.finish(|claim| intake.take(&claim))?;
        let remitted = intake.end().map_err(|fault| vec![fault])?;
        Ok((remitted, digest.finalize().into()))
    }
}
