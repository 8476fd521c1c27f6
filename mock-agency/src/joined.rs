//! What the banks of the world file declare of people whom the registers do not know by themselves: a bank that joins with
//! people of its own finds their deaths, guardians and bankruptcies in the registers.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use wire::identifiers::{NationalId, PartyId};
use wire::population::{
    ADULT, AddressProtection, Guardianship, Notice, NoticeKind, POWER_OF_ATTORNEY, Person,
    PersonKind, PopulationRole, Task,
};
use wire::world::{BankEntry, GuardianshipFact, NoticeFact, PartyEntry, World, party_trait};

/// The people that the banks of a world file declare, less those that the registers know themselves.
pub(crate) struct JoinedPeople {
    world_file: PathBuf,
    /// Whom the registers know, so that what a bank says of them does not count.
    registered: HashSet<String>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    declared: Arc<Declared>,
    /// When the world file that it was read from was written.
    written: Option<SystemTime>,
}

/// What the banks declare.
#[derive(Default)]
pub(crate) struct Declared {
    /// People and organisations, by number.
    pub(crate) people: HashMap<String, Person>,
    /// Notices of bankruptcies about them, in order of registration.
    pub(crate) notices: Vec<Notice>,
}

impl JoinedPeople {
    /// Reads the world file; `registered` are the people that the registers know themselves.
    pub(crate) fn new(world_file: PathBuf, registered: &[Person]) -> Self {
        let numbers = registered.iter().map(|one| one.id.as_str().to_owned());
        Self {
            world_file,
            registered: numbers.collect(),
            known: Mutex::default(),
        }
    }

    /// What is declared now: the file is read again when it has changed.
    pub(crate) fn declared(&self) -> Arc<Declared> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let written = std::fs::metadata(&self.world_file).and_then(|file| file.modified());
        if let Ok(written) = written
            && known.written != Some(written)
            && let Ok(loaded) = World::load(&self.world_file)
        {
            known.declared = Arc::new(self.read(&loaded.world.banks));
            known.written = Some(written);
        }
        Arc::clone(&known.declared)
    }

    fn read(&self, banks: &[BankEntry]) -> Declared {
        let mut declared = Declared::default();
        let parties: Vec<_> = banks.iter().flat_map(|bank| &bank.parties).collect();
        let names: HashMap<_, _> = parties
            .iter()
            .filter_map(|party| Some((party.party_id.as_str(), party.name.as_deref()?)))
            .collect();
        for party in parties {
            let Ok(id) = PartyId::parse(&party.party_id) else {
                continue;
            };
            if self.registered.contains(&party.party_id)
                || declared.people.contains_key(&party.party_id)
            {
                continue;
            }
            let notices = party.bankruptcies.iter();
            let notices = notices.filter_map(|fact| notice(&id, fact));
            declared.notices.extend(notices);
            declared
                .people
                .insert(party.party_id.clone(), person(id, party, &names));
        }
        declared.notices.sort_by_key(|notice| notice.registered);
        declared
    }
}

fn person(id: PartyId, party: &PartyEntry, names: &HashMap<&str, &str>) -> Person {
    let (kind, birth) = match &id {
        PartyId::Person(number) => (PersonKind::Person, Some(number.birth_date())),
        PartyId::Organisation(_) => (PersonKind::Organisation, None),
    };
    let deceased = party.date_of_death.is_some()
        || party.has_trait(party_trait::DECEASED)
        || party.has_trait(party_trait::DECEASED_DATE_UNKNOWN);
    Person {
        id,
        name: party.name.clone().unwrap_or_default(),
        kind,
        birth,
        deceased,
        date_of_death: party.date_of_death,
        withdrawn_death: None,
        protection: protection(party),
        guardianships: guardianships(party, names),
        bankruptcy: party.bankrupt_since(),
        role: PopulationRole::Owner,
    }
}

fn protection(party: &PartyEntry) -> AddressProtection {
    if party.has_trait(party_trait::SHIELDED) {
        AddressProtection::StrictlyConfidential
    } else if party.has_trait(party_trait::CLIENT_ADDRESS) {
        AddressProtection::Client
    } else {
        AddressProtection::None
    }
}

fn guardianships(party: &PartyEntry, names: &HashMap<&str, &str>) -> Vec<Guardianship> {
    let kind = if party.has_trait(party_trait::WARD_POWER_OF_ATTORNEY) {
        POWER_OF_ATTORNEY
    } else {
        ADULT
    };
    let one = |fact: &GuardianshipFact| {
        let number = fact.guardian.as_deref();
        let name = number.and_then(|number| names.get(number));
        Guardianship {
            guardian: number.and_then(|number| NationalId::parse(number).ok()),
            name: name.copied().unwrap_or("VERGE SYNTETISK").to_owned(),
            kind: kind.to_owned(),
            from: fact.from,
            to: fact.to,
            tasks: tasks(party, fact),
        }
    };
    party.guardianships.iter().map(one).collect()
}

fn tasks(party: &PartyEntry, fact: &GuardianshipFact) -> Vec<Task> {
    if fact.daily_banking {
        vec![Task::daily_banking()]
    } else if party.has_trait(party_trait::WARD_NO_TASK) {
        Vec::new()
    } else {
        vec![Task::new("nav", "arbeid")]
    }
}

fn notice(debtor: &PartyId, fact: &NoticeFact) -> Option<Notice> {
    let kinds = [
        NoticeKind::Opening,
        NoticeKind::Reversal,
        NoticeKind::Deletion,
        NoticeKind::Closing,
    ];
    let kind = kinds.into_iter().find(|kind| kind.name() == fact.kind)?;
    Some(Notice {
        debtor: debtor.clone(),
        kind,
        ruling: fact.ruling,
        registered: fact.registered,
    })
}
