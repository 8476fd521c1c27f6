//! All rules that a request must pass, in their order.

use http::Method;
use uuid::Uuid;
use wire::identifiers::PartyId;
use wire::messages::{Endpoint, header};

use crate::core::Core;
use crate::data::model::{AccountIndex, PartyIndex};
use crate::defect::Defect;
use crate::exchange::{police, without_order};
use crate::order::claims::Moment;
use crate::refusal::{Refusal, Rule, Ruling};
use crate::registers::out_of_service;
use crate::request::Incoming;
use crate::request::media::{self, AnswerForm};
use crate::request::parameters;
use crate::request::period::{self, Period};
use crate::request::query::Query;
use crate::request::route::{self, Route};
use crate::request::token::{self, FormedToken, TokenRules};
use crate::service::{Service, short_tax_mandate};
use crate::variant::Variant;

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

/// The guardian that a request names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AskedGuardian {
    /// The service has no guardians.
    NotOfService,
    /// This one; `None` where the bank does not know the person.
    Named(Option<PartyIndex>),
}

/// Whom or what the request is about.
#[derive(Debug, Clone)]
pub(crate) enum Subject {
    /// The accounts of a party; `None` where the bank does not know the party.
    Party {
        party: Option<PartyIndex>,
        only_primary_owner: bool,
        guardian: AskedGuardian,
    },
    /// An account, by the reference in the path.
    Account {
        account: AccountIndex,
        reference: String,
        /// The control object in whose retrieval the reference was given; `None` where it is not known.
        party: Option<PartyIndex>,
    },
}

/// The period of the query; a date that is missing means today where the bank has that variant.
fn period_asked(core: &Core, query: &Query, moment: Moment) -> Ruling<Period> {
    let defects = core.defects();
    let today = moment.today.to_string();
    let where_missing = core.has(Variant::DatesOptional).then_some(today.as_str());
    period::read(
        parameters::period_texts(query, where_missing, defects)?,
        defects,
    )
}

