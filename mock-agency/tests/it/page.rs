//! What an operator has on a loopback address: the page, the requests that it shows, and behaviour on demand.

use serde_json::Value;

use crate::maskinporten::{request, token};
use crate::support::Setup;

async fn operated() -> Setup {
    Setup::with(|config| config.operated = true).await
}

async fn refused_grant(setup: &Setup) {
    let url = format!("http://{}/token", setup.registers.address());
    let grant = "e30.eyJpc3MiOiJ4In0.c2ln";
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", grant),
    ];
    setup.http.post(url).form(&form).send().await.unwrap();
}

#[tokio::test]
async fn the_page_may_load_nothing_from_elsewhere() {
    let setup = Setup::new().await;
    let response = setup
        .http
        .get(format!("http://{}/", setup.registers.address()));
    let response = response.send().await.unwrap();
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self'"),
        "{policy}"
    );
}

#[tokio::test]
async fn the_page_shows_a_refused_grant_with_its_claims_and_the_reason() {
    let setup = operated().await;
    refused_grant(&setup).await;
    let requests = setup.get_json("/admin/journal").await;
    assert_eq!(
        (&requests[0]["path"], &requests[0]["grant"]["iss"]),
        (&"/token".into(), &"x".into())
    );
    assert!(
        requests[0]["reason"]
            .as_str()
            .is_some_and(|reason| !reason.is_empty())
    );
}

#[tokio::test]
async fn an_issued_token_is_shown_by_its_claims_alone() {
    let setup = operated().await;
    let agency = setup.agency("politi-utlevering");
    let issued = token(&setup, &request(&agency)).await.unwrap();
    let requests = setup.get_json("/admin/journal").await;
    assert!(!requests.to_string().contains(&issued.value), "{requests}");
    assert!(requests[0]["issued"]["exp"].is_number());
}

#[tokio::test]
async fn people_are_shown_with_their_traits() {
    let page = operated().await.get_json("/page.json").await;
    let people = page["people"].as_array().unwrap();
    let has = |one: &Value| {
        one["traits"]
            .as_array()
            .unwrap()
            .contains(&"deceased".into())
    };
    assert!(people.iter().any(has));
}

#[tokio::test]
async fn registers_that_others_may_reach_show_neither_people_nor_requests() {
    let setup = Setup::new().await;
    let page = setup.get_json("/page.json").await;
    assert_eq!(
        (&page["operated"], &page["people"]),
        (&false.into(), &Value::Array(Vec::new()))
    );
    assert_eq!(setup.get("/admin/journal").await.0, 404);
}

#[tokio::test]
async fn a_page_of_another_site_sees_nothing() {
    let setup = operated().await;
    let url = format!("http://{}/admin/journal", setup.registers.address());
    let asked = setup.http.get(url).header("Sec-Fetch-Site", "cross-site");
    assert_eq!(asked.send().await.unwrap().status(), 404);
}

async fn post(setup: &Setup, path: &str) -> u16 {
    let url = format!("http://{}{path}", setup.registers.address());
    setup.http.post(url).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_register_is_down_for_as_many_requests_as_asked() {
    let setup = operated().await;
    assert_eq!(
        post(&setup, "/admin/behaviours?name=police-jwks-down&requests=1").await,
        200
    );
    let path = "/.well-known/finans-jwks.json";
    assert_eq!(setup.get(path).await.0, 503);
    assert_eq!(setup.get(path).await.0, 200);
}

#[tokio::test]
async fn a_rotated_maskinporten_signs_with_the_key_that_it_then_publishes() {
    let setup = operated().await;
    let before = setup.get_json("/jwk").await;
    post(&setup, "/admin/behaviours?name=maskinporten-rotate").await;
    let issued = token(&setup, &request(&setup.agency("politi-utlevering")))
        .await
        .unwrap();
    let kid = wire::jose::strict::read_jws(&issued.value).unwrap().header["kid"].clone();
    let after = setup.get_json("/jwk").await;
    assert_eq!(after["keys"][0]["kid"], kid);
    assert_ne!(after, before);
}

#[tokio::test]
async fn tokens_and_certificates_expire_on_demand() {
    let setup = operated().await;
    post(
        &setup,
        "/admin/behaviours?name=maskinporten-expire&name=certpub-publisher-expire",
    )
    .await;
    let issued = token(&setup, &request(&setup.agency("politi-utlevering")))
        .await
        .unwrap();
    let token = wire::jose::strict::read_jws(&issued.value).unwrap().payload;
    assert!(token["exp"].as_i64().unwrap() < wire::dates::now().as_second());
    let orgno = &setup.world().world.agencies[0].orgno;
    let process = wire::messages::CERTIFICATE_PROCESS;
    let path =
        format!("/certpub/api/v1/iso6523-actorid-upis::0192:{orgno}/bdx-procid-dsop::{process}");
    let (_, document) = setup.get(&path).await;
    let expire = document
        .split("expire=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let expire: i64 = expire.expect(&document).parse().unwrap();
    assert!(expire < wire::dates::now().as_millisecond());
}

#[tokio::test]
async fn an_unknown_behaviour_is_refused_and_changes_nothing() {
    let setup = operated().await;
    assert_eq!(post(&setup, "/admin/behaviours?name=freg-dwn").await, 400);
    let now = setup.get_json("/admin/behaviours").await;
    assert_eq!(now["behaviours"], Value::Array(Vec::new()));
}

#[tokio::test]
async fn the_description_has_the_paths_that_are_served_and_no_other() {
    let setup = operated().await;
    let (_, text) = setup.get("/openapi.yaml").await;
    let paths = text
        .lines()
        .filter_map(|line| line.strip_prefix("  /")?.strip_suffix(':'));
    let described: Vec<String> = paths.map(|path| format!("/{path}")).collect();
    for path in &described {
        let (_, answer) = setup.get(&path.replace(['{', '}'], "")).await;
        assert_ne!(answer, "no register has this path", "{path}");
    }
    let root = format!("http://{}", setup.registers.address());
    for address in setup.get_json("/page.json").await["addresses"]
        .as_array()
        .unwrap()
    {
        let path = address[0].as_str().unwrap().strip_prefix(&root).unwrap();
        assert!(described.iter().any(|one| one == path), "{path}");
    }
}

#[tokio::test]
async fn the_customer_overview_has_its_deviations_by_name() {
    let setup = operated().await;
    let path = "/customers/customerRelationships";
    assert_eq!(setup.get(path).await.0, 401);
    let behaviour = "/admin/behaviours?name=customer-overview-token-unchecked&requests=1";
    assert_eq!(post(&setup, behaviour).await, 200);
    assert_ne!(setup.get(path).await.0, 401);
    assert_eq!(setup.get(path).await.0, 401);
}
