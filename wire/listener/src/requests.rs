//! The last requests of a server, decoded when somebody looks at them.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Method, StatusCode};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// How many are kept.
const MOST: usize = 100;
/// How much of an answer is kept, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;
/// Longest reason in a log line, in characters.
const LONGEST_REASON: usize = 300;

/// A request and its answer.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What it belongs to, e.g. an endpoint.
    pub label: &'static str,
    /// Method.
    pub method: Method,
    /// Path of the target.
    pub path: String,
    /// Query of the target.
    pub query: String,
    /// Headers; `Authorization` is not shown.
    pub headers: HeaderMap,
    /// Who asked, where that is known.
    pub who: Option<String>,
    /// Signed texts of request and answer, whose claims are shown, each under a name.
    pub signed: Vec<(&'static str, String)>,
    /// Status of the answer.
    pub status: StatusCode,
    /// Media type of the answer.
    pub media_type: String,
    /// The answer, in clear.
    pub answer: Bytes,
    /// Why it was refused.
    pub reason: Option<String>,
    /// What was accepted although the documents describe another form.
    pub warnings: Vec<&'static str>,
}

/// The last requests, the newest first.
#[derive(Debug, Default)]
pub struct Requests(Mutex<Ring>);

#[derive(Debug, Default)]
struct Ring {
    kept: VecDeque<(u64, Timestamp, Kept)>,
    last: u64,
}

impl Requests {
    /// Keeps a request, and forgets the oldest.
    pub fn add(&self, mut kept: Kept) {
        if kept.answer.len() > LONGEST_ANSWER {
            // A copy, so that the whole answer is not kept for a part of it.
            kept.answer = Bytes::copy_from_slice(&kept.answer[..LONGEST_ANSWER]);
        }
        let mut ring = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ring.kept.truncate(MOST - 1);
        ring.last += 1;
        let last = ring.last;
        ring.kept.push_front((last, Timestamp::now(), kept));
    }

    /// Forgets all of them.
    pub fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Ring::default();
    }

    /// Those after the one that the query `after=…` names, or all where it names none or one that was forgotten with a restart.
    pub fn json(&self, query: &str) -> Value {
        let ring = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let after = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("after=")?.parse().ok());
        let after = after.filter(|after| *after <= ring.last).unwrap_or(0);
        let kept: Vec<_> = ring
            .kept
            .iter()
            .take_while(|(id, ..)| *id > after)
            .cloned()
            .collect();
        drop(ring);
        kept.iter()
            .map(|(id, time, kept)| kept.json(*id, *time))
            .collect()
    }
}

impl Kept {
    fn json(&self, id: u64, time: Timestamp) -> Value {
        let shown = self
            .headers
            .iter()
            .filter(|(name, _)| *name != AUTHORIZATION);
        let headers: Map<String, Value> = shown
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    String::from_utf8_lossy(value.as_bytes()).into(),
                )
            })
            .collect();
        let answer: Value = serde_json::from_slice(&self.answer)
            .unwrap_or_else(|_not_json| String::from_utf8_lossy(&self.answer).into());
        let mut all = json!({
            "id": id,
            "time": time.to_string(),
            "of": self.label,
            "method": self.method.as_str(),
            "path": self.path,
            "query": self.query,
            "headers": headers,
            "who": self.who,
            "status": self.status.as_u16(),
            "mediaType": self.media_type,
            "answer": answer,
            "reason": self.reason,
            "warnings": self.warnings,
        });
        for (name, compact) in &self.signed {
            all[*name] = claims(compact);
        }
        all
    }
}

/// What a signed text says, whether or not its signature is right.
pub fn claims(compact: &str) -> Value {
    let payload = compact.split('.').nth(1);
    let payload = payload.and_then(|payload| URL_SAFE_NO_PAD.decode(payload).ok());
    payload
        .and_then(|payload| serde_json::from_slice(&payload).ok())
        .unwrap_or_default()
}

/// Why a request was refused, in the words of the answer: the members of these names, the first that there is.
pub fn reason(status: StatusCode, body: &[u8], members: &[&[&str]]) -> Option<String> {
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let words = |names: &&[&str]| {
        let words: Option<Vec<&str>> = names.iter().map(|name| answer[*name].as_str()).collect();
        words.map(|words| words.join(" "))
    };
    let text = members.iter().find_map(words);
    let text = text.unwrap_or_else(|| String::from_utf8_lossy(body).into_owned());
    Some(text.chars().take(LONGEST_REASON).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(path: &str) -> Kept {
        let headers = [(AUTHORIZATION, "Bearer secret".parse().expect("a header"))];
        Kept {
            label: "none",
            method: Method::GET,
            path: path.to_owned(),
            query: String::new(),
            headers: HeaderMap::from_iter(headers),
            who: None,
            signed: vec![("token", "e30.eyJleHAiOjF9.x".to_owned())],
            status: StatusCode::OK,
            media_type: "application/json".to_owned(),
            answer: Bytes::from_static(b"{\"a\":1}"),
            reason: None,
            warnings: Vec::new(),
        }
    }

    #[test]
    fn a_request_is_shown_with_claims_and_answer_and_without_its_token() {
        let requests = Requests::default();
        requests.add(kept("/x"));
        let all = requests.json("");
        assert_eq!(
            (&all[0]["token"]["exp"], &all[0]["answer"]["a"]),
            (&json!(1), &json!(1))
        );
        assert!(!all.to_string().contains("secret"));
    }

    #[test]
    fn the_last_hundred_are_kept_the_newest_first() {
        let requests = Requests::default();
        for number in 0..102 {
            requests.add(kept(&format!("/{number}")));
        }
        let all = requests.json("");
        assert_eq!(
            (all.as_array().map(Vec::len), &all[0]["path"]),
            (Some(100), &json!("/101"))
        );
    }

    #[test]
    fn whoever_has_seen_some_gets_the_later_ones() {
        let requests = Requests::default();
        for path in ["/1", "/2"] {
            requests.add(kept(path));
        }
        let later = requests.json("after=1");
        assert_eq!(
            (later.as_array().map(Vec::len), &later[0]["path"]),
            (Some(1), &json!("/2"))
        );
        assert_eq!(requests.json("after=9").as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn an_answer_that_is_very_long_is_kept_in_part() {
        let requests = Requests::default();
        requests.add(Kept {
            answer: vec![b'a'; 10 * LONGEST_ANSWER].into(),
            ..kept("/x")
        });
        assert_eq!(
            requests.json("")[0]["answer"].as_str().map(str::len),
            Some(LONGEST_ANSWER)
        );
    }

    #[test]
    fn the_reason_of_a_refusal_is_its_description() {
        let body =
            br#"{"error": "invalid_grant", "error_description": "the claim exp is missing"}"#;
        let members: &[&[&str]] = &[&["code", "message"], &["error_description"]];
        let of = |status| reason(status, body, members);
        assert_eq!(
            of(StatusCode::BAD_REQUEST).as_deref(),
            Some("the claim exp is missing")
        );
        assert_eq!(of(StatusCode::OK), None);
    }
}
