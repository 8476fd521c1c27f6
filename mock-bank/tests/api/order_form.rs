//! Form, signature and certificates of the order.

use serde_json::{Value, json};
use wire::jose::sign::{SignatureAlgorithm, SigningKey, assemble_jws, sign_bytes, sign_compact};
use wire::jose::strict::encode_base64url;
use wire::population::PopulationRole as Role;

use crate::support::registers::{
    NAME_IN_PRODUCTION, NAME_IN_TEST, UNIT, jwk, key, signing_key, subject, valid,
};
use crate::support::{Ask, Scene, scene};

fn good(scene: &Scene) -> Ask {
    scene
        .agency
        .police(scene.agency.person(Role::Owner).id.as_str())
}

async fn refused(scene: &Scene, ask: &Ask, what: &str) {
    let answer = scene.agency.send(ask).await;
    assert_eq!(answer.refusal(), (400, "ACC-001".to_owned()), "{what}");
    assert!(
        answer.message().contains("order"),
        "{what}: {}",
        answer.message()
    );
}

async fn refused_text(make: impl FnOnce(&Scene, &Ask) -> String, what: &str) {
    let scene = scene().await;
    let mut ask = good(&scene);
    ask.order_text = Some(make(&scene, &ask));
    refused(&scene, &ask, what).await;
}

#[tokio::test]
async fn refuses_what_is_no_jws() {
    let scene = scene().await;
    let order = scene
        .agency
        .order(&good(&scene), &scene.registers.police_key);
    let two = order.rsplit_once('.').unwrap().0.to_owned();
    for text in [
        "order",
        "a.b",
        "a.b.c",
        "{}",
        &two,
        &format!("{order}.x"),
        &format!("{order}="),
        r#"{"payload":"e30"}"#,
    ] {
        let mut ask = good(&scene);
        ask.order_text = Some(text.to_owned());
        refused(&scene, &ask, text).await;
    }
}

#[tokio::test]
async fn refuses_other_algorithms() {
    let scene = scene().await;
    for algorithm in [
        SignatureAlgorithm::Rs256,
        SignatureAlgorithm::Ps384,
        SignatureAlgorithm::Ps512,
    ] {
        let mut ask = good(&scene).order_header("alg", json!(algorithm.name()));
        ask.order_text = Some(
            sign_compact(
                &ask.order_header,
                &ask.order,
                &scene.registers.police_key,
                algorithm,
            )
            .unwrap(),
        );
        refused(&scene, &ask, algorithm.name()).await;
    }
}

#[tokio::test]
async fn refuses_an_order_without_signature() {
    refused_text(
        |_, ask| {
            assemble_jws(
                br#"{"alg":"none","typ":"JWT","kid":"police-1"}"#,
                ask.order.to_string().as_bytes(),
                b"",
            )
        },
        "none",
    )
    .await;
}

#[tokio::test]
async fn refuses_an_order_signed_with_the_public_key_as_secret() {
    refused_text(
        |scene, ask| {
            let pem = scene
                .registers
                .police_key
                .public()
                .public_key_to_pem()
                .unwrap();
            let header = json!({"alg": "HS256", "typ": "JWT", "kid": "police-1"});
            sign_compact(
                &header,
                &ask.order,
                &SigningKey::secret(&pem),
                SignatureAlgorithm::Hs256,
            )
            .unwrap()
        },
        "HS256",
    )
    .await;
}

#[tokio::test]
async fn refuses_header_members_that_are_wrong_or_do_not_belong_there() {
    let scene = scene().await;
    for (name, value) in [
        ("typ", Value::Null),
        ("typ", json!("jwt")),
        ("typ", json!("JOSE")),
        ("kid", Value::Null),
        ("kid", json!("")),
        ("kid", json!("stranger")),
        ("crit", json!([])),
        ("crit", json!(["b64"])),
        ("b64", json!(true)),
        ("zip", json!("DEF")),
        ("jku", json!("http://127.0.0.1/jwk")),
        ("x5u", json!("http://127.0.0.1/x")),
    ] {
        refused(
            &scene,
            &good(&scene).order_header(name, value.clone()),
            &format!("{name}: {value}"),
        )
        .await;
    }
}

#[tokio::test]
async fn refuses_a_key_in_the_orders_own_header() {
    let scene = scene().await;
    let foreign = &scene.registers.foreign_key;
    let leaf = scene
        .registers
        .intermediate
        .issue(
            &subject(UNIT, NAME_IN_TEST),
            valid(1, 10),
            &foreign.public(),
            &[],
        )
        .unwrap();
    let x5c = json!([openssl::base64::encode_block(&leaf.to_der().unwrap())]);
    for (name, value) in [("jwk", jwk("police-1", foreign, &[])), ("x5c", x5c)] {
        let mut ask = good(&scene).order_header(name, value);
        ask.order_text = Some(scene.agency.order(&ask, foreign));
        refused(&scene, &ask, name).await;
    }
}

#[tokio::test]
async fn refuses_a_signature_of_another_key() {
    refused_text(
        |scene, ask| scene.agency.order(ask, &scene.registers.foreign_key),
        "foreign key",
    )
    .await;
}

#[tokio::test]
async fn refuses_a_changed_payload() {
    refused_text(
        |scene, ask| {
            let order = scene.agency.order(ask, &scene.registers.police_key);
            let parts: Vec<&str> = order.split('.').collect();
            let payload = encode_base64url(ask.order.to_string().replace("X1", "X2").as_bytes());
            format!("{}.{payload}.{}", parts[0], parts[2])
        },
        "payload",
    )
    .await;
}

