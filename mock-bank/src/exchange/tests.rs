//! Documents without a network: what defects and variants change in them, and which values they have.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use serde_json::Value;
use wire::dates;
use wire::messages::Endpoint;
use wire::pki::{Authority, Subject as Name, Validity};
use wire::population::PopulationRole as Role;
use wire::world::{AccountFact, Amount, PartyEntry};

use super::AskedGuardian;
use super::{Admitted, Subject, document};
use crate::config::{BankConfig, OrderRoot, RegisterAddresses};
use crate::core::Core;
use crate::data::facts;
use crate::data::model::{AccountIndex, DataSet, PartyIndex};
use crate::defect::{self, Defect};
use crate::request::media::AnswerForm;
use crate::request::period::Period;
use crate::service::Service;
use crate::variant::{self, Variant};

static DATA: LazyLock<Arc<DataSet>> = LazyLock::new(|| Arc::new(DataSet::make(1)));
static CLIENT: LazyLock<reqwest::Client> =
    LazyLock::new(|| crate::register_client(std::time::Duration::from_secs(1)).unwrap());
static ROOT: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let now = jiff::Timestamp::now();
    let validity = Validity {
        not_before: now - jiff::SignedDuration::from_hours(1),
        not_after: now + jiff::SignedDuration::from_hours(24),
    };
    let key = wire::keys::KeyStore::user_cache()
        .unwrap()
        .rsa("mock-bank-test-root")
        .unwrap();
    let root = Authority::root(&Name::named("Prøverot"), validity, key).unwrap();
    root.certificate.to_pem().unwrap()
});
static USUAL: LazyLock<Core> = LazyLock::new(|| core_with(None, None));

fn core_with(defect: Option<Defect>, variant: Option<Variant>) -> Core {
    let registers = RegisterAddresses {
        issuer: "https://issuer.example/".to_owned(),
        jwks_uri: "https://issuer.example/jwk".to_owned(),
        order_root: OrderRoot::Pem(ROOT.clone()),
        police_jwks_uri: "https://police.example/jwk".to_owned(),
        certpub_locator: "https://certpub.example".to_owned(),
        person_registry: "https://persons.example".to_owned(),
        bankruptcy_register: "https://bankruptcies.example".to_owned(),
    };
    let mut config = BankConfig::new(registers);
    config.data = Some(Arc::clone(&DATA));
    config.client = Some(CLIENT.clone());
    config.defects = defect.into_iter().collect();
    config.variants = variant.into_iter().collect();
    Core::new(config, "https://bank.example/v2".to_owned()).unwrap()
}

fn today() -> Date {
    USUAL.moment().today
}

fn admitted(endpoint: Endpoint, period: Period, subject: Subject) -> Admitted {
    let service = Service::find("politi-utlevering").unwrap();
    Admitted {
        endpoint,
        form: AnswerForm::Clear,
        consumer: service.profile.orgno().to_owned(),
        service,
        period,
        moment: USUAL.moment(),
        subject,
        cursor: None,
    }
}

fn list(party: PartyIndex, period: Period) -> Admitted {
    let subject = Subject::Party {
        party: Some(party),
        only_primary_owner: false,
        guardian: AskedGuardian::NotOfService,
    };
    admitted(Endpoint::Accounts, period, subject)
}

fn of_account(
    endpoint: Endpoint,
    account: AccountIndex,
    party: PartyIndex,
    period: Period,
) -> Admitted {
    let subject = Subject::Account {
        account,
        reference: "reference".to_owned(),
        party: Some(party),
    };
    admitted(endpoint, period, subject)
}

/// The document as the bank delivers it.
fn document_of(core: &Core, admitted: &Admitted) -> Vec<u8> {
    let document = document::make(core, admitted).unwrap();
    variant::rewrite(core, admitted, defect::change(core, admitted, document))
}

fn value_of(core: &Core, admitted: &Admitted) -> Value {
    serde_json::from_slice(&document_of(core, admitted)).unwrap()
}

