//! The routes, listed once: the list serves and describes.

use super::codes::{self, denials, edits, history, page, tips};
use super::docs::{document, served};
use super::estimates::{self, batch, edits_check};
use super::health;
use super::limits::Limits;
use super::metrics::{self, Metrics};
use super::reference::{localities, releases, zips};
use super::reports::{denial_reports, reason_codes, remittances};
use super::state::State;
use super::toolkit;
use super::wire::error::Error;
use super::wire::problem::answer_problems;
use actix_web::dev::{ResourceDef, Server};
use actix_web::guard::Get;
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{Data, PayloadConfig, Redirect, resource, route};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use std::net::TcpListener;
use std::sync::Arc;
use utoipa::openapi::OpenApi as Document;
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_swagger_ui::{Config as SwaggerConfig, SwaggerUi};

/// Every operation of the service.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(estimates::create_estimate)
        .service(batch::create_estimates_batch)
        .service(edits_check::check_edits)
        .service(codes::list_codes)
        .service(history::get_code_history)
        .service(edits::get_code_edits)
        .service(denials::get_code_denials)
        .service(page::get_code)
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
