//! `GET /v1/codes/{hcpcs}/denials`: the denials of a code that billers reported, if there are enough of them.

use crate::api::limits::Limits;
use crate::api::shared::reported_denials::{
    Counts, DenialsStatus, ReportedReason, availability, counts, top_reasons,
};
use crate::api::state::State;
use crate::api::wire::closed_lists::{AppealStrategyName, PayerName};
use crate::api::wire::decimal::Shown;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::query;
use crate::api::wire::read;
use crate::api::wire::responses::ListProblems;
use crate::denials::{NOTICE, PublicationTerms, PublishedDenials};
use crate::law::Provisions;
use crate::store::published_denials;
use crate::vocabulary::{HcpcsCode, Modifier, Rarc};
use actix_web::{HttpRequest, HttpResponse, get, web};
use medpayiq_claims::price::latest_day;
use serde::Serialize;
use utoipa::ToSchema;

/// The reported denials of a code, or that there are too few reports to publish any.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Denials {
    /// Too few reports. The answer is the same for none and for some.
    Insufficient(InsufficientDenials),
    /// Enough reports.
    Available(Box<AvailableDenials>),
}

/// The status of an answer without figures.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum InsufficientStatus {
    /// There are too few reports.
    InsufficientData,
}

/// The status of an answer with figures.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AvailableStatus {
    /// There are enough reports.
    Available,
}

/// Too few denials of the code were reported to publish any figures.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InsufficientDenials {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    pub(crate) hcpcs: Shown<HcpcsCode>,
    /// Always `insufficient_data`.
    pub(crate) status: InsufficientStatus,
    /// The number of reports from which figures are published.
    #[schema(example = 5)]
    pub(crate) threshold: u32,
}

/// The reported denials of a code. Each table counts one field alone. The figures change only when as many new reports as the
/// threshold have come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AvailableDenials {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    pub(crate) hcpcs: Shown<HcpcsCode>,
    /// Always `available`.
    pub(crate) status: AvailableStatus,
    /// The number of reports from which figures are published, and of further reports until they change.
    #[schema(example = 5)]
    pub(crate) threshold: u32,
    /// The number of reports that the figures cover.
    #[schema(example = 15)]
    pub(crate) reports: u32,
    /// What the figures are, and what they are not.
    pub(crate) notice: &'static str,
    /// Why lines were denied.
    pub(crate) top_reasons: Counts<ReportedReason>,
    /// The remark codes that came with the reasons. A report can have several.
    pub(crate) remark_codes: Counts<ReportedRemark>,
    /// The payers that denied.
    pub(crate) payers: Counts<ReportedPayer>,
    /// The modifiers of the denied lines. A report can have several.
    pub(crate) modifiers: Counts<ReportedModifier>,
    /// What billers did about the denials, and how often that led to a payment.
    pub(crate) appeal_strategies: Counts<ReportedStrategy>,
}

/// A remark code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportedRemark {
    /// The remittance advice remark code (RARC).
    #[schema(value_type = String, example = "M15")]
    pub(crate) rarc: Shown<Rarc>,
    /// What the code means, in our own words; null if we have no description of it.
    #[schema(required = true)]
    pub(crate) meaning: Option<String>,
    /// What usually resolves such a denial; null if we have no description of the code.
    #[schema(required = true)]
    pub(crate) typical_fix: Option<String>,
    /// The number of reports with this code.
    pub(crate) reports: u32,
}

/// A kind of payer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportedPayer {
    /// The kind of payer.
    #[schema(value_type = PayerName)]
    pub(crate) payer: &'static str,
    /// The number of reports about this kind of payer.
    pub(crate) reports: u32,
}

/// A modifier.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportedModifier {
    /// The modifier.
    #[schema(value_type = String, example = "26")]
    pub(crate) modifier: Shown<Modifier>,
    /// The number of reports with this modifier.
    pub(crate) reports: u32,
}

/// An appeal strategy.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportedStrategy {
    /// What the biller did.
    #[schema(value_type = AppealStrategyName)]
    pub(crate) strategy: &'static str,
    /// The number of reports with this strategy.
    pub(crate) reports: u32,
    /// In how many of them the payer then paid the line, in full or in part.
    pub(crate) worked: u32,
}

