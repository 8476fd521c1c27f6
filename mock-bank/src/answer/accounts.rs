//! The account list: which accounts, and how each is shown.

use jiff::civil::Date;

use crate::answer::parts::{self, Context};
use crate::answer::writer::Object;
use crate::config::RightOfDisposal;
use crate::data::model::{Account, AccountIndex, DataSet, Holding, PartyIndex};
use crate::defect::{Defect, Defects};
use crate::exchange::AskedGuardian;
use crate::request::period::Period;
use crate::variant::Variant;

/// What Accounts is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ListQuestion {
    pub(crate) party: PartyIndex,
    pub(crate) period: Period,
    pub(crate) only_primary_owner: bool,
    pub(crate) right_of_disposal: RightOfDisposal,
    pub(crate) guardian: AskedGuardian,
}

/// The accounts to list, and whether there are others that must be asked for by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Selection {
    pub(crate) accounts: Vec<AccountIndex>,
    pub(crate) has_others: bool,
}

/// Chooses the accounts.
///
/// Owned in the period; with alternative 2 and `OnlyPrimaryOwner` false also disposed of. Guarantors
/// and co-borrowers have no account in the list, and a shielded person none at all.
/// Source: Løsningsbeskrivelse for Politi-Utlevering, Utlevering for Accounts, alternatives 1 and 2.
pub(crate) fn select(data: &DataSet, question: ListQuestion, defects: &Defects) -> Selection {
    if data.parties[question.party].is_shielded() && !defects.has(Defect::ShieldedListed) {
        return Selection {
            accounts: Vec::new(),
            has_others: false,
        };
    }
    let disposed = |account: &Account| {
        account.is_disposed_by(question.party, question.period)
            && !account.is_owned_by(question.party, question.period)
    };
    let lists_disposed = defects.has(Defect::DisposedListedForOwnerOnly)
        || (!question.only_primary_owner
            && question.right_of_disposal == RightOfDisposal::Alternative2);
    let is_listed = |account: &Account| {
        let in_period =
            account.exists_in(question.period) || defects.has(Defect::AccountsOutsidePeriodListed);
        (in_period
            && (is_owned(account, question, defects) || (lists_disposed && disposed(account)))
            && is_shown(data, account, question, defects))
            || lists_of_guardian(account, question, defects)
    };
    let accounts = matching(data, is_listed);
    let tells_of_others =
        !question.only_primary_owner && question.right_of_disposal == RightOfDisposal::Alternative1;
    let has_others = tells_of_others
        && data
            .accounts
            .iter()
            .any(|account| account.exists_in(question.period) && disposed(account));
    Selection {
        accounts,
        has_others,
    }
}

/// Whether a listed account is one of the guardian's, and none that a defect leaves out.
fn is_shown(data: &DataSet, account: &Account, question: ListQuestion, defects: &Defects) -> bool {
    let by_any_guardian = defects.has(Defect::GuardiansMixed)
        && account
            .disposers
            .iter()
            .any(|holder| data.is_guardian_of(holder.party, question.party));
    let left_out = (defects.has(Defect::BlockedAccountsLeftOut) && account.is_blocked)
        || (defects.has(Defect::OpenedTodayLeftOut) && account.opened == question.period.to);
    !left_out
        && (by_any_guardian || is_of_guardian(account, question.guardian, question.period, defects))
}

/// Accounts that the ward does not own; with defects alone.
fn lists_of_guardian(account: &Account, question: ListQuestion, defects: &Defects) -> bool {
    let AskedGuardian::Named(Some(guardian)) = question.guardian else {
        return false;
    };
    let is_wards = account.is_owned_by(question.party, question.period);
    (defects.has(Defect::UnownedAccountsListed)
        && !is_wards
        && account.is_disposed_by(guardian, question.period))
        || (defects.has(Defect::GuardiansOwnAccountsListed)
            && account.is_owned_by(guardian, question.period))
}

