//! Whether a change can be applied at all: held against every service and endpoint that a case unfolds over, when the
//! case is loaded, so that no request of a run goes out without the change it is about.

use std::mem::discriminant;

use wire::messages::{Endpoint, KfrOperation, Operation, OverviewEndpoint, header, query};
use wire::profile::{FurtherCheck, ServiceProfile};

use crate::catalogue::case::Baseline;
use crate::catalogue::change::{Change, Edit, OrderForm, SendMode, TokenForm, ValueEdit};
use crate::catalogue::template::{Base, JsonTemplate, Piece, Template};
use crate::catalogue::vocabulary::{List, PartyTraits, Word};
use crate::nearest::advice;

/// One endpoint of one service, and the services there are.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    service: &'a ServiceProfile,
    endpoint: Operation,
    services: &'a [ServiceProfile],
}

/// What every valid order has; dots lead into objects (Utleveringspålegg i tjenesten Politi-Utlevering, 2.1).
const ORDER_CLAIMS: &[&str] = &[
    "extraditionOrderID",
    "version",
    "partyID",
    "mandate",
    "reason",
    "fromDate",
    "toDate",
    "onlyPrimaryOwner",
    "accountList",
    "accountDetails",
    "transactions",
    "cards",
    "roles",
    "district",
    "district.districtID",
    "district.districtLabel",
    "approval",
    "approval.approvedByID",
    "approval.approvedByName",
    "approval.approvedByRole",
    "approval.approvalTimestamp",
    "caseID",
    "exp",
];

/// What a batch consists of.
const BATCH_PARTS: &[&str] = &["customer_type", "customers"];

impl<'a> Scope<'a> {
    pub(super) fn new(
        service: &'a ServiceProfile,
        endpoint: Operation,
        services: &'a [ServiceProfile],
    ) -> Self {
        Self {
            service,
            endpoint,
            services,
        }
    }

    /// The same service at the endpoint that a step names.
    pub(super) fn at(self, endpoint: Option<Operation>) -> Self {
        Self {
            endpoint: endpoint.unwrap_or(self.endpoint),
            ..self
        }
    }

    /// Whether a baseline has a value here.
    pub(super) fn baseline(&self, baseline: &Baseline) -> Result<(), String> {
        self.mandate(baseline.mandate)?;
        for template in [&baseline.from, &baseline.to].into_iter().flatten() {
            self.template(template)?;
        }
        Ok(())
    }

