//! The request held against a valid order.
//! Source: Løsningsbeskrivelse for Politi-Utlevering, the recommended verifications.

use uuid::Uuid;
use wire::identifiers::PartyId;
use wire::messages::Endpoint;

use crate::defect::{Defect, Defects};
use crate::order::claims::Order;
use crate::refusal::{Class, Rule, Ruling};
use crate::request::period::Period;

/// What of a request the order is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) endpoint: Endpoint,
    pub(crate) mandate: &'a str,
    pub(crate) case_id: Uuid,
    pub(crate) period: Period,
    /// Accounts only.
    pub(crate) only_primary_owner: Option<bool>,
}

/// Judges all but the party, which for the other endpoints is known by the account reference only.
pub(crate) fn judge(order: &Order, asked: Asked<'_>, defects: &Defects) -> Ruling {
    endpoint(order, asked.endpoint, defects)?;
    defects.unless(Defect::OrderMandateUnmatched, || {
        mandate(order, asked.mandate)
    })?;
    defects.unless(Defect::OrderCaseUnmatched, || case(order, asked.case_id))?;
    defects.unless(Defect::OrderPeriodUnmatched, || period(order, asked.period))?;
    defects.unless(Defect::OrderOwnerUnmatched, || {
        owner(order, asked.only_primary_owner)
    })
}

/// The party asked about, or whose account is asked about, is the order's.
pub(crate) fn judge_party(order: &Order, party: &PartyId, defects: &Defects) -> Ruling {
    if order.party == *party || defects.has(Defect::OrderPartyUnmatched) {
        return Ok(());
    }
    Err(Rule::OrderPartyDiffers.into())
}

fn endpoint(order: &Order, endpoint: Endpoint, defects: &Defects) -> Ruling {
    let ignored = defects.has(Defect::OrderFlagsIgnored)
        || (endpoint == Endpoint::Cards && defects.has(Defect::OrderCardsFlagIgnored));
    if order.opens(endpoint) || ignored {
        return Ok(());
    }
    let refusal = Rule::OrderEndpointClosed.broken_by(endpoint.name());
    if defects.has(Defect::OrderFlagIs400) {
        return Err(refusal.answered_as(Class::Invalid));
    }
    Err(refusal)
}

fn mandate(order: &Order, asked: &str) -> Ruling {
    if order.mandate == asked {
        return Ok(());
    }
    Err(Rule::OrderMandateDiffers.into())
}

fn case(order: &Order, asked: Uuid) -> Ruling {
    if order.case_id == asked {
        return Ok(());
    }
    Err(Rule::OrderCaseDiffers.into())
}

fn period(order: &Order, asked: Period) -> Ruling {
    if order.period.covers(asked) {
        return Ok(());
    }
    Err(Rule::OrderPeriodDiffers.into())
}

fn owner(order: &Order, asked: Option<bool>) -> Ruling {
    if order.only_primary_owner && asked == Some(false) {
        return Err(Rule::OrderOwnedOnly.into());
    }
    Ok(())
}
