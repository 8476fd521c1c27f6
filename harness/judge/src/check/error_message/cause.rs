//! The message of an error, against what was wrong with the request: it names it, in English or Norwegian.

use std::collections::BTreeSet;

use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::exchange::{Exchange, SentRequest};
use crate::finding::Finding;
use crate::observations;

checks! {
    "error-message-names-cause": Answer(names_cause, Evidence::Message), NEEDS_ERROR_MESSAGE,
        "the message of an error names the parameter or rule that the request breaks, in any language",
        "meldingen i en feil navngir parameteren eller regelen forespørselen bryter, på et hvilket som helst språk";
    "error-messages-differ": Answer(differ, Evidence::Message), NEEDS_TWO_ANSWERS,
        "different errors have different messages",
        "ulike feil har ulike meldinger";
}

observations! {
    /// A message that says nothing of the cause.
    CAUSE_NOT_NAMED = "error-cause-not-named" {
        observed: "the message does not name what was wrong", "meldingen navngir ikke hva som var galt";
        expected: "{cause}", "{cause}";
    }
    /// A message that names something else.
    OTHER_NAMED = "error-other-parameter-named" {
        observed: "the message names {named}, which was sent and valid, and not what was wrong", "meldingen navngir {named}, som ble sendt og er gyldig, og ikke hva som var galt";
        expected: "{cause}", "{cause}";
    }
    /// One message for every error.
    ONE_MESSAGE = "error-messages-alike" {
        observed: "{count} different errors have the same message", "{count} ulike feil har samme melding";
        expected: "a message that describes each error", "en melding som beskriver hver feil";
    }
}

/// What can be wrong with a request, and words that name it.
struct Cause {
    parameter: &'static str,
    words: &'static [&'static str],
}

/// Headers that a request needs.
const HEADERS: [Cause; 5] = [
    Cause {
        parameter: "CorrelationID",
        words: &["correlation", "korrelasjon"],
    },
    Cause {
        parameter: "Legal-Mandate",
        words: &["mandate", "mandat", "hjemmel", "legal"],
    },
    Cause {
        parameter: "PartyID",
        words: &[
            "party",
            "fødselsnummer",
            "organisasjonsnummer",
            "kontrollobjekt",
        ],
    },
    Cause {
        parameter: "RequesterID",
        words: &["requester", "forespørrer", "saksbehandler"],
    },
    Cause {
        parameter: "AccountInfoRequestID",
        words: &["accountinforequest", "account info", "saks"],
    },
];

/// A `fromDate` that is no date.
const FROM_DATE: Cause = Cause {
    parameter: "fromDate",
    words: &["date", "dato", "period"],
};

/// A token that is no longer valid.
const TOKEN: Cause = Cause {
    parameter: "token",
    words: &[
        "token", "expire", "utløp", "authenti", "autentis", "authoriz", "autoris",
    ],
};

/// An endpoint that the order does not open.
const ORDER: Cause = Cause {
    parameter: "AdditionalReferenceID",
    words: &[
        "order",
        "pålegg",
        "endpoint",
        "endepunkt",
        "transaction",
        "transaksjon",
        "access",
        "tilgang",
        "additionalreference",
    ],
};

/// The first thing that is wrong with the request as it was sent.
fn cause(exchange: &Exchange) -> Option<&'static Cause> {
    let request = &exchange.request;
    let claim = |name: &str| request.token_claims.as_ref()?.get(name)?.as_i64();
    let is_expired = claim("exp").is_some_and(|until| until < exchange.started.as_second());
    let flag = |name: &str| request.order_claims.as_ref()?.get(name)?.as_bool();
    let lacking = || {
        let wanted = |one: &&Cause| match one.parameter {
            "PartyID" => request.endpoint == wire::messages::Endpoint::Accounts,
            "RequesterID" => request.order_claims.is_some(),
            _ => true,
        };
        let mut headers = HEADERS.iter().filter(wanted);
        headers.find(|one| !has_header(request, one.parameter))
    };
    if is_expired {
        Some(&TOKEN)
    } else if flag("transactions") == Some(false) {
        Some(&ORDER)
    } else if has_bad_date(&request.url) {
        Some(&FROM_DATE)
    } else {
        lacking()
    }
}

fn has_header(request: &SentRequest, name: &str) -> bool {
    let mut names = request.headers.iter().map(|(name, _)| name);
    names.any(|sent| sent.eq_ignore_ascii_case(name))
}

fn has_bad_date(url: &str) -> bool {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let mut values = query
        .split('&')
        .filter_map(|one| one.strip_prefix("fromDate="));
    values.any(|value| wire::dates::parse_iso(value).is_err())
}

fn message<'a>(seen: &Seen<'a>) -> Option<&'a str> {
    let document = seen.answer.document()?;
    document
        .get("message")?
        .as_str()
        .filter(|_| seen.answer.status >= 400)
}