pub(crate) fn denials(
    hcpcs: HcpcsCode,
    published: Option<&PublishedDenials>,
    terms: PublicationTerms,
    law: &Provisions,
) -> Denials {
    let (hcpcs, threshold) = (Shown(hcpcs), terms.threshold());
    let Some(published) = published else {
        return Denials::Insufficient(InsufficientDenials {
            hcpcs,
            status: InsufficientStatus::InsufficientData,
            threshold,
        });
    };
    Denials::Available(Box::new(AvailableDenials {
        hcpcs,
        status: AvailableStatus::Available,
        threshold,
        reports: published.reports(),
        notice: NOTICE,
        top_reasons: top_reasons(published, law),
        remark_codes: counts(published.remarks(), |remark, reports| ReportedRemark {
            rarc: Shown(remark.rarc),
            meaning: remark.meaning.clone(),
            typical_fix: remark.typical_fix.clone(),
            reports,
        }),
        payers: counts(published.payers(), |payer, reports| ReportedPayer { payer: payer.as_str(), reports }),
        modifiers: counts(published.modifiers(), |modifier, reports| ReportedModifier {
            modifier: Shown(*modifier),
            reports,
        }),
        appeal_strategies: counts(published.appeals(), |appeal, reports| ReportedStrategy {
            strategy: appeal.strategy.as_str(),
            reports,
            worked: appeal.worked,
        }),
    }))
}

/// Whether denials of a code were reported: the figures of `GET /v1/codes/{hcpcs}/denials` in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct DenialStatus {
    /// `available`, or `insufficient_data` if there are too few reports or none.
    pub(crate) status: DenialsStatus,
    /// The number of reports from which figures are published.
    #[schema(example = 5)]
    pub(crate) threshold: u32,
    /// The number of reports that the figures cover; absent if there are too few.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 15)]
    pub(crate) reports: Option<u32>,
}

impl DenialStatus {
    pub(crate) fn new(published: Option<&PublishedDenials>, terms: PublicationTerms) -> Self {
        Self {
            status: availability(published),
            threshold: terms.threshold(),
            reports: published.map(PublishedDenials::reports),
        }
    }
}

/// Get a code's reported denials
///
/// Returns the denials of the code that billers reported: reasons, remark codes, payers, modifiers and appeal strategies.
/// These are counts of volunteers' reports, not rates of denial.
///
/// The figures protect each report. They are published from `threshold` reports on, and below that the answer is the same for
/// none and for some. They change only when `threshold` new reports have come. Each table counts one field alone, and a value
/// that too few reports have is counted under `other`. The operator can limit how many of the new reports come from one
/// contributor; without that limit, one contributor may have sent all of them.
#[utoipa::path(
    operation_id = "get_code_denials",
    tag = "denials",
    params(("hcpcs" = String, Path, description = "The HCPCS or CPT code", example = "76377", pattern = r"^[0-9A-Za-z]{5}$")),
    responses(
        (status = 200, description = "The figures, or that there are too few reports", body = Denials, content_type = "application/json",
         example = json!({"hcpcs": "76377", "status": "insufficient_data", "threshold": 5})),
        ListProblems,
        (status = 422, description = "The path does not hold a HCPCS or CPT code"),
    )
)]
#[get("/v1/codes/{hcpcs}/denials")]
pub(crate) async fn get_code_denials(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<State>,
    limits: web::Data<Limits>,
) -> Result<HttpResponse, Error> {
    query::none(&request)?;
    let mut faults = Faults::default();
    let hcpcs = faults.code("/path/hcpcs", &path);
    let hcpcs: HcpcsCode = faults.end(hcpcs).map_err(Error::Invalid)?;
    let terms = limits.reporting.terms;
    let published = published_denials(state.store(), &[hcpcs], terms).await?;
    let schedule = state.current_schedule();
    let law = schedule.law().on(latest_day());
    read::json(&request, &denials(hcpcs, published.get(&hcpcs), terms, law))
}
