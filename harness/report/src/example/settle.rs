//! What differs by chance, numbered in the order it is met.

use std::collections::HashMap;

use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

/// What the example's times are counted from.
const BASE: i64 = 1_768_467_600;

/// Names for what differs by chance.
pub(super) struct Settler {
    today: jiff::civil::Date,
    begun: i64,
    names: HashMap<String, String>,
    counts: HashMap<&'static str, usize>,
}

impl Settler {
    /// For a run that began at `started`.
    pub(super) fn new(started: Timestamp) -> Self {
        Self {
            today: wire::dates::date_at(started),
            begun: started.as_second(),
            names: HashMap::new(),
            counts: HashMap::new(),
        }
    }

    /// Counts times from here on from the start of an exchange.
    pub(super) fn begin(&mut self, started: i64) {
        self.begun = started;
    }

    /// A moment of the record in seconds; the start of the run where it is none.
    pub(super) fn moment(&self, value: &Value) -> i64 {
        let text = value
            .as_str()
            .and_then(|text| text.parse::<Timestamp>().ok());
        text.map_or(self.begun, Timestamp::as_second)
    }

    /// What a member becomes by its name, where the name says that its value is chance.
    pub(super) fn member(&mut self, name: &str, value: &Value) -> Option<Value> {
        match (name, value) {
            ("iat" | "nbf" | "exp", Value::Number(seconds)) => {
                Some(json!(self.seconds(seconds.as_i64()?)))
            }
            ("kid" | "x5t" | "x5t#S256", Value::String(text)) => {
                Some(json!(
                    self.named("key", text, |number| format!("key-{number}"))
                ))
            }
            ("x5c", Value::Array(_)) => Some(json!(["…"])),
            ("amount" | "creditLineAmount", Value::Number(_)) => Some(json!(1_250.5)),
            ("iv" | "contentKeySha256", Value::String(_)) => Some(json!("…")),
            ("registered" | "bookingDate" | "valueDate", Value::String(_)) => {
                Some(json!("2026-01-15T09:00:00+01:00"))
            }
            ("bodyHmac", _) => Some(json!("2".repeat(64))),
            ("bodyBytes", Value::Number(_)) => Some(json!(1_024)),
            _ => None,
        }
    }

    /// Seconds since 1970, the distance to the exchange kept to the minute.
    fn seconds(&self, seconds: i64) -> i64 {
        let distance = seconds - self.begun;
        BASE + (distance + 30).div_euclid(60) * 60
    }

    /// The text with everything in it that is chance renamed.
    pub(super) fn text(&mut self, text: &str) -> String {
        let mut result = String::with_capacity(text.len());
        let mut rest = text;
        let mut inside = false;
        while let Some(first) = rest.chars().next() {
            if let Some((shown, length)) = (!inside).then(|| self.replaced(rest)).flatten() {
                result.push_str(&shown);
                rest = &rest[length..];
                continue;
            }
            inside = first.is_ascii_alphanumeric();
            result.push(first);
            rest = &rest[first.len_utf8()..];
        }
        result
    }

    fn replaced(&mut self, text: &str) -> Option<(String, usize)> {
        self.placeholder(text)
            .or_else(|| self.uuid(text))
            .or_else(|| self.port(text))
            .or_else(|| self.moment_in_text(text))
            .or_else(|| Self::http_date(text))
            .or_else(|| self.date(text))
            .or_else(|| self.month(text))
    }

    /// `‹person:5f3a1c00›`
    fn placeholder(&mut self, text: &str) -> Option<(String, usize)> {
        let inner = text.strip_prefix('‹')?;
        let (kind, rest) = inner.split_once(':')?;
        let (digits, _) = rest.split_once('›')?;
        let known = kind.bytes().all(|byte| byte.is_ascii_lowercase()) && digits.len() == 8;
        known.then_some(())?;
        let length = "‹:›".len() + kind.len() + digits.len();
        let shown = self.named("placeholder", digits, |number| format!("{number:08}"));
        Some((format!("‹{kind}:{shown}›"), length))
    }

    fn uuid(&mut self, text: &str) -> Option<(String, usize)> {
        let candidate = text.get(..36)?;
        uuid::Uuid::try_parse(candidate).ok()?;
        let shown = self.named("uuid", &candidate.to_lowercase(), |number| {
            format!("00000000-0000-4000-8000-{number:012}")
        });
        Some((shown, 36))
    }

    fn port(&mut self, text: &str) -> Option<(String, usize)> {
        const HOST: &str = "127.0.0.1:";
        let digits = text.strip_prefix(HOST)?;
        let end = digits
            .find(|character: char| !character.is_ascii_digit())
            .unwrap_or(digits.len());
        let shown = self.named("port", &digits[..end], |number| {
            (8_079 + number).to_string()
        });
        Some((format!("{HOST}{shown}"), HOST.len() + end))
    }

    /// `2026-11-25T17:57:16Z`, with or without a fraction.
    fn moment_in_text(&self, text: &str) -> Option<(String, usize)> {
        let end = text.find('Z').filter(|end| (19..=30).contains(end))? + 1;
        let moment: Timestamp = text.get(..end)?.parse().ok()?;
        let settled = Timestamp::from_second(self.seconds(moment.as_second())).ok()?;
        Some((settled.to_string(), end))
    }

    /// `Wed, 25 Nov 2026 18:58:00 GMT`
    fn http_date(text: &str) -> Option<(String, usize)> {
        const LENGTH: usize = 29;
        let candidate = text.get(..LENGTH)?;
        let is_one = candidate.ends_with(" GMT") && candidate.as_bytes().get(3) == Some(&b',');
        is_one.then(|| ("Thu, 15 Jan 2026 09:00:00 GMT".to_owned(), LENGTH))
    }

    /// Today is the day of the example; the other days are numbered backwards from it.
    fn date(&mut self, text: &str) -> Option<(String, usize)> {
        const LENGTH: usize = 10;
        let candidate = text.get(..LENGTH)?;
        let date: jiff::civil::Date = candidate.parse().ok()?;
        let day = wire::dates::date_at(Timestamp::from_second(BASE).ok()?);
        if date == self.today {
            return Some((day.to_string(), LENGTH));
        }
        let shown = self.named("date", candidate, |number| {
            let days = i64::try_from(number).unwrap_or_default() * 29;
            day.checked_sub(days.days())
                .map_or_else(|_| day.to_string(), |earlier| earlier.to_string())
        });
        Some((shown, LENGTH))
    }

    /// A card's year and month, `2029-03`.
    fn month(&mut self, text: &str) -> Option<(String, usize)> {
        const LENGTH: usize = 7;
        let candidate = text.get(..LENGTH)?;
        let after = text.as_bytes().get(LENGTH);
        let ends = !after.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
        let first_day: Result<jiff::civil::Date, _> = format!("{candidate}-01").parse();
        (ends && first_day.is_ok()).then_some(())?;
        let shown = self.named("month", candidate, |number| {
            format!("{}-{:02}", 2027 + number / 12, number % 12 + 1)
        });
        Some((shown, LENGTH))
    }

    fn named(&mut self, kind: &'static str, value: &str, name: impl Fn(usize) -> String) -> String {
        let key = format!("{kind}:{value}");
        if let Some(known) = self.names.get(&key) {
            return known.clone();
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let shown = name(*count);
        self.names.insert(key, shown.clone());
        shown
    }
}
