//! `Legal-Mandate`: one of the service's texts, percent-encoded once.

use pack::catalogue::{To, With};
use pack::reason::NO_CASE_WITH_BOTH_STEPS;
use wire::messages::header;

use crate::agency::check::checks;
use crate::agency::check::collect::{
    Collector, Judged, NOTHING, breach, each, each_judged, no_call, not_applicable,
};
use crate::agency::journal::Call;
use crate::agency::scenario_run::JournalView;
use crate::observations;

const AT: &str = "header:Legal-Mandate";

observations! {
    /// Without a mandate.
    MISSING = "mandate-missing" {
        observed: "Legal-Mandate is missing", "Legal-Mandate mangler";
        expected: "Legal-Mandate with a text of the service", "Legal-Mandate med en av tjenestens tekster";
    }
    /// Another text.
    OTHER_TEXT = "mandate-other-text" {
        observed: "the mandate is not one of the service's", "hjemmelen er ikke en av tjenestens";
        expected: "{texts}", "{texts}";
    }
    /// Encoded twice, or not at all.
    ENCODING = "mandate-encoding" {
        observed: "the mandate is not percent-encoded exactly once",
            "hjemmelen er ikke prosentkodet nøyaktig én gang";
        expected: "UTF-8, percent-encoded once", "UTF-8, prosentkodet én gang";
    }
    /// The text of the other step.
    OF_OTHER_STEP = "mandate-of-other-step" {
        observed: "the mandate is the one of the service's other step", "hjemmelen er den for tjenestens andre trinn";
        expected: "{texts}", "{texts}";
    }
    /// Two texts in a case.
    STEPS_DIFFER = "mandate-of-steps-differs" {
        observed: "steps 1 and 2 have different mandates", "trinn 1 og 2 har ulike hjemler";
        expected: "the mandate of step 1: {first}", "hjemmelen i trinn 1: {first}";
    }
}

checks! {
    "mandate-text" = text(Either, "to") finds [MISSING, OTHER_TEXT]
        "Legal-Mandate, decoded, is one of the service's texts.",
        "Legal-Mandate er, dekodet, en av tjenestens tekster.";
    "mandate-encoding" = encoding(Either, "to") finds [ENCODING]
        "Legal-Mandate is ASCII, with percent-encoding that gives a text without any when it is undone once; a text of letters, digits and hyphens has none.",
        "Legal-Mandate er ASCII, med prosentkoding som er borte når den løses opp én gang; en tekst av bokstaver, sifre og bindestreker har ingen.";
    "mandate-of-step" = of_step(Either, "to") finds [OF_OTHER_STEP]
        "Legal-Mandate is not a text that the service has for the other step alone.",
        "Legal-Mandate er ikke en tekst som tjenesten bare har for det andre trinnet.";
    "mandate-of-steps" = of_steps(Everything) finds [STEPS_DIFFER]
        "Legal-Mandate, decoded, is the same in the calls to banks as in step 1 of the case.",
        "Legal-Mandate er, dekodet, den samme i kallene til banker som i trinn 1 i saken.";
}

/// The texts of a step.
fn texts(view: &JournalView<'_>, to: To) -> Vec<&'static str> {
    let service = wire::profile::service(&view.service.id);
    let mandates = service.map(|service| match to {
        To::Bank | To::Maskinporten => &service.mandates[..],
        To::Overview => service.overview_mandates(),
    });
    let mandates = mandates.unwrap_or_default().iter();
    mandates.map(|mandate| mandate.text.as_str()).collect()
}

/// The mandate of a call as text, however often it is encoded: that is another rule.
fn said(call: &Call) -> Option<String> {
    let mut said = call.header(header::LEGAL_MANDATE)?;
    for _ in 0..3 {
        said = wire::mandate::decode(&said).unwrap_or(said);
    }
    Some(said)
}

fn of_step(view: &JournalView<'_>, with: &With) -> Judged {
    let other = match with.to {
        To::Bank | To::Maskinporten => To::Overview,
        To::Overview => To::Bank,
    };
    let (right, wrong) = (texts(view, with.to), texts(view, other));
    each_judged(view.calls(with.to), no_call(with.to), |call| {
        let said = said(call)?;
        let swapped = wrong.contains(&said.as_str()) && !right.contains(&said.as_str());
        Some(if swapped {
            Err(breach(&OF_OTHER_STEP, said)
                .with("texts", right.join(" / "))
                .at(AT))
        } else {
            Ok(())
        })
    })
}

fn of_steps(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let Some(first) = run.overview_calls().find_map(said) else {
            continue;
        };
        for call in run.bank_calls() {
            let Some(text) = said(call) else { continue };
            let found =
                (text != first).then(|| breach(&STEPS_DIFFER, text).with("first", &first).at(AT));
            collector.judge(call, found);
        }
    }
    collector.judged(not_applicable(&NO_CASE_WITH_BOTH_STEPS))
}

