//! Holds one answer against what a case expects. Pure; returns findings, never a verdict.

use serde_json::Value;

use crate::answer::{Answer, Content, Unreadable};
use crate::catalogue::{Expectation, Pair};
use crate::exchange::{Exchange, TransportFailure};
use crate::finding::Finding;
use crate::text::Text;

/// What became of a request, before its level is weighed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Met {
    /// The expectation could be held against an answer; breaches and notes are in the findings.
    Decided(Vec<Finding>),
    /// No answer came that could be judged.
    Undecided(Text),
}

/// Holds an exchange against an expectation.
pub fn judge(
    expectation: &Expectation,
    exchange: &Exchange,
    answer: Option<&Answer>,
    production: bool,
) -> Met {
    let Some(answer) = answer else {
        return without_answer(expectation, exchange);
    };
    if answer.status == 429 && !names_status(expectation, 429) {
        return Met::Undecided(Text::new(
            "the target limits the rate (429); run with a lower --rate",
            "målet begrenser antall forespørsler (429); kjør med lavere --rate",
        ));
    }
    let mut findings = match expectation {
        Expectation::Accepted => acceptance(exchange, answer, production),
        Expectation::Refused { expected, also } => refusal(expected, also, exchange, answer),
        Expectation::Either(pairs) => either(pairs, exchange, answer, production),
        Expectation::Survives => survival(exchange, answer, production),
    };
    for finding in &mut findings {
        finding.exchange = Some(exchange.id);
    }
    Met::Decided(findings)
}

fn names_status(expectation: &Expectation, status: u16) -> bool {
    match expectation {
        Expectation::Refused { expected, also } => expected
            .iter()
            .chain(also)
            .any(|pair| pair.status == status),
        Expectation::Either(pairs) => pairs.iter().any(|pair| pair.status == status),
        Expectation::Accepted | Expectation::Survives => false,
    }
}

fn without_answer(expectation: &Expectation, exchange: &Exchange) -> Met {
    let Err(failure) = &exchange.outcome else {
        return Met::Undecided(Text::new(
            "the answer was not opened",
            "svaret ble ikke åpnet",
        ));
    };
    let words = describe(failure);
    let hostile = matches!(expectation, Expectation::Survives);
    let broke = matches!(
        failure,
        TransportFailure::TimedOut
            | TransportFailure::Interrupted(_)
            | TransportFailure::Malformed(_)
    );
    if hostile && broke {
        let finding = Finding::breach(Text::new(
            "the target gave no complete HTTP answer",
            "målet ga ikke noe fullstendig HTTP-svar",
        ))
        .expected(Text::new("an answer below 500", "et svar under 500"))
        .got(words.en)
        .in_exchange(exchange.id);
        return Met::Decided(vec![finding]);
    }
    Met::Undecided(words)
}

/// A transport failure in words.
pub fn describe(failure: &TransportFailure) -> Text {
    match failure {
        TransportFailure::Connect(why) => Text::new(
            format!("target unreachable: {why}"),
            format!("målet kan ikke nås: {why}"),
        ),
        TransportFailure::Tls(why) => {
            Text::new(format!("TLS failed: {why}"), format!("TLS feilet: {why}"))
        }
        TransportFailure::TimedOut => Text::new(
            "no answer within the time limit",
            "intet svar innen tidsgrensen",
        ),
        TransportFailure::Interrupted(why) => Text::new(
            format!("the connection broke: {why}"),
            format!("forbindelsen ble brutt: {why}"),
        ),
        TransportFailure::Malformed(why) => Text::new(
            format!("the answer is no HTTP: {why}"),
            format!("svaret er ikke HTTP: {why}"),
        ),
    }
}

/// What an answer is, in a few words: for "got".
pub fn summary(answer: &Answer) -> String {
    let mut words = answer.status.to_string();
    if let Some(document) = answer.document() {
        if let Some(code) = document.get("code").and_then(Value::as_str) {
            words = format!("{words} {code}");
        }
        if let Some(message) = document.get("message").and_then(Value::as_str) {
            words = format!("{words}: {message}");
        }
    }
    match &answer.content {
        Content::Unreadable(Unreadable::TooLong) => words.push_str(" (body too long to read)"),
        Content::Unreadable(Unreadable::Malformed(why) | Unreadable::Undecryptable(why)) => {
            words = format!("{words} (unreadable body: {why})");
        }
        Content::Empty => words.push_str(" (no body)"),
        Content::Encrypted { .. } | Content::Clear { .. } => {}
    }
    words
}

