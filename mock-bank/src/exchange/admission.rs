//! All rules that a request must pass, in their order.

use http::Method;
use uuid::Uuid;
use wire::identifiers::PartyId;
use wire::messages::{DATA_NOT_DELIVERED, Endpoint, header, reference_type};

use crate::config::RightOfDisposal;
use crate::core::Core;
use crate::data::model::{AccountIndex, PartyIndex};
use crate::defect::Defect;
use crate::order::claims::{self, Moment, Order};
use crate::order::form::FormedOrder;
use crate::order::matching::{self, Asked};
use crate::refusal::{Refusal, Ruling};
use crate::registers::out_of_service;
use crate::registers::persons::LifeStatus;
use crate::request::Incoming;
use crate::request::media::{self, AnswerForm};
use crate::request::parameters;
use crate::request::period::{self, Period};
use crate::request::query::Query;
use crate::request::route::{self, Route};
use crate::request::token::{self, FormedToken, TokenRules};
use crate::sealing::Reference;
use crate::service::{Service, ServiceKind};

/// A request that passed every rule.
#[derive(Debug, Clone)]
pub(crate) struct Admitted {
    pub(crate) endpoint: Endpoint,
    pub(crate) form: AnswerForm,
    pub(crate) consumer: String,
    pub(crate) service: Service,
    pub(crate) period: Period,
    pub(crate) moment: Moment,
    pub(crate) subject: Subject,
    pub(crate) cursor: Option<String>,
}

/// Whom or what the request is about.
#[derive(Debug, Clone)]
pub(crate) enum Subject {
    /// The accounts of a party; `None` where the bank does not know the party.
    Party {
        party: Option<PartyIndex>,
        only_primary_owner: bool,
    },
    /// An account, by the reference in the path.
    Account {
        account: AccountIndex,
        reference: String,
    },
}

/// Judges the request.
pub(crate) async fn admit(core: &Core, incoming: &Incoming) -> Ruling<Admitted> {
    let defects = core.defects();
    let route = route::route(&incoming.path).or_else(|refusal| unknown_path(core, refusal))?;
    if incoming.method != Method::GET
        && !(defects.has(Defect::PostAccepted) && incoming.method == Method::POST)
    {
        return Err(Refusal::method_not_allowed());
    }
    let form = media::choose(&incoming.headers, core.config.mode, defects)?;
    let moment = Core::moment();
    let consumer = authenticate(core, incoming, moment).await?;
    let query = Query::parse(&incoming.query)?;
    let mandate = parameters::legal_mandate(&incoming.headers, defects)?;
    let service = service(core, &consumer, &mandate)?;
    service.admits(route.endpoint, defects)?;
    let case_id = parameters::case_id(&incoming.headers, defects)?;
    parameters::correlation_id(&incoming.headers, defects)?;
    let period = period::read(parameters::period_texts(&query, defects)?, defects)?;
    let cursor = parameters::cursor(&query, route.endpoint, defects)?.map(str::to_owned);
    let asked = Question {
        route,
        period,
        case_id,
        mandate: &mandate,
        moment,
    };
    let subject = match service.kind {
        ServiceKind::Police => police(core, incoming, &query, service, asked).await?,
        ServiceKind::Estate => estate(core, incoming, &query, service, asked).await?,
    };
    Ok(Admitted {
        endpoint: route.endpoint,
        form,
        consumer,
        service,
        period,
        moment,
        subject,
        cursor,
    })
}

fn unknown_path(core: &Core, refusal: Refusal) -> Ruling<Route<'static>> {
    if core.defects().has(Defect::UnknownPathIsServerError) {
        return Err(Refusal::technical("No handler."));
    }
    Err(refusal)
}

