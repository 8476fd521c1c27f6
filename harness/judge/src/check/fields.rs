//! The field delivery tables against the answers: for every row, how many objects had the field and how many
//! did not while its parent was there.
//!
//! The matrix is shown every document of every retrieval of a run, and is asked about one row at a time.

mod implied;
mod row;
mod walk;

pub(in crate::check) use row::may_lack_number;
pub use row::{MatrixRow, Occurrence, RowVerdict};

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use wire::messages::Endpoint;
use wire::profile::FieldRow;

use crate::check::{Check, Grounds, Input, Judged, RetrievalCheck, View};
use pack::reason::{NEEDS_ANSWER, Reason, SERVICE_NOT_RUN};
use pack::sentence::Template;

/// The checks of this module.
pub(crate) const CHECKS: &[Check] = &[Check {
    name: "fields",
    input: Input::Documents(&Endpoint::ALL, |tools| Box::new(Fields::new(&tools.rows))),
    needs: &NEEDS_ANSWER,
    verifies: Template {
        en: "answers have the fields that the delivery table of the service requires, and none that it excludes",
        nb: "svarene har feltene som utleveringstabellen for tjenesten krever, og ingen som den utelukker",
    },
    observations: row::OBSERVATIONS,
}];

/// What all answers of a run showed, row by row. Serialized as it stands in the report, without what is only
/// needed while the run goes on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldMatrix {
    /// The rows, in the order of the tables.
    pub rows: Vec<MatrixRow>,
    /// Rows by service and endpoint.
    #[serde(skip)]
    index: BTreeMap<(String, Endpoint), Vec<usize>>,
}

impl FieldMatrix {
    /// An empty matrix of the rows of these services.
    pub fn new(rows: &[FieldRow], services: &[&str]) -> Self {
        let rows: Vec<MatrixRow> = rows
            .iter()
            .filter(|row| services.contains(&row.service.as_str()))
            .map(MatrixRow::new)
            .collect();
        let mut index: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (number, row) in rows.iter().enumerate() {
            index
                .entry((row.service.clone(), row.endpoint))
                .or_default()
                .push(number);
        }
        Self { rows, index }
    }

    /// Shows one document of a retrieval.
    pub fn see(&mut self, view: &View<'_>, grounds: &Grounds<'_>) {
        let key = (grounds.service.id.clone(), view.endpoint);
        let Some(numbers) = self.index.get(&key) else {
            return;
        };
        for number in numbers {
            if let Some(row) = self.rows.get_mut(*number) {
                row.see(view, grounds);
            }
        }
    }

    /// Adds what another matrix of the same rows was shown.
    pub fn join(&mut self, other: Self) {
        for (mine, theirs) in self.rows.iter_mut().zip(other.rows) {
            mine.join(theirs);
        }
    }

    /// What the answers say about one row of the tables.
    pub fn judge(&self, row: &FieldRow) -> Judged {
        match self.find(row) {
            Some(found) => found.judge(),
            None => Judged::lacking(Reason::new(&SERVICE_NOT_RUN).with("service", &row.service)),
        }
    }

    fn find(&self, row: &FieldRow) -> Option<&MatrixRow> {
        let numbers = self.index.get(&(row.service.clone(), row.endpoint))?;
        numbers
            .iter()
            .filter_map(|number| self.rows.get(*number))
            .find(|found| found.api_path == row.api_path)
    }

    /// The matrix of a report, to be judged by these rows. A row that the report does not have stays unseen.
    #[must_use]
    pub fn again(&self, rows: &[FieldRow], services: &[&str]) -> Self {
        let mut matrix = Self::new(rows, services);
        for row in &mut matrix.rows {
            let same = |stored: &&MatrixRow| {
                stored.service == row.service
                    && stored.endpoint == row.endpoint
                    && stored.api_path == row.api_path
            };
            if let Some(stored) = self.rows.iter().find(same) {
                *row = stored.clone().again(row.category);
            }
        }
        matrix
    }

    /// The verdict of every row, set into the rows for the report.
    pub fn conclude(&mut self) {
        for row in &mut self.rows {
            row.conclude();
        }
    }
}

/// All rows of one retrieval as one check; the matrix of a run tells more.
#[derive(Debug)]
struct Fields {
    matrix: FieldMatrix,
}

impl Fields {
    /// A check of these rows.
    fn new(rows: &[FieldRow]) -> Self {
        let services: BTreeSet<&str> = rows.iter().map(|row| row.service.as_str()).collect();
        Self {
            matrix: FieldMatrix::new(rows, &services.into_iter().collect::<Vec<_>>()),
        }
    }
}

