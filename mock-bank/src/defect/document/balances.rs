//! Changes to the balances of account details.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::edit::{days_later, drop, each, edit, flip_direction, list, number, set, set_amount};
use super::{Asked, Change};
use crate::answer::details;
use crate::data::model::Account;
use crate::defect::Defect;

/// Defect, and what it changes in the document.
pub(super) const CHANGES: &[(Defect, Change)] = &[
    (Defect::BalanceTimesHundred, |doc, _| {
        each_balance(doc, |b| number(b, "amount", |amount| amount * 100.0));
    }),
    (Defect::BalanceSignFlipped, |doc, _| {
        each_balance(doc, flip_direction);
    }),
    (Defect::BookedPlusThousand, |doc, _| {
        each_balance(doc, |b| {
            if is_booked(b) {
                number(b, "amount", |amount| amount + 1000.0);
            }
        });
    }),
    (Defect::ConstantBalance, |doc, asked| {
        if asked.is_about_past() {
            each_balance(doc, |b| set_amount(b, 471_100));
        }
    }),
    (Defect::BalanceOfDayBefore, |doc, asked| {
        each_booked(doc, asked, |account, to| {
            account.ledger.balance_at(to.yesterday().unwrap_or(to))
        });
    }),
    (Defect::BalanceOfPeriodStart, |doc, asked| {
        let from = asked.admitted.period.from;
        each_booked(doc, asked, |account, _| account.ledger.balance_at(from));
    }),
    (Defect::BalanceOfOtherAccount, |doc, asked| {
        let other = asked.other_account();
        each_booked(doc, asked, |_, to| other.ledger.balance_at(to));
    }),
    (Defect::BalanceAlwaysCredit, |doc, _| {
        each_balance(doc, |b| set(b, "creditDebitIndicator", "credit"));
    }),
    (Defect::BalanceInWholeUnits, |doc, _| {
        each_balance(doc, |b| number(b, "amount", f64::round));
    }),
    (Defect::BalanceTypesExchanged, |doc, _| {
        each_balance(doc, |b| {
            let other = if is_booked(b) { AVAILABLE } else { BOOKED };
            set(b, "type", other);
        });
    }),
    (Defect::AvailableAboveBooked, |doc, asked| {
        if let Some(account) = asked.account {
            let amount = account.ledger.balance_at(asked.today()) + 500_000;
            each_balance(doc, |b| {
                if !is_booked(b) {
                    set_amount(b, amount);
                }
            });
        }
    }),
    (Defect::AvailableIsBooked, |doc, asked| {
        if let Some(account) = asked.account {
            let amount = account.ledger.balance_at(asked.today());
            each_balance(doc, |b| {
                if !is_booked(b) {
                    set_amount(b, amount);
                }
            });
        }
    }),
    (Defect::BalanceWeekOld, |doc, asked| {
        if !asked.is_about_past() {
            each_balance(doc, |b| edit(b, "registered", |time| days_later(time, -7)));
        }
    }),
    (Defect::PastBalanceOfNow, |doc, asked| {
        if asked.is_about_past() {
            let now = asked.admitted.moment.now.to_string();
            each_balance(doc, |b| edit(b, "registered", |_| now.clone()));
        }
    }),
    (Defect::CreditLineInBalance, |doc, asked| {
        if let Some((account, line)) = asked
            .account
            .and_then(|account| Some((account, account.credit_line?)))
        {
            let booked = account.ledger.balance_at(asked.last_day());
            let reserved = details::reserved(account);
            each_balance(doc, |b| {
                let amount = if is_booked(b) {
                    booked
                } else {
                    booked - reserved
                };
                set_amount(b, amount + line);
            });
        }
    }),
    (Defect::CreditLineWithoutAmount, |doc, _| {
        each_balance(doc, |b| {
            if b.get("creditLineAmount").is_some() {
                set(b, "creditLineIncluded", true);
                drop(b, "creditLineAmount");
            }
        });
    }),
    (Defect::CreditLineDoubled, |doc, _| {
        each_balance(doc, |b| {
            number(b, "creditLineAmount", |amount| amount * 2.0);
        });
    }),
    (Defect::ClosedHasZeroBalance, |doc, asked| {
        if asked.account.is_some_and(|account| {
            account
                .closed
                .is_some_and(|closed| closed <= asked.last_day())
        }) {
            let zero = json!({"type": BOOKED, "amount": 0.0, "creditDebitIndicator": "credit", "currency": "NOK", "registered": format!("{}T12:00:00Z", asked.last_day())});
            list(&mut doc["account"], "balances", |l| l.push(zero));
        }
    }),
];

const AVAILABLE: &str = "availableBalance";
const BOOKED: &str = "bookedBalance";

fn each_balance(doc: &mut Value, change: impl FnMut(&mut Value)) {
    each(&mut doc["account"], "balances", change);
}

fn is_booked(balance: &Value) -> bool {
    balance["type"] == BOOKED
}

/// Every booked balance with another amount, from the account and the last day of the period.
fn each_booked(doc: &mut Value, asked: &Asked<'_>, amount: impl Fn(&Account, Date) -> i64) {
    if let Some(account) = asked.account {
        let amount = amount(account, asked.last_day());
        each_balance(doc, |balance| {
            if is_booked(balance) {
                set_amount(balance, amount);
            }
        });
    }
}
