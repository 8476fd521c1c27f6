//! Content codings (RFC 9110, 8.4): requests ask for none; what comes all the same is undone within a bound.

use std::io::{self, Read};

use bytes::Bytes;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use judge::exchange::{Coding, CodingFault, Received};

/// No more codings than this are undone, one within the other.
const MOST_CODINGS: usize = 4;

/// Undoes the content codings of an answer, the last first. A body that would be longer than `longest` is cut there.
pub(super) fn undo(mut received: Received, longest: usize) -> Received {
    let named = names(&received);
    for name in named.iter().rev().take(MOST_CODINGS) {
        if received.truncated.is_some() || received.body.is_empty() {
            break;
        }
        let Some(coding) = known(name) else {
            received.codings.fault = Some(CodingFault::Unknown(name.clone()));
            break;
        };
        let Ok((body, truncated)) = decoded(coding, &received.body, longest) else {
            received.codings.fault = Some(CodingFault::NotCoded(coding));
            break;
        };
        received.body = body;
        received.truncated = truncated.then_some(longest);
        received.codings.undone.push(coding);
    }
    received
}

/// The codings that the answer names, in the order in which they were applied.
fn names(received: &Received) -> Vec<String> {
    received
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("content-encoding"))
        .flat_map(|(_, value)| {
            let value = String::from_utf8_lossy(value).to_ascii_lowercase();
            let names: Vec<String> = value
                .split(',')
                .map(|name| name.trim().to_owned())
                .collect();
            names
        })
        .filter(|name| !name.is_empty() && name != "identity")
        .collect()
}

fn known(name: &str) -> Option<Coding> {
    match name {
        "gzip" | "x-gzip" => Some(Coding::Gzip),
        "deflate" => Some(Coding::Deflate),
        _ => None,
    }
}

fn decoded(coding: Coding, body: &[u8], longest: usize) -> io::Result<(Bytes, bool)> {
    match coding {
        Coding::Gzip => bounded(MultiGzDecoder::new(body), longest),
        // Many senders leave the zlib format away that the coding has.
        Coding::Deflate => bounded(ZlibDecoder::new(body), longest)
            .or_else(|_| bounded(DeflateDecoder::new(body), longest)),
    }
}

fn bounded(reader: impl Read, longest: usize) -> io::Result<(Bytes, bool)> {
    let mut content = Vec::new();
    reader.take(longest as u64 + 1).read_to_end(&mut content)?;
    let truncated = content.len() > longest;
    content.truncate(longest);
    Ok((content.into(), truncated))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const LONGEST: usize = 1_000;

    fn answer(codings: &str, body: Vec<u8>) -> Received {
        let received = Received {
            status: 200,
            version: "HTTP/1.1".into(),
            headers: vec![("content-encoding".into(), codings.into())],
            body: body.into(),
            truncated: None,
            codings: judge::exchange::Codings::default(),
        };
        undo(received, LONGEST)
    }

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).expect("a vector takes all");
        encoder.finish().expect("a vector takes all")
    }

    fn zlib(content: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).expect("a vector takes all");
        encoder.finish().expect("a vector takes all")
    }

    fn bare_deflate(content: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).expect("a vector takes all");
        encoder.finish().expect("a vector takes all")
    }

    #[test]
    fn gzip_is_undone_and_recorded() {
        let received = answer("gzip", gzip(b"{}"));
        assert_eq!(received.body.as_ref(), b"{}");
        assert_eq!(received.codings.undone, [Coding::Gzip]);
    }

    #[test]
    fn deflate_is_undone_with_and_without_the_zlib_format() {
        for body in [zlib(b"{}"), bare_deflate(b"{}")] {
            assert_eq!(answer("deflate", body).body.as_ref(), b"{}");
        }
    }

    #[test]
    fn of_two_codings_the_last_is_undone_first() {
        let received = answer("deflate, gzip", gzip(&zlib(b"{}")));
        assert_eq!(received.body.as_ref(), b"{}");
        assert_eq!(received.codings.undone, [Coding::Gzip, Coding::Deflate]);
    }

    #[test]
    fn an_unknown_coding_is_named_and_the_body_left() {
        let received = answer("br", b"\x8b\x00".to_vec());
        let unknown = CodingFault::Unknown("br".into());
        assert_eq!(received.codings.fault, Some(unknown));
        assert_eq!(received.body.as_ref(), b"\x8b\x00");
    }

    #[test]
    fn a_body_that_is_not_coded_as_the_header_says_is_left() {
        let received = answer("gzip", b"{}".to_vec());
        let fault = CodingFault::NotCoded(Coding::Gzip);
        assert_eq!(received.codings.fault, Some(fault));
        assert_eq!(received.body.as_ref(), b"{}");
    }

    #[test]
    fn identity_is_no_coding() {
        let received = answer("identity", b"{}".to_vec());
        assert_eq!(received.codings, judge::exchange::Codings::default());
    }

    #[test]
    fn no_more_is_decoded_than_is_read() {
        let received = answer("gzip", gzip(&vec![b' '; 100_000]));
        assert_eq!(
            (received.truncated, received.body.len()),
            (Some(LONGEST), LONGEST)
        );
    }
}
