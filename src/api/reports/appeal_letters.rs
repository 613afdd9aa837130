//! `POST /v1/appeal-letters`: a letter that asks for a redetermination of a denied line.

use super::appeal_letter::{BLANK, Denied, Letter, last_day};
use super::appeal_request::{AppealLetterRequest, AskedDenial};
use crate::api::estimates::priced_claim::{PricedClaim, price};
use crate::api::limits::Limits;
use crate::api::shared::next_step::{DeadlineResponse, KnownDays, NextStepResponse};
use crate::api::state::State;
use crate::api::wire::blocking::HeavyWork;
use crate::api::wire::body::{Body, media_type, read_body};
use crate::api::wire::decimal::{Dollars, Shown};
use crate::api::wire::error::{Error, Fault};
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::json;
use crate::api::wire::query;
use crate::api::wire::responses::{BodyProblems, EstimateProblems, PricingProblems};
use crate::pricing::{AppealChance, AppealLevel, LineEstimate, NextStep};
use crate::schedule::Schedule;
use crate::vocabulary::{ClaimLine, format_date};
use actix_web::http::header::{Accept, CONTENT_TYPE, Header, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, post, web};
use askama::Template;
use serde::Serialize;
use time::{Date, Duration};
use utoipa::ToSchema;

/// A letter with what to know about the appeal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AppealLetter {
    /// The letter as text. Blanks stand for names and numbers.
    letter: String,
    /// What to do about the denial; null if its codes do not say enough.
    #[schema(required = true)]
    next_step: Option<NextStepResponse>,
    /// When an appeal helps only in some cases: which.
    warnings: Vec<&'static str>,
    /// The levels of appeal, in order. Empty if the law has no value of a time limit on the day.
    levels: Vec<AppealLevelResponse>,
}

/// A level of appeal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AppealLevel)]
pub(crate) struct AppealLevelResponse {
    /// The time limit. It has a last day at the first level, if the request has the date of the notice.
    deadline: DeadlineResponse,
    /// The least amount in controversy, in dollars, of a request filed in the year of the notice, else of the service. Absent if the level has
    /// none or the amount of the year is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    least_amount: Option<Dollars>,
}

/// The letter as a page to print; everything in it is escaped.
#[derive(Template)]
#[template(path = "appeal_letter.html")]
struct Page<'a> {
    letter: &'a Letter,
    blank: &'static str,
}

/// The form of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LetterForm {
    Text,
    Page,
    Json,
}

impl LetterForm {
    /// The form that the request accepts first; JSON if it names none of them.
    fn of(request: &HttpRequest) -> Self {
        let accepted = Accept::parse(request).map(|accept| accept.ranked()).unwrap_or_default();
        let form = |kind: &str| match kind {
            "text/html" => Some(Self::Page),
            "application/json" | "application/*" | "*/*" => Some(Self::Json),
            "text/plain" | "text/*" => Some(Self::Text),
            _ => None,
        };
        accepted.iter().find_map(|kind| form(kind.essence_str())).unwrap_or(Self::Json)
    }

    const fn media_type(self) -> HeaderValue {
        match self {
            Self::Text => HeaderValue::from_static("text/plain; charset=utf-8"),
            Self::Page => HeaderValue::from_static("text/html; charset=utf-8"),
            Self::Json => HeaderValue::from_static("application/json"),
        }
    }
}

