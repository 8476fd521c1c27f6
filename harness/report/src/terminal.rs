//! The report on a terminal: counts per family, then what has to be acted on, most pressing first, and the verdict
//! last, as the last lines on the screen.

mod block;
mod brief;
mod ink;
mod table;
pub mod wrap;

use std::fmt::Write as _;

use crate::group::{Group, case_ids, groups_run, not_run_by_reason, notes, reasons};
use crate::provenance::judged_again;
use crate::reproduce::Reproduce;
use crate::standing::Standing;
use crate::summary::{broken_declarations, headline, next_step, verdict_sentence};
use crate::words;
use crate::words::{Phrase, counted};
use ink::{Colour, Ink};
use judge::verdict::Verdict;
use pack::text::{Language, Text};
use pack::visible::visible;
use record::{BankRecord, CaseRecord, OverviewRecord, Record, SubjectRole};

/// How many observations and reasons are shown before the reader is sent to the other reports.
const SHORT_LIST: usize = 12;

/// How many mandatory rules that were not tested are named.
const UNTESTED: usize = 10;

/// How the report is shown.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// In which language.
    pub language: Language,
    /// Whether to colour it. `NO_COLOR` and whether it is a terminal are the caller's to know.
    pub colour: bool,
    /// Columns of the terminal; kept between 60 and 120.
    pub width: usize,
    /// The verdict and nothing else.
    pub quiet: bool,
    /// Whether to show the field matrix.
    pub matrix: bool,
    /// How a case is run again.
    pub reproduce: Reproduce<'a>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            language: Language::En,
            colour: false,
            width: 80,
            quiet: false,
            matrix: false,
            reproduce: Reproduce::default(),
        }
    }
}

/// The whole report as text that ends with a line break.
pub fn render(record: &Record, options: &Options<'_>) -> String {
    let screen = Screen {
        language: options.language,
        ink: Ink { on: options.colour },
        width: options.width.clamp(60, 120),
        reproduce: options.reproduce,
    };
    if options.quiet {
        return screen.ink.printed(&screen.verdict(record));
    }
    let long = brief::is_long(record);
    let mut parts = vec![screen.head(record)];
    if !long {
        parts.push(table::families(record, &screen));
    }
    if options.matrix {
        parts.push(screen.section(
            words::FIELD_MATRIX,
            Colour::Plain,
            &table::fields(record, &screen),
        ));
    }
    if long {
        parts.extend(brief::causes(record, &screen));
        parts.extend(brief::findings(record, &screen));
        parts.extend(screen.ended(record));
        parts.extend(screen.declarations(record));
    } else {
        parts.extend(screen.findings(record));
    }
    let next = wrap::wrap(next_step(record).in_language(screen.language), screen.width).join("\n");
    parts.push(format!("{}{next}\n", screen.verdict(record)));
    screen.ink.printed(&parts.join("\n"))
}

/// The heading of the tests of a standing that have to be acted on.
fn heading_of(standing: Standing) -> (Phrase, Colour) {
    match standing {
        Standing::Violation => (words::VIOLATIONS_HEADING, Colour::Red),
        Standing::Declared => (words::DECLARED_HEADING, Colour::Cyan),
        Standing::Warning => (words::WARNINGS_HEADING, Colour::Yellow),
        Standing::Inconclusive => (words::INCONCLUSIVE_HEADING, Colour::Magenta),
        Standing::Observation => (words::OBSERVATIONS_HEADING, Colour::Plain),
        Standing::NotApplicable => (words::NOT_APPLICABLE_HEADING, Colour::Plain),
        Standing::Conforms => (words::CONFORM, Colour::Green),
    }
}

/// What every part of the report needs to know of the screen.
#[derive(Clone, Copy, Debug)]
struct Screen<'a> {
    language: Language,
    ink: Ink,
    width: usize,
    reproduce: Reproduce<'a>,
}

