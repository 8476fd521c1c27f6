//! The extradition order that goes with every call of a police case («Utleveringspålegg i tjenesten
//! Politi-Utlevering», content and signature).

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use wire::jose::JoseError;
use wire::jose::sign::sign_compact;
use wire::jose::strict::encode_base64url;
use wire::messages::Endpoint;
use wire::profile::{Mandate, ServiceProfile};

use super::identity::OrderSigner;
use super::inquiry::Inquiry;
use crate::behaviour::{Behaviour, Defect};

/// Days that an order is valid here; 90 are allowed.
const LIFE: i64 = 30;

/// Signs an order for exactly what the inquiry asks.
pub(super) fn sign(
    inquiry: &Inquiry,
    mandate: &Mandate,
    signer: &OrderSigner,
    now: Timestamp,
    (behaviour, service): (Behaviour, &ServiceProfile),
) -> Result<String, JoseError> {
    let mut header = json!({"alg": "PS256", "typ": "JWT", "kid": signer.kid});
    behaviour.change_order_header(&mut header);
    let mut claims = claims(inquiry, mandate, now);
    behaviour.change_order(&mut claims, inquiry, service);
    let order = sign_compact(&header, &claims, &signer.key, behaviour.order_algorithm())?;
    if behaviour.has(Defect::OrderSignatureBroken) {
        let unsigned = order
            .rsplit_once('.')
            .map_or(order.as_str(), |(unsigned, _)| unsigned);
        return Ok(format!("{unsigned}.{}", encode_base64url(&[7; 256])));
    }
    if behaviour.has(Defect::OrderPadded) {
        // 256 bytes of signature leave two characters of padding.
        return Ok(format!("{order}=="));
    }
    Ok(order)
}

fn claims(inquiry: &Inquiry, mandate: &Mandate, now: Timestamp) -> Value {
    let asked = |endpoint: Endpoint| inquiry.endpoints.contains(&endpoint);
    // A minute back, so that a bank whose clock is a little slow does not see an approval in its future.
    let approved = now - SignedDuration::from_mins(1);
    json!({
        "extraditionOrderID": uuid::Uuid::new_v4(),
        "version": "1.0.0",
        "partyID": inquiry.party.as_str(),
        "mandate": mandate.text,
        "reason": mandate.reason,
        "fromDate": inquiry.from,
        "toDate": inquiry.to,
        "onlyPrimaryOwner": inquiry.only_primary_owner,
        "accountList": true,
        "accountDetails": asked(Endpoint::AccountDetails),
        "transactions": asked(Endpoint::Transactions),
        "cards": asked(Endpoint::Cards),
        "roles": asked(Endpoint::Roles),
        "district": {"districtID": "201", "districtLabel": "Oslo politidistrikt"},
        "approval": {
            "approvedByID": "JUR0001",
            "approvedByName": "SYNTETISK PÅTALEJURIST",
            "approvedByRole": "Påtalejurist",
            "approvalTimestamp": approved.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        },
        "caseID": inquiry.case,
        "exp": (approved + SignedDuration::from_hours(24 * LIFE)).as_second(),
    })
}

#[cfg(test)]
mod tests {
    use openssl::pkey::PKey;
    use openssl::rsa::Rsa;
    use wire::identifiers::PartyId;
    use wire::jose::sign::{SignatureAlgorithm, SigningKey, verify_bytes};
    use wire::jose::strict::read_jws;

    use super::*;

    fn order() -> (Inquiry, String, SigningKey) {
        let service = wire::profile::service("politi-utlevering").unwrap();
        let today = wire::dates::today();
        let mut inquiry = Inquiry::new(
            service,
            PartyId::parse("974720760").unwrap(),
            (today, today),
        );
        inquiry
            .endpoints
            .retain(|endpoint| *endpoint != Endpoint::Cards);
        let key = SigningKey::from_pkey(PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap());
        let signer = OrderSigner {
            key: key.clone(),
            kid: "k".to_owned(),
        };
        let order = sign(
            &inquiry,
            &service.mandates[1],
            &signer,
            wire::dates::now(),
            (Behaviour::default(), service),
        )
        .unwrap();
        (inquiry, order, key)
    }

    #[test]
    fn is_signed_by_ps256_under_the_kid() {
        let (_, order, key) = order();
        let read = read_jws(&order).unwrap();
        assert_eq!(
            read.header,
            json!({"alg": "PS256", "typ": "JWT", "kid": "k"})
        );
        let input = read.signing_input.as_bytes();
        assert!(
            verify_bytes(
                SignatureAlgorithm::Ps256,
                &key.public(),
                input,
                &read.signature
            )
            .unwrap()
        );
    }

    #[test]
    fn orders_what_the_inquiry_asks_and_no_more() {
        let (inquiry, order, _) = order();
        let claims = read_jws(&order).unwrap().payload;
        assert_eq!(claims["caseID"], json!(inquiry.case));
        let flags = [
            "accountList",
            "accountDetails",
            "transactions",
            "cards",
            "roles",
        ]
        .map(|name| claims[name].clone());
        assert_eq!(
            flags,
            [
                json!(true),
                json!(true),
                json!(true),
                json!(false),
                json!(true)
            ]
        );
    }

    #[test]
    fn has_the_reason_of_its_mandate() {
        let claims = read_jws(&order().1).unwrap().payload;
        assert!(
            claims["mandate"]
                .as_str()
                .unwrap()
                .ends_with("andre punktum")
        );
        assert!(claims["reason"].as_str().unwrap().contains("savnet"));
    }
}
