//! Forward proxies, as the environment names them (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, upper and lower case). What is
//! addressed by a loopback name or address never goes through one. All senders ask here, so that a request takes the same
//! way whoever sends it.

mod exception;
mod way;

use std::env;
use std::fmt;
use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;

use pack::text::Text;
use plan::secret::Secret;

use exception::Exception;
pub use way::{NoWay, Stream, connect};

/// The proxies of the environment.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    exceptions: Vec<Exception>,
}

/// A forward proxy. `Display` and `Debug` leave its user and password out.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    url: Url,
    variable: &'static str,
}

/// A variable that names no proxy that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} names no proxy: write it as http://HOST:PORT or https://HOST:PORT")]
pub struct NoProxyUrl(&'static str);

/// Whether a request goes through a proxy, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route<'a> {
    /// Through this one.
    Through(&'a Proxy),
    /// Straight, since no variable names a proxy for it.
    Unset,
    /// Straight, since it stays on this machine.
    Loopback,
    /// Straight, since `NO_PROXY` says so.
    Excepted,
}

impl Proxies {
    /// Those of this process's environment.
    ///
    /// # Errors
    /// A variable that names none.
    pub fn of_environment() -> Result<Self, NoProxyUrl> {
        Self::of_variables(|name| env::var(name).ok())
    }

    fn of_variables(value: impl Fn(&str) -> Option<String>) -> Result<Self, NoProxyUrl> {
        let set = |names: [&'static str; 2]| {
            let found = names.map(|name| value(name).map(|value| (name, value)));
            let filled = |(_, value): &(&str, String)| !value.trim().is_empty();
            found.into_iter().flatten().find(filled)
        };
        let proxy = |names| {
            let found = set(names);
            found
                .map(|(name, value)| Proxy::of(name, value.trim()))
                .transpose()
        };
        let exceptions = set(["no_proxy", "NO_PROXY"]);
        let exceptions = exceptions.map(|(_, list)| Exception::list(&list));
        Ok(Self {
            http: proxy(["http_proxy", "HTTP_PROXY"])?,
            https: proxy(["https_proxy", "HTTPS_PROXY"])?,
            exceptions: exceptions.unwrap_or_default(),
        })
    }

    /// The way to a URL; `Unset` for what is none.
    pub fn route(&self, url: &str) -> Route<'_> {
        Url::parse(url).map_or(Route::Unset, |url| self.route_to(&url))
    }

    fn route_to(&self, url: &Url) -> Route<'_> {
        let host = url.host_str().unwrap_or_default();
        if is_loopback(host) {
            return Route::Loopback;
        }
        let proxy = match url.scheme() {
            "https" => &self.https,
            _ => &self.http,
        };
        let Some(proxy) = proxy else {
            return Route::Unset;
        };
        let port = url.port_or_known_default().unwrap_or_default();
        let mut exceptions = self.exceptions.iter();
        if exceptions.any(|exception| exception.covers(host, port)) {
            return Route::Excepted;
        }
        Route::Through(proxy)
    }

    /// The same for clients that choose by themselves.
    pub fn apply(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        if self.http.is_none() && self.https.is_none() {
            return builder.no_proxy();
        }
        let proxies = self.clone();
        builder.proxy(reqwest::Proxy::custom(move |url| {
            proxies.route_to(url).proxy().map(|proxy| proxy.url.clone())
        }))
    }

    /// Users and passwords, which no output may show.
    pub fn secrets(&self) -> Vec<Secret> {
        let proxies = self.http.iter().chain(&self.https);
        proxies.flat_map(Proxy::secrets).collect()
    }
}

impl<'a> Route<'a> {
    /// The proxy, if there is one.
    pub fn proxy(self) -> Option<&'a Proxy> {
        match self {
            Self::Through(proxy) => Some(proxy),
            Self::Unset | Self::Loopback | Self::Excepted => None,
        }
    }

    /// In words.
    pub fn text(self) -> Text {
        match self {
            Self::Through(proxy) => Text::same(format!("{proxy} ({})", proxy.variable)),
            Self::Unset => Text::new(
                "none: neither HTTPS_PROXY nor HTTP_PROXY names one for it",
                "ingen: verken HTTPS_PROXY eller HTTP_PROXY oppgir noen for den",
            ),
            Self::Loopback => Text::new(
                "none: the address is this machine's own",
                "ingen: adressen er maskinens egen",
            ),
            Self::Excepted => Text::new(
                "none: NO_PROXY excepts the address",
                "ingen: NO_PROXY unntar adressen",
            ),
        }
    }
}

impl Proxy {
    fn of(variable: &'static str, value: &str) -> Result<Self, NoProxyUrl> {
        let whole = if value.contains("://") {
            value.to_owned()
        } else {
            format!("http://{value}")
        };
        let url = Url::parse(&whole).ok();
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let url = url.ok_or(NoProxyUrl(variable))?;
        Ok(Self { url, variable })
    }

    /// Host and port; the host without brackets.
    pub fn place(&self) -> (&str, u16) {
        let host = self.url.host_str().unwrap_or_default();
        let port = self.url.port_or_known_default().unwrap_or(80);
        (host.trim_matches(['[', ']']), port)
    }

