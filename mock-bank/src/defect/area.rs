//! The parts of the API, to group the defects by.

use std::fmt;

/// The part of the API that a defect is in, by which the program lists its defects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Area {
    /// All parts at once.
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
    /// Guardians and guardianships (Vergekontroll).
    Verge,
    /// Bankruptcies (Konkursbehandling).
    Konkurs,
    /// Control of tax liability (Skatt-Kontroll).
    Skatt,
    /// Attachment (FI-Utlegg), and services that share a consumer.
    Utlegg,
    /// Hostile input.
    Robustness,
}

impl Area {
    /// The name in words, e.g. `order form`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::Transport => "transport",
            Self::Jwe => "encryption",
            Self::Token => "access token",
            Self::Headers => "headers",
            Self::Mandate => "mandate",
            Self::Period => "period",
            Self::Endpoint => "endpoints",
            Self::OrderForm => "order form",
            Self::OrderContent => "order content",
            Self::OrderRequest => "order and request",
            Self::ReferenceType => "reference type",
            Self::Schema => "schema",
            Self::Fields => "fields",
            Self::Accounts => "accounts",
            Self::Details => "account details",
            Self::Transactions => "transactions",
            Self::Cards => "cards",
            Self::Roles => "roles",
            Self::Consistency => "consistency",
            Self::Oed => "deceased persons",
            Self::Verge => "guardianships",
            Self::Konkurs => "bankruptcies",
            Self::Skatt => "tax control",
            Self::Utlegg => "attachment",
            Self::Robustness => "robustness",
        }
    }
}

impl fmt::Display for Area {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}