/// Write an appeal letter
///
/// Returns a letter that asks the Medicare contractor for a redetermination, the first level of appeal. It is made from the claim, the
/// edit or rule that an estimate finds, the codes of the denial, and their sources. It has blanks for names and numbers, which this
/// operation must not get: its request has no field for them. `Accept` chooses text (`text/plain`), a page to print (`text/html`),
/// or the text with the levels of appeal and their time limits (`application/json`, the default).
///
/// If an appeal cannot help, the answer is 422 and says what to do instead: an NCCI edit with modifier indicator 0, an exclusion by
/// law, or a line that must be corrected first. Nothing is kept or logged. Read the letter, and add what the record shows,
/// before you send it.
#[utoipa::path(
    operation_id = "create_appeal_letter",
    tag = "denials",
    request_body(description = "A denied line of a claim", content = AppealLetterRequest, content_type = "application/json"),
    responses(
        (
            status = 200,
            description = "The letter",
            content((AppealLetter = "application/json"), (String = "text/plain"), (String = "text/html")),
        ),
        EstimateProblems,
        BodyProblems,
        PricingProblems,
    )
)]
#[post("/v1/appeal-letters")]
pub(crate) async fn create_appeal_letter(
    request: HttpRequest,
    body: Body,
    state: web::Data<State>,
    limits: web::Data<Limits>,
    heavy: web::Data<HeavyWork>,
) -> Result<HttpResponse, Error> {
    query::none(&request)?;
    let body = read_body(body, limits.body_bytes).await?;
    json::check_declared(media_type(&request))?;
    let asked: AppealLetterRequest = json::decode_bytes(&body)?;
    let schedule = state.whole_schedule()?;
    let form = LetterForm::of(&request);
    let answer = heavy.run(move || write(&schedule, asked, form)).await??;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, form.media_type())).body(answer))
}

fn write(schedule: &Schedule, asked: AppealLetterRequest, form: LetterForm) -> Result<Vec<u8>, Error> {
    let denial = asked.check();
    let priced = price(schedule, asked.claim).map_err(within_claim);
    let (denial, priced) = match (denial, priced) {
        (Ok(denial), Ok(priced)) => (denial, priced),
        (Err(first), Err(second)) => return Err(first.and(second)),
        (Err(first), Ok(priced)) => {
            return Err(match denied_line(&priced, asked.denied_line.as_deref()) {
                Ok(_) => first,
                Err(second) => first.and(second),
            });
        }
        (Ok(_), Err(error)) => return Err(error),
    };
    let line = denied_line(&priced, asked.denied_line.as_deref());
    let (line, estimate) = match (line, check_notice(&priced, denial.notice_date)) {
        (Ok(line), Ok(())) => line,
        (Err(first), Err(second)) => return Err(first.and(second)),
        (Err(error), Ok(())) | (Ok(_), Err(error)) => return Err(error),
    };
    let mut predicted = estimate.predicted_denials.iter();
    let is_predicted = predicted.any(|predicted| NextStep::is_predicted(predicted.carc, denial.carc));
    let step = next_step(estimate, &denial, is_predicted)?;
    let last_day = last_day(&priced, denial.notice_date);
    let source = step.map_or("42 CFR 405.924", |step| step.source);
    let depends = step.filter(|step| step.appeal_can_help == AppealChance::Depends);
    let is_late = last_day.zip(priced.rates.latest_day).is_some_and(|(last, latest)| last < latest);
    let warnings = depends.map(|step| step.why).into_iter().chain(is_late.then_some(LATE)).collect();
    let denied =
        Denied { priced: &priced, line, estimate, denial: &denial, is_predicted, last_day, source, warnings };
    let letter = Letter::new(&denied);
    match form {
        LetterForm::Text => Ok(letter.to_string().into_bytes()),
        LetterForm::Page => {
            let page = Page { letter: &letter, blank: BLANK }.render();
            page.map(String::into_bytes).map_err(|error| Error::Internal(error.to_string()))
        }
        LetterForm::Json => {
            let answer = answer(&priced, schedule, &letter, step, denial.notice_date);
            serde_json::to_vec(&answer).map_err(|error| Error::Internal(error.to_string()))
        }
    }
}

/// What to read before a late request is sent.
const LATE: &str = "The last day to file this request has passed, or passes today. A late request needs good cause, which the letter must \
                    explain (42 CFR 405.942(b)). Without it, the claim can at most be reopened.";

/// Refuses a notice from before the service, and one from the future.
fn check_notice(priced: &PricedClaim<'_>, notice: Option<Date>) -> Result<(), Error> {
    let service = priced.claim.date_of_service();
    let is_early = notice.is_some_and(|notice| notice < service);
    let is_late = notice.zip(priced.rates.latest_day).is_some_and(|(notice, latest)| notice > latest);
    let when = if is_early {
        format!("before the service of {}", format_date(service))
    } else if is_late {
        "in the future".to_owned()
    } else {
        return Ok(());
    };
    let detail = format_args!("This day is {when}. Write the date of the remittance advice with the denial.");
    Err(Error::invalid_as(FaultCode::Conflict, "/notice_date", detail))
}

