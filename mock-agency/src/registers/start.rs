//! From a configuration to running registers: socket first, then keys, certificates and files, the world file
//! last, so that a failure leaves no world behind that does not answer.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

use listener::{Hosts, Listener, Settings};
use openssl::pkey::PKey;
use openssl::ssl::SslAcceptor;
use wire::keys::KeyStore;
use wire::lock::Lock;
use wire::profile::ServiceProfile;
use wire::world::{BankEntry, OrderCertificate, World};

use super::{BaseUrl, Registers, RegistersError, tls};
use crate::bankruptcies::{self, Bankruptcies};
use crate::certpub::CertPub;
use crate::config::{Client, RegistersConfig, Tls};
use crate::enterprise::{ENTERPRISE_KEYS, Enterprise, IssueError};
use crate::identity::{self, Agency};
use crate::joined::JoinedPeople;
use crate::jwk;
use crate::maskinporten::{Maskinporten, RegisteredClient};
use crate::operations::{About, Operations};
use crate::overview::{self, Overview};
use crate::persons::PersonRegistry;
use crate::police::{
    self, ORDER_KEYS, OrderCertificates, OrderKeys, PoliceJwks, PublishedCertificate,
};
use crate::router::Router;
use crate::state::{StateError, StateFolder};

const ISSUER_KEY: &str = "maskinporten-issuer";

pub(super) async fn start(config: RegistersConfig) -> Result<Registers, RegistersError> {
    let wanted = SocketAddr::new(config.listen, config.port.unwrap_or(0));
    let listener = Listener::bind(wanted).await?;
    let address = listener.address();
    // Keys may have to be generated, which takes seconds: not on a thread that other requests wait for.
    let prepared = tokio::task::spawn_blocking(move || prepare(&config, address))
        .await
        .map_err(|_cancelled| RegistersError::Interrupted)??;
    let router = Arc::new(prepared.router);
    let settings = Settings {
        tls: prepared.tls,
        hosts: Hosts::new(address, [prepared.base_url.as_str()]),
    };
    let running = listener.handle(settings, Arc::clone(&router) as Arc<_>);
    prepared.world.save(&prepared.world_file)?;
    router.operations.set_ready(true);
    Ok(Registers {
        world_file: prepared.world_file,
        world: prepared.world,
        address,
        base_url: prepared.base_url,
        tls_root: prepared.tls_root,
        router,
        enterprise: prepared.enterprise,
        running,
        _lock: prepared.lock,
    })
}

struct Prepared {
    lock: Lock,
    base_url: BaseUrl,
    world_file: PathBuf,
    world: World,
    router: Router,
    enterprise: Enterprise,
    tls: Option<SslAcceptor>,
    tls_root: Option<PathBuf>,
}

fn prepare(config: &RegistersConfig, address: SocketAddr) -> Result<Prepared, RegistersError> {
    let now = wire::dates::now();
    let state = StateFolder::open(&config.state)?;
    let lock = state.lock()?;
    let banks = Before::read(&state.world_file())?;
    let services = config.options.chosen_services();
    make_missing_keys(
        &state,
        &config.keys,
        &services,
        matches!(config.options.tls, Some(Tls::Issued)),
    )?;

    let enterprise = Enterprise::new(
        state.key(ENTERPRISE_KEYS[0], &config.keys)?,
        state.key(ENTERPRISE_KEYS[1], &config.keys)?,
        now,
    )?;
    state.write_certificates(ENTERPRISE_KEYS[0], &[enterprise.root().clone()])?;
    let consumers = services.iter().flat_map(|service| {
        let consumers = identity::consumers(service).iter();
        consumers.map(move |consumer| (*service, consumer.as_str()))
    });
    let mut agencies = consumers
        .map(|consumer| identity::equip(consumer, &enterprise, &state, &config.keys))
        .collect::<Result<Vec<_>, _>>()?;
    let kfr = wire::profile::kfr();
    let institution = identity::equip((kfr, kfr.orgno()), &enterprise, &state, &config.keys)?;
    let orders = police::issue(&order_keys(&state, &config.keys)?, config.mode, now)?;
    give_order_key(&mut agencies, &orders, &state)?;
    let (acceptor, tls_root) = tls::acceptor(config, &state, address, now)?;

    let scheme = if acceptor.is_some() { "https" } else { "http" };
    let base_url = config.base_url.clone();
    let base_url = base_url.unwrap_or_else(|| BaseUrl::of(scheme, address));
    let base = base_url.as_str();
    let clients = agencies.iter().chain([&institution]);
    let clients = clients.map(|one| one.client.clone()).collect();
    let router = router(
        config,
        &state,
        base,
        (&agencies, clients),
        &orders,
        &enterprise,
    )?;
    let world = World {
        institutions: vec![institution.entry],
        ..world(
            &router.maskinporten,
            config,
            &state,
            base,
            &agencies,
            &orders,
            banks,
        )?
    };
    Ok(Prepared {
        lock,
        base_url,
        world_file: state.world_file(),
        world,
        router,
        enterprise,
        tls: acceptor,
        tls_root,
    })
}

