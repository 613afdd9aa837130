//! Encrypted connections to PostgreSQL, as managed databases demand them. A proxy of the test speaks TLS in front of it.

use crate::support::cluster::Database;
use crate::support::program::{Folder, Outcome, Service, run};
use crate::support::reporting::{report, send};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, UnixStream};
use tokio_rustls::TlsAcceptor;

/// What a client sends before it begins TLS, and what a server with TLS answers.
const TLS_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
const TLS_ACCEPTED: &[u8] = b"S";

/// A PostgreSQL with TLS whose certificate is for `localhost`.
struct EncryptedDatabase {
    database: Database,
    folder: Folder,
    port: u16,
    /// Who signed the certificate.
    authority: PathBuf,
    /// Somebody else.
    other_authority: PathBuf,
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut parameters = CertificateParams::default();
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap()
}

impl EncryptedDatabase {
    fn start() -> Self {
        let (database, folder) = (Database::with_starter_data(), Folder::new());
        let [signer, other] = [(); 2].map(|()| authority());
        let key = KeyPair::generate().unwrap();
        let certificate =
            CertificateParams::new(["localhost".to_owned()]).unwrap().signed_by(&key, &signer).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
        let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        let config = config.with_single_cert(vec![certificate.der().clone()], key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let socket = database.socket();
        let listener = database.wait(TcpListener::bind("127.0.0.1:0")).unwrap();
        let port = listener.local_addr().unwrap().port();
        database.spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let (acceptor, socket) = (acceptor.clone(), socket.clone());
                tokio::spawn(async move {
                    let mut request = [0; 8];
                    client.read_exact(&mut request).await.unwrap();
                    if request != TLS_REQUEST {
                        // Without TLS nobody gets in.
                        return;
                    }
                    client.write_all(TLS_ACCEPTED).await.unwrap();
                    let Ok(mut client) = acceptor.accept(client).await else { return };
                    let mut server = UnixStream::connect(socket).await.unwrap();
                    _ = copy_bidirectional(&mut client, &mut server).await;
                });
            }
        });
        let authority = folder.write("authority.pem", signer.pem().as_bytes());
        let other_authority = folder.write("other.pem", other.pem().as_bytes());
        Self { database, folder, port, authority, other_authority }
    }

    fn url(&self, host: &str, options: &str) -> String {
        format!("postgres://medpayiq@{host}:{}/{}?{options}", self.port, self.database.name())
    }

    /// Lists the reports over a connection with these options.
    fn list(&self, host: &str, options: &str) -> Outcome {
        run(&["reports", "list"], &[("DATABASE_URL", &self.url(host, options)), ("MEDPAYIQ_LOG", "off")])
    }
}

#[test]
fn certificates_are_checked_as_far_as_sslmode_says() {
    let encrypted = EncryptedDatabase::start();
    let [signer, other] =
        [&encrypted.authority, &encrypted.other_authority].map(|file| file.to_str().unwrap());
    for (host, options) in [
        ("127.0.0.1", "sslmode=require".to_owned()),
        ("127.0.0.1", String::new()),
        ("127.0.0.1", format!("sslmode=verify-ca&sslrootcert={signer}")),
        ("127.0.0.1", format!("sslmode=require&sslrootcert={signer}")),
        ("localhost", format!("sslrootcert={signer}&sslmode=verify-full")),
    ] {
        assert_eq!(encrypted.list(host, &options).printed(), "There are no reports.\n", "{host} {options}");
    }
    for (host, options, why) in [
        ("127.0.0.1", format!("sslmode=verify-full&sslrootcert={signer}"), "not valid for name"),
        (
            "localhost",
            format!("sslmode=verify-ca&sslrootcert={other}"),
            "invalid peer certificate: BadSignature",
        ),
        (
            "localhost",
            format!("sslmode=verify-full&sslrootcert={other}"),
            "invalid peer certificate: BadSignature",
        ),
        (
            "127.0.0.1",
            format!("sslmode=require&sslrootcert={other}"),
            "invalid peer certificate: BadSignature",
        ),
        ("localhost", "sslmode=disable".to_owned(), "is away: the database does not answer"),
        (
            "localhost",
            "sslmode=fully".to_owned(),
            "\"fully\" is not an sslmode. Write disable, prefer, require, verify-ca or verify-full",
        ),
        ("localhost", "pool_max_conns=3".to_owned(), "Look for an option that does not exist"),
        (
            "localhost",
            "sslmode=verify-full&sslrootcert=/nowhere.pem".to_owned(),
            "sslrootcert /nowhere.pem cannot be read",
        ),
    ] {
        let refused = encrypted.list(host, &options).refused();
        assert!(refused.contains(why), "{host} {options}: {refused}");
        let is_about_tls = why.contains("certificate") || why.contains("not valid for name");
        let said = "cannot be used: no encrypted connection could be made: ";
        assert_eq!(refused.contains(said), is_about_tls, "{host} {options}: {refused}");
    }
}

#[test]
fn a_server_works_over_tls_with_its_url_in_a_file() {
    let encrypted = EncryptedDatabase::start();
    let options = format!("sslmode=verify-full&sslrootcert={}", encrypted.authority.display());
    let url = encrypted.folder.write("url", format!("{}\n", encrypted.url("localhost", &options)).as_bytes());
    let service = Service::start(&[("DATABASE_URL_FILE", url.to_str().unwrap())]);
    assert_eq!(send(&service.client, "192.0.2.1", None, &report(&json!({})).to_string()).status, 202);
    assert_eq!(service.client.get("/readyz").json()["database"], "up");
    service.stop();
    let refused = run(&["serve"], &[("DATABASE_URL_FILE", "/nowhere/url")]).refused();
    assert!(refused.contains("DATABASE_URL_FILE is \"/nowhere/url\""), "{refused}");
    assert!(refused.contains("connection string (No such file"), "{refused}");
    let wrong = encrypted.folder.write("wrong", b"mysql://x");
    let refused = run(&["serve"], &[("DATABASE_URL_FILE", wrong.to_str().unwrap())]).refused();
    assert!(refused.starts_with("medpayiq: DATABASE_URL_FILE: it is not a PostgreSQL"), "{refused}");
}
