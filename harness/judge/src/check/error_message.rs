//! The message of an error: it helps the agency, and tells nothing about the inside of the bank.

use std::net::Ipv4Addr;

use crate::answer::Content;
use crate::check::{Grounds, Judged, Seen};
use crate::finding::Finding;
use pack::text::Text;

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

/// An error is JSON in clear under `application/json` ("Overall description of the DSOP Control API", Error
/// messages).
pub fn in_clear(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    if seen.answer.status < 400 {
        return Judged::nothing(Text::new("needs an error answer", "krever et feilsvar"));
    }
    let mut findings = Vec::new();
    if !matches!(seen.answer.content, Content::Clear { .. }) {
        findings.push(Finding::breach(Text::new(
            "The error is not JSON in clear.",
            "Feilen er ikke JSON i klartekst.",
        )));
    }
    let media_type = seen.answer.media_type.as_deref().unwrap_or_default();
    if media_type != "application/json" {
        findings.push(
            Finding::breach(Text::new(
                "The error has another media type.",
                "Feilen har en annen medietype.",
            ))
            .expected(Text::same("application/json"))
            .received(media_type)
            .at("header:Content-Type"),
        );
    }
    Judged::of(
        1,
        findings
            .into_iter()
            .map(|finding| finding.in_exchange(seen.exchange.id))
            .collect(),
    )
}

/// The message holds no stack trace, internal address, path or personal number ("Overall description of the
/// DSOP Control API", Error messages).
pub fn discreet(seen: Seen<'_>, _: &[Seen<'_>], grounds: &Grounds<'_>) -> Judged {
    let Some(document) = seen.answer.document().filter(|_| seen.answer.status >= 400) else {
        return Judged::nothing(Text::new(
            "needs an error answer in JSON",
            "krever et feilsvar i JSON",
        ));
    };
    let Some(message) = document.get("message").and_then(serde_json::Value::as_str) else {
        return Judged::nothing(Text::new("needs an error message", "krever en feilmelding"));
    };
    let findings = faults(message, grounds)
        .into_iter()
        .map(|what| {
            Finding::breach(what)
                .received(shorten(message))
                .at("/message")
                .in_exchange(seen.exchange.id)
        })
        .collect();
    Judged::of(1, findings)
}

/// A JWS begins with the base64url of `{"`, and has dots between its parts.
fn is_token(word: &str) -> bool {
    word.starts_with("eyJ") && word.len() > 40 && word.contains('.')
}

fn faults(message: &str, grounds: &Grounds<'_>) -> Vec<Text> {
    let lower = message.to_lowercase();
    let mut faults = Vec::new();
    if TRACES.iter().any(|trace| lower.contains(trace)) {
        faults.push(Text::new(
            "The message shows the inside of the program.",
            "Meldingen viser programmets indre.",
        ));
    }
    if words(message).any(|word| is_internal_host(word, grounds)) {
        faults.push(Text::new(
            "The message names an internal address.",
            "Meldingen navngir en intern adresse.",
        ));
    }
    if words(message).any(is_file_path) {
        faults.push(Text::new(
            "The message names a file on the server.",
            "Meldingen navngir en fil på tjeneren.",
        ));
    }
    if grounds
        .party
        .accounts
        .iter()
        .any(|fact| message.contains(fact.number.as_str()))
    {
        faults.push(Text::new(
            "The message holds an account number of the control object.",
            "Meldingen inneholder et kontonummer som tilhører kontrollobjektet.",
        ));
    }
    if words(message).any(is_token) {
        faults.push(Text::new(
            "The message repeats a token or an order.",
            "Meldingen gjengir et token eller et pålegg.",
        ));
    }
    if message.chars().count() > LONGEST {
        faults.push(Text::new(
            "The message is longer than a description of one fault.",
            "Meldingen er lengre enn en beskrivelse av én feil.",
        ));
    }
    faults
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
        let document = json!({"code": "ACC-001", "message": message});
        let answer = Answer {
            status: 400,
            media_type: None,
            repeats: None,
            content: Content::Clear { document },
        };
        ask(
            discreet,
            &exchange(400, "application/json", b""),
            &answer,
            &[],
        )
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
            "inside of the program",
        );
    }

    #[test]
    fn internal_addresses_breach() {
        for message in [
            "no route to 10.0.3.7:8443",
            "http://core.internal/accounts failed",
            "localhost:5432 refused",
        ] {
            assert_breach(&judged(message), "internal address");
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
        assert_breach(&judged, "not JSON in clear");
        assert_breach(&judged, "media type");
    }

    #[test]
    fn a_file_path_breaches() {
        assert_breach(
            &judged("cannot read /opt/bank/conf.yaml"),
            "file on the server",
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
