//! The form of a token request (RFC 6749 4.5, RFC 7523 2.1), read strictly.

use http::{HeaderMap, header};

use super::refusal::Refusal;

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Gives the assertion of a JWT-bearer grant.
pub(super) fn assertion(headers: &HeaderMap, body: &[u8]) -> Result<String, Refusal> {
    if !is_form(headers) {
        return Err(Refusal::Form("the media type is another".to_owned()));
    }
    let fields = fields(body)?;
    if one(&fields, "grant_type")? != JWT_BEARER {
        return Err(Refusal::GrantType);
    }
    one(&fields, "assertion").map(str::to_owned)
}

fn is_form(headers: &HeaderMap) -> bool {
    let Some(Ok(value)) = headers
        .get(header::CONTENT_TYPE)
        .map(http::HeaderValue::to_str)
    else {
        return false;
    };
    let media_type = value.split(';').next().unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn one<'a>(fields: &'a [(String, String)], name: &str) -> Result<&'a str, Refusal> {
    let mut values = fields
        .iter()
        .filter(|(field, _)| field == name)
        .map(|(_, value)| value.as_str());
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value),
        (None, _) => Err(Refusal::Form(format!("{name} is missing"))),
        (Some(_), Some(_)) => Err(Refusal::Form(format!("{name} is there more than once"))),
    }
}

fn fields(body: &[u8]) -> Result<Vec<(String, String)>, Refusal> {
    let text =
        std::str::from_utf8(body).map_err(|_invalid| Refusal::Form("it is not text".to_owned()))?;
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decoded(name)?, decoded(value)?))
        })
        .collect()
}

fn decoded(text: &str) -> Result<String, Refusal> {
    wire::mandate::decode(&text.replace('+', " ")).map_err(|error| Refusal::Form(error.to_string()))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(content_type: &'static str, body: &str) -> Result<String, Refusal> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        assertion(&headers, body.as_bytes())
    }

    const FORM: &str = "application/x-www-form-urlencoded";

    #[test]
    fn reads_a_percent_encoded_grant() {
        let body =
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=a.b.c";
        assert_eq!(
            read("application/x-www-form-urlencoded; charset=UTF-8", body),
            Ok("a.b.c".to_owned())
        );
    }

    #[test]
    fn refuses_a_json_body() {
        assert!(matches!(
            read("application/json", "{}"),
            Err(Refusal::Form(_))
        ));
    }

    #[test]
    fn refuses_another_grant_type() {
        assert_eq!(
            read(FORM, "grant_type=client_credentials&assertion=a"),
            Err(Refusal::GrantType)
        );
    }

    #[test]
    fn refuses_two_assertions() {
        let body = format!("grant_type={JWT_BEARER}&assertion=a&assertion=b");
        assert_eq!(
            read(FORM, &body),
            Err(Refusal::Form(
                "assertion is there more than once".to_owned()
            ))
        );
    }

    #[test]
    fn refuses_a_form_without_an_assertion() {
        let body = format!("grant_type={JWT_BEARER}");
        assert_eq!(
            read(FORM, &body),
            Err(Refusal::Form("assertion is missing".to_owned()))
        );
    }

    #[test]
    fn refuses_a_broken_escape() {
        assert!(matches!(
            read(FORM, "grant_type=%zz"),
            Err(Refusal::Form(_))
        ));
    }
}
