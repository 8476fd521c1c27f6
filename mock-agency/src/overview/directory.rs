//! Who has been a customer where, and where the banks are.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;
use wire::identifiers::PartyId;
use wire::people::{Account, Party};
use wire::population::AddressProtection::{Confidential, StrictlyConfidential};
use wire::world::{
    AccountFact, CustomerRegister, Mode, Ownership, PartyEntry, Relation, RelationshipFact, World,
    party_trait,
};

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

/// The bank that keeps an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// The bank's organisation number.
    pub orgno: String,
    /// The bank's name, where the account's register has one.
    pub name: Option<String>,
    /// Whether the account is closed.
    pub closed: bool,
}

/// What the overview and the registry know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// The API registry.
    pub banks: Vec<RegisteredBank>,
    /// Relationships by customer number.
    pub customers: BTreeMap<String, Vec<RelationshipFact>>,
    /// The bank that keeps an account, by account number.
    pub accounts: BTreeMap<String, Provider>,
    /// The numbers of shielded persons.
    pub shielded: BTreeSet<String>,
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
        let today = wire::dates::today();
        for party in &world.people {
            for account in &party.accounts {
                directory.add_own(party, account, today);
            }
        }
        for customer in &world.customers {
            directory.add_customer(customer);
        }
        directory
    }

    fn add(&mut self, orgno: &str, party: &PartyEntry) {
        let held = party.accounts.iter();
        let held: Vec<_> = held
            .filter_map(|account| Some((account, relationship(orgno, account)?)))
            .collect();
        if held.is_empty() {
            return;
        }
        if party.has_trait(party_trait::SHIELDED) {
            self.shielded.insert(party.party_id.clone());
        }
        let known = self.customers.entry(party.party_id.clone()).or_default();
        for (account, relationship) in held {
            if relationship.ownership == Ownership::Owner {
                let provider = Provider {
                    orgno: orgno.to_owned(),
                    name: None,
                    closed: account.closed.is_some(),
                };
                self.accounts.insert(account.number.clone(), provider);
            }
            known.push(relationship);
        }
    }

    /// An account of the people file that names its bank, unless that bank has declared it itself.
    fn add_own(&mut self, party: &Party, account: &Account, today: Date) {
        let Some(bank) = &account.bank else { return };
        if self.accounts.contains_key(&account.number) {
            return;
        }
        if matches!(party.address, Confidential | StrictlyConfidential) {
            self.shielded.insert(party.number.as_str().to_owned());
        }
        let closed = account.closed.map(|day| day.on(today));
        let provider = Provider {
            orgno: bank.clone(),
            name: None,
            closed: closed.is_some(),
        };
        self.accounts.insert(account.number.clone(), provider);
        let mut add = |number: &PartyId, ownership, from, to| {
            let known = self.customers.entry(number.as_str().to_owned());
            known.or_default().push(RelationshipFact {
                orgno: bank.clone(),
                name: None,
                register: CustomerRegister::Kar,
                from,
                to,
                ownership,
                active: ownership == Ownership::Owner && to.is_none(),
            });
        };
        let opened = account.opened.on(today);
        add(&party.number, Ownership::Owner, opened, closed);
        for role in &account.roles {
            let from = role.from.map_or(opened, |day| day.on(today));
            let to = role.to.map(|day| day.on(today)).or(closed);
            add(&role.party, Ownership::NotOwner, from, to);
        }
    }

    fn add_customer(&mut self, customer: &PartyEntry) {
        if customer.has_trait(party_trait::SHIELDED) {
            self.shielded.insert(customer.party_id.clone());
        }
        let known = self.customers.entry(customer.party_id.clone()).or_default();
        known.extend(customer.relationships.iter().cloned());
        for account in &customer.accounts {
            let Some(bank) = &account.servicer else {
                continue;
            };
            let provider = Provider {
                orgno: bank.orgno.clone(),
                name: bank.name.clone(),
                closed: account.closed.is_some(),
            };
            self.accounts.insert(account.number.clone(), provider);
        }
    }

    /// The relationships of a customer; none for a number that nobody knows.
    pub fn of_customer(&self, customer: &str) -> &[RelationshipFact] {
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

/// What an account of a bank makes of its holder in step 1; nothing of guarantors and co-borrowers.
fn relationship(orgno: &str, account: &AccountFact) -> Option<RelationshipFact> {
    let ownership = match account.relation {
        Relation::Owner => Ownership::Owner,
        Relation::Disposes => Ownership::NotOwner,
        Relation::Guarantor | Relation::CoBorrower => return None,
    };
    let to = account.owner_to.or(account.closed);
    Some(RelationshipFact {
        orgno: orgno.to_owned(),
        name: None,
        register: CustomerRegister::Kar,
        from: account.owner_from.or(account.opened).unwrap_or(Date::MIN),
        to,
        ownership,
        active: ownership == Ownership::Owner && to.is_none(),
    })
}
