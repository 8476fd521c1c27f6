//! The properties there are: a closed list, so that a name nobody knows is found when the pack is loaded.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::text::Text;

/// A property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PropertyName {
    /// Every valid request is accepted.
    ValidRequestsAccepted,
    /// Every valid order is accepted.
    ValidOrdersAccepted,
    /// A request that breaks one to three rules is refused.
    BrokenRequestsRefused,
    /// An order that breaks one to three rules is refused.
    BrokenOrdersRefused,
    /// A request that is not the order's is refused.
    OrderTiesRefused,
    /// A period inside the service's limits is accepted.
    PeriodsInsideAccepted,
    /// A period outside the service's limits is refused.
    PeriodsOutsideRefused,
    /// A period inside the order's is accepted.
    OrderPeriodsInsideAccepted,
    /// A period outside the order's is refused.
    OrderPeriodsOutsideRefused,
    /// Each combination of the order's flags gives access to what it says.
    FlagsAsOrdered,
    /// Each combination of onlyPrimaryOwner in order and request is answered as the table says.
    OwnerAsOrdered,
    /// Every equivalent encoding of a mandate is the mandate.
    MandateEncodingsAccepted,
    /// Every valid number of a person or business is accepted.
    IdentifiersAccepted,
    /// Unknown claims of the order change nothing.
    UnknownOrderClaimsIgnored,
    /// Unknown headers and token claims change nothing.
    UnknownHeadersIgnored,
    /// Unknown query parameters change nothing.
    UnknownQueriesIgnored,
    /// Noise is answered in good order.
    NoiseSurvived,
    /// The same valid request twice gives the same data.
    RepeatsAgree,
    /// Every accepted answer keeps schema and field delivery.
    AnswersKeepForm,
    /// The pages of an account join to the same set whatever the period is cut into.
    PagesJoin,
}

/// How an input of a property is tried and judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// One request, held against the input's expectation.
    Answer,
    /// As [`Manner::Answer`], and afterwards the valid request is still accepted.
    Survival,
    /// The data is that of the valid request without the input's changes.
    SameAsValid,
    /// Sent twice; the data is the same.
    Twice,
    /// The document keeps schema and field delivery.
    Form,
    /// All pages of the whole period and of its pieces.
    Pieces,
}

