//! Ways in which a reference gives the account number away that anyone can undo or try out: an account number
//! has so few digits that a hash without a secret hides nothing.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use openssl::hash::{MessageDigest, hash};

use pack::text::Text;

/// Shorter beginnings of a hash than this are taken for chance.
const LEAST_PREFIX: usize = 8;

/// How the reference gives the number away, if it does.
pub(super) fn betrays(reference: &str, number: &str) -> Option<Text> {
    if number.len() < LEAST_PREFIX {
        return None;
    }
    let reversed: String = number.chars().rev().collect();
    let digits: String = reference.chars().filter(char::is_ascii_digit).collect();
    if reference == number {
        return Some(Text::new(
            "it is the account number",
            "den er kontonummeret",
        ));
    }
    if reference.contains(number) || digits == number {
        return Some(Text::new(
            "it contains the account number",
            "den inneholder kontonummeret",
        ));
    }
    if reference.contains(&reversed) {
        return Some(Text::new(
            "it is the account number backwards",
            "den er kontonummeret baklengs",
        ));
    }
    if decodes_to(reference, &[number, &reversed]) {
        return Some(Text::new(
            "it is the account number in base64 or hexadecimal",
            "den er kontonummeret i base64 eller heksadesimalt",
        ));
    }
    hashed(reference, number).map(|name| {
        Text::new(
            format!("it is a {name} of the account number"),
            format!("den er en {name} av kontonummeret"),
        )
    })
}

fn decodes_to(reference: &str, numbers: &[&str]) -> bool {
    let unpadded = reference.trim_end_matches('=');
    let url_safe = unpadded.replace('+', "-").replace('/', "_");
    let padding = "=".repeat((4 - url_safe.len() % 4) % 4);
    let decoded = [
        URL_SAFE.decode(format!("{url_safe}{padding}")).ok(),
        unhex(reference),
    ];
    decoded.into_iter().flatten().any(|bytes| {
        let text = String::from_utf8_lossy(&bytes);
        let value = bytes.iter().try_fold(0u128, |value, byte| {
            value.checked_mul(256)?.checked_add(u128::from(*byte))
        });
        numbers.iter().any(|number| {
            text.contains(number)
                || (bytes.len() >= 4
                    && number
                        .parse::<u128>()
                        .is_ok_and(|wanted| value == Some(wanted)))
        })
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|character| *character != '-')
        .map(|character| {
            character
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        })
        .collect::<Option<_>>()?;
    let padded: Vec<u8> = if digits.len() % 2 == 1 {
        [&[0], digits.as_slice()].concat()
    } else {
        digits
    };
    Some(
        padded
            .chunks(2)
            .map(|pair| pair[0] * 16 + pair[1])
            .collect(),
    )
}

fn hashed(reference: &str, number: &str) -> Option<&'static str> {
    let plain: String = reference
        .chars()
        .filter(|character| *character != '-')
        .collect();
    let plain = plain.trim_end_matches('=');
    if plain.len() < LEAST_PREFIX {
        return None;
    }
    let crc = crc32(number.as_bytes());
    if plain.eq_ignore_ascii_case(&format!("{crc:08x}")) || plain == crc.to_string() {
        return Some("CRC-32");
    }
    let algorithms = [
        ("MD5", MessageDigest::md5()),
        ("SHA-1", MessageDigest::sha1()),
        ("SHA-256", MessageDigest::sha256()),
    ];
    algorithms.into_iter().find_map(|(name, algorithm)| {
        let digest = hash(algorithm, number.as_bytes()).ok()?;
        let hexadecimal = hexadecimal(&digest);
        let forms = [STANDARD.encode(digest), URL_SAFE.encode(digest)];
        let prefix = hexadecimal.starts_with(&plain.to_ascii_lowercase())
            || forms.iter().any(|form| {
                form.trim_end_matches('=')
                    .replace('-', "")
                    .starts_with(plain)
            })
            || forms.iter().any(|form| {
                form.trim_end_matches('=')
                    .starts_with(reference.trim_end_matches('='))
            });
        prefix.then_some(name)
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            text.extend(
                [byte >> 4, byte & 15]
                    .map(|digit| char::from_digit(u32::from(digit), 16).unwrap_or('?')),
            );
            text
        })
}

/// CRC-32 as in ISO 3309.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xEDB8_8320
            } else {
                crc >> 1
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: &str = "86011117947";

    #[test]
    fn finds_the_number_itself_and_inside_other_text() {
        for reference in [
            NUMBER.to_owned(),
            format!("acc-{NUMBER}"),
            "8601.11.17947".to_owned(),
        ] {
            assert!(betrays(&reference, NUMBER).is_some(), "{reference}");
        }
    }

    #[test]
    fn finds_the_number_backwards() {
        assert!(betrays("74971111068", NUMBER).is_some());
    }

    #[test]
    fn finds_the_number_in_base64_and_hexadecimal() {
        let value: u64 = NUMBER.parse().expect("digits");
        for reference in [
            STANDARD.encode(NUMBER),
            STANDARD.encode(NUMBER).trim_end_matches('=').to_owned(),
            hexadecimal(NUMBER.as_bytes()),
            format!("{value:x}"),
        ] {
            assert!(betrays(&reference, NUMBER).is_some(), "{reference}");
        }
    }

    #[test]
    fn finds_hashes_whole_and_cut() {
        let sha256 = hash(MessageDigest::sha256(), NUMBER.as_bytes()).expect("SHA-256");
        let md5 = hash(MessageDigest::md5(), NUMBER.as_bytes()).expect("MD5");
        let whole = hexadecimal(&md5);
        for reference in [
            hexadecimal(&sha256),
            hexadecimal(&sha256)[..16].to_owned(),
            URL_SAFE.encode(sha256),
            whole.to_uppercase(),
            format!(
                "{}-{}-{}-{}-{}",
                &whole[..8],
                &whole[8..12],
                &whole[12..16],
                &whole[16..20],
                &whole[20..]
            ),
            format!("{:08x}", crc32(NUMBER.as_bytes())),
        ] {
            assert!(betrays(&reference, NUMBER).is_some(), "{reference}");
        }
    }

    #[test]
    fn checksums_are_those_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn random_references_give_nothing_away() {
        for reference in [
            "",
            "7",
            "3f0c8a52-7f0e-4b8e-9d43-4e0c5f3f8f11",
            "Zm9vYmFy",
            "86011117948",
            "ø",
            "deadbeef",
            "AAAA-åøæ",
        ] {
            assert_eq!(betrays(reference, NUMBER), None, "{reference}");
        }
    }
}
