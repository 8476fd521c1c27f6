//! The person registry: is the control object dead, and since when?

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use wire::identifiers::NationalId;

use crate::registers::{RegisterError, Registry};

/// What the registry says of a person's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LifeStatus {
    /// Not dead, or not known to the registry.
    Living,
    /// Dead; the registry does not say since when.
    DeadSinceUnknown,
    /// Dead since this day.
    DeadSince(Date),
}

/// An entry of the registry: a guardianship or a power of attorney, in force or ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Guardianship {
    /// The guardian's number, where the registry has one.
    pub(crate) guardian: Option<NationalId>,
    /// Whether it is no power of attorney.
    pub(crate) appoints_guardian: bool,
    /// Whether the registry marks it as in force.
    pub(crate) is_current: bool,
    /// First day, in Norway.
    pub(crate) from: Date,
    /// Last day; none while it goes on.
    pub(crate) to: Option<Date>,
    /// Names of the guardian's tasks.
    pub(crate) tasks: Vec<String>,
}

/// What the registry said of persons, and when.
type Remembered<T> = Mutex<HashMap<NationalId, (Instant, T)>>;

/// The registry with a short memory.
#[derive(Debug)]
pub(crate) struct Persons {
    address: String,
    longest: Duration,
    known: Remembered<LifeStatus>,
    guarded: Remembered<Arc<Vec<Guardianship>>>,
}

/// Persons remembered before the oldest are forgotten.
const REMEMBERED: usize = 10_000;

impl Persons {
    pub(crate) fn new(address: &str, longest: Duration) -> Self {
        let base = address.trim_end_matches('/');
        let path = "/folkeregisteret/api/finans/v1/personer";
        let address = if base.ends_with("/personer") {
            base.to_owned()
        } else {
            format!("{base}{path}")
        };
        Self {
            address,
            longest,
            known: Mutex::default(),
            guarded: Mutex::default(),
        }
    }

    /// Asks whether the person is dead.
    pub(crate) async fn life_status(
        &self,
        person: &NationalId,
        registry: &Registry,
    ) -> Result<LifeStatus, RegisterError> {
        if let Some(status) = self.look_up(person) {
            return Ok(status);
        }
        let address = format!(
            "{}/{}?part=status&part=doedsfall",
            self.address,
            person.as_str()
        );
        let status = match registry.get(&address, "application/json").await {
            Ok(body) => life_status(&body)?,
            Err(RegisterError::Unknown) => LifeStatus::Living,
            Err(error @ RegisterError::Unusable(_)) => return Err(error),
        };
        self.remember(person, status);
        Ok(status)
    }

    /// The guardianships and powers of attorney of a person, with those that ended.
    pub(crate) async fn guardianships(
        &self,
        person: &NationalId,
        registry: &Registry,
    ) -> Result<Arc<Vec<Guardianship>>, RegisterError> {
        if let Some(known) = self.guardianships_known(person) {
            return Ok(known);
        }
        let address = format!("{}/{}?part={GUARDIANSHIPS}", self.address, person.as_str());
        let entries = match registry.get(&address, "application/json").await {
            Ok(body) => guardianships(&body)?,
            Err(RegisterError::Unknown) => Vec::new(),
            Err(error @ RegisterError::Unusable(_)) => return Err(error),
        };
        let entries = Arc::new(entries);
        let mut guarded = self.guarded.lock().expect("no holder of the lock panics");
        if guarded.len() >= REMEMBERED {
            guarded.retain(|_, (asked, _)| asked.elapsed() <= self.longest);
        }
        guarded.insert(person.clone(), (Instant::now(), Arc::clone(&entries)));
        Ok(entries)
    }

    fn guardianships_known(&self, person: &NationalId) -> Option<Arc<Vec<Guardianship>>> {
        let guarded = self.guarded.lock().expect("no holder of the lock panics");
        let (asked, entries) = guarded.get(person)?;
        (asked.elapsed() <= self.longest).then(|| Arc::clone(entries))
    }

    fn look_up(&self, person: &NationalId) -> Option<LifeStatus> {
        let known = self.known.lock().expect("no holder of the lock panics");
        let (asked, status) = known.get(person)?;
        (asked.elapsed() <= self.longest).then_some(*status)
    }

    fn remember(&self, person: &NationalId, status: LifeStatus) {
        let mut known = self.known.lock().expect("no holder of the lock panics");
        if known.len() >= REMEMBERED {
            known.retain(|_, (asked, _)| asked.elapsed() <= self.longest);
        }
        known.insert(person.clone(), (Instant::now(), status));
    }
}