/// The part of an earlier world file that the next one may keep.
struct Before {
    issuer: String,
    banks: Vec<BankEntry>,
}

impl Before {
    fn read(path: &Path) -> Result<Option<Self>, RegistersError> {
        if !path.exists() {
            return Ok(None);
        }
        let world = World::load(path)?.world;
        Ok(Some(Self {
            issuer: world.issuer,
            banks: world.banks,
        }))
    }
}

fn make_missing_keys(
    state: &StateFolder,
    keys: &KeyStore,
    services: &[&'static ServiceProfile],
    tls: bool,
) -> Result<(), RegistersError> {
    let of_agencies: Vec<String> = services
        .iter()
        .flat_map(|service| {
            let consumers = identity::consumers(service).iter();
            consumers.flat_map(|consumer| identity::key_names(service, consumer))
        })
        .collect();
    let kfr = wire::profile::kfr();
    let [institution, _same] = identity::key_names(kfr, kfr.orgno());
    let mut names: Vec<&str> = [ISSUER_KEY, &institution]
        .into_iter()
        .chain(ENTERPRISE_KEYS)
        .chain(ORDER_KEYS)
        .collect();
    names.extend(of_agencies.iter().map(String::as_str));
    if tls {
        names.extend(tls::TLS_KEYS);
    }
    keys.rsa_many(&state.missing(&names))
        .map_err(|source| StateError::Key {
            name: "of the registers".to_owned(),
            source,
        })?;
    Ok(())
}

fn order_keys(state: &StateFolder, keys: &KeyStore) -> Result<OrderKeys, RegistersError> {
    let [root, unknown_root, intermediate, leaf, second_leaf] = ORDER_KEYS;
    Ok(OrderKeys {
        root: state.key(root, keys)?,
        unknown_root: state.key(unknown_root, keys)?,
        intermediate: state.key(intermediate, keys)?,
        leaf: state.key(leaf, keys)?,
        second_leaf: state.key(second_leaf, keys)?,
    })
}

/// Writes the valid order certificate and names it in the entries of the agencies whose service has orders.
fn give_order_key(
    agencies: &mut [Agency],
    orders: &OrderCertificates,
    state: &StateFolder,
) -> Result<(), RegistersError> {
    let chain = write_order_chain(&orders.good, state)?;
    for agency in agencies
        .iter_mut()
        .filter(|agency| has_orders(&agency.entry.service))
    {
        agency.entry.order_key = Some(StateFolder::key_path(orders.good.key_name));
        agency.entry.order_kid = Some(orders.good.kid.clone());
        agency.entry.order_chain = Some(chain.clone());
    }
    Ok(())
}

fn has_orders(service: &str) -> bool {
    wire::profile::service(service).and_then(|profile| profile.additional_reference_type.as_deref())
        == Some(wire::messages::reference_type::EXTRADITION_ORDER)
}

fn write_order_chain(
    certificate: &PublishedCertificate,
    state: &StateFolder,
) -> Result<PathBuf, StateError> {
    state.write_certificates(&format!("order-{}", certificate.name), &certificate.chain())
}

fn router(
    config: &RegistersConfig,
    state: &StateFolder,
    base: &str,
    (agencies, mut clients): (&[Agency], Vec<RegisteredClient>),
    orders: &OrderCertificates,
    enterprise: &Enterprise,
) -> Result<Router, RegistersError> {
    for client in &config.options.clients {
        clients.push(registered(client)?);
    }
    let maskinporten = Maskinporten::new(
        format!("{base}/"),
        &state.key(ISSUER_KEY, &config.keys)?,
        clients,
        enterprise.authorities(),
        (config.options.token_lifetime, config.mode),
    )
    .map_err(IssueError::from)?;
    let mut certpub = CertPub::new(base, config.options.publisher_slash);
    for agency in agencies {
        if config.operated {
            let certificate =
                enterprise.expired(&agency.encryption_certificate, &agency.entry.orgno)?;
            certpub.add_expired(&agency.entry.orgno, certificate);
        }
        certpub.publish(
            &agency.entry.orgno,
            vec![agency.encryption_certificate.clone()],
        );
    }
    let today = wire::dates::today();
    let mut people = wire::population::population(config.seed, today);
    let mut notices = wire::population::notices(&people, today);
    people.extend(wire::people::persons(&config.people, today));
    notices.extend(wire::people::notices(&config.people, today));
    let about = About {
        base: base.to_owned(),
        world_file: state.world_file(),
        people: people.clone(),
    };
    let operations = Operations::new(about, config.operated);
    let joined = Arc::new(JoinedPeople::new(state.world_file(), &people));
    Ok(Router {
        maskinporten,
        bankruptcies: Bankruptcies::new(
            base,
            config.options.empty_notice_list,
            notices,
            Arc::clone(&joined),
        ),
        police: PoliceJwks::new(std::iter::once(&orders.good).chain(&orders.others))?,
        certpub,
        persons: PersonRegistry::new(people, joined),
        overview: Overview::new(base, state.world_file()).map_err(|source| StateError::File {
            action: "read what was written to KFR in",
            path: state.world_file().with_file_name(overview::KFR_FILE),
            source,
        })?,
        journal: config.journal.clone(),
        outages: RwLock::default(),
        faults: Mutex::default(),
        operations,
    })
}

fn registered(client: &Client) -> Result<RegisteredClient, RegistersError> {
    let mut keys = HashMap::new();
    if let Some(path) = &client.public_key {
        let pem = std::fs::read(path).map_err(|source| StateError::File {
            action: "read the key",
            path: path.clone(),
            source,
        })?;
        let key = PKey::public_key_from_pem(&pem)
            .ok()
            .filter(|key| key.rsa().is_ok())
            .ok_or_else(|| RegistersError::ClientKey { path: path.clone() })?;
        keys.insert(jwk::thumbprint(&key).map_err(IssueError::from)?, key);
    }
    Ok(RegisteredClient {
        client_id: client.client_id.clone(),
        consumer: client.consumer.clone(),
        supplier: client.supplier.clone(),
        scopes: client.scopes.clone(),
        keys,
    })
}

fn world(
    maskinporten: &Maskinporten,
    config: &RegistersConfig,
    state: &StateFolder,
    base: &str,
    agencies: &[Agency],
    orders: &OrderCertificates,
    before: Option<Before>,
) -> Result<World, RegistersError> {
    let same_address = |before: &Before| before.issuer == maskinporten.issuer();
    Ok(World {
        issuer: maskinporten.issuer().to_owned(),
        token_endpoint: maskinporten.token_endpoint(),
        jwks_uri: maskinporten.jwks_uri(),
        police_jwks_uri: format!("{base}{}", police::JWKS_PATH),
        order_root: state.write_certificates("order-root", std::slice::from_ref(&orders.root))?,
        certpub_locator: base.to_owned(),
        person_registry: base.to_owned(),
        agencies: agencies.iter().map(|agency| agency.entry.clone()).collect(),
        institutions: Vec::new(),
        banks: before
            .filter(same_address)
            .map(|before| before.banks)
            .unwrap_or_default(),
        issuer_key: Some(StateFolder::key_path(ISSUER_KEY)),
        order_certificates: orders
            .others
            .iter()
            .map(|certificate| {
                Ok(OrderCertificate {
                    name: certificate.name.to_owned(),
                    key: StateFolder::key_path(certificate.key_name),
                    kid: certificate.kid.clone(),
                    chain: write_order_chain(certificate, state)?,
                })
            })
            .collect::<Result<_, StateError>>()?,
        population_seed: Some(config.seed),
        people: config.people.clone(),
        customer_overview: Some(base.to_owned()),
        customers: wire::population::customers(config.seed, wire::dates::today()),
        api_registry: Some(format!("{base}{}", overview::REGISTRY_PATH)),
        bankruptcy_register: Some(format!("{base}{}", bankruptcies::PATH)),
    })
}
