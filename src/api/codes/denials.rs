//! `GET /v1/codes/{hcpcs}/denials`: what billers reported of a code, once enough of them did.

use crate::api::limits::Limits;
use crate::api::state::State;
use crate::api::wire::decimal::Shown;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::problem::Problem;
use crate::api::wire::query;
use crate::api::wire::read;
use crate::denials::{CountTable, DenialReason, NOTICE, PublicationTerms, PublishedDenials};
use crate::store::{StoreError, published_denials};
use crate::telemetry;
use crate::vocabulary::{Carc, HcpcsCode, Modifier, Rarc};
use actix_web::{HttpRequest, HttpResponse, get, rt, web};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::timeout;
use utoipa::ToSchema;

/// How long an answer from memory waits for the denials that it tells of besides: a database that is well needs a
/// hundredth of it, and one that hangs must not make the rest late.
const PATIENCE: Duration = Duration::from_millis(500);

/// The reports of a code, or that there are too few of them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Denials {
    /// Too few: the same whether there are none or some.
    Insufficient(InsufficientDenials),
    /// Enough of them.
    Available(Box<AvailableDenials>),
}

/// What tells an answer without figures from one with them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum InsufficientStatus {
    /// Too few reports.
    InsufficientData,
}

/// What tells an answer with figures from one without them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AvailableStatus {
    /// Enough reports.
    Available,
}

/// That too few denials of a code were reported to show any.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InsufficientDenials {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// Always `insufficient_data`.
    status: InsufficientStatus,
    /// How many reports it takes.
    #[schema(example = 5)]
    threshold: u32,
}

/// The reported denials of a code: one-way counts, which move by as many reports as the threshold at a time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AvailableDenials {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// Always `available`.
    status: AvailableStatus,
    /// How many reports it takes to show any, and how many more to move the figures.
    #[schema(example = 5)]
    threshold: u32,
    /// The reports that the figures cover.
    #[schema(example = 15)]
    reports: u32,
    /// What the figures are, and what they are not.
    notice: &'static str,
    /// Why lines were denied.
    top_reasons: Counts<ReportedReason>,
    /// The remark codes beside the reasons; a report can have several.
    remark_codes: Counts<ReportedRemark>,
    /// Who denied.
    payers: Counts<ReportedPayer>,
    /// The modifiers of the denied lines; a report can have several.
    modifiers: Counts<ReportedModifier>,
    /// What was done about the denials, and how often it brought a payment.
    appeal_strategies: Counts<ReportedStrategy>,
}

/// The values that were reported, most frequent first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Counts<T> {
    /// Those that were reported often enough to be named.
    values: Vec<T>,
    /// The reports of all others together.
    other: u32,
}

/// A reason for a denial.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportedReason {
    /// The claim adjustment group code.
    #[schema(example = "CO")]
    group: &'static str,
    /// Who bears the amount.
    group_meaning: String,
    /// The claim adjustment reason code.
    #[schema(value_type = String, example = "97")]
    carc: Shown<Carc>,
    /// What it means, in our own words.
    meaning: String,
    /// What usually mends it.
    typical_fix: String,
    /// In how many reports.
    reports: u32,
}

/// A remark code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportedRemark {
    /// The remittance advice remark code.
    #[schema(value_type = String, example = "M15")]
    rarc: Shown<Rarc>,
    /// What it means, in our own words, where that is known.
    meaning: Option<String>,
    /// What usually mends it.
    typical_fix: Option<String>,
    /// In how many reports.
    reports: u32,
}

/// A kind of payer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportedPayer {
    /// The kind.
    #[schema(example = "medicare")]
    payer: &'static str,
    /// In how many reports.
    reports: u32,
}

/// A modifier.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportedModifier {
    /// The modifier.
    #[schema(value_type = String, example = "26")]
    modifier: Shown<Modifier>,
    /// In how many reports.
    reports: u32,
}

/// A strategy of appeal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportedStrategy {
    /// What was done.
    #[schema(example = "added_modifier")]
    strategy: &'static str,
    /// In how many reports.
    reports: u32,
    /// In how many of them the line was paid, whole or in part.
    worked: u32,
}

