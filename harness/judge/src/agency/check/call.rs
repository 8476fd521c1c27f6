//! Every call: method, path, headers.

use pack::catalogue::{To, With};
use uuid::Uuid;
use wire::identifiers::NationalId;
use wire::messages::header;
use wire::profile::ServiceProfile;

use crate::agency::check::checks;
use crate::agency::check::collect::{
    Collector, Judged, NOTHING, breach, each, each_judged, no_call,
};
use crate::agency::check::pages::appends_absolute_next;
use crate::agency::journal::Call;
use crate::agency::scenario_run::JournalView;
use crate::finding::{Finding, Observation};
use crate::observations;

/// Headers that may come more than once (RFC 9110 5.3: lists).
const LISTS: [&str; 10] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "cookie",
    "te",
    "trailer",
    "via",
    "tracestate",
];

observations! {
    /// Another method.
    METHOD = "call-method" {
        observed: "a call is not a GET", "et kall er ikke GET";
        expected: "GET", "GET";
    }
    /// A path that does not exist.
    PATH = "call-unknown-path" {
        observed: "a path that the API does not have was called", "en sti som ikke finnes i API-et, ble kalt";
        expected: "a path of the API", "en sti i API-et";
    }
    /// A header that is missing.
    MISSING = "call-header-missing" {
        observed: "{header} is missing", "{header} mangler";
        expected: "{header}", "{header}";
    }
    /// A header that is no UUID.
    NOT_UUID = "call-header-not-uuid" {
        observed: "{header} is not a UUID", "{header} er ikke en UUID";
        expected: "a UUID (RFC 9562)", "en UUID (RFC 9562)";
    }
    /// A header that should not be there.
    SENT = "call-header-sent" {
        observed: "{header} is sent", "{header} er sendt";
        expected: "no {header}", "ingen {header}";
    }
    /// A user named by a personal number.
    NATIONAL_ID = "requester-national-id" {
        observed: "RequesterID holds a national identity number", "RequesterID inneholder et fødselsnummer";
        expected: "a user id or a pseudonym", "en bruker-ID eller et pseudonym";
    }
    /// A header with another value.
    VALUE = "call-header-value" {
        observed: "{header} has another value", "{header} har en annen verdi";
        expected: "{expected}", "{expected}";
    }
    /// A header that comes twice.
    TWICE = "call-header-twice" {
        observed: "the header {header} comes twice", "hodefeltet {header} kommer to ganger";
        expected: "every header once", "hvert hodefelt én gang";
    }
    /// Bytes outside ASCII.
    NOT_ASCII = "call-header-not-ascii" {
        observed: "the header {header} has bytes outside ASCII", "hodefeltet {header} har tegn utenfor ASCII";
        expected: "ASCII", "ASCII";
    }
    /// An Accept that excludes encrypted answers.
    ACCEPT = "call-accept" {
        observed: "a call does not accept application/jose", "et kall godtar ikke application/jose";
        expected: "application/jose", "application/jose";
    }
}

checks! {
    "method" = method(Either, "to") finds [METHOD]
        "Every call is a GET.", "Alle kall er GET.";
    "known-path" = known_path(Banks) finds [PATH]
        "Every path below the base URL is one of the API's five, in its own spelling.",
        "Hver sti under basis-URL-en er en av API-ets fem, med samme skrivemåte.";
    "header-uuid" = uuid(Either, "to", "header") finds [MISSING, NOT_UUID]
        "The header that the case names is a UUID of 36 characters.",
        "Hodefeltet som testen navngir, er en UUID på 36 tegn.";
    "header-absent" = absent(Either, "to", "header") finds [SENT]
        "The header that the case names is not sent.", "Hodefeltet som testen navngir, sendes ikke.";
    "header-present" = present(Either, "to", "header") finds [MISSING]
        "The header that the case names is sent, and not empty.", "Hodefeltet som testen navngir, sendes og er ikke tomt.";
    "no-further-headers" = no_further(Banks) finds [SENT]
        "AdditionalReferenceID, its type and RequesterID are sent only where the service has them.",
        "AdditionalReferenceID, typen og RequesterID sendes bare der tjenesten har dem.";
    "requester-no-number" = requester(Banks) finds [NATIONAL_ID]
        "RequesterID holds no valid national identity number or D-number.",
        "RequesterID inneholder ikke noe gyldig fødselsnummer eller D-nummer.";
    "header-value" = value(Either, "to", "header", "value") finds [MISSING, VALUE]
        "The header that the case names has the value that it names.",
        "Hodefeltet som testen navngir, har verdien som testen oppgir.";
    "headers-once" = once(Either, "to") finds [TWICE]
        "No header that is not a list comes twice.", "Ingen hodefelt som ikke er en liste, kommer to ganger.";
    "headers-ascii" = ascii(Either, "to") finds [NOT_ASCII]
        "Every header value is ASCII.", "Alle verdier i hodefelt er ASCII.";
    "accept" = accept(Either, "to") finds [ACCEPT]
        "Accept is missing, or accepts application/jose with a weight above 0.",
        "Accept mangler, eller godtar application/jose med en vekt over 0.";
}

