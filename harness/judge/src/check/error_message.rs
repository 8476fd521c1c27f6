//! The message of an error: it helps the agency, and tells nothing about the inside of the bank.

mod cause;

use std::net::Ipv4Addr;

use wire::identifiers::NationalId;

use crate::answer::Content;
use crate::check::{Check, Evidence, Grounds, Judged, Seen, checks};
use crate::exchange::SentRequest;
use crate::finding::{Finding, NOTHING, Observation};
use crate::observations;

/// The checks of the family, module by module.
pub(crate) const FAMILY: &[&[Check]] = &[CHECKS, cause::CHECKS];

checks! {
    "error-in-clear": Answer(in_clear, Evidence::Kept), NEEDS_ERROR,
        "an error is JSON in clear under application/json",
        "en feil er JSON i klartekst under application/json";
    "error-message-discreet": Answer(discreet, Evidence::Message), NEEDS_ERROR_MESSAGE,
        "an error message holds no stack trace, internal address, file path, account number, number of the control object or token, and has at most 2000 characters",
        "en feilmelding ikke inneholder stakkutskrift, intern adresse, filsti, kontonummer, kontrollobjektets nummer eller token, og har høyst 2000 tegn";
}

observations! {
    /// An error that is not clear JSON.
    ERROR_NOT_CLEAR = "error-not-in-clear" {
        observed: "the error is not JSON in clear", "feilen er ikke JSON i klartekst";
        expected: "JSON in clear", "JSON i klartekst";
    }
    /// An error with another media type.
    ERROR_MEDIA_TYPE = "error-media-type" {
        observed: "the error has the wrong media type", "feilen har feil medietype";
        expected: "application/json", "application/json";
    }
    /// A program's own report of its failure.
    MESSAGE_SHOWS_PROGRAM = "error-message-shows-program" {
        observed: "the message shows the inside of the program", "meldingen viser programmets indre";
        expected: "a description of what was wrong with the request", "en beskrivelse av hva som var galt med forespørselen";
    }
    /// An address of the bank's own network.
    MESSAGE_NAMES_ADDRESS = "error-message-names-address" {
        observed: "the message names an internal address", "meldingen navngir en intern adresse";
        expected: "no address of the internal network", "ingen adresse i det interne nettet";
    }
    /// A path on the server.
    MESSAGE_NAMES_FILE = "error-message-names-file" {
        observed: "the message names a file on the server", "meldingen navngir en fil på tjeneren";
        expected: "no path on the server", "ingen filsti på tjeneren";
    }
    /// An account number.
    MESSAGE_HOLDS_ACCOUNT = "error-message-holds-account" {
        observed: "the message holds an account number of the control object", "meldingen inneholder et kontonummer som tilhører kontrollobjektet";
        expected: "no account number", "ikke noe kontonummer";
    }
    /// The number of the control object.
    MESSAGE_HOLDS_PARTY = "error-message-holds-party" {
        observed: "the message holds the number of the control object", "meldingen inneholder nummeret til kontrollobjektet";
        expected: "no number of a person or business", "ikke noe nummer til en person eller virksomhet";
    }
    /// The number of some other person.
    MESSAGE_HOLDS_PERSON = "error-message-holds-person" {
        observed: "the message holds the national identity number of a person", "meldingen inneholder fødselsnummeret til en person";
        expected: "no number of a person or business", "ikke noe nummer til en person eller virksomhet";
    }
    /// A token or an order.
    MESSAGE_HOLDS_TOKEN = "error-message-holds-token" {
        observed: "the message repeats a token or an order", "meldingen gjengir et token eller et pålegg";
        expected: "no token and no order", "verken token eller pålegg";
    }
    /// More than a description of one fault.
    MESSAGE_TOO_LONG = "error-message-too-long" {
        observed: "the message is longer than a description of one fault", "meldingen er lengre enn en beskrivelse av én feil";
        expected: "at most {longest} characters", "høyst {longest} tegn";
    }
}

/// How long a message is expected to be at most, in characters.
const LONGEST: usize = 2000;

/// Words that only a program's own report of its failure has.
const TRACES: [&str; 22] = [
    "stack trace",
    "stacktrace",
    "traceback",
    "exception in thread",
    "nullpointerexception",
    ".java:",
    ".kt:",
    ".cs:line",
    ".rs:",
    ".py\", line",
    "at java.",
    "at org.springframework",
    "caused by:",
    "panicked at",
    "goroutine ",
    "ora-0",
    "sqlstate",
    "select * from",
    "syntax error at or near",
    "<html",
    "<!doctype",
    "jdbc:",
];

/// "Overall description of the DSOP Control API", Error messages.
fn in_clear(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    if seen.answer.status < 400 {
        return Judged::nothing();
    }
    let mut findings = Vec::new();
    let came = match &seen.answer.content {
        Content::Clear { .. } => None,
        Content::Encrypted { .. } => Some("JWE"),
        Content::Empty => Some(NOTHING),
        Content::Unreadable(_) => Some("?"),
    };
    findings.extend(came.map(|came| Finding::breach(&ERROR_NOT_CLEAR).received(came)));
    let media_type = seen.answer.media_type.as_deref();
    if media_type != Some("application/json") {
        findings.push(
            Finding::breach(&ERROR_MEDIA_TYPE)
                .received(media_type.unwrap_or(NOTHING))
                .at("header:Content-Type"),
        );
    }
    seen.judged(findings)
}

