//! FHIR R4: `POST /fhir/Claim/$predetermine` prices a claim as `POST /v1/estimates` does, and `GET /fhir/metadata` says so.
//!
//! Only the elements that a price depends on are read ([`claim`]). Nothing about the patient is read, kept, logged or answered.

mod adjudication;
mod capability;
mod charge;
mod claim;
mod claim_response;
mod details;
mod expression;
mod extensions;
mod facility;
mod item;
mod notes;
pub(crate) mod outcome;
mod parts;
mod price;
mod profession;
mod quantity;
mod read_claim;
mod systems;
mod values;
mod without_values;

use self::capability::capability_statement;
use self::claim::Claim;
use self::claim_response::ClaimResponse;
use self::outcome::OperationOutcome;
use self::price::{AskedPlace, predetermine};
use self::read_claim::read_claim;
use super::limits::Limits;
use super::metrics::Metrics;
use super::state::State;
use super::wire::blocking::HeavyWork;
use super::wire::body::{Body, ReadBody, media_type, read_body};
use super::wire::error::Error;
use super::wire::faults::Faults;
use super::wire::query;
use super::wire::read;
use super::wire::responses::{BodyProblems, ConstantProblems, FhirProblems, PricingProblems};
use crate::api::estimates::price_body::{MOST_BYTES_AT_ONCE, is_light};
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;

/// The media type of FHIR in JSON.
pub(crate) const FHIR_JSON: &str = "application/fhir+json";
/// How the paths of FHIR's operations begin. Their failures are OperationOutcomes.
const PATHS: &str = "/fhir/";
/// The names of the format in which answers are written, for `_format`.
const FORMATS: [&str; 3] = ["json", "application/json", FHIR_JSON];

/// The place of the prices.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PredetermineQuery {
    /// The Medicare contractor and the number of the locality. It takes the place of the claim's facility.
    #[param(example = "01112-05", pattern = r"^\d{5}-?\d{2}$")]
    locality: Option<String>,
    /// The ZIP code of the place, such as 94110. It takes the place of the claim's facility. Send either `zip` or `locality`.
    #[param(pattern = r"^\d{5}(-?\d{4})?$")]
    zip: Option<String>,
    /// The format of the answer, which is always JSON.
    #[serde(rename = "_format")]
    #[param(example = "json", pattern = r"^(json|application/(fhir\+)?json)$")]
    format: Option<String>,
}

/// The format of the capability statement, and its kind.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MetadataQuery {
    /// The format of the answer, which is always JSON.
    #[serde(rename = "_format")]
    #[param(example = "json", pattern = r"^(json|application/(fhir\+)?json)$")]
    format: Option<String>,
    /// The kind of statement. There is one, of what the service does.
    #[param(example = "full", pattern = r"^(full|normative)$")]
    mode: Option<String>,
}

/// Price a FHIR claim
///
/// Takes a FHIR R4 Claim, or a Parameters or Bundle with one, and returns a ClaimResponse with the amounts of
/// `POST /v1/estimates`. Each service has its charge
/// (submitted), what Medicare allows (eligible), deductible, coinsurance, what Medicare pays (benefit), what the patient owes
/// (memberliability), the adjustments of a remittance (adjustmentreason with CARC) and the denials to expect (denialreason).
///
/// A service needs a code, a day and a place of service. Services of one day and place of service are priced as one claim. The
/// place of the prices is `zip` or `locality` in the address, else the ZIP code of the Location to which `facility` refers, which is
/// contained or in the same Bundle; without either the amounts are national.
///
/// Nothing about the patient is read, kept, logged or repeated: `patient` of the answer is masked. A failure is an
/// OperationOutcome.
#[utoipa::path(
    operation_id = "predetermine_fhir_claim",
    tag = "fhir",
    params(PredetermineQuery),
    request_body(description = "A FHIR R4 Claim, or a Parameters or Bundle with one", content((Claim = "application/fhir+json", example = json!(example_claim())))),
    responses(
        (status = 200, description = "The estimate", body = ClaimResponse, content_type = "application/fhir+json"),
        FhirProblems,
        BodyProblems,
        PricingProblems,
    )
)]
#[post("/fhir/Claim/$predetermine")]
pub(crate) async fn predetermine_fhir_claim(
    request: HttpRequest,
    body: Body,
    state: web::Data<State>,
    limits: web::Data<Limits>,
    metrics: web::Data<Metrics>,
    heavy: web::Data<HeavyWork>,
) -> Result<HttpResponse, Error> {
    let asked: PredetermineQuery = query::without_content(
        query::decode(&request),
        "Send no parameter except zip or locality, and _format, each once.",
    )?;
    check_format(asked.format.as_deref())?;
    let declared = media_type(&request);
    if !declared.is(FHIR_JSON) && !declared.is("application/json") {
        return Err(Error::UnsupportedMediaType(&[FHIR_JSON, "application/json"]));
    }
    let body = read_body(body, limits.body_bytes).await?;
    let asked = AskedPlace { locality: asked.locality, zip: asked.zip };
    let answer = price_fhir(body, asked, &state, metrics, &heavy).await?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, HeaderValue::from_static(FHIR_JSON))).body(answer))
}

