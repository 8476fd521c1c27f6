//! What the page says of the registers and of the people they know.

use std::collections::BTreeMap;
use std::path::PathBuf;

use listener::page;
use serde_json::Value;
use wire::identifiers::NationalIdKind;
use wire::population::{AddressProtection, Person, PersonKind};
use wire::world::{PartyEntry, World, party_trait};

/// Paths and what is there.
const PATHS: [(&str, &str); 16] = [
    (
        "/.well-known/oauth-authorization-server",
        "Maskinporten: metadata",
    ),
    ("/token", "Maskinporten: tokens"),
    ("/jwk", "Maskinporten: keys"),
    ("/.well-known/finans-jwks.json", "The police's keys"),
    ("/lookup/v2/{identifier}", "CertPub"),
    (
        "/folkeregisteret/api/finans/v1/personer/{id}",
        "The person registry (FREG)",
    ),
    (
        "/persontjenesten/api/person/{id}",
        "The person registry (Persontjenesten)",
    ),
    ("/konkursvarsel/konkursvarsler", "Konkursvarsel"),
    (
        "/customers/customerRelationships",
        "Customer overview: a customer's banks",
    ),
    (
        "/customers/accountServicingProvider",
        "Customer overview: an account's bank",
    ),
    (
        "/customers/financialInstitutions/{fid}/relationshipType/{type}",
        "KFR: adds and removes a customer",
    ),
    (
        "/customers/financialInstitutions/{fid}/batch",
        "KFR: adds many customers",
    ),
    (
        "/customers/financialInstitutions/{fid}/",
        "KFR: an institution's own customer",
    ),
    ("/api-registry", "The banks' base URLs"),
    ("/openapi.yaml", "all of this as OpenAPI"),
    ("/metrics", "figures in OpenMetrics form"),
];

/// Where the registers are, and whom they know.
pub(crate) struct About {
    /// Base URL without slash at its end.
    pub(crate) base: String,
    /// The world file, whose banks declare people too.
    pub(crate) world_file: PathBuf,
    /// The registered people and organisations.
    pub(crate) people: Vec<Person>,
}

impl About {
    /// What `/page.json` says; people only where the registers are operated.
    pub(super) fn page(&self, operated: bool) -> Value {
        let mut addresses: Vec<_> = PATHS
            .iter()
            .map(|(path, what)| (format!("{}{path}", self.base), (*what).to_owned()))
            .collect();
        let world = World::load(&self.world_file).map(|loaded| loaded.world);
        let banks = world
            .as_ref()
            .map(|world| world.banks.as_slice())
            .unwrap_or_default();
        addresses.extend(
            banks
                .iter()
                .map(|bank| (bank.base_url.clone(), format!("Bank {}", bank.orgno))),
        );
        let about = "The registers that a bank asks: Maskinporten, the police's keys, CertPub, the person registry, Konkursvarsel, \
                     the customer overview with KFR, and the API registry.";
        let people = operated.then(|| {
            let customers = world.as_ref().map(|world| world.customers.as_slice());
            self.people(
                banks
                    .iter()
                    .flat_map(|bank| &bank.parties)
                    .chain(customers.unwrap_or_default()),
            )
        });
        page::content("mock-agency", about, &addresses, people)
    }

    /// The registered people, with what banks and customer overview say of them, and the banks' own.
    fn people<'w>(&self, declared: impl Iterator<Item = &'w PartyEntry>) -> Vec<Value> {
        let mut known: Vec<PartyEntry> = self.people.iter().map(registered).collect();
        let places = known.iter().enumerate();
        let mut places: BTreeMap<String, usize> = places
            .map(|(place, one)| (one.party_id.clone(), place))
            .collect();
        for party in declared {
            let place = *places.entry(party.party_id.clone()).or_insert_with(|| {
                known.push(PartyEntry {
                    party_id: party.party_id.clone(),
                    name: party.name.clone(),
                    ..PartyEntry::default()
                });
                known.len() - 1
            });
            let one = &mut known[place];
            let further = party.traits.iter().filter(|held| !one.has_trait(held));
            let further: Vec<String> = further.cloned().collect();
            one.traits.extend(further);
            one.accounts.extend(party.accounts.iter().cloned());
        }
        known.iter().map(PartyEntry::listed).collect()
    }
}

/// A registered person with the traits that follow from the registers.
fn registered(person: &Person) -> PartyEntry {
    let d_number = |id: &wire::identifiers::NationalId| id.kind() == NationalIdKind::D;
    let held = [
        (
            person.kind == PersonKind::Organisation,
            party_trait::ORGANISATION,
        ),
        (person.deceased, party_trait::DECEASED),
        (
            person.deceased && person.date_of_death.is_none(),
            party_trait::DECEASED_DATE_UNKNOWN,
        ),
        (
            person.withdrawn_death.is_some(),
            party_trait::DEATH_WITHDRAWN,
        ),
        (person.is_shielded(), party_trait::SHIELDED),
        (
            person.protection == AddressProtection::Client,
            party_trait::CLIENT_ADDRESS,
        ),
        (
            person.national_id().is_some_and(d_number),
            party_trait::D_NUMBER,
        ),
        (person.bankruptcy.is_some(), party_trait::BANKRUPT),
    ];
    let traits = held.iter().filter(|(holds, _)| *holds);
    PartyEntry {
        party_id: person.id.to_string(),
        name: Some(person.name.clone()),
        traits: traits.map(|(_, name)| (*name).to_owned()).collect(),
        ..PartyEntry::default()
    }
}
