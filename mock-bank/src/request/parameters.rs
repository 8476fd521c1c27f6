//! Headers and query parameters: present once, not empty, well formed.

use http::HeaderMap;
use uuid::Uuid;
use wire::identifiers::PartyId;
use wire::mandate;
use wire::messages::{Endpoint, header, query as query_names};

use crate::defect::{Defect, Defects};
use crate::refusal::{Refusal, Rule, Ruling};
use crate::request::query::Query;

/// Spellings of the parameter that the documents use.
const ONLY_PRIMARY_OWNER: [&str; 2] = [query_names::ONLY_PRIMARY_OWNER, "onlyPrimaryOwner"];

/// A header's text if it is there; refused where it occurs twice or is not ASCII.
pub(crate) fn optional_header<'a>(
    headers: &'a HeaderMap,
    name: &'static str,
    defects: &Defects,
) -> Ruling<Option<&'a str>> {
    let mut values = headers.get_all(name).iter();
    let Some(first) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() && !defects.has(Defect::RepeatedHeadersTaken) {
        return Err(Rule::HeaderRepeated.broken_by(name));
    }
    match first.to_str() {
        Ok(text) => Ok(Some(text.trim())),
        Err(_) => Err(Rule::HeaderNotAscii.broken_by(name)),
    }
}

/// A mandatory header's text.
pub(crate) fn mandatory_header<'a>(
    headers: &'a HeaderMap,
    name: &'static str,
    defects: &Defects,
) -> Ruling<&'a str> {
    match optional_header(headers, name, defects)? {
        None => Err(Rule::HeaderMissing.broken_by(name)),
        Some("") => Err(Rule::HeaderEmpty.broken_by(name)),
        Some(text) => Ok(text),
    }
}

/// A mandatory query parameter's text, under any of its spellings.
fn mandatory_query<'a>(
    query: &'a Query,
    names: &'a [&'static str],
    defects: &Defects,
) -> Ruling<&'a str> {
    let name = names[0];
    let mut values = query.values(names);
    let first = values
        .next()
        .ok_or_else(|| Rule::QueryMissing.broken_by(name))?;
    if values.next().is_some() && !defects.has(Defect::RepeatedHeadersTaken) {
        return Err(Rule::QueryRepeated.broken_by(name));
    }
    if first.is_empty() {
        return Err(Rule::QueryEmpty.broken_by(name));
    }
    Ok(first)
}

/// A UUID in its form of 8-4-4-4-12 hexadecimal digits, in either case, of any version.
pub(crate) fn parse_uuid(text: &str) -> Option<Uuid> {
    let hyphens_are_right = text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(place, byte)| (byte == b'-') == matches!(place, 8 | 13 | 18 | 23));
    if !hyphens_are_right {
        return None;
    }
    Uuid::try_parse(text).ok()
}

fn mandatory_uuid(headers: &HeaderMap, name: &'static str, defects: &Defects) -> Ruling<Uuid> {
    let text = mandatory_header(headers, name, defects)?;
    parse_uuid(text).ok_or_else(|| Rule::UuidForm.broken_by(name))
}

/// The case, `AccountInfoRequestID`; nil where a defect accepts anything.
pub(crate) fn case_id(headers: &HeaderMap, defects: &Defects) -> Ruling<Uuid> {
    let ruling = mandatory_uuid(headers, header::ACCOUNT_INFO_REQUEST_ID, defects);
    let is_absent = headers.get(header::ACCOUNT_INFO_REQUEST_ID).is_none();
    lenient(
        ruling,
        is_absent,
        defects.has(Defect::CaseIdOptional),
        defects.has(Defect::CaseIdFree),
    )
}

/// The technical request, `CorrelationID`; nil where a defect accepts anything.
pub(crate) fn correlation_id(headers: &HeaderMap, defects: &Defects) -> Ruling<Uuid> {
    let ruling = mandatory_uuid(headers, header::CORRELATION_ID, defects);
    let is_absent = headers.get(header::CORRELATION_ID).is_none();
    lenient(
        ruling,
        is_absent,
        defects.has(Defect::CorrelationIdOptional),
        defects.has(Defect::CorrelationIdFree),
    )
}

