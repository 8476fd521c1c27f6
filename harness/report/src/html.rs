//! The report as one HTML file that needs no network: verdict first, then every case with what was expected and what
//! came, the tables, and the evidence.
//!
//! Text of both languages is in the page and a switch chooses; the page reads without scripts, which only filter, copy
//! and open the evidence. Evidence is embedded as data and put into the page as text, never as markup.

mod both;
mod cases;
mod causes;
mod evidence;
mod facts;
mod filters;
mod heading;
mod plot;
mod tables;
mod wrong;

use std::collections::HashSet;

use askama::Template;

use crate::reproduce::Reproduce;
use crate::summary::{headline, next_step, verdict_sentence};
use crate::words::{Phrase, counted, number};
pub(crate) use both::escape;
use both::{Both, Link};
use judge::verdict::Verdict;
use pack::text::{Language, Text};
use record::Record;
use record::scope::Untested;

/// This many bytes of evidence are in every page that has them, even where it becomes larger than it should.
const LEAST_EVIDENCE: usize = 100_000;

/// How often the evidence is halved to find how much of it fits.
const HALVINGS: usize = 6;

/// How the page is made.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The language shown first; the reader can switch.
    pub language: Language,
    /// How a case is run again.
    pub reproduce: Reproduce<'a>,
    /// How many conforming cases carry evidence; all others are in the JSON report.
    pub conforming_evidence: usize,
    /// How many bytes of evidence the page carries at most.
    pub evidence_bytes: usize,
    /// How many reasons are shown for which a case could not be decided.
    pub reasons: usize,
    /// How large the page may become before it carries less evidence and fewer reasons.
    pub page_bytes: usize,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            language: Language::En,
            reproduce: Reproduce::default(),
            conforming_evidence: 40,
            evidence_bytes: 700_000,
            reasons: cases::SEEN,
            page_bytes: 1_450_000,
        }
    }
}

/// The whole page.
///
/// # Errors
/// The template could not be written; it writes to memory, so this is not expected.
pub fn render(record: &Record, options: &Options<'_>) -> Result<String, askama::Error> {
    let made = |evidence_bytes, reasons| {
        let options = Options {
            evidence_bytes,
            reasons,
            ..*options
        };
        page(record, &options).render()
    };
    let whole = made(options.evidence_bytes, options.reasons)?;
    if whole.len() <= options.page_bytes {
        return Ok(whole);
    }
    let floor = options.evidence_bytes.min(LEAST_EVIDENCE);
    let (mut least, mut most, mut fitting) = (floor, options.evidence_bytes, None);
    for _ in 0..HALVINGS {
        let middle = usize::midpoint(least, most);
        let page = made(middle, options.reasons)?;
        if page.len() <= options.page_bytes {
            (least, fitting) = (middle, Some(page));
        } else {
            most = middle;
        }
    }
    if let Some(page) = fitting {
        return Ok(page);
    }
    let page = made(floor, 1)?;
    if page.len() <= 2 * options.page_bytes {
        return Ok(page);
    }
    made(0, 1)
}

fn page<'a>(record: &'a Record, options: &Options<'_>) -> Page<'a> {
    let evidence = evidence::choose(record, options);
    let sections = cases::sections(record, options, &evidence);
    Page {
        lang: language_code(options.language),
        title_en: format!("{} – DSOP conformance", headline(record).en),
        title_nb: format!("{} – DSOP-samsvar", headline(record).nb),
        verdict: verdict_class(record.verdict),
        headline: Both::of(&headline(record)),
        sentence: Both::of(&verdict_sentence(record)),
        next: Both::of(&next_step(record)),
        untested: record.coverage().untested,
        facts: facts::facts(record),
        causes: causes::causes(record, &sections, &evidence),
        wrong: wrong::lines(record, &sections),
        tiles: wrong::tiles(record, &sections),
        sections,
        filters: filters::filters(record, options.language),
        families: tables::families(record),
        levels: tables::levels(record),
        fields: tables::fields(record),
        requirements: tables::requirements(record),
        deviations: tables::deviations(record),
        interpretations: tables::interpretations(record),
        plots: plot::plots(record),
        anchors: anchors(record),
        evidence: evidence.json(record),
        record,
    }
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    lang: &'static str,
    title_en: String,
    title_nb: String,
    verdict: &'static str,
    headline: Both,
    sentence: Both,
    next: Both,
    untested: Vec<Untested>,
    facts: Vec<facts::Fact>,
    causes: Vec<causes::CauseView>,
    /// The lines of what is wrong, and how many have none.
    wrong: (Vec<wrong::Line>, usize),
    tiles: Vec<wrong::Tile>,
    sections: Vec<cases::Section<'a>>,
    filters: Vec<filters::FilterChoice>,
    families: Vec<tables::CountRow>,
    levels: Vec<tables::CountRow>,
    fields: Vec<tables::FieldTable<'a>>,
    requirements: tables::Coverage<'a>,
    deviations: Vec<tables::DeviationRow<'a>>,
    interpretations: Vec<tables::InterpretationRow<'a>>,
    plots: Vec<plot::Plot<'a>>,
    /// Where a link may lead.
    anchors: HashSet<String>,
    evidence: String,
    record: &'a Record,
}

