//! The page of a mock server at `/`: what is served where, the people, and the last requests. The server gives `/page.json` and
//! `/admin/journal`; this is what a browser makes of them. Nothing on the page comes from elsewhere.

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Response};
use serde_json::{Value, json};

use crate::whole::Reply;

/// What a page may load and whom it may ask: its own server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The answer to `GET` of a part of the page; nothing for any other path.
pub fn asset(path: &str) -> Option<Reply> {
    let (media_type, text) = match path {
        "/" => (
            "text/html; charset=utf-8",
            include_str!("../page/page.html"),
        ),
        "/page.css" => ("text/css; charset=utf-8", include_str!("../page/page.css")),
        "/page.js" => (
            "text/javascript; charset=utf-8",
            include_str!("../page/page.js"),
        ),
        _no_part => return None,
    };
    let mut reply = Response::new(Bytes::from_static(text.as_bytes()));
    let headers = reply.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, media_type),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Some(reply)
}

/// What `/page.json` says: addresses with what is there, and the people, where they are shown at all.
pub fn content(
    program: &str,
    about: &str,
    addresses: &[(String, String)],
    people: Option<Vec<Value>>,
) -> Value {
    json!({
        "program": program,
        "about": about,
        "addresses": addresses,
        "operated": people.is_some(),
        "people": people.unwrap_or_default(),
    })
}

/// Whether a page of another site sent the request: it is not the operator. Browsers name the origin, or how the site that asks
/// is related to this one.
pub fn is_of_another_site(headers: &HeaderMap) -> bool {
    const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
    let site = headers.get(SITE).map(HeaderValue::as_bytes);
    headers.contains_key(ORIGIN)
        || site.is_some_and(|site| site != b"same-origin" && site != b"none")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_loads_only_its_own_parts() {
        let html = include_str!("../page/page.html");
        let loaded = ["href=\"/", "src=\"/"].map(|mark| html.matches(mark).count());
        assert_eq!(loaded, [1, 1]);
        assert!(
            !html.contains("//") && asset("/page.css").is_some() && asset("/page.js").is_some()
        );
    }

    #[test]
    fn a_page_of_another_port_is_another_site() {
        let headers = |name: &'static str, value| {
            HeaderMap::from_iter([(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )])
        };
        assert!(is_of_another_site(&headers("origin", "http://localhost:1")));
        assert!(is_of_another_site(&headers("sec-fetch-site", "same-site")));
        assert!(!is_of_another_site(&headers(
            "sec-fetch-site",
            "same-origin"
        )));
        assert!(!is_of_another_site(&HeaderMap::new()));
    }
}
