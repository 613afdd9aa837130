//! Traces: spans that are sent to a collector of OpenTelemetry.
//!
//! A span is made with `tracing`, under the target [`TRACES`]. Nothing else of the log becomes part of a trace, and no span of a trace
//! becomes part of the log. Without a collector these spans are disabled where they are made, and cost nothing.

use super::Repeats;
use http::Uri;
use http::uri::Scheme;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{ExporterBuildError, Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanData, SpanExporter as Exporter};
use rustls::crypto::ring;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::registry::LookupSpan;
use ureq::tls::{Certificate, TlsConfig};

/// The target of the spans that become part of traces.
pub const TRACES: &str = "traces";
/// The name under which a collector knows this program, unless `OTEL_SERVICE_NAME` says otherwise.
const SERVICE: &str = "medpayiq";
/// How long the end of the program waits for the last spans to be sent.
const LAST_WAIT: Duration = Duration::from_secs(1);
/// The most of a collector's answer that is read.
const MOST_OF_ANSWER: u64 = 64 * 1024;

/// A collector of traces.
#[derive(Clone, Debug)]
pub struct Collector {
    /// Where it takes traces.
    pub url: Uri,
    /// How long it may take.
    pub timeout: Duration,
}

impl Collector {
    /// Its host and port.
    #[must_use]
    pub fn name(&self) -> String {
        self.url.authority().map(ToString::to_string).unwrap_or_default()
    }

    /// Whether it is reached by TLS.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.url.scheme() == Some(&Scheme::HTTPS)
    }
}

/// Sends the spans of this program to a collector, in batches, from a thread of its own.
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Sends to this collector from now on. The SDK reads the sampler, the headers and its other variables (`OTEL_...`) from the
    /// environment.
    ///
    /// # Errors
    /// If one of these variables is not valid.
    pub fn to(collector: &Collector) -> Result<Self, ExporterBuildError> {
        let last_failure = Arc::new(Mutex::new(None));
        let client = CollectorClient::new(collector, Arc::clone(&last_failure));
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(client)
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(collector.url.to_string())
            .with_timeout(collector.timeout)
            .build()?;
        let exporter = CountedExporter { exporter, last_failure, collector: collector.name() };
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource());
        Ok(Self(provider.build()))
    }

    /// The layer that makes traces of spans.
    pub(super) fn layer<S>(&self) -> impl Layer<S> + Send + Sync + use<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
    {
        // Source files, threads and times without work are of no use to an operator.
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer(SERVICE))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(Targets::new().with_target(TRACES, LevelFilter::INFO))
    }

    /// Sends the last spans. If the collector does not take them within a second, they are lost.
    pub fn end(self) {
        // A failure is counted and logged by the exporter.
        _ = self.0.shutdown_with_timeout(LAST_WAIT);
    }
}

/// What the spans are from: the names of the service and its version, and what `OTEL_RESOURCE_ATTRIBUTES` adds.
fn resource() -> Resource {
    let found = Resource::builder().build();
    let name = found.iter().find(|(key, _)| key.as_str() == "service.name").map(|(_, name)| name.as_str());
    let is_named = name.is_some_and(|name| !name.starts_with("unknown_service"));
    let named = if is_named { Resource::builder() } else { Resource::builder().with_service_name(SERVICE) };
    named.with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION"))).build()
}

/// Why the last attempt to send failed.
type LastFailure = Arc<Mutex<Option<String>>>;

/// Exports spans, and logs the failures: at most once a minute, with their number.
#[derive(Debug)]
struct CountedExporter {
    exporter: SpanExporter,
    last_failure: LastFailure,
    collector: String,
}

impl CountedExporter {
    fn log_failure(&self, spans: usize, error: &dyn std::error::Error) {
        static UNSENT: Repeats = Repeats::new();
        let Some(unlogged) = UNSENT.count() else { return };
        let mut last = self.last_failure.lock().unwrap_or_else(PoisonError::into_inner);
        let error = last.take().unwrap_or_else(|| error.to_string());
        let collector = &self.collector;
        tracing::warn!(%collector, spans, unlogged, error, "Traces could not be sent, and are dropped.");
    }
}

impl Exporter for CountedExporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len();
        let outcome = self.exporter.export(batch).await;
        outcome.inspect_err(|error| self.log_failure(spans, error))
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

/// The HTTP client of the exporter. It blocks the exporter's own thread and no other.
#[derive(Debug)]
struct CollectorClient {
    agent: ureq::Agent,
    last_failure: LastFailure,
}

impl CollectorClient {
    fn new(collector: &Collector, last_failure: LastFailure) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(collector.timeout))
            .http_status_as_error(false)
            .max_redirects(0);
        let config = if collector.is_encrypted() { config.tls_config(encryption()) } else { config };
        Self { agent: config.build().into(), last_failure }
    }

    fn post(&self, request: Request<Bytes>) -> Result<Response<Bytes>, ureq::Error> {
        let (head, body) = request.into_parts();
        let answer = self.agent.run(Request::from_parts(head, &*body))?;
        let (head, mut body) = answer.into_parts();
        let body = body.with_config().limit(MOST_OF_ANSWER).read_to_vec()?;
        Ok(Response::from_parts(head, body.into()))
    }
}

/// The answer of [`HttpClient::send_bytes`].
type Answered<'a> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'a>>;

impl HttpClient for CollectorClient {
    fn send_bytes<'client, 'answer>(&'client self, request: Request<Bytes>) -> Answered<'answer>
    where
        'client: 'answer,
        Self: 'answer,
    {
        let answered = self.post(request);
        let failure = match &answered {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(format!("it answers {}", answer.status())),
            Err(error) => Some(error.to_string()),
        };
        *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
        Box::pin(ready(answered.map_err(HttpError::from)))
    }
}

/// TLS to a collector that shows a certificate of an authority that this machine trusts.
fn encryption() -> TlsConfig {
    let trusted = rustls_native_certs::load_native_certs().certs;
    let trusted: Vec<_> =
        trusted.iter().map(|certificate| Certificate::from_der(certificate).to_owned()).collect();
    TlsConfig::builder()
        .root_certs(trusted.into())
        .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
        .build()
}
