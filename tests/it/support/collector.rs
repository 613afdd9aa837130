//! A collector of OpenTelemetry: it takes traces by OTLP over HTTP, and keeps every byte.

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};

/// A collector that runs until the test ends.
pub(crate) struct Collector {
    address: SocketAddr,
    is_encrypted: bool,
    requests: Arc<Mutex<Vec<Request>>>,
}

#[derive(Clone)]
struct Request {
    head: String,
    body: Vec<u8>,
}

/// What a collector has got so far.
pub(crate) struct Collected(Vec<Request>);

impl Collector {
    pub(crate) fn start() -> Self {
        Self::over(None)
    }

    /// A collector with a certificate of its own for `localhost`, which is returned in PEM form.
    pub(crate) fn encrypted() -> (Self, String) {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
        let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        let config = config.with_single_cert(vec![cert.der().clone()], key).unwrap();
        (Self::over(Some(Arc::new(config))), cert.pem())
    }

    fn over(encryption: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (is_encrypted, requests) = (encryption.is_some(), Arc::default());
        let kept = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (kept, encryption) = (Arc::clone(&kept), encryption.clone());
                std::thread::spawn(move || match encryption {
                    Some(config) => {
                        keep(StreamOwned::new(ServerConnection::new(config).unwrap(), stream), &kept);
                    }
                    None => keep(stream, &kept),
                });
            }
        });
        Self { address, is_encrypted, requests }
    }

    /// What `OTEL_EXPORTER_OTLP_ENDPOINT` says to use it.
    pub(crate) fn url(&self) -> String {
        let port = self.address.port();
        if self.is_encrypted {
            format!("https://localhost:{port}")
        } else {
            format!("http://127.0.0.1:{port}")
        }
    }

    pub(crate) fn collected(&self) -> Collected {
        Collected(self.requests.lock().unwrap().clone())
    }
}

/// Reads requests from a connection until it is closed, and answers each.
fn keep(stream: impl Read + Write, kept: &Mutex<Vec<Request>>) {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read_request(&mut stream) {
        kept.lock().unwrap().push(request);
        let answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n";
        let stream = stream.get_mut();
        if stream.write_all(answer).and_then(|()| stream.flush()).is_err() {
            return;
        }
    }
}

/// The next request of a connection; `None` if it is closed.
fn read_request(stream: &mut impl BufRead) -> Option<Request> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let mut body = vec![0; length.expect("a length")];
    stream.read_exact(&mut body).ok()?;
    Some(Request { head, body })
}

impl Collected {
    fn decoded(&self) -> Vec<ExportTraceServiceRequest> {
        self.0.iter().map(|request| ExportTraceServiceRequest::decode(&*request.body).unwrap()).collect()
    }

    /// Every span, in the order in which they came.
    pub(crate) fn spans(&self) -> Vec<Span> {
        let resources = self.decoded().into_iter().flat_map(|request| request.resource_spans);
        resources.flat_map(|resource| resource.scope_spans).flat_map(|scope| scope.spans).collect()
    }

    /// An attribute of the sender.
    pub(crate) fn resource(&self, name: &str) -> Option<String> {
        let resource = self.decoded().first()?.resource_spans.first()?.resource.clone()?;
        resource.attributes.iter().find(|attribute| attribute.key == name).map(value)
    }

    /// The request lines and headers.
    pub(crate) fn heads(&self) -> Vec<&str> {
        self.0.iter().map(|request| request.head.as_str()).collect()
    }

    /// Whether a text is in any byte of the bodies.
    pub(crate) fn has(&self, text: &str) -> bool {
        self.0.iter().any(|request| request.body.windows(text.len()).any(|part| part == text.as_bytes()))
    }
}

/// The value of an attribute as a text.
pub(crate) fn value(attribute: &KeyValue) -> String {
    match attribute.value.as_ref().and_then(|value| value.value.as_ref()) {
        Some(Value::StringValue(text)) => text.clone(),
        Some(Value::IntValue(number)) => number.to_string(),
        other => panic!("{}: {other:?}", attribute.key),
    }
}