fn text(view: &JournalView<'_>, with: &With) -> Judged {
    let texts = texts(view, with.to);
    each(view.calls(with.to), no_call(with.to), |call| {
        let Some(said) = said(call) else {
            return Some(breach(&MISSING, NOTHING).at(AT));
        };
        let right = texts.contains(&said.as_str());
        (!right).then(|| {
            breach(&OTHER_TEXT, said)
                .with("texts", texts.join(" / "))
                .at(AT)
        })
    })
}

fn encoding(view: &JournalView<'_>, with: &With) -> Judged {
    each_judged(view.calls(with.to), no_call(with.to), |call| {
        // Whether it is there is another rule.
        let value = call.header(header::LEGAL_MANDATE)?;
        let once = wire::mandate::decode(&value);
        let needs_none = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let encoded_once = value.is_ascii()
            && (value.contains('%') || value.bytes().all(needs_none))
            && !value.contains(' ')
            && once.is_ok_and(|text| !text.contains('%'));
        Some(if encoded_once {
            Ok(())
        } else {
            Err(breach(&ENCODING, value).at(AT))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::check::testing::{POLICE, bank, check, step_one, with_headers};
    use wire::profile::Mandate;

    fn mandate() -> &'static Mandate {
        &wire::profile::service(POLICE).expect("a service").mandates[0]
    }

    fn sent(value: &str) -> Vec<Call> {
        let call = bank(1, "/accounts");
        vec![with_headers(call, &[(header::LEGAL_MANDATE, value)])]
    }

    #[test]
    fn the_text_is_one_of_the_services() {
        check("mandate-text")
            .keeps(sent(&mandate().encoded))
            .finds(&OTHER_TEXT, sent("Arveloven%20%C2%A7%2092"))
            .finds(&MISSING, [bank(1, "/accounts")]);
    }

    #[test]
    fn the_text_is_encoded_once() {
        let twice = mandate().encoded.replace('%', "%25");
        check("mandate-encoding")
            .keeps(sent(&mandate().encoded))
            .finds(&ENCODING, sent(&mandate().text))
            .finds(&ENCODING, sent(&twice));
    }

    #[test]
    fn a_text_that_needs_no_encoding_has_none() {
        check("mandate-encoding").keeps(sent("FI-Utlegg-Test"));
    }

    #[test]
    fn the_text_of_the_other_step_is_found() {
        let service = wire::profile::service("vergekontroll").expect("a service");
        let [one, two] =
            [service.overview_mandates(), &service.mandates].map(|texts| texts[0].encoded.clone());
        let in_step_one = |value: &str| {
            let call = step_one("customerRelationships");
            [with_headers(call, &[(header::LEGAL_MANDATE, value)])]
        };
        let check = || check("mandate-of-step").service("vergekontroll");
        check().keeps(sent(&two)).finds(&OF_OTHER_STEP, sent(&one));
        check()
            .step_one()
            .keeps(in_step_one(&one))
            .finds(&OF_OTHER_STEP, in_step_one(&two));
    }

    #[test]
    fn both_steps_have_one_mandate() {
        let steps = |two: &str| {
            let one = step_one("customerRelationships");
            let one = with_headers(one, &[(header::LEGAL_MANDATE, "a")]);
            [vec![one], sent(two)].concat()
        };
        check("mandate-of-steps")
            .keeps(steps("a"))
            .finds(&STEPS_DIFFER, steps("b"));
    }

    #[test]
    fn a_missing_mandate_is_no_matter_of_encoding() {
        check("mandate-encoding").ignores([bank(1, "/accounts")]);
    }
}
