//! Where a request came from.

use std::net::IpAddr;

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The peer; or, where the peer is a trusted proxy, the rightmost address of `X-Forwarded-For` that is not one. What
/// stands left of it, its sender may have made up.
pub(super) fn source(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let peer = peer.to_canonical();
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    if !is_trusted(peer) {
        return peer;
    }
    let lines: Vec<&[u8]> = headers.get_all("x-forwarded-for").into_iter().map(|line| line.as_bytes()).collect();
    let mut nearest = peer;
    // Bytes, not text: what an outsider put at the left must not hide what a proxy wrote at the right.
    for part in lines.iter().rev().flat_map(|line| line.rsplit(|byte| *byte == b',')) {
        let text = std::str::from_utf8(part).unwrap_or_default();
        let Some(address) = readable(text.trim()) else { return nearest };
        nearest = address;
        if !is_trusted(address) {
            return nearest;
        }
    }
    nearest
}

/// An address, with or without a port.
fn readable(text: &str) -> Option<IpAddr> {
    let address = text.parse::<IpAddr>().ok();
    let with_port = || text.parse::<std::net::SocketAddr>().ok().map(|address| address.ip());
    address.or_else(with_port).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forwarded(line: &'static [u8]) -> IpAddr {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", axum::http::HeaderValue::from_bytes(line).unwrap());
        source("10.0.0.2".parse().unwrap(), &headers, &["10.0.0.0/8".parse().unwrap()])
    }

    #[test]
    fn what_an_outsider_writes_does_not_hide_what_the_proxy_wrote() {
        let outside: IpAddr = "203.0.113.9".parse().unwrap();
        assert_eq!(forwarded(b"203.0.113.9"), outside);
        assert_eq!(forwarded(b"10.0.0.1, 203.0.113.9"), outside);
        assert_eq!(forwarded(b"\xff, 203.0.113.9"), outside);
        assert_eq!(forwarded(b"203.0.113.9, 10.0.0.3"), outside);
    }
}
