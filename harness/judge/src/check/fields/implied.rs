//! Fields that a bank has because the profile declares their values: whoever declares when an account was opened need not
//! say besides that the bank knows it.

use wire::messages::Endpoint;
use wire::world::{AccountFact, CardFact, Holder, PartyEntry, Relation};

/// Whether a value of the field is declared for every own account, card or role of the party.
pub(super) fn is_implied(party: &PartyEntry, endpoint: Endpoint, path: &str) -> bool {
    let own: Vec<&AccountFact> = party
        .accounts
        .iter()
        .filter(|fact| fact.relation == Relation::Owner)
        .collect();
    let every_account = |has: fn(&AccountFact) -> bool| all(own.iter().copied(), has);
    let every_card = |has: fn(&CardFact) -> bool| {
        let cards = own.iter().flat_map(|fact| &fact.payment_cards);
        all(cards, has)
    };
    let every_role = |has: fn(&Holder) -> bool| {
        let holders = own.iter().flat_map(|fact| &fact.role_holders);
        all(holders, has)
    };
    match (endpoint, path) {
        (Endpoint::Accounts, "accounts.status") | (Endpoint::AccountDetails, "account.status") => {
            every_account(|fact| fact.status.is_some())
        }
        (Endpoint::AccountDetails, "account.startDate") => {
            every_account(|fact| fact.opened.is_some())
        }
        (
            Endpoint::Accounts,
            "accounts.primaryOwner.identifier.value" | "accounts.primaryOwner.identifier.type",
        )
        | (
            Endpoint::AccountDetails,
            "account.primaryOwner.identifier.value" | "account.primaryOwner.identifier.type",
        ) => every_account(|fact| fact.owner.is_some() || !fact.owners.is_empty()),
        (Endpoint::Accounts, "accounts.servicer.identifier.value")
        | (Endpoint::AccountDetails, "account.servicer.identifier.value") => {
            every_account(|fact| fact.servicer.is_some())
        }
        (Endpoint::Cards, "paymentCards.holderName") => every_card(|card| card.holder.is_some()),
        (Endpoint::Cards, "paymentCards.startDate") => every_card(|card| card.start.is_some()),
        (Endpoint::Cards, "paymentCards.expiryDate") => every_card(|card| card.expiry.is_some()),
        (Endpoint::Cards, "paymentCards.type") => every_card(|card| card.card_type.is_some()),
        (Endpoint::Cards, "paymentCards.cardStatus") => every_card(|card| card.status.is_some()),
        (Endpoint::Cards, "paymentCards.versionNumber") => {
            every_card(|card| card.version.is_some())
        }
        (Endpoint::Roles, "roles.permission") => every_role(|one| one.permission.is_some()),
        (Endpoint::Roles, "roles.identifier.value" | "roles.identifier.type") => {
            every_role(|one| !one.party_id.is_empty())
        }
        (Endpoint::Roles, "roles.name") => every_role(|one| one.name.is_some()),
        (Endpoint::Roles, "roles.startDate") => every_role(|one| one.start.is_some()),
        _ => false,
    }
}

/// Whether there are some, and all of them have it.
fn all<'a, T: 'a>(things: impl Iterator<Item = &'a T>, has: fn(&T) -> bool) -> bool {
    let mut things = things.peekable();
    things.peek().is_some() && things.all(has)
}
