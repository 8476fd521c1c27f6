//! Cards of an account.

use crate::answer::parts::{self, Context};
use crate::answer::roles::ShownHolders;
use crate::answer::writer::Object;
use crate::data::model::Account;
use crate::request::period::Period;

/// Writes the document: the cards that could be used in the period.
pub(crate) fn write(
    o: &mut Object<'_>,
    account: &Account,
    period: Period,
    shown: ShownHolders,
    context: Context<'_>,
) {
    let message = account
        .archived_before
        .filter(|_| account.is_archived_in(period))
        .map(parts::archive_message);
    parts::response_details(o, message.as_deref(), context.defects);
    let cards = account
        .cards_in(period)
        .filter(|card| shown.includes(card.holder, context.data));
    o.list("paymentCards", cards, |o, card| {
        parts::card(o, card, context);
    });
}
