//! What registers say of a party: guardianships (FREG) and notices of bankruptcies (Konkursvarsel).

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A guardianship of a party, in force or ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardianshipFact {
    /// The guardian's number; none where the register has no number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<String>,
    /// First day.
    pub from: Date,
    /// Last day; none while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Whether the guardian has the task `representasjonDagligbank`.
    pub daily_banking: bool,
}

/// A notice of the register of bankruptcies about a party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeFact {
    /// `aapning`, `sletting`, `oppheving` or `avslutning`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `kjennelsesdato`
    pub ruling: Date,
    /// `registreringstidspunkt`; the newest notice decides.
    pub registered: Timestamp,
}