    /// Whether a change has an effect here, after the changes of the same request that come before it.
    pub(super) fn change(&self, change: &Change, earlier: &[Change]) -> Result<(), String> {
        if let Some(other) = earlier.iter().find(|other| overrides(change, other)) {
            return Err(format!(
                "of this change and an earlier one ({}) only one has an effect",
                crate::catalogue::words::change(other).en
            ));
        }
        match change {
            Change::Header(_, Edit::Rename(_)) if self.is_batch() => Err(format!(
                "a request on {} has a body, and its headers keep their names",
                self.here()
            )),
            Change::Header(name, edit) => {
                let valid = self
                    .headers()
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(name));
                let own = earlier.iter().filter_map(|one| match one {
                    Change::Header(other, edit) if other.eq_ignore_ascii_case(name) => Some(edit),
                    _ => None,
                });
                self.text_edit("header", name, edit, is_there(valid, own))
            }
            Change::Query(name, edit) => {
                let valid = self.queries().contains(&name.as_str());
                let own = earlier.iter().filter_map(|one| match one {
                    Change::Query(other, edit) if other == name => Some(edit),
                    _ => None,
                });
                self.text_edit("query parameter", name, edit, is_there(valid, own))
            }
            Change::Method(method) => self.another_method(method),
            Change::Part(name, edit) => self.part(name, edit),
            Change::Send(_) if self.is_batch() => Err(format!(
                "a request on {} has a body, and is sent in the usual way",
                self.here()
            )),
            Change::Path(path) => self.template(path),
            Change::Agency(service) => self.agency(service),
            Change::TokenClaim(_, edit) | Change::TokenHeader(_, edit) => self.value_edit(edit),
            Change::TokenSigner(_)
            | Change::TokenTamper(_)
            | Change::TokenForm(_)
            | Change::Send(_)
            | Change::RotateCertificate => Ok(()),
            Change::KarSilent if self.endpoint.of_overview().is_some() => Ok(()),
            Change::KarSilent => Err(format!("{} does not ask KAR", self.here())),
            Change::OrderClaim(claim, ValueEdit::Remove) => {
                self.order()?;
                if ORDER_CLAIMS.contains(&claim.as_str()) {
                    return Ok(());
                }
                Err(format!(
                    "the order has no {claim}; {}",
                    advice(claim, ORDER_CLAIMS)
                ))
            }
            Change::OrderClaim(_, edit) | Change::OrderHeader(_, edit) => {
                self.order()?;
                self.value_edit(edit)
            }
            Change::OrderPayload(payload) => {
                self.order()?;
                self.template(payload)
            }
            Change::OrderAlgorithm(_)
            | Change::OrderCertificate(_)
            | Change::OrderSigner(_)
            | Change::OrderAttacker
            | Change::OrderEmbed(_)
            | Change::OrderTamper(_)
            | Change::OrderForm(_) => self.order(),
            Change::Reference(_) => self.reference(),
        }
    }

    fn another_method(&self, method: &str) -> Result<(), String> {
        let upper = method.bytes().all(|byte| byte.is_ascii_uppercase());
        let usual = self.endpoint.method();
        if upper && !method.is_empty() && method != usual {
            return Ok(());
        }
        Err(format!("`{method}` is not another method than {usual}"))
    }

    fn is_batch(&self) -> bool {
        self.endpoint == Operation::Kfr(KfrOperation::Batch)
    }

    fn part(&self, name: &str, edit: &Edit) -> Result<(), String> {
        if !self.is_batch() {
            return Err(format!("requests on {} have no parts", self.here()));
        }
        if !BATCH_PARTS.contains(&name) {
            return Err(format!(
                "a batch has no part {name}; {}",
                advice(name, BATCH_PARTS)
            ));
        }
        self.text_edit("part", name, edit, true)
    }

    fn here(&self) -> String {
        format!("{} of {}", self.endpoint.name(), self.service.id)
    }

    /// Whether requests carry an extradition order.
    pub(super) fn order(&self) -> Result<(), String> {
        let of_bank = self.endpoint.of_bank().is_some();
        if of_bank && self.service.further_check == FurtherCheck::ExtraditionOrder {
            return Ok(());
        }
        Err(format!(
            "requests of {} carry no order; name the services that the case applies to",
            self.service.id
        ))
    }

    fn reference(&self) -> Result<(), String> {
        let needs = self.endpoint.of_bank();
        if !needs.is_some_and(Endpoint::needs_account_reference) {
            return Err(format!(
                "the path of {} has no accountReference",
                self.here()
            ));
        }
        Ok(())
    }

    fn agency(&self, service: &str) -> Result<(), String> {
        if service == self.service.id {
            return Err(format!(
                "the token of a request of {service} is that of its agency anyway"
            ));
        }
        self.known(service)
    }

    fn known(&self, service: &str) -> Result<(), String> {
        let names = || self.services.iter().map(|known| &known.id);
        if names().any(|known| known == service) {
            return Ok(());
        }
        Err(format!(
            "there is no service {service}; {}",
            advice(service, names())
        ))
    }

    fn mandate(&self, number: usize) -> Result<(), String> {
        let count = match self.endpoint {
            Operation::Bank(_) => self.service.mandates.len(),
            Operation::Overview(_) => self.service.overview_mandates().len(),
            Operation::Kfr(_) => 0,
        };
        if number < count {
            return Ok(());
        }
        Err(format!(
            "{} has no mandate {number}; it has {count}, counted from 0",
            self.service.id
        ))
    }

    fn text_edit(&self, kind: &str, name: &str, edit: &Edit, is_there: bool) -> Result<(), String> {
        let needs_it = match edit {
            Edit::Remove | Edit::Twice(_) | Edit::Rename(_) | Edit::Append(_) => true,
            Edit::Value(_) | Edit::Bytes(_) | Edit::Raw(_) => false,
        };
        if needs_it && !is_there {
            return Err(format!(
                "the request on {} has no {kind} {name} that could be changed in this way",
                self.here()
            ));
        }
        match edit {
            Edit::Rename(to) if to == name => Err(format!("{name} is its name anyway")),
            Edit::Remove | Edit::Rename(_) | Edit::Bytes(_) => Ok(()),
            Edit::Value(text) | Edit::Twice(text) | Edit::Append(text) | Edit::Raw(text) => {
                self.template(text)
            }
        }
    }

    fn value_edit(&self, edit: &ValueEdit) -> Result<(), String> {
        match edit {
            ValueEdit::Remove => Ok(()),
            ValueEdit::Value(value) => self.json(value),
        }
    }

    fn json(&self, value: &JsonTemplate) -> Result<(), String> {
        match value {
            JsonTemplate::Plain(_) => Ok(()),
            JsonTemplate::Text(text) => self.template(text),
            JsonTemplate::Array(items) => items.iter().try_for_each(|item| self.json(item)),
            JsonTemplate::Object(members) => {
                members.iter().try_for_each(|(_, member)| self.json(member))
            }
        }
    }

    fn template(&self, template: &Template) -> Result<(), String> {
        template.pieces.iter().try_for_each(|piece| match piece {
            Piece::Literal(_) => Ok(()),
            Piece::Expression { base, .. } => self.base(base),
        })
    }

    fn base(&self, base: &Base) -> Result<(), String> {
        match base {
            Base::OrderFrom | Base::OrderTo | Base::Approval | Base::Exp | Base::Order => {
                self.order()
            }
            Base::Customer(_) if self.endpoint.of_kfr().is_none() => Err(format!(
                "no number is drawn for requests on {}",
                self.here()
            )),
            Base::Reference => self.reference(),
            Base::Mandate(number) => self.mandate(number.unwrap_or(0)),
            Base::MandateOf(service) | Base::OrgNo(Some(service)) => self.known(service),
            Base::Party(Some(wanted)) | Base::Guardian(Some(wanted)) => {
                match Word::<PartyTraits>::find(wanted) {
                    Some(_) => Ok(()),
                    None => Err(format!(
                        "no party is `{wanted}`; {}",
                        advice(wanted, PartyTraits::WORDS)
                    )),
                }
            }
            Base::Today
            | Base::Now
            | Base::Death
            | Base::From
            | Base::To
            | Base::Uuid
            | Base::CaseId
            | Base::Party(None)
            | Base::Customer(_)
            | Base::YearStart
            | Base::LeapDay
            | Base::NoLeapDay
            | Base::YearEnd
            | Base::Guardian(None)
            | Base::SecondGuardian
            | Base::GuardianshipFrom
            | Base::GuardianshipTo
            | Base::Bankruptcy
            | Base::FirstBankruptcy
            | Base::Closed
            | Base::Opened
            | Base::Token
            | Base::Audience
            | Base::Issuer
            | Base::OrgNo(None)
            | Base::ClientId
            | Base::Path
            | Base::AccountNumber
            | Base::Repeat(..)
            | Base::Text(_) => Ok(()),
        }
    }

    /// The headers of the valid request.
    fn headers(&self) -> Vec<&'static str> {
        if let Some(operation) = self.endpoint.of_kfr() {
            let own = match operation {
                KfrOperation::Batch => "Content-Type",
                KfrOperation::Add | KfrOperation::Remove | KfrOperation::Own => header::CUSTOMER_ID,
            };
            return vec!["Authorization", "Accept", header::CORRELATION_ID, own];
        }
        let mut headers = vec![
            "Authorization",
            "Accept",
            header::ACCOUNT_INFO_REQUEST_ID,
            header::CORRELATION_ID,
            header::LEGAL_MANDATE,
        ];
        if let Some(endpoint) = self.endpoint.of_overview() {
            headers.push(match endpoint {
                OverviewEndpoint::CustomerRelationships => header::CUSTOMER_ID,
                OverviewEndpoint::AccountServicingProvider => header::ACCOUNT_ID,
            });
            return headers;
        }
        if self.endpoint == Endpoint::Accounts {
            headers.push(header::PARTY_ID);
        }
        if self.service.additional_reference_type.is_some() {
            headers.push(header::ADDITIONAL_REFERENCE_ID);
            headers.push(header::ADDITIONAL_REFERENCE_ID_TYPE);
        }
        if self.service.requester_id_required {
            headers.push(header::REQUESTER_ID);
        }
        headers
    }

    /// The query parameters of the valid request.
    fn queries(&self) -> Vec<&'static str> {
        let mut queries = vec![query::FROM_DATE, query::TO_DATE];
        match self.endpoint {
            Operation::Overview(OverviewEndpoint::CustomerRelationships) => {
                queries.push(query::ONLY_PRIMARY_OWNER_OF_OVERVIEW);
            }
            Operation::Overview(OverviewEndpoint::AccountServicingProvider) | Operation::Kfr(_) => {
                queries.clear();
            }
            Operation::Bank(_) => {}
        }
        if self.endpoint == Endpoint::Accounts {
            queries.push(query::ONLY_PRIMARY_OWNER);
        }
        queries
    }
}

