//! What a value is by its form alone.

/// Kinds of numbers that are personal by their length: national identity and account numbers have eleven digits,
/// card numbers twelve to nineteen.
pub(super) fn of_number(word: &str) -> Option<&'static str> {
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    match word.len() {
        11..=19 if digits => Some("number"),
        _ => None,
    }
}

/// How many bytes at the start of a text are a number in the groups people write it in: an account number as
/// `1234.56.78901`, a national identity number as `010190 12345`, a card number in fours.
pub(super) fn grouped_number(text: &str) -> Option<usize> {
    const GROUPS: [&[usize]; 4] = [&[4, 2, 5], &[6, 5], &[4, 4, 4, 4], &[4, 4, 3]];
    GROUPS.iter().find_map(|groups| in_groups(text, groups))
}

fn in_groups(text: &str, groups: &[usize]) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    for (position, length) in groups.iter().enumerate() {
        if position > 0 {
            matches!(bytes.get(at), Some(b'.' | b' ' | b'-')).then_some(())?;
            at += 1;
        }
        let group = bytes.get(at..at + length)?;
        group.iter().all(u8::is_ascii_digit).then_some(())?;
        at += length;
    }
    let ends = !bytes.get(at).is_some_and(u8::is_ascii_digit);
    ends.then_some(at)
}

/// How many bytes at the start of a text are a UUID.
pub(super) fn uuid(text: &str) -> Option<usize> {
    const LENGTH: usize = 36;
    let candidate = text.get(..LENGTH)?;
    let is_one = candidate.bytes().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    let ends = !text[LENGTH..].starts_with(|after: char| after.is_ascii_alphanumeric());
    (is_one && ends).then_some(LENGTH)
}

/// A number without what sets its groups apart; any other text as it is.
pub(super) fn without_separators(value: &str) -> String {
    let trimmed = value.trim();
    if grouped_number(trimmed) == Some(trimmed.len()) {
        trimmed.chars().filter(char::is_ascii_digit).collect()
    } else if of_number(trimmed).is_some() {
        trimmed.to_owned()
    } else {
        value.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_number_with_dots_is_the_same_number() {
        assert_eq!(without_separators("1234.56.78901"), "12345678901");
        assert_eq!(without_separators("010190 12345"), "01019012345");
    }

    #[test]
    fn a_date_and_an_address_are_no_numbers_in_groups() {
        assert_eq!(grouped_number("2025-01-31"), None);
        assert_eq!(grouped_number("127.0.0.1"), None);
    }

    #[test]
    fn a_card_number_in_fours_is_found() {
        assert_eq!(grouped_number("4925 1712 3456 5883 er kortet"), Some(19));
    }
}
