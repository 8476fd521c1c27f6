//! What is missing in a profile or on the command line, or cannot be used, and what to do about it.

use std::fmt;

use crate::keys::form::{Block, Kind};
use crate::keys::open::{Sealed, Want};
use crate::keys::setting::Setting;
use pack::message::{Message, UserError};
use pack::text::Text;

/// One thing that is missing or cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// The setting.
    pub about: Text,
    /// What is the matter with it.
    pub seen: Text,
    /// What to do.
    pub advice: Text,
}

impl fmt::Display for Lack {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.about.en, self.seen.en)
    }
}

/// All that is missing or cannot be used, in the order in which to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacks(pub Vec<Lack>);

impl fmt::Display for Lacks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [one] => one.fmt(formatter),
            several => write!(
                formatter,
                "{} settings are missing or cannot be used",
                several.len()
            ),
        }
    }
}

impl std::error::Error for Lacks {}

impl UserError for Lacks {
    fn help(&self) -> Option<String> {
        match self.0.as_slice() {
            [one] => Some(one.advice.en.clone()),
            _ => None,
        }
    }

    fn further(&self) -> Vec<Message> {
        match self.0.as_slice() {
            [_] => Vec::new(),
            several => several
                .iter()
                .map(|lack| Message::new(lack.to_string()).with_help(&lack.advice.en))
                .collect(),
        }
    }
}

impl Lack {
    /// A setting that is not there.
    pub fn missing(about: Text, advice: Text) -> Self {
        Self {
            about,
            seen: Text::new("missing", "mangler"),
            advice,
        }
    }

    pub(super) fn of(setting: &Setting<'_>, seen: Text, advice: Text) -> Self {
        Self {
            about: setting.about(),
            seen,
            advice,
        }
    }

    /// Nothing there to read.
    pub(super) fn unreadable(setting: &Setting<'_>, why: Text) -> Self {
        let advice = Text::new(
            "name the file, relative to the file that names it, or env:NAME for a variable that holds its content",
            "oppgi filen, relativt til filen som viser til den, eller env:NAVN for en variabel med innholdet",
        );
        Self::of(setting, why, advice)
    }

    /// Read, and something else than what is wanted.
    pub(super) fn other(setting: &Setting<'_>, found: &[Block], want: Want) -> Self {
        let wanted = wanted(want);
        let found_words = words_of(found);
        let shown = setting.shown();
        let seen = Text::new(
            format!(
                "{shown} holds {}, and {} is expected",
                found_words.en, wanted.en
            ),
            format!(
                "{shown} inneholder {}, og {} er ventet",
                found_words.nb, wanted.nb
            ),
        );
        let kind = found.first().map_or(Kind::Unknown, |block| block.kind);
        Self::of(setting, seen, conversion(kind, want, &shown))
    }

    /// Recognised, and not opened.
    pub(super) fn sealed(setting: &Setting<'_>, found: &[Block], why: Sealed) -> Self {
        let shown = setting.shown();
        let form = words_of(found);
        let is = |en: &str, nb: &str| {
            Text::new(
                format!("{shown} holds {}{en}", form.en),
                format!("{shown} inneholder {}{nb}", form.nb),
            )
        };
        match why {
            Sealed::NoPassword => Self::of(
                setting,
                is(
                    ", and no password is given",
                    ", og passordet er ikke oppgitt",
                ),
                password_advice(setting, &shown),
            ),
            Sealed::Password(why) => Self::of(
                setting,
                is(
                    &format!(" with a password: {}", why.en),
                    &format!(" med passord: {}", why.nb),
                ),
                password_advice(setting, &shown),
            ),
            Sealed::WrongPassword => Self::of(
                setting,
                is(
                    ", which the password does not open",
                    ", som passordet ikke åpner",
                ),
                Text::new(
                    "give the password that was set when the file was exported; blanks and line breaks count",
                    "oppgi passordet som ble satt da filen ble eksportert; blanke tegn og linjeskift teller",
                ),
            ),
            Sealed::Legacy => Self::of(
                setting,
                is(
                    " encrypted in the old way (RC2-40 or the like), and OpenSSL's legacy provider cannot be loaded here",
                    " kryptert på den gamle måten (RC2-40 eller lignende), og OpenSSLs legacy-modul kan ikke lastes her",
                ),
                legacy_advice(found, &shown),
            ),
            Sealed::Damaged(reason) => Self::of(
                setting,
                is(
                    &format!(" that is damaged ({reason})"),
                    &format!(" som er skadet ({reason})"),
                ),
                Text::new(
                    "export or copy it anew, whole",
                    "eksporter eller kopier den på nytt, hel",
                ),
            ),
        }
    }
}

fn words_of(found: &[Block]) -> Text {
    let mut words: Vec<Text> = Vec::new();
    for block in found {
        let these = block.words();
        if !words.contains(&these) {
            words.push(these);
        }
    }
    let joined = |and: &str, pick: fn(&Text) -> &str| {
        let all: Vec<&str> = words.iter().map(pick).collect();
        all.join(and)
    };
    Text::new(
        joined(" and ", |text| &text.en),
        joined(" og ", |text| &text.nb),
    )
}

fn wanted(want: Want) -> Text {
    match want {
        Want::Key => Text::new(
            "a private key (PKCS#12, or PEM or DER of PKCS#8, PKCS#1 or SEC1)",
            "en privat nøkkel (PKCS#12, eller PEM eller DER av PKCS#8, PKCS#1 eller SEC1)",
        ),
        Want::Certificates => Text::new(
            "a certificate (PEM, DER or PKCS#12)",
            "et sertifikat (PEM, DER eller PKCS#12)",
        ),
        Want::PublicKey => Text::new(
            "a public key or a certificate (PEM or DER)",
            "en offentlig nøkkel eller et sertifikat (PEM eller DER)",
        ),
    }
}

