//! Prints the result of a retrieval on standard output.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ContentArrangement, Table};
use mock_agency::behaviour::{Defect, Variant};
use mock_agency::retrieval::{AccountRetrieval, NotCalled, Retrieval, Step};
use serde_json::{Value, json};
use wire::messages::Endpoint;
use wire::output;

use super::Form;

/// Placeholder for a missing value.
const NOTHING: &str = "–";

/// One document for all banks.
pub(super) fn json(retrievals: &[Retrieval]) {
    document(&json!({"retrievals": retrievals}));
}

/// A document.
pub(super) fn document(document: &Value) {
    output::line(&format!("{document:#}"));
}

/// The defects and variants of the client.
pub(super) fn behaviours(form: Form) {
    let defects = Defect::ALL.iter().map(|one| [one.name(), one.rule()]);
    let variants = Variant::ALL.iter().map(|one| [one.name(), one.text()]);
    match form {
        Form::Table => {
            output::line(&table_of(["Defect", "Rule that it breaks"], defects).to_string());
            output::line(&table_of(["Variant", "What it does"], variants).to_string());
        }
        Form::Json => {
            let defects = defects.map(|[name, rule]| json!({"name": name, "breaks": rule}));
            let variants = variants.map(|[name, what]| json!({"name": name, "does": what}));
            let (defects, variants): (Vec<_>, Vec<_>) = (defects.collect(), variants.collect());
            document(&json!({"defects": defects, "variants": variants}));
        }
    }
}

/// What running registers do wrong on demand.
pub(super) fn misbehaviours(form: Form) {
    let all = mock_agency::misbehaviours();
    let rows = all.iter().map(|(name, what)| [name.as_str(), *what]);
    match form {
        Form::Table => output::line(&table_of(["Behaviour", "What it does"], rows).to_string()),
        Form::Json => {
            let all = rows.map(|[name, what]| json!({"name": name, "does": what}));
            document(&json!({"behaviours": all.collect::<Vec<_>>()}));
        }
    }
}

/// A table as wide as the terminal.
pub(super) fn table_of<S: ToString, const N: usize>(
    header: [&str; N],
    rows: impl Iterator<Item = [S; N]>,
) -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header);
    for row in rows {
        table.add_row(row.map(|cell| cell.to_string()));
    }
    table
}

/// A table of accounts for each bank.
pub(super) fn table(retrievals: &[Retrieval]) {
    for retrieval in retrievals {
        output::line(&one(retrieval));
    }
}

fn one(retrieval: &Retrieval) -> String {
    let mut lines = vec![
        format!("Bank {} ({})", retrieval.bank, retrieval.base_url),
        format!(
            "{} for {}, {} to {}, case {}",
            retrieval.service, retrieval.party, retrieval.from, retrieval.to, retrieval.case
        ),
        format!("Accounts: {}", account_list(&retrieval.accounts)),
    ];
    if !retrieval.account_data.is_empty() {
        lines.push(accounts(retrieval).to_string());
    }
    lines.push(String::new());
    lines.join("\n")
}

fn account_list(step: &Step) -> String {
    let what = outcome(step, "accounts");
    let details = step.document().map(|document| &document["responseDetails"]);
    match details.and_then(|details| details["message"].as_str()) {
        Some(message) => format!("{what}, partial: {message}"),
        None => what,
    }
}

fn accounts(retrieval: &Retrieval) -> Table {
    let header = [
        "Account",
        "Type",
        "Name",
        "Balance",
        "Transactions",
        "Cards",
        "Roles",
    ];
    let accounts = retrieval.account_data.iter();
    table_of(header, accounts.map(|account| row(retrieval, account)))
}

fn row(retrieval: &Retrieval, account: &AccountRetrieval) -> [String; 7] {
    let facts = [details(account), listed(retrieval, account)];
    let text = |name: &str| {
        let known = facts
            .iter()
            .flatten()
            .find_map(|facts| facts[name].as_str());
        known.unwrap_or(NOTHING).to_owned()
    };
    let outcome = |endpoint, list| {
        let step = account.steps.get(&endpoint);
        step.map_or_else(|| NOTHING.to_owned(), |step| outcome(step, list))
    };
    let balance = account.steps.get(&Endpoint::AccountDetails).map(balance);
    [
        account
            .identifier
            .clone()
            .unwrap_or_else(|| NOTHING.to_owned()),
        text("type"),
        text("name"),
        balance.unwrap_or_else(|| NOTHING.to_owned()),
        outcome(Endpoint::Transactions, "transactions"),
        outcome(Endpoint::Cards, "paymentCards"),
        outcome(Endpoint::Roles, "roles"),
    ]
}

fn details(account: &AccountRetrieval) -> Option<&Value> {
    Some(&account.steps.get(&Endpoint::AccountDetails)?.document()?["account"])
}

fn listed<'a>(retrieval: &'a Retrieval, account: &AccountRetrieval) -> Option<&'a Value> {
    let list = retrieval.accounts.document()?["accounts"].as_array()?;
    list.iter()
        .find(|entry| entry["accountIdentifier"].as_str() == account.identifier.as_deref())
}

/// Number of items and of pages, or why there are none.
fn outcome(step: &Step, list: &str) -> String {
    let count = |document: &Value| document[list].as_array().map_or(0, Vec::len);
    match step {
        Step::Delivered { document, pages: 1 } => count(document).to_string(),
        Step::Delivered { document, pages } => format!("{} in {pages} pages", count(document)),
        Step::Cut {
            document, problem, ..
        } => format!("{}, then {problem}", count(document)),
        Step::Failed { problem } => problem.to_string(),
        Step::NotCalled { reason } => not_called(*reason).to_owned(),
    }
}

fn not_called(reason: NotCalled) -> &'static str {
    match reason {
        NotCalled::DataNotDelivered => "not delivered",
        NotCalled::NoReference => "no reference",
        NotCalled::NotAskedFor => "not asked for",
        NotCalled::Repeated => "listed before",
    }
}

fn balance(step: &Step) -> String {
    let Some(document) = step.document() else {
        return outcome(step, "");
    };
    let balances = document["account"]["balances"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let lines: Vec<String> = balances.iter().map(one_balance).collect();
    if lines.is_empty() {
        "none".to_owned()
    } else {
        lines.join("\n")
    }
}

fn one_balance(balance: &Value) -> String {
    let sign = if balance["creditDebitIndicator"] == "debit" {
        "-"
    } else {
        ""
    };
    let kind = match balance["type"].as_str() {
        Some("availableBalance") => "available",
        Some("bookedBalance") => "booked",
        Some(_) | None => "balance",
    };
    let currency = balance["currency"].as_str().unwrap_or_default();
    format!("{sign}{} {currency} {kind}", balance["amount"])
}
