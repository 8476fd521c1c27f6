//! A bank that answers from a script and remembers what it was asked.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use mock_agency::retrieval::{AgencyIdentity, Bank, http_client};
use openssl::pkey::{PKey, Public};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use wire::jose::encrypt::{JweOptions, encrypt_compact};

/// A call that came in.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    /// How often this path and query had been asked before.
    pub(crate) earlier: usize,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The part of the path below the base URL.
    pub(crate) fn below(&self) -> &str {
        self.path.strip_prefix("/bank/v2").unwrap_or(&self.path)
    }
}

/// What the script says.
pub(crate) enum Say {
    /// This document, encrypted to the agency.
    Document(Value),
    /// A refusal.
    Refuse(u16, &'static str),
    /// Bytes of a media type.
    Bytes(&'static str, Vec<u8>),
    /// A redirect.
    Redirect(String),
    /// A refusal that asks for a pause of so many seconds.
    Later(u16, u32),
}

type Script = Box<dyn Fn(&Asked) -> Say + Send + Sync>;

pub(crate) struct ScriptedBank {
    pub(crate) bank: Bank,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl ScriptedBank {
    /// Starts a bank that encrypts to this agency.
    pub(crate) async fn start(
        agency: &AgencyIdentity,
        script: impl Fn(&Asked) -> Say + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/bank/v2", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let desk = Arc::new(Desk {
            script: Box::new(script),
            asked: Arc::clone(&asked),
            key: agency.decryption_key.public(),
        });
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let desk = Arc::clone(&desk);
                let service = service_fn(move |request| {
                    let answer = desk.answer(&request);
                    async move { Ok::<_, Infallible>(answer) }
                });
                tokio::spawn(
                    hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service),
                );
            }
        });
        let bank = Bank {
            orgno: "310000027".to_owned(),
            base_url,
            http: http_client(None).unwrap(),
        };
        Self { bank, asked }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Paths below the base URL in the order in which they were asked.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.asked()
            .iter()
            .map(|asked| asked.below().to_owned())
            .collect()
    }
}

struct Desk {
    script: Script,
    asked: Arc<Mutex<Vec<Asked>>>,
    key: PKey<Public>,
}

impl Desk {
    fn answer(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let (path, query) = (
            request.uri().path().to_owned(),
            request.uri().query().unwrap_or_default().to_owned(),
        );
        let mut all = self.asked.lock().unwrap();
        let earlier = all
            .iter()
            .filter(|asked| asked.path == path && asked.query == query)
            .count();
        all.push(Asked {
            path,
            query,
            headers: request.headers().clone(),
            earlier,
        });
        let asked = all.last().unwrap().clone();
        drop(all);
        let response = Response::builder();
        match (self.script)(&asked) {
            Say::Document(document) => {
                let jwe = encrypt_compact(
                    document.to_string().as_bytes(),
                    &self.key,
                    &JweOptions::default(),
                )
                .unwrap();
                response
                    .header("content-type", "application/jose")
                    .body(Full::from(jwe))
            }
            Say::Bytes(media_type, bytes) => response
                .header("content-type", media_type)
                .body(Full::from(bytes)),
            Say::Refuse(status, code) => response.status(status).body(refusal(code)),
            Say::Later(status, seconds) => response
                .status(status)
                .header("retry-after", seconds)
                .body(refusal("ACC-022")),
            Say::Redirect(to) => response
                .status(302)
                .header("location", to)
                .body(Full::default()),
        }
        .unwrap()
    }
}

fn refusal(code: &str) -> Full<Bytes> {
    Full::from(json!({"code": code, "message": "no"}).to_string())
}
