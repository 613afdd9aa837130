//! The HTTP server: the operations, their documentation, and what unknown paths and methods get.

use super::access::gate::Gate;
use super::certificate::Certificate;
use super::codes::reads::CodeReads;
use super::compression::{FreeEncoders, compress_whole_answers, limit_compression};
use super::connections::Socket;
use super::cors::AllowedOrigins;
use super::docs::{document, serve_document};
use super::head_clock::stop_head_clock;
use super::health::{get_livez, get_readyz};
use super::limits::Limits;
use super::mcp::assistant::{Assistant, serve_stdio};
use super::mcp::calls::Toolbox;
use super::mcp::tools::tools;
use super::mcp::{McpService, mcp_service};
use super::metrics::Metrics;
use super::middleware::{admit, refuse_encoded, run_request};
use super::pages::list::PAGES;
use super::pages::pages;
use super::routes::routes;
use super::state::State;
use super::toolkit::maker::ToolkitMaker;
use super::unread_body::close_unread;
use super::wire::blocking::{HeavyWork, LongReads};
use super::wire::body::BodyMemory;
use super::wire::error::Error;
use actix_web::dev::{ResourceDef, Server};
use actix_web::guard::Get;
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, LOCATION};
use actix_web::middleware::{Compress, Condition, from_fn};
use actix_web::web::{Data, PayloadConfig, Redirect, ServiceConfig, resource, route};
use actix_web::{App, HttpRequest, HttpResponse};
#[cfg(target_os = "linux")]
use nix::sys::socket::{setsockopt, sockopt::TcpUserTimeout};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use utoipa::openapi::{OpenApi as Document, PathItem};
use utoipa_actix_web::AppExt;
use utoipa_swagger_ui::{Config as SwaggerConfig, SwaggerUi};

/// Serves on a bound socket until the server is stopped: over TLS with a certificate, else without.
///
/// # Errors
/// If the server cannot listen on the socket.
pub fn serve(
    listener: TcpListener,
    certificate: Option<Arc<Certificate>>,
    state: State,
    limits: Limits,
    origins: &AllowedOrigins,
) -> std::io::Result<Server> {
    limit_unread_answers(&listener, limits.answer_pause)?;
    let document = document();
    let paths = Arc::new(KnownPaths::of(&document));
    let shared = Shared::new(&document, state, limits, origins)?;
    let metrics = shared.metrics.clone();
    let tls = certificate.map(Certificate::server_config).transpose()?;
    let origins = origins.clone();
    let app = move || {
        let paths = Arc::clone(&paths);
        let cors = origins.cors();
        App::new()
            .into_utoipa_app()
            .configure(routes)
            .into_app()
            .configure(pages)
            .service(resource("/openapi.json").guard(Get()).to(serve_document))
            .service(SwaggerUi::new("/docs/{_:.*}").config(SwaggerConfig::from("/openapi.json")))
            .service(resource("/docs").guard(Get()).to(async || Redirect::to("/docs/")))
            .default_service(route().to(move |request: HttpRequest| {
                let answer = paths.answer(&request);
                async move { answer }
            }))
            .configure(|config| shared.add_to(config))
            .wrap(from_fn(refuse_encoded))
            .wrap(from_fn(admit))
            .wrap(Condition::new(cors.is_some(), cors.unwrap_or_default()))
            .wrap(from_fn(compress_whole_answers))
            .wrap(Compress::default())
            .wrap(from_fn(limit_compression))
            .wrap(from_fn(run_request))
            .wrap(from_fn(close_unread))
            .wrap(from_fn(stop_head_clock))
    };
    let socket = Socket { listener, tls, workers: limits.workers, limits, metrics: Some(metrics) };
    socket.serve(app)
}

/// What the handlers and the middleware of all threads share.
#[derive(Clone)]
struct Shared {
    state: Data<State>,
    limits: Data<Limits>,
    metrics: Data<Metrics>,
    gate: Data<Gate>,
    memory: Data<BodyMemory>,
    heavy: Data<HeavyWork>,
    toolkits: Data<ToolkitMaker>,
    encoders: Data<FreeEncoders>,
    code_reads: Data<CodeReads>,
    reads: Data<LongReads>,
    mcp: Data<McpService>,
    origins: Data<AllowedOrigins>,
}

impl Shared {
    fn new(
        document: &Document,
        state: State,
        limits: Limits,
        origins: &AllowedOrigins,
    ) -> std::io::Result<Self> {
        let metrics = Metrics::new(document, limits.reporting.terms).map_err(std::io::Error::other)?;
        let metrics = Data::new(metrics);
        let (heavy, reads) = (HeavyWork::new(&limits), LongReads::new(&limits));
        let toolbox = Toolbox::new(state.clone(), heavy.clone(), limits, metrics.clone().into_inner());
        Ok(Self {
            gate: Data::new(Gate::new(document, state.clone(), &limits)),
            memory: Data::new(BodyMemory::new(limits.bodies_bytes)),
            toolkits: Data::new(ToolkitMaker::new(state.clone(), heavy.clone(), &limits)),
            encoders: Data::new(FreeEncoders::new(&limits)),
            code_reads: Data::new(CodeReads::new(&limits, reads.clone())),
            reads: Data::new(reads),
            mcp: Data::new(mcp_service(Assistant::new(toolbox, tools(document)), &limits)),
            origins: Data::new(origins.clone()),
            heavy: Data::new(heavy),
            state: Data::new(state),
            limits: Data::new(limits),
            metrics,
        })
    }

