//! The cases of the page: one section per standing, one block per rule.

use crate::group::{Group, Seen, case_ids, endpoints, groups_alone, place};
use crate::html::Options;
use crate::html::both::Both;
use crate::html::evidence::Evidence;
use crate::html::heading::{heading, lead};
use crate::standing::Standing;
use crate::wording::{both_lines, finding_parts};
use crate::words;
use crate::words::counted;
use judge::finding::Kind;
use pack::catalogue::Source;
use pack::text::Text;
use pack::visible::visible;
use record::{CaseRecord, Record};

/// How many different observations a block shows.
pub(super) const SEEN: usize = 30;
/// How many exchanges that are not in the page a block names.
const ELSEWHERE: usize = 12;
/// How many counterexamples a block shows.
const COUNTEREXAMPLES: usize = 3;

/// All groups of one standing.
#[derive(Debug)]
pub(super) struct Section<'a> {
    pub(super) key: &'static str,
    pub(super) heading: Both,
    pub(super) lead: Both,
    pub(super) counts: Both,
    pub(super) tests: usize,
    /// Shown as full blocks; otherwise as rows to open.
    pub(super) full: bool,
    pub(super) blocks: Vec<Block<'a>>,
}

/// One rule and the instances of one standing.
#[derive(Debug)]
pub(super) struct Block<'a> {
    /// The anchor, unique in the page.
    pub(super) anchor: String,
    pub(super) case: &'a CaseRecord,
    pub(super) level: Both,
    pub(super) badge: Both,
    pub(super) title: Both,
    pub(super) why: Both,
    pub(super) seen: Vec<SeenView<'a>>,
    pub(super) more: usize,
    pub(super) notes: Vec<Both>,
    pub(super) places: Vec<Both>,
    pub(super) sources: Vec<SourceView>,
    pub(super) command: String,
    pub(super) counterexamples: Vec<Counterexample>,
    /// How many counterexamples are not shown.
    pub(super) more_counterexamples: usize,
    pub(super) tests: Both,
    pub(super) tests_number: usize,
    pub(super) instances: Vec<Instance<'a>>,
    /// Ids of exchanges that are not in the page, of cases that do not conform.
    pub(super) elsewhere: String,
    /// For the filters, words set apart by blanks.
    pub(super) services: String,
    pub(super) endpoints: String,
}

/// One observation, or the reason that instances share.
#[derive(Debug)]
pub(super) struct SeenView<'a> {
    /// What was observed, expected and received, each with its name.
    pub(super) parts: Vec<(&'static str, Both, Both)>,
    pub(super) pointer: Option<&'a str>,
    /// Where, if the block has several observations.
    pub(super) places: Vec<Both>,
    /// How many more like it are not listed.
    pub(super) also: Option<Both>,
}

/// The least input for which a property does not hold.
#[derive(Debug)]
pub(super) struct Counterexample {
    pub(super) place: Both,
    pub(super) least: Both,
    pub(super) steady: bool,
    pub(super) rules: Vec<String>,
    pub(super) command: String,
}

/// The source of a rule: the section first, for that is what is looked up.
#[derive(Debug)]
pub(super) struct SourceView {
    pub(super) section: Both,
    /// Document, version and date.
    pub(super) document: String,
}

impl SourceView {
    pub(super) fn of(source: &Source) -> Self {
        let parts = [
            Some(&source.document),
            source.version.as_ref(),
            source.date.as_ref(),
        ];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        let section = &source.section;
        let section = if section.starts_with(|first: char| first.is_ascii_digit()) {
            Text::new(
                format!("Section {section}"),
                format!("Avsnitt {}", section.replace(" and ", " og ")),
            )
        } else {
            Text::same(section)
        };
        Self {
            section: Both::of(&section),
            document: parts.join(" · "),
        }
    }
}

/// One instance with evidence in the page.
#[derive(Debug)]
pub(super) struct Instance<'a> {
    pub(super) case: &'a CaseRecord,
    pub(super) service: Both,
    /// The endpoint, if the case is about one.
    pub(super) endpoint: Option<&'a str>,
    /// The exchanges for the page's script, see [`Evidence::references`].
    pub(super) references: String,
}

/// The sections that have anything in them.
pub(super) fn sections<'a>(
    record: &'a Record,
    options: &Options<'_>,
    evidence: &Evidence,
) -> Vec<Section<'a>> {
    let mut anchors = std::collections::HashSet::new();
    Standing::ALL
        .into_iter()
        .map(|standing| {
            let groups = groups_alone(record, standing);
            let tests: usize = groups.iter().map(|group| group.instances.len()).sum();
            let rules = counted(groups.len(), words::RULE, words::RULES);
            let of_tests = counted(tests, words::TEST, words::TESTS);
            Section {
                key: standing.key(),
                heading: Both::of(&heading(standing)),
                lead: Both::of(&lead(standing, record.settings.strict)),
                counts: Both::of(&Text::new(
                    format!("{}, {}", rules.en, of_tests.en),
                    format!("{}, {}", rules.nb, of_tests.nb),
                )),
                tests,
                full: !matches!(standing, Standing::Conforms | Standing::NotApplicable),
                blocks: groups
                    .into_iter()
                    .map(|group| {
                        let id = group.case.case.clone();
                        let anchor = if anchors.insert(id.clone()) {
                            id
                        } else {
                            format!("{}-{}", id, standing.key())
                        };
                        block(anchor, standing, &group, record, options, evidence)
                    })
                    .collect(),
            }
        })
        .filter(|section| section.tests > 0)
        .collect()
}

