//! What the registers and the agency's client read of others, one function for each reader: what fuzz targets call.
//! Whatever the bytes are, each returns, and soon.

use reqwest::Url;
use serde_json::Value;

use crate::behaviour::Behaviour;
use crate::maskinporten;
use crate::retrieval::paging::PageChain;

/// Seconds since 1970: the issuer's time is always the same, so that the same bytes go the same way.
const NOW: i64 = 1_795_000_000;

/// The body of a request for a token.
pub fn grant(body: &[u8]) {
    let _ = maskinporten::read_grant(body, "https://issuer.example/", NOW);
}

/// The links of a page.
pub fn links(document: &Value) {
    let base = "https://bank.example/v2";
    if let Ok(first) = Url::parse(&format!("{base}/accounts")) {
        let mut chain = PageChain::new(base, &first, Behaviour::default());
        let _ = chain.next(document).and_then(|_| chain.next(document));
    }
}
