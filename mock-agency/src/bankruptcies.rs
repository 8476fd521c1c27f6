//! Konkursvarsel: the register of bankruptcies as HAL (DSOP Konkursvarsel, API documentation 1.1.1).
//!
//! The real register asks for an enterprise certificate; here none is needed.

use std::sync::{Arc, PoisonError, RwLock};

use http::{HeaderValue, Method, StatusCode, header};
use jiff::Timestamp;
use listener::{ReceivedRequest, Reply, text};
use openssl::sha::sha256;
use serde_json::{Value, json};
use uuid::Uuid;
use wire::population::{Notice, NoticeKind};

use crate::joined::JoinedPeople;
use crate::journal::Register;
use crate::reply;

/// Where the register is.
pub(crate) const PATH: &str = "/konkursvarsel";
const LIST: &str = "/konkursvarsler";
const SINCE: &str = "/konkursvarsler/oppdatert/";

/// The register of bankruptcies.
pub(crate) struct Bankruptcies {
    base: String,
    /// An empty list is written as `[]` in place of being left out; HAL permits both.
    empty_list: bool,
    notices: RwLock<Vec<Notice>>,
    joined: Arc<JoinedPeople>,
}

impl Bankruptcies {
    /// `base` is the address of all registers, without trailing slash.
    pub(crate) fn new(
        base: &str,
        empty_list: bool,
        mut notices: Vec<Notice>,
        joined: Arc<JoinedPeople>,
    ) -> Self {
        notices.sort_by_key(|notice| notice.registered);
        Self {
            base: format!("{base}{PATH}"),
            empty_list,
            notices: RwLock::new(notices),
            joined,
        }
    }

    /// Which register a path belongs to.
    pub(crate) fn serves(path: &str) -> Option<Register> {
        let below = path.strip_prefix(PATH)?;
        (below.is_empty() || below.starts_with('/')).then_some(Register::Konkursvarsel)
    }

    /// Registers a notice.
    pub(crate) fn add(&self, notice: Notice) {
        let mut notices = self.notices.write().unwrap_or_else(PoisonError::into_inner);
        notices.push(notice);
        notices.sort_by_key(|notice| notice.registered);
    }

    /// Registers these notices in place of those that there are.
    pub(crate) fn set(&self, mut new: Vec<Notice>) {
        new.sort_by_key(|notice| notice.registered);
        *self.notices.write().unwrap_or_else(PoisonError::into_inner) = new;
    }

    /// The answer to a request to the register.
    pub(crate) fn answer(&self, request: &ReceivedRequest) -> Reply {
        if request.method != Method::GET {
            return reply::not_allowed("GET");
        }
        let path = request.uri.path();
        let below = path.strip_prefix(PATH).unwrap_or_default();
        let Ok(below) = wire::mandate::decode(below) else {
            return text(
                StatusCode::BAD_REQUEST,
                "the path is not percent-encoded UTF-8",
            );
        };
        if below.is_empty() || below == "/" {
            return hal(StatusCode::OK, &self.root());
        }
        if below == LIST {
            return hal(StatusCode::OK, &self.list(LIST, None));
        }
        match below.strip_prefix(SINCE) {
            Some(instant) => self.since(instant, request.received),
            None => self.one(&below),
        }
    }

    fn root(&self) -> Value {
        json!({"_links": {
            "self": {"href": format!("{}/", self.base)},
            "konkursvarsler": {"href": format!("{}{LIST}", self.base)},
            "oppdatert": {
                "href": format!("{}{SINCE}{{registreringstidspunkt}}", self.base),
                "templated": true,
            },
        }})
    }

    fn since(&self, instant: &str, now: Timestamp) -> Reply {
        match instant.parse::<Timestamp>() {
            Ok(after) => hal(
                StatusCode::OK,
                &self.list(&format!("{SINCE}{instant}"), Some(after)),
            ),
            Err(_malformed) => refusal(
                StatusCode::BAD_REQUEST,
                "registreringstidspunkt is not a time with offset",
                now,
            ),
        }
    }

    /// All notices, those about people of the banks with them, in order of registration.
    fn all(&self) -> Vec<Notice> {
        let own = self.notices.read().unwrap_or_else(PoisonError::into_inner);
        let mut all = own.clone();
        all.extend_from_slice(&self.joined.declared().notices);
        all.sort_by_key(|notice| notice.registered);
        all
    }

    /// All notices, or those that were registered after an instant.
    fn list(&self, path: &str, after: Option<Timestamp>) -> Value {
        let notices = self.all();
        let entries: Vec<Value> = notices
            .iter()
            .filter(|notice| after.is_none_or(|after| notice.registered > after))
            .map(|notice| self.entry(notice))
            .collect();
        let mut list = json!({"_links": {"self": {"href": format!("{}{path}", self.base)}}});
        if !entries.is_empty() || self.empty_list {
            list["_embedded"] = json!({"konkursvarsler": entries});
        }
        list
    }

    fn one(&self, below: &str) -> Reply {
        let notices = self.all();
        let wanted = below
            .strip_prefix(LIST)
            .and_then(|rest| rest.strip_prefix('/'))
            .and_then(|id| Uuid::try_parse(id).ok());
        let found = notices.iter().find(|notice| Some(id(notice)) == wanted);
        match found {
            Some(notice) => hal(StatusCode::OK, &self.record(notice)),
            None => refusal(
                StatusCode::NOT_FOUND,
                "there is no such notice",
                wire::dates::now(),
            ),
        }
    }

    fn entry(&self, notice: &Notice) -> Value {
        let id = id(notice);
        json!({
            "uuid": id,
            "type": notice.kind.name(),
            "registreringstidspunkt": milliseconds(notice.registered),
            "kjennelsesdato": notice.ruling,
            "debitor": notice.debtor.as_str(),
            "_links": {"self": {"href": format!("{}{LIST}/{id}", self.base)}},
        })
    }

    /// The full data set, as far as its members are known.
    fn record(&self, notice: &Notice) -> Value {
        let mut record = self.entry(notice);
        record["konkursgrunnlag"] = json!("B");
        record["avviklingskode"] = json!("TVOV");
        if notice.kind == NoticeKind::Closing {
            record["innstillingsdato"] = json!(notice.ruling);
            record["avslutningskode"] = json!("M");
        }
        record
    }
}

/// Stays the same as long as the notice does.
fn id(notice: &Notice) -> Uuid {
    let text = format!(
        "{} {} {} {}",
        notice.debtor,
        notice.kind.name(),
        notice.ruling,
        notice.registered
    );
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&sha256(text.as_bytes())[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// UTC, with milliseconds and `Z`.
fn milliseconds(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

fn hal(status: StatusCode, document: &Value) -> Reply {
    let mut reply = reply::json(status, document);
    reply.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json;charset=UTF-8"),
    );
    reply
}

fn refusal(status: StatusCode, message: &str, now: Timestamp) -> Reply {
    hal(
        status,
        &json!({"timestamp": milliseconds(now), "status": status.as_u16(), "message": message}),
    )
}
