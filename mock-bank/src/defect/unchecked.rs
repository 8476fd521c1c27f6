//! Rules that a bank does not enforce: the refusal is dropped, and the request is answered as far as it can be
//! understood. Rules are named by their ids, so that no rule has to know the defects about it.

use wire::messages::header;

use crate::defect::{Defect, Defects};
use crate::refusal::{Refusal, Rule};

/// A rule, and the parameter or claim that it is about; empty for any.
type Dropped = (Rule, &'static str);

/// The claim of the order may be missing or have any form.
const fn claim(name: &'static str) -> [Dropped; 2] {
    [
        (Rule::OrderClaimMissing, name),
        (Rule::OrderClaimForm, name),
    ]
}

/// Defect, and the refusals that it drops.
const UNCHECKED: &[(Defect, &[Dropped])] = &[
    (Defect::MethodUnchecked, &[(Rule::MethodNotGet, "")]),
    (Defect::AnyPathServed, &[(Rule::PathUnknown, "")]),
    (
        Defect::AuthorizationSchemeFree,
        &[
            (Rule::AuthorizationScheme, ""),
            (Rule::AuthorizationForm, ""),
        ],
    ),
    (
        Defect::AuthorizationTwice,
        &[(Rule::AuthorizationRepeated, "")],
    ),
    (
        Defect::TokenFormUnchecked,
        &[(Rule::TokenForm, ""), (Rule::TokenTooLong, "")],
    ),
    (
        Defect::TokenKidUnchecked,
        &[(Rule::TokenKidUnknown, ""), (Rule::TokenKidMissing, "")],
    ),
    (
        Defect::TokenExtensionsIgnored,
        &[(Rule::TokenHeaderMember, "")],
    ),
    (Defect::TokenAnyAlgorithm, &[(Rule::TokenAlgorithm, "")]),
    (
        Defect::TokenExpiryOptional,
        &[(Rule::TokenExpiryMissing, ""), (Rule::TokenTimeForm, "exp")],
    ),
    (
        Defect::TokenConsumerOptional,
        &[(Rule::TokenConsumerMissing, "")],
    ),
    (Defect::TokenConsumerIdFree, &[(Rule::TokenConsumerId, "")]),
    (Defect::EmptyHeadersTaken, &[(Rule::HeaderEmpty, "")]),
    (Defect::EmptyParametersTaken, &[(Rule::QueryEmpty, "")]),
    (Defect::NonAsciiHeadersTaken, &[(Rule::HeaderNotAscii, "")]),
    (
        Defect::PartyIdOptional,
        &[(Rule::HeaderMissing, header::PARTY_ID)],
    ),
    (
        Defect::MandateOptional,
        &[(Rule::HeaderMissing, header::LEGAL_MANDATE)],
    ),
    (
        Defect::MandateEncodingUnchecked,
        &[(Rule::MandateEncoding, "")],
    ),
    (Defect::AnyMandateOfAnybody, &[(Rule::MandateUnknown, "")]),
    (Defect::DatesUnchecked, &[(Rule::DateForm, "")]),
    (
        Defect::UnknownReferenceServed,
        &[(Rule::ReferenceUnknown, "")],
    ),
    (
        Defect::WithheldAccountServed,
        &[(Rule::ReferenceWithoutData, "")],
    ),
    (
        Defect::OrderOptional,
        &[(Rule::HeaderMissing, header::ADDITIONAL_REFERENCE_ID)],
    ),
    (
        Defect::ReferenceTypeOptional,
        &[(Rule::HeaderMissing, header::ADDITIONAL_REFERENCE_ID_TYPE)],
    ),
    (Defect::OrderReadUnsigned, &[(Rule::OrderForm, "")]),
    (
        Defect::OrderAlgorithmUnchecked,
        &[(Rule::OrderAlgorithm, "")],
    ),
    (
        Defect::OrderKidUnchecked,
        &[
            (Rule::OrderKidMissing, ""),
            (Rule::OrderKidForm, ""),
            (Rule::OrderKidUnknown, ""),
        ],
    ),
    (
        Defect::OrderForeignMembersIgnored,
        &[(Rule::OrderHeaderMember, "")],
    ),
    (
        Defect::OrderCertificateOfAnotherKey,
        &[(Rule::OrderKeyNotOfCertificate, "")],
    ),
    (Defect::OrderKeyTimeUnchecked, &[(Rule::OrderKeyTime, "")]),
    (Defect::OrderPartyIdUnchecked, &claim("partyID")),
    (
        Defect::OrderMandateUnchecked,
        &[
            (Rule::OrderClaimMissing, "mandate"),
            (Rule::OrderClaimForm, "mandate"),
            (Rule::OrderMandate, ""),
        ],
    ),
    (Defect::OrderFromDateFree, &claim("fromDate")),
    (
        Defect::OrderPeriodUnchecked,
        &[(Rule::OrderPeriodReversed, "")],
    ),
    (Defect::OrderToDateFree, &claim("toDate")),
    (Defect::OrderOwnerFlagFree, &claim("onlyPrimaryOwner")),
    (
        Defect::OrderAccountListFree,
        &[
            (Rule::OrderClaimMissing, "accountList"),
            (Rule::OrderClaimForm, "accountList"),
            (Rule::OrderAccountList, ""),
        ],
    ),
    (Defect::OrderDetailsFlagFree, &claim("accountDetails")),
    (Defect::OrderTransactionsFlagFree, &claim("transactions")),
    (Defect::OrderCardsFlagFree, &claim("cards")),
    (Defect::OrderRolesFlagFree, &claim("roles")),
    (Defect::OrderIdOptional, &claim("extraditionOrderID")),
    (Defect::OrderCaseIdFree, &claim("caseID")),
    (
        Defect::OrderApprovalOptional,
        &claim("approval.approvalTimestamp"),
    ),
    (Defect::OrderExpiryOptional, &claim("exp")),
    (
        Defect::OrderExpiresBeforeApproval,
        &[(Rule::OrderExpiryBeforeApproval, "")],
    ),
    (
        Defect::OrderTransactionsFlagIgnored,
        &[(Rule::OrderEndpointClosed, TRANSACTIONS)],
    ),
    (
        Defect::OrderDetailsFlagIgnored,
        &[(Rule::OrderEndpointClosed, ACCOUNT_DETAILS)],
    ),
    (
        Defect::OrderRolesFlagIgnored,
        &[(Rule::OrderEndpointClosed, ROLES)],
    ),
];

const TRANSACTIONS: &str = "Transactions";
const ACCOUNT_DETAILS: &str = "AccountDetails";
const ROLES: &str = "Roles";

/// Whether a bank with these defects accepts the request in spite of the refusal.
pub(crate) fn accepts_despite(defects: &Defects, refusal: &Refusal) -> bool {
    UNCHECKED
        .iter()
        .filter(|(defect, _)| defects.has(*defect))
        .flat_map(|(_, dropped)| *dropped)
        .any(|(rule, about)| *rule == refusal.rule && (about.is_empty() || *about == refusal.about))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::claims;
    use wire::messages::Endpoint;

    #[test]
    fn every_defect_of_the_list_drops_a_refusal() {
        for (defect, dropped) in UNCHECKED {
            assert!(!dropped.is_empty(), "{}", defect.name());
        }
    }

    #[test]
    fn every_id_that_the_list_names_is_one_of_the_rules() {
        let ids: Vec<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
        for (rule, _) in UNCHECKED.iter().flat_map(|(_, dropped)| *dropped) {
            assert!(ids.contains(&rule.id()), "{}", rule.id());
        }
    }

    #[test]
    fn a_rule_is_about_something_only_where_its_message_names_it() {
        for (rule, about) in UNCHECKED.iter().flat_map(|(_, dropped)| *dropped) {
            assert!(
                about.is_empty() || rule.english().contains("{}"),
                "{} {about}",
                rule.id()
            );
        }
    }

    #[test]
    fn whatever_a_rule_is_about_is_a_header_a_parameter_a_claim_or_an_endpoint() {
        let headers = [
            header::PARTY_ID,
            header::LEGAL_MANDATE,
            header::ADDITIONAL_REFERENCE_ID,
            header::ADDITIONAL_REFERENCE_ID_TYPE,
        ];
        let endpoints = Endpoint::ALL.map(Endpoint::name);
        let known = [&headers[..], &claims::READ, &endpoints].concat();
        for (rule, about) in UNCHECKED.iter().flat_map(|(_, dropped)| *dropped) {
            assert!(
                about.is_empty() || known.contains(about),
                "{} {about}",
                rule.id()
            );
        }
    }

    #[test]
    fn a_bank_without_defects_accepts_nothing_despite_a_refusal() {
        let refusal = Rule::HeaderMissing.broken_by(header::PARTY_ID);
        assert!(!accepts_despite(&Defects::NONE, &refusal));
    }

    #[test]
    fn a_bank_with_the_defect_accepts_despite_its_refusal() {
        let refusal = Rule::HeaderMissing.broken_by(header::PARTY_ID);
        let defects = [Defect::PartyIdOptional].into_iter().collect();
        assert!(accepts_despite(&defects, &refusal));
    }

    #[test]
    fn a_bank_with_the_defect_keeps_the_refusal_of_another_parameter() {
        let refusal = Rule::HeaderMissing.broken_by(header::CORRELATION_ID);
        let defects = [Defect::PartyIdOptional].into_iter().collect();
        assert!(!accepts_despite(&defects, &refusal));
    }
}
