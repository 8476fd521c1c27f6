//! A counterexample as an ordinary case: what `--save-regressions` writes and any later run can read.

use std::fmt::Write as _;

use wire::world::PartyEntry;

use crate::property::written::{quoted, text};
use crate::property::{Input, written_changes};
use pack::catalogue::{Baseline, Case, Change, Edit, Expectation, Pair, Template};
use pack::property::Manner;
use pack::text::Text;
use plan::Instance;

/// The family of saved regressions.
const FAMILY: &str = "REGRESSION";

/// An input as an ordinary case, everything but its id. `None` if it holds a null, which TOML has not.
pub fn regression(
    instance: &Instance,
    input: &Input,
    party: Option<&PartyEntry>,
    manner: Manner,
) -> Option<String> {
    let case = &instance.case;
    let mut body = head(case, instance, &input.words(party));
    if let Some(party) = party.filter(|_| input.party > 0) {
        line(&mut body, "party", &list(&party.traits));
    }
    let baseline = baseline(&input.baseline);
    if !baseline.is_empty() {
        line(
            &mut body,
            "baseline",
            &format!("{{ {} }}", baseline.join(", ")),
        );
    }
    let changes = written_changes(&input.changes());
    let expectation = expectation(&input.expectation);
    match manner {
        Manner::Answer | Manner::Survival | Manner::Form => {
            body.push_str(&changed(&changes));
            line(&mut body, "expect", &expectation);
        }
        Manner::SameAsValid => {
            step(&mut body, &[], "{ accepted = true }", "");
            step(
                &mut body,
                &changes,
                "{ accepted = true }",
                "consistency-same-data",
            );
        }
        Manner::Twice => {
            step(&mut body, &changes, "{ accepted = true }", "");
            step(
                &mut body,
                &changes,
                "{ accepted = true }",
                "consistency-same-data",
            );
        }
        Manner::Pieces => pieces(&mut body, input),
    }
    let readable = toml::from_str::<toml::Table>(&body).is_ok();
    readable.then_some(body)
}

fn head(case: &Case, instance: &Instance, words: &Text) -> String {
    let mut head = String::new();
    line(&mut head, "title", &both(words));
    let why = Text::new(
        format!("Found by {}: {}", case.id, case.title.en),
        format!("Funnet av {}: {}", case.id, case.title.nb),
    );
    line(&mut head, "why", &both(&why));
    line(&mut head, "level", &quoted(&case.level.to_string()));
    line(&mut head, "requirements", &list(&case.requirements));
    if !case.interpretations.is_empty() {
        line(&mut head, "interpretations", &list(&case.interpretations));
    }
    line(
        &mut head,
        "services",
        &list(std::slice::from_ref(&instance.service.id)),
    );
    line(
        &mut head,
        "endpoints",
        &list(&[instance.endpoint.to_string()]),
    );
    head
}

fn line(body: &mut String, name: &str, value: &str) {
    let _ = writeln!(body, "{name} = {value}");
}

fn both(text: &Text) -> String {
    format!("{{ en = {}, nb = {} }}", quoted(&text.en), quoted(&text.nb))
}

fn list(texts: &[String]) -> String {
    format!(
        "[{}]",
        texts
            .iter()
            .map(|text| quoted(text))
            .collect::<Vec<_>>()
            .join(", ")
    )
}

