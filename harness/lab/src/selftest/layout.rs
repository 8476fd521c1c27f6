//! How a score of banks looks, and one of agencies.

use crate::selftest::score::Role;

/// Words in English and Norwegian.
type Words = (&'static str, &'static str);

/// What differs from one role to the other where a score is written for a reader.
pub(super) struct Layout {
    /// Title of the page.
    pub(super) title: Words,
    /// Those that are right.
    pub(super) right: Words,
    /// One of them.
    pub(super) one: Words,
    /// Column for what one of them does differently, if it has one.
    pub(super) difference: Option<Words>,
    /// Whether their names are written as code.
    pub(super) code_names: bool,
    /// Whether the page names all other cases that found a defect, or only the first.
    pub(super) all_others: bool,
    /// How many other cases are named where not all are.
    pub(super) most_others: usize,
    /// Characters for a name in the terminal.
    pub(super) name_width: usize,
    /// Characters for a number of tests in the terminal.
    pub(super) count_width: usize,
    /// Characters for a case's id in the terminal.
    pub(super) case_width: usize,
}

const BANK: Layout = Layout {
    title: ("Detection score", "Hvor mye testene finner"),
    right: ("Right banks", "Banker uten feil"),
    one: ("Bank", "Bank"),
    difference: None,
    code_names: false,
    all_others: false,
    most_others: 4,
    name_width: 44,
    count_width: 5,
    case_width: 18,
};

const AGENCY: Layout = Layout {
    title: (
        "Detection score, agencies",
        "Hvor mye testene finner hos etater",
    ),
    right: ("Right agencies", "Etater uten feil"),
    one: ("Agency", "Etat"),
    difference: Some(("What it does", "Hva den gjør")),
    code_names: true,
    all_others: true,
    most_others: 3,
    name_width: 32,
    count_width: 4,
    case_width: 22,
};

const OVERVIEW: Layout = Layout {
    title: (
        "Detection score, customer overview",
        "Hvor mye testene finner hos kundeforholdsoversikten",
    ),
    right: ("Right overviews", "Oversikter uten feil"),
    one: ("Overview", "Oversikt"),
    ..AGENCY
};

impl Layout {
    pub(super) fn of(role: Role) -> &'static Self {
        match role {
            Role::Bank => &BANK,
            Role::Agency => &AGENCY,
            Role::Overview => &OVERVIEW,
        }
    }

    /// The name of one that is right, on the page.
    pub(super) fn name(&self, called: &str) -> String {
        if self.code_names {
            format!("`{called}`")
        } else {
            called.to_owned()
        }
    }
}