/// Whether the guardian disposes of the account, where the service has guardians.
/// Source: Løsningsbeskrivelse for Vergekontroll, Utlevering for Accounts.
pub(crate) fn is_of_guardian(
    account: &Account,
    guardian: AskedGuardian,
    period: Period,
    defects: &Defects,
) -> bool {
    match guardian {
        AskedGuardian::NotOfService => true,
        AskedGuardian::Named(guardian) => {
            defects.has(Defect::UndisposedAccountsListed)
                || guardian.is_some_and(|guardian| account.is_disposed_by(guardian, period))
        }
    }
}

fn matching(data: &DataSet, is_listed: impl Fn(&Account) -> bool) -> Vec<AccountIndex> {
    data.accounts
        .iter()
        .enumerate()
        .filter(|(_, account)| is_listed(account))
        .map(|(index, _)| index)
        .collect()
}

fn is_owned(account: &Account, question: ListQuestion, defects: &Defects) -> bool {
    let ever = Period {
        from: account.opened,
        to: question.period.to.max(account.opened),
    };
    account.is_owned_by(question.party, question.period)
        || (defects.has(Defect::AccountsOutsidePeriodListed)
            && account.is_owned_by(question.party, ever))
        || (defects.has(Defect::GuarantorListed) && account.guarantors.contains(&question.party))
        || (defects.has(Defect::CoBorrowerListed) && account.co_borrowers.contains(&question.party))
}

/// Why the list is partial under alternative 1.
pub(crate) const OTHERS_MESSAGE: &str = "Kontrollobjektet har disposisjonsrett til én eller flere andre konti. Opplysninger om dem må innhentes manuelt.";

/// Why the list of some parties is partial for every service.
pub(crate) const BY_HAND_MESSAGE: &str = "Kontrollobjektet har også avtaler som ikke er tilgjengelige i API-et. Opplysninger om dem må innhentes manuelt.";

/// An account as it is asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AskedAccount<'a> {
    pub(crate) account: &'a Account,
    pub(crate) reference: &'a str,
    /// The control object, where it is known.
    pub(crate) party: Option<PartyIndex>,
    pub(crate) period: Period,
}

impl<'a> AskedAccount<'a> {
    /// The owner to name.
    fn owner(self, defects: &Defects) -> Option<&'a Holding> {
        if defects.has(Defect::OwnerOfToday) {
            self.account.owner_at(Date::MAX)
        } else if defects.has(Defect::OwnerAfterSale) {
            self.account.owner_at(self.period.to)
        } else if defects.has(Defect::OwnerAtPeriodStart) {
            self.account.owner_at(self.period.from)
        } else {
            self.account.owner_for(self.party, self.period.to)
        }
    }
}

/// The fields that the list and the details of an account share.
pub(crate) fn heading(o: &mut Object<'_>, asked: AskedAccount<'_>, context: Context<'_>) {
    let account = asked.account;
    o.text("status", status(account, asked.period, context));
    parts::servicer(o, context.servicer);
    o.text("accountIdentifier", &account.number);
    o.text("accountReference", asked.reference);
    o.text("type", account.kind.name());
    o.text("currency", account.currency);
    o.object_if("primaryOwner", asked.owner(context.defects), |o, owner| {
        parts::role(o, owner, asked.period.to, context);
    });
    o.text("name", &account.name);
}

/// The status today; with the variant of that name the one at the end of the period.
fn status(account: &Account, period: Period, context: Context<'_>) -> &'static str {
    let is_closed = if context.variants.has(Variant::StatusOfToDate) {
        !account.is_open_on(period.to)
    } else {
        account.closed.is_some()
    };
    if is_closed {
        return "deleted";
    }
    if account.is_blocked && context.defects.has(Defect::BlockedShownEnabled) {
        return "enabled";
    }
    if account.is_blocked && context.defects.has(Defect::BlockedShownDeleted) {
        return "deleted";
    }
    current_status(account, context.data)
}

/// The status today: the account of somebody dead or bankrupt is locked.
pub(crate) fn current_status(account: &Account, data: &DataSet) -> &'static str {
    let owner = account
        .owners
        .last()
        .map(|owner| &data.parties[owner.party]);
    if account.closed.is_some() {
        "deleted"
    } else if account.is_blocked || owner.is_some_and(|owner| owner.deceased) {
        "disabled"
    } else {
        "enabled"
    }
}
