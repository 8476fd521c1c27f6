//! One row of the matrix: what was seen of a field, and what the delivery category makes of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use wire::messages::Endpoint;
use wire::profile::{Category, FieldRow};

use crate::check::declared::is_longest_period;
use crate::check::fields::implied::is_implied;
use crate::check::fields::walk;
use crate::check::place::pointer;
use crate::check::{Grounds, Judged, View};
use crate::exchange::ExchangeId;
use crate::finding::{Finding, Kind, NOTHING, Observation};
use crate::observations;
use pack::reason::{FIELD_NEVER_DELIVERED, NO_PLACE_FOR_FIELD, Reason};

observations! {
    /// A field that the table excludes.
    EXCLUDED_FIELD = "excluded-field-delivered" {
        observed: "{field} is not to be delivered in this service, and {count} of {places} objects have it", "{field} skal ikke utleveres i denne tjenesten, og {count} av {places} objekter har det";
        expected: "no {field}", "ingen {field}";
    }
    /// A field that the bank has by the profile, and does not deliver.
    DECLARED_FIELD_MISSING = "declared-field-missing" {
        observed: "the profile declares that the bank has {field} for {count} of the test parties, and none of the answers about them has it", "profilen oppgir at banken har {field} for {count} av testpartene, og ingen av svarene om dem har det";
        expected: "{field}", "{field}";
    }
    /// A technically mandatory field is lacking.
    MANDATORY_FIELD_MISSING = "mandatory-field-missing" {
        observed: "{field} is technically mandatory, and {count} of {places} objects lack it", "{field} er teknisk obligatorisk, og {count} av {places} objekter mangler det";
        expected: "{field}", "{field}";
    }
    /// A field that may be filtered out.
    UNNEEDED_FIELD = "unneeded-field-delivered" {
        observed: "{field} is not needed by the agency, and {count} of {places} objects have it (data minimisation)", "etaten trenger ikke {field}, og {count} av {places} objekter har det (dataminimering)";
        expected: "preferably no {field}", "helst ingen {field}";
    }
    /// A field whose delivery is not decided.
    UNDECIDED_FIELD = "undecided-field-delivered" {
        observed: "it is not decided whether {field} is delivered, and {count} of {places} objects have it", "det er ikke avgjort om {field} skal utleveres, og {count} av {places} objekter har det";
    }
}

/// Whether a path leads to a number, or its type, of a party or card issuer: it may be lacking where the bank has no
/// number, although the tables call it technically mandatory (interpretation I-73). The number of an institution that
/// keeps an account always exists.
pub(in crate::check) fn may_lack_number(path: &str) -> bool {
    let of_identifier = path
        .strip_suffix(".value")
        .or_else(|| path.strip_suffix(".type"))
        .and_then(|parent| parent.rsplit('.').next());
    matches!(of_identifier, Some("identifier" | "cardIssuerIdentifier"))
        && !path.contains("servicer.")
}

/// How many places of each kind are kept.
const KEPT: usize = 3;

/// Where something was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// JSON pointer of the field, whether it was there or not.
    pub pointer: String,
    /// In which exchange.
    pub exchange: ExchangeId,
}

/// What the answers of a run make of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowVerdict {
    /// No answer had a place for the field.
    #[default]
    NotSeen,
    /// There were places for it, it was never there, and nobody declares that the bank has it.
    NeverDelivered,
    /// As the table asks.
    Conforms,
    /// Right, and worth knowing: delivered although not needed, or not decided.
    Observed,
    /// Against the table.
    Breach,
}

/// One row of the tables with what was seen of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MatrixRow {
    /// The service's id.
    pub service: String,
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The field as the documents spell it.
    pub field: String,
    /// Its path in the API.
    pub api_path: String,
    /// Its category.
    pub category: Category,
    /// Answers of the endpoint that were seen.
    pub answers: u64,
    /// Answers in which at least one object had the field.
    pub answers_with: u64,
    /// Objects that had the field.
    pub had: u64,
    /// Objects that did not have it although they could.
    pub had_not: u64,
    /// The first objects that had it.
    pub first_with: Vec<Occurrence>,
    /// The first objects that did not.
    pub first_without: Vec<Occurrence>,
    /// Set when the run ends.
    #[serde(default)]
    pub verdict: RowVerdict,
    /// For each party whose data has the field by the target's profile and whose answers never had it, where it could
    /// have been. Set when the run ends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<Occurrence>,
    /// Per party whose data has the field by the target's profile: whether it was ever delivered, and where it
    /// could have been.
    #[serde(skip)]
    owed: BTreeMap<String, Owed>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Owed {
    delivered: bool,
    place: Occurrence,
}

