//! Token, keys, encryption and one valid request for each endpoint of each service.

use std::sync::Arc;

use jiff::Timestamp;
use wire::messages::Endpoint;
use wire::profile::{FurtherCheck, ServiceProfile};

use crate::doctor::form::oddity;
use crate::doctor::refusal::{Circumstances, diagnose};
use crate::doctor::registers::Held;
use crate::doctor::{Diagnosis, QUOTED, Whose, issuer, keys, people, registers};
use engine::runner::{Runner, Undone};
use engine::scene::{Scene, Tried};
use engine::stimulus::SceneChoice;
use judge::answer::{Answer, Content, Layer};
use judge::expectation::{fault, summary};
use pack::catalogue::Baseline;
use pack::text::Text;
use pack::visible::visible;
use plan::target::{Agency, Target};
use plan::usual_party;
use record::ExchangeRecord;
use record::causes::{ANSWERS_UNREADABLE, VALID_REQUESTS_REFUSED};

/// What is known of the target before its services are looked at.
#[derive(Clone, Copy)]
pub(super) struct Known {
    /// Whether the API answers at the base URL.
    pub(super) speaks: bool,
    /// Whose clock is wrong, if one is.
    pub(super) wrong_clock: Option<Whose>,
}

/// What is known of a service before the bank is asked.
struct Prepared {
    diagnoses: Vec<Diagnosis>,
    /// Whether there is a token.
    token: bool,
    issuer_away: bool,
    order_published: Option<bool>,
    certificate_published: Option<bool>,
    /// Whether the service wants orders, and nobody here signs them.
    is_unsigned: bool,
}

/// One service of the target, as it is looked at.
struct Visit<'a> {
    runner: &'a Runner,
    target: &'a Target,
    service: &'a Arc<ServiceProfile>,
    known: Known,
}

/// What the services showed.
#[derive(Default)]
pub(super) struct Examined {
    pub(super) diagnoses: Vec<Diagnosis>,
    /// The valid requests that were sent.
    pub(super) asked: Vec<Arc<ExchangeRecord>>,
}

pub(super) async fn examine(runner: &Runner, target: &Target, known: Known) -> Examined {
    let mut examined = Examined::default();
    let mut issuer_away = false;
    for service in target
        .services
        .iter()
        .filter_map(|id| runner.catalogue().service(id))
    {
        let service = Arc::new(service.clone());
        let visit = Visit {
            runner,
            target,
            service: &service,
            known,
        };
        let prepared = visit.prepare(issuer_away).await;
        issuer_away = prepared.issuer_away;
        let mut asked = Vec::new();
        let answered = if prepared.is_unsigned {
            Vec::new()
        } else if known.speaks && prepared.token {
            visit.ask(&prepared, &mut asked).await
        } else {
            vec![Diagnosis::skipped(
                visit.named("valid requests", "gyldige forespørsler"),
            )]
        };
        examined.asked.extend(asked);
        examined.diagnoses.extend(prepared.diagnoses);
        examined.diagnoses.extend(answered);
    }
    examined
}

