//! What the bank reads of others, one function for each reader: what fuzz targets call. Whatever the bytes are, each
//! returns, and soon.

use http::request::Parts;
use jiff::Timestamp;

use crate::config::Mode;
use crate::defect::Defects;
use crate::operator::behaviour::Next;
use crate::options;
use crate::order::claims::{self, Moment};
use crate::order::form::FormedOrder;
use crate::registers::{bankruptcies, certpub, issuer, keys, persons, police};
use crate::request::query::Query;
use crate::request::token::{self, FormedToken, TokenRules};
use crate::request::{media, parameters, period, route};
use crate::service::Service;

const USUAL: &Defects = &Defects::NONE;

/// Seconds since 1970: the bank's time is always the same, so that the same bytes go the same way.
const NOW: i64 = 1_795_000_000;

fn moment() -> Moment {
    let now = Timestamp::from_second(NOW).unwrap_or_default();
    Moment {
        now,
        today: wire::dates::date_at(now),
    }
}

/// Path, query and headers of a request.
pub fn request(head: &Parts) {
    let headers = &head.headers;
    let _ = route::route(head.uri.path());
    let _ = media::choose(headers, Mode::Test, USUAL);
    let _ = token::bearer(headers);
    let _ = parameters::legal_mandate(headers, USUAL);
    let _ = parameters::party_id(headers, USUAL);
    let _ = parameters::case_id(headers, USUAL);
    let _ = parameters::correlation_id(headers, USUAL);
    let text = head.uri.query().unwrap_or_default();
    let _ = Next::of_query(text);
    if let Ok(query) = Query::parse(text) {
        let _ = parameters::only_primary_owner(&query, USUAL);
        let _ = parameters::period_texts(&query, None, USUAL)
            .and_then(|texts| period::read(texts, USUAL))
            .map(|period| period::within_police_limits(period, moment().today, USUAL));
    }
}

/// An access token: its form, then its claims.
pub fn token(text: &str) {
    let Ok(token) = FormedToken::read(text, USUAL) else {
        return;
    };
    let rules = TokenRules {
        issuer: "https://issuer.example/",
        audience: "https://bank.example/v2",
        now: moment().now,
    };
    let _ = token.kid();
    let _ = token::consumer(&token, rules, USUAL);
}

/// An extradition order: its form, then its claims.
pub fn order(text: &str) {
    let Ok(order) = FormedOrder::read(text, USUAL) else {
        return;
    };
    let _ = order.kid();
    if let Some(police) = Service::find("politi-utlevering") {
        let _ = claims::read(order.claims(), police.profile, moment(), USUAL);
    }
}

/// The key sets of Maskinporten and of the police.
pub fn key_sets(body: &[u8]) {
    let _ = keys::keys(body, issuer::read).map(Iterator::count);
    let _ = keys::keys(body, police::read).map(Iterator::count);
}

/// The answers of `CertPub`'s locator and publisher.
pub fn certificates(body: &[u8]) {
    let _ = certpub::publisher(body);
    let _ = certpub::certificates(body).and_then(|found| certpub::choose(&found, moment().now));
}

/// The answers of the registers of persons and of bankruptcies.
pub fn persons(body: &[u8]) {
    let _ = persons::life_status(body);
    let _ = persons::guardianships(body);
    let _ = bankruptcies::read(body);
}

/// An options file.
pub fn options(text: &str) {
    let _ = options::check_file(text);
}
