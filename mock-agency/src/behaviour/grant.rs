//! What a behaviour makes of a grant.

use serde_json::{Value, json};
use wire::jose::sign::SignatureAlgorithm;
use wire::messages::scope;

use super::{Behaviour, Defect, Variant};

/// The same in every grant, for the client that uses one id for every grant.
const REPEATED_JTI: &str = "5d7f4f5c-1c57-4c0e-9d3a-0b0f9d7b5a11";

impl Behaviour {
    /// The algorithm of grants.
    pub(crate) fn grant_algorithm(self) -> SignatureAlgorithm {
        if self.has(Defect::GrantByPs256) {
            SignatureAlgorithm::Ps256
        } else if self.is(Variant::GrantsByRs512) {
            SignatureAlgorithm::Rs512
        } else {
            SignatureAlgorithm::Rs256
        }
    }

    /// Changes the claims of a grant that are right so far.
    pub(crate) fn change_grant(self, claims: &mut Value, token_endpoint: &str) {
        let issued = claims["iat"].as_i64().unwrap_or_default();
        if self.is(Variant::ShortGrants) {
            claims["exp"] = json!(issued + 10);
        }
        match self.defect {
            Some(Defect::GrantForTokenEndpoint) => claims["aud"] = json!(token_endpoint),
            Some(Defect::GrantOfFiveMinutes) => claims["exp"] = json!(issued + 300),
            Some(Defect::GrantRepeatsJti) => claims["jti"] = json!(REPEATED_JTI),
            Some(Defect::GrantWithoutJti) => {
                if let Some(claims) = claims.as_object_mut() {
                    claims.remove("jti");
                }
            }
            Some(Defect::GrantOfOtherClient) => {
                claims["iss"] = json!("00000000-0000-4000-8000-000000000000");
            }
            Some(_) | None => self.change_purpose(claims),
        }
    }

    /// What the token is for: scope and resource.
    fn change_purpose(self, claims: &mut Value) {
        let for_bank = claims["scope"] == scope::ACCOUNT_INFORMATION;
        if !for_bank {
            if self.has(Defect::OverviewScopeOfStepTwo) {
                claims["scope"] = json!(scope::ACCOUNT_INFORMATION);
            }
            return;
        }
        if self.has(Defect::GrantWithoutResource)
            && let Some(claims) = claims.as_object_mut()
        {
            claims.remove("resource");
        }
        if self.has(Defect::GrantResourceWithSlash) {
            let resource = format!("{}/", claims["resource"][0].as_str().unwrap_or_default());
            claims["resource"] = json!([resource]);
        }
        if self.has(Defect::GrantScopeOfStepOne) {
            claims["scope"] = json!(scope::CUSTOMER_RELATIONSHIP);
        }
        if self.has(Defect::GrantResourceAsText) {
            claims["resource"] = claims["resource"][0].take();
        }
        if self.has(Defect::GrantForEveryScope) {
            let both = format!(
                "{} {}",
                scope::ACCOUNT_INFORMATION,
                scope::CUSTOMER_RELATIONSHIP
            );
            claims["scope"] = json!(both);
        }
    }
}