/// Verifies the access token; gives the consumer's organisation number.
async fn authenticate(core: &Core, incoming: &Incoming, moment: Moment) -> Ruling<String> {
    let defects = core.defects();
    let bearer = match token::bearer(&incoming.headers) {
        Err(_) if defects.has(Defect::TokenNotRequired) => return Ok(default_consumer(core)),
        bearer => bearer?,
    };
    let token = FormedToken::read(bearer, defects)?;
    if !token.is_unsigned() {
        let key = core
            .issuer_keys
            .find(token.kid()?, &core.registry)
            .await
            .map_err(|_| out_of_service("the issuer's key set"))?;
        match key {
            Some(key) => token.verify(&key, defects)?,
            None if defects.has(Defect::TokenSignatureUnchecked) => {}
            None => return Err(token::unusable("its kid names no key of the issuer")),
        }
    }
    let rules = TokenRules {
        issuer: &core.config.registers.issuer,
        audience: &core.base_url,
        now: moment.now,
    };
    let consumer = token::consumer(&token, rules, defects)?;
    if core.services.iter().any(|service| service.is_of(&consumer)) {
        return Ok(consumer);
    }
    if defects.has(Defect::TokenConsumerUnchecked) {
        return Ok(default_consumer(core));
    }
    Err(Refusal::forbidden(
        "The access token's consumer is not the agency of any service that this bank serves.",
    ))
}

fn default_consumer(core: &Core) -> String {
    core.services
        .first()
        .map(|service| service.profile.orgno().to_owned())
        .unwrap_or_default()
}

/// The consumer decides which services there are to choose from, the mandate which one it is.
fn service(core: &Core, consumer: &str, mandate: &str) -> Ruling<Service> {
    let of_consumer = || {
        core.services
            .iter()
            .filter(|service| service.is_of(consumer))
    };
    let defects = core.defects();
    if defects.has(Defect::TokenConsumerUnchecked)
        && let Some(service) = core
            .services
            .iter()
            .find(|service| service.has_mandate(mandate))
    {
        return Ok(*service);
    }
    of_consumer()
        .find(|service| service.has_mandate(mandate))
        .or_else(|| {
            of_consumer()
                .next()
                .filter(|_| defects.has(Defect::MandateUnchecked))
        })
        .copied()
        .ok_or_else(|| {
            Refusal::invalid(
                "Legal-Mandate is not the mandate of a service of the token's consumer.",
            )
        })
}

/// What has been read of a request before the service's own rules.
#[derive(Debug, Clone, Copy)]
struct Question<'a> {
    route: Route<'a>,
    period: Period,
    case_id: Uuid,
    mandate: &'a str,
    moment: Moment,
}

/// The rules of Politi-Utlevering.
async fn police(
    core: &Core,
    incoming: &Incoming,
    query: &Query,
    service: Service,
    asked: Question<'_>,
) -> Ruling<Subject> {
    let defects = core.defects();
    let headers = &incoming.headers;
    if !defects.has(Defect::RequesterIdOptional) {
        parameters::mandatory_header(headers, header::REQUESTER_ID, defects)?;
    }
    let party = party_asked(core, incoming, query, service, asked.route)?;
    period::within_police_limits(asked.period, asked.moment.today, defects)?;
    defects.unless(
        Defect::ReferenceTypeUnchecked,
        || match parameters::mandatory_header(
            headers,
            header::ADDITIONAL_REFERENCE_ID_TYPE,
            defects,
        )? {
            reference_type::EXTRADITION_ORDER => Ok(()),
            _ => Err(Refusal::invalid(
                "The header AdditionalReferenceIDType is not pol1.",
            )),
        },
    )?;
    let text = parameters::mandatory_header(headers, header::ADDITIONAL_REFERENCE_ID, defects)?;
    let order = order(core, text, service, asked.moment)
        .await
        .map_err(|refusal| order_refusal(core, refusal))?;
    let request = Asked {
        endpoint: asked.route.endpoint,
        mandate: asked.mandate,
        case_id: asked.case_id,
        period: asked.period,
        only_primary_owner: party
            .as_ref()
            .map(|(_, only_primary_owner)| *only_primary_owner),
    };
    matching::judge(&order, request, defects).map_err(|refusal| order_refusal(core, refusal))?;
    match (party, asked.route.reference) {
        (Some((party, only_primary_owner)), _) => {
            matching::judge_party(&order, &party, defects)
                .map_err(|refusal| order_refusal(core, refusal))?;
            Ok(Subject::Party {
                party: core.data.party(&party),
                only_primary_owner,
            })
        }
        (None, reference) => police_account(
            core,
            reference.unwrap_or_default(),
            service,
            &order,
            asked.period,
        ),
    }
}

