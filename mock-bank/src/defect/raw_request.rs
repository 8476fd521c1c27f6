//! A request before any rule was applied to it.

use std::cell::OnceCell;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use wire::jose::strict;

use crate::core::Core;
use crate::request::Incoming;
use crate::request::query::Query;

/// The UUID of zeros.
pub(super) const NIL: &str = "00000000-0000-0000-0000-000000000000";

/// A request, read without checking it.
pub(crate) struct RawRequest<'a> {
    pub(super) core: &'a Core,
    pub(super) incoming: &'a Incoming,
    pub(super) today: Date,
    now: i64,
    query: Query,
    token: OnceCell<Value>,
    order: OnceCell<(Value, Value, bool)>,
}

impl<'a> RawRequest<'a> {
    /// Reads the request.
    pub(crate) fn new(core: &'a Core, incoming: &'a Incoming) -> Self {
        let moment = core.moment();
        Self {
            core,
            incoming,
            today: moment.today,
            now: moment.now.as_second(),
            query: Query::parse(&incoming.query).unwrap_or_default(),
            token: OnceCell::new(),
            order: OnceCell::new(),
        }
    }

    /// A header's first value, or nothing.
    pub(super) fn header(&self, name: &str) -> &str {
        self.incoming
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// A query parameter's first value, or nothing.
    pub(super) fn query(&self, name: &str) -> String {
        self.query
            .values(&[name])
            .next()
            .unwrap_or_default()
            .to_owned()
    }

    /// A query parameter that is a date.
    pub(super) fn day(&self, name: &str) -> Option<Date> {
        wire::dates::parse_iso(&self.query(name)).ok()
    }

    pub(super) fn has_unknown_parameter(&self) -> bool {
        let known = [
            "fromDate",
            "toDate",
            "OnlyPrimaryOwner",
            "onlyPrimaryOwner",
            "cursor",
        ];
        let pairs = self
            .incoming
            .query
            .split('&')
            .filter(|pair| !pair.is_empty());
        pairs
            .map(|pair| pair.split('=').next().unwrap_or_default())
            .any(|name| !known.contains(&name))
    }

    pub(super) fn has_unknown_header(&self) -> bool {
        const KNOWN: [&str; 14] = [
            "host",
            "connection",
            "accept",
            "accept-encoding",
            "user-agent",
            "authorization",
            "content-length",
            "accountinforequestid",
            "correlationid",
            "legal-mandate",
            "partyid",
            "additionalreferenceid",
            "additionalreferenceidtype",
            "requesterid",
        ];
        self.incoming
            .headers
            .keys()
            .any(|name| !KNOWN.contains(&name.as_str()))
    }

    /// The account reference in the path.
    pub(crate) fn reference(&self) -> Option<&str> {
        self.incoming
            .path
            .strip_prefix("/v2/accounts/")?
            .split('/')
            .next()
    }

    pub(crate) fn case(&self) -> String {
        self.header("accountinforequestid").to_lowercase()
    }

    pub(super) fn mandate(&self) -> String {
        wire::mandate::decode(self.header("legal-mandate")).unwrap_or_default()
    }

    pub(super) fn is_police(&self) -> bool {
        self.header("additionalreferenceidtype") == "pol1" && self.has_order()
    }

    pub(super) fn has_order(&self) -> bool {
        !self.header("additionalreferenceid").is_empty()
    }

    pub(super) fn head_size(&self) -> usize {
        let headers = self.incoming.headers.iter();
        headers
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum()
    }

    fn token_claims(&self) -> &Value {
        self.token.get_or_init(|| {
            let compact = self
                .header("authorization")
                .split(' ')
                .next_back()
                .unwrap_or_default();
            part(compact, 1)
        })
    }

    /// A claim of the access token.
    pub(super) fn token(&self, name: &str) -> Option<&Value> {
        self.token_claims().get(name)
    }

    /// A claim of the access token, in words.
    pub(super) fn token_text(&self, name: &str) -> String {
        self.token(name)
            .map(ToString::to_string)
            .unwrap_or_default()
    }

    /// Seconds until a time that the token names.
    pub(super) fn token_time(&self, name: &str) -> Option<i64> {
        Some(self.token(name)?.as_i64()? - self.now)
    }

    fn order_parts(&self) -> &(Value, Value, bool) {
        self.order.get_or_init(|| {
            let compact = self.header("additionalreferenceid");
            let text = compact
                .split('.')
                .nth(1)
                .and_then(|text| strict::base64url(text).ok())
                .unwrap_or_default();
            (part(compact, 0), part(compact, 1), text.contains(&b'\n'))
        })
    }

    /// Whether `CorrelationID` is a UUID in any spelling: braces, URN, without hyphens.
    pub(crate) fn has_uuids_in_any_spelling(&self) -> bool {
        ["accountinforequestid", "correlationid"]
            .iter()
            .all(|name| uuid::Uuid::parse_str(self.header(name)).is_ok())
    }

    /// Whether the order's `typ` names the media type of a JWT in any spelling.
    pub(crate) fn names_jwt(&self) -> bool {
        let typ = self.order_header("typ").and_then(Value::as_str);
        typ.is_some_and(|typ| {
            ["jwt", "application/jwt"].contains(&typ.to_ascii_lowercase().as_str())
        })
    }

    /// Whether the order has a claim that the order page does not name.
    pub(super) fn order_says_more(&self) -> bool {
        const KNOWN: [&str; 17] = [
            "extraditionOrderID",
            "version",
            "partyID",
            "mandate",
            "reason",
            "fromDate",
            "toDate",
            "onlyPrimaryOwner",
            "accountList",
            "accountDetails",
            "transactions",
            "cards",
            "roles",
            "district",
            "approval",
            "caseID",
            "exp",
        ];
        let claims = self.order_parts().1.as_object();
        claims.is_some_and(|claims| claims.keys().any(|name| !KNOWN.contains(&name.as_str())))
    }

    pub(super) fn order_header(&self, name: &str) -> Option<&Value> {
        self.order_parts().0.get(name)
    }

    /// A claim of the order.
    pub(super) fn order(&self, name: &str) -> Option<&Value> {
        self.order_parts().1.get(name)
    }

    pub(super) fn order_text(&self, name: &str) -> String {
        self.order(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    }

    pub(super) fn order_day(&self, name: &str) -> Option<Date> {
        wire::dates::parse_iso(&self.order_text(name)).ok()
    }

    pub(super) fn order_is_spaced(&self) -> bool {
        self.order_parts().2
    }

    /// Seconds since the approval, and until the order expires.
    pub(super) fn order_life(&self) -> Option<(i64, i64)> {
        let approval = self.order("approval")?.get("approvalTimestamp")?.as_str()?;
        let approved: Timestamp = approval.parse().ok()?;
        Some((
            self.now - approved.as_second(),
            self.order("exp")?.as_i64()? - self.now,
        ))
    }

    /// Whether the order says true to one endpoint beside the account list.
    pub(super) fn order_opens_one(&self) -> bool {
        let flags = ["accountDetails", "transactions", "cards", "roles"];
        flags
            .iter()
            .filter(|name| self.order(name) == Some(&Value::Bool(true)))
            .count()
            == 1
    }

    /// Whether something is another than it was the first time.
    pub(super) fn differs(&self, kind: &'static str, of: &str, is: &str) -> bool {
        self.core.memory.first(kind, of, is) != is
    }

    /// Whether something has been seen before.
    pub(super) fn again(&self, kind: &'static str, what: &str) -> bool {
        self.core.memory.count(kind, what) > 1
    }

    /// Whether something has been seen several times before.
    pub(super) fn often(&self, kind: &'static str, what: &str) -> bool {
        self.core.memory.count(kind, what) > 2
    }

    /// Whether an endpoint is asked that comes before one that was asked already.
    pub(super) fn out_of_order(&self) -> bool {
        let ranks = ["", "transactions", "cards", "roles"];
        let last = self.incoming.path.rsplit('/').next().unwrap_or_default();
        let rank = ranks.iter().position(|name| *name == last).unwrap_or(0);
        let rank = if self.reference().is_some() {
            rank + 1
        } else {
            0
        };
        let highest = self.core.memory.highest("rank", &self.case(), rank);
        rank > 0 && rank < highest
    }
}

fn part(compact: &str, place: usize) -> Value {
    let bytes = compact
        .split('.')
        .nth(place)
        .and_then(|text| strict::base64url(text).ok());
    bytes
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

/// Whether a UUID is written in capital letters.
pub(super) fn has_capitals(text: &str) -> bool {
    text.len() == 36 && text.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Whether it is a UUID of another version than 4, or in another form than the usual.
pub(super) fn other_version(text: &str) -> bool {
    text.len() == 36 && text.as_bytes()[14] != b'4' && text != NIL
}
