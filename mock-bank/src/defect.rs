//! Deliberate misbehaviours, each a small deviation from one rule.

mod edit;
mod glance;
mod memory;
mod overstrict;
mod spoiled;
mod unchecked;

use std::fmt;

use crate::refusal::Ruling;

pub(crate) use glance::Glance;
pub(crate) use memory::Memory;
pub(crate) use overstrict::refusal as overstrict_refusal;
pub(crate) use spoiled::spoil;
pub(crate) use unchecked::accepts_despite;

/// The group of rules a defect belongs to; the names are those of the case families.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// Every family at once.
    Everything,
    /// Methods, paths, content negotiation and the shape of errors.
    Transport,
    /// Encryption of the answer.
    Jwe,
    /// The access token.
    Token,
    /// Headers and query parameters.
    Headers,
    /// The legal mandate.
    Mandate,
    /// The period asked for.
    Period,
    /// Which endpoints and references a service may use.
    Endpoint,
    /// Form, signature and certificates of the extradition order.
    OrderForm,
    /// Claims of the extradition order.
    OrderContent,
    /// The request held against the order.
    OrderRequest,
    /// `AdditionalReferenceID` and its type.
    ReferenceType,
    /// Types and formats of the answer.
    Schema,
    /// Which fields are delivered.
    Fields,
    /// The account list.
    Accounts,
    /// Account details and balances.
    Details,
    /// Transactions and their paging.
    Transactions,
    /// Cards.
    Cards,
    /// Roles.
    Roles,
    /// Agreement between endpoints.
    Consistency,
    /// Rules of Oppgjør etter dødsfall alone.
    Oed,
    /// Hostile input.
    Robustness,
}

impl Family {
    /// The name as in the catalogue, e.g. `ORDER-FORM`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everything => "EVERYTHING",
            Self::Transport => "TRANSPORT",
            Self::Jwe => "JWE",
            Self::Token => "TOKEN",
            Self::Headers => "HEADERS",
            Self::Mandate => "MANDATE",
            Self::Period => "PERIOD",
            Self::Endpoint => "ENDPOINT",
            Self::OrderForm => "ORDER-FORM",
            Self::OrderContent => "ORDER-CONTENT",
            Self::OrderRequest => "ORDER-REQUEST",
            Self::ReferenceType => "REFERENCE-TYPE",
            Self::Schema => "SCHEMA",
            Self::Fields => "FIELDS",
            Self::Accounts => "ACCOUNTS",
            Self::Details => "DETAILS",
            Self::Transactions => "TRANSACTIONS",
            Self::Cards => "CARDS",
            Self::Roles => "ROLES",
            Self::Consistency => "CONSISTENCY",
            Self::Oed => "OED",
            Self::Robustness => "ROBUSTNESS",
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

macro_rules! defects {
    ($($variant:ident = $name:literal, $family:ident, $rule:literal, $nb:literal;)*) => {
        /// One deliberate misbehaviour. The name on the command line is `name()`, the rule that it
        /// breaks is `rule()`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Defect { $(#[doc = concat!("`", $name, "`")] $variant,)* }

        impl Defect {
            /// Every defect there is, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name on the command line.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The rule that it breaks, in words.
            pub fn rule(self) -> &'static str {
                match self { $(Self::$variant => $rule,)* }
            }

            /// The same in Norwegian Bokmål.
            pub fn rule_in_norwegian(self) -> &'static str {
                match self { $(Self::$variant => $nb,)* }
            }

            /// The group of rules it belongs to.
            pub fn family(self) -> Family {
                match self { $(Self::$variant => Family::$family,)* }
            }
        }
    };
}

include!("defect/list.rs");

impl Defect {
    /// The defect of that name, or the names that are nearest to it.
    ///
    /// # Errors
    /// [`UnknownDefect`] with up to three near names.
    pub fn from_name(name: &str) -> Result<Self, UnknownDefect> {
        Self::ALL
            .iter()
            .copied()
            .find(|defect| defect.name() == name)
            .ok_or_else(|| UnknownDefect {
                name: name.to_owned(),
                near: nearest(name),
            })
    }
}

/// A name that is no defect's.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("there is no defect `{name}`; near names: {}", near.join(", "))]
pub struct UnknownDefect {
    /// The name as given.
    pub name: String,
    /// Names that look like it.
    pub near: Vec<&'static str>,
}

fn nearest(name: &str) -> Vec<&'static str> {
    let mut names: Vec<_> = Defect::ALL
        .iter()
        .map(|defect| (distance(name, defect.name()), defect.name()))
        .collect();
    names.sort_unstable();
    names.into_iter().take(3).map(|(_, name)| name).collect()
}

/// Levenshtein's distance over bytes.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.bytes().enumerate() {
            let substitution = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = substitution.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

/// The set of defects that a bank has. Empty means a bank that does everything right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Defects([u64; 8]);

const _: () = assert!(Defect::ALL.len() <= 512, "the set has room for 512 defects");

impl Defects {
    /// No defects: a bank that does everything right.
    pub const NONE: Self = Self([0; 8]);

    /// Whether the bank has this defect.
    pub fn has(&self, defect: Defect) -> bool {
        let index = defect as usize;
        self.0[index / 64] >> (index % 64) & 1 == 1
    }

    /// Adds a defect.
    pub fn insert(&mut self, defect: Defect) {
        let index = defect as usize;
        self.0[index / 64] |= 1 << (index % 64);
    }

    /// Whether there is no defect.
    pub fn is_empty(&self) -> bool {
        self.0 == [0; 8]
    }

    /// The result of the rule, or "fulfilled" where the bank has the defect of not enforcing it.
    pub(crate) fn unless(&self, defect: Defect, rule: impl FnOnce() -> Ruling) -> Ruling {
        if self.has(defect) { Ok(()) } else { rule() }
    }
}

impl FromIterator<Defect> for Defects {
    fn from_iter<I: IntoIterator<Item = Defect>>(defects: I) -> Self {
        let mut set = Self::NONE;
        for defect in defects {
            set.insert(defect);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_defect_is_found_by_its_name() {
        for defect in Defect::ALL {
            assert_eq!(Defect::from_name(defect.name()), Ok(*defect));
        }
    }

    #[test]
    fn no_two_defects_share_a_name() {
        let names: BTreeSet<_> = Defect::ALL.iter().map(|defect| defect.name()).collect();
        assert_eq!(names.len(), Defect::ALL.len());
    }

    #[test]
    fn a_misspelt_name_is_answered_with_the_name_that_was_meant() {
        let error = Defect::from_name("acepts-everything").unwrap_err();
        assert_eq!(error.near[0], "accepts-everything");
    }

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set: Defects = [Defect::AcceptsEverything].into_iter().collect();
        assert!(set.has(Defect::AcceptsEverything));
    }

    #[test]
    fn a_set_does_not_hold_what_was_not_put_in() {
        let last = *Defect::ALL.last().unwrap();
        let set: Defects = [Defect::AcceptsEverything].into_iter().collect();
        assert!(!set.has(last));
    }
}