/// The same faults with their places in the body of this request.
fn within_claim(error: Error) -> Error {
    if let Error::Invalid(faults) = error {
        let moved = faults.into_iter();
        let moved = moved.map(|fault| Fault { pointer: format!("/claim{}", fault.pointer), ..fault });
        return Error::Invalid(moved.collect());
    }
    error
}

/// The line with this id, or at this position. Without either: the only line.
fn denied_line<'a>(
    priced: &'a PricedClaim<'_>,
    named: Option<&str>,
) -> Result<(&'a ClaimLine, &'a LineEstimate), Error> {
    let mut lines = priced.claim.lines().iter().zip(&priced.estimate.lines);
    let found = match named {
        Some(named) => {
            let position = priced.line_ids.iter().position(|id| id == named);
            position.and_then(|position| lines.nth(position))
        }
        None => lines.next().filter(|_| priced.claim.lines().len() == 1),
    };
    found.ok_or_else(|| {
        let why = if named.is_some() { "has no such line" } else { "has several lines" };
        let ids = priced.line_ids.join(", ");
        Error::invalid_as(
            FaultCode::InvalidValue,
            "/denied_line",
            format_args!("The claim {why}. Write the id of the denied one: {ids}."),
        )
    })
}

/// Reason codes of lines that were paid.
const NOT_DENIALS: &[&str] = &["1", "2", "3", "45", "59", "144", "237", "253"];

/// What to do about the denial.
///
/// # Errors
/// 422 if it is none, or if an appeal cannot help.
fn next_step(
    estimate: &LineEstimate,
    denial: &AskedDenial,
    is_predicted: bool,
) -> Result<Option<NextStep>, Error> {
    const AT: &str = "/denial/carc";
    if NOT_DENIALS.contains(&denial.carc.as_str()) {
        let detail = format_args!(
            "CARC {} does not deny a line. Send the code that explains why it was not paid.",
            denial.carc
        );
        return Err(Error::invalid(AT, detail));
    }
    let of_codes = || NextStep::of_denial(denial.group, denial.carc, &denial.rarc);
    let step = if is_predicted { estimate.next_step().or_else(of_codes) } else { of_codes() };
    match step {
        Some(NextStep { appeal_can_help: AppealChance::No, why, .. }) => {
            Err(Error::invalid_as(FaultCode::Conflict, AT, format_args!("An appeal cannot help. {why}")))
        }
        other => Ok(other),
    }
}

fn answer(
    priced: &PricedClaim<'_>,
    schedule: &Schedule,
    letter: &Letter,
    step: Option<NextStep>,
    notice: Option<Date>,
) -> AppealLetter {
    let service = priced.claim.date_of_service();
    let law = priced.rates.law;
    let delivery = law.notice_delivery_time.ok().map(|figure| Duration::days(i64::from(figure.value)));
    let receipt = notice.zip(delivery).and_then(|(notice, delivery)| notice.checked_add(delivery));
    let days = KnownDays { service: Some(service), determination: notice, receipt };
    let levels = AppealLevel::all(schedule.law().on(notice.unwrap_or(service))).unwrap_or_default();
    let level = |(position, level): (usize, AppealLevel)| AppealLevelResponse {
        deadline: DeadlineResponse::new(
            level.deadline,
            if position == 0 { days } else { KnownDays::default() },
        ),
        least_amount: level.least_amount.and_then(Result::ok).map(|figure| Shown(figure.value)),
    };
    // The answer has the warnings in a field of their own.
    AppealLetter {
        letter: letter.without_warnings().to_string(),
        next_step: step.map(|step| NextStepResponse::new(step, law, days)),
        warnings: letter.warnings.clone(),
        levels: levels.into_iter().enumerate().map(level).collect(),
    }
}
