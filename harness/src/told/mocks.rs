//! Errors of the registers and banks that this program starts itself.

use mock_agency::conduct::UnknownConduct;
use mock_agency::front::FrontError;
use mock_agency::retrieval::IdentityError;
use mock_agency::{IssueError, RegistersError, StateError};
use mock_bank::{BankError, UnknownDefect};

use super::Told;
use crate::text::Text;

impl Told for RegistersError {
    fn text(&self) -> Text {
        let nb = match self {
            Self::Listen { address, source } => {
                format!("kan ikke lytte på {address}: {}", source.text().nb)
            }
            Self::State(error) => return error.text(),
            Self::Issue(error) => return error.text(),
            Self::World(error) => return error.text(),
            Self::Tls { path, source } => {
                format!(
                    "kan ikke bruke {} til TLS: {}",
                    path.display(),
                    source.text().nb
                )
            }
            Self::ClientKey { path } => {
                format!("{} er ingen offentlig RSA-nøkkel i PEM", path.display())
            }
            Self::CutShort => "oppstarten ble avbrutt".into(),
        };
        Text::new(self.to_string(), nb)
    }
}

impl Told for StateError {
    fn text(&self) -> Text {
        let nb = match self {
            Self::File { path, source, .. } => {
                format!("{} kan ikke brukes: {}", path.display(), source.text().nb)
            }
            Self::NotAKey { path } => format!(
                "{} er ingen ukryptert privat RSA-nøkkel i PEM; fjern den, så lages en ny",
                path.display()
            ),
            Self::Key { name, source } => {
                format!("nøkkelen {name} kan ikke hentes: {}", source.text().nb)
            }
            Self::Encode { name, source } => {
                format!("{name} kan ikke skrives: {}", source.text().nb)
            }
        };
        Text::new(self.to_string(), nb)
    }
}

impl Told for IssueError {
    fn text(&self) -> Text {
        let nb = match self {
            Self::Pki(error) => format!("kan ikke utstede et sertifikat: {}", error.text().nb),
            Self::Key(error) => format!("en nøkkel kan ikke brukes: {}", error.text().nb),
            Self::Jose(error) => format!("en nøkkel kan ikke brukes: {}", error.text().nb),
            Self::Clock(when) => {
                format!("klokken viser {when}, for langt unna til å utstede sertifikater")
            }
        };
        Text::new(self.to_string(), nb)
    }
}

impl Told for FrontError {
    fn text(&self) -> Text {
        let nb = match self {
            Self::Listen { address, source } => {
                format!("kan ikke lytte på {address}: {}", source.text().nb)
            }
            Self::Tls(error) => format!("TLS kan ikke brukes: {}", error.text().nb),
        };
        Text::new(self.to_string(), nb)
    }
}

impl Told for IdentityError {
    fn text(&self) -> Text {
        let nb = match self {
            Self::UnknownService(name) => format!("det finnes ingen tjeneste {name:?}"),
            Self::NoAgency(service) => {
                format!("verdensfilen har ingen etat for tjenesten {service}")
            }
            Self::Unreadable { path, source } => {
                format!("{} kan ikke leses: {}", path.display(), source.text().nb)
            }
            Self::Unusable { path, .. } => {
                format!("{} inneholder ikke det den skal", path.display())
            }
            Self::HalfAnOrderKey(service) => format!(
                "verdensfilen gir etaten for {service} en nøkkel eller en kid for utleveringspålegg, men ikke begge"
            ),
            Self::Http(error) => format!("ingen HTTP-klient: {}", error.text().nb),
        };
        Text::new(self.to_string(), nb)
    }
}

impl Told for BankError {
    fn text(&self) -> Text {
        let nb = match self {
            Self::Listen { address, source } => {
                format!("kan ikke lytte på {address}: {}", source.text().nb)
            }
            Self::Read { path, source } => {
                format!("{} kan ikke leses: {}", path.display(), source.text().nb)
            }
            Self::NoCertificate(path) => format!("{path} inneholder intet sertifikat i PEM"),
            Self::Tls(reason) => {
                format!("sertifikatet og nøkkelen til TLS kan ikke brukes ({reason})")
            }
            Self::Service(name) => format!("banken kjenner ingen tjeneste `{name}`"),
            Self::NoService => "banken har ingen tjenester".into(),
            Self::Orgno(number) => {
                format!(
                    "`{number}` er ikke et organisasjonsnummer (9 siffer, det siste et kontrollsiffer)"
                )
            }
            Self::PageSize => "en side må ha minst ett element".into(),
            Self::Random => "systemet gir ingen tilfeldige tall".into(),
            Self::Client(reason) => {
                format!("ingen HTTP-klient for registrene kan lages ({reason})")
            }
        };
        Text::new(self.to_string(), nb)
    }
}

impl Told for UnknownDefect {
    fn text(&self) -> Text {
        let near = self.near.join(", ");
        Text::new(
            self.to_string(),
            format!(
                "det finnes ingen feil `{}`; navn som ligner: {near}",
                self.name
            ),
        )
    }
}

impl Told for UnknownConduct {
    fn text(&self) -> Text {
        let name = &self.name;
        Text::new(
            format!("there is no {} {name:?}", self.kind),
            format!("etatene har ingen feil eller variant som heter {name:?}"),
        )
    }

    fn help(&self) -> Option<Text> {
        Some(Text::new(
            "`dsop-conformance list --role agency --what defects` prints them all",
            "`dsop-conformance list --role agency --what defects` viser alle",
        ))
    }
}
