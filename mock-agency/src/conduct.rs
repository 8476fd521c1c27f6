//! Ways in which the client can be made to differ: defects break one rule each, variants break none.
//!
//! A defect names the rule that it breaks. A variant is correct behaviour, and nobody may object to it.

mod defect;
mod grant;
mod order;
mod request;
mod variant;

pub use defect::Defect;
pub use variant::Variant;

/// How a client behaves: usually [`Conduct::default`], which does everything right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conduct {
    defect: Option<Defect>,
    variant: Option<Variant>,
}

impl Conduct {
    /// With one mistake.
    pub fn with_defect(defect: Defect) -> Self {
        Self {
            defect: Some(defect),
            variant: None,
        }
    }

    /// Another right way.
    pub fn with_variant(variant: Variant) -> Self {
        Self {
            defect: None,
            variant: Some(variant),
        }
    }

    pub(crate) fn has(self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    /// Whether the mistake lies in how connections are made.
    pub(crate) fn has_client_of_its_own(self) -> bool {
        [
            Defect::RedirectFollowed,
            Defect::Impatient,
            Defect::AnyCertificateTrusted,
        ]
        .into_iter()
        .any(|defect| self.has(defect))
    }

    pub(crate) fn is(self, variant: Variant) -> bool {
        self.variant == Some(variant)
    }
}

/// A name that no defect or variant has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no {kind} {name:?}; `mock-agency --list-defects` prints them all")]
pub struct UnknownConduct {
    /// Whether a defect or a variant was looked for.
    pub kind: &'static str,
    /// The name as given.
    pub name: String,
}
