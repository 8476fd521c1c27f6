//! The access tokens (Maskinporten's documentation of the access token; DSOP's settings for audience and life).

use serde_json::{Map, Value, json};
use uuid::Uuid;
use wire::identifiers::iso6523;

use super::assertion::KeyName;
use super::claims::Grant;
use super::client::RegisteredClient;

/// What of the issuer goes into a token.
pub(super) struct Issue<'a> {
    /// With trailing slash.
    pub(super) issuer: &'a str,
    /// Where delegations are registered.
    pub(super) delegation_source: &'a str,
    /// Life in seconds.
    pub(super) lifetime: i64,
    /// Seconds since the epoch.
    pub(super) now: i64,
}

/// The claims of a token for a grant that passed every check.
pub(super) fn claims(
    issue: &Issue<'_>,
    client: &RegisteredClient,
    key: &KeyName,
    grant: &Grant,
) -> Map<String, Value> {
    let mut claims = Map::new();
    let mut put = |name: &str, value: Value| drop(claims.insert(name.to_owned(), value));
    put("iss", json!(issue.issuer));
    put("aud", audience(&grant.resources));
    put("scope", json!(grant.scope));
    put("client_id", json!(client.client_id));
    put("client_amr", json!(authentication_method(key)));
    put("token_type", json!("Bearer"));
    put("iat", json!(issue.now));
    put("exp", json!(issue.now + issue.lifetime));
    put("jti", json!(Uuid::new_v4().to_string()));
    put("consumer", organisation(&client.consumer));
    if let Some(supplier) = &client.supplier {
        put("supplier", organisation(supplier));
        put("delegation_source", json!(issue.delegation_source));
    }
    claims
}

fn audience(resources: &[String]) -> Value {
    match resources {
        [] => json!("unspecified"),
        [one] => json!(one),
        several => json!(several),
    }
}

fn authentication_method(key: &KeyName) -> &'static str {
    match key {
        KeyName::Kid(_) => "private_key_jwt",
        KeyName::Chain(_) => "virksomhetssertifikat",
    }
}

fn organisation(number: &str) -> Value {
    json!({"authority": "iso6523-actorid-upis", "ID": iso6523(number)})
}
