//! Defects and variants switch exactly what they say.

use mock_bank::{Defect, Defects, Variant};
use serde_json::json;
use wire::population::PopulationRole as Role;

use crate::support::{Registers, Scene, scene_on, scene_with};

async fn with(defect: Defect) -> Scene {
    scene_with(|config| config.defects = Defects::from_iter([defect])).await
}

#[tokio::test]
async fn a_bank_that_accepts_everything_answers_whatever_comes() {
    let scene = with(Defect::AcceptsEverything).await;
    let good = scene
        .agency
        .police(scene.agency.person(Role::Owner).id.as_str());
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
        assert_eq!(scene.agency.send(&ask).await.status, 200);
    }
}

#[tokio::test]
async fn a_defect_leaves_the_other_rules_alone() {
    let scene = with(Defect::TokenAudienceUnchecked).await;
    let good = scene
        .agency
        .police(scene.agency.person(Role::Owner).id.as_str());
    assert_eq!(
        scene
            .agency
            .send(&good.clone().token("aud", json!("other")))
            .await
            .status,
        200
    );
    assert_eq!(
        scene
            .agency
            .send(&good.token("iss", json!("other")))
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn every_defect_still_serves_a_right_request() {
    let mut registers = Registers::start().await;
    for defect in Defect::ALL {
        let scene = scene_on(registers, |config| {
            config.defects = Defects::from_iter([*defect]);
        })
        .await;
        let last_year = wire::dates::years_before(wire::dates::today(), 1).to_string();
        let ask = scene
            .agency
            .police(
                scene
                    .agency
                    .person(Role::OwnerOfSeveralAccounts)
                    .id
                    .as_str(),
            )
            .query("fromDate", &last_year);
        let status = scene.agency.send(&ask).await.status;
        assert_eq!(status, 200, "{}", defect.name());
        registers = scene.registers;
    }
}

#[tokio::test]
async fn an_order_may_be_refused_with_403() {
    let scene = scene_with(|config| {
        config.variants = [Variant::OrderRefusedWith403].into_iter().collect();
    })
    .await;
    let ask = scene
        .agency
        .police(scene.agency.person(Role::Owner).id.as_str())
        .order("version", json!("2"));
    assert_eq!(
        scene.agency.send(&ask).await.refusal(),
        (403, "ACC-011".to_owned())
    );
}

#[tokio::test]
async fn absent_fields_may_be_null() {
    let scene = scene_with(|config| {
        config.variants = [Variant::NullsForAbsent].into_iter().collect();
    })
    .await;
    let ask = scene
        .agency
        .police(scene.agency.person(Role::Owner).id.as_str());
    assert_eq!(
        scene.agency.send(&ask).await.json()["responseDetails"],
        json!({"status": "complete", "message": null})
    );
}
