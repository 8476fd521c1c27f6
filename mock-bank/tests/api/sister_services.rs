//! Vergekontroll, Konkursbehandling, Skatt-Kontroll and FI-Utlegg Saldo.

use jiff::civil::Date;
use mock_bank::{Defect, Mode};
use wire::dates;
use wire::population::{NoticeKind, Person, PopulationRole as Role, notices};

use crate::support::{Ask, Setup, setup, setup_with};

const VERGE: &str = "vergekontroll";
const KONKURS: &str = "konkursbehandling";
const SKATT: &str = "skatt-kontroll";
const UTLEGG: &str = "fi-utlegg-saldo";

fn last_year() -> (Date, Date) {
    let year = dates::today().year() - 1;
    (Date::constant(year, 1, 1), Date::constant(year, 12, 31))
}

/// A right request of Vergekontroll about a ward, by its first guardian.
fn about_ward(setup: &Setup, ward: &Person) -> Ask {
    let guardian = ward.guardianships[0].guardian.as_ref().unwrap();
    setup
        .agency
        .of_service(VERGE, ward.id.as_str(), last_year())
        .with("AdditionalReferenceIDType", "srf")
        .with("AdditionalReferenceID", guardian.as_str())
}

/// The wards that own accounts, in the order of the population: the first has the usual guardianship.
fn ward(setup: &Setup, place: usize) -> &Person {
    setup.agency.persons(Role::Ward)[place]
}

fn about_debtor(setup: &Setup, debtor: &Person, from: Date) -> Ask {
    let period = (from, dates::today());
    setup.agency.of_service(KONKURS, debtor.id.as_str(), period)
}

fn bankrupt(setup: &Setup) -> &Person {
    let people = &setup.agency.people;
    people
        .iter()
        .find(|person| person.bankruptcy.is_some())
        .unwrap()
}

fn of_tax(setup: &Setup, role: Role) -> Ask {
    let today = dates::today();
    let party = setup.agency.person(role).id.as_str();
    setup
        .agency
        .of_service(SKATT, party, (dates::years_before(today, 10), today))
        .with("RequesterID", "u-1")
}

fn of_attachment(setup: &Setup, role: Role) -> Ask {
    let today = dates::today();
    let party = setup.agency.person(role).id.as_str();
    setup.agency.of_service(UTLEGG, party, (today, today))
}

async fn status(setup: &Setup, ask: &Ask) -> u16 {
    setup.agency.send(ask).await.status
}

async fn count(setup: &Setup, ask: &Ask) -> usize {
    setup.agency.references(ask).await.len()
}

#[tokio::test]
async fn a_guardian_gets_the_accounts_that_the_ward_owns_and_the_guardian_disposes_of() {
    let setup = setup().await;
    assert_eq!(count(&setup, &about_ward(&setup, ward(&setup, 0))).await, 2);
}

#[tokio::test]
async fn two_guardians_get_one_account_each() {
    let setup = setup().await;
    let ward = ward(&setup, 2);
    let second = ward.guardianships[1].guardian.as_ref().unwrap();
    let by_second = about_ward(&setup, ward).with("AdditionalReferenceID", second.as_str());
    let lists = [
        setup.agency.send(&about_ward(&setup, ward)).await.json()["accounts"].clone(),
        setup.agency.send(&by_second).await.json()["accounts"].clone(),
    ];
    let number = |list: &serde_json::Value| list[0]["accountIdentifier"].to_string();
    assert_ne!(number(&lists[0]), number(&lists[1]));
}

#[tokio::test]
async fn a_guardian_who_disposes_of_nothing_gets_an_empty_list() {
    let setup = setup().await;
    let ward = setup.agency.person(Role::WardOfNoAccount);
    assert_eq!(count(&setup, &about_ward(&setup, ward)).await, 0);
}

#[tokio::test]
async fn a_person_who_is_no_guardian_is_refused() {
    let setup = setup().await;
    let other = setup.agency.person(Role::Owner).id.as_str();
    let ask = about_ward(&setup, ward(&setup, 0)).with("AdditionalReferenceID", other);
    assert_eq!(status(&setup, &ask).await, 400);
}

#[tokio::test]
async fn a_guardian_without_the_task_is_refused() {
    let setup = setup().await;
    let is_other = |ward: &&&Person| {
        let entries = &ward.guardianships;
        entries
            .iter()
            .all(|one| !one.is_for_daily_banking() && !one.tasks.is_empty())
    };
    let wards = setup.agency.persons(Role::Ward);
    let ward = wards.iter().find(is_other).unwrap();
    assert_eq!(status(&setup, &about_ward(&setup, ward)).await, 400);
}

#[tokio::test]
async fn a_guardianship_that_ended_this_year_opens_last_year() {
    let setup = setup().await;
    let ended = |ward: &&&Person| {
        let end = ward.guardianships[0].to;
        ward.guardianships.len() == 1 && end.is_some_and(|end| end >= last_year().1)
    };
    let wards = setup.agency.persons(Role::Ward);
    let ward = wards.iter().find(ended).unwrap();
    assert_eq!(status(&setup, &about_ward(&setup, ward)).await, 200);
}

#[tokio::test]
async fn a_day_before_last_year_is_refused() {
    let setup = setup().await;
    let day = last_year().0.yesterday().unwrap();
    let ask = about_ward(&setup, ward(&setup, 0)).query("fromDate", &day.to_string());
    assert_eq!(status(&setup, &ask).await, 400);
}

#[tokio::test]
async fn the_type_must_be_srf() {
    let setup = setup().await;
    let ask = about_ward(&setup, ward(&setup, 0)).with("AdditionalReferenceIDType", "pol1");
    assert_eq!(status(&setup, &ask).await, 400);
}