impl Visit<'_> {
    fn named(&self, en: &str, nb: &str) -> Text {
        let service = &self.service.id;
        Text::new(format!("{service}: {en}"), format!("{service}: {nb}"))
    }

    async fn prepare(&self, issuer_away: bool) -> Prepared {
        let mut prepared = Prepared {
            diagnoses: Vec::new(),
            token: false,
            issuer_away,
            order_published: None,
            certificate_published: None,
            is_unsigned: false,
        };
        let Some(agency) = self.target.agencies.get(&self.service.id) else {
            prepared.diagnoses.push(self.no_agency());
            return prepared;
        };
        self.token(agency, &mut prepared).await;
        let client = self.runner.tokens().client();
        let certificate = self.named("decryption key", "dekrypteringsnøkkel");
        let held = registers::certpub(client, self.target, agency, certificate).await;
        prepared.certificate_published = note(&mut prepared.diagnoses, held);
        if self.service.further_check == FurtherCheck::ExtraditionOrder {
            let what = self.named("order key", "nøkkel for pålegg");
            let Some(signer) = &agency.order_signer else {
                prepared.is_unsigned = true;
                prepared.diagnoses.push(no_signer(what));
                return prepared;
            };
            let held = registers::police(client, self.target, signer, what).await;
            prepared.order_published = note(&mut prepared.diagnoses, held);
        }
        prepared
    }

    fn no_agency(&self) -> Diagnosis {
        Diagnosis::fault(
            self.named("agency", "etat"),
            Text::new("the profile has none", "profilen har ingen"),
            Whose::Configuration,
            Text::new(
                "add an [[agency]] for the service",
                "legg til en [[agency]] for tjenesten",
            ),
        )
    }

    async fn token(&self, agency: &Agency, prepared: &mut Prepared) {
        let client_key = self.named("client key", "klientnøkkel");
        let flaw = keys::client(client_key, agency, Timestamp::now());
        let what = self.named("access token", "tilgangstoken");
        if prepared.issuer_away {
            prepared.diagnoses.extend(flaw);
            prepared.diagnoses.push(Diagnosis::skipped(what));
            return;
        }
        let tokens = self.runner.tokens();
        match tokens.ask(self.target, agency, &self.service.scope).await {
            Ok(token) => {
                prepared.token = true;
                prepared.diagnoses.extend(flaw);
                let scope = token
                    .claims
                    .get("scope")
                    .and_then(serde_json::Value::as_str);
                let endpoint = &self.target.issuer.token_endpoint;
                prepared.diagnoses.push(Diagnosis::good(
                    what,
                    Text::same(format!("{endpoint}, {}", scope.unwrap_or_default())),
                ));
                let missing =
                    issuer::unpublished_key(tokens.client(), self.target, &token.header).await;
                prepared.diagnoses.extend(missing);
            }
            Err(why) => {
                prepared.issuer_away = issuer::is_away(&why);
                // A key that does not fit its certificate explains the refusal.
                let explained = flaw.is_some() && !prepared.issuer_away;
                prepared.diagnoses.extend(flaw);
                prepared.diagnoses.push(if explained {
                    Diagnosis::skipped(what)
                } else {
                    issuer::no_token(what, &self.target.issuer, &why, self.known.wrong_clock)
                });
            }
        }
    }

    /// Asks the bank: the account list of an ordinary test person, each other endpoint for one of the accounts, and the
    /// account lists of the other test people.
    async fn ask(
        &self,
        prepared: &Prepared,
        asked: &mut Vec<Arc<ExchangeRecord>>,
    ) -> Vec<Diagnosis> {
        let scene = match self.scene().await {
            Ok(scene) => scene,
            Err(diagnosis) => return vec![diagnosis],
        };
        let list = match self.runner.account_list(&scene).await {
            Ok(list) => list,
            Err(undone) => return vec![self.undone(Endpoint::Accounts, &undone)],
        };
        asked.push(Arc::clone(&list.record));
        let mut diagnoses = vec![self.judged(Endpoint::Accounts, &list, prepared)];
        if list.refused.is_some() {
            diagnoses.push(Diagnosis::skipped(
                self.named("other endpoints", "andre endepunkter"),
            ));
            return diagnoses;
        }
        let listed = list.listed();
        match scene.choose(&listed, None) {
            Some(account) => {
                let others = self.service.endpoints.iter();
                for endpoint in others.filter(|endpoint| **endpoint != Endpoint::Accounts) {
                    diagnoses.push(
                        match self
                            .runner
                            .control(&scene, (*endpoint).into(), Some(account))
                            .await
                        {
                            Ok(tried) => {
                                asked.push(Arc::clone(&tried.record));
                                self.judged(*endpoint, &tried, prepared)
                            }
                            Err(undone) => self.undone(*endpoint, &undone),
                        },
                    );
                }
            }
            None => diagnoses.push(self.no_account()),
        }
        let what = self.named("test people", "testpersoner");
        diagnoses.extend(people::examine(self.runner, self.target, self.service, what).await);
        diagnoses
    }

    async fn scene(&self) -> Result<Arc<Scene>, Diagnosis> {
        let what = self.named("test people", "testpersoner");
        let party = usual_party(self.service, &self.target.parties);
        let party = party.cloned().map(Arc::new).ok_or_else(|| {
            Diagnosis::fault(
                what.clone(),
                Text::new(
                    "the profile declares nobody that the service can ask about",
                    "profilen erklærer ingen som tjenesten kan spørre om",
                ),
                Whose::Configuration,
                people::wanted(self.service),
            )
        })?;
        let baseline = Baseline::default();
        let choice = SceneChoice {
            service: self.service,
            party: &party,
            baseline: &baseline,
        };
        self.runner.scene(&choice).await.map_err(|error| {
            let (Undone::Lacks(why) | Undone::Trouble(why)) = Undone::from(error);
            let advice = Text::new("complete the profile", "fullfør profilen");
            Diagnosis::fault(what, why.text(), Whose::Configuration, advice)
        })
    }

    fn no_account(&self) -> Diagnosis {
        Diagnosis::note(
            self.named("accounts", "konti"),
            Text::new(
                "the list has no account that data is delivered for",
                "listen har ingen konto det utleveres data for",
            ),
            Text::new(
                "declare a test person with accounts: without one, the other endpoints are not tested",
                "erklær en testperson med konti: uten det blir ikke de andre endepunktene testet",
            ),
        )
    }

    fn undone(&self, endpoint: Endpoint, undone: &Undone) -> Diagnosis {
        let name = format!("{endpoint:?}");
        let (Undone::Lacks(why) | Undone::Trouble(why)) = undone;
        Diagnosis::fault(
            self.named(&name, &name),
            why.text(),
            Whose::Configuration,
            Text::new("complete the profile", "fullfør profilen"),
        )
    }

    /// What the bank answered, without personal data.
    fn said(&self, answer: &Answer) -> Text {
        let shown = || self.runner.redactor().text(&summary(answer));
        let quoted = || Text::same(visible(&shown(), QUOTED));
        unread(answer).unwrap_or_else(quoted)
    }

    fn judged(&self, endpoint: Endpoint, tried: &Tried, prepared: &Prepared) -> Diagnosis {
        let name = format!("{endpoint:?}");
        let what = self.named(&name, &name);
        match (&tried.refused, &tried.answer) {
            (None, answer) => {
                let time = format!("200, {} ms", tried.exchange.elapsed.as_millis());
                let received = tried.exchange.outcome.as_ref().ok();
                let odd = received.zip(answer.as_ref());
                match odd.and_then(|(received, answer)| oddity(received, answer)) {
                    Some(odd) => Diagnosis::fault(what, Text::same(time), Whose::Bank, odd),
                    None => Diagnosis::good(what, Text::same(time)),
                }
            }
            (Some(_), Some(answer)) => {
                let known = Circumstances {
                    service: self.service,
                    target: self.target,
                    endpoint,
                    wrong_clock: self.known.wrong_clock,
                    order_published: prepared.order_published,
                    certificate_published: prepared.certificate_published,
                };
                let (whose, advice) = diagnose(answer, &known);
                Diagnosis::fault(what, self.said(answer), whose, advice)
                    .because_of(cause_of(answer))
            }
            (Some(why), None) => Diagnosis::unreached(
                what,
                why.text(),
                Whose::Bank,
                Text::new(
                    "a request without a token was answered, this one was not: try again, with a longer --timeout",
                    "en forespørsel uten token ble besvart, denne ikke: prøv igjen, med lengre --timeout",
                ),
            ),
        }
    }
}