/// Whether a header or query parameter is there after some edits of it.
fn is_there<'e>(valid: bool, edits: impl Iterator<Item = &'e Edit>) -> bool {
    edits.fold(valid, |_, edit| match edit {
        Edit::Remove | Edit::Rename(_) => false,
        Edit::Value(_) | Edit::Twice(_) | Edit::Append(_) | Edit::Bytes(_) | Edit::Raw(_) => true,
    })
}

/// Whether a change would undo an earlier one, or the earlier one leaves nothing to change.
fn overrides(change: &Change, earlier: &Change) -> bool {
    if replaces(change, earlier) || replaces(earlier, change) {
        return true;
    }
    let sets = |edit: &Edit| match edit {
        Edit::Value(_) | Edit::Bytes(_) | Edit::Raw(_) | Edit::Remove => true,
        Edit::Twice(_) | Edit::Rename(_) | Edit::Append(_) => false,
    };
    match (change, earlier) {
        (Change::Header(name, edit), Change::Header(other, _)) => {
            name.eq_ignore_ascii_case(other) && sets(edit)
        }
        (Change::Query(name, edit), Change::Query(other, _))
        | (Change::Part(name, edit), Change::Part(other, _)) => name == other && sets(edit),
        (Change::TokenClaim(name, _), Change::TokenClaim(other, _))
        | (Change::TokenHeader(name, _), Change::TokenHeader(other, _))
        | (Change::OrderClaim(name, _), Change::OrderClaim(other, _))
        | (Change::OrderHeader(name, _), Change::OrderHeader(other, _)) => name == other,
        _ => discriminant(change) == discriminant(earlier),
    }
}

