//! Registers, a bank behind the proxy, and a run against the proxy.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use engine::event::Silent;
use engine::runner::{RunOptions, Runner};
use engine::send::Connections;
use engine::stimulus::Attacker;
use jiff::{Timestamp, ToSpan as _};
use judge::check::Tools;
use judge::check::schema::Schemas;
use judge::verdict::{Outcome, Verdict, Weighed, weigh};
use mock_agency::{Registers, RegistersConfig};
use mock_bank::{Bank, BankConfig, DataSet, OrderRoot, RegisterAddresses, RegisterTimes};
use pack::catalogue::{Catalogue, Level, PackFiles};
use plan::target::{Target, TlsSettings, from_world};
use plan::{Filter, Plan, plan};
use record::tried::PropertyOptions;
use tokio::net::TcpListener;
use wire::keys::KeyStore;
use wire::pki::{Authority, Subject, Validity};
use wire::world::{AccountFact, LoadedWorld, PartyEntry, World};

use crate::change::{Change, Profile};
use crate::proxy::{Listening, Proxy};

const SEED: u64 = 1;
const PATIENCE: Duration = Duration::from_mins(1);

/// What a run said of a change.
pub(crate) struct Seen {
    pub(crate) name: &'static str,
    pub(crate) profile: Profile,
    pub(crate) verdict: Verdict,
    /// Cases that were broken, a MAY aside.
    pub(crate) found_by: BTreeMap<String, Level>,
    /// Cases with an observation, broken ones of level MAY among them.
    pub(crate) observed_by: BTreeSet<String>,
    /// The first finding, or why a case is undecided.
    pub(crate) first: String,
    /// Patterns over the cases that can tell.
    cases: &'static [&'static str],
}

impl Seen {
    /// Whether a case of this level that is known to tell was broken.
    pub(crate) fn is_found_as(&self, level: Level) -> bool {
        self.found_by
            .iter()
            .any(|(case, found)| *found == level && self.can_tell(case))
    }

    /// Whether a case that is known to tell observed something.
    pub(crate) fn is_observed(&self) -> bool {
        self.observed_by.iter().any(|case| self.can_tell(case))
    }

    fn can_tell(&self, case: &str) -> bool {
        self.cases.iter().any(|pattern| {
            pattern
                .strip_suffix('*')
                .map_or(case == *pattern, |start| case.starts_with(start))
        })
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 12;
        let broken = self.found_by.iter().take(SHOWN);
        let broken: Vec<String> = broken
            .map(|(case, level)| format!("{case} {level}"))
            .collect();
        let observed: Vec<&str> = self.observed_by.iter().map(String::as_str).collect();
        write!(
            formatter,
            "{} ({:?}): {:?}, {} cases: {} | observed by {} | {}",
            self.name,
            self.profile,
            self.verdict,
            self.found_by.len(),
            broken.join(", "),
            observed[..observed.len().min(SHOWN)].join(" "),
            self.first
        )
    }
}

/// What all changes are examined with.
pub(crate) struct Bench {
    catalogue: Arc<Catalogue>,
    tools: Tools,
    attacker: Attacker,
    registers: Registers,
    client: reqwest::Client,
    /// The proxy's way to the bank, as patient as the run.
    forward: reqwest::Client,
    connections: Connections,
    data: Arc<DataSet>,
    _state: tempfile::TempDir,
}

impl Bench {
    pub(crate) async fn start() -> Self {
        let keys = KeyStore::user_cache().expect("a folder for keys");
        let catalogue =
            Catalogue::read(&PackFiles::embedded(builtin::FILES), &judge::check_names())
                .expect("the built-in pack is sound");
        let schemas = Schemas::compile(&catalogue.schemas).expect("the schemas compile");
        let state = tempfile::tempdir().expect("a folder");
        let config = RegistersConfig::new(state.path(), keys.clone(), SEED);
        let times = RegisterTimes::default();
        Self {
            tools: Tools {
                schemas: Arc::new(schemas),
                rows: catalogue.fields.clone().into(),
                recommended_rows: Arc::new(catalogue.recommended_rows()),
            },
            catalogue: Arc::new(catalogue),
            attacker: attacker(&keys),
            registers: Registers::start(config).await.expect("the registers start"),
            client: mock_bank::register_client(times.answer).expect("a client"),
            forward: reqwest::Client::builder()
                .timeout(PATIENCE)
                .no_proxy()
                .build()
                .expect("a client"),
            connections: Connections::new(&TlsSettings::default(), PATIENCE).expect("connections"),
            data: Arc::new(DataSet::make(SEED)),
            _state: state,
        }
    }

