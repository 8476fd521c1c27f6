//! Who has been a customer where, and where the banks are.

use std::collections::BTreeMap;

use serde::Serialize;
use wire::world::{Mode, PartyEntry, Relation, World};

/// A bank as the API registry lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RegisteredBank {
    /// Organisation number.
    pub org_no: String,
    /// Name.
    pub name: String,
    /// Base URL, exactly as agencies shall use it.
    pub url: String,
    /// `v1` or `v2`.
    pub version: String,
    /// `test` or `prod`.
    pub env: String,
}

/// A bank that somebody is or was a customer of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerBank {
    /// The bank's organisation number.
    pub orgno: String,
    /// Whether an account is open.
    pub active: bool,
    /// Whether an account is the customer's own.
    pub primary_owner: bool,
}

/// What the overview and the registry know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// The API registry.
    pub banks: Vec<RegisteredBank>,
    /// Banks by customer number.
    pub customers: BTreeMap<String, Vec<CustomerBank>>,
    /// The bank that holds an account, by account number.
    pub accounts: BTreeMap<String, String>,
}

impl Directory {
    /// The directory of a world: every bank is registered, and whoever has an account there is its customer.
    pub fn of(world: &World) -> Self {
        let mut directory = Self::default();
        for bank in &world.banks {
            directory.banks.push(RegisteredBank {
                org_no: bank.orgno.clone(),
                name: format!("Bank {}", bank.orgno),
                url: bank.base_url.clone(),
                version: "v2".to_owned(),
                env: match bank.mode {
                    Mode::Test => "test",
                    Mode::Production => "prod",
                }
                .to_owned(),
            });
            for party in &bank.parties {
                directory.add(&bank.orgno, party);
            }
        }
        directory
    }

    fn add(&mut self, orgno: &str, party: &PartyEntry) {
        let own = |relation: Relation| relation == Relation::Owner;
        let held: Vec<_> = party
            .accounts
            .iter()
            .filter(|account| matches!(account.relation, Relation::Owner | Relation::Disposes))
            .collect();
        if held.is_empty() || party.has_trait(wire::world::party_trait::SHIELDED) {
            return;
        }
        self.customers
            .entry(party.party_id.clone())
            .or_default()
            .push(CustomerBank {
                orgno: orgno.to_owned(),
                active: held
                    .iter()
                    .any(|account| own(account.relation) && account.closed.is_none()),
                primary_owner: held.iter().any(|account| own(account.relation)),
            });
        let numbers = held.iter().filter(|account| own(account.relation));
        self.accounts
            .extend(numbers.map(|account| (account.number.clone(), orgno.to_owned())));
    }

    /// The banks of a customer; none for a number that nobody knows.
    pub fn banks_of(&self, customer: &str) -> &[CustomerBank] {
        self.customers.get(customer).map_or(&[], Vec::as_slice)
    }

    /// The name that a bank is registered under, or its number.
    pub fn name_of<'a>(&'a self, orgno: &'a str) -> &'a str {
        self.banks
            .iter()
            .find(|bank| bank.org_no == orgno)
            .map_or(orgno, |bank| &bank.name)
    }
}