#[tokio::test]
async fn the_mandate_of_step_1_gives_no_access() {
    let setup = setup().await;
    let text = "Vergemålsloven § 54 (2), jf. vergemålsforskriften §20a (2), jf. vergemålsforskriften §20a (1) a";
    let ask =
        about_ward(&setup, ward(&setup, 0)).with("Legal-Mandate", &wire::mandate::encode(text));
    assert_eq!(status(&setup, &ask).await, 400);
}

#[tokio::test]
async fn a_bank_with_the_defect_lists_accounts_that_the_guardian_does_not_dispose_of() {
    let setup = setup_with(|config| {
        config.defects = [Defect::UndisposedAccountsListed].into_iter().collect();
    })
    .await;
    assert_eq!(count(&setup, &about_ward(&setup, ward(&setup, 0))).await, 3);
}

#[tokio::test]
async fn twelve_months_before_the_bankruptcy_order_may_be_asked_for() {
    let setup = setup().await;
    let debtor = bankrupt(&setup);
    let from = dates::months_before(debtor.bankruptcy.unwrap(), 12);
    assert_eq!(
        status(&setup, &about_debtor(&setup, debtor, from)).await,
        200
    );
}

#[tokio::test]
async fn a_day_more_than_twelve_months_before_the_order_is_refused() {
    let setup = setup().await;
    let debtor = bankrupt(&setup);
    let from = dates::months_before(debtor.bankruptcy.unwrap(), 12);
    let ask = about_debtor(&setup, debtor, from.yesterday().unwrap());
    assert_eq!(status(&setup, &ask).await, 400);
}

#[tokio::test]
async fn the_solvent_are_refused() {
    let setup = setup().await;
    let ask = about_debtor(&setup, setup.agency.person(Role::Owner), dates::today());
    assert_eq!(status(&setup, &ask).await, 400);
}

#[tokio::test]
async fn a_debtor_whose_bankruptcy_was_annulled_is_refused() {
    let setup = setup().await;
    let all = notices(&setup.agency.people, dates::today());
    let annulled = all
        .iter()
        .rev()
        .find(|one| one.kind == NoticeKind::Deletion && one.debtor != bankrupt(&setup).id)
        .unwrap();
    let newest = all.iter().rev().find(|one| one.debtor == annulled.debtor);
    assert_eq!(newest.map(|one| one.kind), Some(NoticeKind::Deletion));
    let person = setup
        .agency
        .people
        .iter()
        .find(|person| person.id == annulled.debtor)
        .unwrap();
    let ask = about_debtor(&setup, person, dates::today());
    assert_eq!(status(&setup, &ask).await, 400);
}

#[tokio::test]
async fn accounts_of_somebody_bankrupt_are_disabled() {
    let setup = setup().await;
    let debtor = bankrupt(&setup);
    let ask = about_debtor(&setup, debtor, debtor.bankruptcy.unwrap());
    let list = setup.agency.send(&ask).await.json();
    assert_eq!(list["accounts"][0]["status"], "disabled");
}

#[tokio::test]
async fn the_tax_authority_gets_disposed_accounts_too() {
    let setup = setup().await;
    let ask = of_tax(&setup, Role::DisposesOnly).query("OnlyPrimaryOwner", "false");
    assert_eq!(count(&setup, &ask).await, 1);
}

#[tokio::test]
async fn the_tax_authority_must_send_a_requester() {
    let setup = setup().await;
    let ask = of_tax(&setup, Role::Owner).without("RequesterID");
    assert_eq!(status(&setup, &ask).await, 400);
}

#[tokio::test]
async fn attachment_is_about_today() {
    let setup = setup().await;
    let yesterday = dates::today().yesterday().unwrap().to_string();
    let ask = of_attachment(&setup, Role::Owner);
    let statuses = [
        status(&setup, &ask).await,
        status(&setup, &ask.query("fromDate", &yesterday)).await,
    ];
    assert_eq!(statuses, [200, 400]);
}

#[tokio::test]
async fn the_mandate_for_test_gives_no_access_in_production() {
    let setup = setup_with(|config| config.mode = Mode::Production).await;
    let ask = of_attachment(&setup, Role::Owner).with("Accept", "application/jose");
    assert_eq!(status(&setup, &ask).await, 400);
}

#[tokio::test]
async fn both_consumers_of_attachment_are_served_whatever_the_supplier() {
    let setup = setup().await;
    let mut ask = of_attachment(&setup, Role::Owner);
    ask.token["consumer"]["ID"] = "0192:974761076".into();
    let without = status(&setup, &ask).await;
    ask.token["supplier"] =
        serde_json::json!({"authority": "iso6523-actorid-upis", "ID": "0192:311000004"});
    assert_eq!((without, status(&setup, &ask).await), (200, 200));
}

#[tokio::test]
async fn a_foreign_consumer_with_the_right_supplier_is_refused() {
    let setup = setup().await;
    let mut ask = of_attachment(&setup, Role::Owner);
    ask.token["consumer"]["ID"] = "0192:311000004".into();
    ask.token["supplier"] =
        serde_json::json!({"authority": "iso6523-actorid-upis", "ID": "0192:974761076"});
    assert_eq!(status(&setup, &ask).await, 403);
}

#[tokio::test]
async fn attachment_has_no_transactions_though_the_polices_number_has() {
    let setup = setup().await;
    let ask = of_attachment(&setup, Role::Owner);
    let references = setup.agency.references(&ask).await;
    let transactions = setup.agency.account(&ask, &references[0], "/transactions");
    assert_eq!(
        setup.agency.send(&transactions).await.refusal(),
        (400, "ACC-001".to_owned())
    );
}
