//! What the target's profile declares about accounts, held against the period of a request.

use jiff::civil::Date;
use wire::dates::{months_before, years_before};
use wire::messages::Endpoint;
use wire::profile::{Category, DisposedAccounts, FromRule, FurtherCheck};
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

/// Whether a text is the account's number, in whatever groups its digits are written.
pub fn is_number(fact: &AccountFact, text: &str) -> bool {
    let signs =
        |text: &str| -> String { text.chars().filter(char::is_ascii_alphanumeric).collect() };
    signs(&fact.number) == signs(text)
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
        Relation::Owner => by_guardian(fact, grounds).unwrap_or(Listing::Expected),
        Relation::Disposes if !grounds.only_primary_owner && lists_disposed(grounds) => {
            Listing::Expected
        }
        Relation::Disposes | Relation::Guarantor | Relation::CoBorrower => Listing::Unwanted,
    }
}

/// Whether accounts that the party disposes of are listed where the request asks for them.
pub fn lists_disposed(grounds: &Grounds<'_>) -> bool {
    match grounds.service.disposed_accounts {
        DisposedAccounts::All => true,
        DisposedAccounts::BanksChoice => grounds.alternative_2,
        DisposedAccounts::Never => false,
    }
}

/// Whether an owned account is listed by what its owner's guardian disposes of; none where the service has no guardians.
fn by_guardian(fact: &AccountFact, grounds: &Grounds<'_>) -> Option<Listing> {
    if grounds.service.further_check != FurtherCheck::Guardianship {
        return None;
    }
    let guardians = grounds.party.guardians(grounds.from, grounds.to);
    let guardian = *guardians.first()?;
    Some(match disposal(fact, guardian, grounds) {
        Position::Within => Listing::Expected,
        Position::Touching => Listing::Open,
        Position::Before | Position::After => Listing::Unwanted,
    })
}

/// Whether the profile says who has roles for the account; without a word about it, anybody may have one.
fn declares_roles(fact: &AccountFact) -> bool {
    !fact.role_holders.is_empty() || fact.roles == Some(0)
}

/// How the right of disposal of a person lies to the period, by the declared role holders; left open where none are
/// declared.
pub fn disposal(fact: &AccountFact, person: &str, grounds: &Grounds<'_>) -> Position {
    if !declares_roles(fact) {
        return Position::Touching;
    }
    let mut found = Position::After;
    for holder in fact
        .role_holders
        .iter()
        .filter(|one| one.party_id == person)
    {
        let begins_after = holder.start.is_some_and(|start| start > grounds.to);
        let ended_before = holder.end.is_some_and(|end| end < grounds.from);
        let touches = holder.start == Some(grounds.to) || holder.end == Some(grounds.from);
        found = match (begins_after, ended_before, touches) {
            (true, _, _) => continue,
            (_, true, _) if found == Position::After => Position::Before,
            (_, true, _) => continue,
            (_, _, true) if found != Position::Within => Position::Touching,
            (_, _, true) => continue,
            (_, _, false) => Position::Within,
        };
    }
    found
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
        FromRule::MonthsBeforeBankruptcy { .. }
        | FromRule::FirstDayOfLastYear
        | FromRule::Today => false,
    };
    begins && grounds.to == grounds.today
}

/// Whether the party's address is confidential, so that nothing is delivered about it.
pub fn is_shielded(grounds: &Grounds<'_>) -> bool {
    grounds.party.has_trait(SHIELDED)
}

/// Whether the service's table leaves open or withholds a field, so that its absence is right.
pub fn is_not_demanded(grounds: &Grounds<'_>, path: &str) -> bool {
    wire::profile::builtin_fields().iter().any(|row| {
        row.service == grounds.service.id
            && row.api_path == path
            && matches!(
                row.category,
                Category::UnderConsideration | Category::NotDelivered | Category::MayBeFiltered
            )
    })
}

/// Who may be named as primary owner, where what is declared tells: the owner at the end of the period, limited to
/// the time in which the party had a role against the account. On the day of a change there are two; none if it is
/// not known.
pub fn owners_at_period_end<'a>(fact: &'a AccountFact, grounds: &Grounds<'a>) -> Vec<&'a str> {
    let party = grounds.party.party_id.as_str();
    let last_day = last_day_of_role(fact, grounds);
    let day = last_day.unwrap_or(grounds.to);
    if fact.owners.is_empty() {
        return owner_without_history(fact, grounds, day)
            .into_iter()
            .collect();
    }
    let owners: Vec<&str> = fact
        .owners
        .iter()
        .filter(|owner| owner.start.is_none_or(|start| start <= day))
        .filter(|owner| owner.end.is_none_or(|end| end >= day))
        .map(|owner| owner.party_id.as_str())
        .collect();
    if last_day.is_some() && owners.contains(&party) {
        return vec![party];
    }
    owners
}

