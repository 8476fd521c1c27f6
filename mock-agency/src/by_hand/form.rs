//! Named wrong tokens and orders, so that nobody has to remember what makes one wrong.

use super::edit::Edit;

/// A named form: a few changes together.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// Its name on the command line.
    pub name: &'static str,
    edits: &'static [&'static str],
}

/// There is no form of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no form {0:?}; --list-forms prints them")]
pub struct UnknownForm(String);

macro_rules! forms {
    ($($name:literal: $($edit:literal),+;)*) => {
        &[$(Form { name: $name, edits: &[$($edit),+] },)*]
    };
}

impl Form {
    /// Access tokens that an API shall refuse, and a few that it shall accept.
    pub const TOKEN: &'static [Self] = forms! {
        "expired": "claim exp={now-3600}";
        "expired-a-minute-ago": "claim exp={now-61}";
        "without-exp": "without exp";
        "exp-as-text": "claim exp=soon";
        "not-yet-valid": "claim nbf={now+3600}";
        "issued-in-the-future": "claim iat={now+3600}";
        "issuer-other": "claim iss=https://issuer.invalid/";
        "issuer-with-suffix": "claim iss={iss}.attacker.invalid/";
        "without-issuer": "without iss";
        "audience-other": "claim aud=https://other-bank.invalid/v2";
        "audience-with-slash": "claim aud={aud}/";
        "audience-with-suffix": "claim aud={aud}.attacker.invalid";
        "audience-unspecified": "claim aud=unspecified";
        "audience-list": "claim aud=[\"{aud}\",\"https://other-bank.invalid/v2\"]";
        "without-audience": "without aud";
        "scope-other": "claim scope=bits:kundeforhold";
        "scope-with-suffix": "claim scope={scope}.oversikt";
        "scope-in-capitals": "claim scope=BITS:KONTOINFORMASJON";
        "without-scope": "without scope";
        "consumer-other": "claim consumer.ID=0192:311000004";
        "consumer-without-prefix": "claim consumer.ID=311000004";
        "consumer-other-authority": "claim consumer.authority=another-actorid-upis";
        "without-consumer-id": "without consumer.ID";
        "without-consumer": "without consumer";
        "supplier-other": "claim supplier={\"authority\":\"iso6523-actorid-upis\",\"ID\":\"0192:311000004\"}";
        "claim-unknown": "claim unknown_claim=value";
        "alg-none": "alg none";
        "alg-hs256": "alg HS256";
        "alg-rs512": "alg RS512";
        "kid-unknown": "header kid=not-a-published-key";
        "without-kid": "without-header kid";
        "crit-unknown": "header crit=[\"unknown-extension\"]", "header unknown-extension=true";
        "key-other": "sign-with other";
        "broken-signature": "text broken-signature";
        "changed-payload": "text changed-payload";
        "duplicate-claim": "text duplicate-claim";
        "two-parts": "text two-parts";
        "four-parts": "text four-parts";
        "padded": "text padded";
        "json": "text json";
        "garbage": "text garbage";
    };

    /// Extradition orders that a bank shall refuse, and a few that it shall accept.
    pub const ORDER: &'static [Self] = forms! {
        "expired": "claim exp={now-60}";
        "without-exp": "without exp";
        "valid-for-100-days": "claim exp={now+8640000}";
        "version-other": "claim version=2.0.0";
        "version-as-number": "claim version=1";
        "without-version": "without version";
        "id-not-a-uuid": "claim extraditionOrderID=order-17";
        "case-other": "claim caseID={uuid}";
        "without-case": "without caseID";
        "party-other": "claim partyID=315000000";
        "without-party": "without partyID";
        "mandate-other": "claim mandate=Straffeprosessloven";
        "without-mandate": "without mandate";
        "reason-other": "claim reason=210";
        "from-eleven-years-ago": "claim fromDate={today-4018}";
        "period-today-only": "claim fromDate={today}", "claim toDate={today}";
        "to-in-the-future": "claim toDate={today+30}";
        "dates-in-norwegian-form": "claim fromDate=01.01.2024";
        "owner-as-text": "claim onlyPrimaryOwner=\"true\"";
        "without-account-list": "claim accountList=false";
        "without-details": "claim accountDetails=false";
        "without-transactions": "claim transactions=false";
        "without-cards": "claim cards=false";
        "without-roles": "claim roles=false";
        "without-district": "without district";
        "without-approval": "without approval";
        "approval-in-the-future": "claim approval.approvalTimestamp=2999-01-01T00:00:00Z";
        "approval-with-offset": "claim approval.approvalTimestamp=2026-01-01T00:00:00+00:00";
        "claim-unknown": "claim remark=for testing";
        "alg-none": "alg none";
        "alg-hs256": "alg HS256";
        "alg-rs256": "alg RS256";
        "alg-ps384": "alg PS384";
        "kid-unknown": "header kid=not-in-the-key-set";
        "without-kid": "without-header kid";
        "without-typ": "without-header typ";
        "typ-other": "header typ=JOSE+JSON";
        "crit-empty": "header crit=[]";
        "b64-false": "header b64=false", "header crit=[\"b64\"]";
        "jku": "header jku=https://keys.invalid/jwks.json";
        "embedded-key": "header jwk={\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}";
        "key-other": "sign-with other";
        "root-unknown": "sign-with root-unknown";
        "intermediate-missing": "sign-with intermediate-missing";
        "leaf-expired": "sign-with leaf-expired";
        "leaf-not-yet-valid": "sign-with leaf-not-yet-valid";
        "intermediate-not-ca": "sign-with intermediate-not-ca";
        "intermediate-expired": "sign-with intermediate-expired";
        "unit-wrong": "sign-with unit-wrong";
        "common-name-wrong": "sign-with common-name-wrong";
        "common-name-other-environment": "sign-with common-name-other-environment";
        "unit-and-common-name-swapped": "sign-with unit-and-common-name-swapped";
        "self-signed": "sign-with self-signed";
        "unit-missing": "sign-with unit-missing";
        "second-good": "sign-with second-good";
        "key-mismatch": "sign-with key-mismatch";
        "broken-signature": "text broken-signature";
        "changed-payload": "text changed-payload";
        "duplicate-claim": "text duplicate-claim";
        "two-parts": "text two-parts";
        "four-parts": "text four-parts";
        "padded": "text padded";
        "json": "text json";
        "garbage": "text garbage";
    };

    /// The form of that name among these.
    ///
    /// # Errors
    /// When there is none.
    pub fn named(forms: &'static [Self], name: &str) -> Result<Self, UnknownForm> {
        let found = forms.iter().find(|form| form.name == name);
        found.copied().ok_or_else(|| UnknownForm(name.to_owned()))
    }

    /// Its changes.
    ///
    /// # Panics
    /// Never: the notation of every form is tested.
    pub fn edits(self) -> impl Iterator<Item = Edit> {
        self.edits
            .iter()
            .map(|edit| edit.parse().expect("the notation of every form is tested"))
    }

    /// Its changes in their notation.
    pub fn notation(self) -> String {
        self.edits.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_notations_right() {
        for forms in [Form::TOKEN, Form::ORDER] {
            let names: BTreeSet<&str> = forms.iter().map(|form| form.name).collect();
            assert_eq!(names.len(), forms.len());
            for form in forms {
                assert!(form.edits().count() > 0, "{}", form.name);
            }
        }
    }

    #[test]
    fn every_order_certificate_of_the_world_has_a_form() {
        for name in wire::world::order_certificate::ALL {
            assert!(Form::named(Form::ORDER, name).is_ok(), "{name}");
        }
    }
}
