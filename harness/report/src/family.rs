//! What the families of cases are about, for readers who do not know their ids.

use crate::words::{Phrase, phrase};

/// The family in words, if it is one of the catalogue's.
pub(super) fn title(family: &str) -> Option<Phrase> {
    bank(family).or_else(|| agency(family))
}

fn bank(family: &str) -> Option<Phrase> {
    Some(match family {
        "ACCOUNTS" => phrase("the account list", "kontolisten"),
        "CARDS" => phrase("payment cards", "betalingskort"),
        "CONSISTENCY" => phrase("agreement between endpoints", "samsvar mellom endepunktene"),
        "DETAILS" => phrase("account details and balances", "kontodetaljer og saldoer"),
        "ENDPOINT" => phrase(
            "endpoints and account references",
            "endepunkter og kontoreferanser",
        ),
        "FIELDS" => phrase("the delivery tables", "utleveringstabellene"),
        "HEADERS" => phrase("headers and parameters", "headere og parametere"),
        "JWE" => phrase("encryption of answers", "kryptering av svar"),
        "MANDATE" => phrase("the legal mandate", "hjemmelen"),
        "KONKURS" => phrase("bankruptcy proceedings", "konkursbehandling"),
        "OED" => phrase("settlement after death", "oppgjør etter dødsfall"),
        "ORDER-CONTENT" => phrase(
            "the content of the extradition order",
            "innholdet i utleveringspålegget",
        ),
        "ORDER-FORM" => phrase(
            "signature and form of the extradition order",
            "signatur og form på utleveringspålegget",
        ),
        "ORDER-REQUEST" => phrase(
            "the order held against the request",
            "pålegget holdt opp mot forespørselen",
        ),
        "OVERVIEW" => phrase(
            "the customer overview (step 1)",
            "kundeforholdsoversikten (trinn 1)",
        ),
        "PERIOD" => phrase("the period asked for", "perioden det spørres om"),
        "PROPERTY" => phrase("generated requests", "genererte forespørsler"),
        "REFERENCE-TYPE" => phrase("the order as a reference", "pålegget som referanse"),
        "ROBUSTNESS" => phrase(
            "hostile and unusual requests",
            "fiendtlige og uvanlige forespørsler",
        ),
        "ROLES" => phrase("roles on accounts", "roller på konti"),
        "SCHEMA" => phrase("the form of answers", "formen på svar"),
        "SKATT" => phrase("tax control", "skattekontroll"),
        "TIMING" => phrase("response times", "svartider"),
        "TOKEN" => phrase("the access token", "tilgangstokenet"),
        "TRANSACTIONS" => phrase("transactions and pages", "transaksjoner og sider"),
        "TRANSPORT" => phrase("HTTP, TLS and errors", "HTTP, TLS og feilmeldinger"),
        "UTLEGG" => phrase("attachment, balances", "utlegg, saldoer"),
        "VERGE" => phrase("guardianship control", "vergekontroll"),
        _ => return None,
    })
}

fn agency(family: &str) -> Option<Phrase> {
    Some(match family {
        "AGY-ANSWERS" => phrase("how answers are read", "hvordan svar leses"),
        "AGY-FLOW" => phrase("the order of calls", "rekkefølgen av kall"),
        "AGY-HEADERS" => phrase("headers and parameters", "headere og parametere"),
        "AGY-MINIMISATION" => phrase(
            "asking for no more than needed",
            "ikke å be om mer enn nødvendig",
        ),
        "AGY-ORDER" => phrase("the extradition order", "utleveringspålegget"),
        "AGY-OVERVIEW" => phrase(
            "the customer overview (step 1)",
            "kundeoversikten (trinn 1)",
        ),
        "AGY-PERIOD" => phrase("the period asked for", "perioden det spørres om"),
        "AGY-TOKEN" => phrase("access tokens", "tilgangstoken"),
        "AGY-VERGE" => phrase("guardianship control", "vergekontroll"),
        "AGY-KONKURS" => phrase("bankruptcy proceedings", "konkursbehandling"),
        "AGY-SKATT" => phrase("tax control", "skattekontroll"),
        "AGY-UTLEGG" => phrase("attachment, balances", "utlegg, saldoer"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use pack::catalogue::{Catalogue, PackFiles};

    #[test]
    fn every_family_of_the_catalogue_is_known() {
        let files = PackFiles::embedded(builtin::FILES);
        let catalogue = Catalogue::read(&files, &judge::check_names()).expect("the built-in pack");
        for case in &catalogue.cases {
            assert!(title(&case.family).is_some(), "{}", case.family);
        }
    }
}
