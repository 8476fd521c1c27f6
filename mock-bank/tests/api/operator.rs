//! What the person who runs the bank has beside the API.

use serde_json::Value;
use wire::population::PopulationRole as Role;

use crate::support::{Ask, Setup, setup, setup_with};

const BEHAVIOUR: &str = "Mock-Behaviour";

fn good(setup: &Setup) -> Ask {
    let person = setup.agency.person(Role::Owner);
    setup.agency.police(person.id.as_str())
}

fn wrong_token(setup: &Setup) -> Ask {
    good(setup).token("exp", 1.into())
}

async fn operated() -> Setup {
    setup_with(|config| config.operated = true).await
}

fn address(setup: &Setup, path: &str) -> String {
    format!("http://{}{path}", setup.bank.address())
}

async fn get(setup: &Setup, path: &str) -> (u16, String) {
    let response = setup
        .agency
        .client
        .get(address(setup, path))
        .send()
        .await
        .unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

async fn json(setup: &Setup, path: &str) -> Value {
    serde_json::from_str(&get(setup, path).await.1).unwrap()
}

async fn post(setup: &Setup, path: &str) -> u16 {
    let response = setup.agency.client.post(address(setup, path)).send().await;
    response.unwrap().status().as_u16()
}

#[tokio::test]
async fn says_that_it_is_alive_and_ready() {
    let setup = setup().await;
    for path in ["/health", "/ready"] {
        assert_eq!(get(&setup, path).await.0, 200, "{path}");
    }
}

#[tokio::test]
async fn counts_requests_by_endpoint_and_status() {
    let setup = setup().await;
    let _ = setup.agency.send(&good(&setup)).await;
    let (_, text) = get(&setup, "/metrics").await;
    let line = "mock_bank_requests_total{endpoint=\"Accounts\",status=\"200\"} 1";
    assert!(text.lines().any(|found| found == line), "{text}");
}

#[tokio::test]
async fn a_request_meets_the_behaviour_that_it_names() {
    let setup = operated().await;
    let ask = wrong_token(&setup);
    assert_eq!(setup.agency.send(&ask).await.status, 401);
    let ask = ask.and(BEHAVIOUR, "token-expiry-unchecked");
    assert_eq!(setup.agency.send(&ask).await.status, 200);
}

#[tokio::test]
async fn an_unknown_behaviour_is_refused_with_near_names() {
    let setup = operated().await;
    let ask = good(&setup).and(BEHAVIOUR, "token-expiry-uncheked");
    let answer = setup.agency.send(&ask).await;
    assert_eq!(answer.status, 400);
    let text = String::from_utf8(answer.body).unwrap();
    assert!(text.contains("token-expiry-unchecked"), "{text}");
}

#[tokio::test]
async fn a_bank_that_is_not_operated_ignores_the_header_and_has_no_admin_addresses() {
    let setup = setup().await;
    let ask = wrong_token(&setup).and(BEHAVIOUR, "token-expiry-unchecked");
    assert_eq!(setup.agency.send(&ask).await.status, 401);
    assert_eq!(get(&setup, "/admin/journal").await.0, 404);
}

#[tokio::test]
async fn the_next_requests_meet_what_the_operator_asks_for() {
    let setup = operated().await;
    let path = "/admin/behaviours?name=token-expiry-unchecked&requests=1";
    assert_eq!(post(&setup, path).await, 200);
    let ask = wrong_token(&setup);
    assert_eq!(setup.agency.send(&ask).await.status, 200);
    assert_eq!(setup.agency.send(&ask).await.status, 401);
}

#[tokio::test]
async fn every_second_request_fails_at_a_rate_of_a_half() {
    let setup = operated().await;
    assert_eq!(
        post(&setup, "/admin/behaviours?failure-rate=0.5").await,
        200
    );
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(setup.agency.send(&good(&setup)).await.status);
    }
    assert_eq!(statuses, [200, 503, 200, 503]);
}