/// Whether denials of a code were reported, on the page of everything else: the figures of its own operation, in short.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DenialStatus {
    /// `insufficient_data`, whether there are none or some, or `available`.
    #[schema(example = "available")]
    status: &'static str,
    /// How many reports it takes to show any.
    #[schema(example = 5)]
    threshold: u32,
    /// The reports that the figures cover, where they are available.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 15)]
    reports: Option<u32>,
}

impl DenialStatus {
    pub(crate) fn of(published: Option<&PublishedDenials>, terms: PublicationTerms) -> Self {
        let status = published.map_or("insufficient_data", |_| "available");
        Self { status, threshold: terms.threshold(), reports: published.map(PublishedDenials::reports) }
    }
}

/// What may be published of the denials of codes, for an answer that goes on without: `None`, with a warning in the log,
/// where the database is away or takes its time.
///
/// A read that takes its time goes on by itself, until the store gives it up: given up at once, it would cost a connection,
/// and reads would pile up in a database that hangs. So they are as few as the pool has connections.
pub(crate) async fn denials_at_hand(
    state: &State,
    codes: &[HcpcsCode],
    terms: PublicationTerms,
) -> Option<BTreeMap<HcpcsCode, PublishedDenials>> {
    let (store, codes) = (state.store().clone(), codes.to_vec());
    let reading = rt::spawn(async move { published_denials(&store, &codes, terms).await });
    let read = timeout(PATIENCE, reading).await.ok().and_then(Result::ok);
    let read = read.unwrap_or(Err(StoreError::Slow(PATIENCE)));
    let warn = |error: &StoreError| {
        tracing::warn!(error = telemetry::chain(error), "answered without the reported denials");
    };
    read.inspect_err(warn).ok()
}

fn counts<T, U>(table: &CountTable<T>, show: impl Fn(&T, u32) -> U) -> Counts<U>
where
    T: Ord,
{
    let values = table.named().iter().map(|(value, reports)| show(value, *reports)).collect();
    Counts { values, other: table.other() }
}

fn denials(hcpcs: HcpcsCode, published: Option<&PublishedDenials>, terms: PublicationTerms) -> Denials {
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
        top_reasons: top_reasons(published),
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

/// Why lines were denied.
pub(crate) fn top_reasons(published: &PublishedDenials) -> Counts<ReportedReason> {
    counts(published.reasons(), |reason: &DenialReason, reports| ReportedReason {
        group: reason.group.as_str(),
        group_meaning: reason.group_meaning.clone(),
        carc: Shown(reason.carc),
        meaning: reason.meaning.clone(),
        typical_fix: reason.typical_fix.clone(),
        reports,
    })
}

/// No parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoQuery {}

/// Read the reported denials of a code
///
/// A count of what volunteers reported, not a rate. With fewer reports than the threshold the answer is the same for none
/// and for some. The figures cover whole steps of reports, move only when as many as the threshold have come again, are
/// one-way, and pool what too few reported. Where the operator limits how many reports of one contributor a step may have,
/// his others of the day wait for later ones; where not, all of a step may be one contributor's.
#[utoipa::path(
    operation_id = "get_code_denials",
    tag = "denials",
    params(("hcpcs" = String, Path, description = "HCPCS or CPT code", example = "76377", pattern = r"^[0-9A-Za-z]{5}$")),
    responses(
        (status = 200, description = "The figures, or that there are too few reports", body = Denials, content_type = "application/json",
         example = json!({"hcpcs": "76377", "status": "insufficient_data", "threshold": 5})),
        (status = 304, description = "Unchanged since the entity tag given"),
        (status = 400, description = "An unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not a HCPCS code", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/codes/{hcpcs}/denials")]
pub(crate) async fn get_code_denials(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<State>,
    limits: web::Data<Limits>,
) -> Result<HttpResponse, Error> {
    let NoQuery {} = query::decode(&request)?;
    let mut faults = Faults::default();
    let hcpcs = faults.keep("/path/hcpcs", path.parse());
    let hcpcs: HcpcsCode = faults.end(hcpcs)?;
    let terms = limits.reporting.terms;
    let published = published_denials(state.store(), &[hcpcs], terms).await?;
    read::json(&request, &denials(hcpcs, published.get(&hcpcs), terms))
}
