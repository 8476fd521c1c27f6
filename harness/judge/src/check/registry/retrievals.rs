//! The checks of whole retrievals, family by family.

use wire::messages::Endpoint;

use crate::check::account_list::{ListRule, WholeList};
use crate::check::each::{Each, Objects, Rule};
use crate::check::fields::Fields;
use crate::check::links;
use crate::check::links::NextChain;
use crate::check::registry::Make;
use crate::check::schema::{Nulls, UnknownFields};
use crate::check::transactions::{BookedDelivered, Complete, Duplicates, Fault, PageOrder};
use crate::check::{
    RetrievalCheck, accounts, amount, cards, consistency, details, response, roles, transactions,
    transport,
};
use pack::text::Text;

/// Checks of one family, and the endpoints whose documents they look at.
type Family = (&'static [Endpoint], &'static [(&'static str, Make)]);

/// All of them, family by family.
pub(super) const ALL: &[Family] = &[
    (&Endpoint::ALL, WHOLE),
    (&[Endpoint::Accounts], ACCOUNTS),
    (&[Endpoint::AccountDetails], DETAILS),
    (&[Endpoint::Transactions], TRANSACTIONS),
    (&[Endpoint::Cards], CARDS),
    (&[Endpoint::Roles], ROLES),
    (&Endpoint::ALL, CONSISTENCY),
];

fn each(objects: &'static [Objects], rule: Rule, missing: fn() -> Text) -> Box<dyn RetrievalCheck> {
    Box::new(Each::new(objects, rule, missing))
}

fn list(rule: ListRule, missing: fn() -> Text) -> Box<dyn RetrievalCheck> {
    Box::new(WholeList::new(rule, missing))
}

/// A function that says which fixture would be needed.
macro_rules! needs {
    ($name:ident, $en:literal, $nb:literal) => {
        fn $name() -> Text {
            Text::new(
                concat!("needs fixture: ", $en),
                concat!("krever testdata: ", $nb),
            )
        }
    };
}

needs!(answer, "an accepted answer", "et godtatt svar");
needs!(account, "an account in the list", "en konto i listen");
needs!(
    declared_account,
    "a declared account of this kind",
    "en oppgitt konto av dette slaget"
);
needs!(
    disposed,
    "a party that disposes of somebody else's account",
    "en part som disponerer en annens konto"
);
needs!(
    shielded,
    "a person with a confidential address",
    "en person med fortrolig adresse"
);
needs!(
    changed,
    "an account whose owner changed, with the owner declared",
    "en konto som har skiftet eier, med oppgitt eier"
);
needs!(
    held_back,
    "an account declared as one that no data is delivered for",
    "en konto oppgitt som en det ikke utleveres data for"
);
needs!(
    delivered,
    "an account that details are delivered for",
    "en konto det utleveres detaljer for"
);
needs!(
    open,
    "a declared open account with a balance",
    "en oppgitt åpen konto med saldo"
);
needs!(
    closed,
    "an account closed within the period",
    "en konto avsluttet i perioden"
);
needs!(balance, "an account with a balance", "en konto med saldo");
needs!(
    credit_line,
    "an account with a credit line",
    "en konto med kredittramme"
);
needs!(
    dates,
    "an account with its dates declared",
    "en konto med oppgitte datoer"
);
needs!(
    transaction,
    "an account with transactions in the period",
    "en konto med transaksjoner i perioden"
);
needs!(
    empty,
    "an account declared to have none",
    "en konto oppgitt uten noen"
);
needs!(
    large,
    "an account whose transactions take more than one page",
    "en konto med transaksjoner over mer enn én side"
);
needs!(
    paged,
    "an answer of more than one page",
    "et svar på mer enn én side"
);
needs!(
    exchange,
    "a transaction with currency exchange",
    "en transaksjon med valutaveksling"
);
needs!(card, "an account with cards", "en konto med kort");
needs!(role, "an account with roles", "en konto med roller");
needs!(
    both,
    "an account that both endpoints say the same kind of thing about",
    "en konto som begge endepunktene sier noe av samme slag om"
);

const WHOLE: &[(&str, Make)] = &[
    ("transport-https", |_| Box::new(transport::https())),
    ("fields", |tools| Box::new(Fields::new(&tools.rows))),
    ("schema-unknown-fields", |tools| {
        Box::new(UnknownFields::new(&tools.rows))
    }),
    ("schema-nulls", |_| Box::<Nulls>::default()),
    ("response-members-once", |_| {
        each(&[Objects::Documents], response::members_once, answer)
    }),
    ("response-partial-explained", |_| {
        each(&[Objects::Documents], response::partial_explained, answer)
    }),
    ("accounts-disposed-answered", |_| {
        Box::<accounts::DisposedAnswered>::default()
    }),
];

const ACCOUNTS: &[(&str, Make)] = &[
    ("accounts-owned-delivered", |_| {
        list(accounts::owned_delivered, declared_account)
    }),
    ("accounts-closed-within-delivered", |_| {
        list(accounts::closed_within_delivered, closed)
    }),
    ("accounts-closed-before-absent", |_| {
        list(accounts::closed_before_absent, declared_account)
    }),
    ("accounts-opened-after-absent", |_| {
        list(accounts::opened_after_absent, declared_account)
    }),
    ("accounts-disposed-absent", |_| {
        list(accounts::disposed_absent, disposed)
    }),
    ("accounts-disposed-delivered", |_| {
        list(accounts::disposed_delivered, disposed)
    }),
    ("accounts-alternative-1", |_| {
        list(accounts::alternative_1, disposed)
    }),
    ("accounts-guaranteed-absent", |_| {
        list(accounts::guaranteed_absent, declared_account)
    }),
    ("accounts-co-borrowed-absent", |_| {
        list(accounts::co_borrowed_absent, declared_account)
    }),
    ("accounts-shielded-absent", |_| {
        list(accounts::shielded_absent, shielded)
    }),
    ("accounts-owner-at-period-end", |_| {
        list(accounts::owner_at_period_end, changed)
    }),
    ("accounts-owner-known", |_| {
        list(accounts::owner_known, declared_account)
    }),
    ("accounts-data-not-delivered", |_| {
        list(accounts::data_not_delivered, held_back)
    }),
    ("accounts-reference-opaque", |_| {
        list(accounts::opaque, account)
    }),
    ("accounts-reference-unique", |_| {
        list(accounts::unique, account)
    }),
    ("accounts-reference-spelling", |_| {
        list(accounts::spelling, account)
    }),
    ("accounts-number-form", |_| {
        list(accounts::number_form, account)
    }),
    ("accounts-no-duplicates", |_| {
        list(accounts::no_duplicates, account)
    }),
    ("accounts-declared-kind", |_| {
        list(accounts::declared_kind, declared_account)
    }),
    ("accounts-next-chain", |_| {
        Box::new(NextChain::new(Endpoint::Accounts))
    }),
    ("accounts-links-relative", |_| {
        each(
            &[Objects::DocumentsOf(Endpoint::Accounts)],
            links::relative,
            paged,
        )
    }),
];

const DETAILS: &[(&str, Make)] = &[
    ("details-account-present", |_| {
        each(
            &[Objects::DocumentsOf(Endpoint::AccountDetails)],
            details::present,
            delivered,
        )
    }),
    ("details-booked-now", |_| {
        each(&[Objects::Account], details::booked_now, open)
    }),
    ("details-available-now", |_| {
        each(&[Objects::Account], details::available_now, open)
    }),
    ("details-booked-at-period-end", |_| {
        each(&[Objects::Account], details::booked_at_period_end, open)
    }),
    ("details-balance-in-time", |_| {
        each(&[Objects::Balances], details::registered_in_time, balance)
    }),
    ("details-closed-without-balance", |_| {
        each(&[Objects::Account], details::closed_without_balance, closed)
    }),
    ("details-amount-not-negative", |_| {
        each(&[Objects::Balances], amount::not_negative, balance)
    }),
    ("details-amount-signed", |_| {
        each(&[Objects::Balances], amount::signed, balance)
    }),
    ("details-credit-line-stated", |_| {
        each(
            &[Objects::Balances],
            details::credit_line_stated,
            credit_line,
        )
    }),
    ("details-credit-line-delivered", |_| {
        each(
            &[Objects::Account],
            details::credit_line_delivered,
            credit_line,
        )
    }),
    ("details-one-balance-of-each-type", |_| {
        each(&[Objects::Account], details::one_of_each_type, balance)
    }),
    ("details-balance-currency", |_| {
        each(&[Objects::Account], details::balance_currency, balance)
    }),
    ("details-owner-at-period-end", |_| {
        each(
            &[Objects::Account],
            details::owner_at_period_end,
            declared_account,
        )
    }),
    ("details-dates-ordered", |_| {
        each(&[Objects::Account], details::dates_ordered, closed)
    }),
    ("details-dates-declared", |_| {
        each(&[Objects::Account], details::dates_declared, dates)
    }),
    ("details-within-period", |_| {
        each(&[Objects::Account], details::within_period, delivered)
    }),
];

const TRANSACTIONS: &[(&str, Make)] = &[
    ("transactions-in-period", |_| {
        each(
            &[Objects::Transactions],
            transactions::in_period,
            transaction,
        )
    }),
    ("transactions-within-account-life", |_| {
        each(
            &[Objects::Transactions],
            transactions::within_account_life,
            transaction,
        )
    }),
    ("transactions-offset-given", |_| {
        each(
            &[Objects::Transactions],
            transactions::offset_given,
            transaction,
        )
    }),
    ("transactions-status", |_| {
        each(
            &[Objects::Transactions],
            transactions::status_known,
            transaction,
        )
    }),
    ("transactions-booked-delivered", |_| {
        Box::<BookedDelivered>::default()
    }),
    ("transactions-amount-not-negative", |_| {
        each(&[Objects::Transactions], amount::not_negative, transaction)
    }),
    ("transactions-amount-signed", |_| {
        each(&[Objects::Transactions], amount::signed, transaction)
    }),
    ("transactions-no-repeats", |_| {
        Box::new(Duplicates::new(Fault::Repeated))
    }),
    ("transactions-identifiers-unique", |_| {
        Box::new(Duplicates::new(Fault::Shared))
    }),
    ("transactions-page-order", |_| Box::<PageOrder>::default()),
    ("transactions-page-size", |_| {
        each(&[Objects::Documents], transactions::page_size, large)
    }),
    ("transactions-many-pages", |_| {
        each(
            &[Objects::DocumentsOf(Endpoint::Transactions)],
            transactions::many_pages,
            large,
        )
    }),
    ("transactions-next-chain", |_| {
        Box::new(NextChain::new(Endpoint::Transactions))
    }),
    ("transactions-links-relative", |_| {
        each(
            &[Objects::DocumentsOf(Endpoint::Transactions)],
            links::relative,
            paged,
        )
    }),
    ("transactions-complete", |_| Box::<Complete>::default()),
    ("transactions-empty-list", |_| {
        each(
            &[Objects::DocumentsOf(Endpoint::Transactions)],
            transactions::empty_list,
            empty,
        )
    }),
    ("transactions-currency-exchange", |_| {
        each(
            &[Objects::Transactions],
            transactions::currency_exchange,
            exchange,
        )
    }),
    ("cards-masked-in-transactions", |_| {
        each(&[Objects::Transactions], cards::masked_in_transaction, card)
    }),
];

const CARDS: &[(&str, Make)] = &[
    ("cards-masked", |_| {
        each(&[Objects::Cards], cards::masked, card)
    }),
    ("cards-year-month", |_| {
        each(&[Objects::Cards], cards::year_month, card)
    }),
    ("cards-version", |_| {
        each(&[Objects::Cards], cards::version, card)
    }),
    ("cards-dates-ordered", |_| {
        each(&[Objects::Cards], cards::dates_ordered, card)
    }),
    ("cards-no-duplicates", |_| {
        each(
            &[Objects::DocumentsOf(Endpoint::Cards)],
            cards::no_duplicates,
            card,
        )
    }),
    ("cards-counted", |_| {
        each(
            &[Objects::DocumentsOf(Endpoint::Cards)],
            cards::counted,
            card,
        )
    }),
    ("cards-empty-list", |_| {
        each(
            &[Objects::DocumentsOf(Endpoint::Cards)],
            cards::empty_list,
            empty,
        )
    }),
];

const ROLES: &[(&str, Make)] = &[
    ("roles-in-period", |_| {
        each(&[Objects::Roles], roles::in_period, role)
    }),
    ("roles-dates-ordered", |_| {
        each(&[Objects::Roles], roles::dates_ordered, role)
    }),
    ("roles-holder-named", |_| {
        each(&[Objects::Roles], roles::holder_named, role)
    }),
    ("roles-identified", |_| {
        each(&[Objects::Roles], roles::identified, role)
    }),
    ("roles-no-duplicates", |_| {
        each(
            &[Objects::DocumentsOf(Endpoint::Roles)],
            roles::no_duplicates,
            role,
        )
    }),
    ("roles-counted", |_| {
        each(
            &[Objects::DocumentsOf(Endpoint::Roles)],
            roles::counted,
            role,
        )
    }),
    ("roles-empty-list", |_| {
        each(
            &[Objects::DocumentsOf(Endpoint::Roles)],
            roles::empty_list,
            empty,
        )
    }),
];

const CONSISTENCY: &[(&str, Make)] = &[
    ("consistency-account-number", |_| {
        each(&[Objects::Account], consistency::account_number, both)
    }),
    ("consistency-account-reference", |_| {
        each(&[Objects::Account], consistency::account_reference, both)
    }),
    ("consistency-owner", |_| {
        each(&[Objects::Account], consistency::owner, both)
    }),
    ("consistency-currency", |_| {
        each(&[Objects::Account], consistency::currency, both)
    }),
    ("consistency-type-and-status", |_| {
        each(&[Objects::Account], consistency::type_and_status, both)
    }),
    ("consistency-servicer", |_| {
        each(&[Objects::Account], consistency::servicer, both)
    }),
    ("consistency-transaction-currency", |_| {
        each(
            &[Objects::Transactions],
            consistency::transaction_currency,
            transaction,
        )
    }),
    ("consistency-transaction-cards", |_| {
        Box::<consistency::TransactionCards>::default()
    }),
    ("consistency-names", |_| {
        Box::<consistency::NamedAlike>::default()
    }),
];
