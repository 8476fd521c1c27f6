//! One case and everything a person needs to act on it.

use std::fmt::Write as _;

use crate::group::{Group, Seen, places};
use crate::terminal::Screen;
use crate::terminal::wrap::wrap;
use crate::wording::one_line;
use crate::words;
use crate::words::Phrase;
use pack::catalogue::Source;
use pack::visible::visible;

/// How many different observations are shown of one case.
const KEPT: usize = 6;
/// How many different answers are shown of one observation.
const ANSWERS: usize = 3;
/// How much of a value of the target is shown.
const VALUE: usize = 240;
const LABEL: usize = 15;

/// A numbered block.
pub(super) fn block(number: usize, group: &Group<'_>, screen: &Screen<'_>) -> String {
    let case = group.case;
    let mut text = format!(
        "{number:>3} {} · {}\n",
        screen.ink.bold(&case.case),
        words::level(case.level).say(screen.language)
    );
    for line in wrap(case.title.in_language(screen.language), screen.width - 4) {
        let _ = writeln!(text, "    {}", screen.ink.bold(&line));
    }
    for seen in group.seen.iter().take(KEPT) {
        push_seen(&mut text, seen, screen);
    }
    if group.seen.len() > KEPT {
        let more = format!(
            "… {} {}",
            group.seen.len() - KEPT,
            words::MORE_IN_REPORT.say(screen.language)
        );
        row(&mut text, None, &more, screen);
    }
    for (_, found) in group.counterexamples().take(KEPT) {
        let least = visible(found.least.in_language(screen.language), VALUE);
        row(&mut text, Some(words::LEAST_INPUT), &least, screen);
    }
    rows(&mut text, words::AFFECTS, &places(&group.instances), screen);
    row(
        &mut text,
        Some(words::WHY),
        case.why.in_language(screen.language),
        screen,
    );
    rows(
        &mut text,
        words::SOURCE,
        &case.sources.iter().map(Source::line).collect::<Vec<_>>(),
        screen,
    );
    let command = group.reproduce(screen.reproduce);
    let _ = writeln!(
        text,
        "    {}{command}",
        label(Some(words::REPRODUCE), screen)
    );
    text
}

/// A line of a short list.
pub(super) fn line(group: &Group<'_>, seen: &Seen<'_>, screen: &Screen<'_>) -> String {
    let mut words = format!("{} ({}): ", group.case.case, seen.instances.len());
    words.push_str(&one_line(&seen.parts(1), screen.language));
    item(&words, screen)
}

/// A line of a list, continued with a hanging indent.
pub(super) fn item(words: &str, screen: &Screen<'_>) -> String {
    let lines = wrap(words, screen.width - 4);
    let mut text = String::new();
    for (position, line) in lines.iter().enumerate() {
        text.push_str(if position == 0 { "  " } else { "    " });
        text.push_str(line);
        text.push('\n');
    }
    text
}

fn push_seen(text: &mut String, seen: &Seen<'_>, screen: &Screen<'_>) {
    let mut before = None;
    for (name, value) in seen.parts(ANSWERS) {
        let value = visible(value.in_language(screen.language), VALUE);
        row(
            text,
            Some(name).filter(|_| before != Some(name)),
            &value,
            screen,
        );
        before = Some(name);
    }
    if seen.received.len() > ANSWERS {
        row(
            text,
            None,
            &format!(
                "… {} {}",
                seen.received.len() - ANSWERS,
                words::MORE_IN_REPORT.say(screen.language)
            ),
            screen,
        );
    }
    if let Some(pointer) = seen.pointer {
        row(text, Some(words::WHERE), &visible(pointer, VALUE), screen);
    }
    if let Some(also) = words::also(seen.also) {
        row(text, None, also.in_language(screen.language), screen);
    }
}

fn rows(text: &mut String, name: Phrase, values: &[String], screen: &Screen<'_>) {
    for (position, value) in values.iter().enumerate() {
        row(text, (position == 0).then_some(name), value, screen);
    }
}

pub(super) fn row(text: &mut String, name: Option<Phrase>, value: &str, screen: &Screen<'_>) {
    for (position, line) in wrap(value, screen.width - LABEL - 4).iter().enumerate() {
        let label = label(name.filter(|_| position == 0), screen);
        let _ = writeln!(text, "    {label}{line}");
    }
}

fn label(name: Option<Phrase>, screen: &Screen<'_>) -> String {
    let words = name.map_or("", |name| name.say(screen.language));
    let padded = format!("{words:<LABEL$}");
    if words.is_empty() {
        padded
    } else {
        screen.ink.faint(&padded)
    }
}