/// Checks the request by every rule.
pub(crate) async fn admit(core: &Core, incoming: &Incoming) -> Ruling<Admitted> {
    let defects = core.defects();
    let route = route::route(&incoming.path).or_else(|refusal| unknown_path(core, refusal))?;
    if incoming.method != Method::GET
        && !(defects.has(Defect::PostAccepted) && incoming.method == Method::POST)
    {
        return Err(Rule::MethodNotGet.into());
    }
    let form = media::choose(&incoming.headers, core.config.mode, defects)?;
    if form == AnswerForm::Clear && defects.has(Defect::ClearTextRefused) {
        return Err(Refusal::from(Rule::AcceptNotOffered).because("Offered: application/jose."));
    }
    let moment = core.moment();
    let (consumer, has_supplier) = authenticate(core, incoming, moment).await?;
    let query = Query::parse(&incoming.query)?;
    let mandate = parameters::legal_mandate(&incoming.headers, defects)?;
    let service = service(core, &consumer, &mandate)?;
    supplied(core, service, &consumer, has_supplier)?;
    service.admits(route.endpoint, defects)?;
    let case_id = parameters::case_id(&incoming.headers, defects)?;
    let correlation = parameters::correlation_id(&incoming.headers, defects)?;
    if core.has(Variant::StrictUuids) {
        version_4(header::ACCOUNT_INFO_REQUEST_ID, case_id)?;
        version_4(header::CORRELATION_ID, correlation)?;
    }
    let period = period_asked(core, &query, moment)?;
    let cursor = parameters::cursor(&query, route.endpoint, defects)?.map(str::to_owned);
    let asked = Question {
        route,
        period,
        case_id,
        mandate: &mandate,
        moment,
    };
    let (subject, period) = if service.has_order() {
        let subject = police::admit(core, incoming, &query, service, asked).await?;
        (subject, period)
    } else {
        without_order::admit(core, incoming, &query, service, asked).await?
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

fn version_4(name: &'static str, uuid: Uuid) -> Ruling {
    if uuid.get_version_num() == 4 {
        return Ok(());
    }
    Err(Rule::UuidVersion.broken_by(name))
}

fn unknown_path(core: &Core, refusal: Refusal) -> Ruling<Route<'static>> {
    if core.defects().has(Defect::UnknownPathIsServerError) {
        return Err(Rule::DefectFailed.into());
    }
    Err(refusal)
}

/// Verifies the access token; gives the consumer's organisation number, and whether there is a supplier.
async fn authenticate(core: &Core, incoming: &Incoming, moment: Moment) -> Ruling<(String, bool)> {
    let defects = core.defects();
    let bearer = match token::bearer(&incoming.headers) {
        Err(_) if defects.has(Defect::TokenNotRequired) => {
            return Ok((default_consumer(core), false));
        }
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
            None => return Err(Rule::TokenKidUnknown.into()),
        }
    }
    let rules = TokenRules {
        issuer: &core.config.registers.issuer,
        audience: &core.base_url,
        now: moment.now,
    };
    let consumer = token::consumer(&token, rules, defects)?;
    let has_supplier = token.has_supplier();
    if core.services.iter().any(|service| service.is_of(&consumer)) {
        return Ok((consumer, has_supplier));
    }
    if defects.has(Defect::TokenConsumerUnchecked) {
        return Ok((default_consumer(core), has_supplier));
    }
    Err(Rule::TokenConsumerUnknown.into())
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
            .find(|service| service.has_mandate(mandate, core.config.mode, defects))
    {
        return Ok(*service);
    }
    if defects.has(Defect::NumberDecidesService)
        && let Some(service) = of_consumer().next()
    {
        return Ok(*service);
    }
    let takes_short = core.has(Variant::ShortTaxMandateTaken);
    let is_short = |service: &&Service| {
        let mandates = service.profile.mandates.iter();
        mandates
            .filter_map(|known| short_tax_mandate(&known.text))
            .any(|short| takes_short && short == mandate)
    };
    of_consumer()
        .find(|service| {
            service.has_mandate(mandate, core.config.mode, defects) || is_short(service)
        })
        .or_else(|| {
            of_consumer()
                .next()
                .filter(|_| defects.has(Defect::MandateUnchecked))
        })
        .copied()
        .ok_or_else(|| Rule::MandateUnknown.into())
}

/// The supplier never decides; only defects ask for it.
fn supplied(core: &Core, service: Service, consumer: &str, has_supplier: bool) -> Ruling {
    let defects = core.defects();
    let agency = &service.profile.agency;
    let Some(supplier) = &agency.supplier else {
        let is_first = agency.orgnos.first().is_some_and(|first| first == consumer);
        return if defects.has(Defect::DigdirListNumberRefused) && !is_first {
            Err(Rule::TokenConsumerUnknown.into())
        } else {
            Ok(())
        };
    };
    let refuses = (defects.has(Defect::SupplierDemanded) && !has_supplier)
        || (defects.has(Defect::SupplierRefused) && has_supplier)
        || (defects.has(Defect::SecondConsumerRefused) && consumer != supplier.consumer);
    if refuses {
        return Err(Rule::TokenConsumerUnknown.into());
    }
    Ok(())
}

/// What has been read of a request before the service's own rules.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) route: Route<'a>,
    pub(super) period: Period,
    pub(super) case_id: Uuid,
    pub(super) mandate: &'a str,
    pub(super) moment: Moment,
}

/// Accounts: the party and whether only owned accounts are asked for; the others ask neither.
pub(super) fn party_asked(
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
    let party = parameters::party_id(&incoming.headers, defects)?;
    service.admits_party(&party, defects)?;
    let only_primary_owner = parameters::only_primary_owner(query, defects)?;
    service.admits_owner_choice(only_primary_owner, defects)?;
    Ok(Some((party, only_primary_owner)))
}
