//! Prints the result of a retrieval on standard output.

use std::io::{self, Write as _};

use comfy_table::Table;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use mock_agency::behaviour::{Defect, Variant};
use mock_agency::retrieval::{AccountRetrieval, NotCalled, Retrieval, Step};
use serde_json::{Value, json};
use wire::messages::Endpoint;

/// Placeholder for a missing value.
const NOTHING: &str = "–";

/// One document for all banks.
pub(super) fn json(retrievals: &[Retrieval]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let written = serde_json::to_writer_pretty(&mut out, &json!({"retrievals": retrievals}))
        .map_err(io::Error::from)
        .and_then(|()| writeln!(out));
    match written {
        // A reader that stops early (`| head`) is not a failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// The defects and variants of the client.
pub(super) fn behaviours() {
    let mut defects = Table::new();
    defects.load_style(UTF8_FULL_CONDENSED);
    defects.set_header(["Defect", "Rule that it breaks"]);
    for defect in Defect::ALL {
        defects.add_row([defect.name(), defect.rule()]);
    }
    let mut variants = Table::new();
    variants.load_style(UTF8_FULL_CONDENSED);
    variants.set_header(["Variant", "What it does"]);
    for variant in Variant::ALL {
        variants.add_row([variant.name(), variant.text()]);
    }
    // The reader may be gone.
    let _ = writeln!(io::stdout().lock(), "{defects}\n{variants}");
}

/// A table of accounts for each bank.
pub(super) fn table(retrievals: &[Retrieval]) {
    let mut out = io::stdout().lock();
    for retrieval in retrievals {
        // As above: the reader may be gone.
        let _ = write_one(&mut out, retrieval);
    }
}

fn write_one(out: &mut impl io::Write, retrieval: &Retrieval) -> io::Result<()> {
    writeln!(out, "Bank {} ({})", retrieval.bank, retrieval.base_url)?;
    writeln!(
        out,
        "{} for {}, {} to {}, case {}",
        retrieval.service, retrieval.party, retrieval.from, retrieval.to, retrieval.case
    )?;
    writeln!(out, "Accounts: {}", account_list(&retrieval.accounts))?;
    if !retrieval.account_data.is_empty() {
        writeln!(out, "{}", accounts(retrieval))?;
    }
    writeln!(out)
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
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_header([
        "Account",
        "Type",
        "Name",
        "Balance",
        "Transactions",
        "Cards",
        "Roles",
    ]);
    for account in &retrieval.account_data {
        table.add_row(row(retrieval, account));
    }
    table
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