/// A message of one word describes no error at all, which another check says once for all errors.
fn names_cause(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let (Some(message), Some(cause)) = (message(&seen), cause(seen.exchange)) else {
        return Judged::nothing();
    };
    if message.split_whitespace().count() < 2 && !names(message, cause) {
        return Judged::nothing();
    }
    if names(message, cause) {
        return seen.judged([]);
    }
    let lower = message.to_lowercase();
    let other = HEADERS
        .iter()
        .chain([&FROM_DATE])
        .find(|one| lower.contains(&one.parameter.to_lowercase()));
    let finding = match other {
        Some(other) => Finding::breach(&OTHER_NAMED).with("named", other.parameter),
        None => Finding::breach(&CAUSE_NOT_NAMED),
    };
    seen.judged([finding
        .with("cause", cause.parameter)
        .received(message.chars().take(200).collect::<String>())
        .at("/message")])
}

fn names(message: &str, cause: &Cause) -> bool {
    let lower = message.to_lowercase();
    lower.contains(&cause.parameter.to_lowercase())
        || cause.words.iter().any(|word| lower.contains(word))
}

/// The last of several errors of different causes: at least two of all messages differ.
fn differ(seen: Seen<'_>, earlier: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let messages: Vec<&str> = earlier
        .iter()
        .chain([&seen])
        .filter_map(message)
        .map(str::trim)
        .collect();
    let different: BTreeSet<&str> = messages.iter().copied().collect();
    if messages.len() < 3 {
        return Judged::nothing();
    }
    let alike = different.first().filter(|_| different.len() == 1);
    seen.judged(alike.map(|message| {
        Finding::breach(&ONE_MESSAGE)
            .with("count", messages.len())
            .received(message.chars().take(200).collect::<String>())
            .at("/message")
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::answer::{Answer, Content};
    use crate::check::fixture::{ask, assert_breach, assert_conforms, assert_nothing, exchange};

    fn answer(message: &str) -> Answer {
        Answer {
            status: 400,
            media_type: None,
            repeats: None,
            content: Content::Clear {
                document: json!({"code": "ACC-001", "message": message}),
            },
        }
    }

    /// A request without `CorrelationID`.
    fn uncorrelated() -> Exchange {
        let mut exchange = exchange(400, "application/json", b"");
        exchange.request.headers = ["Legal-Mandate", "PartyID", "AccountInfoRequestID"]
            .map(|name| (name.to_owned(), b"x".to_vec()))
            .to_vec();
        exchange
    }

    fn of(exchange: &Exchange, message: &str) -> Judged {
        ask(names_cause, exchange, &answer(message), &[])
    }

    #[test]
    fn a_message_that_names_the_cause_in_any_language_conforms() {
        for message in [
            "The header CorrelationID is missing",
            "Korrelasjons-id mangler",
            "CorrelationID is needed beside Legal-Mandate",
        ] {
            assert_conforms(&of(&uncorrelated(), message));
        }
    }

    #[test]
    fn a_message_that_names_nothing_breaches() {
        assert_breach(&of(&uncorrelated(), "Invalid request"), &CAUSE_NOT_NAMED);
    }

    #[test]
    fn a_message_that_names_another_parameter_breaches() {
        let judged = of(&uncorrelated(), "Legal-Mandate is not valid");
        assert_breach(&judged, &OTHER_NAMED);
    }

    #[test]
    fn a_message_of_one_word_is_left_to_the_comparison() {
        assert_nothing(&of(&uncorrelated(), "Error"));
    }

    #[test]
    fn a_date_that_cannot_be_read_is_the_cause() {
        let mut exchange = uncorrelated();
        exchange.request.url.push_str("?fromDate=not-a-date");
        assert_conforms(&of(&exchange, "Ugyldig dato i forespørselen"));
        assert_breach(&of(&exchange, "CorrelationID is missing"), &OTHER_NAMED);
    }

    #[test]
    fn an_expired_token_is_the_cause() {
        let mut exchange = uncorrelated();
        exchange.request.token_claims = Some(json!({"exp": -60}));
        assert_conforms(&of(&exchange, "The token has expired"));
        assert_breach(&of(&exchange, "Not allowed here"), &CAUSE_NOT_NAMED);
    }

    fn compared(messages: [&str; 3]) -> Judged {
        let exchange = uncorrelated();
        let [one, two, three] = messages.map(answer);
        let earlier = [&one, &two].map(|answer| Seen {
            exchange: &exchange,
            answer,
        });
        ask(differ, &exchange, &three, &earlier)
    }

    #[test]
    fn one_message_for_every_error_breaches() {
        assert_breach(&compared(["Error", "Error", "Error"]), &ONE_MESSAGE);
    }

    #[test]
    fn messages_that_differ_conform() {
        assert_conforms(&compared(["Error", "Error", "Date invalid"]));
    }
}
