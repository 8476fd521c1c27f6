//! Maskinporten's keys, the police's keys, `CertPub` and the person registry in one small server.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper_util::rt::{TokioExecutor, TokioIo};
use jiff::{SignedDuration, Timestamp};
use mock_bank::{OrderRoot, RegisterAddresses};
use openssl::pkey::{PKey, Private};
use openssl::x509::X509;
use serde_json::{Value, json};
use wire::jose::sign::SigningKey;
use wire::keys::KeyStore;
use wire::pki::{Authority, Subject, Validity};
use wire::population::{Guardianship, notices, population};

/// What the registers answer with; tests may change it.
pub(crate) struct Holdings {
    pub(crate) issuer_keys: Vec<Value>,
    pub(crate) police_keys: Vec<Value>,
    pub(crate) agency_certificate: X509,
}

/// The server, and every private key behind its answers.
pub(crate) struct Registers {
    pub(crate) address: SocketAddr,
    pub(crate) holdings: Arc<Mutex<Holdings>>,
    pub(crate) issuer_key: SigningKey,
    pub(crate) police_key: SigningKey,
    pub(crate) foreign_key: SigningKey,
    /// The client of every agency on these registers; setting up its TLS is slow.
    pub(crate) client: reqwest::Client,
    pub(crate) agency_key: PKey<Private>,
    pub(crate) root: Authority,
    pub(crate) intermediate: Authority,
}

pub(crate) const UNIT: &str = "Påtalemyndigheten";
pub(crate) const NAME_IN_TEST: &str = "Godkjenning av utleveringspålegg TEST";
pub(crate) const NAME_IN_PRODUCTION: &str = "Godkjenning av utleveringspålegg";

pub(crate) fn key(name: &str) -> PKey<Private> {
    KeyStore::user_cache()
        .unwrap()
        .rsa(&format!("mock-bank-test-{name}"))
        .unwrap()
}

pub(crate) fn signing_key(name: &str) -> SigningKey {
    SigningKey::from_pkey(key(name))
}

/// From `from` days before now to `to` days after.
pub(crate) fn valid(from: i64, to: i64) -> Validity {
    let now = Timestamp::now();
    Validity {
        not_before: now - SignedDuration::from_hours(24 * from),
        not_after: now + SignedDuration::from_hours(24 * to),
    }
}

pub(crate) fn subject(unit: &str, name: &str) -> Subject {
    Subject {
        organisation: Some("Prøvepolitiet".to_owned()),
        organisational_unit: Some(unit.to_owned()),
        common_name: name.to_owned(),
        serial_number: None,
    }
}

/// A JWK with this key, and these certificates if there are any.
pub(crate) fn jwk(kid: &str, key: &SigningKey, chain: &[X509]) -> Value {
    let members = wire::jose::jwk::rsa_members(&key.public()).unwrap();
    let mut jwk = json!({"kty": "RSA", "use": "sig", "kid": kid, "n": members.n, "e": members.e});
    if !chain.is_empty() {
        let x5c: Vec<String> = chain
            .iter()
            .map(|one| openssl::base64::encode_block(&one.to_der().unwrap()))
            .collect();
        jwk["x5c"] = json!(x5c);
    }
    jwk
}

impl Registers {
    pub(crate) async fn start() -> Self {
        let root =
            Authority::root(&subject("Rot", "Prøverot"), valid(400, 4000), key("root")).unwrap();
        let intermediate = root
            .intermediate(
                &subject("Mellom", "Prøveutsteder"),
                valid(300, 3000),
                key("intermediate"),
                true,
            )
            .unwrap();
        let police_key = signing_key("police");
        let issuer_key = signing_key("issuer");
        let agency_key = key("agency");
        let public = |key: &PKey<Private>| SigningKey::from_pkey(key.clone()).public();
        let agency_certificate = intermediate
            .issue(
                &subject("Etat", "Prøveetat"),
                valid(10, 100),
                &public(&agency_key),
                &[],
            )
            .unwrap();
        let leaf = intermediate
            .issue(
                &subject(UNIT, NAME_IN_TEST),
                valid(10, 100),
                &police_key.public(),
                &[],
            )
            .unwrap();
        let chain = [leaf, intermediate.certificate.clone()];
        let holdings = Arc::new(Mutex::new(Holdings {
            issuer_keys: vec![jwk("issuer-1", &issuer_key, &[])],
            police_keys: vec![jwk("police-1", &police_key, &chain)],
            agency_certificate,
        }));
        let address = serve(Arc::clone(&holdings)).await;
        Self {
            address,
            holdings,
            issuer_key,
            police_key,
            foreign_key: signing_key("foreign"),
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            agency_key,
            root,
            intermediate,
        }
    }

