//! How access tokens are used.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use pack::catalogue::{To, With};
use pack::reason::{NO_GRANT, NO_TOKEN_REFUSED};
use serde_json::Value;

use crate::agency::check::checks;
use crate::agency::check::collect::{
    Collector, Judged, NOTHING, breach, each, each_judged, no_call, unseen,
};
use crate::agency::journal::Call;
use crate::agency::scenario_run::JournalView;
use crate::observations;

/// How long after its end a token may still arrive: it was valid when the call was begun.
const LEEWAY: Duration = Duration::from_secs(3);

/// How long a refusal may be on its way: other calls that come before are no repetition.
const ON_THE_WAY: Duration = Duration::from_millis(100);

observations! {
    /// A token for another bank.
    OTHER_BANK = "token-of-another-bank" {
        observed: "a token for another bank was sent", "et token for en annen bank ble sendt";
        expected: "a token whose aud is this bank", "et token der aud er denne banken";
    }
    /// A token after its end.
    EXPIRED = "token-expired" {
        observed: "a token was received {seconds} s after its exp",
            "et token ble mottatt {seconds} s etter exp";
        expected: "a token before its exp, with 3 s for the way", "et token før exp, med 3 s til overføringen";
    }
    /// Not as Bearer.
    NOT_BEARER = "token-not-bearer" {
        observed: "a call does not carry one token as Bearer", "et kall har ikke ett token som Bearer";
        expected: "Authorization: Bearer, once", "Authorization: Bearer, én gang";
    }
    /// A token in an address.
    IN_ADDRESS = "token-in-address" {
        observed: "a token is in the address", "et token er i adressen";
        expected: "the token in Authorization only", "tokenet bare i Authorization";
    }
    /// A token that had been refused.
    REFUSED_AGAIN = "token-refused-sent-again" {
        observed: "a token was sent again after the bank had refused it",
            "et token ble sendt på nytt etter at banken hadde avvist det";
        expected: "a new token", "et nytt token";
    }
    /// No new attempt after a refused token.
    NOT_REPLACED = "token-not-replaced" {
        observed: "the call whose token was refused was not made again",
            "kallet med det avviste tokenet ble ikke gjort på nytt";
        expected: "the same call with a new token", "det samme kallet med et nytt token";
    }
    /// A token more than needed.
    NOT_NEEDED = "token-not-needed" {
        observed: "a token was requested while another for the same use was valid",
            "et token ble bestilt mens et annet til samme bruk var gyldig";
        expected: "the token that is still valid", "tokenet som fortsatt er gyldig";
    }
}

checks! {
    "token-audience" = audience(Banks) finds [OTHER_BANK]
        "aud of a token is not another bank only.", "aud i et token er ikke bare en annen bank.";
    "token-expiry" = expiry(Banks) finds [EXPIRED]
        "No token is received more than 3 seconds after its exp.",
        "Ingen token mottas mer enn 3 sekunder etter exp.";
    "token-bearer" = bearer(Either, "to") finds [NOT_BEARER]
        "Every call has one Authorization header, with Bearer.", "Hvert kall har ett Authorization-felt, med Bearer.";
    "token-place" = place(Banks) finds [IN_ADDRESS]
        "No address holds a token.", "Ingen adresse inneholder et token.";
    "token-replaced" = replaced(Banks) finds [REFUSED_AGAIN, NOT_REPLACED]
        "After a token was refused with 401, the same call comes with another, and no call that is received more than 0.1 s later has the refused one.",
        "Etter at et token er avvist med 401, kommer samme kall med et annet, og ingen kall som mottas mer enn 0,1 s senere, har det avviste.";
    "token-economy" = economy(Grants) finds [NOT_NEEDED]
        "For each scope and resource one token is requested in a case, and one more for each call refused with 401.",
        "For hvert scope og hver resource bestilles ett token i en sak, og ett til for hvert kall avvist med 401.";
}

fn audience(view: &JournalView<'_>, _with: &With) -> Judged {
    each_judged(view.calls(To::Bank), no_call(To::Bank), |call| {
        let claims = &call.token.as_ref()?.payload;
        let is_for = |url: &str| match &claims["aud"] {
            Value::Array(list) => list.iter().any(|one| one == url),
            one => one == url,
        };
        let base_urls = &view.facts(call).base_urls;
        let other = base_urls
            .iter()
            .any(|(bank, url)| Some(*bank) != call.bank() && is_for(url));
        let own = call
            .bank()
            .and_then(|bank| base_urls.get(&bank))
            .is_some_and(|url| is_for(url));
        Some(if other && !own {
            let received = claims["aud"].to_string();
            Err(breach(&OTHER_BANK, received).at("header:Authorization"))
        } else {
            Ok(())
        })
    })
}

fn expiry(view: &JournalView<'_>, _with: &With) -> Judged {
    each_judged(view.calls(To::Bank), no_call(To::Bank), |call| {
        let exp = call.token.as_ref()?.payload["exp"].as_i64()?;
        let end = Timestamp::from_second(exp).ok()?;
        let late = Duration::try_from(call.received.duration_since(end)).unwrap_or_default();
        Some(if late <= LEEWAY {
            Ok(())
        } else {
            Err(breach(&EXPIRED, format!("exp {exp}")).with("seconds", late.as_secs()))
        })
    })
}

