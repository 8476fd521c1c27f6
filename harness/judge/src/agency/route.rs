//! Reads the address of a call.

use wire::messages::Endpoint;

/// Which endpoint of the Control API a path below the base URL is, and for which account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The account reference as it stands in the path, percent-decoded; none for Accounts.
    pub reference: Option<String>,
}

impl Route {
    /// The route of a path below the base URL; none for a path that the API does not have.
    pub fn of(below: &str) -> Option<Self> {
        let segments: Vec<&str> = below.strip_prefix('/')?.split('/').collect();
        let (endpoint, reference) = match segments.as_slice() {
            ["accounts"] => (Endpoint::Accounts, None),
            ["accounts", reference] => (Endpoint::AccountDetails, Some(*reference)),
            ["accounts", reference, "transactions"] => (Endpoint::Transactions, Some(*reference)),
            ["accounts", reference, "cards"] => (Endpoint::Cards, Some(*reference)),
            ["accounts", reference, "roles"] => (Endpoint::Roles, Some(*reference)),
            _ => return None,
        };
        let reference = match reference {
            Some("") => return None,
            Some(reference) => Some(percent_decoded(reference)),
            None => None,
        };
        Some(Self {
            endpoint,
            reference,
        })
    }
}

/// The parameters of a query in order, percent-decoded.
pub fn query(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| {
            (
                percent_decoded(name),
                percent_decoded(&value.replace('+', " ")),
            )
        })
        .collect()
}

/// A text with its percent-encoding undone once; broken escapes stay as they are.
pub(super) fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let digit = |at: usize| {
        bytes
            .get(at)
            .and_then(|byte| char::from(*byte).to_digit(16))
    };
    let (mut decoded, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        if let (b'%', Some(high), Some(low)) = (byte, digit(at + 1), digit(at + 2)) {
            decoded.push(u8::try_from(high * 16 + low).expect("two hexadecimal digits are a byte"));
            at += 3;
        } else {
            decoded.push(*byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_five_endpoints_apart() {
        let endpoints = Endpoint::ALL
            .map(|endpoint| Route::of(&endpoint.path("r1")).map(|route| route.endpoint));
        assert_eq!(endpoints, Endpoint::ALL.map(Some));
    }

    #[test]
    fn other_paths_are_no_route() {
        for path in [
            "",
            "/",
            "/account",
            "/accounts/",
            "//accounts",
            "/accounts/1/loans",
            "/accounts/1/cards/2",
        ] {
            assert_eq!(Route::of(path), None, "{path}");
        }
    }

    #[test]
    fn a_reference_is_decoded_once() {
        let route = Route::of("/accounts/a%2Fb%2520").expect("a route");
        assert_eq!(route.reference.as_deref(), Some("a/b%20"));
    }

    #[test]
    fn a_broken_escape_stays() {
        assert_eq!(percent_decoded("100%zz%4"), "100%zz%4");
    }
}
