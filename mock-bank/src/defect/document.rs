//! Documents that a bank spoils before it delivers them.

use serde_json::{Value, json};
use wire::messages::Endpoint;

use crate::core::Core;
use crate::defect::Defect;
use crate::defect::edit::{
    chance, drop, drop_value, each, earlier, edit, every_text, list, next_day, norwegian, set,
};
use crate::exchange::Admitted;

/// Spoils the document; the flag says whether it is a page after the first.
type Spoil = fn(&mut Value, bool);

/// Defect, the endpoint whose documents it spoils (`None` for all), and how.
const SPOILED: &[(Defect, Option<Endpoint>, Spoil)] = &[
    (Defect::ResponseDetailsLeftOut, None, |doc, _| {
        drop(doc, "responseDetails");
    }),
    (Defect::StatusIsNumber, None, |doc, _| {
        set(&mut doc["responseDetails"], "status", 1);
    }),
    (Defect::NorwegianDates, None, |doc, _| {
        every_text(doc, &mut |_, text| {
            if let Some(date) = norwegian(text) {
                *text = date;
            }
        });
    }),
    (Defect::EndlessNames, None, |doc, _| {
        every_text(doc, &mut |name, text| {
            if name.to_lowercase().ends_with("name") {
                *text = text.repeat(60);
            }
        });
    }),
    (Defect::UnknownValues, None, |doc, _| {
        every_text(doc, &mut |name, text| {
            if ["status", "type", "permission", "cardStatus"].contains(&name) {
                text.push_str("Unknown");
            }
        });
    }),
    (Defect::RequiredNumberLeftOut, None, |doc, _| {
        each(doc, "accounts", |a| drop(a, "accountIdentifier"));
        drop(&mut doc["account"], "accountIdentifier");
    }),
    (
        Defect::ServicerValueLeftOut,
        Some(Endpoint::Accounts),
        |doc, _| {
            each(doc, "accounts", |a| {
                if let Some(servicer) = a.get_mut("servicer") {
                    drop(&mut servicer["identifier"], "value");
                }
            });
        },
    ),
    (Defect::NullLists, Some(Endpoint::Accounts), |doc, _| {
        list(doc, "accounts", |l| l.push(Value::Null));
    }),
    (
        Defect::FirstAccountLeftOut,
        Some(Endpoint::Accounts),
        |doc, _| {
            list(doc, "accounts", |l| {
                if !l.is_empty() {
                    l.remove(0);
                }
            });
        },
    ),
    (
        Defect::LastAccountLeftOut,
        Some(Endpoint::Accounts),
        |doc, _| {
            list(doc, "accounts", |l| {
                if l.len() > 1 {
                    l.pop();
                }
            });
        },
    ),
    (
        Defect::ClosedAccountsLeftOut,
        Some(Endpoint::Accounts),
        |doc, _| list(doc, "accounts", |l| l.retain(|a| a["status"] != "deleted")),
    ),
    (
        Defect::OwnerIsSomebodyElse,
        Some(Endpoint::Accounts),
        |doc, _| {
            each(doc, "accounts", |a| {
                set(&mut a["primaryOwner"]["identifier"], "value", "310000027");
            });
        },
    ),
    (
        Defect::OneReferenceForAll,
        Some(Endpoint::Accounts),
        |doc, _| {
            let first = doc["accounts"][0]["accountReference"].clone();
            each(doc, "accounts", |a| a["accountReference"] = first.clone());
        },
    ),
    (
        Defect::ReferenceWithSlash,
        Some(Endpoint::Accounts),
        |doc, _| {
            each(doc, "accounts", |a| {
                edit(a, "accountReference", |r| r.replace('-', "/"));
            });
        },
    ),
    (
        Defect::WithheldMisspelt,
        Some(Endpoint::Accounts),
        |doc, _| {
            each(doc, "accounts", |a| {
                if a["accountReference"] == "dataNotDelivered" {
                    set(a, "accountReference", "DataNotDelivered");
                }
            });
        },
    ),
    (
        Defect::NumbersWithDots,
        Some(Endpoint::Accounts),
        |doc, _| {
            each(doc, "accounts", |a| {
                edit(a, "accountIdentifier", |n| {
                    format!("{}.{}.{}", &n[..4], &n[4..6], &n[6..])
                });
            });
        },
    ),
    (
        Defect::AccountListedTwice,
        Some(Endpoint::Accounts),
        |doc, _| list(doc, "accounts", |l| l.extend(l.first().cloned())),
    ),
    (Defect::TypeIsOther, Some(Endpoint::Accounts), |doc, _| {
        each(doc, "accounts", |a| set(a, "type", "otherAccount"));
    }),
    (
        Defect::CurrencyAlwaysNok,
        Some(Endpoint::Accounts),
        |doc, _| each(doc, "accounts", |a| set(a, "currency", "NOK")),
    ),
    (
        Defect::WithheldShowsReference,
        Some(Endpoint::Accounts),
        |doc, _| {
            list(doc, "accounts", |l| {
                l.retain(|a| a["accountReference"] != "dataNotDelivered");
            });
        },
    ),
    (
        Defect::AlwaysComplete,
        Some(Endpoint::Accounts),
        |doc, _| set(&mut doc["responseDetails"], "status", "complete"),
    ),
    (
        Defect::EmptyIsPartial,
        Some(Endpoint::Accounts),
        |doc, _| {
            if doc["accounts"].as_array().is_some_and(Vec::is_empty) {
                set(&mut doc["responseDetails"], "status", "partial");
            }
        },
    ),
    (Defect::DataOfChance, None, |doc, _| {
        each(doc, "accounts", |a| {
            a["primaryOwner"]["name"] = json!(format!("Navn {}", chance()));
        });
        set(
            &mut doc["account"],
            "startDate",
            format!("20{:02}-01-01", 10 + chance() % 9),
        );
        each(doc, "transactions", |t| {
            set(t, "additionalInfo", chance().to_string());
        });
        each(doc, "paymentCards", |c| {
            set(c, "holderName", chance().to_string());
        });
        each(doc, "roles", |r| set(r, "name", chance().to_string()));
    }),
    (
        Defect::DetailsOfOtherNumber,
        Some(Endpoint::AccountDetails),
        |doc, _| {
            edit(&mut doc["account"], "accountIdentifier", |n| {
                n.chars().rev().collect()
            });
        },
    ),
    (
        Defect::DetailsOfOtherReference,
        Some(Endpoint::AccountDetails),
        |doc, _| {
            set(
                &mut doc["account"],
                "accountReference",
                "6f0c2b3e-8c5c-4f3e-9f0a-1c2d3e4f5a6b",
            );
        },
    ),
    (
        Defect::DetailsOfOtherOwner,
        Some(Endpoint::AccountDetails),
        |doc, _| {
            set(
                &mut doc["account"]["primaryOwner"]["identifier"],
                "value",
                "310000027",
            );
        },
    ),
    (
        Defect::DetailsInOtherCurrency,
        Some(Endpoint::AccountDetails),
        |doc, _| set(&mut doc["account"], "currency", "USD"),
    ),
    (
        Defect::DetailsOfOtherType,
        Some(Endpoint::AccountDetails),
        |doc, _| set(&mut doc["account"], "type", "otherAccount"),
    ),
    (
        Defect::DetailsOfOtherServicer,
        Some(Endpoint::AccountDetails),
        |doc, _| {
            set(
                &mut doc["account"]["servicer"]["identifier"],
                "value",
                "310000035",
            );
            set(&mut doc["account"]["servicer"], "name", "En annen bank");
        },
    ),
    (
        Defect::TransactionsInDollars,
        Some(Endpoint::Transactions),
        |doc, _| each(doc, "transactions", |t| set(t, "currency", "USD")),
    ),
    (
        Defect::TransactionCardsUnknown,
        Some(Endpoint::Transactions),
        |doc, _| {
            each(doc, "transactions", |t| {
                if t.get("paymentCard").is_some() {
                    set(&mut t["paymentCard"], "cardIdentifier", "400000XXXXXX0000");
                }
            });
        },
    ),
    (
        Defect::NamesDiffer,
        Some(Endpoint::AccountDetails),
        |doc, _| {
            edit(&mut doc["account"]["primaryOwner"], "name", |n| {
                format!("{n} Senior")
            });
        },
    ),
    (Defect::RoleNamesDiffer, Some(Endpoint::Roles), |doc, _| {
        each(doc, "roles", |r| {
            edit(r, "name", |n| format!("{n} {}", chance()));
        });
    }),
    (
        Defect::DetailsWithoutAccount,
        Some(Endpoint::AccountDetails),
        |doc, _| drop(doc, "account"),
    ),
    (
        Defect::BookedBalanceLeftOut,
        Some(Endpoint::AccountDetails),
        |doc, _| {
            list(&mut doc["account"], "balances", |l| {
                l.retain(|b| b["type"] != "bookedBalance");
            });
        },
    ),
    (
        Defect::AvailableBalanceLeftOut,
        Some(Endpoint::AccountDetails),
        |doc, _| {
            list(&mut doc["account"], "balances", |l| {
                l.retain(|b| b["type"] != "availableBalance");
            });
        },
    ),
    (
        Defect::BalanceOfTomorrow,
        Some(Endpoint::AccountDetails),
        |doc, _| {
            each(&mut doc["account"], "balances", |b| {
                edit(b, "registered", |_| "2099-01-01T12:00:00+01:00".into());
            });
        },
    ),
    (
        Defect::BalanceWithoutDirection,
        Some(Endpoint::AccountDetails),
        |doc, _| {
            each(&mut doc["account"], "balances", |b| {
                drop(b, "creditDebitIndicator");
            });
        },
    ),
    (
        Defect::CreditLineWithoutCurrency,
        Some(Endpoint::AccountDetails),
        |doc, _| {
            each(&mut doc["account"], "balances", |b| {
                drop(b, "creditLineCurrency");
            });
        },
    ),
    (
        Defect::CreditLineLeftOut,
        Some(Endpoint::AccountDetails),
        |doc, _| {
            each(&mut doc["account"], "balances", |b| {
                for name in [
                    "creditLineIncluded",
                    "creditLineAmount",
                    "creditLineCurrency",
                ] {
                    drop(b, name);
                }
            });
        },
    ),
    (
        Defect::BalanceTwice,
        Some(Endpoint::AccountDetails),
        |doc, _| {
            list(&mut doc["account"], "balances", |l| {
                l.extend(l.first().cloned());
            });
        },
    ),
    (
        Defect::BalancesInKroner,
        Some(Endpoint::AccountDetails),
        |doc, _| {
            let is_nok = doc["account"]["currency"] == "NOK";
            each(&mut doc["account"], "balances", |b| {
                set(b, "currency", if is_nok { "SEK" } else { "NOK" });
            });
        },
    ),
    (
        Defect::StartOneDayLate,
        Some(Endpoint::AccountDetails),
        |doc, _| edit(&mut doc["account"], "startDate", next_day),
    ),
    (
        Defect::EndBeforeStart,
        Some(Endpoint::AccountDetails),
        |doc, _| {
            if doc["account"].get("endDate").is_some() {
                set(&mut doc["account"], "endDate", "1999-01-01");
            }
        },
    ),
    (
        Defect::OpenedAfterPeriod,
        Some(Endpoint::AccountDetails),
        |doc, _| set(&mut doc["account"], "startDate", "2099-01-01"),
    ),
    (
        Defect::FirstTransactionLeftOut,
        Some(Endpoint::Transactions),
        |doc, _| {
            list(doc, "transactions", |l| {
                if !l.is_empty() {
                    l.remove(0);
                }
            });
        },
    ),
    (
        Defect::BookedNeverDelivered,
        Some(Endpoint::Transactions),
        |doc, _| each(doc, "transactions", |t| set(t, "status", "pending")),
    ),
    (
        Defect::BookedAsReserved,
        Some(Endpoint::Transactions),
        |doc, _| list(doc, "transactions", Vec::clear),
    ),
    (
        Defect::TransactionWithoutDirection,
        Some(Endpoint::Transactions),
        |doc, _| each(doc, "transactions", |t| drop(t, "creditDebitIndicator")),
    ),
    (
        Defect::OneTransactionIdentifier,
        Some(Endpoint::Transactions),
        |doc, _| {
            each(doc, "transactions", |t| {
                set(t, "transactionIdentifier", "1");
            });
        },
    ),
    (
        Defect::PagesInDisorder,
        Some(Endpoint::Transactions),
        |doc, _| {
            each(doc, "transactions", |t| {
                if chance().is_multiple_of(2) {
                    for name in ["bookingDate", "valueDate", "registered"] {
                        edit(t, name, earlier);
                    }
                }
            });
        },
    ),
    (
        Defect::OnePageOnly,
        Some(Endpoint::Transactions),
        |doc, _| drop(doc, "links"),
    ),
    (
        Defect::EmptyPages,
        Some(Endpoint::Transactions),
        |doc, paged| {
            if paged {
                list(doc, "transactions", Vec::clear);
            }
        },
    ),
    (
        Defect::ExchangeWithoutRate,
        Some(Endpoint::Transactions),
        |doc, _| {
            each(doc, "transactions", |t| {
                if t.get("currencyExchange").is_some() {
                    drop(&mut t["currencyExchange"], "exchangeRate");
                }
            });
        },
    ),
    (
        Defect::TransactionsBeforeOpening,
        Some(Endpoint::Transactions),
        |doc, _| {
            each(doc, "transactions", |t| {
                for name in ["bookingDate", "valueDate", "registered"] {
                    edit(t, name, |d| format!("1999{}", &d[4..]));
                }
            });
        },
    ),
    (
        Defect::TransactionTwice,
        Some(Endpoint::Transactions),
        |doc, _| list(doc, "transactions", |l| l.extend(l.first().cloned())),
    ),
    (Defect::EmptyTransactionsPartial, None, |doc, _| {
        for name in ["transactions", "paymentCards", "roles"] {
            if doc[name].as_array().is_some_and(Vec::is_empty) {
                set(&mut doc["responseDetails"], "status", "partial");
            }
        }
    }),
    (Defect::TimesWithoutZone, None, |doc, _| {
        every_text(doc, &mut |name, text| {
            if name == "registered" {
                text.truncate(19);
            }
        });
    }),
    (Defect::CardVersionZero, Some(Endpoint::Cards), |doc, _| {
        each(doc, "paymentCards", |c| set(c, "versionNumber", "0"));
    }),
    (Defect::CardExpiresFirst, Some(Endpoint::Cards), |doc, _| {
        each(doc, "paymentCards", |c| {
            let start = c["startDate"].clone();
            c["startDate"] = c["expiryDate"].clone();
            c["expiryDate"] = start;
        });
    }),
    (Defect::CardListedTwice, Some(Endpoint::Cards), |doc, _| {
        list(doc, "paymentCards", |l| l.extend(l.first().cloned()));
    }),
    (Defect::CardLeftOut, Some(Endpoint::Cards), |doc, _| {
        list(doc, "paymentCards", |l| drop_value(l.pop()));
    }),
    (Defect::RoleEndsFirst, Some(Endpoint::Roles), |doc, _| {
        each(doc, "roles", |r| set(r, "endDate", "1999-01-01"));
    }),
    (Defect::RoleListedTwice, Some(Endpoint::Roles), |doc, _| {
        list(doc, "roles", |l| l.extend(l.first().cloned()));
    }),
    (Defect::RoleLeftOut, Some(Endpoint::Roles), |doc, _| {
        list(doc, "roles", |l| drop_value(l.pop()));
    }),
    (Defect::RoleNumberWrong, Some(Endpoint::Roles), |doc, _| {
        each(doc, "roles", |r| {
            set(&mut r["identifier"], "value", "12345678901");
        });
    }),
    (Defect::PayloadIsList, None, |doc, _| {
        *doc = json!([doc.take()]);
    }),
];

/// The document as a bank with these defects delivers it.
pub(crate) fn change(core: &Core, admitted: &Admitted, document: Vec<u8>) -> Vec<u8> {
    let concerned = |(defect, endpoint, _): &&(Defect, Option<Endpoint>, Spoil)| {
        core.defects().has(*defect) && endpoint.is_none_or(|one| one == admitted.endpoint)
    };
    if core.defects().has(Defect::MemberTwice) {
        let text = String::from_utf8_lossy(&document);
        let twice = "\"responseDetails\":{\"status\":\"partial\"},\"responseDetails\":";
        return text.replacen("\"responseDetails\":", twice, 1).into_bytes();
    }
    let mut spoils = SPOILED.iter().filter(concerned).peekable();
    if spoils.peek().is_none() {
        return document;
    }
    let Ok(mut value) = serde_json::from_slice::<Value>(&document) else {
        return document;
    };
    for (_, _, spoil) in spoils {
        spoil(&mut value, admitted.cursor.is_some());
    }
    value.to_string().into_bytes()
}