fn parties(role: Role) -> Vec<PartyIndex> {
    let people = DATA.parties.iter().enumerate();
    people
        .filter(|(_, person)| person.role == role)
        .map(|(place, _)| place)
        .collect()
}

fn accounts_of(party: PartyIndex) -> Vec<AccountIndex> {
    let owns = |place: &usize| {
        let owners = &DATA.accounts[*place].owners;
        owners.iter().any(|owner| owner.party == party)
    };
    (0..DATA.accounts.len()).filter(owns).collect()
}

/// The last year, and the one before it.
fn periods() -> [Period; 2] {
    let years_ago = |years| dates::years_before(today(), years);
    [
        Period {
            from: years_ago(1),
            to: today(),
        },
        Period {
            from: years_ago(2),
            to: years_ago(1),
        },
    ]
}

/// Requests about people of many roles, and about the first and last day of an account.
fn requests() -> Vec<Admitted> {
    const ROLES: [Role; 12] = [
        Role::OwnerOfSeveralAccounts,
        Role::CardHolder,
        Role::Owner,
        Role::ReopenedAccount,
        Role::ClosedAccount,
        Role::ChangedOwner,
        Role::OpenedLater,
        Role::ForeignCurrency,
        Role::NoTransactions,
        Role::OrganisationOwner,
        Role::DataNotDelivered,
        Role::Shielded,
    ];
    let mut requests = Vec::new();
    for party in ROLES.into_iter().flat_map(parties) {
        for period in periods() {
            requests.push(list(party, period));
            for account in accounts_of(party) {
                for endpoint in &Endpoint::ALL[1..] {
                    requests.push(of_account(*endpoint, account, party, period));
                }
            }
        }
        for account in accounts_of(party) {
            let account = &DATA.accounts[account];
            let until_opening = Period {
                from: dates::years_before(today(), 20),
                to: account.opened,
            };
            requests.push(list(party, until_opening));
            if let Some(closed) = account.closed {
                let since_closing = Period {
                    from: closed,
                    to: today(),
                };
                requests.push(list(party, since_closing));
            }
        }
    }
    requests.push(list(
        parties(Role::OwnerOfEveryAccountType)[0],
        periods()[0],
    ));
    requests
}

/// The documents of those requests as the bank usually delivers them.
fn usual_documents() -> Vec<(Admitted, Vec<u8>)> {
    let usual = |request: Admitted| {
        let document = document_of(&USUAL, &request);
        (request, document)
    };
    requests().into_iter().map(usual).collect()
}

/// Those of which no document differs from the usual one.
fn without_effect<T: Copy>(all: &[T], core_of: impl Fn(T) -> Core) -> Vec<T> {
    let usual = usual_documents();
    let has_effect = |one: &T| {
        let mut core = core_of(*one);
        core.sealer = USUAL.sealer.clone();
        usual
            .iter()
            .any(|(request, document)| document_of(&core, request) != *document)
    };
    let is_without = |one: &T| !has_effect(one);
    all.iter().copied().filter(is_without).collect()
}

#[test]
fn every_defect_of_a_document_changes_one() {
    let mut defects = defect::of_documents();
    defects.extend([
        Defect::OwnerOfToday,
        Defect::OwnerAfterSale,
        Defect::OwnerAtPeriodStart,
        Defect::TodaysBalanceForPast,
        Defect::PageChainNeverEnds,
        Defect::EmptyLastPage,
    ]);
    // Its documents differ from page to page only.
    defects.retain(|defect| *defect != Defect::EmptyPages);
    let silent = without_effect(&defects, |defect| core_with(Some(defect), None));
    let names: Vec<_> = silent.iter().map(|defect| defect.name()).collect();
    assert_eq!(names, Vec::<&str>::new());
}

