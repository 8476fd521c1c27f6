//! The environment: registers, banks with a front that keeps the journal, and the world file that says where they are.

mod police;
mod tls;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::civil::Date;
use listener::tls::{HTTP1, Identity};
use listener::{Handler, Hosts, Listener, Running, Settings};
use mock_agency::{Directory, OverviewBehaviour, RegisteredBank, Registers, RegistersConfig};
use mock_bank::{Bank, BankConfig, OrderRoot, RegisterAddresses};
use thiserror::Error;
use tokio::sync::Semaphore;
use wire::jose::encrypt::DecryptionKey;
use wire::keys::KeyStore;
use wire::profile::{FromRule, ServiceProfile};
use wire::world::{
    BankEntry, CustomerRegister, LoadedWorld, Ownership, PartyEntry, RelationshipFact, World,
    party_trait,
};

use crate::agency::bank_front::{BankFront, OtherHost, TURNS};
use crate::agency::journal::{Journal, Recorded};
use judge::agency::scenario_run::{EnvironmentFacts, Task};
use pack::message::UserError;
use pack::scenario::{AnswerChange, AnswerRule, BankName, DocumentChange, Scenario};

/// Life of access tokens in seconds (Maskinporten set-up of DSOP), where the scenario says nothing else.
const TOKEN_LIFETIME: u32 = 120;

/// How an environment is set up.
#[derive(Clone, Debug, Default)]
pub struct EnvironmentOptions {
    /// Seed of people and data.
    pub seed: u64,
    /// Folder for the world file and keys; a temporary one if not said.
    pub state: Option<PathBuf>,
    /// Port of the registers, with the banks on the following four; free ports if not said.
    pub first_port: Option<u16>,
    /// Whether banks A and B speak HTTPS.
    pub tls: bool,
    /// Number of the environment, where several run side by side.
    pub number: usize,
    /// Numbers the calls; environments that run side by side share it.
    pub counter: Arc<AtomicU64>,
}

