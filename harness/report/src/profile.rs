//! The target profile as it may be shown: what says which target was tested and how, without keys, test people, or
//! anything that is not known to be harmless. Pure.

use toml::{Table, Value};

/// The file in the run's folder.
pub const PROFILE: &str = "profile.toml";
/// What stands for a value that is not shown.
const HIDDEN: &str = "‹not shown›";

/// Members that are shown, by their way through the tables; `*` is any name.
const SHOWN: [&str; 30] = [
    "bank.name",
    "bank.build",
    "bank.vendor",
    "bank.orgno",
    "bank.base-url",
    "bank.audience",
    "bank.mode",
    "bank.right-of-disposal",
    "bank.services",
    "maskinporten.issuer",
    "maskinporten.token-endpoint",
    "maskinporten.jwks-uri",
    "registers.certpub-locator",
    "registers.police-jwks-uri",
    "agency.service",
    "agency.orgno",
    "agency.client-id",
    "agency.client-kid",
    "agency.order-kid",
    "agency.name",
    "agency.build",
    "agency.services",
    "agency.tls",
    "agency.first-port",
    "agency.time-limit-seconds",
    "agency.quiet-seconds",
    "party.traits",
    "party.has.*",
    "interpretations.*",
    "limits.*",
];
/// The same for the accounts of test people.
const SHOWN_OF_ACCOUNTS: [&str; 4] = ["relation", "type", "currency", "data_not_delivered"];

/// The text of a profile as it may be shown; `None` if it is no profile.
pub fn shown(text: &str) -> Option<String> {
    let table: Table = toml::from_str(text).ok()?;
    let shown = toml::to_string(&table_shown(&table, "")).ok()?;
    let note = "# The profile of the run, without keys, test people and comments. The digest in the record is of the whole one.";
    Some(format!("{note}\n{shown}"))
}

fn table_shown(table: &Table, above: &str) -> Table {
    let members = table.iter().map(|(name, value)| {
        let way = if above.is_empty() {
            name.clone()
        } else {
            format!("{above}.{name}")
        };
        (name.clone(), value_shown(value, &way))
    });
    members.collect()
}

fn value_shown(value: &Value, way: &str) -> Value {
    match value {
        Value::Table(table) => Value::Table(table_shown(table, way)),
        Value::Array(items) if items.iter().any(Value::is_table) => {
            Value::Array(items.iter().map(|item| value_shown(item, way)).collect())
        }
        other if is_shown(way) => without_user(other),
        Value::String(_)
        | Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Array(_) => Value::String(HIDDEN.into()),
    }
}

fn is_shown(way: &str) -> bool {
    let any = way.rsplit_once('.').map(|(above, _)| format!("{above}.*"));
    let of_account = way.strip_prefix("party.accounts.");
    SHOWN.contains(&way)
        || any.is_some_and(|any| SHOWN.contains(&&*any))
        || of_account.is_some_and(|name| SHOWN_OF_ACCOUNTS.contains(&name))
}

/// An address without the user and password that it may begin with.
fn without_user(value: &Value) -> Value {
    let Value::String(text) = value else {
        return value.clone();
    };
    let Some((scheme, rest)) = text.split_once("://") else {
        return value.clone();
    };
    let host = rest.find('/').unwrap_or(rest.len());
    let user = rest[..host].rfind('@').map_or(0, |at| at + 1);
    Value::String(format!("{scheme}://{}", &rest[user..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROFILE: &str = r#"
        world = "/home/kari/world.json"
        [bank]
        name = "My bank"
        base-url = "https://kari:hunter2@bank.example/v2"
        client-key = "/home/kari/client.key"
        [[agency]]
        service = "politi-utlevering"
        order-key = "/home/kari/police-order.key"
        [[party]]
        party_id = "24929212345"
        name = "Kari Nordmann"
        traits = ["owner"]
        [[party.accounts]]
        number = "12345678903"
        type = "salaryAccount"
        balance = 1250.5
        [agency-like.trigger]
        command = ["curl", "--header", "Authorization: hunter2"]
    "#;

    #[test]
    fn what_says_which_target_was_tested_is_shown() {
        let shown = shown(PROFILE).expect("a profile");
        for words in [
            "My bank",
            "\"https://bank.example/v2\"",
            "politi-utlevering",
            "salaryAccount",
            "[\"owner\"]",
        ] {
            assert!(shown.contains(words), "{words}: {shown}");
        }
    }

    #[test]
    fn keys_people_and_what_is_not_known_are_not_shown() {
        let shown = shown(PROFILE).expect("a profile");
        for words in [
            "kari",
            "Kari",
            "hunter2",
            "24929212345",
            "12345678903",
            "1250",
        ] {
            assert!(!shown.contains(words), "{words}: {shown}");
        }
    }

    #[test]
    fn a_shown_profile_is_shown_as_it_is() {
        let once = shown(PROFILE).expect("a profile");
        assert_eq!(shown(&once), Some(once));
    }

    #[test]
    fn a_text_that_is_no_profile_has_none() {
        assert_eq!(shown("bank = ["), None);
    }
}