impl Screen<'_> {
    fn head(&self, record: &Record) -> String {
        let target = &record.subject;
        let services: Vec<&str> = target
            .services
            .iter()
            .map(|service| service.title.in_language(self.language))
            .collect();
        let name = visible(&target.name, 60);
        let orgno = if target.orgno.is_empty() {
            String::new()
        } else {
            let number = visible(&target.orgno, 20);
            format!(", {} {number}", self.say(words::ORGNO))
        };
        let mode = target
            .bank()
            .map(|bank| format!(", {}", self.say(words::mode(bank.mode))))
            .unwrap_or_default();
        let build = target
            .build
            .as_ref()
            .map(|build| format!(", {} {}", self.say(words::BUILD), visible(build, 40)))
            .unwrap_or_default();
        let mut lines = vec![
            format!(
                "{} ({}{orgno}{mode}{build})",
                self.ink.bold(&name),
                self.say(words::role(&target.role)),
            ),
            services.join(", "),
            format!(
                "{} {} · {} {} {} · {} {}",
                self.say(words::RUN),
                record.run,
                self.say(words::PACK),
                record.pack.name,
                record.pack.version,
                self.say(words::SEED),
                record.settings.seed
            ),
        ];
        match &target.role {
            SubjectRole::Agency => {}
            SubjectRole::Bank(BankRecord { base_url, .. })
            | SubjectRole::Overview(OverviewRecord { base_url }) => {
                lines.insert(1, visible(base_url, 200));
            }
        }
        if let Some(again) = judged_again(record) {
            let words = again.in_language(self.language);
            lines.push(format!(
                "{} {}",
                self.say(words::JUDGED_AGAIN),
                visible(words, 400)
            ));
        }
        lines.retain(|line| !line.is_empty());
        if !record.settings.selection.is_empty() {
            lines.push(format!(
                "{}: {}",
                self.say(words::ONLY),
                visible(&record.settings.selection.join(" "), 200)
            ));
        }
        let mut text = lines.join("\n");
        text.push('\n');
        text
    }

    fn findings(&self, record: &Record) -> Vec<String> {
        let mut parts = Vec::new();
        for standing in [
            Standing::Violation,
            Standing::Declared,
            Standing::Warning,
            Standing::Inconclusive,
        ] {
            let (heading, colour) = heading_of(standing);
            let groups = groups_run(record, standing);
            if !groups.is_empty() {
                let blocks: Vec<String> = groups
                    .iter()
                    .enumerate()
                    .map(|(at, group)| block::block(at + 1, group, self))
                    .collect();
                parts.push(self.counted_section(heading, colour, &groups, &blocks.join("\n")));
            }
        }
        parts.extend(self.ended(record));
        parts.extend(self.declarations(record));
        let observed = groups_run(record, Standing::Observation);
        parts.extend(self.short_list(words::OBSERVATIONS_HEADING, &observed));
        parts.extend(self.short_list(words::NOTES_HEADING, &notes(record)));
        parts.extend(self.not_applicable(record));
        parts
    }

    fn declarations(&self, record: &Record) -> Option<String> {
        let lines: Vec<String> = broken_declarations(record)
            .map(|deviation| {
                let state = words::deviation_state(deviation.state).say(self.language);
                let subject = visible(&deviation.subject, 100);
                format!(
                    "  {} · {state} · {}\n",
                    self.ink.bold(&subject),
                    visible(&deviation.expires, 20)
                )
            })
            .collect();
        (!lines.is_empty())
            .then(|| self.section(words::BROKEN_DECLARATIONS, Colour::Red, &lines.concat()))
    }

    /// One line per observation, the first of them only.
    fn short_list(&self, heading: Phrase, groups: &[Group<'_>]) -> Option<String> {
        let lines: Vec<String> = groups
            .iter()
            .flat_map(|group| {
                group
                    .seen
                    .iter()
                    .map(move |seen| block::line(group, seen, self))
            })
            .collect();
        (!lines.is_empty())
            .then(|| self.counted_section(heading, Colour::Plain, groups, &self.shorten(&lines)))
    }

    /// What the run ended before.
    fn ended(&self, record: &Record) -> Option<String> {
        let reasons = not_run_by_reason(record);
        let lines: Vec<String> = reasons
            .iter()
            .map(|(why, cases)| self.reason(cases, why.in_language(self.language)))
            .collect();
        let count: usize = reasons.iter().map(|(_, cases)| cases.len()).sum();
        let heading = format!("{} ({count})", self.say(words::NOT_RUN_HEADING));
        (!lines.is_empty()).then(|| self.section_of(&heading, Colour::Magenta, &lines.concat()))
    }

    /// A reason that tests share: how many they are, why, and which cases.
    fn reason(&self, cases: &[&CaseRecord], why: &str) -> String {
        let tests = counted(cases.len(), words::TEST, words::TESTS);
        let ids = case_ids(cases).join(", ");
        block::item(
            &format!(
                "{}: {} ({})",
                tests.in_language(self.language),
                visible(why, 200),
                visible(&ids, 120)
            ),
            self,
        )
    }

    fn not_applicable(&self, record: &Record) -> Option<String> {
        let reasons = reasons(record);
        let lines: Vec<String> = reasons
            .iter()
            .map(|(why, cases)| {
                let why = why.as_ref().map_or(self.say(words::SEE_MATRIX), |why| {
                    why.in_language(self.language)
                });
                self.reason(cases, why)
            })
            .collect();
        let heading = format!(
            "{} ({})",
            self.say(words::NOT_APPLICABLE_HEADING),
            record.counts.not_applicable
        );
        (!lines.is_empty()).then(|| {
            format!(
                "{}\n{}",
                self.ink.heading(&heading, Colour::Plain),
                self.shorten(&lines)
            )
        })
    }

    fn shorten(&self, lines: &[String]) -> String {
        let mut text = lines[..lines.len().min(SHORT_LIST)].concat();
        if lines.len() > SHORT_LIST {
            let _ = writeln!(
                text,
                "  … {} {}",
                lines.len() - SHORT_LIST,
                self.say(words::MORE_IN_REPORT)
            );
        }
        text
    }

    fn counted_section(
        &self,
        heading: Phrase,
        colour: Colour,
        groups: &[Group<'_>],
        body: &str,
    ) -> String {
        let tests: usize = groups.iter().map(|group| group.instances.len()).sum();
        let rules = counted(groups.len(), words::RULE, words::RULES);
        let tests = counted(tests, words::TEST, words::TESTS);
        let counts = format!(
            "{}, {}",
            rules.in_language(self.language),
            tests.in_language(self.language)
        );
        format!(
            "{} ({counts})\n{body}",
            self.ink.heading(self.say(heading), colour)
        )
    }

    fn section(&self, heading: Phrase, colour: Colour, body: &str) -> String {
        self.section_of(self.say(heading), colour, body)
    }

    fn section_of(&self, heading: &str, colour: Colour, body: &str) -> String {
        format!("{}\n{body}", self.ink.heading(heading, colour))
    }

    fn verdict(&self, record: &Record) -> String {
        let words = match record.verdict {
            Verdict::NoVerdict => headline(record),
            Verdict::Conformant
            | Verdict::ConformantWithDeclaredDeviations
            | Verdict::NonConformant
            | Verdict::Inconclusive => upper(&record.verdict.text()),
        };
        let colour = match record.verdict {
            Verdict::Conformant | Verdict::ConformantWithDeclaredDeviations => Colour::Green,
            Verdict::NonConformant => Colour::Red,
            Verdict::Inconclusive => Colour::Magenta,
            Verdict::NoVerdict => Colour::Plain,
        };
        let heading = visible(words.in_language(self.language), 200);
        let heading = self.ink.heading(&heading, colour);
        let sentence = wrap::wrap(
            verdict_sentence(record).in_language(self.language),
            self.width,
        );
        let untested = self.untested(record).unwrap_or_default();
        format!("{heading}\n{}\n{untested}", sentence.join("\n"))
    }

    /// The mandatory rules that were not tested, by id, where others were.
    fn untested(&self, record: &Record) -> Option<String> {
        let coverage = record.coverage();
        let mut names = coverage.untested.iter().map(|one| one.case.as_str());
        let mut list: Vec<&str> = names.by_ref().take(UNTESTED).collect();
        let rest = names.count();
        let more = format!("… {rest} {}", self.say(words::MORE_IN_REPORT));
        list.extend((rest > 0).then_some(more.as_str()));
        let line = format!("{}: {}", self.say(words::NOT_TESTED), list.join(", "));
        (coverage.tested > 0 && !coverage.untested.is_empty())
            .then(|| format!("{}\n", wrap::wrap(&line, self.width).join("\n")))
    }

    fn say(&self, phrase: Phrase) -> &'static str {
        phrase.say(self.language)
    }
}

