//! What the target's profile declares about accounts, held against the period of a request.

use jiff::civil::Date;
use wire::dates::{months_before, years_before};
use wire::messages::Endpoint;
use wire::profile::FromRule;
use wire::world::party_trait::SHIELDED;
use wire::world::{AccountFact, Relation};

use crate::check::Grounds;

/// Whether a declared account belongs in the account list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// It must be there.
    Expected,
    /// It must not be there.
    Unwanted,
    /// The documents leave it open, e.g. for an account closed on the first day of the period.
    Open,
}

/// How an account lies to the period of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// The relation to it ended before the period.
    Before,
    /// The relation to it began after the period.
    After,
    /// It touches the period by its last or first day only.
    Touching,
    /// It was there within the period.
    Within,
}

/// How the party's relation to the account lies to the period.
pub fn position(fact: &AccountFact, grounds: &Grounds<'_>) -> Position {
    let begins = latest(fact.opened, fact.owner_from);
    let ends = earliest(fact.closed, fact.owner_to);
    match (begins, ends) {
        (_, Some(end)) if end < grounds.from => Position::Before,
        (Some(begin), _) if begin > grounds.to => Position::After,
        (_, Some(end)) if end == grounds.from => Position::Touching,
        (Some(begin), _) if begin == grounds.to && begin != grounds.from => Position::Touching,
        _ => Position::Within,
    }
}

/// Whether the account belongs in the list, by the service's rules.
pub fn listing(fact: &AccountFact, grounds: &Grounds<'_>) -> Listing {
    if is_shielded(grounds) {
        return Listing::Unwanted;
    }
    match position(fact, grounds) {
        Position::Before | Position::After => return Listing::Unwanted,
        Position::Touching => return Listing::Open,
        Position::Within => {}
    }
    match fact.relation {
        Relation::Owner => Listing::Expected,
        Relation::Disposes if !grounds.only_primary_owner && grounds.alternative_2 => {
            Listing::Expected
        }
        Relation::Disposes | Relation::Guarantor | Relation::CoBorrower => Listing::Unwanted,
    }
}

/// Whether the account was closed within the period.
pub fn closed_within(fact: &AccountFact, grounds: &Grounds<'_>) -> bool {
    fact.closed
        .is_some_and(|closed| closed > grounds.from && closed <= grounds.to)
}

/// Whether data of the account that belongs to the endpoint and the period must be obtained by hand, as declared.
pub fn is_by_hand(fact: &AccountFact, endpoint: Endpoint, grounds: &Grounds<'_>) -> bool {
    let archived = fact.offline_before.is_some_and(|day| grounds.from < day);
    archived || fact.offline.contains(&endpoint)
}

/// How a time from `start` to `end`, both days included, lies to the period. It is left open where only the first or
/// last day is in the period.
pub fn within(start: Option<Date>, end: Option<Date>, grounds: &Grounds<'_>) -> Position {
    if end.is_some_and(|end| end < grounds.from) {
        Position::Before
    } else if start.is_some_and(|start| start > grounds.to) {
        Position::After
    } else if end == Some(grounds.from) || (start == Some(grounds.to) && grounds.from != grounds.to)
    {
        Position::Touching
    } else {
        Position::Within
    }
}

/// Whether the account had another owner before the party or has one after it, as far as is declared.
pub fn changed_owner(fact: &AccountFact) -> bool {
    let given_away = fact
        .owner_to
        .is_some_and(|last| fact.closed.is_none_or(|closed| last < closed));
    let taken_over = fact
        .owner_from
        .is_some_and(|first| fact.opened.is_some_and(|opened| first > opened));
    given_away || taken_over
}

/// Whether the period is the longest that the service may ask for, so that everything the bank may deliver at
/// all is within it.
pub fn is_longest_period(grounds: &Grounds<'_>) -> bool {
    let begins = match grounds.service.period.from {
        FromRule::YearsBeforeToday { years } => grounds.from <= years_before(grounds.today, years),
        FromRule::MonthsBeforeDeath { months } => grounds
            .party
            .date_of_death
            .is_some_and(|death| grounds.from <= months_before(death, months)),
        _ => false,
    };
    begins && grounds.to == grounds.today
}

/// Whether the party's address is confidential, so that nothing is delivered about it.
pub fn is_shielded(grounds: &Grounds<'_>) -> bool {
    grounds.party.has_trait(SHIELDED)
}