/// The cause that a run finds where several requests are answered like this.
fn cause_of(answer: &Answer) -> &'static str {
    if answer.status < 300 && answer.unreadable().is_some() {
        ANSWERS_UNREADABLE
    } else {
        VALID_REQUESTS_REFUSED
    }
}

/// A body that was not read, in words; `None` where the bank's own words can be shown.
fn unread(answer: &Answer) -> Option<Text> {
    let Content::Unreadable(why) = &answer.content else {
        return None;
    };
    let status = answer.status;
    Some(if why.layer == Layer::Decryption {
        Text::new(
            format!("{status}, and decryption-key does not open the body"),
            format!("{status}, og decryption-key åpner ikke meldingskroppen"),
        )
    } else {
        let why = fault(&why.fault);
        Text::new(
            format!("{status}, and {}", why.en),
            format!("{status}, og {}", why.nb),
        )
    })
}

fn note(diagnoses: &mut Vec<Diagnosis>, held: Option<Held>) -> Option<bool> {
    let held = held?;
    diagnoses.push(held.diagnosis);
    held.ours
}

fn no_signer(what: Text) -> Diagnosis {
    Diagnosis::note(
        what,
        Text::new(
            "the profile has none, so that nothing of this service that needs an extradition order is tested",
            "profilen har ingen, så ingenting i denne tjenesten som krever utleveringspålegg, blir testet",
        ),
        Text::new(
            "the police alone sign orders in the real test environment; with registers of your own (`init --registers own`) all of it is tested; whoever signs writes order-key and order-kid in its [[agency]]",
            "bare politiet signerer pålegg i det virkelige testmiljøet; med egne registre (`init --registers own`) testes alt; den som signerer, skriver order-key og order-kid i [[agency]] for tjenesten",
        ),
    )
}
