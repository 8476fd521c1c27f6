//! The rules of Politi-Utlevering alone.

use wire::messages::{header, reference_type};

use crate::config::RightOfDisposal;
use crate::core::Core;
use crate::defect::Defect;
use crate::exchange::admission::{AskedGuardian, Question, Subject, party_asked};
use crate::exchange::references::{is_related, open_reference};
use crate::order::claims::{self, Moment, Order};
use crate::order::form::FormedOrder;
use crate::order::matching::{self, Asked};
use crate::refusal::{Class, Refusal, Rule, Ruling};
use crate::request::Incoming;
use crate::request::parameters;
use crate::request::period::{self, Period};
use crate::request::query::Query;
use crate::service::Service;
use crate::variant::Variant;

/// Judges by the rules of the service: parameters, order, and the request against the order.
pub(super) async fn admit(
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
            other
                if core.has(Variant::ReferenceTypeAnyCase)
                    && other.eq_ignore_ascii_case(reference_type::EXTRADITION_ORDER) =>
            {
                Ok(())
            }
            _ => Err(Rule::ReferenceType.into()),
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
                guardian: AskedGuardian::NotOfService,
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
        return Err(Rule::ReferenceUnknown.into());
    }
    let owns = is_related(core, account, party, period, false);
    if !owns && core.defects().has(Defect::DisposedNotAnswered) {
        return Err(Rule::ReferenceUnknown.into());
    }
    if order.only_primary_owner && !owns && !core.defects().has(Defect::OrderOwnerUnmatched) {
        return Err(order_refusal(core, Rule::OrderAccountNotOwned.into()));
    }
    Ok(Subject::Account {
        account,
        reference: opened.text,
        party: Some(party),
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
        let any_key = || {
            let keys = core.police_keys.all();
            keys.iter().any(|key| formed.verify(key, defects).is_ok())
        };
        if !(defects.has(Defect::AnyPublishedKey) && any_key()) {
            formed.verify(&key, defects)?;
        }
    }
    claims::read(formed.claims(), service.profile, moment, defects)
}

fn order_refusal(core: &Core, refusal: Refusal) -> Refusal {
    if core.has(Variant::OrderRefusedWith403) && refusal.class == Class::Invalid {
        return refusal.answered_as(Class::Forbidden);
    }
    refusal
}
