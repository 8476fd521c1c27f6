//! What a behaviour makes of the headers and the address of a call.

use jiff::civil::Date;
use reqwest::Url;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, COOKIE, HOST, HeaderMap, HeaderName, HeaderValue, REFERER, USER_AGENT,
};
use uuid::Uuid;
use wire::messages::{Endpoint, header, query};

use super::service::{named, put_mandate_of_step_two};
use super::{Behaviour, Defect, Variant};
use crate::retrieval::Inquiry;

/// The same in every case, for the client that does not tell its cases apart.
const CASE_FOR_EVER: Uuid = Uuid::from_u128(0x1f7c_4a0e_5b3d_4c55_9a21_77e0_12ab_90fe);

impl Behaviour {
    /// The inquiry that the client works by in place of the one it was given.
    pub(crate) fn change_inquiry(self, inquiry: &mut Inquiry, death: Option<Date>) {
        let today = wire::dates::today();
        match self.defect {
            Some(Defect::CaseForEver) => inquiry.case = CASE_FOR_EVER,
            Some(Defect::PeriodTooLong) => {
                inquiry.from = match death {
                    Some(death) => wire::dates::months_before(death, 4),
                    None => wire::dates::years_before(today, 11),
                }
            }
            Some(Defect::TenYearsUnasked) => inquiry.from = wire::dates::years_before(today, 9),
            Some(Defect::OedUntilYesterday) => {
                inquiry.to = inquiry.to.yesterday().unwrap_or(inquiry.to);
            }
            Some(Defect::PeriodIntoFuture) => {
                inquiry.to = inquiry.to.tomorrow().unwrap_or(inquiry.to);
            }
            Some(Defect::OwnerFlagFalse | Defect::OwnerFalseUnasked | Defect::OwnerBeyondOrder) => {
                inquiry.only_primary_owner = false;
            }
            Some(_) | None => self.change_inquiry_of_service(inquiry),
        }
        if self.is(Variant::ShorterPeriod) && death.is_none() {
            inquiry.from = inquiry
                .from
                .tomorrow()
                .unwrap_or(inquiry.from)
                .min(inquiry.to);
        }
        if self.is(Variant::PseudonymousRequester) {
            inquiry.requester = named(&inquiry.requester).to_string();
        }
    }

    /// Changes the headers of a call that are right so far.
    pub(crate) fn change_headers(self, headers: &mut HeaderMap, inquiry: &Inquiry) {
        match self.defect {
            Some(Defect::CaseMissing) => drop(headers.remove(header::ACCOUNT_INFO_REQUEST_ID)),
            Some(Defect::CaseNoUuid) => put(headers, header::ACCOUNT_INFO_REQUEST_ID, "sak-17"),
            Some(Defect::CasePerCall) => put(
                headers,
                header::ACCOUNT_INFO_REQUEST_ID,
                &Uuid::new_v4().to_string(),
            ),
            Some(Defect::CorrelationMissing) => drop(headers.remove(header::CORRELATION_ID)),
            Some(Defect::CorrelationNoUuid) => put(headers, header::CORRELATION_ID, "kall-17"),
            Some(Defect::CorrelationPerCase) => {
                put(headers, header::CORRELATION_ID, &inquiry.case.to_string());
            }
            Some(Defect::CorrelationTwice) => {
                if let Some(value) = headers.get(header::CORRELATION_ID).cloned() {
                    headers.append(name(header::CORRELATION_ID), value);
                }
            }
            Some(
                Defect::MandateNotEncoded | Defect::MandateEncodedTwice | Defect::MandateMisspelt,
            ) => {
                self.change_mandate(headers);
            }
            Some(Defect::MandateChanges) if !headers.contains_key(header::PARTY_ID) => {
                exchange_mandate(headers);
            }
            Some(Defect::PartyWithSpace) if headers.contains_key(header::PARTY_ID) => {
                let (birth, rest) = inquiry.party.as_str().split_at(6);
                put(headers, header::PARTY_ID, &format!("{birth} {rest}"));
            }
            Some(Defect::PartyEverywhere) => put(headers, header::PARTY_ID, inquiry.party.as_str()),
            Some(Defect::NumberInUserAgent) => {
                let agent = format!("agency/1.0 ({})", inquiry.party);
                put(headers, USER_AGENT.as_str(), &agent);
            }
            Some(Defect::CookieSent) => put(headers, COOKIE.as_str(), "session=17"),
            Some(Defect::HostOfOtherName) => put(headers, HOST.as_str(), "bank.example"),
            Some(_) | None => {
                self.change_requester(headers);
                self.change_headers_of_service(headers, inquiry);
            }
        }
        if self.is(Variant::UpperCaseUuids) {
            upper(headers, header::CORRELATION_ID);
            upper(headers, header::ACCOUNT_INFO_REQUEST_ID);
        }
    }

