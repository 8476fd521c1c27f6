//! What an examination of a signature says.

use serde::Serialize;

use pack::text::Text;

/// How a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It is as it must be.
    Holds,
    /// It does not speak against the signature, and a reader has to know it.
    Caution,
    /// The signature, or what it covers, does not hold.
    Fails,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// What was looked at, in a word or two.
    pub about: Text,
    /// How it stands.
    pub standing: Standing,
    /// What was seen, as a sentence.
    pub says: Text,
}

impl Statement {
    /// It is as it must be.
    pub fn holds(about: Text, says: Text) -> Self {
        Self {
            about,
            standing: Standing::Holds,
            says,
        }
    }

    /// A reader has to know it.
    pub fn caution(about: Text, says: Text) -> Self {
        Self {
            standing: Standing::Caution,
            ..Self::holds(about, says)
        }
    }

    /// It does not hold.
    pub fn fails(about: Text, says: Text) -> Self {
        Self {
            standing: Standing::Fails,
            ..Self::holds(about, says)
        }
    }
}

/// Everything that was looked at, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Examination {
    /// The statements.
    pub statements: Vec<Statement>,
}

impl Examination {
    /// Whether the signature is right, its maker trusted, and nothing that it covers changed.
    pub fn is_verified(&self) -> bool {
        !self.statements.is_empty()
            && self
                .statements
                .iter()
                .all(|statement| statement.standing != Standing::Fails)
    }

    /// Those that do not hold.
    pub fn failures(&self) -> impl Iterator<Item = &Statement> {
        self.statements
            .iter()
            .filter(|statement| statement.standing == Standing::Fails)
    }
}
