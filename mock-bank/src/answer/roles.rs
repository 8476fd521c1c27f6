//! Who besides the primary owner may use or see an account.

use crate::answer::parts::{self, Context};
use crate::answer::writer::Object;
use crate::data::model::{Account, DataSet, PartyIndex};
use crate::defect::Defect;
use crate::request::period::Period;
use crate::variant::Variant;

/// Whose roles and cards a document shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShownHolders {
    /// Everybody's.
    All,
    /// The control object's own.
    Only(PartyIndex),
    /// Everybody's but the control object's; with a defect alone.
    AllBut(PartyIndex),
    /// Nobody's who is a guardian; with a defect alone.
    NoGuardians,
}

impl ShownHolders {
    /// Whether this holder is shown.
    pub(crate) fn includes(self, holder: PartyIndex, data: &DataSet) -> bool {
        match self {
            Self::All => true,
            Self::Only(party) => holder == party,
            Self::AllBut(party) => holder != party,
            Self::NoGuardians => !data.is_guardian(holder),
        }
    }
}

/// Writes the document: the role holders of the period.
pub(crate) fn write(
    o: &mut Object<'_>,
    account: &Account,
    asked: Period,
    shown: ShownHolders,
    context: Context<'_>,
) {
    let message = account
        .archived_before
        .filter(|_| account.is_archived_in(asked))
        .map(parts::archive_message);
    parts::response_details(o, message.as_deref(), context.defects);
    let period = if context.defects.has(Defect::RolesOutsidePeriod) {
        Period {
            from: account.opened,
            to: jiff::civil::Date::MAX,
        }
    } else {
        asked
    };
    let owners = account
        .owner_for(None, asked.to)
        .filter(|_| context.variants.has(Variant::OwnerAmongRoles));
    let holders = account
        .disposers_in(period)
        .filter(|holder| shown.includes(holder.party, context.data))
        .chain(owners);
    o.list("roles", holders, |o, holder| {
        if context.defects.has(Defect::RoleHolderUnidentified) {
            o.text("permission", holder.permission.name());
            return;
        }
        parts::role(o, holder, asked.to, context);
    });
}
