//! Case files: from what an author writes to [`Case`].

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Deserialize;
use toml::Spanned;
use wire::messages::Endpoint;
use wire::profile::Category;

use crate::catalogue::case::{
    Baseline, Case, CaseId, Endpoints, Expectation, Fresh, Level, Need, Pair, PartySelector,
    Script, Step, Survey,
};
use crate::catalogue::change::{Change, ChangeEntry};
use crate::catalogue::entry::Requirement;
use crate::catalogue::load::CheckNames;
use crate::catalogue::load::read_toml;
use crate::catalogue::template::Template;
use crate::message::Mistake;
use crate::property::PropertyName;
use crate::text::Text;

/// What case files may refer to.
pub(super) struct Known<'a> {
    pub(super) requirements: &'a BTreeMap<String, Requirement>,
    pub(super) interpretations: HashSet<&'a str>,
    pub(super) services: HashSet<&'a str>,
    pub(super) checks: &'a CheckNames,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    family: String,
    case: Vec<CaseEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CaseEntry {
    id: Spanned<String>,
    title: Text,
    why: Text,
    level: Level,
    requirements: Vec<Spanned<String>>,
    #[serde(default)]
    interpretations: Vec<Spanned<String>>,
    services: Option<Vec<Spanned<String>>>,
    endpoints: Option<Spanned<EndpointsEntry>>,
    party: Option<PartyEntry>,
    account: Option<String>,
    #[serde(default)]
    needs: Vec<Need>,
    #[serde(default)]
    baseline: Option<Spanned<BaselineEntry>>,
    #[serde(default)]
    change: Vec<Spanned<ChangeEntry>>,
    expect: Option<Spanned<ExpectEntry>>,
    #[serde(default)]
    checks: Vec<Spanned<String>>,
    #[serde(default)]
    step: Vec<StepEntry>,
    #[serde(default)]
    judge: Vec<Spanned<String>>,
    rows: Option<Category>,
    property: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum EndpointsEntry {
    Word(String),
    List(Vec<String>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum PartyEntry {
    All(Traits),
    PerService(BTreeMap<String, Traits>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Traits {
    One(String),
    Several(Vec<String>),
}

impl Traits {
    fn list(self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one],
            Self::Several(several) => several,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct BaselineEntry {
    from: Option<String>,
    to: Option<String>,
    only_primary_owner: Option<String>,
    mandate: Option<usize>,
    accept: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ExpectEntry {
    accepted: Option<bool>,
    refused: Option<Vec<String>>,
    also: Option<Vec<String>>,
    or_refused: Option<Vec<String>>,
    survives: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct StepEntry {
    endpoint: Option<Endpoint>,
    #[serde(default)]
    change: Vec<Spanned<ChangeEntry>>,
    expect: Spanned<ExpectEntry>,
    #[serde(default)]
    checks: Vec<Spanned<String>>,
    #[serde(default)]
    new: Vec<Fresh>,
}

/// Reads all case files, and reports every mistake.
pub(super) fn read<'a>(
    files: impl Iterator<Item = (&'a str, &'a str)>,
    known: &Known<'_>,
    mistakes: &mut Vec<Mistake>,
) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut ids = BTreeSet::new();
    for (file, text) in files {
        let content: CaseFile = match read_toml(file, text) {
            Ok(content) => content,
            Err(mistake) => {
                mistakes.push(mistake);
                continue;
            }
        };
        let mut reader = Reader {
            file,
            text,
            known,
            mistakes,
        };
        for entry in content.case {
            if !ids.insert(entry.id.get_ref().clone()) {
                reader.mistake(
                    entry.id.span(),
                    format!("there are two cases {}", entry.id.get_ref()),
                );
            }
            cases.extend(reader.case(&content.family, entry));
        }
    }
    cases
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    known: &'a Known<'a>,
    mistakes: &'a mut Vec<Mistake>,
}

impl Reader<'_> {
    fn mistake(&mut self, span: std::ops::Range<usize>, message: String) {
        self.mistakes
            .push(Mistake::new(self.file, self.text, span, message));
    }

    fn case(&mut self, family: &str, entry: CaseEntry) -> Option<Case> {
        let before = self.mistakes.len();
        let id = entry.id.get_ref().clone();
        if !well_formed_id(family, &id) {
            self.mistake(
                entry.id.span(),
                format!("an id of this file is {family}- and three digits"),
            );
        }
        self.check_references(&entry);
        let endpoints = self.endpoints(entry.endpoints.as_ref());
        let baseline = self.baseline(entry.baseline);
        let span = entry.id.span();
        let script = self.script(
            &span,
            ScriptEntry {
                change: entry.change,
                expect: entry.expect,
                checks: entry.checks,
                step: entry.step,
                judge: entry.judge,
                rows: entry.rows,
                property: entry.property,
            },
        );
        let mut needs = entry.needs;
        needs.extend(script.iter().flat_map(derived_needs));
        needs.sort();
        needs.dedup();
        let unbroken = self.mistakes.len() == before;
        unbroken.then_some(())?;
        Some(Case {
            id: CaseId(id),
            family: family.to_owned(),
            title: entry.title,
            why: entry.why,
            level: entry.level,
            requirements: plain(entry.requirements),
            interpretations: plain(entry.interpretations),
            services: entry.services.map(plain),
            endpoints: endpoints?,
            party: entry.party.map_or(PartySelector::Usual, party),
            account: entry.account,
            needs,
            baseline: baseline?,
            script: script?,
        })
    }

    fn check_references(&mut self, entry: &CaseEntry) {
        if entry.requirements.is_empty() {
            self.mistake(
                entry.id.span(),
                "a case names the requirements it tests".to_owned(),
            );
        }
        let mut strongest = None;
        for requirement in &entry.requirements {
            match self.known.requirements.get(requirement.get_ref()) {
                Some(found) => strongest = strongest.max(Some(found.level)),
                None => self.mistake(
                    requirement.span(),
                    format!("there is no requirement {}", requirement.get_ref()),
                ),
            }
        }
        if let Some(strongest) = strongest.filter(|strongest| *strongest < entry.level) {
            self.mistake(
                entry.id.span(),
                format!(
                    "the case is {}, but the strongest of its requirements is {strongest}",
                    entry.level
                ),
            );
        }
        for interpretation in &entry.interpretations {
            if !self
                .known
                .interpretations
                .contains(interpretation.get_ref().as_str())
            {
                self.mistake(
                    interpretation.span(),
                    format!("there is no interpretation {}", interpretation.get_ref()),
                );
            }
        }
        for service in entry.services.iter().flatten() {
            if !self.known.services.contains(service.get_ref().as_str()) {
                self.mistake(
                    service.span(),
                    format!("there is no service {}", service.get_ref()),
                );
            }
        }
    }

    fn endpoints(&mut self, entry: Option<&Spanned<EndpointsEntry>>) -> Option<Endpoints> {
        let Some(entry) = entry else {
            return Some(Endpoints::OfTheService);
        };
        let names = match entry.get_ref() {
            EndpointsEntry::Word(word) => std::slice::from_ref(word),
            EndpointsEntry::List(list) => list,
        };
        if names == ["outside"] {
            return Some(Endpoints::OutsideTheService);
        }
        let mut endpoints = Vec::new();
        for name in names {
            if let Some(endpoint) = Endpoint::ALL
                .iter()
                .find(|endpoint| format!("{endpoint:?}") == *name)
            {
                endpoints.push(*endpoint);
            } else {
                self.mistake(
                    entry.span(),
                    format!("there is no endpoint {name}; there are Accounts, AccountDetails, Transactions, Cards, Roles, and the word outside"),
                );
                return None;
            }
        }
        Some(Endpoints::Only(endpoints))
    }

    fn baseline(&mut self, entry: Option<Spanned<BaselineEntry>>) -> Option<Baseline> {
        let Some(entry) = entry else {
            return Some(Baseline::default());
        };
        let span = entry.span();
        let entry = entry.into_inner();
        let mut template =
            |text: Option<String>| match text.map(|text| Template::parse(&text)).transpose() {
                Ok(template) => Some(template),
                Err(error) => {
                    self.mistake(span.clone(), error.to_string());
                    None
                }
            };
        Some(Baseline {
            from: template(entry.from)?,
            to: template(entry.to)?,
            only_primary_owner: entry.only_primary_owner,
            mandate: entry.mandate.unwrap_or(0),
            accept: entry.accept,
        })
    }

    fn script(&mut self, span: &std::ops::Range<usize>, entry: ScriptEntry) -> Option<Script> {
        let forms = [
            entry.expect.is_some(),
            !entry.step.is_empty(),
            !entry.judge.is_empty(),
            entry.property.is_some(),
        ];
        if forms.iter().filter(|form| **form).count() != 1 {
            self.mistake(
                span.clone(),
                "a case has one of expect, [[case.step]], judge or property".to_owned(),
            );
            return None;
        }
        if let Some(property) = entry.property {
            return self.property(&property);
        }
        if let Some(expect) = entry.expect {
            return self
                .step(None, entry.change, &expect, entry.checks, Vec::new())
                .map(Script::Request);
        }
        if !entry.step.is_empty() {
            let steps = entry
                .step
                .into_iter()
                .map(|step| {
                    self.step(
                        step.endpoint,
                        step.change,
                        &step.expect,
                        step.checks,
                        step.new,
                    )
                })
                .collect::<Option<_>>()?;
            return Some(Script::Steps(steps));
        }
        if let [only] = entry.judge.as_slice()
            && self.known.checks.run.contains(&only.get_ref().as_str())
        {
            return Some(Script::WholeRun(only.get_ref().clone()));
        }
        let checks = self.names(entry.judge, &self.known.checks.retrieval)?;
        Some(Script::Retrieval(Survey {
            checks,
            rows: entry.rows,
        }))
    }

    fn property(&mut self, name: &Spanned<String>) -> Option<Script> {
        let found = PropertyName::from_name(name.get_ref()).map(Script::Property);
        if found.is_none() {
            let known: Vec<&str> = PropertyName::ALL.iter().map(|known| known.name()).collect();
            self.mistake(
                name.span(),
                format!(
                    "there is no property {}; there are {}",
                    name.get_ref(),
                    known.join(", ")
                ),
            );
        }
        found
    }

    fn step(
        &mut self,
        endpoint: Option<Endpoint>,
        changes: Vec<Spanned<ChangeEntry>>,
        expect: &Spanned<ExpectEntry>,
        checks: Vec<Spanned<String>>,
        fresh: Vec<Fresh>,
    ) -> Option<Step> {
        let mut read = Vec::new();
        for change in changes {
            match change.get_ref().read() {
                Ok(change) => read.push(change),
                Err(message) => self.mistake(change.span(), message),
            }
        }
        let expectation = match expectation(expect.get_ref()) {
            Ok(expectation) => expectation,
            Err(message) => {
                self.mistake(expect.span(), message);
                return None;
            }
        };
        let checks = self.names(checks, &self.known.checks.answer)?;
        Some(Step {
            endpoint,
            changes: read,
            expectation,
            checks,
            fresh,
        })
    }

    fn names(&mut self, names: Vec<Spanned<String>>, known: &[&str]) -> Option<Vec<String>> {
        let mut found = Some(Vec::new());
        for name in names {
            if known.contains(&name.get_ref().as_str()) {
                if let Some(found) = &mut found {
                    found.push(name.into_inner());
                }
            } else {
                self.mistake(
                    name.span(),
                    format!("there is no check {} for this form of case", name.get_ref()),
                );
                found = None;
            }
        }
        found
    }
}

struct ScriptEntry {
    change: Vec<Spanned<ChangeEntry>>,
    expect: Option<Spanned<ExpectEntry>>,
    checks: Vec<Spanned<String>>,
    step: Vec<StepEntry>,
    judge: Vec<Spanned<String>>,
    rows: Option<Category>,
    property: Option<Spanned<String>>,
}

fn plain(spanned: Vec<Spanned<String>>) -> Vec<String> {
    spanned.into_iter().map(Spanned::into_inner).collect()
}

fn well_formed_id(family: &str, id: &str) -> bool {
    id.strip_prefix(family)
        .and_then(|rest| rest.strip_prefix('-'))
        .is_some_and(|digits| digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn party(entry: PartyEntry) -> PartySelector {
    PartySelector::Traits(match entry {
        PartyEntry::All(traits) => BTreeMap::from([("*".to_owned(), traits.list())]),
        PartyEntry::PerService(map) => map
            .into_iter()
            .map(|(service, traits)| (service, traits.list()))
            .collect(),
    })
}

fn expectation(entry: &ExpectEntry) -> Result<Expectation, String> {
    let pairs = |texts: &[String]| {
        texts
            .iter()
            .map(|text| {
                Pair::parse(text)
                    .ok_or_else(|| format!("`{text}` is no pair; write e.g. 400 ACC-001 or 404 *"))
            })
            .collect::<Result<Vec<_>, _>>()
    };
    match (
        entry.accepted,
        &entry.refused,
        &entry.or_refused,
        entry.survives,
    ) {
        (Some(true), None, None, None) => Ok(Expectation::Accepted),
        (Some(true), None, Some(refused), None) => Ok(Expectation::Either(pairs(refused)?)),
        (None, Some(refused), None, None) => Ok(Expectation::Refused {
            expected: pairs(refused)?,
            also: pairs(entry.also.as_deref().unwrap_or_default())?,
        }),
        (None, None, None, Some(true)) => Ok(Expectation::Survives),
        _ => Err("say one of accepted = true, refused = […], accepted = true with or-refused = […], survives = true".to_owned()),
    }
}

/// What the changes of a script ask of the run.
fn derived_needs(script: &Script) -> Vec<Need> {
    let steps = match script {
        Script::Request(step) => std::slice::from_ref(step),
        Script::Steps(steps) => steps,
        Script::Retrieval(_) | Script::WholeRun(_) | Script::Property(_) => &[],
    };
    steps
        .iter()
        .flat_map(|step| &step.changes)
        .filter_map(need_of)
        .collect()
}

fn need_of(change: &Change) -> Option<Need> {
    match change {
        Change::TokenClaim(..)
        | Change::TokenHeader(..)
        | Change::TokenForm(crate::catalogue::change::TokenForm::DuplicateClaim) => {
            Some(Need::TokenMinting)
        }
        Change::OrderCertificate(_) | Change::OrderSigner(_) => Some(Need::OwnPoliceKeys),
        Change::RotateCertificate => Some(Need::OwnRegisters),
        Change::TokenForm(_)
        | Change::Agency(_)
        | Change::Header(..)
        | Change::Query(..)
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
