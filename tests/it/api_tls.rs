//! TLS of the API: its certificate, a new one without a restart, and what is wrong with its files in words.

use crate::support::cluster::Database;
use crate::support::program::{Folder, Service, run};
use crate::support::wait_until;
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// The files of a certificate, as a renewing program writes them.
struct Files {
    folder: Folder,
    certificate: PathBuf,
    key: PathBuf,
}

impl Files {
    fn new() -> (Self, CertificateDer<'static>) {
        let folder = Folder::new();
        let (certificate, key) = (folder.path().join("tls.crt"), folder.path().join("tls.key"));
        let files = Self { folder, certificate, key };
        let first = files.renew();
        (files, first)
    }

    /// Writes a new certificate and its key.
    fn renew(&self) -> CertificateDer<'static> {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        self.folder.write("tls.key", signing_key.serialize_pem().as_bytes());
        self.folder.write("tls.crt", cert.pem().as_bytes());
        cert.der().clone()
    }

    fn settings(&self) -> [(&str, &str); 2] {
        [
            ("MEDPAYIQ_TLS_CERT", self.certificate.to_str().unwrap()),
            ("MEDPAYIQ_TLS_KEY", self.key.to_str().unwrap()),
        ]
    }
}

/// A client that trusts this certificate.
fn client_config(trusted: &CertificateDer<'static>) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    config.with_root_certificates(roots).with_no_client_auth()
}

/// Asks `/readyz` of a server that has this certificate; the error if it has another.
fn ask(database: &Database, address: &str, trusted: &CertificateDer<'static>) -> std::io::Result<String> {
    let request = b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    send(database, address, trusted, request)
}

/// Sends these bytes to a server that has this certificate, and returns what it answers.
fn send(
    database: &Database,
    address: &str,
    trusted: &CertificateDer<'static>,
    request: &[u8],
) -> std::io::Result<String> {
    let connector = TlsConnector::from(Arc::new(client_config(trusted)));
    let address: SocketAddr = address.parse().unwrap();
    database.wait(async {
        let asked = async {
            let stream = TcpStream::connect(address).await?;
            let mut stream = connector.connect(ServerName::try_from("localhost").unwrap(), stream).await?;
            stream.write_all(request).await?;
            let mut answer = Vec::new();
            match stream.read_to_end(&mut answer).await {
                Err(error) if error.kind() != ErrorKind::UnexpectedEof => return Err(error),
                Ok(_) | Err(_) => {}
            }
            Ok(String::from_utf8_lossy(&answer).into_owned())
        };
        tokio::time::timeout(Duration::from_secs(10), asked).await.unwrap()
    })
}

/// The protocol that the server chooses among those that a client offers; the error if it has none of them.
fn chosen_protocol(
    database: &Database,
    address: &str,
    trusted: &CertificateDer<'static>,
    offered: &[&str],
) -> std::io::Result<Option<String>> {
    let mut config = client_config(trusted);
    config.alpn_protocols = offered.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
    let connector = TlsConnector::from(Arc::new(config));
    let address: SocketAddr = address.parse().unwrap();
    database.wait(async {
        let stream = TcpStream::connect(address).await?;
        let stream = connector.connect(ServerName::try_from("localhost").unwrap(), stream).await?;
        Ok(stream.get_ref().1.alpn_protocol().map(|chosen| String::from_utf8_lossy(chosen).into_owned()))
    })
}

#[test]
fn over_tls_the_service_offers_http_1_1_and_no_http_2() {
    let database = Database::with_starter_data();
    let (files, trusted) = Files::new();
    let url = database.url();
    let [certificate, key] = files.settings();
    let environment = [("DATABASE_URL", url.as_str()), ("MEDPAYIQ_LISTEN", "127.0.0.1:0"), certificate, key];
    let service = Service::begin(crate::support::program::command(&["serve"], &environment));
    let chosen = |offered: &[&str]| chosen_protocol(&database, &service.address, &trusted, offered);
    assert_eq!(chosen(&["h2", "http/1.1"]).unwrap().as_deref(), Some("http/1.1"));
    assert_eq!(chosen(&[]).unwrap(), None);
    let refused = chosen(&["h2"]).unwrap_err().to_string();
    assert!(refused.contains("NoApplicationProtocol"), "{refused}");
}

