//! What the world file says of the bank's test people.

mod standing;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::Value;
use wire::dates;
use wire::identifiers::NationalIdKind;
use wire::messages::Endpoint;
use wire::population::{AddressProtection, PersonKind};
use wire::world::{AccountFact, Amount, PartyEntry, Relation, party_trait};

use crate::answer::accounts::AskedAccount;
use crate::answer::delivery::Mask;
use crate::answer::parts::Context;
use crate::answer::roles::ShownHolders;
use crate::answer::writer::{self, Style};
use crate::answer::{accounts, cards, details, roles, transactions};
use crate::data::model::{Account, AccountType, DataSet, PartyIndex};
use crate::request::period::Period;

/// All parties with their traits, accounts and the fields that the bank has data for.
pub(crate) fn parties(context: Context<'_>, today: Date) -> Vec<PartyEntry> {
    (0..context.data.parties.len())
        .map(|party| entry(context, party, today))
        .collect()
}

fn entry(context: Context<'_>, party: PartyIndex, today: Date) -> PartyEntry {
    let data = context.data;
    let person = &data.parties[party];
    PartyEntry {
        party_id: person.id.as_str().to_owned(),
        name: Some(person.name.clone()),
        traits: traits(data, party, today),
        date_of_death: person.date_of_death,
        guardianships: standing::guardianships(person),
        bankruptcies: standing::notices(data, person),
        accounts: related(data, party)
            .map(|(account, relation)| fact(context, account, party, relation, today))
            .collect(),
        relationships: Vec::new(),
        has: if person.is_shielded() {
            BTreeMap::new()
        } else {
            has(context, party, today)
        },
    }
}

/// The longest period that anybody may ask for: ten years until today.
fn longest(today: Date) -> Period {
    Period {
        from: dates::years_before(today, 10),
        to: today,
    }
}

/// The accounts that the party has to do with, each under its closest relation.
fn related(data: &DataSet, party: PartyIndex) -> impl Iterator<Item = (&Account, Relation)> {
    data.accounts.iter().filter_map(move |account| {
        let holds = |holders: &[crate::data::model::Holding]| {
            holders.iter().any(|holder| holder.party == party)
        };
        let relation = if holds(&account.owners) {
            Relation::Owner
        } else if holds(&account.disposers) {
            Relation::Disposes
        } else if account.guarantors.contains(&party) {
            Relation::Guarantor
        } else if account.co_borrowers.contains(&party) {
            Relation::CoBorrower
        } else {
            return None;
        };
        Some((account, relation))
    })
}

fn fact(
    context: Context<'_>,
    account: &Account,
    party: PartyIndex,
    relation: Relation,
    today: Date,
) -> AccountFact {
    let data = context.data;
    let delivered = transactions::numbers(account, longest(today), context);
    let holdings = || {
        account
            .owners
            .iter()
            .chain(&account.disposers)
            .filter(|holder| holder.party == party)
    };
    AccountFact {
        number: account.number.clone(),
        relation,
        account_type: account.kind.name().to_owned(),
        currency: account.currency.to_owned(),
        name: Some(account.name.clone()),
        status: Some(accounts::current_status(account, data).to_owned()),
        opened: Some(account.opened),
        closed: account.closed,
        earlier: values::open_times(account),
        owner_from: holdings().map(|holding| holding.from).min(),
        owner_to: holdings().next_back().and_then(|holding| holding.to),
        owners: values::holders(&account.owners, data),
        role_holders: values::holders(&account.disposers, data),
        payment_cards: values::cards(account, context),
        servicer: Some(values::institution(context.servicer)),
        balances: values::balances(account, today, context),
        historic_balances: None,
        booked: values::booked(account, data.parties[party].date_of_death, today, context),
        offline_before: account.archived_before,
        offline: Vec::new(),
        owner: account
            .owner_at(today)
            .map(|owner| data.parties[owner.party].id.as_str().to_owned()),
        data_not_delivered: account.data_not_delivered,
        transactions: Some(delivered.len() as u64),
        cards: Some(account.cards.len() as u64),
        roles: Some(account.disposers_in(longest(today)).count() as u64),
        credit_line: account.credit_line.is_some(),
        credit_line_amount: account.credit_line.map(Amount::from_hundredths),
        traits: account_traits(account, data),
    }
}

