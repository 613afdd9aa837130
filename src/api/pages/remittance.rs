//! `/remittance`: shows the denied lines of an 835, and contributes those that the reader chooses.

use super::contribute::random_key;
use super::filters;
use super::params::{KEPT, Params};
use super::render;
use super::unknown_params::OF_REMITTANCE;
use super::upload::{refuse_other_sites, uploaded_form};
use crate::api::limits::Limits;
use crate::api::metrics::Metrics;
use crate::api::reports::contributor::{accepted_tokens, submission};
use crate::api::reports::remittance_response::{RemittanceResponse, RemittedReport};
use crate::api::reports::remittances::read_whole_remittance;
use crate::api::reports::report_lists::report_lists;
use crate::api::reports::request::DenialReportRequest;
use crate::api::reports::variance::{VarianceIntake, VarianceQuery};
use crate::api::reports::variance_answer::AskedVariance;
use crate::api::reports::variance_response::{Judging, VarianceLine, VarianceResponse};
use crate::api::state::State;
use crate::api::terms::reach::TermsInReach;
use crate::api::wire::blocking::HeavyWork;
use crate::api::wire::body::{Body, ReadBody, read_body};
use crate::api::wire::error::{Error, Fault};
use crate::api::wire::json;
use crate::denials::{AdjustmentReason, ClosedLists, ReasonCodes, Report};
use crate::store;
use crate::variance::{Judge, Verdict};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use askama::Template;
use std::sync::Arc;
use time::OffsetDateTime;

/// The largest file that the page takes. The whole file is in memory, unlike that of `POST /v1/remittances`.
const FILE_BYTES: usize = 4 * 1024 * 1024;
/// The most reports that the page offers to contribute at once.
const MOST_REPORTS: usize = 300;
/// The most lines that the page shows with another payment than expected. The API shows all.
const MOST_DIFFERENCES: usize = 300;

/// The form for a file, and what a file has.
#[derive(Template)]
#[template(path = "pages/remittance.html")]
struct RemittanceView {
    search: Params,
    read: Option<ReadFile>,
}

/// What a file has.
struct ReadFile {
    /// The denials that can be reported; `None` if the database, which takes reports, does not answer.
    denials: Option<Denials>,
    /// What Medicare owes for the lines.
    payments: VarianceResponse,
}

/// The denials that can be reported.
struct Denials {
    response: RemittanceResponse,
    /// What the reason codes mean, and what usually helps.
    reasons: Arc<ReasonCodes>,
    /// A random text. A choice that is sent twice counts once.
    key: String,
}

/// The tokens of the contributed reports.
#[derive(Template)]
#[template(path = "pages/remitted.html")]
struct RemittedView {
    search: Params,
    /// Each code with the token of its report.
    tokens: Vec<(String, String)>,
}

/// The form for a remittance
#[get("/remittance")]
pub(super) async fn remittance_page(request: HttpRequest) -> Result<HttpResponse, Error> {
    let search = Params::of(&request, OF_REMITTANCE).only(&KEPT);
    render::page(&request, &RemittanceView { search, read: None })
}

/// The denied lines of a remittance
#[post("/remittance")]
pub(super) async fn read_remittance_page(
    request: HttpRequest,
    body: Body,
    state: web::Data<State>,
    heavy: web::Data<HeavyWork>,
) -> Result<HttpResponse, Error> {
    refuse_other_sites(&request)?;
    let form = uploaded_form(&request, body, FILE_BYTES).await?;
    let zip = form.field("zip").map(str::to_owned);
    let file = Arc::new(form.file);
    let denials = match report_lists(&state).await {
        Ok(lists) if state.is_database_up() => Some(read_denials(&heavy, Arc::clone(&file), lists).await?),
        Ok(_) | Err(Error::Away(_)) => None,
        Err(error) => return Err(error),
    };
    let search = Params::default().with("zip", zip.as_deref());
    let payments = judge_payments(&state, &heavy, file, zip).await?;
    let read = Some(ReadFile { denials, payments });
    render::unkept_page(&RemittanceView { search, read })
}

