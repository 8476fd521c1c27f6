//! The changes of a request by what they are applied to. This is the only place where a [`Change`] is picked apart: every
//! kind of change has its place here, and everything that applies changes handles all of its own.

use pack::catalogue::{
    Change, Edit, OrderForm, Part, ReferenceChoice, SendMode, Template, TokenForm, TokenSigner,
    ValueEdit,
};

/// The changes of one request, each kind in the order of the case.
#[derive(Clone, Debug, Default)]
pub struct Changes<'c> {
    /// The service whose agency's token is sent.
    pub agency: Option<&'c str>,
    /// The accountReference in the path.
    pub reference: Option<ReferenceChoice>,
    /// Whether the agency's certificate is replaced before the request.
    pub rotates_certificate: bool,
    /// Whether KAR gives no answer during the request.
    pub kar_is_silent: bool,
    /// How the request is sent.
    pub send: Option<SendMode>,
    pub(super) order: Vec<OrderChange<'c>>,
    pub(super) token: Vec<TokenChange<'c>>,
    pub(super) request: Vec<RequestChange<'c>>,
}

/// A change of the extradition order.
#[derive(Clone, Copy, Debug)]
pub(super) enum OrderChange<'c> {
    Claim(&'c str, &'c ValueEdit),
    Header(&'c str, &'c ValueEdit),
    Payload(&'c Template),
    Algorithm(&'c str),
    Certificate(&'c str),
    Signer(&'c str),
    Attacker,
    Embed(&'c str),
    Tamper(Part),
    Form(OrderForm),
    /// An order of its own, with another id.
    Anew,
}

/// A change of the access token.
#[derive(Clone, Copy, Debug)]
pub(super) enum TokenChange<'c> {
    Claim(&'c str, &'c ValueEdit),
    Header(&'c str, &'c ValueEdit),
    Signer(TokenSigner),
    Tamper(Part),
    Form(TokenForm),
}

/// A change of the request around them.
#[derive(Clone, Copy, Debug)]
pub(super) enum RequestChange<'c> {
    Header(&'c str, &'c Edit),
    Query(&'c str, &'c Edit),
    Method(&'c str),
    Path(&'c Template),
    Part(&'c str, &'c Edit),
}

impl<'c> Changes<'c> {
    /// The changes of a request.
    pub fn of(changes: &'c [Change]) -> Self {
        let mut sorted = Self::default();
        for change in changes {
            sorted.add(change);
        }
        sorted
    }

    fn add(&mut self, change: &'c Change) {
        match change {
            Change::Agency(service) => self.agency = Some(service),
            Change::Reference(choice) => self.reference = Some(*choice),
            Change::RotateCertificate => self.rotates_certificate = true,
            Change::KarSilent => self.kar_is_silent = true,
            Change::Send(mode) => self.send = Some(*mode),
            Change::OrderClaim(name, edit) => self.order.push(OrderChange::Claim(name, edit)),
            Change::OrderHeader(name, edit) => self.order.push(OrderChange::Header(name, edit)),
            Change::OrderPayload(payload) => self.order.push(OrderChange::Payload(payload)),
            Change::OrderAlgorithm(name) => self.order.push(OrderChange::Algorithm(name)),
            Change::OrderCertificate(name) => self.order.push(OrderChange::Certificate(name)),
            Change::OrderSigner(name) => self.order.push(OrderChange::Signer(name)),
            Change::OrderAttacker => self.order.push(OrderChange::Attacker),
            Change::OrderEmbed(member) => self.order.push(OrderChange::Embed(member)),
            Change::OrderTamper(part) => self.order.push(OrderChange::Tamper(*part)),
            Change::OrderForm(form) => self.order.push(OrderChange::Form(*form)),
            Change::TokenClaim(name, edit) => self.token.push(TokenChange::Claim(name, edit)),
            Change::TokenHeader(name, edit) => self.token.push(TokenChange::Header(name, edit)),
            Change::TokenSigner(signer) => self.token.push(TokenChange::Signer(*signer)),
            Change::TokenTamper(part) => self.token.push(TokenChange::Tamper(*part)),
            Change::TokenForm(form) => self.token.push(TokenChange::Form(*form)),
            Change::Header(name, edit) => self.request.push(RequestChange::Header(name, edit)),
            Change::Query(name, edit) => self.request.push(RequestChange::Query(name, edit)),
            Change::Method(method) => self.request.push(RequestChange::Method(method)),
            Change::Path(path) => self.request.push(RequestChange::Path(path)),
            Change::Part(name, edit) => self.request.push(RequestChange::Part(name, edit)),
        }
    }

    /// Whether nothing is changed: the request is the valid one.
    pub fn is_empty(&self) -> bool {
        let Self {
            agency,
            reference,
            rotates_certificate,
            kar_is_silent,
            send,
            order,
            token,
            request,
        } = self;
        agency.is_none()
            && reference.is_none()
            && !rotates_certificate
            && !kar_is_silent
            && send.is_none()
            && order.is_empty()
            && token.is_empty()
            && request.is_empty()
    }

    /// With an order that no other request has.
    #[must_use]
    pub fn with_new_order(mut self) -> Self {
        self.order.push(OrderChange::Anew);
        self
    }

    /// Whether every byte matters, so that no HTTP library may rewrite it (names in another case).
    pub(super) fn are_exact(&self) -> bool {
        self.request
            .iter()
            .any(|change| matches!(change, RequestChange::Header(_, Edit::Rename(_))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_is_applied_to_what_it_is_about() {
        let changes = [
            Change::Method("POST".into()),
            Change::OrderAlgorithm("RS256".into()),
            Change::TokenTamper(Part::Payload),
            Change::Agency("politi-utlevering".into()),
            Change::OrderAttacker,
        ];
        let sorted = Changes::of(&changes);
        assert_eq!(
            (sorted.order.len(), sorted.token.len(), sorted.request.len()),
            (2, 1, 1)
        );
        assert_eq!(sorted.agency, Some("politi-utlevering"));
    }

    #[test]
    fn a_header_of_another_name_is_sent_byte_by_byte() {
        let renamed = [Change::Header(
            "PartyID".into(),
            Edit::Rename("partyid".into()),
        )];
        assert!(Changes::of(&renamed).are_exact());
        assert!(!Changes::of(&[Change::Method("POST".into())]).are_exact());
    }
}
