use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use wire::world::{LoadedWorld, World, WorldError};

use super::{Bank, BankError};
use crate::config::{BankConfig, OrderRoot, RegisterAddresses};
use crate::defect::{Defect, Defects};
use crate::variant::{Variant, Variants};

/// A bank with a few settings, for tests: [`Bank::builder`]. [`BankConfig`] has all of them.
#[derive(Debug)]
pub struct BankBuilder {
    world_file: PathBuf,
    orgno: Option<String>,
    services: Option<Vec<String>>,
    defects: Defects,
    variants: Variants,
    operated: bool,
}

impl Bank {
    /// A bank in test mode on a free loopback port that asks the registers of this world file, has its people, and adds itself to
    /// its banks.
    ///
    /// ```no_run
    /// # async fn run(world_file: &std::path::Path) -> Result<(), Box<dyn std::error::Error>> {
    /// use mock_bank::{Bank, Defect};
    ///
    /// // The world file of running registers, e.g. mock_agency::Registers::builder(folder).start().
    /// let bank = Bank::builder(world_file)
    ///     .services(["politi-utlevering"])
    ///     .defects([Defect::from_name("jwe-quoted")?])
    ///     .start()
    ///     .await?;
    /// println!("{}", bank.base_url());
    /// bank.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(world_file: impl AsRef<Path>) -> BankBuilder {
        BankBuilder {
            world_file: world_file.as_ref().to_owned(),
            orgno: None,
            services: None,
            defects: Defects::NONE,
            variants: Variants::default(),
            operated: false,
        }
    }

    /// Adds the bank to the banks of a world file, in place of what it has for the bank's number.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn join(&self, world_file: &Path, ca_file: Option<PathBuf>) -> Result<(), WorldError> {
        let mut entry = self.world_entry();
        entry.ca_file = ca_file;
        World::update(world_file, |world| {
            world.banks.retain(|known| known.orgno != entry.orgno);
            world.banks.push(entry);
        })?;
        self.core.ready.store(true, Ordering::Relaxed);
        Ok(())
    }
}

impl BankBuilder {
    /// With this organisation number.
    #[must_use]
    pub fn orgno(mut self, orgno: &str) -> Self {
        self.orgno = Some(orgno.to_owned());
        self
    }

    /// Serves these services alone.
    #[must_use]
    pub fn services<'s>(mut self, ids: impl IntoIterator<Item = &'s str>) -> Self {
        self.services = Some(ids.into_iter().map(str::to_owned).collect());
        self
    }

    /// Is wrong in these respects.
    #[must_use]
    pub fn defects(mut self, defects: impl IntoIterator<Item = Defect>) -> Self {
        self.defects = defects.into_iter().collect();
        self
    }

    /// Differs from the usual in these respects, and is as right.
    #[must_use]
    pub fn variants(mut self, variants: impl IntoIterator<Item = Variant>) -> Self {
        self.variants = variants.into_iter().collect();
        self
    }

    /// With the page of requests and behaviour on demand (`/admin/…`).
    #[must_use]
    pub fn operated(mut self) -> Self {
        self.operated = true;
        self
    }

    /// Starts the bank and adds it to the world file.
    ///
    /// # Errors
    /// As [`Bank::start`], and for a world file that cannot be read or written.
    pub async fn start(self) -> Result<Bank, BankError> {
        let mut config = BankConfig::of_world(&World::load(&self.world_file)?);
        config.orgno = self.orgno.unwrap_or(config.orgno);
        config.services = self.services.unwrap_or(config.services);
        config.defects = self.defects;
        config.variants = self.variants;
        config.operated = self.operated;
        config.joins = true;
        let bank = Bank::start(config).await?;
        bank.join(&self.world_file, None)?;
        Ok(bank)
    }
}

impl BankConfig {
    /// As [`BankConfig::new`], with the registers and people of a world file.
    pub fn of_world(loaded: &LoadedWorld) -> Self {
        let world = &loaded.world;
        let mut config = Self::new(RegisterAddresses {
            issuer: world.issuer.clone(),
            jwks_uri: world.jwks_uri.clone(),
            order_root: OrderRoot::File(loaded.resolve(&world.order_root)),
            police_jwks_uri: world.police_jwks_uri.clone(),
            certpub_locator: world.certpub_locator.clone(),
            person_registry: world.person_registry.clone(),
            bankruptcy_register: world.bankruptcy_register.clone().unwrap_or_default(),
        });
        config.seed = world.population_seed.unwrap_or(config.seed);
        config.people.clone_from(&world.people);
        config
    }
}
