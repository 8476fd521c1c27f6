//! The person registry: one population, served in FREG's shape and in Persontjenesten's style, so that a bank can
//! point its own lookup at it. The real registers ask for a token of their own; here none is needed.

mod freg;
mod persontjenesten;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use listener::{ReceivedRequest, Reply};
use wire::population::{Person, PersonKind};

use crate::joined::JoinedPeople;
use crate::journal::Register;

/// The people that are registered, by national identity number. Organisations are not in it.
pub(crate) struct PersonRegistry {
    people: RwLock<HashMap<String, Person>>,
    joined: Arc<JoinedPeople>,
}

impl PersonRegistry {
    /// Registers these people, and those that banks have declared.
    pub(crate) fn new(people: impl IntoIterator<Item = Person>, joined: Arc<JoinedPeople>) -> Self {
        let registry = Self {
            people: RwLock::default(),
            joined,
        };
        people.into_iter().for_each(|person| registry.set(person));
        registry
    }

    /// Registers a person, or changes what is registered.
    pub(crate) fn set(&self, person: Person) {
        if person.kind == PersonKind::Person {
            let id = person.id.as_str().to_owned();
            self.people
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(id, person);
        }
    }

    /// Takes a person out of the registry.
    pub(crate) fn remove(&self, id: &str) -> Option<Person> {
        self.people
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id)
    }

    fn find(&self, id: &str) -> Option<Person> {
        let people = self.people.read().unwrap_or_else(PoisonError::into_inner);
        let of_a_bank = || {
            let found = self.joined.declared().people.get(id).cloned();
            found.filter(|person| person.kind == PersonKind::Person)
        };
        people.get(id).cloned().or_else(of_a_bank)
    }

    /// Which of the two services a path belongs to.
    pub(crate) fn serves(path: &str) -> Option<Register> {
        if path.starts_with(freg::PATH) {
            Some(Register::Freg)
        } else if path.starts_with(persontjenesten::PATH) {
            Some(Register::Persontjenesten)
        } else {
            None
        }
    }

    /// The answer of the finance package of FREG.
    pub(crate) fn answer_as_freg(&self, request: &ReceivedRequest) -> Reply {
        freg::answer(self, request)
    }

    /// The answer of Persontjenesten.
    pub(crate) fn answer_as_persontjenesten(&self, request: &ReceivedRequest) -> Reply {
        persontjenesten::answer(self, request)
    }
}

/// The values of a query parameter, percent-decoded; several in one value are separated by commas.
fn query_values(request: &ReceivedRequest, name: &str) -> Vec<String> {
    let pairs = request
        .uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter_map(|pair| pair.split_once('='));
    pairs
        .filter(|(found, _)| *found == name)
        .filter_map(|(_, value)| wire::mandate::decode(value).ok())
        .flat_map(|value| value.split(',').map(str::to_owned).collect::<Vec<_>>())
        .collect()
}
