//! A TLS handshake of its own, which goes on with a certificate that is not trusted, to say what is wrong with it.

use std::pin::Pin;
use std::time::Duration;

use jiff::Timestamp;
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::ssl::{SslConnector, SslMethod, SslVerifyMode};
use openssl::x509::X509;
use tokio::io::AsyncReadExt as _;
use tokio_openssl::SslStream;
use wire::pki::{subject_value, validity_of};

use crate::doctor::{Diagnosis, Whose};
use engine::proxy::{Proxy, Stream};
use pack::text::Text;
use plan::target::TlsSettings;

/// Longest wait for a connection and for a handshake, each.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// Who has said nothing for so long after a handshake has nothing against it.
const SILENCE: Duration = Duration::from_secs(2);

/// OpenSSL's verdicts on a certificate (`openssl-verification-options(1)`): not valid yet, expired.
const TIME: [i32; 2] = [9, 10];
/// Self-signed; a self-signed authority that is not trusted; no issuer to be found; no way to verify the leaf.
const AUTHORITY: [i32; 4] = [18, 19, 20, 21];
/// Host name and address that are not the certificate's.
const NAME: [i32; 2] = [62, 64];

/// What came of a handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Handshake {
    /// It was done, and this is OpenSSL's verdict on the certificate, 0 for a trusted one.
    Done(i32, Presented),
    /// No TLS is spoken there.
    NoTls,
    /// It failed for this reason.
    Failed(String),
}

/// What the bank's certificate says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Presented {
    /// Names and addresses that it is for.
    pub(super) names: Vec<String>,
    /// Who issued it.
    pub(super) issuer: String,
    /// Its first and last moment.
    pub(super) validity: Option<(Timestamp, Timestamp)>,
}

/// Shakes hands with whoever listens there.
pub(super) async fn shake_hands(
    settings: &TlsSettings,
    proxy: Option<&Proxy>,
    place: (&str, u16),
) -> Handshake {
    match tokio::time::timeout(PATIENCE, attempt(settings, proxy, place)).await {
        Ok(Ok(handshake)) => handshake,
        Ok(Err(reason)) => Handshake::Failed(reason),
        Err(_) => Handshake::Failed("timed out".into()),
    }
}

async fn attempt(
    settings: &TlsSettings,
    proxy: Option<&Proxy>,
    place: (&str, u16),
) -> Result<Handshake, String> {
    let (stream, failure) = begin(settings, proxy, place).await?;
    if let Some(words) = failure {
        return Ok(failed(&words));
    }
    let ssl = stream.ssl();
    let presented = ssl.peer_certificate().map(|one| presented(&one));
    Ok(Handshake::Done(
        ssl.verify_result().as_raw(),
        presented.unwrap_or_default(),
    ))
}

/// A handshake with any certificate of the other side, and OpenSSL's words if it fails.
async fn begin(
    settings: &TlsSettings,
    proxy: Option<&Proxy>,
    (host, port): (&str, u16),
) -> Result<(SslStream<Box<dyn Stream>>, Option<String>), String> {
    let words = |error: &dyn std::fmt::Display| error.to_string();
    let stream = engine::proxy::connect(proxy, (host, port))
        .await
        .map_err(|error| words(&error))?;
    let connector = connector(settings).map_err(|error| words(&error))?;
    let ssl = connector.configure().and_then(|ssl| ssl.into_ssl(host));
    let ssl = ssl.map_err(|error| words(&error))?;
    let mut stream = SslStream::new(ssl, stream).map_err(|error| words(&error))?;
    let shaken = Pin::new(&mut stream).connect().await;
    let failure = shaken.err().map(|error| words(&error));
    Ok((stream, failure))
}

