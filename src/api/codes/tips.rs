//! `GET /v1/codes/{hcpcs}/tips`: what to heed when a code is billed, with the money at stake.

use crate::api::estimates::request::EstimateRequest;
use crate::api::estimates::response::DISCLAIMER;
use crate::api::shared::reasons::ConfidenceResponse;
use crate::api::shared::site::Site;
use crate::api::shared::source::Source;
use crate::api::state::State;
use crate::api::wire::decimal::{Dollars, Shown};
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::problem::Problem;
use crate::api::wire::query;
use crate::api::wire::read;
use crate::schedule::Whereabouts;
use crate::tips::{Evidence, Side, Subject, Tip, TipFigures, WrittenTips, computed_tips};
use crate::vocabulary::{HcpcsCode, format_date};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which day and place the money of tips is computed for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TipsQuery {
    /// The day, ISO 8601, whose release and rules are used; absent: the first day of the newest release.
    #[param(example = "2025-01-15", format = Date)]
    date: Option<String>,
    /// Contractor and locality number; absent, and `zip` too: national amounts.
    #[param(example = "01112-05", pattern = r"^\d{5}-?\d{2}$")]
    locality: Option<String>,
    /// The ZIP code of the place, such as 94110; instead of `locality`.
    #[param(pattern = r"^\d{5}(-?\d{4})?$")]
    zip: Option<String>,
}

/// A code's tips.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tips<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// The day the money is computed for.
    #[schema(example = "2025-01-15", format = Date)]
    date: String,
    /// Where the figures are from.
    source: Source<'a>,
    /// How sure the release and the place are.
    confidence: ConfidenceResponse,
    /// Tips that MedPayIQ wrote for this code, then local ones, then those computed from its indicators and amounts.
    tips: Vec<TipResponse>,
    /// What the amounts are not.
    disclaimer: &'static str,
}

/// A tip.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TipResponse {
    /// Its name, stable from release to release.
    #[schema(example = "missing-26-in-hospital")]
    id: String,
    /// What to heed.
    text: String,
    /// What it does to the money.
    impact: Impact,
    /// How it is known.
    evidence: EvidenceResponse,
    /// Who says so.
    #[schema(example = "RVU25A; RVU file, PC/TC indicator; Pub. 100-04 ch. 13, 20")]
    source: String,
    /// The day priced of a computed tip; the day on which a written one was last checked.
    #[schema(example = "2025-01-15", format = Date)]
    date: String,
    /// Who wrote it: medpayiq, or local for a tip of the practice that runs this service.
    #[schema(example = "medpayiq")]
    origin: &'static str,
    /// The claims that show the money at stake: each can be sent to `POST /v1/estimates` as it is. Null where no money
    /// shows it.
    figures: Option<FiguresResponse>,
}

/// What a tip does to the money.
#[derive(Debug, Serialize, ToSchema)]
struct Impact {
    /// denied, less, more, patient (who pays changes) or informs.
    #[schema(example = "denied")]
    effect: &'static str,
    /// The money at stake for one unit, in dollars, signed: the claim's amount less what it is compared with. Null where
    /// it cannot be told.
    amount: Option<Dollars>,
}

/// How a tip is known.
#[derive(Debug, Serialize, ToSchema)]
struct EvidenceResponse {
    /// cms_rule, computed (from the loaded data, as the figures show) or editorial (advice of its author).
    #[schema(example = "computed")]
    kind: &'static str,
    /// Of a rule: the document.
    #[schema(example = "Pub. 100-04, Medicare Claims Processing Manual")]
    document: Option<String>,
    /// Of a rule: the part of the document.
    #[schema(example = "chapter 13, section 20.1")]
    section: Option<String>,
}

/// The claims that show what is at stake.
#[derive(Debug, Serialize, ToSchema)]
struct FiguresResponse {
    /// The claim that the tip speaks of.
    claim: SideResponse,
    /// What it is compared with; null where the line's own amount is at stake.
    compared_with: Option<SideResponse>,
}

/// A claim and the amount of one of its lines.
#[derive(Debug, Serialize, ToSchema)]
struct SideResponse {
    /// The claim, as a request for an estimate.
    request: EstimateRequest,
    /// The line that is looked at.
    #[schema(example = "1")]
    line: String,
    /// What became of it: priced, or why not.
    #[schema(example = "priced")]
    result: &'static str,
    /// Which of its amounts: allowed, fee_schedule, patient, medicare_paid or limiting_charge.
    #[schema(example = "allowed")]
    measure: &'static str,
    /// That amount, in dollars; 0.00 where it is not priced.
    amount: Dollars,
}