fn account_traits(account: &Account, data: &DataSet) -> Vec<String> {
    let held = [
        (account.closed.is_some(), party_trait::CLOSED_ACCOUNT),
        (account.has_changed_owner(), party_trait::CHANGED_OWNER),
        (account.ledger.count == 0, party_trait::NO_TRANSACTIONS),
        (account.ledger.count > 5_000, party_trait::MANY_TRANSACTIONS),
        (account.data_not_delivered, party_trait::DATA_NOT_DELIVERED),
        (!account.cards.is_empty(), party_trait::CARDS),
        (account.currency != "NOK", party_trait::FOREIGN_CURRENCY),
        (
            account.archived_before.is_some(),
            party_trait::PARTLY_ARCHIVED,
        ),
        (!account.earlier.is_empty(), party_trait::REOPENED_ACCOUNT),
        (account.is_blocked, party_trait::BLOCKED_BY_BANKRUPTCY),
        (
            standing::first_guardian_only(account, data),
            standing::FIRST_GUARDIAN_ONLY,
        ),
    ];
    names(&held)
}

/// The accounts that a party owns or has owned.
fn owned(data: &DataSet, party: PartyIndex) -> Vec<&Account> {
    let owns = |account: &&Account| account.owners.iter().any(|owner| owner.party == party);
    data.accounts.iter().filter(owns).collect()
}

fn traits(data: &DataSet, party: PartyIndex, today: Date) -> Vec<String> {
    let person = &data.parties[party];
    let own = owned(data, party);
    let owns = |is: &dyn Fn(&Account) -> bool| own.iter().any(|account| is(account));
    let relation = |wanted: Relation| related(data, party).any(|(_, relation)| relation == wanted);
    let disposes = relation(Relation::Disposes);
    let kinds: BTreeSet<&str> = own.iter().map(|account| account.kind.name()).collect();
    let two_months_ago = dates::months_before(today, 2);
    let held = [
        (!own.is_empty(), party_trait::OWNER),
        (own.len() > 1, party_trait::SEVERAL_ACCOUNTS),
        (
            kinds.len() == AccountType::ALL.len(),
            party_trait::EVERY_ACCOUNT_TYPE,
        ),
        (
            owns(&|account| account.closed.is_some()),
            party_trait::CLOSED_ACCOUNT,
        ),
        (
            owns(&|account| account.has_changed_owner()),
            party_trait::CHANGED_OWNER,
        ),
        (own.is_empty() && disposes, party_trait::DISPOSES_ONLY),
        (!own.is_empty() && disposes, party_trait::OWNS_AND_DISPOSES),
        (relation(Relation::Guarantor), party_trait::GUARANTOR),
        (relation(Relation::CoBorrower), party_trait::CO_BORROWER),
        (
            owns(&|account| account.ledger.count > 5_000),
            party_trait::MANY_TRANSACTIONS,
        ),
        (
            owns(&|account| {
                account.ledger.count == 0 && account.kind != AccountType::WithoutBalance
            }),
            party_trait::NO_TRANSACTIONS,
        ),
        (person.deceased, party_trait::DECEASED),
        (
            person.deceased && person.date_of_death.is_none(),
            party_trait::DECEASED_DATE_UNKNOWN,
        ),
        (person.is_shielded(), party_trait::SHIELDED),
        (
            person
                .national_id()
                .is_some_and(|id| id.kind() == NationalIdKind::D),
            party_trait::D_NUMBER,
        ),
        (
            person.kind == PersonKind::Organisation,
            party_trait::ORGANISATION,
        ),
        (
            related(data, party).next().is_none(),
            party_trait::NO_RELATIONSHIP,
        ),
        (
            owns(&|account| account.data_not_delivered),
            party_trait::DATA_NOT_DELIVERED,
        ),
        (
            owns(&|account| !account.cards.is_empty()),
            party_trait::CARDS,
        ),
        (
            owns(&|account| account.currency != "NOK"),
            party_trait::FOREIGN_CURRENCY,
        ),
        (
            owns(&|account| account.opened >= two_months_ago),
            party_trait::OPENED_LATER,
        ),
        (
            owns(&|account| account.archived_before.is_some()),
            party_trait::PARTLY_ARCHIVED,
        ),
        (data.by_hand.contains(&party), party_trait::MORE_BY_HAND),
        (
            owns(&|account| !account.earlier.is_empty()),
            party_trait::REOPENED_ACCOUNT,
        ),
        (
            owns(&|account| account.is_blocked),
            party_trait::BLOCKED_BY_BANKRUPTCY,
        ),
        (
            person.protection == AddressProtection::Client,
            party_trait::CLIENT_ADDRESS,
        ),
        (
            person.withdrawn_death.is_some(),
            party_trait::DEATH_WITHDRAWN,
        ),
    ];
    let mut names = names(&held);
    names.extend(standing::traits(data, party, today));
    names
}

