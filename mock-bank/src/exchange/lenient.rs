//! A bank that accepts everything: where something cannot be read, a usual value replaces it.

use wire::identifiers::PartyId;
use wire::messages::{Endpoint, header, query as query_names};

use crate::core::Core;
use crate::exchange::admission::{Admitted, AskedGuardian, Subject};
use crate::exchange::references;
use crate::request::Incoming;
use crate::request::media::{self, AnswerForm};
use crate::request::period::Period;
use crate::request::query::Query;
use crate::request::route::{self, Route};
use crate::service::Service;

/// The request as far as it can be read; `None` for a bank without services.
pub(super) fn admit(core: &Core, incoming: &Incoming) -> Option<Admitted> {
    let route = route::route(&incoming.path).unwrap_or(Route {
        endpoint: Endpoint::Accounts,
        reference: None,
    });
    let moment = core.moment();
    let service = service(core, incoming, route.endpoint)?;
    let query = Query::parse(&incoming.query).unwrap_or_default();
    let date = |name: &str| {
        query
            .values(&[name])
            .next()
            .and_then(|text| wire::dates::parse_iso(text).ok())
    };
    let from = date(query_names::FROM_DATE).unwrap_or(moment.today);
    let to = date(query_names::TO_DATE).unwrap_or(moment.today);
    Some(Admitted {
        endpoint: route.endpoint,
        form: media::choose(&incoming.headers, core.config.mode, core.defects())
            .unwrap_or(AnswerForm::Encrypted),
        consumer: service.profile.orgno().to_owned(),
        service,
        period: Period {
            from: from.min(to),
            to: to.max(from),
        },
        moment,
        subject: subject(core, incoming, route, &query),
        cursor: None,
    })
}

fn service(core: &Core, incoming: &Incoming, endpoint: Endpoint) -> Option<Service> {
    let text = incoming
        .headers
        .get(header::LEGAL_MANDATE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mandate = wire::mandate::decode(text).unwrap_or_default();
    core.services
        .iter()
        .filter(|service| service.profile.has_endpoint(endpoint))
        .find(|service| service.has_mandate(&mandate, core.config.mode, core.defects()))
        .or(core
            .services
            .iter()
            .find(|service| service.profile.has_endpoint(endpoint)))
        .copied()
}

fn subject(core: &Core, incoming: &Incoming, route: Route<'_>, query: &Query) -> Subject {
    let Some(text) = route.reference else {
        let id = incoming
            .headers
            .get(header::PARTY_ID)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let known = PartyId::parse(id).ok().and_then(|id| core.data.party(&id));
        let only_primary_owner =
            query.values(&[query_names::ONLY_PRIMARY_OWNER]).next() != Some("false");
        return Subject::Party {
            party: known,
            only_primary_owner,
            guardian: AskedGuardian::NotOfService,
        };
    };
    let opened = references::opened_reference(core, text);
    let known =
        |place: u32, count: usize| usize::try_from(place).ok().filter(|place| *place < count);
    Subject::Account {
        account: opened
            .and_then(|reference| known(reference.account, core.data.accounts.len()))
            .unwrap_or(0),
        reference: text.to_owned(),
        party: opened.and_then(|reference| known(reference.party, core.data.parties.len())),
    }
}
