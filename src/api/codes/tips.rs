//! `GET /v1/codes/{hcpcs}/tips`: billing tips for a code, with the money at stake.

use super::reads::CodeReads;
use crate::api::estimates::request::EstimateRequest;
use crate::api::shared::disclaimer::DISCLAIMER;
use crate::api::shared::kept_answers::Origin;
use crate::api::shared::place_query::PlaceQuery;
use crate::api::shared::pricing_context::PricingContext;
use crate::api::shared::reasons::ConfidenceResponse;
use crate::api::shared::source::SourceResponse;
use crate::api::state::State;
use crate::api::wire::closed_lists::{
    EvidenceKindName, LineResultName, MeasureName, TipEffectName, TipOriginName,
};
use crate::api::wire::decimal::{Dollars, Shown};
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::query;
use crate::api::wire::read::Representation;
use crate::api::wire::responses::{NoSuchCode, ReadProblems};
use crate::tips::{Evidence, Side, Subject, Tip, TipFigures, WrittenTips, tips_of};
use crate::vocabulary::{HcpcsCode, format_date};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

/// The billing tips for a code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tips<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    pub(crate) hcpcs: Shown<HcpcsCode>,
    /// The date that the amounts are computed for.
    #[schema(example = "2025-01-15", format = Date)]
    pub(crate) date: String,
    /// The release that the amounts come from.
    pub(crate) source: SourceResponse<'a>,
    /// The confidence in the release and the place.
    pub(crate) confidence: ConfidenceResponse,
    /// The tips that MedPayIQ wrote for this code, then local ones, then the tips computed from its indicators and amounts. A computed
    /// tip is left out if a written one says the same.
    pub(crate) tips: Vec<TipResponse>,
    /// What the amounts do not say.
    pub(crate) disclaimer: &'static str,
}

/// A billing tip.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TipResponse {
    /// The name of the tip. It is the same in every release.
    #[schema(example = "missing-26-in-hospital")]
    pub(crate) id: String,
    /// The tip.
    pub(crate) text: String,
    /// What is at stake.
    pub(crate) impact: Impact,
    /// The kind of evidence for the tip.
    pub(crate) evidence: EvidenceResponse,
    /// The source of the tip.
    #[schema(example = "RVU25A; RVU file, PC/TC indicator; Pub. 100-04 ch. 13, 20")]
    pub(crate) source: String,
    /// The date that a computed tip is priced for, or the day on which a written tip was last checked.
    #[schema(example = "2025-01-15", format = Date)]
    pub(crate) date: String,
    /// Who wrote the tip: `medpayiq`, or `local` for a tip of the practice that runs this service.
    #[schema(value_type = TipOriginName)]
    pub(crate) origin: &'static str,
    /// The claims that show the money at stake. Each can be sent to `POST /v1/estimates` as it is. Null if the tip is not about
    /// money.
    #[schema(required = true)]
    pub(crate) figures: Option<FiguresResponse>,
}

/// What is at stake.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Impact {
    /// What happens to the payment: `denied`, `less`, `more`, `patient` (the patient's share changes) or `informs`.
    #[schema(value_type = TipEffectName)]
    pub(crate) effect: &'static str,
    /// The money at stake for one unit, in dollars: the amount of the claim minus that of the claim it is compared with. If it is compared
    /// with none, all that the line may lose: its amount, or its price beside the service whose edit denies it. Null if it is unknown.
    #[schema(required = true)]
    pub(crate) amount: Option<Dollars>,
}

/// The evidence for a tip.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EvidenceResponse {
    /// `cms_rule`, `computed` (from the loaded data, as the figures show) or `editorial` (advice of its author).
    #[schema(value_type = EvidenceKindName)]
    pub(crate) kind: &'static str,
    /// The CMS document that has the rule; null for other evidence.
    #[schema(example = "Pub. 100-04, Medicare Claims Processing Manual", required = true)]
    pub(crate) document: Option<String>,
    /// The part of the document; null for other evidence.
    #[schema(example = "chapter 13, section 20.1", required = true)]
    pub(crate) section: Option<String>,
}

/// The claims that show the money at stake.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FiguresResponse {
    /// The claim that the tip is about.
    pub(crate) claim: SideResponse,
    /// The claim that it is compared with; null if the whole amount of the line is at stake.
    #[schema(required = true)]
    pub(crate) compared_with: Option<SideResponse>,
}