#[tokio::test]
async fn refuses_a_claim_that_occurs_twice() {
    refused_text(
        |scene, ask| {
            let header = br#"{"alg":"PS256","typ":"JWT","kid":"police-1"}"#;
            let payload = ask.order.to_string().replacen('{', r#"{"exp":1,"#, 1);
            let input = format!(
                "{}.{}",
                encode_base64url(header),
                encode_base64url(payload.as_bytes())
            );
            let signature = sign_bytes(
                SignatureAlgorithm::Ps256,
                &scene.registers.police_key,
                input.as_bytes(),
            )
            .unwrap();
            assemble_jws(header, payload.as_bytes(), &signature)
        },
        "duplicate",
    )
    .await;
}

/// An order of a certificate that is issued as `make` says.
async fn order_of(
    make: impl FnOnce(&Scene, &SigningKey) -> Vec<openssl::x509::X509>,
) -> (Scene, Ask) {
    let scene = scene().await;
    let own = signing_key("second-police");
    let chain = make(&scene, &own);
    scene.registers.add_police_key("police-2", &own, &chain);
    let mut ask = good(&scene).order_header("kid", json!("police-2"));
    ask.order_text = Some(scene.agency.order(&ask, &own));
    (scene, ask)
}

fn leaf_of(
    scene: &Scene,
    own: &SigningKey,
    unit: &str,
    name: &str,
    from: i64,
    to: i64,
) -> openssl::x509::X509 {
    scene
        .registers
        .intermediate
        .issue(&subject(unit, name), valid(from, to), &own.public(), &[])
        .unwrap()
}

#[tokio::test]
async fn accepts_a_second_certificate_of_the_police() {
    let (scene, ask) = order_of(|scene, own| {
        vec![
            leaf_of(scene, own, UNIT, NAME_IN_TEST, 1, 10),
            scene.registers.intermediate.certificate.clone(),
        ]
    })
    .await;
    assert_eq!(scene.agency.send(&ask).await.status, 200);
}

#[tokio::test]
async fn refuses_certificates_of_others_or_of_the_other_environment() {
    for (unit, name) in [
        ("Politiet", NAME_IN_TEST),
        (UNIT, "Noe annet"),
        (UNIT, NAME_IN_PRODUCTION),
        (NAME_IN_TEST, UNIT),
        ("Pa\u{30a}talemyndigheten", NAME_IN_TEST),
    ] {
        let (scene, ask) = order_of(|scene, own| {
            vec![
                leaf_of(scene, own, unit, name, 1, 10),
                scene.registers.intermediate.certificate.clone(),
            ]
        })
        .await;
        refused(&scene, &ask, &format!("{unit}, {name}")).await;
    }
}

#[tokio::test]
async fn refuses_certificates_outside_their_time() {
    for (from, to) in [(10, -1), (-1, 10)] {
        let (scene, ask) = order_of(|scene, own| {
            vec![
                leaf_of(scene, own, UNIT, NAME_IN_TEST, from, to),
                scene.registers.intermediate.certificate.clone(),
            ]
        })
        .await;
        refused(&scene, &ask, &format!("{from} {to}")).await;
    }
}

#[tokio::test]
async fn refuses_a_chain_without_its_intermediate() {
    let (scene, ask) =
        order_of(|scene, own| vec![leaf_of(scene, own, UNIT, NAME_IN_TEST, 1, 10)]).await;
    refused(&scene, &ask, "no intermediate").await;
}

#[tokio::test]
async fn refuses_a_chain_to_another_root() {
    let (scene, ask) = order_of(|_, own| {
        let root = wire::pki::Authority::root(
            &subject("Rot", "Fremmed rot"),
            valid(10, 100),
            key("foreign-root"),
        )
        .unwrap();
        vec![
            root.issue(
                &subject(UNIT, NAME_IN_TEST),
                valid(1, 10),
                &own.public(),
                &[],
            )
            .unwrap(),
            root.certificate,
        ]
    })
    .await;
    refused(&scene, &ask, "foreign root").await;
}

#[tokio::test]
async fn refuses_an_intermediate_that_may_not_issue() {
    let (scene, ask) = order_of(|scene, own| {
        let unfit = scene
            .registers
            .root
            .intermediate(
                &subject("Mellom", "Ingen utsteder"),
                valid(10, 100),
                key("unfit"),
                false,
            )
            .unwrap();
        vec![
            unfit
                .issue(
                    &subject(UNIT, NAME_IN_TEST),
                    valid(1, 10),
                    &own.public(),
                    &[],
                )
                .unwrap(),
            unfit.certificate,
        ]
    })
    .await;
    refused(&scene, &ask, "no CA").await;
}

#[tokio::test]
async fn refuses_a_key_that_is_not_its_certificates() {
    let scene = scene().await;
    let own = signing_key("second-police");
    let leaf = leaf_of(
        &scene,
        &scene.registers.police_key,
        UNIT,
        NAME_IN_TEST,
        1,
        10,
    );
    scene.registers.add_police_key(
        "police-2",
        &own,
        &[leaf, scene.registers.intermediate.certificate.clone()],
    );
    let mut ask = good(&scene).order_header("kid", json!("police-2"));
    ask.order_text = Some(scene.agency.order(&ask, &own));
    refused(&scene, &ask, "key mismatch").await;
}
