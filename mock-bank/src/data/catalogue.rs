//! Which accounts and relations the parties of each role get.

use jiff::civil::Date;
use wire::dates;
use wire::population::PopulationRole as Role;

use crate::data::build::{Activity, Builder, MANY, SEVERAL_PAGES};
use crate::data::model::{AccountType, PartyIndex, Permission};

/// Fills the data set: owners first, since the others' relations are to their accounts.
pub(crate) fn fill(builder: &mut Builder<'_>) {
    let owners = builder.of_role(Role::Owner);
    let organisations = builder.of_role(Role::OrganisationOwner);
    for party in owners.iter().chain(&organisations) {
        own_usual_accounts(builder, *party);
    }
    for role in OWNING {
        for (place, party) in builder.of_role(role).into_iter().enumerate() {
            own_by_role(builder, role, party, place);
        }
    }
    change_owners(builder, &owners);
    dispose(builder, &owners, &organisations);
    add_guarantors_and_co_borrowers(builder, &owners);
    fill_a_second_page(builder);
}

/// So that the account list of a deceased person, too, needs more than one page.
fn fill_a_second_page(builder: &mut Builder<'_>) {
    let Some(party) = builder
        .of_role(Role::DeceasedSeveralAccounts)
        .first()
        .copied()
    else {
        return;
    };
    let opened = dates::years_before(builder.today, 9);
    for _ in 0..9 {
        let activity = Activity {
            count: 40,
            since: dates::years_before(builder.today, 4),
        };
        builder.add_with(party, AccountType::Savings, opened, None, activity);
    }
}

/// The roles that are about accounts of their own; the others are about somebody else's.
const OWNING: [Role; 31] = [
    Role::OwnerOfSeveralAccounts,
    Role::OwnerOfEveryAccountType,
    Role::ClosedAccount,
    Role::OwnsAndDisposes,
    Role::ManyTransactions,
    Role::NoTransactions,
    Role::Deceased,
    Role::DeceasedWithoutDate,
    Role::DeceasedSeveralAccounts,
    Role::DeceasedClosedAccount,
    Role::DeceasedManyTransactions,
    Role::DeceasedDNumber,
    Role::Shielded,
    Role::StrictlyShielded,
    Role::ShieldedDeceased,
    Role::DNumber,
    Role::DataNotDelivered,
    Role::CardHolder,
    Role::ForeignCurrency,
    Role::OpenedLater,
    Role::Ward,
    Role::CoBorrower,
    Role::ReopenedAccount,
    Role::DeceasedOwnsAndDisposes,
    Role::DeathWithdrawn,
    Role::WardOfNoAccount,
    Role::WardWithClosedAccount,
    Role::ManagerOfBankrupt,
    Role::UnitOfBankrupt,
    Role::OpenedToday,
    Role::Guardian,
];

fn own_usual_accounts(builder: &mut Builder<'_>, party: PartyIndex) {
    if builder.is_organisation(party) {
        builder.add(party, AccountType::Business);
        builder.add(party, AccountType::TaxDeduction);
        return;
    }
    builder.add(party, AccountType::Salary);
}

fn own_by_role(builder: &mut Builder<'_>, role: Role, party: PartyIndex, place: usize) {
    match role {
        Role::OwnerOfSeveralAccounts => several(builder, party, place),
        Role::OwnerOfEveryAccountType => {
            for kind in AccountType::ALL {
                builder.add(party, kind);
            }
        }
        Role::ClosedAccount => closed_accounts(builder, party),
        Role::ManyTransactions => many_transactions(builder, party),
        Role::NoTransactions => no_transactions(builder, party),
        Role::DeceasedSeveralAccounts => deceased_with_several(builder, party, place),
        Role::DeceasedClosedAccount => deceased_with_closed(builder, party),
        Role::DeceasedManyTransactions => deceased_with_many(builder, party),
        Role::DataNotDelivered => data_not_delivered(builder, party),
        Role::CardHolder => card_holder(builder, party),
        Role::ForeignCurrency => {
            builder.add(party, AccountType::Currency);
            builder.add(party, AccountType::Salary);
        }
        Role::OpenedLater => opened_later(builder, party, place),
        Role::CoBorrower if place > 0 => {}
        Role::ReopenedAccount => reopened(builder, party),
        Role::Ward => {
            builder.add(party, AccountType::Salary);
            builder.add(party, AccountType::Savings);
            builder.add(party, AccountType::Savings);
        }
        Role::WardWithClosedAccount => ward_with_closed(builder, party),
        Role::UnitOfBankrupt => own_usual_accounts(builder, party),
        Role::OpenedToday => opened_today(builder, party),
        Role::Deceased
        | Role::DeceasedOwnsAndDisposes
        | Role::DeceasedWithoutDate
        | Role::DeceasedDNumber
        | Role::ShieldedDeceased => {
            deceased_account(builder, party);
        }
        Role::OwnsAndDisposes
        | Role::Shielded
        | Role::StrictlyShielded
        | Role::DNumber
        | Role::WardOfNoAccount
        | Role::Guardian
        | Role::ManagerOfBankrupt
        | Role::DeathWithdrawn
        | Role::CoBorrower => {
            builder.add(party, AccountType::Salary);
        }
        Role::Owner
        | Role::OrganisationOwner
        | Role::ChangedOwner
        | Role::DisposesOnly
        | Role::Guarantor
        | Role::DeceasedNoRelationship
        | Role::NoRelationship
        | Role::GuardianWithDNumber
        | Role::Declared => {}
    }
}