/// Whether clear text may answer this request: in a test environment only, and only where Accept allows it (I-27).
fn may_be_clear(exchange: &Exchange, production: bool) -> bool {
    let allowed = |accept: &str| accept.contains("application/json") || accept.contains('*');
    !production && accept(exchange).is_none_or(|accept| allowed(&accept))
}

/// Whether an encrypted answer fits: always in production; in test unless clear text alone was asked for.
fn may_be_encrypted(exchange: &Exchange, production: bool) -> bool {
    let allowed = |accept: &str| accept.contains("application/jose") || accept.contains('*');
    production || accept(exchange).is_none_or(|accept| allowed(&accept))
}

fn accept(exchange: &Exchange) -> Option<String> {
    header(exchange, "accept").map(|accept| accept.to_ascii_lowercase())
}

/// An answer to HEAD has no body to judge (RFC 9110, 9.3.2).
fn has_body(exchange: &Exchange) -> bool {
    exchange.request.method != "HEAD"
}

fn header(exchange: &Exchange, name: &str) -> Option<String> {
    exchange
        .request
        .headers
        .iter()
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| String::from_utf8_lossy(value).into_owned())
}

fn acceptance(exchange: &Exchange, answer: &Answer, production: bool) -> Vec<Finding> {
    let accepted = Text::new("200 and a readable document", "200 og et lesbart dokument");
    if answer.status != 200 {
        return vec![
            Finding::breach(Text::new(
                "a valid request was not accepted",
                "en gyldig forespørsel ble ikke godtatt",
            ))
            .expected(accepted)
            .got(summary(answer)),
        ];
    }
    if !has_body(exchange) {
        return Vec::new();
    }
    match &answer.content {
        Content::Encrypted { document, .. } => {
            let mut findings = object(document);
            if !may_be_encrypted(exchange, production) {
                findings.push(
                    Finding::breach(Text::new(
                        "clear JSON was asked for and an encrypted answer came",
                        "det ble bedt om klartekst-JSON, men svaret var kryptert",
                    ))
                    .expected(Text::same("application/json"))
                    .got(answer.media_type.clone().unwrap_or_default()),
                );
            }
            findings.extend(media_type(answer, "application/jose"));
            findings
        }
        Content::Clear { document } => {
            let mut findings = object(document);
            if !may_be_clear(exchange, production) {
                findings.push(
                    Finding::breach(Text::new(
                        "the answer came in clear where it must be encrypted",
                        "svaret kom i klartekst der det skal være kryptert",
                    ))
                    .expected(Text::new(
                        "a JWE, application/jose",
                        "en JWE, application/jose",
                    ))
                    .got(answer.media_type.clone().unwrap_or_default()),
                );
            }
            findings.extend(media_type(answer, "application/json"));
            findings
        }
        Content::Empty | Content::Unreadable(_) => vec![
            Finding::breach(Text::new(
                "the answer cannot be read",
                "svaret kan ikke leses",
            ))
            .expected(accepted)
            .got(summary(answer)),
        ],
    }
}

fn object(document: &Value) -> Vec<Finding> {
    if document.is_object() {
        return Vec::new();
    }
    vec![
        Finding::breach(Text::new(
            "the document is no JSON object",
            "dokumentet er ikke et JSON-objekt",
        ))
        .expected(Text::new("an object", "et objekt")),
    ]
}

fn media_type(answer: &Answer, expected: &str) -> Option<Finding> {
    (answer.media_type.as_deref() != Some(expected)).then(|| {
        Finding::breach(Text::new(
            "the media type does not fit the body",
            "medietypen passer ikke til innholdet",
        ))
        .expected(Text::same(expected))
        .got(
            answer
                .media_type
                .clone()
                .unwrap_or_else(|| "no Content-Type".into()),
        )
        .at("header:Content-Type")
    })
}

fn listed(pairs: &[Pair]) -> (String, String) {
    let names: Vec<String> = pairs.iter().map(Pair::to_string).collect();
    (names.join(" or "), names.join(" eller "))
}