    /// Whether TLS is spoken with the proxy itself.
    fn is_secure(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// What a request for a tunnel says about its user.
    fn authorization(&self) -> Option<String> {
        let user = decoded(self.url.username());
        let password = decoded(self.url.password().unwrap_or_default());
        let pair = [user.as_slice(), b":", &password].concat();
        (pair.len() > 1).then(|| format!("Basic {}", STANDARD.encode(pair)))
    }

    fn secrets(&self) -> Vec<Secret> {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let password = self.url.password().unwrap_or_default();
        let values = [text(decoded(password)), password.to_owned()];
        let values = values
            .into_iter()
            .chain([text(decoded(self.url.username()))]);
        let header = self.authorization();
        let encoded = header
            .iter()
            .filter_map(|value| value.split(' ').next_back());
        let all: Vec<String> = values.chain(encoded.map(str::to_owned)).collect();
        all.into_iter()
            .filter(|one| !one.is_empty())
            .map(Secret::new)
            .collect()
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.url.host_str().unwrap_or_default();
        write!(
            formatter,
            "{}://{host}:{}",
            self.url.scheme(),
            self.place().1
        )
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Proxy({self})")
    }
}

/// The bytes of a text with percent signs (RFC 3986, 2.1).
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'%').then(|| after.get(..2)).flatten();
        let code = code.and_then(|two| std::str::from_utf8(two).ok());
        let code = code.and_then(|two| u8::from_str_radix(two, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    bytes
}

/// Whether a host, as a URL has it, is this machine by its name alone.
pub fn is_loopback(host: &str) -> bool {
    let host = host
        .trim_matches(['[', ']'])
        .trim_end_matches('.')
        .to_ascii_lowercase();
    let of_address = |address| match address {
        IpAddr::V4(address) => address.is_loopback(),
        IpAddr::V6(address) => {
            let mapped = address.to_ipv4_mapped();
            address.is_loopback() || mapped.is_some_and(|address| address.is_loopback())
        }
    };
    host == "localhost" || host.ends_with(".localhost") || host.parse().is_ok_and(of_address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(variables: &[(&str, &str)]) -> Result<Proxies, NoProxyUrl> {
        let value = |name: &str| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Proxies::of_variables(value)
    }

    fn through(variables: &[(&str, &str)], url: &str) -> Option<String> {
        let proxies = proxies(variables).expect("variables that can be used");
        proxies.route(url).proxy().map(ToString::to_string)
    }

    #[test]
    fn the_scheme_of_the_target_chooses_the_proxy() {
        let both = [
            ("HTTPS_PROXY", "http://a.test:3128"),
            ("http_proxy", "b.test:8080"),
        ];
        assert_eq!(
            through(&both, "https://bank.test/v2").as_deref(),
            Some("http://a.test:3128")
        );
        assert_eq!(
            through(&both, "http://bank.test/v2").as_deref(),
            Some("http://b.test:8080")
        );
        assert_eq!(
            through(&[("HTTPS_PROXY", " ")], "https://bank.test/v2"),
            None
        );
    }

    #[test]
    fn what_stays_on_this_machine_never_goes_through_a_proxy() {
        let both = [
            ("HTTPS_PROXY", "a.test"),
            ("HTTP_PROXY", "a.test"),
            ("NO_PROXY", ""),
        ];
        for host in [
            "127.0.0.1:8442",
            "127.9.9.9",
            "[::1]:8442",
            "[::ffff:127.0.0.1]",
            "localhost",
            "LOCALHOST.",
            "a.localhost",
        ] {
            let proxies = proxies(&both).expect("a proxy");
            assert_eq!(
                proxies.route(&format!("https://{host}/v2")),
                Route::Loopback,
                "{host}"
            );
        }
    }

    #[test]
    fn what_no_proxy_names_goes_straight() {
        let route = |list: &str, url: &str| {
            let variables = [("HTTPS_PROXY", "a.test:1"), ("NO_PROXY", list)];
            through(&variables, url).is_none()
        };
        for (list, url) in [
            ("*", "https://bank.test/"),
            ("other.test, bank.test", "https://bank.test/"),
            (".test", "https://sub.bank.test/"),
            ("BANK.test.", "https://api.bank.TEST/"),
            ("bank.test:8443", "https://bank.test:8443/"),
            ("10.0.0.0/8", "https://10.20.30.40/"),
            ("2001:db8::/32", "https://[2001:db8::7]/"),
            ("[2001:db8::7]", "https://[2001:db8::7]/"),
        ] {
            assert!(route(list, url), "{list} {url}");
        }
        for (list, url) in [
            ("ank.test", "https://bank.test/"),
            ("bank.test:8443", "https://bank.test/"),
            ("10.0.0.0/8", "https://11.20.30.40/"),
            ("2001:db8::/32", "https://[2001:db9::7]/"),
            ("10.0.0.0/99", "https://10.0.0.1/"),
            ("", "https://bank.test/"),
        ] {
            assert!(!route(list, url), "{list} {url}");
        }
    }

    #[test]
    fn user_and_password_are_used_and_never_shown() {
        let variables = [("HTTPS_PROXY", "http://kari:hemm%40lig@a.test:1")];
        let proxies = proxies(&variables).expect("a proxy");
        let proxy = proxies
            .route("https://bank.test/")
            .proxy()
            .expect("a proxy");
        let expected = format!("Basic {}", STANDARD.encode("kari:hemm@lig"));
        assert_eq!(proxy.authorization(), Some(expected));
        let shown = format!("{proxy} {proxies:?} {}", Route::Through(proxy).text().en);
        assert!(
            !shown.contains("kari") && !shown.contains("hemm"),
            "{shown}"
        );
        let secrets = proxies.secrets();
        assert!(secrets.contains(&Secret::new("hemm@lig")));
    }

    #[test]
    fn a_variable_that_names_no_proxy_is_named_without_its_value() {
        for value in ["socks5://kari:hemmelig@a.test:1", "http://", "://", "a b"] {
            let error = proxies(&[("HTTPS_PROXY", value)]).expect_err(value);
            assert!(error.to_string().starts_with("HTTPS_PROXY names no proxy"));
        }
    }
}
