//! The exchanges of one case, or one exchange, with what differs from the control marked.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::cause;
use crate::words::{Phrase, phrase};
use pack::text::Language;
use pack::visible::{visible, visible_json, visible_lines};
use record::{
    CaseRecord, Cause, ExchangeRecord, KeptJson, ProtectionRecord, Record, ResponseRecord, Role,
};

/// How an exchange is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// For people; what differs from the control is marked with `>`.
    #[default]
    Text,
    /// The request as a curl command.
    Curl,
    /// As the record has it.
    Json,
}

const LIMIT: usize = 1_000;
const MARKED: Phrase = phrase(
    "Lines marked with > are not in the control.",
    "Linjer merket med > er ikke i kontrollen.",
);

/// One exchange to be printed, and its control.
struct Shown<'a> {
    id: &'a str,
    role: Option<Role>,
    exchange: &'a ExchangeRecord,
    control: Option<&'a ExchangeRecord>,
}

/// Prints the exchanges of a case, an instance or an exchange id; `None` if the record has no such name, or nothing
/// was sent for it.
pub fn show(record: &Record, name: &str, form: Form, language: Language) -> Option<String> {
    let shown = chosen(record, name);
    if shown.is_empty() {
        return None;
    }
    Some(match form {
        Form::Text => visible_lines(&text(&shown, language)),
        Form::Curl => {
            let requests = shown.iter().map(|one| one.exchange.curl() + "\n");
            visible_lines(&requests.collect::<String>())
        }
        Form::Json => visible_json(&json(&shown)),
    })
}

/// The causes of a record with an id: what each is, every test that it explains, and the exchange that shows it; `None`
/// if the record has none.
pub fn show_cause(record: &Record, id: &str, form: Form, language: Language) -> Option<String> {
    let causes: Vec<&Cause> = record.causes.iter().filter(|one| one.id == id).collect();
    if causes.is_empty() {
        return None;
    }
    if form == Form::Json {
        let text = serde_json::to_string_pretty(&causes).ok();
        return text.as_deref().map(visible_json);
    }
    let parts = causes.into_iter().map(|cause| {
        let exchange = cause.exchange.as_ref();
        let exchange = exchange.and_then(|name| show(record, name, form, language));
        let words =
            (form == Form::Text).then(|| visible_lines(&cause_text(record, cause, language)));
        words
            .into_iter()
            .chain(exchange)
            .collect::<Vec<_>>()
            .join("\n")
    });
    Some(parts.collect::<Vec<_>>().join("\n"))
}

fn cause_text(record: &Record, cause: &Cause, language: Language) -> String {
    let words = cause.text();
    let mut text = format!("{}\n", visible(words.in_language(language), LIMIT));
    for (name, value) in cause::facts(cause, record) {
        let value = visible(value.in_language(language), LIMIT);
        let _ = writeln!(text, "  {}: {value}", name.say(language));
    }
    for test in &cause.tests {
        let _ = writeln!(text, "    {test}");
    }
    text
}

fn chosen<'a>(record: &'a Record, name: &str) -> Vec<Shown<'a>> {
    if let Some((id, exchange)) = record.exchanges.get_key_value(name) {
        let case = record.cases.iter().find(|case| has(case, name));
        let part = case.and_then(|case| case.exchanges.iter().find(|one| one.id == name));
        return vec![Shown {
            id,
            role: part.map(|part| part.role),
            exchange,
            control: case.and_then(|case| control(record, case, id)),
        }];
    }
    let cases = record.cases.iter();
    let mut named: Vec<&CaseRecord> = cases
        .filter(|case| case.id == name || case.case == name)
        .collect();
    named.sort_by_key(|case| (case.id != name, crate::Standing::of(case)));
    let Some(case) = named.first() else {
        return Vec::new();
    };
    let parts = case.exchanges.iter();
    parts
        .filter_map(|part| {
            Some(Shown {
                id: &part.id,
                role: Some(part.role),
                exchange: record.exchanges.get(&part.id)?,
                control: control(record, case, &part.id),
            })
        })
        .collect()
}

fn has(case: &CaseRecord, exchange: &str) -> bool {
    let mut parts = case.exchanges.iter();
    parts.any(|part| part.id == exchange && part.role == Role::Request)
}

/// The control of a case, for its request.
fn control<'a>(record: &'a Record, case: &CaseRecord, id: &str) -> Option<&'a ExchangeRecord> {
    let mut parts = case.exchanges.iter();
    let control = parts.find(|part| part.role == Role::Control)?;
    has(case, id).then(|| record.exchanges.get(&control.id))?
}