fn police_account(
    core: &Core,
    reference: &str,
    service: Service,
    order: &Order,
    period: Period,
) -> Ruling<Subject> {
    let opened = open_reference(core, reference, service)?;
    let (account, party) = (opened.account, opened.party);
    matching::judge_party(order, &core.data.parties[party].id, core.defects())
        .map_err(|refusal| order_refusal(core, refusal))?;
    let with_disposed = core.config.right_of_disposal == RightOfDisposal::Alternative2;
    if !is_related(core, account, party, period, with_disposed) {
        return Err(unknown_reference());
    }
    let owns = is_related(core, account, party, period, false);
    if order.only_primary_owner && !owns && !core.defects().has(Defect::OrderOwnerUnmatched) {
        return Err(order_refusal(
            core,
            matching::mismatch(
                "its onlyPrimaryOwner is true, and the party does not own the account",
            ),
        ));
    }
    Ok(Subject::Account {
        account,
        reference: reference.to_owned(),
    })
}

/// Form, signature, certificate and claims of the order.
async fn order(core: &Core, text: &str, service: Service, moment: Moment) -> Ruling<Order> {
    let defects = core.defects();
    let formed = FormedOrder::read(text, defects)?;
    let brought = formed
        .brought_key()
        .filter(|_| defects.has(Defect::OrderHeaderKeyTrusted));
    if let Some(key) = brought {
        formed.verify_with(&key, defects)?;
    } else {
        let key = core
            .police_keys
            .find(formed.kid()?, moment.now, &core.registry)
            .await?;
        formed.verify(&key, defects)?;
    }
    claims::read(formed.claims(), service.profile, moment, defects)
}

fn order_refusal(core: &Core, refusal: Refusal) -> Refusal {
    if core.config.variants.order_refused_with_403
        && refusal.status == http::StatusCode::BAD_REQUEST
    {
        return Refusal::forbidden(refusal.message);
    }
    refusal
}

/// The rules of Oppgjør etter dødsfall.
async fn estate(
    core: &Core,
    incoming: &Incoming,
    query: &Query,
    service: Service,
    asked: Question<'_>,
) -> Ruling<Subject> {
    let defects = core.defects();
    defects.unless(Defect::ReferenceTakenWhereNone, || {
        no_additional_reference(incoming)
    })?;
    let subject = if let Some((party, only_primary_owner)) =
        party_asked(core, incoming, query, service, asked.route)?
    {
        let known = core.data.party(&party);
        dead_since(core, &party, asked).await?;
        Subject::Party {
            party: known,
            only_primary_owner,
        }
    } else {
        let reference = asked.route.reference.unwrap_or_default();
        let opened = open_reference(core, reference, service)?;
        dead_since(core, &core.data.parties[opened.party].id, asked).await?;
        if !is_related(core, opened.account, opened.party, asked.period, false) {
            return Err(unknown_reference());
        }
        Subject::Account {
            account: opened.account,
            reference: reference.to_owned(),
        }
    };
    Ok(subject)
}

fn no_additional_reference(incoming: &Incoming) -> Ruling {
    for name in [
        header::ADDITIONAL_REFERENCE_ID,
        header::ADDITIONAL_REFERENCE_ID_TYPE,
    ] {
        if incoming.headers.contains_key(name) {
            return Err(Refusal::invalid(format!(
                "The header {name} is no part of this service."
            )));
        }
    }
    Ok(())
}

