//! The document that a request gets.

use std::hash::{DefaultHasher, Hash, Hasher};

use wire::messages::{DATA_NOT_DELIVERED, Endpoint, query};
use wire::profile::DisposedAccounts;

use crate::answer::accounts::{self, AskedAccount, ListQuestion, Selection};
use crate::answer::paging::{self, PagedList};
use crate::answer::roles::ShownHolders;
use crate::answer::writer::{self, Object};
use crate::answer::{cards, details, parts, roles, transactions};
use crate::core::Core;
use crate::data::model::{Account, AccountIndex, PartyIndex};
use crate::defect::Defect;
use crate::exchange::admission::{Admitted, AskedGuardian, Subject};
use crate::exchange::references::spelling;
use crate::refusal::{Rule, Ruling};
use crate::sealing::Reference;
use crate::variant::Variant;

/// Makes the document.
pub(super) fn make(core: &Core, admitted: &Admitted) -> Ruling<Vec<u8>> {
    match &admitted.subject {
        Subject::Party {
            party,
            only_primary_owner,
            guardian,
        } => list(core, admitted, *party, *only_primary_owner, *guardian),
        Subject::Account {
            account,
            reference,
            party,
        } => one(core, admitted, (*account, *party), reference),
    }
}

fn write(core: &Core, admitted: &Admitted, fill: impl FnOnce(&mut Object<'_>)) -> Vec<u8> {
    let mask = core
        .delivery
        .mask(&admitted.service.profile.id, admitted.endpoint);
    writer::document(mask, core.style(), |o| {
        fill(o);
        if core.has(Variant::UnknownFields) {
            o.unknown("xProducer", "mock-bank");
        }
    })
}

fn list(
    core: &Core,
    admitted: &Admitted,
    party: Option<PartyIndex>,
    only_primary_owner: bool,
    guardian: AskedGuardian,
) -> Ruling<Vec<u8>> {
    let context = core.context();
    let selection = party.map(|party| {
        let question = ListQuestion {
            party,
            period: admitted.period,
            only_primary_owner,
            right_of_disposal: admitted
                .service
                .right_of_disposal(core.config.right_of_disposal, core.defects()),
            guardian,
        };
        accounts::select(&core.data, question, core.defects())
    });
    let disposed_only = |account: &AccountIndex| {
        party.is_some_and(|party| !core.data.accounts[*account].is_owned_by(party, admitted.period))
    };
    let selection = selection.map(|mut selection| {
        if core.defects().has(Defect::DisposedLeftOut) {
            selection.accounts.retain(|account| !disposed_only(account));
        }
        selection
    });
    let listed = selection
        .as_ref()
        .map(|selection| selection.accounts.as_slice())
        .unwrap_or_default();
    if listed.is_empty() && core.defects().has(Defect::EmptyListIs404) {
        return Err(Rule::ListEmpty.into());
    }
    let paged = PagedList {
        address: format!(
            "/accounts?{}={only_primary_owner}&{}={}&{}={}",
            query::ONLY_PRIMARY_OWNER,
            query::FROM_DATE,
            admitted.period.from,
            query::TO_DATE,
            admitted.period.to
        ),
        identity: identity(admitted, party, only_primary_owner),
        count: u32::try_from(listed.len()).unwrap_or(u32::MAX),
        size: accounts_page_size(core),
    };
    let page = paged.page(
        admitted.cursor.as_deref(),
        &core.sealer,
        core.has(Variant::AllLinks),
        core.defects(),
    )?;
    let references = listed
        .iter()
        .map(|account| reference(core, admitted, *account, party))
        .collect::<Ruling<Vec<_>>>()?;
    let partial = partial_message(core, party, selection.as_ref());
    let shown = page.items.start as usize..page.items.end as usize;
    Ok(write(core, admitted, |o| {
        parts::response_details(o, partial, core.defects());
        let shown = listed[shown.clone()].iter().zip(&references[shown]);
        o.list("accounts", shown, |o, (account, reference)| {
            let asked = AskedAccount {
                account: &core.data.accounts[*account],
                reference,
                party,
                period: admitted.period,
            };
            accounts::heading(o, asked, context);
        });
        paging::write_links(o, &links(core, page.links));
    }))
}

/// Why the list is not all there is.
fn partial_message(
    core: &Core,
    party: Option<PartyIndex>,
    selection: Option<&Selection>,
) -> Option<&'static str> {
    if selection.is_some_and(|selection| selection.has_others) {
        return Some(accounts::OTHERS_MESSAGE);
    }
    let is_by_hand = party.is_some_and(|party| core.data.by_hand.contains(&party));
    is_by_hand.then_some(accounts::BY_HAND_MESSAGE)
}

