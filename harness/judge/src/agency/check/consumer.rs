//! Under which organisation number tokens are requested.

use pack::catalogue::{To, With};
use serde_json::Value;

use crate::agency::check::checks;
use crate::agency::check::collect::{Collector, Judged, NOTHING, breach, no_call};
use crate::agency::journal::Call;
use crate::agency::scenario_run::JournalView;
use crate::observations;

observations! {
    /// Another consumer.
    CONSUMER = "token-consumer" {
        observed: "the token has another consumer than the case", "tokenet har en annen konsument enn saken";
        expected: "{consumer}", "{consumer}";
    }
    /// Another supplier, or none, or one too many.
    SUPPLIER = "token-supplier" {
        observed: "the token has another supplier than the consumer has", "tokenet har en annen leverandør enn konsumenten har";
        expected: "{supplier}", "{supplier}";
    }
    /// Two consumers in a case.
    MIXED = "token-of-other-consumer" {
        observed: "the tokens of the case have different consumers", "tokenene i saken har ulike konsumenter";
        expected: "the consumer of the first call: {first}", "konsumenten i det første kallet: {first}";
    }
    /// The scope of another consumer.
    SCOPE = "overview-scope-of-consumer" {
        observed: "the token for step 1 does not have the scope of its consumer",
            "tokenet for trinn 1 har ikke konsumentens scope";
        expected: "{scope}", "{scope}";
    }
}

checks! {
    "token-consumer" = consumer(Banks) finds [CONSUMER, SUPPLIER]
        "The token of every call has the consumer of the case, and the supplier that the service has for that consumer, or none.",
        "Tokenet i alle kall har sakens konsument, og leverandøren tjenesten har for den konsumenten, eller ingen.";
    "one-consumer" = one(Banks) finds [MIXED]
        "All tokens of a scenario have one consumer.", "Alle token i et scenario har én konsument.";
    "overview-scope" = scope(StepOne) finds [SCOPE]
        "A token for step 1 has the scope that the service has for the consumer of the case.",
        "Et token for trinn 1 har scopet tjenesten har for konsumenten i saken.";
}

/// The organisation number in a claim of the token of a call.
fn organisation(call: &Call, claim: &str) -> Option<String> {
    let claims: &Value = &call.token.as_ref()?.payload;
    let number = claims[claim]["ID"].as_str()?;
    Some(number.trim_start_matches("0192:").to_owned())
}

fn consumer(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let wanted = run.task.consumer.as_str();
        let supplier = view.service.supplier_of(wanted);
        for call in run.bank_calls() {
            let Some(found) = organisation(call, "consumer") else {
                continue;
            };
            let fetched_by = organisation(call, "supplier");
            let finding = match () {
                () if found != wanted => Some(breach(&CONSUMER, found).with("consumer", wanted)),
                () if fetched_by.as_deref() != supplier => {
                    let received = fetched_by.unwrap_or_else(|| NOTHING.to_owned());
                    Some(breach(&SUPPLIER, received).with("supplier", supplier.unwrap_or(NOTHING)))
                }
                () => None,
            };
            collector.judge(call, finding);
        }
    }
    collector.judged(no_call(To::Bank))
}

fn one(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let mut first: Option<String> = None;
        for call in run.bank_calls() {
            let Some(found) = organisation(call, "consumer") else {
                continue;
            };
            let first = first.get_or_insert_with(|| found.clone());
            let mixed = (*first != found).then(|| breach(&MIXED, found).with("first", &*first));
            collector.judge(call, mixed);
        }
    }
    collector.judged(no_call(To::Bank))
}

fn scope(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let wanted = view.service.overview_scope(&run.task.consumer);
        for call in run.overview_calls() {
            let Some(token) = &call.token else { continue };
            let scopes = token.payload["scope"].as_str().unwrap_or_default();
            let right = scopes.split(' ').any(|one| one == wanted);
            let found = (!right).then(|| breach(&SCOPE, scopes).with("scope", wanted));
            collector.judge(call, found);
        }
    }
    collector.judged(no_call(To::Overview))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::agency::check::testing::{bank, check, step_one, with_token};

    const UTLEGG: &str = "fi-utlegg-saldo";

    fn token(number: u64, consumer: &str, supplier: Option<&str>) -> Call {
        let organisation = |number: &str| json!({"ID": format!("0192:{number}")});
        let mut claims = json!({"consumer": organisation(consumer)});
        if let Some(supplier) = supplier {
            claims["supplier"] = organisation(supplier);
        }
        with_token(bank(number, "/accounts"), claims)
    }

    #[test]
    fn a_token_has_the_consumer_of_the_case_and_its_supplier() {
        check("token-consumer")
            .service(UTLEGG)
            .keeps([token(1, "915429785", Some("974761076"))])
            .finds(&CONSUMER, [token(1, "974761076", None)])
            .finds(&SUPPLIER, [token(1, "915429785", None)]);
    }

    #[test]
    fn a_case_has_the_tokens_of_one_consumer() {
        check("one-consumer")
            .keeps([token(1, "1", None), token(2, "1", None)])
            .finds(&MIXED, [token(1, "1", None), token(2, "2", None)]);
    }

    #[test]
    fn a_token_for_step_one_has_the_scope_of_the_consumer() {
        let sent = |scope: &str| {
            [with_token(
                step_one("customerRelationships"),
                json!({"scope": scope}),
            )]
        };
        check("overview-scope")
            .service(UTLEGG)
            .keeps(sent("bits:kundeforhold.fi.utlegg.an"))
            .finds(&SCOPE, sent("bits:kundeforhold"));
    }
}
