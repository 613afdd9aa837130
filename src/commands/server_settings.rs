//! The settings of `medpayiq serve`.

use super::error::{AnyError, UsageError};
use crate::api::{AccessPolicy, AllowedOrigins, CertificateFiles, Limits, Reporting};
use crate::keys::{InvalidPolicy, KeyPolicy, Rate};
use crate::settings::{
    ContributionSettings, ListenSettings, TermSettings, TlsSettings, TraceSettings, whole_number,
};
use crate::telemetry::Traces;
use clap::{ArgAction, Args};
use std::time::Duration;

/// No load balancer needs longer to see that a server leaves.
const MOST_DRAIN_SECONDS: u32 = 300;

/// The settings of a server.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) listen: ListenSettings,
    #[command(flatten)]
    tls: TlsSettings,
    /// The seconds to serve on after a request to stop, while /readyz answers 503: 0 to 300.
    #[arg(
        long, env = "MEDPAYIQ_DRAIN_SECONDS", value_name = "SECONDS", default_value_t = 0,
        value_parser = whole_number(0, MOST_DRAIN_SECONDS),
    )]
    drain_seconds: u32,
    /// Which requests need an API key: open, required, or required: with scopes, such as required:contribute,metrics. By default
    /// none does.
    #[arg(long, env = "MEDPAYIQ_KEYS", value_name = "POLICY", value_parser = parse_policy)]
    keys: Option<KeyPolicy>,
    /// How often one network may call without a key, such as 20/s. By default there is no limit.
    #[arg(long, env = "MEDPAYIQ_ADDRESS_RATE", value_name = "RATE", value_parser = parse_rate)]
    address_rate: Option<Rate>,
    /// The web pages that may call the service from a browser (CORS): origins such as https://practice.example.com, separated by
    /// commas, or * for every page. By default there are none.
    #[arg(long, env = "MEDPAYIQ_CORS_ORIGINS", value_name = "ORIGINS")]
    cors_origins: Option<AllowedOrigins>,
    /// Whether to log each request, without its address, query and body.
    #[arg(
        long, env = "MEDPAYIQ_ACCESS_LOG", value_name = "BOOL", default_value_t = false,
        num_args = 0..=1, require_equals = true, default_missing_value = "true", action = ArgAction::Set,
    )]
    pub(super) access_log: bool,
    #[command(flatten)]
    traces: TraceSettings,
    #[command(flatten)]
    pub(super) contributions: ContributionSettings,
    #[command(flatten)]
    terms: TermSettings,
}

impl Arguments {
    /// The limits of the server, with its terms of publication and its policy of keys.
    ///
    /// # Errors
    /// If settings do not go together.
    pub(super) fn limits(&self) -> Result<Limits, AnyError> {
        let ContributionSettings { reports_per_hour, trust_forwarded_for, .. } = self.contributions;
        let terms = self.terms.terms()?;
        let reporting = Reporting { reports_per_hour, trusts_forwarded_for: trust_forwarded_for, terms };
        let access = AccessPolicy { policy: self.keys.unwrap_or_default(), address_rate: self.address_rate };
        Ok(Limits { reporting, access, ..Limits::default() })
    }

    /// The files of the server's certificate, if it has one.
    ///
    /// # Errors
    /// If only one of the two is set.
    pub(super) fn certificate_files(&self) -> Result<Option<CertificateFiles>, AnyError> {
        let files = self.tls.files()?;
        Ok(files.map(|(certificates, key)| CertificateFiles { certificates, key }))
    }

    /// The traces of the server, if there is a collector for them.
    ///
    /// # Errors
    /// If a setting of them is not valid.
    pub(super) fn traces(&self) -> Result<Option<Traces>, AnyError> {
        let Some(collector) = self.traces.collector()? else { return Ok(None) };
        let traces = Traces::to(&collector);
        traces.map(Some).map_err(|error| UsageError(format!("Traces cannot be sent: {error}.")).into())
    }

    /// The web pages that may call the service.
    pub(super) fn origins(&self) -> AllowedOrigins {
        self.cors_origins.clone().unwrap_or_default()
    }

    /// How long to serve on after a request to stop.
    pub(super) fn drain_time(&self) -> Duration {
        Duration::from_secs(self.drain_seconds.into())
    }
}

fn parse_policy(text: &str) -> Result<KeyPolicy, String> {
    let forms = "write open, required, or required: with scopes, such as required:contribute,metrics";
    text.parse().map_err(|error| match error {
        InvalidPolicy::Unknown => forms.to_owned(),
        InvalidPolicy::Scope(error) => format!("{forms}. {error}"),
    })
}

fn parse_rate(text: &str) -> Result<Rate, String> {
    text.parse().map_err(|_| "write a number of requests and s, m or h, such as 20/s".to_owned())
}
