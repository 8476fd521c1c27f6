//! The address that callers know the registers by.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use http::Uri;

/// A base URL without trailing slash: issuer, token endpoint and every link begin with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    host: String,
}

/// A text that is not a base URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a base URL: {problem}")]
pub struct BaseUrlError {
    text: String,
    problem: &'static str,
}

impl FromStr for BaseUrl {
    type Err = BaseUrlError;

    fn from_str(text: &str) -> Result<Self, BaseUrlError> {
        let refused = |problem| BaseUrlError {
            text: text.to_owned(),
            problem,
        };
        let url = Uri::from_str(text).map_err(|_invalid| refused("it is not a URL"))?;
        if !matches!(url.scheme_str(), Some("http" | "https")) {
            return Err(refused("it must begin with http:// or https://"));
        }
        let authority = url.authority().ok_or_else(|| refused("it has no host"))?;
        if authority.as_str().contains('@') {
            return Err(refused("it must not have a user name"));
        }
        if url.query().is_some() || text.contains('#') {
            return Err(refused("it must not have a query or a fragment"));
        }
        Ok(Self {
            text: text.trim_end_matches('/').to_owned(),
            host: authority
                .host()
                .trim_start_matches('[')
                .trim_end_matches(']')
                .to_owned(),
        })
    }
}

impl BaseUrl {
    /// The base URL of a listening address; for an unspecified one (`0.0.0.0`) that of the loopback address, since the
    /// unspecified one is nobody's address.
    pub(super) fn of(scheme: &str, address: SocketAddr) -> Self {
        let ip = match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        Self {
            text: format!("{scheme}://{}", SocketAddr::new(ip, address.port())),
            host: ip.to_string(),
        }
    }

    /// The URL, without trailing slash.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its host, without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loses_its_trailing_slash() {
        let url = BaseUrl::from_str("https://registers.example:8441/dsop/").unwrap();
        assert_eq!(
            (url.as_str(), url.host()),
            ("https://registers.example:8441/dsop", "registers.example")
        );
    }

    #[test]
    fn refuses_what_is_not_a_base_url() {
        for text in [
            "registers.example",
            "ftp://registers.example",
            "http://",
            "http://a/?b=1",
            "http://a/#b",
            "http://user@a/",
            "http://a b",
        ] {
            assert!(BaseUrl::from_str(text).is_err(), "{text}");
        }
    }

    #[test]
    fn of_an_unspecified_address_is_the_loopback_address() {
        let base = |address: &str| BaseUrl::of("http", address.parse().unwrap()).to_string();
        assert_eq!(base("0.0.0.0:8441"), "http://127.0.0.1:8441");
        assert_eq!(base("[::]:8441"), "http://[::1]:8441");
        assert_eq!(base("10.0.0.7:8441"), "http://10.0.0.7:8441");
    }
}
