//! Defects to enable, each a small deviation from one rule.

mod area;
mod document;
mod list;
mod memory;
mod overstrict;
mod raw_request;
mod unchecked;

use crate::refusal::Ruling;

pub use area::Area;
#[cfg(test)]
pub(crate) use document::all as of_documents;
pub(crate) use document::change;
pub use list::Defect;
pub(crate) use memory::Memory;
pub(crate) use overstrict::refusal as overstrict_refusal;
pub(crate) use raw_request::RawRequest;

pub(crate) use unchecked::accepts_despite;

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

/// A name that no defect has.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("there is no defect `{name}`; near names: {}", near.join(", "))]
pub struct UnknownDefect {
    /// The name as given.
    pub name: String,
    /// Names that resemble it.
    pub near: Vec<&'static str>,
}

fn nearest(name: &str) -> Vec<&'static str> {
    let mut names: Vec<_> = Defect::ALL
        .iter()
        .map(|defect| (strsim::levenshtein(name, defect.name()), defect.name()))
        .collect();
    names.sort_unstable();
    names.into_iter().take(3).map(|(_, name)| name).collect()
}

/// The set of defects that a bank has. Empty means a bank that does everything right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Defects([u64; 10]);

const _: () = assert!(Defect::ALL.len() <= 640, "the set has room for 640 defects");

impl Defects {
    /// No defects: a bank that does everything right.
    pub const NONE: Self = Self([0; 10]);

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
        self.0 == [0; 10]
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
