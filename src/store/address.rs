//! Where a database is, and how the connection to it is encrypted: the connection strings of PostgreSQL's own clients.

use super::tls::{CertificateCheck, TlsError, connector};
use percent_encoding::percent_decode_str;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

/// The port of PostgreSQL.
const USUAL_PORT: u16 = 5432;

/// A database and how to connect to it.
#[derive(Clone)]
pub struct DatabaseAddress {
    pub(super) config: Config,
    pub(super) tls: MakeRustlsConnect,
}

/// A connection string that cannot be used. The error repeats no password.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// The string is not of the form that PostgreSQL's clients read. The cause is left out, because it can repeat a part of the
    /// string, and so of the password.
    #[error(
        "it is not a PostgreSQL connection string such as postgres://user:password@host:5432/medpayiq or host=db user=medpayiq. \
         Look for an option that does not exist, a missing sign, and quotation marks around it"
    )]
    Form,
    /// A host or a name that only a password with a sign of URLs can explain.
    #[error(
        "its host or its name of a database has @, / or :, so a sign of the password ends the password too early. Write the sign in the \
         password percent-encoded: %40 for @, %2F for /, %3A for :, %23 for #, %3F for ?"
    )]
    Name,
    /// An unknown `sslmode`.
    #[error("{0:?} is not an sslmode. Write disable, prefer, require, verify-ca or verify-full")]
    Mode(String),
    /// The certificates cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

impl FromStr for DatabaseAddress {
    type Err = AddressError;

    /// Reads a URL, or a list such as `host=db user=medpayiq sslmode=verify-full`. As in libpq, `sslmode` is `prefer` by default;
    /// `require` encrypts without a look at the server's certificate; `verify-ca` checks who signed it, and `verify-full` also
    /// the server's name. `sslrootcert` is a file of certificates; without it, or as `system`, those of the machine are used.
    fn from_str(text: &str) -> Result<Self, AddressError> {
        let (rest, options) = split(text);
        let mut config: Config = rest.parse().map_err(|_| AddressError::Form)?;
        // The host and the name would show a part of the password in messages.
        let has_sign_in_host =
            config.get_hosts().iter().any(|host| matches!(host, Host::Tcp(host) if host.contains('@')));
        if has_sign_in_host || config.get_dbname().is_some_and(|name| name.contains(['@', '/', ':'])) {
            return Err(AddressError::Name);
        }
        let option = |name: &str| {
            let found = options.iter().rev().find(|(key, _)| key == name);
            found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
        };
        let roots = option("sslrootcert").filter(|file| *file != "system").map(PathBuf::from);
        let (mode, check) = match option("sslmode").unwrap_or("prefer") {
            "disable" => (SslMode::Disable, CertificateCheck::None),
            "allow" | "prefer" => (SslMode::Prefer, CertificateCheck::None),
            "require" if option("sslrootcert").is_none() => (SslMode::Require, CertificateCheck::None),
            "require" | "verify-ca" => (SslMode::Require, CertificateCheck::Signature(roots)),
            "verify-full" => (SslMode::Require, CertificateCheck::SignatureAndName(roots)),
            other => return Err(AddressError::Mode(other.to_owned())),
        };
        config.ssl_mode(mode);
        Ok(Self { config, tls: connector(check)? })
    }
}

impl fmt::Display for DatabaseAddress {
    /// The name of the database and its hosts, without user and password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let config = &self.config;
        let name = config.get_dbname().or(config.get_user()).unwrap_or("postgres");
        write!(f, "the database {name} at ")?;
        let ports = config.get_ports();
        for (position, host) in config.get_hosts().iter().enumerate() {
            let separator = if position == 0 { "" } else { ", " };
            match host {
                Host::Tcp(host) => {
                    let port = ports.get(position).or(ports.first()).copied().unwrap_or(USUAL_PORT);
                    write!(f, "{separator}{host}:{port}")?;
                }
                Host::Unix(folder) => write!(f, "{separator}{}", folder.display())?,
            }
        }
        Ok(())
    }
}

impl DatabaseAddress {
    /// The role of this program, as far as the connection string names it.
    pub(super) fn role(&self) -> &str {
        self.config.get_user().unwrap_or("of this program")
    }

    /// A database that is connected to without encryption, such as over a Unix socket.
    ///
    /// # Errors
    /// If this machine supports no version of TLS, which nothing but a fault of this program can cause.
    pub fn unencrypted(mut config: Config) -> Result<Self, AddressError> {
        config.ssl_mode(SslMode::Disable);
        Ok(Self { config, tls: connector(CertificateCheck::None)? })
    }
}

