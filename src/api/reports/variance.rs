//! `POST /v1/remittances/variance`: what Medicare owes for each line of a remittance, what was paid, and why they differ.

use super::remittance_body::{feed_body, not_a_remittance};
use super::variance_answer::{AskedVariance, VarianceAnswer, VarianceFormat};
use super::variance_response::VarianceResponse;
use crate::api::access::gate::Gate;
use crate::api::limits::Limits;
use crate::api::shared::edi::EDI_X12;
use crate::api::state::State;
use crate::api::terms::reach::TermsInReach;
use crate::api::wire::binary::Binary;
use crate::api::wire::blocking::HeavyWork;
use crate::api::wire::body::{Body, media_type};
use crate::api::wire::closed_lists::ProviderKindName;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::query;
use crate::api::wire::responses::{BodyProblems, InterchangeProblems, PricingProblems};
use crate::schedule::{Schedule, Whereabouts};
use crate::variance::{Assumptions, PaidClaims};
use crate::x12::{Kept, RemittanceReader, X12Error};
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, post, web};
use medpayiq_claims::locality_hint::locality_hint;
use medpayiq_claims::places::release_and_place;
use serde::Deserialize;
use utoipa::IntoParams;

/// A fictitious remittance with three claims, for the documentation. A test sends it.
const EXAMPLE_REMITTANCE: &str = include_str!("../../../openapi/variance.835");

/// What a remittance does not say, and the form of the answer.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct VarianceQuery {
    /// Contractor and locality number of the services. Send either `locality` or `zip`. Default: the ZIP code of the payee in
    /// the remittance (N4 after N1*PE).
    #[param(example = "01112-05", pattern = r"^\d{5}-?\d{2}$")]
    pub(crate) locality: Option<String>,
    /// The ZIP code of the services.
    #[param(pattern = r"^\d{5}(-?\d{4})?$")]
    pub(crate) zip: Option<String>,
    /// The profession of the practitioner. Default: a physician. Without it, a payment that another profession explains is
    /// not called wrong.
    #[param(value_type = Option<ProviderKindName>, example = "physician")]
    pub(crate) provider: Option<String>,
    /// Whether the practitioner participates in Medicare. Default: true. Without it, a payment that the other answer explains
    /// is not called wrong.
    #[param(example = true)]
    pub(crate) participating: Option<bool>,
    /// The name of stored terms, if the payer pays under a contract. The lines are then compared with what the contract owes, and a
    /// plan other than Medicare Part B is no reason for doubt. It needs the scope `terms`.
    #[param(max_length = 64)]
    pub(crate) terms: Option<String>,
    /// The form of the answer: one JSON object (`json`), one JSON object per line (`ndjson`), a table (`csv`), or a workbook of the
    /// lines that were not paid as expected (`xlsx`). Default: `json`.
    #[param(inline, example = "json")]
    pub(crate) format: Option<VarianceFormat>,
    /// `control_numbers` returns your own number of each claim (CLP01). Without it, claims are named by position alone.
    #[param(inline)]
    pub(crate) echo: Option<Echo>,
}

/// What of the remittance comes back.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Echo {
    /// CLP01.
    ControlNumbers,
}

impl VarianceQuery {
    /// Checks the values, and that the newest release has the place. `terms` are those that the caller may name.
    ///
    /// # Errors
    /// 422 with every value that is not valid, 401 or 403 if the caller may not name stored terms.
    pub(crate) fn check(&self, schedule: &Schedule, terms: &TermsInReach) -> Result<AskedVariance, Error> {
        let mut faults = Faults::default();
        let hint = |text: &str| locality_hint(schedule, None, None, text);
        let place = faults.place_or_hint("/query", self.locality.as_deref(), self.zip.as_deref(), hint);
        let profession = faults.profession("/query/provider", self.provider.as_deref());
        let terms = self.terms.as_deref().map(|name| terms.named(name, "/query/terms")).transpose();
        let terms = match (faults.end(Some(())).map_err(Error::Invalid), terms) {
            (Err(error), Err(other)) => return Err(error.and(other)),
            (checked, terms) => checked.and(terms)?,
        };
        if place != Whereabouts::Unknown {
            release_and_place(schedule, None, None, place, "/query")?;
        }
        let participating = self.participating;
        let assumptions = Assumptions { place, profession, participating, terms: None };
        let kept = match self.echo {
            Some(Echo::ControlNumbers) => Kept::WithControlNumbers,
            None => Kept::ForPricing,
        };
        let asked = AskedVariance { assumptions, terms: None, kept };
        Ok(match terms {
            Some(terms) => asked.under(terms),
            None => asked,
        })
    }
}