fn lenient(
    ruling: Ruling<Uuid>,
    is_absent: bool,
    is_optional: bool,
    is_free: bool,
) -> Ruling<Uuid> {
    match ruling {
        Err(_) if is_absent && is_optional => Ok(Uuid::nil()),
        Err(_) if !is_absent && is_free => Ok(Uuid::nil()),
        ruling => ruling,
    }
}

/// The decoded mandate. Whether it is the service's is judged by the service.
pub(crate) fn legal_mandate(headers: &HeaderMap, defects: &Defects) -> Ruling<String> {
    let text = mandatory_header(headers, header::LEGAL_MANDATE, defects)?;
    if defects.has(Defect::MandateUnchecked) {
        return Ok(mandate::decode(text).unwrap_or_else(|_| text.to_owned()));
    }
    if defects.has(Defect::MandateComparedEncoded) && !is_spelt_as_usual(text) {
        return Err(Rule::MandateUnknown.into());
    }
    mandate::decode(text)
        .map_err(|error| Refusal::from(Rule::MandateEncoding).because(sentence(&error)))
}

/// Whether the mandate is encoded to the letter as the bank would encode it itself.
fn is_spelt_as_usual(text: &str) -> bool {
    mandate::decode(text).is_ok_and(|decoded| mandate::encode(&decoded) == text)
}

/// The control object.
pub(crate) fn party_id(headers: &HeaderMap, defects: &Defects) -> Ruling<PartyId> {
    let text = mandatory_header(headers, header::PARTY_ID, defects)?;
    PartyId::parse(text)
        .map_err(|error| Refusal::from(Rule::PartyIdForm).because(format!("It {error}.")))
}

/// An error as a sentence.
pub(crate) fn sentence(error: &impl std::fmt::Display) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

/// `OnlyPrimaryOwner`: `true` or `false`, also in capitals.
pub(crate) fn only_primary_owner(query: &Query, defects: &Defects) -> Ruling<bool> {
    let text = match mandatory_query(query, &ONLY_PRIMARY_OWNER, defects) {
        Err(_) if defects.has(Defect::OnlyPrimaryOwnerOptional) => return Ok(true),
        ruling => ruling?,
    };
    match text {
        "true" | "TRUE" => Ok(true),
        "false" | "FALSE" => Ok(false),
        other if defects.has(Defect::OnlyPrimaryOwnerFree) => {
            Ok(!matches!(other, "0" | "no" | "False"))
        }
        _ => Err(Rule::OnlyPrimaryOwnerForm.into()),
    }
}

/// `fromDate` and `toDate` as they were written, or this day where one is missing and a bank lets it be.
pub(crate) fn period_texts<'a>(
    query: &'a Query,
    where_missing: Option<&'a str>,
    defects: &Defects,
) -> Ruling<(&'a str, &'a str)> {
    let text = |names: &'static [&'static str]| match where_missing {
        Some(day) if query.values(names).next().is_none() => Ok(day),
        Some(_) | None => mandatory_query(query, names, defects),
    };
    Ok((
        text(&[query_names::FROM_DATE])?,
        text(&[query_names::TO_DATE])?,
    ))
}

/// The paging cursor of a link, if there is one.
pub(crate) fn cursor<'a>(
    query: &'a Query,
    endpoint: Endpoint,
    defects: &Defects,
) -> Ruling<Option<&'a str>> {
    let is_paged = matches!(endpoint, Endpoint::Accounts | Endpoint::Transactions);
    if !is_paged || query.values(&[CURSOR]).next().is_none() {
        return Ok(None);
    }
    mandatory_query(query, &[CURSOR], defects).map(Some)
}

