//! Name, connection, TLS and base path: whether the bank is where the profile says.

mod base_path;

use jiff::Timestamp;
use tokio::net::{TcpStream, lookup_host};
use wire::messages::{Endpoint, OverviewEndpoint, media_type};

use crate::doctor::trouble::Trouble;
use crate::doctor::{Diagnosis, State, Whose, causes, clock, keys, tls};
use engine::proxy::{Proxy, connect, is_loopback};
use engine::runner::Runner;
use engine::stimulus::Prepared;
use judge::exchange::{Received, TransportFailure};
use judge::expectation::no_answer;
use pack::catalogue::Role;
use pack::text::Text;
use plan::target::Target;
use record::ExchangeRecord;
use record::causes::NO_ANSWER;

/// What the way to the bank is like.
pub(super) struct Reached {
    pub(super) diagnoses: Vec<Diagnosis>,
    /// Seconds that the bank's clock is ahead of this machine's.
    pub(super) clock: Option<i64>,
    /// Whether the API answers there.
    pub(super) speaks: bool,
    /// A request without a token, which is to be refused.
    pub(super) refusal: Option<ExchangeRecord>,
}

/// Looks at the way to the bank, and ends at the first thing that bars it.
pub(super) async fn examine(runner: &Runner, target: &Target) -> Reached {
    let mut diagnoses = Vec::new();
    let (answer, refusal) = match way(runner, target, &mut diagnoses).await {
        Ok(answered) => answered,
        Err(bar) => {
            diagnoses.push(bar.because_of(NO_ANSWER));
            return Reached {
                diagnoses,
                clock: None,
                speaks: false,
                refusal: None,
            };
        }
    };
    let clock = clock::ahead(answer.header("date"), Timestamp::now());
    let base = base_path::examine(runner, target, &answer).await;
    let speaks = !(base.is_wrong() && base.whose == Some(Whose::Configuration));
    diagnoses.push(base);
    Reached {
        diagnoses,
        clock,
        speaks,
        // What answers elsewhere is not the bank.
        refusal: speaks.then_some(refusal),
    }
}

/// Looks at the way to the customer overview; nothing below its base URL is looked for.
pub(super) async fn examine_overview(runner: &Runner, target: &Target) -> Reached {
    let mut diagnoses = Vec::new();
    match way(runner, target, &mut diagnoses).await {
        Ok((answer, refusal)) => Reached {
            diagnoses,
            clock: clock::ahead(answer.header("date"), Timestamp::now()),
            speaks: true,
            refusal: Some(refusal),
        },
        Err(bar) => {
            diagnoses.push(bar.because_of(NO_ANSWER));
            Reached {
                diagnoses,
                clock: None,
                speaks: false,
                refusal: None,
            }
        }
    }
}

/// Goes the way; gives the bank's answer to a request without a token, or what bars the way.
async fn way(
    runner: &Runner,
    target: &Target,
    diagnoses: &mut Vec<Diagnosis>,
) -> Result<(Received, ExchangeRecord), Diagnosis> {
    let (host, port) = place(&target.base_url).ok_or_else(|| no_place(target))?;
    let route = runner.sender().proxies().route(&target.base_url);
    let proxy = route.proxy();
    diagnoses.push(Diagnosis::good(proxy_word(), route.text()));
    if let Some(proxy) = proxy {
        through(proxy, target, (&host, port), diagnoses).await?;
    } else {
        diagnoses.push(name(&host, port).await?);
        diagnoses.push(connection(&host, port).await?);
    }
    if target.base_url.starts_with("https://") {
        if let Some(diagnosis) = keys::tls_client(target, Timestamp::now()) {
            return Err(diagnosis);
        }
        let handshake = tls::shake_hands(&target.tls, proxy, (&host, port)).await;
        let secured = tls::judge(&handshake, &host, Timestamp::now());
        if secured.is_wrong() {
            return Err(secured);
        }
        diagnoses.push(secured);
    } else {
        diagnoses.push(plain(&host));
    }
    let exchange = runner
        .sender()
        .send(&without_token(target.role, &target.base_url))
        .await;
    let kept = causes::of_a_refusal(runner, target, &exchange);
    match exchange.outcome {
        Ok(received) => {
            diagnoses.push(protocol(runner, target, &received).await);
            Ok((received, kept))
        }
        Err(failure) => Err(broken(target, proxy, (&host, port), &failure).await),
    }
}

fn proxy_word() -> Text {
    Text::same("proxy")
}

