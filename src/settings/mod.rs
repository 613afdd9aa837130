//! The settings: flags of the command line, each with an environment variable. No other module reads the environment.
//!
//! A flag comes before its variable. A variable that is empty counts as one that is not set.

mod collector;
mod environment;
mod listen_address;
mod secret;

use crate::denials::PublicationTerms;
use crate::telemetry::LogFormat;
use clap::Args;
pub use collector::TraceSettings;
pub use environment::{UnknownVariable, UnsetVariables, invalid_variable, unknown_variable};
pub use listen_address::ListenAddress;
pub use secret::Secret;
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

/// The default of `MEDPAYIQ_LOG`.
const DEFAULT_LOG: &str = "info,refinery_core=warn,actix_server=warn";
/// The variable of the file with the URL of the database.
const DATABASE_URL_FILE: &str = "DATABASE_URL_FILE";
/// A higher limit would limit nothing.
const MOST_REPORTS_PER_HOUR: u32 = 1_000_000;
/// With higher terms, nothing would ever be published.
const MOST_DENIAL_TERM: u32 = 1_000;

/// A setting that is not valid together with the others.
#[derive(Debug, thiserror::Error)]
#[error("{variable} is {value:?}. Write {expected}.")]
pub struct SettingError {
    variable: &'static str,
    value: String,
    expected: String,
}

/// The settings that every command has: the database and the log.
#[derive(Args, Clone, Debug)]
pub struct CommonSettings {
    /// The PostgreSQL to use, such as postgres://user:password@host/medpayiq. Without it, MedPayIQ runs a private one.
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: Option<Secret>,
    /// A file that contains the URL of the PostgreSQL, such as a container's secret.
    #[arg(long, global = true, env = "DATABASE_URL_FILE", value_name = "FILE")]
    pub database_url_file: Option<PathBuf>,
    /// The folder of the private PostgreSQL. The default is the usual folder of the platform.
    #[arg(long, global = true, env = "MEDPAYIQ_DATA_DIR", value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,
    /// The folder with initdb, postgres and pg_ctl. By default the usual places are searched.
    #[arg(long, global = true, env = "MEDPAYIQ_PG_BINDIR", value_name = "FOLDER")]
    pub pg_bindir: Option<PathBuf>,
    /// What to log, such as info or medpayiq=debug.
    #[arg(long, global = true, env = "MEDPAYIQ_LOG", value_name = "FILTER", default_value = DEFAULT_LOG)]
    pub log: String,
    /// How to write the log.
    #[arg(
        long,
        global = true,
        env = "MEDPAYIQ_LOG_FORMAT",
        value_name = "FORMAT",
        value_enum,
        default_value_t
    )]
    pub log_format: LogFormat,
}

impl CommonSettings {
    /// The variable that names the database: the URL itself comes before its file.
    #[must_use]
    pub const fn database_variable(&self) -> &'static str {
        if self.database_url.is_none() && self.database_url_file.is_some() {
            DATABASE_URL_FILE
        } else {
            "DATABASE_URL"
        }
    }

    /// The URL of the database, or `None` for a private one. The URL itself comes before its file.
    ///
    /// # Errors
    /// If the file cannot be read or is empty.
    pub fn database(&self) -> Result<Option<String>, SettingError> {
        let Some(file) = self.database_url_file.as_ref().filter(|_| self.database_url.is_none()) else {
            return Ok(self.database_url.as_ref().map(|url| url.reveal().to_owned()));
        };
        let problem = match std::fs::read_to_string(file) {
            Ok(text) if !text.trim().is_empty() => return Ok(Some(text.trim().to_owned())),
            Ok(_) => "it is empty".to_owned(),
            Err(error) => error.to_string(),
        };
        let expected = format!("a file with a PostgreSQL connection string ({problem})");
        Err(SettingError { variable: DATABASE_URL_FILE, value: file.display().to_string(), expected })
    }
}

/// Where the service listens.
#[derive(Args, Clone, Debug)]
pub struct ListenSettings {
    /// The address and port of the service. A name such as localhost:8080 is looked up, and :8080 is every address.
    #[arg(long, env = "MEDPAYIQ_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: ListenAddress,
    /// Another address and port for /livez and /readyz alone, which answers under any load.
    #[arg(long, env = "MEDPAYIQ_HEALTH_LISTEN", value_name = "ADDRESS")]
    pub health_listen: Option<ListenAddress>,
}

/// The certificate with which the service speaks TLS.
#[derive(Args, Clone, Debug)]
pub struct TlsSettings {
    /// The file of the certificate and its chain, in PEM form: the service then speaks TLS.
    #[arg(long, env = "MEDPAYIQ_TLS_CERT", value_name = "FILE")]
    tls_cert: Option<PathBuf>,
    /// The file of the certificate's private key, in PEM form.
    #[arg(long, env = "MEDPAYIQ_TLS_KEY", value_name = "FILE")]
    tls_key: Option<PathBuf>,
}

