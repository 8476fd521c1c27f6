//! What defects change in a document before it is delivered.

mod accounts;
mod balances;
mod cards;
mod details;
mod edit;
mod everywhere;
mod heading;
mod roles;
mod transaction_values;
mod transactions;

use jiff::civil::Date;
use serde_json::{Value, json};
use wire::messages::Endpoint;

use crate::core::Core;
use crate::data::model::Account;
use crate::defect::Defect;
use crate::exchange::{Admitted, Subject};

/// Changes the document.
type Change = fn(&mut Value, &Asked<'_>);

/// Why an answer is said to be partial.
const BY_HAND: &str = "Opplysningene må innhentes manuelt.";

/// `responseDetails` of an answer that is said to be partial.
fn partial() -> Value {
    json!({"status": "partial", "message": BY_HAND})
}

/// The request that the document answers.
struct Asked<'a> {
    core: &'a Core,
    admitted: &'a Admitted,
    /// The account, where the request is about one.
    account: Option<&'a Account>,
}

impl<'a> Asked<'a> {
    fn is_later_page(&self) -> bool {
        self.admitted.cursor.is_some()
    }

    fn today(&self) -> Date {
        self.admitted.moment.today
    }

    /// The end of the period, or today if it is later.
    fn last_day(&self) -> Date {
        self.admitted.period.to.min(self.today())
    }

    fn is_about_past(&self) -> bool {
        self.admitted.period.to < self.today()
    }

    /// The account that an element of the list shows.
    fn account_of(&self, element: &Value) -> Option<&'a Account> {
        let number = element["accountIdentifier"].as_str()?;
        let mut accounts = self.core.data.accounts.iter();
        accounts.find(|account| account.number == number)
    }

    /// Some account with transactions that the request is not about.
    fn other_account(&self) -> &'a Account {
        let number = self.account.map(|account| account.number.as_str());
        self.core
            .data
            .accounts
            .iter()
            .rev()
            .find(|account| Some(account.number.as_str()) != number && account.ledger.count > 300)
            .expect("the data set has several accounts with transactions")
    }
}

fn changes_of(endpoint: Endpoint) -> Vec<&'static [(Defect, Change)]> {
    let own: &[&'static [(Defect, Change)]] = match endpoint {
        Endpoint::Accounts => &[heading::CHANGES, accounts::CHANGES],
        Endpoint::AccountDetails => &[heading::CHANGES, details::CHANGES, balances::CHANGES],
        Endpoint::Transactions => &[transactions::CHANGES, transaction_values::CHANGES],
        Endpoint::Cards => &[cards::CHANGES],
        Endpoint::Roles => &[roles::CHANGES],
    };
    [own, &[everywhere::CHANGES]].concat()
}

/// The document as a bank with these defects delivers it.
pub(crate) fn change(core: &Core, admitted: &Admitted, document: Vec<u8>) -> Vec<u8> {
    if core.defects().is_empty() {
        return document;
    }
    if core.defects().has(Defect::MemberTwice) {
        let text = String::from_utf8_lossy(&document);
        let twice = "\"responseDetails\":{\"status\":\"partial\"},\"responseDetails\":";
        return text.replacen("\"responseDetails\":", twice, 1).into_bytes();
    }
    let changes: Vec<Change> = changes_of(admitted.endpoint)
        .into_iter()
        .flatten()
        .filter(|(defect, _)| core.defects().has(*defect))
        .map(|(_, change)| *change)
        .collect();
    if changes.is_empty() {
        return document;
    }
    let Ok(mut value) = serde_json::from_slice::<Value>(&document) else {
        return document;
    };
    let asked = Asked {
        core,
        admitted,
        account: match &admitted.subject {
            Subject::Account { account, .. } => core.data.accounts.get(*account),
            Subject::Party { .. } => None,
        },
    };
    for change in changes {
        change(&mut value, &asked);
    }
    value.to_string().into_bytes()
}

/// Every defect that changes a document in this way.
#[cfg(test)]
pub(crate) fn all() -> Vec<Defect> {
    let tables = Endpoint::ALL.into_iter().flat_map(changes_of);
    let mut defects: Vec<Defect> = tables.flatten().map(|(defect, _)| *defect).collect();
    defects.sort_unstable();
    defects.dedup();
    defects
}