impl RetrievalCheck for Fields {
    fn see(&mut self, view: &View<'_>, grounds: &Grounds<'_>) {
        self.matrix.see(view, grounds);
    }

    fn conclude(self: Box<Self>, grounds: &Grounds<'_>) -> Judged {
        let mut whole = Judged::default();
        for row in self
            .matrix
            .rows
            .iter()
            .filter(|row| row.service == grounds.service.id)
        {
            let judged = row.judge();
            whole.things += judged.things;
            whole.findings.extend(judged.findings);
        }
        whole
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;
    use wire::profile::builtin_fields;
    use wire::world::PartyEntry;

    use super::row::{DECLARED_FIELD_MISSING, EXCLUDED_FIELD, MANDATORY_FIELD_MISSING};
    use super::*;
    use crate::check::fixture::{
        Shown, assert_breach, assert_conforms, assert_nothing, grounds, party, service,
    };

    fn row(service: &str, endpoint: Endpoint, path: &str) -> &'static FieldRow {
        builtin_fields()
            .iter()
            .find(|row| row.service == service && row.endpoint == endpoint && row.api_path == path)
            .expect("a row of the tables")
    }

    fn seen(service_id: &str, party: &PartyEntry, shown: &[Shown]) -> FieldMatrix {
        let readings = BTreeMap::new();
        let mut grounds = grounds(party, &readings);
        grounds.service = service(service_id);
        grounds.from = jiff::civil::date(2016, 11, 22);
        let mut matrix = FieldMatrix::new(
            builtin_fields(),
            &["politi-utlevering", "oppgjor-etter-dodsfall"],
        );
        for shown in shown {
            shown.view(|view| matrix.see(view, &grounds));
        }
        matrix
    }

    fn judged(
        service: &str,
        endpoint: Endpoint,
        path: &str,
        document: serde_json::Value,
    ) -> Judged {
        seen(
            service,
            &PartyEntry::default(),
            &[Shown::of(endpoint, document)],
        )
        .judge(row(service, endpoint, path))
    }

    const POLICE: &str = "politi-utlevering";
    const OED: &str = "oppgjor-etter-dodsfall";

    #[test]
    fn a_mandatory_field_that_is_there_conforms() {
        let document = json!({"accounts": [{"accountReference": "a"}, {"accountReference": "b"}]});
        let judged = judged(
            POLICE,
            Endpoint::Accounts,
            "accounts.accountReference",
            document,
        );
        assert_conforms(&judged);
        assert_eq!(judged.things, 2);
    }

    #[test]
    fn a_mandatory_field_that_is_null_breaches_and_points_to_the_object() {
        let document = json!({"accounts": [{"accountReference": "a"}, {"accountReference": null}]});
        let judged = judged(
            POLICE,
            Endpoint::Accounts,
            "accounts.accountReference",
            document,
        );
        assert_breach(&judged, &MANDATORY_FIELD_MISSING);
        assert_eq!(
            judged.findings[0].pointer.as_deref(),
            Some("/accounts/1/accountReference")
        );
    }

    #[test]
    fn a_mandatory_field_is_not_owed_where_its_parent_is_absent() {
        let document = json!({"accounts": [{"accountReference": "a"}]});
        assert_nothing(&judged(
            POLICE,
            Endpoint::Accounts,
            "accounts.servicer.identifier.value",
            document,
        ));
    }

    #[test]
    fn the_status_is_owed_even_where_response_details_are_absent() {
        let judged = judged(
            POLICE,
            Endpoint::Accounts,
            "responseDetails.status",
            json!({"accounts": []}),
        );
        assert_breach(&judged, &MANDATORY_FIELD_MISSING);
    }

    #[test]
    fn a_field_that_is_not_delivered_breaches_where_it_is() {
        let document = json!({"accounts": [{"name": "Sparekonto"}]});
        assert_breach(
            &judged(POLICE, Endpoint::Accounts, "accounts.name", document),
            &EXCLUDED_FIELD,
        );
    }

    #[test]
    fn a_field_that_is_not_delivered_conforms_where_it_is_null() {
        let document = json!({"accounts": [{"name": null}]});
        assert_conforms(&judged(
            POLICE,
            Endpoint::Accounts,
            "accounts.name",
            document,
        ));
    }

    #[test]
    fn a_field_that_may_be_left_out_is_a_note_where_it_is() {
        let document = json!({"transactions": [{"counterParties": [{"accountIdentifier": "1"}]}]});
        let judged = judged(
            OED,
            Endpoint::Transactions,
            "transactions.counterParties.accountIdentifier",
            document,
        );
        assert_conforms(&judged);
        assert_eq!(judged.findings.len(), 1);
    }

