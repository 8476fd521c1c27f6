//! Which place of a request a change touches. Two breaks at one place could undo or hide one another, so an
//! input has one at each place.

use std::collections::BTreeSet;

use wire::messages::{header, query};

use crate::property::Part;
use pack::catalogue::Change;

/// Keeps the first part at each place.
pub(super) fn one_at_each(parts: Vec<Part>) -> Vec<Part> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut kept = Vec::new();
    for part in parts {
        let places: BTreeSet<String> = part.changes.iter().map(place).collect();
        if places.is_disjoint(&taken) {
            taken.extend(places);
            kept.push(part);
        }
    }
    kept
}

fn place(change: &Change) -> String {
    match change {
        Change::Header(name, _) => header_place(name),
        Change::Query(name, _) if name == query::FROM_DATE || name == query::TO_DATE => {
            "period".to_owned()
        }
        Change::Query(name, _) if name == query::ONLY_PRIMARY_OWNER => "owner".to_owned(),
        Change::Query(name, _) => format!("query {name}"),
        Change::Method(_) => "method".to_owned(),
        Change::Path(_) | Change::Reference(_) => "path".to_owned(),
        Change::Agency(_)
        | Change::TokenClaim(..)
        | Change::TokenHeader(..)
        | Change::TokenSigner(_)
        | Change::TokenTamper(_)
        | Change::TokenForm(_) => "token".to_owned(),
        Change::OrderClaim(name, _) => claim_place(name),
        Change::OrderPayload(_)
        | Change::OrderHeader(..)
        | Change::OrderAlgorithm(_)
        | Change::OrderCertificate(_)
        | Change::OrderSigner(_)
        | Change::OrderAttacker
        | Change::OrderEmbed(_)
        | Change::OrderTamper(_)
        | Change::OrderForm(_) => "order".to_owned(),
        Change::Part(name, _) => format!("part {name}"),
        Change::Send(_) => "sending".to_owned(),
        Change::RotateCertificate => "certificate".to_owned(),
        Change::KarSilent => "kar".to_owned(),
    }
}

fn header_place(name: &str) -> String {
    if name.eq_ignore_ascii_case("Authorization") {
        "token".to_owned()
    } else if name.eq_ignore_ascii_case(header::ADDITIONAL_REFERENCE_ID) {
        "order".to_owned()
    } else if name.eq_ignore_ascii_case(header::LEGAL_MANDATE) {
        "mandate".to_owned()
    } else if name.eq_ignore_ascii_case(header::PARTY_ID) {
        "party".to_owned()
    } else if name.eq_ignore_ascii_case(header::ACCOUNT_INFO_REQUEST_ID) {
        "case".to_owned()
    } else {
        format!("header {}", name.to_ascii_lowercase())
    }
}

fn claim_place(name: &str) -> String {
    match name.split('.').next().unwrap_or(name) {
        "mandate" | "reason" => "mandate".to_owned(),
        "partyID" => "party".to_owned(),
        "caseID" => "case".to_owned(),
        "fromDate" | "toDate" => "order period".to_owned(),
        "approval" | "exp" => "order time".to_owned(),
        "onlyPrimaryOwner" => "owner".to_owned(),
        other => format!("order {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pack::catalogue::{Edit, ValueEdit};
    use pack::text::Text;

    fn part(change: Change) -> Part {
        Part {
            rule: "R".into(),
            words: Text::same(""),
            changes: vec![change],
            expected: Vec::new(),
            also: Vec::new(),
        }
    }

    #[test]
    fn a_mandate_and_its_reason_are_not_broken_at_once() {
        let claim = |name: &str| part(Change::OrderClaim(name.into(), ValueEdit::Remove));
        assert_eq!(
            one_at_each(vec![claim("mandate"), claim("reason")]).len(),
            1
        );
    }

    #[test]
    fn breaks_at_different_places_are_kept() {
        let header = |name: &str| part(Change::Header(name.into(), Edit::Remove));
        assert_eq!(
            one_at_each(vec![header("CorrelationID"), header("PartyID")]).len(),
            2
        );
    }
}
