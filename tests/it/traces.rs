//! Traces, as a collector of OpenTelemetry gets them: what a span says, what it never says, and what a collector that is away costs.

use crate::keys::create;
use crate::support::cluster::Database;
use crate::support::collector::{Collected, Collector, value};
use crate::support::program::{Folder, Service, command, run};
use crate::support::reporting::{report, send, token};
use crate::support::wait_until;
use opentelemetry_proto::tonic::trace::v1::Span;
use serde_json::json;
use std::collections::BTreeMap;
use std::net::TcpListener;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";
/// The caller's span, which is recorded, and one that is not.
const SAMPLED: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const UNSAMPLED: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
const JSON: (&str, &str) = ("content-type", "application/json");

/// A service that sends its traces to this collector, with more settings.
fn start(database: &Database, collector: &Collector, settings: &[(&str, &str)]) -> Service {
    let (url, endpoint) = (database.url(), collector.url());
    let usual = [
        ("DATABASE_URL", url.as_str()),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint),
        ("MEDPAYIQ_TRUST_FORWARDED_FOR", "true"),
    ];
    Service::start(&[&usual, settings].concat())
}

/// The attributes of a span, in the order of their names.
fn attributes(span: &Span) -> BTreeMap<&str, String> {
    span.attributes.iter().map(|attribute| (attribute.key.as_str(), value(attribute))).collect()
}

/// The spans of a request with this id, and those of its trace.
fn spans_of(collected: &Collected, id: &str) -> Vec<Span> {
    let spans = collected.spans();
    let is_its = |span: &&Span| attributes(span).get("medpayiq.request_id").is_some_and(|found| found == id);
    let request = spans.iter().find(is_its).unwrap_or_else(|| panic!("{id}: {spans:#?}"));
    let trace = request.trace_id.clone();
    let of_trace = spans.iter().filter(|span| span.trace_id == trace && span.span_id != request.span_id);
    [request.clone()].into_iter().chain(of_trace.cloned()).collect()
}

#[test]
fn a_request_is_a_span_of_the_callers_trace_with_its_parts() {
    let database = Database::with_starter_data();
    let collector = Collector::start();
    let service = start(&database, &collector, &[("OTEL_BSP_SCHEDULE_DELAY", "50")]);
    let headers = [("traceparent", SAMPLED), ("x-request-id", "read-1")];
    service.client.send("GET", "/v1/codes/76377/denials", &headers, b"");
    let is_sent = || collector.collected().spans().iter().any(|span| span.name.contains("denials"));
    wait_until("the span has come", is_sent);
    service.stop();
    let spans = spans_of(&collector.collected(), "read-1");
    let [request, query] = &spans[..] else { panic!("{spans:#?}") };
    assert_eq!(
        (request.name.as_str(), request.kind().as_str_name()),
        ("GET /v1/codes/{hcpcs}/denials", "SPAN_KIND_SERVER")
    );
    assert_eq!(
        (hex::encode(&request.trace_id), hex::encode(&request.parent_span_id)),
        (TRACE.to_owned(), PARENT.to_owned())
    );
    let expected = [
        ("http.request.method", "GET"),
        ("http.response.status_code", "200"),
        ("http.route", "/v1/codes/{hcpcs}/denials"),
        ("medpayiq.operation", "get_code_denials"),
        ("medpayiq.request_id", "read-1"),
    ];
    assert_eq!(attributes(request), expected.map(|(name, value)| (name, value.to_owned())).into());
    assert!(request.end_time_unix_nano > request.start_time_unix_nano && request.events.is_empty());
    assert_eq!((query.name.as_str(), query.kind().as_str_name()), ("query", "SPAN_KIND_CLIENT"));
    assert_eq!(query.parent_span_id, request.span_id);
    assert_eq!(attributes(query), [("db.system.name", "postgresql".to_owned())].into());
    assert!(query.start_time_unix_nano >= request.start_time_unix_nano);
    assert!(query.end_time_unix_nano <= request.end_time_unix_nano);
}