fn method(view: &JournalView<'_>, with: &With) -> Judged {
    each(view.calls(with.to), no_call(with.to), |call| {
        (call.method != "GET").then(|| breach(&METHOD, &call.method))
    })
}

fn known_path(view: &JournalView<'_>, with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        for call in run.bank_calls() {
            // A second slash is a matter of the base URL.
            let foreign = call.path.starts_with("/v2/")
                && !call.path.contains("//")
                && call.route.is_none()
                && !appends_absolute_next(run, call);
            collector.judge(call, foreign.then(|| breach(&PATH, &call.path)));
        }
    }
    collector.judged(no_call(with.to))
}

/// Whether a text is a UUID in its usual form, in either case.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok()
}

fn about(observation: &Observation, header: &str, received: impl Into<String>) -> Finding {
    breach(observation, received)
        .with("header", header)
        .at(format!("header:{header}"))
}

/// Looks at one header of every call.
fn on_header(
    view: &JournalView<'_>,
    with: &With,
    check: impl Fn(&str, Option<String>) -> Option<Finding>,
) -> Judged {
    each(view.calls(with.to), no_call(with.to), |call| {
        check(&with.header, call.header(&with.header))
    })
}

fn uuid(view: &JournalView<'_>, with: &With) -> Judged {
    on_header(view, with, |header, value| match value {
        None => Some(about(&MISSING, header, NOTHING)),
        Some(value) if is_uuid(&value) => None,
        Some(value) => Some(about(&NOT_UUID, header, value)),
    })
}

fn absent(view: &JournalView<'_>, with: &With) -> Judged {
    on_header(view, with, |header, value| {
        Some(about(&SENT, header, value?))
    })
}

fn present(view: &JournalView<'_>, with: &With) -> Judged {
    on_header(view, with, |header, value| {
        let missing = value.is_none_or(|value| value.trim().is_empty());
        missing.then(|| about(&MISSING, header, NOTHING))
    })
}

/// The headers that only some services have, those of them that a service does not have.
fn headers_beyond(service: &ServiceProfile) -> Vec<&'static str> {
    let mut beyond = Vec::new();
    if service.additional_reference_type.is_none() {
        beyond.extend([
            header::ADDITIONAL_REFERENCE_ID,
            header::ADDITIONAL_REFERENCE_ID_TYPE,
        ]);
    }
    if !service.requester_id_required {
        beyond.push(header::REQUESTER_ID);
    }
    beyond
}

fn no_further(view: &JournalView<'_>, _with: &With) -> Judged {
    let beyond = headers_beyond(view.service);
    each(view.calls(To::Bank), no_call(To::Bank), |call| {
        let mut sent = beyond.iter().map(|name| (*name, call.header(name)));
        let (header, value) = sent.find(|(_, value)| value.is_some())?;
        Some(about(&SENT, header, value?))
    })
}

/// Whether a text holds a valid national identity number or D-number.
fn holds_national_id(text: &str) -> bool {
    let mut runs = text.split(|character: char| !character.is_ascii_digit());
    runs.any(|digits| digits.len() == 11 && NationalId::parse(digits).is_ok())
}

fn requester(view: &JournalView<'_>, _with: &With) -> Judged {
    each_judged(view.calls(To::Bank), no_call(To::Bank), |call| {
        let value = call.header(header::REQUESTER_ID)?;
        Some(if holds_national_id(&value) {
            Err(about(&NATIONAL_ID, header::REQUESTER_ID, value))
        } else {
            Ok(())
        })
    })
}

fn value(view: &JournalView<'_>, with: &With) -> Judged {
    on_header(view, with, |header, value| match value {
        None => Some(about(&MISSING, header, NOTHING)),
        Some(value) if value == with.value => None,
        Some(value) => Some(about(&VALUE, header, value).with("expected", &with.value)),
    })
}

/// The first header that comes twice though it is no list.
fn twice(call: &Call) -> Option<String> {
    let names = call.headers.iter();
    let mut names: Vec<String> = names
        .map(|(name, _)| name.to_ascii_lowercase())
        .filter(|name| !LISTS.contains(&name.as_str()))
        .collect();
    names.sort();
    let pair = names.windows(2).find(|pair| pair[0] == pair[1])?;
    Some(pair[0].clone())
}

fn once(view: &JournalView<'_>, with: &With) -> Judged {
    each(view.calls(with.to), no_call(with.to), |call| {
        let name = twice(call)?;
        let values = call.header_values(&name).len();
        Some(about(&TWICE, &name, format!("{values} × {name}")))
    })
}

