//! Why somebody could not be reached, in words that both languages have.

use std::error::Error;
use std::io;

use pack::text::Text;

/// Why somebody could not be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The name has no address.
    NoAddress,
    /// The machine is there, and nothing listens.
    Refused,
    /// Nothing came back in time.
    TimedOut,
    /// There is no way to the machine.
    NoWay,
    /// The certificate is not trusted, or no TLS is spoken.
    Tls,
    /// Something else, as the system says it.
    Other(Text),
}

impl Trouble {
    /// Of a connection.
    pub(super) fn of_connection(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::Refused,
            io::ErrorKind::TimedOut => Self::TimedOut,
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => Self::NoWay,
            _ => Self::Other(Text::same(error.to_string())),
        }
    }

    /// Of a request to a register.
    pub(super) fn of_request(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::TimedOut;
        }
        let mut innermost: &(dyn Error + 'static) = error;
        while let Some(inner) = innermost.source() {
            innermost = inner;
        }
        match innermost.downcast_ref::<io::Error>() {
            Some(error) if error.get_ref().is_none() && error.raw_os_error().is_some() => {
                Self::of_connection(error)
            }
            _ => Self::of_words(&innermost.to_string()),
        }
    }

    /// Of a message that nothing else is known about.
    pub(super) fn of_words(words: &str) -> Self {
        let lower = words.to_lowercase();
        let has = |some: &[&str]| some.iter().any(|word| lower.contains(word));
        if has(&["lookup address", "dns error", "name or service not known"]) {
            Self::NoAddress
        } else if has(&["connection refused"]) {
            Self::Refused
        } else if has(&["timed out"]) {
            Self::TimedOut
        } else if has(&["unreachable", "no route"]) {
            Self::NoWay
        } else if has(&["certificate", "ssl", "tls"]) {
            Self::Tls
        } else {
            Self::Other(Text::same(words))
        }
    }

    /// In words, after the name of whoever was not reached.
    pub(super) fn words(&self) -> Text {
        match self {
            Self::NoAddress => Text::new("the name has no address", "navnet har ingen adresse"),
            Self::Refused => Text::new(
                "nothing listens there (connection refused)",
                "ingen lytter der (forbindelsen ble avvist)",
            ),
            Self::TimedOut => Text::new("no answer in time", "intet svar i tide"),
            Self::NoWay => Text::new(
                "there is no way to the machine",
                "det finnes ingen vei til maskinen",
            ),
            Self::Tls => Text::new(
                "TLS fails: the certificate is not trusted here, or no TLS is spoken there",
                "TLS feiler: sertifikatet er ikke klarert her, eller det snakkes ikke TLS der",
            ),
            Self::Other(words) => words.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_connection_is_told_from_a_silent_one() {
        let error = |kind| Trouble::of_connection(&io::Error::from(kind));
        assert_eq!(error(io::ErrorKind::ConnectionRefused), Trouble::Refused);
        assert_eq!(error(io::ErrorKind::TimedOut), Trouble::TimedOut);
    }

    #[test]
    fn a_name_without_address_is_recognised_in_a_message() {
        assert_eq!(
            Trouble::of_words("failed to lookup address information: Name or service not known"),
            Trouble::NoAddress
        );
    }

    #[test]
    fn openssl_is_not_quoted() {
        let words = Trouble::of_words("error:0A000086:SSL routines::certificate verify failed");
        assert!(!words.words().en.contains("0A000086"));
    }
}
