//! What `NO_PROXY` excepts: names with everything below them, addresses, networks, each with a port if one is written, and
//! `*` for everything.

use std::net::IpAddr;

/// One entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Exception {
    Everything,
    /// A name and everything below it.
    Name(String, Option<u16>),
    /// The addresses that begin with as many bits of this one.
    Network(IpAddr, u32),
}

impl Exception {
    /// The entries of a list, between commas or blanks.
    pub(super) fn list(text: &str) -> Vec<Self> {
        let entries = text
            .split([',', ' ', '\t'])
            .filter(|entry| !entry.is_empty());
        entries.map(Self::of).collect()
    }

    fn of(entry: &str) -> Self {
        if entry == "*" {
            return Self::Everything;
        }
        let bare = entry.trim_matches(['[', ']']);
        let (address, bits) = match bare.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (bare, None),
        };
        if let Ok(address) = address.parse::<IpAddr>() {
            let all = match address {
                IpAddr::V4(_) => 32,
                IpAddr::V6(_) => 128,
            };
            match bits.map_or(Ok(all), str::parse) {
                Ok(bits) if bits <= all => return Self::Network(address, bits),
                Ok(_) | Err(_) => {}
            }
        }
        let (name, port) = match entry.rsplit_once(':') {
            Some((name, port)) => match port.parse() {
                Ok(port) => (name, Some(port)),
                Err(_) => (entry, None),
            },
            None => (entry, None),
        };
        let name = name.trim_start_matches("*.").trim_matches('.');
        Self::Name(name.to_ascii_lowercase(), port)
    }

    /// Whether it is about a host, as a URL has it, and a port.
    pub(super) fn covers(&self, host: &str, port: u16) -> bool {
        let host = host
            .trim_matches(['[', ']'])
            .trim_end_matches('.')
            .to_ascii_lowercase();
        match self {
            Self::Everything => true,
            Self::Name(name, only) => {
                let below = host.strip_suffix(name.as_str());
                let is_name = below.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
                !name.is_empty() && is_name && only.is_none_or(|only| only == port)
            }
            Self::Network(network, bits) => match (network, host.parse()) {
                (IpAddr::V4(network), Ok(IpAddr::V4(address))) => {
                    let shift = 32 - bits;
                    let prefix = |bits: u32| bits.checked_shr(shift).unwrap_or(0);
                    prefix(network.to_bits()) == prefix(address.to_bits())
                }
                (IpAddr::V6(network), Ok(IpAddr::V6(address))) => {
                    let shift = 128 - bits;
                    let prefix = |bits: u128| bits.checked_shr(shift).unwrap_or(0);
                    prefix(network.to_bits()) == prefix(address.to_bits())
                }
                (_, Ok(_) | Err(_)) => false,
            },
        }
    }
}