fn one(
    core: &Core,
    admitted: &Admitted,
    (index, party): (AccountIndex, Option<PartyIndex>),
    reference: &str,
) -> Ruling<Vec<u8>> {
    let account = &core.data.accounts[index];
    let (period, context) = (admitted.period, core.context());
    let shown = shown_holders(core, admitted, account, party);
    match admitted.endpoint {
        Endpoint::Transactions => pages_of_transactions(core, admitted, index, reference),
        Endpoint::AccountDetails => Ok(write(core, admitted, |o| {
            let asked = AskedAccount {
                account,
                reference,
                party,
                period,
            };
            details::write(o, asked, admitted.moment.today, context);
        })),
        Endpoint::Cards => Ok(write(core, admitted, |o| {
            cards::write(o, account, period, shown, context);
        })),
        Endpoint::Roles => Ok(write(core, admitted, |o| {
            roles::write(o, account, period, shown, context);
        })),
        Endpoint::Accounts => Err(Rule::AnswerFailed.into()),
    }
}

/// Whose roles and cards are shown: with full lists the bank may leave out the others where the control object only
/// disposes of the account.
/// Source: Løsningsbeskrivelse for Skatt-Kontroll, Utlevering for Cards and Roles.
fn shown_holders(
    core: &Core,
    admitted: &Admitted,
    account: &Account,
    party: Option<PartyIndex>,
) -> ShownHolders {
    let defects = core.defects();
    let Some(party) = party else {
        return ShownHolders::All;
    };
    let owns = account.is_owned_by(party, admitted.period);
    let has_full_list = admitted.service.profile.disposed_accounts == DisposedAccounts::All;
    if admitted.service.has_guardian() && defects.has(Defect::GuardianMissingFromRoles) {
        return ShownHolders::NoGuardians;
    }
    if !has_full_list {
        return ShownHolders::All;
    }
    let own_left_out = match admitted.endpoint {
        Endpoint::Roles => defects.has(Defect::SkattOwnRoleFiltered),
        _ => defects.has(Defect::SkattOwnCardFiltered),
    };
    if !owns && own_left_out {
        ShownHolders::AllBut(party)
    } else if (!owns && core.has(Variant::OthersFiltered))
        || (owns && defects.has(Defect::SkattOwnerRolesFiltered))
    {
        ShownHolders::Only(party)
    } else {
        ShownHolders::All
    }
}

fn pages_of_transactions(
    core: &Core,
    admitted: &Admitted,
    index: AccountIndex,
    reference: &str,
) -> Ruling<Vec<u8>> {
    let account = &core.data.accounts[index];
    let (period, context) = (admitted.period, core.context());
    let numbers = transactions::numbers(account, period, context);
    let paged = PagedList {
        address: format!(
            "/accounts/{}/transactions?{}={}&{}={}",
            in_path(reference),
            query::FROM_DATE,
            period.from,
            query::TO_DATE,
            period.to
        ),
        identity: identity(admitted, Some(index), false),
        count: numbers.end - numbers.start,
        size: page_size(core),
    };
    let page = paged.page(
        admitted.cursor.as_deref(),
        &core.sealer,
        core.has(Variant::AllLinks),
        core.defects(),
    )?;
    let shown = page.items.map(|place| {
        if core.has(Variant::NewestFirst) {
            numbers.end - 1 - place
        } else {
            numbers.start + place
        }
    });
    Ok(write(core, admitted, |o| {
        transactions::write(o, account, shown, period, context);
        paging::write_links(o, &links(core, page.links));
    }))
}

