//! The network address of a request, as far as it can be trusted.

use actix_web::http::header::{HeaderMap, HeaderName};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address that a request comes from. If the operator trusts the proxy in front, it is the last address that the proxy names:
/// the caller may have written the others.
pub(crate) fn client_address(
    headers: &HeaderMap,
    peer: Option<SocketAddr>,
    trusts_forwarded_for: bool,
) -> IpAddr {
    let forwarded = headers.get_all(FORWARDED_FOR).next_back().filter(|_| trusts_forwarded_for);
    let forwarded = forwarded.and_then(|value| value.to_str().ok()?.rsplit(',').next()).map(str::trim);
    let read =
        |text: &str| text.parse().ok().or_else(|| text.parse().ok().map(|address: SocketAddr| address.ip()));
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    forwarded.and_then(read).unwrap_or(peer)
}