#[test]
fn pricing_is_a_part_of_the_span_of_an_estimate() {
    let database = Database::with_starter_data();
    let collector = Collector::start();
    let service = start(&database, &collector, &[]);
    let line = r#"{"hcpcs": "76377"}"#;
    // A long claim is priced on another thread.
    for (id, lines) in [("short", line.to_owned()), ("long", vec![line; 40].join(","))] {
        let headers = [JSON, ("x-request-id", id)];
        let answer = service.client.send(
            "POST",
            "/v1/estimates",
            &headers,
            format!(r#"{{"lines": [{lines}]}}"#).as_bytes(),
        );
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    // The last spans are sent when the server stops.
    service.stop();
    for id in ["short", "long"] {
        let spans = spans_of(&collector.collected(), id);
        let [request, pricing] = &spans[..] else { panic!("{spans:#?}") };
        assert_eq!((request.name.as_str(), pricing.name.as_str()), ("POST /v1/estimates", "price a claim"));
        assert_eq!(pricing.parent_span_id, request.span_id);
        assert_eq!((request.parent_span_id.len(), pricing.attributes.len()), (0, 0));
    }
}

#[test]
fn failures_and_unknown_requests_have_spans_too() {
    let database = Database::with_starter_data();
    let collector = Collector::start();
    let service = start(&database, &collector, &[]);
    let ask = |method: &str, path: &str, id: &str| {
        service.client.try_send(method, path, &[("x-request-id", id)], b"").unwrap().status
    };
    assert_eq!(ask("GET", "/v1/nowhere/smith", "unknown"), 404);
    assert_eq!(ask("DELETE", "/v1/codes/76377", "refused"), 405);
    let odd = b"SMITH /v1/codes/76377 HTTP/1.1\r\nhost: a\r\nx-request-id: odd\r\nconnection: close\r\n\r\n";
    assert!(service.client.raw(odd).starts_with("HTTP/1.1 405 "));
    assert_eq!(ask("HEAD", "/v1/codes/76377", "head"), 200);
    database.take_away();
    assert_eq!(ask("GET", "/v1/codes/76377/denials", "away"), 503);
    service.stop();
    let collected = collector.collected();
    let of = |id: &str| {
        let spans = spans_of(&collected, id);
        let (request, parts) = spans.split_first().unwrap();
        let (own, status) = (attributes(request), request.status.as_ref().map_or(0, |status| status.code));
        let get = |name: &str| own.get(name).cloned().unwrap_or_default();
        let text = format!(
            "{} | {} {} | {status} {}",
            request.name,
            get("http.request.method"),
            get("http.response.status_code"),
            get("error.type")
        );
        let failed = parts.iter().any(|part| part.status.as_ref().is_some_and(|status| status.code == 2));
        (text, own.contains_key("http.route"), failed)
    };
    assert_eq!(of("unknown"), ("GET | GET 404 | 0 ".to_owned(), false, false));
    assert_eq!(of("refused"), ("DELETE | DELETE 405 | 0 ".to_owned(), false, false));
    assert_eq!(of("odd"), ("HTTP | _OTHER 405 | 0 ".to_owned(), false, false));
    assert_eq!(of("head"), ("HEAD /v1/codes/{hcpcs} | HEAD 200 | 0 ".to_owned(), true, false));
    // Status 2 is an error.
    assert_eq!(of("away"), ("GET /v1/codes/{hcpcs}/denials | GET 503 | 2 503".to_owned(), true, true));
}

#[test]
fn a_trace_has_nothing_of_path_query_body_address_or_key() {
    let database = Database::with_starter_data();
    let key = create(&database, "northclinic", &["--scope", "estimate,contribute"]);
    let collector = Collector::start();
    let service = start(&database, &collector, &[("MEDPAYIQ_ACCESS_LOG", "true"), ("MEDPAYIQ_LOG", "trace")]);
    let from =
        [("authorization", key.as_str()), ("x-forwarded-for", "192.0.2.77"), ("user-agent", "smithsbrowser")];
    let ask = |method: &str, path: &str, body: &str| {
        service.client.try_send(method, path, &[&from[..], &[JSON]].concat(), body.as_bytes()).unwrap().status
    };
    assert_eq!(ask("GET", "/v1/codes/76377?zip=94110", ""), 200);
    assert_eq!(ask("GET", "/v1/nowhere/patientsmith?name=patientsmith", ""), 404);
    assert_eq!(
        ask(
            "POST",
            "/v1/estimates",
            r#"{"zip": "94110", "lines": [{"hcpcs": "76377", "charge": "1234.56"}]}"#
        ),
        200
    );
    assert_eq!(ask("POST", "/v1/estimates", r#"{"lines": [{"hcpcs": "patientsmith"}]}"#), 422);
    let token =
        token(&send(&service.client, "192.0.2.77", Some("patientsmith"), &report(&json!({})).to_string()));
    assert_eq!(ask("DELETE", &format!("/v1/denial-reports/{token}"), ""), 204);
    service.stop();
    let collected = collector.collected();
    assert!(collected.spans().len() >= 8, "{:#?}", collected.spans());
    let secret = key.rsplit('_').next().unwrap();
    let words = [
        "94110",
        "76377",
        "patientsmith",
        "1234",
        "192.0.2",
        "127.0.0.1",
        "smithsbrowser",
        "northclinic",
        &token,
        secret,
    ];
    for word in words {
        assert!(!collected.has(word), "{word}");
    }
    assert!(collected.has("/v1/denial-reports/{token}"));
}

#[test]
fn a_contribution_has_neither_the_callers_trace_nor_its_id() {
    let database = Database::with_starter_data();
    let collector = Collector::start();
    let service = start(&database, &collector, &[("MEDPAYIQ_ACCESS_LOG", "true")]);
    let asked = [("x-request-id", "named"), ("traceparent", SAMPLED), JSON];
    let body = report(&json!({})).to_string();
    assert_eq!(service.client.send("POST", "/v1/denial-reports", &asked, body.as_bytes()).status, 202);
    let x12 = [asked[0], asked[1], ("content-type", "application/edi-x12")];
    service.client.send("POST", "/v1/remittances?contribute=true", &x12, b"ISA");
    service.client.send("DELETE", "/v1/denial-reports/00", &asked[..2], b"");
    service.client.try_send("POST", "/contribute/76377", &asked[..2], b"").unwrap();
    wait_until("it is logged", || service.log().matches("request_id=named").count() >= 4);
    assert!(!service.log().contains(TRACE), "{}", service.log());
    service.stop();
    let spans = collector.collected().spans();
    let names: Vec<&str> =
        spans.iter().filter(|span| span.kind == 2).map(|span| span.name.as_str()).collect();
    for name in [
        "POST /v1/denial-reports",
        "POST /v1/remittances",
        "DELETE /v1/denial-reports/{token}",
        "POST /contribute/{hcpcs}",
    ] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    assert!(spans.iter().all(|span| hex::encode(&span.trace_id) != TRACE), "{spans:#?}");
    assert!(!collector.collected().has("named"));
}

#[test]
fn the_callers_sampling_and_the_sampler_count() {
    let database = Database::with_starter_data();
    let sent = |settings: &[(&str, &str)]| {
        let collector = Collector::start();
        let service = start(&database, &collector, settings);
        for (id, parent) in [("with", SAMPLED), ("without", UNSAMPLED), ("none", "")] {
            service.client.send(
                "GET",
                "/v1/codes/76377",
                &[("x-request-id", id), ("traceparent", parent)],
                b"",
            );
        }
        service.stop();
        ["with", "without", "none"].map(|id| collector.collected().has(id))
    };
    assert_eq!(sent(&[]), [true, false, true]);
    assert_eq!(sent(&[("OTEL_TRACES_SAMPLER", "always_on")]), [true, true, true]);
    assert_eq!(sent(&[("OTEL_TRACES_SAMPLER", "parentbased_always_off")]), [true, false, false]);
    let none = [("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0")];
    assert_eq!(sent(&none), [false, false, false]);
    assert_eq!(sent(&[("OTEL_SDK_DISABLED", "true")]), [false, false, false]);
    assert_eq!(sent(&[("OTEL_TRACES_EXPORTER", "none")]), [false, false, false]);
}

#[test]
fn the_standard_variables_name_the_service_and_add_headers() {
    let database = Database::with_starter_data();
    let collected = |settings: &[(&str, &str)]| {
        let collector = Collector::start();
        start(&database, &collector, settings).stop();
        collector.collected()
    };
    // An empty variable counts as one that is not set, as the compose file passes them on.
    let usual = collected(&[
        ("OTEL_SERVICE_NAME", ""),
        ("OTEL_EXPORTER_OTLP_HEADERS", ""),
        ("OTEL_TRACES_SAMPLER", ""),
    ]);
    assert_eq!(usual.resource("service.name").as_deref(), Some("medpayiq"));
    assert_eq!(usual.resource("service.version").as_deref(), Some(env!("CARGO_PKG_VERSION")));
    assert!(usual.heads().iter().all(|head| head.starts_with("POST /v1/traces HTTP/1.1\r\n")));
    let own = collected(&[
        ("OTEL_SERVICE_NAME", "pricing-east"),
        ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=trial"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=north"),
    ]);
    assert_eq!(own.resource("service.name").as_deref(), Some("pricing-east"));
    assert_eq!(own.resource("deployment.environment.name").as_deref(), Some("trial"));
    assert!(own.heads().iter().all(|head| head.to_lowercase().contains("\r\nx-tenant: north\r\n")));
}

#[test]
fn a_collector_is_reached_by_tls_if_its_url_says_so() {
    let database = Database::with_starter_data();
    let (collector, authority) = Collector::encrypted();
    let folder = Folder::new();
    let authorities = folder.write("authorities.pem", authority.as_bytes());
    let url = collector.url();
    assert!(url.starts_with("https://localhost:"));
    start(&database, &collector, &[("SSL_CERT_FILE", authorities.to_str().unwrap())]).stop();
    assert!(!collector.collected().spans().is_empty());
    // Somebody else's certificate: nothing is sent, and the log says why.
    let (other, _) = Collector::encrypted();
    let settings = [("SSL_CERT_FILE", authorities.to_str().unwrap()), ("OTEL_BSP_SCHEDULE_DELAY", "50")];
    let service = start(&database, &other, &settings);
    wait_until("it warns", || service.log().contains("invalid peer certificate"));
    assert!(other.collected().spans().is_empty());
}

#[test]
fn a_collector_that_is_away_costs_one_warning() {
    let database = Database::with_starter_data();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = listener.local_addr().unwrap();
    drop(listener);
    let (url, endpoint) = (database.url(), format!("http://{nobody}"));
    let service = Service::start(&[
        ("DATABASE_URL", url.as_str()),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint),
        ("OTEL_BSP_SCHEDULE_DELAY", "20"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "100"),
    ]);
    let warnings = || service.log().matches("Traces could not be sent").count();
    wait_until("it warns", || {
        assert_eq!(service.client.get("/v1/codes/76377").status, 200);
        warnings() == 1
    });
    assert!(service.log().contains(&format!("collector={nobody}")), "{}", service.log());
    for _ in 0..20 {
        assert_eq!(service.client.get("/v1/codes/76377").status, 200);
        std::thread::sleep(std::time::Duration::from_millis(30));
    }
    assert_eq!(warnings(), 1);
    service.stop();
}

#[test]
fn a_collector_that_never_answers_delays_no_request_and_no_stop() {
    let database = Database::with_starter_data();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let (url, endpoint) = (database.url(), format!("http://{}", silent.local_addr().unwrap()));
    let service =
        Service::start(&[("DATABASE_URL", url.as_str()), ("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)]);
    for _ in 0..3_000 {
        // More than the queue of spans holds.
        assert_eq!(service.client.get("/livez").status, 200);
    }
    // The limit of one attempt is ten seconds.
    let stopping = std::time::Instant::now();
    service.stop();
    assert!(stopping.elapsed() < std::time::Duration::from_secs(8));
}

#[test]
fn without_a_collector_nothing_of_traces_runs() {
    let database = Database::with_starter_data();
    let url = database.url();
    let exporter = |service: &Service| service.threads().iter().any(|name| name.starts_with("OpenTelemetry"));
    let service = Service::start(&[("DATABASE_URL", url.as_str()), ("OTEL_SERVICE_NAME", "unused")]);
    assert!(!exporter(&service), "{:?}", service.threads());
    let collector = Collector::start();
    let traced = start(&database, &collector, &[]);
    assert!(exporter(&traced), "{:?}", traced.threads());
}

#[test]
fn no_span_of_a_trace_becomes_part_of_the_log() {
    let database = Database::with_starter_data();
    let collector = Collector::start();
    let settings =
        [("MEDPAYIQ_LOG", "trace"), ("MEDPAYIQ_LOG_FORMAT", "json"), ("MEDPAYIQ_ACCESS_LOG", "true")];
    let service = start(&database, &collector, &settings);
    service.client.send("GET", "/v1/codes/76377/denials", &[("x-request-id", "mine")], b"");
    wait_until("it is logged", || service.log().contains("\"request_id\":\"mine\""));
    assert!(!service.log().contains("otel."), "{}", service.log());
}

#[test]
fn settings_of_traces_that_cannot_be_are_explained() {
    let said = |settings: &[(&str, &str)]| {
        let all = [&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")], settings].concat();
        let refused = run(&["serve"], &all);
        assert_eq!(refused.code, Some(2));
        refused.refused()
    };
    let ratio = [("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "half")];
    let mistakes = [
        said(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318")]),
        said(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "https://me:secret@collector")]),
        said(&[("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")]),
        said(&[("OTEL_TRACES_EXPORTER", "zipkin")]),
        said(&[("OTEL_TRACES_SAMPLER", "sometimes")]),
        said(&ratio),
        said(&[("OTEL_EXPORTER_OTLP_TIMEOUT", "10s")]),
        said(&[("OTEL_EXPORTER_OTLP_COMPRESSION", "lzma")]),
    ];
    expect_test::expect![[r#"
        medpayiq: OTEL_EXPORTER_OTLP_ENDPOINT is "collector:4318". Write a URL of a collector, such as http://collector:4318.
        medpayiq: OTEL_EXPORTER_OTLP_ENDPOINT is "https://me:secret@collector". Write the URL without a password, and the password into OTEL_EXPORTER_OTLP_HEADERS.
        medpayiq: OTEL_EXPORTER_OTLP_PROTOCOL is "grpc". Write http/protobuf.
        medpayiq: OTEL_TRACES_EXPORTER is "zipkin". Write otlp or none.
        medpayiq: OTEL_TRACES_SAMPLER is "sometimes". Write always_on or always_off or traceidratio or parentbased_always_on or parentbased_always_off or parentbased_traceidratio.
        medpayiq: OTEL_TRACES_SAMPLER_ARG is "half". Write the share of traces to keep, from 0 to 1, such as 0.1.
        medpayiq: OTEL_EXPORTER_OTLP_TIMEOUT is "10s". Write a number of milliseconds, such as 10000.
        medpayiq: OTEL_EXPORTER_OTLP_COMPRESSION is "lzma". Write gzip or none.
    "#]].assert_eq(&mistakes.concat());
    // A collector that is not used needs no valid settings.
    let mut healthy = command(&["openapi"], &[("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")]);
    assert!(healthy.output().unwrap().status.success());
}