fn refusal(expected: &[Pair], also: &[Pair], exchange: &Exchange, answer: &Answer) -> Vec<Finding> {
    let code = answer.error_code();
    let fits = |pairs: &[Pair]| {
        pairs.iter().any(|pair| {
            if has_body(exchange) {
                pair.matches(answer.status, code)
            } else {
                pair.status == answer.status
            }
        })
    };
    let (en, nb) = listed(expected);
    if fits(expected) && !has_body(exchange) {
        return Vec::new();
    }
    if fits(expected) {
        return error_shape(answer);
    }
    if fits(also) {
        let mut findings = if has_body(exchange) {
            error_shape(answer)
        } else {
            Vec::new()
        };
        findings.push(
            Finding::note(Text::new(
                "refused with another pair than the usual one; the documents leave room for it",
                "avvist med et annet par enn det vanlige; dokumentene åpner for det",
            ))
            .expected(Text::new(en, nb))
            .got(summary(answer)),
        );
        return findings;
    }
    let what = if answer.status == 200 {
        Text::new(
            "an invalid request was accepted",
            "en ugyldig forespørsel ble godtatt",
        )
    } else {
        Text::new(
            "refused with the wrong status or code",
            "avvist med feil status eller kode",
        )
    };
    vec![
        Finding::breach(what)
            .expected(Text::new(en, nb))
            .got(summary(answer)),
    ]
}

/// The body of a refusal: JSON in clear, `code` and `message` (DSOP Control API V2.0, error schemas).
fn error_shape(answer: &Answer) -> Vec<Finding> {
    let shape = Text::new(
        "JSON in clear with code and message",
        "JSON i klartekst med code og message",
    );
    let breach = |what: Text| {
        Finding::breach(what)
            .expected(shape.clone())
            .got(summary(answer))
    };
    match &answer.content {
        Content::Clear { document } => {
            let mut findings: Vec<Finding> =
                media_type(answer, "application/json").into_iter().collect();
            for member in ["code", "message"] {
                if document
                    .get(member)
                    .and_then(Value::as_str)
                    .is_none_or(str::is_empty)
                {
                    findings.push(
                        breach(Text::new(
                            format!("the error body has no text in {member}"),
                            format!("feilsvaret har ingen tekst i {member}"),
                        ))
                        .at(format!("/{member}")),
                    );
                }
            }
            findings
        }
        Content::Encrypted { .. } => {
            vec![breach(Text::new(
                "the error is encrypted",
                "feilsvaret er kryptert",
            ))]
        }
        Content::Empty | Content::Unreadable(_) => {
            vec![breach(Text::new(
                "the error body cannot be read",
                "feilsvaret kan ikke leses",
            ))]
        }
    }
}

fn either(pairs: &[Pair], exchange: &Exchange, answer: &Answer, production: bool) -> Vec<Finding> {
    let (noted, mut findings) = if answer.status == 200 {
        (
            Text::new("accepted", "godtatt"),
            acceptance(exchange, answer, production),
        )
    } else {
        (
            Text::new("refused", "avvist"),
            refusal(pairs, &[], exchange, answer),
        )
    };
    if findings.is_empty() {
        findings.push(
            Finding::note(Text::new(
                format!("the documents leave this open; here it is {}", noted.en),
                format!("dokumentene lar dette stå åpent; her blir det {}", noted.nb),
            ))
            .got(summary(answer)),
        );
    }
    findings
}

