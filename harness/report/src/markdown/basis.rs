//! What the result is based on: interpretations, and the requirements that were covered.

use std::fmt::Write as _;

use crate::coverage::{State, state};
use crate::markdown::Annex;
use crate::markdown::cell::{cell, code, table};
use crate::words;
use crate::words::counted;
use pack::catalogue::Level;
use record::rejudge::tally;

impl Annex<'_> {
    /// Why outcomes were kept, where the record was judged again.
    pub(super) fn kept(&self) -> String {
        let rows: Vec<Vec<String>> = tally(self.record)
            .kept
            .iter()
            .map(|(why, count)| vec![self.number(*count), cell(self.text(&why.text()))])
            .collect();
        let headings = [self.say("Tests", "Tester"), self.say("Why", "Hvorfor")];
        self.table_section(
            (
                "Outcomes kept from the run",
                "Utfall som er beholdt fra kjøringen",
            ),
            &headings,
            &rows,
        )
    }

    /// The interpretations and the reading used of each.
    pub(super) fn interpretations(&self) -> String {
        let rows: Vec<Vec<String>> = self
            .record
            .interpretations
            .iter()
            .map(|one| {
                let interpretation = &one.interpretation;
                let set_to = one.set_to.as_ref().or(interpretation.default.as_ref());
                vec![
                    cell(&interpretation.id),
                    cell(self.text(&interpretation.title)),
                    cell(self.text(&interpretation.reading)),
                    set_to.map_or_else(String::new, |value| code(value)),
                    self.number(one.cases.len()),
                ]
            })
            .collect();
        let headings = [
            "Id",
            self.say("About", "Gjelder"),
            self.say("Reading", "Lesning"),
            self.say("Setting", "Innstilling"),
            self.say("Cases", "Testtilfeller"),
        ];
        self.table_section(
            ("Interpretations used", "Tolkninger som er brukt"),
            &headings,
            &rows,
        )
    }

    /// How many requirements stand how, and those that are not kept.
    pub(super) fn requirements(&self) -> String {
        let all = &self.record.requirements;
        let mut body = String::new();
        for level in [Level::Must, Level::Should, Level::May] {
            let of_level: Vec<_> = all.iter().filter(|one| one.level == level).collect();
            let states: Vec<String> = State::ALL
                .into_iter()
                .filter_map(|wanted| {
                    let count = of_level.iter().filter(|one| state(one) == wanted).count();
                    let words = counted(count, wanted.phrase(), wanted.phrase());
                    (count > 0).then(|| self.text(&words).to_owned())
                })
                .collect();
            if !states.is_empty() {
                let _ = writeln!(
                    body,
                    "- {}: {}",
                    words::level(level).say(self.language),
                    states.join(", ")
                );
            }
        }
        let open: Vec<Vec<String>> = all
            .iter()
            .filter(|one| state(one) != State::Kept)
            .map(|one| {
                let reason = one
                    .untestable
                    .as_ref()
                    .map_or(String::new(), |why| format!(": {}", cell(self.text(why))));
                vec![
                    cell(&one.id),
                    words::level(one.level).say(self.language).to_owned(),
                    cell(self.text(&one.text)),
                    cell(&one.source.line()),
                    format!("{}{reason}", state(one).phrase().say(self.language)),
                ]
            })
            .collect();
        if !open.is_empty() {
            let headings = [
                "Id",
                self.say("Level", "Nivå"),
                self.say("What it asks", "Hva det krever"),
                self.say("Source", "Kilde"),
                self.say("State", "Status"),
            ];
            let lead = self.say("Those that are not kept:", "De som ikke er oppfylt:");
            let _ = write!(body, "\n{lead}\n\n{}", table(&headings, &open));
        }
        if body.is_empty() {
            String::new()
        } else {
            self.section(("Requirement coverage", "Kravdekning"), &body)
        }
    }
}
