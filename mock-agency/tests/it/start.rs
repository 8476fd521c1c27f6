use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use jiff::civil::date;
use mock_agency::{Registers, RegistersError};
use wire::world::{BankEntry, Mode, World};

use crate::support::{Setup, config};

#[tokio::test]
async fn names_all_agencies_with_files_that_are_there() {
    let setup = Setup::new().await;
    let world = setup.world();
    let services: Vec<&str> = world
        .world
        .agencies
        .iter()
        .map(|agency| agency.service.as_str())
        .collect();
    assert_eq!(
        services,
        [
            "politi-utlevering",
            "oppgjor-etter-dodsfall",
            "vergekontroll",
            "skatt-kontroll",
            "konkursbehandling",
            // One for each of its consumers.
            "fi-utlegg-saldo",
            "fi-utlegg-saldo",
        ]
    );
    for agency in &world.world.agencies {
        for path in [
            &agency.client_key,
            &agency.client_chain,
            &agency.decryption_key,
        ] {
            assert!(
                path.is_relative() && world.resolve(path).is_file(),
                "{}",
                path.display()
            );
        }
    }
    let police = &world.world.agencies[0];
    assert!(world.resolve(police.order_key.as_ref().unwrap()).is_file());
    assert!(
        world
            .resolve(police.order_chain.as_ref().unwrap())
            .is_file()
    );
    assert!(world.world.agencies[1].order_key.is_none());
}

#[tokio::test]
async fn keeps_private_keys_for_the_owner_alone() {
    let setup = Setup::new().await;
    for entry in std::fs::read_dir(setup.folder().join("keys")).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
}

#[tokio::test]
async fn uses_the_keys_of_an_earlier_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let first = Registers::start(config(folder.path())).await.unwrap();
    let (kid, root) = (
        first.world.agencies[0].order_kid.clone(),
        std::fs::read(folder.path().join("keys/order-root.pem")),
    );
    first.shutdown().await;
    let mut again = config(folder.path());
    let no_cache = tempfile::tempdir().unwrap();
    again.keys = wire::keys::KeyStore::open(no_cache.path());
    let second = Registers::start(again).await.unwrap();
    assert_eq!(second.world.agencies[0].order_kid, kid);
    assert_eq!(
        std::fs::read(folder.path().join("keys/order-root.pem")).unwrap(),
        root.unwrap()
    );
}

fn bank() -> BankEntry {
    BankEntry {
        orgno: "310000027".to_owned(),
        base_url: "http://127.0.0.1:1/v2".to_owned(),
        mode: Mode::Test,
        ca_file: None,
        right_of_disposal: None,
        parties: Vec::new(),
    }
}

#[tokio::test]
async fn keeps_the_banks_when_it_comes_back_at_the_same_address() {
    let folder = tempfile::tempdir().unwrap();
    let first = Registers::start(config(folder.path())).await.unwrap();
    let (file, port) = (first.world_file.clone(), first.address().port());
    World::update(&file, |world| world.banks.push(bank())).unwrap();
    first.shutdown().await;
    let mut again = config(folder.path());
    again.port = Some(port);
    let second = Registers::start(again).await.unwrap();
    assert_eq!(second.world.banks, [bank()]);
}

#[tokio::test]
async fn forgets_the_banks_when_it_comes_back_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let first = Registers::start(config(folder.path())).await.unwrap();
    World::update(&first.world_file, |world| world.banks.push(bank())).unwrap();
    first.shutdown().await;
    let second = Registers::start(config(folder.path())).await.unwrap();
    assert_eq!(second.world.banks, []);
}

#[tokio::test]
async fn a_folder_in_use_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let first = Registers::start(config(folder.path())).await.unwrap();
    let world = std::fs::read(&first.world_file).unwrap();
    let second = Registers::start(config(folder.path())).await;
    let message = second.unwrap_err().to_string();
    assert!(
        message.contains("is in use by other registers"),
        "{message}"
    );
    assert_eq!(std::fs::read(&first.world_file).unwrap(), world);
}

#[tokio::test]
async fn everything_is_addressed_by_the_base_url() {
    let setup = Setup::with(|config| {
        config.base_url = Some("http://registers.example/dsop/".parse().unwrap());
    })
    .await;
    let world = &setup.registers.world;
    assert_eq!(world.issuer, "http://registers.example/dsop/");
    for url in [
        &world.token_endpoint,
        &world.jwks_uri,
        &world.police_jwks_uri,
        &world.certpub_locator,
        &world.person_registry,
        world.customer_overview.as_ref().unwrap(),
        world.api_registry.as_ref().unwrap(),
    ] {
        assert!(url.starts_with("http://registers.example/dsop"), "{url}");
    }
}

#[tokio::test]
async fn banks_stay_when_the_base_url_is_the_same_at_another_port() {
    let folder = tempfile::tempdir().unwrap();
    let configured = || {
        let mut config = config(folder.path());
        config.base_url = Some("http://registers.example".parse().unwrap());
        config
    };
    let first = Registers::start(configured()).await.unwrap();
    World::update(&first.world_file, |world| world.banks.push(bank())).unwrap();
    first.shutdown().await;
    let second = Registers::start(configured()).await.unwrap();
    assert_eq!(second.world.banks, [bank()]);
}

#[tokio::test]
async fn writes_nothing_when_the_port_is_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(&folder.path().join("state"));
    config.port = Some(taken.local_addr().unwrap().port());
    let error = Registers::start(config).await.unwrap_err();
    assert!(matches!(error, RegistersError::Listen { .. }), "{error}");
    assert!(!folder.path().join("state").exists());
}

#[tokio::test]
async fn leaves_a_world_file_alone_that_it_can_not_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("world.json"), "{\n  oops").unwrap();
    let error = Registers::start(config(folder.path()))
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("world.json:2:3"), "{error}");
    assert_eq!(
        std::fs::read_to_string(folder.path().join("world.json")).unwrap(),
        "{\n  oops"
    );
}

#[tokio::test]
async fn writes_no_world_when_a_key_file_is_not_a_key() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("keys")).unwrap();
    let path = folder.path().join("keys/order-leaf.pem");
    std::fs::write(&path, "no key").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let error = Registers::start(config(folder.path()))
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("keys/order-leaf.pem is not"), "{error}");
    assert!(!folder.path().join("world.json").exists());
}

#[tokio::test]
async fn serves_over_tls_with_a_root_of_its_own() {
    let setup = Setup::with_options("tls = \"issued\"").await;
    let root = setup.registers.tls_root().unwrap();
    let http = mock_agency::retrieval::http_client(Some(root)).unwrap();
    assert!(
        setup
            .registers
            .world
            .issuer
            .starts_with("https://127.0.0.1:")
    );
    let answer = http
        .get(&setup.registers.world.jwks_uri)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn a_stopped_register_no_longer_answers() {
    let setup = Setup::new().await;
    let (http, uri) = (setup.http.clone(), setup.registers.world.jwks_uri.clone());
    assert!(http.get(&uri).send().await.is_ok());
    setup.registers.shutdown().await;
    assert!(http.get(&uri).send().await.is_err());
}

#[tokio::test]
async fn the_people_are_those_of_the_seed() {
    let setup = Setup::new().await;
    assert_eq!(setup.registers.world.population_seed, Some(7));
    let one = wire::population::population(7, date(2026, 11, 22)).swap_remove(0);
    setup
        .get_json(&format!(
            "/folkeregisteret/api/finans/v1/personer/{}",
            one.id
        ))
        .await;
}
