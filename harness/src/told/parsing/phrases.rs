//! The sentences that stand alone.

/// A whole sentence of a reader in Norwegian.
pub(super) fn phrase(en: &str) -> Option<String> {
    let (_, nb) = TOML.iter().chain(JSON).find(|(known, _)| *known == en)?;
    Some((*nb).to_owned())
}

const TOML: &[(&str, &str)] = &[
    (
        "`_` may only go between digits",
        "`_` kan bare stå mellom siffer",
    ),
    (
        "cannot recurse further; max recursion depth met",
        "teksten er nøstet for dypt",
    ),
    ("recursion limit", "teksten er nøstet for dypt"),
    (
        "carriage return must be followed by newline",
        "vognretur må følges av linjeskift",
    ),
    ("duplicate key", "nøkkelen står to ganger"),
    ("extra `=`", "et `=` for mye"),
    ("extra assignment between key-value pairs", "et `=` for mye"),
    ("extra comma in array", "et komma for mye i listen"),
    ("extra comma in inline table", "et komma for mye i tabellen"),
    (
        "floating-point number overflowed",
        "desimaltallet er for stort",
    ),
    ("integer number overflowed", "heltallet er for stort"),
    (
        "integers with a radix cannot be signed",
        "et heltall med grunntall kan ikke ha fortegn",
    ),
    ("invalid basic string", "ugyldig tekst i anførselstegn"),
    ("invalid comment character", "ugyldig tegn i en kommentar"),
    ("invalid inline table element", "ugyldig element i tabellen"),
    ("invalid key-value pair", "ugyldig par av nøkkel og verdi"),
    (
        "invalid literal string",
        "ugyldig tekst i enkle anførselstegn",
    ),
    (
        "invalid multi-line basic string",
        "ugyldig tekst over flere linjer",
    ),
    (
        "invalid multi-line literal string",
        "ugyldig tekst over flere linjer",
    ),
    ("invalid unquoted key", "ugyldig nøkkel uten anførselstegn"),
    ("invalid value", "ugyldig verdi"),
    ("key with no value", "nøkkelen har ingen verdi"),
    (
        "keys cannot be multi-line basic strings",
        "en nøkkel kan ikke gå over flere linjer",
    ),
    (
        "keys cannot be multi-line literal strings",
        "en nøkkel kan ikke gå over flere linjer",
    ),
    ("missing array opening", "listen er ikke åpnet"),
    (
        "missing assignment between key-value pairs",
        "det mangler et `=`",
    ),
    (
        "missing comma between array elements",
        "det mangler et komma mellom elementene i listen",
    ),
    (
        "missing comma between key-value pairs",
        "det mangler et komma mellom parene i tabellen",
    ),
    ("missing comment start", "kommentaren er ikke åpnet"),
    ("missing escaped value", "det mangler et tegn etter `\\`"),
    ("missing inline table opening", "tabellen er ikke åpnet"),
    (
        "missing key for inline table element",
        "elementet i tabellen mangler nøkkel",
    ),
    (
        "missing opening quote",
        "det mangler et anførselstegn foran teksten",
    ),
    ("missing table open", "tabellen er ikke åpnet"),
    ("missing value for key", "nøkkelen mangler verdi"),
    ("missing value", "det mangler en verdi"),
    (
        "radix must be lowercase",
        "grunntallet må skrives med liten bokstav",
    ),
    (
        "redundant integer number prefix",
        "et overflødig tegn foran heltallet",
    ),
    ("redundant numeric sign", "et overflødig fortegn"),
    (
        "string values must be quoted",
        "en tekst må stå i anførselstegn",
    ),
    ("too few unicode value digits", "for få siffer i tegnkoden"),
    ("unclosed array table", "tabellisten er ikke lukket"),
    ("unclosed array", "listen er ikke lukket"),
    ("unclosed inline table", "tabellen er ikke lukket"),
    ("unclosed table", "tabellen er ikke lukket"),
    ("unexpected `=` in array", "uventet `=` i listen"),
    (
        "unexpected content between comment and newline",
        "uventet innhold etter kommentaren",
    ),
    ("unexpected content", "uventet innhold"),
    ("unexpected key or value", "uventet nøkkel eller verdi"),
    (
        "unexpected leading zero",
        "tallet kan ikke begynne med null",
    ),
    ("unexpected sign", "uventet fortegn"),
    (
        "unquoted keys cannot be empty",
        "en nøkkel uten anførselstegn kan ikke være tom",
    ),
    ("wanted string or table", "ventet en tekst eller en tabell"),
];

const JSON: &[(&str, &str)] = &[
    (
        "EOF while parsing a list",
        "teksten slutter midt i en liste",
    ),
    (
        "EOF while parsing an object",
        "teksten slutter midt i et objekt",
    ),
    (
        "EOF while parsing a string",
        "teksten slutter midt i en streng",
    ),
    (
        "EOF while parsing a value",
        "teksten slutter der en verdi skulle stå",
    ),
    ("expected `:`", "ventet `:`"),
    ("expected `,` or `]`", "ventet `,` eller `]`"),
    ("expected `,` or `}`", "ventet `,` eller `}`"),
    ("expected ident", "ventet true, false eller null"),
    ("expected value", "ventet en verdi"),
    ("expected `\"`", "ventet `\"`"),
    ("invalid escape", "ugyldig tegn etter `\\`"),
    ("invalid number", "ugyldig tall"),
    ("number out of range", "tallet er for stort"),
    ("invalid unicode code point", "ugyldig tegnkode"),
    (
        "control character (\\u0000-\\u001F) found while parsing a string",
        "strengen inneholder et styretegn (\\u0000-\\u001F)",
    ),
    ("key must be a string", "nøkkelen må være en streng"),
    (
        "lone leading surrogate in hex escape",
        "ufullstendig tegnkode",
    ),
    ("trailing comma", "et komma for mye"),
    ("trailing characters", "det står mer etter slutten"),
    (
        "unexpected end of hex escape",
        "tegnkoden slutter for tidlig",
    ),
    ("recursion limit exceeded", "teksten er nøstet for dypt"),
];
