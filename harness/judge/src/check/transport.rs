//! The connection.

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::Finding;
use crate::observations;

checks! {
    "transport-https": Each(Objects::Documents, https), NEEDS_NETWORK,
        "every answer comes over HTTPS",
        "alle svar kommer over HTTPS";
}

observations! {
    /// Plain HTTP over a network.
    UNPROTECTED = "unprotected-connection" {
        observed: "the answer came over an unprotected connection", "svaret kom over en ubeskyttet forbindelse";
        expected: "https", "https";
    }
}

/// "Overall description of the DSOP Control API", General. The client has validated the certificate by then. Plain HTTP
/// to a loopback address crosses no network and proves nothing.
fn https(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let exchange = place.view.exchange;
    let secure = |url: &str| {
        url.get(..8)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
    };
    let protected = secure(&exchange.request.url) && secure(grounds.base_url);
    if !protected && on_loopback(grounds.base_url) {
        return;
    }
    tally.thing();
    if !protected {
        tally.add(
            Finding::breach(&UNPROTECTED)
                .received(exchange.request.url.split("://").next().unwrap_or_default())
                .in_exchange(exchange.id),
        );
    }
}

fn on_loopback(url: &str) -> bool {
    let Some(host) = url
        .parse::<http::Uri>()
        .ok()
        .and_then(|uri| uri.host().map(str::to_owned))
    else {
        return false;
    };
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::each::Each;
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, judge};

    #[test]
    fn https_conforms() {
        assert_conforms(&judge(
            Each::new(Objects::Documents, https),
            &[Shown::accounts(json!({}))],
        ));
    }

    #[test]
    fn http_breaches() {
        let shown = Shown::accounts(json!({})).url("http://bank.example/v2/accounts");
        assert_breach(
            &judge(Each::new(Objects::Documents, https), &[shown]),
            &UNPROTECTED,
        );
    }

    #[test]
    fn a_loopback_address_is_told_from_others() {
        for url in [
            "http://127.0.0.1:8080/v2",
            "http://localhost/v2",
            "http://[::1]:1/v2",
        ] {
            assert!(on_loopback(url), "{url}");
        }
        for url in [
            "http://bank.example/v2",
            "http://127.0.0.1.example/v2",
            "http://10.0.0.1/v2",
        ] {
            assert!(!on_loopback(url), "{url}");
        }
    }
}