/// The way through a proxy, which looks up the target's name itself: the proxy has to be there and, where TLS is spoken
/// with the target, to let the connection through.
async fn through(
    proxy: &Proxy,
    target: &Target,
    place: (&str, u16),
    diagnoses: &mut Vec<Diagnosis>,
) -> Result<(), Diagnosis> {
    let (near, port) = proxy.place();
    let advice = Text::new(
        format!("is the address of the proxy right, {proxy}?"),
        format!("er adressen til proxyen riktig, {proxy}?"),
    );
    let of_proxy = |diagnosis: Diagnosis| Diagnosis {
        what: proxy_word(),
        advice: Some(advice.clone()),
        whose: Some(Whose::Network),
        state: State::Unreached,
        ..diagnosis
    };
    name(near, port).await.map_err(of_proxy)?;
    diagnoses.push(connection(near, port).await.map_err(of_proxy)?);
    if !target.base_url.starts_with("https://") {
        return Ok(());
    }
    match tokio::time::timeout(tls::PATIENCE, connect(Some(proxy), place)).await {
        Ok(Ok(_tunnel)) => Ok(()),
        Ok(Err(why)) => Err(Diagnosis::unreached(
            proxy_word(),
            Text::same(format!("{}:{}: {why}", place.0, place.1)),
            Whose::Network,
            Text::new(
                "ask whoever runs the proxy to let the host and port through; NO_PROXY goes around it; user and password stand in the proxy's URL",
                "be den som driver proxyen om å slippe verten og porten gjennom; NO_PROXY går utenom; bruker og passord står i proxyens URL",
            ),
        )),
        Err(_) => Err(no_connection(
            &format!("{}:{}", place.0, place.1),
            &Trouble::TimedOut,
        )),
    }
}

/// What is spoken. Some requests are written byte by byte, which HTTP/2 leaves no room for.
async fn protocol(runner: &Runner, target: &Target, received: &Received) -> Diagnosis {
    let what = Text::same("HTTP");
    let written = Prepared {
        exact: true,
        ..without_token(target.role, &target.base_url)
    };
    let is_http2 = received.version.starts_with("HTTP/2");
    let alone = is_http2
        && runner.sender().send(&written).await.outcome.err() == Some(TransportFailure::OnlyHttp2);
    if !alone {
        return Diagnosis::good(what, Text::same(received.version.clone()));
    }
    Diagnosis::note(
        what,
        Text::new("HTTP/2 alone", "bare HTTP/2"),
        Text::new(
            "requests that are written byte by byte (HTTP/1.0, bare line feeds, slow or oversized headers, control characters) cannot be sent: these cases are inconclusive; all others run",
            "forespørsler som skrives byte for byte (HTTP/1.0, bare linjeskift, trege eller for store headere, kontrolltegn), kan ikke sendes: disse testene blir ikke avgjort; alle andre kjøres",
        ),
    )
}

fn no_place(target: &Target) -> Diagnosis {
    Diagnosis::fault(
        Text::new("name", "navn"),
        Text::same(target.base_url.clone()),
        Whose::Configuration,
        Text::new(
            "write base-url as https://host/v2",
            "skriv base-url som https://vert/v2",
        ),
    )
}

async fn name(host: &str, port: u16) -> Result<Diagnosis, Diagnosis> {
    let what = Text::new("name", "navn");
    match lookup_host((host, port)).await.map(|mut all| all.next()) {
        Ok(Some(address)) => Ok(Diagnosis::good(
            what,
            Text::same(format!("{host} → {}", address.ip())),
        )),
        Ok(None) | Err(_) => Err(Diagnosis::fault(
            what,
            Text::new(
                format!("{host} has no address"),
                format!("{host} har ingen adresse"),
            ),
            Whose::Configuration,
            Text::new(
                "is the host in base-url written right, and does this machine's DNS know it?",
                "er verten i base-url riktig skrevet, og kjenner denne maskinens DNS den?",
            ),
        )),
    }
}

async fn connection(host: &str, port: u16) -> Result<Diagnosis, Diagnosis> {
    let connected = tokio::time::timeout(tls::PATIENCE, TcpStream::connect((host, port))).await;
    let trouble = match connected {
        Ok(Ok(_stream)) => {
            let what = Text::new("connection", "forbindelse");
            return Ok(Diagnosis::good(what, Text::same(format!("{host}:{port}"))));
        }
        Ok(Err(error)) => Trouble::of_connection(&error),
        Err(_) => Trouble::TimedOut,
    };
    Err(no_connection(&format!("{host}:{port}"), &trouble))
}

