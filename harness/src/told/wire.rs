//! Errors of the words that both sides speak.

use wire::dates::DateError;
use wire::identifiers::IdentifierError;
use wire::jose::JoseError;
use wire::jose::strict::FormError;
use wire::keys::KeyError;
use wire::pki::PkiError;
use wire::profile::{FieldTableError, FieldTableProblem};
use wire::world::WorldError;

use super::Told;
use super::libraries::of_library;
use super::parsing::json_problem;
use crate::text::Text;

impl Told for KeyError {
    fn text(&self) -> Text {
        let nb = match self {
            Self::NoFolder => "ingen mappe for nøkler: sett DSOP_CACHE_DIR".into(),
            Self::Io { path, source } => format!("{}: {}", path.display(), source.text().nb),
            Self::Unusable { path, .. } => format!(
                "{}: filen inneholder ingen brukbar nøkkel; slett den, så lages en ny",
                path.display()
            ),
            Self::OpenSsl(error) => format!("en nøkkel kunne ikke lages: {}", error.text().nb),
        };
        Text::new(self.to_string(), nb)
    }
}

impl Told for WorldError {
    fn text(&self) -> Text {
        let nb = match self {
            Self::Read { path, source } => {
                format!("{}: kan ikke leses: {}", path.display(), source.text().nb)
            }
            Self::Form {
                path,
                line,
                column,
                problem,
            } => {
                format!(
                    "{}:{line}:{column}: {}",
                    path.display(),
                    json_problem(problem).nb
                )
            }
            Self::Write { path, source } => {
                format!("{}: kan ikke skrives: {}", path.display(), source.text().nb)
            }
        };
        Text::new(self.to_string(), nb)
    }
}

impl Told for JoseError {
    fn text(&self) -> Text {
        let nb = match self {
            Self::Form(error) => return error.text(),
            Self::Compressed => "innholdet er komprimert (`zip`)".into(),
            Self::AlgorithmMissing(name) => {
                format!("`{name}` i hodet mangler eller er ingen tekst")
            }
            Self::UnsupportedAlgorithm(name) => format!("algoritmen {name:?} støttes ikke"),
            Self::Length {
                part,
                expected,
                found,
            } => {
                format!("{part} har {found} byte, og trenger {expected}")
            }
            Self::Key(reason) => return of_key(self, reason),
            Self::Decryption => "innholdet lar seg ikke dekryptere med denne nøkkelen".into(),
            Self::Encryption(reason) => format!("krypteringen mislyktes ({reason})"),
            Self::Json(error) => format!("kan ikke skrives som JSON: {}", error.text().nb),
            Self::OpenSsl(error) => return error.text(),
        };
        Text::new(self.to_string(), nb)
    }
}

fn of_key(error: &JoseError, reason: &str) -> Text {
    if reason.contains("no private key in PEM") {
        return Text::new(
            error.to_string(),
            "nøkkelen kan ikke brukes: det er ingen privat nøkkel i PEM uten passord",
        );
    }
    of_library(error, "nøkkelen kan ikke brukes")
}

impl Told for FormError {
    fn text(&self) -> Text {
        let nb = match self {
            Self::PartCount { expected, found } => {
                format!("{found} deler, og det skal være {expected}")
            }
            Self::Base64url(reason) => format!("ikke base64url uten utfylling ({reason})"),
            Self::Json(reason) => format!("ikke JSON: {}", json_problem(reason).nb),
            Self::DuplicateMember(name) => format!("medlemmet {name:?} står to ganger"),
            Self::TooDeep => "nøstet dypere enn tillatt".into(),
            Self::NotAnObject => "ikke et JSON-objekt".into(),
            Self::InPart { part, problem } => format!("{part}: {}", problem.text().nb),
        };
        Text::new(self.to_string(), nb)
    }
}

impl Told for IdentifierError {
    fn text(&self) -> Text {
        let nb = match self {
            Self::NotDigits => "det inneholder annet enn siffer".into(),
            Self::Length { expected, found } => {
                format!("det har {found} siffer, og trenger {expected}")
            }
            Self::Date => "de seks første sifrene er ingen fødselsdato".into(),
            Self::CheckDigit => "kontrollsifrene stemmer ikke".into(),
        };
        Text::new(self.to_string(), nb)
    }
}

impl Told for DateError {
    fn text(&self) -> Text {
        let nb = format!("{:?} er ingen dato på formen ÅÅÅÅ-MM-DD", self.text);
        Text::new(self.to_string(), nb)
    }
}

impl Told for FieldTableError {
    fn text(&self) -> Text {
        let problem = self.problem.text().nb;
        Text::new(self.to_string(), format!("linje {}: {problem}", self.line))
    }
}

impl Told for FieldTableProblem {
    fn text(&self) -> Text {
        let en = self.to_string();
        let nb = match self {
            Self::Heading => en.replace("the heading must be", "overskriften skal være"),
            Self::Columns(found) => format!("{found} kolonner, og det skal være 5"),
            Self::Value(value) => {
                format!("{value:?} har anførselstegn, er tom eller har mellomrom rundt seg")
            }
            Self::Endpoint(name) => format!("{name:?} er ikke noe endepunkt"),
            Self::Category(name) => format!("{name:?} er ingen kategori"),
            Self::Twice => "feltet står her for andre gang".into(),
        };
        Text { en, nb }
    }
}

impl Told for PkiError {
    fn text(&self) -> Text {
        let nb = match self {
            Self::TooLong(value) => {
                format!("{value:?} er lengre enn de 64 tegnene et sertifikat har plass til")
            }
            Self::OpenSsl(error) => return error.text(),
            Self::NoCertificate => "filen inneholder intet sertifikat i PEM".into(),
            Self::Validity => "sertifikatets gyldighet er ikke et tidspunkt".into(),
        };
        Text::new(self.to_string(), nb)
    }
}