fn connector(settings: &TlsSettings) -> Result<SslConnector, ErrorStack> {
    let mut builder = SslConnector::builder(SslMethod::tls_client())?;
    builder.set_verify(SslVerifyMode::NONE);
    for certificate in &settings.authorities {
        // The same authority twice is no reason to stop.
        let _ = builder.cert_store_mut().add_cert(certificate.clone());
    }
    if let Some(identity) = &settings.client_identity {
        let mut chain = identity.chain.iter();
        if let Some(own) = chain.next() {
            builder.set_certificate(own)?;
        }
        for issuer in chain {
            builder.add_extra_chain_cert(issuer.clone())?;
        }
        builder.set_private_key(&identity.key)?;
    }
    Ok(builder.build())
}

/// What the other side says when it ends a connection after the handshake, as one that wants a client certificate does in
/// TLS 1.3. The library for requests does not always pass that on.
pub(super) async fn farewell(
    settings: &TlsSettings,
    proxy: Option<&Proxy>,
    place: (&str, u16),
) -> Option<String> {
    let ended = async {
        let (mut stream, failure) = begin(settings, proxy, place).await.ok()?;
        if failure.is_some() {
            return failure;
        }
        let read = stream.read_u8().await;
        read.err().map(|error| error.to_string())
    };
    tokio::time::timeout(SILENCE, ended).await.ok().flatten()
}

fn failed(words: &str) -> Handshake {
    let lower = words.to_lowercase();
    let no_tls = [
        "wrong version number",
        "packet length",
        "unexpected eof",
        "http request",
    ];
    if no_tls.iter().any(|diagnosis| lower.contains(diagnosis)) {
        Handshake::NoTls
    } else {
        Handshake::Failed(words.to_owned())
    }
}

fn presented(certificate: &X509) -> Presented {
    let names = certificate.subject_alt_names();
    let mut names: Vec<String> = names
        .iter()
        .flatten()
        .filter_map(|name| {
            let address = name.ipaddress().and_then(address);
            name.dnsname().map(str::to_owned).or(address)
        })
        .collect();
    if names.is_empty() {
        names = subject_value(certificate, Nid::COMMONNAME);
    }
    let issuer = certificate.issuer_name().entries_by_nid(Nid::COMMONNAME);
    let issuer = issuer
        .filter_map(|entry| entry.data().to_string().ok())
        .collect::<Vec<_>>();
    Presented {
        names,
        issuer: issuer.join(", "),
        validity: validity_of(certificate)
            .ok()
            .map(|validity| (validity.not_before, validity.not_after)),
    }
}

fn address(bytes: &[u8]) -> Option<String> {
    let four = <[u8; 4]>::try_from(bytes).map(|four| std::net::Ipv4Addr::from(four).to_string());
    let sixteen =
        || <[u8; 16]>::try_from(bytes).map(|all| std::net::Ipv6Addr::from(all).to_string());
    four.or_else(|_| sixteen()).ok()
}

/// What a handshake with the host says about whose fault it is.
pub(super) fn judge(handshake: &Handshake, host: &str, now: Timestamp) -> Diagnosis {
    let what = Text::same("TLS");
    match handshake {
        Handshake::Done(0, presented) => Diagnosis::good(what, trusted(presented)),
        Handshake::Done(verdict, presented) if TIME.contains(verdict) => {
            out_of_time(presented, now)
        }
        Handshake::Done(verdict, presented) if NAME.contains(verdict) => {
            let names = presented.names.join(", ");
            Diagnosis::fault(
                what,
                Text::new(
                    format!("the certificate is for {names}, and base-url says {host}"),
                    format!("sertifikatet gjelder {names}, og base-url sier {host}"),
                ),
                Whose::Configuration,
                Text::new(
                    "write base-url with a name of the certificate, or have the bank get one for this name",
                    "skriv base-url med et navn fra sertifikatet, eller få banken til å skaffe et for dette navnet",
                ),
            )
        }
        Handshake::Done(verdict, presented) => untrusted(*verdict, presented),
        Handshake::NoTls => Diagnosis::fault(
            what,
            Text::new(
                "whatever listens there speaks no TLS",
                "det som lytter der, snakker ikke TLS",
            ),
            Whose::Configuration,
            Text::new(
                "base-url begins with https://: is the port right, or is it plain http:// there?",
                "base-url begynner med https://: er porten riktig, eller er det ren http:// der?",
            ),
        ),
        Handshake::Failed(reason) => Diagnosis::fault(
            what,
            Text::new(
                format!("the handshake fails: {}", short(reason)),
                format!("håndtrykket feiler: {}", short(reason)),
            ),
            Whose::Bank,
            Text::new(
                "TLS 1.2 or 1.3 with a usual cipher is expected; the bank's log says more",
                "TLS 1.2 eller 1.3 med vanlig kryptering er ventet; bankens logg sier mer",
            ),
        ),
    }
}

