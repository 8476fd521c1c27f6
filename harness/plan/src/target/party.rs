//! Test people in a profile. The profile is strict where the world file is not: a word that nothing knows would turn cases
//! off in silence.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use wire::messages::Endpoint;
use wire::profile::FieldRow;
use wire::world::{
    AccountFact, Amount, BalanceFact, BookedFact, CardFact, GuardianshipFact, Holder, Institution,
    NoticeFact, OpenTime, PartyEntry, Relation,
};

use pack::catalogue::vocabulary::{
    AccountStatuses, AccountTraits, AccountTypes, PartyTraits, Word,
};
use pack::message::FileMistakes;
use pack::toml_file::{Entries, Placed};

/// A party, and what the bank's data holds about it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PartySection {
    /// National identity number, D-number or organisation number; synthetic.
    party_id: String,
    /// Its name today.
    name: Option<String>,
    /// Everything that is true of it.
    #[serde(default)]
    traits: Vec<Word<PartyTraits>>,
    /// When it died, where that is known.
    #[schemars(with = "Option<String>")]
    date_of_death: Option<Date>,
    /// Its guardianships, in force or ended: `guardian` (a number), `from`, `to`, `daily_banking` (whether the guardian has the
    /// task representasjonDagligbank).
    #[serde(default)]
    #[schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>")]
    guardianships: Vec<GuardianshipFact>,
    /// The notices of bankruptcies about it, oldest first: `type` (aapning, sletting, oppheving, avslutning), `ruling` (the
    /// kjennelsesdato), `registered` (a time).
    #[serde(default)]
    #[schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>")]
    bankruptcies: Vec<NoticeFact>,
    /// Every account it has something to do with.
    #[serde(default)]
    accounts: Vec<AccountSection>,
    /// Per endpoint, the API paths of the field delivery tables for which the bank has a value.
    #[serde(default)]
    has: Entries<Vec<Placed<String>>>,
}

/// What is known about an account.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AccountSection {
    /// Its number.
    number: String,
    /// What the party is to it.
    relation: RelationEntry,
    /// Its type in the API.
    #[serde(rename = "type")]
    account_type: Word<AccountTypes>,
    /// Its currency, ISO 4217.
    currency: String,
    /// Its name, where it has one.
    name: Option<String>,
    /// When it was opened.
    #[schemars(with = "Option<String>")]
    opened: Option<Date>,
    /// When it was closed.
    #[schemars(with = "Option<String>")]
    closed: Option<Date>,
    /// First day of the party's relation to it.
    #[schemars(with = "Option<String>")]
    owner_from: Option<Date>,
    /// Last day of the party's relation to it.
    #[schemars(with = "Option<String>")]
    owner_to: Option<Date>,
    /// The number of its primary owner today.
    owner: Option<String>,
    /// Whether its reference is `dataNotDelivered`.
    #[serde(default)]
    data_not_delivered: bool,
    /// How many transactions it has, over all time.
    transactions: Option<u64>,
    /// How many cards it has.
    cards: Option<u64>,
    /// How many roles it has.
    roles: Option<u64>,
    /// Whether it has a credit line.
    #[serde(default)]
    credit_line: bool,
    /// Its status today: `enabled`, `disabled` or `deleted`.
    status: Option<Word<AccountStatuses>>,
    /// Earlier times that it was open, oldest first: `opened`, `closed`.
    #[serde(default)]
    #[schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>")]
    earlier: Vec<OpenTime>,
    /// Every primary owner that it has had, oldest first: `party_id`, `name`, `former_names`, `permission`, `start`, `end`.
    #[serde(default)]
    #[schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>")]
    owners: Vec<Holder>,
    /// Everybody else who may or might use it or see it, with the members of an owner.
    #[serde(default)]
    #[schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>")]
    role_holders: Vec<Holder>,
    /// Its cards: `number` (masked), `holder`, `start`, `expiry`, `type`, `status`, `version`, `issuer`.
    #[serde(default)]
    #[schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>")]
    payment_cards: Vec<CardFact>,
    /// The institution that keeps it: `orgno`, `name`.
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    servicer: Option<Institution>,
    /// Its balance on some days: `date`, `type`, `amount` (a text such as "-1204.50"), `currency`.
    #[serde(default)]
    #[schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>")]
    balances: Vec<BalanceFact>,
    /// Numbers and sums of its booked transactions in some periods: `from`, `to`, `count`, `credit`, `debit`, `reversals`.
    #[serde(default)]
    #[schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>")]
    booked: Vec<BookedFact>,
    /// What lies before this day must be got by hand.
    #[schemars(with = "Option<String>")]
    offline_before: Option<Date>,
    /// Endpoints whose data about it must always be got by hand.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    offline: Vec<Endpoint>,
    /// Whether the bank delivers its balance of a past day; not said: it does.
    historic_balances: Option<bool>,
    /// The credit line, in the account's currency, as a text.
    #[schemars(with = "Option<String>")]
    credit_line_amount: Option<Amount>,
    /// What else is true of it.
    #[serde(default)]
    traits: Vec<Word<AccountTraits>>,
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
enum RelationEntry {
    /// Primary owner, now or once.
    Owner,
    /// Has a right of disposal over somebody else's account.
    Disposes,
    /// Guarantees somebody else's loan.
    Guarantor,
    /// Borrows together with the primary owner.
    CoBorrower,
}

