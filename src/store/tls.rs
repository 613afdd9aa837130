//! Encrypted connections to PostgreSQL.

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// What is checked of a server's certificate. The file has the certificates of those who may have signed it; without a file,
/// the machine's own are used.
pub(super) enum CertificateCheck {
    /// Nothing: the connection is encrypted, and the server may be anybody.
    None,
    /// Who signed it.
    Signature(Option<PathBuf>),
    /// Who signed it, and the name of the server.
    SignatureAndName(Option<PathBuf>),
}

/// Certificates that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file of `sslrootcert` cannot be read.
    #[error("sslrootcert {} cannot be read: {cause}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// Why not.
        cause: String,
    },
    /// No certificates of signers were found.
    #[error("{0} has no certificates to check the server's with. Name a file of them with sslrootcert")]
    NoRoots(String),
    /// The certificates do not fit together.
    #[error("the certificates cannot be used")]
    Unusable(#[source] Error),
}

/// Makes connections whose certificate is checked so far.
pub(super) fn connector(check: CertificateCheck) -> Result<MakeRustlsConnect, TlsError> {
    let provider = Arc::new(ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match check {
        CertificateCheck::None => Arc::new(Lenient { signature: None, provider: Arc::clone(&provider) }),
        CertificateCheck::Signature(roots) => {
            let signature = Some(web_verifier(roots.as_deref(), &provider)?);
            Arc::new(Lenient { signature, provider: Arc::clone(&provider) })
        }
        CertificateCheck::SignatureAndName(roots) => web_verifier(roots.as_deref(), &provider)?,
    };
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(TlsError::Unusable)?.dangerous().with_custom_certificate_verifier(verifier);
    Ok(MakeRustlsConnect::new(config.with_no_client_auth()))
}

fn web_verifier(
    roots: Option<&Path>,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<WebPkiServerVerifier>, TlsError> {
    let (certificates, origin) = match roots {
        Some(file) => (read_certificates(file)?, file.display().to_string()),
        None => (rustls_native_certs::load_native_certs().certs, "This machine".to_owned()),
    };
    let mut store = RootCertStore::empty();
    let (added, _) = store.add_parsable_certificates(certificates);
    if added == 0 {
        return Err(TlsError::NoRoots(origin));
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider)).build();
    verifier.map_err(|error| TlsError::Unusable(Error::General(error.to_string())))
}

fn read_certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let unreadable = |error: rustls::pki_types::pem::Error| TlsError::File {
        file: file.to_owned(),
        cause: error.to_string(),
    };
    CertificateDer::pem_file_iter(file).map_err(unreadable)?.collect::<Result<_, _>>().map_err(unreadable)
}

/// Checks who signed a certificate at most, and not the server's name.
#[derive(Debug)]
struct Lenient {
    /// Checks who signed it; `None` accepts any certificate.
    signature: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Lenient {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(signature) = &self.signature else { return Ok(ServerCertVerified::assertion()) };
        match signature.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            // The name is checked last, so everything else is right.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            outcome => outcome,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
