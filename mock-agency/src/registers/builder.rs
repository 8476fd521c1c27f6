use std::path::{Path, PathBuf};

use wire::keys::KeyStore;
use wire::people::Party;

use super::{Registers, RegistersError};
use crate::config::RegistersConfig;
use crate::state::StateError;

/// Registers with a few settings, for tests: [`Registers::builder`]. [`RegistersConfig`] has all of them.
#[derive(Debug)]
pub struct RegistersBuilder {
    state: PathBuf,
    seed: u64,
    port: Option<u16>,
    people: Vec<Party>,
    operated: bool,
}

impl Registers {
    /// Registers in test mode on a free loopback port, which keep their keys and `world.json` in this folder. Keys are kept in the
    /// user's cache between tests, since creating them takes seconds.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let folder = tempfile::tempdir()?;
    /// let registers = mock_agency::Registers::builder(folder.path()).operated().start().await?;
    ///
    /// // The program under test gets the addresses and keys of the world file.
    /// let world = wire::world::World::load(&registers.world_file)?.world;
    /// assert!(world.token_endpoint.ends_with("/token"));
    ///
    /// // … and a register that is down.
    /// let register = mock_agency::Register::Freg;
    /// registers.set_outage(register, Some(http::StatusCode::SERVICE_UNAVAILABLE));
    /// registers.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(state: impl AsRef<Path>) -> RegistersBuilder {
        RegistersBuilder {
            state: state.as_ref().to_owned(),
            seed: 1,
            port: None,
            people: Vec::new(),
            operated: false,
        }
    }
}

impl RegistersBuilder {
    /// With the synthetic people of another seed than 1.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// On this port in place of a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// With further people, e.g. from [`wire::people::load`].
    #[must_use]
    pub fn people(mut self, people: Vec<Party>) -> Self {
        self.people = people;
        self
    }

    /// With the page of requests and behaviour on demand (`/admin/…`).
    #[must_use]
    pub fn operated(mut self) -> Self {
        self.operated = true;
        self
    }

    /// Starts the registers.
    ///
    /// # Errors
    /// As [`Registers::start`], and where the user has no cache for keys.
    pub async fn start(self) -> Result<Registers, RegistersError> {
        let keys = KeyStore::user_cache().map_err(|source| StateError::Key {
            name: "cache".to_owned(),
            source,
        })?;
        let mut config = RegistersConfig::new(self.state, keys, self.seed);
        config.port = self.port;
        config.people = self.people;
        config.operated = self.operated;
        Registers::start(config).await
    }
}