/// Prices the claim of a body: a usual claim at once, a long one on the threads for heavy work.
async fn price_fhir(
    body: ReadBody,
    asked: AskedPlace,
    state: &State,
    metrics: web::Data<Metrics>,
    heavy: &HeavyWork,
) -> Result<Vec<u8>, Error> {
    if body.len() <= MOST_BYTES_AT_ONCE {
        let sent = read_claim(&body)?;
        if is_light(sent.claim.item.len()) {
            return predetermine(&*state.schedule()?, sent, asked, &metrics);
        }
    }
    let state = state.clone();
    heavy.run(move || predetermine(&*state.schedule()?, read_claim(&body)?, asked, &metrics)).await?
}

/// Describe what FHIR can do here
///
/// Returns a FHIR R4 CapabilityStatement with the definition of `Claim/$predetermine`.
#[utoipa::path(
    operation_id = "get_fhir_metadata",
    tag = "fhir",
    params(MetadataQuery),
    responses(
        (status = 200, description = "The CapabilityStatement", body = HashMap<String, Value>, content_type = "application/fhir+json"),
        ConstantProblems,
        (status = 422, description = "The format is not JSON"),
    )
)]
#[get("/fhir/metadata")]
pub(crate) async fn get_fhir_metadata(request: HttpRequest) -> Result<HttpResponse, Error> {
    let asked: MetadataQuery = query::without_content(
        query::decode(&request),
        "Send no parameters except _format and mode, each once.",
    )?;
    check_format(asked.format.as_deref())?;
    check_mode(asked.mode.as_deref())?;
    let statement = serde_json::to_vec(&capability_statement());
    let statement = statement.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(read::bytes(&request, FHIR_JSON, statement))
}

/// The service has one statement, which is of what it does.
fn check_mode(mode: Option<&str>) -> Result<(), Error> {
    let mut faults = Faults::default();
    if mode.is_some_and(|mode| !["full", "normative"].contains(&mode)) {
        faults.add("/query/mode", "The service has no terminology. Write full, or leave the parameter out.");
    }
    faults.end(Some(())).map_err(Error::Invalid)
}

fn check_format(format: Option<&str>) -> Result<(), Error> {
    let mut faults = Faults::default();
    // A plus sign in an address may mean a blank.
    if format.is_some_and(|format| !FORMATS.contains(&format.replace(' ', "+").as_str())) {
        faults.add(
            "/query/_format",
            "Answers are written in JSON alone. Write json, or leave the parameter out.",
        );
    }
    faults.end(Some(())).map_err(Error::Invalid)
}

/// The failure of a request to an operation of FHIR; `None` if the request is to another one.
pub(super) fn outcome_response(request: &HttpRequest, error: &Error) -> Option<HttpResponse> {
    if !request.path().starts_with(PATHS) {
        return None;
    }
    let outcome = serde_json::to_vec(&OperationOutcome::new(error)).ok()?;
    let mut answer = HttpResponse::build(error.problem_type().status);
    Some(answer.insert_header((CONTENT_TYPE, HeaderValue::from_static(FHIR_JSON))).body(outcome))
}

/// The claim of the documentation. A test prices it.
fn example_claim() -> Value {
    serde_json::from_str(include_str!("../../../openapi/fhir-claim.json")).unwrap_or_default()
}