/// The last day of the party's last role, where it lost that role up to the end of the period.
fn last_day_of_role(fact: &AccountFact, grounds: &Grounds<'_>) -> Option<Date> {
    let roles = || {
        let holders = fact.owners.iter().chain(&fact.role_holders);
        holders
            .filter(|holder| holder.party_id == grounds.party.party_id)
            .filter(|holder| holder.start.is_none_or(|start| start <= grounds.to))
            .map(|holder| holder.end.filter(|end| *end <= grounds.to))
    };
    if roles().next().is_none() {
        return fact.owner_to.filter(|last| *last <= grounds.to);
    }
    roles().min_by_key(Option::is_some).flatten()?;
    roles().flatten().max()
}

fn owner_without_history<'a>(
    fact: &'a AccountFact,
    grounds: &Grounds<'a>,
    day: Date,
) -> Option<&'a str> {
    let began = fact.owner_from.is_none_or(|first| first <= day);
    let ended = fact.owner_to.is_some_and(|last| last < day);
    match fact.relation {
        Relation::Owner if began && !ended => Some(grounds.party.party_id.as_str()),
        Relation::Owner | Relation::Disposes | Relation::Guarantor | Relation::CoBorrower => {
            let owner = fact.owner.as_deref();
            owner.filter(|owner| day == grounds.today && *owner != grounds.party.party_id)
        }
    }
}

/// Whether the account was open on that day, as far as is declared.
pub fn is_open_on(fact: &AccountFact, day: Date) -> bool {
    let opened = fact.opened.is_none_or(|opened| opened <= day);
    let closed = fact.closed.is_some_and(|closed| closed <= day);
    (opened && !closed)
        || fact
            .earlier
            .iter()
            .any(|time| time.opened <= day && day < time.closed)
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

    use jiff::civil::date;
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
            assert_eq!(until(date(2025, 11, 21)), Position::Before);
            assert_eq!(until(date(2025, 11, 22)), Position::Touching);
            assert_eq!(until(date(2025, 11, 23)), Position::Within);
            let since = within(Some(date(2026, 11, 23)), None, grounds);
            assert_eq!(since, Position::After);
        });
    }

    #[test]
    fn what_lies_before_the_archive_is_obtained_by_hand() {
        let archived = json!({"offline_before": "2026-01-01", "offline": ["Cards"]});
        about(&archived, &[], |fact, grounds| {
            assert!(is_by_hand(fact, Endpoint::Transactions, grounds));
            grounds.from = date(2026, 1, 1);
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

    fn owners(account: &Value, to: Date) -> Vec<String> {
        let mut found = Vec::new();
        about(account, &[], |fact, grounds| {
            grounds.to = to;
            found.extend(
                owners_at_period_end(fact, grounds)
                    .into_iter()
                    .map(str::to_owned),
            );
        });
        found
    }

    const PARTY: &str = "13867498351";
    const NEXT: &str = "26845099148";

    #[test]
    fn a_party_that_sold_is_the_owner_at_the_end_of_its_own_time() {
        let sold = json!({"owner_to": "2026-05-01", "owner": NEXT});
        for to in [date(2026, 4, 1), date(2026, 5, 1), date(2026, 11, 22)] {
            assert_eq!(owners(&sold, to), [PARTY], "{to}");
        }
    }

    #[test]
    fn a_party_that_kept_another_role_sees_who_took_over() {
        let kept = json!({
            "owners": [
                {"party_id": PARTY, "end": "2026-05-01"},
                {"party_id": NEXT, "start": "2026-05-02"}
            ],
            "role_holders": [{"party_id": PARTY, "start": "2026-05-02"}]
        });
        assert_eq!(owners(&kept, date(2026, 11, 22)), [NEXT]);
        assert_eq!(owners(&kept, date(2026, 5, 1)), [PARTY]);
    }

    #[test]
    fn a_party_that_bought_is_the_owner_from_then_on() {
        let bought = json!({"owners": [
            {"party_id": NEXT, "end": "2026-05-01"},
            {"party_id": PARTY, "start": "2026-05-02"}
        ]});
        assert_eq!(owners(&bought, date(2026, 11, 22)), [PARTY]);
        assert_eq!(owners(&bought, date(2026, 4, 1)), [NEXT]);
    }

    #[test]
    fn the_owner_of_a_disposed_account_is_known_for_today_alone() {
        let disposed = json!({"relation": "disposes", "owner": NEXT});
        assert_eq!(owners(&disposed, date(2026, 11, 22)), [NEXT]);
        assert!(owners(&disposed, date(2026, 4, 1)).is_empty());
    }

    #[test]
    fn a_reopened_account_is_closed_between_its_times() {
        let reopened = json!({
            "opened": "2026-01-01",
            "earlier": [{"opened": "2020-01-01", "closed": "2024-01-01"}]
        });
        about(&reopened, &[], |fact, _| {
            assert!(is_open_on(fact, date(2023, 12, 31)));
            assert!(!is_open_on(fact, date(2025, 1, 1)));
            assert!(is_open_on(fact, date(2026, 1, 1)));
        });
    }
}