/// The primary owner at the end of the period, where what is declared tells.
pub fn owner_at_period_end<'a>(fact: &'a AccountFact, grounds: &Grounds<'a>) -> Option<&'a str> {
    match fact.relation {
        Relation::Owner => match fact.owner_to {
            Some(last) if last < grounds.to => fact
                .owner
                .as_deref()
                .filter(|owner| *owner != grounds.party.party_id),
            Some(last) if last == grounds.to => None,
            Some(_) | None if fact.owner_from.is_none_or(|first| first <= grounds.to) => {
                Some(grounds.party.party_id.as_str())
            }
            Some(_) | None => None,
        },
        Relation::Disposes | Relation::Guarantor | Relation::CoBorrower => fact
            .owner
            .as_deref()
            .filter(|_| grounds.to == grounds.today),
    }
}

fn latest(one: Option<Date>, other: Option<Date>) -> Option<Date> {
    one.max(other)
}

fn earliest(one: Option<Date>, other: Option<Date>) -> Option<Date> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;
    use crate::check::fixture::{grounds, party};

    fn about(account: &Value, traits: &[&str], judge: impl FnOnce(&AccountFact, &mut Grounds<'_>)) {
        let mut fact =
            json!({"number": "1", "relation": "owner", "type": "salaryAccount", "currency": "NOK"});
        for (name, value) in account.as_object().expect("an object") {
            fact[name] = value.clone();
        }
        let party = party(json!({"party_id": "13867498351", "traits": traits, "accounts": [fact]}));
        let readings = BTreeMap::new();
        let mut grounds = grounds(&party, &readings);
        judge(&party.accounts[0], &mut grounds);
    }

    #[test]
    fn an_owned_account_is_expected() {
        about(&json!({"opened": "2019-01-01"}), &[], |fact, grounds| {
            assert_eq!(listing(fact, grounds), Listing::Expected);
        });
    }

    #[test]
    fn an_account_closed_the_day_before_the_period_is_unwanted() {
        about(&json!({"closed": "2025-11-21"}), &[], |fact, grounds| {
            assert_eq!(listing(fact, grounds), Listing::Unwanted);
        });
    }

    #[test]
    fn an_account_closed_on_the_first_day_is_left_open() {
        about(&json!({"closed": "2025-11-22"}), &[], |fact, grounds| {
            assert_eq!(listing(fact, grounds), Listing::Open);
        });
    }

    #[test]
    fn a_disposed_account_is_expected_only_where_the_request_asks_for_it() {
        about(&json!({"relation": "disposes"}), &[], |fact, grounds| {
            assert_eq!(listing(fact, grounds), Listing::Unwanted);
            grounds.only_primary_owner = false;
            assert_eq!(listing(fact, grounds), Listing::Expected);
            grounds.alternative_2 = false;
            assert_eq!(listing(fact, grounds), Listing::Unwanted);
        });
    }

    #[test]
    fn a_time_that_shares_only_the_first_day_with_the_period_is_left_open() {
        about(&json!({}), &[], |_, grounds| {
            let until = |end: Date| within(None, Some(end), grounds);
            assert_eq!(until(jiff::civil::date(2025, 11, 21)), Position::Before);
            assert_eq!(until(jiff::civil::date(2025, 11, 22)), Position::Touching);
            assert_eq!(until(jiff::civil::date(2025, 11, 23)), Position::Within);
            let since = within(Some(jiff::civil::date(2026, 11, 23)), None, grounds);
            assert_eq!(since, Position::After);
        });
    }

    #[test]
    fn what_lies_before_the_archive_is_obtained_by_hand() {
        let archived = json!({"offline_before": "2026-01-01", "offline": ["Cards"]});
        about(&archived, &[], |fact, grounds| {
            assert!(is_by_hand(fact, Endpoint::Transactions, grounds));
            grounds.from = jiff::civil::date(2026, 1, 1);
            assert!(!is_by_hand(fact, Endpoint::Transactions, grounds));
            assert!(is_by_hand(fact, Endpoint::Cards, grounds));
        });
    }

    #[test]
    fn nothing_is_expected_of_a_shielded_person() {
        about(&json!({}), &["shielded"], |fact, grounds| {
            assert_eq!(listing(fact, grounds), Listing::Unwanted);
        });
    }

    #[test]
    fn the_owner_at_the_end_is_the_one_who_took_over() {
        about(
            &json!({"owner_to": "2026-05-01", "owner": "26845099148"}),
            &[],
            |fact, grounds| {
                assert_eq!(owner_at_period_end(fact, grounds), Some("26845099148"));
                grounds.to = jiff::civil::date(2026, 4, 1);
                assert_eq!(owner_at_period_end(fact, grounds), Some("13867498351"));
            },
        );
    }
}
