//! The commands for a single call: `token`, `order`, `curl`, `open`.

pub(super) mod curl;
pub(super) mod open;
pub(super) mod order;
pub(super) mod token;

use clap::Args;
use mock_agency::by_hand::{Draft, Edit, Form};
use serde_json::{Value, json};
use wire::output;
use wire::world::{BankEntry, LoadedWorld};

use super::{Failure, print};

/// Changes to a token or an order, in the order: named forms, algorithm and key, header, claims.
#[derive(Args)]
struct EditArguments {
    /// A named wrong form; may be repeated. `mock-agency --list-forms` prints them
    #[arg(long = "form", value_name = "NAME")]
    forms: Vec<String>,
    /// Set a claim, e.g. consumer.ID=0192:311000004; JSON or text, with {now-60}, {today-30}, {uuid} or {CLAIM} for
    /// what it has; may be repeated
    #[arg(long = "claim", visible_alias = "set", value_name = "NAME=VALUE", value_parser = Edit::claim)]
    claims: Vec<Edit>,
    /// Remove a claim; may be repeated
    #[arg(long, value_name = "NAME")]
    without: Vec<String>,
    /// Set a member of the header; may be repeated
    #[arg(long = "header", value_name = "NAME=VALUE", value_parser = Edit::header)]
    headers: Vec<Edit>,
    /// Remove a member of the header; may be repeated
    #[arg(long, value_name = "NAME")]
    without_header: Vec<String>,
    /// Sign by this algorithm: none, HS256 (with the public key as secret), RS256, PS256 and so on
    #[arg(long, value_name = "NAME")]
    alg: Option<String>,
    /// Sign with this key: other, or for orders a certificate of the world file, e.g. leaf-expired
    #[arg(long, value_name = "NAME")]
    sign_with: Option<String>,
}

impl EditArguments {
    /// The changes.
    fn edits(&self, forms: &'static [Form]) -> Result<Vec<Edit>, Failure> {
        let mut edits = Vec::new();
        for name in &self.forms {
            let form = Form::named(forms, name).map_err(Failure::configuration)?;
            edits.extend(form.edits());
        }
        edits.extend(self.alg.clone().map(Edit::Algorithm));
        edits.extend(self.sign_with.clone().map(Edit::SignWith));
        edits.extend(self.headers.clone());
        edits.extend(self.without_header.iter().cloned().map(Edit::WithoutHeader));
        edits.extend(self.claims.clone());
        edits.extend(self.without.iter().cloned().map(Edit::WithoutClaim));
        Ok(edits)
    }
}

/// Makes the changes and prints the text.
fn print_draft(mut draft: Draft, edits: &[Edit]) -> Result<(), Failure> {
    for edit in edits {
        draft.apply(edit).map_err(Failure::configuration)?;
    }
    line(&draft.write().map_err(Failure::configuration)?)
}

/// Prints the named forms of tokens and orders.
pub(super) fn print_forms(form: super::Form) {
    let kinds = [("token", Form::TOKEN), ("order", Form::ORDER)];
    match form {
        super::Form::Table => {
            for (kind, forms) in kinds {
                let header = format!("mock-agency {kind} --form");
                let rows = forms
                    .iter()
                    .map(|form| [form.name.to_owned(), form.notation()]);
                output::line(&print::table_of([&header, "Changes"], rows).to_string());
            }
        }
        super::Form::Json => print::document(&Value::from_iter(kinds.map(|(kind, forms)| {
            let all: Vec<Value> = forms
                .iter()
                .map(|form| json!({"name": form.name, "changes": form.notation()}))
                .collect();
            (kind, all)
        }))),
    }
}

/// Prints a line, the last thing that a command does.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it ends functions that can fail before"
)]
fn line(text: &str) -> Result<(), Failure> {
    output::line(text);
    Ok(())
}

/// The bank of that number, or the only one of the world.
fn bank<'w>(world: &'w LoadedWorld, orgno: Option<&str>) -> Result<&'w BankEntry, Failure> {
    let banks = &world.world.banks;
    let missing = |what: &str| {
        Err(Failure::Configuration(format!(
            "{}: {what}",
            world.folder.join("world.json").display()
        )))
    };
    match (orgno, banks.as_slice()) {
        (Some(orgno), _) => match banks.iter().find(|bank| bank.orgno == orgno) {
            Some(bank) => Ok(bank),
            None => missing(&format!("the world has no bank {orgno}")),
        },
        (None, [bank]) => Ok(bank),
        (None, []) => missing("the world has no bank; one joins it by mock-bank serve --world"),
        (None, _) => missing("the world has several banks; choose one by --bank"),
    }
}
