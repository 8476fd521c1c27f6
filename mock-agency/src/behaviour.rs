//! Deviations from the client's usual behaviour: a defect breaks one rule, a variant breaks none.
//!
//! A defect names the rule that it breaks. A variant is correct behaviour, and nobody may object to it.

mod defect;
mod grant;
mod order;
mod request;
mod service;
mod variant;

pub use defect::Defect;
pub use variant::Variant;

/// How a client behaves; [`Behaviour::default`] breaks no rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Behaviour {
    defect: Option<Defect>,
    variant: Option<Variant>,
}

impl Behaviour {
    /// With one defect.
    pub fn with_defect(defect: Defect) -> Self {
        Self {
            defect: Some(defect),
            variant: None,
        }
    }

    /// With one variant.
    pub fn with_variant(variant: Variant) -> Self {
        Self {
            defect: None,
            variant: Some(variant),
        }
    }

    pub(crate) fn has(self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    /// Whether the defect is about how connections are established.
    pub(crate) fn needs_its_own_connections(self) -> bool {
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

/// There is no defect or variant of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no {kind} {name:?}; `mock-agency --list-defects` prints them all")]
pub struct UnknownBehaviour {
    /// Whether a defect or a variant was looked for.
    pub kind: &'static str,
    /// The name as given.
    pub name: String,
}