/// An account whose activity is dense enough that the last months have all kinds of transactions.
fn deceased_account(builder: &mut Builder<'_>, party: PartyIndex) -> usize {
    let opened = dates::years_before(builder.today, 12);
    let since = dates::years_before(builder.today, 3);
    builder.add_with(
        party,
        AccountType::Salary,
        opened,
        None,
        Activity { count: 700, since },
    )
}

/// The later ones have older transactions in an archive.
fn several(builder: &mut Builder<'_>, party: PartyIndex, place: usize) {
    let first = builder.add(party, AccountType::Salary);
    builder.add(party, AccountType::Savings);
    builder.add(party, AccountType::CreditCard);
    builder.add(party, AccountType::Loan);
    if place == 2 {
        builder.by_hand.push(party);
    }
    if place == 3 {
        let before = dates::years_before(builder.today, 3);
        builder.account_mut(first).archived_before = Some(before);
        let_guardian_dispose(builder, first);
    }
}

/// One closed in the last year, one closed longer ago than anybody may ask, one open.
fn closed_accounts(builder: &mut Builder<'_>, party: PartyIndex) {
    let today = builder.today;
    let (years, months) = (
        |n| dates::years_before(today, n),
        |n| dates::months_before(today, n),
    );
    builder.add_with(
        party,
        AccountType::Savings,
        years(6),
        Some(months(8)),
        Activity {
            count: 200,
            since: years(5),
        },
    );
    builder.add_with(
        party,
        AccountType::Salary,
        years(14),
        Some(years(11)),
        Activity {
            count: 50,
            since: years(13),
        },
    );
    builder.add(party, AccountType::Salary);
}

/// Closed for half a year and opened again under the same number; somebody else had a role before and has it again.
fn reopened(builder: &mut Builder<'_>, party: PartyIndex) {
    let today = builder.today;
    let account = builder.add(party, AccountType::Salary);
    let (closed, opened) = (
        dates::months_before(today, 18),
        dates::months_before(today, 12),
    );
    builder.reopen(account, closed, opened);
    if let Some(guardian) = builder.of_role(Role::Guardian).first().copied() {
        let before = dates::years_before(today, 4);
        let alone = Permission::Alone;
        builder.let_dispose(account, guardian, alone, before, Some(closed));
        builder.let_dispose(account, guardian, alone, opened, None);
    }
}

/// They begin somewhat after the longest period does, so that a bank that has run for some days still has as many of
/// them in the period as its world file states.
fn many_transactions(builder: &mut Builder<'_>, party: PartyIndex) {
    let today = builder.today;
    let is_first = builder.of_role(Role::ManyTransactions).first() == Some(&party);
    let activity = Activity {
        count: if is_first { MANY } else { SEVERAL_PAGES },
        since: dates::months_before(today, 10 * 12 - 2),
    };
    builder.add_with(
        party,
        AccountType::Salary,
        dates::years_before(today, 12),
        None,
        activity,
    );
}

fn no_transactions(builder: &mut Builder<'_>, party: PartyIndex) {
    let opened = dates::years_before(builder.today, 12);
    builder.add_with(
        party,
        AccountType::Savings,
        opened,
        None,
        Activity {
            count: 0,
            since: opened,
        },
    );
}

