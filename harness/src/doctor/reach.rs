//! Name, connection, TLS and base path: whether the bank is where the profile says.

use tokio::net::{TcpStream, lookup_host};
use wire::messages::Endpoint;

use super::{Sign, Whose};
use crate::exchange::{Received, TransportFailure};
use crate::judge::describe;
use crate::runner::Runner;
use crate::stimulus::Prepared;
use crate::target::Target;
use crate::text::Text;

/// Looks at the way to the bank; gives the bank's answer to a request without a token.
pub(super) async fn examine(runner: &Runner, target: &Target) -> (Vec<Sign>, Option<Received>) {
    let name = Text::new("name", "navn");
    let connection = Text::new("connection", "forbindelse");
    let Some((host, port)) = place(&target.base_url) else {
        let advice = Text::new(
            "write base-url as https://host/v2",
            "skriv base-url som https://vert/v2",
        );
        let seen = Text::same(target.base_url.clone());
        return (
            vec![Sign::ill(name, seen, Whose::Configuration, advice)],
            None,
        );
    };
    let mut signs = Vec::new();
    if let Ok(Some(address)) = lookup_host((host.as_str(), port))
        .await
        .map(|mut found| found.next())
    {
        signs.push(Sign::well(
            name,
            Text::same(format!("{host} → {}", address.ip())),
        ));
    } else {
        let seen = Text::new(
            format!("{host} has no address"),
            format!("{host} har ingen adresse"),
        );
        let advice = Text::new("check base-url and your DNS", "sjekk base-url og DNS");
        signs.push(Sign::ill(name, seen, Whose::Configuration, advice));
        signs.push(Sign::skipped(connection));
        return (signs, None);
    }
    if let Err(error) = TcpStream::connect((host.as_str(), port)).await {
        let seen = Text::same(format!("{host}:{port}: {error}"));
        let advice = Text::new(
            "is the bank running, and is the way open (firewall, proxy, allow list)?",
            "kjører banken, og er veien åpen (brannmur, proxy, tillatelsesliste)?",
        );
        signs.push(Sign::ill(connection, seen, Whose::Network, advice));
        return (signs, None);
    }
    signs.push(Sign::well(connection, Text::same(format!("{host}:{port}"))));
    let exchange = runner.sender().send(&without_token(target)).await;
    match exchange.outcome {
        Ok(received) => {
            signs.push(tls(target));
            signs.push(base_path(&received));
            (signs, Some(received))
        }
        Err(failure) => {
            signs.push(broken(&failure));
            (signs, None)
        }
    }
}

fn place(base_url: &str) -> Option<(String, u16)> {
    let uri: http::Uri = base_url.parse().ok()?;
    let usual = if uri.scheme_str()? == "https" {
        443
    } else {
        80
    };
    Some((
        uri.host()?.trim_matches(['[', ']']).to_owned(),
        uri.port_u16().unwrap_or(usual),
    ))
}

fn without_token(target: &Target) -> Prepared {
    Prepared {
        service: String::new(),
        endpoint: Endpoint::Accounts,
        method: "GET".into(),
        url: format!("{}/accounts", target.base_url),
        headers: vec![("Accept".into(), "application/jose".into())],
        exact: false,
        send: None,
        token_claims: None,
        order_claims: None,
    }
}

fn tls(target: &Target) -> Sign {
    let what = Text::same("TLS");
    if target.base_url.starts_with("https://") {
        return Sign::well(
            what,
            Text::new("the certificate is trusted", "sertifikatet er klarert"),
        );
    }
    Sign::remark(
        what,
        Text::new("plain HTTP", "ren HTTP"),
        Text::new(
            "fit for a loopback address only",
            "passer bare for en lokal adresse",
        ),
    )
}

fn broken(failure: &TransportFailure) -> Sign {
    match failure {
        TransportFailure::Tls(_) => Sign::ill(
            Text::same("TLS"),
            describe(failure),
            Whose::Configuration,
            Text::new(
                "name the bank's authority in ca-file; if the bank asks for a client certificate, name it in client-certificate and client-key",
                "oppgi bankens utsteder i ca-file; krever banken klientsertifikat, oppgi det i client-certificate og client-key",
            ),
        ),
        TransportFailure::Connect(_)
        | TransportFailure::TimedOut
        | TransportFailure::Interrupted(_)
        | TransportFailure::Malformed(_) => Sign::ill(
            Text::same("HTTP"),
            describe(failure),
            Whose::Network,
            Text::new("does something else listen there?", "lytter noe annet der?"),
        ),
    }
}

/// A request without a token shows whether the API lives below the base URL.
fn base_path(received: &Received) -> Sign {
    let what = Text::new("base path", "basissti");
    let seen = Text::new(
        format!("GET /accounts without a token: {}", received.status),
        format!("GET /accounts uten token: {}", received.status),
    );
    match received.status {
        401 | 403 | 400 => Sign::well(what, seen),
        404 => Sign::ill(
            what,
            seen,
            Whose::Configuration,
            Text::new(
                "base-url ends in the major version, e.g. …/v2, as in the API registry",
                "base-url slutter med hovedversjonen, f.eks. …/v2, som i API-registeret",
            ),
        ),
        200 => Sign::ill(
            what,
            seen,
            Whose::Bank,
            Text::new(
                "the bank answers without a token",
                "banken svarer uten token",
            ),
        ),
        _ => Sign::remark(
            what,
            seen,
            Text::new("401 ACC-010 is expected here", "her ventes 401 ACC-010"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    fn answer(status: u16) -> Received {
        Received {
            status,
            version: "HTTP/1.1".into(),
            headers: Vec::new(),
            body: bytes::Bytes::new(),
            truncated: false,
        }
    }

    #[test]
    fn a_missing_path_is_the_profiles() {
        let sign = base_path(&answer(404));
        assert_eq!(
            (sign.state, sign.whose),
            (State::Ill, Some(Whose::Configuration))
        );
    }

    #[test]
    fn a_bank_that_asks_for_a_token_is_well() {
        assert_eq!(base_path(&answer(401)).state, State::Well);
    }

    #[test]
    fn the_port_follows_from_the_scheme() {
        assert_eq!(
            place("https://bank.example/v2"),
            Some(("bank.example".into(), 443))
        );
        assert_eq!(place("http://[::1]:8080/v2"), Some(("::1".into(), 8080)));
        assert_eq!(place("bank.example"), None);
    }
}
