//! Token, order, encryption and one valid request for each endpoint of each service.

use std::sync::Arc;

use wire::messages::Endpoint;
use wire::profile::ServiceProfile;

use super::{Sign, Whose};
use crate::answer::{Answer, Content, Unreadable};
use crate::catalogue::Baseline;
use crate::judge::summary;
use crate::plan::usual_party;
use crate::runner::Runner;
use crate::scene::Tried;
use crate::stimulus::SceneChoice;
use crate::target::Target;
use crate::text::Text;

pub(super) async fn examine(runner: &Runner, target: &Target, reached: bool) -> Vec<Sign> {
    let mut signs = Vec::new();
    for service in target
        .services
        .iter()
        .filter_map(|id| runner.catalogue().service(id))
    {
        let service = Arc::new(service.clone());
        signs.push(token(runner, target, &service).await);
        if reached {
            signs.extend(endpoints(runner, target, &service).await);
        } else {
            signs.push(Sign::skipped(named(
                &service,
                "valid requests",
                "gyldige forespørsler",
            )));
        }
    }
    signs
}

fn named(service: &ServiceProfile, en: &str, nb: &str) -> Text {
    Text::new(
        format!("{}: {en}", service.id),
        format!("{}: {nb}", service.id),
    )
}

async fn token(runner: &Runner, target: &Target, service: &ServiceProfile) -> Sign {
    let what = named(service, "access token", "tilgangstoken");
    match runner.tokens().get(target, &service.id, false).await {
        Ok(token) => {
            let scope = token
                .claims
                .get("scope")
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default();
            Sign::well(
                what,
                Text::same(format!("{}, {scope}", target.issuer.token_endpoint)),
            )
        }
        Err(why) => Sign::ill(
            what,
            why,
            Whose::Registers,
            Text::new(
                "is the client registered with this key and the scope, and is the issuer the right environment?",
                "er klienten registrert med denne nøkkelen og scopet, og er utstederen i riktig miljø?",
            ),
        ),
    }
}

async fn endpoints(runner: &Runner, target: &Target, service: &Arc<ServiceProfile>) -> Vec<Sign> {
    let what = named(service, "a test person", "en testperson");
    let Some(party) = usual_party(service, &target.parties).cloned().map(Arc::new) else {
        return vec![Sign::ill(
            what,
            Text::new(
                "the profile declares none that the service can ask about",
                "profilen erklærer ingen som tjenesten kan spørre om",
            ),
            Whose::Configuration,
            Text::new(
                "add a [[party]] with its traits",
                "legg til en [[party]] med kjennetegn",
            ),
        )];
    };
    let baseline = Baseline::default();
    let choice = SceneChoice {
        service,
        party: &party,
        baseline: &baseline,
    };
    let scene = match runner.scene(&choice).await {
        Ok(scene) => scene,
        Err(error) => {
            let advice = Text::new("complete the profile", "fullfør profilen");
            return vec![Sign::ill(
                what,
                Text::same(error.to_string()),
                Whose::Configuration,
                advice,
            )];
        }
    };
    let mut signs = Vec::new();
    let Ok(list) = runner.account_list(&scene).await else {
        return vec![Sign::skipped(named(service, "Accounts", "Accounts"))];
    };
    signs.push(judged(service, Endpoint::Accounts, &list));
    let listed = list.listed();
    let Some(account) = scene.choose(&listed, None) else {
        signs.push(Sign::remark(
            named(service, "accounts", "konti"),
            Text::new(
                "the list has no account that data is delivered for",
                "listen har ingen konto det utleveres data for",
            ),
            Text::new(
                "declare a test person with accounts",
                "erklær en testperson med konti",
            ),
        ));
        return signs;
    };
    for endpoint in service
        .endpoints
        .iter()
        .filter(|endpoint| **endpoint != Endpoint::Accounts)
    {
        if let Ok(tried) = runner.control(&scene, *endpoint, Some(account)).await {
            signs.push(judged(service, *endpoint, &tried));
        }
    }
    signs
}

