//! How much memory a JSON text would take as a tree of values, counted before the tree is built.

use crate::answer::Fault;

/// No tree is built that would take more bytes than this.
pub const LARGEST_TREE: usize = 64 * 1024 * 1024;

/// No tree is built that would take more than this many times the bytes of its text.
pub const MOST_TIMES_THE_BODY: usize = 40;

/// Texts shorter than this are read whatever their tree takes: a few objects are more than 40 times their text.
const SMALL: usize = 64 * 1024;

/// A value in a list that grows: 32 bytes, twice because the list doubles.
const ELEMENT: usize = 64;
/// A list that is not empty reserves four elements.
const LIST: usize = 128;
/// An object that is not empty has at least one node of its tree.
const OBJECT: usize = 628;
/// A member beyond the first: nodes of eleven members are about half full.
const MEMBER: usize = 105;

/// Refuses a text whose tree would be too large.
pub(super) fn admit(text: &[u8]) -> Result<(), Fault> {
    let bytes = tree_bytes(text);
    let too_dense = text.len() > SMALL && bytes > MOST_TIMES_THE_BODY * text.len();
    if bytes > LARGEST_TREE || too_dense {
        return Err(Fault::TooLarge(bytes));
    }
    Ok(())
}

/// An estimate of the bytes that the tree of a JSON text takes; of a text that is no JSON, of what precedes the fault
/// at least.
fn tree_bytes(text: &[u8]) -> usize {
    let mut bytes = text.len();
    let mut open: Vec<u8> = Vec::new();
    let mut inside_text = false;
    let mut escaped = false;
    let mut just_opened = false;
    for byte in text {
        if inside_text {
            match (escaped, byte) {
                (true, _) => escaped = false,
                (false, b'\\') => escaped = true,
                (false, b'"') => inside_text = false,
                (false, _) => {}
            }
            continue;
        }
        if byte.is_ascii_whitespace() {
            continue;
        }
        if just_opened && !b"]}".contains(byte) {
            bytes += match open.last() {
                Some(b'{') => OBJECT,
                Some(_) | None => LIST + ELEMENT,
            };
        }
        just_opened = b"[{".contains(byte);
        match byte {
            b'"' => inside_text = true,
            b'[' | b'{' => open.push(*byte),
            b']' | b'}' => {
                open.pop();
            }
            b',' => {
                bytes += if open.last() == Some(&b'{') {
                    MEMBER
                } else {
                    ELEMENT
                }
            }
            _ => {}
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list_of(element: &str, bytes: usize) -> Vec<u8> {
        let count = bytes / (element.len() + 1);
        format!("[{}]", vec![element; count].join(",")).into_bytes()
    }

    #[test]
    fn small_elements_that_fill_four_megabytes_are_too_much() {
        for element in ["{}", r#"{"a":0}"#, "[[[[0]]]]", "0"] {
            let refused = admit(&list_of(element, 4_000_000));
            assert!(matches!(refused, Err(Fault::TooLarge(_))), "{element}");
        }
    }

    #[test]
    fn a_page_of_a_thousand_transactions_is_read() {
        let transaction = r#"{"transactionIdentifier":"4b1c6b0e","creditDebitIndicator":"debited","status":"booked","amount":{"value":"100.00","currency":"NOK"},"bookingDate":"2026-01-01","counterParty":{"name":"SYNTETISK PERSON","identifier":"97104133219"}}"#;
        assert_eq!(admit(&list_of(transaction, 500_000)), Ok(()));
    }

    #[test]
    fn what_stands_in_a_text_is_not_counted() {
        let text = format!(r#"["{}"]"#, "{[,".repeat(1_000));
        assert_eq!(tree_bytes(text.as_bytes()), text.len() + LIST + ELEMENT);
    }

    #[test]
    fn a_few_objects_are_never_too_dense() {
        assert_eq!(admit(br#"[{"a":0}]"#), Ok(()));
    }
}
