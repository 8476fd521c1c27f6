//! What is odd about the form of an answer that is read all the same.

use judge::answer::{Answer, Content, Remark};
use judge::exchange::Received;
use judge::open::remarks;
use pack::text::Text;

/// The first oddity, in the words of what to correct.
pub(super) fn oddity(received: &Received, answer: &Answer) -> Option<Text> {
    let remarked = remarks(received).first().map(words);
    let clear = matches!(answer.content, Content::Clear { .. });
    remarked
        .or_else(|| clear.then(unencrypted))
        .or_else(|| is_compressed(answer).then(compressed))
}

fn words(remark: &Remark) -> Text {
    match remark {
        Remark::Coded(coding) => {
            let name = coding.name();
            Text::new(
                format!(
                    "the answer is in the content coding {name}, and the request asks for identity"
                ),
                format!("svaret har innholdskodingen {name}, og forespørselen ber om identity"),
            )
        }
        Remark::ByteOrderMark => Text::new(
            "the body begins with a byte order mark: write it without",
            "innholdet begynner med et byte order mark: skriv det uten",
        ),
        Remark::Quoted => Text::new(
            "the JWE is between quotation marks, as if it were a text in JSON: write it as it is",
            "JWE-en står mellom anførselstegn, som om den var en tekst i JSON: skriv den som den er",
        ),
        Remark::SurroundingWhiteSpace => Text::new(
            "there are white space or line breaks around the JWE: write nothing but the JWE",
            "det er mellomrom eller linjeskift rundt JWE-en: skriv bare JWE-en",
        ),
    }
}

fn is_compressed(answer: &Answer) -> bool {
    match &answer.content {
        Content::Encrypted { header, .. } => header.get("zip").is_some(),
        Content::Clear { .. } | Content::Unreadable(_) | Content::Empty => false,
    }
}

fn unencrypted() -> Text {
    Text::new(
        "the answer is in clear, and the request asks for application/jose: encrypt it with the agency's certificate",
        "svaret er i klartekst, og forespørselen ber om application/jose: krypter det med sertifikatet til etaten",
    )
}

fn compressed() -> Text {
    Text::new(
        "the content of the JWE is compressed (zip): not every agency reads it",
        "innholdet i JWE-en er komprimert (zip): ikke alle etater leser det",
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn oddity_of(body: &'static str) -> Option<String> {
        let received = Received {
            status: 200,
            version: "HTTP/1.1".into(),
            headers: Vec::new(),
            body: bytes::Bytes::from_static(body.as_bytes()),
            truncated: None,
            codings: judge::exchange::Codings::default(),
        };
        let answer = Answer {
            status: 200,
            media_type: None,
            repeats: None,
            content: Content::Encrypted {
                header: json!({}),
                document: json!({}),
                iv: String::new(),
                content_key_digest: None,
            },
        };
        oddity(&received, &answer).map(|text| text.en)
    }

    #[test]
    fn a_jwe_in_quotes_is_named() {
        let found = oddity_of("\"e30.AA.AA.AA.AA\"").expect("an oddity");
        assert!(found.contains("quotation marks"), "{found}");
    }

    #[test]
    fn an_ordinary_body_has_no_oddity() {
        assert_eq!(oddity_of("e30.AA.AA.AA.AA"), None);
    }
}
