//! Which hosts a listener answers for. A page in a browser can make its own host name lead to a loopback address (DNS
//! rebinding); the `Host` header then still has the page's name.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use http::uri::Authority;
use http::{Request, Uri, Version, header};

/// The hosts that requests may be for. Ports are not compared: a port may be mapped, and a name alone makes the attack.
#[derive(Clone, Debug)]
pub struct Hosts {
    names: Vec<String>,
    any_address: bool,
}

impl Hosts {
    /// The hosts of a listening address and of these URLs: the address itself, or any address where it is unspecified
    /// (`0.0.0.0`); `localhost` for a loopback address; the URLs' hosts.
    pub fn new<'a>(address: SocketAddr, urls: impl IntoIterator<Item = &'a str>) -> Self {
        let ip = address.ip();
        let mut names = vec![ip.to_string()];
        if ip.is_loopback() || ip.is_unspecified() {
            names.push("localhost".to_owned());
        }
        let hosts = urls.into_iter().filter_map(|url| Uri::from_str(url).ok());
        names.extend(hosts.filter_map(|url| url.host().map(plain)));
        Self {
            names,
            any_address: ip.is_unspecified(),
        }
    }

    /// Whether requests for this host (`name`, `name:port`, `[::1]:port`) are answered.
    pub fn accept(&self, authority: &str) -> bool {
        // A user before the host is not part of a `Host` header (RFC 9110, 4.2.4 and 7.2).
        let authority = match Authority::from_str(authority) {
            Ok(authority) if !authority.as_str().contains('@') => authority,
            Ok(_) | Err(_) => return false,
        };
        let host = plain(authority.host());
        self.names.contains(&host) || (self.any_address && IpAddr::from_str(&host).is_ok())
    }

    /// The host of a request that is for another one; empty where it names none or several.
    pub(crate) fn other<B>(&self, request: &Request<B>) -> Option<String> {
        let host = match request.uri().authority() {
            Some(authority) => authority.as_str(),
            None => match single_host(request) {
                Some(host) => host,
                None if request.version() == Version::HTTP_10 => return None,
                None => return Some(String::new()),
            },
        };
        (!self.accept(host)).then(|| host.chars().take(255).collect())
    }
}

fn single_host<B>(request: &Request<B>) -> Option<&str> {
    let mut values = request.headers().get_all(header::HOST).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok().filter(|value| !value.is_empty()),
        (_, _) => None,
    }
}

/// Without brackets, in small letters.
fn plain(host: &str) -> String {
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(address: &str, url: &str) -> Hosts {
        Hosts::new(address.parse().expect("an address"), [url])
    }

    #[test]
    fn accepts_address_localhost_and_the_base_urls_host_with_any_port() {
        let hosts = hosts("127.0.0.1:8441", "https://bank.example:444/v2");
        for host in [
            "127.0.0.1:8441",
            "127.0.0.1",
            "localhost:80",
            "LOCALHOST",
            "Bank.Example",
            "bank.example:1",
        ] {
            assert!(hosts.accept(host), "{host}");
        }
    }

    #[test]
    fn refuses_another_name_and_another_address() {
        let hosts = hosts("127.0.0.1:8441", "http://127.0.0.1:8441/v2");
        for host in [
            "attacker.example",
            "127.0.0.1.attacker.example",
            "10.0.0.1:8441",
            "a@b@c",
            "somebody@127.0.0.1",
            "",
        ] {
            assert!(!hosts.accept(host), "{host}");
        }
    }

    #[test]
    fn an_unspecified_address_accepts_every_address_and_no_name() {
        let hosts = hosts("0.0.0.0:8441", "http://0.0.0.0:8441/v2");
        assert!(hosts.accept("10.0.0.1:8441"));
        assert!(!hosts.accept("attacker.example"));
    }

    #[test]
    fn accepts_an_ipv6_address_in_brackets() {
        assert!(hosts("[::1]:1", "http://[::1]:1").accept("[::1]:8441"));
    }

    fn other(request: http::request::Builder) -> Option<String> {
        hosts("127.0.0.1:1", "http://127.0.0.1:1").other(&request.body(()).expect("a request"))
    }

    #[test]
    fn two_hosts_and_none_are_another_host() {
        assert_eq!(other(Request::get("/")), Some(String::new()));
        let two = Request::get("/")
            .header("host", "localhost")
            .header("host", "localhost");
        assert_eq!(other(two), Some(String::new()));
    }

    #[test]
    fn http_1_0_needs_no_host() {
        assert_eq!(other(Request::get("/").version(Version::HTTP_10)), None);
    }

    #[test]
    fn the_host_of_the_request_target_comes_before_the_header() {
        let request = Request::get("http://attacker.example/").header("host", "localhost");
        assert_eq!(other(request), Some("attacker.example".to_owned()));
    }
}