/// List a code's tips
///
/// What to heed when the code is billed: tips written for it, with the CMS text that they rest on, and tips computed
/// from its indicators and amounts. The money at stake is that of the estimates of the claims shown.
#[utoipa::path(
    operation_id = "list_code_tips",
    tag = "codes",
    params(("hcpcs" = String, Path, description = "HCPCS or CPT code", example = "76377", pattern = r"^[0-9A-Za-z]{5}$"), TipsQuery),
    responses(
        (status = 200, description = "The code's tips", body = Tips<'static>, content_type = "application/json"),
        (status = 304, description = "Unchanged since the entity tag given"),
        (status = 400, description = "An unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The release does not list the code", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A wrong value", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No fee schedule is loaded yet", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/codes/{hcpcs}/tips")]
pub(crate) async fn list_code_tips(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Error> {
    let asked: TipsQuery = query::decode(&request)?;
    let mut faults = Faults::default();
    let hcpcs = faults.keep("/path/hcpcs", path.parse());
    let day = faults.day("/query/date", asked.date.as_deref());
    let place = faults.place("/query", asked.locality.as_deref(), asked.zip.as_deref());
    let hcpcs = faults.end(hcpcs)?;
    let schedule = state.schedule()?;
    let site = Site::settle(&schedule, day, None, place)?;
    read::json(&request, &answer(&site, &state.tips(), hcpcs)?)
}

fn answer<'a>(site: &'a Site<'a>, written: &WrittenTips, hcpcs: HcpcsCode) -> Result<Tips<'a>, Error> {
    let release = site.in_force.release;
    let tips = tips_of(site, written, hcpcs)?;
    Ok(Tips {
        hcpcs: Shown(hcpcs),
        date: format_date(site.in_force.date),
        source: Source::new(release, site.located.locality, site.rates.conversion_factor)
            .with_edits(site.edits_quarter()),
        confidence: ConfidenceResponse::from(&site.confidence()),
        tips: tips.iter().map(|tip| TipResponse::new(tip, site.place)).collect(),
        disclaimer: DISCLAIMER,
    })
}

/// The tips of a code: those written for it, then the computed ones.
///
/// # Errors
/// [`Error::NotFound`] where the release does not list the code.
pub(crate) fn tips_of(site: &Site<'_>, written: &WrittenTips, hcpcs: HcpcsCode) -> Result<Vec<Tip>, Error> {
    let medicare = site.medicare();
    let subject = Subject::new(hcpcs, medicare).ok_or_else(|| Error::NotFound(site.not_listed(hcpcs)))?;
    let priced = written.for_code(hcpcs).map(|tip| tip.priced(hcpcs, &medicare));
    Ok(priced.chain(computed_tips(&subject)).collect())
}

impl TipResponse {
    fn new(tip: &Tip, place: Whereabouts) -> Self {
        let (document, section) = match &tip.evidence {
            Evidence::CmsRule { document, section } => (Some(document.clone()), Some(section.clone())),
            Evidence::Computed | Evidence::Editorial => (None, None),
        };
        Self {
            id: tip.id.to_string(),
            text: tip.text.clone(),
            impact: Impact { effect: tip.effect.as_str(), amount: tip.change().map(Shown) },
            evidence: EvidenceResponse { kind: tip.evidence.kind(), document, section },
            source: tip.source.clone(),
            date: format_date(tip.date),
            origin: tip.origin.as_str(),
            figures: tip.figures.as_ref().map(|figures| FiguresResponse::new(figures, place)),
        }
    }
}

impl FiguresResponse {
    fn new(figures: &TipFigures, place: Whereabouts) -> Self {
        let side = |side: &Side| SideResponse::new(side, place);
        Self { claim: side(&figures.claim), compared_with: figures.compared_with.as_ref().map(side) }
    }
}

impl SideResponse {
    fn new(side: &Side, place: Whereabouts) -> Self {
        Self {
            request: EstimateRequest::about(&side.claim, place),
            line: (side.position + 1).to_string(),
            result: side.refusal().map_or("priced", |refusal| refusal.kind().as_str()),
            measure: side.measure.as_str(),
            amount: Shown(side.amount()),
        }
    }
}
