//! The registers in which the bank finds the agency's keys: whether they hold the ones that the run uses.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::registers::{BodyError, LONGEST_ANSWER, body};
use jiff::Timestamp;
use openssl::nid::Nid;
use openssl::x509::X509;
use serde_json::Value;
use wire::identifiers::iso6523;
use wire::messages::CERTIFICATE_PROCESS;
use wire::pki::{subject_value, validity_of};

use crate::doctor::keys::Flaw;
use crate::doctor::trouble::Trouble;
use crate::doctor::{Diagnosis, Whose};
use pack::text::Text;
use plan::target::{Agency, OrderSigner, Target};

/// Scheme of participants in `CertPub`.
const PARTICIPANT: &str = "iso6523-actorid-upis::";
/// Scheme of processes in `CertPub`.
const PROCESS: &str = "bdx-procid-dsop::";
/// The publisher's place in the locator's answer.
const PUBLISHER: &str = "difi-bcp-v1";

/// What a register says about a key, where it was asked.
pub(super) struct Held {
    pub(super) diagnosis: Diagnosis,
    /// Whether the bank finds the run's key there; `None` if the register gave no answer.
    pub(super) ours: Option<bool>,
}

impl Held {
    fn unknown(diagnosis: Diagnosis) -> Self {
        Self {
            diagnosis,
            ours: None,
        }
    }
}

/// Looks for the certificate of the decryption key in `CertPub`; `None` if the profile does not say where that is.
pub(super) async fn certpub(
    client: &reqwest::Client,
    target: &Target,
    agency: &Agency,
    what: Text,
) -> Option<Held> {
    let locator = target.registers.certpub_locator.as_deref()?;
    let participant = format!("{PARTICIPANT}{}", iso6523(&agency.orgno));
    let lookup = format!("{}/lookup/v2/{participant}", locator.trim_end_matches('/'));
    let found = match get(client, &lookup).await {
        Ok((200, body)) => serde_json::from_slice::<Value>(&body).ok(),
        Ok((status, _)) => return Some(Held::unknown(no_certificate(what, agency, status))),
        Err(trouble) => return Some(Held::unknown(no_answer(what, &lookup, &trouble))),
    };
    let publisher = found.and_then(|found| found[PUBLISHER].as_str().map(str::to_owned));
    let Some(publisher) = publisher else {
        return Some(Held::unknown(no_certificate(what, agency, 200)));
    };
    let url = format!(
        "{}/api/v1/{participant}/{PROCESS}{CERTIFICATE_PROCESS}",
        publisher.trim_end_matches('/')
    );
    Some(match get(client, &url).await {
        Ok((200, body)) => {
            let certificates = certificates(&String::from_utf8_lossy(&body));
            published(what, agency, &certificates, Timestamp::now())
        }
        Ok((status, _)) => Held::unknown(no_certificate(what, agency, status)),
        Err(trouble) => Held::unknown(no_answer(what, &url, &trouble)),
    })
}

pub(super) async fn get(client: &reqwest::Client, url: &str) -> Result<(u16, Vec<u8>), Trouble> {
    let trouble = |error: reqwest::Error| Trouble::of_request(&error);
    let response = client.get(url).send().await.map_err(trouble)?;
    let status = response.status().as_u16();
    let body = body(response, LONGEST_ANSWER)
        .await
        .map_err(|error| match error {
            BodyError::Broken(error) => trouble(error),
            BodyError::TooLong(_) => Trouble::Other(Text::new(
                format!("its answer is longer than {LONGEST_ANSWER} bytes"),
                format!("svaret er lengre enn {LONGEST_ANSWER} byte"),
            )),
        })?;
    Ok((status, body))
}

fn no_answer(what: Text, url: &str, trouble: &Trouble) -> Diagnosis {
    Diagnosis::no_answer(
        what,
        url,
        trouble,
        Whose::Registers,
        Text::new(
            "is the register running, and is its address in [registers], or the world file, right?",
            "kjører registeret, og er adressen i [registers], eller verdensfilen, riktig?",
        ),
    )
}

fn no_certificate(what: Text, agency: &Agency, status: u16) -> Diagnosis {
    let orgno = &agency.orgno;
    Diagnosis::fault(
        what,
        Text::new(
            format!("CertPub has no certificate of {orgno} for this process ({status})"),
            format!("CertPub har intet sertifikat for {orgno} i denne prosessen ({status})"),
        ),
        Whose::Registers,
        Text::new(
            "publish the certificate of decryption-key there: without it the bank can encrypt to nobody",
            "publiser sertifikatet til decryption-key der: uten det har banken ingen å kryptere til",
        ),
    )
}