    /// Changes the headers of a request of step 1 that are right so far.
    pub(crate) fn change_overview_headers(self, headers: &mut HeaderMap, inquiry: &Inquiry) {
        match self.defect {
            Some(Defect::OverviewCustomerPadded) => {
                put(headers, header::CUSTOMER_ID, &format!("0{}", inquiry.party));
            }
            Some(Defect::OverviewOfOtherCase) => {
                let other = Uuid::new_v4().to_string();
                put(headers, header::ACCOUNT_INFO_REQUEST_ID, &other);
            }
            Some(Defect::OverviewWithoutCorrelation) => {
                headers.remove(header::CORRELATION_ID);
            }
            Some(Defect::OverviewWithoutCase) => {
                headers.remove(header::ACCOUNT_INFO_REQUEST_ID);
            }
            Some(Defect::OverviewWithoutMandate) => {
                headers.remove(header::LEGAL_MANDATE);
            }
            Some(Defect::OverviewMandateEncodedTwice) => {
                let sent = text_of(headers, header::LEGAL_MANDATE).replace('%', "%25");
                put(headers, header::LEGAL_MANDATE, &sent);
            }
            Some(Defect::OverviewTokenAlone) => {
                let sent = text_of(headers, AUTHORIZATION.as_str()).replace("Bearer ", "");
                put(headers, AUTHORIZATION.as_str(), &sent);
            }
            Some(Defect::OverviewNumberInReferer) => {
                let case = format!("https://agency.example/persons/{}", inquiry.party);
                put(headers, REFERER.as_str(), &case);
            }
            Some(Defect::VergeStepTwoMandate) => put_mandate_of_step_two(headers),
            Some(_) | None => {}
        }
    }

    /// The query of a request of step 1 in the order in which it is sent.
    pub(crate) fn overview_query(self, inquiry: &Inquiry) -> Vec<(&'static str, String)> {
        let only = inquiry.only_primary_owner
            && !self.has(Defect::OverviewOwnerFalse)
            && !self.has(Defect::SkattStepOneFalse);
        let mut pairs = vec![
            (query::FROM_DATE, inquiry.from.to_string()),
            (query::TO_DATE, inquiry.to.to_string()),
            ("onlyPrimaryOwner", only.to_string()),
        ];
        match self.defect {
            Some(Defect::OverviewWithoutPeriod) => pairs.clear(),
            Some(Defect::OverviewTooEarly) => {
                pairs[0].1 = wire::dates::years_before(inquiry.from, 30).to_string();
            }
            Some(Defect::OverviewUntilYesterday) => {
                let yesterday = inquiry.to.yesterday().unwrap_or(inquiry.to);
                pairs[1].1 = yesterday.to_string();
            }
            Some(Defect::OverviewWithoutOwner) => {
                pairs.pop();
            }
            Some(Defect::KonkursStepOneLastYear) => {
                let year = wire::dates::years_before(wire::dates::today(), 1);
                pairs[0].1 = year
                    .max(inquiry.from.tomorrow().unwrap_or(year))
                    .to_string();
            }
            Some(Defect::UtleggStepOneYesterday) => {
                let yesterday = inquiry.to.yesterday().unwrap_or(inquiry.to).to_string();
                (pairs[0].1, pairs[1].1) = (yesterday.clone(), yesterday);
            }
            Some(Defect::OverviewNumberInQuery) => {
                pairs.push((header::CUSTOMER_ID, inquiry.party.to_string()));
            }
            Some(_) | None => {}
        }
        pairs
    }

