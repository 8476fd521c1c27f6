//! The envelope: keys, algorithms, forms of the JWE and of what is inside.

use serde_json::{Value, json};
use wire::jose::encrypt::{ContentEncryption, DecryptionKey, JweOptions, KeyManagement};
use wire::jose::strict::encode_base64url;

use crate::change::{Change, Weight};
use crate::proxy::seal;

use Weight::{Must, Should};

const JWE: &[&str] = &["JWE-*", "TRANSPORT-009"];
const READ: &[&str] = &["JWE-00*", "SCHEMA-00*", "TRANSPORT-009"];

fn with_header(bytes: &[u8], key: &DecryptionKey, members: &Value) -> String {
    let options = JweOptions {
        extra_header: members.as_object().cloned().unwrap_or_default(),
        ..JweOptions::default()
    };
    seal(bytes, key, &options)
}

/// A JWE whose protected header was exchanged: it no longer decrypts where the tag covers the header.
fn relabelled(jwe: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut parts: Vec<String> = jwe.split('.').map(str::to_owned).collect();
    let header = wire::jose::strict::base64url(&parts[0]).expect("a header");
    let mut header: Value = serde_json::from_slice(&header).expect("JSON");
    change(&mut header);
    parts[0] = encode_base64url(header.to_string().as_bytes());
    parts.join(".")
}

