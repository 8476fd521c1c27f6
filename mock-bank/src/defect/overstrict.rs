//! Valid requests that a bank refuses, or fails on.

use crate::defect::Defect;
use crate::defect::raw_request::{NIL, RawRequest, has_capitals, other_version};
use crate::refusal::{Class, Refusal, Rule};

type When = fn(&RawRequest<'_>) -> bool;
type Answer = fn() -> Refusal;

/// Defect, the requests that it is about, and what they are answered with.
const OVERSTRICT: &[(Defect, When, Answer)] = &[
    (
        Defect::CapitalUuidsRefused,
        |g| {
            ["accountinforequestid", "correlationid"]
                .iter()
                .any(|name| has_capitals(g.header(name)))
        },
        invalid,
    ),
    (
        Defect::NilUuidFails,
        |g| {
            ["accountinforequestid", "correlationid"]
                .iter()
                .any(|name| g.header(name) == NIL)
        },
        technical,
    ),
    (
        Defect::OtherUuidVersionsFail,
        |g| other_version(g.header("correlationid")),
        technical,
    ),
    (
        Defect::CorrelationIdOfTheCaseFails,
        |g| {
            !g.header("correlationid").is_empty()
                && g.header("correlationid") == g.header("accountinforequestid")
        },
        technical,
    ),
    (
        Defect::SyntheticPeopleRefused,
        |g| g.header("partyid").len() == 11 && g.header("partyid").as_bytes()[2] >= b'4',
        invalid,
    ),
    (
        Defect::DNumbersRefused,
        |g| {
            g.header("partyid").len() == 11
                && (b'4'..=b'7').contains(&g.header("partyid").as_bytes()[0])
        },
        invalid,
    ),
    (
        Defect::OrganisationsRefused,
        |g| g.header("partyid").len() == 9,
        invalid,
    ),
    (
        Defect::OnlyPrimaryOwnerTrueRefused,
        |g| g.query("OnlyPrimaryOwner") == "true",
        invalid,
    ),
    (
        Defect::OnlyPrimaryOwnerFalseRefused,
        |g| g.is_police() && g.query("OnlyPrimaryOwner").eq_ignore_ascii_case("false"),
        invalid,
    ),
    (
        Defect::CapitalBooleansRefused,
        |g| ["TRUE", "FALSE"].contains(&g.query("OnlyPrimaryOwner").as_str()),
        invalid,
    ),
    (
        Defect::SmallOnlyPrimaryOwnerFails,
        |g| !g.query("onlyPrimaryOwner").is_empty(),
        technical,
    ),
    (
        Defect::RequesterPseudonymRefused,
        |g| uuid::Uuid::try_parse(g.header("requesterid")).is_ok(),
        invalid,
    ),
    (
        Defect::NeedlessRequesterIdFails,
        |g| !g.is_police() && !g.header("requesterid").is_empty(),
        technical,
    ),
    (
        Defect::UnknownHeaderRefused,
        |g| g.has_unknown_header(),
        technical,
    ),
    (
        Defect::UnknownParameterFails,
        |g| g.has_unknown_parameter(),
        technical,
    ),
    (
        Defect::NeedlessPartyIdRefused,
        |g| g.reference().is_some() && !g.header("partyid").is_empty(),
        invalid,
    ),
    (
        Defect::LookupExpressionsFail,
        |g| g.header("requesterid").contains("${"),
        technical,
    ),
    (
        Defect::OversizedHeadsFail,
        |g| g.head_size() > 20_000,
        technical,
    ),
    (
        Defect::OldHttpFails,
        |g| g.incoming.version == http::Version::HTTP_10,
        technical,
    ),
    (
        Defect::CriminalCasesRefused,
        |g| g.mandate().contains("(3) første punktum"),
        invalid,
    ),
    (
        Defect::MissingPersonsRefused,
        |g| g.mandate().contains("andre punktum"),
        invalid,
    ),
    (
        Defect::EstatesRefused,
        |g| g.mandate().starts_with("Arveloven"),
        invalid,
    ),
    (
        Defect::UnencodedMandateFails,
        |g| g.header("legal-mandate").contains(' '),
        technical,
    ),
    (
        Defect::OneDayRefused,
        |g| !g.query("fromDate").is_empty() && g.query("fromDate") == g.query("toDate"),
        invalid,
    ),
    (
        Defect::PastPeriodsRefused,
        |g| g.is_police() && g.day("toDate").is_some_and(|day| day < g.today),
        invalid,
    ),
    (
        Defect::FutureToDateFails,
        |g| g.day("toDate").is_some_and(|day| day > g.today),
        technical,
    ),
    (
        Defect::WrongOn29February,
        |g| {
            ["fromDate", "toDate"].iter().any(|name| {
                g.day(name)
                    .is_some_and(|day| (day.month(), day.day()) == (2, 29))
            })
        },
        invalid,
    ),
    (
        Defect::OnePeriodPerCase,
        |g| {
            g.differs(
                "period",
                &g.case(),
                &format!("{} {}", g.query("fromDate"), g.query("toDate")),
            )
        },
        invalid,
    ),
    (
        Defect::SmallBearerRefused,
        |g| g.header("authorization").starts_with("bearer"),
        unauthenticated,
    ),
    (
        Defect::TokenNearExpiryRefused,
        |g| g.token_time("exp").is_some_and(|left| left < 60),
        unauthenticated,
    ),
    (
        Defect::TokenNotBeforeRefused,
        |g| g.token("nbf").is_some(),
        unauthenticated,
    ),
    (
        Defect::TokenAudienceListRefused,
        |g| g.token("aud").is_some_and(serde_json::Value::is_array),
        unauthenticated,
    ),
    (
        Defect::TokenSeveralScopesRefused,
        |g| {
            g.token("scope")
                .and_then(serde_json::Value::as_str)
                .is_some_and(|scope| scope.contains(' '))
        },
        forbidden,
    ),
    (
        Defect::TokenSupplierRefused,
        |g| g.token("supplier").is_some(),
        forbidden,
    ),
    (
        Defect::TokenUnknownClaimRefused,
        |g| g.token("unknown_claim").is_some(),
        unauthenticated,
    ),
    (
        Defect::TokenClientPinned,
        |g| {
            g.differs(
                "client",
                &g.token_text("consumer"),
                &g.token_text("client_id"),
            )
        },
        forbidden,
    ),
    (
        Defect::TokenUsedOnce,
        |g| g.often("token", &g.token_text("jti")),
        unauthenticated,
    ),
    (
        Defect::TokenBoundToCase,
        |g| g.differs("token of case", &g.case(), &g.token_text("jti")),
        unauthenticated,
    ),
    (
        Defect::ReferenceBoundToToken,
        |g| {
            g.reference().is_some()
                && g.differs(
                    "token of reference",
                    &format!("{} {}", g.case(), g.reference().unwrap_or_default()),
                    &g.token_text("jti"),
                )
        },
        not_found,
    ),
    (
        Defect::ReferenceUsedOnce,
        |g| {
            g.reference().is_some()
                && g.differs(
                    "endpoint of reference",
                    &format!("{} {}", g.case(), g.reference().unwrap_or_default()),
                    &g.incoming.path,
                )
        },
        not_found,
    ),
    (
        Defect::RepeatRefused,
        |g| {
            g.again(
                "request",
                &format!("{} {} {}", g.case(), g.incoming.path, g.incoming.query),
            )
        },
        invalid,
    ),
    (Defect::EndpointsInOrderOnly, |g| g.out_of_order(), invalid),
    (
        Defect::AcceptByEquality,
        |g| !["", "application/jose", "application/json"].contains(&g.header("accept")),
        not_acceptable,
    ),
    (
        Defect::AcceptMandatory,
        |g| !g.incoming.headers.contains_key("accept"),
        not_acceptable,
    ),
    (
        Defect::ClearTextFails,
        |g| g.header("accept") == "application/json",
        technical,
    ),
    (Defect::OrdersRefused, |g| g.has_order(), invalid),
    (
        Defect::OrderCapitalUuidsRefused,
        |g| {
            ["extraditionOrderID", "caseID"]
                .iter()
                .any(|name| has_capitals(&g.order_text(name)))
        },
        invalid,
    ),
    (
        Defect::OrderNilUuidFails,
        |g| g.order_text("extraditionOrderID") == NIL,
        technical,
    ),
    (
        Defect::OrderUuidVersion4Only,
        |g| other_version(&g.order_text("extraditionOrderID")),
        invalid,
    ),
    (
        Defect::OrderOfOneDayRefused,
        |g| g.has_order() && g.order_text("fromDate") == g.order_text("toDate"),
        invalid,
    ),
    (
        Defect::OrderAheadFails,
        |g| g.order_day("toDate").is_some_and(|day| day > g.today),
        technical,
    ),
    (
        Defect::OrderNearExpiryRefused,
        |g| g.order_life().is_some_and(|(_, left)| left < 3_600),
        invalid,
    ),
    (
        Defect::OrderNinetyDaysRefused,
        |g| {
            g.order_life()
                .is_some_and(|(age, left)| age + left >= 90 * 86_400 - 5)
        },
        invalid,
    ),
    (
        Defect::OldOrdersRefused,
        |g| g.order_life().is_some_and(|(age, _)| age > 30 * 86_400),
        invalid,
    ),
    (
        Defect::FreshOrdersRefused,
        |g| g.order_life().is_some_and(|(age, _)| age < 600),
        invalid,
    ),
    (
        Defect::OrderUnknownClaimRefused,
        |g| g.order_says_more(),
        invalid,
    ),
    (
        Defect::OrderUnknownMemberRefused,
        |g| {
            g.order("approval")
                .and_then(|approval| approval.get("approvedByUnit"))
                .is_some()
        },
        invalid,
    ),
    (
        Defect::OrderNamesAsciiOnly,
        |g| {
            g.order("approval")
                .is_some_and(|approval| !approval.to_string().is_ascii())
        },
        invalid,
    ),
    (
        Defect::OrderForOwnerRefused,
        |g| g.order("onlyPrimaryOwner") == Some(&serde_json::Value::Bool(true)),
        invalid,
    ),
    (
        Defect::OrderForAllRefused,
        |g| {
            g.order("onlyPrimaryOwner") == Some(&serde_json::Value::Bool(false))
                && g.query("OnlyPrimaryOwner") == "false"
        },
        invalid,
    ),
    (
        Defect::OrderOwnerEqual,
        |g| {
            g.order("onlyPrimaryOwner") == Some(&serde_json::Value::Bool(false))
                && g.query("OnlyPrimaryOwner") == "true"
        },
        invalid,
    ),
    (
        Defect::OrderWhitespaceRefused,
        |g| g.order_is_spaced(),
        invalid,
    ),
    (
        Defect::OrderUnknownHeaderRefused,
        |g| g.order_header("urn:example:note").is_some(),
        invalid,
    ),
    (
        Defect::OrderCertificatePinned,
        |g| {
            g.has_order()
                && g.differs(
                    "kid",
                    "kid",
                    &g.order_header("kid")
                        .map(ToString::to_string)
                        .unwrap_or_default(),
                )
        },
        invalid,
    ),
    (
        Defect::OrderUsedOnce,
        |g| {
            g.has_order()
                && g.again(
                    "order",
                    &format!("{} {}", g.order_text("extraditionOrderID"), g.incoming.path),
                )
        },
        invalid,
    ),
    (
        Defect::OrderForOneEndpoint,
        |g| {
            g.has_order()
                && g.differs(
                    "endpoint of order",
                    &g.order_text("extraditionOrderID"),
                    &g.incoming.path,
                )
        },
        invalid,
    ),
    (
        Defect::OrderBoundToToken,
        |g| {
            g.has_order()
                && g.differs(
                    "token of order",
                    &g.order_text("extraditionOrderID"),
                    &g.token_text("jti"),
                )
        },
        invalid,
    ),
    (
        Defect::SecondOrderFails,
        |g| {
            g.has_order()
                && g.differs(
                    "order of case",
                    &g.case(),
                    &g.order_text("extraditionOrderID"),
                )
        },
        technical,
    ),
    (
        Defect::OrderTwoYearsAtLeast,
        |g| {
            g.order_day("fromDate")
                .zip(g.order_day("toDate"))
                .is_some_and(|(from, to)| wire::dates::years_before(to, 2) < from)
        },
        invalid,
    ),
    (
        Defect::OrderOutlastsRequest,
        |g| {
            g.order_day("toDate")
                .zip(g.day("toDate"))
                .is_some_and(|(order, asked)| asked.tomorrow().is_ok_and(|next| order == next))
        },
        invalid,
    ),
    (
        Defect::OrderFlagsAllOrNothing,
        |g| g.order_opens_one(),
        invalid,
    ),
];

/// The refusal of a request that a correct bank accepts.
pub(crate) fn refusal(raw: &RawRequest<'_>) -> Option<Refusal> {
    OVERSTRICT
        .iter()
        .find(|(defect, when, _)| raw.core.defects().has(*defect) && when(raw))
        .map(|(_, _, answer)| answer())
}

fn invalid() -> Refusal {
    Rule::DefectRefused.into()
}

fn unauthenticated() -> Refusal {
    invalid().answered_as(Class::Unauthenticated)
}

fn forbidden() -> Refusal {
    invalid().answered_as(Class::Forbidden)
}

fn not_found() -> Refusal {
    Rule::ReferenceUnknown.into()
}

fn not_acceptable() -> Refusal {
    Rule::AcceptNotOffered.into()
}

fn technical() -> Refusal {
    Rule::DefectFailed.into()
}
