//! The annex to the self-declaration of step D-1, as Markdown: what was tested, the verdict and its scope, the
//! deviations as step C-5 asks for them, the fields never received, the field matrix, and what the result is based on.

mod basis;
mod cell;
mod deletion;
mod fields;

use std::fmt::Write as _;

use crate::cause;
use crate::group::{case_ids, endpoints, groups_run, not_run_by_reason, place, reasons};
use crate::provenance::judged_again;
use crate::standing::Standing;
use crate::summary::{headline, next_step, verdict_sentence};
use crate::wording::one_line;
use crate::words;
use crate::words::{Phrase, number};
use cell::{cell, code, table};
use judge::verdict::Verdict;
use pack::text::{Language, Text};
use record::{CaseRecord, Cause, Counts, Record, SubjectRole};

/// The whole annex in `language`.
pub fn render(record: &Record, language: Language) -> String {
    let annex = Annex { record, language };
    let parts = [
        annex.head(),
        annex.identity(),
        annex.causes(),
        annex.counts(),
        annex.violations(),
        annex.deviations(),
        annex.never_seen(),
        annex.not_tested(),
        annex.not_run(),
        annex.deletion(),
        annex.kept(),
        annex.interpretations(),
        annex.requirements(),
        annex.matrix(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

struct Annex<'a> {
    record: &'a Record,
    language: Language,
}

impl Annex<'_> {
    fn say(&self, en: &'static str, nb: &'static str) -> &'static str {
        Phrase { en, nb }.say(self.language)
    }

    fn text<'t>(&self, text: &'t Text) -> &'t str {
        text.in_language(self.language)
    }

    fn number(&self, value: usize) -> String {
        number(value, self.language)
    }

    fn service(&self, id: &str) -> String {
        let known = self
            .record
            .subject
            .services
            .iter()
            .find(|service| service.id == id);
        cell(known.map_or(id, |service| self.text(&service.title)))
    }

    fn places(&self, instances: &[&CaseRecord]) -> String {
        let places = endpoints(instances).into_iter();
        let places: Vec<String> = places
            .map(|(service, endpoints)| place(&self.service(service), &endpoints))
            .collect();
        places.join("; ")
    }

    fn head(&self) -> String {
        let record = self.record;
        let mut text = format!(
            "# {}\n\n**{}.** {}\n\n{}\n",
            self.heading(),
            cell(self.text(&headline(record))),
            cell(self.text(&verdict_sentence(record))),
            self.text(&next_step(record))
        );
        if !record.settings.selection.is_empty() {
            let _ = write!(
                text,
                "\n> {} {}\n",
                self.say(
                    "Only part of the catalogue was run, so this is no verdict on the whole:",
                    "Bare en del av katalogen ble kjørt, så dette er ingen konklusjon om helheten:"
                ),
                code(&record.settings.selection.join(" "))
            );
        }
        text
    }

    fn heading(&self) -> &'static str {
        if self.record.verdict == Verdict::NoVerdict {
            self.say("Report of a test run", "Rapport fra en testkjøring")
        } else if matches!(self.record.subject.role, SubjectRole::Overview(_)) {
            self.say(
                "Annex: how the customer overview answers (step 1)",
                "Vedlegg: hvordan kundeforholdsoversikten svarer (trinn 1)",
            )
        } else if self.record.subject.bank().is_none() {
            self.say(
                "Annex: how the agency calls the banks",
                "Vedlegg: hvordan etaten kaller bankene",
            )
        } else {
            self.say(
                "Annex to the self-declaration (step D-1)",
                "Vedlegg til egenerklæringen (steg D-1)",
            )
        }
    }

    fn identity(&self) -> String {
        let (record, target) = (self.record, &self.record.subject);
        let services: Vec<String> = target
            .services
            .iter()
            .map(|service| self.service(&service.id))
            .collect();
        let role = match &target.role {
            SubjectRole::Bank(_) => self.say("Bank", "Bank"),
            SubjectRole::Agency => self.say("Agency", "Etat"),
            SubjectRole::Overview(_) => self.say("Customer overview", "Kundeforholdsoversikt"),
        };
        let bank = target.bank().map(|bank| {
            [
                (self.say("Base URL", "Base-URL"), code(&bank.base_url)),
                (
                    self.say("Mode", "Modus"),
                    words::mode(bank.mode).say(self.language).to_owned(),
                ),
                (
                    self.say("Right of disposal", "Disposisjonsrett"),
                    words::right_of_disposal(bank.right_of_disposal)
                        .say(self.language)
                        .to_owned(),
                ),
            ]
        });
        let identity = [
            (role, cell(&target.name)),
            (
                self.say("Organisation number", "Organisasjonsnummer"),
                cell(&target.orgno),
            ),
            (
                self.say("Build", "Bygg"),
                match &target.build {
                    Some(build) => cell(build),
                    None => self.say("not stated", "ikke oppgitt").to_owned(),
                },
            ),
            (self.say("Services", "Tjenester"), services.join(", ")),
        ];
        let run = [
            (
                self.say("Digest of the target profile", "Målprofilens sjekksum"),
                code(&target.profile_digest),
            ),
            (self.say("Run", "Kjøring"), code(&record.run)),
            (
                self.say("Time (UTC)", "Tidspunkt (UTC)"),
                format!("{} – {}", second(record.started), second(record.ended)),
            ),
            (
                self.say("Tool", "Verktøy"),
                cell(&format!("{} {}", record.tool.name, record.tool.version)),
            ),
            (
                self.say("Case pack", "Testpakke"),
                cell(&format!("{} {}", record.pack.name, record.pack.version)),
            ),
            (
                self.say("Digest of the case pack", "Testpakkens sjekksum"),
                code(&record.pack.digest),
            ),
            (self.say("Seed", "Frø"), record.settings.seed.to_string()),
            (
                self.say("Verdict", "Konklusjon"),
                format!("**{}**", self.text(&record.verdict.text())),
            ),
        ];
        let again = judged_again(record).map(|words| {
            let name = self.say("Judged again", "Bedømt på nytt");
            (name, cell(self.text(&words)))
        });
        let rows: Vec<Vec<String>> = identity
            .into_iter()
            .chain(bank.into_iter().flatten())
            .chain(run)
            .chain(again)
            .map(|(name, value)| vec![name.to_owned(), value])
            .collect();
        self.section(
            ("What was tested", "Hva som ble testet"),
            &table(&["", ""], &rows),
        )
    }

    fn counts(&self) -> String {
        let row = |name: String, counts: &Counts| {
            let figures = [
                counts.instances,
                counts.conforms,
                counts.violations,
                counts.declared,
                counts.warnings,
                counts.inconclusive,
                counts.observations,
                counts.not_applicable,
            ];
            std::iter::once(name)
                .chain(figures.map(|value| self.number(value)))
                .collect::<Vec<_>>()
        };
        let mut rows: Vec<Vec<String>> = self
            .record
            .families
            .iter()
            .map(|family| row(cell(&family.family), &family.counts))
            .collect();
        for service in &self.record.subject.services {
            let counts = Counts::of(
                self.record
                    .cases
                    .iter()
                    .filter(|case| case.service == service.id),
            );
            rows.push(row(format!("*{}*", self.service(&service.id)), &counts));
        }
        rows.push(row(
            format!("**{}**", words::SUM.say(self.language)),
            &self.record.counts,
        ));
        let headings = [
            words::FAMILY,
            words::ALL,
            words::CONFORM,
            words::VIOLATE,
            words::DECLARED,
            words::WARN,
            words::UNDECIDED,
            words::OBSERVE,
            words::NOT_APPLICABLE,
        ]
        .map(|phrase| phrase.say(self.language));
        self.section(("Counts", "Oppsummering"), &table(&headings, &rows))
    }

    fn causes(&self) -> String {
        let row = |found: &Cause| {
            let change = cause::change(found);
            let shown = cause::shown(found, self.record);
            vec![
                format!("{} ({})", cell(self.text(&found.text())), code(&found.id)),
                cell(self.text(&cause::reach(found))),
                cell(change.as_ref().map_or("", |change| self.text(change))),
                cell(shown.as_ref().map_or("", |shown| self.text(shown))),
                found.cases.join(", "),
            ]
        };
        let rows: Vec<Vec<String>> = self.record.causes.iter().map(row).collect();
        let headings = [
            self.say("Cause", "Årsak"),
            self.say("Explains", "Forklarer"),
            self.say("What to change, and who", "Hva som må endres, og av hvem"),
            self.say("Answer", "Svar"),
            self.say("Cases", "Testtilfeller"),
        ];
        self.table_section(("Causes", "Årsaker"), &headings, &rows)
    }

    fn violations(&self) -> String {
        let mut rows = Vec::new();
        for standing in [
            Standing::Violation,
            Standing::Warning,
            Standing::Inconclusive,
        ] {
            for group in groups_run(self.record, standing) {
                let seen: Vec<String> = group
                    .seen
                    .iter()
                    .take(3)
                    .map(|seen| cell(&one_line(&seen.parts(1), self.language)))
                    .collect();
                let sources: Vec<String> = group
                    .case
                    .sources
                    .iter()
                    .map(|source| cell(&source.line()))
                    .collect();
                rows.push(vec![
                    cell(&group.case.case),
                    format!(
                        "{} ({})",
                        self.text(&standing.text()),
                        words::level(group.case.level).say(self.language)
                    ),
                    cell(self.text(&group.case.title)),
                    seen.join("<br>"),
                    self.places(&group.instances),
                    sources.join("; "),
                ]);
            }
        }
        let headings = [
            self.say("Case", "Testtilfelle"),
            self.say("Outcome", "Utfall"),
            self.say("Rule", "Krav"),
            self.say(
                "Observed, expected, received",
                "Observert, forventet, mottatt",
            ),
            self.say("Affects", "Gjelder"),
            self.say("Source", "Kilde"),
        ];
        self.table_section(
            (
                "Violations and inconclusive tests, not declared",
                "Brudd og uavgjorte tester, ikke erklært",
            ),
            &headings,
            &rows,
        )
    }

    fn deviations(&self) -> String {
        let rows: Vec<Vec<String>> = self
            .record
            .deviations
            .iter()
            .map(|deviation| {
                vec![
                    code(&deviation.subject),
                    cell(&deviation.section),
                    cell(&deviation.reason),
                    cell(&deviation.owner),
                    cell(&deviation.expires),
                    words::deviation_state(deviation.state)
                        .say(self.language)
                        .to_owned(),
                    self.number(deviation.instances.len()),
                ]
            })
            .collect();
        let headings = [
            self.say("Case or field", "Testtilfelle eller felt"),
            self.say("Section", "Avsnitt"),
            self.say("Reason", "Begrunnelse"),
            self.say("Owner", "Ansvarlig"),
            self.say("Expires", "Utløper"),
            self.say("State", "Status"),
            self.say("Tests", "Tester"),
        ];
        let heading = match &self.record.subject.role {
            SubjectRole::Bank(_) => (
                "Compliance and deviations (step C-5)",
                "Etterlevelse og avvik (steg C-5)",
            ),
            SubjectRole::Agency | SubjectRole::Overview(_) => {
                ("Declared deviations", "Erklærte avvik")
            }
        };
        if rows.is_empty() {
            return self.section(
                heading,
                self.say("None declared.\n", "Ingen erklærte avvik.\n"),
            );
        }
        self.table_section(heading, &headings, &rows)
    }

    /// The mandatory rules that were not tested, and what each needs.
    fn not_tested(&self) -> String {
        let rows: Vec<Vec<String>> = self
            .record
            .coverage()
            .untested
            .iter()
            .map(|rule| {
                vec![
                    code(&rule.case),
                    cell(self.text(&rule.title)),
                    crate::scope::want(rule.want).say(self.language).to_owned(),
                    cell(self.text(&rule.why)),
                ]
            })
            .collect();
        let headings = [
            self.say("Case", "Testtilfelle"),
            self.say("Rule", "Krav"),
            self.say("For want of", "I mangel av"),
            self.say("Reason", "Grunn"),
        ];
        self.table_section(
            ("Mandatory rules not tested", "SKAL-krav som ikke er testet"),
            &headings,
            &rows,
        )
    }

    fn not_run(&self) -> String {
        let ended = not_run_by_reason(self.record).into_iter();
        let rows: Vec<Vec<String>> = ended
            .map(|(why, cases)| (Some(why), cases))
            .chain(reasons(self.record))
            .map(|(why, cases)| {
                let why = why
                    .as_ref()
                    .map_or(words::SEE_MATRIX.say(self.language), |why| self.text(why));
                vec![
                    cell(why),
                    self.number(cases.len()),
                    case_ids(&cases).join(", "),
                ]
            })
            .collect();
        let headings = [
            self.say("Reason", "Grunn"),
            self.say("Tests", "Tester"),
            self.say("Cases", "Testtilfeller"),
        ];
        self.table_section(
            (
                "What was not run, and why",
                "Hva som ikke ble kjørt, og hvorfor",
            ),
            &headings,
            &rows,
        )
    }

    fn table_section(
        &self,
        heading: (&'static str, &'static str),
        headings: &[&str],
        rows: &[Vec<String>],
    ) -> String {
        if rows.is_empty() {
            String::new()
        } else {
            self.section(heading, &table(headings, rows))
        }
    }

    fn section(&self, heading: (&'static str, &'static str), body: &str) -> String {
        format!("## {}\n\n{body}", self.say(heading.0, heading.1))
    }
}