/// "Overall description of the DSOP Control API", Error messages.
fn discreet(seen: Seen<'_>, _: &[Seen<'_>], grounds: &Grounds<'_>) -> Judged {
    let document = seen.answer.document().filter(|_| seen.answer.status >= 400);
    let message = document.and_then(|document| document.get("message")?.as_str());
    let Some(message) = message else {
        return Judged::nothing();
    };
    let findings = faults(message, &seen.exchange.request, grounds)
        .into_iter()
        .map(|what| {
            Finding::breach(what)
                .with("longest", LONGEST)
                .received(shorten(message))
                .at("/message")
        });
    seen.judged(findings)
}

/// A JWS begins with the base64url of `{"`, and has dots between its parts.
fn is_token(word: &str) -> bool {
    word.starts_with("eyJ") && word.len() > 40 && word.contains('.')
}

/// Whether the message repeats a longer part of the token or order that was sent.
fn repeats_token(message: &str, request: &SentRequest) -> bool {
    const SHORTEST: usize = 20;
    let secret = |name: &&(String, Vec<u8>)| {
        ["Authorization", "AdditionalReferenceID"]
            .iter()
            .any(|one| name.0.eq_ignore_ascii_case(one))
    };
    let values = request.headers.iter().filter(secret);
    values
        .filter_map(|(_, value)| std::str::from_utf8(value).ok())
        .flat_map(|value| value.split([' ', '.']))
        .filter(|part| part.len() >= SHORTEST && part.is_ascii())
        .any(|part| {
            let parts = (0..part.len()).step_by(SHORTEST);
            parts
                .filter_map(|start| part.get(start..start + SHORTEST))
                .any(|piece| message.contains(piece))
        })
}

fn holds_party(message: &str, request: &SentRequest, grounds: &Grounds<'_>) -> bool {
    let sent = request
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("PartyID"))
        .and_then(|(_, value)| std::str::from_utf8(value).ok());
    let undivided: String = message.chars().filter(|one| !is_divider(*one)).collect();
    [Some(grounds.party.party_id.as_str()), sent]
        .into_iter()
        .flatten()
        .any(|number| number.len() >= 9 && undivided.contains(number))
}

/// What a number is written in groups with.
fn is_divider(one: char) -> bool {
    one.is_whitespace() || matches!(one, '.' | '-')
}

/// Eleven digits of a person, in one word or in the usual groups of six and five.
fn holds_person(message: &str) -> bool {
    let parts: Vec<&str> = message.split(|one: char| !one.is_alphanumeric()).collect();
    let is_person = |number: &str| NationalId::parse(number).is_ok();
    let grouped = |pair: &[&str]| {
        let lengths = [pair[0].len(), pair[1].len()];
        lengths == [6, 5] && is_person(&pair.concat())
    };
    parts.iter().any(|part| is_person(part)) || parts.windows(2).any(grouped)
}

fn faults(
    message: &str,
    request: &SentRequest,
    grounds: &Grounds<'_>,
) -> Vec<&'static Observation> {
    let lower = message.to_lowercase();
    let accounts = &grounds.party.accounts;
    let holds_party = holds_party(message, request, grounds);
    let faults: [(bool, &Observation); 8] = [
        (
            TRACES.iter().any(|trace| lower.contains(trace)),
            &MESSAGE_SHOWS_PROGRAM,
        ),
        (
            words(message).any(|word| is_internal_host(word, grounds)),
            &MESSAGE_NAMES_ADDRESS,
        ),
        (words(message).any(is_file_path), &MESSAGE_NAMES_FILE),
        (
            accounts
                .iter()
                .any(|fact| message.contains(fact.number.as_str())),
            &MESSAGE_HOLDS_ACCOUNT,
        ),
        (holds_party, &MESSAGE_HOLDS_PARTY),
        (!holds_party && holds_person(message), &MESSAGE_HOLDS_PERSON),
        (
            words(message).any(is_token) || repeats_token(message, request),
            &MESSAGE_HOLDS_TOKEN,
        ),
        (message.chars().count() > LONGEST, &MESSAGE_TOO_LONG),
    ];
    faults
        .into_iter()
        .filter_map(|(found, fault)| found.then_some(fault))
        .collect()
}

fn words(message: &str) -> impl Iterator<Item = &str> {
    message.split(|character: char| {
        character.is_whitespace()
            || matches!(
                character,
                '"' | '\'' | '(' | ')' | '<' | '>' | ',' | ';' | '='
            )
    })
}