    /// Lets the handlers of a thread take these.
    fn add_to(&self, config: &mut ServiceConfig) {
        let Self {
            state,
            limits,
            metrics,
            gate,
            memory,
            heavy,
            toolkits,
            encoders,
            code_reads,
            reads,
            mcp,
            origins,
        } = self.clone();
        config
            .app_data(PayloadConfig::new(limits.body_bytes))
            .app_data(state)
            .app_data(limits)
            .app_data(metrics)
            .app_data(gate)
            .app_data(memory)
            .app_data(heavy)
            .app_data(toolkits)
            .app_data(encoders)
            .app_data(code_reads)
            .app_data(reads)
            .app_data(mcp)
            .app_data(origins);
    }
}

/// Serves an assistant on the standard streams, until they are closed.
///
/// # Errors
/// If the streams do not speak the Model Context Protocol.
pub async fn serve_assistant(state: State, limits: Limits) -> std::io::Result<()> {
    let document = document();
    let metrics = Metrics::new(&document, limits.reporting.terms).map_err(std::io::Error::other)?;
    let toolbox = Toolbox::new(state, HeavyWork::new(&limits), limits, Arc::new(metrics));
    serve_stdio(Assistant::new(toolbox, tools(&document)), limits.body_bytes).await
}

/// Closes a connection if its client acknowledges or reads nothing of an answer for so long. The framework has no such limit: a
/// client that never reads would hold its answer for ever. Accepted connections inherit the option of the socket that listens.
#[cfg(target_os = "linux")]
fn limit_unread_answers(listener: &TcpListener, pause: Duration) -> std::io::Result<()> {
    let milliseconds = u32::try_from(pause.as_millis()).unwrap_or(u32::MAX);
    Ok(setsockopt(listener, TcpUserTimeout, &milliseconds)?)
}

/// Other systems have no such option.
#[cfg(not(target_os = "linux"))]
fn limit_unread_answers(_: &TcpListener, _: Duration) -> std::io::Result<()> {
    Ok(())
}

/// Serves `/livez` and `/readyz` on a socket of their own, with a thread of their own, so that they are answered under any load.
///
/// # Errors
/// If the server cannot listen on the socket.
pub fn serve_health(listener: TcpListener, state: State, limits: Limits) -> std::io::Result<Server> {
    limit_unread_answers(&listener, limits.answer_pause)?;
    let socket = Socket { listener, tls: None, workers: 1, limits, metrics: None };
    socket.serve(move || {
        App::new()
            .service(get_livez)
            .service(get_readyz)
            .default_service(
                route().to(async || Err::<HttpResponse, Error>(Error::NotFound(ONLY_HEALTH.to_owned()))),
            )
            .app_data(Data::new(state.clone()))
            .wrap(from_fn(run_request))
            .wrap(from_fn(close_unread))
            .wrap(from_fn(stop_head_clock))
    })
}

/// What the health listener says of every other path.
const ONLY_HEALTH: &str =
    "This address answers /livez and /readyz alone. The API has another address: MEDPAYIQ_LISTEN.";

/// The methods of a path that is read.
const READ: &str = "GET, HEAD, OPTIONS";

/// The paths of the service with their methods. A known path with another method is 405; the framework alone would answer 404.
struct KnownPaths(Vec<(ResourceDef, String)>);

impl KnownPaths {
    fn of(document: &Document) -> Self {
        let methods = |item: &PathItem| match (&item.get, &item.post) {
            (Some(_), _) => READ.to_owned(),
            (None, Some(_)) => "POST, OPTIONS".to_owned(),
            (None, None) => "DELETE, OPTIONS".to_owned(),
        };
        let paths = document.paths.paths.iter();
        let mut paths: Vec<_> =
            paths.map(|(path, item)| (ResourceDef::new(path.as_str()), methods(item))).collect();
        for undocumented in ["/docs", "/openapi.json", "/docs/{file:.*}"] {
            paths.push((ResourceDef::new(undocumented), READ.to_owned()));
        }
        for (_, path, _) in PAGES {
            let takes = |method| PAGES.iter().any(|(known, of, _)| (known, of) == (&method, path));
            let methods = [("GET", "GET, HEAD"), ("POST", "POST")].iter();
            let methods = methods.filter(|(method, _)| takes(*method)).map(|(_, allow)| *allow);
            let methods: Vec<&str> = methods.chain(["OPTIONS"]).collect();
            paths.push((ResourceDef::new(*path), methods.join(", ")));
        }
        Self(paths)
    }

    /// The answer to a request that no operation answers: to OPTIONS the methods of the path, else an error.
    fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, Error> {
        let Some((_, allow)) = self.known(request.path()) else {
            let moved = self.without_slash(request).ok_or(Error::NoSuchPath)?;
            return Ok(HttpResponse::PermanentRedirect().insert_header((LOCATION, moved)).finish());
        };
        if request.method() == Method::OPTIONS {
            return Ok(HttpResponse::NoContent().insert_header((ALLOW, allow.as_str())).finish());
        }
        Err(Error::MethodNotAllowed { allow: allow.clone() })
    }

    fn known(&self, path: &str) -> Option<&(ResourceDef, String)> {
        self.0.iter().find(|(known, _)| known.is_match(path))
    }

    /// The address without the slash at its end, if that is known: `/claim` for `/claim/`. Codes are searched for on the first page, so
    /// `/codes` and `/contribute` lead there.
    fn without_slash(&self, request: &HttpRequest) -> Option<String> {
        let path = request.path();
        let path = match path.strip_suffix('/').unwrap_or(path) {
            "/codes" | "/contribute" => "/",
            bare if bare.len() < path.len() && bare.starts_with('/') && !bare.starts_with("//") => bare,
            _ => return None,
        };
        self.known(path)?;
        let query = request.query_string();
        Some(if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") })
    }
}