fn baseline(baseline: &Baseline) -> Vec<String> {
    let Baseline {
        from,
        to,
        only_primary_owner,
        mandate,
        accept,
    } = baseline;
    let template = |name: &str, template: &Option<Template>| {
        template
            .as_ref()
            .map(|one| format!("{name} = {}", text(one)))
    };
    let plain = |name: &str, plain: &Option<String>| {
        plain
            .as_ref()
            .map(|one| format!("{name} = {}", quoted(one)))
    };
    let mandate = (*mandate > 0).then(|| format!("mandate = {mandate}"));
    [
        template("from", from),
        template("to", to),
        plain("only-primary-owner", only_primary_owner),
        mandate,
        plain("accept", accept),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn changed(changes: &[String]) -> String {
    if changes.is_empty() {
        return String::new();
    }
    format!("change = [\n  {},\n]\n", changes.join(",\n  "))
}

fn step(body: &mut String, changes: &[String], expect: &str, check: &str) {
    body.push_str("\n[[case.step]]\n");
    body.push_str(&changed(changes));
    line(body, "expect", expect);
    if !check.is_empty() {
        line(body, "checks", &list(&[check.to_owned()]));
    }
}

/// The whole period, then each piece; two pieces are held against the whole.
fn pieces(body: &mut String, input: &Input) {
    let asks =
        |(from, to): &(jiff::civil::Date, jiff::civil::Date)| written_changes(&period(*from, *to));
    let whole = input
        .pieces
        .first()
        .zip(input.pieces.last())
        .map(|(first, last)| (first.0, last.1));
    if let Some(one) = &whole {
        step(body, &asks(one), "{ accepted = true }", "");
    }
    for (number, piece) in input.pieces.iter().enumerate() {
        let check = if input.pieces.len() == 2 && number == 1 {
            "transactions-cut"
        } else {
            ""
        };
        step(body, &asks(piece), "{ accepted = true }", check);
    }
}

/// The changes that ask for a period.
pub fn period(from: jiff::civil::Date, to: jiff::civil::Date) -> Vec<Change> {
    let asks = |name: &str, day: jiff::civil::Date| {
        let literal = Template {
            pieces: vec![pack::catalogue::Piece::Literal(day.to_string())],
        };
        Change::Query(name.to_owned(), Edit::Value(literal))
    };
    vec![
        asks(wire::messages::query::FROM_DATE, from),
        asks(wire::messages::query::TO_DATE, to),
    ]
}

fn expectation(expectation: &Expectation) -> String {
    let pairs = |pairs: &[Pair]| {
        let texts: Vec<String> = pairs
            .iter()
            .map(|pair| format!("{} {}", pair.status, pair.code.as_deref().unwrap_or("*")))
            .collect();
        list(&texts)
    };
    match expectation {
        Expectation::Accepted => "{ accepted = true }".to_owned(),
        Expectation::Answered(statuses) => {
            let statuses = statuses.iter().map(u16::to_string);
            format!(
                "{{ answered = [{}] }}",
                statuses.collect::<Vec<_>>().join(", ")
            )
        }
        Expectation::Refused { expected, also } if also.is_empty() => {
            format!("{{ refused = {} }}", pairs(expected))
        }
        Expectation::Refused { expected, also } => {
            format!(
                "{{ refused = {}, also = {} }}",
                pairs(expected),
                pairs(also)
            )
        }
        Expectation::Either(refused) => {
            format!("{{ accepted = true, or-refused = {} }}", pairs(refused))
        }
        Expectation::Survives => "{ survives = true }".to_owned(),
    }
}

/// A case file of saved regressions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Regressions {
    text: String,
    last: usize,
}

impl Regressions {
    /// Goes on from a file that was saved before; an empty text begins a new one. `None` if the text is another
    /// family's.
    pub fn continued(text: &str) -> Option<Self> {
        if text.trim().is_empty() {
            let head = "# Counterexamples that properties found, kept as ordinary cases.";
            return Some(Self {
                text: format!("{head}\nfamily = \"{FAMILY}\"\n"),
                last: 0,
            });
        }
        let table: toml::Table = toml::from_str(text).ok()?;
        (table.get("family")?.as_str()? == FAMILY).then_some(())?;
        let ids = table
            .get("case")
            .and_then(toml::Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let numbers = ids
            .iter()
            .filter_map(|case| case.get("id")?.as_str()?.rsplit_once('-')?.1.parse().ok());
        Some(Self {
            text: text.to_owned(),
            last: numbers.max().unwrap_or(0),
        })
    }

    /// Adds a case, unless the file has it already.
    pub fn add(&mut self, body: &str) {
        if !self.text.contains(body) {
            self.last += 1;
            let _ = write!(
                self.text,
                "\n[[case]]\nid = \"{FAMILY}-{:03}\"\n{body}",
                self.last
            );
        }
    }

    /// The file.
    pub fn text(&self) -> &str {
        &self.text
    }
}
