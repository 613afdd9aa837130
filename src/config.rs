//! The configuration. No other module reads the environment.

use crate::denials::PublicationTerms;
use crate::keys::{InvalidPolicy, KeyPolicy, Rate};
use crate::telemetry::LogFormat;
use std::env;
use std::ffi::OsString;
use std::fmt;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

/// The default of `MEDPAYIQ_LISTEN`.
const DEFAULT_LISTEN: &str = "127.0.0.1:8080";
/// The default of `MEDPAYIQ_LOG`.
const DEFAULT_LOG: &str = "info,refinery_core=warn,actix_server=warn";

/// The configuration, from the environment.
#[derive(Clone, Debug)]
pub struct Config {
    /// `DATABASE_URL`, or what is in the file `DATABASE_URL_FILE`: the Postgres to use. Default: a private one.
    pub database_url: Option<String>,
    /// `MEDPAYIQ_DATA_DIR`: the folder of the private Postgres.
    pub data_dir: Option<PathBuf>,
    /// `MEDPAYIQ_PG_BINDIR`: the folder of PostgreSQL's programs.
    pub pg_bindir: Option<PathBuf>,
    /// `PATH`: the folders to search for PostgreSQL's programs.
    pub path: Option<OsString>,
    /// `MEDPAYIQ_LISTEN`: the address and port of the service.
    pub listen: SocketAddr,
    /// `MEDPAYIQ_HEALTH_LISTEN`: another address and port for `/livez` and `/readyz`, which answers under any load.
    pub health_listen: Option<SocketAddr>,
    /// `MEDPAYIQ_DRAIN_SECONDS`: how long to serve on after a request to stop, while `/readyz` answers 503.
    pub drain: Duration,
    /// `MEDPAYIQ_DENIAL_THRESHOLD`, `MEDPAYIQ_DENIAL_CELL_MINIMUM` and `MEDPAYIQ_DENIAL_MOST_OF_ONE`: the terms on which denials
    /// are published.
    pub denial_terms: PublicationTerms,
    /// `MEDPAYIQ_CONTRIBUTOR_KEY` or `MEDPAYIQ_CONTRIBUTOR_KEY_FILE`: the secret with which contributors are recognized for a
    /// day.
    pub contributor_secret: ContributorSecret,
    /// `MEDPAYIQ_REPORTS_PER_HOUR`: the most denial reports that one contributor may send within an hour.
    pub reports_per_hour: u32,
    /// `MEDPAYIQ_TRUST_FORWARDED_FOR`: whether a proxy in front writes the client's address into `X-Forwarded-For`.
    pub trusts_forwarded_for: bool,
    /// `MEDPAYIQ_KEYS`: which requests need an API key.
    pub keys: KeyPolicy,
    /// `MEDPAYIQ_ADDRESS_RATE`: how often one network may call without a key.
    pub address_rate: Option<Rate>,
    /// `MEDPAYIQ_LOG`: what to log, such as `info` or `medpayiq=debug`.
    pub log: String,
    /// `MEDPAYIQ_TLS_CERT` and `MEDPAYIQ_TLS_KEY`: the files of the certificate with which the service speaks TLS, and of its key.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// `MEDPAYIQ_ACCESS_LOG`: whether to log each request.
    pub logs_access: bool,
    /// `MEDPAYIQ_LOG_FORMAT`: `text` or `json`.
    pub log_format: LogFormat,
}

/// The origin of the secret with which contributors are recognized. It must not be in the database.
#[derive(Clone)]
pub enum ContributorSecret {
    /// The secret itself, in `MEDPAYIQ_CONTRIBUTOR_KEY`.
    Text(String),
    /// The file of `MEDPAYIQ_CONTRIBUTOR_KEY_FILE`.
    File(PathBuf),
    /// A file in the data folder.
    Default,
}

impl fmt::Debug for ContributorSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(_) => f.write_str("Text(..)"),
            Self::File(file) => f.debug_tuple("File").field(file).finish(),
            Self::Default => f.write_str("Default"),
        }
    }
}

