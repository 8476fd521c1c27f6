//! Konkursvarsel: the notices of bankruptcies.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use wire::identifiers::PartyId;

use crate::registers::{RegisterError, Registry};

/// A notice of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) debtor: PartyId,
    /// `aapning`, `sletting`, `oppheving` or `avslutning`.
    pub(crate) kind: String,
    /// `kjennelsesdato`
    pub(crate) ruling: Date,
    /// `registreringstidspunkt`
    pub(crate) registered: Timestamp,
}

/// The register with a short memory.
#[derive(Debug)]
pub(crate) struct Bankruptcies {
    address: String,
    longest: Duration,
    known: Mutex<Option<(Instant, Arc<Vec<Notice>>)>>,
}

#[derive(Deserialize)]
struct Listing {
    #[serde(rename = "_embedded", default)]
    embedded: Embedded,
}

#[derive(Default, Deserialize)]
struct Embedded {
    #[serde(default)]
    konkursvarsler: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(rename = "type")]
    kind: String,
    registreringstidspunkt: Timestamp,
    kjennelsesdato: Date,
    debitor: String,
}

impl Bankruptcies {
    pub(crate) fn new(address: &str, longest: Duration) -> Self {
        Self {
            address: format!("{}/konkursvarsler", address.trim_end_matches('/')),
            longest,
            known: Mutex::default(),
        }
    }

    /// All notices.
    pub(crate) async fn notices(
        &self,
        registry: &Registry,
    ) -> Result<Arc<Vec<Notice>>, RegisterError> {
        if let Some(known) = self.look_up() {
            return Ok(known);
        }
        let body = registry.get(&self.address, "application/json").await?;
        let notices = Arc::new(read(&body)?);
        let mut known = self.known.lock().expect("no holder of the lock panics");
        *known = Some((Instant::now(), Arc::clone(&notices)));
        Ok(notices)
    }

    fn look_up(&self) -> Option<Arc<Vec<Notice>>> {
        let known = self.known.lock().expect("no holder of the lock panics");
        let (asked, notices) = known.as_ref()?;
        (asked.elapsed() <= self.longest).then(|| Arc::clone(notices))
    }
}

/// Reads the register's list; debtors whose number is of no form are left out.
pub(crate) fn read(body: &[u8]) -> Result<Vec<Notice>, RegisterError> {
    let list: Listing = serde_json::from_slice(body)
        .map_err(|_| RegisterError::Unusable("the answer is no list of notices".to_owned()))?;
    let notice = |entry: Entry| {
        Some(Notice {
            debtor: PartyId::parse(&entry.debitor).ok()?,
            kind: entry.kind,
            ruling: entry.kjennelsesdato,
            registered: entry.registreringstidspunkt,
        })
    };
    Ok(list
        .embedded
        .konkursvarsler
        .into_iter()
        .filter_map(notice)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_without_embedded_has_no_notices() {
        assert_eq!(read(br#"{"_links": {}}"#).unwrap(), []);
    }

    #[test]
    fn a_notice_is_read() {
        let body = br#"{"_embedded":{"konkursvarsler":[{"uuid":"x","type":"aapning","registreringstidspunkt":"2026-08-01T08:00:00.000Z","kjennelsesdato":"2026-07-31","debitor":"311000004"}]}}"#;
        let notices = read(body).unwrap();
        assert_eq!((notices.len(), notices[0].kind.as_str()), (1, "aapning"));
    }
}
