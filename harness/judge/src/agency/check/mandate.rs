//! `Legal-Mandate`: one of the service's texts, percent-encoded once.

use pack::catalogue::{To, With};
use wire::messages::header;

use crate::agency::check::checks;
use crate::agency::check::collect::{Judged, NOTHING, breach, each, each_judged, no_call};
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
}

checks! {
    "mandate-text" = text(Either, "to") finds [MISSING, OTHER_TEXT]
        "Legal-Mandate, decoded, is one of the service's texts.",
        "Legal-Mandate er, dekodet, en av tjenestens tekster.";
    "mandate-encoding" = encoding(Either, "to") finds [ENCODING]
        "Legal-Mandate is ASCII, with percent-encoding that gives a text without any when it is undone once.",
        "Legal-Mandate er ASCII, med prosentkoding som er borte når den løses opp én gang.";
}

fn text(view: &JournalView<'_>, with: &With) -> Judged {
    let texts = match with.to {
        To::Bank => &view.service.mandates[..],
        To::Overview => view.service.overview_mandates(),
    };
    each(view.calls(with.to), no_call(with.to), |call| {
        let Some(mut said) = call.header(header::LEGAL_MANDATE) else {
            return Some(breach(&MISSING, NOTHING).at(AT));
        };
        // How it is encoded is another rule: here only the text counts.
        for _ in 0..3 {
            said = wire::mandate::decode(&said).unwrap_or(said);
        }
        let right = texts.iter().any(|text| text.text == said);
        (!right).then(|| {
            let names: Vec<&str> = texts.iter().map(|text| text.text.as_str()).collect();
            breach(&OTHER_TEXT, said)
                .with("texts", names.join(" / "))
                .at(AT)
        })
    })
}

fn encoding(view: &JournalView<'_>, with: &With) -> Judged {
    each_judged(view.calls(with.to), no_call(with.to), |call| {
        // Whether it is there is another rule.
        let value = call.header(header::LEGAL_MANDATE)?;
        let once = wire::mandate::decode(&value);
        let encoded_once = value.is_ascii()
            && value.contains('%')
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
    use crate::agency::check::testing::{POLICE, bank, check, with_headers};
    use crate::agency::journal::Call;
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
    fn a_missing_mandate_is_no_matter_of_encoding() {
        check("mandate-encoding").ignores([bank(1, "/accounts")]);
    }
}