fn names(held: &[(bool, &str)]) -> Vec<String> {
    held.iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, name)| (*name).to_owned())
        .collect()
}

/// The fields of each endpoint that the party's owned accounts give data for, over the longest
/// period that anybody may ask for.
fn has(context: Context<'_>, party: PartyIndex, today: Date) -> BTreeMap<Endpoint, Vec<String>> {
    let person = &context.data.parties[party];
    let from = match person.date_of_death {
        Some(day) => dates::months_before(day, 3),
        None => dates::years_before(today, 10),
    };
    let period = Period { from, to: today };
    let mut paths: BTreeMap<Endpoint, BTreeSet<String>> = BTreeMap::new();
    for account in context
        .data
        .accounts
        .iter()
        .filter(|account| account.exists_in(period) && account.is_owned_by(party, period))
    {
        let endpoints = if account.data_not_delivered {
            &Endpoint::ALL[..1]
        } else {
            &Endpoint::ALL[..]
        };
        for endpoint in endpoints {
            let document = sample(context, account, *endpoint, period, today);
            let value: Value = serde_json::from_slice(&document).expect("the writer writes JSON");
            collect(&value, "", paths.entry(*endpoint).or_default());
        }
    }
    paths
        .into_iter()
        .map(|(endpoint, paths)| (endpoint, paths.into_iter().collect()))
        .collect()
}

fn sample(
    context: Context<'_>,
    account: &Account,
    endpoint: Endpoint,
    period: Period,
    today: Date,
) -> Vec<u8> {
    let asked = AskedAccount {
        account,
        reference: "-",
        party: None,
        period,
    };
    writer::document(&Mask::All, Style::default(), |o| match endpoint {
        Endpoint::Accounts => {
            o.list("accounts", [asked], |o, asked| {
                accounts::heading(o, asked, context);
            });
        }
        Endpoint::AccountDetails => details::write(o, asked, today, context),
        Endpoint::Transactions => {
            let numbers = transactions::numbers(account, period, context);
            let newest = numbers.start.max(numbers.end.saturating_sub(16))..numbers.end;
            transactions::write(o, account, newest, period, context);
        }
        Endpoint::Cards => cards::write(o, account, period, ShownHolders::All, context),
        Endpoint::Roles => roles::write(o, account, period, ShownHolders::All, context),
    })
}

/// The paths of all values that are there, as the delivery tables write them.
fn collect(value: &Value, path: &str, paths: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                collect(member, &path, paths);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for item in items {
                collect(item, path, paths);
            }
        }
        Value::Array(items) if items.is_empty() => {}
        Value::Null => {}
        Value::Array(_) | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            paths.insert(path.to_owned());
        }
    }
}
