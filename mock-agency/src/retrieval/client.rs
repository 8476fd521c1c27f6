//! An agency's client in a world: step 1 of a case, then step 2 at every bank that step 1 names.

use std::path::Path;

use jiff::civil::Date;
use wire::world::{BankEntry, LoadedWorld};

use super::identity::{AgencyIdentity, Bank, IdentityError, http_client};
use super::inquiry::{Inquiry, InquiryError};
use super::outcome::{Problem, Retrieval};
use super::retriever::Retriever;
use super::retry::RetryPolicy;
use super::step_one::{self, StepOneError};
use crate::behaviour::{Behaviour, Defect, Variant};

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
pub enum AgencyClientError {
    /// A file or address of the world cannot be used.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The service does not allow what is asked.
    #[error(transparent)]
    Inquiry(#[from] InquiryError),
    /// Step 1 gave nothing.
    #[error(transparent)]
    StepOne(#[from] StepOneError),
}

/// An agency of a world, able to carry out cases.
pub struct AgencyClient {
    world: LoadedWorld,
    retriever: Retriever,
    http: reqwest::Client,
    behaviour: Behaviour,
}

impl AgencyClient {
    /// An agency of a service; `ca_file` is the authority above the registers' certificate, if they have one.
    ///
    /// # Errors
    /// When the world has no agency for the service, or one of its files cannot be used.
    pub fn new(
        world: LoadedWorld,
        service: &str,
        ca_file: Option<&Path>,
        retry: RetryPolicy,
        behaviour: Behaviour,
    ) -> Result<Self, IdentityError> {
        let http = http_client(ca_file)?;
        Self::with_client(world, (service, None), http, retry, behaviour)
    }

    /// As [`AgencyClient::new`], with an existing HTTP client for the registers, and for one consumer of the service where
    /// it has several.
    ///
    /// # Errors
    /// When the world has no agency for the service, or one of its files cannot be used.
    pub fn with_client(
        world: LoadedWorld,
        (service, consumer): (&str, Option<&str>),
        http: reqwest::Client,
        retry: RetryPolicy,
        behaviour: Behaviour,
    ) -> Result<Self, IdentityError> {
        let mut identity = AgencyIdentity::load_as(&world, service, consumer)?;
        let behaviour = behaviour.in_service(identity.service);
        let numbers = identity.service.agency.orgnos.iter();
        let other = numbers.rev().find(|number| **number != identity.consumer);
        let other = other.map(|other| AgencyIdentity::load_as(&world, service, Some(other)));
        let mut foreign = None;
        if behaviour.has(Defect::UtleggMixedTokens) {
            foreign = other.transpose()?;
        } else if behaviour.asks_as_the_other_consumer(&identity.consumer)
            && let Some(other) = other
        {
            identity = other?;
        }
        let identity = identity.with_behaviour(&world, behaviour)?;
        let retriever = Retriever::with_behaviour(identity, http.clone(), retry, behaviour);
        Ok(Self {
            retriever: match foreign {
                Some(other) => retriever.with_foreign_tokens(other, http.clone()),
                None => retriever,
            },
            world,
            http,
            behaviour,
        })
    }

    /// The agency.
    pub fn identity(&self) -> &AgencyIdentity {
        self.retriever.identity()
    }

    /// Carries out a case. `death` is the control object's date of death, where the service counts from it.
    ///
    /// # Errors
    /// [`AgencyClientError`]; what goes wrong at a bank is part of the result.
    pub async fn run(
        &self,
        mut inquiry: Inquiry,
        death: Option<Date>,
        banks: &Banks,
    ) -> Result<Vec<Retrieval>, AgencyClientError> {
        self.behaviour.change_inquiry(&mut inquiry, death);
        let entries = self.entries(&inquiry, banks).await?;
        let mut retrievals = Vec::new();
        for entry in &entries {
            if self.behaviour.has(Defect::CasePerBank) {
                inquiry.case = uuid::Uuid::new_v4();
            }
            let bank = self.bank(entry)?;
            let mut fatal = false;
            for (from, to) in self.behaviour.parts_of_period(&inquiry) {
                (inquiry.from, inquiry.to) = (from, to);
                let retrieval = self.retriever.retrieve(&bank, &inquiry).await?;
                fatal |= self.gives_up_after(&retrieval);
                retrievals.push(retrieval);
            }
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
        let refused = list.problem().is_some();
        refused
            && (self.behaviour.has(Defect::FailingBankFatal)
                || self.behaviour.has(Defect::UtleggRefusalFatal))
            || self.behaviour.has(Defect::BrokenListFatal)
                && matches!(list.problem(), Some(Problem::Answer(_)))
            || self.behaviour.has(Defect::EmptyListFatal) && empty()
    }

    /// A bank without a certificate of its own is called with the existing HTTP client: creating one reads all
    /// of the system's certificate authorities.
    fn bank(&self, entry: &BankEntry) -> Result<Bank, IdentityError> {
        if entry.ca_file.is_none() && !self.behaviour.needs_its_own_connections() {
            return Ok(Bank {
                orgno: entry.orgno.clone(),
                base_url: entry.base_url.clone(),
                http: self.http.clone(),
            });
        }
        Bank::load_for(&self.world, entry, self.behaviour)
    }

    async fn entries(
        &self,
        inquiry: &Inquiry,
        banks: &Banks,
    ) -> Result<Vec<BankEntry>, AgencyClientError> {
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
                self.behaviour,
            )
            .await?),
        }
    }

    /// Whether the behaviour of the client is to skip step 1.
    pub fn is_direct(&self) -> bool {
        self.behaviour.is(Variant::Direct)
    }
}
