//! A transaction in full, computed from its number.

use jiff::tz::TimeZone;

use crate::data::counterparties::{Counterparty, SHOPS, SHOPS_ABROAD};
use crate::data::ledger::{self, Kind};
use crate::data::model::{Account, Card, DataSet};

/// A transaction as the bank knows it, before anything is filtered.
#[derive(Debug)]
pub(crate) struct Transaction<'a> {
    pub(crate) identifier: String,
    pub(crate) references: Vec<(&'static str, String)>,
    /// In hundredths of the account's currency; negative is debit.
    pub(crate) amount: i64,
    pub(crate) is_reversal: bool,
    pub(crate) code: Code,
    /// RFC 3339 with Norway's offset.
    pub(crate) booked: String,
    pub(crate) registered: String,
    pub(crate) parties: Vec<(&'static str, &'a Counterparty)>,
    pub(crate) info: Option<&'a str>,
    pub(crate) exchange: Option<Exchange>,
    pub(crate) merchant: Option<&'static str>,
    pub(crate) card: Option<&'a Card>,
}

/// The bank transaction code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Code {
    pub(crate) domain: &'static str,
    pub(crate) family: &'static str,
    pub(crate) sub_family: &'static str,
    pub(crate) free_text: &'static str,
}

/// An exchange of currencies; the rate in ten thousandths.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exchange {
    pub(crate) original_amount: i64,
    pub(crate) source: &'static str,
    pub(crate) target: &'static str,
    pub(crate) rate: i64,
}

/// The transaction of that number.
pub(crate) fn make<'a>(data: &'a DataSet, account: &'a Account, index: u32) -> Transaction<'a> {
    let ledger = &account.ledger;
    let kind = ledger.kind(index);
    let booked = ledger.booked_at(index);
    let amount = ledger.amount(index);
    let (booked, registered) = times(booked);
    Transaction {
        identifier: identifier(account, index),
        references: references(account, index, kind),
        amount,
        is_reversal: kind == Kind::Reversal,
        code: code(kind, amount),
        booked,
        registered,
        parties: parties(data, account, index, kind),
        info: ledger
            .entry(index)
            .and_then(|entry| entry.text.as_deref())
            .or(info(kind)),
        exchange: exchange(account, index, kind),
        merchant: merchant(account, index, kind),
        card: card(account, index, kind),
    }
}

/// The time of booking, and that of registration some minutes before on the same day.
fn times(booked: i64) -> (String, String) {
    let zone = ledger::oslo();
    let offset = TimeZone::fixed(zone.to_offset(ledger::timestamp(booked)));
    let local = ledger::timestamp(booked).to_zoned(offset);
    let registered = local
        .datetime()
        .time()
        .with()
        .minute(0)
        .second(0)
        .build()
        .map_or(local.datetime(), |time| local.date().to_datetime(time));
    let offset = format_offset(local.offset().seconds());
    (
        format!("{}{offset}", local.datetime()),
        format!("{registered}{offset}"),
    )
}

/// `+02:00`.
pub(crate) fn format_offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

fn identifier(account: &Account, index: u32) -> String {
    format!("{:016x}{index:06x}", ledger::mix(account.ledger.seed))
}

fn references(account: &Account, index: u32, kind: Kind) -> Vec<(&'static str, String)> {
    let number = account.ledger.random(index, 1);
    let archive = (
        "archiveReference",
        format!("{:012}", number % 1_000_000_000_000),
    );
    let second = match kind {
        Kind::Incoming => Some((
            "endToEndIdentification",
            format!("E2E{:010}", number % 10_000_000_000),
        )),
        Kind::Invoice => Some((
            "remittanceReference",
            format!("{:015}", number % 1_000_000_000_000_000),
        )),
        Kind::Transfer => Some((
            "paymentInformationIdentification",
            format!("PMT{:09}", number % 1_000_000_000),
        )),
        Kind::CardPurchase | Kind::CardPurchaseAbroad | Kind::CashWithdrawal => Some((
            "accountServicerReference",
            format!("K{:011}", number % 100_000_000_000),
        )),
        Kind::Charge | Kind::Reversal => None,
    };
    std::iter::once(archive).chain(second).collect()
}

