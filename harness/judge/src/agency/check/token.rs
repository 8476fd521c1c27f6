//! How access tokens are used.

use std::collections::HashMap;

use serde_json::Value;

use crate::agency::check::tally::{
    Judged, NOTHING, Tally, breach, each, each_judged, no_bank_call, no_grant,
};
use crate::agency::check::{To, With, calls};
use crate::agency::scenario_run::JournalView;
use pack::text::Text;

/// Seconds that an expired token may still be on its way.
const LEEWAY: i64 = 1;

/// A token for one bank is not sent to another.
pub(super) fn audience(view: &JournalView<'_>, _with: &With) -> Judged {
    each_judged(calls(view, To::Bank), no_bank_call(), |call| {
        let claims = &call.token.as_ref()?.payload;
        let aimed = |url: &str| match &claims["aud"] {
            Value::Array(list) => list.iter().any(|one| one == url),
            one => one == url,
        };
        let base_urls = &view.facts(call).base_urls;
        let other = base_urls
            .iter()
            .find(|(bank, url)| Some(**bank) != call.bank() && aimed(url));
        let own = call
            .bank()
            .and_then(|bank| base_urls.get(&bank))
            .is_some_and(|url| aimed(url));
        Some(match other {
            Some(_) if !own => {
                let what = breach(
                    "a token for another bank was sent",
                    "et token for en annen bank ble sendt",
                )
                .wants(
                    "a token whose aud is this bank",
                    "et token der aud er denne banken",
                );
                Err(what
                    .received(claims["aud"].to_string())
                    .at("header:Authorization"))
            }
            Some(_) | None => Ok(()),
        })
    })
}

/// No token is sent after its end.
pub(super) fn expiry(view: &JournalView<'_>, _with: &With) -> Judged {
    each_judged(calls(view, To::Bank), no_bank_call(), |call| {
        let end = call.token.as_ref()?.payload["exp"].as_i64()?;
        let late = call.received.as_second() - end;
        Some(if late <= LEEWAY {
            Ok(())
        } else {
            Err(
                breach("an expired token was sent", "et utløpt token ble sendt")
                    .wants("a token before its exp", "et token før exp")
                    .received(format!("{late} s")),
            )
        })
    })
}

/// Every call has one token, as Bearer.
pub(super) fn bearer(view: &JournalView<'_>, with: &With) -> Judged {
    each(calls(view, with.to), no_bank_call(), |call| {
        let values = call.header_values("authorization");
        let right = matches!(values.as_slice(), [one] if one.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("Bearer ")));
        (!right).then(|| {
            let scheme = values
                .first()
                .map_or(NOTHING, |value| {
                    value.split_once(' ').map_or("…", |(scheme, _)| scheme)
                })
                .to_owned();
            breach(
                "a call does not carry its token as Bearer",
                "et kall har ikke tokenet som Bearer",
            )
            .wants(
                "Authorization: Bearer, once",
                "Authorization: Bearer, én gang",
            )
            .received(scheme)
            .at("header:Authorization")
        })
    })
}

/// No token stands in an address.
pub(super) fn place(view: &JournalView<'_>, _with: &With) -> Judged {
    each(calls(view, To::Bank), no_bank_call(), |call| {
        let found = call.query.contains("eyJ") || call.path.contains("eyJ");
        found.then(|| {
            breach("a token stands in the address", "et token står i adressen")
                .wants(
                    "the token in Authorization alone",
                    "tokenet bare i Authorization",
                )
                .received("eyJ…")
        })
    })
}

/// After a refused token comes the same call with another one.
pub(super) fn replaced(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        let Some(refused) = run.bank_calls().find(|call| call.status() == Some(401)) else {
            continue;
        };
        tally.look(refused);
        let later: Vec<_> = run
            .bank_calls()
            .filter(|call| call.received > refused.received && call.bank() == refused.bank())
            .collect();
        let same = |name: &str, call: &crate::agency::journal::Call| {
            call.header(name) == refused.header(name)
        };
        if let Some(again) = later.iter().find(|call| same("authorization", call)) {
            tally.breach(
                again,
                breach(
                    "a refused token was sent again",
                    "et avvist token ble sendt på nytt",
                )
                .wants("a new token", "et nytt token")
                .received(again.token.as_ref().map_or_else(
                    || NOTHING.to_owned(),
                    |token| token.payload["jti"].to_string(),
                )),
            );
        }
        if !later.iter().any(|call| call.path == refused.path) {
            tally.breach(
                refused,
                breach(
                    "the call was not made again with a new token",
                    "kallet ble ikke gjort på nytt med et nytt token",
                )
                .wants(
                    "the same call with a new token",
                    "det samme kallet med et nytt token",
                )
                .received(NOTHING),
            );
        }
    }
    tally.judged(Judged::Unseen(Text::new(
        "no token was refused",
        "ingen token ble avvist",
    )))
}

/// A token is not asked for again while one for the same use is good.
pub(super) fn economy(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        let refused = run
            .calls
            .iter()
            .filter(|call| call.status() == Some(401))
            .count();
        let mut asked: HashMap<(String, String), usize> = HashMap::new();
        for call in run.grants().filter(|call| call.status() == Some(200)) {
            let Some(assertion) = &call.token else {
                continue;
            };
            tally.look(call);
            let of = (
                assertion.payload["scope"].to_string(),
                assertion.payload["resource"].to_string(),
            );
            let count = asked.entry(of).or_default();
            *count += 1;
            if *count > 1 + refused {
                tally.breach(
                    call,
                    breach(
                        "a token was asked for while another was good",
                        "et token ble bestilt mens et annet var gyldig",
                    )
                    .wants(
                        "the token that is still good",
                        "tokenet som fortsatt er gyldig",
                    )
                    .received(assertion.payload["scope"].to_string()),
                );
            }
        }
    }
    tally.judged(no_grant())
}
