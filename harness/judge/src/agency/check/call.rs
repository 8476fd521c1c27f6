//! Every call: method, path, headers.

use uuid::Uuid;

use crate::agency::check::tally::{Judged, NOTHING, breach, each, no_bank_call, no_step_one};
use crate::agency::check::{To, With, calls};
use crate::agency::journal::Call;
use crate::agency::scenario_run::JournalView;

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

pub(super) fn nothing(to: To) -> Judged {
    match to {
        To::Bank => no_bank_call(),
        To::Overview => no_step_one(),
    }
}

/// GET and nothing else.
pub(super) fn method(view: &JournalView<'_>, with: &With) -> Judged {
    each(calls(view, with.to), nothing(with.to), |call| {
        (call.method != "GET").then(|| {
            breach("a call is no GET", "et kall er ikke GET")
                .wants("GET", "GET")
                .received(call.method.clone())
        })
    })
}

/// A path that the API has.
pub(super) fn known_path(view: &JournalView<'_>, with: &With) -> Judged {
    each(calls(view, with.to), nothing(with.to), |call| {
        let foreign = call.path.starts_with("/v2/accounts") && call.route.is_none();
        foreign.then(|| {
            breach(
                "a path that the API does not have was called",
                "en sti som ikke finnes i API-et, ble kalt",
            )
            .wants("a path of the API", "en sti i API-et")
            .received(call.path.clone())
        })
    })
}

/// Whether a text is a UUID in its usual form, in either case.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok()
}

fn at(with: &With) -> String {
    format!("header:{}", with.header)
}

/// A header is there and a UUID.
pub(super) fn uuid(view: &JournalView<'_>, with: &With) -> Judged {
    each(calls(view, with.to), nothing(with.to), |call| {
        let value = call.header(&with.header);
        let right = value.as_deref().is_some_and(is_uuid);
        (!right).then(|| {
            let name = &with.header;
            breach(
                format!("{name} is missing or no UUID"),
                format!("{name} mangler eller er ikke en UUID"),
            )
            .wants("a UUID", "en UUID")
            .received(value.unwrap_or_else(|| NOTHING.into()))
            .at(at(with))
        })
    })
}

/// A header is not there.
pub(super) fn absent(view: &JournalView<'_>, with: &With) -> Judged {
    each(calls(view, with.to), nothing(with.to), |call| {
        let value = call.header(&with.header)?;
        let name = &with.header;
        Some(
            breach(
                format!("{name} is sent in a service that has none"),
                format!("{name} er sendt i en tjeneste som ikke har det"),
            )
            .wants(format!("no {name}"), format!("ingen {name}"))
            .received(value)
            .at(at(with)),
        )
    })
}

/// A header is there and not empty.
pub(super) fn present(view: &JournalView<'_>, with: &With) -> Judged {
    each(calls(view, with.to), nothing(with.to), |call| {
        let missing = call
            .header(&with.header)
            .is_none_or(|value| value.trim().is_empty());
        let name = &with.header;
        missing.then(|| {
            breach(format!("{name} is missing"), format!("{name} mangler"))
                .wants(name.clone(), name.clone())
                .received(NOTHING)
                .at(at(with))
        })
    })
}

/// A header has this value.
pub(super) fn value(view: &JournalView<'_>, with: &With) -> Judged {
    each(calls(view, with.to), nothing(with.to), |call| {
        let value = call.header(&with.header);
        (value.as_deref() != Some(with.value.as_str())).then(|| {
            let (name, wanted) = (&with.header, &with.value);
            breach(
                format!("{name} is not {wanted}"),
                format!("{name} er ikke {wanted}"),
            )
            .wants(wanted.clone(), wanted.clone())
            .received(value.unwrap_or_else(|| NOTHING.into()))
            .at(at(with))
        })
    })
}

/// No header comes twice.
pub(super) fn once(view: &JournalView<'_>, with: &With) -> Judged {
    let twice = |call: &Call| {
        let names = call
            .headers
            .iter()
            .map(|(name, _)| name.to_ascii_lowercase());
        let mut names: Vec<String> = names
            .filter(|name| !LISTS.contains(&name.as_str()))
            .collect();
        names.sort();
        names
            .windows(2)
            .find(|pair| pair[0] == pair[1])
            .map(|pair| pair[0].clone())
    };
    each(calls(view, with.to), nothing(with.to), |call| {
        let name = twice(call)?;
        Some(
            breach("a header comes twice", "et hodefelt kommer to ganger")
                .wants("every header once", "hvert hodefelt én gang")
                .received(name.clone())
                .at(format!("header:{name}")),
        )
    })
}

/// Every value is ASCII.
pub(super) fn ascii(view: &JournalView<'_>, with: &With) -> Judged {
    each(calls(view, with.to), nothing(with.to), |call| {
        let (name, value) = call.headers.iter().find(|(_, value)| !value.is_ascii())?;
        Some(
            breach(
                "a header has bytes outside ASCII",
                "et hodefelt har tegn utenfor ASCII",
            )
            .wants("ASCII", "ASCII")
            .received(String::from_utf8_lossy(value.as_ref()))
            .at(format!("header:{name}")),
        )
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

/// The encrypted answer is taken.
pub(super) fn accept(view: &JournalView<'_>, with: &With) -> Judged {
    each(calls(view, with.to), nothing(with.to), |call| {
        let values = call.header_values("accept");
        let right = values.is_empty() || takes_jose(&values.join(","));
        (!right).then(|| {
            breach(
                "a call does not take application/jose",
                "et kall tar ikke imot application/jose",
            )
            .wants("application/jose", "application/jose")
            .received(values.join(", "))
            .at("header:Accept")
        })
    })
}