impl PropertyName {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::ValidRequestsAccepted,
        Self::ValidOrdersAccepted,
        Self::BrokenRequestsRefused,
        Self::BrokenOrdersRefused,
        Self::OrderTiesRefused,
        Self::PeriodsInsideAccepted,
        Self::PeriodsOutsideRefused,
        Self::OrderPeriodsInsideAccepted,
        Self::OrderPeriodsOutsideRefused,
        Self::FlagsAsOrdered,
        Self::OwnerAsOrdered,
        Self::MandateEncodingsAccepted,
        Self::IdentifiersAccepted,
        Self::UnknownOrderClaimsIgnored,
        Self::UnknownHeadersIgnored,
        Self::UnknownQueriesIgnored,
        Self::NoiseSurvived,
        Self::RepeatsAgree,
        Self::AnswersKeepForm,
        Self::PagesJoin,
    ];

    /// The name in case files.
    pub fn name(self) -> &'static str {
        match self {
            Self::ValidRequestsAccepted => "valid-requests-accepted",
            Self::ValidOrdersAccepted => "valid-orders-accepted",
            Self::BrokenRequestsRefused => "broken-requests-refused",
            Self::BrokenOrdersRefused => "broken-orders-refused",
            Self::OrderTiesRefused => "order-ties-refused",
            Self::PeriodsInsideAccepted => "periods-inside-accepted",
            Self::PeriodsOutsideRefused => "periods-outside-refused",
            Self::OrderPeriodsInsideAccepted => "order-periods-inside-accepted",
            Self::OrderPeriodsOutsideRefused => "order-periods-outside-refused",
            Self::FlagsAsOrdered => "flags-as-ordered",
            Self::OwnerAsOrdered => "owner-as-ordered",
            Self::MandateEncodingsAccepted => "mandate-encodings-accepted",
            Self::IdentifiersAccepted => "identifiers-accepted",
            Self::UnknownOrderClaimsIgnored => "unknown-order-claims-ignored",
            Self::UnknownHeadersIgnored => "unknown-headers-ignored",
            Self::UnknownQueriesIgnored => "unknown-queries-ignored",
            Self::NoiseSurvived => "noise-survived",
            Self::RepeatsAgree => "repeats-agree",
            Self::AnswersKeepForm => "answers-keep-form",
            Self::PagesJoin => "pages-join",
        }
    }

    /// The property of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// How its inputs are tried and judged.
    pub fn manner(self) -> Manner {
        match self {
            Self::ValidRequestsAccepted
            | Self::ValidOrdersAccepted
            | Self::BrokenRequestsRefused
            | Self::BrokenOrdersRefused
            | Self::OrderTiesRefused
            | Self::PeriodsInsideAccepted
            | Self::PeriodsOutsideRefused
            | Self::OrderPeriodsInsideAccepted
            | Self::OrderPeriodsOutsideRefused
            | Self::FlagsAsOrdered
            | Self::OwnerAsOrdered
            | Self::MandateEncodingsAccepted
            | Self::IdentifiersAccepted => Manner::Answer,
            Self::UnknownOrderClaimsIgnored
            | Self::UnknownHeadersIgnored
            | Self::UnknownQueriesIgnored => Manner::SameAsValid,
            Self::NoiseSurvived => Manner::Survival,
            Self::RepeatsAgree => Manner::Twice,
            Self::AnswersKeepForm => Manner::Form,
            Self::PagesJoin => Manner::Pieces,
        }
    }

    /// What is sent and what must hold, in words.
    pub fn words(self) -> Text {
        match self {
            Self::ValidRequestsAccepted => Text::new(
                "Sent: whole valid requests, with every parameter chosen anew within its rules. Expected: 200 and a readable document.",
                "Sendes: hele gyldige forespørsler, der hver parameter velges på nytt innenfor reglene. Forventet: 200 og et lesbart dokument.",
            ),
            Self::ValidOrdersAccepted => Text::new(
                "Sent: the valid request with whole valid orders, every claim chosen anew within its rules. Expected: 200 and a readable document.",
                "Sendes: den gyldige forespørselen med hele gyldige pålegg, der hvert felt velges på nytt innenfor reglene. Forventet: 200 og et lesbart dokument.",
            ),
            Self::BrokenRequestsRefused => Text::new(
                "Sent: requests that break one to three rules of this level at once. Expected: refused with a pair that one of the broken rules allows.",
                "Sendes: forespørsler som bryter én til tre regler på dette nivået samtidig. Forventet: avvist med et par som en av de brutte reglene tillater.",
            ),
            Self::BrokenOrdersRefused => Text::new(
                "Sent: orders that break one to three rules of this level at once. Expected: refused with a pair that one of the broken rules allows.",
                "Sendes: pålegg som bryter én til tre regler på dette nivået samtidig. Forventet: avvist med et par som en av de brutte reglene tillater.",
            ),
            Self::OrderTiesRefused => Text::new(
                "Sent: valid requests with valid orders about another person, mandate or case. Expected: refused.",
                "Sendes: gyldige forespørsler med gyldige pålegg om en annen person, hjemmel eller sak. Forventet: avvist.",
            ),
            Self::PeriodsInsideAccepted => Text::new(
                "Sent: periods inside the service's limits, often on the limits, leap days and year ends. Expected: 200 and a readable document.",
                "Sendes: perioder innenfor tjenestens grenser, ofte på grensene, skuddårsdager og årsskifter. Forventet: 200 og et lesbart dokument.",
            ),
            Self::PeriodsOutsideRefused => Text::new(
                "Sent: periods outside the service's limits, often by a single day. Expected: refused.",
                "Sendes: perioder utenfor tjenestens grenser, ofte med én enkelt dag. Forventet: avvist.",
            ),
            Self::OrderPeriodsInsideAccepted => Text::new(
                "Sent: requests whose period lies inside the order's, often on its first and last day. Expected: 200 and a readable document.",
                "Sendes: forespørsler der perioden ligger innenfor påleggets, ofte på første og siste dag. Forventet: 200 og et lesbart dokument.",
            ),
            Self::OrderPeriodsOutsideRefused => Text::new(
                "Sent: requests whose period reaches outside the order's, often by a single day. Expected: refused.",
                "Sendes: forespørsler der perioden går utenfor påleggets, ofte med én enkelt dag. Forventet: avvist.",
            ),
            Self::FlagsAsOrdered => Text::new(
                "Sent: every combination of the order's flags and onlyPrimaryOwner. Expected: the endpoint is served where its flag is true, and refused with 403 ACC-011 where it is false.",
                "Sendes: alle kombinasjoner av påleggets flagg og onlyPrimaryOwner. Forventet: endepunktet svarer der flagget er true, og avviser med 403 ACC-011 der det er false.",
            ),
            Self::OwnerAsOrdered => Text::new(
                "Sent: every combination of onlyPrimaryOwner in order and request, with every combination of flags. Expected: refused only where the order says true and the request false.",
                "Sendes: alle kombinasjoner av onlyPrimaryOwner i pålegg og forespørsel, med alle kombinasjoner av flagg. Forventet: avvist bare der pålegget sier true og forespørselen false.",
            ),
            Self::MandateEncodingsAccepted => Text::new(
                "Sent: the mandate with other characters percent-encoded than the documents encode, in either case of the digits. Expected: 200 and a readable document.",
                "Sendes: lovhjemmelen med andre tegn prosentkodet enn dokumentene koder, med store eller små sifre. Forventet: 200 og et lesbart dokument.",
            ),
            Self::IdentifiersAccepted => Text::new(
                "Sent: synthetic national identity numbers, D-numbers and organisation numbers of every kind, in request and order. Expected: 200 and a readable document.",
                "Sendes: syntetiske fødselsnumre, D-numre og organisasjonsnumre av alle slag, i forespørsel og pålegg. Forventet: 200 og et lesbart dokument.",
            ),
            Self::UnknownOrderClaimsIgnored => Text::new(
                "Sent: the valid request with unknown claims in its order. Expected: the same data as without them.",
                "Sendes: den gyldige forespørselen med ukjente felter i pålegget. Forventet: samme data som uten dem.",
            ),
            Self::UnknownHeadersIgnored => Text::new(
                "Sent: the valid request with unknown headers and unknown claims in its token. Expected: the same data as without them.",
                "Sendes: den gyldige forespørselen med ukjente headere og ukjente felter i tokenet. Forventet: samme data som uten dem.",
            ),
            Self::UnknownQueriesIgnored => Text::new(
                "Sent: the valid request with unknown query parameters. Expected: the same data as without them.",
                "Sendes: den gyldige forespørselen med ukjente query-parametere. Forventet: samme data som uten dem.",
            ),
            Self::NoiseSurvived => Text::new(
                "Sent: requests with noise in headers, query, path, token and order. Expected: a complete answer below 500 in a right shape, and the valid request is accepted afterwards.",
                "Sendes: forespørsler med støy i headere, query, sti, token og pålegg. Forventet: et fullstendig svar under 500 i riktig form, og den gyldige forespørselen godtas etterpå.",
            ),
            Self::RepeatsAgree => Text::new(
                "Sent: valid requests, each twice. Expected: the same data both times.",
                "Sendes: gyldige forespørsler, hver av dem to ganger. Forventet: samme data begge ganger.",
            ),
            Self::AnswersKeepForm => Text::new(
                "Sent: valid requests. Expected: every answer keeps the endpoint's schema and the service's field delivery.",
                "Sendes: gyldige forespørsler. Forventet: hvert svar følger endepunktets skjema og tjenestens utlevering av felter.",
            ),
            Self::PagesJoin => Text::new(
                "Sent: all pages of a period, and of the pieces it is cut into. Expected: the same transactions.",
                "Sendes: alle sider for en periode, og for delene den er delt i. Forventet: de samme transaksjonene.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_property_is_found_by_its_own_name() {
        for property in PropertyName::ALL {
            assert_eq!(PropertyName::from_name(property.name()), Some(property));
        }
    }

    #[test]
    fn a_name_nobody_knows_is_no_property() {
        assert_eq!(PropertyName::from_name("valid"), None);
    }
}