fn is_internal_host(word: &str, grounds: &Grounds<'_>) -> bool {
    let bare = word.split_once("://").map_or(word, |(_, rest)| rest);
    let authority = bare.split('/').next().unwrap_or_default();
    let host = authority
        .split(':')
        .next()
        .unwrap_or_default()
        .trim_end_matches('.')
        .to_lowercase();
    if host.is_empty() || host_of(grounds.base_url).eq_ignore_ascii_case(&host) {
        return false;
    }
    let private = host.parse::<Ipv4Addr>().is_ok_and(|address| {
        address.is_private() || address.is_loopback() || address.is_link_local()
    });
    private
        || host == "localhost"
        || [".local", ".internal", ".svc", ".intern", ".lan"]
            .iter()
            .any(|end| host.ends_with(end))
}

fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or_default()
}

fn is_file_path(word: &str) -> bool {
    let windows = word.len() > 3 && word.get(1..3) == Some(":\\");
    windows
        || ["/home/", "/usr/", "/var/", "/opt/", "/app/", "/srv/"]
            .iter()
            .any(|root| word.starts_with(root))
}

fn shorten(message: &str) -> String {
    message.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::answer::Answer;
    use crate::check::fixture::{ask, assert_breach, assert_conforms, assert_nothing, exchange};

    fn judged(message: &str) -> Judged {
        judged_for(message, &[])
    }

    fn judged_for(message: &str, headers: &[(&str, &str)]) -> Judged {
        let document = json!({"code": "ACC-001", "message": message});
        let answer = Answer {
            status: 400,
            media_type: None,
            repeats: None,
            content: Content::Clear { document },
        };
        let mut exchange = exchange(400, "application/json", b"");
        exchange.request.headers = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()))
            .collect();
        ask(discreet, &exchange, &answer, &[])
    }

    #[test]
    fn the_number_of_the_control_object_breaches() {
        let headers = [("PartyID", "13867498351")];
        assert_conforms(&judged_for("PartyID is not known", &headers));
        for message in ["No customer 13867498351", "Ukjent kunde 138674 98351"] {
            assert_breach(&judged_for(message, &headers), &MESSAGE_HOLDS_PARTY);
        }
    }

    #[test]
    fn the_number_of_somebody_else_breaches() {
        for message in ["The owner is 17855510049", "Eier: 178555 10049."] {
            assert_breach(&judged(message), &MESSAGE_HOLDS_PERSON);
        }
    }

    #[test]
    fn other_digits_conform() {
        for message in [
            "Ref. 17855510048",
            "2026-11-27 14:00:00 178555-1",
            "a17855510049",
        ] {
            assert_conforms(&judged(message));
        }
    }

    #[test]
    fn a_part_of_the_token_breaches() {
        let headers = [("Authorization", "Bearer abcdefghijklmnopqrstuvwxyz.0123.x")];
        assert_conforms(&judged_for("The token has expired", &headers));
        assert_breach(
            &judged_for("Cannot read abcdefghijklmnopqrstuvwxyz", &headers),
            &MESSAGE_HOLDS_TOKEN,
        );
    }

    #[test]
    fn plain_descriptions_conform() {
        for message in [
            "fromDate is more than 10 years before today",
            "Legal-Mandate er ikke gyldig for tjenesten",
            "Token audience must be https://bank.example/v2 (version 2.0.1)",
            "partyID: 3.14 is no number; see /accounts",
        ] {
            assert_conforms(&judged(message));
        }
    }

    #[test]
    fn a_stack_trace_breaches() {
        assert_breach(
            &judged("java.lang.NullPointerException at Foo.bar(Foo.java:17)"),
            &MESSAGE_SHOWS_PROGRAM,
        );
    }

    #[test]
    fn internal_addresses_breach() {
        for message in [
            "no route to 10.0.3.7:8443",
            "http://core.internal/accounts failed",
            "localhost:5432 refused",
        ] {
            assert_breach(&judged(message), &MESSAGE_NAMES_ADDRESS);
        }
    }

    fn sent_as(media_type: &str, content: Content) -> Judged {
        let answer = Answer {
            status: 400,
            media_type: Some(media_type.into()),
            repeats: None,
            content,
        };
        ask(in_clear, &exchange(400, media_type, b""), &answer, &[])
    }

    #[test]
    fn an_error_in_clear_conforms() {
        assert_conforms(&sent_as(
            "application/json",
            Content::Clear {
                document: json!({}),
            },
        ));
    }

    #[test]
    fn an_encrypted_error_breaches() {
        let content = Content::Encrypted {
            header: json!({}),
            document: json!({"code": "ACC-001"}),
            iv: String::new(),
            content_key_digest: None,
        };
        let judged = sent_as("application/jose", content);
        assert_breach(&judged, &ERROR_NOT_CLEAR);
        assert_breach(&judged, &ERROR_MEDIA_TYPE);
    }

    #[test]
    fn a_file_path_breaches() {
        assert_breach(
            &judged("cannot read /opt/bank/conf.yaml"),
            &MESSAGE_NAMES_FILE,
        );
    }

    #[test]
    fn an_accepted_answer_is_not_judged() {
        let content = Content::Clear {
            document: json!({"message": "localhost"}),
        };
        let answer = Answer {
            status: 200,
            media_type: None,
            repeats: None,
            content,
        };
        assert_nothing(&ask(
            discreet,
            &exchange(200, "application/json", b""),
            &answer,
            &[],
        ));
    }
}
