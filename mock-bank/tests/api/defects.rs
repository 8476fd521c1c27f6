//! Defects and variants switch exactly what they say.

use std::sync::Arc;

use mock_bank::{DataSet, Defect, Defects, Variant};
use serde_json::json;
use wire::population::PopulationRole as Role;

use crate::support::{Ask, Registers, Setup, setup_on, setup_with};

async fn with(defect: Defect) -> Setup {
    setup_with(|config| config.defects = Defects::from_iter([defect])).await
}

#[tokio::test]
async fn a_bank_that_accepts_everything_answers_whatever_comes() {
    let setup = with(Defect::AcceptsEverything).await;
    let good = setup
        .agency
        .police(setup.agency.person(Role::Owner).id.as_str());
    let mut bare = good.clone();
    bare.headers.clear();
    bare.query.clear();
    bare.authorization = Some(String::new());
    bare.sends_order = false;
    let mut post = good.clone();
    post.method = reqwest::Method::POST;
    for ask in [
        bare,
        post,
        good.clone().with("Accept", "text/html"),
        good.order("exp", json!(1)),
    ] {
        assert_eq!(setup.agency.send(&ask).await.status, 200);
    }
}

#[tokio::test]
async fn a_defect_leaves_the_other_rules_alone() {
    let setup = with(Defect::TokenAudienceUnchecked).await;
    let good = setup
        .agency
        .police(setup.agency.person(Role::Owner).id.as_str());
    assert_eq!(
        setup
            .agency
            .send(&good.clone().token("aud", json!("other")))
            .await
            .status,
        200
    );
    assert_eq!(
        setup
            .agency
            .send(&good.token("iss", json!("other")))
            .await
            .status,
        401
    );
}

/// Defects whose mistake is to refuse, or to answer wrongly, the very request of this test.
const REFUSE_WHAT_IS_RIGHT: &[(&str, u16)] = &[
    ("synthetic-people-refused", 400),
    ("only-primary-owner-true-refused", 400),
    ("criminal-cases-refused", 400),
    ("clear-text-fails", 500),
    ("order-names-ascii-only", 400),
    ("order-owner-must-equal", 400),
    ("answered-as-201", 201),
    ("small-header-names-fail", 500),
    ("small-party-id-fails", 500),
    ("clear-text-refused", 406),
    ("orders-refused", 400),
];

#[tokio::test]
async fn a_right_request_is_served_whatever_the_defect_but_for_those_that_refuse_it() {
    let mut registers = Registers::start().await;
    let mut refused = Vec::new();
    let (mut data, mut client) = (None, None);
    for defect in Defect::ALL {
        let setup = setup_on(registers, |config| {
            config.defects = Defects::from_iter([*defect]);
            let data = data.get_or_insert_with(|| Arc::new(DataSet::make(config.seed)));
            let client = client
                .get_or_insert_with(|| mock_bank::register_client(config.times.answer).unwrap());
            config.data = Some(Arc::clone(data));
            config.client = Some(client.clone());
        })
        .await;
        let last_year = wire::dates::years_before(wire::dates::today(), 1).to_string();
        let ask = setup
            .agency
            .police(
                setup
                    .agency
                    .person(Role::OwnerOfSeveralAccounts)
                    .id
                    .as_str(),
            )
            .query("fromDate", &last_year);
        let status = setup.agency.send(&ask).await.status;
        if status != 200 {
            refused.push((defect.name(), status));
        }
        registers = setup.registers;
    }
    assert_eq!(refused, REFUSE_WHAT_IS_RIGHT);
}

#[tokio::test]
async fn an_order_may_be_refused_with_403() {
    let setup = setup_with(|config| {
        config.variants = [Variant::OrderRefusedWith403].into_iter().collect();
    })
    .await;
    let ask = setup
        .agency
        .police(setup.agency.person(Role::Owner).id.as_str())
        .order("version", json!("2"));
    assert_eq!(
        setup.agency.send(&ask).await.refusal(),
        (403, "ACC-011".to_owned())
    );
}

#[tokio::test]
async fn absent_fields_may_be_null() {
    let setup = setup_with(|config| {
        config.variants = [Variant::NullsForAbsent].into_iter().collect();
    })
    .await;
    let ask = setup
        .agency
        .police(setup.agency.person(Role::Owner).id.as_str());
    assert_eq!(
        setup.agency.send(&ask).await.json()["responseDetails"],
        json!({"status": "complete", "message": null})
    );
}

async fn message(defect: Defect) -> String {
    let setup = with(defect).await;
    let party = setup.agency.person(Role::Owner).id.clone();
    let ask = setup.agency.police(party.as_str()).query("toDate", "x");
    setup.agency.send(&ask).await.message()
}

#[tokio::test]
async fn a_bank_may_say_error_whatever_was_wrong() {
    assert_eq!(message(Defect::AllMessagesError).await, "Error");
}

#[tokio::test]
async fn a_bank_may_name_another_parameter_than_the_wrong_one() {
    assert!(
        !message(Defect::ErrorNamesOtherParameter)
            .await
            .contains("toDate")
    );
}

#[tokio::test]
async fn a_bank_may_repeat_the_control_objects_number() {
    let owner = wire::population::population(1, wire::dates::today()).remove(0);
    assert!(
        message(Defect::ErrorRepeatsParty)
            .await
            .contains(owner.id.as_str())
    );
}

#[tokio::test]
async fn a_bank_may_leave_a_message_empty() {
    assert_eq!(message(Defect::ErrorMessageEmpty).await, "");
}

async fn status(defect: Option<Defect>, change: impl FnOnce(Ask) -> Ask) -> u16 {
    let setup = setup_with(|config| config.defects = defect.into_iter().collect()).await;
    let party = setup.agency.person(Role::Owner).id.clone();
    let ask = change(setup.agency.police(party.as_str()));
    setup.agency.send(&ask).await.status
}

#[tokio::test]
async fn a_bank_may_count_ten_years_as_3650_days() {
    let ten_years = |ask: Ask| ask;
    let statuses = [
        status(None, ten_years).await,
        status(Some(Defect::TenYearsOf365Days), ten_years).await,
    ];
    assert_eq!(statuses, [200, 400]);
}
