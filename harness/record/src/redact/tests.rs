use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;

use crate::redact::*;

fn redactor(full_evidence: bool) -> Redactor {
    let known = Known::default();
    known.learn("person", "314159265");
    known.learn_name("BLÅ HEST", Words::Each);
    Redactor::knowing(known, [7; 32], full_evidence)
}

#[test]
fn the_same_value_gets_the_same_placeholder() {
    let redactor = redactor(false);
    let first = redactor.text("party 12345678901 and again 12345678901");
    let words: Vec<&str> = first.split(' ').collect();
    assert_eq!(words[1], words[4]);
    assert!(!first.contains("12345678901"));
}

#[test]
fn a_value_has_one_placeholder_wherever_it_stands() {
    let redactor = redactor(false);
    let in_document = redactor.json(&json!({"accountIdentifier": "1234.56.78901"}));
    let shown = in_document["accountIdentifier"]
        .as_str()
        .expect("a text")
        .to_owned();
    assert_eq!(redactor.text("12345678901"), shown);
    assert_eq!(redactor.text("NO9312345678901"), shown);
}

#[test]
fn a_password_of_the_profile_never_stays_however_short_it_is() {
    let redactor = redactor(true);
    redactor.keep(&Secret::new("p@ss"));
    redactor.keep(&Secret::new("hest"));
    let shown = redactor.text("sent p@ss, (hest) and hestehov");
    assert!(
        !shown.contains("p@ss") && !shown.contains("(hest)"),
        "{shown}"
    );
    assert!(shown.contains("hestehov"), "{shown}");
}

#[test]
fn a_bearer_token_never_stays() {
    for full_evidence in [false, true] {
        let shown = redactor(full_evidence)
            .header("Authorization", b"Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln");
        assert!(shown.starts_with("Bearer ‹token:"), "{shown}");
        assert!(!shown.contains("eyJ"));
    }
}

#[test]
fn a_token_in_free_text_never_stays() {
    let shown = redactor(true).text("refused: eyJhbGciOiJSUzI1NiJ9.e30.c2ln expired");
    assert!(
        !shown.contains("eyJ") && shown.ends_with(" expired"),
        "{shown}"
    );
}

#[test]
fn a_token_whose_header_begins_with_a_space_never_stays() {
    let header = URL_SAFE_NO_PAD.encode(r#" {"alg":"RS256"}"#);
    let shown = redactor(false).text(&format!("{header}.e30.c2ln"));
    assert!(shown.starts_with("‹token:"), "{shown}");
}

#[test]
fn an_order_that_is_echoed_has_the_orders_placeholder() {
    let redactor = redactor(false);
    let order = format!(
        "{}.e30.c2ln",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"PS256","kid":"police"}"#)
    );
    let sent = redactor.header("AdditionalReferenceID", order.as_bytes());
    assert_eq!(
        redactor.text(&format!("bad order {order}")),
        format!("bad order {sent}")
    );
}

#[test]
fn personal_members_are_replaced_and_others_stay() {
    let shown = redactor(false).json(&json!({
        "accounts": [{"accountIdentifier": "12345678903", "type": "salaryAccount", "primaryOwner": {"name": "X Y",
          "identifier": {"type": "nationalIdentityNumber", "value": "01010112345", "countryOfResidence": "NO"}}}]
    }));
    let text = shown.to_string();
    assert!(
        !text.contains("12345678903") && !text.contains("01010112345") && !text.contains("X Y")
    );
    assert!(text.contains("salaryAccount") && text.contains("\"NO\""));
}

#[test]
fn full_evidence_keeps_personal_data() {
    let text = "12345678901 owned by BLÅ HEST";
    assert_eq!(redactor(true).text(text), text);
}

#[test]
fn known_names_and_numbers_are_found_in_messages() {
    let shown = redactor(false).text("no account for 314159265, owner Blå Hest.");
    assert!(
        !shown.contains("314159265") && !shown.contains("Hest"),
        "{shown}"
    );
}

#[test]
fn a_name_that_stood_in_an_answer_is_found_in_a_message() {
    let redactor = redactor(false);
    let shown = redactor.json(&json!({"primaryOwner": {"name": "SJENERT KAFFEKOPP"}}));
    let name = shown["primaryOwner"]["name"].as_str().expect("a text");
    assert_eq!(
        redactor.text("SJENERT KAFFEKOPP is dead"),
        format!("{name} is dead")
    );
}