    /// Whether a refusal with this status is answered by the same request again.
    pub(crate) fn repeats_refusal(self, status: u16) -> bool {
        match self.defect {
            Some(Defect::RefusalRepeated) => true,
            Some(Defect::ForbiddenRepeated) => status == 403,
            Some(Defect::UnknownRepeated) => status == 404,
            Some(Defect::MethodRepeated) => status == 405,
            Some(Defect::MediaTypeRepeated) => status == 406,
            Some(_) | None => false,
        }
    }

    fn change_mandate(self, headers: &mut HeaderMap) {
        let sent = headers
            .get(header::LEGAL_MANDATE)
            .and_then(|value| value.to_str().ok());
        let encoded = sent.unwrap_or_default().to_owned();
        let text = wire::mandate::decode(&encoded).unwrap_or_default();
        let bent = match self.defect {
            Some(Defect::MandateNotEncoded) => HeaderValue::from_bytes(text.as_bytes()),
            Some(Defect::MandateEncodedTwice) => {
                HeaderValue::from_str(&encoded.replace('%', "%25"))
            }
            Some(_) | None => {
                HeaderValue::from_str(&wire::mandate::encode(&text.replacen('§', "", 1)))
            }
        };
        if let Ok(bent) = bent {
            headers.insert(name(header::LEGAL_MANDATE), bent);
        }
    }

    fn change_requester(self, headers: &mut HeaderMap) {
        match self.defect {
            Some(Defect::RequesterMissing) => drop(headers.remove(header::REQUESTER_ID)),
            Some(Defect::RequesterAtRandom) => {
                put(headers, header::REQUESTER_ID, &Uuid::new_v4().to_string());
            }
            Some(Defect::RequesterForOed) => {
                put(headers, header::REQUESTER_ID, "saksbehandler-1");
            }
            Some(Defect::ReferenceTypeOther) => {
                put(headers, header::ADDITIONAL_REFERENCE_ID_TYPE, "pol2");
            }
            Some(Defect::OrderMissing) => drop(headers.remove(header::ADDITIONAL_REFERENCE_ID)),
            Some(Defect::ReferenceForOed) => {
                put(headers, header::ADDITIONAL_REFERENCE_ID, "sak-17");
                put(headers, header::ADDITIONAL_REFERENCE_ID_TYPE, "oed");
            }
            Some(Defect::AcceptsJsonOnly) => put(headers, ACCEPT.as_str(), "application/json"),
            Some(Defect::TokenWithoutBearer) => {
                let sent = headers
                    .get(AUTHORIZATION)
                    .and_then(|value| value.to_str().ok());
                let token = sent
                    .unwrap_or_default()
                    .trim_start_matches("Bearer ")
                    .to_owned();
                put(headers, AUTHORIZATION.as_str(), &format!("Token {token}"));
            }
            Some(_) | None => {}
        }
        if self.is(Variant::AcceptsMore) {
            put(
                headers,
                ACCEPT.as_str(),
                "application/jose, application/json;q=0.1",
            );
        }
        if self.is(Variant::TraceHeaders) {
            put(
                headers,
                "traceparent",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            );
        }
        if self.is(Variant::MandateFullyEncoded)
            && let Some(sent) = headers
                .get(header::LEGAL_MANDATE)
                .and_then(|value| value.to_str().ok())
        {
            let encoded = sent.replace('(', "%28").replace(')', "%29");
            put(headers, header::LEGAL_MANDATE, &encoded);
        }
    }

