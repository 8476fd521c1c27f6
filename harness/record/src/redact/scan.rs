//! Free text: everything that is known or looks like personal data or a secret, in whatever form it is written.

use std::borrow::Cow;

use crate::redact::encoded::{self, Holds};
use crate::redact::form;
use crate::redact::known::Values;
use crate::redact::name::{self, Voice};
use crate::redact::number::{self, Care};
use crate::redact::reading::{PLACEHOLDER, Reading, Unit};
use crate::redact::span::{Span, apart};
use crate::redact::{Redactor, birth, secret};

/// A longer text is cut, since reading one takes sixty times its bytes; no report shows more of one than this.
pub(super) const LONGEST: usize = 64 * 1024;
/// What a cut may have taken the end of is not shown: so many bytes.
const TAIL: usize = 1024;
/// How many encodings within each other are looked into.
const ENCODINGS: usize = 3;
/// What is replaced may show something that stood around it. A text that never comes to rest is replaced whole.
const ROUNDS: usize = 24;

impl Redactor {
    /// Free text: whatever is known or looks like personal data or a secret is replaced.
    pub fn text(&self, text: &str) -> String {
        self.spoken(text, Voice::Target)
    }

    pub(super) fn spoken(&self, text: &str, voice: Voice) -> String {
        if text.len() > LONGEST {
            let shown = self.spoken(&text[..text.floor_char_boundary(LONGEST)], voice);
            return format!("{}…", without_tail(&shown));
        }
        if self.known.is_clean(text) {
            return text.to_owned();
        }
        let known = self.known.read().count();
        let whole = text;
        let text: Cow<'_, str> = if text.contains("\":") || text.contains("\" :") {
            Cow::Owned(self.fragments(text))
        } else {
            Cow::Borrowed(text)
        };
        let shown = self.scan(&text, voice, ENCODINGS);
        // What the target says is read more closely than what the harness does.
        if shown == whole && voice == Voice::Target {
            self.known.remember_clean(whole, known);
        }
        shown
    }

    fn scan(&self, text: &str, voice: Voice, depth: usize) -> String {
        let Some(mut text) = self.scanned_once(text, voice, depth) else {
            return text.to_owned();
        };
        for _ in 0..ROUNDS {
            match self.scanned_once(&text, voice, depth) {
                Some(next) => text = next,
                None => return text,
            }
        }
        self.placeholder("text", &text)
    }

    /// With the places replaced that the first layer of encoding shows which has any; `None` if there is none.
    fn scanned_once(&self, text: &str, voice: Voice, depth: usize) -> Option<String> {
        let plain = Reading::of(text);
        let unquoted = text.contains('=').then(|| plain.unquoted()).flatten();
        let read = |first: Reading| {
            let mut reading = Some(first);
            for _ in 0..=ENCODINGS {
                let layer = reading?;
                let mut spans = self.spans(&layer.units, voice, depth);
                spans.retain(|span| span.is_secret() || !self.full_evidence);
                if !spans.is_empty() {
                    return Some(self.with_placeholders(text, spans));
                }
                reading = layer.decoded();
            }
            None
        };
        read(plain).or_else(|| read(unquoted?))
    }

    fn with_placeholders(&self, text: &str, spans: Vec<Span>) -> String {
        let mut result = String::with_capacity(text.len());
        let mut at = 0;
        for span in apart(spans) {
            result.push_str(&text[at..span.from]);
            result.push_str(&self.placeholder(span.kind, &span.value));
            at = span.to;
        }
        result.push_str(&text[at..]);
        result
    }

    /// The places to replace, the surest kind first.
    fn spans(&self, units: &[Unit], voice: Voice, depth: usize) -> Vec<Span> {
        let mut spans = Vec::new();
        let sequences = number::sequences(units);
        let words = name::words(units);
        {
            let values = self.known.read();
            spans.extend(secret::find(units, &values));
            for sequence in &sequences {
                spans.extend(sequence.numbers(&values, Care::Text));
                spans.extend(sequence.births(&values));
            }
            spans.extend(birth::in_words(units, &words, &values));
            spans.extend(values.names.find(units, &words, voice));
            keep_identifiers(units, &values, &mut spans);
        }
        // Tokens come first: what is in one need not be looked for.
        spans.splice(0..0, self.encoded(units, depth));
        spans
    }

    fn encoded(&self, units: &[Unit], depth: usize) -> Vec<Span> {
        let mut found = Vec::new();
        for word in encoded::words(units) {
            let signs = &units[word.from..word.to];
            let value: String = signs.iter().map(|unit| unit.sign).collect();
            let kind = match word.holds {
                Holds::Compact => self.known.kind(&value).unwrap_or("token"),
                Holds::Key => "secret",
                Holds::Text(plain) => {
                    if depth == 0 || self.scan(&plain, Voice::Target, depth - 1) == plain {
                        continue;
                    }
                    "encoded"
                }
            };
            found.push(Span {
                from: signs[0].from,
                to: signs[signs.len() - 1].to,
                kind,
                value,
            });
        }
        found
    }

    /// What an amount is shown as, if it may be a number of somebody.
    pub(super) fn amount(&self, text: &str) -> Option<String> {
        let reading = Reading::of(text);
        let whole = text.split(['.', 'e', 'E']).next().unwrap_or(text);
        let sequences = number::sequences(&reading.units);
        let values = self.known.read();
        let spans = sequences
            .iter()
            .take(1)
            .flat_map(|sequence| sequence.numbers(&values, Care::Amount));
        let span = spans
            .into_iter()
            .find(|span| span.to - span.from >= whole.trim_start_matches('-').len())?;
        drop(values);
        (!self.full_evidence).then(|| self.placeholder(span.kind, &span.value))
    }
}

/// A shown text without its end, which is not within a placeholder then.
fn without_tail(shown: &str) -> &str {
    let end = shown.floor_char_boundary(shown.len().saturating_sub(TAIL));
    let kept = &shown[..end];
    match kept.rfind(PLACEHOLDER) {
        Some(open) if !kept[open..].contains('›') => &kept[..open],
        Some(_) | None => kept,
    }
}

/// Takes out what is chance in a UUID: only a number that is known is looked for there.
fn keep_identifiers(units: &[Unit], values: &Values, spans: &mut Vec<Span>) {
    let identifiers = form::uuids(units);
    if identifiers.is_empty() {
        return;
    }
    spans.retain(|span| {
        let next = identifiers.partition_point(|(from, _)| *from <= span.from);
        let inside = next > 0 && span.to <= identifiers[next - 1].1;
        !inside || values.kind(&span.value).is_some()
    });
}
