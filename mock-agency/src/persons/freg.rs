//! FREG's finance package: `GET /folkeregisteret/api/finans/v1/personer/{id}?part=…`.
//!
//! Lists carry history: entries with `erGjeldende: false` count for what was in force in a past period only.

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
        Some(person) => {
            let today = wire::dates::date_at(request.received);
            reply::json(StatusCode::OK, &document(&person, &parts, today))
        }
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
fn document(person: &Person, parts: &[String], today: Date) -> Value {
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
        if let Some(value) = self::part(person, part, today) {
            document.insert(part.to_owned(), value);
        }
    }
    Value::Object(document)
}

fn part(person: &Person, name: &str, today: Date) -> Option<Value> {
    match name {
        NAME => Some(json!([in_force(self::name(person))])),
        BIRTH => person
            .birth
            .map(|date| in_force(json!({"foedselsdato": date, "foedselsaar": date.year()}))),
        STATUS => Some(status(person)),
        DEATH => {
            let of = |date| json!({"doedsdato": date});
            let withdrawn = || person.withdrawn_death.map(|date| no_longer(of(date)));
            let death = person.date_of_death.map(|date| in_force(of(date)));
            death.or_else(withdrawn)
        }
        PROTECTION => Some(json!([in_force(
            json!({"graderingsnivaa": person.protection.freg_name()})
        )])),
        GUARDIANSHIP => (!person.guardianships.is_empty()).then(|| {
            let entries = person.guardianships.iter();
            entries.map(|one| guardianship(one, today)).collect()
        }),
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
    name_of(&person.name)
}

fn name_of(name: &str) -> Value {
    let (first, last) = name.rsplit_once(' ').unwrap_or(("", name));
    json!({"fornavn": first, "etternavn": last})
}

fn status(person: &Person) -> Value {
    if person.withdrawn_death.is_some() {
        json!([
            no_longer(json!({"status": "bosatt"})),
            no_longer(json!({"status": "doed"})),
            in_force(json!({"status": "bosatt"}))
        ])
    } else if person.deceased {
        json!([
            no_longer(json!({"status": "bosatt"})),
            in_force(json!({"status": "doed"}))
        ])
    } else {
        json!([in_force(json!({"status": "bosatt"}))])
    }
}

fn guardianship(guardianship: &Guardianship, today: Date) -> Value {
    let mut entry = json!({
        "ajourholdstidspunkt": start_of_day(guardianship.to.unwrap_or(guardianship.from)),
        "gyldighetstidspunkt": start_of_day(guardianship.from),
        "vergemaaltype": guardianship.kind,
        "embete": "statsforvalterenIOsloOgViken",
        "verge": guardian(guardianship),
    });
    if let Some(to) = guardianship.to {
        // The first moment after its last day.
        entry["opphoerstidspunkt"] = json!(start_of_day(to.tomorrow().unwrap_or(to)));
    }
    dated(entry, guardianship.is_in_force(today))
}

fn guardian(guardianship: &Guardianship) -> Value {
    let mut guardian = json!({
        "navn": name_of(&guardianship.name),
        "omfang": "oekonomiskeInteresser",
        "omfangetErInnenPersonligOmraade": false,
    });
    match &guardianship.guardian {
        Some(number) => guardian["foedselsEllerDNummer"] = json!(number.as_str()),
        // The registry then has name and date of birth; the date is nobody's.
        None => {
            guardian["navnFoedselsdato"] =
                json!({"navn": name_of(&guardianship.name), "foedselsdato": "1900-01-01"});
        }
    }
    if !guardianship.tasks.is_empty() {
        let tasks = guardianship.tasks.iter().map(
            |one| json!({"vergeTjenestevirksomhet": one.agency, "vergeTjenesteoppgave": one.task}),
        );
        guardian["tjenesteomraade"] = tasks.collect();
    }
    guardian
}

fn start_of_day(date: Date) -> String {
    wire::dates::start_of_day(date).to_string()
}
