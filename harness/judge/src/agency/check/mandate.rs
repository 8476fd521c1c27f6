//! `Legal-Mandate`: one of the service's texts, percent-encoded once.

use wire::messages::header;

use crate::agency::check::call::nothing;
use crate::agency::check::tally::{Judged, breach, each, each_judged};
use crate::agency::check::{To, With, calls};
use crate::agency::scenario_run::JournalView;

/// The decoded text is one of the service's.
pub(super) fn text(view: &JournalView<'_>, with: &With) -> Judged {
    let texts = match with.to {
        To::Bank => &view.service.mandates[..],
        To::Overview => view.service.overview_mandates(),
    };
    each_judged(calls(view, with.to), nothing(with.to), |call| {
        let value = call.header(header::LEGAL_MANDATE).unwrap_or_default();
        // How it is encoded is another rule: here only what is said counts.
        let mut said = value.clone();
        for _ in 0..3 {
            said = wire::mandate::decode(&said).unwrap_or(said);
        }
        Some(if texts.iter().any(|text| text.text == said) {
            Ok(())
        } else {
            let what = breach(
                "the mandate is not one of the service's",
                "hjemmelen er ikke en av tjenestens",
            )
            .wants(
                "a mandate text of the service",
                "en av tjenestens hjemmelstekster",
            );
            Err(what.received(said).at("header:Legal-Mandate"))
        })
    })
}

/// ASCII, percent-encoded, and not encoded twice.
pub(super) fn encoding(view: &JournalView<'_>, with: &With) -> Judged {
    each(calls(view, with.to), nothing(with.to), |call| {
        let value = call.header(header::LEGAL_MANDATE).unwrap_or_default();
        let once = wire::mandate::decode(&value);
        let encoded_once = value.is_ascii()
            && value.contains('%')
            && !value.contains(' ')
            && once.as_ref().is_ok_and(|text| !text.contains('%'));
        (!encoded_once).then(|| {
            breach(
                "the mandate is not percent-encoded exactly once",
                "hjemmelen er ikke prosentkodet nøyaktig én gang",
            )
            .wants("UTF-8, percent-encoded once", "UTF-8, prosentkodet én gang")
            .received(value)
            .at("header:Legal-Mandate")
        })
    })
}
