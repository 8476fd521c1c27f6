//! Headers, queries, mandate and period over HTTP: right in every way that is right, wrong in each
//! that is wrong.

use wire::dates;
use wire::population::PopulationRole as Role;

use crate::support::agency::{CRIMINAL, MISSING, OED};
use crate::support::{Ask, Setup, setup};

fn good(setup: &Setup) -> Ask {
    setup
        .agency
        .police(setup.agency.person(Role::Owner).id.as_str())
}

async fn all_accepted(setup: &Setup, asks: impl IntoIterator<Item = Ask>) {
    for (place, ask) in asks.into_iter().enumerate() {
        let answer = setup.agency.send(&ask).await;
        assert_eq!(
            answer.status,
            200,
            "{place}: {}",
            String::from_utf8_lossy(&answer.body)
        );
    }
}

async fn all_invalid(setup: &Setup, asks: impl IntoIterator<Item = Ask>) {
    for (place, ask) in asks.into_iter().enumerate() {
        assert_eq!(
            setup.agency.send(&ask).await.refusal(),
            (400, "ACC-001".to_owned()),
            "{place}"
        );
    }
}

#[tokio::test]
async fn refuses_each_mandatory_header_that_is_missing_empty_or_there_twice() {
    let setup = setup().await;
    let names = [
        "AccountInfoRequestID",
        "CorrelationID",
        "Legal-Mandate",
        "PartyID",
        "RequesterID",
        "AdditionalReferenceIDType",
    ];
    for name in names {
        let value = good(&setup).header(name).to_owned();
        all_invalid(
            &setup,
            [
                good(&setup).without(name),
                good(&setup).with(name, ""),
                good(&setup).and(name, &value),
            ],
        )
        .await;
    }
}

#[tokio::test]
async fn refuses_an_order_that_is_missing() {
    let setup = setup().await;
    let mut ask = good(&setup);
    ask.sends_order = false;
    all_invalid(&setup, [ask]).await;
}

#[tokio::test]
async fn refuses_each_mandatory_query_that_is_missing_empty_or_there_twice() {
    let setup = setup().await;
    for name in ["OnlyPrimaryOwner", "fromDate", "toDate"] {
        let mut twice = good(&setup);
        let pair = twice
            .query
            .iter()
            .find(|(known, _)| known == name)
            .unwrap()
            .clone();
        twice.query.push(pair);
        all_invalid(
            &setup,
            [
                good(&setup).without_query(name),
                good(&setup).query(name, ""),
                twice,
            ],
        )
        .await;
    }
}

#[tokio::test]
async fn accepts_both_spellings_of_the_owner_choice() {
    let setup = setup().await;
    let other = |name: &str, value: &str| {
        good(&setup)
            .without_query("OnlyPrimaryOwner")
            .query(name, value)
    };
    all_accepted(
        &setup,
        [
            other("onlyPrimaryOwner", "true"),
            other("OnlyPrimaryOwner", "TRUE"),
            other("OnlyPrimaryOwner", "FALSE"),
        ],
    )
    .await;
}

#[tokio::test]
async fn refuses_what_is_not_a_party_number() {
    let setup = setup().await;
    let id = setup.agency.person(Role::Owner).id.as_str().to_owned();
    let wrong_digit = format!(
        "{}{}",
        &id[..10],
        (id[10..].parse::<u8>().unwrap() + 1) % 10
    );
    let values = [
        wrong_digit,
        id[..10].to_owned(),
        format!("{id}1"),
        "abcdefghijk".to_owned(),
        "915429786".to_owned(),
    ];
    all_invalid(
        &setup,
        values
            .iter()
            .map(|value| good(&setup).with("PartyID", value)),
    )
    .await;
}

#[tokio::test]
async fn accepts_every_kind_of_party() {
    let setup = setup().await;
    let ids = [Role::DNumber, Role::OrganisationOwner, Role::NoRelationship]
        .map(|role| setup.agency.person(role).id.clone());
    all_accepted(
        &setup,
        ids.iter().map(|id| setup.agency.police(id.as_str())),
    )
    .await;
}

#[tokio::test]
async fn accepts_equivalent_encodings_of_the_mandate() {
    let setup = setup().await;
    let encoded = wire::mandate::encode(CRIMINAL)
        .replace('(', "%28")
        .replace("%C2%A7", "%c2%a7");
    all_accepted(&setup, [good(&setup).with("Legal-Mandate", &encoded)]).await;
}

#[tokio::test]
async fn refuses_what_resembles_the_mandate() {
    let setup = setup().await;
    let encode = wire::mandate::encode;
    let values = [
        encode(OED),
        encode(&CRIMINAL.replace('§', "")),
        encode(&CRIMINAL.replace("210", "211")),
        encode(&encode(CRIMINAL)),
        format!("{}%20", encode(CRIMINAL)),
        "Straffeprosessloven".to_owned(),
        encode(MISSING),
    ];
    all_invalid(
        &setup,
        values
            .iter()
            .map(|value| good(&setup).with("Legal-Mandate", value)),
    )
    .await;
}

#[tokio::test]
async fn refuses_a_mandate_that_is_not_encoded() {
    let setup = setup().await;
    let mut ask = good(&setup);
    ask.headers.retain(|(name, _)| name != "Legal-Mandate");
    ask.headers
        .push(("Legal-Mandate".to_owned(), CRIMINAL.to_owned()));
    all_invalid(&setup, [ask]).await;
}

#[tokio::test]
async fn refuses_periods_outside_the_limits() {
    let setup = setup().await;
    let today = dates::today();
    let too_early = dates::years_before(today, 10).yesterday().unwrap();
    let ask = |from: jiff::civil::Date, to: jiff::civil::Date| {
        let (from, to) = (from.to_string(), to.to_string());
        let ask = good(&setup).query("fromDate", &from).query("toDate", &to);
        ask.order("toDate", serde_json::json!("2099-01-01"))
    };
    all_invalid(
        &setup,
        [
            ask(too_early, today),
            ask(today, today.yesterday().unwrap()),
            ask(today, today.tomorrow().unwrap()),
        ],
    )
    .await;
}

#[tokio::test]
async fn accepts_a_single_day() {
    let setup = setup().await;
    let today = dates::today().to_string();
    all_accepted(
        &setup,
        [good(&setup)
            .query("fromDate", &today)
            .query("toDate", &today)],
    )
    .await;
}
