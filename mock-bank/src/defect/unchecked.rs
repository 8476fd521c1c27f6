//! Rules that a bank does not have: the refusal is not made, and the request is answered as far as it
//! can be understood.
//!
//! A rule is known by the message of its refusal, so that no rule has to know the defects about it. A
//! message that changes leaves its defect without effect, which the self-test finds.

use crate::defect::{Defect, Defects};
use crate::refusal::Refusal;

/// Defect, and the messages that it keeps the bank from giving; `*` stands for any text.
const UNCHECKED: &[(Defect, &[&str])] = &[
    (Defect::MethodUnchecked, &["The method is not allowed*"]),
    (Defect::AnyPathServed, &["The path is not a resource*"]),
    (
        Defect::AuthorizationSchemeFree,
        &[
            "*the Authorization scheme is not Bearer*",
            "*not of the form Bearer TOKEN*",
        ],
    ),
    (
        Defect::AuthorizationTwice,
        &["*the Authorization header occurs more than once*"],
    ),
    (
        Defect::TokenFormUnchecked,
        &[
            "*the token is not a JWS in compact form*",
            "*the token is longer than any*",
        ],
    ),
    (
        Defect::TokenKidUnchecked,
        &[
            "*its kid names no key of the issuer*",
            "*the token's header has no kid*",
        ],
    ),
    (Defect::TokenExtensionsIgnored, &["*which is not accepted*"]),
    (
        Defect::TokenAnyAlgorithm,
        &["*the token's alg is not RS256*"],
    ),
    (
        Defect::TokenExpiryOptional,
        &[
            "*the token has no exp*",
            "*the token's exp is not a number*",
        ],
    ),
    (
        Defect::TokenConsumerOptional,
        &["*The access token has no consumer*"],
    ),
    (Defect::TokenConsumerIdFree, &["*consumer.ID is not 0192*"]),
    (Defect::EmptyHeadersTaken, &["The header * is empty."]),
    (
        Defect::EmptyParametersTaken,
        &["The query parameter * is empty."],
    ),
    (
        Defect::NonAsciiHeadersTaken,
        &["The header * holds something else than ASCII text."],
    ),
    (Defect::PartyIdOptional, &["The header PartyID is missing."]),
    (
        Defect::MandateOptional,
        &["The header Legal-Mandate is missing."],
    ),
    (
        Defect::MandateEncodingUnchecked,
        &["The header Legal-Mandate is not percent-encoded*"],
    ),
    (
        Defect::AnyMandateOfAnybody,
        &["Legal-Mandate is not the mandate of a service*"],
    ),
    (
        Defect::FromDateOptional,
        &["The query parameter fromDate is missing."],
    ),
    (
        Defect::ToDateOptional,
        &["The query parameter toDate is missing."],
    ),
    (
        Defect::DatesUnchecked,
        &["The query parameter * is not a date*"],
    ),
    (
        Defect::UnknownReferenceServed,
        &["Nothing is known by this account reference*"],
    ),
    (
        Defect::WithheldAccountServed,
        &["dataNotDelivered stands for*"],
    ),
    (
        Defect::OrderOptional,
        &["The header AdditionalReferenceID is missing."],
    ),
    (
        Defect::ReferenceTypeOptional,
        &["The header AdditionalReferenceIDType is missing."],
    ),
    (
        Defect::OrderReadUnsigned,
        &["*The extradition order* not a JWS in compact form*"],
    ),
    (
        Defect::OrderAlgorithmUnchecked,
        &["*valid: its alg is not PS256*"],
    ),
    (
        Defect::OrderKidUnchecked,
        &[
            "*valid: its header has no kid*",
            "*valid: its kid is not a text*",
            "*valid: its kid names no key*",
        ],
    ),
    (
        Defect::OrderForeignMembersIgnored,
        &["*only alg, typ and kid belong there*"],
    ),
    (
        Defect::OrderCertificateOfAnotherKey,
        &["*is not the one of its certificate*"],
    ),
    (
        Defect::OrderKeyTimeUnchecked,
        &["*outside the time the key set gives it*"],
    ),
    (
        Defect::OrderPartyIdUnchecked,
        &["*valid: the claim partyID *"],
    ),
    (
        Defect::OrderMandateUnchecked,
        &["*valid: the claim mandate *"],
    ),
    (
        Defect::OrderFromDateFree,
        &["*valid: the claim fromDate is*"],
    ),
    (
        Defect::OrderPeriodUnchecked,
        &["*valid: the claim fromDate lies after*"],
    ),
    (Defect::OrderToDateFree, &["*valid: the claim toDate is*"]),
    (
        Defect::OrderOwnerFlagFree,
        &["*valid: the claim onlyPrimaryOwner *"],
    ),
    (
        Defect::OrderAccountListFree,
        &["*valid: the claim accountList is*"],
    ),
    (
        Defect::OrderDetailsFlagFree,
        &["*valid: the claim accountDetails *"],
    ),
    (
        Defect::OrderTransactionsFlagFree,
        &["*valid: the claim transactions *"],
    ),
    (Defect::OrderCardsFlagFree, &["*valid: the claim cards *"]),
    (Defect::OrderRolesFlagFree, &["*valid: the claim roles *"]),
    (
        Defect::OrderIdOptional,
        &["*valid: the claim extraditionOrderID *"],
    ),
    (Defect::OrderCaseIdFree, &["*valid: the claim caseID *"]),
    (
        Defect::OrderApprovalOptional,
        &["*valid: the claim approval.approvalTimestamp *"],
    ),
    (Defect::OrderExpiryOptional, &["*valid: the claim exp is *"]),
    (
        Defect::OrderExpiresBeforeApproval,
        &["*valid: the claim exp lies before*"],
    ),
    (
        Defect::OrderTransactionsFlagIgnored,
        &["*does not give access to Transactions*"],
    ),
    (
        Defect::OrderDetailsFlagIgnored,
        &["*does not give access to AccountDetails*"],
    ),
    (
        Defect::OrderRolesFlagIgnored,
        &["*does not give access to Roles*"],
    ),
];

/// Whether a bank with these defects lets the request pass in spite of the refusal.
pub(crate) fn lets_pass(defects: &Defects, refusal: &Refusal) -> bool {
    UNCHECKED.iter().any(|(defect, messages)| {
        defects.has(*defect)
            && messages
                .iter()
                .any(|pattern| fits(pattern, &refusal.message))
    })
}

/// Whether the message is one of the pattern's, where `*` stands for any text.
pub(crate) fn fits(pattern: &str, message: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = message.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.find(part) {
            Some(place) => rest = &rest[place + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(fits(
            "The header * is empty.",
            "The header PartyID is empty."
        ));
        assert!(fits("*kid*", "it has no kid at all"));
    }

    #[test]
    fn other_messages_do_not_fit() {
        assert!(!fits(
            "The header * is empty.",
            "The header PartyID is missing."
        ));
        assert!(!fits(
            "The header PartyID is missing.",
            "The header PartyID is missing. Sorry."
        ));
    }

    #[test]
    fn a_bank_without_defects_lets_nothing_pass() {
        let refusal = Refusal::invalid("The header PartyID is missing.");
        assert!(!lets_pass(&Defects::NONE, &refusal));
    }

    #[test]
    fn a_bank_with_the_defect_lets_its_refusal_pass() {
        let refusal = Refusal::invalid("The header PartyID is missing.");
        assert!(lets_pass(
            &[Defect::PartyIdOptional].into_iter().collect(),
            &refusal
        ));
    }
}