fn text(shown: &[Shown<'_>], language: Language) -> String {
    let parts: Vec<String> = shown.iter().map(|one| block(one, language)).collect();
    let mut text = parts.join("\n");
    if shown.iter().any(|one| one.control.is_some()) {
        let _ = write!(text, "\n{}\n", MARKED.say(language));
    }
    text
}

fn block(shown: &Shown<'_>, language: Language) -> String {
    let role = shown.role.map_or("", |role| role_word(role).say(language));
    let exchange = shown.exchange;
    let mut text = format!(
        "{} · {role} · {} · {} ms\n",
        shown.id, exchange.started, exchange.elapsed_ms
    );
    let known: Option<BTreeSet<String>> = shown
        .control
        .map(|control| lines(control, language).into_iter().collect());
    for line in lines(exchange, language) {
        let differs = known.as_ref().is_some_and(|known| !known.contains(&line));
        let mark = if differs { '>' } else { ' ' };
        let _ = writeln!(text, "{mark} {}", visible(&line, LIMIT));
    }
    text
}

fn role_word(role: Role) -> Phrase {
    match role {
        Role::Setup => phrase("account list", "kontoliste"),
        Role::Control => phrase("control", "kontroll"),
        Role::Request => phrase("request of the case", "testtilfellets forespørsel"),
        Role::Retrieval => phrase("part of a retrieval", "del av en innhenting"),
    }
}

/// The exchange as lines: the request, what its token and order say, and the answer.
fn lines(exchange: &ExchangeRecord, language: Language) -> Vec<String> {
    let request = &exchange.request;
    let mut lines = vec![format!("{} {}", request.method, request.url)];
    lines.extend(headers(&request.headers));
    for (name, kept) in [
        ("token header", &request.token_header),
        ("token", &request.token_claims),
        ("order header", &request.order_header),
        ("order", &request.order_claims),
    ] {
        lines.extend(kept.iter().flat_map(|kept| members(name, kept)));
    }
    lines.push(String::new());
    match &exchange.response {
        Some(response) => lines.extend(answer(response)),
        None => lines.extend(
            exchange
                .failure()
                .map(|why| why.in_language(language).to_owned()),
        ),
    }
    lines
}

fn headers(headers: &[(String, String)]) -> impl Iterator<Item = String> {
    headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
}

/// A line for each member, so that what differs is marked member by member.
fn members(name: &str, kept: &KeptJson) -> Vec<String> {
    match kept.value() {
        Value::Object(members) => members
            .iter()
            .map(|(member, value)| format!("[{name}] {member} = {value}"))
            .collect(),
        other => vec![format!("[{name}] {other}")],
    }
}

fn answer(response: &ResponseRecord) -> Vec<String> {
    let mut lines = vec![format!("{} {}", response.version, response.status)];
    lines.extend(headers(&response.headers));
    match &response.protection {
        ProtectionRecord::Encrypted { header, .. } => lines.push(format!("[JWE] {header}")),
        ProtectionRecord::Clear | ProtectionRecord::None => {}
    }
    lines.extend(response.unreadable.clone());
    let document = response.document.as_ref().map(KeptJson::value);
    let pretty = document.and_then(|document| serde_json::to_string_pretty(&document).ok());
    lines.extend(
        pretty
            .iter()
            .flat_map(|text| text.lines().map(str::to_owned)),
    );
    lines
}

fn json(shown: &[Shown<'_>]) -> String {
    let exchanges: Map<String, Value> = shown
        .iter()
        .filter_map(|one| Some((one.id.to_owned(), serde_json::to_value(one.exchange).ok()?)))
        .collect();
    format!("{:#}\n", Value::Object(exchanges))
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::fixture::record;

    fn of(name: &str, form: Form) -> Option<String> {
        show(&record(), name, form, Language::En)
    }

    #[test]
    fn what_differs_from_the_control_is_marked() {
        let text = of("HEADERS-003", Form::Text).expect("in the fixture");
        let marked: Vec<&str> = text.lines().filter(|line| line.starts_with("> ")).collect();
        assert_eq!(marked, ["> CorrelationID: not-a-uuid"]);
    }

    #[test]
    fn an_exchange_is_compared_with_the_control_of_its_case() {
        let text = of("2", Form::Text).expect("in the fixture");
        assert!(text.contains("> CorrelationID: not-a-uuid"), "{text}");
    }

    #[test]
    fn a_claim_of_the_order_is_marked_by_itself() {
        let text = of("ORDER-CONTENT-041", Form::Text).expect("in the fixture");
        assert!(text.contains("> [order] exp = 1795256200"), "{text}");
    }

    #[test]
    fn an_answer_cannot_act_on_the_terminal() {
        let text = of("3", Form::Text).expect("in the fixture");
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn as_curl_there_is_one_command_for_each_request() {
        let text = of("HEADERS-003", Form::Curl).expect("in the fixture");
        assert_eq!(text.matches("curl -sS").count(), 2);
    }

    #[test]
    fn as_json_the_exchanges_are_as_the_record_has_them() {
        let text = of("2", Form::Json).expect("in the fixture");
        let value: Value = serde_json::from_str(&text).expect("JSON");
        let kept = serde_json::to_value(&record().exchanges["2"]).expect("JSON");
        assert_eq!(value["2"], kept);
    }

    #[test]
    fn a_cause_is_shown_with_every_test_and_its_exchange() {
        let mut record = record();
        record.causes = vec![
            serde_json::from_value(serde_json::json!({
                "id": "order-not-checked", "layer": "access", "owner": "target", "cases": ["HEADERS-003"],
                "tests": ["HEADERS-003/politi-utlevering/Accounts"], "requirements": [], "exchange": "2"
            }))
            .expect("a cause"),
        ];
        let of = |id, form| show_cause(&record, id, form, Language::En);
        let text = of("order-not-checked", Form::Text).expect("in the record");
        for words in [
            "HEADERS-003/politi-utlevering/Accounts",
            "the developers",
            "not-a-uuid",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        let curl = of("order-not-checked", Form::Curl).expect("in the record");
        assert!(curl.starts_with("curl"), "{curl}");
        assert_eq!(of("no-answer", Form::Text), None);
    }

    #[test]
    fn an_unknown_name_shows_nothing() {
        assert_eq!(of("TOKEN-999", Form::Text), None);
    }
}