impl MatrixRow {
    pub(super) fn new(row: &FieldRow) -> Self {
        Self {
            service: row.service.clone(),
            endpoint: row.endpoint,
            field: row.field_as_documented.clone(),
            api_path: row.api_path.clone(),
            category: row.category,
            answers: 0,
            answers_with: 0,
            had: 0,
            had_not: 0,
            first_with: Vec::new(),
            first_without: Vec::new(),
            verdict: RowVerdict::NotSeen,
            withheld: Vec::new(),
            owed: BTreeMap::new(),
        }
    }

    pub(super) fn see(&mut self, view: &View<'_>, grounds: &Grounds<'_>) {
        self.answers += 1;
        let place = |pointer: String| Occurrence {
            pointer,
            exchange: view.exchange.id,
        };
        let had_before = self.had;
        let mut places = 0;
        let path = self.api_path.clone();
        walk::each_place(view.document, &path, |trail, field| {
            places += 1;
            self.count(walk::is_delivered(field), || place(pointer(trail)));
        });
        if places == 0 && path.starts_with("responseDetails.") {
            self.count(false, || place(format!("/{}", path.replace('.', "/"))));
        }
        let delivered = self.had > had_before;
        self.answers_with += u64::from(delivered);
        self.note_owed(view, grounds, delivered);
    }

    fn count(&mut self, has: bool, place: impl FnOnce() -> Occurrence) {
        let (count, first) = if has {
            (&mut self.had, &mut self.first_with)
        } else {
            (&mut self.had_not, &mut self.first_without)
        };
        *count += 1;
        if first.len() < KEPT {
            first.push(place());
        }
    }

    fn note_owed(&mut self, view: &View<'_>, grounds: &Grounds<'_>, delivered: bool) {
        let declared = grounds
            .party
            .has
            .get(&view.endpoint)
            .is_some_and(|paths| paths.contains(&self.api_path))
            || is_implied(grounds.party, view.endpoint, &self.api_path);
        if !declared || !(delivered || (is_longest_period(grounds) && self.has_room(view))) {
            return;
        }
        let pointer = format!("/{}", self.api_path.split('.').next().unwrap_or_default());
        let owed = self
            .owed
            .entry(grounds.party.party_id.clone())
            .or_insert_with(|| Owed {
                delivered: false,
                place: Occurrence {
                    pointer,
                    exchange: view.exchange.id,
                },
            });
        owed.delivered |= delivered;
    }

    /// Whether the document has an object that the field belongs to, be it directly or further down: an empty
    /// list owes nothing.
    fn has_room(&self, view: &View<'_>) -> bool {
        let top = self.api_path.split('.').next().unwrap_or_default();
        match view.document.get(top) {
            Some(serde_json::Value::Array(elements)) => !elements.is_empty(),
            Some(serde_json::Value::Object(members)) => !members.is_empty(),
            _ => false,
        }
    }

    /// Sets what the report needs, at the end of a run.
    pub(super) fn conclude(&mut self) {
        self.verdict = self.verdict();
        self.withheld = self.undelivered().map(|owed| owed.place.clone()).collect();
    }

    /// The row of a report, to be judged as one of another category.
    pub(super) fn again(mut self, category: Category) -> Self {
        let owed = |(number, place): (usize, &Occurrence)| {
            let place = place.clone();
            (
                number.to_string(),
                Owed {
                    delivered: false,
                    place,
                },
            )
        };
        self.owed = self.withheld.iter().enumerate().map(owed).collect();
        self.category = category;
        self.verdict = self.verdict();
        self
    }

    pub(super) fn join(&mut self, other: Self) {
        self.answers += other.answers;
        self.answers_with += other.answers_with;
        self.had += other.had;
        self.had_not += other.had_not;
        self.first_with.extend(other.first_with);
        self.first_with.truncate(KEPT);
        self.first_without.extend(other.first_without);
        self.first_without.truncate(KEPT);
        for (party, theirs) in other.owed {
            self.owed
                .entry(party)
                .and_modify(|mine| mine.delivered |= theirs.delivered)
                .or_insert(theirs);
        }
    }