/// The control object is dead, and the period is counted from the day of death.
async fn dead_since(core: &Core, party: &PartyId, asked: Question<'_>) -> Ruling {
    let defects = core.defects();
    let PartyId::Person(person) = party else {
        return Ok(());
    };
    let status = core
        .persons
        .life_status(person, &core.registry)
        .await
        .map_err(|_| out_of_service("the person registry"))?;
    match status {
        LifeStatus::DeadSince(day) => {
            period::within_estate_limits(asked.period, day, asked.moment.today, defects)
        }
        LifeStatus::Living if defects.has(Defect::LivingPersonServed) => Ok(()),
        LifeStatus::DeadSinceUnknown if defects.has(Defect::DeathWithoutDateServed) => Ok(()),
        LifeStatus::Living => Err(Refusal::invalid(
            "The control object is not registered as dead.",
        )),
        LifeStatus::DeadSinceUnknown => Err(Refusal::invalid(
            "The control object's date of death is not known, so the period cannot be judged.",
        )),
    }
}

/// Accounts: the party and whether only owned accounts are asked for; the others ask neither.
fn party_asked(
    core: &Core,
    incoming: &Incoming,
    query: &Query,
    service: Service,
    route: Route<'_>,
) -> Ruling<Option<(PartyId, bool)>> {
    if route.endpoint.needs_account_reference() {
        return Ok(None);
    }
    let defects = core.defects();
    let party = match parameters::party_id(&incoming.headers, defects) {
        Err(_)
            if defects.has(Defect::PartyCheckDigitsUnchecked)
                && parameters::has_party_digits(&incoming.headers) =>
        {
            core.data.parties[0].id.clone()
        }
        party => party?,
    };
    service.admits_party(&party, defects)?;
    let only_primary_owner = parameters::only_primary_owner(query, defects)?;
    service.admits_owner_choice(only_primary_owner, defects)?;
    Ok(Some((party, only_primary_owner)))
}

/// An account and the party in whose retrieval its reference was given out.
struct Opened {
    account: AccountIndex,
    party: PartyIndex,
}

fn open_reference(core: &Core, text: &str, service: Service) -> Ruling<Opened> {
    if text == DATA_NOT_DELIVERED {
        return Err(Refusal::not_found(
            "dataNotDelivered stands for an account that this endpoint delivers nothing for.",
        ));
    }
    let defects = core.defects();
    let any_service =
        defects.has(Defect::ReferenceIsAccountNumber) || defects.has(Defect::ReferenceIsBase64);
    open_any(core, text)
        .filter(|(opened, kind)| {
            (any_service || *kind == service.kind)
                && !core.data.accounts[opened.account].data_not_delivered
        })
        .map(|(opened, _)| opened)
        .ok_or_else(unknown_reference)
}

fn open_any(core: &Core, text: &str) -> Option<(Opened, ServiceKind)> {
    let reference = opened_reference(core, text)?;
    let account = usize::try_from(reference.account)
        .ok()
        .filter(|place| *place < core.data.accounts.len())?;
    let party = usize::try_from(reference.party)
        .ok()
        .filter(|place| *place < core.data.parties.len())?;
    let service = core.services.get(usize::from(reference.service))?;
    Some((Opened { account, party }, service.kind))
}

/// Opens the reference; with the defects that make references readable, reads them.
pub(super) fn opened_reference(core: &Core, text: &str) -> Option<Reference> {
    if let Some(reference) = Reference::open(text, &core.sealer) {
        return Some(reference);
    }
    super::document::readable_reference(core, text)
}

fn unknown_reference() -> Refusal {
    Refusal::not_found("Nothing is known by this account reference for this service and period.")
}

/// Whether the party owned the account, or where that counts disposed of it, in the period. An
/// account that did not exist in the period belongs to whoever had it at its time.
fn is_related(
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