#[test]
fn percent_encoded_values_are_found() {
    let redactor = redactor(false);
    for hidden in [
        "/owner/BL%C3%85%20HEST?x=1",
        "?owner=BL%C3%85+HEST",
        "?party=%312345678901",
    ] {
        let shown = redactor.text(hidden);
        assert!(shown.contains('‹'), "{shown}");
    }
}

#[test]
fn values_in_base64_are_found() {
    let redactor = redactor(false);
    for plain in ["12345678901", "account:12345678901", "BLÅ HEST eier"] {
        for encoded in [STANDARD.encode(plain), URL_SAFE_NO_PAD.encode(plain)] {
            let shown = redactor.text(&format!("/v2/accounts/{encoded}/cards"));
            assert!(
                shown.contains("‹encoded:") && shown.ends_with("/cards"),
                "{shown}"
            );
        }
    }
}

#[test]
fn a_document_in_a_message_is_read_even_if_it_is_cut_off() {
    let shown = redactor(false)
        .text(r#"cannot read {"type":"x","name": "OLA NORDMANN","holderName":"KARI NO"#);
    assert!(
        !shown.contains("NORDMANN") && !shown.contains("KARI"),
        "{shown}"
    );
    assert!(shown.contains(r#""type":"x""#), "{shown}");
}

#[test]
fn a_finding_about_a_name_does_not_tell_it() {
    let mut finding = Finding::breach(Text::same("another name"))
        .at("/accounts/3/primaryOwner/name")
        .received("OLA NORDMANN")
        .expected(Text::same("KARI NORDMANN"));
    redactor(false).finding(&mut finding);
    let text = format!("{finding:?}");
    assert!(!text.contains("NORDMANN"), "{text}");
}

#[test]
fn a_masked_card_number_stays_as_it_is_shown() {
    let mut finding = Finding::breach(Text::same("not masked"))
        .at("/paymentCards/0/cardIdentifier")
        .received("492517••••••5883");
    redactor(false).finding(&mut finding);
    assert_eq!(finding.received.as_deref(), Some("492517••••••5883"));
}

#[test]
fn what_is_redacted_twice_stays_as_it_was() {
    let redactor = redactor(false);
    let once = redactor.json(&json!({"name": "OLA NORDMANN", "message": "of 12345678901"}));
    assert_eq!(redactor.json(&once), once);
}

#[test]
fn dates_identifiers_and_codes_stay() {
    let text = "400 ACC-001 fromDate 2025-01-31 case 3f0c1a52-8c1e-4c0e-9d59-0f6f4c2a1b11";
    assert_eq!(redactor(false).text(text), text);
}

#[test]
fn a_uuid_that_ends_in_digits_stays() {
    let text = "case 3f0c1a52-8c1e-4c0e-9d59-012345678901";
    assert_eq!(redactor(false).text(text), text);
}

#[test]
fn a_percent_sign_that_encodes_nothing_stays() {
    for text in ["100 %", "100%", "%zz", "50%+x"] {
        assert_eq!(redactor(false).text(text), text);
    }
}

#[test]
fn an_empty_value_does_no_harm() {
    let redactor = redactor(false);
    redactor.json(&json!({"name": "", "partyID": ""}));
    assert_eq!(redactor.text("100 % of %"), "100 % of %");
}

#[test]
fn a_long_hostile_text_is_read_in_good_time() {
    let long = "%C3%B8a/a-%2525%2525+".repeat(3_000);
    assert_eq!(redactor(false).text(&long), long);
}

#[test]
fn a_text_of_megabytes_is_cut_and_tells_no_part_of_a_number() {
    let redactor = redactor(false);
    for filler in ["x", "‹person:5f3a1c00›", "ø "] {
        let before = filler.repeat((scan::LONGEST - 5) / filler.len());
        let shown = redactor.text(&format!("{before}314159265{}", "y".repeat(5_000_000)));
        assert!(shown.len() <= scan::LONGEST, "{} bytes", shown.len());
        assert!(!shown.contains("314"), "{filler}");
        assert_eq!(redactor.text(&shown), shown, "{filler}");
    }
}

#[test]
fn mandates_and_certificates_stay() {
    let mandate = "Straffeprosessloven%20%C2%A7210%20(3)%20f%C3%B8rste%20punktum";
    assert_eq!(redactor(false).text(mandate), mandate);
    let certificate = "MIIDazCCAlOgAwIBAgIUEi5AkyzEcS";
    assert_eq!(redactor(false).text(certificate), certificate);
}