    #[test]
    fn a_field_to_be_delivered_is_never_seen_where_nobody_declares_it() {
        let document = json!({"accounts": [{"accountReference": "a"}]});
        assert_nothing(&judged(
            POLICE,
            Endpoint::Accounts,
            "accounts.type",
            document,
        ));
    }

    #[test]
    fn a_field_to_be_delivered_breaches_where_the_profile_says_the_bank_has_it() {
        let party = party(json!({"party_id": "1", "has": {"Accounts": ["accounts.type"]}}));
        let shown = [Shown::accounts(
            json!({"accounts": [{"accountReference": "a"}]}),
        )];
        let judged =
            seen(POLICE, &party, &shown).judge(row(POLICE, Endpoint::Accounts, "accounts.type"));
        assert_breach(&judged, &DECLARED_FIELD_MISSING);
    }

    #[test]
    fn a_declared_field_breaches_even_where_the_whole_parent_is_left_out() {
        let party =
            party(json!({"party_id": "1", "has": {"Accounts": ["accounts.servicer.name"]}}));
        let shown = [Shown::accounts(
            json!({"accounts": [{"accountReference": "a"}]}),
        )];
        let judged = seen(POLICE, &party, &shown).judge(row(
            POLICE,
            Endpoint::Accounts,
            "accounts.servicer.name",
        ));
        assert_breach(&judged, &DECLARED_FIELD_MISSING);
    }

    #[test]
    fn a_mandatory_field_that_the_bank_has_breaches_where_its_parent_is_always_left_out() {
        let path = "roles.identifier.value";
        let party = party(json!({"party_id": "1", "has": {"Roles": [path]}}));
        let shown = [Shown::of(
            Endpoint::Roles,
            json!({"roles": [{"permission": "rightToSeeOnly"}]}),
        )];
        assert_breach(
            &seen(POLICE, &party, &shown).judge(row(POLICE, Endpoint::Roles, path)),
            &DECLARED_FIELD_MISSING,
        );
    }

    #[test]
    fn a_field_whose_value_is_declared_is_one_that_the_bank_has() {
        let party = party(json!({"party_id": "1", "accounts": [
            {"number": "86011117947", "relation": "owner", "type": "salaryAccount", "currency": "NOK",
            "opened": "2010-03-01"}]}));
        let path = "account.startDate";
        let row_of = |document| {
            let shown = [Shown::details(document)];
            seen(POLICE, &party, &shown).judge(row(POLICE, Endpoint::AccountDetails, path))
        };
        let without = json!({"account": {"accountReference": "a"}});
        assert_breach(&row_of(without), &DECLARED_FIELD_MISSING);
        assert_conforms(&row_of(json!({"account": {"startDate": "2010-03-01"}})));
    }

    #[test]
    fn one_object_with_a_declared_field_is_enough() {
        let party = party(json!({"party_id": "1", "has": {"Accounts": ["accounts.type"]}}));
        let shown = [Shown::accounts(
            json!({"accounts": [{"type": "salaryAccount"}, {}]}),
        )];
        assert_conforms(&seen(POLICE, &party, &shown).judge(row(
            POLICE,
            Endpoint::Accounts,
            "accounts.type",
        )));
    }

    #[test]
    fn answers_of_an_other_service_do_not_count() {
        let shown = [Shown::accounts(
            json!({"accounts": [{"name": "Sparekonto"}]}),
        )];
        let matrix = seen(OED, &PartyEntry::default(), &shown);
        assert_nothing(&matrix.judge(row(POLICE, Endpoint::Accounts, "accounts.name")));
    }

    #[test]
    fn joined_matrices_add_up() {
        let shown = [Shown::accounts(
            json!({"accounts": [{"accountReference": "a"}]}),
        )];
        let mut first = seen(POLICE, &PartyEntry::default(), &shown);
        first.join(seen(POLICE, &PartyEntry::default(), &shown));
        assert_eq!(
            first
                .judge(row(POLICE, Endpoint::Accounts, "accounts.accountReference"))
                .things,
            2
        );
    }

    #[test]
    fn odd_documents_are_no_objects_and_nothing_panics() {
        for odd in [
            json!(null),
            json!([[{}]]),
            json!({"accounts": 1e300}),
            json!({"accounts": [[], 3, null]}),
        ] {
            assert_nothing(&judged(
                POLICE,
                Endpoint::Accounts,
                "accounts.accountReference",
                odd,
            ));
        }
    }
}