    /// Puts a police key with these certificates into the police's key set.
    pub(crate) fn add_police_key(&self, kid: &str, key: &SigningKey, chain: &[X509]) {
        self.holdings
            .lock()
            .unwrap()
            .police_keys
            .push(jwk(kid, key, chain));
    }

    pub(crate) fn issuer(&self) -> String {
        format!("http://{}/", self.address)
    }

    pub(crate) fn addresses(&self) -> RegisterAddresses {
        let base = format!("http://{}", self.address);
        RegisterAddresses {
            issuer: self.issuer(),
            jwks_uri: format!("{base}/jwk"),
            order_root: OrderRoot::Pem(self.root.certificate.to_pem().unwrap()),
            police_jwks_uri: format!("{base}/police.json"),
            certpub_locator: base.clone(),
            person_registry: base.clone(),
            bankruptcy_register: base,
        }
    }
}

async fn serve(holdings: Arc<Mutex<Holdings>>) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let holdings = Arc::clone(&holdings);
            stream.set_nodelay(true).unwrap();
            tokio::spawn(async move {
                let service =
                    hyper::service::service_fn(move |request: Request<hyper::body::Incoming>| {
                        let (status, body) =
                            answer(&holdings.lock().unwrap(), address, request.uri().path());
                        let mut response = Response::new(Full::new(Bytes::from(body)));
                        *response.status_mut() = status;
                        async move { Ok::<_, Infallible>(response) }
                    });
                let _ = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new())
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    });
    address
}

fn answer(holdings: &Holdings, address: SocketAddr, path: &str) -> (StatusCode, String) {
    let found = if path == "/jwk" {
        Some(json!({"keys": holdings.issuer_keys}).to_string())
    } else if path == "/police.json" {
        Some(json!({"keys": holdings.police_keys}).to_string())
    } else if path.starts_with("/lookup/v2/iso6523-actorid-upis::0192:") {
        Some(json!({"difi-bcp-v1": format!("http://{address}/publisher/")}).to_string())
    } else if path.starts_with("/publisher/api/v1/") {
        Some(process(&holdings.agency_certificate))
    } else if path == "/konkursvarsler" {
        Some(bankruptcies())
    } else {
        path.strip_prefix("/folkeregisteret/api/finans/v1/personer/")
            .and_then(person)
    };
    found.map_or((StatusCode::NOT_FOUND, String::new()), |body| {
        (StatusCode::OK, body)
    })
}

fn process(certificate: &X509) -> String {
    let base64 = openssl::base64::encode_block(&certificate.to_der().unwrap());
    format!(
        r#"<Process xmlns="urn:fdc:difi.no:2017:virksert:v1"><Certificate serialNumber="1" expire="1">{base64}</Certificate></Process>"#
    )
}

fn person(id: &str) -> Option<String> {
    let people = population(1, wire::dates::today());
    let person = people.iter().find(|person| person.id.as_str() == id)?;
    let status = if person.deceased { "doed" } else { "bosatt" };
    let mut body = json!({"status": [{"status": status, "erGjeldende": true}]});
    if let Some(date) = person.date_of_death {
        body["doedsfall"] = json!({"doedsdato": date.to_string(), "erGjeldende": true});
    }
    if let Some(date) = person.withdrawn_death {
        body["status"] = json!([
            {"status": "doed", "erGjeldende": false},
            {"status": "bosatt", "erGjeldende": true},
        ]);
        body["doedsfall"] = json!({"doedsdato": date.to_string(), "erGjeldende": false});
    }
    body["vergemaalEllerFremtidsfullmakt"] =
        person.guardianships.iter().map(guardianship).collect();
    Some(body.to_string())
}

fn guardianship(one: &Guardianship) -> Value {
    let instant = |date| wire::dates::start_of_day(date).to_string();
    let tasks = one.tasks.iter().map(
        |task| json!({"vergeTjenestevirksomhet": task.agency, "vergeTjenesteoppgave": task.task}),
    );
    let mut entry = json!({
        "vergemaaltype": one.kind,
        "gyldighetstidspunkt": instant(one.from),
        "erGjeldende": one.is_in_force(wire::dates::today()),
        "verge": {
            "foedselsEllerDNummer": one.guardian.as_ref().map(wire::identifiers::NationalId::as_str),
            "tjenesteomraade": tasks.collect::<Vec<_>>(),
        },
    });
    if let Some(to) = one.to {
        entry["opphoerstidspunkt"] = json!(instant(to.tomorrow().unwrap()));
    }
    entry
}

fn bankruptcies() -> String {
    let today = wire::dates::today();
    let notices = notices(&population(1, today), today);
    let entries: Vec<_> = notices
        .iter()
        .map(|one| {
            json!({"type": one.kind.name(), "registreringstidspunkt": one.registered,
                "kjennelsesdato": one.ruling, "debitor": one.debtor.as_str()})
        })
        .collect();
    json!({"_embedded": {"konkursvarsler": entries}}).to_string()
}