fn trusted(presented: &Presented) -> Text {
    match presented.validity {
        Some((_, until)) => Text::new(
            format!("the certificate is trusted, and valid until {until}"),
            format!("sertifikatet er klarert og gyldig til {until}"),
        ),
        None => Text::new("the certificate is trusted", "sertifikatet er klarert"),
    }
}

fn out_of_time(presented: &Presented, now: Timestamp) -> Diagnosis {
    let seen = match presented.validity {
        Some((_, until)) if until < now => Text::new(
            format!("the bank's certificate expired at {until}"),
            format!("bankens sertifikat utløp {until}"),
        ),
        Some((from, _)) if from > now => Text::new(
            format!("the bank's certificate is not valid before {from}"),
            format!("bankens sertifikat er ikke gyldig før {from}"),
        ),
        Some(_) | None => Text::new(
            "a certificate above the bank's is not valid now",
            "et sertifikat over bankens er ikke gyldig nå",
        ),
    };
    Diagnosis::fault(
        Text::same("TLS"),
        seen,
        Whose::Bank,
        Text::new(
            format!("renew it; or this machine's clock is wrong: here it is {now:.0}"),
            format!("forny det; eller så går denne maskinens klokke feil: her er den {now:.0}"),
        ),
    )
}

fn untrusted(verdict: i32, presented: &Presented) -> Diagnosis {
    let what = Text::same("TLS");
    let issuer = &presented.issuer;
    if AUTHORITY.contains(&verdict) {
        return Diagnosis::fault(
            what,
            Text::new(
                format!("the certificate is issued by {issuer}, which is not trusted here"),
                format!("sertifikatet er utstedt av {issuer}, som ikke er klarert her"),
            ),
            Whose::Configuration,
            Text::new(
                "name the PEM file of that authority in ca-file; if it is there, the bank leaves an intermediate certificate out",
                "oppgi PEM-filen med den utstederen i ca-file; står den der, sender ikke banken et mellomliggende sertifikat",
            ),
        );
    }
    Diagnosis::fault(
        what,
        Text::new(
            format!("the certificate is not trusted (OpenSSL verdict {verdict})"),
            format!("sertifikatet er ikke klarert (OpenSSL-utfall {verdict})"),
        ),
        Whose::Bank,
        Text::new(
            "`openssl s_client` with the same address shows the chain",
            "`openssl s_client` med samme adresse viser kjeden",
        ),
    )
}

/// The part of OpenSSL's message that says something: `error:NUMBER:library:function:REASON:file:line:`.
pub(super) fn short(words: &str) -> &str {
    let mut parts = words.split(':');
    match parts.next() {
        Some("error") => parts
            .nth(3)
            .filter(|reason| !reason.is_empty())
            .unwrap_or(words),
        _ => words,
    }
}

