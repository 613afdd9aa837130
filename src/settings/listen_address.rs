//! Where a server listens: an address or a name, and a port.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener};
use std::str::FromStr;

/// An address or a name, and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListenAddress {
    host: Host,
    port: u16,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Host {
    Address(IpAddr),
    Name(String),
}

/// A text that is not an address and a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "write an address and a port, such as 127.0.0.1:8080, localhost:8080, [::1]:8080, or :8080 for every address"
)]
pub struct ListenAddressError;

impl FromStr for ListenAddress {
    type Err = ListenAddressError;

    /// Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, or `:8080` for every IPv4 address.
    fn from_str(text: &str) -> Result<Self, ListenAddressError> {
        let (host, port) = text.rsplit_once(':').ok_or(ListenAddressError)?;
        let port = port.parse().map_err(|_| ListenAddressError)?;
        let bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let host = match bracketed {
            Some(address) => {
                Host::Address(address.parse::<Ipv6Addr>().map_err(|_| ListenAddressError)?.into())
            }
            None if host.is_empty() => Host::Address(Ipv4Addr::UNSPECIFIED.into()),
            None => match host.parse::<Ipv4Addr>() {
                Ok(address) => Host::Address(address.into()),
                Err(_) if is_name(host) => Host::Name(host.to_owned()),
                Err(_) => return Err(ListenAddressError),
            },
        };
        Ok(Self { host, port })
    }
}

/// Whether a text can be the name of a host: it has a letter, so it is no misspelled address.
fn is_name(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    text.bytes().all(is_part) && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

impl ListenAddress {
    /// Listens there. A name is looked up, and the first of its addresses that this machine has is used.
    ///
    /// # Errors
    /// If the name is unknown, or nothing can listen on the address.
    pub fn bind(&self) -> std::io::Result<TcpListener> {
        match &self.host {
            Host::Address(address) => TcpListener::bind((*address, self.port)),
            Host::Name(name) => TcpListener::bind((name.as_str(), self.port)),
        }
    }

    /// Where a program of this machine reaches the server. If it listens on every address, that is the loopback address.
    #[must_use]
    pub fn local(&self) -> Self {
        let loopback: IpAddr = match self.host {
            Host::Address(IpAddr::V4(address)) if address.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            Host::Address(IpAddr::V6(address)) if address.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            Host::Address(_) | Host::Name(_) => return self.clone(),
        };
        Self { host: Host::Address(loopback), port: self.port }
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Host::Address(IpAddr::V6(address)) => write!(f, "[{address}]:{}", self.port),
            Host::Address(IpAddr::V4(address)) => write!(f, "{address}:{}", self.port),
            Host::Name(name) => write!(f, "{name}:{}", self.port),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_names_with_a_port_are_read() {
        for (text, printed, local) in [
            ("127.0.0.1:8080", "127.0.0.1:8080", "127.0.0.1:8080"),
            ("192.0.2.1:80", "192.0.2.1:80", "192.0.2.1:80"),
            ("0.0.0.0:8080", "0.0.0.0:8080", "127.0.0.1:8080"),
            (":8080", "0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:8080", "[::]:8080", "[::1]:8080"),
            ("localhost:8080", "localhost:8080", "localhost:8080"),
            ("api-1.example.com:0", "api-1.example.com:0", "api-1.example.com:0"),
        ] {
            let address: ListenAddress = text.parse().unwrap();
            assert_eq!(
                (address.to_string().as_str(), address.local().to_string().as_str()),
                (printed, local)
            );
        }
    }

    #[test]
    fn a_text_without_host_or_port_is_refused() {
        for text in [
            "8080",
            "localhost",
            "",
            ":",
            ":http",
            "::1:80",
            "[::1]",
            "127.0.0:80",
            "a b:80",
            "a:65536",
            "http://a:80",
        ] {
            assert_eq!(text.parse::<ListenAddress>(), Err(ListenAddressError), "{text}");
        }
    }

    #[test]
    fn a_name_is_looked_up() {
        let address = "localhost:0".parse::<ListenAddress>().unwrap();
        assert!(address.bind().unwrap().local_addr().unwrap().ip().is_loopback());
    }
}
