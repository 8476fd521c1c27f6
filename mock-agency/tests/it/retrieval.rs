//! The agency's client against a bank that does what a script says.

use std::collections::HashSet;
use std::time::Duration;

use mock_agency::retrieval::{
    Inquiry, NotCalled, PagingError, Problem, Retrieval, Retriever, RetryPolicy, Step,
};
use serde_json::{Value, json};
use wire::identifiers::PartyId;
use wire::jose::strict::read_jws;
use wire::messages::Endpoint;

use crate::bank::{Asked, Say, ScriptedBank};
use crate::support::Setup;

const QUICK: RetryPolicy = RetryPolicy {
    attempts: 3,
    pause: Duration::from_millis(5),
    longest_pause: Duration::from_secs(2),
};

pub(crate) struct Case {
    pub(crate) setup: Setup,
    pub(crate) bank: ScriptedBank,
    pub(crate) inquiry: Inquiry,
    service: &'static str,
}

impl Case {
    pub(crate) async fn of_police(script: impl Fn(&Asked) -> Say + Send + Sync + 'static) -> Self {
        Self::of("politi-utlevering", script).await
    }

    async fn of(
        service: &'static str,
        script: impl Fn(&Asked) -> Say + Send + Sync + 'static,
    ) -> Self {
        let setup = Setup::new().await;
        let bank = ScriptedBank::start(&setup.agency(service), script).await;
        let today = wire::dates::today();
        let person = wire::population::population(7, today).swap_remove(0).id;
        let inquiry = Inquiry::new(
            wire::profile::service(service).unwrap(),
            person,
            (today, today),
        );
        Self {
            setup,
            bank,
            inquiry,
            service,
        }
    }

    pub(crate) async fn run(&self) -> Retrieval {
        let retriever = Retriever::new(
            self.setup.agency(self.service),
            self.setup.http.clone(),
            QUICK,
        );
        retriever
            .retrieve(&self.bank.bank, &self.inquiry)
            .await
            .unwrap()
    }
}

fn complete(mut document: Value) -> Say {
    document["responseDetails"] = json!({"status": "complete"});
    Say::Document(document)
}

pub(crate) fn accounts(references: &[&str]) -> Say {
    let list: Vec<Value> = references
        .iter()
        .map(|one| json!({"accountReference": one, "accountIdentifier": one}))
        .collect();
    complete(json!({"accounts": list}))
}

/// One account with nothing in it, unless the path is `special`.
pub(crate) fn usual(asked: &Asked) -> Say {
    match asked.below() {
        "/accounts" => accounts(&["a1"]),
        path if path.ends_with("/transactions") => complete(json!({"transactions": []})),
        path if path.ends_with("/cards") => complete(json!({"paymentCards": []})),
        path if path.ends_with("/roles") => complete(json!({"roles": []})),
        _details => complete(json!({"account": {"balances": []}})),
    }
}

pub(crate) fn problem(step: &Step) -> &Problem {
    step.problem().unwrap()
}

#[tokio::test]
async fn asks_for_the_accounts_first_and_then_for_what_belongs_to_each() {
    let case = Case::of_police(usual).await;
    let retrieval = case.run().await;
    assert!(retrieval.is_complete(), "{retrieval:?}");
    let expected = [
        "/accounts",
        "/accounts/a1",
        "/accounts/a1/transactions",
        "/accounts/a1/cards",
        "/accounts/a1/roles",
    ];
    assert_eq!(case.bank.paths(), expected);
}

#[tokio::test]
async fn keeps_to_the_endpoints_of_the_service() {
    let case = Case::of("oppgjor-etter-dodsfall", usual).await;
    case.run().await;
    assert_eq!(
        case.bank.paths(),
        ["/accounts", "/accounts/a1", "/accounts/a1/transactions"]
    );
}