    /// The query of a call in the order in which it is sent.
    pub(crate) fn query(
        self,
        endpoint: Endpoint,
        inquiry: &Inquiry,
    ) -> Vec<(&'static str, String)> {
        let (mut from, mut to) = (inquiry.from, inquiry.to);
        if self.has(Defect::PeriodReversed) {
            std::mem::swap(&mut from, &mut to);
            from = from.tomorrow().unwrap_or(from);
        }
        if self.has(Defect::PeriodChanges) && endpoint != Endpoint::Accounts {
            from = from.tomorrow().unwrap_or(from);
        }
        let written = |date: Date| {
            if self.has(Defect::DateNorwegian) {
                date.strftime("%d.%m.%Y").to_string()
            } else {
                date.to_string()
            }
        };
        let mut pairs = vec![
            (query::FROM_DATE, written(from)),
            (query::TO_DATE, written(to)),
        ];
        if endpoint == Endpoint::Accounts && !self.has(Defect::OwnerFlagMissing) {
            pairs.insert(
                0,
                (
                    query::ONLY_PRIMARY_OWNER,
                    self.owner_flag(inquiry.only_primary_owner),
                ),
            );
        }
        match self.defect {
            Some(Defect::ToDateMissing) => pairs.retain(|(name, _)| *name != query::TO_DATE),
            Some(Defect::FromDateTwice) => pairs.push((query::FROM_DATE, written(from))),
            Some(Defect::NumberInQuery) => {
                pairs.push((header::PARTY_ID, inquiry.party.to_string()));
            }
            Some(Defect::VergeGuardianInQuery) => {
                let guardian = inquiry.reference.clone().unwrap_or_default();
                pairs.push(("guardian", guardian));
            }
            Some(_) | None => {}
        }
        if self.is(Variant::QueryReversed) {
            pairs.reverse();
        }
        pairs
    }

    fn owner_flag(self, only: bool) -> String {
        if self.has(Defect::OwnerFlagAsNumber) {
            u8::from(only).to_string()
        } else if self.is(Variant::OwnerFlagInCapitals) {
            only.to_string().to_uppercase()
        } else {
            only.to_string()
        }
    }

    /// Changes an address that is right so far.
    pub(crate) fn change_address(self, url: &mut Url, token: &str) {
        if self.has(Defect::TokenInQuery) {
            url.query_pairs_mut().append_pair("access_token", token);
        }
    }
}

fn name(text: &'static str) -> HeaderName {
    HeaderName::from_bytes(text.as_bytes()).expect("the header names of the API are header names")
}

fn text_of<'h>(headers: &'h HeaderMap, header: &'static str) -> &'h str {
    let sent = headers.get(header).and_then(|value| value.to_str().ok());
    sent.unwrap_or_default()
}

pub(super) fn put(headers: &mut HeaderMap, header: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name(header), value);
    }
}

/// Puts another mandate of the same service in place of the one that is there, if there is another.
fn exchange_mandate(headers: &mut HeaderMap) {
    let sent = headers
        .get(header::LEGAL_MANDATE)
        .and_then(|value| value.to_str().ok());
    let text = wire::mandate::decode(sent.unwrap_or_default()).unwrap_or_default();
    let mut services = wire::profile::builtin_services().iter();
    let service =
        services.find(|service| service.mandates.iter().any(|mandate| mandate.text == text));
    let other = service.and_then(|service| {
        let mut mandates = service.mandates.iter();
        mandates.find(|mandate| mandate.text != text)
    });
    if let Some(other) = other {
        put(headers, header::LEGAL_MANDATE, &other.encoded);
    }
}

fn upper(headers: &mut HeaderMap, header: &'static str) {
    let sent = headers.get(header).and_then(|value| value.to_str().ok());
    if let Some(upper) = sent.map(str::to_uppercase) {
        put(headers, header, &upper);
    }
}
