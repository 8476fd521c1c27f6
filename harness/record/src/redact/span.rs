//! A place in a text that is to be replaced.

/// Bytes of a text, and what they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The kind in the placeholder.
    pub(super) kind: &'static str,
    /// What the placeholder is made from, the same for every spelling.
    pub(super) value: String,
}

impl Span {
    /// Whether it is replaced even where personal data is kept.
    pub(super) fn is_secret(&self) -> bool {
        is_secret(self.kind)
    }
}

/// Kinds that are replaced even where personal data is kept.
pub(super) fn is_secret(kind: &str) -> bool {
    matches!(kind, "token" | "order" | "secret")
}

/// The spans that do not overlap, from the left; of two that begin together the first found is kept.
pub(super) fn apart(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| span.from);
    let mut end = 0;
    spans.retain(|span| {
        let free = span.from >= end && span.to > span.from;
        if free {
            end = span.to;
        }
        free
    });
    spans
}
