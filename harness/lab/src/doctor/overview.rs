//! The customer overview: the way there, a token for each scope, and a valid request of each service.

use std::sync::Arc;

use jiff::Timestamp;
use wire::messages::{OverviewEndpoint, scope};
use wire::profile::{KFR, ServiceProfile};

use crate::doctor::{Diagnosis, Whose, clock, fixtures, issuer, keys, lacking, reach};
use engine::runner::{Runner, Undone};
use engine::scene::{ListedAccount, Scene, Tried};
use engine::stimulus::SceneChoice;
use judge::expectation::summary;
use pack::catalogue::Baseline;
use pack::text::Text;
use plan::Plan;
use plan::keys::Lacks;
use plan::target::{Target, examples};

/// Looks the set-up for a customer overview over, in the order in which a request meets it.
pub async fn examine_overview(
    runner: &Runner,
    target: &Target,
    plan: &Plan,
    services: &[Arc<ServiceProfile>],
) -> Vec<Diagnosis> {
    let reached = reach::examine_overview(runner, target).await;
    let issuer = issuer::examine(runner.tokens().client(), target).await;
    let clocks = clock::compare(reached.clock, issuer.clock);
    let mut diagnoses = lacking(&Lacks(examples(target)));
    diagnoses.extend(reached.diagnoses);
    diagnoses.push(issuer.diagnosis);
    diagnoses.push(clocks.diagnosis);
    for service in services {
        let visit = Visit {
            runner,
            target,
            service,
            wrong_clock: clocks.wrong,
        };
        if reached.speaks {
            diagnoses.extend(visit.examine().await);
        } else {
            let what = visit.named("valid requests", "gyldige forespørsler");
            diagnoses.push(Diagnosis::skipped(what));
        }
    }
    diagnoses.extend(institution(runner, target, clocks.wrong).await);
    diagnoses.push(fixtures::coverage(plan, &runner.effort(plan)));
    diagnoses
}

/// The key and the token of the bank that writes to KFR, where the profile has one. Nothing is written.
async fn institution(
    runner: &Runner,
    target: &Target,
    wrong_clock: Option<Whose>,
) -> Vec<Diagnosis> {
    let Some(bank) = target.agencies.get(KFR) else {
        return Vec::new();
    };
    let key = Text::new("kfr: client key", "kfr: klientnøkkel");
    let mut diagnoses: Vec<_> = keys::client(key, bank, Timestamp::now())
        .into_iter()
        .collect();
    let scope = scope::CUSTOMER_RELATIONSHIP_WRITE;
    let what = Text::new("kfr: access token", "kfr: tilgangstoken");
    diagnoses.push(match runner.tokens().ask(target, bank, scope).await {
        Ok(_) => Diagnosis::good(what, Text::same(scope)),
        Err(why) => issuer::no_token(what, &target.issuer, &why, wrong_clock),
    });
    diagnoses
}

struct Visit<'a> {
    runner: &'a Runner,
    target: &'a Target,
    service: &'a Arc<ServiceProfile>,
    wrong_clock: Option<Whose>,
}