fn second(moment: jiff::Timestamp) -> String {
    moment.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::fixture::record;

    #[test]
    fn is_an_annex_in_english() {
        insta::assert_snapshot!(render(&record(), Language::En));
    }

    #[test]
    fn is_an_annex_in_norwegian() {
        insta::assert_snapshot!(render(&record(), Language::Nb));
    }

    #[test]
    fn text_of_a_target_cannot_break_a_table_or_bring_markup() {
        let mut hostile = record();
        hostile.subject.name = "Bank | <b>x</b> [link](javascript:1)\n# heading `code`".into();
        let text = render(&hostile, Language::En);
        assert!(!text.contains("<b>"));
        assert!(!text.contains("[link]"));
        assert!(!text.contains("\n# heading"));
        assert!(text.contains("Bank \\| &lt;b&gt;"));
    }

    #[test]
    fn every_row_of_a_table_has_as_many_cells_as_its_heading() {
        let text = render(&record(), Language::Nb);
        let cells = |line: &str| line.replace("\\|", "").matches('|').count();
        let mut expected = None;
        for line in text.lines() {
            if line.starts_with('|') {
                let expected = *expected.get_or_insert(cells(line));
                assert_eq!(cells(line), expected, "{line}");
            } else {
                expected = None;
            }
        }
    }
}
