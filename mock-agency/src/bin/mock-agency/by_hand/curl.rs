//! `mock-agency curl`.

use clap::Args;
use mock_agency::retrieval::{Bank, Retriever, RetryPolicy};
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use wire::messages::{Endpoint, header};

use super::{bank, line};
use crate::Failure;
use crate::case::CaseArguments;
use crate::fetch::BehaviourArguments;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    /// Organisation number of the bank [default: the only bank of the world]
    #[arg(long, value_name = "ORGNO")]
    bank: Option<String>,
    /// Endpoint
    #[arg(long, value_name = "NAME", default_value = "Accounts", value_parser = endpoint)]
    endpoint: Endpoint,
    /// accountReference, for every endpoint but Accounts
    #[arg(long, value_name = "REFERENCE")]
    account: Option<String>,
    /// Ask for clear JSON, which a bank may give in its test environment
    #[arg(long)]
    clear: bool,
    /// Access token in place of a fresh one, e.g. "$(mock-agency token …)"
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,
    /// Extradition order in place of a right one, e.g. "$(mock-agency order …)"
    #[arg(long, value_name = "ORDER")]
    order: Option<String>,
    /// Set a header; may be repeated
    #[arg(long = "header", value_name = "NAME=VALUE", value_parser = pair)]
    headers: Vec<(HeaderName, HeaderValue)>,
    /// Leave a header out; may be repeated
    #[arg(long, value_name = "NAME")]
    without_header: Vec<HeaderName>,
    #[command(flatten)]
    behaviour: BehaviourArguments,
}

fn endpoint(text: &str) -> Result<Endpoint, String> {
    Endpoint::from_name(text).ok_or_else(|| {
        let names: Vec<&str> = Endpoint::ALL.into_iter().map(Endpoint::name).collect();
        format!("no such endpoint; there are {}", names.join(", "))
    })
}

fn pair(text: &str) -> Result<(HeaderName, HeaderValue), String> {
    let (name, value) = text.split_once('=').ok_or("it must be NAME=VALUE")?;
    let name = name.parse().map_err(|_invalid| "not a header name")?;
    let value = value.parse().map_err(|_invalid| "not a header value")?;
    Ok((name, value))
}

/// Prints the command.
pub(crate) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let setting = arguments.case.setting()?;
    let (inquiry, _death) = setting.inquiry(&arguments.case).await?;
    let entry = bank(&setting.world, arguments.bank.as_deref())?;
    let bank = Bank {
        orgno: entry.orgno.clone(),
        base_url: entry.base_url.clone(),
        http: setting.http.clone(),
    };
    let ca_file = entry
        .ca_file
        .as_ref()
        .map(|file| setting.world.resolve(file));
    let retriever = Retriever::with_behaviour(
        setting.agency,
        setting.http,
        RetryPolicy::default(),
        arguments.behaviour.behaviour()?,
    );
    let call = (arguments.endpoint, arguments.account()?);
    let request = retriever.request(&bank, &inquiry, call).await;
    let (url, mut headers) =
        request.map_err(|problem| Failure::Refused(Some(problem.to_string())))?;
    arguments.change(&mut headers)?;
    let mut command = format!("curl --silent --show-error {}", quoted(url.as_str()));
    if let Some(file) = ca_file {
        add(&mut command, "--cacert", &file.display().to_string());
    }
    for (name, value) in &headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        add(
            &mut command,
            "--header",
            &format!("{}: {value}", spelt(name)),
        );
    }
    line(&command)
}

impl Arguments {
    fn account(&self) -> Result<&str, Failure> {
        match &self.account {
            Some(account) => Ok(account),
            None if self.endpoint.needs_account_reference() => Err(Failure::Configuration(
                format!("{} needs --account", self.endpoint.name()),
            )),
            None => Ok(""),
        }
    }

    fn change(&self, headers: &mut HeaderMap) -> Result<(), Failure> {
        let value = |text: &str| HeaderValue::from_str(text).map_err(Failure::configuration);
        if self.clear {
            headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        }
        if let Some(token) = &self.token {
            headers.insert(AUTHORIZATION, value(&format!("Bearer {token}"))?);
        }
        if let Some(order) = &self.order {
            let name = HeaderName::from_bytes(header::ADDITIONAL_REFERENCE_ID.as_bytes());
            headers.insert(name.map_err(Failure::configuration)?, value(order)?);
        }
        headers.extend(self.headers.iter().cloned());
        for name in &self.without_header {
            headers.remove(name);
        }
        Ok(())
    }
}

/// A header's name as the API's documents spell it.
fn spelt(name: &HeaderName) -> &str {
    let known = [
        header::ACCOUNT_INFO_REQUEST_ID,
        header::CORRELATION_ID,
        header::LEGAL_MANDATE,
        header::PARTY_ID,
        header::REQUESTER_ID,
        header::ADDITIONAL_REFERENCE_ID,
        header::ADDITIONAL_REFERENCE_ID_TYPE,
        "Authorization",
        "Accept",
    ];
    let found = known
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(name.as_str()));
    found.unwrap_or(name.as_str())
}

fn add(command: &mut String, option: &str, value: &str) {
    command.push_str(" \\\n  ");
    command.push_str(option);
    command.push(' ');
    command.push_str(&quoted(value));
}

/// A word that every shell reads as it is.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_in_a_word_ends_nothing() {
        assert_eq!(quoted("a'b$(c)"), r"'a'\''b$(c)'");
    }
}
