//! The certificate of the service, for TLS. It is read again when its files change, so that renewing it needs no restart.

use arc_swap::ArcSwap;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{Error as TlsError, InconsistentKeys, ServerConfig};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A certificate that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file cannot be read.
    #[error("{} cannot be read: {cause}", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why not.
        cause: std::io::Error,
    },
    /// The file has no certificate.
    #[error("{} has no certificate in PEM form, which begins with -----BEGIN CERTIFICATE-----", .0.display())]
    NoCertificate(PathBuf),
    /// The file has no private key.
    #[error("{} has no private key in PEM form, which begins with -----BEGIN PRIVATE KEY----- or the like", .0.display())]
    NoKey(PathBuf),
    /// The key belongs to another certificate.
    #[error("{} is not the private key of the first certificate in {}", .key.display(), .certificates.display())]
    OtherKey {
        /// The file of the key.
        key: PathBuf,
        /// The file of the certificates.
        certificates: PathBuf,
    },
    /// The key or the certificate is of a kind that is not supported.
    #[error("{} cannot be used: {cause}", .certificates.display())]
    Unusable {
        /// The file of the certificates.
        certificates: PathBuf,
        /// Why not.
        cause: TlsError,
    },
}

/// The files of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFiles {
    /// The certificate of the service, then those of the authorities between it and a known one, in PEM form.
    pub certificates: PathBuf,
    /// Its private key, in PEM form.
    pub key: PathBuf,
}

/// The bytes of both files.
type Pem = [Vec<u8>; 2];

/// The certificate with which the service proves to clients who it is.
pub struct Certificate {
    files: CertificateFiles,
    current: ArcSwap<CertifiedKey>,
    /// What the files had when they were read last, whether it could be used or not.
    read: Mutex<Pem>,
}

impl Certificate {
    /// Reads a certificate.
    ///
    /// # Errors
    /// If a file cannot be read, or the two do not fit.
    pub fn read(files: CertificateFiles) -> Result<Arc<Self>, CertificateError> {
        let pem = files.pem()?;
        let current = ArcSwap::from_pointee(files.certified(&pem)?);
        Ok(Arc::new(Self { files, current, read: Mutex::new(pem) }))
    }

    /// Reads the files again. If they have changed, connections from now on get the new certificate; returns whether they do. A
    /// change that cannot be used is reported once, and the old certificate stays.
    ///
    /// # Errors
    /// If the files have changed and cannot be used.
    pub fn reload(&self) -> Result<bool, CertificateError> {
        let pem = self.files.pem()?;
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if *read == pem {
            return Ok(false);
        }
        *read = pem;
        self.current.store(Arc::new(self.files.certified(&read)?));
        Ok(true)
    }

    /// The configuration of a server with this certificate.
    ///
    /// # Errors
    /// If the TLS library has no version of TLS, which it has.
    pub(super) fn server_config(self: Arc<Self>) -> std::io::Result<ServerConfig> {
        let config = ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
        Ok(config.map_err(std::io::Error::other)?.with_no_client_auth().with_cert_resolver(self))
    }
}

/// Without the key.
impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("files", &self.files).finish_non_exhaustive()
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current.load_full())
    }
}

impl CertificateFiles {
    fn pem(&self) -> Result<Pem, CertificateError> {
        let read = |file: &Path| {
            std::fs::read(file).map_err(|cause| CertificateError::Unreadable { file: file.to_owned(), cause })
        };
        Ok([read(&self.certificates)?, read(&self.key)?])
    }

    fn certified(&self, [certificates, key]: &Pem) -> Result<CertifiedKey, CertificateError> {
        let no_certificate = || CertificateError::NoCertificate(self.certificates.clone());
        let chain: Result<Vec<_>, PemError> = CertificateDer::pem_slice_iter(certificates).collect();
        let chain = chain.ok().filter(|chain| !chain.is_empty()).ok_or_else(no_certificate)?;
        let key =
            PrivateKeyDer::from_pem_slice(key).map_err(|_| CertificateError::NoKey(self.key.clone()))?;
        CertifiedKey::from_der(chain, key, &provider()).map_err(|cause| self.unusable(cause))
    }

    fn unusable(&self, cause: TlsError) -> CertificateError {
        let certificates = self.certificates.clone();
        if cause == TlsError::InconsistentKeys(InconsistentKeys::KeyMismatch) {
            return CertificateError::OtherKey { key: self.key.clone(), certificates };
        }
        CertificateError::Unusable { certificates, cause }
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}
