//! `POST /claim`: the claims of an 837P file, priced.

use super::code_prices::Participation;
use super::filters;
use super::form_faults::FormFaults;
use super::params::Params;
use super::render;
use super::upload::{refuse_other_sites, uploaded_file};
use crate::api::estimates::checked_request::CheckedRequest;
use crate::api::estimates::priced_claim::price_checked;
use crate::api::estimates::request::EstimateRequest;
use crate::api::estimates::response::TotalsResponse;
use crate::api::limits::Limits;
use crate::api::metrics::Metrics;
use crate::api::shared::edi::x12_fault;
use crate::api::shared::notation::write_lines;
use crate::api::state::State;
use crate::api::wire::blocking::HeavyWork;
use crate::api::wire::body::Body;
use crate::api::wire::error::Error;
use crate::schedule::{Schedule, Whereabouts};
use crate::vocabulary::{Provider, ProviderKind};
use crate::x12::{ClaimFrequency, ReadClaim, ServiceClaim, read_claims};
use actix_web::{HttpRequest, HttpResponse, post, web};
use askama::Template;
use medpayiq_claims::Lookup;

/// The claims of a file.
#[derive(Template)]
#[template(path = "pages/claim_file.html")]
struct ClaimFileView {
    search: Params,
    claims: Vec<FileClaim>,
    left_out: usize,
}

/// A claim of a file. Nothing of it names the patient.
#[derive(Default)]
struct FileClaim {
    position: usize,
    text: String,
    denied: usize,
    totals: Option<TotalsResponse>,
    /// The same claim as a page.
    address: String,
    faults: FormFaults,
}

/// The most claims of a file that the page shows.
const MOST_CLAIMS: usize = 200;

/// The claims of a file, priced
#[post("/claim")]
pub(super) async fn claim_file_page(
    request: HttpRequest,
    body: Body,
    state: web::Data<State>,
    limits: web::Data<Limits>,
    metrics: web::Data<Metrics>,
    heavy: web::Data<HeavyWork>,
) -> Result<HttpResponse, Error> {
    refuse_other_sites(&request)?;
    let file = uploaded_file(&request, body, limits.x12_bytes).await?;
    let schedule = state.whole_schedule()?;
    let metrics = metrics.into_inner();
    let read = heavy.run(move || {
        let read = read_claims(&file).map_err(|error| Error::Invalid(vec![x12_fault(&error)]))?;
        let left_out = read.len().saturating_sub(MOST_CLAIMS);
        let shown = read.iter().take(MOST_CLAIMS);
        let claims = shown.flat_map(|claim| file_claims(claim, &schedule, &metrics)).collect();
        Ok::<_, Error>(ClaimFileView { search: Params::default(), claims, left_out })
    });
    render::unkept_page(&read.await??)
}

/// The parts of a claim in a file. Lines on different days or at different places are separate claims.
fn file_claims(read: &ReadClaim, schedule: &Schedule, metrics: &Metrics) -> Vec<FileClaim> {
    let blank =
        |text: &str| FileClaim { position: read.position, text: text.to_owned(), ..FileClaim::default() };
    match &read.services {
        Err(faults) => {
            vec![FileClaim {
                faults: FormFaults::of_list(faults.iter().map(x12_fault)),
                ..blank("This claim cannot be read.")
            }]
        }
        Ok(_) if read.frequency == ClaimFrequency::Void => vec![blank("This claim cancels an earlier one.")],
        Ok(parts) => parts
            .iter()
            .map(|part| FileClaim { position: read.position, ..priced_part(part, schedule, metrics) })
            .collect(),
    }
}

fn priced_part(part: &ServiceClaim, schedule: &Schedule, metrics: &Metrics) -> FileClaim {
    let place = part.zip.map_or(Whereabouts::Unknown, |zip| Whereabouts::Zip(zip.zip));
    let asked = EstimateRequest::about(&part.claim, place);
    let text = write_lines(&asked.lines);
    let checked = CheckedRequest::from_x12(schedule, part);
    let priced = checked.and_then(|checked| price_checked(&mut Lookup::new(schedule), checked));
    let Provider { kind, participating, accepts_assignment, .. } = part.claim.provider();
    let kind = Some(kind).filter(|kind| *kind != ProviderKind::Physician).map(ProviderKind::as_str);
    let address = Params::default()
        .with("zip", asked.zip.as_deref())
        .with("date", asked.date_of_service.as_deref())
        .with("pos", asked.place_of_service.as_deref())
        .with("by", kind)
        .with("part", Participation::new(participating, accepts_assignment).in_address())
        .with("lines", Some(&text))
        .address("/claim");
    let text = text.replace('\n', ", ").replace(" x", " × ");
    let blank = FileClaim { text, address, ..FileClaim::default() };
    match priced {
        Ok(priced) => {
            metrics.lines.x12.count(&priced.estimate);
            let answer = priced.answer();
            let denied = answer.lines.iter().filter(|line| !line.predicted_denials.is_empty()).count();
            FileClaim { denied, totals: Some(answer.totals), ..blank }
        }
        Err(error) => FileClaim { faults: FormFaults::of(&error), ..blank },
    }
}
