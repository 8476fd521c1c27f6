//! A long list of transactions that needs no memory: each is computed from its number.

use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::data::counterparties::Counterparty;
use crate::request::period::Period;

/// The transactions of an account, evenly spread over a time and numbered from the oldest.
#[derive(Debug, Clone)]
pub(crate) struct Ledger {
    pub(crate) seed: u64,
    pub(crate) count: u32,
    /// Seconds since 1970 of the first transaction.
    pub(crate) first: i64,
    /// Seconds since 1970 of the last transaction.
    pub(crate) last: i64,
    /// Balance before the first transaction, in hundredths.
    pub(crate) opening: i64,
    /// Whether some are card payments.
    pub(crate) has_cards: bool,
    /// A time without transactions, in seconds since 1970: from its first second to the first one after it.
    pub(crate) pause: Option<(i64, i64)>,
    /// The transactions one by one, oldest first, where they are not computed.
    pub(crate) listed: Option<Arc<[Entry]>>,
}

/// A transaction that is not computed.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Seconds since 1970 at which it was booked.
    pub(crate) second: i64,
    pub(crate) kind: Kind,
    /// What it adds to the balance, in hundredths.
    pub(crate) amount: i64,
    pub(crate) text: Option<String>,
    pub(crate) counterparty: Option<Counterparty>,
}

/// What a transaction is about. Eight in a row have every kind once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Incoming,
    CardPurchase,
    Invoice,
    CardPurchaseAbroad,
    Charge,
    Transfer,
    Reversal,
    CashWithdrawal,
}

impl Ledger {
    /// An account without transactions.
    pub(crate) fn empty(opening: i64) -> Self {
        Self {
            seed: 0,
            count: 0,
            first: 0,
            last: 0,
            opening,
            has_cards: false,
            pause: None,
            listed: None,
        }
    }

    /// The transaction, where it is not computed.
    pub(crate) fn entry(&self, index: u32) -> Option<&Entry> {
        self.listed.as_ref()?.get(index as usize)
    }

    /// Seconds since 1970 at which the transaction was booked.
    pub(crate) fn booked_at(&self, index: u32) -> i64 {
        if let Some(entry) = self.entry(index) {
            return entry.second;
        }
        let steps = i64::from(self.count.saturating_sub(1)).max(1);
        let (begin, length) = self
            .pause
            .map_or((i64::MAX, 0), |(from, to)| (from, to - from));
        let second = self.first + (self.last - length - self.first) * i64::from(index) / steps;
        if second < begin {
            second
        } else {
            second + length
        }
    }

    /// The numbers of the transactions booked in the period, in Norway's days.
    pub(crate) fn in_period(&self, period: Period) -> Range<u32> {
        let from = self.first_at_or_after(start_of(period.from));
        let to = period
            .to
            .tomorrow()
            .map_or(self.count, |day| self.first_at_or_after(start_of(day)));
        from..to.max(from)
    }