#[test]
fn a_new_certificate_is_used_without_a_restart() {
    let database = Database::with_starter_data();
    let (files, first) = Files::new();
    let url = database.url();
    let [certificate, key] = files.settings();
    let environment = [("DATABASE_URL", url.as_str()), ("MEDPAYIQ_LISTEN", "127.0.0.1:0"), certificate, key];
    let serve = crate::support::program::command(&["serve"], &environment);
    let service = Service::begin(serve);
    let answers = |trusted: &CertificateDer<'static>| {
        ask(&database, &service.address, trusted).is_ok_and(|answer| answer.starts_with("HTTP/1.1 200 OK"))
    };
    wait_until("it is ready over TLS", || answers(&first));
    // Without TLS there is no answer.
    assert!(service.client.try_send("GET", "/readyz", &[], b"").is_err());
    // A head that cannot be read gets a problem here too.
    let refused = send(&database, &service.address, &first, b"nonsense\r\n\r\n").unwrap();
    assert!(refused.starts_with("HTTP/1.1 400 ") && refused.contains("malformed-request"), "{refused}");
    // A file that is half written leaves the old certificate in place.
    files.folder.write("tls.crt", b"-----BEGIN CERTIFICATE-----\nMII");
    wait_until("the fault is logged", || service.log().contains("tls.crt has no certificate in PEM form"));
    assert!(answers(&first));
    let second = files.renew();
    wait_until("it has the new certificate", || answers(&second));
    assert!(!answers(&first));
    service.stop();
}

#[test]
fn what_is_wrong_with_the_certificate_is_said_in_words() {
    let (files, _) = Files::new();
    let [certificate, key] = files.settings();
    let refused = |settings: &[(&str, &str)]| {
        let environment =
            [&[("DATABASE_URL", "host=/nowhere"), ("MEDPAYIQ_LISTEN", "127.0.0.1:0")], settings].concat();
        run(&["serve"], &environment).refused().replace(files.folder.path().to_str().unwrap(), "/etc")
    };
    assert_eq!(
        refused(&[certificate]),
        "medpayiq: MEDPAYIQ_TLS_KEY is \"\". Write the file of the private key of MEDPAYIQ_TLS_CERT.\n"
    );
    assert_eq!(
        refused(&[key]),
        "medpayiq: MEDPAYIQ_TLS_CERT is \"\". Write the file of the certificate of MEDPAYIQ_TLS_KEY.\n"
    );
    let missing = refused(&[("MEDPAYIQ_TLS_CERT", "/nowhere/tls.crt"), key]);
    assert!(missing.contains("/nowhere/tls.crt cannot be read: No such file or directory"), "{missing}");
    let swapped = refused(&[("MEDPAYIQ_TLS_CERT", key.1), ("MEDPAYIQ_TLS_KEY", certificate.1)]);
    assert!(swapped.contains("/etc/tls.key has no certificate in PEM form"), "{swapped}");
    let keyless = refused(&[certificate, ("MEDPAYIQ_TLS_KEY", certificate.1)]);
    assert!(keyless.contains("/etc/tls.crt has no private key in PEM form"), "{keyless}");
    let environment = [("MEDPAYIQ_LISTEN", "127.0.0.1:1"), certificate, key];
    let unasked = run(&["healthcheck"], &environment).refused();
    assert!(unasked.contains("Set MEDPAYIQ_HEALTH_LISTEN=127.0.0.1:8081"), "{unasked}");
    files.folder.write("tls.key", KeyPair::generate().unwrap().serialize_pem().as_bytes());
    let other = refused(&[certificate, key]);
    assert!(
        other.contains("/etc/tls.key is not the private key of the first certificate in /etc/tls.crt"),
        "{other}"
    );
}
