//! What tokens are for: scope and resource.

use wire::messages::scope;

use crate::agency::check::grant::grants;
use crate::agency::check::tally::{
    Judged, breach, each_judged, no_bank_call, no_grant, no_step_one,
};
use crate::agency::check::{To, With, calls};
use crate::agency::scenario_run::JournalView;

/// A token for banks is asked for with one bank's base URL, exactly as registered.
pub(super) fn resource(view: &JournalView<'_>, _with: &With) -> Judged {
    each_judged(grants(view), no_grant(), |call| {
        let claims = &call.token.as_ref()?.payload;
        let scopes = claims["scope"].as_str()?;
        scopes
            .split(' ')
            .find(|one| *one == scope::ACCOUNT_INFORMATION)?;
        let resources = match claims["resource"].as_array() {
            Some(list) => list.iter().filter_map(|one| one.as_str()).collect(),
            None => claims["resource"].as_str().into_iter().collect::<Vec<_>>(),
        };
        let facts = view.facts(call);
        let known =
            |url: &&str| facts.base_urls.values().any(|base| base == url) || *url == facts.overview;
        let right = resources.len() == 1 && resources.iter().all(known);
        Some(if right {
            Ok(())
        } else {
            let what = breach(
                "a token for a bank is not asked for with the base URL of one bank",
                "et token for en bank er ikke bestilt med basis-URL-en til én bank",
            )
            .wants(
                "the registered base URL of one bank",
                "den registrerte basis-URL-en til én bank",
            );
            Err(what
                .received(claims["resource"].to_string())
                .at("/resource"))
        })
    })
}

/// The token of every call has the scope of the API that is called.
pub(super) fn of_calls(view: &JournalView<'_>, with: &With) -> Judged {
    let nothing = match with.to {
        To::Bank => no_bank_call(),
        To::Overview => no_step_one(),
    };
    each_judged(calls(view, with.to), nothing, |call| {
        let scopes = call.token.as_ref()?.payload["scope"]
            .as_str()
            .unwrap_or_default();
        Some(if scopes.split(' ').any(|one| one == with.value) {
            Ok(())
        } else {
            Err(breach(
                "the token has not the scope of the API",
                "tokenet har ikke API-ets scope",
            )
            .wants(with.value.clone(), with.value.clone())
            .received(scopes))
        })
    })
}

/// A grant asks for one scope.
pub(super) fn alone(view: &JournalView<'_>, _with: &With) -> Judged {
    each_judged(grants(view), no_grant(), |call| {
        let scopes = call.token.as_ref()?.payload["scope"].as_str()?;
        Some(if scopes.split(' ').count() == 1 {
            Ok(())
        } else {
            Err(breach(
                "a grant asks for several scopes at once",
                "en grant ber om flere scope på en gang",
            )
            .wants("one scope", "ett scope")
            .received(scopes))
        })
    })
}
