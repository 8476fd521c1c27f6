//! The agency's own look into the person registry: since when is the control object dead?

use jiff::civil::Date;
use serde_json::Value;
use wire::jose::strict;

use crate::body::{self, BodyError, causes};

/// Longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 256 * 1024;

/// Why the registry gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum PersonError {
    /// It could not be reached.
    #[error("the person registry could not be reached: {0}")]
    Unreachable(String),
    /// Its answer could not be read.
    #[error("the person registry: {0}")]
    Body(#[from] BodyError),
    /// It refused, or answered with something else.
    #[error("the person registry answered {status} with something else than a person")]
    Unusable {
        /// HTTP status.
        status: u16,
    },
}

/// The date of death in the registry; `None` when the person lives, is unknown, or died on an unknown day.
///
/// # Errors
/// When the registry cannot be reached or used.
pub async fn date_of_death(
    http: &reqwest::Client,
    registry: &str,
    id: &str,
) -> Result<Option<Date>, PersonError> {
    let base = registry.trim_end_matches('/');
    let url = format!("{base}/folkeregisteret/api/finans/v1/personer/{id}?part=doedsfall");
    let response = http
        .get(url)
        .send()
        .await
        .map_err(|error| PersonError::Unreachable(causes(&error.without_url())))?;
    let status = response.status().as_u16();
    match status {
        200 => {}
        404 => return Ok(None),
        _other => return Err(PersonError::Unusable { status }),
    }
    let person = strict::json(&body::read(response, LONGEST_ANSWER).await?)
        .map_err(|_no_json| PersonError::Unusable { status })?;
    Ok(in_force(&person["doedsfall"]))
}

fn in_force(death: &Value) -> Option<Date> {
    let current = death["erGjeldende"].as_bool().unwrap_or(true);
    death["doedsdato"]
        .as_str()
        .filter(|_| current)
        .and_then(|text| wire::dates::parse_iso(text).ok())
}
