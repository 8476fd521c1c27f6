//! A cause as reports show it: what is wrong, what it explains, the answer that shows it, and who can change it.

use std::collections::HashMap;

use crate::words::{Phrase, RULE, RULES, TEST, TESTS, counted, phrase};
use judge::expectation::fault;
use pack::text::{Language, Text};
use record::{Cause, Record, ResponseRecord};

/// How many of the cases that a cause explains are named.
const NAMED: usize = 6;

pub(super) const CAUSE: Phrase = phrase("cause", "årsak");
pub(super) const CAUSES: Phrase = phrase("causes", "årsaker");
pub(super) const CAUSES_HEADING: Phrase = phrase("Causes", "Årsaker");
pub(super) const EXPLAINS: Phrase = phrase("explains", "forklarer");
pub(super) const ANSWER: Phrase = phrase("answer", "svar");
pub(super) const CHANGE: Phrase = phrase("change", "endre");
const ID: Phrase = phrase("id", "id");

/// The causes that explain each test.
pub(super) struct Explained<'a>(HashMap<&'a str, Vec<&'a Cause>>);

impl<'a> Explained<'a> {
    /// Of a record.
    pub(super) fn of(record: &'a Record) -> Self {
        let mut explained: HashMap<&str, Vec<&Cause>> = HashMap::new();
        for cause in &record.causes {
            for test in &cause.tests {
                explained.entry(test).or_default().push(cause);
            }
        }
        Self(explained)
    }

    /// The causes that explain a test.
    pub(super) fn by(&self, test: &str) -> &[&'a Cause] {
        self.0.get(test).map_or(&[], Vec::as_slice)
    }

    /// Their ids.
    pub(super) fn ids(&self, test: &str) -> Vec<&'a str> {
        self.by(test).iter().map(|cause| &*cause.id).collect()
    }
}

/// The values of a cause without its counts.
pub(super) fn differing(cause: &Cause) -> Vec<(&str, &str)> {
    const COUNTS: [&str; 3] = ["count", "all", "accepted"];
    let values = cause.values.iter();
    values
        .map(|(name, value)| (name.as_ref(), value.in_language(Language::En)))
        .filter(|(name, _)| !COUNTS.contains(name))
        .collect()
}

/// What a cause explains: how many rules and tests.
pub(super) fn reach(cause: &Cause) -> Text {
    let rules = counted(cause.cases.len(), RULE, RULES);
    let tests = counted(cause.tests.len(), TEST, TESTS);
    Text::new(
        format!("{}, {}", rules.en, tests.en),
        format!("{}, {}", rules.nb, tests.nb),
    )
}

/// The first cases that it explains.
pub(super) fn named(cause: &Cause) -> String {
    let mut names = cause.cases.iter().take(NAMED).cloned().collect::<Vec<_>>();
    if cause.cases.len() > NAMED {
        names.push("…".into());
    }
    names.join(", ")
}

/// The answer that shows it: status, media type, and why the body could not be read.
pub(super) fn shown(cause: &Cause, record: &Record) -> Option<Text> {
    let id = cause.exchange.as_ref()?;
    let exchange = record.exchanges.get(id)?;
    let Some(answer) = &exchange.response else {
        let failure = exchange.failure()?;
        let with_id = |words: &str| format!("{words} ({id})");
        return Some(Text::new(with_id(&failure.en), with_id(&failure.nb)));
    };
    let line = answer_line(answer);
    Some(Text::new(
        format!("{} ({id})", line.en),
        format!("{} ({id})", line.nb),
    ))
}

fn answer_line(answer: &ResponseRecord) -> Text {
    let mut headers = answer.headers.iter();
    let media_type = headers
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        .map(|(_, value)| value.as_str());
    let document = answer.document.as_ref();
    let document = document.map(|document| Text::same(document.value().to_string()));
    let unread = answer.unread.as_ref();
    let body = document
        .or_else(|| unread.map(|unread| fault(&unread.fault)))
        .or_else(|| answer.unreadable.clone().map(Text::same));
    let status = format!("HTTP {}", answer.status);
    let line = |body: Option<&str>| {
        let parts = [Some(status.as_str()), media_type, body];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    Text::new(
        line(body.as_ref().map(|body| body.en.as_str())),
        line(body.as_ref().map(|body| body.nb.as_str())),
    )
}

/// What to change, and who can.
pub(super) fn change(cause: &Cause) -> Option<Text> {
    let (what, who) = (cause.change()?, cause.owner.text());
    Some(Text::new(
        format!("{} ({})", what.en, who.en),
        format!("{} ({})", what.nb, who.nb),
    ))
}

/// What is said of it under its sentence, each with its name.
pub(super) fn facts(cause: &Cause, record: &Record) -> Vec<(Phrase, Text)> {
    let reach = reach(cause);
    let cases = named(cause);
    let explains = Text::new(
        format!("{}: {cases}", reach.en),
        format!("{}: {cases}", reach.nb),
    );
    let mut facts = vec![(EXPLAINS, explains)];
    facts.extend(shown(cause, record).map(|answer| (ANSWER, answer)));
    facts.extend(change(cause).map(|change| (CHANGE, change)));
    facts.push((ID, Text::same(cause.id.as_ref())));
    facts
}