impl Visit<'_> {
    fn named(&self, en: &str, nb: &str) -> Text {
        let service = &self.service.id;
        Text::new(format!("{service}: {en}"), format!("{service}: {nb}"))
    }

    async fn examine(&self) -> Vec<Diagnosis> {
        let scene = match self.scene().await {
            Ok(scene) => scene,
            Err(diagnosis) => return vec![diagnosis],
        };
        let mut diagnoses: Vec<Diagnosis> = keys::client(
            self.named("client key", "klientnøkkel"),
            &scene.agency,
            Timestamp::now(),
        )
        .into_iter()
        .collect();
        for endpoint in &self.service.overview.endpoints {
            let token = self.token(*endpoint, &scene).await;
            let refused = token.is_wrong();
            diagnoses.push(token);
            let what = self.named(endpoint.name(), endpoint.name());
            diagnoses.push(if refused {
                Diagnosis::skipped(what)
            } else {
                self.ask(*endpoint, &scene, what).await
            });
        }
        diagnoses
    }

    async fn scene(&self) -> Result<Arc<Scene>, Diagnosis> {
        let what = self.named("test customers", "testkunder");
        let party = plan::usual_party_of(self.service, self.target);
        let party = party.cloned().map(Arc::new).ok_or_else(|| {
            Diagnosis::fault(
                what.clone(),
                Text::new(
                    "the profile declares no customer with the trait `customer`",
                    "profilen erklærer ingen kunde med egenskapen `customer`",
                ),
                Whose::Configuration,
                Text::new(
                    "write a [[customer]] who owns open accounts at one bank of KAR",
                    "skriv en [[customer]] som eier åpne kontoer i én bank i KAR",
                ),
            )
        })?;
        let baseline = Baseline::default();
        let choice = SceneChoice {
            service: self.service,
            party: &party,
            baseline: &baseline,
        };
        let scene = self.runner.scene(&choice).await;
        scene.map_err(|error| undone(what, &Undone::from(error)))
    }

    async fn token(&self, endpoint: OverviewEndpoint, scene: &Scene) -> Diagnosis {
        let scope = self.service.scope_at(endpoint, &scene.agency.orgno);
        let tokens = self.runner.tokens();
        let what = self.named("access token", "tilgangstoken");
        match tokens.ask(self.target, &scene.agency, scope).await {
            Ok(_) => Diagnosis::good(what, Text::same(scope)),
            Err(why) => issuer::no_token(what, &self.target.issuer, &why, self.wrong_clock),
        }
    }

    async fn ask(&self, endpoint: OverviewEndpoint, scene: &Scene, what: Text) -> Diagnosis {
        let account = match endpoint {
            OverviewEndpoint::CustomerRelationships => None,
            OverviewEndpoint::AccountServicingProvider => match account_of(scene) {
                Some(account) => Some(account),
                None => return no_account(what),
            },
        };
        let tried = self
            .runner
            .control(scene, endpoint.into(), account.as_ref());
        match tried.await {
            Ok(tried) => self.judged(what, &tried),
            Err(why) => undone(what, &why),
        }
    }

    fn judged(&self, what: Text, tried: &Tried) -> Diagnosis {
        match (&tried.refused, &tried.answer) {
            (None, _) => {
                let time = format!("200, {} ms", tried.exchange.elapsed.as_millis());
                Diagnosis::good(what, Text::same(time))
            }
            (Some(_), Some(answer)) => Diagnosis::fault(
                what,
                Text::same(self.runner.redactor().text(&summary(answer))),
                Whose::Overview,
                Text::new(
                    "a valid request is refused: do audience, orgno and the customer fit the environment?",
                    "en gyldig forespørsel avvises: passer audience, orgno og kunden til miljøet?",
                ),
            ),
            (Some(why), None) => Diagnosis::unreached(
                what,
                why.text(),
                Whose::Overview,
                Text::new(
                    "a request without a token was answered, this one was not: try again, with a longer --timeout",
                    "en forespørsel uten token ble besvart, denne ikke: prøv igjen, med lengre --timeout",
                ),
            ),
        }
    }
}

fn account_of(scene: &Scene) -> Option<ListedAccount> {
    let mut accounts = scene.party.accounts.iter();
    let open = accounts.find(|fact| plan::fits(fact, "open"))?;
    Some(ListedAccount {
        number: Some(open.number.clone()),
        reference: open.number.clone(),
    })
}

fn no_account(what: Text) -> Diagnosis {
    Diagnosis::note(
        what,
        Text::new(
            "the customer has no open account in the profile",
            "kunden har ingen åpen konto i profilen",
        ),
        Text::new(
            "write a [[customer.account]]: without one, accountServicingProvider is not tested",
            "skriv en [[customer.account]]: uten den blir ikke accountServicingProvider testet",
        ),
    )
}

fn undone(what: Text, undone: &Undone) -> Diagnosis {
    let (Undone::Lacks(why) | Undone::Trouble(why)) = undone;
    let advice = Text::new("complete the profile", "fullfør profilen");
    Diagnosis::fault(what, why.text(), Whose::Configuration, advice)
}
