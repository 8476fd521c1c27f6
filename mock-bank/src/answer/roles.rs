//! Who besides the primary owner may use or see an account.

use crate::answer::parts::{self, Context};
use crate::answer::writer::Object;
use crate::data::model::Account;
use crate::defect::Defect;
use crate::request::period::Period;
use crate::variant::Variant;

/// Writes the document: the role holders of the period.
pub(crate) fn write(o: &mut Object<'_>, account: &Account, asked: Period, context: Context<'_>) {
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
    let holders = account.disposers_in(period).chain(owners);
    o.list("roles", holders, |o, holder| {
        if context.defects.has(Defect::RoleHolderUnidentified) {
            o.text("permission", holder.permission.name());
            return;
        }
        parts::role(o, holder, asked.to, context);
    });
}