fn code(kind: Kind, amount: i64) -> Code {
    let (domain, family, sub_family, free_text) = match kind {
        Kind::Incoming => (
            "payments",
            "receivedCreditTransfers",
            "domesticCreditTransfer",
            "Lønn",
        ),
        Kind::CardPurchase => (
            "payments",
            "customerCardTransactions",
            "pointOfSalePosPayment",
            "Varekjøp",
        ),
        Kind::Invoice => (
            "payments",
            "issuedCreditTransfers",
            "domesticCreditTransfer",
            "Nettbank til",
        ),
        Kind::CardPurchaseAbroad => (
            "payments",
            "customerCardTransactions",
            "pointOfSalePosPayment",
            "Visa utland",
        ),
        Kind::Charge => (
            "accountManagement",
            "miscellaneousDebitOperations",
            "fees",
            "Gebyr",
        ),
        Kind::Transfer if amount > 0 => (
            "payments",
            "receivedCreditTransfers",
            "domesticCreditTransfer",
            "Overføring",
        ),
        Kind::Transfer => (
            "payments",
            "issuedCreditTransfers",
            "domesticCreditTransfer",
            "Overføring",
        ),
        Kind::Reversal => (
            "payments",
            "customerCardTransactions",
            "creditAdjustment",
            "Tilbakeføring",
        ),
        Kind::CashWithdrawal => (
            "payments",
            "customerCardTransactions",
            "cashWithdrawal",
            "Minibank",
        ),
    };
    Code {
        domain,
        family,
        sub_family,
        free_text,
    }
}

/// Each with its role in the payment.
fn parties<'a>(
    data: &'a DataSet,
    account: &'a Account,
    index: u32,
    kind: Kind,
) -> Vec<(&'static str, &'a Counterparty)> {
    let pick = |salt: u64, organisations: bool| {
        if let Some(named) = account
            .ledger
            .entry(index)
            .and_then(|entry| entry.counterparty.as_ref())
        {
            return named;
        }
        let all = &data.counterparties;
        let half = all.len() / 2;
        let place = usize::try_from(account.ledger.random(index, salt) % half as u64).unwrap_or(0);
        &all[if organisations { half + place } else { place }]
    };
    match kind {
        Kind::Incoming => vec![("debtor", pick(2, true))],
        Kind::Invoice => vec![
            ("creditor", pick(2, true)),
            ("ultimateCreditor", pick(3, true)),
        ],
        Kind::Transfer if account.ledger.amount(index) > 0 => vec![("debtor", pick(2, false))],
        Kind::Transfer => vec![("creditor", pick(2, false))],
        Kind::Reversal => vec![
            ("debtor", pick(2, true)),
            ("ultimateDebtor", pick(3, false)),
        ],
        Kind::CardPurchase | Kind::CardPurchaseAbroad | Kind::Charge | Kind::CashWithdrawal => {
            Vec::new()
        }
    }
}

fn info(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Incoming => Some("Lønn og godtgjørelse"),
        Kind::Invoice => Some("Faktura, se KID"),
        Kind::Charge => Some("Gebyr etter prislisten"),
        Kind::Transfer => Some("Takk for sist"),
        Kind::Reversal => Some("Vare levert tilbake"),
        Kind::CardPurchase | Kind::CardPurchaseAbroad | Kind::CashWithdrawal => None,
    }
}

/// A purchase abroad is paid in the shop's currency and booked in the account's.
fn exchange(account: &Account, index: u32, kind: Kind) -> Option<Exchange> {
    if kind != Kind::CardPurchaseAbroad {
        return None;
    }
    let source = if account.currency == "EUR" {
        "USD"
    } else {
        "EUR"
    };
    let spread = i64::try_from(account.ledger.random(index, 4) % 9_000).unwrap_or(0);
    let rate = if account.currency == "NOK" {
        112_000 + spread
    } else {
        9_000 + spread / 10
    };
    let original_amount = account.ledger.amount(index).abs() * 10_000 / rate;
    Some(Exchange {
        original_amount: original_amount.max(1),
        source,
        target: account.currency,
        rate,
    })
}

fn merchant(account: &Account, index: u32, kind: Kind) -> Option<&'static str> {
    let pick = |names: &'static [&'static str]| {
        let place = account.ledger.random(index, 5) % names.len() as u64;
        usize::try_from(place)
            .ok()
            .and_then(|place| names.get(place))
            .copied()
    };
    match kind {
        Kind::CardPurchase => pick(&SHOPS),
        Kind::CardPurchaseAbroad => pick(&SHOPS_ABROAD),
        Kind::Incoming
        | Kind::Invoice
        | Kind::Charge
        | Kind::Transfer
        | Kind::Reversal
        | Kind::CashWithdrawal => None,
    }
}

fn card(account: &Account, index: u32, kind: Kind) -> Option<&Card> {
    match kind {
        Kind::CardPurchase | Kind::CardPurchaseAbroad | Kind::CashWithdrawal => {
            let day = ledger::timestamp(account.ledger.booked_at(index))
                .to_zoned(ledger::oslo().clone())
                .date();
            let usable: Vec<&Card> = account
                .cards
                .iter()
                .filter(|card| !card.is_blocked && card.valid_from <= day && day <= card.valid_to)
                .collect();
            let place = account.ledger.random(index, 6) % usable.len().max(1) as u64;
            usable
                .get(usize::try_from(place).unwrap_or(0))
                .copied()
                .or(account.cards.last())
        }
        Kind::Incoming | Kind::Invoice | Kind::Charge | Kind::Transfer | Kind::Reversal => None,
    }
}
