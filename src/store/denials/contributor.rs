//! Contributors, as far as they can be distinguished.

use std::net::IpAddr;

/// How much of an IPv6 address names a subscriber: providers give each a network of 56 bits (RFC 6177).
const IPV6_NETWORK_BYTES: usize = 7;

/// The sender of a request, as far as senders can be distinguished.
///
/// It has no `Debug`, and is used only in keyed hashes.
#[derive(Clone)]
pub struct Contributor {
    network: Vec<u8>,
}

impl From<IpAddr> for Contributor {
    /// An IPv4 address, or the network of one IPv6 subscriber: its first 56 bits.
    fn from(address: IpAddr) -> Self {
        let network = match address.to_canonical() {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().into_iter().take(IPV6_NETWORK_BYTES).collect(),
        };
        Self { network }
    }
}

impl Contributor {
    /// The bytes of the address that name the contributor.
    #[must_use]
    pub fn network(&self) -> &[u8] {
        &self.network
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> Vec<u8> {
        Contributor::from(address.parse::<IpAddr>().unwrap()).network
    }

    #[test]
    fn addresses_of_one_subscriber_are_one_contributor() {
        assert_eq!(network("2001:db8:1:2::3"), network("2001:db8:1:2:ffff::9"));
        assert_eq!(network("2001:db8:1:2::3"), network("2001:db8:1:ff::3"));
        assert_ne!(network("2001:db8:1:2::3"), network("2001:db8:1:102::3"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }
}
