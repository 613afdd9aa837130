//! `medpayiq healthcheck`: asks the service on this machine whether it is ready. A container's health check runs it.

use super::error::AnyError;
use super::output::Output;
use crate::config::Config;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

/// How long a healthy service may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) fn run(config: &Config) -> Result<ExitCode, AnyError> {
    if config.tls.is_some() && config.health_listen.is_none() {
        return Err("The service speaks TLS, and its health check does not. Set MEDPAYIQ_HEALTH_LISTEN=127.0.0.1:8081 for the \
                    service and for this command, so that health checks have an address without TLS."
            .into());
    }
    let address = local_address(config.health_listen.unwrap_or(config.listen));
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

/// The address of the service on this machine. If it listens on every address, that is the loopback address.
fn local_address(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip @ (IpAddr::V4(_) | IpAddr::V6(_)) => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use super::local_address;

    #[test]
    fn a_service_that_listens_on_every_address_is_asked_on_loopback() {
        for (listen, expected) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:8080", "[::1]:8080"),
            ("192.0.2.1:80", "192.0.2.1:80"),
        ] {
            assert_eq!(local_address(listen.parse().unwrap()).to_string(), expected);
        }
    }
}
