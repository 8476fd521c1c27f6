//! Which algorithms protect the answer (interpretation I-19).

use crate::check::jwe::{text, with_header};
use crate::check::{Grounds, Judged, Seen};
use crate::finding::Finding;
use pack::text::Text;

/// RSA-OAEP in its two forms. `RSA1_5` has a check of its own.
const KEY_MANAGEMENT: [&str; 3] = ["RSA-OAEP-256", "RSA-OAEP", "RSA1_5"];
const CONTENT_ENCRYPTION: [&str; 4] = ["A128CBC-HS256", "A256CBC-HS512", "A128GCM", "A256GCM"];

/// `alg` is one that agencies are known to open.
pub fn key_management(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    with_header(seen, |header| {
        let alg = text(header, "alg").unwrap_or_default();
        if KEY_MANAGEMENT.contains(&alg) {
            return Vec::new();
        }
        vec![
            Finding::breach(Text::new(
                "The content key is encrypted with another algorithm than RSA-OAEP.",
                "Innholdsnøkkelen er kryptert med en annen algoritme enn RSA-OAEP.",
            ))
            .expected(Text::new(
                "RSA-OAEP-256 or RSA-OAEP",
                "RSA-OAEP-256 eller RSA-OAEP",
            ))
            .received(alg)
            .at("/alg"),
        ]
    })
}

/// `alg` is not `RSA1_5`, which is open to padding oracles (RFC 8725, 3.2).
pub fn no_rsa1_5(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    with_header(seen, |header| {
        if text(header, "alg") != Some("RSA1_5") {
            return Vec::new();
        }
        vec![
            Finding::breach(Text::new(
                "The content key is encrypted with RSA1_5.",
                "Innholdsnøkkelen er kryptert med RSA1_5.",
            ))
            .expected(Text::same("RSA-OAEP-256"))
            .received("RSA1_5")
            .at("/alg"),
        ]
    })
}

/// `enc` is an authenticated algorithm that agencies are known to open; the pair is noted.
pub fn content_encryption(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    with_header(seen, |header| {
        let (alg, enc) = (
            text(header, "alg").unwrap_or_default(),
            text(header, "enc").unwrap_or_default(),
        );
        let mut findings = vec![Finding::note(Text::new(
            format!("The bank encrypts with {alg} and {enc}."),
            format!("Banken krypterer med {alg} og {enc}."),
        ))];
        if !CONTENT_ENCRYPTION.contains(&enc) {
            findings.push(
                Finding::breach(Text::new(
                    "The content is encrypted with an algorithm outside the list.",
                    "Innholdet er kryptert med en algoritme utenfor listen.",
                ))
                .expected(Text::same(CONTENT_ENCRYPTION.join(", ")))
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
            "RSA-OAEP",
        );
    }

    #[test]
    fn an_algorithm_that_is_no_text_breaches() {
        assert_breach(&judged(key_management, &json!({"alg": 7})), "RSA-OAEP");
    }

    #[test]
    fn rsa1_5_breaches_only_its_own_rule() {
        let header = json!({"alg": "RSA1_5", "enc": "A128CBC-HS256"});
        assert_breach(&judged(no_rsa1_5, &header), "RSA1_5");
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
            "outside the list",
        );
    }
}