fn deceased_with_several(builder: &mut Builder<'_>, party: PartyIndex, place: usize) {
    let first = deceased_account(builder, party);
    builder.add(party, AccountType::Savings);
    builder.add(party, AccountType::CreditCard);
    if place == 1 {
        builder.by_hand.push(party);
        let death = builder.parties[party].date_of_death;
        let before = death.map(|day| dates::months_before(day, 1));
        builder.account_mut(first).archived_before = before;
        let_guardian_dispose(builder, first);
    }
}

/// So that a list that is partial is not an empty one.
fn let_guardian_dispose(builder: &mut Builder<'_>, account: usize) {
    let from = dates::years_before(builder.today, 2);
    if let Some(guardian) = builder.of_role(Role::Guardian).first().copied() {
        builder.let_dispose(account, guardian, Permission::SeeOnly, from, None);
    }
}

/// Closed between the death and today, and one closed long before.
fn deceased_with_closed(builder: &mut Builder<'_>, party: PartyIndex) {
    let today = builder.today;
    let death = builder.parties[party].date_of_death.unwrap_or(today);
    let closed = dates::months_before(death, 1);
    deceased_account(builder, party);
    let since = dates::years_before(today, 3);
    builder.add_with(
        party,
        AccountType::Savings,
        dates::years_before(today, 12),
        Some(closed),
        Activity { count: 500, since },
    );
    let long_ago = dates::years_before(today, 6);
    builder.add_with(
        party,
        AccountType::Other,
        dates::years_before(today, 12),
        Some(long_ago),
        Activity {
            count: 30,
            since: dates::years_before(today, 8),
        },
    );
}

fn deceased_with_many(builder: &mut Builder<'_>, party: PartyIndex) {
    let today = builder.today;
    let activity = Activity {
        count: 9_000,
        since: dates::years_before(today, 1),
    };
    builder.add_with(
        party,
        AccountType::Salary,
        dates::years_before(today, 12),
        None,
        activity,
    );
}

fn data_not_delivered(builder: &mut Builder<'_>, party: PartyIndex) {
    builder.add(party, AccountType::Salary);
    let withheld = builder.add(party, AccountType::Other);
    builder.account_mut(withheld).data_not_delivered = true;
}

/// Debit and credit, one blocked, one of another holder.
fn card_holder(builder: &mut Builder<'_>, party: PartyIndex) {
    let account = builder.add(party, AccountType::CreditCard);
    let other = builder
        .of_role(Role::Guardian)
        .first()
        .copied()
        .unwrap_or(party);
    let today = builder.today;
    let mut blocked = builder.card(party, true, 1);
    blocked.is_blocked = true;
    blocked.version = 4;
    let additional = builder.card(other, true, 1);
    builder
        .account_mut(account)
        .cards
        .extend([blocked, additional]);
    builder.let_dispose(
        account,
        other,
        Permission::WithOther,
        dates::years_before(today, 1),
        None,
    );
    builder.add(party, AccountType::Salary);
}

/// The first has an older account too, the second only the young one.
fn opened_later(builder: &mut Builder<'_>, party: PartyIndex, place: usize) {
    let opened = dates::months_before(builder.today, 2);
    builder.add_with(
        party,
        AccountType::Savings,
        opened,
        None,
        Activity {
            count: 40,
            since: opened,
        },
    );
    if place == 0 {
        builder.add(party, AccountType::Salary);
    }
}

/// The first sold an account, the second bought one.
fn change_owners(builder: &mut Builder<'_>, owners: &[PartyIndex]) {
    let changed_on: Date = dates::months_before(builder.today, 14);
    for (place, party) in builder.of_role(Role::ChangedOwner).into_iter().enumerate() {
        let Some(other) = owners.iter().rev().nth(place).copied() else {
            continue;
        };
        let (before, after) = if place % 2 == 0 {
            (party, other)
        } else {
            (other, party)
        };
        let account = builder.add(before, AccountType::Savings);
        builder.hand_over(account, after, changed_on);
    }
}

