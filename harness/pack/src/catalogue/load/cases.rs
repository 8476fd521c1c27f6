//! Case files of both roles: from what an author writes to [`Case`].

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use openssl::sha::sha256;
use serde_json::{Value, json};
use wire::messages::{Operation, OverviewEndpoint};
use wire::profile::ServiceProfile;

use crate::catalogue::case::{
    Baseline, Case, CaseId, Endpoints, Expectation, Fresh, Journal, Level, Need, Pair,
    PartySelector, Script, Step, Survey, Under,
};
use crate::catalogue::change::{Change, TokenForm};
use crate::catalogue::entry::{Guards, Interpretation, Requirement, Role};
use crate::catalogue::load::CheckNames;
use crate::catalogue::load::applies::Scope;
use crate::catalogue::load::change::ChangeEntry;
use crate::catalogue::load::entry::{
    BaselineEntry, CaseEntry, CaseFile, ExpectEntry, OneOrSeveral, PartyChoice, UnderEntry,
};
use crate::catalogue::vocabulary::{EndpointsOrOutside, OUTSIDE, PartyTraitsOrAny, Word};
use crate::hex::hex;
use crate::message::{FileMistakes, Mistake};
use crate::nearest::advice;
use crate::text::Text;
use crate::toml_file::{self, Placed};

/// What case files may refer to. A list is `None` where its own files have mistakes, so that nothing can be held against
/// it.
pub(super) struct Known<'a> {
    pub(super) requirements: Option<&'a BTreeMap<String, Requirement>>,
    pub(super) interpretations: Option<&'a [Interpretation]>,
    pub(super) scenarios: Option<BTreeSet<&'a str>>,
    pub(super) services: Option<&'a [ServiceProfile]>,
    pub(super) checks: &'a CheckNames,
}

/// Reads all case files, and reports every mistake.
pub(super) fn read<'a>(
    files: impl Iterator<Item = (Role, &'a str, &'a str)>,
    known: &Known<'_>,
    mistakes: &mut Vec<Mistake>,
) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut ids = BTreeSet::new();
    for (role, file, text) in files {
        let Some(content) = toml_file::read::<CaseFile>(file, text, mistakes) else {
            continue;
        };
        let mut reader = Reader {
            role,
            known,
            requirements: known.requirements.map(|all| levels(role, all)),
            mistakes: FileMistakes::new(file, text, mistakes),
            changes: Vec::new(),
        };
        let family = Family {
            name: content.family.value,
            about: content.about,
            guards: content.guards,
        };
        for entry in content.case {
            let id = &entry.value.id;
            if !ids.insert(id.value.clone()) {
                let message = format!("there are two cases {}", id.value);
                reader.mistakes.at(&id.span, message);
            }
            cases.extend(reader.case(&family, entry));
        }
    }
    cases
}

/// What a file says of all its cases.
struct Family {
    name: String,
    about: Option<Text>,
    guards: Guards,
}

struct Reader<'a> {
    role: Role,
    known: &'a Known<'a>,
    /// The requirements of the role with their levels, if they are known.
    requirements: Option<BTreeMap<&'a str, Level>>,
    mistakes: FileMistakes<'a>,
    /// Where the changes that could be read are written, in the order of the steps of the case that is read.
    changes: Vec<Range<usize>>,
}