/// A variable with an invalid value.
#[derive(Debug, thiserror::Error)]
#[error("{variable} is {value:?}. Write {expected}.")]
pub struct ConfigError {
    variable: &'static str,
    value: String,
    expected: String,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// If a variable has an invalid value.
    pub fn from_environment() -> Result<Self, ConfigError> {
        let listen = text("MEDPAYIQ_LISTEN").unwrap_or_else(|| DEFAULT_LISTEN.to_owned());
        let format = text("MEDPAYIQ_LOG_FORMAT").unwrap_or_else(|| "text".to_owned());
        Ok(Self {
            database_url: database_url()?,
            data_dir: text("MEDPAYIQ_DATA_DIR").map(PathBuf::from),
            pg_bindir: text("MEDPAYIQ_PG_BINDIR").map(PathBuf::from),
            path: env::var_os("PATH"),
            listen: address("MEDPAYIQ_LISTEN", listen)?,
            health_listen: text("MEDPAYIQ_HEALTH_LISTEN")
                .map(|value| address("MEDPAYIQ_HEALTH_LISTEN", value))
                .transpose()?,
            drain: Duration::from_secs(number("MEDPAYIQ_DRAIN_SECONDS", 0, 0..=MOST_DRAIN_SECONDS)?.into()),
            denial_terms: denial_terms()?,
            contributor_secret: contributor_secret(),
            reports_per_hour: number("MEDPAYIQ_REPORTS_PER_HOUR", 60, 1..=MOST_REPORTS_PER_HOUR)?,
            trusts_forwarded_for: switch("MEDPAYIQ_TRUST_FORWARDED_FOR")?,
            keys: keys()?,
            address_rate: address_rate()?,
            log: text("MEDPAYIQ_LOG").unwrap_or_else(|| DEFAULT_LOG.to_owned()),
            tls: tls()?,
            logs_access: switch("MEDPAYIQ_ACCESS_LOG")?,
            log_format: match format.as_str() {
                "text" => LogFormat::Text,
                "json" => LogFormat::Json,
                _ => {
                    let (variable, expected) = ("MEDPAYIQ_LOG_FORMAT", "text or json".to_owned());
                    return Err(ConfigError { variable, value: format, expected });
                }
            },
        })
    }

    /// A variable of the environment, for folders that follow the conventions of the platform.
    #[must_use]
    pub fn variable(name: &str) -> Option<OsString> {
        env::var_os(name)
    }
}

/// The database, from the variable itself or from a file, such as a secret that a container gets.
fn database_url() -> Result<Option<String>, ConfigError> {
    let (url, file) = (text("DATABASE_URL"), text("DATABASE_URL_FILE"));
    let Some(file) = file.filter(|_| url.is_none()) else { return Ok(url) };
    let problem = match std::fs::read_to_string(&file) {
        Ok(text) if !text.trim().is_empty() => return Ok(Some(text.trim().to_owned())),
        Ok(_) => "it is empty".to_owned(),
        Err(error) => error.to_string(),
    };
    let expected = format!("a file with a PostgreSQL connection string ({problem})");
    Err(ConfigError { variable: "DATABASE_URL_FILE", value: file, expected })
}

/// An address and port.
fn address(variable: &'static str, value: String) -> Result<SocketAddr, ConfigError> {
    let expected = "an address and port, such as 127.0.0.1:8080".to_owned();
    value.parse().map_err(|_| ConfigError { variable, value, expected })
}

/// No load balancer needs longer to see that a server leaves.
const MOST_DRAIN_SECONDS: u32 = 300;

/// The files of the certificate and its key: both or none.
fn tls() -> Result<Option<(PathBuf, PathBuf)>, ConfigError> {
    let missing = |variable, expected: &str| {
        Err(ConfigError { variable, value: String::new(), expected: expected.to_owned() })
    };
    match (text("MEDPAYIQ_TLS_CERT"), text("MEDPAYIQ_TLS_KEY")) {
        (Some(certificate), Some(key)) => Ok(Some((certificate.into(), key.into()))),
        (None, None) => Ok(None),
        (Some(_), None) => missing("MEDPAYIQ_TLS_KEY", "the file of the private key of MEDPAYIQ_TLS_CERT"),
        (None, Some(_)) => missing("MEDPAYIQ_TLS_CERT", "the file of the certificate of MEDPAYIQ_TLS_KEY"),
    }
}