/// The options of TLS, which the database client does not read, and the rest of a connection string.
fn split(text: &str) -> (String, Vec<(String, String)>) {
    let is_url = text.starts_with("postgres://") || text.starts_with("postgresql://");
    let (start, separator, parts) = match text.split_once('?') {
        Some((start, query)) if is_url => (format!("{start}?"), "&", query.split('&').collect()),
        None if is_url => (text.to_owned(), "&", Vec::new()),
        Some(_) | None => (String::new(), " ", words(text)),
    };
    let (mut rest, mut options) = (Vec::new(), Vec::new());
    for part in parts {
        match part.split_once('=').map(|(key, value)| (key.trim(), value.trim())) {
            Some((key @ ("sslmode" | "sslrootcert"), value)) => {
                let value = if is_url {
                    percent_decode_str(value).decode_utf8_lossy().into_owned()
                } else {
                    unquoted(value)
                };
                options.push((key.to_owned(), value));
            }
            Some(_) | None => rest.push(part),
        }
    }
    (start + &rest.join(separator), options)
}

/// The settings of a list. A blank in single quotes separates nothing, and neither do blanks around an equals sign.
fn words(text: &str) -> Vec<&str> {
    let (mut words, mut begins, mut is_quoted, mut last) = (Vec::new(), 0, false, ' ');
    for (place, c) in text.char_indices() {
        is_quoted ^= c == '\'' && last != '\\';
        let after = text.get(place..).unwrap_or_default().trim_start();
        if c.is_whitespace() && !is_quoted && last != '=' && !after.starts_with('=') {
            words.extend(text.get(begins..place));
            begins = place;
        }
        if !c.is_whitespace() || is_quoted {
            last = c;
        }
    }
    words.extend(text.get(begins..));
    words.into_iter().map(str::trim).filter(|word| !word.is_empty()).collect()
}

/// A value of a list without its quotes and backslashes.
fn unquoted(value: &str) -> String {
    let inner = value.strip_prefix('\'').and_then(|value| value.strip_suffix('\'')).unwrap_or(value);
    inner.replace("\\'", "'").replace("\\\\", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_tls_are_read_in_both_forms() {
        let mode = |mode: &str| vec![("sslmode".to_owned(), mode.to_owned())];
        for (text, rest, options) in [
            ("postgres://u:p@h/d", "postgres://u:p@h/d", vec![]),
            ("postgres://u:p@h/d?sslmode=require", "postgres://u:p@h/d?", mode("require")),
            ("postgresql://h/d?a=b&sslmode=verify%2Dca&c=d", "postgresql://h/d?a=b&c=d", mode("verify-ca")),
            ("host=h sslmode = 'verify-full' dbname='a b'", "host=h dbname='a b'", mode("verify-full")),
            ("sslmode=disable host=h", "host=h", mode("disable")),
            ("host=h password='it\\'s sslmode=require'", "host=h password='it\\'s sslmode=require'", vec![]),
        ] {
            assert_eq!(split(text), (rest.to_owned(), options), "{text}");
        }
        let (_, options) = split("host=h sslrootcert='/a b/c.pem'");
        assert_eq!(options, [("sslrootcert".to_owned(), "/a b/c.pem".to_owned())]);
    }

    #[test]
    fn a_sign_in_a_password_is_to_be_encoded_and_not_repeated() {
        let error = "postgres://u:p@ss/w#rd@host/db".parse::<DatabaseAddress>().map(|_| ()).unwrap_err();
        assert!(matches!(error, AddressError::Name));
        let said = error.to_string();
        assert!(said.contains("%40 for @") && !said.contains("w#rd"), "{said}");
        let error = "postgres://u:p@ss@host/db".parse::<DatabaseAddress>().map(|_| ()).unwrap_err();
        assert!(matches!(error, AddressError::Name), "{error}");
        assert!("postgres://u:p%40ss%2Fw%23rd@host/db".parse::<DatabaseAddress>().is_ok());
    }

    #[test]
    fn no_part_of_a_string_that_cannot_be_read_is_repeated() {
        for text in [
            "postgres//u:topsecret@h/d?sslmode=require",
            "\"postgres://u:topsecret@h/d\"",
            "password=top secret topsecret=1",
            "postgres://u@h/d?topsecret=1",
            "postgres://u:topsecret@h:port/d",
        ] {
            let error = text.parse::<DatabaseAddress>().map(|_| ()).unwrap_err();
            let said = crate::telemetry::chain(&error).to_string();
            assert!(!said.contains("secret"), "{said}");
        }
    }

    #[test]
    fn modes_are_those_of_libpq() {
        let read = |options: &str| {
            let address: Result<DatabaseAddress, _> = format!("postgres://u@h/d{options}").parse();
            address.map(|address| address.config.get_ssl_mode()).map_err(|error| error.to_string())
        };
        assert_eq!(read("").unwrap(), SslMode::Prefer);
        assert_eq!(read("?sslmode=disable").unwrap(), SslMode::Disable);
        for required in ["require", "verify-ca", "verify-full"] {
            assert_eq!(read(&format!("?sslmode={required}")).unwrap(), SslMode::Require, "{required}");
        }
        assert!(read("?sslmode=full").unwrap_err().contains("\"full\" is not an sslmode"));
        let missing = read("?sslmode=verify-full&sslrootcert=/nowhere/ca.pem").unwrap_err();
        assert!(missing.starts_with("sslrootcert /nowhere/ca.pem cannot be read"), "{missing}");
        assert!(read("?pool_max_conns=3").is_err());
    }
}
