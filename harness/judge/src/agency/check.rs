//! The checks of the agency's cases: pure, over the journal. A case names its check; what a check needs to know
//! beside the traffic stands in the case, in `with`.

mod answers;
mod call;
mod certificate;
mod content;
mod failures;
mod flow;
mod grant;
mod mandate;
mod minimisation;
mod order;
mod pages;
mod party;
mod period;
mod readable;
mod reference;
mod same;
mod scope;
mod step_one;
mod tally;
mod token;

use crate::agency::journal::Register;

use crate::agency::journal::{Call, Place};
use crate::agency::sight::Sight;

pub use pack::catalogue::{To, With};
pub use tally::Judged;

/// A check.
pub type Check = fn(&Sight<'_>, &With) -> Judged;

/// The check of that name.
pub fn find(name: &str) -> Option<Check> {
    ALL.iter()
        .find(|(found, _)| *found == name)
        .map(|(_, check)| *check)
}

/// All checks by name.
pub const ALL: &[(&str, Check)] = &[
    ("grant-form", grant::form),
    ("grant-algorithm", grant::algorithm),
    ("grant-key", grant::key_name),
    ("grant-audience", grant::audience),
    ("grant-lifetime", grant::lifetime),
    ("grant-once", grant::once),
    ("grant-client", grant::client),
    ("grant-accepted", grant::accepted),
    ("grant-resource", scope::resource),
    ("token-scope", scope::of_calls),
    ("grant-scope-alone", scope::alone),
    ("token-audience", token::audience),
    ("token-expiry", token::expiry),
    ("token-bearer", token::bearer),
    ("token-place", token::place),
    ("token-replaced", token::replaced),
    ("token-economy", token::economy),
    ("overview-request", step_one::request),
    ("overview-endpoint", step_one::endpoint),
    ("banks-of-answer", step_one::banks_of_answer),
    ("every-bank", step_one::every_bank),
    ("base-url", step_one::base_url),
    ("case-of-step-one", same::case_of_step_one),
    ("method", call::method),
    ("known-path", call::known_path),
    ("readable", readable::readable),
    ("header-uuid", call::uuid),
    ("header-absent", call::absent),
    ("header-present", call::present),
    ("header-value", call::value),
    ("headers-once", call::once),
    ("headers-ascii", call::ascii),
    ("accept", call::accept),
    ("number-in-address", party::in_address),
    ("party", party::party),
    ("party-elsewhere", party::elsewhere),
    ("mandate-text", mandate::text),
    ("mandate-encoding", mandate::encoding),
    ("same-through-case", same::through_case),
    ("differs-between-cases", same::between_cases),
    ("same-for-user", same::for_user),
    ("different-each-call", same::each_call),
    ("period-form", period::form),
    ("period-order", period::order),
    ("period-limit", period::limit),
    ("period-end", period::end),
    ("period-same", period::same),
    ("owner-present", period::owner_present),
    ("owner-spelling", period::owner_spelling),
    ("owner-true", period::owner_true),
    ("query-once", period::once),
    ("accounts-first", flow::accounts_first),
    ("service-endpoints", flow::service_endpoints),
    ("every-account", flow::every_account),
    ("references", reference::of_answer),
    ("data-not-delivered", reference::not_delivered),
    ("order-form", order::form),
    ("order-member", order::member),
    ("order-kid", certificate::kid),
    ("order-signature", certificate::signature),
    ("order-certificate", certificate::fit),
    ("order-own-keys", order::own_keys),
    ("order-claims", content::claims),
    ("order-uuid", content::uuids),
    ("order-value", content::value),
    ("order-party", content::party),
    ("order-mandate", content::mandate),
    ("order-reason", content::reason),
    ("order-period", content::period),
    ("order-covers-period", content::covers_period),
    ("order-covers-owner", content::covers_owner),
    ("order-account-list", content::account_list),
    ("order-flags", content::flags),
    ("order-case", content::case),
    ("order-life", content::life),
    ("order-in-time", content::in_time),
    ("order-timestamp", content::timestamp),
    ("order-same", order::same),
    ("order-ids", order::ids),
    ("pages-followed", pages::followed),
    ("pages-as-given", pages::as_given),
    ("pages-once", pages::once),
    ("loop-left", pages::loop_left),
    ("absolute-left", pages::absolute_left),
    ("not-elsewhere", pages::not_elsewhere),
    ("carries-on", answers::carries_on),
    ("retried", answers::retried),
    ("pause", answers::pause),
    ("bounded", answers::bounded),
    ("not-repeated", answers::not_repeated),
    ("waited", answers::waited),
    ("other-accounts", failures::other_accounts),
    ("other-banks", failures::other_banks),
    ("nothing-sent", failures::nothing_sent),
    ("asked-endpoints", minimisation::endpoints),
    ("asked-owner", minimisation::owner),
    ("asked-period", minimisation::period),
    ("asked-order", minimisation::order),
    ("asked-once", minimisation::once),
    ("to-delete", minimisation::to_delete),
];

/// The calls that a case is about.
fn calls<'a>(sight: &Sight<'a>, to: To) -> impl Iterator<Item = &'a Call> {
    let wanted = move |call: &&Call| match to {
        To::Bank => call.bank().is_some(),
        To::Overview => call.place == Place::Register(Register::CustomerOverview),
    };
    sight
        .shows
        .iter()
        .flat_map(|show| show.calls.iter())
        .filter(wanted)
}

#[cfg(test)]
mod tests;
