//! The proxy: plain HTTP/1.1 on loopback, one change, one bank behind it.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use wire::jose::encrypt::{DecryptionKey, JweOptions, decrypt_compact, encrypt_compact};

use crate::change::{Change, How};
use crate::message::{Answer, Request};

/// As much head as the bank takes.
const HEAD_SIZE: usize = 96 * 1024;

/// The proxy's means and memory.
pub(crate) struct Proxy {
    change: &'static Change,
    bank: SocketAddr,
    client: reqwest::Client,
    keys: Vec<DecryptionKey>,
    kept: Mutex<HashMap<String, String>>,
    answers: Mutex<HashMap<String, Answer>>,
    numbers: Mutex<HashMap<String, HashMap<String, usize>>>,
    count: AtomicUsize,
}

/// A proxy that listens. It ends when this is dropped.
pub(crate) struct Listening(JoinHandle<()>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Proxy {
    pub(crate) fn new(
        change: &'static Change,
        bank: SocketAddr,
        client: reqwest::Client,
        keys: Vec<DecryptionKey>,
    ) -> Self {
        Self {
            change,
            bank,
            client,
            keys,
            kept: Mutex::default(),
            answers: Mutex::default(),
            numbers: Mutex::default(),
            count: AtomicUsize::new(0),
        }
    }

    /// Serves on this listener.
    pub(crate) fn serve(self, listener: TcpListener) -> Listening {
        let proxy = Arc::new(self);
        Listening(tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let proxy = Arc::clone(&proxy);
                tokio::spawn(async move {
                    let service = service_fn(move |request| {
                        let proxy = Arc::clone(&proxy);
                        async move { Ok::<_, Infallible>(proxy.respond(request).await) }
                    });
                    let mut builder = hyper::server::conn::http1::Builder::new();
                    builder.max_buf_size(HEAD_SIZE);
                    let _ = builder
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        }))
    }

    async fn respond(&self, request: hyper::Request<Incoming>) -> hyper::Response<Full<Bytes>> {
        let (head, _) = request.into_parts();
        let asked = Request {
            method: head.method,
            target: head
                .uri
                .path_and_query()
                .map_or("/", http::uri::PathAndQuery::as_str)
                .to_owned(),
            headers: head.headers,
        };
        let answer = self.answer(&asked).await;
        let mut response = hyper::Response::new(Full::new(Bytes::from(answer.body)));
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        response
    }

    async fn answer(&self, asked: &Request) -> Answer {
        match self.change.how {
            How::Ask(ask) => {
                let mut changed = asked.clone();
                ask(&mut changed, self);
                let answer = self.forward(&changed).await;
                self.learn(asked, &answer);
                answer
            }
            How::Both(ask, reply) => {
                let mut changed = asked.clone();
                ask(&mut changed, self);
                let mut answer = self.forward(&changed).await;
                reply(asked, &mut answer, self);
                answer
            }
            How::Reply(reply) => {
                let mut answer = self.forward(asked).await;
                reply(asked, &mut answer, self);
                answer
            }
            How::Instead(key) => {
                let key = key(asked, self);
                if let Some(answer) = key.as_ref().and_then(|key| self.known(key)) {
                    return answer;
                }
                let answer = self.forward(asked).await;
                if let Some(key) = key.filter(|_| answer.is_success()) {
                    let mut answers = self.answers.lock().expect("no holder panics");
                    answers.entry(key).or_insert_with(|| answer.clone());
                }
                answer
            }
        }
    }

    fn known(&self, key: &str) -> Option<Answer> {
        let answers = self.answers.lock().expect("no holder panics");
        answers.get(key).cloned()
    }

    async fn forward(&self, asked: &Request) -> Answer {
        let url = format!("http://{}{}", self.bank, asked.target);
        let mut headers = asked.headers.clone();
        for name in ["host", "connection", "content-length", "transfer-encoding"] {
            headers.remove(name);
        }
        let sent = self
            .client
            .request(asked.method.clone(), url)
            .headers(headers)
            .send()
            .await;
        let Ok(response) = sent else {
            return Answer {
                status: http::StatusCode::BAD_GATEWAY,
                headers: http::HeaderMap::new(),
                body: Vec::new(),
            };
        };
        let (status, mut headers) = (response.status(), response.headers().clone());
        for name in ["content-length", "transfer-encoding", "connection"] {
            headers.remove(name);
        }
        let body = response.bytes().await.unwrap_or_default().to_vec();
        Answer {
            status,
            headers,
            body,
        }
    }

    /// Keeps what a served request was sent with, so that it can be put into others.
    fn learn(&self, asked: &Request, answer: &Answer) {
        if !answer.is_success() {
            return;
        }
        let who = if asked.is_police() {
            "police"
        } else {
            "estate"
        };
        let case = asked.header("accountinforequestid").to_lowercase();
        let order = asked.header("additionalreferenceid");
        let reference = asked.path().split('/').nth(3).unwrap_or_default();
        let mut kept = self.kept.lock().expect("no holder panics");
        for (key, value) in [
            (format!("token {who}"), asked.header("authorization")),
            (format!("order {case}"), order),
            (format!("reference {case}"), reference),
        ] {
            if !value.is_empty() {
                kept.entry(key).or_insert_with(|| value.to_owned());
            }
        }
    }

    /// What was kept under this key.
    pub(crate) fn kept(&self, key: &str) -> Option<String> {
        let kept = self.kept.lock().expect("no holder panics");
        kept.get(key).cloned()
    }

    /// Keeps this value under the key.
    pub(crate) fn keep(&self, key: &str, value: &str) {
        let mut kept = self.kept.lock().expect("no holder panics");
        kept.insert(key.to_owned(), value.to_owned());
    }

    /// The number that something has within a group, by the order in which they came.
    pub(crate) fn number_of(&self, group: &str, name: &str) -> usize {
        let mut numbers = self.numbers.lock().expect("no holder panics");
        let group = numbers.entry(group.to_owned()).or_default();
        let next = group.len() + 1;
        *group.entry(name.to_owned()).or_insert(next)
    }

    /// The value that was told first under this key.
    pub(crate) fn first(&self, key: &str, value: &str) -> String {
        let mut kept = self.kept.lock().expect("no holder panics");
        kept.entry(key.to_owned())
            .or_insert_with(|| value.to_owned())
            .clone()
    }

    /// The answer that came first under this key.
    pub(crate) fn first_answer(&self, key: &str, answer: &Answer) -> Answer {
        let mut answers = self.answers.lock().expect("no holder panics");
        answers
            .entry(key.to_owned())
            .or_insert_with(|| answer.clone())
            .clone()
    }

    /// True for every so many calls.
    pub(crate) fn every(&self, number: usize) -> bool {
        (self.count.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(number)
    }

    /// The text of a served document, and the key it was encrypted to.
    pub(crate) fn open(&self, answer: &Answer) -> Option<(String, Option<&DecryptionKey>)> {
        if !answer.is_success() {
            return None;
        }
        let text = answer.text();
        if !answer.is_encrypted() {
            return Some((text, None));
        }
        self.keys.iter().find_map(|key| {
            let decrypted = decrypt_compact(&text, key).ok()?;
            let inside = String::from_utf8(decrypted.plaintext).ok()?;
            Some((inside, Some(key)))
        })
    }

    /// Changes the text of a document and encrypts it again as it was.
    pub(crate) fn edit_text(&self, answer: &mut Answer, change: impl FnOnce(String) -> String) {
        self.edit_bytes(answer, |text| change(text).into_bytes());
    }

    /// Changes the bytes of a document and encrypts them again as they were.
    pub(crate) fn edit_bytes(&self, answer: &mut Answer, change: impl FnOnce(String) -> Vec<u8>) {
        let Some((text, key)) = self.open(answer) else {
            return;
        };
        let changed = change(text);
        answer.body = match key {
            None => changed,
            Some(key) => seal(&changed, key, &JweOptions::default()).into_bytes(),
        };
    }

    /// Changes a document and encrypts it again as it was.
    pub(crate) fn edit(&self, answer: &mut Answer, change: impl FnOnce(&mut Value)) {
        self.edit_text(answer, |text| match serde_json::from_str(&text) {
            Ok(mut document) => {
                change(&mut document);
                document.to_string()
            }
            Err(_) => text,
        });
    }

    /// Encrypts an encrypted document again in another way.
    pub(crate) fn reseal(
        &self,
        answer: &mut Answer,
        how: impl FnOnce(&[u8], &DecryptionKey) -> String,
    ) {
        if let Some((text, Some(key))) = self.open(answer) {
            answer.body = how(text.as_bytes(), key).into_bytes();
        }
    }

    /// The key of another agency.
    pub(crate) fn other_key(&self, key: &DecryptionKey) -> &DecryptionKey {
        let own = key.public();
        let other = self
            .keys
            .iter()
            .find(|other| !other.public().public_eq(&own));
        other.expect("two services have two keys")
    }
}

/// Encrypts to the public half of a key.
pub(crate) fn seal(bytes: &[u8], key: &DecryptionKey, options: &JweOptions) -> String {
    encrypt_compact(bytes, &key.public(), options).expect("the keys of this test encrypt")
}