/// Changes of the envelope.
pub(crate) const ALL: &[Change] = &[
    Change::reply(
        "encrypted-to-another-agency",
        Must,
        JWE,
        |_, answer, proxy| {
            proxy.reseal(answer, |bytes, key| {
                seal(bytes, proxy.other_key(key), &JweOptions::default())
            });
        },
    ),
    Change::reply(
        "decrypted-on-the-way",
        Must,
        JWE,
        |request, answer, proxy| {
            if request.header("accept") == "application/jose"
                && let Some((text, Some(_))) = proxy.open(answer)
            {
                answer.body = text.into_bytes();
                answer.set("content-type", "application/json");
            }
        },
    ),
    Change::reply(
        "key-wrapped-with-rsa1-5",
        Should,
        JWE,
        |_, answer, proxy| {
            proxy.reseal(answer, |bytes, key| {
                seal(
                    bytes,
                    key,
                    &JweOptions::new(KeyManagement::Rsa15, ContentEncryption::A128CbcHs256),
                )
            });
        },
    ),
    Change::reply("content-compressed", Should, JWE, |_, answer, proxy| {
        proxy.reseal(answer, |bytes, key| {
            with_header(bytes, key, &json!({ "zip": "DEF" }))
        });
    }),
    Change::reply("cty-says-jwt", Should, JWE, |_, answer, proxy| {
        proxy.reseal(answer, |bytes, key| {
            with_header(bytes, key, &json!({ "cty": "JWT" }))
        });
    }),
    Change::reply(
        "header-names-party",
        Should,
        JWE,
        |request, answer, proxy| {
            let party = request.header("partyid").to_owned();
            proxy.reseal(answer, |bytes, key| {
                with_header(bytes, key, &json!({ "sub": party }))
            });
        },
    ),
    Change::reply("critical-extension", Must, JWE, |_, answer, _| {
        if answer.is_encrypted() {
            answer.body = relabelled(&answer.text(), |header| {
                header["crit"] = json!(["exp"]);
                header["exp"] = json!(4_102_444_800_i64);
            })
            .into_bytes();
        }
    }),
    Change::reply("header-relabelled", Must, JWE, |_, answer, _| {
        if answer.is_encrypted() {
            answer.body =
                relabelled(&answer.text(), |header| header["enc"] = json!("A256GCM")).into_bytes();
        }
    }),
    Change::reply("tag-shortened", Must, JWE, |_, answer, _| {
        if answer.is_encrypted() {
            let text = answer.text();
            answer.body = text.as_bytes()[..text.len() - 4].to_vec();
        }
    }),
    Change::reply("ciphertext-touched", Must, JWE, |_, answer, _| {
        if answer.is_encrypted() {
            let mut parts: Vec<String> = answer.text().split('.').map(str::to_owned).collect();
            let first = if parts[3].starts_with('A') { "B" } else { "A" };
            parts[3].replace_range(..1, first);
            answer.body = parts.join(".").into_bytes();
        }
    }),
    Change::reply("parts-padded", Must, JWE, |_, answer, _| {
        if answer.is_encrypted() {
            let padded: Vec<String> = answer
                .text()
                .split('.')
                .map(|part| format!("{part}{}", "=".repeat((4 - part.len() % 4) % 4)))
                .collect();
            answer.body = padded.join(".").into_bytes();
        }
    }),
    Change::reply("line-feed-behind", Must, JWE, |_, answer, _| {
        if answer.is_encrypted() {
            answer.body.push(b'\n');
        }
    }),
    Change::reply("byte-order-mark-before", Must, JWE, |_, answer, _| {
        if answer.is_encrypted() {
            answer.body.splice(..0, *b"\xef\xbb\xbf");
        }
    }),
    Change::reply("in-quotation-marks", Must, JWE, |_, answer, _| {
        if answer.is_encrypted() {
            answer.body = format!("\"{}\"", answer.text()).into_bytes();
        }
    }),
    Change::reply("in-json-serialization", Must, JWE, |_, answer, _| {
        if answer.is_encrypted() {
            let text = answer.text();
            let parts: Vec<&str> = text.split('.').collect();
            answer.body = json!({
                "protected": parts[0], "encrypted_key": parts[1], "iv": parts[2],
                "ciphertext": parts[3], "tag": parts[4],
            })
            .to_string()
            .into_bytes();
        }
    }),
    Change::reply(
        "older-answer-again",
        Must,
        &["JWE-014", "JWE-015", "CONSISTENCY-*"],
        |request, answer, proxy| {
            if let (true, Some(endpoint)) = (answer.is_encrypted(), request.endpoint()) {
                let case = request.header("accountinforequestid").to_owned();
                *answer = proxy.first_answer(&format!("{endpoint:?} {case}"), answer);
            }
        },
    ),
    Change::reply("json-in-json-text", Must, READ, |_, answer, proxy| {
        proxy.edit_text(answer, |text| json!(text).to_string());
    }),
    Change::reply("json-in-a-list", Must, READ, |_, answer, proxy| {
        proxy.edit_text(answer, |text| format!("[{text}]"));
    }),
    Change::reply("json-below-data", Must, READ, |_, answer, proxy| {
        proxy.edit_text(answer, |text| format!("{{\"data\":{text}}}"));
    }),
    Change::reply("json-with-more-behind", Must, READ, |_, answer, proxy| {
        proxy.edit_text(answer, |text| text + "{}");
    }),
    Change::reply(
        "json-with-byte-order-mark",
        Must,
        READ,
        |_, answer, proxy| {
            proxy.edit_text(answer, |text| format!("\u{feff}{text}"));
        },
    ),
    Change::reply(
        "json-with-members-twice",
        Should,
        &["SCHEMA-0*"],
        |_, answer, proxy| {
            proxy.edit_text(answer, |text| {
                text.replacen(
                    "\"responseDetails\":",
                    "\"responseDetails\":{\"status\":\"partial\"},\"responseDetails\":",
                    1,
                )
            });
        },
    ),
    Change::reply(
        "json-in-latin-1",
        Must,
        &["SCHEMA-*", "FIELDS-*", "CONSISTENCY-*", "JWE-00*"],
        |_, answer, proxy| {
            proxy.edit_bytes(answer, |text| {
                text.chars()
                    .map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?'))
                    .collect()
            });
        },
    ),
    Change::reply("json-with-comment", Must, READ, |_, answer, proxy| {
        proxy.edit_text(answer, |text| format!("/* answer */{text}"));
    }),
    Change::reply(
        "numbers-beyond-json",
        Must,
        &["TRANSACTIONS-*", "SCHEMA-*", "DETAILS-*"],
        |_, answer, proxy| {
            proxy.edit_text(answer, |text| {
                text.replacen("\"amount\":", "\"amount\":+", 1)
            });
        },
    ),
];