/// The denials of a remittance that can be reported.
async fn read_denials(heavy: &HeavyWork, file: Arc<ReadBody>, lists: ClosedLists) -> Result<Denials, Error> {
    let reasons = Arc::clone(&lists.reasons);
    let remitted = read_whole_remittance(file, lists, heavy).await?;
    Ok(Denials { response: RemittanceResponse::new(&remitted, None), reasons, key: random_key()? })
}

/// Compares the payments of a remittance with what Medicare owes.
async fn judge_payments(
    state: &State,
    heavy: &HeavyWork,
    file: Arc<ReadBody>,
    zip: Option<String>,
) -> Result<VarianceResponse, Error> {
    let schedule = state.whole_schedule()?;
    let query = VarianceQuery { zip, ..VarianceQuery::default() };
    let AskedVariance { assumptions, kept, .. } = query.check(&schedule, &TermsInReach::default())?;
    let claims = heavy.run(move || VarianceIntake::read_whole(&file, kept)).await??;
    let mut judging = Judging::new(claims);
    let mut is_done = false;
    // Turn by turn, so that other work is not held up.
    while !is_done {
        let (schedule, assumptions) = (Arc::clone(&schedule), assumptions.clone());
        let turn = move || (judging.take_turn(&Judge::new(&schedule, assumptions)), judging);
        (is_done, judging) = heavy.run_in_turn(turn).await?;
    }
    Ok(judging.response())
}

/// Contributes the chosen reports
#[post("/remittance/contribute")]
pub(super) async fn contribute_remittance_page(
    request: HttpRequest,
    body: Body,
    state: web::Data<State>,
    limits: web::Data<Limits>,
    metrics: web::Data<Metrics>,
) -> Result<HttpResponse, Error> {
    refuse_other_sites(&request)?;
    let body = read_body(body, limits.body_bytes).await?;
    let form = Params::of_body(&body);
    let reports = chosen_reports(&form, &state).await.inspect_err(|_| metrics.reports.count_refused(1))?;
    let codes: Vec<String> = reports.iter().map(|report| report.hcpcs.to_string()).collect();
    let mut submission = submission(&request, &state, &limits, &body)?;
    submission.idempotency_key = form.get("key");
    let contribution = store::contribute(state.store(), &reports, &submission).await?;
    let tokens = accepted_tokens(contribution, reports.len(), &metrics)?;
    let tokens = codes.into_iter().zip(tokens.iter().map(ToString::to_string)).collect();
    render::unkept_page(&RemittedView { search: Params::default(), tokens })
}

/// The reports that the form has, checked like any others.
async fn chosen_reports(form: &Params, state: &State) -> Result<Vec<Report>, Error> {
    let lists = report_lists(state).await?;
    let today = OffsetDateTime::now_utc().date();
    let mut reports = Vec::new();
    for chosen in form.all("report").take(MOST_REPORTS) {
        let refused = |_| {
            Error::Malformed(vec![Fault::new(
                "",
                "A report of the form cannot be read. Read the file again.",
            )])
        };
        let report: DenialReportRequest = json::decode_bytes(chosen.as_bytes()).map_err(refused)?;
        reports.push(report.check(&lists, today)?);
    }
    if reports.is_empty() {
        return Err(Error::Malformed(vec![Fault::new("", "No report was chosen. Tick at least one.")]));
    }
    Ok(reports)
}

impl ReadFile {
    /// The lines that were paid otherwise than expected or denied, each with its position.
    fn differences(&self) -> impl Iterator<Item = (usize, &VarianceLine)> {
        let lines = self.payments.lines.iter().enumerate();
        lines.filter(|(_, line)| line.verdict != Verdict::AsExpected.as_str()).take(MOST_DIFFERENCES)
    }
}

impl Denials {
    /// The reports that can be chosen, each as the form sends it, and what its reason code means if we have words for it.
    fn offered(&self) -> impl Iterator<Item = (&RemittedReport, String, Option<&AdjustmentReason>)> {
        let text = |one: &RemittedReport| serde_json::to_string(&one.report).unwrap_or_default();
        let reason =
            |one: &RemittedReport| self.reasons.get(one.report.carc.0).filter(|reason| reason.has_words());
        self.response.reports.iter().take(MOST_REPORTS).map(move |one| (one, text(one), reason(one)))
    }
}