/// Why an environment could not be started up.
#[derive(Debug, Error)]
pub enum EnvironmentError {
    /// A folder or file.
    #[error("a file of the environment: {0}")]
    File(#[from] std::io::Error),
    /// A key.
    #[error(transparent)]
    Keys(#[from] wire::keys::KeyError),
    /// The registers.
    #[error("the registers do not start: {0}")]
    Registers(#[from] mock_agency::RegistersError),
    /// A bank.
    #[error("a bank does not start: {0}")]
    Bank(#[from] mock_bank::BankError),
    /// The front of a bank.
    #[error(transparent)]
    Front(#[from] listener::ListenError),
    /// A certificate.
    #[error("a certificate of the environment: {0}")]
    Certificate(#[from] wire::pki::PkiError),
    /// The world file.
    #[error(transparent)]
    World(#[from] wire::world::WorldError),
    /// An HTTP client.
    #[error("no HTTP client: {0}")]
    Http(#[from] reqwest::Error),
    /// A key of the agency.
    #[error("a key of the agency: {0}")]
    Key(#[from] wire::jose::JoseError),
}

impl UserError for EnvironmentError {}

/// Registers and banks, running. They stop when this is dropped.
pub struct Environment {
    /// The journal.
    pub journal: Arc<Journal>,
    /// What is true whatever the scenario.
    pub facts: EnvironmentFacts,
    /// What the world file says.
    pub world: LoadedWorld,
    registers: Registers,
    banks: Vec<Bank>,
    bank_fronts: Vec<Arc<BankFront>>,
    fronts: Vec<Running>,
    parties: Vec<PartyEntry>,
    keys: BTreeMap<String, DecryptionKey>,
    _silent: tokio::net::TcpSocket,
    _state: Option<tempfile::TempDir>,
}

fn address(first_port: Option<u16>, offset: u16) -> SocketAddr {
    let port = first_port.map_or(0, |port| port.saturating_add(offset));
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

/// Begins to answer for the listener's own address.
fn open(
    listener: Listener,
    identity: Option<&Identity>,
    handler: Arc<dyn Handler>,
) -> Result<Running, EnvironmentError> {
    let tls = identity.map(|identity| identity.acceptor(HTTP1));
    let settings = Settings {
        tls: tls.transpose().map_err(listener::ListenError::from)?,
        hosts: Hosts::new(listener.address(), []),
    };
    Ok(listener.handle(settings, handler))
}

impl Environment {
    /// Sets everything up and writes the world file.
    ///
    /// # Errors
    /// [`EnvironmentError`] says which part does not start.
    pub async fn start(
        keys: &KeyStore,
        options: &EnvironmentOptions,
    ) -> Result<Self, EnvironmentError> {
        let (folder, temporary) = folder(options.state.as_deref())?;
        let counter = Arc::clone(&options.counter);
        let journal = Arc::new(Journal::of_environment(options.number, counter));
        let mut config = RegistersConfig::new(&folder, keys.clone(), options.seed);
        config.port = options.first_port;
        config.journal = Some(Arc::clone(&journal) as Arc<dyn mock_agency::Journal>);
        let registers = Registers::start(config).await?;
        // What a service may ask for binds the agency, and is judged from the journal.
        registers.set_overview_behaviour(OverviewBehaviour {
            limits_are_free: true,
            ..OverviewBehaviour::default()
        });
        let identities = tls::Identities::make(keys, &folder)?;
        let other_host = Listener::bind(address(None, 0)).await?;
        let other_host_url = format!("http://{}", other_host.address());
        let mut fronts = vec![open(
            other_host,
            None,
            Arc::new(OtherHost {
                journal: Arc::clone(&journal),
            }),
        )?];
        let (mut banks, mut bank_fronts, mut base_urls) = (Vec::new(), Vec::new(), BTreeMap::new());
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            // Shorter than the banks keep an idle connection: no call may go out over one that is being closed.
            .pool_idle_timeout(Duration::from_secs(5))
            .build()?;
        for (offset, name) in [(1, BankName::A), (2, BankName::B), (3, BankName::C)] {
            let identity = match name {
                BankName::C => Some(&identities.other),
                BankName::A | BankName::B | BankName::D => options.tls.then_some(&identities.usual),
            };
            let front = Listener::bind(address(options.first_port, offset)).await?;
            let scheme = if identity.is_some() { "https" } else { "http" };
            let base_url = format!("{scheme}://{}/v2", front.address());
            let bank = Bank::start(bank_config(&registers, name, &base_url, options.seed)).await?;
            let bank_front = Arc::new(BankFront {
                bank: name,
                backend: bank.address(),
                base_url: base_url.clone(),
                other_host: other_host_url.clone(),
                unknown_recipient: wire::jose::sign::SigningKey::from_pkey(
                    keys.rsa("unknown-recipient")?,
                )
                .public(),
                http: http.clone(),
                journal: Arc::clone(&journal),
                scenarios: Mutex::default(),
                turns: Semaphore::new(TURNS),
            });
            fronts.push(open(front, identity, Arc::clone(&bank_front) as Arc<_>)?);
            base_urls.insert(name, base_url);
            banks.push(bank);
            bank_fronts.push(bank_front);
        }
        let silent = tokio::net::TcpSocket::new_v4()?;
        silent.bind(address(options.first_port, 4))?;
        base_urls.insert(BankName::D, format!("http://{}/v2", silent.local_addr()?));
        let world = write_world(
            &registers,
            &banks,
            &base_urls,
            &identities.root_file,
            options.tls,
        )?;
        let parties = world
            .world
            .banks
            .first()
            .map(|bank| bank.parties.clone())
            .unwrap_or_default();
        Ok(Self {
            facts: facts(&world, base_urls, other_host_url)?,
            keys: decryption_keys(&world)?,
            journal,
            world,
            registers,
            banks,
            bank_fronts,
            fronts,
            parties,
            _silent: silent,
            _state: temporary,
        })
    }

    /// Where the world file is.
    pub fn world_file(&self) -> &Path {
        &self.registers.world_file
    }

    /// Begins a scenario; gives the agency's task, or nothing if no party fits.
    pub fn begin_scenario(&self, scenario: &Scenario, service: &ServiceProfile) -> Option<Task> {
        let task = self.task(scenario, service)?;
        let key = self.keys.get(&service.id)?;
        self.registers
            .set_token_lifetime(scenario.token_lifetime.unwrap_or(TOKEN_LIFETIME));
        self.registers
            .set_directory(Some(self.directory(scenario, &task.party)));
        let number = self.journal.begin(&task.party);
        for bank_front in &self.bank_fronts {
            let mut rules = scenario.answers.clone();
            if bank_front.bank == BankName::B {
                rules.push(other_data());
            }
            bank_front.run(number, rules, key.clone());
        }
        Some(task)
    }

    /// Ends a scenario and gives what the agency did.
    pub fn end_scenario(&self) -> Recorded {
        self.journal.close();
        self.journal.take()
    }

    /// Ends a scenario of which calls may come later, and gives what the agency did until now. Later calls are
    /// recognised by their case numbers.
    pub fn leave_scenario(&self) -> Recorded {
        self.journal.take()
    }

    /// What the world says about the test people.
    pub fn parties(&self) -> &[PartyEntry] {
        &self.parties
    }

    fn task(&self, scenario: &Scenario, service: &ServiceProfile) -> Option<Task> {
        let of_the_dead = matches!(service.period.from, FromRule::MonthsBeforeDeath { .. });
        let fits = |party: &&PartyEntry| {
            party.has_trait(party_trait::DECEASED) == of_the_dead
                && (!of_the_dead || party.date_of_death.is_some())
                && !party.has_trait(party_trait::ORGANISATION)
                && scenario.party.iter().all(|wanted| party.has_trait(wanted))
        };
        let party = self.parties.iter().filter(fits).nth(scenario.number)?;
        let today = wire::dates::today();
        let from = if of_the_dead {
            party.date_of_death?
        } else {
            wire::dates::years_before(today, 1)
        };
        let of_service = service
            .endpoints
            .iter()
            .copied()
            .filter(|endpoint| endpoint.needs_account_reference());
        let wanted = |endpoint: &wire::messages::Endpoint| {
            scenario
                .endpoints
                .as_ref()
                .is_none_or(|endpoints| endpoints.contains(endpoint))
        };
        Some(Task {
            service: service.id.clone(),
            case: None,
            party: party.party_id.clone(),
            death: party.date_of_death.filter(|_| of_the_dead),
            from,
            to: today,
            endpoints: of_service.filter(wanted).collect(),
            banks: scenario
                .banks
                .iter()
                .map(|bank| bank.orgno().to_owned())
                .collect(),
        })
    }

    fn directory(&self, scenario: &Scenario, party: &str) -> Directory {
        let registered = self
            .facts
            .base_urls
            .iter()
            .map(|(name, url)| RegisteredBank {
                org_no: name.orgno().to_owned(),
                name: format!("Syntetisk bank {name:?}"),
                url: url.clone(),
                version: "v2".to_owned(),
                env: "test".to_owned(),
            });
        let banks = scenario
            .banks
            .iter()
            .map(|name| RelationshipFact {
                orgno: name.orgno().to_owned(),
                name: None,
                register: CustomerRegister::Kar,
                from: Date::constant(1990, 1, 1),
                to: None,
                ownership: Ownership::Owner,
                active: true,
            })
            .collect();
        Directory {
            banks: registered.collect(),
            customers: BTreeMap::from([(party.to_owned(), banks)]),
            ..Directory::default()
        }
    }

    /// Stops everything.
    pub async fn shutdown(self) {
        for front in self.fronts {
            front.shutdown().await;
        }
        for bank in self.banks {
            bank.shutdown().await;
        }
        self.registers.shutdown().await;
    }
}

fn folder(wanted: Option<&Path>) -> Result<(PathBuf, Option<tempfile::TempDir>), std::io::Error> {
    if let Some(folder) = wanted {
        return Ok((folder.to_owned(), None));
    }
    let temporary = tempfile::Builder::new().prefix("dsop-agency-").tempdir()?;
    Ok((temporary.path().to_owned(), Some(temporary)))
}

fn other_data() -> AnswerRule {
    AnswerRule {
        bank: BankName::B,
        endpoint: Some(wire::messages::Endpoint::Accounts),
        account: None,
        times: None,
        change: AnswerChange::Document(DocumentChange::OtherData),
    }
}

fn bank_config(registers: &Registers, name: BankName, base_url: &str, seed: u64) -> BankConfig {
    let world = &registers.world;
    let folder = registers
        .world_file
        .parent()
        .map(PathBuf::from)
        .unwrap_or_default();
    let mut config = BankConfig::new(RegisterAddresses {
        issuer: world.issuer.clone(),
        jwks_uri: world.jwks_uri.clone(),
        order_root: OrderRoot::File(folder.join(&world.order_root)),
        police_jwks_uri: world.police_jwks_uri.clone(),
        certpub_locator: world.certpub_locator.clone(),
        person_registry: world.person_registry.clone(),
        bankruptcy_register: world.bankruptcy_register.clone().unwrap_or_default(),
    });
    config.base_url = Some(base_url.to_owned());
    name.orgno().clone_into(&mut config.orgno);
    config.name = format!("Syntetisk bank {name:?}");
    config.seed = seed;
    config
}

fn write_world(
    registers: &Registers,
    banks: &[Bank],
    base_urls: &BTreeMap<BankName, String>,
    root_file: &Path,
    tls: bool,
) -> Result<LoadedWorld, EnvironmentError> {
    let mut loaded = World::load(&registers.world_file)?;
    let mut entries: Vec<BankEntry> = banks.iter().map(Bank::world_entry).collect();
    let silent = entries.first().map(|entry| BankEntry {
        orgno: BankName::D.orgno().to_owned(),
        base_url: base_urls.get(&BankName::D).cloned().unwrap_or_default(),
        ..entry.clone()
    });
    entries.extend(silent);
    for entry in &mut entries {
        let secured = entry.base_url.starts_with("https");
        entry.ca_file = (secured || tls).then(|| root_file.to_owned());
    }
    loaded.world.banks = entries;
    loaded.world.save(&registers.world_file)?;
    Ok(loaded)
}

fn facts(
    world: &LoadedWorld,
    base_urls: BTreeMap<BankName, String>,
    other_host: String,
) -> Result<EnvironmentFacts, EnvironmentError> {
    let clients = world
        .world
        .agencies
        .iter()
        .map(|agency| (agency.service.clone(), agency.client_id.clone()));
    Ok(EnvironmentFacts {
        issuer: world.world.issuer.clone(),
        base_urls,
        overview: world.world.customer_overview.clone().unwrap_or_default(),
        other_host,
        clients: clients.collect(),
        police_keys: police::keys(world)?,
    })
}

fn decryption_keys(
    world: &LoadedWorld,
) -> Result<BTreeMap<String, DecryptionKey>, EnvironmentError> {
    let mut keys = BTreeMap::new();
    for agency in &world.world.agencies {
        let pem = std::fs::read(world.resolve(&agency.decryption_key))?;
        keys.insert(agency.service.clone(), DecryptionKey::from_pem(&pem)?);
    }
    Ok(keys)
}
