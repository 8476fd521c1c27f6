//! Form, signature and certificates of the order.

use serde_json::{Value, json};
use wire::jose::sign::{SignatureAlgorithm, SigningKey, assemble_jws, sign_bytes, sign_compact};
use wire::jose::strict::encode_base64url;
use wire::population::PopulationRole as Role;

use crate::support::registers::{
    NAME_IN_PRODUCTION, NAME_IN_TEST, UNIT, jwk, key, signing_key, subject, valid,
};
use crate::support::{Ask, Setup, setup};

fn good(setup: &Setup) -> Ask {
    setup
        .agency
        .police(setup.agency.person(Role::Owner).id.as_str())
}

async fn refused(setup: &Setup, ask: &Ask, what: &str) {
    let answer = setup.agency.send(ask).await;
    assert_eq!(answer.refusal(), (400, "ACC-001".to_owned()), "{what}");
    assert!(
        answer.message().contains("order"),
        "{what}: {}",
        answer.message()
    );
}

async fn refused_text(make: impl FnOnce(&Setup, &Ask) -> String, what: &str) {
    let setup = setup().await;
    let mut ask = good(&setup);
    ask.order_text = Some(make(&setup, &ask));
    refused(&setup, &ask, what).await;
}

#[tokio::test]
async fn refuses_what_is_not_a_jws() {
    let setup = setup().await;
    let order = setup
        .agency
        .order(&good(&setup), &setup.registers.police_key);
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
        let mut ask = good(&setup);
        ask.order_text = Some(text.to_owned());
        refused(&setup, &ask, text).await;
    }
}

#[tokio::test]
async fn refuses_other_algorithms() {
    let setup = setup().await;
    for algorithm in [
        SignatureAlgorithm::Rs256,
        SignatureAlgorithm::Ps384,
        SignatureAlgorithm::Ps512,
    ] {
        let mut ask = good(&setup).order_header("alg", json!(algorithm.name()));
        ask.order_text = Some(
            sign_compact(
                &ask.order_header,
                &ask.order,
                &setup.registers.police_key,
                algorithm,
            )
            .unwrap(),
        );
        refused(&setup, &ask, algorithm.name()).await;
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
        |setup, ask| {
            let pem = setup
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
    let setup = setup().await;
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
            &setup,
            &good(&setup).order_header(name, value.clone()),
            &format!("{name}: {value}"),
        )
        .await;
    }
}

#[tokio::test]
async fn refuses_a_key_in_the_orders_own_header() {
    let setup = setup().await;
    let foreign = &setup.registers.foreign_key;
    let leaf = setup
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
        let mut ask = good(&setup).order_header(name, value);
        ask.order_text = Some(setup.agency.order(&ask, foreign));
        refused(&setup, &ask, name).await;
    }
}

#[tokio::test]
async fn refuses_a_signature_of_another_key() {
    refused_text(
        |setup, ask| setup.agency.order(ask, &setup.registers.foreign_key),
        "foreign key",
    )
    .await;
}

#[tokio::test]
async fn refuses_a_changed_payload() {
    refused_text(
        |setup, ask| {
            let order = setup.agency.order(ask, &setup.registers.police_key);
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
        |setup, ask| {
            let header = br#"{"alg":"PS256","typ":"JWT","kid":"police-1"}"#;
            let payload = ask.order.to_string().replacen('{', r#"{"exp":1,"#, 1);
            let input = format!(
                "{}.{}",
                encode_base64url(header),
                encode_base64url(payload.as_bytes())
            );
            let signature = sign_bytes(
                SignatureAlgorithm::Ps256,
                &setup.registers.police_key,
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
    make: impl FnOnce(&Setup, &SigningKey) -> Vec<openssl::x509::X509>,
) -> (Setup, Ask) {
    let setup = setup().await;
    let own = signing_key("second-police");
    let chain = make(&setup, &own);
    setup.registers.add_police_key("police-2", &own, &chain);
    let mut ask = good(&setup).order_header("kid", json!("police-2"));
    ask.order_text = Some(setup.agency.order(&ask, &own));
    (setup, ask)
}

fn leaf_of(
    setup: &Setup,
    own: &SigningKey,
    unit: &str,
    name: &str,
    from: i64,
    to: i64,
) -> openssl::x509::X509 {
    setup
        .registers
        .intermediate
        .issue(&subject(unit, name), valid(from, to), &own.public(), &[])
        .unwrap()
}

#[tokio::test]
async fn accepts_a_second_certificate_of_the_police() {
    let (setup, ask) = order_of(|setup, own| {
        vec![
            leaf_of(setup, own, UNIT, NAME_IN_TEST, 1, 10),
            setup.registers.intermediate.certificate.clone(),
        ]
    })
    .await;
    assert_eq!(setup.agency.send(&ask).await.status, 200);
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
        let (setup, ask) = order_of(|setup, own| {
            vec![
                leaf_of(setup, own, unit, name, 1, 10),
                setup.registers.intermediate.certificate.clone(),
            ]
        })
        .await;
        refused(&setup, &ask, &format!("{unit}, {name}")).await;
    }
}

#[tokio::test]
async fn refuses_certificates_outside_their_time() {
    for (from, to) in [(10, -1), (-1, 10)] {
        let (setup, ask) = order_of(|setup, own| {
            vec![
                leaf_of(setup, own, UNIT, NAME_IN_TEST, from, to),
                setup.registers.intermediate.certificate.clone(),
            ]
        })
        .await;
        refused(&setup, &ask, &format!("{from} {to}")).await;
    }
}

#[tokio::test]
async fn refuses_a_chain_without_its_intermediate() {
    let (setup, ask) =
        order_of(|setup, own| vec![leaf_of(setup, own, UNIT, NAME_IN_TEST, 1, 10)]).await;
    refused(&setup, &ask, "no intermediate").await;
}

#[tokio::test]
async fn refuses_a_chain_to_another_root() {
    let (setup, ask) = order_of(|_, own| {
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
    refused(&setup, &ask, "foreign root").await;
}

#[tokio::test]
async fn refuses_an_intermediate_that_may_not_issue() {
    let (setup, ask) = order_of(|setup, own| {
        let unfit = setup
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
    refused(&setup, &ask, "no CA").await;
}

#[tokio::test]
async fn refuses_a_key_that_is_not_its_certificates() {
    let setup = setup().await;
    let own = signing_key("second-police");
    let leaf = leaf_of(
        &setup,
        &setup.registers.police_key,
        UNIT,
        NAME_IN_TEST,
        1,
        10,
    );
    setup.registers.add_police_key(
        "police-2",
        &own,
        &[leaf, setup.registers.intermediate.certificate.clone()],
    );
    let mut ask = good(&setup).order_header("kid", json!("police-2"));
    ask.order_text = Some(setup.agency.order(&ask, &own));
    refused(&setup, &ask, "key mismatch").await;
}
