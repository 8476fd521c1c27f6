//! FREG's finance package: `GET /folkeregisteret/api/finans/v1/personer/{id}?part=…`.
//!
//! Lists carry history: only entries with `erGjeldende: true` count.

use http::{Method, StatusCode};
use jiff::civil::Date;
use listener::{ReceivedRequest, Reply};
use serde_json::{Map, Value, json};
use wire::population::{Guardianship, Person};

use super::{PersonRegistry, query_values};
use crate::reply;

/// Where the persons are.
pub(super) const PATH: &str = "/folkeregisteret/api/finans/v1/personer/";

const NAME: &str = "navn";
const BIRTH: &str = "foedsel";
const STATUS: &str = "status";
const DEATH: &str = "doedsfall";
const PROTECTION: &str = "adressebeskyttelse";
const GUARDIANSHIP: &str = "vergemaalEllerFremtidsfullmakt";
const PARTS: [&str; 6] = [NAME, BIRTH, STATUS, DEATH, PROTECTION, GUARDIANSHIP];

pub(super) fn answer(registry: &PersonRegistry, request: &ReceivedRequest) -> Reply {
    if request.method != Method::GET {
        return reply::not_allowed("GET");
    }
    let parts = query_values(request, "part");
    if let Some(unknown) = parts.iter().find(|part| !PARTS.contains(&part.as_str())) {
        return refusal(
            StatusCode::BAD_REQUEST,
            "MAG-4000",
            &format!("unknown part: {}", unknown.escape_debug()),
        );
    }
    match request
        .uri
        .path()
        .strip_prefix(PATH)
        .and_then(|id| registry.find(id))
    {
        Some(person) => reply::json(StatusCode::OK, &document(&person, &parts)),
        None => refusal(StatusCode::NOT_FOUND, "MAG-4040", "no such person"),
    }
}

fn refusal(status: StatusCode, code: &str, message: &str) -> Reply {
    reply::json(
        status,
        &json!({"kode": code, "melding": message, "korrelasjonsid": uuid::Uuid::new_v4()}),
    )
}

/// The parts that are asked for, or all.
fn document(person: &Person, parts: &[String]) -> Value {
    let mut document = Map::new();
    document.insert(
        "identifikasjonsnummer".to_owned(),
        json!([in_force(
            json!({"foedselsEllerDNummer": person.id.as_str(), "status": "iBruk"})
        )]),
    );
    for part in PARTS {
        if !parts.is_empty() && !parts.iter().any(|asked| asked == part) {
            continue;
        }
        if let Some(value) = self::part(person, part) {
            document.insert(part.to_owned(), value);
        }
    }
    Value::Object(document)
}

fn part(person: &Person, name: &str) -> Option<Value> {
    match name {
        NAME => Some(json!([in_force(self::name(person))])),
        BIRTH => person
            .birth
            .map(|date| in_force(json!({"foedselsdato": date, "foedselsaar": date.year()}))),
        STATUS => Some(status(person)),
        DEATH => person
            .date_of_death
            .map(|date| in_force(json!({"doedsdato": date}))),
        PROTECTION => Some(json!([in_force(
            json!({"graderingsnivaa": person.protection.freg_name()})
        )])),
        GUARDIANSHIP => person
            .guardian
            .as_ref()
            .map(|guardianship| json!([guardian(guardianship)])),
        _no_part => None,
    }
}

fn in_force(entry: Value) -> Value {
    dated(entry, true)
}

fn no_longer(entry: Value) -> Value {
    dated(entry, false)
}

fn dated(mut entry: Value, in_force: bool) -> Value {
    entry["erGjeldende"] = json!(in_force);
    entry["kilde"] = json!("SYNTETISK");
    entry
}

fn name(person: &Person) -> Value {
    let (first, last) = person.name.rsplit_once(' ').unwrap_or(("", &person.name));
    json!({"fornavn": first, "etternavn": last})
}

fn status(person: &Person) -> Value {
    if person.deceased {
        json!([
            no_longer(json!({"status": "bosatt"})),
            in_force(json!({"status": "doed"}))
        ])
    } else {
        json!([in_force(json!({"status": "bosatt"}))])
    }
}

fn guardian(guardianship: &Guardianship) -> Value {
    in_force(json!({
        "vergemaaltype": "voksen",
        "embete": "statsforvalterenIOsloOgViken",
        "gyldighetstidspunkt": start_of_day(guardianship.from),
        "verge": {
            "foedselsEllerDNummer": guardianship.guardian.as_str(),
            "omfang": "oekonomiskeInteresser",
            "tjenesteomraade": [{
                "vergeTjenestevirksomhet": "bank",
                "vergeTjenesteoppgave": "representasjonDagligbank",
            }],
        },
    }))
}

fn start_of_day(date: Date) -> String {
    wire::dates::start_of_day(date).to_string()
}