/// Compare a remittance with what Medicare owes
///
/// Takes an X12 835 (005010X221A1) of up to 20 MiB. Returns for each line what Medicare owes, what was allowed and paid, the
/// difference of the allowed amounts, and a verdict. Claims of one patient, practitioner, day and place are priced together, with
/// the rules and edits of `POST /v1/estimates`. The deductible is the one that the payer took.
///
/// If a line was paid otherwise, it is priced again under each single change that could be the cause: another locality, the other
/// setting, another rank among the procedures of the day, no sequestration, and so on. `explained_by` has the changes that give
/// the payment to the cent. A line that may be right is `cannot_judge`, and `doubt` says why: for example if a rule leaves the
/// amount open, or if only a fact explains the payment that neither the remittance nor the query gives.
///
/// Claims of one patient and day may be anywhere in the remittance, and so may an entry that takes an earlier one back. So the
/// whole body is read before the answer begins, and about 170 bytes of each line are kept until then. In a table, an apostrophe
/// comes before a claim number that a spreadsheet program would compute.
///
/// Nothing is kept after the answer or logged. The answer has positions, codes, months and amounts, and no names, numbers or days. Only
/// `echo=control_numbers` returns your own claim numbers. The answer has the lines in the order of the remittance and the summary
/// at its end. If it breaks off before that, it is incomplete.
#[utoipa::path(
    operation_id = "create_variance",
    tag = "denials",
    params(VarianceQuery),
    request_body(
        description = "An X12 interchange of remittances",
        content((inline(Binary) = "application/edi-x12", example = json!(EXAMPLE_REMITTANCE))),
    ),
    responses(
        (
            status = 200,
            description = "Every line with its verdict, and the summary",
            content(
                (VarianceResponse = "application/json"),
                (inline(Binary) = "application/x-ndjson"),
                (inline(Binary) = "text/csv"),
                (inline(Binary) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ),
        ),
        InterchangeProblems,
        BodyProblems,
        PricingProblems,
    )
)]
#[post("/v1/remittances/variance")]
pub(crate) async fn create_variance(
    request: HttpRequest,
    body: Body,
    state: web::Data<State>,
    limits: web::Data<Limits>,
    heavy: web::Data<HeavyWork>,
    gate: web::Data<Gate>,
) -> Result<HttpResponse, Error> {
    let query: VarianceQuery = query::decode(&request)?;
    if !media_type(&request).is(EDI_X12) {
        return Err(Error::UnsupportedMediaType(&[EDI_X12]));
    }
    let schedule = state.whole_schedule()?;
    let asked = query.check(&schedule, &TermsInReach::of(&request, &gate, &state))?;
    let intake = VarianceIntake::new(asked.kept);
    let intake = feed_body(body, limits.remittance_bytes, &heavy, intake, VarianceIntake::feed).await?;
    let claims = heavy.run(move || intake.end()).await?.map_err(not_a_remittance)?;
    let format = query.format.unwrap_or_default();
    let answer = VarianceAnswer::new(schedule, asked, format, claims);
    let no_store = (CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(HttpResponse::Ok()
        .insert_header(("content-type", format.media_type()))
        .insert_header(no_store)
        .streaming(heavy.stream(answer)))
}

/// A remittance while its body arrives.
pub(crate) struct VarianceIntake {
    reader: RemittanceReader,
    claims: PaidClaims,
}

impl VarianceIntake {
    fn new(kept: Kept) -> Self {
        Self { reader: RemittanceReader::keeping(kept), claims: PaidClaims::default() }
    }

    fn feed(mut self, piece: &[u8]) -> Result<Self, Vec<X12Error>> {
        self.reader.feed(piece, |claim| self.claims.take(&claim))?;
        Ok(self)
    }

    fn end(self) -> Result<PaidClaims, Vec<X12Error>> {
        let Self { reader, mut claims } = self;
        reader.finish(|claim| claims.take(&claim))?;
        Ok(claims)
    }

    /// Reads a whole remittance.
    ///
    /// # Errors
    /// 422 if it is not a remittance.
    pub(crate) fn read_whole(body: &[u8], kept: Kept) -> Result<PaidClaims, Error> {
        Self::new(kept).feed(body).and_then(Self::end).map_err(not_a_remittance)
    }
}
