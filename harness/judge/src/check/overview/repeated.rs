//! The same question gives the same banks.

use std::collections::BTreeSet;

use super::asked::{listed, orgno};
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::Finding;
use crate::observations;

checks! {
    "overview-same-banks": Answer(same, Evidence::Documents), NEEDS_BANK_LIST,
        "the same question gives the same banks", "samme spørsmål gir de samme bankene";
}

observations! {
    /// The banks differ.
    BANKS_DIFFER = "overview-banks-differ" {
        observed: "the same question gave other banks", "samme spørsmål ga andre banker";
        expected: "the banks of the first answer", "bankene i det første svaret";
    }
}

fn same(seen: Seen<'_>, earlier: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let banks = |seen: &Seen<'_>| -> Option<BTreeSet<String>> {
        let entries = listed(seen)?.iter().filter_map(orgno);
        Some(entries.map(str::to_owned).collect())
    };
    let (Some(now), Some(before)) = (banks(&seen), earlier.first().and_then(banks)) else {
        return Judged::nothing();
    };
    seen.judged((now != before).then(|| {
        let now: Vec<String> = now.into_iter().collect();
        Finding::breach(&BANKS_DIFFER)
            .received(now.join(", "))
            .at("/banks")
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};
    use wire::world::PartyEntry;

    use super::super::fixture::{FIRST, SECOND, answer, asking, entry};
    use super::*;
    use crate::check::fixture::{assert_breach, assert_conforms, grounds};

    fn after(first: &Value, second: &Value) -> Judged {
        let sent = asking("true");
        let (customer, readings) = (PartyEntry::default(), BTreeMap::new());
        let (first, second) = (answer(200, first), answer(200, second));
        let before = Seen {
            exchange: &sent,
            answer: &first,
        };
        let seen = Seen {
            exchange: &sent,
            answer: &second,
        };
        same(seen, &[before], &grounds(&customer, &readings))
    }

    #[test]
    fn another_order_conforms() {
        let one = json!({"banks": [entry(FIRST), entry(SECOND)]});
        let other = json!({"banks": [entry(SECOND), entry(FIRST)]});
        assert_conforms(&after(&one, &other));
    }

    #[test]
    fn other_banks_breach() {
        let one = json!({"banks": [entry(FIRST), entry(SECOND)]});
        let other = json!({"banks": [entry(FIRST)]});
        assert_breach(&after(&one, &other), &BANKS_DIFFER);
    }
}
