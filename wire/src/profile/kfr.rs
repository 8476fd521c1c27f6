//! KFR's write API in the form of a service: who calls, with which scope. It is none of the services of agencies, and no
//! list of services has it.

use std::sync::LazyLock;

use super::{
    Agency, DisposedAccounts, FromRule, FurtherCheck, LocalText, OnlyPrimaryOwnerRule, Overview,
    PartyKind, PeriodRule, ServiceProfile, Source, ToRule,
};
use crate::messages::scope;

/// The id.
pub const KFR: &str = "kfr";

static PROFILE: LazyLock<ServiceProfile> = LazyLock::new(|| ServiceProfile {
    id: KFR.to_owned(),
    asked_for: false,
    prefix: "KFR".to_owned(),
    title: LocalText {
        en: "KFR, the institutions' write API".to_owned(),
        nb: "KFR, institusjonenes skrive-API".to_owned(),
    },
    agency: Agency {
        name: "Syntetisk Finansieringsforetak".to_owned(),
        orgnos: vec!["310000035".to_owned()],
        supplier: None,
    },
    scope: scope::CUSTOMER_RELATIONSHIP_WRITE.to_owned(),
    minimum_api_version: "1.1.2".to_owned(),
    endpoints: Vec::new(),
    mandates: Vec::new(),
    party_kinds: vec![PartyKind::Person, PartyKind::Organisation],
    only_primary_owner: OnlyPrimaryOwnerRule::Either,
    additional_reference_type: None,
    requester_id_required: false,
    disposed_accounts: DisposedAccounts::Never,
    further_check: FurtherCheck::None,
    period: PeriodRule {
        from: FromRule::Today,
        to: ToRule::Today,
    },
    overview: Overview::default(),
    source: Source {
        title: "Customer register API".to_owned(),
        version: "1.1.2".to_owned(),
        date: Some(jiff::civil::date(2021, 3, 18)),
    },
});

/// KFR's write API; the agency is the institution of the mock world.
pub fn kfr() -> &'static ServiceProfile {
    &PROFILE
}
