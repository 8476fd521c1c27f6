//! The batch of KFR as `multipart/form-data` (RFC 7578; Customer register API 1.1.2).

use jiff::civil::Date;

/// The boundary, without quotes.
const BOUNDARY: &str = "dsop-conformance-batch";

/// The media type with its boundary.
pub(super) const MEDIA_TYPE: &str = "multipart/form-data; boundary=dsop-conformance-batch";

/// The parts of a valid batch: every second relationship began on that day, the others begin today.
pub(super) fn parts(customers: &[String], began: Date) -> Vec<(String, String)> {
    let entries = customers.iter().enumerate().map(|(at, number)| {
        if at % 2 == 0 {
            number.clone()
        } else {
            format!("{number}#{began}")
        }
    });
    let list = entries.collect::<Vec<_>>().join(",");
    [
        ("customer_type", "DSOPBANK".to_owned()),
        ("customers", list),
    ]
    .map(|(name, content)| (name.to_owned(), content))
    .to_vec()
}

/// The parts as they are sent. Customers are a file.
pub(super) fn body(parts: &[(String, String)]) -> Vec<u8> {
    let mut body = String::new();
    for (name, content) in parts {
        let file = if name == "customers" {
            "; filename=\"customers.txt\"\r\nContent-Type: text/plain"
        } else {
            ""
        };
        body.push_str("--");
        body.push_str(BOUNDARY);
        body.push_str("\r\nContent-Disposition: form-data; name=\"");
        body.push_str(name);
        body.push('"');
        body.push_str(file);
        body.push_str("\r\n\r\n");
        body.push_str(content);
        body.push_str("\r\n");
    }
    body.push_str("--");
    body.push_str(BOUNDARY);
    body.push_str("--\r\n");
    body.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_has_the_form_of_the_documents() {
        let customers = ["310000019", "310000027"].map(str::to_owned);
        let parts = parts(&customers, jiff::civil::date(2019, 11, 8));
        let expected = "--dsop-conformance-batch\r\nContent-Disposition: form-data; name=\"customer_type\"\r\n\r\n\
            DSOPBANK\r\n--dsop-conformance-batch\r\nContent-Disposition: form-data; name=\"customers\"; \
            filename=\"customers.txt\"\r\nContent-Type: text/plain\r\n\r\n310000019,310000027#2019-11-08\r\n\
            --dsop-conformance-batch--\r\n";
        assert_eq!(String::from_utf8_lossy(&body(&parts)), expected);
        assert!(MEDIA_TYPE.ends_with(BOUNDARY));
    }
}