/// A claim and the amount of one of its lines.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SideResponse {
    /// The claim, as a request for an estimate.
    pub(crate) request: EstimateRequest,
    /// The id of the line.
    #[schema(example = "1")]
    pub(crate) line: String,
    /// The result of the line: `priced`, or the result that says why not.
    #[schema(value_type = LineResultName)]
    pub(crate) result: &'static str,
    /// Which of its amounts is meant: `allowed`, `fee_schedule`, `patient`, `medicare_paid` or `limiting_charge`.
    #[schema(value_type = MeasureName)]
    pub(crate) measure: &'static str,
    /// That amount, in dollars; 0.00 if the line is not priced.
    pub(crate) amount: Dollars,
}

/// List a code's billing tips
///
/// Returns tips written for the code, each with the CMS document behind it, and tips computed from its indicators and amounts.
/// Each computed tip shows the claims that its money comes from.
#[utoipa::path(
    operation_id = "list_code_tips",
    tag = "codes",
    params(("hcpcs" = String, Path, description = "The HCPCS or CPT code", example = "76377", pattern = r"^[0-9A-Za-z]{5}$"), PlaceQuery),
    responses(
        (status = 200, description = "The tips", body = Tips<'static>, content_type = "application/json"),
        ReadProblems,
        NoSuchCode,
    )
)]
#[get("/v1/codes/{hcpcs}/tips")]
pub(crate) async fn list_code_tips(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<State>,
    reads: web::Data<CodeReads>,
) -> Result<HttpResponse, Error> {
    let asked: PlaceQuery = query::decode(&request)?;
    let mut faults = Faults::default();
    let hcpcs = faults.code("/path/hcpcs", &path);
    let asked = asked.check(&mut faults, state.schedule().ok().as_deref().map(AsRef::as_ref));
    let hcpcs = faults.end(hcpcs).map_err(Error::Invalid)?;
    let make = move |origin: &Origin<_>| {
        let context = asked.pricing_context(origin.schedule()?)?;
        Representation::json(&tips_response(&context, origin.tips(), hcpcs)?)
    };
    reads.answer(&request, Origin::now(&state, None), make).await
}

pub(crate) fn tips_response<'a>(
    context: &'a PricingContext<'a>,
    written: &WrittenTips,
    hcpcs: HcpcsCode,
) -> Result<Tips<'a>, Error> {
    let subject = Subject::new(hcpcs, context.medicare());
    let tips = code_tips(context, written, hcpcs, subject.as_ref())?;
    Ok(Tips {
        hcpcs: Shown(hcpcs),
        date: format_date(context.in_force.date),
        source: context.source().with_edits(context.edits_quarter()),
        confidence: ConfidenceResponse::from(&context.confidence()),
        tips: tips.iter().map(|tip| TipResponse::new(tip, context)).collect(),
        disclaimer: DISCLAIMER,
    })
}

/// The tips for a code: the ones written for it, then the computed ones. A code that only another schedule lists has none, and is no
/// subject.
///
/// # Errors
/// [`Error::NotFound`] if neither the release nor another schedule lists the code on the day.
pub(crate) fn code_tips(
    context: &PricingContext<'_>,
    written: &WrittenTips,
    hcpcs: HcpcsCode,
    subject: Option<&Subject<'_>>,
) -> Result<Vec<Tip>, Error> {
    match subject {
        Some(subject) => Ok(tips_of(subject, written)),
        None if context.schedule.is_in_other_schedules_on(hcpcs, context.in_force.date) => Ok(Vec::new()),
        None => Err(Error::NotFound(context.not_listed(hcpcs))),
    }
}

impl TipResponse {
    fn new(tip: &Tip, context: &PricingContext<'_>) -> Self {
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
            figures: tip.figures.as_ref().map(|figures| FiguresResponse::new(figures, context)),
        }
    }
}

impl FiguresResponse {
    fn new(figures: &TipFigures, context: &PricingContext<'_>) -> Self {
        let side = |side: &Side| SideResponse::new(side, context);
        Self { claim: side(&figures.claim), compared_with: figures.compared_with.as_ref().map(side) }
    }
}

impl SideResponse {
    fn new(side: &Side, context: &PricingContext<'_>) -> Self {
        let release = context.pinned_release().map(str::to_owned);
        Self {
            request: EstimateRequest { release, ..EstimateRequest::about(&side.claim, context.place) },
            line: (side.position + 1).to_string(),
            result: side.refusal().map_or("priced", |refusal| refusal.kind().as_str()),
            measure: side.measure.as_str(),
            amount: Shown(side.amount()),
        }
    }
}
