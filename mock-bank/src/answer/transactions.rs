//! Transactions of an account.

use std::ops::Range;

use crate::answer::parts::{self, Context};
use crate::answer::writer::Object;
use crate::data::counterparties::Counterparty;
use crate::data::model::Account;
use crate::data::transactions::{self, Transaction};
use crate::defect::Defect;
use crate::request::period::Period;

/// The numbers of the transactions to deliver for the period.
pub(crate) fn numbers(account: &Account, period: Period, context: Context<'_>) -> Range<u32> {
    let mut period = period;
    if context.defects.has(Defect::TransactionsOneDayMore) {
        period.from = period.from.yesterday().unwrap_or(period.from);
    }
    if context.defects.has(Defect::TransactionsLastDayMissing) {
        period.to = period.to.yesterday().unwrap_or(period.to);
    }
    let kept_from = account
        .archived_before
        .map_or(0, |day| ledger_place(account, day));
    let numbers = account.ledger.in_period(period);
    numbers.start.max(kept_from)..numbers.end.max(kept_from)
}

fn ledger_place(account: &Account, day: jiff::civil::Date) -> u32 {
    account
        .ledger
        .in_period(Period { from: day, to: day })
        .start
}

/// Writes the document's `transactions` of these numbers.
pub(crate) fn write(
    o: &mut Object<'_>,
    account: &Account,
    numbers: impl Iterator<Item = u32>,
    period: Period,
    context: Context<'_>,
) {
    let message = account
        .archived_before
        .filter(|_| account.is_archived_in(period))
        .map(parts::archive_message);
    parts::response_details(o, message.as_deref(), context.defects);
    o.list("transactions", numbers, |o, number| {
        write_one(
            o,
            &transactions::make(context.data, account, number),
            account,
            context,
        );
    });
}

fn write_one(
    o: &mut Object<'_>,
    transaction: &Transaction<'_>,
    account: &Account,
    context: Context<'_>,
) {
    o.text("transactionIdentifier", &transaction.identifier);
    o.list("references", &transaction.references, |o, (kind, value)| {
        o.text("value", value);
        o.text("type", kind);
    });
    o.text(
        "creditDebitIndicator",
        if transaction.amount < 0 {
            "debit"
        } else {
            "credit"
        },
    );
    o.flag("reversalIndicator", transaction.is_reversal);
    o.text("status", "booked");
    o.object("transactionCode", |o| {
        o.text("domain", transaction.code.domain);
        o.text("family", transaction.code.family);
        o.text("subFamily", transaction.code.sub_family);
        o.text("freeText", transaction.code.free_text);
    });
    o.text("bookingDate", &transaction.booked);
    o.text("valueDate", &transaction.booked);
    if !transaction.parties.is_empty() {
        o.list(
            "counterParties",
            &transaction.parties,
            |o, (kind, party)| write_party(o, kind, party),
        );
    }
    o.text_if("additionalInfo", transaction.info);
    o.object_if("currencyExchange", transaction.exchange, |o, exchange| {
        o.amount("originalAmount", exchange.original_amount);
        o.text("sourceCurrency", exchange.source);
        o.text("targetCurrency", exchange.target);
        o.text("unitCurrency", exchange.source);
        o.decimal("exchangeRate", exchange.rate, 10_000);
    });
    o.text_if("merchant", transaction.merchant);
    o.object_if("paymentCard", transaction.card, |o, card| {
        parts::card(o, card, context);
    });
    o.text("registered", &transaction.registered);
    o.amount("amount", transaction.amount);
    o.text("currency", account.currency);
}

fn write_party(o: &mut Object<'_>, kind: &str, party: &Counterparty) {
    o.text("accountIdentifier", &party.account_number);
    parts::identifier(o, "identifier", &party.id, party.is_organisation);
    o.text("name", &party.name);
    o.text("type", kind);
    o.object("postalAddress", |o| {
        let address = &party.address;
        o.text("postCode", address.post_code);
        o.text(
            "type",
            if party.is_organisation {
                "business"
            } else {
                "residential"
            },
        );
        o.text("streetName", address.street);
        o.text("buildingNumber", address.building);
        o.text("townName", address.town);
        o.text("country", "NO");
        o.texts("addressLines", ["2. etasje"]);
    });
}