#[tokio::test]
async fn sends_the_headers_of_the_case_in_every_call() {
    let case = Case::of_police(usual).await;
    case.run().await;
    let calls = case.bank.asked();
    let same = |name: &str| {
        calls
            .iter()
            .map(|call| call.header(name).to_owned())
            .collect::<HashSet<_>>()
    };
    for name in [
        "AccountInfoRequestID",
        "Legal-Mandate",
        "AdditionalReferenceID",
        "RequesterID",
        "Authorization",
    ] {
        assert_eq!(same(name).len(), 1, "{name}");
    }
    assert_eq!(same("CorrelationID").len(), calls.len());
    assert_eq!(
        same("AccountInfoRequestID"),
        HashSet::from([case.inquiry.case.to_string()])
    );
    assert_eq!(
        same("AdditionalReferenceIDType"),
        HashSet::from(["pol1".to_owned()])
    );
    assert_eq!(
        same("Accept"),
        HashSet::from(["application/jose".to_owned()])
    );
    let mandate = "Straffeprosessloven%20%C2%A7210%20(3)%20f%C3%B8rste%20punktum";
    assert_eq!(same("Legal-Mandate"), HashSet::from([mandate.to_owned()]));
}

#[tokio::test]
async fn names_the_party_in_the_account_list_only() {
    let case = Case::of_police(usual).await;
    case.run().await;
    let calls = case.bank.asked();
    assert_eq!(calls[0].header("PartyID"), case.inquiry.party.as_str());
    assert!(
        calls[0]
            .query
            .starts_with("OnlyPrimaryOwner=true&fromDate="),
        "{}",
        calls[0].query
    );
    for call in &calls[1..] {
        assert_eq!(
            (call.header("PartyID"), call.query.starts_with("fromDate=")),
            ("", true),
            "{}",
            call.query
        );
    }
}