fn bearer(view: &JournalView<'_>, with: &With) -> Judged {
    let is_bearer = |value: &str| {
        value
            .get(..7)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("Bearer "))
    };
    each(view.calls(with.to), no_call(with.to), |call| {
        let values = call.header_values("authorization");
        let right = matches!(values.as_slice(), [one] if is_bearer(one));
        (!right).then(|| {
            let schemes = values
                .iter()
                .map(|value| value.split_once(' ').map_or("…", |(scheme, _)| scheme));
            let schemes: Vec<&str> = schemes.collect();
            let received = if schemes.is_empty() {
                NOTHING.to_owned()
            } else {
                schemes.join(", ")
            };
            breach(&NOT_BEARER, received).at("header:Authorization")
        })
    })
}

fn place(view: &JournalView<'_>, _with: &With) -> Judged {
    each(view.calls(To::Bank), no_call(To::Bank), |call| {
        let found = call.query.contains("eyJ") || call.path.contains("eyJ");
        found.then(|| breach(&IN_ADDRESS, "eyJ…"))
    })
}

fn replaced(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    let token = |call: &Call| call.header("authorization");
    for run in view.runs {
        let Some(refused) = run.bank_calls().find(|call| call.status() == Some(401)) else {
            continue;
        };
        collector.look(refused);
        let same_bank = |call: &&Call| call.bank() == refused.bank();
        // What was under way when the refusal came does not count.
        let begun_after = |call: &&Call| {
            let known = if call.target() == refused.target() {
                refused.ended()
            } else {
                refused.ended() + ON_THE_WAY
            };
            call.received > known
        };
        let again = run
            .bank_calls()
            .filter(same_bank)
            .filter(begun_after)
            .find(|call| token(call) == token(refused));
        if let Some(again) = again {
            let jti = again.token.as_ref().map(|token| &token.payload["jti"]);
            let jti = jti.map_or_else(|| NOTHING.to_owned(), ToString::to_string);
            collector.breach(again, breach(&REFUSED_AGAIN, jti));
        }
        let made_again = run
            .bank_calls()
            .filter(same_bank)
            .any(|call| call.received > refused.received && call.path == refused.path);
        if !made_again {
            collector.breach(refused, breach(&NOT_REPLACED, NOTHING));
        }
    }
    collector.judged(unseen(&NO_TOKEN_REFUSED))
}

fn economy(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let refused = run.calls.iter().filter(|call| call.status() == Some(401));
        let refused = refused.count();
        let mut requested: HashMap<(String, String), usize> = HashMap::new();
        for call in run.grants().filter(|call| call.status() == Some(200)) {
            let Some(assertion) = &call.token else {
                continue;
            };
            let scope = assertion.payload["scope"].to_string();
            let of = (scope.clone(), assertion.payload["resource"].to_string());
            let count = requested.entry(of).or_default();
            *count += 1;
            let too_many = *count > 1 + refused;
            collector.judge(call, too_many.then(|| breach(&NOT_NEEDED, scope)));
        }
    }
    collector.judged(unseen(&NO_GRANT))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::agency::check::grant::tests::grant;
    use crate::agency::check::testing::{answered, bank, check, with_headers, with_token};

    #[test]
    fn a_token_goes_to_the_bank_that_it_is_for() {
        let sent = |aud: &str| [with_token(bank(1, "/accounts"), json!({"aud": aud}))];
        check("token-audience")
            .keeps(sent("http://a/v2"))
            .finds(&OTHER_BANK, sent("http://b/v2"));
    }

    #[test]
    fn a_token_that_expires_on_the_way_is_no_breach() {
        let sent = |seconds| {
            let exp = Timestamp::now().as_second() + seconds;
            [with_token(bank(0, "/accounts"), json!({"exp": exp}))]
        };
        check("token-expiry")
            .keeps(sent(100))
            .keeps(sent(-1))
            .finds(&EXPIRED, sent(-5));
    }

    #[test]
    fn a_token_is_sent_as_bearer() {
        let sent = |value| {
            [with_headers(
                bank(1, "/accounts"),
                &[("authorization", value)],
            )]
        };
        check("token-bearer")
            .keeps(sent("Bearer x"))
            .finds(&NOT_BEARER, sent("Token x"))
            .finds(&NOT_BEARER, [bank(1, "/accounts")]);
    }

    #[test]
    fn a_token_is_not_in_an_address() {
        check("token-place")
            .keeps([bank(1, "/accounts")])
            .finds(&IN_ADDRESS, [bank(1, "/accounts?access_token=eyJ")]);
    }

    fn with_bearer(call: Call, token: &str) -> Call {
        with_headers(call, &[("authorization", token)])
    }

    fn refused() -> Call {
        let call = with_bearer(bank(1, "/accounts/r"), "Bearer x");
        answered(call, 401, json!({}))
    }

    #[test]
    fn a_refused_token_is_replaced() {
        let anew = with_bearer(bank(2, "/accounts/r"), "Bearer y");
        let same = with_bearer(bank(2, "/accounts/r"), "Bearer x");
        check("token-replaced")
            .keeps([refused(), anew])
            .finds(&REFUSED_AGAIN, [refused(), same])
            .finds(&NOT_REPLACED, [refused()]);
    }

    #[test]
    fn a_call_under_way_when_its_token_is_refused_is_no_breach() {
        let mut slow = refused();
        slow.took = Duration::from_secs(5);
        let beside = with_bearer(bank(2, "/accounts/s"), "Bearer x");
        let anew = with_bearer(bank(7, "/accounts/r"), "Bearer y");
        check("token-replaced").keeps([slow, beside, anew]);
    }

    #[test]
    fn one_token_is_enough_for_one_use() {
        let one = grant(json!({"scope": "s", "resource": ["r"], "jti": "1"}));
        let other = grant(json!({"scope": "s", "resource": ["q"], "jti": "2"}));
        check("token-economy")
            .keeps([one.clone(), other])
            .finds(&NOT_NEEDED, [one.clone(), one]);
    }
}
