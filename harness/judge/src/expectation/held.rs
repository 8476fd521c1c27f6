//! Whether a bank may know nothing of an account in the period asked about: the account list was for another period.

use jiff::civil::Date;
use wire::messages::Endpoint;
use wire::world::{AccountFact, Relation};

use crate::answer::Answer;
use crate::check::Grounds;
use crate::exchange::{Exchange, SentRequest};
use pack::catalogue::{Expectation, Step};

/// Whether 404 is no refusal of a valid request: the period asked about leaves out some of the one that the account was
/// listed for, and the profile does not say that the account was the party's in all of it.
pub(super) fn may_be_unknown(
    step: &Step,
    exchange: &Exchange,
    answer: &Answer,
    grounds: &Grounds<'_>,
) -> bool {
    let request = &exchange.request;
    if step.expectation != Expectation::Accepted
        || answer.status != 404
        || request.endpoint == Endpoint::Accounts
    {
        return false;
    }
    let (Some(from), Some(to)) = (day(request, "fromDate"), day(request, "toDate")) else {
        return false;
    };
    let covers_list = from <= grounds.from && grounds.to <= to;
    !covers_list && !is_declared_since(grounds, from)
}

/// Whether every account that may have been asked about was the party's on that day, as declared.
fn is_declared_since(grounds: &Grounds<'_>, day: Date) -> bool {
    let mut open = grounds.party.accounts.iter().filter(|fact| {
        fact.relation == Relation::Owner && fact.closed.is_none() && !fact.data_not_delivered
    });
    let held = |fact: &AccountFact| {
        let begins = fact.opened.max(fact.owner_from);
        begins.is_some_and(|begins| begins <= day)
    };
    open.clone().next().is_some() && open.all(held)
}

fn day(request: &SentRequest, name: &str) -> Option<Date> {
    let (_, query) = request.url.split_once('?')?;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(found, _)| *found == name)?;
    value.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;
    use crate::check::fixture::{Shown, exchange, grounds, party};

    /// Whether a 404 is excused, where the account list was for the year up to today.
    fn excused(account: &Value, query: &str) -> bool {
        let (party, readings) = (
            party(json!({"party_id": "1", "accounts": [account]})),
            BTreeMap::new(),
        );
        let mut exchange = exchange(404, "application/json", b"");
        exchange.request.endpoint = Endpoint::AccountDetails.into();
        exchange.request.url = format!("https://bank.example/v2/accounts/r?{query}");
        let mut answer = Shown::details(json!({"code": "ACC-003"})).answer;
        answer.status = 404;
        let step = Step {
            endpoint: None,
            changes: Vec::new(),
            expectation: Expectation::Accepted,
            checks: Vec::new(),
            fresh: Vec::new(),
            within: 0,
        };
        may_be_unknown(&step, &exchange, &answer, &grounds(&party, &readings))
    }

    fn account(opened: Option<&str>, owner_from: Option<&str>) -> Value {
        json!({"number": "86011117947", "relation": "owner", "type": "salaryAccount", "currency": "NOK",
            "opened": opened, "owner_from": owner_from})
    }

    const EARLIER: &str = "fromDate=2024-11-22&toDate=2025-11-21";

    #[test]
    fn an_account_may_be_unknown_in_a_period_before_its_owner_had_it() {
        let bought = account(Some("2015-03-01"), Some("2025-12-01"));
        assert!(excused(&bought, EARLIER));
        assert!(excused(&account(None, None), EARLIER));
    }

    #[test]
    fn an_account_that_was_there_all_the_time_is_known() {
        let old = account(Some("2015-03-01"), None);
        assert!(!excused(&old, EARLIER));
    }

    #[test]
    fn an_account_that_was_listed_is_known_in_a_period_that_holds_the_list_s() {
        let longer = "fromDate=2016-11-22&toDate=2026-11-22";
        assert!(!excused(&account(None, None), longer));
    }
}