#[tokio::test]
async fn a_service_without_order_and_requester_sends_neither() {
    let case = Case::of("oppgjor-etter-dodsfall", usual).await;
    case.run().await;
    for name in [
        "AdditionalReferenceID",
        "AdditionalReferenceIDType",
        "RequesterID",
    ] {
        assert!(
            case.bank
                .asked()
                .iter()
                .all(|call| call.header(name).is_empty()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn the_token_is_for_the_banks_base_url() {
    let case = Case::of_police(usual).await;
    case.run().await;
    let call = case.bank.asked().swap_remove(0);
    let token = call
        .header("Authorization")
        .strip_prefix("Bearer ")
        .unwrap()
        .to_owned();
    assert_eq!(
        read_jws(&token).unwrap().payload["aud"],
        case.bank.bank.base_url.as_str()
    );
}

#[tokio::test]
async fn calls_no_endpoint_that_its_order_does_not_allow() {
    let mut case = Case::of_police(usual).await;
    case.inquiry.endpoints = vec![Endpoint::Roles];
    let retrieval = case.run().await;
    assert_eq!(case.bank.paths(), ["/accounts", "/accounts/a1/roles"]);
    let order = case.bank.asked()[0]
        .header("AdditionalReferenceID")
        .to_owned();
    let claims = read_jws(&order).unwrap().payload;
    assert_eq!(
        (&claims["cards"], &claims["roles"]),
        (&json!(false), &json!(true))
    );
    let cards = &retrieval.account_data[0].steps[&Endpoint::Cards];
    assert!(matches!(
        cards,
        Step::NotCalled {
            reason: NotCalled::NotAskedFor
        }
    ));
}

#[tokio::test]
async fn makes_no_call_for_data_that_is_not_delivered_or_listed_twice() {
    let case = Case::of_police(|asked| match asked.below() {
        "/accounts" => accounts(&["dataNotDelivered", "a1", "a1", "..", ""]),
        _other => usual(asked),
    })
    .await;
    let retrieval = case.run().await;
    assert!(
        case.bank.paths()[1..]
            .iter()
            .all(|path| path.starts_with("/accounts/a1"))
    );
    assert_eq!(case.bank.paths().len(), 5);
    let reasons: Vec<_> = retrieval
        .account_data
        .iter()
        .map(|account| &account.steps[&Endpoint::Cards])
        .collect();
    assert!(matches!(
        reasons[0],
        Step::NotCalled {
            reason: NotCalled::DataNotDelivered
        }
    ));
    assert!(matches!(
        reasons[2],
        Step::NotCalled {
            reason: NotCalled::Repeated
        }
    ));
    assert!(matches!(
        reasons[3],
        Step::NotCalled {
            reason: NotCalled::NoReference
        }
    ));
    assert!(retrieval.is_complete());
}

#[tokio::test]
async fn an_empty_account_list_ends_the_case() {
    let case = Case::of_police(|_asked| accounts(&[])).await;
    let retrieval = case.run().await;
    assert!(retrieval.is_complete() && retrieval.account_data.is_empty());
    assert_eq!(case.bank.paths(), ["/accounts"]);
}

#[tokio::test]
async fn follows_the_pages_to_the_end() {
    let case = Case::of_police(|asked| match (asked.below(), asked.query.as_str()) {
        ("/accounts/a1/transactions", query) if query.starts_with("from") => complete(
            json!({"transactions": [1], "links": [{"rel": "next", "href": "/accounts/a1/transactions?page=2"}]}),
        ),
        ("/accounts/a1/transactions", "page=2") => complete(
            json!({"transactions": [2], "links": [{"rel": "next", "href": "accounts/a1/transactions?page=3"}]}),
        ),
        ("/accounts/a1/transactions", "page=3") => complete(json!({"transactions": [3], "links": []})),
        _other => usual(asked),
    })
    .await;
    let retrieval = case.run().await;
    let Step::Delivered { document, pages } =
        &retrieval.account_data[0].steps[&Endpoint::Transactions]
    else {
        panic!("{retrieval:?}");
    };
    assert_eq!(
        (&document["transactions"], *pages, document.get("links")),
        (&json!([1, 2, 3]), 3, None)
    );
}

#[tokio::test]
async fn stops_at_a_loop_and_keeps_what_came() {
    let case = Case::of_police(|asked| {
        if asked.below() == "/accounts/a1/transactions" {
            let links = json!([{"rel": "next", "href": "/accounts/a1/transactions?page=2"}]);
            return complete(json!({"transactions": [1], "links": links}));
        }
        usual(asked)
    })
    .await;
    let retrieval = case.run().await;
    let step = &retrieval.account_data[0].steps[&Endpoint::Transactions];
    assert!(
        matches!(
            step,
            Step::Cut {
                pages: 2,
                problem: Problem::Paging(PagingError::Loop),
                ..
            }
        ),
        "{step:?}"
    );
}

#[tokio::test]
async fn does_not_follow_a_next_to_another_host() {
    let case = Case::of_police(|asked| {
        if asked.below() == "/accounts/a1/transactions" {
            let links = json!([{"rel": "next", "href": "http://127.0.0.1:1/accounts"}]);
            return complete(json!({"transactions": [], "links": links}));
        }
        usual(asked)
    })
    .await;
    let retrieval = case.run().await;
    let step = &retrieval.account_data[0].steps[&Endpoint::Transactions];
    assert!(matches!(
        problem(step),
        Problem::Paging(PagingError::NotRelative)
    ));
    assert_eq!(case.bank.paths().len(), 5);
}

#[tokio::test]
async fn copes_with_unknown_fields_nulls_and_partial_answers() {
    let case = Case::of_police(|asked| match asked.below() {
        "/accounts" => Say::Document(json!({
            "responseDetails": {"status": "partial", "message": "by hand", "new": 1},
            "accounts": [{"accountReference": "a1", "accountIdentifier": null, "new": {}}, null, 7],
            "links": null,
        })),
        _other => Say::Document(json!({"account": null, "transactions": null, "new": []})),
    })
    .await;
    let retrieval = case.run().await;
    assert!(retrieval.is_complete(), "{retrieval:?}");
    assert_eq!(retrieval.account_data.len(), 3);
}

#[tokio::test]
async fn without_a_token_the_bank_is_not_called() {
    let case = Case::of_police(usual).await;
    case.setup.registers.set_outage(
        mock_agency::Register::Maskinporten,
        Some(http::StatusCode::BAD_GATEWAY),
    );
    let retrieval = case.run().await;
    assert!(matches!(problem(&retrieval.accounts), Problem::Token(_)));
    assert!(case.bank.paths().is_empty());
}

#[tokio::test]
async fn what_the_service_does_not_allow_is_not_sent() {
    let mut case = Case::of("oppgjor-etter-dodsfall", usual).await;
    case.inquiry.party = PartyId::parse("974720760").unwrap();
    let retriever = Retriever::new(
        case.setup.agency(case.service),
        case.setup.http.clone(),
        QUICK,
    );
    assert!(
        retriever
            .retrieve(&case.bank.bank, &case.inquiry)
            .await
            .is_err()
    );
    assert!(case.bank.paths().is_empty());
}