impl Reader<'_> {
    /// A case without mistake. What is left of an incomplete one is held against the rest of the pack all the same, so
    /// that its other mistakes are reported with those that made it incomplete.
    fn case(&mut self, family: &Family, entry: Placed<CaseEntry>) -> Option<Case> {
        let before = self.mistakes.count();
        let Placed {
            value: entry,
            incomplete,
            ..
        } = entry;
        self.changes.clear();
        self.head(&family.name, &entry);
        let guards = self.guards(family, &entry);
        let stimulus = stimulus(&entry);
        let endpoints = self.endpoints(entry.endpoints.as_ref());
        let party = self.party(entry.party.as_ref());
        let needs = entry.needs.iter().map(|need| need.value).collect();
        let script = self.script(&entry, incomplete);
        let under = self.under(&entry, incomplete);
        let case = Case {
            id: CaseId(entry.id.value),
            family: family.name.clone(),
            about: family.about.clone(),
            guards,
            title: entry.title,
            why: entry.why,
            level: entry.level.value,
            written_level: entry.level.value,
            under,
            requirements: plain(entry.requirements.value),
            interpretations: plain(entry.interpretations),
            services: entry.services.map(plain),
            endpoints,
            party,
            account: entry.account.map(|account| account.name().to_owned()),
            needs,
            baseline: baseline(entry.baseline.as_ref()),
            script: script?,
            stimulus,
        };
        let places = Places {
            id: &entry.id.span,
            baseline: entry.baseline.as_ref().map(|baseline| &baseline.span),
            changes: std::mem::take(&mut self.changes),
        };
        self.apply(&case, &places, before);
        (!incomplete && self.mistakes.count() == before).then(|| with_derived_needs(case))
    }

    /// The gravest of what the family and the requirements of a case guard.
    fn guards(&self, family: &Family, entry: &CaseEntry) -> Guards {
        let written = entry.requirements.value.iter();
        let known = written.filter_map(|id| self.known.requirements?.get(&id.value));
        let graver = known.filter_map(|requirement| requirement.guards);
        graver.fold(family.guards, Guards::min)
    }

    /// The part that all forms of cases have.
    fn head(&mut self, family: &str, entry: &CaseEntry) {
        if !well_formed_id(family, &entry.id.value) {
            self.mistakes.at(
                &entry.id.span,
                format!("the id of a case of this file is {family}- and three digits"),
            );
        }
        if entry.requirements.value.is_empty() && !entry.requirements.incomplete {
            self.mistakes.at(
                &entry.requirements.span,
                "a case names the requirements it tests",
            );
        }
        self.requirements(entry);
        if let Some(known) = &self.known.interpretations {
            for interpretation in &entry.interpretations {
                let known = known.iter().map(|one| &one.id);
                self.mistakes
                    .is_known("interpretation", interpretation, known);
            }
        }
        for service in entry.services.iter().flatten() {
            self.service(service);
        }
    }

    fn service(&mut self, written: &Placed<String>) {
        if let Some(services) = self.known.services {
            let services = services.iter().map(|service| &service.id);
            self.mistakes.is_known("service", written, services);
        }
    }

    fn requirements(&mut self, entry: &CaseEntry) {
        let Some(known) = &self.requirements else {
            return;
        };
        let mut strongest = None;
        for written in &entry.requirements.value {
            match known.get(written.value.as_str()) {
                Some(level) => strongest = strongest.max(Some(*level)),
                None => {
                    self.mistakes.is_known("requirement", written, known.keys());
                }
            }
        }
        if let Some(strongest) = strongest.filter(|strongest| *strongest < entry.level.value) {
            self.mistakes.at(
                &entry.level.span,
                format!(
                    "the case is {}, but the strongest of its requirements is {strongest}",
                    entry.level.value
                ),
            );
        }
    }

    /// What changes under other readings.
    fn under(&mut self, entry: &CaseEntry, incomplete: bool) -> Vec<Under> {
        let mut under = Vec::new();
        for one in &entry.under {
            let UnderEntry {
                interpretation,
                value,
                level,
                expect,
            } = &one.value;
            if level.is_none() && expect.is_none() && !one.incomplete {
                let message = "a reading changes the level, what must come back, or both";
                self.mistakes.at(&one.span, message);
            }
            let has_requests = entry.expect.is_some() || entry.step.is_some();
            if let (Some(expect), false, false) = (expect, has_requests, incomplete) {
                let message = "expect has no effect in this form of case";
                self.mistakes.at(&expect.span, message);
            }
            self.reading(entry, interpretation, value);
            under.push(Under {
                interpretation: interpretation.value.clone(),
                value: value.value.clone(),
                level: *level,
                expect: expect.as_ref().and_then(|expect| self.expectation(expect)),
            });
        }
        under
    }

    /// Holds a reading against the interpretations of its case.
    fn reading(
        &mut self,
        entry: &CaseEntry,
        interpretation: &Placed<String>,
        value: &Placed<String>,
    ) {
        let own = entry.interpretations.iter().map(|one| &one.value);
        let is_own = self
            .mistakes
            .is_known("interpretation of this case", interpretation, own);
        let all = self.known.interpretations.unwrap_or_default();
        let found = all.iter().find(|one| one.id == interpretation.value);
        if let (true, Some(found)) = (is_own, found) {
            let choices = found.choices.iter();
            let others = choices.filter(|one| Some(*one) != found.default.as_ref());
            let kind = format!("other reading of {} called", found.id);
            self.mistakes.is_known(&kind, value, others);
        }
    }

    fn endpoints(
        &mut self,
        entry: Option<&Placed<OneOrSeveral<Word<EndpointsOrOutside>>>>,
    ) -> Endpoints {
        let Some(entry) = entry else {
            return match self.role {
                Role::Bank | Role::Agency => Endpoints::OfTheService,
                Role::Overview => {
                    Endpoints::OfOverview(vec![OverviewEndpoint::CustomerRelationships])
                }
            };
        };
        let names: Vec<&str> = entry.value.0.iter().map(Word::name).collect();
        if names == [OUTSIDE] && self.role != Role::Overview {
            return Endpoints::OutsideTheService;
        }
        let found = names.iter().filter_map(|name| Operation::from_name(name));
        let found: Vec<Operation> = found.collect();
        let all = || found.iter().copied();
        let of_banks: Vec<_> = all().filter_map(Operation::of_bank).collect();
        let of_overview: Vec<_> = all().filter_map(Operation::of_overview).collect();
        let of_kfr: Vec<_> = all().filter_map(Operation::of_kfr).collect();
        let own = match self.role {
            Role::Bank | Role::Agency => of_banks.len(),
            // KFR's callers are others than the overview's.
            Role::Overview => of_overview.len().max(of_kfr.len()),
        };
        if (own < names.len() || own == 0) && !entry.incomplete {
            let message =
                format!("`{OUTSIDE}` is alone, or there is at least one endpoint, all of the role");
            self.mistakes.at(&entry.span, message);
        }
        match self.role {
            Role::Bank | Role::Agency => Endpoints::Only(of_banks),
            Role::Overview if of_kfr.is_empty() => Endpoints::OfOverview(of_overview),
            Role::Overview => Endpoints::OfKfr(of_kfr),
        }
    }

    fn party(&mut self, entry: Option<&PartyChoice>) -> PartySelector {
        let names = |traits: &OneOrSeveral<Word<PartyTraitsOrAny>>| {
            traits.0.iter().map(|word| word.name().to_owned()).collect()
        };
        match entry {
            None => PartySelector::Usual,
            Some(PartyChoice::All(traits)) => {
                PartySelector::Traits(BTreeMap::from([("*".to_owned(), names(traits))]))
            }
            Some(PartyChoice::PerService(map)) => {
                for (service, _) in map.0.iter().filter(|(service, _)| service.value != "*") {
                    self.service(service);
                }
                let traits = map.0.iter();
                let traits = traits.map(|(service, traits)| (service.value.clone(), names(traits)));
                PartySelector::Traits(traits.collect())
            }
        }
    }

    fn script(&mut self, entry: &CaseEntry, incomplete: bool) -> Option<Script> {
        let journal = entry.check.is_some();
        let forms = [
            entry.expect.is_some(),
            entry.step.is_some(),
            entry.judge.is_some(),
            entry.property.is_some(),
            journal,
        ];
        let one = forms.iter().filter(|form| **form).count() == 1;
        if !one || journal != (self.role == Role::Agency) {
            if incomplete {
                return None;
            }
            let forms = match self.role {
                Role::Bank => "exactly one of expect, [[case.step]], judge or property",
                Role::Overview => "exactly one of expect or [[case.step]]",
                Role::Agency => "check, and none of expect, [[case.step]], judge or property",
            };
            let message = format!("this case needs {forms}");
            self.mistakes.at(&entry.id.span, message);
            return None;
        }
        if self.role == Role::Overview && entry.expect.is_none() && entry.step.is_none() {
            let message = "a case of the customer overview has expect or [[case.step]]";
            self.mistakes.at(&entry.id.span, message);
            return None;
        }
        self.without_effect(entry);
        if let Some(expect) = &entry.expect {
            let changes = entry.change.as_ref().map(|changes| &changes.value);
            let checks = entry.checks.as_ref().map(|checks| &checks.value);
            return Some(Script::Request(self.step(
                changes.map_or(&[], Vec::as_slice),
                expect,
                checks.map_or(&[], Vec::as_slice),
            )));
        }
        if let Some(steps) = &entry.step {
            let steps = steps.value.iter().map(|step| Step {
                endpoint: step.endpoint.map(Into::into),
                fresh: step.new.clone(),
                within: self.within(step.within.as_ref()),
                ..self.step(&step.change, &step.expect, &step.checks)
            });
            return Some(Script::Steps(steps.collect()));
        }
        if let Some(judge) = &entry.judge {
            return self.judged(entry, judge);
        }
        if let Some(property) = &entry.property {
            return Some(Script::Property(property.value));
        }
        entry
            .check
            .as_ref()
            .and_then(|check| self.journal(entry, check))
    }

    /// Keys that this form of case does not use.
    fn without_effect(&mut self, entry: &CaseEntry) {
        fn place<T>(
            key: &'static str,
            value: Option<&Placed<T>>,
        ) -> Option<(&'static str, Range<usize>)> {
            value.map(|value| (key, value.span.clone()))
        }
        let request = [
            place("change", entry.change.as_ref()),
            place("checks", entry.checks.as_ref()),
        ];
        let of_journals = [
            place("scenarios", entry.scenarios.as_ref()),
            place("except", entry.except.as_ref()),
            place("with", entry.with.as_ref()),
        ];
        let of_banks = [
            place("endpoints", entry.endpoints.as_ref()),
            place("baseline", entry.baseline.as_ref()),
            place("needs", entry.needs.first()),
        ];
        let mut unused = Vec::new();
        if entry.expect.is_none() {
            unused.extend(request);
        }
        if entry.judge.is_none() {
            unused.push(place("rows", entry.rows.as_ref()));
        }
        if entry.check.is_none() {
            unused.extend(of_journals);
        } else {
            unused.extend(of_banks);
            let chosen = entry.party.is_some() || entry.account.is_some();
            unused.push(chosen.then(|| ("party or account", entry.id.span.clone())));
        }
        for (key, span) in unused.into_iter().flatten() {
            let message = format!("{key} has no effect in this form of case");
            self.mistakes.at(&span, message);
        }
    }

    fn step(
        &mut self,
        changes: &[Placed<ChangeEntry>],
        expect: &Placed<ExpectEntry>,
        checks: &[Placed<String>],
    ) -> Step {
        let mut read = Vec::new();
        for written in changes.iter().filter(|change| !change.incomplete) {
            match written.value.read() {
                Ok(change) => {
                    read.push(change);
                    self.changes.push(written.span.clone());
                }
                Err(message) => self.mistakes.at(&written.span, message),
            }
        }
        Step {
            endpoint: None,
            changes: read,
            // Without an expectation there is a mistake, and the case is not used.
            expectation: self.expectation(expect).unwrap_or(Expectation::Accepted),
            checks: self.names(checks, &self.known.checks.answer),
            fresh: Vec::new(),
            within: 0,
        }
    }

    fn within(&mut self, written: Option<&Placed<u64>>) -> u64 {
        let Some(written) = written else { return 0 };
        if !(1..=60).contains(&written.value) {
            let message = "a request is sent again for 1 to 60 seconds";
            self.mistakes.at(&written.span, message);
        }
        written.value
    }

    fn expectation(&mut self, entry: &Placed<ExpectEntry>) -> Option<Expectation> {
        let ExpectEntry {
            accepted,
            answered,
            refused,
            also,
            or_refused,
            survives,
        } = &entry.value;
        if let (Some(statuses), None, None, None, None) =
            (answered, accepted, refused, or_refused, survives)
            && !statuses.is_empty()
            && statuses.iter().all(|status| (200..300).contains(status))
        {
            return Some(Expectation::Answered(statuses.clone()));
        }
        if let (Some(also), None, false) = (also, refused, entry.incomplete) {
            let message = "also has no effect without refused";
            self.mistakes.at(&also.span, message);
        }
        match (accepted, refused, or_refused, survives) {
            _ if answered.is_some() && !entry.incomplete => {
                self.mistakes.at(
                    &entry.span,
                    "answered lists statuses from 200 to 299, and stands alone",
                );
                None
            }
            (Some(true), None, None, None) => Some(Expectation::Accepted),
            (Some(true), None, Some(refused), None) if !refused.is_empty() => {
                Some(Expectation::Either(self.pairs(refused)))
            }
            (None, Some(refused), None, None) if !refused.is_empty() => {
                let also = also.as_ref().map(|also| &also.value);
                Some(Expectation::Refused {
                    expected: self.pairs(refused),
                    also: self.pairs(also.map_or(&[], Vec::as_slice)),
                })
            }
            (None, None, None, Some(true)) => Some(Expectation::Survives),
            _ if entry.incomplete => None,
            _ => {
                self.mistakes.at(&entry.span, "say exactly one of accepted = true, refused = […], accepted = true with or-refused = […], answered = […], survives = true");
                None
            }
        }
    }

    fn pairs(&mut self, written: &[Placed<String>]) -> Vec<Pair> {
        let known = match self.role {
            Role::Bank | Role::Agency => Pair::KNOWN,
            Role::Overview => Pair::KNOWN_TO_OVERVIEW,
        };
        let mut pairs = Vec::new();
        for text in written {
            match Pair::parse(&text.value, known) {
                Some(pair) => pairs.push(pair),
                None => self.mistakes.advise(
                    &text.span,
                    format!("`{}` is not a pair of the API", text.value),
                    format!(
                        "{}, or a status with any body, e.g. 404 *",
                        advice(&text.value, known)
                    ),
                ),
            }
        }
        pairs
    }

    /// A case that is judged from whole retrievals, or from all exchanges of a run.
    fn judged(&mut self, entry: &CaseEntry, judge: &Placed<Vec<Placed<String>>>) -> Option<Script> {
        let checks = self.known.checks;
        let names = judge.value.as_slice();
        if let [only] = names
            && checks.run.contains(&only.value.as_str())
        {
            return Some(Script::WholeRun(only.value.clone()));
        }
        let known: Vec<&str> = checks
            .retrieval
            .iter()
            .chain(&checks.run)
            .copied()
            .collect();
        let before = self.mistakes.count();
        let checks = self.names(names, &known);
        for name in names
            .iter()
            .filter(|name| self.known.checks.run.contains(&name.value.as_str()))
        {
            let message = format!("the check {} is the only one of its case", name.value);
            self.mistakes.at(&name.span, message);
        }
        if names.is_empty() && !judge.incomplete {
            self.mistakes
                .at(&entry.id.span, "judge names at least one check");
        }
        (self.mistakes.count() == before).then(|| {
            Script::Retrieval(Survey {
                checks,
                rows: entry.rows.as_ref().map(|rows| rows.value.into()),
            })
        })
    }

    fn journal(&mut self, entry: &CaseEntry, check: &Placed<String>) -> Option<Script> {
        let lists = [&entry.scenarios, &entry.except];
        if let Some(known) = &self.known.scenarios {
            for scenario in lists.into_iter().flatten().flat_map(|list| &list.value) {
                self.mistakes.is_known("scenario", scenario, known);
            }
        }
        let list = |list: &Option<Placed<Vec<Placed<String>>>>| {
            list.as_ref().map(|list| plain(list.value.clone()))
        };
        let known = self
            .mistakes
            .is_known("check of a journal", check, &self.known.checks.journal);
        known.then(|| {
            Script::Journal(Journal {
                scenarios: list(&entry.scenarios),
                except: list(&entry.except).unwrap_or_default(),
                check: check.value.clone(),
                with: entry
                    .with
                    .as_ref()
                    .map(|with| with.value.clone())
                    .unwrap_or_default(),
            })
        })
    }

    fn names(&mut self, names: &[Placed<String>], known: &[&str]) -> Vec<String> {
        for name in names {
            self.mistakes
                .is_known("check for this form of case", name, known);
        }
        plain(names.to_vec())
    }

    /// Every change, at every place that the case unfolds over; `before` is how many mistakes there were before it.
    fn apply(&mut self, case: &Case, places: &Places<'_>, before: usize) {
        let Some(services) = self.known.services else {
            return;
        };
        if self.role == Role::Agency {
            return;
        }
        let institutions = (self.role == Role::Overview).then(wire::profile::kfr);
        let scopes: Vec<Scope<'_>> = services
            .iter()
            .chain(institutions)
            .filter(|service| case.serves(&service.id))
            .flat_map(|service| {
                let endpoints = case.endpoints.within(service);
                endpoints
                    .into_iter()
                    .map(move |endpoint| Scope::new(service, endpoint, services))
            })
            .collect();
        if scopes.is_empty() && self.mistakes.count() == before {
            let message = "no service of the case has any of its endpoints";
            self.mistakes.at(places.id, message);
        }
        if let Some(span) = places.baseline {
            let wrong = scopes
                .iter()
                .find_map(|scope| scope.baseline(&case.baseline).err());
            if let Some(wrong) = wrong {
                self.mistakes.at(span, wrong);
            }
        }
        let mut spans = places.changes.iter();
        for step in case.steps() {
            let wrong = step
                .fresh
                .contains(&Fresh::Order)
                .then(|| scopes.iter().find_map(|scope| scope.order().err()));
            if let Some(wrong) = wrong.flatten() {
                self.mistakes.at(places.id, wrong);
            }
            for (at, change) in step.changes.iter().enumerate() {
                let span = spans.next().unwrap_or(places.id);
                let wrong = scopes.iter().find_map(|scope| {
                    scope
                        .at(step.endpoint)
                        .change(change, &step.changes[..at])
                        .err()
                });
                if let Some(wrong) = wrong {
                    self.mistakes.at(span, wrong);
                }
            }
        }
    }
}