impl TlsSettings {
    /// The files of the certificate and its key: both or none.
    ///
    /// # Errors
    /// If only one of them is set.
    pub fn files(&self) -> Result<Option<(PathBuf, PathBuf)>, SettingError> {
        let missing = |variable, expected: &str| {
            Err(SettingError { variable, value: String::new(), expected: expected.to_owned() })
        };
        match (&self.tls_cert, &self.tls_key) {
            (Some(certificate), Some(key)) => Ok(Some((certificate.clone(), key.clone()))),
            (None, None) => Ok(None),
            (Some(_), None) => {
                missing("MEDPAYIQ_TLS_KEY", "the file of the private key of MEDPAYIQ_TLS_CERT")
            }
            (None, Some(_)) => {
                missing("MEDPAYIQ_TLS_CERT", "the file of the certificate of MEDPAYIQ_TLS_KEY")
            }
        }
    }
}

/// The terms on which denials are published. They are the same on every server of a database.
#[derive(Args, Clone, Debug)]
pub struct TermSettings {
    /// The denial reports that are needed to publish a code's figures, and to move them: 5 to 1,000.
    #[arg(
        long, env = "MEDPAYIQ_DENIAL_THRESHOLD", value_name = "REPORTS",
        default_value_t = PublicationTerms::default().threshold(),
        value_parser = whole_number(PublicationTerms::default().threshold(), MOST_DENIAL_TERM),
    )]
    denial_threshold: u32,
    /// The denial reports that are needed to name a value: 2 to 1,000.
    #[arg(
        long, env = "MEDPAYIQ_DENIAL_CELL_MINIMUM", value_name = "REPORTS",
        default_value_t = PublicationTerms::default().cell_minimum(),
        value_parser = whole_number(PublicationTerms::default().cell_minimum(), MOST_DENIAL_TERM),
    )]
    denial_cell_minimum: u32,
    /// The most reports of one contributor in a step, from 1 to one less than the threshold. By default there is no limit.
    #[arg(long, env = "MEDPAYIQ_DENIAL_MOST_OF_ONE", value_name = "REPORTS", value_parser = whole_number(1, MOST_DENIAL_TERM))]
    denial_most_of_one: Option<u32>,
}

impl TermSettings {
    /// The terms.
    ///
    /// # Errors
    /// If the most of one contributor does not limit anything: whoever sets it wants a limit.
    pub fn terms(&self) -> Result<PublicationTerms, SettingError> {
        let threshold = self.denial_threshold;
        let terms = PublicationTerms::new(threshold, self.denial_cell_minimum).map_err(|_| SettingError {
            variable: "MEDPAYIQ_DENIAL_THRESHOLD",
            value: threshold.to_string(),
            expected: "a whole number, 5 or more".to_owned(),
        })?;
        let Some(most) = self.denial_most_of_one else { return Ok(terms) };
        if most < threshold {
            return Ok(terms.with_most_of_one(most));
        }
        let expected = format!("a whole number from 1 to {}", threshold.saturating_sub(1));
        Err(SettingError { variable: "MEDPAYIQ_DENIAL_MOST_OF_ONE", value: most.to_string(), expected })
    }
}

/// The settings of contributions to the denial reports.
#[derive(Args, Clone, Debug)]
pub struct ContributionSettings {
    /// The secret with which contributors are recognized for a day: 32 random characters or more. Other users of the machine can
    /// read a flag, so use the variable or a file.
    #[arg(long, env = "MEDPAYIQ_CONTRIBUTOR_KEY", hide_env_values = true, value_name = "SECRET")]
    pub contributor_key: Option<Secret>,
    /// A file with that secret. A missing one is made. The default is contributor.key in the data folder.
    #[arg(long, env = "MEDPAYIQ_CONTRIBUTOR_KEY_FILE", value_name = "FILE")]
    pub contributor_key_file: Option<PathBuf>,
    /// The most denial reports that one contributor may send in an hour: 1 to 1,000,000.
    #[arg(
        long, env = "MEDPAYIQ_REPORTS_PER_HOUR", value_name = "REPORTS", default_value_t = 60,
        value_parser = whole_number(1, MOST_REPORTS_PER_HOUR),
    )]
    pub reports_per_hour: u32,
    /// Whether a proxy in front sets X-Forwarded-For. Its last address is then the contributor's.
    #[arg(
        long, env = "MEDPAYIQ_TRUST_FORWARDED_FOR", value_name = "BOOL", default_value_t = false,
        num_args = 0..=1, require_equals = true, default_missing_value = "true", action = clap::ArgAction::Set,
    )]
    pub trust_forwarded_for: bool,
}

/// Returns what reads a whole number in a range from the command line.
pub fn whole_number(
    least: u32,
    most: u32,
) -> impl Fn(&str) -> Result<u32, String> + Clone + Send + Sync + 'static {
    move |text| {
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| format!("write a whole number from {least} to {most}"))
    }
}

/// A variable of the environment, for folders that follow the conventions of the platform.
#[must_use]
pub fn variable(name: &str) -> Option<OsString> {
    env::var_os(name)
}
