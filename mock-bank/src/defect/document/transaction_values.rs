//! Changes to the values of transactions.

use serde_json::{Value, json};

use super::edit::{
    chance, days_later, drop, each, edit, flip_direction, list, null_if_empty, number, set,
    set_amount,
};
use super::{BY_HAND, Change, partial};
use crate::data::transactions;
use crate::defect::Defect;

/// Defect, and what it changes in the document.
pub(super) const CHANGES: &[(Defect, Change)] = &[
    (Defect::CreditDebitSwapped, |doc, _| {
        each(doc, "transactions", flip_direction);
    }),
    (Defect::AlwaysCredit, |doc, _| {
        each(doc, "transactions", |t| {
            set(t, "creditDebitIndicator", "credit");
        });
    }),
    (Defect::TransactionsTimesHundred, |doc, _| {
        each(doc, "transactions", |t| {
            number(t, "amount", |amount| amount * 100.0);
        });
    }),
    (Defect::TransactionsInWholeUnits, |doc, _| {
        each(doc, "transactions", |t| number(t, "amount", f64::round));
    }),
    (Defect::OneInTenDropped, |doc, _| {
        list(doc, "transactions", |l| {
            let mut place = 0;
            l.retain(|_| {
                place += 1;
                place % 10 != 0
            });
        });
    }),
    (Defect::FirstDayMissing, |doc, asked| {
        let first = asked.admitted.period.from.to_string();
        list(doc, "transactions", |l| {
            l.retain(|t| {
                !t["bookingDate"]
                    .as_str()
                    .is_some_and(|day| day.starts_with(&first))
            });
        });
    }),
    (Defect::HundredAtMost, |doc, _| {
        list(doc, "transactions", |l| l.truncate(100));
        drop(doc, "links");
    }),
    (Defect::TransactionsOfOtherAccount, |doc, asked| {
        let other = asked.other_account();
        let mut number = 0;
        each(doc, "transactions", |t| {
            let transaction = transactions::make(&asked.core.data, other, number);
            number = (number + 1) % other.ledger.count.max(1);
            set(t, "transactionIdentifier", transaction.identifier);
            set_amount(t, transaction.amount);
        });
    }),
    (Defect::IdentifierPerAccount, |doc, _| {
        let mut number = 0;
        each(doc, "transactions", |t| {
            number += 1;
            set(t, "transactionIdentifier", number.to_string());
        });
    }),
    (Defect::IdentifierEachTime, |doc, _| {
        each(doc, "transactions", |t| {
            edit(t, "transactionIdentifier", |id| {
                format!("{id}-{}", chance())
            });
        });
    }),
    (Defect::DebtorCreditorExchanged, |doc, _| {
        each(doc, "transactions", |t| {
            each(t, "counterParties", |p| edit(p, "type", exchange_role));
        });
    }),
    (Defect::CounterpartyIsOwnAccount, |doc, asked| {
        if let Some(account) = asked.account {
            each(doc, "transactions", |t| {
                each(t, "counterParties", |p| {
                    edit(p, "accountIdentifier", |_| account.number.clone());
                });
            });
        }
    }),
    (Defect::ExchangeRateInverted, |doc, _| {
        each_exchange(doc, |e| {
            number(e, "exchangeRate", |rate| {
                if rate > 0.0 { 1.0 / rate } else { rate }
            });
        });
    }),
    (Defect::ExchangeRateZero, |doc, _| {
        each_exchange(doc, |e| set(e, "exchangeRate", 0));
    }),
    (Defect::ExchangeToForeign, |doc, _| {
        each_exchange(doc, |e| {
            for name in ["sourceCurrency", "targetCurrency"] {
                edit(e, name, |_| "JPY".to_owned());
            }
        });
    }),
    (Defect::ReversalAlways, |doc, _| {
        each(doc, "transactions", |t| {
            if t.get("reversalIndicator").is_some() {
                set(t, "reversalIndicator", true);
            }
        });
    }),
    (Defect::BookedAsInfo, |doc, _| {
        each(doc, "transactions", |t| set(t, "status", "info"));
    }),
    (Defect::BookedTomorrow, |doc, asked| {
        let tomorrow = asked.today().tomorrow().unwrap_or(asked.today());
        each(doc, "transactions", |t| {
            edit(t, "bookingDate", |time| {
                format!("{tomorrow}{}", time.get(10..).unwrap_or_default())
            });
        });
    }),
    (Defect::BookingDateLate, |doc, _| {
        each(doc, "transactions", |t| {
            edit(t, "bookingDate", |time| days_later(time, 31));
        });
    }),
    (Defect::MerchantInFreeText, |doc, _| {
        each(doc, "transactions", |t| {
            if let Some(name) = t.get("merchant").and_then(Value::as_str).map(str::to_owned) {
                set(t, "additionalInfo", name);
                drop(t, "merchant");
            }
        });
    }),
    (Defect::TransactionsDroppedAsPartial, |doc, _| {
        list(doc, "transactions", |l| {
            l.truncate(l.len().div_ceil(2));
        });
        set(doc, "responseDetails", partial());
    }),
    (Defect::TransactionChangesWithPeriod, |doc, asked| {
        let days = i64::from(asked.admitted.period.from.day());
        each(doc, "transactions", |t| {
            edit(t, "valueDate", |time| days_later(time, days));
        });
    }),
    (Defect::TransactionAmountsNegative, |doc, _| {
        each(doc, "transactions", |t| {
            if t["creditDebitIndicator"] == "debit" {
                number(t, "amount", |amount| -amount);
            }
        });
    }),
    (Defect::BookingDateLeftOut, |doc, _| {
        each(doc, "transactions", |t| drop(t, "bookingDate"));
    }),
    (Defect::LaterPagesPartial, |doc, asked| {
        if asked.is_later_page() {
            set(doc, "responseDetails", partial());
        }
    }),
    (Defect::RegisteredAfterBooking, |doc, _| {
        each(doc, "transactions", |t| {
            edit(t, "registered", |time| days_later(time, 3));
        });
    }),
    (Defect::ReferenceTypesRepeated, |doc, _| {
        each(doc, "transactions", |t| {
            list(t, "references", |l| {
                let second = l.first().cloned().map(|mut reference| {
                    edit(&mut reference, "value", |value| format!("{value}-2"));
                    reference
                });
                l.extend(second);
            });
        });
    }),
    (Defect::TransactionCardsClear, |doc, _| {
        each_card(doc, |c| {
            edit(c, "cardIdentifier", |number| {
                number.replace("XXXXXX", "004217")
            });
        });
    }),
    (Defect::TransactionCardsDiffer, |doc, _| {
        each_card(doc, |c| {
            edit(c, "holderName", |name| format!("{name} JR"));
            edit(c, "expiryDate", |_| "2031-01".to_owned());
        });
    }),
    (Defect::TransactionsNull, |doc, _| {
        null_if_empty(doc, "transactions");
    }),
    (
        Defect::TransactionsAlwaysPartial,
        |doc, _| *doc = json!({"responseDetails": {"status": "partial", "message": BY_HAND}, "transactions": []}),
    ),
    (
        Defect::TransactionsPartialWithoutMessage,
        |doc, _| *doc = json!({"responseDetails": {"status": "partial"}, "transactions": []}),
    ),
];

fn each_exchange(doc: &mut Value, change: impl Fn(&mut Value)) {
    each_member(doc, "currencyExchange", change);
}

fn each_card(doc: &mut Value, change: impl Fn(&mut Value)) {
    each_member(doc, "paymentCard", change);
}

fn each_member(doc: &mut Value, name: &str, change: impl Fn(&mut Value)) {
    each(doc, "transactions", |transaction| {
        if let Some(member) = transaction.get_mut(name) {
            change(member);
        }
    });
}

fn exchange_role(role: &str) -> String {
    match role {
        "debtor" => "creditor",
        "creditor" => "debtor",
        "ultimateDebtor" => "ultimateCreditor",
        "ultimateCreditor" => "ultimateDebtor",
        other => other,
    }
    .to_owned()
}