impl PartySection {
    /// Whether the delivery tables have the fields that are named.
    pub(super) fn check(&self, fields: &[FieldRow], mistakes: &mut FileMistakes<'_>) {
        for (endpoint, paths) in &self.has.0 {
            let names = Endpoint::ALL.map(Endpoint::name);
            if !mistakes.is_known("endpoint", endpoint, names) {
                continue;
            }
            let of_endpoint = fields
                .iter()
                .filter(|row| row.endpoint.name() == endpoint.value);
            let known: Vec<&str> = of_endpoint.map(|row| row.api_path.as_str()).collect();
            for path in paths {
                mistakes.is_known("field in the delivery tables at", path, &known);
            }
        }
    }

    /// As the plan uses it.
    pub(super) fn entry(&self) -> PartyEntry {
        let has = self.has.0.iter().filter_map(|(endpoint, paths)| {
            let paths = paths.iter().map(|path| path.value.clone()).collect();
            Some((Endpoint::from_name(&endpoint.value)?, paths))
        });
        PartyEntry {
            party_id: self.party_id.clone(),
            name: self.name.clone(),
            traits: self
                .traits
                .iter()
                .map(|word| word.name().to_owned())
                .collect(),
            date_of_death: self.date_of_death,
            guardianships: self.guardianships.clone(),
            bankruptcies: self.bankruptcies.clone(),
            accounts: self.accounts.iter().map(AccountSection::fact).collect(),
            relationships: Vec::new(),
            has: has.collect(),
        }
    }
}

impl AccountSection {
    fn fact(&self) -> AccountFact {
        AccountFact {
            number: self.number.clone(),
            relation: match self.relation {
                RelationEntry::Owner => Relation::Owner,
                RelationEntry::Disposes => Relation::Disposes,
                RelationEntry::Guarantor => Relation::Guarantor,
                RelationEntry::CoBorrower => Relation::CoBorrower,
            },
            account_type: self.account_type.name().to_owned(),
            currency: self.currency.clone(),
            name: self.name.clone(),
            opened: self.opened,
            closed: self.closed,
            owner_from: self.owner_from,
            owner_to: self.owner_to,
            owner: self.owner.clone(),
            data_not_delivered: self.data_not_delivered,
            transactions: self.transactions,
            cards: self.cards,
            roles: self.roles,
            credit_line: self.credit_line,
            status: self.status.as_ref().map(|word| word.name().to_owned()),
            earlier: self.earlier.clone(),
            owners: self.owners.clone(),
            role_holders: self.role_holders.clone(),
            payment_cards: self.payment_cards.clone(),
            servicer: self.servicer.clone(),
            balances: self.balances.clone(),
            booked: self.booked.clone(),
            offline_before: self.offline_before,
            offline: self.offline.clone(),
            historic_balances: self.historic_balances,
            credit_line_amount: self.credit_line_amount,
            traits: self
                .traits
                .iter()
                .map(|word| word.name().to_owned())
                .collect(),
        }
    }
}
