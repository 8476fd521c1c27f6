//! Persontjenesten's style (NHN): `GET /persontjenesten/api/person/{id}` with an `api-version` header of
//! Major.Minor. A minor version only adds fields; of the majors the current one is served.

use http::{HeaderValue, Method, StatusCode};
use listener::{ReceivedRequest, Reply};
use serde_json::{Value, json};
use wire::identifiers::NationalId;
use wire::population::{AddressProtection, Guardianship, Person};

use super::PersonRegistry;
use crate::reply;

/// Where the persons are.
pub(super) const PATH: &str = "/persontjenesten/api/person/";

const VERSION_HEADER: &str = "api-version";
const SUPPORTED_HEADER: &str = "api-supported-versions";
const SUPPORTED: &str = "2.0, 2.1, 2.2";

/// A minor version of the current major, 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Minor {
    /// Name, birth, status and death.
    First,
    /// Adds address protection and contact data.
    WithProtection,
    /// Adds guardianship.
    WithGuardianship,
}

pub(super) fn answer(registry: &PersonRegistry, request: &ReceivedRequest) -> Reply {
    let mut reply = versioned_answer(registry, request);
    reply
        .headers_mut()
        .insert(SUPPORTED_HEADER, HeaderValue::from_static(SUPPORTED));
    reply
}

fn versioned_answer(registry: &PersonRegistry, request: &ReceivedRequest) -> Reply {
    if request.method != Method::GET {
        return reply::not_allowed("GET");
    }
    let Some(minor) = minor(request) else {
        let title = "the header api-version must name a supported version";
        return reply::json(
            StatusCode::BAD_REQUEST,
            &json!({"title": title, "status": 400}),
        );
    };
    match request
        .uri
        .path()
        .strip_prefix(PATH)
        .and_then(|id| registry.find(id))
    {
        Some(person) => reply::json(StatusCode::OK, &document(&person, minor)),
        None => reply::json(
            StatusCode::NOT_FOUND,
            &json!({"title": "person not found", "status": 404}),
        ),
    }
}

fn minor(request: &ReceivedRequest) -> Option<Minor> {
    match request.headers.get(VERSION_HEADER)?.to_str().ok()? {
        "2" | "2.0" => Some(Minor::First),
        "2.1" => Some(Minor::WithProtection),
        "2.2" => Some(Minor::WithGuardianship),
        _unsupported => None,
    }
}

fn document(person: &Person, minor: Minor) -> Value {
    let mut document = json!({
        "nin": person.id.as_str(),
        "name": person.name,
        "birthDate": person.birth,
        "personStatus": if person.deceased { "Dead" } else { "Resident" },
        "death": person.date_of_death.map(|date| json!({"dateOfDeath": date})),
    });
    if minor >= Minor::WithProtection {
        document["addressProtection"] = json!(protection(person.protection));
        document["contact"] = json!({"reserved": true, "email": null, "mobile": null});
        document["cityDistrict"] = Value::Null;
    }
    if minor >= Minor::WithGuardianship {
        document["guardianships"] = person.guardianships.iter().map(guardianship).collect();
    }
    document
}

fn guardianship(guardianship: &Guardianship) -> Value {
    let tasks = guardianship
        .tasks
        .iter()
        .map(|one| json!({"business": capital(&one.agency), "task": capital(&one.task)}));
    json!({
        "guardianNin": guardianship.guardian.as_ref().map(NationalId::as_str),
        "from": guardianship.from,
        "to": guardianship.to,
        "tasks": tasks.collect::<Vec<_>>(),
    })
}

/// Enumeration values are written with a capital letter here.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn protection(protection: AddressProtection) -> &'static str {
    match protection {
        AddressProtection::None => "Unclassified",
        AddressProtection::Client => "ClientAddress",
        AddressProtection::Confidential => "Confidential",
        AddressProtection::StrictlyConfidential => "StrictlyConfidential",
    }
}
