//! What a finding or a reason says: the same parts, in the same order and words, in every report.

use crate::words::{BECAUSE, EXPECTED, OBSERVED, Phrase, RECEIVED};
use judge::finding::Finding;
use judge::verdict::Outcome;
use pack::reason::Reason;
use pack::text::{Language, Text};
use pack::visible::visible;

/// How much of one part is shown on a line.
const PART: usize = 300;

/// A named part of what is said of a finding.
pub(super) type Part = (Phrase, Text);

/// What was observed, what was expected and what was received, as far as each applies.
pub(super) fn parts<'a>(
    observed: &Text,
    expected: Option<&Text>,
    received: impl IntoIterator<Item = &'a str>,
) -> Vec<Part> {
    let mut parts = vec![(OBSERVED, observed.clone())];
    parts.extend(expected.map(|expected| (EXPECTED, expected.clone())));
    parts.extend(
        received
            .into_iter()
            .map(|received| (RECEIVED, Text::same(received))),
    );
    parts
}

/// The parts of a finding.
pub(super) fn finding_parts(finding: &Finding) -> Vec<Part> {
    parts(
        &finding.observed_text(),
        finding.expected_text().as_ref(),
        finding.received.as_deref(),
    )
}

/// The part that a reason is.
pub(super) fn reason_part(reason: &Reason) -> Part {
    (BECAUSE, reason.text())
}

/// Why an outcome could not be decided or does not apply.
pub(super) fn reason_of(outcome: &Outcome) -> Option<&Reason> {
    match outcome {
        Outcome::Inconclusive(why) | Outcome::NotApplicable(why) => Some(why),
        Outcome::Conforms | Outcome::Violates => None,
    }
}

/// Parts on one line: `observed: …; expected: …; received: …`.
pub(super) fn one_line(parts: &[Part], language: Language) -> String {
    let parts: Vec<String> = parts
        .iter()
        .map(|(name, text)| {
            let text = text.in_language(language).trim_end_matches('.');
            format!("{}: {}", name.say(language), visible(text, PART))
        })
        .collect();
    parts.join("; ")
}

/// [`one_line`] in both languages.
pub(super) fn both_lines(parts: &[Part]) -> Text {
    Text::new(one_line(parts, Language::En), one_line(parts, Language::Nb))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_every_part_that_applies() {
        let finding = Finding::breach(Text::new("it was accepted.", "den ble godtatt."))
            .expected(Text::same("400 ACC-001"))
            .received("200");
        let line = both_lines(&finding_parts(&finding));
        assert_eq!(
            line.en,
            "observed: it was accepted; expected: 400 ACC-001; received: 200"
        );
        assert_eq!(
            line.nb,
            "observert: den ble godtatt; forventet: 400 ACC-001; mottatt: 200"
        );
    }

    #[test]
    fn a_part_that_does_not_apply_is_left_out() {
        let finding = Finding::note(Text::same("response times"));
        assert_eq!(
            one_line(&finding_parts(&finding), Language::En),
            "observed: response times"
        );
    }

    #[test]
    fn a_reason_is_one_part() {
        let reason = Reason::new(&pack::reason::TIMED_OUT);
        assert_eq!(
            one_line(&[reason_part(&reason)], Language::En),
            "because: no answer within the time limit"
        );
    }
}
