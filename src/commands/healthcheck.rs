//! `medpayiq healthcheck`: asks the service on this machine whether it is ready. A container's health check runs it.

use super::error::AnyError;
use super::output::Output;
use crate::settings::{ListenSettings, TlsSettings};
use clap::Args;
use std::process::ExitCode;
use std::time::Duration;

/// How long a healthy service may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Where the service listens, and whether it speaks TLS.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    listen: ListenSettings,
    #[command(flatten)]
    tls: TlsSettings,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, AnyError> {
    let settings = &arguments.listen;
    if arguments.tls.files()?.is_some() && settings.health_listen.is_none() {
        return Err("The service speaks TLS, and its health check does not. Set MEDPAYIQ_HEALTH_LISTEN=127.0.0.1:8081 for the \
                    service and for this command, so that health checks have an address without TLS."
            .into());
    }
    let address = settings.health_listen.as_ref().unwrap_or(&settings.listen).local();
    let url = format!("http://{address}/readyz");
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .build()
        .into();
    let mut answer = agent.get(&url).call().map_err(|error| format!("{url} does not answer: {error}"))?;
    let body = answer.body_mut().read_to_string()?;
    let mut output = Output::default();
    output.line(body);
    output.end()?;
    Ok(if answer.status().is_success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
