//! The case pack: what is tested, as data. Reading it finds every mistake an author can make before a run.

mod case;
mod change;
mod diagnostic;
mod entry;
mod load;
pub mod reference;
mod template;
pub mod vocabulary;
pub mod words;

pub use case::{
    Baseline, Case, CaseId, Endpoints, Expectation, Fresh, Journal, Level, Need, Pair,
    PartySelector, Script, Step, Survey, To, With,
};
pub use change::{
    Change, Edit, OrderForm, Part, ReferenceChoice, SendMode, TokenForm, TokenSigner, ValueEdit,
};
pub use diagnostic::CatalogueError;
pub use entry::{
    Document, DocumentKind, DocumentVersion, Guards, Interpretation, Reading, Requirement, Role,
    Source,
};
pub use load::{Catalogue, CheckNames, PackFiles};
pub use template::{
    Base, CustomerKind, Filter, JsonTemplate, Offset, Piece, Template, TemplateError, Unit,
};