fn upper(words: &Text) -> Text {
    Text::new(words.en.to_uppercase(), words.nb.to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::fixture::record;

    fn options() -> Options<'static> {
        Options {
            reproduce: Reproduce {
                prefix: "dsop-conformance run --target bank.toml --seed 7",
            },
            ..Options::default()
        }
    }

    #[test]
    fn reads_well_at_80_columns() {
        insta::assert_snapshot!(render(&record(), &options()));
    }

    #[test]
    fn reads_well_in_norwegian_with_the_field_matrix() {
        insta::assert_snapshot!(render(
            &record(),
            &Options {
                language: Language::Nb,
                matrix: true,
                ..options()
            }
        ));
    }

    #[test]
    fn the_quiet_mode_is_the_verdict_alone() {
        insta::assert_snapshot!(render(
            &record(),
            &Options {
                quiet: true,
                ..options()
            }
        ));
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_but_what_must_not_be_broken() {
        let text = render(
            &record(),
            &Options {
                matrix: true,
                ..options()
            },
        );
        for line in text.lines().filter(|line| !line.contains("--case")) {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }

    #[test]
    fn the_longest_name_of_a_family_stays_on_its_line() {
        let mut record = record();
        record.families[0].family = "AGY-MINIMISATION".into();
        record.families[0].counts.instances = 1_528;
        for language in [Language::En, Language::Nb] {
            let text = render(
                &record,
                &Options {
                    language,
                    ..options()
                },
            );
            let mut lines = text.lines();
            assert!(
                lines.any(|line| line.starts_with("AGY-MINIMISATION ")),
                "{text}"
            );
        }
    }

    #[test]
    fn what_conforms_with_a_note_is_not_counted_with_broken_mays() {
        let mut record = record();
        let noted = record
            .cases
            .iter_mut()
            .find(|case| Standing::of(case) == Standing::Conforms);
        let note = judge::finding::Finding::note(Text::same("seen"));
        noted.expect("a test that conforms").findings.push(note);
        let count = groups_run(&record, Standing::Observation);
        let tests: usize = count.iter().map(|group| group.instances.len()).sum();
        assert_eq!(tests, record.counts.observations);
        assert!(render(&record, &options()).contains("Notes on other tests"));
    }

    #[test]
    fn the_verdict_names_the_mandatory_rules_that_were_not_tested() {
        let mut record = record();
        let tested = record.cases.iter_mut().find(|case| {
            case.level == pack::catalogue::Level::Must && Standing::of(case) == Standing::Conforms
        });
        let case = tested.expect("a mandatory rule that conforms");
        let why = pack::reason::Reason::new(&pack::reason::NOTHING_TO_JUDGE);
        case.outcome = judge::verdict::Outcome::NotApplicable(why);
        let untested = &record.coverage().untested;
        assert!(!untested.is_empty());
        let quiet = Options {
            quiet: true,
            ..options()
        };
        let text = render(&record, &quiet);
        assert!(
            untested.iter().all(|one| text.contains(&one.case)),
            "{text}"
        );
    }

    #[test]
    fn there_is_no_escape_sequence_without_colour_whatever_the_target_says() {
        assert!(!render(&record(), &options()).contains('\u{1b}'));
    }

    #[test]
    fn nothing_of_a_foreign_record_acts_on_a_terminal() {
        let mut record = record();
        record.run = "a\u{1b}[8m\u{9b}2J\r\u{202e}".into();
        record.pack.name = "\u{1b}]0;conformant\u{7}".into();
        for colour in [false, true] {
            let text = render(
                &record,
                &Options {
                    colour,
                    ..options()
                },
            );
            assert!(
                !text.contains(['\u{9b}', '\r', '\u{202e}', '\u{7}']),
                "{text:?}"
            );
            assert!(
                !text.contains("\u{1b}[8m") && !text.contains("\u{1b}]"),
                "{text:?}"
            );
        }
    }

    #[test]
    fn colour_changes_nothing_but_the_colour() {
        let coloured = render(
            &record(),
            &Options {
                colour: true,
                matrix: true,
                ..options()
            },
        );
        assert!(coloured.contains("\u{1b}[1;31m"));
        let mut plain = String::new();
        let mut rest = coloured.as_str();
        while let Some(at) = rest.find('\u{1b}') {
            plain.push_str(&rest[..at]);
            rest = &rest[at..];
            rest = &rest[rest.find('m').expect("a colour ends") + 1..];
        }
        plain.push_str(rest);
        assert_eq!(
            plain,
            render(
                &record(),
                &Options {
                    matrix: true,
                    ..options()
                }
            )
        );
    }
}