fn dispose(builder: &mut Builder<'_>, owners: &[PartyIndex], organisations: &[PartyIndex]) {
    let today = builder.today;
    let five_years_ago = dates::years_before(today, 5);
    for (place, party) in builder.of_role(Role::DisposesOnly).into_iter().enumerate() {
        let ended = (place == 1).then(|| dates::years_before(today, 2));
        dispose_of_first(
            builder,
            owners.get(place),
            party,
            Permission::Alone,
            (five_years_ago, ended),
        );
    }
    for (place, party) in builder
        .of_role(Role::OwnsAndDisposes)
        .into_iter()
        .enumerate()
    {
        dispose_of_first(
            builder,
            organisations.get(place),
            party,
            Permission::WithOther,
            (five_years_ago, None),
        );
        dispose_of_first(
            builder,
            owners.get(place),
            party,
            Permission::SeeOnly,
            (dates::years_before(today, 3), None),
        );
    }
    for party in builder.of_role(Role::DeceasedOwnsAndDisposes) {
        let since = (five_years_ago, None);
        dispose_of_first(builder, owners.first(), party, Permission::Alone, since);
    }
    for party in builder.of_role(Role::ManagerOfBankrupt) {
        let company = organisations
            .iter()
            .find(|company| builder.parties[**company].bankruptcy.is_some());
        let since = (five_years_ago, None);
        dispose_of_first(builder, company, party, Permission::Alone, since);
    }
    guardians_dispose(builder);
}

/// Guardians dispose of their wards' accounts as long as they are guardians. Of two guardians each has an account alone,
/// and the third is neither's; other wards keep their last account for themselves.
fn guardians_dispose(builder: &mut Builder<'_>) {
    for ward in 0..builder.parties.len() {
        let person = &builder.parties[ward];
        if person.guardianships.is_empty() || person.role == Role::WardOfNoAccount {
            continue;
        }
        let (role, entries) = (person.role, person.guardianships.clone());
        let accounts = builder.accounts_of(ward);
        let kept = usize::from(role == Role::Ward);
        let shared = accounts.len().saturating_sub(kept);
        let by_two = entries.len() == 2 && entries[0].guardian != entries[1].guardian;
        for (place, entry) in entries.iter().enumerate() {
            let Some(guardian) = entry.guardian.as_ref().and_then(|id| builder.party(id)) else {
                continue;
            };
            for (number, account) in accounts[..shared].iter().enumerate() {
                if !by_two || number % 2 == place {
                    builder.let_dispose(
                        *account,
                        guardian,
                        Permission::Alone,
                        entry.from,
                        entry.to,
                    );
                }
            }
        }
    }
}

/// One closed in the middle of last year, one open.
fn ward_with_closed(builder: &mut Builder<'_>, party: PartyIndex) {
    let today = builder.today;
    let activity = Activity {
        count: 200,
        since: dates::years_before(today, 4),
    };
    builder.add_with(
        party,
        AccountType::Savings,
        dates::years_before(today, 6),
        Some(Date::constant(today.year() - 1, 6, 30)),
        activity,
    );
    builder.add(party, AccountType::Salary);
}

/// One opened today, one closed yesterday, one in euro.
fn opened_today(builder: &mut Builder<'_>, party: PartyIndex) {
    let today = builder.today;
    let opened = dates::years_before(today, 6);
    let none = |since| Activity { count: 0, since };
    builder.add_with(party, AccountType::Savings, today, None, none(today));
    builder.add_with(
        party,
        AccountType::Savings,
        opened,
        today.yesterday().ok(),
        Activity {
            count: 60,
            since: opened,
        },
    );
    builder.add(party, AccountType::Currency);
}

fn dispose_of_first(
    builder: &mut Builder<'_>,
    owner: Option<&PartyIndex>,
    party: PartyIndex,
    permission: Permission,
    (from, to): (Date, Option<Date>),
) {
    if let Some(account) = owner.and_then(|owner| builder.first_account_of(*owner)) {
        builder.let_dispose(account, party, permission, from, to);
        if permission == Permission::WithOther && !builder.account_mut(account).cards.is_empty() {
            let card = builder.card(party, false, 1);
            builder.account_mut(account).cards.push(card);
        }
    }
}

/// Guarantors and co-borrowers of loans that others own.
fn add_guarantors_and_co_borrowers(builder: &mut Builder<'_>, owners: &[PartyIndex]) {
    let guarantors = builder.of_role(Role::Guarantor);
    let co_borrowers = builder.of_role(Role::CoBorrower);
    for (place, owner) in owners
        .iter()
        .copied()
        .enumerate()
        .take(guarantors.len().max(co_borrowers.len()))
    {
        let loan = builder.add(owner, AccountType::Loan);
        let account = builder.account_mut(loan);
        account.guarantors.extend(guarantors.get(place));
        account.co_borrowers.extend(co_borrowers.get(place));
    }
}
