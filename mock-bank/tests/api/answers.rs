//! What the documents hold: accounts, balances, transactions and their pages, cards, roles, fields.

use std::collections::BTreeSet;

use mock_bank::RightOfDisposal;
use serde_json::Value;
use wire::dates;
use wire::messages::Endpoint;
use wire::population::PopulationRole as Role;
use wire::profile::{Category, builtin_fields};

use crate::support::{Ask, Setup, setup, setup_with};

fn police(setup: &Setup, role: Role) -> Ask {
    setup.agency.police(setup.agency.person(role).id.as_str())
}

async fn list(setup: &Setup, ask: &Ask) -> Vec<Value> {
    let answer = setup.agency.send(ask).await;
    assert_eq!(
        answer.status,
        200,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    answer.json()["accounts"].as_array().unwrap().clone()
}

/// The answer of another endpoint for the first account that fits.
async fn of_account(setup: &Setup, ask: &Ask, fits: impl Fn(&Value) -> bool, rest: &str) -> Value {
    let account = list(setup, ask)
        .await
        .into_iter()
        .find(|account| fits(account))
        .unwrap();
    let reference = account["accountReference"].as_str().unwrap();
    let answer = setup
        .agency
        .send(&setup.agency.account(ask, reference, rest))
        .await;
    assert_eq!(
        answer.status,
        200,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    answer.json()
}

#[tokio::test]
async fn those_without_accounts_have_an_empty_list() {
    let setup = setup().await;
    for role in [
        Role::NoRelationship,
        Role::Guarantor,
        Role::Shielded,
        Role::StrictlyShielded,
    ] {
        let answer = setup
            .agency
            .send(&police(&setup, role).query("OnlyPrimaryOwner", "false"))
            .await;
        assert_eq!(
            answer.json(),
            serde_json::json!({"responseDetails": {"status": "complete"}, "accounts": []}),
            "{role:?}"
        );
    }
}

#[tokio::test]
async fn a_co_borrowers_list_has_no_loan() {
    let setup = setup().await;
    let accounts = list(
        &setup,
        &police(&setup, Role::CoBorrower).query("OnlyPrimaryOwner", "false"),
    )
    .await;
    let kinds: Vec<_> = accounts.iter().map(|account| &account["type"]).collect();
    assert_eq!(kinds, ["salaryAccount"]);
}

#[tokio::test]
async fn there_is_an_account_of_each_type() {
    let setup = setup_with(|config| config.accounts_page_size = 20).await;
    let accounts = list(&setup, &police(&setup, Role::OwnerOfEveryAccountType)).await;
    let kinds: BTreeSet<_> = accounts
        .iter()
        .map(|account| account["type"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds.len(), 11);
}

#[tokio::test]
async fn alternative_2_lists_what_is_disposed_of() {
    let setup = setup().await;
    let ask = police(&setup, Role::OwnsAndDisposes);
    assert_eq!(list(&setup, &ask).await.len(), 1);
    assert_eq!(
        list(&setup, &ask.query("OnlyPrimaryOwner", "false"))
            .await
            .len(),
        3
    );
}

#[tokio::test]
async fn alternative_1_says_that_there_are_others() {
    let setup = setup_with(|config| config.right_of_disposal = RightOfDisposal::Alternative1).await;
    let answer = setup
        .agency
        .send(&police(&setup, Role::DisposesOnly).query("OnlyPrimaryOwner", "false"))
        .await
        .json();
    assert_eq!(answer["responseDetails"]["status"], "partial");
    assert!(
        !answer["responseDetails"]["message"]
            .as_str()
            .unwrap()
            .is_empty()
    );
    assert_eq!(answer["accounts"], serde_json::json!([]));
}

#[tokio::test]
async fn a_right_of_disposal_that_has_ended_shows_in_its_time_only() {
    let setup = setup().await;
    let party = setup.agency.persons(Role::DisposesOnly)[1].id.clone();
    let last_year = dates::years_before(dates::today(), 1).to_string();
    let ask = setup
        .agency
        .police(party.as_str())
        .query("OnlyPrimaryOwner", "false");
    assert_eq!(list(&setup, &ask).await.len(), 1);
    assert_eq!(
        list(&setup, &ask.query("fromDate", &last_year)).await.len(),
        0
    );
}

#[tokio::test]
async fn an_account_is_listed_for_whom_it_belonged_to_in_the_period() {
    let setup = setup().await;
    let party = setup.agency.person(Role::ChangedOwner).id.clone();
    let ask = setup.agency.police(party.as_str());
    let whole = list(&setup, &ask).await;
    assert_eq!(
        whole[0]["primaryOwner"]["identifier"]["value"],
        party.as_str()
    );
    let before = dates::years_before(dates::today(), 2).to_string();
    let then = list(&setup, &ask.clone().query("toDate", &before)).await;
    assert_eq!(
        then[0]["primaryOwner"]["identifier"]["value"],
        party.as_str()
    );
    let after = dates::years_before(dates::today(), 1).to_string();
    assert_eq!(
        list(&setup, &ask.query("fromDate", &after)).await,
        Vec::<Value>::new()
    );
}

#[tokio::test]
async fn a_former_owners_reference_does_not_open_the_time_after() {
    let setup = setup().await;
    let ask = police(&setup, Role::ChangedOwner);
    let reference = setup.agency.references(&ask).await.remove(0);
    let after = dates::years_before(dates::today(), 1).to_string();
    let answer = setup
        .agency
        .send(
            &setup
                .agency
                .account(&ask.query("fromDate", &after), &reference, "/transactions"),
        )
        .await;
    assert_eq!(answer.refusal(), (404, "ACC-002".to_owned()));
}

#[tokio::test]
async fn a_young_account_is_not_listed_for_the_time_before_it() {
    let setup = setup().await;
    let party = setup.agency.persons(Role::OpenedLater)[1].id.clone();
    let ask = setup.agency.police(party.as_str());
    let before = dates::months_before(dates::today(), 3).to_string();
    assert_eq!(list(&setup, &ask).await.len(), 1);
    assert_eq!(list(&setup, &ask.query("toDate", &before)).await.len(), 0);
}

#[tokio::test]
async fn references_are_opaque_and_stay_the_same() {
    let setup = setup().await;
    let ask = police(&setup, Role::OwnerOfSeveralAccounts);
    let (one, other) = (list(&setup, &ask).await, list(&setup, &ask).await);
    assert_eq!(one, other);
    for account in one {
        assert!(
            !account["accountReference"]
                .as_str()
                .unwrap()
                .contains(account["accountIdentifier"].as_str().unwrap())
        );
    }
}

#[tokio::test]
async fn an_account_without_delivery_has_the_reference_that_says_so() {
    let setup = setup().await;
    let ask = police(&setup, Role::DataNotDelivered);
    assert!(
        setup
            .agency
            .references(&ask)
            .await
            .contains(&"dataNotDelivered".to_owned())
    );
    let answer = setup
        .agency
        .send(&setup.agency.account(&ask, "dataNotDelivered", ""))
        .await;
    assert_eq!(answer.refusal(), (404, "ACC-002".to_owned()));
}

#[tokio::test]
async fn an_unknown_reference_is_not_found() {
    let setup = setup().await;
    for rest in ["", "/transactions", "/cards", "/roles"] {
        let ask = setup.agency.account(
            &police(&setup, Role::Owner),
            "8f14e45f-ceea-467f-a0e6-1b2c3d4e5f60",
            rest,
        );
        assert_eq!(
            setup.agency.send(&ask).await.refusal(),
            (404, "ACC-002".to_owned()),
            "{rest}"
        );
    }
}

fn balance_kinds(details: &Value) -> Vec<String> {
    details["account"]["balances"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["type"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn todays_balances_are_available_and_booked() {
    let setup = setup().await;
    let details = of_account(&setup, &police(&setup, Role::Owner), |_| true, "").await;
    assert_eq!(
        balance_kinds(&details),
        ["availableBalance", "bookedBalance"]
    );
}

#[tokio::test]
async fn a_past_period_has_the_balance_booked_at_its_end() {
    let setup = setup().await;
    let past = dates::years_before(dates::today(), 1).to_string();
    let details = of_account(
        &setup,
        &police(&setup, Role::Owner).query("toDate", &past),
        |_| true,
        "",
    )
    .await;
    assert_eq!(balance_kinds(&details), ["bookedBalance"]);
    assert!(
        details["account"]["balances"][0]["registered"]
            .as_str()
            .unwrap()
            .starts_with(&past)
    );
}

#[tokio::test]
async fn an_account_closed_in_the_period_has_no_balance() {
    let setup = setup().await;
    let details = of_account(
        &setup,
        &police(&setup, Role::ClosedAccount),
        |account| account["status"] == "deleted",
        "",
    )
    .await;
    assert_eq!(balance_kinds(&details), Vec::<String>::new());
}

#[tokio::test]
async fn a_loan_is_a_debt_without_a_negative_amount() {
    let setup = setup().await;
    let details = of_account(
        &setup,
        &police(&setup, Role::OwnerOfSeveralAccounts),
        |account| account["type"] == "loanAccount",
        "",
    )
    .await;
    let balance = &details["account"]["balances"][1];
    assert!(
        balance["creditDebitIndicator"] == "debit" && balance["amount"].as_f64().unwrap() > 0.0
    );
}

async fn all_transactions(setup: &Setup, ask: &Ask) -> (Vec<Value>, usize) {
    let mut answer = setup.agency.send(ask).await.json();
    let (mut all, mut pages) = (Vec::new(), 0);
    loop {
        pages += 1;
        all.extend(answer["transactions"].as_array().unwrap().iter().cloned());
        let links = answer["links"].as_array().cloned().unwrap_or_default();
        let Some(next) = links.iter().find(|link| link["rel"] == "next") else {
            return (all, pages);
        };
        let href = next["href"].as_str().unwrap();
        assert!(href.starts_with('/'), "{href}");
        answer = setup.agency.follow(ask, href).await.json();
    }
}

#[tokio::test]
async fn many_transactions_come_in_pages_that_neither_repeat_nor_lose_any() {
    let setup = setup().await;
    let ask = police(&setup, Role::ManyTransactions);
    let reference = setup.agency.references(&ask).await.remove(0);
    let (all, pages) = all_transactions(
        &setup,
        &setup.agency.account(&ask, &reference, "/transactions"),
    )
    .await;
    let identifiers: BTreeSet<_> = all
        .iter()
        .map(|one| one["transactionIdentifier"].as_str().unwrap())
        .collect();
    assert_eq!((all.len(), identifiers.len(), pages), (25_000, 25_000, 25));
}

#[tokio::test]
async fn transactions_lie_in_the_period_and_both_days_are_included() {
    let setup = setup().await;
    let today = dates::today();
    let (from, to) = (
        dates::months_before(today, 3),
        dates::months_before(today, 2),
    );
    let ask = police(&setup, Role::ManyTransactions)
        .query("fromDate", &from.to_string())
        .query("toDate", &to.to_string());
    let reference = setup.agency.references(&ask).await.remove(0);
    let (all, _) = all_transactions(
        &setup,
        &setup.agency.account(&ask, &reference, "/transactions"),
    )
    .await;
    let days: BTreeSet<_> = all
        .iter()
        .map(|one| one["bookingDate"].as_str().unwrap()[..10].to_owned())
        .collect();
    assert_eq!(
        (days.first().unwrap(), days.last().unwrap()),
        (&from.to_string(), &to.to_string())
    );
}

#[tokio::test]
async fn the_balance_moves_by_what_was_booked() {
    let setup = setup().await;
    let today = dates::today();
    let (from, to) = (
        dates::months_before(today, 20),
        dates::months_before(today, 8),
    );
    let ask = police(&setup, Role::Owner);
    let reference = setup.agency.references(&ask).await.remove(0);
    let balance = async |day: jiff::civil::Date| {
        let ask = setup.agency.account(
            &ask.clone().query("toDate", &day.to_string()),
            &reference,
            "",
        );
        signed(&setup.agency.send(&ask).await.json()["account"]["balances"][0])
    };
    let period = ask
        .clone()
        .query("fromDate", &from.tomorrow().unwrap().to_string())
        .query("toDate", &to.to_string());
    let (all, _) = all_transactions(
        &setup,
        &setup.agency.account(&period, &reference, "/transactions"),
    )
    .await;
    let moved: f64 = all.iter().map(signed).sum();
    assert!((balance(to).await - balance(from).await - moved).abs() < 0.005);
}

fn signed(object: &Value) -> f64 {
    let amount = object["amount"].as_f64().unwrap();
    if object["creditDebitIndicator"] == "debit" {
        -amount
    } else {
        amount
    }
}

#[tokio::test]
async fn a_cursor_of_another_period_is_refused() {
    let setup = setup().await;
    let ask = police(&setup, Role::ManyTransactions);
    let reference = setup.agency.references(&ask).await.remove(0);
    let ask = setup.agency.account(&ask, &reference, "/transactions");
    let page = setup.agency.send(&ask).await.json();
    let cursor = page["links"][0]["href"]
        .as_str()
        .unwrap()
        .split_once("cursor=")
        .unwrap()
        .1
        .to_owned();
    let today = dates::today().to_string();
    let answer = setup
        .agency
        .send(&ask.query("cursor", &cursor).query("fromDate", &today))
        .await;
    assert_eq!(answer.refusal(), (400, "ACC-001".to_owned()));
}

#[tokio::test]
async fn a_long_account_list_comes_in_pages() {
    let setup = setup_with(|config| config.accounts_page_size = 4).await;
    let ask = police(&setup, Role::OwnerOfEveryAccountType);
    let first = setup.agency.send(&ask).await.json();
    let second = setup
        .agency
        .follow(&ask, first["links"][0]["href"].as_str().unwrap())
        .await
        .json();
    let third = setup
        .agency
        .follow(&ask, second["links"][0]["href"].as_str().unwrap())
        .await
        .json();
    let counts = [&first, &second, &third].map(|page| page["accounts"].as_array().unwrap().len());
    assert_eq!((counts, third.get("links")), ([4, 4, 3], None));
}

#[tokio::test]
async fn card_numbers_are_masked() {
    let setup = setup().await;
    let cards = of_account(
        &setup,
        &police(&setup, Role::CardHolder),
        |account| account["type"] == "creditCardAccount",
        "/cards",
    )
    .await;
    let cards = cards["paymentCards"].as_array().unwrap();
    assert!(cards.len() > 2);
    for card in cards {
        let number = card["cardIdentifier"].as_str().unwrap();
        assert!(number.len() == 16 && number[6..12] == *"XXXXXX", "{number}");
    }
}

#[tokio::test]
async fn roles_are_those_of_the_period() {
    let setup = setup().await;
    let owner = setup.agency.persons(Role::Owner)[1].id.clone();
    let ask = setup.agency.police(owner.as_str());
    let ended = |roles: &Value| {
        roles["roles"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|role| role.get("endDate").is_some())
            .count()
    };
    assert_eq!(
        ended(
            &of_account(
                &setup,
                &ask,
                |account| account["type"] == "salaryAccount",
                "/roles"
            )
            .await
        ),
        1
    );
    let last_year = dates::years_before(dates::today(), 1).to_string();
    let ask = ask.query("fromDate", &last_year);
    assert_eq!(
        ended(
            &of_account(
                &setup,
                &ask,
                |account| account["type"] == "salaryAccount",
                "/roles"
            )
            .await
        ),
        0
    );
}

#[tokio::test]
async fn a_partly_archived_account_says_what_must_be_got_by_hand() {
    let setup = setup().await;
    let party = setup.agency.persons(Role::OwnerOfSeveralAccounts)[3]
        .id
        .clone();
    let answer = of_account(
        &setup,
        &setup.agency.police(party.as_str()),
        |_| true,
        "/transactions",
    )
    .await;
    assert_eq!(answer["responseDetails"]["status"], "partial");
}

fn paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                paths(
                    member,
                    &if path.is_empty() {
                        name.clone()
                    } else {
                        format!("{path}.{name}")
                    },
                    found,
                );
            }
        }
        Value::Array(items) if items.iter().all(Value::is_object) => {
            for item in items {
                paths(item, path, found);
            }
        }
        _ => {
            found.insert(path.to_owned());
        }
    }
}

const ENDPOINTS: [(Endpoint, &str); 4] = [
    (Endpoint::AccountDetails, ""),
    (Endpoint::Transactions, "/transactions"),
    (Endpoint::Cards, "/cards"),
    (Endpoint::Roles, "/roles"),
];

/// Every path that the service gets from any party, by endpoint.
async fn delivered(
    setup: &Setup,
    asks: Vec<Ask>,
    endpoints: usize,
) -> BTreeSet<(Endpoint, String)> {
    let mut all = BTreeSet::new();
    let mut add = |endpoint: Endpoint, document: &Value| {
        let mut found = BTreeSet::new();
        paths(document, "", &mut found);
        all.extend(found.into_iter().map(|path| (endpoint, path)));
    };
    for ask in asks {
        let answer = setup.agency.send(&ask).await.json();
        add(Endpoint::Accounts, &answer);
        for account in answer["accounts"].as_array().unwrap_or(&Vec::new()) {
            let reference = account["accountReference"].as_str().unwrap();
            for (endpoint, rest) in ENDPOINTS.iter().take(endpoints) {
                if reference != "dataNotDelivered" {
                    add(
                        *endpoint,
                        &setup
                            .agency
                            .send(&setup.agency.account(&ask, reference, rest))
                            .await
                            .json(),
                    );
                }
            }
        }
    }
    all
}

fn check_against_the_table(
    service: &str,
    delivered: &BTreeSet<(Endpoint, String)>,
    never: &[&str],
) {
    for row in builtin_fields().iter().filter(|row| row.service == service) {
        let is_there = delivered.contains(&(row.endpoint, row.api_path.clone()));
        let name = format!("{:?} {}", row.endpoint, row.api_path);
        match row.category {
            Category::TechnicallyMandatory | Category::ToBeDelivered
                if never.contains(&name.as_str()) =>
            {
                assert!(!is_there, "{name}");
            }
            Category::TechnicallyMandatory | Category::ToBeDelivered => {
                assert!(is_there, "{name} is never delivered");
            }
            Category::MayBeFiltered | Category::NotDelivered | Category::UnderConsideration => {
                assert!(!is_there, "{name} is delivered");
            }
        }
    }
    let known = |entry: &(Endpoint, String)| {
        builtin_fields().iter().any(|row| {
            row.service == service && (row.endpoint, &row.api_path) == (entry.0, &entry.1)
        })
    };
    let beyond: Vec<_> = delivered
        .iter()
        .filter(|entry| {
            !known(entry)
                && ![
                    "code",
                    "message",
                    "accounts",
                    "links",
                    "transactions",
                    "roles",
                    "paymentCards",
                    "account.balances",
                ]
                .contains(&entry.1.as_str())
        })
        .collect();
    assert!(beyond.is_empty(), "{beyond:?}");
}

#[tokio::test]
async fn the_police_get_every_field_of_their_table_and_no_other() {
    let setup = setup_with(|config| {
        config.right_of_disposal = RightOfDisposal::Alternative1;
        config.page_size = 10;
    })
    .await;
    let asks = setup
        .agency
        .people
        .iter()
        .map(|person| {
            setup
                .agency
                .police(person.id.as_str())
                .query("OnlyPrimaryOwner", "false")
        })
        .collect();
    check_against_the_table("politi-utlevering", &delivered(&setup, asks, 4).await, &[]);
}

#[tokio::test]
async fn digdir_gets_every_field_of_its_table_and_no_other() {
    let setup = setup_with(|config| config.page_size = 2).await;
    let dead = setup
        .agency
        .people
        .iter()
        .filter(|person| person.date_of_death.is_some());
    let mut asks: Vec<_> = dead.map(|person| setup.agency.oed(person)).collect();
    asks.reverse();
    let delivered = delivered(&setup, asks, 2).await;
    check_against_the_table("oppgjor-etter-dodsfall", &delivered, &[]);
}

#[tokio::test]
async fn the_world_entry_tells_what_each_party_has() {
    let setup = setup().await;
    let entry = setup.bank.world_entry();
    let traits: BTreeSet<&str> = entry
        .parties
        .iter()
        .flat_map(|party| &party.traits)
        .map(String::as_str)
        .collect();
    let missing: Vec<_> = wire::world::party_trait::ALL
        .iter()
        // What is true of customers of several banks stands in the overview.
        .filter(|name| !name.starts_with("customer") && !traits.contains(**name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    let many = setup.agency.person(Role::ManyTransactions);
    let party = entry
        .parties
        .iter()
        .find(|party| party.party_id == many.id.as_str())
        .unwrap();
    assert_eq!(party.accounts[0].transactions, Some(25_000));
    assert!(
        party.has[&Endpoint::Transactions]
            .contains(&"transactions.currencyExchange.exchangeRate".to_owned())
    );
}

#[tokio::test]
async fn the_world_entry_fits_the_schema_of_the_world_file() {
    let setup = setup().await;
    let schema: Value =
        serde_json::from_str(include_str!("../../../wire/world.schema.json")).unwrap();
    let world = serde_json::json!({
        "issuer": "http://127.0.0.1:1/",
        "token_endpoint": "http://127.0.0.1:1/token",
        "jwks_uri": "http://127.0.0.1:1/jwk",
        "police_jwks_uri": "http://127.0.0.1:2/jwk",
        "order_root": "order-root.pem",
        "certpub_locator": "http://127.0.0.1:3/",
        "person_registry": "http://127.0.0.1:4/",
        "agencies": [],
        "banks": [setup.bank.world_entry()],
    });
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<_> = validator
        .iter_errors(&world)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
}
