//! What tokens are for: scope and resource.

use pack::catalogue::{To, With};
use pack::reason::NO_GRANT;
use wire::messages::scope;

use crate::agency::check::checks;
use crate::agency::check::collect::{Judged, breach, each_judged, no_call, unseen};
use crate::agency::check::grant::grants;
use crate::agency::scenario_run::{JournalView, asks_about_an_account};
use crate::observations;

observations! {
    /// Not the base URL of one bank.
    RESOURCE = "grant-resource" {
        observed: "a token for a bank is not requested with the base URL of one bank",
            "et token for en bank er ikke bestilt med basis-URL-en til én bank";
        expected: "the registered base URL of one bank", "den registrerte basis-URL-en til én bank";
    }
    /// The scope of another API.
    SCOPE = "token-scope" {
        observed: "the token does not have the scope of the API that is called",
            "tokenet har ikke scopet til API-et som kalles";
        expected: "{scope}", "{scope}";
    }
    /// More than one scope.
    SCOPES = "grant-several-scopes" {
        observed: "a grant requests several scopes at once", "en grant ber om flere scope på én gang";
        expected: "one scope", "ett scope";
    }
}

checks! {
    "grant-resource" = resource(Grants) finds [RESOURCE]
        "A grant with the scope bits:kontoinformasjon has one resource: a registered base URL, character by character.",
        "En grant med scopet bits:kontoinformasjon har én resource: en registrert basis-URL, tegn for tegn.";
    "token-scope" = of_calls(Either, "to", "value") finds [SCOPE]
        "The token has the scope that the case names; accountServicingProvider has bits:kundeforhold.konto.",
        "Tokenet har scopet som testen navngir; accountServicingProvider har bits:kundeforhold.konto.";
    "grant-scope-alone" = alone(Grants) finds [SCOPES]
        "A grant requests one scope.", "En grant ber om ett scope.";
}

fn resource(view: &JournalView<'_>, _with: &With) -> Judged {
    each_judged(grants(view), unseen(&NO_GRANT), |call| {
        let claims = &call.token.as_ref()?.payload;
        let mut scopes = claims["scope"].as_str()?.split(' ');
        scopes.find(|one| *one == scope::ACCOUNT_INFORMATION)?;
        let resources: Vec<&str> = match claims["resource"].as_array() {
            Some(list) => list.iter().filter_map(|one| one.as_str()).collect(),
            None => claims["resource"].as_str().into_iter().collect(),
        };
        let facts = view.facts(call);
        let known =
            |url: &&str| facts.base_urls.values().any(|base| base == url) || *url == facts.overview;
        let right = resources.len() == 1 && resources.iter().all(known);
        Some(if right {
            Ok(())
        } else {
            Err(breach(&RESOURCE, claims["resource"].to_string()).at("/resource"))
        })
    })
}

fn of_calls(view: &JournalView<'_>, with: &With) -> Judged {
    each_judged(view.calls(with.to), no_call(with.to), |call| {
        let wanted = if with.to == To::Overview && asks_about_an_account(call) {
            scope::CUSTOMER_RELATIONSHIP_ACCOUNT
        } else {
            with.value.as_str()
        };
        let scopes = call.token.as_ref()?.payload["scope"].as_str();
        let scopes = scopes.unwrap_or_default();
        Some(if scopes.split(' ').any(|one| one == wanted) {
            Ok(())
        } else {
            Err(breach(&SCOPE, scopes).with("scope", wanted))
        })
    })
}

fn alone(view: &JournalView<'_>, _with: &With) -> Judged {
    each_judged(grants(view), unseen(&NO_GRANT), |call| {
        let scopes = call.token.as_ref()?.payload["scope"].as_str()?;
        Some(if scopes.split(' ').count() == 1 {
            Ok(())
        } else {
            Err(breach(&SCOPES, scopes))
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::agency::check::grant::tests::{but, claims, grant};
    use crate::agency::check::testing::{bank, check, step_one, with_token};

    #[test]
    fn a_token_for_a_bank_is_requested_with_its_base_url() {
        check("grant-resource")
            .keeps([grant(claims())])
            .finds(&RESOURCE, but("resource", json!(["http://a/v2/"])));
    }

    #[test]
    fn a_grant_has_one_scope() {
        check("grant-scope-alone")
            .keeps([grant(claims())])
            .finds(&SCOPES, but("scope", json!("a b")));
    }

    #[test]
    fn a_call_has_a_token_with_the_scope_of_the_api() {
        let sent = |scope: &str| [with_token(bank(1, "/accounts"), json!({"scope": scope}))];
        check("token-scope")
            .value("s")
            .keeps(sent("s"))
            .finds(&SCOPE, sent("t"));
    }

    #[test]
    fn account_servicing_provider_has_a_scope_of_its_own() {
        let sent = |scope: &str| {
            let call = step_one("accountServicingProvider");
            [with_token(call, json!({"scope": scope}))]
        };
        check("token-scope")
            .step_one()
            .value("bits:kundeforhold")
            .keeps(sent("bits:kundeforhold.konto"))
            .finds(&SCOPE, sent("bits:kundeforhold"));
    }
}
