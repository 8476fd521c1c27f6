//! Requests and answers on their way through the proxy.

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde_json::Value;
use wire::messages::Endpoint;

/// A request on its way to the bank.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// From the slash after the authority; as it came.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
}

/// An answer on its way back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// A header's first value, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    pub(crate) fn set(&mut self, name: &'static str, value: &str) {
        let value = HeaderValue::from_str(value).expect("values of this test are ASCII");
        self.headers.insert(HeaderName::from_static(name), value);
    }

    pub(crate) fn is_police(&self) -> bool {
        !self.header("additionalreferenceid").is_empty()
    }

    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The query's pairs, as they stand.
    pub(crate) fn query(&self) -> Vec<(String, String)> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (name.to_owned(), value.to_owned())
            })
            .collect()
    }

    pub(crate) fn set_query(&mut self, pairs: &[(String, String)]) {
        let query: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        self.target = format!("{}?{}", self.path(), query.join("&"));
    }

    /// Changes a query parameter that is there.
    pub(crate) fn edit_query(&mut self, name: &str, change: impl Fn(&str) -> String) {
        let mut pairs = self.query();
        for (_, value) in pairs.iter_mut().filter(|(found, _)| found == name) {
            *value = change(value);
        }
        self.set_query(&pairs);
    }

    /// The endpoint asked, if the path is one of the API's.
    pub(crate) fn endpoint(&self) -> Option<Endpoint> {
        let rest = self.path().strip_prefix("/v2/accounts")?;
        let parts: Vec<&str> = rest.split('/').skip(1).collect();
        Some(match parts.as_slice() {
            [] => Endpoint::Accounts,
            [_] => Endpoint::AccountDetails,
            [_, "transactions"] => Endpoint::Transactions,
            [_, "cards"] => Endpoint::Cards,
            [_, "roles"] => Endpoint::Roles,
            _ => return None,
        })
    }

    pub(crate) fn is(&self, endpoint: Endpoint) -> bool {
        self.endpoint() == Some(endpoint)
    }

    pub(crate) fn is_next_page(&self) -> bool {
        self.target.contains("cursor=")
    }
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        self.status == StatusCode::OK
    }

    pub(crate) fn is_encrypted(&self) -> bool {
        self.media_type().eq_ignore_ascii_case("application/jose")
    }

    pub(crate) fn media_type(&self) -> &str {
        let value = self.headers.get(http::header::CONTENT_TYPE);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    pub(crate) fn set(&mut self, name: &'static str, value: &str) {
        let value = HeaderValue::from_str(value).expect("values of this test are ASCII");
        self.headers.insert(HeaderName::from_static(name), value);
    }

    pub(crate) fn set_status(&mut self, status: u16) {
        self.status = StatusCode::from_u16(status).expect("a status");
    }

    /// The body of an error, if this is one in JSON.
    pub(crate) fn error(&self) -> Option<Value> {
        if self.status.as_u16() < 400 {
            return None;
        }
        serde_json::from_slice(&self.body).ok()
    }

    /// Changes the body of an error.
    pub(crate) fn edit_error(&mut self, change: impl FnOnce(&mut Value)) {
        if let Some(mut body) = self.error() {
            change(&mut body);
            self.body = body.to_string().into_bytes();
        }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Request {
    /// A key of everything but what is new with each request.
    pub(crate) fn is_success_worth_keeping(&self) -> Option<String> {
        self.endpoint()?;
        let mut names: Vec<String> = self
            .headers
            .iter()
            .filter(|(name, _)| name.as_str() != "correlationid")
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect();
        names.sort();
        Some(format!(
            "{} {} {}",
            self.method,
            self.target,
            names.join("\n")
        ))
    }
}