/// What the registers that are asked about keys answer, read: the number of certificates in it.
pub fn certificates_in(answer: &[u8]) -> usize {
    let set = serde_json::from_slice::<Value>(answer).unwrap_or_default();
    let keys = set["keys"].as_array().map_or(&[][..], Vec::as_slice);
    let leaves = keys.iter().filter_map(leaf).count();
    certificates(&String::from_utf8_lossy(answer)).len() + leaves
}

/// The certificates in the publisher's XML: elements of that name in whatever namespace prefix, base64 of DER.
fn certificates(xml: &str) -> Vec<X509> {
    xml.split('<')
        .filter_map(|piece| {
            let (tag, content) = piece.split_once('>')?;
            let name = tag.split_whitespace().next()?;
            let local = name.rsplit(':').next()?;
            let base64: String = content.split_whitespace().collect();
            let der = (local == "Certificate").then(|| STANDARD.decode(base64))?;
            X509::from_der(&der.ok()?).ok()
        })
        .collect()
}

fn published(what: Text, agency: &Agency, certificates: &[X509], now: Timestamp) -> Held {
    if certificates.is_empty() {
        return Held::unknown(no_certificate(what, agency, 200));
    }
    let key = agency.decryption_key.public();
    let own = certificates
        .iter()
        .find(|one| one.public_key().is_ok_and(|public| public.public_eq(&key)));
    let Some(own) = own else {
        let orgno = &agency.orgno;
        let count = certificates.len();
        let diagnosis = Diagnosis::fault(
            what,
            Text::new(
                format!(
                    "of the certificates that CertPub has of {orgno} ({count}), none belongs to decryption-key"
                ),
                format!(
                    "av sertifikatene som CertPub har for {orgno} ({count}), hører ingen til decryption-key"
                ),
            ),
            Whose::Configuration,
            Text::new(
                "name the key of the certificate that is published now, or publish the certificate of this one",
                "oppgi nøkkelen til sertifikatet som er publisert nå, eller publiser sertifikatet til denne",
            ),
        );
        return Held {
            diagnosis,
            ours: Some(false),
        };
    };
    let diagnosis = match Flaw::of_time(own, now) {
        Some(flaw) => Diagnosis::fault(
            what,
            flaw.words("CertPub", "decryption-key"),
            Whose::Registers,
            Text::new(
                "publish a certificate that is valid",
                "publiser et gyldig sertifikat",
            ),
        ),
        None => Diagnosis::good(
            what,
            until(
                "CertPub has the certificate of decryption-key",
                "CertPub har sertifikatet til decryption-key",
                own,
            ),
        ),
    };
    Held {
        diagnosis,
        ours: Some(true),
    }
}

fn until(en: &str, nb: &str, certificate: &X509) -> Text {
    match validity_of(certificate) {
        Ok(validity) => Text::new(
            format!("{en}, valid until {}", validity.not_after),
            format!("{nb}, gyldig til {}", validity.not_after),
        ),
        Err(_) => Text::new(en, nb),
    }
}

/// Looks for the order's key in the police's key set; `None` if the service has no orders or the profile does not say
/// where the set is.
pub(super) async fn police(
    client: &reqwest::Client,
    target: &Target,
    signer: &OrderSigner,
    what: Text,
) -> Option<Held> {
    let uri = target.registers.police_jwks_uri.as_deref()?;
    Some(match get(client, uri).await {
        Ok((200, body)) => {
            let set = serde_json::from_slice::<Value>(&body).unwrap_or_default();
            known_to_the_police(what, &set, signer, Timestamp::now())
        }
        Ok((status, _)) => Held::unknown(no_answer(
            what,
            uri,
            &Trouble::Other(Text::same(status.to_string())),
        )),
        Err(trouble) => Held::unknown(no_answer(what, uri, &trouble)),
    })
}

