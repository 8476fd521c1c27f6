//! Registers in a folder of their own, and a client to call them with.

use std::path::Path;

use mock_agency::retrieval::{AgencyIdentity, http_client};
use mock_agency::{Options, Registers, RegistersConfig};
use serde_json::Value;
use tempfile::TempDir;
use wire::keys::KeyStore;
use wire::world::{LoadedWorld, World};

pub(crate) struct Setup {
    pub(crate) registers: Registers,
    pub(crate) http: reqwest::Client,
    folder: TempDir,
}

impl Setup {
    pub(crate) async fn new() -> Self {
        Self::with(|_config| {}).await
    }

    pub(crate) async fn with_options(toml: &str) -> Self {
        let options: Options = toml::from_str(toml).unwrap();
        Self::with(|config| config.options = options).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut RegistersConfig)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(folder.path());
        change(&mut config);
        let registers = Registers::start(config).await.unwrap();
        Self {
            registers,
            http: http_client(None).unwrap(),
            folder,
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn world(&self) -> LoadedWorld {
        World::load(&self.registers.world_file).unwrap()
    }

    pub(crate) fn agency(&self, service: &str) -> AgencyIdentity {
        AgencyIdentity::load(&self.world(), service).unwrap()
    }

    /// Status and body of `GET path`.
    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let response = self
            .http
            .get(format!("http://{}{path}", self.registers.address()))
            .send()
            .await
            .unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    pub(crate) async fn get_json(&self, path: &str) -> Value {
        let (status, body) = self.get(path).await;
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).unwrap()
    }
}

/// Keys are made once and kept between runs of the tests.
pub(crate) fn config(state: &Path) -> RegistersConfig {
    RegistersConfig::new(
        state,
        KeyStore::open(Path::new(env!("CARGO_TARGET_TMPDIR"))),
        7,
    )
}