/// Name of the query parameter of page links.
pub(crate) const CURSOR: &str = "cursor";

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    const UUID: &str = "6f0c2b3e-8c5c-4f3e-9f0a-1c2d3e4f5a6b";

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let name: HeaderName = name.parse().unwrap();
            headers.append(name, HeaderValue::from_static(value));
        }
        headers
    }

    fn message<T: std::fmt::Debug>(ruling: Ruling<T>) -> String {
        ruling.unwrap_err().message()
    }

    fn query(raw: &str) -> Query {
        Query::parse(raw).unwrap()
    }

    const NONE: Defects = Defects::NONE;

    #[test]
    fn accepts_a_uuid_in_either_case() {
        for text in [
            UUID,
            "6F0C2B3E-8C5C-4F3E-9F0A-1C2D3E4F5A6B",
            "00000000-0000-0000-0000-000000000000",
        ] {
            assert!(parse_uuid(text).is_some(), "{text}");
        }
    }

    #[test]
    fn refuses_what_only_resembles_a_uuid() {
        for text in [
            "6f0c2b3e8c5c4f3e9f0a1c2d3e4f5a6b",
            "{6f0c2b3e-8c5c-4f3e-9f0a-1c2d3e4f5a6b}",
            "urn:uuid:6f0c2b3e-8c5c-4f3e-9f0a-1c2d3e4f5a6b",
            "6f0c2b3e-8c5c-4f3e-9f0a-1c2d3e4f5a6g",
            "6f0c2b3e-8c5c-4f3e-9f0a-1c2d3e4f5a6",
            "6f0c2b3-e8c5c-4f3e-9f0a-1c2d3e4f5a6b",
        ] {
            assert!(parse_uuid(text).is_none(), "{text}");
        }
    }

    #[test]
    fn finds_a_header_in_any_case() {
        assert!(correlation_id(&headers(&[("correlationid", UUID)]), &NONE).is_ok());
    }

    #[test]
    fn names_the_header_that_is_missing() {
        assert_eq!(
            message(correlation_id(&headers(&[]), &NONE)),
            "The header CorrelationID is missing."
        );
    }

    #[test]
    fn names_the_header_that_is_empty() {
        assert_eq!(
            message(case_id(&headers(&[("AccountInfoRequestID", "")]), &NONE)),
            "The header AccountInfoRequestID is empty."
        );
    }

    #[test]
    fn refuses_a_header_that_occurs_twice() {
        let twice = headers(&[("CorrelationID", UUID), ("CorrelationID", UUID)]);
        assert_eq!(
            message(correlation_id(&twice, &NONE)),
            "The header CorrelationID occurs more than once."
        );
    }

    #[test]
    fn decodes_a_mandate_once() {
        let mandate = headers(&[("Legal-Mandate", "a%2520%C2%A7")]);
        assert_eq!(legal_mandate(&mandate, &NONE).unwrap(), "a%20§");
    }

    #[test]
    fn refuses_a_mandate_with_broken_encoding() {
        assert_eq!(
            legal_mandate(&headers(&[("Legal-Mandate", "a%C2")]), &NONE)
                .unwrap_err()
                .rule,
            Rule::MandateEncoding
        );
    }

    #[test]
    fn accepts_the_boolean_in_every_documented_spelling() {
        for (raw, value) in [
            ("OnlyPrimaryOwner=true", true),
            ("OnlyPrimaryOwner=TRUE", true),
            ("onlyPrimaryOwner=false", false),
            ("onlyPrimaryOwner=FALSE", false),
        ] {
            assert_eq!(only_primary_owner(&query(raw), &NONE), Ok(value), "{raw}");
        }
    }

    #[test]
    fn refuses_other_ways_to_say_yes() {
        for raw in [
            "OnlyPrimaryOwner=1",
            "OnlyPrimaryOwner=yes",
            "OnlyPrimaryOwner=True",
            "OnlyPrimaryOwner=",
            "ONLYPRIMARYOWNER=true",
            "",
        ] {
            assert!(only_primary_owner(&query(raw), &NONE).is_err(), "{raw}");
        }
    }

    #[test]
    fn refuses_the_boolean_under_both_spellings_at_once() {
        let both = query("OnlyPrimaryOwner=true&onlyPrimaryOwner=true");
        assert!(only_primary_owner(&both, &NONE).is_err());
    }

    #[test]
    fn refuses_a_missing_date() {
        let only_from = query("fromDate=2026-01-01");
        assert_eq!(
            message(period_texts(&only_from, None, &NONE)),
            "The query parameter toDate is missing."
        );
    }
}