/// Reads FREG's shape: `status` and `doedsfall`, of which only the entries in force count.
pub(crate) fn life_status(body: &[u8]) -> Result<LifeStatus, RegisterError> {
    let unusable = |what: &str| RegisterError::Unusable(what.to_owned());
    let person: Value =
        serde_json::from_slice(body).map_err(|_| unusable("the answer is no JSON"))?;
    let is_dead = entries(&person, "status")
        .any(|entry| entry.get("status").and_then(Value::as_str) == Some("doed"));
    if !is_dead {
        return Ok(LifeStatus::Living);
    }
    let date = entries(&person, "doedsfall")
        .filter_map(|entry| entry.get("doedsdato")?.as_str())
        .find_map(|text| wire::dates::parse_iso(text.get(..10)?).ok());
    Ok(date.map_or(LifeStatus::DeadSinceUnknown, LifeStatus::DeadSince))
}

const GUARDIANSHIPS: &str = "vergemaalEllerFremtidsfullmakt";

/// Reads FREG's `vergemaalEllerFremtidsfullmakt`; entries without a start are of no use.
pub(crate) fn guardianships(body: &[u8]) -> Result<Vec<Guardianship>, RegisterError> {
    let person: Value = serde_json::from_slice(body)
        .map_err(|_| RegisterError::Unusable("the answer is no JSON".to_owned()))?;
    let list = person.get(GUARDIANSHIPS).and_then(Value::as_array);
    Ok(list
        .into_iter()
        .flatten()
        .filter_map(guardianship)
        .collect())
}

fn guardianship(entry: &Value) -> Option<Guardianship> {
    let instant = |name: &str| entry.get(name)?.as_str()?.parse::<Timestamp>().ok();
    let guardian = entry.get("verge");
    let number = guardian
        .and_then(|guardian| guardian.get("foedselsEllerDNummer"))
        .and_then(Value::as_str);
    let areas = guardian
        .and_then(|guardian| guardian.get("tjenesteomraade"))
        .and_then(Value::as_array);
    let task = |area: &Value| Some(area.get("vergeTjenesteoppgave")?.as_str()?.to_owned());
    let last = |end: Timestamp| wire::dates::date_at(end - jiff::SignedDuration::from_secs(1));
    Some(Guardianship {
        guardian: number.and_then(|number| NationalId::parse(number).ok()),
        appoints_guardian: entry.get("vergemaaltype").and_then(Value::as_str)
            != Some("stadfestetFremtidsfullmakt"),
        is_current: entry
            .get("erGjeldende")
            .and_then(Value::as_bool)
            .unwrap_or(true),
        from: wire::dates::date_at(instant("gyldighetstidspunkt")?),
        to: instant("opphoerstidspunkt").map(last),
        tasks: areas.into_iter().flatten().filter_map(task).collect(),
    })
}

/// The entries in force of a member that is a list or a single object.
fn entries<'a>(person: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    let member = person.get(name);
    let list = member
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let single = member.filter(|value| value.is_object());
    list.iter().chain(single).filter(|entry| {
        entry
            .get("erGjeldende")
            .and_then(Value::as_bool)
            .unwrap_or(true)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn status(body: &str) -> LifeStatus {
        life_status(body.as_bytes()).unwrap()
    }

    #[test]
    fn a_person_with_a_date_of_death_is_dead_since_then() {
        let body = r#"{"status":[{"status":"doed","erGjeldende":true}],"doedsfall":{"doedsdato":"2026-09-21","erGjeldende":true}}"#;
        assert_eq!(status(body), LifeStatus::DeadSince(date(2026, 9, 21)));
    }

    #[test]
    fn a_person_registered_dead_without_date_is_dead_since_unknown() {
        assert_eq!(
            status(r#"{"status":[{"status":"doed","erGjeldende":true}]}"#),
            LifeStatus::DeadSinceUnknown
        );
    }

    #[test]
    fn a_resident_person_lives() {
        assert_eq!(
            status(r#"{"status":[{"status":"bosatt","erGjeldende":true}]}"#),
            LifeStatus::Living
        );
    }

    #[test]
    fn a_status_no_longer_in_force_does_not_count() {
        let body = r#"{"status":[{"status":"doed","erGjeldende":false},{"status":"bosatt","erGjeldende":true}]}"#;
        assert_eq!(status(body), LifeStatus::Living);
    }
}
