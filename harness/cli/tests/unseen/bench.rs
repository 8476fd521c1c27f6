//! Registers, a bank behind the proxy, and a run against the proxy.

use std::collections::BTreeSet;
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
use wire::world::{LoadedWorld, World};

use crate::change::Change;
use crate::proxy::{Listening, Proxy};

const SEED: u64 = 1;
const PATIENCE: Duration = Duration::from_secs(20);

/// What a run said of a change.
pub(crate) struct Seen {
    pub(crate) name: &'static str,
    pub(crate) verdict: Verdict,
    /// Cases that were broken, a MAY aside.
    pub(crate) found_by: BTreeSet<String>,
    pub(crate) first: String,
}

impl fmt::Display for Seen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cases: Vec<&str> = self.found_by.iter().map(String::as_str).collect();
        write!(
            formatter,
            "{}: {:?}, {} cases: {} | {}",
            self.name,
            self.verdict,
            cases.len(),
            cases[..cases.len().min(12)].join(" "),
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
            connections: Connections::new(&TlsSettings::default(), PATIENCE).expect("connections"),
            data: Arc::new(DataSet::make(SEED)),
            _state: state,
        }
    }

    /// Runs the catalogue against the proxy with this change: all of it, or the cases that can tell.
    pub(crate) async fn examine(&self, change: &'static Change, whole: bool) -> Seen {
        let (_bank, _proxy, target) = self.open(change).await;
        let cases = if whole { &[][..] } else { change.cases };
        let filter = Filter {
            cases: cases.iter().map(|case| (*case).to_owned()).collect(),
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
            found_by: broken().map(|one| one.instance.case.id.0.clone()).collect(),
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
            self.client.clone(),
            keys.map(|agency| agency.decryption_key.clone()).collect(),
        );
        (bank, proxy.serve(listener), target)
    }
}

/// Requests on one endpoint; retrievals for the plainest parties.
fn briefly(plan: &mut Plan) {
    const PARTIES: usize = 3;
    let mut kept = BTreeSet::new();
    plan.planned.retain_mut(|planned| {
        let case = &planned.instance.case;
        let is_retrieval = matches!(case.script, pack::catalogue::Script::Retrieval(_));
        match &mut planned.decision {
            Ok(parties) if is_retrieval => {
                parties.truncate(PARTIES);
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