/// Which requests need an API key.
fn keys() -> Result<KeyPolicy, ConfigError> {
    let variable = "MEDPAYIQ_KEYS";
    let Some(value) = text(variable) else { return Ok(KeyPolicy::Open) };
    value.parse().map_err(|error| {
        let forms = "open, required, or required: with scopes, such as required:contribute,metrics";
        let expected = match error {
            InvalidPolicy::Unknown => forms.to_owned(),
            InvalidPolicy::Scope(error) => format!("{forms}. {error}"),
        };
        ConfigError { variable, value, expected }
    })
}

/// How often one network may call without a key.
fn address_rate() -> Result<Option<Rate>, ConfigError> {
    let variable = "MEDPAYIQ_ADDRESS_RATE";
    let Some(value) = text(variable) else { return Ok(None) };
    let expected = "a number of requests and s, m or h, such as 20/s".to_owned();
    value.parse().map(Some).map_err(|_| ConfigError { variable, value, expected })
}

/// A higher limit would limit nothing.
const MOST_REPORTS_PER_HOUR: u32 = 1_000_000;
/// Means no limit of one contributor. The variable cannot have this value.
const NO_LIMIT: u32 = 0;
/// With higher terms, nothing would ever be published.
const MOST_DENIAL_TERM: u32 = 1_000;

/// The terms of publication. Terms that protect less than the default are refused when the program starts.
fn denial_terms() -> Result<PublicationTerms, ConfigError> {
    let lowest = PublicationTerms::default();
    let threshold =
        number("MEDPAYIQ_DENIAL_THRESHOLD", lowest.threshold(), lowest.threshold()..=MOST_DENIAL_TERM)?;
    let cell = lowest.cell_minimum();
    let cell_minimum = number("MEDPAYIQ_DENIAL_CELL_MINIMUM", cell, cell..=MOST_DENIAL_TERM)?;
    let terms = PublicationTerms::new(threshold, cell_minimum).map_err(|_| ConfigError {
        variable: "MEDPAYIQ_DENIAL_THRESHOLD",
        value: threshold.to_string(),
        expected: "a whole number, 5 or more".to_owned(),
    })?;
    // The threshold or more would not limit anything, and an operator who sets the variable wants a limit.
    let most_of_one = number("MEDPAYIQ_DENIAL_MOST_OF_ONE", NO_LIMIT, 1..=threshold.saturating_sub(1))?;
    Ok(if most_of_one == NO_LIMIT { terms } else { terms.with_most_of_one(most_of_one) })
}

/// The secret of contributors. The variable itself comes first.
fn contributor_secret() -> ContributorSecret {
    let file = || text("MEDPAYIQ_CONTRIBUTOR_KEY_FILE").map(|file| ContributorSecret::File(file.into()));
    let secret = text("MEDPAYIQ_CONTRIBUTOR_KEY").map(ContributorSecret::Text);
    secret.or_else(file).unwrap_or(ContributorSecret::Default)
}

/// A whole number within a range; `usual` if the variable is not set.
fn number(variable: &'static str, usual: u32, range: RangeInclusive<u32>) -> Result<u32, ConfigError> {
    let Some(value) = text(variable) else { return Ok(usual) };
    let number = value.parse().ok().filter(|number| range.contains(number));
    let (least, most) = (range.start(), range.end());
    let expected = format!("a whole number from {least} to {most}");
    number.ok_or(ConfigError { variable, value, expected })
}

/// Whether a variable is `true`.
fn switch(variable: &'static str) -> Result<bool, ConfigError> {
    match text(variable).as_deref() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(value) => {
            Err(ConfigError { variable, value: value.to_owned(), expected: "true or false".to_owned() })
        }
    }
}

/// The value of a variable, if it is set and not empty.
fn text(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