    /// Runs the catalogue against the proxy with this change: all of it, or the cases that can tell.
    pub(crate) async fn examine(
        &self,
        change: &'static Change,
        profile: Profile,
        whole: bool,
    ) -> Seen {
        let (_bank, _proxy, mut target) = self.open(change).await;
        declare(&mut target.parties, profile);
        let filter = Filter {
            cases: if whole {
                chosen("UNSEEN_CASES")
            } else {
                owned(change.cases)
            },
            services: services(whole),
            ..Filter::default()
        };
        let mut plan = plan(&self.catalogue, &target, &filter, false);
        if !whole {
            briefly(&mut plan);
        }
        let runner = Runner::over(
            self.connections.clone(),
            Arc::clone(&self.catalogue),
            Arc::new(target),
            options(whole),
            self.attacker.clone(),
            self.tools.clone(),
            None,
        );
        let result = Arc::new(runner).run(&Arc::new(plan), &Silent).await;
        let broken = || {
            result
                .results
                .iter()
                .filter(|one| one.outcome == Outcome::Violates)
                .filter(|one| one.instance.case.level != Level::May)
        };
        Seen {
            name: change.name,
            verdict: weigh(
                result.results.iter().map(|one| Weighed {
                    level: one.instance.case.level,
                    outcome: &one.outcome,
                    declared: false,
                }),
                false,
                0,
            ),
            profile,
            cases: change.cases,
            found_by: broken()
                .map(|one| (one.instance.case.id.0.clone(), one.instance.case.level))
                .collect(),
            observed_by: result
                .results
                .iter()
                .filter(|one| !one.findings.is_empty())
                .filter(|one| {
                    one.outcome != Outcome::Violates || one.instance.case.level == Level::May
                })
                .map(|one| one.instance.case.id.0.clone())
                .collect(),
            first: result
                .results
                .iter()
                .find_map(|one| match &one.outcome {
                    Outcome::Violates if one.instance.case.level != Level::May => one
                        .findings
                        .iter()
                        .find(|finding| finding.kind == judge::finding::Kind::Breach)
                        .map(|finding| {
                            format!(
                                "{}: {} {:?}",
                                one.instance.id,
                                finding.observed_text().en,
                                finding.received
                            )
                        }),
                    Outcome::Inconclusive(why) => {
                        Some(format!("{}: {}", one.instance.id, why.text().en))
                    }
                    _ => None,
                })
                .unwrap_or_default(),
        }
    }

    async fn open(&self, change: &'static Change) -> (Bank, Listening, Target) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let world = World::load(&self.registers.world_file).expect("the world file");
        let mut config = bank_config(&world.world, &world.folder);
        config.base_url = Some(format!("http://{address}/v2"));
        config.client = Some(self.client.clone());
        config.data = Some(Arc::clone(&self.data));
        let bank = Bank::start(config).await.expect("the bank starts");
        let entry = bank.world_entry();
        let loaded = LoadedWorld {
            world: World {
                banks: vec![entry.clone()],
                ..world.world
            },
            folder: world.folder,
        };
        let target = from_world(&loaded, &entry, change.name).expect("a target");
        let keys = target.agencies.values();
        let proxy = Proxy::new(
            change,
            bank.address(),
            self.forward.clone(),
            keys.map(|agency| agency.decryption_key.clone()).collect(),
        );
        (bank, proxy.serve(listener), target)
    }
}

/// Patterns that the user chose, separated by commas.
pub(crate) fn chosen(variable: &str) -> Vec<String> {
    let patterns = std::env::var(variable).unwrap_or_default();
    let patterns = patterns.split(',').filter(|pattern| !pattern.is_empty());
    patterns.map(str::to_owned).collect()
}

/// The services asked for: where the user chose none, all of them, or in a brief run the two of the first agencies.
fn services(whole: bool) -> Vec<String> {
    match chosen("UNSEEN_SERVICES") {
        none if none.is_empty() && !whole => {
            owned(&["politi-utlevering", "oppgjor-etter-dodsfall"])
        }
        services => services,
    }
}