/// Whether one change replaces the whole that another one changes a part of.
fn replaces(whole: &Change, part: &Change) -> bool {
    match whole {
        Change::OrderPayload(_) => {
            let within = matches!(
                part,
                Change::OrderForm(OrderForm::DuplicateClaim | OrderForm::Deep | OrderForm::Huge)
            );
            within || matches!(part, Change::OrderClaim(..))
        }
        Change::OrderForm(OrderForm::NotJws | OrderForm::ZipBombJwe) => is_about_order(part),
        Change::RotateCertificate => matches!(part, Change::Send(SendMode::Concurrently)),
        Change::TokenForm(TokenForm::Garbage) => matches!(
            part,
            Change::TokenClaim(..)
                | Change::TokenHeader(..)
                | Change::TokenSigner(_)
                | Change::TokenTamper(_)
        ),
        _ => false,
    }
}

fn is_about_order(change: &Change) -> bool {
    match change {
        Change::OrderClaim(..)
        | Change::OrderPayload(_)
        | Change::OrderHeader(..)
        | Change::OrderAlgorithm(_)
        | Change::OrderCertificate(_)
        | Change::OrderSigner(_)
        | Change::OrderAttacker
        | Change::OrderEmbed(_)
        | Change::OrderTamper(_) => true,
        Change::Header(..)
        | Change::Query(..)
        | Change::Method(_)
        | Change::Path(_)
        | Change::Agency(_)
        | Change::TokenClaim(..)
        | Change::TokenHeader(..)
        | Change::TokenSigner(_)
        | Change::TokenTamper(_)
        | Change::TokenForm(_)
        | Change::OrderForm(_)
        | Change::Part(..)
        | Change::Send(_)
        | Change::Reference(_)
        | Change::RotateCertificate
        | Change::KarSilent => false,
    }
}