#[tokio::test]
async fn the_journal_tells_the_token_and_why_a_request_was_refused() {
    let setup = operated().await;
    let _ = setup.agency.send(&wrong_token(&setup)).await;
    let journal = json(&setup, "/admin/journal").await;
    assert_eq!(journal[0]["token"]["exp"], 1);
    let reason = journal[0]["reason"].as_str().unwrap();
    assert!(reason.starts_with("ACC-010"), "{reason}");
    assert!(journal[0]["headers"]["authorization"].is_null());
}

#[tokio::test]
async fn the_page_shows_people_and_the_answer_before_it_was_encrypted() {
    let setup = operated().await;
    let ask = good(&setup).with("Accept", "application/jose");
    assert_eq!(setup.agency.send(&ask).await.status, 200);
    let journal = json(&setup, "/admin/journal").await;
    assert_eq!(journal[0]["mediaType"], "application/jose");
    assert!(journal[0]["answer"]["accounts"].is_array(), "{journal}");
    let page = json(&setup, "/page.json").await;
    assert!(
        page["people"]
            .as_array()
            .is_some_and(|people| people.len() > 50)
    );
}

#[tokio::test]
async fn the_page_of_a_bank_that_is_not_operated_names_addresses_and_nobody() {
    let setup = setup().await;
    assert!(get(&setup, "/").await.1.starts_with("<!doctype html>"));
    let page = json(&setup, "/page.json").await;
    assert_eq!(
        (&page["operated"], &page["people"]),
        (&false.into(), &serde_json::json!([]))
    );
}

/// The paths that the description of the bank has, with a word for each parameter.
async fn described(setup: &Setup) -> Vec<String> {
    let (_, text) = get(setup, "/openapi.yaml").await;
    let paths = text
        .lines()
        .filter_map(|line| line.strip_prefix("  /")?.strip_suffix(':'));
    paths
        .map(|path| format!("/{}", path.replace("{accountReference}", "a")))
        .collect()
}

#[tokio::test]
async fn the_description_has_the_paths_that_are_served_and_no_other() {
    let setup = operated().await;
    let described = described(&setup).await;
    for path in &described {
        let (status, _) = get(&setup, path).await;
        let is_post = path == "/admin/reset" && post(&setup, path).await == 200;
        assert!(status != 404 || is_post, "{path}");
    }
    let root = address(&setup, "");
    for address in json(&setup, "/page.json").await["addresses"]
        .as_array()
        .unwrap()
    {
        let path = address[0].as_str().unwrap().strip_prefix(&root).unwrap();
        let path = path.replace("{accountReference}", "a");
        assert!(described.contains(&path), "{path}");
    }
}

#[tokio::test]
async fn a_page_in_a_browser_is_not_the_operator() {
    let setup = operated().await;
    let path = address(&setup, "/admin/behaviours?name=jwe-quoted");
    let asked = setup.agency.client.post(path);
    let response = asked.header("Origin", "https://page.example").send().await;
    assert_eq!(response.unwrap().status().as_u16(), 404);
    let next = json(&setup, "/admin/behaviours").await;
    assert_eq!(next["behaviours"], serde_json::json!([]));
}

#[tokio::test]
async fn a_reset_ends_behaviour_and_empties_the_journal() {
    let setup = operated().await;
    let _ = setup.agency.send(&good(&setup)).await;
    assert_eq!(post(&setup, "/admin/behaviours?name=jwe-quoted").await, 200);
    assert_eq!(post(&setup, "/admin/reset").await, 200);
    assert_eq!(json(&setup, "/admin/journal").await, serde_json::json!([]));
    let next = json(&setup, "/admin/behaviours").await;
    assert_eq!(next["behaviours"], serde_json::json!([]));
}

#[tokio::test]
async fn a_reference_holds_whatever_the_behaviour() {
    let setup = operated().await;
    let ask = good(&setup);
    let references = setup.agency.references(&ask).await;
    let ask = setup
        .agency
        .account(&ask, &references[0], "")
        .and(BEHAVIOUR, "all-links");
    assert_eq!(setup.agency.send(&ask).await.status, 200);
}