#[test]
fn every_variant_of_a_document_changes_one() {
    let mut variants = variant::of_documents();
    variants.extend([
        Variant::NoHistoricBalances,
        Variant::AvailableForPastDay,
        Variant::BalanceAtDaysEndInUtc,
        Variant::BalanceAtNextMidnight,
        Variant::BalanceAtNoon,
        Variant::BalanceOfThisMoment,
        Variant::StatusOfToDate,
        Variant::NamesOfPeriodEnd,
        Variant::OwnerAmongRoles,
        Variant::NewestFirst,
        Variant::ReferencesInBase64,
        Variant::LongReferences,
    ]);
    // A balance of this moment differs from that of the second in which the data was made.
    while jiff::Timestamp::now().as_second() <= DATA.as_of.as_second() {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let silent = without_effect(&variants, |variant| core_with(None, Some(variant)));
    let names: Vec<_> = silent.iter().map(|variant| variant.name()).collect();
    assert_eq!(names, Vec::<&str>::new());
}

fn owner_of(document: &Value) -> &str {
    let owner = &document["accounts"][0]["primaryOwner"];
    owner["identifier"]["value"].as_str().unwrap()
}

#[test]
fn the_new_owner_is_not_named_to_who_asks_about_the_former_one() {
    let seller = parties(Role::ChangedOwner)[0];
    let whole = Period {
        from: dates::years_before(today(), 10),
        to: today(),
    };
    let document = value_of(&USUAL, &list(seller, whole));
    assert_eq!(owner_of(&document), DATA.parties[seller].id.as_str());
}

#[test]
fn a_new_owner_is_named_where_it_is_asked_about() {
    let buyer = parties(Role::ChangedOwner)[1];
    let document = value_of(&USUAL, &list(buyer, periods()[0]));
    assert_eq!(owner_of(&document), DATA.parties[buyer].id.as_str());
}

fn reopened(period: Period) -> Value {
    let party = parties(Role::ReopenedAccount)[0];
    let account = accounts_of(party)[0];
    value_of(
        &USUAL,
        &of_account(Endpoint::AccountDetails, account, party, period),
    )
}

#[test]
fn an_account_that_was_opened_again_has_the_dates_of_the_last_time() {
    let account = &DATA.accounts[accounts_of(parties(Role::ReopenedAccount)[0])[0]];
    let before_the_closing = Period {
        from: dates::years_before(today(), 3),
        to: dates::years_before(today(), 2),
    };
    let document = reopened(before_the_closing);
    assert_eq!(
        (
            &document["account"]["startDate"],
            document["account"].get("endDate")
        ),
        (&Value::from(account.opened.to_string()), None)
    );
}

#[test]
fn an_account_has_no_balance_while_it_is_closed() {
    let closed = Period {
        from: dates::years_before(today(), 2),
        to: dates::months_before(today(), 15),
    };
    assert_eq!(
        reopened(closed)["account"]["balances"],
        Value::Array(Vec::new())
    );
}

#[test]
fn a_role_that_was_regained_is_listed_once_with_its_last_dates() {
    let party = parties(Role::ReopenedAccount)[0];
    let account = accounts_of(party)[0];
    let whole = Period {
        from: dates::years_before(today(), 10),
        to: today(),
    };
    let document = value_of(&USUAL, &of_account(Endpoint::Roles, account, party, whole));
    let roles = document["roles"].as_array().unwrap();
    assert_eq!(
        (roles.len(), &roles[0]["startDate"]),
        (1, &Value::from(DATA.accounts[account].opened.to_string()))
    );
}

#[test]
fn the_accounts_of_somebody_bankrupt_are_disabled() {
    let bankrupt = DATA
        .accounts
        .iter()
        .position(|account| account.is_blocked)
        .unwrap();
    let party = DATA.accounts[bankrupt].owners[0].party;
    let document = value_of(
        &USUAL,
        &of_account(Endpoint::AccountDetails, bankrupt, party, periods()[0]),
    );
    assert_eq!(document["account"]["status"], "disabled");
}

/// Facts of every account that somebody owns, with the places of account and party.
fn owned() -> Vec<(AccountIndex, PartyIndex, AccountFact)> {
    let entries = facts::parties(USUAL.without_defects(), today());
    let by_id = |entry: &PartyEntry| {
        let mut parties = DATA.parties.iter();
        parties
            .position(|person| person.id.as_str() == entry.party_id)
            .unwrap()
    };
    let mut owned = Vec::new();
    for entry in &entries {
        let party = by_id(entry);
        for fact in &entry.accounts {
            let mut accounts = DATA.accounts.iter();
            let account = accounts
                .position(|account| account.number == fact.number)
                .unwrap();
            if accounts_of(party).contains(&account) {
                owned.push((account, party, fact.clone()));
            }
        }
    }
    owned
}

fn signed(object: &Value) -> Amount {
    let text = format!("{:.2}", object["amount"].as_f64().unwrap());
    let sign = if object["creditDebitIndicator"] == "debit" {
        "-"
    } else {
        ""
    };
    format!("{sign}{text}").parse().unwrap()
}

#[test]
fn every_balance_of_the_world_file_is_answered() {
    for (account, party, fact) in owned() {
        for balance in &fact.balances {
            let day = Period {
                from: balance.date,
                to: balance.date,
            };
            let asked = of_account(Endpoint::AccountDetails, account, party, day);
            let document = value_of(&USUAL, &asked);
            let balances = document["account"]["balances"].as_array().unwrap();
            let answered = balances
                .iter()
                .find(|one| one["type"] == balance.balance_type.as_str())
                .map(signed);
            assert_eq!(answered, Some(balance.amount), "{} {day:?}", fact.number);
        }
    }
}

#[test]
fn balances_of_the_world_file_differ_by_what_was_booked_between_them() {
    let mut checked = 0;
    for (account, _, fact) in owned() {
        let booked = |day: Date| {
            let mut balances = fact.balances.iter();
            let is_of_day = |one: &&wire::world::BalanceFact| {
                one.date == day && one.balance_type == "bookedBalance"
            };
            balances.find(is_of_day).map(|one| one.amount)
        };
        for sum in &fact.booked {
            let (Some(before), Some(after)) = (booked(sum.from), booked(sum.to)) else {
                continue;
            };
            let first_day = Period {
                from: sum.from,
                to: sum.from,
            };
            let ledger = &DATA.accounts[account].ledger;
            let on_first_day: i64 = ledger
                .in_period(first_day)
                .map(|number| ledger.amount(number))
                .sum();
            assert_eq!(
                after.ten_thousandths() - before.ten_thousandths() + on_first_day * 100,
                sum.credit.ten_thousandths() - sum.debit.ten_thousandths(),
                "{} {sum:?}",
                fact.number
            );
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked}");
}

#[test]
fn owners_roles_and_cards_of_the_world_file_are_those_of_the_answers() {
    let party = parties(Role::CardHolder)[0];
    let (account, _, fact) = owned()
        .into_iter()
        .find(|(_, owner, fact)| *owner == party && fact.payment_cards.len() > 3)
        .unwrap();
    let whole = Period {
        from: dates::years_before(today(), 10),
        to: today(),
    };
    let texts = |endpoint, list: &str, name: &str| -> BTreeSet<String> {
        let document = value_of(&USUAL, &of_account(endpoint, account, party, whole));
        let items = document[list].as_array().unwrap();
        items
            .iter()
            .map(|item| item.pointer(name).unwrap().as_str().unwrap().to_owned())
            .collect()
    };
    let cards = fact.payment_cards.iter().map(|card| card.number.clone());
    let holders = fact.role_holders.iter().map(|one| one.party_id.clone());
    assert_eq!(
        (
            texts(Endpoint::Cards, "paymentCards", "/cardIdentifier"),
            texts(Endpoint::Roles, "roles", "/identifier/value")
        ),
        (cards.collect(), holders.collect())
    );
}
