//! Changes to transactions: presence, order, agreement.

use super::Change;
use super::edit::{chance, drop, each, earlier, edit, list, set};
use crate::defect::Defect;

/// Defect, and what it changes in the document.
pub(super) const CHANGES: &[(Defect, Change)] = &[
    (Defect::TransactionsInDollars, |doc, _| {
        each(doc, "transactions", |t| set(t, "currency", "USD"));
    }),
    (Defect::TransactionCardsUnknown, |doc, _| {
        each(doc, "transactions", |t| {
            if t.get("paymentCard").is_some() {
                set(&mut t["paymentCard"], "cardIdentifier", "400000XXXXXX0000");
            }
        });
    }),
    (Defect::FirstTransactionLeftOut, |doc, _| {
        list(doc, "transactions", |l| {
            if !l.is_empty() {
                l.remove(0);
            }
        });
    }),
    (Defect::BookedNeverDelivered, |doc, _| {
        each(doc, "transactions", |t| set(t, "status", "pending"));
    }),
    (Defect::BookedAsReserved, |doc, _| {
        list(doc, "transactions", Vec::clear);
    }),
    (Defect::TransactionWithoutDirection, |doc, _| {
        each(doc, "transactions", |t| drop(t, "creditDebitIndicator"));
    }),
    (Defect::OneTransactionIdentifier, |doc, _| {
        each(doc, "transactions", |t| {
            set(t, "transactionIdentifier", "1");
        });
    }),
    (Defect::PagesInDisorder, |doc, _| {
        each(doc, "transactions", |t| {
            if chance().is_multiple_of(2) {
                for name in ["bookingDate", "valueDate", "registered"] {
                    edit(t, name, earlier);
                }
            }
        });
    }),
    (Defect::OnePageOnly, |doc, _| drop(doc, "links")),
    (Defect::EmptyPages, |doc, asked| {
        if asked.is_later_page() {
            list(doc, "transactions", Vec::clear);
        }
    }),
    (Defect::ExchangeWithoutRate, |doc, _| {
        each(doc, "transactions", |t| {
            if t.get("currencyExchange").is_some() {
                drop(&mut t["currencyExchange"], "exchangeRate");
            }
        });
    }),
    (Defect::TransactionsBeforeOpening, |doc, _| {
        each(doc, "transactions", |t| {
            for name in ["bookingDate", "valueDate", "registered"] {
                edit(t, name, |d| format!("1999{}", &d[4..]));
            }
        });
    }),
    (Defect::TransactionTwice, |doc, _| {
        list(doc, "transactions", |l| l.extend(l.first().cloned()));
    }),
];