fn levels(role: Role, requirements: &BTreeMap<String, Requirement>) -> BTreeMap<&str, Level> {
    let of_the_role = requirements.iter().filter(|(_, one)| one.role == role);
    of_the_role
        .map(|(id, one)| (id.as_str(), one.level))
        .collect()
}

/// Where the parts of a case are written.
struct Places<'a> {
    id: &'a Range<usize>,
    baseline: Option<&'a Range<usize>>,
    changes: Vec<Range<usize>>,
}

fn plain(placed: Vec<Placed<String>>) -> Vec<String> {
    placed.into_iter().map(|one| one.value).collect()
}

fn well_formed_id(family: &str, id: &str) -> bool {
    id.strip_prefix(family)
        .and_then(|rest| rest.strip_prefix('-'))
        .is_some_and(|digits| digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn baseline(entry: Option<&Placed<BaselineEntry>>) -> Baseline {
    let Some(Placed { value: entry, .. }) = entry else {
        return Baseline::default();
    };
    Baseline {
        from: entry.from.clone().map(|from| from.template),
        to: entry.to.clone().map(|to| to.template),
        only_primary_owner: entry.only_primary_owner.clone(),
        mandate: entry.mandate.unwrap_or(0),
        accept: entry.accept.clone(),
    }
}

/// The digest of what a case sends: of what its file says, in a form that does not depend on how it is written there.
fn stimulus(entry: &CaseEntry) -> String {
    let step = |endpoint: Value, change: Value, new: Value, expect: &ExpectEntry| json!({"endpoint": endpoint, "change": change, "new": new, "survives": expect.survives});
    let own = entry
        .expect
        .iter()
        .map(|expect| step(Value::Null, json!(entry.change), Value::Null, &expect.value));
    let steps = entry.step.iter().flat_map(|steps| &steps.value).map(|one| {
        step(
            json!(one.endpoint),
            json!(one.change),
            json!(one.new),
            &one.expect.value,
        )
    });
    let sent: Vec<Value> = own.chain(steps).collect();
    let mut all = json!({
        "party": entry.party,
        "account": entry.account,
        "baseline": entry.baseline,
        "sent": sent,
    });
    drop_nulls(&mut all);
    let digest = sha256(all.to_string().as_bytes());
    hex(digest.first_chunk::<8>().unwrap_or(&[0; 8]))
}

fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What the changes of a case ask of the run, beside what its file says.
fn with_derived_needs(mut case: Case) -> Case {
    let derived: Vec<Need> = case
        .steps()
        .iter()
        .flat_map(|step| &step.changes)
        .filter_map(need_of)
        .collect();
    case.needs.extend(derived);
    case.needs.sort();
    case.needs.dedup();
    case
}

fn need_of(change: &Change) -> Option<Need> {
    match change {
        Change::TokenClaim(..)
        | Change::TokenHeader(..)
        | Change::TokenForm(TokenForm::DuplicateClaim) => Some(Need::TokenMinting),
        Change::OrderCertificate(_) | Change::OrderSigner(_) => Some(Need::OwnPoliceKeys),
        Change::RotateCertificate | Change::KarSilent => Some(Need::OwnRegisters),
        Change::TokenForm(_)
        | Change::Agency(_)
        | Change::Header(..)
        | Change::Query(..)
        | Change::Part(..)
        | Change::Method(_)
        | Change::Path(_)
        | Change::TokenSigner(_)
        | Change::TokenTamper(_)
        | Change::OrderClaim(..)
        | Change::OrderPayload(_)
        | Change::OrderHeader(..)
        | Change::OrderAlgorithm(_)
        | Change::OrderAttacker
        | Change::OrderEmbed(_)
        | Change::OrderTamper(_)
        | Change::OrderForm(_)
        | Change::Send(_)
        | Change::Reference(_) => None,
    }
}