fn anchors(record: &Record) -> HashSet<String> {
    let cases = record.cases.iter().map(|case| case.case.clone());
    let requirements = record
        .requirements
        .iter()
        .map(|one| format!("requirement-{}", one.id));
    let interpretations = record
        .interpretations
        .iter()
        .map(|one| format!("interpretation-{}", one.interpretation.id));
    cases.chain(requirements).chain(interpretations).collect()
}

impl Page<'_> {
    const STYLE: &'static str = include_str!("../templates/style.css");
    const SCRIPT: &'static str = include_str!("../templates/script.js");

    /// A phrase of the page.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn say(&self, en: &str, nb: &str) -> Both {
        Both::of(&Text::new(en, nb))
    }

    /// A phrase where no markup can stand, in the first language.
    fn one(&self, en: &'static str, nb: &'static str) -> &'static str {
        if self.lang == "nb" { nb } else { en }
    }

    /// A number.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn count(&self, value: usize) -> Both {
        Both::of(&Text::new(
            number(value, Language::En),
            number(value, Language::Nb),
        ))
    }

    /// A text of the record.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn text(&self, text: &Text) -> Both {
        Both::of(text)
    }

    /// A link to an anchor of this kind, or the name alone where the page has no such anchor.
    fn link(&self, kind: &str, name: &str) -> Link {
        let anchor = format!("{kind}{name}");
        let there = self.anchors.contains(&anchor);
        Link {
            anchor: there.then(|| escape(&anchor)),
            name: escape(name),
        }
    }

    /// What the script needs of a row that conforms: level, services and endpoints as bits in the order of the filters, and
    /// the number of tests.
    fn brief(&self, block: &cases::Block<'_>) -> String {
        let bits = |name: &str, words: &str| {
            let choice = self.filters.iter().find(|one| one.name == name);
            let known = choice.map(|one| one.options.as_slice()).unwrap_or_default();
            let has = |value: &str| words.split(' ').any(|word| word == value);
            let places = known.iter().enumerate();
            let set = places.filter(|(_, (value, ..))| has(value));
            set.fold(0_u64, |bits, (place, _)| bits | 1 << place.min(63))
        };
        format!(
            "{} {} {} {}",
            block.case.level,
            bits("service", &block.services),
            bits("endpoint", &block.endpoints),
            block.tests_number
        )
    }

    /// The day of the run, in Norwegian time.
    fn date(&self) -> String {
        let local = self
            .record
            .started
            .to_zoned(jiff::tz::TimeZone::get("Europe/Oslo").unwrap_or(jiff::tz::TimeZone::UTC));
        local.date().to_string()
    }

    /// The tables of counts, with the heading of their first column.
    fn count_tables(&self) -> [(&[tables::CountRow], &'static str, &'static str); 2] {
        [
            (&self.families, "Family", "Familie"),
            (&self.levels, "Level", "Nivå"),
        ]
    }

    /// A number and its noun.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn counted(
        &self,
        value: usize,
        en: &'static str,
        ens: &'static str,
        nb: &'static str,
        nbs: &'static str,
    ) -> Both {
        Both::of(&counted(
            value,
            Phrase { en, nb },
            Phrase { en: ens, nb: nbs },
        ))
    }

    fn dashes(&self) -> Both {
        self.say("none", "ingen")
    }
}

fn language_code(language: Language) -> &'static str {
    match language {
        Language::En => "en",
        Language::Nb => "nb",
    }
}

fn verdict_class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Conformant => "conforms",
        Verdict::ConformantWithDeclaredDeviations => "declared",
        Verdict::NonConformant => "violation",
        Verdict::Inconclusive => "inconclusive",
        Verdict::NoVerdict => "no-verdict",
    }
}

#[cfg(test)]
mod tests;