fn block<'a>(
    anchor: String,
    standing: Standing,
    group: &Group<'a>,
    record: &Record,
    options: &Options<'_>,
    evidence: &Evidence,
) -> Block<'a> {
    let case = group.case;
    let several = group.seen.len() > 1;
    let shown = match standing {
        Standing::Inconclusive => options.reasons,
        Standing::Violation
        | Standing::Declared
        | Standing::Warning
        | Standing::Observation
        | Standing::NotApplicable
        | Standing::Conforms => SEEN,
    };
    let instances: Vec<Instance<'a>> = group
        .instances
        .iter()
        .filter_map(|case| instance(case, record, evidence))
        .collect();
    Block {
        anchor,
        case,
        level: Both::of(&words::level(case.level).text()),
        badge: Both::of(&standing.text()),
        title: Both::of(&case.title),
        why: Both::of(&case.why),
        seen: group
            .seen
            .iter()
            .take(shown)
            .map(|seen| seen_view(seen, several, record))
            .collect(),
        more: group.seen.len().saturating_sub(shown),
        notes: notes(group),
        places: places(&group.instances, record),
        sources: case.sources.iter().map(SourceView::of).collect(),
        command: group.reproduce(options.reproduce),
        counterexamples: counterexamples(group, record, options),
        more_counterexamples: group
            .counterexamples()
            .count()
            .saturating_sub(COUNTEREXAMPLES),
        tests_number: group.instances.len(),
        tests: Both::of(&counted(group.instances.len(), words::TEST, words::TESTS)),
        elsewhere: if standing == Standing::Conforms {
            String::new()
        } else {
            elsewhere(group, evidence)
        },
        instances,
        services: words_of(group.instances.iter().map(|case| case.service.as_str())),
        endpoints: words_of(
            group
                .instances
                .iter()
                .filter_map(|case| case.endpoint.as_deref()),
        ),
    }
}

fn instance<'a>(
    case: &'a CaseRecord,
    record: &Record,
    evidence: &Evidence,
) -> Option<Instance<'a>> {
    let references = evidence.references(case)?;
    Some(Instance {
        case,
        service: Both::of(&service_title(record, &case.service)),
        endpoint: case.endpoint.as_deref(),
        references,
    })
}

/// The exchanges of the instances that have none in the page, the first of them by id.
fn elsewhere(group: &Group<'_>, evidence: &Evidence) -> String {
    let left = group
        .instances
        .iter()
        .filter(|case| evidence.references(case).is_none());
    let mut ids: Vec<&str> = left
        .flat_map(|case| &case.exchanges)
        .map(|one| one.id.as_str())
        .collect();
    ids.dedup();
    let more = ids.len() > ELSEWHERE;
    ids.truncate(ELSEWHERE);
    if more {
        ids.push("…");
    }
    ids.join(", ")
}

fn seen_view<'a>(seen: &Seen<'a>, several: bool, record: &Record) -> SeenView<'a> {
    SeenView {
        parts: seen
            .parts(5)
            .iter()
            .map(|(name, value)| {
                let shown = Text::new(visible(&value.en, 600), visible(&value.nb, 600));
                (name.en, Both::of(&name.text()), Both::of(&shown))
            })
            .collect(),
        pointer: seen.pointer,
        places: if several {
            places(&seen.instances, record)
        } else {
            Vec::new()
        },
        also: words::also(seen.also).as_ref().map(Both::of),
    }
}

fn counterexamples(
    group: &Group<'_>,
    record: &Record,
    options: &Options<'_>,
) -> Vec<Counterexample> {
    group
        .counterexamples()
        .take(COUNTEREXAMPLES)
        .map(|(case, found)| Counterexample {
            place: places(&[case], record).remove(0),
            least: Both::of(&found.least),
            steady: found.steady,
            rules: found.rules.clone(),
            command: options.reproduce.instance(case),
        })
        .collect()
}

fn notes(group: &Group<'_>) -> Vec<Both> {
    let mut notes: Vec<Both> = Vec::new();
    for finding in group
        .instances
        .iter()
        .flat_map(|case| &case.findings)
        .filter(|one| one.kind == Kind::Note)
    {
        let note = Both::of(&both_lines(&finding_parts(finding)));
        if notes.len() < SEEN && !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

fn places(instances: &[&CaseRecord], record: &Record) -> Vec<Both> {
    endpoints(instances)
        .into_iter()
        .map(|(service, endpoints)| {
            let title = service_title(record, service);
            Both::of(&Text::new(
                place(&title.en, &endpoints),
                place(&title.nb, &endpoints),
            ))
        })
        .collect()
}

/// A service's title; its id where the record does not know it.
pub(super) fn service_title(record: &Record, id: &str) -> Text {
    record
        .subject
        .services
        .iter()
        .find(|service| service.id == id)
        .map_or_else(|| Text::same(id), |service| service.title.clone())
}

fn words_of<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut all: Vec<&str> = Vec::new();
    for word in words {
        if !all.contains(&word) {
            all.push(word);
        }
    }
    all.join(" ")
}

/// How many rules were tried.
pub(super) fn rules(record: &Record) -> usize {
    case_ids(&record.cases.iter().collect::<Vec<_>>()).len()
}
