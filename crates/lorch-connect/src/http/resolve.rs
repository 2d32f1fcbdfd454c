//! From a host to the addresses that may be connected to.
//!
//! A name is resolved once a hop, every address it gives is checked, and the connection goes to exactly those:
//! between the check and the socket nobody is asked again, so a name that answers differently the second time
//! gains nothing.

use std::io;
use std::net::{IpAddr, SocketAddr};

use futures::future::BoxFuture;
use url::Host;

use super::error::SendError;
use super::origin::Origin;
use crate::address::{is_local_name, is_public};
use crate::allowed::Allowed;

/// What a resolver gives, in the order to try.
pub type Resolved = io::Result<Vec<IpAddr>>;

/// How names become addresses. Addresses written as such never come here.
pub trait Resolve: Send + Sync {
    /// The addresses of a name.
    fn resolve(&self, name: &str) -> BoxFuture<'static, Resolved>;
}

/// The resolver of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: &str) -> BoxFuture<'static, Resolved> {
        let name = name.to_owned();
        Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.map(|found| found.ip()).collect()) })
    }
}

/// The addresses a hop may connect to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Admitted {
    /// Checked addresses, never empty but for a name that only the proxy knows.
    pub addresses: Vec<SocketAddr>,
    /// Whether they stand only because the person allowed them.
    pub by_allowance: bool,
}

/// Checks where an origin lies. Of a name with several addresses only the permitted ones remain.
///
/// `proxied`: a name this machine can't resolve is left to the proxy, for in many networks only the proxy
/// resolves names of the outside. Names that mean the inside by their spelling are refused all the same.
pub(super) async fn admit(
    origin: &Origin,
    allowed: &Allowed,
    resolver: &dyn Resolve,
    proxied: bool,
) -> Result<Admitted, SendError> {
    let address = origin.address();
    let allowance = allowed.contains(&address);
    let found = match &origin.host {
        Host::Ipv4(ip) => vec![IpAddr::V4(*ip)],
        Host::Ipv6(ip) => vec![IpAddr::V6(*ip)],
        Host::Domain(name) if !allowance && (is_local_name(name) || proxied && !name.contains('.')) => {
            return Err(SendError::Refused { address });
        }
        Host::Domain(name) => resolver.resolve(name).await.unwrap_or_default(),
    };
    if found.is_empty() && !proxied {
        return Err(SendError::Resolve { host: origin.host.to_string() });
    }
    let none_found = found.is_empty();
    let by_allowance = allowance && !found.iter().copied().all(is_public);
    let mut addresses: Vec<SocketAddr> = Vec::new();
    for ip in found {
        let address = SocketAddr::new(ip, origin.port);
        if (allowance || is_public(ip)) && !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if addresses.is_empty() && !none_found {
        return Err(SendError::Refused { address });
    }
    Ok(Admitted { addresses, by_allowance })
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    struct Fixed(&'static [&'static str]);

    impl Resolve for Fixed {
        fn resolve(&self, _: &str) -> BoxFuture<'static, Resolved> {
            let found = self.0.iter().map(|ip| ip.parse().unwrap()).collect();
            futures::future::ready(Ok(found)).boxed()
        }
    }

    fn ask(url: &str, allowed: &[&str], answers: &'static [&'static str], proxied: bool) -> Result<Admitted, String> {
        let origin = Origin::of(&url::Url::parse(url).unwrap()).unwrap();
        let outcome = admit(&origin, &Allowed::new(allowed), &Fixed(answers), proxied).now_or_never().unwrap();
        outcome.map_err(|error| error.code().to_owned())
    }

    fn admitted(addresses: &[&str], by_allowance: bool) -> Result<Admitted, String> {
        Ok(Admitted { addresses: addresses.iter().map(|text| text.parse().unwrap()).collect(), by_allowance })
    }

    #[test]
    fn of_several_addresses_only_the_public_ones_remain() {
        let answers = &["8.8.8.8", "10.0.0.1", "::1", "2606:4700::1", "8.8.8.8"];
        let remaining = admitted(&["8.8.8.8:80", "[2606:4700::1]:80"], false);
        assert_eq!(ask("http://a.example/", &[], answers, false), remaining);
        assert_eq!(ask("http://a.example/", &[], &["10.0.0.1"], false), Err("address_refused".into()));
        assert_eq!(ask("http://a.example/", &[], &[], false), Err("name_not_found".into()));
    }

    #[test]
    fn an_allowance_holds_for_its_host_and_port_alone() {
        let allowed = &["nas.example:8080"];
        let there = admitted(&["10.0.0.1:8080"], true);
        assert_eq!(ask("http://nas.example:8080/", allowed, &["10.0.0.1"], false), there);
        for elsewhere in ["http://nas.example/", "http://other.example:8080/", "http://10.0.0.1:8080/"] {
            assert_eq!(ask(elsewhere, allowed, &["10.0.0.1"], false), Err("address_refused".into()), "{elsewhere}");
        }
    }

    #[test]
    fn a_proxy_gets_names_that_only_it_knows_but_none_of_the_inside() {
        assert_eq!(ask("http://a.example/", &[], &[], true), admitted(&[], false));
        for inside in ["http://intranet/", "http://printer.local/", "http://localhost/", "http://127.1/"] {
            assert_eq!(ask(inside, &[], &[], true), Err("address_refused".into()), "{inside}");
        }
        assert_eq!(ask("http://a.example/", &[], &["10.0.0.1"], true), Err("address_refused".into()));
    }
}