    /// The verdict by what has been seen so far.
    pub fn verdict(&self) -> RowVerdict {
        if self.answers == 0 {
            return RowVerdict::NotSeen;
        }
        let places = self.had + self.had_not;
        match self.category {
            Category::TechnicallyMandatory
                if (self.had_not > 0 && !may_lack_number(&self.api_path))
                    || self.undelivered().next().is_some() =>
            {
                RowVerdict::Breach
            }
            Category::TechnicallyMandatory if places == 0 => RowVerdict::NotSeen,
            Category::TechnicallyMandatory => RowVerdict::Conforms,
            Category::ToBeDelivered if self.undelivered().next().is_some() => RowVerdict::Breach,
            Category::ToBeDelivered if self.had > 0 => RowVerdict::Conforms,
            Category::ToBeDelivered if places > 0 => RowVerdict::NeverDelivered,
            Category::ToBeDelivered => RowVerdict::NotSeen,
            Category::MayBeFiltered | Category::UnderConsideration if self.had > 0 => {
                RowVerdict::Observed
            }
            Category::NotDelivered if self.had > 0 => RowVerdict::Breach,
            Category::MayBeFiltered | Category::NotDelivered | Category::UnderConsideration => {
                RowVerdict::Conforms
            }
        }
    }

    /// Whether the breach is that a party's data has the field and no answer had it.
    fn is_withheld(&self) -> bool {
        match self.category {
            Category::ToBeDelivered => true,
            Category::TechnicallyMandatory => self.had_not == 0 || may_lack_number(&self.api_path),
            Category::MayBeFiltered | Category::NotDelivered | Category::UnderConsideration => {
                false
            }
        }
    }

    fn undelivered(&self) -> impl Iterator<Item = &Owed> {
        self.owed.values().filter(|owed| !owed.delivered)
    }

    pub(super) fn judge(&self) -> Judged {
        let things = (self.had + self.had_not).max(self.answers);
        match self.verdict() {
            RowVerdict::NotSeen => Judged::lacking(self.not_seen()),
            RowVerdict::NeverDelivered => Judged::lacking(self.never_delivered()),
            RowVerdict::Conforms if self.category == Category::ToBeDelivered => {
                Judged::of(self.had, Vec::new())
            }
            RowVerdict::Conforms if self.category == Category::TechnicallyMandatory => {
                Judged::of(self.had, Vec::new())
            }
            RowVerdict::Conforms => Judged::of(things, Vec::new()),
            RowVerdict::Observed => Judged::of(things, vec![self.observed()]),
            RowVerdict::Breach => Judged::of(things, vec![self.breach()]),
        }
    }

    fn breach(&self) -> Finding {
        match self.category {
            Category::NotDelivered => self
                .finding(&EXCLUDED_FIELD, self.had, self.first_with.first())
                .received(&self.api_path),
            _ if self.is_withheld() => {
                let count = self.undelivered().count() as u64;
                let first = self.undelivered().next().map(|owed| &owed.place);
                self.finding(&DECLARED_FIELD_MISSING, count, first)
                    .received(NOTHING)
            }
            _ => self
                .finding(
                    &MANDATORY_FIELD_MISSING,
                    self.had_not,
                    self.first_without.first(),
                )
                .received(NOTHING),
        }
    }

    fn observed(&self) -> Finding {
        let what = if self.category == Category::MayBeFiltered {
            &UNNEEDED_FIELD
        } else {
            &UNDECIDED_FIELD
        };
        Finding {
            kind: Kind::Note,
            ..self.finding(what, self.had, self.first_with.first())
        }
    }

    fn finding(&self, what: &Observation, count: u64, first: Option<&Occurrence>) -> Finding {
        let finding = Finding::breach(what)
            .with("field", &self.api_path)
            .with("count", count)
            .with("places", self.had + self.had_not);
        match first {
            Some(first) => finding
                .at(first.pointer.clone())
                .in_exchange(first.exchange),
            None => finding,
        }
    }

    fn not_seen(&self) -> Reason {
        Reason::new(&NO_PLACE_FOR_FIELD)
            .with("endpoint", self.endpoint)
            .with("field", &self.api_path)
    }

    fn never_delivered(&self) -> Reason {
        Reason::new(&FIELD_NEVER_DELIVERED)
            .with("count", self.had_not)
            .with("field", &self.api_path)
    }
}
