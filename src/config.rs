//! The configuration: the only reader of the environment.

use crate::telemetry::LogFormat;
use std::env;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Where the service listens when nothing else is said.
const DEFAULT_LISTEN: &str = "127.0.0.1:8080";
/// What is logged when nothing else is said.
const DEFAULT_LOG: &str = "info,refinery_core=warn,actix_server=warn,tokio_postgres=warn";

/// What the environment says.
#[derive(Clone, Debug)]
pub struct Config {
    /// `DATABASE_URL`: the Postgres to use; none: a private one.
    pub database_url: Option<String>,
    /// `MEDPAYIQ_DATA_DIR`: the folder of the private Postgres.
    pub data_dir: Option<PathBuf>,
    /// `MEDPAYIQ_PG_BINDIR`: the folder of PostgreSQL's programs.
    pub pg_bindir: Option<PathBuf>,
    /// `PATH`, where PostgreSQL's programs are looked for.
    pub path: Option<OsString>,
    /// `MEDPAYIQ_LISTEN`: address and port of the service.
    pub listen: SocketAddr,
    /// `MEDPAYIQ_LOG`: what to log, such as `info` or `medpayiq=debug`.
    pub log: String,
    /// `MEDPAYIQ_LOG_FORMAT`: `text` or `json`.
    pub log_format: LogFormat,
}

/// A variable that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{variable} is {value:?}: expected {expected}")]
pub struct ConfigError {
    variable: &'static str,
    value: String,
    expected: &'static str,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// When a variable has a value that cannot be.
    pub fn from_environment() -> Result<Self, ConfigError> {
        let listen = text("MEDPAYIQ_LISTEN").unwrap_or_else(|| DEFAULT_LISTEN.to_owned());
        let format = text("MEDPAYIQ_LOG_FORMAT").unwrap_or_else(|| "text".to_owned());
        Ok(Self {
            database_url: text("DATABASE_URL"),
            data_dir: text("MEDPAYIQ_DATA_DIR").map(PathBuf::from),
            pg_bindir: text("MEDPAYIQ_PG_BINDIR").map(PathBuf::from),
            path: env::var_os("PATH"),
            listen: listen.parse().map_err(|_| ConfigError {
                variable: "MEDPAYIQ_LISTEN",
                value: listen,
                expected: "an address and port, such as 127.0.0.1:8080",
            })?,
            log: text("MEDPAYIQ_LOG").unwrap_or_else(|| DEFAULT_LOG.to_owned()),
            log_format: match format.as_str() {
                "text" => LogFormat::Text,
                "json" => LogFormat::Json,
                _ => {
                    let (variable, expected) = ("MEDPAYIQ_LOG_FORMAT", "text or json");
                    return Err(ConfigError { variable, value: format, expected });
                }
            },
        })
    }

    /// A variable of the environment, for folders that follow the platform's own rules.
    #[must_use]
    pub fn variable(name: &str) -> Option<OsString> {
        env::var_os(name)
    }
}

/// A variable that is set to something.
fn text(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
