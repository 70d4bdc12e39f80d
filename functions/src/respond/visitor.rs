//! Who is at the door, as far as it matters for counting wrong links: an address, for a minute, in memory only.

use std::convert::Infallible;
use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use domain::guesses::Guesses;
use lambda_http::request::RequestContext;

/// Set by the edge, and by nobody else: what reaches the function comes through it (`edge.rs`).
const EDGE: &str = "cloudfront-viewer-address";

/// The address that a request comes from, without its port; of IPv6 the half that names a network, since whoever has one
/// has all of its addresses. It is neither stored nor logged, and does not print.
pub(super) struct Visitor(String);

impl Visitor {
    fn at(address: &str) -> Self {
        let address = address.trim_matches(['[', ']']);
        match address.parse() {
            Ok(IpAddr::V6(whole)) if whole.to_ipv4_mapped().is_none() => {
                let network = whole.to_bits() >> 64 << 64;
                Visitor(Ipv6Addr::from_bits(network).to_string())
            }
            _ => Visitor(address.to_owned()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let by_edge = parts.headers.get(EDGE).and_then(|value| value.to_str().ok());
        let by_edge =
            by_edge.map(|address| address.rsplit_once(':').map_or(address, |(host, _)| host).to_owned());
        let by_gateway = || match parts.extensions.get() {
            Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.clone(),
            _ => None,
        };
        let by_socket = || {
            let socket = parts.extensions.get::<ConnectInfo<SocketAddr>>();
            socket.map(|ConnectInfo(address)| address.ip().to_string())
        };
        Ok(Visitor::at(&by_edge.or_else(by_gateway).or_else(by_socket).unwrap_or_default()))
    }
}

/// The wrong links of this minute, by visitor. A visitor is a number here that nobody can turn back into an address:
/// it is made with a secret that lives as long as the program.
#[derive(Debug, Default)]
pub struct Visitors {
    secret: RandomState,
    guesses: Mutex<Guesses>,
}

impl Visitors {
    pub(super) fn may_try(&self, visitor: &Visitor, now: DateTime<Utc>) -> bool {
        let number = self.secret.hash_one(&visitor.0);
        self.guesses.lock().unwrap_or_else(PoisonError::into_inner).may_try(number, now)
    }

    pub(super) fn was_wrong(&self, visitor: &Visitor, now: DateTime<Utc>) {
        let number = self.secret.hash_one(&visitor.0);
        self.guesses.lock().unwrap_or_else(PoisonError::into_inner).was_wrong(number, now);
        // How many there are can be counted in the log; whose link and from where is not said.
        tracing::info!("a link that leads nowhere");
    }
}

#[cfg(test)]
mod tests {
    use super::Visitor;

    #[test]
    fn whoever_has_a_network_is_one_visitor_and_its_neighbour_another() {
        let at = |address| Visitor::at(address).0;
        assert_eq!(at("2001:db8:0:1::7"), at("[2001:0db8:0000:0001:ffff:0000:0000:0001]"));
        assert_ne!(at("2001:db8:0:1::7"), at("2001:db8:0:2::7"));
        assert_ne!(at("198.51.100.7"), at("198.51.100.8"));
        assert_ne!(at("::ffff:198.51.100.7"), at("::ffff:198.51.100.8"), "IPv4 as IPv6 writes it");
    }
}