fn ascii(view: &JournalView<'_>, with: &With) -> Judged {
    each(view.calls(with.to), no_call(with.to), |call| {
        let (name, value) = call.headers.iter().find(|(_, value)| !value.is_ascii())?;
        Some(about(&NOT_ASCII, name, String::from_utf8_lossy(value)))
    })
}

/// Whether an `Accept` takes `application/jose` with a weight above nought (RFC 9110 12.5.1): of the ranges that
/// fit, the most specific one decides.
fn takes_jose(accept: &str) -> bool {
    let weight = |wanted: &str| {
        accept.split(',').find_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let kind = parts.next()?.to_ascii_lowercase();
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            (kind == wanted).then(|| weight.and_then(|weight| weight.parse().ok()).unwrap_or(1.0))
        })
    };
    let decides = ["application/jose", "application/*", "*/*"]
        .into_iter()
        .find_map(weight);
    decides.is_some_and(|weight: f64| weight > 0.0)
}

fn accept(view: &JournalView<'_>, with: &With) -> Judged {
    each(view.calls(with.to), no_call(with.to), |call| {
        let values = call.header_values("accept").join(", ");
        let right = values.is_empty() || takes_jose(&values);
        (!right).then(|| breach(&ACCEPT, values).at("header:Accept"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::check::testing::{CASE, bank, check, step_one, with_headers};

    fn sent(headers: &[(&str, &str)]) -> Vec<Call> {
        vec![with_headers(bank(1, "/accounts"), headers)]
    }

    #[test]
    fn calls_are_get() {
        let mut post = bank(1, "/accounts");
        post.method = "POST".into();
        check("method")
            .keeps([bank(1, "/accounts")])
            .finds(&METHOD, [post]);
    }

    #[test]
    fn only_paths_of_the_api_are_called() {
        check("known-path")
            .keeps([bank(1, "/accounts/r")])
            .finds(&PATH, [bank(1, "/accounts/r/loans")])
            .finds(&PATH, [bank(1, "/Accounts")]);
    }

    #[test]
    fn a_header_is_a_uuid() {
        check("header-uuid")
            .header("X")
            .keeps(sent(&[("X", CASE)]))
            .finds(&NOT_UUID, sent(&[("X", "sak-1")]))
            .finds(&MISSING, sent(&[]));
    }

    #[test]
    fn a_case_may_be_about_step_one() {
        check("header-uuid")
            .header("X")
            .step_one()
            .finds(&MISSING, [step_one("customerRelationships")])
            .ignores([bank(1, "/accounts")]);
    }

    #[test]
    fn a_header_is_there_or_not() {
        check("header-present")
            .header("X")
            .keeps(sent(&[("X", "a")]))
            .finds(&MISSING, sent(&[("X", " ")]));
        check("header-absent")
            .header("X")
            .keeps(sent(&[]))
            .finds(&SENT, sent(&[("X", "a")]));
    }

    #[test]
    fn headers_that_the_service_does_not_have_are_not_sent() {
        let sent = |name| sent(&[(name, "a")]);
        check("no-further-headers")
            .keeps(sent("RequesterID"))
            .keeps(sent("AdditionalReferenceID"));
        for name in [
            "RequesterID",
            "AdditionalReferenceID",
            "AdditionalReferenceIDType",
        ] {
            check("no-further-headers")
                .estate()
                .finds(&SENT, sent(name));
        }
    }

    #[test]
    fn a_user_is_not_named_by_a_personal_number() {
        check("requester-no-number")
            .keeps(sent(&[("RequesterID", "saksbehandler-22919524786000")]))
            .keeps(sent(&[("RequesterID", "bruker 12345678901")]))
            .finds(&NATIONAL_ID, sent(&[("RequesterID", "bruker 22919524786")]));
    }

    #[test]
    fn a_header_has_a_value() {
        check("header-value")
            .header("X")
            .value("a")
            .keeps(sent(&[("X", "a")]))
            .finds(&VALUE, sent(&[("X", "b")]))
            .finds(&MISSING, sent(&[]));
    }

    #[test]
    fn headers_come_once_unless_they_are_lists() {
        check("headers-once")
            .keeps(sent(&[("accept", "a"), ("Accept", "b")]))
            .finds(&TWICE, sent(&[("X", "a"), ("x", "a")]));
    }

    #[test]
    fn headers_are_ascii() {
        check("headers-ascii")
            .keeps(sent(&[("X", "a")]))
            .finds(&NOT_ASCII, sent(&[("X", "æ")]));
    }

    #[test]
    fn encrypted_answers_are_accepted() {
        check("accept")
            .keeps(sent(&[]))
            .keeps(sent(&[("accept", "application/*")]))
            .finds(&ACCEPT, sent(&[("accept", "application/json")]))
            .finds(&ACCEPT, sent(&[("accept", "*/*, application/jose;q=0")]));
    }
}