fn page_size(core: &Core) -> u32 {
    if core.defects().has(Defect::SmallPages) {
        return 100;
    }
    if core.has(Variant::PagesOf1200) {
        return 1_200;
    }
    if core.has(Variant::PagesOf5000) {
        return 5_000;
    }
    u32::try_from(core.config.page_size.max(1)).unwrap_or(u32::MAX)
}

fn accounts_page_size(core: &Core) -> u32 {
    if core.has(Variant::AccountsInOnePage) {
        return u32::MAX;
    }
    if core.has(Variant::AccountsInSmallPages) {
        return 3;
    }
    u32::try_from(core.config.accounts_page_size.max(1)).unwrap_or(u32::MAX)
}

/// Tells lists apart, so that a cursor of one is of no use for another.
fn identity(admitted: &Admitted, of: Option<usize>, only_primary_owner: bool) -> u64 {
    let mut hasher = DefaultHasher::new();
    (
        admitted.endpoint,
        &admitted.service.profile.id,
        of,
        only_primary_owner,
    )
        .hash(&mut hasher);
    (admitted.period.from, admitted.period.to).hash(&mut hasher);
    hasher.finish()
}

fn links(core: &Core, links: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
    if core.defects().has(Defect::NextLinkWithoutSlash) {
        let without = |(relation, address): (&'static str, String)| {
            (relation, address.trim_start_matches('/').to_owned())
        };
        return links.into_iter().map(without).collect();
    }
    if !core.defects().has(Defect::NextLinkAbsolute) {
        return links;
    }
    links
        .into_iter()
        .map(|(relation, address)| (relation, format!("{}{address}", core.base_url)))
        .collect()
}

/// The reference of an account in this retrieval.
fn reference(
    core: &Core,
    admitted: &Admitted,
    index: AccountIndex,
    party: Option<PartyIndex>,
) -> Ruling<String> {
    let account = &core.data.accounts[index];
    if account.data_not_delivered {
        return Ok(DATA_NOT_DELIVERED.to_owned());
    }
    if core.defects().has(Defect::ReferenceIsAccountNumber) {
        return Ok(account.number.clone());
    }
    if core.defects().has(Defect::ReferenceIsBase64) {
        return Ok(wire::jose::strict::encode_base64url(
            account.number.as_bytes(),
        ));
    }
    let service = core
        .services
        .iter()
        .position(|service| service.profile.id == admitted.service.profile.id);
    let reference = Reference {
        account: u32::try_from(index).unwrap_or(u32::MAX),
        party: party
            .and_then(|party| u32::try_from(party).ok())
            .unwrap_or(u32::MAX),
        service: service
            .and_then(|place| u8::try_from(place).ok())
            .unwrap_or(u8::MAX),
    };
    reference
        .seal(&core.sealer)
        .map(|text| spelling::written(core, text))
        .ok_or_else(|| Rule::AnswerFailed.into())
}

/// A reference as it is written in a path.
fn in_path(reference: &str) -> String {
    reference
        .replace('/', "%2F")
        .replace('+', "%2B")
        .replace('=', "%3D")
}

/// References of the defects that show the account number.
pub(super) fn readable_reference(core: &Core, text: &str) -> Option<Reference> {
    let number = if core.defects().has(Defect::ReferenceIsAccountNumber) {
        text.to_owned()
    } else if core.defects().has(Defect::ReferenceIsBase64) {
        String::from_utf8(wire::jose::strict::base64url(text).ok()?).ok()?
    } else {
        return None;
    };
    let account = core
        .data
        .accounts
        .iter()
        .position(|account| account.number == number)?;
    let party = core.data.accounts[account].owners.first()?.party;
    Some(Reference {
        account: u32::try_from(account).ok()?,
        party: u32::try_from(party).ok()?,
        service: 0,
    })
}