fn no_connection(place: &str, trouble: &Trouble) -> Diagnosis {
    let words = trouble.words();
    let (whose, advice) = match trouble {
        Trouble::Refused => (
            Whose::Bank,
            Text::new(
                "is the bank running there, and is the port in base-url right?",
                "kjører banken der, og er porten i base-url riktig?",
            ),
        ),
        Trouble::NoAddress
        | Trouble::TimedOut
        | Trouble::NoWay
        | Trouble::Tls
        | Trouble::Other(_) => (
            Whose::Network,
            Text::new(
                "is the way open from this machine (firewall, allow list, VPN)?",
                "er veien åpen fra denne maskinen (brannmur, tillatelsesliste, VPN)?",
            ),
        ),
    };
    Diagnosis::unreached(
        Text::new("connection", "forbindelse"),
        Text::new(
            format!("{place}: {}", words.en),
            format!("{place}: {}", words.nb),
        ),
        whose,
        advice,
    )
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

fn without_token(role: Role, base_url: &str) -> Prepared {
    let relationships = OverviewEndpoint::CustomerRelationships;
    let (endpoint, path, accept) = match role {
        Role::Bank | Role::Agency => (Endpoint::Accounts.into(), "/accounts", media_type::JOSE),
        Role::Overview => (relationships.into(), relationships.path(), media_type::JSON),
    };
    Prepared {
        service: String::new(),
        endpoint,
        method: "GET".into(),
        url: format!("{base_url}{path}"),
        headers: vec![("Accept".into(), accept.into())],
        body: None,
        exact: false,
        send: None,
        token_claims: None,
        order_claims: None,
    }
}

fn plain(host: &str) -> Diagnosis {
    let what = Text::same("TLS");
    if is_loopback(host) {
        return Diagnosis::good(
            what,
            Text::new(
                "none, and none is needed on this machine's own address",
                "ingen, og det trengs ikke på maskinens egen adresse",
            ),
        );
    }
    Diagnosis::note(
        what,
        Text::new("none: plain HTTP", "ingen: ren HTTP"),
        Text::new(
            "tokens and answers go unprotected: write base-url with https://",
            "token og svar går ubeskyttet: skriv base-url med https://",
        ),
    )
}

/// What it means that no answer came over a connection that was made.
async fn broken(
    target: &Target,
    proxy: Option<&Proxy>,
    place: (&str, u16),
    failure: &TransportFailure,
) -> Diagnosis {
    let secure = target.base_url.starts_with("https://");
    let words = match failure {
        TransportFailure::Connect(words)
        | TransportFailure::Tls(words)
        | TransportFailure::Interrupted(words)
        | TransportFailure::Incomplete(words)
        | TransportFailure::Malformed(words) => words.as_str(),
        TransportFailure::TimedOut | TransportFailure::OnlyHttp2 => "",
    };
    let is_shown = target.tls.client_identity.is_some();
    let refused = match tls::refused_client(words, is_shown).filter(|_| secure) {
        None if secure => {
            let words = tls::farewell(&target.tls, proxy, place).await;
            words.and_then(|words| tls::refused_client(&words, is_shown))
        }
        refused => refused,
    };
    if let Some(diagnosis) = refused {
        return diagnosis;
    }
    if !secure && speaks_tls(target, proxy, place).await {
        return https_instead();
    }
    let what = Text::same("HTTP");
    if *failure == TransportFailure::TimedOut {
        return Diagnosis::unreached(
            what,
            no_answer(failure).text(),
            Whose::Bank,
            Text::new(
                "the connection is made and nothing comes: is the bank overloaded, or does it wait for a register?",
                "forbindelsen er opprettet, men ingenting kommer: er banken overbelastet, eller venter den på et register?",
            ),
        );
    }
    Diagnosis::unreached(
        what,
        no_answer(failure).text(),
        Whose::Configuration,
        Text::new(
            "does something else than the bank listen on the port of base-url?",
            "lytter noe annet enn banken på porten i base-url?",
        ),
    )
}

async fn speaks_tls(target: &Target, proxy: Option<&Proxy>, place: (&str, u16)) -> bool {
    match tls::shake_hands(&target.tls, proxy, place).await {
        tls::Handshake::Done(..) => true,
        tls::Handshake::NoTls | tls::Handshake::Failed(_) => false,
    }
}

/// For an `http` address behind which TLS is spoken.
fn https_instead() -> Diagnosis {
    Diagnosis::fault(
        Text::same("TLS"),
        Text::new(
            "base-url begins with http://, and TLS is spoken there",
            "base-url begynner med http://, og det snakkes TLS der",
        ),
        Whose::Configuration,
        Text::new(
            "write base-url with https://",
            "skriv base-url med https://",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_follows_from_the_scheme() {
        assert_eq!(
            place("https://bank.example/v2"),
            Some(("bank.example".into(), 443))
        );
        assert_eq!(place("http://[::1]:8080/v2"), Some(("::1".into(), 8080)));
        assert_eq!(place("bank.example"), None);
    }

    #[test]
    fn a_machine_on_which_nothing_listens_is_no_fault_of_the_network() {
        let diagnosis = no_connection("x:1", &Trouble::Refused);
        assert_eq!(
            (diagnosis.state, diagnosis.whose),
            (State::Unreached, Some(Whose::Bank))
        );
    }

    #[test]
    fn a_machine_that_is_silent_is_the_networks() {
        let diagnosis = no_connection("x:1", &Trouble::TimedOut);
        assert_eq!(
            (diagnosis.state, diagnosis.whose),
            (State::Unreached, Some(Whose::Network))
        );
    }

    #[test]
    fn plain_http_is_fit_for_this_machine_alone() {
        assert_eq!(plain("127.0.0.1").state, State::Good);
        assert_eq!(plain("bank.example").state, State::Note);
    }

    #[tokio::test]
    async fn a_name_that_is_never_given_is_the_profiles() {
        let diagnosis = name("bank.invalid", 443).await.expect_err("no address");
        assert_eq!(
            (diagnosis.state, diagnosis.whose),
            (State::Fault, Some(Whose::Configuration))
        );
    }
}