fn known_to_the_police(what: Text, set: &Value, signer: &OrderSigner, now: Timestamp) -> Held {
    let kid = &signer.kid;
    let wrong = |seen: Text, advice: Text| Held {
        diagnosis: Diagnosis::fault(what.clone(), seen, Whose::Configuration, advice),
        ours: Some(false),
    };
    let keys = set["keys"].as_array().map_or(&[][..], Vec::as_slice);
    let Some(entry) = keys.iter().find(|key| key["kid"] == kid.as_str()) else {
        return wrong(
            Text::new(
                format!("the police's key set has no {kid}, which order-kid names"),
                format!("politiets nøkkelsett har ingen {kid}, som order-kid viser til"),
            ),
            Text::new(
                format!(
                    "it has {} keys: write order-kid as the kid of the one that diagnoses orders",
                    keys.len()
                ),
                format!(
                    "det har {} nøkler: skriv order-kid som kid til den som signerer pålegg",
                    keys.len()
                ),
            ),
        );
    };
    let Some(leaf) = leaf(entry) else {
        return Held::unknown(Diagnosis::fault(
            what,
            Text::new(
                format!("the key {kid} has no certificate that can be read (x5c)"),
                format!("nøkkelen {kid} har intet lesbart sertifikat (x5c)"),
            ),
            Whose::Registers,
            Text::new(
                "without it no bank can verify the order",
                "uten det kan ingen bank verifisere pålegget",
            ),
        ));
    };
    match Flaw::of(&leaf, &signer.key.public(), now) {
        Some(Flaw::OtherKey) => wrong(
            Text::new(
                format!("order-key is not the key of the certificate that {kid} names"),
                format!("order-key er ikke nøkkelen til sertifikatet som {kid} viser til"),
            ),
            Text::new(
                "name the private key of that certificate, or the kid of this key's own",
                "oppgi den private nøkkelen til det sertifikatet, eller kid-en til denne nøkkelens eget",
            ),
        ),
        Some(flaw @ (Flaw::Expired(_) | Flaw::NotYet(_))) => Held {
            diagnosis: Diagnosis::fault(
                what,
                flaw.words(&format!("{kid} (JWKS)"), "order-key"),
                Whose::Registers,
                Text::new(
                    "the police have to publish a certificate that is valid",
                    "politiet må publisere et gyldig sertifikat",
                ),
            ),
            ours: Some(true),
        },
        None => {
            let name = subject_value(&leaf, Nid::COMMONNAME).join(", ");
            Held {
                diagnosis: Diagnosis::good(what, until(&name, &name, &leaf)),
                ours: Some(true),
            }
        }
    }
}

fn leaf(entry: &Value) -> Option<X509> {
    let der = STANDARD.decode(entry["x5c"][0].as_str()?).ok()?;
    X509::from_der(&der).ok()
}

#[cfg(test)]
mod tests {
    use openssl::pkey::{PKey, Private};
    use serde_json::json;
    use wire::jose::sign::SigningKey;

    use super::*;
    use crate::doctor::State;
    use crate::doctor::testing::{at, certificate, key};

    fn base64(certificate: &X509) -> String {
        STANDARD.encode(certificate.to_der().expect("DER"))
    }

    fn held(set: &Value, key: PKey<Private>, now: i64) -> Held {
        let signer = OrderSigner {
            key: SigningKey::from_pkey(key),
            kid: "k".into(),
        };
        known_to_the_police(Text::same("order"), set, &signer, at(now))
    }

    fn set_with(key: &PKey<Private>) -> Value {
        json!({"keys": [{"kid": "k", "x5c": [base64(&certificate(key))]}]})
    }

    #[test]
    fn an_order_key_that_the_police_publish_is_well() {
        let key = key();
        let held = held(&set_with(&key), key, 1_500);
        assert_eq!((held.diagnosis.state, held.ours), (State::Good, Some(true)));
    }

    #[test]
    fn a_kid_that_the_police_do_not_have_is_the_profiles() {
        let held = held(&json!({"keys": []}), key(), 1_500);
        assert_eq!(
            (held.diagnosis.whose, held.ours),
            (Some(Whose::Configuration), Some(false))
        );
    }

    #[test]
    fn an_order_key_of_another_certificate_is_the_profiles() {
        let held = held(&set_with(&key()), key(), 1_500);
        assert_eq!(held.diagnosis.whose, Some(Whose::Configuration));
    }

    #[test]
    fn an_order_certificate_that_expired_is_the_registers() {
        let key = key();
        let held = held(&set_with(&key), key, 3_000);
        assert_eq!(held.diagnosis.whose, Some(Whose::Registers));
    }

    #[test]
    fn reads_certificates_of_any_prefix_and_with_attributes() {
        let one = certificate(&key());
        let xml = format!(
            "<?xml version=\"1.0\"?><p:Process xmlns:p=\"urn:x\"><p:Certificate expire=\"1\">\n{}\n</p:Certificate></p:Process>",
            base64(&one)
        );
        let read = certificates(&xml);
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].to_der().ok(), one.to_der().ok());
    }
}