    fn first_at_or_after(&self, second: i64) -> u32 {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.booked_at(middle) < second {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The booked balance at the end of the day, in hundredths; debts are negative.
    pub(crate) fn balance_at(&self, day: Date) -> i64 {
        let end = day
            .tomorrow()
            .map_or(self.count, |next| self.first_at_or_after(start_of(next)));
        self.opening + (0..end).map(|index| self.amount(index)).sum::<i64>()
    }

    /// What the transaction is about.
    pub(crate) fn kind(&self, index: u32) -> Kind {
        if let Some(entry) = self.entry(index) {
            return entry.kind;
        }
        let kind = match index % 8 {
            0 => Kind::Incoming,
            1 => Kind::CardPurchase,
            2 => Kind::Invoice,
            3 => Kind::CardPurchaseAbroad,
            4 => Kind::Charge,
            5 => Kind::Transfer,
            6 => Kind::Reversal,
            _ => Kind::CashWithdrawal,
        };
        match kind {
            Kind::CardPurchase | Kind::CardPurchaseAbroad | Kind::CashWithdrawal
                if !self.has_cards =>
            {
                Kind::Transfer
            }
            kind => kind,
        }
    }

    /// What the transaction adds to the balance, in hundredths; never zero.
    pub(crate) fn amount(&self, index: u32) -> i64 {
        if let Some(entry) = self.entry(index) {
            return entry.amount;
        }
        let draw = |low: u64, high: u64| {
            i64::try_from(low + self.random(index, 0) % (high - low)).expect("amounts are small")
        };
        match self.kind(index) {
            Kind::Incoming => draw(400_000, 1_400_000),
            Kind::CardPurchase => -draw(2_900, 90_000),
            Kind::Invoice => -draw(30_000, 500_000),
            Kind::CardPurchaseAbroad => -draw(9_900, 250_000),
            Kind::Charge => -draw(100, 9_000),
            Kind::Transfer => -draw(10_000, 300_000),
            Kind::Reversal => draw(2_900, 90_000),
            Kind::CashWithdrawal => -(draw(2, 20) * 10_000),
        }
    }

    /// A number that only the ledger, the transaction and the use decide.
    pub(crate) fn random(&self, index: u32, salt: u64) -> u64 {
        mix(self.seed ^ mix(u64::from(index) ^ (salt << 32)))
    }
}

/// Splitmix64's finalizer.
pub(crate) fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Norway's time zone, from the bundled database.
pub(crate) fn oslo() -> &'static TimeZone {
    static OSLO: std::sync::LazyLock<TimeZone> = std::sync::LazyLock::new(|| {
        TimeZone::get("Europe/Oslo").expect("the time zone database is bundled")
    });
    &OSLO
}

/// Seconds since 1970 of the day's beginning in Norway.
pub(crate) fn start_of(day: Date) -> i64 {
    day.to_zoned(oslo().clone())
        .map_or(0, |start| start.timestamp().as_second())
}

/// A point in time from seconds since 1970.
pub(crate) fn timestamp(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("the data set lives in our century")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn ledger() -> Ledger {
        Ledger {
            seed: 7,
            count: 1000,
            first: start_of(date(2025, 1, 1)),
            last: start_of(date(2025, 12, 31)) + 3600,
            opening: 100_000,
            has_cards: true,
            pause: None,
            listed: None,
        }
    }

    fn period(from: Date, to: Date) -> Period {
        Period { from, to }
    }

    fn day_of(second: i64) -> Date {
        timestamp(second).to_zoned(oslo().clone()).date()
    }

    #[test]
    fn a_period_has_exactly_its_transactions() {
        let ledger = ledger();
        let asked = period(date(2025, 3, 30), date(2025, 3, 31));
        let expected: Vec<u32> = (0..ledger.count)
            .filter(|index| asked.contains(day_of(ledger.booked_at(*index))))
            .collect();
        assert_eq!(ledger.in_period(asked).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_whole_time_has_all_transactions() {
        assert_eq!(
            ledger().in_period(period(date(2025, 1, 1), date(2025, 12, 31))),
            0..1000
        );
    }

    #[test]
    fn a_time_before_the_account_has_none() {
        assert!(
            ledger()
                .in_period(period(date(2020, 1, 1), date(2024, 12, 31)))
                .is_empty()
        );
    }

    #[test]
    fn the_balance_moves_by_the_transactions_of_the_period() {
        let ledger = ledger();
        let moved: i64 = ledger
            .in_period(period(date(2025, 6, 1), date(2025, 6, 30)))
            .map(|index| ledger.amount(index))
            .sum();
        assert_eq!(
            ledger.balance_at(date(2025, 6, 30)) - ledger.balance_at(date(2025, 5, 31)),
            moved
        );
    }

    #[test]
    fn a_pause_has_no_transaction() {
        let (from, to) = (date(2025, 4, 1), date(2025, 9, 1));
        let ledger = Ledger {
            pause: Some((start_of(from), start_of(to))),
            ..ledger()
        };
        let within = period(from, to.yesterday().unwrap());
        assert!(ledger.in_period(within).is_empty());
    }

    #[test]
    fn a_ledger_with_a_pause_keeps_all_its_transactions() {
        let pause = (start_of(date(2025, 4, 1)), start_of(date(2025, 9, 1)));
        let ledger = Ledger {
            pause: Some(pause),
            ..ledger()
        };
        assert_eq!(
            ledger.in_period(period(date(2025, 1, 1), date(2025, 12, 31))),
            0..1000
        );
    }

    #[test]
    fn an_empty_ledger_keeps_its_opening_balance() {
        assert_eq!(Ledger::empty(500).balance_at(date(2026, 1, 1)), 500);
    }
}
