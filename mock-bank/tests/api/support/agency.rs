//! An agency that sends valid requests, and requests with one change.

use jiff::Timestamp;
use jiff::civil::Date;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;
use wire::dates;
use wire::jose::encrypt::{DecryptionKey, decrypt_compact};
use wire::jose::sign::{SignatureAlgorithm, SigningKey, sign_compact};
use wire::population::{Person, PopulationRole, population};

use super::Registers;

/// What an agency needs to ask.
pub(crate) struct Agency {
    pub(crate) client: reqwest::Client,
    pub(crate) base_url: String,
    pub(crate) issuer: String,
    pub(crate) issuer_key: SigningKey,
    pub(crate) police_key: SigningKey,
    pub(crate) decryption_key: DecryptionKey,
    pub(crate) people: Vec<Person>,
}

/// A request before it is sent; every part may be changed.
#[derive(Clone)]
pub(crate) struct Ask {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) token_header: Value,
    pub(crate) token: Value,
    pub(crate) order_header: Value,
    pub(crate) order: Value,
    pub(crate) sends_order: bool,
    /// Instead of a token that is made.
    pub(crate) authorization: Option<String>,
    /// Instead of an order that is made.
    pub(crate) order_text: Option<String>,
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) media_type: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    /// Status and code of a refusal.
    pub(crate) fn refusal(&self) -> (u16, String) {
        (
            self.status,
            self.json()["code"].as_str().unwrap_or_default().to_owned(),
        )
    }

    pub(crate) fn message(&self) -> String {
        self.json()["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}

pub(crate) const CRIMINAL: &str = "Straffeprosessloven §210 (3) første punktum";
pub(crate) const MISSING: &str = "Straffeprosessloven §210 (3) andre punktum";
pub(crate) const CRIMINAL_REASON: &str = "Opplysningene antas å ha betydning som bevis i straffesak der noen med skjellig grunn kan mistenkes for en straffbar handling.";
pub(crate) const OED: &str =
    "Arveloven § 92 første ledd og § 118, jf. § 88 a, jf. forskrift om Digitalt dødsbo";

impl Agency {
    pub(crate) fn new(base_url: &str, registers: &Registers) -> Self {
        Self {
            client: registers.client.clone(),
            base_url: base_url.to_owned(),
            issuer: registers.issuer(),
            issuer_key: registers.issuer_key.clone(),
            police_key: registers.police_key.clone(),
            decryption_key: DecryptionKey::from_pkey(registers.agency_key.clone()),
            people: population(1, dates::today()),
        }
    }

    pub(crate) fn person(&self, role: PopulationRole) -> &Person {
        self.people
            .iter()
            .find(|person| person.role == role)
            .unwrap()
    }

    pub(crate) fn persons(&self, role: PopulationRole) -> Vec<&Person> {
        self.people
            .iter()
            .filter(|person| person.role == role)
            .collect()
    }

    fn token(&self, orgno: &str) -> Value {
        let now = Timestamp::now().as_second();
        json!({
            "iss": self.issuer, "aud": self.base_url, "scope": "bits:kontoinformasjon", "client_id": "client",
            "iat": now, "exp": now + 120, "jti": Uuid::new_v4(), "token_type": "Bearer",
            "consumer": {"authority": "iso6523-actorid-upis", "ID": format!("0192:{orgno}")},
        })
    }

    fn ask(&self, orgno: &str, mandate: &str, party: &str, from: Date, to: Date) -> Ask {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Ask {
            method: Method::GET,
            path: "/accounts".to_owned(),
            query: vec![
                pair("OnlyPrimaryOwner", "true"),
                pair("fromDate", &from.to_string()),
                pair("toDate", &to.to_string()),
            ],
            headers: vec![
                pair("AccountInfoRequestID", &Uuid::new_v4().to_string()),
                pair("CorrelationID", &Uuid::new_v4().to_string()),
                pair("Legal-Mandate", &wire::mandate::encode(mandate)),
                pair("PartyID", party),
                pair("Accept", "application/json"),
            ],
            token_header: json!({"alg": "RS256", "kid": "issuer-1"}),
            token: self.token(orgno),
            order_header: json!({"alg": "PS256", "typ": "JWT", "kid": "police-1"}),
            order: Value::Null,
            sends_order: false,
            authorization: None,
            order_text: None,
        }
    }

    /// A right request of the police for the accounts of a party over ten years.
    pub(crate) fn police(&self, party: &str) -> Ask {
        let today = dates::today();
        let from = dates::years_before(today, 10);
        let mut ask = self.ask("915429785", CRIMINAL, party, from, today);
        ask.headers
            .push(("RequesterID".to_owned(), "p-17".to_owned()));
        ask.headers
            .push(("AdditionalReferenceIDType".to_owned(), "pol1".to_owned()));
        let now = Timestamp::now().as_second();
        let case = ask.header("AccountInfoRequestID").to_owned();
        ask.order = json!({
            "extraditionOrderID": Uuid::new_v4(), "version": "1.0.0", "partyID": party, "mandate": CRIMINAL,
            "reason": CRIMINAL_REASON, "fromDate": from.to_string(), "toDate": today.to_string(), "onlyPrimaryOwner": false,
            "accountList": true, "accountDetails": true, "transactions": true, "cards": true, "roles": true,
            "district": {"districtID": "201", "districtLabel": "Oslo politidistrikt"},
            "approval": {"approvedByID": "X1", "approvedByName": "PRØVE JURIST", "approvedByRole": "Politiadvokat",
                "approvalTimestamp": Timestamp::from_second(now - 3600).unwrap().to_string()},
            "caseID": case, "exp": now + 86_400,
        });
        ask.sends_order = true;
        ask
    }

    /// A right request of Digdir for the accounts of somebody dead, from three months before the death.
    pub(crate) fn oed(&self, person: &Person) -> Ask {
        let today = dates::today();
        let from = person
            .date_of_death
            .map_or(today, |day| dates::months_before(day, 3));
        self.ask("974720760", OED, person.id.as_str(), from, today)
    }

    /// A right request of a service by its profile for the accounts of a party.
    pub(crate) fn of_service(&self, service: &str, party: &str, period: (Date, Date)) -> Ask {
        let profiles = wire::profile::builtin_services();
        let profile = profiles.iter().find(|one| one.id == service).unwrap();
        let mandate = &profile.mandates[0].text;
        self.ask(profile.orgno(), mandate, party, period.0, period.1)
    }

    /// The request with its token and order made.
    pub(crate) fn prepare(&self, ask: &Ask) -> reqwest::Request {
        let token = sign_compact(
            &ask.token_header,
            &ask.token,
            &self.issuer_key,
            SignatureAlgorithm::Rs256,
        )
        .unwrap();
        let authorization = ask
            .authorization
            .clone()
            .unwrap_or_else(|| format!("Bearer {token}"));
        let mut url = reqwest::Url::parse(&format!(
            "{}{}",
            self.base_url.trim_end_matches('/'),
            ask.path
        ))
        .unwrap();
        if !ask.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&ask.query);
        }
        let mut request = self.client.request(ask.method.clone(), url);
        if !authorization.is_empty() {
            request = request.header("Authorization", authorization);
        }
        for (name, value) in &ask.headers {
            request = request.header(name, value);
        }
        if ask.sends_order {
            let order = ask
                .order_text
                .clone()
                .unwrap_or_else(|| self.order(ask, &self.police_key));
            request = request.header("AdditionalReferenceID", order);
        }
        request.build().unwrap()
    }

    pub(crate) async fn send(&self, ask: &Ask) -> Answer {
        read(self.client.execute(self.prepare(ask)).await.unwrap()).await
    }

    /// Follows a link, with the headers of the request it came from.
    pub(crate) async fn follow(&self, ask: &Ask, href: &str) -> Answer {
        let mut next = ask.clone();
        let (path, query) = href.split_once('?').unwrap();
        next.path = path.to_owned();
        next.query = query
            .split('&')
            .map(|pair| pair.split_once('=').unwrap())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        self.send(&next).await
    }

    #[expect(clippy::unused_self, reason = "it is the agency that does it")]
    pub(crate) fn order(&self, ask: &Ask, key: &SigningKey) -> String {
        sign_compact(
            &ask.order_header,
            &ask.order,
            key,
            SignatureAlgorithm::Ps256,
        )
        .unwrap()
    }

    pub(crate) fn decrypt(&self, answer: &Answer) -> Value {
        let text = std::str::from_utf8(&answer.body).unwrap();
        serde_json::from_slice(
            &decrypt_compact(text, &self.decryption_key)
                .unwrap()
                .plaintext,
        )
        .unwrap()
    }

    /// The request of the same case for an account and its references.
    #[expect(clippy::unused_self, reason = "it is the agency that does it")]
    pub(crate) fn account(&self, ask: &Ask, reference: &str, rest: &str) -> Ask {
        let mut other = ask.clone();
        other.path = format!("/accounts/{reference}{rest}");
        other.query.retain(|(name, _)| name != "OnlyPrimaryOwner");
        other.without("PartyID")
    }

    /// The references of the accounts in the list.
    pub(crate) async fn references(&self, ask: &Ask) -> Vec<String> {
        let answer = self.send(ask).await;
        assert_eq!(
            answer.status,
            200,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
        answer.json()["accounts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["accountReference"].as_str().unwrap().to_owned())
            .collect()
    }
}

async fn read(response: reqwest::Response) -> Answer {
    Answer {
        status: response.status().as_u16(),
        media_type: response
            .headers()
            .get("content-type")
            .map(|value| value.to_str().unwrap().to_owned())
            .unwrap_or_default(),
        body: response.bytes().await.unwrap().to_vec(),
    }
}

impl Ask {
    pub(crate) fn header(&self, name: &str) -> &str {
        &self
            .headers
            .iter()
            .find(|(known, _)| known == name)
            .unwrap()
            .1
    }

    /// With a header of another value.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a header once more.
    pub(crate) fn and(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    pub(crate) fn query(mut self, name: &str, value: &str) -> Self {
        self.query.retain(|(known, _)| known != name);
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without_query(mut self, name: &str) -> Self {
        self.query.retain(|(known, _)| known != name);
        self
    }

    /// With a claim of the token changed; null removes it.
    pub(crate) fn token(mut self, name: &str, value: Value) -> Self {
        set(&mut self.token, name, value);
        self
    }

    pub(crate) fn token_header(mut self, name: &str, value: Value) -> Self {
        set(&mut self.token_header, name, value);
        self
    }

    /// With a claim of the order changed; null removes it.
    pub(crate) fn order(mut self, path: &str, value: Value) -> Self {
        match path.split_once('.') {
            Some((parent, name)) => set(&mut self.order[parent], name, value),
            None => set(&mut self.order, path, value),
        }
        self
    }

    pub(crate) fn order_header(mut self, name: &str, value: Value) -> Self {
        set(&mut self.order_header, name, value);
        self
    }
}

fn set(object: &mut Value, name: &str, value: Value) {
    let members = object.as_object_mut().unwrap();
    if value.is_null() {
        members.shift_remove(name);
    } else {
        members.insert(name.to_owned(), value);
    }
}