fn owned(patterns: &[&str]) -> Vec<String> {
    patterns
        .iter()
        .map(|pattern| (*pattern).to_owned())
        .collect()
}

/// Forgets what the profile does not declare.
fn declare(parties: &mut Vec<PartyEntry>, profile: Profile) {
    const SOME: usize = 16;
    match profile {
        Profile::Full => {}
        Profile::Mid => parties.truncate(SOME),
        Profile::Mini => {
            let asked = [
                &["owner", "several-accounts"][..],
                &["owner", "deceased"][..],
            ];
            *parties = asked
                .iter()
                .filter_map(|traits| {
                    let party = parties.iter().find(|party| {
                        traits.iter().all(|wanted| party.has_trait(wanted))
                            && party.date_of_death.is_some() == traits.contains(&"deceased")
                    })?;
                    Some(as_in_a_new_profile(party, traits))
                })
                .collect();
        }
    }
}

/// What a new profile asks for.
fn as_in_a_new_profile(party: &PartyEntry, traits: &[&str]) -> PartyEntry {
    PartyEntry {
        party_id: party.party_id.clone(),
        traits: owned(traits),
        date_of_death: party.date_of_death,
        accounts: party.accounts.iter().map(known_account).collect(),
        ..PartyEntry::default()
    }
}

fn known_account(account: &AccountFact) -> AccountFact {
    AccountFact {
        number: account.number.clone(),
        relation: account.relation,
        account_type: account.account_type.clone(),
        currency: account.currency.clone(),
        opened: account.opened,
        closed: account.closed,
        ..AccountFact::default()
    }
}

/// Requests on one endpoint; retrievals for the plainest parties, one that has had an account closed, and one with cards.
fn briefly(plan: &mut Plan) {
    const PARTIES: usize = 2;
    let mut kept = BTreeSet::new();
    plan.planned.retain_mut(|planned| {
        let case = &planned.instance.case;
        let is_retrieval = matches!(case.script, pack::catalogue::Script::Retrieval(_));
        match &mut planned.decision {
            Ok(parties) if is_retrieval => {
                let mut others = parties.split_off(PARTIES.min(parties.len()));
                for wanted in ["closed-account", "cards"] {
                    let found = others.iter().position(|one| one.has_trait(wanted));
                    parties.extend(found.map(|place| others.remove(place)));
                }
                true
            }
            Ok(_) => kept.insert((case.id.0.clone(), planned.instance.service.id.clone())),
            Err(_) => false,
        }
    });
}

fn options(whole: bool) -> RunOptions {
    RunOptions {
        jobs: 16,
        timeout: PATIENCE,
        retries: 0,
        rate: None,
        fail_fast: false,
        redaction_key: [0; 32],
        full_evidence: true,
        properties: PropertyOptions {
            cases: if whole { 8 } else { 4 },
            seed: SEED,
            replay: None,
        },
    }
}

fn bank_config(world: &World, folder: &std::path::Path) -> BankConfig {
    BankConfig::new(RegisterAddresses {
        issuer: world.issuer.clone(),
        jwks_uri: world.jwks_uri.clone(),
        order_root: OrderRoot::File(PathBuf::from(folder).join(&world.order_root)),
        police_jwks_uri: world.police_jwks_uri.clone(),
        certpub_locator: world.certpub_locator.clone(),
        person_registry: world.person_registry.clone(),
        bankruptcy_register: world.bankruptcy_register.clone().unwrap_or_default(),
    })
}

fn attacker(keys: &KeyStore) -> Attacker {
    let key = keys.rsa("attacker").expect("a key");
    let now = Timestamp::now();
    let subject = Subject {
        organisation: Some("Politiet".into()),
        organisational_unit: Some("Påtalemyndigheten".into()),
        common_name: "Godkjenning av utleveringspålegg TEST".into(),
        serial_number: None,
    };
    let validity = Validity {
        not_before: now - 1.hour(),
        not_after: now + 48.hours(),
    };
    let authority = Authority::root(&subject, validity, key.clone()).expect("a certificate");
    Attacker {
        key: wire::jose::sign::SigningKey::from_pkey(key),
        certificate: authority.certificate,
    }
}
