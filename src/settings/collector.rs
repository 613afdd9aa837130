//! Where traces go: the standard variables of OpenTelemetry. Its SDK reads others of them itself, such as `OTEL_SERVICE_NAME` and
//! `OTEL_EXPORTER_OTLP_HEADERS`.

use super::{SettingError, variable};
use crate::telemetry::Collector;
use clap::Args;
use http::Uri;
use http::uri::Scheme;
use std::time::Duration;

/// The only form in which traces are sent.
const PROTOCOL: &str = "http/protobuf";
/// The variables that name a protocol. The first one that is set counts.
const PROTOCOLS: [&str; 2] = ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"];
/// The variables with a time limit in milliseconds. The first one that is set counts.
const TIMEOUTS: [&str; 2] = ["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"];
/// The variables that name a compression. The first one that is set counts.
const COMPRESSIONS: [&str; 2] = ["OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "OTEL_EXPORTER_OTLP_COMPRESSION"];
/// The limit if none is set, as the specification of OpenTelemetry has it.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);
/// The samplers of the SDK.
const SAMPLERS: [&str; 6] = [
    "always_on",
    "always_off",
    "traceidratio",
    "parentbased_always_on",
    "parentbased_always_off",
    "parentbased_traceidratio",
];

/// The settings of traces.
#[derive(Args, Clone, Debug)]
pub struct TraceSettings {
    /// The OpenTelemetry collector that gets traces, by OTLP over HTTP, such as http://collector:4318. By default there is none. The
    /// other standard variables count too, such as OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER and OTEL_EXPORTER_OTLP_HEADERS.
    #[arg(long, env = "OTEL_EXPORTER_OTLP_ENDPOINT", value_name = "URL", value_parser = parse_url)]
    otlp_endpoint: Option<Uri>,
    /// The same as a whole URL, if its path is not /v1/traces.
    #[arg(long, env = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", value_name = "URL", value_parser = parse_url)]
    otlp_traces_endpoint: Option<Uri>,
}

impl TraceSettings {
    /// The collector; `None` if there is none, or if `OTEL_SDK_DISABLED` or `OTEL_TRACES_EXPORTER` switches traces off.
    ///
    /// # Errors
    /// If a variable has a value that this program does not support.
    pub fn collector(&self) -> Result<Option<Collector>, SettingError> {
        let url = match (&self.otlp_traces_endpoint, &self.otlp_endpoint) {
            (Some(whole), _) => whole.clone(),
            (None, Some(base)) => {
                let whole = format!("{}/v1/traces", base.to_string().trim_end_matches('/'));
                parse_url(&whole).map_err(|expected| SettingError {
                    variable: "OTEL_EXPORTER_OTLP_ENDPOINT",
                    value: base.to_string(),
                    expected,
                })?
            }
            (None, None) => return Ok(None),
        };
        let is_off = text("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let exporter = text("OTEL_TRACES_EXPORTER").unwrap_or_else(|| "otlp".to_owned());
        if is_off || exporter == "none" {
            return Ok(None);
        }
        check("OTEL_TRACES_EXPORTER", &exporter, &["otlp", "none"])?;
        if let Some((variable, protocol)) = first_of(PROTOCOLS) {
            check(variable, &protocol, &[PROTOCOL])?;
        }
        if let Some((variable, compression)) = first_of(COMPRESSIONS) {
            check(variable, &compression, &["gzip", "none"])?;
        }
        if let Some(sampler) = text("OTEL_TRACES_SAMPLER") {
            check("OTEL_TRACES_SAMPLER", &sampler, &SAMPLERS)?;
            check_ratio(&sampler)?;
        }
        Ok(Some(Collector { url, timeout: timeout()? }))
    }
}

/// A value of the environment that is not empty.
fn text(name: &str) -> Option<String> {
    variable(name)?.into_string().ok().filter(|value| !value.is_empty())
}

/// The first of these variables that is set, with its value.
fn first_of(names: [&'static str; 2]) -> Option<(&'static str, String)> {
    names.into_iter().find_map(|name| Some((name, text(name)?)))
}

fn check(variable: &'static str, value: &str, valid: &[&str]) -> Result<(), SettingError> {
    if valid.contains(&value) {
        return Ok(());
    }
    Err(SettingError { variable, value: value.to_owned(), expected: valid.join(" or ") })
}

/// Checks the share of traces that a sampler by ratio keeps.
fn check_ratio(sampler: &str) -> Result<(), SettingError> {
    let ratio = text("OTEL_TRACES_SAMPLER_ARG").unwrap_or_default();
    let is_valid = ratio.parse::<f64>().is_ok_and(|ratio| (0.0..=1.0).contains(&ratio));
    if !sampler.ends_with("traceidratio") || is_valid {
        return Ok(());
    }
    let expected = "the share of traces to keep, from 0 to 1, such as 0.1".to_owned();
    Err(SettingError { variable: "OTEL_TRACES_SAMPLER_ARG", value: ratio, expected })
}

fn timeout() -> Result<Duration, SettingError> {
    let Some((variable, value)) = first_of(TIMEOUTS) else { return Ok(DEFAULT_TIMEOUT) };
    let milliseconds = value.parse().ok().filter(|milliseconds| *milliseconds > 0);
    let expected = || "a number of milliseconds, such as 10000".to_owned();
    milliseconds.map(Duration::from_millis).ok_or_else(|| SettingError {
        variable,
        value,
        expected: expected(),
    })
}

/// A URL of a collector.
fn parse_url(text: &str) -> Result<Uri, String> {
    let parsed = text.parse::<Uri>().ok().filter(|url| {
        let is_http = url.scheme().is_some_and(|scheme| [Scheme::HTTP, Scheme::HTTPS].contains(scheme));
        is_http && url.host().is_some_and(|host| !host.is_empty())
    });
    let url = parsed.ok_or("write a URL of a collector, such as http://collector:4318")?;
    if url.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err(
            "write the URL without a password, and the password into OTEL_EXPORTER_OTLP_HEADERS".to_owned()
        );
    }
    Ok(url)
}
