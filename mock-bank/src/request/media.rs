//! Which form of the answer the caller accepts.

use http::HeaderMap;
use http::header::ACCEPT;

use crate::config::Mode;
use crate::defect::{Defect, Defects};
use crate::refusal::{Refusal, Rule, Ruling};

/// The form of a 200 answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnswerForm {
    /// JWE compact serialization, `application/jose`.
    Encrypted,
    /// JSON in clear, `application/json`; in test mode only.
    Clear,
}

/// Chooses the form by `Accept`: the best weighted range that is offered, encrypted on a tie.
/// Source: RFC 9110 section 12.5.1; DSOP Control API V2.0, the answers' media types.
pub(crate) fn choose(headers: &HeaderMap, mode: Mode, defects: &Defects) -> Ruling<AnswerForm> {
    let mut ranges = Vec::new();
    for value in headers.get_all(ACCEPT) {
        let text = value
            .to_str()
            .map_err(|_| Refusal::from(Rule::AcceptUnreadable))?;
        ranges.extend(
            text.split(',')
                .map(str::trim)
                .filter(|range| !range.is_empty()),
        );
    }
    if defects.has(Defect::WildcardIsClear) && (ranges.is_empty() || ranges.contains(&"*/*")) {
        return Ok(AnswerForm::Clear);
    }
    if ranges.is_empty() {
        return Ok(AnswerForm::Encrypted);
    }
    let encrypted = best_weight(&ranges, "jose");
    let clear_is_offered = match mode {
        Mode::Test => true,
        Mode::Production => defects.has(Defect::ClearTextInProduction),
    };
    let clear = if clear_is_offered {
        named_weight(&ranges, "json")
    } else {
        0
    };
    match (encrypted, clear) {
        (0, 0)
            if defects.has(Defect::AnyAcceptServed) || defects.has(Defect::AcceptsEverything) =>
        {
            Ok(AnswerForm::Encrypted)
        }
        (0, 0) => Err(not_offered(mode)),
        (encrypted, clear) if clear > encrypted => Ok(AnswerForm::Clear),
        (_, _) => Ok(AnswerForm::Encrypted),
    }
}

fn not_offered(mode: Mode) -> Refusal {
    let offered = match mode {
        Mode::Test => "application/jose and application/json",
        Mode::Production => "application/jose",
    };
    Refusal::from(Rule::AcceptNotOffered).because(format!("Offered: {offered}."))
}

/// The weight, in thousandths, of the most specific range that covers `application/SUBTYPE`.
fn best_weight(ranges: &[&str], subtype: &str) -> u16 {
    let named = ranges
        .iter()
        .filter_map(|range| weight(range, "application", subtype))
        .max();
    let any_application = || {
        ranges
            .iter()
            .filter_map(|range| weight(range, "application", "*"))
            .max()
    };
    let anything = || {
        ranges
            .iter()
            .filter_map(|range| weight(range, "*", "*"))
            .max()
    };
    named
        .or_else(any_application)
        .or_else(anything)
        .unwrap_or(0)
}

/// Clear text must be asked for by name: a wildcard gets the encrypted form.
fn named_weight(ranges: &[&str], subtype: &str) -> u16 {
    ranges
        .iter()
        .filter_map(|range| weight(range, "application", subtype))
        .max()
        .unwrap_or(0)
}

fn weight(range: &str, main: &str, sub: &str) -> Option<u16> {
    let mut parts = range.split(';').map(str::trim);
    let (range_main, range_sub) = parts.next()?.split_once('/')?;
    if !range_main.eq_ignore_ascii_case(main) || !range_sub.eq_ignore_ascii_case(sub) {
        return None;
    }
    let quality = parts.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim())
    });
    Some(quality.map_or(1000, thousandths))
}

fn thousandths(quality: &str) -> u16 {
    let value: f32 = quality.parse().unwrap_or(0.0);
    if value >= 1.0 {
        1000
    } else if value > 0.0 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 < value < 1"
        )]
        let weight = (value * 1000.0) as u16;
        weight.max(1)
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(accept: Option<&str>, mode: Mode) -> Ruling<AnswerForm> {
        let mut headers = HeaderMap::new();
        if let Some(accept) = accept {
            headers.insert(ACCEPT, accept.parse().unwrap());
        }
        choose(&headers, mode, &Defects::NONE)
    }

    #[test]
    fn encrypts_for_whoever_does_not_ask_for_clear_text() {
        for accept in [
            None,
            Some("application/jose"),
            Some("*/*"),
            Some("application/*"),
            Some("text/html, */*;q=0.1"),
        ] {
            assert_eq!(
                form(accept, Mode::Test),
                Ok(AnswerForm::Encrypted),
                "{accept:?}"
            );
        }
    }

    #[test]
    fn answers_in_clear_in_test_mode_where_asked() {
        assert_eq!(
            form(Some("application/json"), Mode::Test),
            Ok(AnswerForm::Clear)
        );
    }

    #[test]
    fn refuses_clear_text_in_production() {
        assert_eq!(
            form(Some("application/json"), Mode::Production)
                .unwrap_err()
                .rule,
            Rule::AcceptNotOffered
        );
    }

    #[test]
    fn prefers_the_encrypted_form_where_both_are_accepted_alike() {
        assert_eq!(
            form(Some("application/json, application/jose"), Mode::Test),
            Ok(AnswerForm::Encrypted)
        );
    }

    #[test]
    fn follows_the_weights() {
        assert_eq!(
            form(Some("application/json, application/jose;q=0.5"), Mode::Test),
            Ok(AnswerForm::Clear)
        );
    }

    #[test]
    fn prefers_clear_text_by_name_over_a_weaker_wildcard() {
        assert_eq!(
            form(Some("application/json, */*;q=0.8"), Mode::Test),
            Ok(AnswerForm::Clear)
        );
    }

    #[test]
    fn refuses_what_is_not_offered() {
        for accept in [
            "text/html",
            "application/xml",
            "garbage",
            "application/jose;q=0",
        ] {
            assert_eq!(
                form(Some(accept), Mode::Test).unwrap_err().rule,
                Rule::AcceptNotOffered,
                "{accept}"
            );
        }
    }
}
