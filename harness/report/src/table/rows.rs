//! The rows of the tables that only list: verdict, field matrix, requirements, results.

use crate::coverage;
use crate::scope::{coverage_sentence, name, want};
use crate::standing::Standing;
use crate::summary::{headline, verdict_sentence};
use crate::table::{Cell, Content, Source};
use crate::wording::{finding_parts, one_line, reason_of, reason_part};
use crate::words;
use crate::words::{Phrase, phrase};
use record::{CaseRecord, RequirementRecord};

impl Source<'_> {
    pub(super) fn verdict(&self) -> Content {
        let (record, subject) = (self.record, &self.record.subject);
        let services = subject.services.iter();
        let services: Vec<&str> = services
            .map(|one| one.title.in_language(self.language))
            .collect();
        let not_stated = phrase("not stated", "ikke oppgitt");
        let mut rows = vec![
            self.fact(
                phrase("Verdict", "Konklusjon"),
                self.text(&headline(record)),
            ),
            self.fact(
                phrase("Based on", "Grunnlag"),
                self.text(&verdict_sentence(record)),
            ),
            self.fact(
                phrase("Mandatory rules", "SKAL-krav"),
                self.text(&coverage_sentence(record)),
            ),
            self.fact(phrase("Scope", "Omfang"), self.say(name(record.scope()))),
            self.fact(
                phrase("Selection", "Utvalg"),
                record.settings.selection.join(" ").into(),
            ),
            self.fact(phrase("Name", "Navn"), subject.name.as_str().into()),
            self.fact(
                phrase("Organisation number", "Organisasjonsnummer"),
                subject.orgno.as_str().into(),
            ),
            self.fact(
                phrase("Build", "Bygg"),
                subject
                    .build
                    .as_deref()
                    .map_or_else(|| self.say(not_stated), Cell::from),
            ),
            self.fact(phrase("Services", "Tjenester"), services.join(", ").into()),
        ];
        if let Some(bank) = subject.bank() {
            rows.push(self.fact(
                phrase("Base URL", "Base-URL"),
                bank.base_url.as_str().into(),
            ));
            rows.push(self.fact(phrase("Mode", "Modus"), self.say(words::mode(bank.mode))));
        }
        rows.extend(self.run_facts());
        rows.extend(record.coverage().untested.iter().map(|rule| {
            let title = rule.title.in_language(self.language);
            let why = rule.why.in_language(self.language);
            let want = want(rule.want).say(self.language);
            let what = phrase("Not tested", "Ikke testet").say(self.language);
            vec![
                format!("{what}: {}", rule.case).into(),
                format!("{title} ({want}: {why})").into(),
            ]
        }));
        (vec![phrase("What", "Hva"), phrase("Value", "Verdi")], rows)
    }

    fn run_facts(&self) -> Vec<Vec<Cell>> {
        let record = self.record;
        vec![
            self.fact(words::RUN, record.run.as_str().into()),
            self.fact(
                phrase("Started (UTC)", "Startet (UTC)"),
                record.started.to_string().into(),
            ),
            self.fact(
                phrase("Ended (UTC)", "Avsluttet (UTC)"),
                record.ended.to_string().into(),
            ),
            self.fact(
                phrase("Tool", "Verktøy"),
                format!("{} {}", record.tool.name, record.tool.version).into(),
            ),
            self.fact(
                words::PACK,
                format!("{} {}", record.pack.name, record.pack.version).into(),
            ),
            self.fact(
                phrase("Digest of the case pack", "Testpakkens sjekksum"),
                record.pack.digest.as_str().into(),
            ),
            self.fact(
                phrase("Digest of the profile", "Profilens sjekksum"),
                record.subject.profile_digest.as_str().into(),
            ),
            self.fact(
                phrase("Seed", "Frø"),
                record.settings.seed.to_string().into(),
            ),
        ]
    }

    fn fact(&self, what: Phrase, value: Cell) -> Vec<Cell> {
        vec![self.say(what), value]
    }

    pub(super) fn fields(&self) -> Content {
        let headings = vec![
            words::SERVICE,
            words::ENDPOINT,
            words::FIELD,
            words::CATEGORY,
            phrase("Answers", "Svar"),
            phrase("Answers with it", "Svar med feltet"),
            phrase("Objects with it", "Objekter med feltet"),
            phrase("Objects without it", "Objekter uten feltet"),
            words::RESULT,
        ];
        let number = |value: u64| Cell::Number(usize::try_from(value).unwrap_or(usize::MAX));
        let rows = self.record.fields.rows.iter().map(|row| {
            vec![
                self.service(&row.service),
                row.endpoint.name().into(),
                row.api_path.as_str().into(),
                self.say(words::category(row.category)),
                number(row.answers),
                number(row.answers_with),
                number(row.had),
                number(row.had_not),
                self.say(words::row_verdict(row.verdict)),
            ]
        });
        (headings, rows.collect())
    }

    pub(super) fn requirements(&self) -> Content {
        let headings = vec![
            phrase("Requirement", "Krav"),
            phrase("Level", "Nivå"),
            phrase("What it asks", "Hva det krever"),
            phrase("Source", "Kilde"),
            words::RESULT,
            words::CONFORM,
            words::VIOLATE,
            words::DECLARED,
            words::UNDECIDED,
            words::NOT_APPLICABLE,
            phrase("Cases", "Testtilfeller"),
        ];
        let rows = self.record.requirements.iter();
        (headings, rows.map(|one| self.requirement(one)).collect())
    }

    fn requirement(&self, one: &RequirementRecord) -> Vec<Cell> {
        let counts = &one.counts;
        vec![
            one.id.as_str().into(),
            self.say(words::level(one.level)),
            self.text(&one.text),
            one.source.line().into(),
            self.say(coverage::state(one).phrase()),
            counts.conforms.into(),
            (counts.violations + counts.warnings + counts.observations).into(),
            counts.declared.into(),
            counts.inconclusive.into(),
            counts.not_applicable.into(),
            one.cases.join(", ").into(),
        ]
    }

    pub(super) fn results(&self) -> Content {
        let headings = vec![
            phrase("Test", "Test"),
            phrase("Case", "Testtilfelle"),
            words::SERVICE,
            words::ENDPOINT,
            phrase("Level", "Nivå"),
            words::RESULT,
            phrase("Rule", "Krav"),
            phrase("Observed", "Observert"),
            phrase("Requirements", "Krav-id"),
            phrase("Source", "Kilde"),
        ];
        let rows = self.record.cases.iter().map(|case| self.result(case));
        (headings, rows.collect())
    }

    fn result(&self, case: &CaseRecord) -> Vec<Cell> {
        let sources: Vec<String> = case
            .sources
            .iter()
            .map(pack::catalogue::Source::line)
            .collect();
        vec![
            case.id.as_str().into(),
            case.case.as_str().into(),
            self.service(&case.service),
            case.endpoint.as_deref().unwrap_or_default().into(),
            self.say(words::level(case.level)),
            self.text(&Standing::of(case).text()),
            self.text(&case.title),
            self.observed(case).into(),
            case.requirements.join(", ").into(),
            sources.join("; ").into(),
        ]
    }

    fn observed(&self, case: &CaseRecord) -> String {
        let why = reason_of(&case.outcome).map(|why| one_line(&[reason_part(why)], self.language));
        let findings = case.findings.iter();
        let first = findings
            .map(|finding| one_line(&finding_parts(finding), self.language))
            .next();
        why.or(first).unwrap_or_default()
    }
}
