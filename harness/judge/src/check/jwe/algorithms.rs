//! Which algorithms protect the answer (interpretation I-19).

use crate::check::jwe::{text, with_header};
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::{Finding, NOTHING};
use crate::observations;

checks! {
    "jwe-key-management": Answer(key_management, Evidence::WireForm), NEEDS_ENCRYPTED_ANSWER,
        "the content key is encrypted with RSA-OAEP-256 or RSA-OAEP; RSA1_5 has a check of its own",
        "innholdsnøkkelen er kryptert med RSA-OAEP-256 eller RSA-OAEP; RSA1_5 har en egen kontroll";
    "jwe-no-rsa1-5": Answer(no_rsa1_5, Evidence::WireForm), NEEDS_ENCRYPTED_ANSWER,
        "the content key is not encrypted with RSA1_5",
        "innholdsnøkkelen ikke er kryptert med RSA1_5";
    "jwe-content-encryption": Answer(content_encryption, Evidence::WireForm), NEEDS_ENCRYPTED_ANSWER,
        "the content is encrypted with A128CBC-HS256, A256CBC-HS512, A128GCM or A256GCM",
        "innholdet er kryptert med A128CBC-HS256, A256CBC-HS512, A128GCM eller A256GCM";
}

observations! {
    /// Another key management than RSA-OAEP.
    KEY_MANAGEMENT_UNKNOWN = "jwe-key-management-unlisted" {
        observed: "the content key is encrypted with another algorithm than RSA-OAEP", "innholdsnøkkelen er kryptert med en annen algoritme enn RSA-OAEP";
        expected: "RSA-OAEP-256 or RSA-OAEP", "RSA-OAEP-256 eller RSA-OAEP";
    }
    /// `RSA1_5`.
    RSA1_5_USED = "jwe-rsa1-5-used" {
        observed: "the content key is encrypted with an algorithm that is open to padding oracles", "innholdsnøkkelen er kryptert med en algoritme som er åpen for padding-orakler";
        expected: "RSA-OAEP-256", "RSA-OAEP-256";
    }
    /// Which algorithms the bank uses.
    ALGORITHMS_USED = "jwe-algorithms-used" {
        observed: "the bank encrypts with {alg} and {enc}", "banken krypterer med {alg} og {enc}";
    }
    /// Another content encryption than those of the list.
    CONTENT_ENCRYPTION_UNKNOWN = "jwe-content-encryption-unlisted" {
        observed: "the content is encrypted with an algorithm outside the list", "innholdet er kryptert med en algoritme utenfor listen";
        expected: "{list}", "{list}";
    }
}

/// RSA-OAEP in its two forms. `RSA1_5` has a check of its own.
const KEY_MANAGEMENT: [&str; 3] = ["RSA-OAEP-256", "RSA-OAEP", "RSA1_5"];
const CONTENT_ENCRYPTION: [&str; 4] = ["A128CBC-HS256", "A256CBC-HS512", "A128GCM", "A256GCM"];

fn key_management(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    with_header(seen, |header| {
        let alg = text(header, "alg").unwrap_or(NOTHING);
        if KEY_MANAGEMENT.contains(&alg) {
            return Vec::new();
        }
        vec![
            Finding::breach(&KEY_MANAGEMENT_UNKNOWN)
                .received(alg)
                .at("/alg"),
        ]
    })
}

/// RFC 8725, 3.2.
fn no_rsa1_5(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    with_header(seen, |header| {
        if text(header, "alg") != Some("RSA1_5") {
            return Vec::new();
        }
        vec![Finding::breach(&RSA1_5_USED).received("RSA1_5").at("/alg")]
    })
}

/// `enc` is an authenticated algorithm that agencies are known to open; the pair is noted.
fn content_encryption(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    with_header(seen, |header| {
        let named = |name| text(header, name).unwrap_or(NOTHING);
        let (alg, enc) = (named("alg"), named("enc"));
        let mut findings = vec![
            Finding::note(&ALGORITHMS_USED)
                .with("alg", alg)
                .with("enc", enc),
        ];
        if !CONTENT_ENCRYPTION.contains(&enc) {
            findings.push(
                Finding::breach(&CONTENT_ENCRYPTION_UNKNOWN)
                    .with("list", CONTENT_ENCRYPTION.join(", "))
                    .received(enc)
                    .at("/enc"),
            );
        }
        findings
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::fixture::{assert_breach, assert_conforms};
    use crate::check::jwe::fixture::judged;

    #[test]
    fn both_forms_of_rsa_oaep_conform() {
        for alg in ["RSA-OAEP", "RSA-OAEP-256"] {
            assert_conforms(&judged(
                key_management,
                &json!({"alg": alg, "enc": "A128GCM"}),
            ));
        }
    }

    #[test]
    fn direct_encryption_breaches() {
        assert_breach(
            &judged(key_management, &json!({"alg": "dir", "enc": "A128GCM"})),
            &KEY_MANAGEMENT_UNKNOWN,
        );
    }

    #[test]
    fn an_algorithm_that_is_no_text_breaches() {
        assert_breach(
            &judged(key_management, &json!({"alg": 7})),
            &KEY_MANAGEMENT_UNKNOWN,
        );
    }

    #[test]
    fn rsa1_5_breaches_only_its_own_rule() {
        let header = json!({"alg": "RSA1_5", "enc": "A128CBC-HS256"});
        assert_breach(&judged(no_rsa1_5, &header), &RSA1_5_USED);
        assert_conforms(&judged(key_management, &header));
    }

    #[test]
    fn rsa_oaep_is_not_rsa1_5() {
        assert_conforms(&judged(
            no_rsa1_5,
            &json!({"alg": "RSA-OAEP", "enc": "A128GCM"}),
        ));
    }

    #[test]
    fn every_listed_content_encryption_conforms_and_is_noted() {
        for enc in CONTENT_ENCRYPTION {
            let judged = judged(content_encryption, &json!({"alg": "RSA-OAEP", "enc": enc}));
            assert_conforms(&judged);
            assert!(judged.findings[0].observed_text().en.contains(enc));
        }
    }

    #[test]
    fn an_unlisted_content_encryption_breaches() {
        assert_breach(
            &judged(
                content_encryption,
                &json!({"alg": "RSA-OAEP", "enc": "A128CTR"}),
            ),
            &CONTENT_ENCRYPTION_UNKNOWN,
        );
    }
}