/// How to get from what was found to what is wanted.
fn conversion(found: Kind, want: Want, file: &str) -> Text {
    let run = |command: String, en: &str, nb: &str| {
        Text::new(
            format!("convert it: `{command}`{en}"),
            format!("konverter den: `{command}`{nb}"),
        )
    };
    match (found, want) {
        (Kind::OpenSsh, _) => run(
            format!("cp {file} {file}.pem && ssh-keygen -p -m PKCS8 -f {file}.pem"),
            "",
            "",
        ),
        (Kind::Putty, _) => run(
            format!("puttygen {file} -O private-openssh -o {file}.pem"),
            "",
            "",
        ),
        (Kind::JavaKeyStore, _) => run(
            format!(
                "keytool -importkeystore -srckeystore {file} -destkeystore {file}.p12 -deststoretype PKCS12"
            ),
            "",
            "",
        ),
        (Kind::Pkcs7, Want::Certificates | Want::PublicKey) => run(
            format!("openssl pkcs7 -print_certs -in {file} -out {file}.pem"),
            " (with -inform DER if it is no text)",
            " (med -inform DER hvis den ikke er tekst)",
        ),
        (
            Kind::Pkcs8
            | Kind::Pkcs1
            | Kind::Sec1
            | Kind::EncryptedPkcs8
            | Kind::EncryptedTraditional,
            Want::PublicKey,
        ) => run(
            format!("openssl pkey -in {file} -pubout -out {file}.pub"),
            ": a private key is given to nobody",
            ": en privat nøkkel gis ikke til noen",
        ),
        (
            Kind::Certificate | Kind::PublicKey | Kind::Request | Kind::Pkcs7 | Kind::Pkcs12,
            Want::Key,
        ) => Text::new(
            format!(
                "name the private key that belongs to it; `openssl pkey -in FILE -pubout` and `openssl x509 -in {file} -noout -pubkey` show the same key then"
            ),
            format!(
                "oppgi den private nøkkelen som hører til; `openssl pkey -in FIL -pubout` og `openssl x509 -in {file} -noout -pubkey` viser da samme nøkkel"
            ),
        ),
        (
            Kind::Request
            | Kind::PublicKey
            | Kind::Pkcs8
            | Kind::Pkcs1
            | Kind::Sec1
            | Kind::EncryptedPkcs8
            | Kind::EncryptedTraditional
            | Kind::Pkcs12,
            Want::Certificates | Want::PublicKey,
        ) => Text::new(
            "name the certificate that was issued for the key; a PKCS#12 file holds both: `openssl pkcs12 -in FILE.p12 -nokeys -out chain.pem`",
            "oppgi sertifikatet som er utstedt for nøkkelen; en PKCS#12-fil har begge: `openssl pkcs12 -in FIL.p12 -nokeys -out kjede.pem`",
        ),
        (Kind::Certificate, Want::Certificates | Want::PublicKey)
        | (
            Kind::Pkcs8
            | Kind::Pkcs1
            | Kind::Sec1
            | Kind::EncryptedPkcs8
            | Kind::EncryptedTraditional,
            Want::Key,
        )
        | (Kind::Pgp | Kind::Jwk | Kind::Empty | Kind::Unknown, _) => Text::new(
            "export it as PKCS#12 (.p12, .pfx) or PEM from where it was made; `openssl pkcs12 -in FILE.p12 -nodes -out FILE.pem` makes PEM of PKCS#12",
            "eksporter den som PKCS#12 (.p12, .pfx) eller PEM der den ble laget; `openssl pkcs12 -in FIL.p12 -nodes -out FIL.pem` lager PEM av PKCS#12",
        ),
    }
}

fn password_advice(setting: &Setting<'_>, file: &str) -> Text {
    match setting.password_name() {
        Some(name) if name.starts_with("--") => Text::new(
            format!(
                "give {name} env:NAME (an environment variable) or file:PATH, or start the program in a terminal, where it asks"
            ),
            format!(
                "oppgi {name} env:NAVN (en miljøvariabel) eller file:STI, eller start programmet i en terminal, der det spør"
            ),
        ),
        Some(name) => Text::new(
            format!(
                "write {name} = \"env:NAME\" (an environment variable) or \"file:PATH\", or start the program in a terminal, where it asks"
            ),
            format!(
                "skriv {name} = \"env:NAVN\" (en miljøvariabel) eller \"file:STI\", eller start programmet i en terminal, der det spør"
            ),
        ),
        None => Text::new(
            format!(
                "start the program in a terminal, where it asks, or take the password away: `openssl pkcs12 -in {file} -nodes -out {file}.pem`"
            ),
            format!(
                "start programmet i en terminal, der det spør, eller fjern passordet: `openssl pkcs12 -in {file} -nodes -out {file}.pem`"
            ),
        ),
    }
}

fn legacy_advice(found: &[Block], file: &str) -> Text {
    let is_pkcs12 = found.iter().any(|block| block.kind == Kind::Pkcs12);
    let command = if is_pkcs12 {
        format!(
            "openssl pkcs12 -legacy -in {file} -nodes -out {file}.pem && openssl pkcs12 -export -in {file}.pem -out {file}.new.p12"
        )
    } else {
        format!(
            "openssl pkcs8 -topk8 -provider legacy -provider default -in {file} -out {file}.pem"
        )
    };
    Text::new(
        format!(
            "convert it where OpenSSL has that provider: `{command}`, name the new file, and delete what is without a password"
        ),
        format!(
            "konverter den der OpenSSL har den modulen: `{command}`, oppgi den nye filen, og slett den som er uten passord"
        ),
    )
}
