//! What a behaviour makes of an extradition order.

use jiff::SignedDuration;
use jiff::ToSpan as _;
use serde_json::{Value, json};
use wire::jose::sign::SignatureAlgorithm;
use wire::profile::ServiceProfile;

use super::{Behaviour, Defect, Variant};
use crate::retrieval::Inquiry;

impl Behaviour {
    /// The algorithm of orders.
    pub(crate) fn order_algorithm(self) -> SignatureAlgorithm {
        if self.has(Defect::OrderByRs256) {
            SignatureAlgorithm::Rs256
        } else {
            SignatureAlgorithm::Ps256
        }
    }

    /// Changes the header of an order that is right so far.
    pub(crate) fn change_order_header(self, header: &mut Value) {
        match self.defect {
            Some(Defect::OrderByRs256) => header["alg"] = json!("RS256"),
            Some(Defect::OrderKidUnknown) => header["kid"] = json!("unknown"),
            Some(Defect::OrderEmbedsKey) => {
                header["jwk"] = json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"});
            }
            Some(Defect::OrderWithoutTyp) => remove(header, "typ"),
            Some(_) | None => {}
        }
    }

    /// Changes the claims of an order that are right so far.
    pub(crate) fn change_order(
        self,
        claims: &mut Value,
        inquiry: &Inquiry,
        service: &ServiceProfile,
    ) {
        self.change_order_content(claims, inquiry, service);
        self.change_order_scope(claims, inquiry);
        self.change_order_times(claims);
        if self.is(Variant::OrderWithMoreClaims) {
            claims["note"] = json!("synthetic");
        }
    }

    fn change_order_content(self, claims: &mut Value, inquiry: &Inquiry, service: &ServiceProfile) {
        let other = || {
            service
                .mandates
                .iter()
                .find(|mandate| json!(mandate.text) != claims["mandate"])
        };
        match self.defect {
            Some(Defect::OrderWithoutDistrict) => remove(claims, "district"),
            Some(Defect::OrderVersionOther) => claims["version"] = json!("2.0.0"),
            Some(Defect::OrderIdNoUuid) => claims["extraditionOrderID"] = json!("order-17"),
            Some(Defect::OrderIdForEver) => {
                claims["extraditionOrderID"] = json!("0d9b0f5e-7c0a-4f0e-8a58-3a3a1b7c9e21");
            }
            Some(Defect::OrderOfOtherParty) => {
                claims["partyID"] = json!(another(inquiry.party.as_str()));
            }
            Some(Defect::OrderMandateOther) => {
                if let Some(other) = other() {
                    claims["reason"] = json!(other.reason);
                    claims["mandate"] = json!(other.text);
                }
            }
            Some(Defect::OrderReasonOther) => {
                if let Some(reason) = other().map(|other| json!(other.reason)) {
                    claims["reason"] = reason;
                }
            }
            Some(Defect::OrderOfOtherCase) => claims["caseID"] = json!(uuid::Uuid::new_v4()),
            Some(_) | None => {}
        }
    }

    fn change_order_scope(self, claims: &mut Value, inquiry: &Inquiry) {
        match self.defect {
            Some(Defect::OrderOfElevenYears) => {
                claims["fromDate"] = json!(wire::dates::years_before(inquiry.to, 11));
            }
            Some(Defect::RequestBeyondOrder) => claims["fromDate"] = json!(inquiry.to),
            Some(Defect::OwnerBeyondOrder) => claims["onlyPrimaryOwner"] = json!(true),
            Some(Defect::OrderWithoutAccountList) => claims["accountList"] = json!(false),
            Some(Defect::OrderOfEverything) => {
                for flag in ["accountDetails", "transactions", "cards", "roles"] {
                    claims[flag] = json!(true);
                }
            }
            Some(_) | None => {}
        }
    }

    fn change_order_times(self, claims: &mut Value) {
        let now = wire::dates::now();
        let before = |days: i64| now - SignedDuration::from_hours(24 * days);
        let mut approve = |days: i64, life: i64| {
            let approved = before(days);
            let text = approved.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
            claims["approval"]["approvalTimestamp"] = json!(text);
            claims["exp"] = json!((approved + (24 * life).hours()).as_second());
        };
        match self.defect {
            Some(Defect::OrderOfAHundredDays) => approve(1, 100),
            Some(Defect::OrderExpired) => approve(40, 30),
            Some(Defect::OrderApprovedWithOffset) => {
                let text = now.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string();
                claims["approval"]["approvalTimestamp"] = json!(text);
            }
            Some(_) | None if self.is(Variant::OrderOfOneDay) => approve(0, 1),
            Some(_) | None => {}
        }
    }
}

fn remove(object: &mut Value, name: &str) {
    if let Some(object) = object.as_object_mut() {
        object.remove(name);
    }
}

/// A synthetic number that is not this one.
fn another(number: &str) -> &'static str {
    if number == "315000000" {
        "315000019"
    } else {
        "315000000"
    }
}
