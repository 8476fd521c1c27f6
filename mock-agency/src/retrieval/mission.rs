//! A whole case: step 1, then step 2 at every bank that it names.

use std::path::Path;

use jiff::civil::Date;
use wire::world::{BankEntry, LoadedWorld};

use super::identity::{AgencyIdentity, Bank, IdentityError, http_client};
use super::inquiry::{Inquiry, InquiryError};
use super::outcome::{Problem, Retrieval};
use super::retriever::Retriever;
use super::retry::RetryPolicy;
use super::step_one::{self, StepOneError};
use crate::conduct::{Conduct, Defect, Variant};

/// How a case finds its banks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Banks {
    /// By the customer overview and the API registry.
    StepOne,
    /// Without step 1: the banks of these organisation numbers.
    Direct(Vec<String>),
}

/// Why a case ended before any bank was asked.
#[derive(Debug, thiserror::Error)]
pub enum MissionError {
    /// A file or address of the world can not be used.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The service does not allow what is asked.
    #[error(transparent)]
    Inquiry(#[from] InquiryError),
    /// Step 1 gave nothing.
    #[error(transparent)]
    StepOne(#[from] StepOneError),
}

/// An agency at work in a world.
pub struct Mission {
    world: LoadedWorld,
    retriever: Retriever,
    http: reqwest::Client,
    conduct: Conduct,
}

impl Mission {
    /// An agency of a service; `ca_file` is the authority above the registers' certificate, if they have one.
    ///
    /// # Errors
    /// When the world has no agency for the service, or one of its files can not be used.
    pub fn new(
        world: LoadedWorld,
        service: &str,
        ca_file: Option<&Path>,
        retry: RetryPolicy,
        conduct: Conduct,
    ) -> Result<Self, IdentityError> {
        Self::with_client(world, service, http_client(ca_file)?, retry, conduct)
    }

    /// As [`Mission::new`], with a client that there is already; it speaks with the registers.
    ///
    /// # Errors
    /// When the world has no agency for the service, or one of its files can not be used.
    pub fn with_client(
        world: LoadedWorld,
        service: &str,
        http: reqwest::Client,
        retry: RetryPolicy,
        conduct: Conduct,
    ) -> Result<Self, IdentityError> {
        let identity = AgencyIdentity::load(&world, service)?.bent(&world, conduct)?;
        Ok(Self {
            retriever: Retriever::bent(identity, http.clone(), retry, conduct),
            world,
            http,
            conduct,
        })
    }

    /// The agency.
    pub fn identity(&self) -> &AgencyIdentity {
        self.retriever.identity()
    }

    /// Does a case. `death` is the control object's date of death, where the service counts from it.
    ///
    /// # Errors
    /// [`MissionError`]; what goes wrong at a bank is part of the result.
    pub async fn run(
        &self,
        mut inquiry: Inquiry,
        death: Option<Date>,
        banks: &Banks,
    ) -> Result<Vec<Retrieval>, MissionError> {
        self.conduct.bend_inquiry(&mut inquiry, death);
        let entries = self.entries(&inquiry, banks).await?;
        let mut retrievals = Vec::new();
        for entry in &entries {
            if self.conduct.has(Defect::CasePerBank) {
                inquiry.case = uuid::Uuid::new_v4();
            }
            let bank = self.bank(entry)?;
            let retrieval = self.retriever.retrieve(&bank, &inquiry).await?;
            let fatal = self.gives_up_after(&retrieval);
            retrievals.push(retrieval);
            if fatal {
                break;
            }
        }
        Ok(retrievals)
    }

    /// Whether the client leaves the other banks out after what one gave.
    fn gives_up_after(&self, retrieval: &Retrieval) -> bool {
        let list = &retrieval.accounts;
        let empty = || {
            let accounts = list.document().map(|document| &document["accounts"]);
            accounts
                .and_then(serde_json::Value::as_array)
                .is_some_and(Vec::is_empty)
        };
        self.conduct.has(Defect::FailingBankFatal) && list.problem().is_some()
            || self.conduct.has(Defect::BrokenListFatal)
                && matches!(list.problem(), Some(Problem::Answer(_)))
            || self.conduct.has(Defect::EmptyListFatal) && empty()
    }

    /// A bank without a certificate of its own is spoken to by the client that there is already: making one reads all
    /// of the system's authorities.
    fn bank(&self, entry: &BankEntry) -> Result<Bank, IdentityError> {
        if entry.ca_file.is_none() && !self.conduct.has_client_of_its_own() {
            return Ok(Bank {
                orgno: entry.orgno.clone(),
                base_url: entry.base_url.clone(),
                http: self.http.clone(),
            });
        }
        Bank::load_for(&self.world, entry, self.conduct)
    }

    async fn entries(
        &self,
        inquiry: &Inquiry,
        banks: &Banks,
    ) -> Result<Vec<BankEntry>, MissionError> {
        match banks {
            Banks::Direct(orgnos) => {
                let wanted = |entry: &&BankEntry| orgnos.contains(&entry.orgno);
                Ok(self
                    .world
                    .world
                    .banks
                    .iter()
                    .filter(wanted)
                    .cloned()
                    .collect())
            }
            Banks::StepOne => Ok(step_one::banks(
                &self.retriever,
                &self.http,
                &self.world,
                inquiry,
                self.conduct,
            )
            .await?),
        }
    }

    /// Whether the client skips step 1 of its own accord.
    pub fn is_direct(&self) -> bool {
        self.conduct.is(Variant::Direct)
    }
}
