//! Account references: the account and party of each.

pub(super) mod spelling;

use wire::messages::DATA_NOT_DELIVERED;

use crate::core::Core;
use crate::data::model::{AccountIndex, PartyIndex};
use crate::defect::Defect;
use crate::refusal::{Rule, Ruling};
use crate::request::period::Period;
use crate::sealing::Reference;
use crate::service::Service;

/// An account and the party in whose retrieval its reference was given out.
pub(super) struct Opened {
    pub(super) account: AccountIndex,
    pub(super) party: PartyIndex,
    /// The reference, decoded from the path.
    pub(super) text: String,
}

pub(super) fn open_reference(core: &Core, text: &str, service: Service) -> Ruling<Opened> {
    if text == DATA_NOT_DELIVERED {
        return Err(Rule::ReferenceWithoutData.into());
    }
    let defects = core.defects();
    let any_service =
        defects.has(Defect::ReferenceIsAccountNumber) || defects.has(Defect::ReferenceIsBase64);
    open_any(core, text)
        .filter(|(opened, kind)| {
            (any_service || kind.profile.id == service.profile.id)
                && !core.data.accounts[opened.account].data_not_delivered
        })
        .map(|(opened, _)| opened)
        .ok_or_else(|| Rule::ReferenceUnknown.into())
}

fn open_any(core: &Core, text: &str) -> Option<(Opened, Service)> {
    let reference = opened_reference(core, text)?;
    let account = usize::try_from(reference.account)
        .ok()
        .filter(|place| *place < core.data.accounts.len())?;
    let party = usize::try_from(reference.party)
        .ok()
        .filter(|place| *place < core.data.parties.len())?;
    let service = core.services.get(usize::from(reference.service))?;
    let text = spelling::from_path(core, text);
    Some((
        Opened {
            account,
            party,
            text,
        },
        *service,
    ))
}

/// Opens the reference; with the defects that make references readable, reads them.
pub(super) fn opened_reference(core: &Core, text: &str) -> Option<Reference> {
    let text = spelling::from_path(core, text);
    let uuid = spelling::read(core, &text);
    if let Some(reference) = uuid.and_then(|uuid| Reference::open(&uuid, &core.sealer)) {
        return Some(reference);
    }
    super::document::readable_reference(core, &text)
}

/// Whether the party owned the account, or where that counts disposed of it, in the period. An
/// account that did not exist in the period belongs to its owners and role holders of any time.
pub(super) fn is_related(
    core: &Core,
    account: AccountIndex,
    party: PartyIndex,
    period: Period,
    with_disposed: bool,
) -> bool {
    let account = &core.data.accounts[account];
    let defects = core.defects();
    let period = if account.exists_in(period) && !defects.has(Defect::AccountsOutsidePeriodListed) {
        period
    } else {
        Period {
            from: account.opened,
            to: jiff::civil::Date::MAX,
        }
    };
    account.is_owned_by(party, period)
        || (with_disposed && account.is_disposed_by(party, period))
        || defects.has(Defect::DisposedListedForOwnerOnly)
        || (defects.has(Defect::GuarantorListed) && account.guarantors.contains(&party))
        || (defects.has(Defect::CoBorrowerListed) && account.co_borrowers.contains(&party))
}
