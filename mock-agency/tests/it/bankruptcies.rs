//! The register of bankruptcies, asked as a bank asks it.

use http::StatusCode;
use jiff::Timestamp;
use mock_agency::Register;
use serde_json::Value;
use wire::population::{Notice, NoticeKind, notices, population};

use crate::support::Setup;

const LIST: &str = "/konkursvarsel/konkursvarsler";

fn expected() -> Vec<Notice> {
    let today = wire::dates::today();
    notices(&population(7, today), today)
}

fn listed(document: &Value) -> Vec<Value> {
    let list = document["_embedded"]["konkursvarsler"].as_array();
    list.cloned().unwrap_or_default()
}

#[tokio::test]
async fn the_root_links_to_the_lists() {
    let setup = Setup::new().await;
    let root = setup.get_json("/konkursvarsel/").await;
    let list = root["_links"]["konkursvarsler"]["href"].as_str().unwrap();
    assert!(list.ends_with(LIST), "{list}");
    assert_eq!(root["_links"]["oppdatert"]["templated"], true);
}

#[tokio::test]
async fn lists_every_notice_about_the_population() {
    let setup = Setup::new().await;
    let list = listed(&setup.get_json(LIST).await);
    let pairs: Vec<(String, String)> = list
        .iter()
        .map(|entry| ["debitor", "type"].map(|name| entry[name].as_str().unwrap().to_owned()))
        .map(|[debtor, kind]| (debtor, kind))
        .collect();
    let expected: Vec<(String, String)> = expected()
        .iter()
        .map(|notice| (notice.debtor.to_string(), notice.kind.name().to_owned()))
        .collect();
    assert_eq!(pairs, expected);
}

#[tokio::test]
async fn an_entry_leads_to_its_record() {
    let setup = Setup::new().await;
    let list = listed(&setup.get_json(LIST).await);
    let closing = list
        .iter()
        .find(|entry| entry["type"] == "avslutning")
        .unwrap();
    let href = closing["_links"]["self"]["href"].as_str().unwrap();
    let record: Value = setup
        .http
        .get(href)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    for member in [
        "uuid",
        "debitor",
        "kjennelsesdato",
        "registreringstidspunkt",
    ] {
        assert_eq!(record[member], closing[member]);
    }
    assert_eq!(record["avslutningskode"], "M");
}

#[tokio::test]
async fn is_json_in_the_registers_spelling_with_times_to_the_millisecond() {
    let setup = Setup::new().await;
    let url = format!("http://{}{LIST}", setup.registers.address());
    let answer = setup.http.get(url).send().await.unwrap();
    assert_eq!(
        answer.headers()["content-type"],
        "application/json;charset=UTF-8"
    );
    let document: Value = answer.json().await.unwrap();
    let time = listed(&document)[0]["registreringstidspunkt"].clone();
    let time = time.as_str().unwrap();
    assert_eq!(&time[19..], ".000Z", "{time}");
}

#[tokio::test]
async fn gives_what_was_registered_after_an_instant() {
    let setup = Setup::new().await;
    let all = expected();
    let mark = all[all.len() - 3].registered;
    let list = listed(&setup.get_json(&format!("{LIST}/oppdatert/{mark}")).await);
    let later = all.iter().filter(|notice| notice.registered > mark).count();
    assert_eq!(list.len(), later);
}

#[tokio::test]
async fn an_empty_list_is_left_out_or_empty_as_configured() {
    let later = "/konkursvarsel/konkursvarsler/oppdatert/2999-01-01T00:00:00Z";
    let setup = Setup::new().await;
    assert_eq!(setup.get_json(later).await.get("_embedded"), None);
    let setup = Setup::with_options("empty-notice-list = true").await;
    let list = setup.get_json(later).await;
    assert_eq!(list["_embedded"]["konkursvarsler"], serde_json::json!([]));
}

#[tokio::test]
async fn refuses_a_time_without_offset_and_an_unknown_notice() {
    let setup = Setup::new().await;
    for (path, status) in [
        ("/konkursvarsel/konkursvarsler/oppdatert/2026-01-01", 400),
        ("/konkursvarsel/konkursvarsler/oppdatert/yesterday", 400),
        (
            "/konkursvarsel/konkursvarsler/465dec5e-b3ab-4486-8107-780c2b5a2ba4",
            404,
        ),
        ("/konkursvarsel/konkursvarsler/1", 404),
        ("/konkursvarsel/else", 404),
        ("/konkursvarsler", 404),
    ] {
        assert_eq!(setup.get(path).await.0, status, "{path}");
    }
}

#[tokio::test]
async fn a_notice_can_be_added_while_it_runs() {
    let setup = Setup::new().await;
    let before = listed(&setup.get_json(LIST).await).len();
    let today = wire::dates::today();
    let debtor = population(7, today).swap_remove(0).id;
    let mut notice = Notice::new(debtor.clone(), NoticeKind::Opening, today);
    notice.registered = Timestamp::now();
    setup.registers.add_notice(notice);
    let list = listed(&setup.get_json(LIST).await);
    assert_eq!(list.len(), before + 1);
    assert_eq!(list.last().unwrap()["debitor"], debtor.as_str());
    setup.registers.set_notices(Vec::new());
    assert_eq!(listed(&setup.get_json(LIST).await).len(), 0);
}

#[tokio::test]
async fn can_be_out_of_order() {
    let setup = Setup::new().await;
    let status = Some(StatusCode::SERVICE_UNAVAILABLE);
    setup.registers.set_outage(Register::Konkursvarsel, status);
    assert_eq!(setup.get(LIST).await.0, 503);
}

#[tokio::test]
async fn the_world_file_says_where_it_is() {
    let setup = Setup::new().await;
    let base = setup.registers.world.bankruptcy_register.clone().unwrap();
    let answer = setup.http.get(format!("{base}/konkursvarsler")).send();
    assert_eq!(answer.await.unwrap().status(), 200);
}
