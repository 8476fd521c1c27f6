//! What only properties observe: how often transactions occur, and how an input fails.

use std::collections::BTreeMap;

use pack::text::Text;
use serde_json::Value;

use crate::check::fields::FieldMatrix;
use crate::check::{Grounds, Tools, View, registry};
use crate::finding::{Finding, Kind};
use crate::observations;

observations! {
    /// Pieces of a period do not hold what the whole holds.
    PIECES_DIFFER = "property-pieces-differ" {
        observed: "the pieces of the period do not add up to the whole", "delene av perioden utgjør ikke det hele";
        expected: "the transaction {count} time(s), as in the whole period", "transaksjonen {count} gang(er), som i hele perioden";
    }
    /// The same input fails only sometimes.
    FAILS_SOMETIMES = "property-fails-sometimes" {
        observed: "it fails only now and then, whatever is sent", "det feiler bare av og til, uansett hva som sendes";
    }
    /// The input that was sent again.
    INPUT_SENT = "property-input-sent" {
        observed: "sent: {input}", "sendt: {input}";
    }
}

/// How often each transaction occurs, by what it says of itself whatever the period it was asked for in.
#[derive(Clone, Debug, Default)]
pub struct Occurrences(BTreeMap<String, u64>);

impl Occurrences {
    /// Counts the transactions of a page, but for those that are not booked yet: they come and go.
    pub fn count(&mut self, document: &Value) {
        let listed = document.get("transactions").and_then(Value::as_array);
        let booked = |one: &&Value| one.get("status").is_none_or(|status| status == "booked");
        for transaction in listed.into_iter().flatten().filter(booked) {
            *self.0.entry(identity(transaction)).or_default() += 1;
        }
    }

    /// Adds what another period showed.
    pub fn join(&mut self, other: Self) {
        for (key, times) in other.0 {
            *self.0.entry(key).or_default() += times;
        }
    }

    /// Holds the pieces of a period against the whole of it.
    pub fn differs_from(&self, whole: &Self) -> Option<Finding> {
        let mut keys = whole.0.keys().chain(self.0.keys());
        let key = keys.find(|key| whole.0.get(*key) != self.0.get(*key))?;
        let times = |set: &Self| set.0.get(key).copied().unwrap_or_default();
        Some(
            Finding::breach(&PIECES_DIFFER)
                .with("count", times(whole))
                .received(format!("{} × {key}", times(self))),
        )
    }
}

/// A transaction's identifier, day, amount and direction.
fn identity(transaction: &Value) -> String {
    const MEMBERS: [&str; 5] = [
        "transactionIdentifier",
        "bookingDate",
        "amount",
        "creditDebitIndicator",
        "currency",
    ];
    let texts: Vec<String> = MEMBERS
        .into_iter()
        .filter_map(|name| transaction.get(name))
        .map(|value| {
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned)
        })
        .collect();
    texts.join(" ")
}

/// What a single document breaks of its schema, and of the rows of the delivery table that bind every answer:
/// technically mandatory, and not delivered.
pub fn form(view: &View<'_>, grounds: &Grounds<'_>, tools: &Tools) -> Vec<Finding> {
    use wire::profile::Category;
    let rows: Vec<_> = tools
        .rows
        .iter()
        .filter(|row| row.service == grounds.service.id && row.endpoint == view.endpoint)
        .filter(|row| {
            let name = (row.service.clone(), row.api_path.clone());
            !tools.recommended_rows.contains(&name)
        })
        .filter(|row| {
            matches!(
                row.category,
                Category::TechnicallyMandatory | Category::NotDelivered
            )
        })
        .cloned()
        .collect();
    let mut findings = Vec::new();
    if let Some(mut schema) = registry::check("schema").and_then(|check| check.begin(tools)) {
        schema.see(view, grounds);
        findings.extend(schema.conclude(grounds).findings);
    }
    let mut matrix = FieldMatrix::new(&rows, &[grounds.service.id.as_str()]);
    matrix.see(view, grounds);
    findings.extend(rows.iter().flat_map(|row| matrix.judge(row).findings));
    findings.retain(|finding| finding.kind == Kind::Breach);
    findings
}

/// Notes that an input fails only now and then.
pub fn fails_sometimes() -> Finding {
    Finding::note(&FAILS_SOMETIMES)
}

/// Notes the input that was sent.
pub fn input_sent(input: Text) -> Finding {
    Finding::note(&INPUT_SENT).with("input", input)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn occurrences(identifiers: &[&str]) -> Occurrences {
        let transactions: Vec<Value> = identifiers
            .iter()
            .map(|identifier| json!({"transactionIdentifier": identifier, "amount": 1}))
            .collect();
        let mut occurrences = Occurrences::default();
        occurrences.count(&json!({"transactions": transactions}));
        occurrences
    }

    #[test]
    fn pieces_that_hold_what_the_whole_holds_conform() {
        let mut pieces = occurrences(&["a"]);
        pieces.join(occurrences(&["b", "b"]));
        assert_eq!(pieces.differs_from(&occurrences(&["b", "a", "b"])), None);
    }

    #[test]
    fn a_reserved_transaction_may_be_in_the_whole_alone() {
        let mut whole = occurrences(&["a"]);
        whole
            .count(&json!({"transactions": [{"transactionIdentifier": "b", "status": "pending"}]}));
        assert_eq!(occurrences(&["a"]).differs_from(&whole), None);
    }

    #[test]
    fn a_transaction_that_a_piece_lacks_or_repeats_breaches() {
        let whole = occurrences(&["a", "b"]);
        for pieces in [occurrences(&["a"]), occurrences(&["a", "b", "b"])] {
            let finding = pieces.differs_from(&whole).expect("a breach");
            assert_eq!(finding.id, PIECES_DIFFER.id);
        }
    }
}
