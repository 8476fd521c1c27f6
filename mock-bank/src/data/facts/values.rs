//! The values of an account: balances, sums of transactions, holders, cards.

use jiff::civil::Date;
use wire::dates;
use wire::world::{
    Amount, BalanceFact, BookedFact, CardFact, FormerName, Holder, Institution, OpenTime,
};

use crate::answer::parts::{self, Context, Servicer};
use crate::answer::{details, transactions};
use crate::data::ledger::Kind;
use crate::data::model::{Account, DataSet, Holding};
use crate::request::period::Period;

/// The balance of today is stated, and that of the days so many months before.
const MONTHS_OF_BALANCES: [i32; 6] = [1, 3, 6, 12, 24, 60];

/// Sums of transactions are stated from so many months before until today.
const MONTHS_OF_SUMS: [i32; 5] = [1, 3, 12, 24, 120];

/// Earlier times that the account was open.
pub(super) fn open_times(account: &Account) -> Vec<OpenTime> {
    let open_time = |(opened, closed): &(Date, Date)| OpenTime {
        opened: *opened,
        closed: *closed,
    };
    account.earlier.iter().map(open_time).collect()
}

/// Owners or role holders.
pub(super) fn holders(holdings: &[Holding], data: &DataSet) -> Vec<Holder> {
    holdings.iter().map(|one| holder(one, data)).collect()
}

fn holder(holding: &Holding, data: &DataSet) -> Holder {
    let person = &data.parties[holding.party];
    let former_names = data
        .former_names
        .iter()
        .filter(|(party, _, _)| *party == holding.party);
    Holder {
        party_id: person.id.as_str().to_owned(),
        name: Some(person.name.clone()),
        former_names: former_names
            .map(|(_, name, until)| FormerName {
                name: name.clone(),
                until: *until,
            })
            .collect(),
        permission: Some(holding.permission.name().to_owned()),
        start: Some(holding.from),
        end: holding.to,
    }
}

/// The bank itself.
pub(super) fn institution(servicer: &Servicer) -> Institution {
    Institution {
        orgno: servicer.orgno.clone(),
        name: Some(servicer.name.clone()),
    }
}

/// All cards of the account.
pub(super) fn cards(account: &Account, context: Context<'_>) -> Vec<CardFact> {
    account
        .cards
        .iter()
        .map(|card| CardFact {
            number: card.masked_number.clone(),
            holder: Some(context.data.parties[card.holder].name.clone()),
            start: Some(parts::year_month(card.valid_from)),
            expiry: Some(parts::year_month(card.valid_to)),
            card_type: Some(parts::card_type(card).to_owned()),
            status: Some(parts::card_status(card).to_owned()),
            version: Some(card.version.to_string()),
            issuer: Some(institution(context.servicer)),
        })
        .collect()
}

/// The balances of today, yesterday and some earlier days, as far as the account has any then.
pub(super) fn balances(account: &Account, today: Date, context: Context<'_>) -> Vec<BalanceFact> {
    let earlier = MONTHS_OF_BALANCES.map(|months| dates::months_before(today, months));
    let yesterday = today.yesterday().unwrap_or(today);
    [today, yesterday]
        .into_iter()
        .chain(earlier)
        .flat_map(|day| {
            details::balances(account, day, today, context)
                .into_iter()
                .map(move |balance| BalanceFact {
                    date: day,
                    balance_type: balance.kind.to_owned(),
                    amount: Amount::from_hundredths(balance.amount),
                    currency: None,
                })
        })
        .collect()
}

/// Numbers and sums of some periods until today, without those that are partly in the archive.
pub(super) fn booked(
    account: &Account,
    date_of_death: Option<Date>,
    today: Date,
    context: Context<'_>,
) -> Vec<BookedFact> {
    let since_death = date_of_death.map(|day| dates::months_before(day, 3));
    MONTHS_OF_SUMS
        .map(|months| dates::months_before(today, months))
        .into_iter()
        .chain(since_death)
        .map(|from| Period { from, to: today })
        .filter(|period| !account.is_archived_in(*period))
        .map(|period| sums(account, period, context))
        .collect()
}

fn sums(account: &Account, period: Period, context: Context<'_>) -> BookedFact {
    let numbers = transactions::numbers(account, period, context);
    let count = numbers.len() as u64;
    let (mut credit, mut debit, mut reversals) = (0, 0, 0);
    for number in numbers {
        reversals += u64::from(account.ledger.kind(number) == Kind::Reversal);
        let amount = account.ledger.amount(number);
        if amount < 0 {
            debit -= amount;
        } else {
            credit += amount;
        }
    }
    BookedFact {
        from: period.from,
        to: period.to,
        count,
        credit: Amount::from_hundredths(credit),
        debit: Amount::from_hundredths(debit),
        reversals: Some(reversals),
    }
}