/// What the bank said when it ended a connection whose handshake was in order: it wants a client certificate, or
/// another one. `named` is whether the profile names one.
pub(super) fn refused_client(words: &str, named: bool) -> Option<Diagnosis> {
    let lower = words.to_lowercase();
    let says = |some: &[&str]| some.iter().any(|word| lower.contains(word));
    if !says(&["alert"]) {
        return None;
    }
    let what = Text::new("client certificate", "klientsertifikat");
    if !named {
        return Some(Diagnosis::fault(
            what,
            Text::new(
                "the bank asks for a client certificate, and the profile names none",
                "banken krever klientsertifikat, og profilen oppgir ikke noe",
            ),
            Whose::Configuration,
            Text::new(
                "name it in client-certificate and client-key",
                "oppgi det i client-certificate og client-key",
            ),
        ));
    }
    let reason = short(words);
    let seen = Text::new(
        format!("the bank refuses the client certificate: {reason}"),
        format!("banken avviser klientsertifikatet: {reason}"),
    );
    if says(&["unknown ca"]) {
        return Some(Diagnosis::fault(
            what,
            seen,
            Whose::Bank,
            Text::new(
                "the bank does not trust the authority above client-certificate: have it installed there",
                "banken stoler ikke på utstederen over client-certificate: få den installert der",
            ),
        ));
    }
    Some(Diagnosis::fault(
        what,
        seen,
        Whose::Configuration,
        Text::new(
            "name a client certificate that is valid and that the bank lets in",
            "oppgi et klientsertifikat som er gyldig og som banken slipper inn",
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a moment within range")
    }

    fn done(verdict: i32) -> Diagnosis {
        let presented = Presented {
            names: vec!["bank.example".into()],
            issuer: "Some CA".into(),
            validity: Some((at(1_000), at(2_000))),
        };
        judge(&Handshake::Done(verdict, presented), "localhost", at(3_000))
    }

    #[test]
    fn a_trusted_certificate_is_well() {
        assert_eq!(done(0).state, State::Good);
    }

    #[test]
    fn an_expired_certificate_is_the_banks() {
        let diagnosis = done(10);
        assert_eq!(diagnosis.whose, Some(Whose::Bank));
        assert!(
            diagnosis.seen.en.contains("expired at 1970-01-01"),
            "{}",
            diagnosis.seen.en
        );
    }

    #[test]
    fn an_authority_that_is_not_known_is_named() {
        let diagnosis = done(20);
        assert_eq!(diagnosis.whose, Some(Whose::Configuration));
        assert!(
            diagnosis.seen.en.contains("Some CA"),
            "{}",
            diagnosis.seen.en
        );
    }

    #[test]
    fn another_name_is_shown_beside_the_profiles() {
        let diagnosis = done(62);
        assert_eq!(diagnosis.whose, Some(Whose::Configuration));
        assert!(
            diagnosis.seen.en.contains("bank.example") && diagnosis.seen.en.contains("localhost")
        );
    }

    #[test]
    fn plain_http_behind_an_https_address_is_the_profiles() {
        let failed = failed("error:0A00010B:SSL routines:ssl3_get_record:wrong version number:");
        assert_eq!(judge(&failed, "x", at(0)).whose, Some(Whose::Configuration));
    }

    #[test]
    fn openssls_message_is_cut_to_its_reason() {
        assert_eq!(
            short("error:0A00045C:SSL routines:ssl3_read_bytes:certificate required:../x.c:1:"),
            "certificate required"
        );
        assert_eq!(short("timed out"), "timed out");
    }

    #[test]
    fn a_bank_that_wants_a_client_certificate_is_understood() {
        let words = "error:0A00045C:SSL routines:f:tlsv13 alert certificate required:../x.c:1:";
        let diagnosis = refused_client(words, false).expect("a diagnosis");
        assert!(
            diagnosis.seen.en.contains("names none"),
            "{}",
            diagnosis.seen.en
        );
    }

    #[test]
    fn an_authority_that_the_bank_does_not_know_is_the_banks() {
        let words = "error:0A000418:SSL routines:f:tlsv1 alert unknown ca:../x.c:1:";
        let diagnosis = refused_client(words, true).expect("a diagnosis");
        assert_eq!(diagnosis.whose, Some(Whose::Bank));
    }

    #[test]
    fn a_connection_that_breaks_says_nothing_of_certificates() {
        assert_eq!(refused_client("connection reset by peer", false), None);
    }
}
