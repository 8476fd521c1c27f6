//! What all requests to a bank share.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use jiff::Timestamp;
use openssl::x509::X509;
use wire::profile;
use wire::world::PartyEntry;

use crate::answer::delivery::Delivery;
use crate::answer::parts::{Context, Servicer};
use crate::answer::writer::Style;
use crate::bank::BankError;
use crate::config::{BankConfig, OrderRoot};
use crate::data::facts;
use crate::data::model::DataSet;
use crate::defect::{Defect, Defects, Memory};
use crate::order::claims::Moment;
use crate::registers::bankruptcies::Bankruptcies;
use crate::registers::certpub::CertPub;
use crate::registers::issuer::{IssuerKeys, issuer_keys};
use crate::registers::persons::Persons;
use crate::registers::police::PoliceKeys;
use crate::registers::{Registry, register_client};
use crate::sealing::Sealer;
use crate::service::Service;
use crate::variant::{Variant, Variants};

/// A bank's settings, data and memory of the registers.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) config: BankConfig,
    pub(crate) base_url: String,
    pub(crate) services: Vec<Service>,
    pub(crate) servicer: Servicer,
    pub(crate) data: Arc<DataSet>,
    pub(crate) delivery: Delivery,
    pub(crate) sealer: Sealer,
    pub(crate) registry: Registry,
    pub(crate) issuer_keys: IssuerKeys,
    pub(crate) police_keys: PoliceKeys,
    pub(crate) certpub: CertPub,
    pub(crate) persons: Persons,
    pub(crate) bankruptcies: Bankruptcies,
    /// Whether agencies find the bank.
    pub(crate) ready: AtomicBool,
    /// Used by defects and variants alone.
    pub(crate) memory: Memory,
}

impl Core {
    /// Checks the settings and creates the data set.
    pub(crate) fn new(config: BankConfig, base_url: String) -> Result<Self, BankError> {
        let services = config
            .services
            .iter()
            .map(|id| Service::find(id).ok_or_else(|| BankError::Service(id.clone())))
            .collect::<Result<Vec<_>, _>>()?;
        let times = config.times;
        let registers = &config.registers;
        Ok(Self {
            services,
            servicer: Servicer {
                orgno: config.orgno.clone(),
                name: config.name.clone(),
            },
            data: config.data.clone().unwrap_or_else(|| {
                Arc::new(DataSet::with(config.seed, &config.people, &config.orgno))
            }),
            delivery: Delivery::new(
                profile::builtin_fields(),
                config.variants.has(Variant::UndecidedDelivered),
                &config.defects,
            ),
            sealer: Sealer::random().map_err(|_| BankError::Random)?,
            registry: match &config.client {
                Some(client) => Registry::over(client.clone()),
                None => Registry::over(register_client(times.answer)?),
            },
            issuer_keys: issuer_keys(registers.jwks_uri.clone(), times),
            police_keys: PoliceKeys::new(
                registers.police_jwks_uri.clone(),
                roots(&registers.order_root)?,
                config.mode,
                config.defects,
                times,
            ),
            certpub: CertPub::new(
                &registers.certpub_locator,
                if config.defects.has(Defect::CertificateKept) {
                    Duration::MAX
                } else {
                    times.certificates
                },
            ),
            persons: Persons::new(&registers.person_registry, times.persons),
            bankruptcies: Bankruptcies::new(&registers.bankruptcy_register, times.persons),
            memory: Memory::default(),
            ready: AtomicBool::new(!config.joins),
            base_url,
            config,
        })
    }

    /// The same bank with other defects and variants: its data and its references are the same.
    pub(crate) fn behaving(&self, defects: Defects, variants: Variants) -> Result<Self, BankError> {
        let config = BankConfig {
            defects,
            variants,
            data: Some(Arc::clone(&self.data)),
            ..self.config.clone()
        };
        Ok(Self {
            sealer: self.sealer.clone(),
            ..Self::new(config, self.base_url.clone())?
        })
    }

    /// What the world file says of the parties.
    pub(crate) fn parties(&self) -> &[PartyEntry] {
        let entries = &self.data.entries;
        entries.get_or_init(|| facts::parties(self.without_defects(), self.moment().today))
    }

    /// The bank's defects.
    pub(crate) fn defects(&self) -> &Defects {
        &self.config.defects
    }

    /// Whether the bank has this variant.
    pub(crate) fn has(&self, variant: Variant) -> bool {
        self.config.variants.has(variant)
    }

    /// What documents are written from.
    pub(crate) fn context(&self) -> Context<'_> {
        Context {
            data: &self.data,
            servicer: &self.servicer,
            defects: self.defects(),
            variants: self.config.variants,
        }
    }

    /// The same without defects and variants: what is true of the data.
    pub(crate) fn without_defects(&self) -> Context<'_> {
        Context {
            defects: &Defects::NONE,
            variants: Variants::default(),
            ..self.context()
        }
    }

    /// How documents are written.
    pub(crate) fn style(&self) -> Style {
        Style {
            nulls: self.has(Variant::NullsForAbsent),
            amounts_as_text: self.defects().has(Defect::AmountAsText),
            signed_amounts: self.defects().has(Defect::NegativeAmounts),
        }
    }

    /// Now by the bank's clock, and the day in Norway.
    pub(crate) fn moment(&self) -> Moment {
        let fast = if self.has(Variant::ClockFast) { 20 } else { 0 };
        let now = Timestamp::now() + jiff::SignedDuration::from_secs(fast);
        Moment {
            now,
            today: wire::dates::date_at(now),
        }
    }
}

fn roots(root: &OrderRoot) -> Result<Vec<X509>, BankError> {
    let (pem, name) = match root {
        OrderRoot::Pem(pem) => (pem.clone(), "the order root".to_owned()),
        OrderRoot::File(path) => {
            let pem = std::fs::read(path).map_err(|source| BankError::Read {
                path: path.clone(),
                source,
            })?;
            (pem, path.display().to_string())
        }
    };
    match X509::stack_from_pem(&pem) {
        Ok(roots) if !roots.is_empty() => Ok(roots),
        _ => Err(BankError::NoCertificate(name)),
    }
}
