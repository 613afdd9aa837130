//! The routes, listed once: the list serves and describes.

use super::contributor::Reporting;
use super::docs::{document, served};
use super::error::Error;
use super::metrics::{self, Metrics};
use super::problem::answer_problems;
use super::state::State;
use super::{
    batch, code_edits, code_page, codes, denial_reports, denials, edits_check, estimates, health, history,
    localities, reason_codes, releases, remittances, tips, toolkit, zips,
};
use actix_web::dev::{ResourceDef, Server};
use actix_web::guard::Get;
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{Data, PayloadConfig, Redirect, resource, route};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use utoipa::openapi::OpenApi as Document;
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_swagger_ui::{Config as SwaggerConfig, SwaggerUi};

/// Every operation of the service.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(estimates::create_estimate)
        .service(batch::create_estimates_batch)
        .service(edits_check::check_edits)
        .service(codes::list_codes)
        .service(history::get_code_history)
        .service(code_edits::get_code_edits)
        .service(denials::get_code_denials)
        .service(code_page::get_code)
        .service(denial_reports::create_denial_report)
        .service(denial_reports::delete_denial_report)
        .service(reason_codes::list_reason_codes)
        .service(remittances::create_remittance)
        .service(tips::list_code_tips)
        .service(toolkit::get_toolkit)
        .service(toolkit::get_toolkit_workbook)
        .service(toolkit::get_toolkit_page)
        .service(releases::list_releases)
        .service(localities::list_localities)
        .service(localities::get_locality)
        .service(zips::get_zip)
        .service(health::get_livez)
        .service(health::get_readyz)
        .service(metrics::get_metrics);
}

/// What one caller may ask of the service. Each has a reason: memory, or a slow caller holding a connection.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest body: fifty lines are some ten kilobytes.
    pub body_bytes: usize,
    /// The longest X12 interchange: some thousand claims.
    pub x12_bytes: usize,
    /// The longest remittance: some thirty thousand claims. It is read in pieces and never held whole.
    pub remittance_bytes: usize,
    /// The longest denial report: its closed lists and a short note.
    pub report_bytes: usize,
    /// How denial reports are taken and published.
    pub reporting: Reporting,
    /// How long a caller may take to send a request's head.
    pub request_head: Duration,
    /// How long the next bytes of a body are waited for.
    pub body_pause: Duration,
    /// How long a connection may idle.
    pub keep_alive: Duration,
    /// How long requests under way may take to finish when the server stops.
    pub shutdown_seconds: u64,
    /// How many threads serve.
    pub workers: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            x12_bytes: 2 * 1024 * 1024,
            remittance_bytes: 20 * 1024 * 1024,
            report_bytes: 16 * 1024,
            reporting: Reporting::default(),
            request_head: Duration::from_secs(5),
            body_pause: Duration::from_secs(60),
            keep_alive: Duration::from_secs(75),
            shutdown_seconds: 10,
            workers: std::thread::available_parallelism().map_or(2, usize::from),
        }
    }
}

/// Serves on a bound socket until the server is stopped.
///
/// # Errors
/// When the socket cannot be listened on.
pub fn serve(listener: TcpListener, state: State, limits: Limits) -> std::io::Result<Server> {
    let document = document();
    let paths = Arc::new(Paths::of(&document));
    let metrics = Metrics::new(&document, limits.reporting.terms).map_err(std::io::Error::other)?;
    let metrics = Data::new(metrics);
    let server = HttpServer::new(move || {
        let (state, paths) = (state.clone(), Arc::clone(&paths));
        App::new()
            .into_utoipa_app()
            .configure(routes)
            .into_app()
            .service(resource("/openapi.json").guard(Get()).to(served))
            .service(SwaggerUi::new("/docs/{_:.*}").config(SwaggerConfig::from("/openapi.json")))
            .service(resource(["/", "/docs"]).guard(Get()).to(async || Redirect::to("/docs/")))
            .default_service(route().to(move |request: HttpRequest| {
                let error = paths.refuse(&request);
                async move { Err::<HttpResponse, Error>(error) }
            }))
            .app_data(Data::new(state))
            .app_data(metrics.clone())
            .app_data(PayloadConfig::new(limits.body_bytes))
            .app_data(Data::new(limits))
            .wrap(from_fn(answer_problems))
    });
    Ok(server
        .workers(limits.workers)
        .client_request_timeout(limits.request_head)
        .keep_alive(limits.keep_alive)
        .shutdown_timeout(limits.shutdown_seconds)
        .listen(listener)?
        .disable_signals()
        .run())
}

/// The documented paths with their methods: a known path asked with another method is 405, not 404.
struct Paths(Vec<(ResourceDef, String)>);

impl Paths {
    fn of(document: &Document) -> Self {
        let methods = |item: &utoipa::openapi::PathItem| match (&item.get, &item.post) {
            (Some(_), _) => "GET, HEAD".to_owned(),
            (None, Some(_)) => Method::POST.to_string(),
            (None, None) => Method::DELETE.to_string(),
        };
        let paths = document.paths.paths.iter();
        let mut paths: Vec<_> =
            paths.map(|(path, item)| (ResourceDef::new(path.as_str()), methods(item))).collect();
        for undocumented in ["/", "/docs", "/openapi.json", "/docs/{file:.*}"] {
            paths.push((ResourceDef::new(undocumented), "GET, HEAD".to_owned()));
        }
        Self(paths)
    }

    fn refuse(&self, request: &HttpRequest) -> Error {
        let known = self.0.iter().find(|(path, _)| path.is_match(request.path()));
        known.map_or(Error::NoSuchPath, |(_, allow)| Error::MethodNotAllowed { allow: allow.clone() })
    }
}