fn judged(service: &ServiceProfile, endpoint: Endpoint, tried: &Tried) -> Sign {
    let name = format!("{endpoint:?}");
    let what = named(service, &name, &name);
    match (&tried.refused, &tried.answer) {
        (None, _) => {
            let time = format!("200, {} ms", tried.exchange.elapsed.as_millis());
            Sign::well(what, Text::same(time))
        }
        (Some(_), Some(answer)) => {
            let (whose, advice) = diagnosis(answer, service);
            Sign::ill(what, Text::same(summary(answer)), whose, advice)
        }
        (Some(why), None) => Sign::ill(
            what,
            why.clone(),
            Whose::Network,
            Text::new(
                "try again, with a longer --timeout",
                "prøv igjen, med lengre --timeout",
            ),
        ),
    }
}

/// What a refused valid request most likely means.
fn diagnosis(answer: &Answer, service: &ServiceProfile) -> (Whose, Text) {
    if let Content::Unreadable(Unreadable::Undecryptable(_)) = &answer.content {
        return (
            Whose::Configuration,
            Text::new(
                "the bank encrypted to another key: is decryption-key the one whose certificate CertPub has now?",
                "banken krypterte til en annen nøkkel: er decryption-key den som sertifikatet i CertPub nå gjelder?",
            ),
        );
    }
    let ordered = service.additional_reference_type.is_some();
    match (answer.status, answer.error_code()) {
        (401, _) => (
            Whose::Bank,
            Text::new(
                "the bank refuses the token: does it trust this issuer, and is audience the base URL it knows itself by?",
                "banken avviser tokenet: stoler den på denne utstederen, og er audience base-URL-en den kjenner seg selv som?",
            ),
        ),
        (403, _) if ordered => (
            Whose::Bank,
            Text::new(
                "the agency has no access, or the order's signature is not trusted yet: has the bank installed the root above the police's certificate?",
                "etaten har ikke tilgang, eller påleggets signatur er ikke klarert ennå: har banken installert roten over politiets sertifikat?",
            ),
        ),
        (403, _) => (
            Whose::Bank,
            Text::new(
                "the bank has not opened the service for this agency",
                "banken har ikke åpnet tjenesten for denne etaten",
            ),
        ),
        (400, _) if ordered => (
            Whose::Bank,
            Text::new(
                "read the bank's message: a parameter, or the order; an order that is not trusted may be refused so, too",
                "les bankens melding: en parameter eller pålegget; også et pålegg som ikke er klarert, kan avvises slik",
            ),
        ),
        (400 | 404, _) => (
            Whose::Configuration,
            Text::new(
                "read the bank's message; most often the test person is not what the profile says",
                "les bankens melding; som oftest er testpersonen ikke det profilen sier",
            ),
        ),
        (429, _) => (
            Whose::Configuration,
            Text::new("run with a lower --rate", "kjør med lavere --rate"),
        ),
        _ => (
            Whose::Bank,
            Text::new("a fault at the bank", "en feil hos banken"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(status: u16, code: &str) -> Answer {
        Answer {
            status,
            media_type: Some("application/json".into()),
            repeats: None,
            content: Content::Clear {
                document: json!({"code": code, "message": "no"}),
            },
        }
    }

    fn police() -> &'static ServiceProfile {
        wire::profile::service("politi-utlevering").expect("a built-in service")
    }

    #[test]
    fn a_key_that_does_not_fit_is_the_profiles() {
        let answer = Answer {
            status: 200,
            media_type: None,
            repeats: None,
            content: Content::Unreadable(Unreadable::Undecryptable("no".into())),
        };
        let (whose, advice) = diagnosis(&answer, police());
        assert_eq!(whose, Whose::Configuration);
        assert!(advice.en.contains("CertPub"));
    }

    #[test]
    fn a_refused_token_is_told_apart_from_a_refused_order() {
        assert!(
            diagnosis(&refused(401, "ACC-010"), police())
                .1
                .en
                .contains("token")
        );
        assert!(
            diagnosis(&refused(403, "ACC-011"), police())
                .1
                .en
                .contains("order")
        );
    }
}