fn survival(exchange: &Exchange, answer: &Answer, production: bool) -> Vec<Finding> {
    if answer.status >= 500 {
        return vec![
            Finding::breach(Text::new(
                "input from outside made the target fail",
                "inndata utenfra fikk målet til å feile",
            ))
            .expected(Text::new("an answer below 500", "et svar under 500"))
            .got(summary(answer)),
        ];
    }
    match answer.status {
        200 => acceptance(exchange, answer, production),
        _ if !has_body(exchange) => Vec::new(),
        // Refused by the HTTP layer before any application sees it: no body shape to ask for.
        400 | 408 | 413 | 414 | 417 | 421 | 426 | 431 | 494 | 495 | 496 | 497 => Vec::new(),
        _ => error_shape(answer),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;
    use wire::messages::Endpoint;

    use super::*;
    use crate::exchange::{ExchangeId, SentRequest};

    fn exchange(accept: &str) -> Exchange {
        Exchange {
            id: ExchangeId(1),
            request: SentRequest {
                service: "politi-utlevering".into(),
                endpoint: Endpoint::Accounts,
                method: "GET".into(),
                url: "http://127.0.0.1/v2/accounts".into(),
                headers: vec![("Accept".into(), accept.into())],
                token_claims: None,
                order_claims: None,
            },
            outcome: Err(TransportFailure::TimedOut),
            started: jiff::Timestamp::UNIX_EPOCH,
            elapsed: Duration::ZERO,
        }
    }

    fn clear(status: u16, document: Value) -> Answer {
        Answer {
            status,
            media_type: Some("application/json".into()),
            content: Content::Clear { document },
        }
    }

    fn breaches(met: &Met) -> usize {
        match met {
            Met::Decided(findings) => findings
                .iter()
                .filter(|finding| finding.kind == crate::finding::Kind::Breach)
                .count(),
            Met::Undecided(why) => panic!("undecided: {why}"),
        }
    }

    fn refused() -> Expectation {
        Expectation::Refused {
            expected: vec![Pair::parse("400 ACC-001").expect("a pair")],
            also: vec![Pair::parse("403 ACC-011").expect("a pair")],
        }
    }

    #[test]
    fn the_right_refusal_has_no_findings() {
        let answer = clear(
            400,
            json!({"code": "ACC-001", "message": "fromDate is no date"}),
        );
        assert_eq!(
            judge(
                &refused(),
                &exchange("application/jose"),
                Some(&answer),
                false
            ),
            Met::Decided(Vec::new())
        );
    }

    #[test]
    fn a_pair_that_the_documents_leave_room_for_is_noted() {
        let answer = clear(403, json!({"code": "ACC-011", "message": "no"}));
        let met = judge(
            &refused(),
            &exchange("application/jose"),
            Some(&answer),
            false,
        );
        assert_eq!(breaches(&met), 0);
        assert!(matches!(met, Met::Decided(findings) if findings.len() == 1));
    }

    #[test]
    fn the_right_status_with_the_wrong_code_is_a_breach() {
        let answer = clear(400, json!({"code": "ACC-010", "message": "no"}));
        assert_eq!(
            breaches(&judge(
                &refused(),
                &exchange("application/jose"),
                Some(&answer),
                false
            )),
            1
        );
    }

    #[test]
    fn an_accepted_invalid_request_is_a_breach() {
        let answer = clear(200, json!({}));
        assert_eq!(
            breaches(&judge(
                &refused(),
                &exchange("application/jose"),
                Some(&answer),
                false
            )),
            1
        );
    }

    #[test]
    fn a_refusal_without_a_message_is_a_breach() {
        let answer = clear(400, json!({"code": "ACC-001"}));
        assert_eq!(
            breaches(&judge(
                &refused(),
                &exchange("application/jose"),
                Some(&answer),
                false
            )),
            1
        );
    }

    #[test]
    fn clear_text_that_nobody_asked_for_is_a_breach() {
        let answer = clear(200, json!({"accounts": []}));
        assert_eq!(
            breaches(&judge(
                &Expectation::Accepted,
                &exchange("application/jose"),
                Some(&answer),
                false
            )),
            1
        );
        assert_eq!(
            breaches(&judge(
                &Expectation::Accepted,
                &exchange("application/json"),
                Some(&answer),
                false
            )),
            0
        );
    }

    #[test]
    fn clear_text_in_production_is_a_breach_whatever_was_asked_for() {
        let answer = clear(200, json!({"accounts": []}));
        for accept in ["application/json", "*/*", "application/jose"] {
            assert_eq!(
                breaches(&judge(
                    &Expectation::Accepted,
                    &exchange(accept),
                    Some(&answer),
                    true
                )),
                1,
                "{accept}"
            );
        }
    }

    #[test]
    fn an_answer_to_head_is_judged_by_its_status_alone() {
        let mut head = exchange("application/jose");
        head.request.method = "HEAD".into();
        let answer = Answer {
            status: 400,
            media_type: None,
            content: Content::Empty,
        };
        assert_eq!(
            judge(&refused(), &head, Some(&answer), false),
            Met::Decided(Vec::new())
        );
    }

    #[test]
    fn a_rate_limit_decides_nothing() {
        let answer = clear(429, json!({"code": "ACC-022", "message": "slow down"}));
        assert!(matches!(
            judge(
                &Expectation::Accepted,
                &exchange("application/jose"),
                Some(&answer),
                false
            ),
            Met::Undecided(_)
        ));
    }

    #[test]
    fn silence_decides_nothing_but_where_survival_is_asked_for() {
        let silent = exchange("application/jose");
        assert!(matches!(
            judge(&refused(), &silent, None, false),
            Met::Undecided(_)
        ));
        assert_eq!(
            breaches(&judge(&Expectation::Survives, &silent, None, false)),
            1
        );
    }
}
