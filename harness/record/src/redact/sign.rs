//! Single characters: digits of every script, what separates, what is not seen, and the names that HTML has for some.

/// The zero of every set of decimal digits (Unicode's category Nd) that compatibility forms do not already make ASCII;
/// the nine others follow it.
const ZEROS: [u32; 65] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
    0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
    0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0,
    0x11650, 0x116C0, 0x116D0, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50, 0x11DA0,
    0x11F50, 0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E950,
];

/// Digits that are written as words in Chinese and Japanese.
const IDEOGRAPHS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// The sign that a character is compared as.
pub(super) fn plain(sign: char) -> char {
    if sign.is_control() {
        return ' ';
    }
    if sign.is_ascii() {
        return sign;
    }
    if sign.is_whitespace() {
        return ' ';
    }
    if is_dash(sign) {
        return '-';
    }
    decimal(sign).unwrap_or(sign)
}

fn decimal(sign: char) -> Option<char> {
    let code = u32::from(sign);
    let zero = ZEROS
        .iter()
        .find(|zero| (**zero..**zero + 10).contains(&code));
    let value = match zero {
        Some(zero) => code - zero,
        None => u32::try_from(IDEOGRAPHS.iter().position(|digit| *digit == sign)?).ok()?,
    };
    char::from_digit(value, 10)
}

fn is_dash(sign: char) -> bool {
    matches!(
        sign,
        '\u{58a}' | '\u{5be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{207b}'
                | '\u{208b}'
                | '\u{2212}'
                | '\u{2796}'
                | '\u{2e17}'
                | '\u{2e1a}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{2e40}'
                | '\u{2e5d}'
                | '\u{301c}'
                | '\u{3030}'
                | '\u{30a0}'
                | '\u{30fb}'
                | '\u{b7}'
                | '\u{10ead}'
    )
}

/// Whether a character takes no place where it is shown.
pub(super) fn is_invisible(sign: char) -> bool {
    matches!(sign,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{20d0}'..='\u{20ff}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// What people and programs set the digits of a number apart with.
pub(super) fn separates_digits(sign: char) -> bool {
    matches!(
        sign,
        ' ' | '-'
            | '.'
            | ','
            | '/'
            | '_'
            | ':'
            | ';'
            | '+'
            | '\''
            | '|'
            | '*'
            | '('
            | ')'
            | '#'
            | '~'
    )
}

/// What the words of a name are set apart with.
pub(super) fn separates_words(sign: char) -> bool {
    matches!(
        sign,
        ' ' | '-' | '.' | ',' | '/' | '_' | ':' | ';' | '+' | '|' | '*' | '&' | '='
    )
}

/// A letter as names are compared: small, and without what is lost where only ASCII is written.
pub(super) fn fold(sign: char, into: &mut String) {
    for small in sign.to_lowercase() {
        match small {
            'å' | 'ä' | 'á' | 'à' | 'â' | 'ã' => into.push('a'),
            'æ' => into.push_str("ae"),
            'ø' | 'ö' | 'ó' | 'ò' | 'ô' | 'õ' => into.push('o'),
            'é' | 'è' | 'ê' | 'ë' => into.push('e'),
            'ü' | 'ú' | 'ù' | 'û' => into.push('u'),
            'í' | 'ì' | 'î' | 'ï' => into.push('i'),
            'ý' | 'ÿ' => into.push('y'),
            'ñ' => into.push('n'),
            'ç' => into.push('c'),
            other => into.push(other),
        }
    }
}

/// The character that HTML has a name for, as far as it may stand in a name or a number.
pub(super) fn named(name: &str) -> Option<char> {
    const NAMED: [(&str, char); 46] = [
        ("aring", 'å'),
        ("Aring", 'Å'),
        ("aelig", 'æ'),
        ("AElig", 'Æ'),
        ("oslash", 'ø'),
        ("Oslash", 'Ø'),
        ("auml", 'ä'),
        ("Auml", 'Ä'),
        ("ouml", 'ö'),
        ("Ouml", 'Ö'),
        ("uuml", 'ü'),
        ("Uuml", 'Ü'),
        ("eacute", 'é'),
        ("Eacute", 'É'),
        ("egrave", 'è'),
        ("Egrave", 'È'),
        ("ecirc", 'ê'),
        ("Ecirc", 'Ê'),
        ("aacute", 'á'),
        ("Aacute", 'Á'),
        ("agrave", 'à'),
        ("ocirc", 'ô'),
        ("Ocirc", 'Ô'),
        ("ograve", 'ò'),
        ("oacute", 'ó'),
        ("iacute", 'í'),
        ("ntilde", 'ñ'),
        ("ccedil", 'ç'),
        ("nbsp", ' '),
        ("ensp", ' '),
        ("emsp", ' '),
        ("thinsp", ' '),
        ("Tab", ' '),
        ("NewLine", ' '),
        ("ndash", '-'),
        ("mdash", '-'),
        ("hyphen", '-'),
        ("dash", '-'),
        ("minus", '-'),
        ("shy", '\u{ad}'),
        ("sol", '/'),
        ("period", '.'),
        ("amp", '&'),
        ("quot", '"'),
        ("lt", '<'),
        ("gt", '>'),
    ];
    let found = NAMED.iter().find(|(known, _)| *known == name);
    found.map(|(_, sign)| *sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_of_any_script_has_its_value() {
        for (sign, digit) in [('٧', '7'), ('९', '9'), ('๓', '3'), ('𑁦', '0'), ('五', '5')]
        {
            assert_eq!(plain(sign), digit);
        }
    }

    #[test]
    fn the_dot_that_masks_a_card_number_sets_no_digits_apart() {
        assert!(!separates_digits(plain('•')));
    }

    #[test]
    fn a_letter_and_its_ascii_spelling_fold_alike() {
        let folded = |text: &str| {
            let mut into = String::new();
            text.chars().for_each(|sign| fold(sign, &mut into));
            into
        };
        assert_eq!(folded("TÅLMODIG"), folded("talmodig"));
        assert_eq!(folded("Ærlig"), folded("AERLIG"));
    }
}
