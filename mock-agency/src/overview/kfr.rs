//! KFR, the register of the customers of institutions that are not in KAR: the API with which they write their own
//! customers, and read them (Customer register API 1.1.2, tag «Financial institution»).

mod batch;
mod refusal;
mod store;

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Response, StatusCode};
use jiff::civil::Date;
use listener::{ReceivedRequest, Reply};
use serde_json::{Value, json};
use wire::identifiers::{OrganisationNumber, PartyId};
use wire::messages::{header, query, scope};
use wire::world::RelationshipFact;

use super::behaviour::OverviewBehaviour;
use super::behaviour::OverviewDefect as Defect;
use super::behaviour::OverviewVariant as Variant;
use super::directory::Directory;
use super::query as asked;
use crate::reply;
use batch::Batch;
use refusal::Refusal;
use store::{Change, Store};

pub(crate) use batch::LONGEST_REQUEST;

/// Where the paths of institutions begin.
const ROOT: &str = "/customers/financialInstitutions/";

/// The one type of relationship.
const TYPE: &str = "DSOPBANK";

/// The register.
#[derive(Debug)]
pub(super) struct Kfr {
    store: Mutex<Store>,
}

/// What a path names below an institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place<'a> {
    /// `relationshipType/{type}`.
    Relationship(&'a str),
    /// `batch`.
    Batch,
    /// Nothing more.
    Own,
}

/// Whether KFR has that path.
pub(super) fn serves(path: &str) -> bool {
    place(path).is_some()
}

/// Whether the path takes a batch.
pub(crate) fn takes_batch(path: &str) -> bool {
    matches!(place(path), Some((_, Place::Batch)))
}

/// The institution and what is asked about it.
fn place(path: &str) -> Option<(&str, Place<'_>)> {
    let (institution, rest) = path.strip_prefix(ROOT)?.split_once('/')?;
    let place = match rest {
        "" => Place::Own,
        "batch" => Place::Batch,
        rest => Place::Relationship(rest.strip_prefix("relationshipType/")?),
    };
    Some((institution, place))
}

/// A request, and what there is to know about it.
pub(super) struct Asked<'a> {
    pub(super) request: &'a ReceivedRequest,
    /// The claims of its token; none without a valid one.
    pub(super) claims: Option<Value>,
    /// Whether the token is for this audience.
    pub(super) here: bool,
    pub(super) directory: &'a Directory,
    pub(super) behaviour: OverviewBehaviour,
}

impl Kfr {
    /// The register, with what it kept in the file.
    pub(super) fn open(file: &Path) -> std::io::Result<Self> {
        Ok(Self {
            store: Mutex::new(Store::open(file)?),
        })
    }

    /// A customer's relationships: those of the directory as far as nothing was written about them, and those written.
    pub(super) fn of_customer(
        &self,
        customer: &str,
        directory: &Directory,
    ) -> Vec<RelationshipFact> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        store.of_customer(customer, directory.of_customer(customer))
    }

    /// The answer to a request of an institution.
    pub(super) fn answer(&self, asked: &Asked<'_>) -> Reply {
        let Some((institution, place)) = place(asked.request.uri.path()) else {
            return reply::not_allowed("GET");
        };
        let read = place == Place::Own;
        let answered = match place {
            Place::Own => asked.own(institution, self),
            Place::Relationship(kind) => asked.one(institution, kind, self),
            Place::Batch => asked.batch(institution, self),
        };
        let refused = answered.is_err();
        let mut reply = answered.unwrap_or_else(|why| why.reply(read, asked));
        let lost = asked.behaviour.has(Defect::KfrCorrelationLost)
            || refused && asked.behaviour.has(Defect::KfrCorrelationLostOnErrors);
        if let (Some(id), false) = (
            asked.request.headers.get(header::CORRELATION_ID),
            read || lost,
        ) {
            let name = http::HeaderName::from_bytes(header::CORRELATION_ID.as_bytes());
            reply
                .headers_mut()
                .insert(name.expect("it is a name of a header"), id.clone());
        }
        reply
    }

    fn write(&self, changes: &[Change], asked: &Asked<'_>) -> Result<usize, Refusal> {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let declared = |customer: &str| asked.directory.of_customer(customer);
        store
            .write(changes, declared)
            .map_err(|_not_kept| Refusal::Internal)
    }
}

impl Asked<'_> {
    fn has(&self, defect: Defect) -> bool {
        self.behaviour.has(defect)
    }

    fn today(&self) -> Date {
        wire::dates::date_at(self.request.received)
    }

    /// Whether the caller may write, or read, for the institution.
    fn admit(&self, institution: &str) -> Result<(), Refusal> {
        let Some(claims) = &self.claims else {
            return if self.has(Defect::KfrTokenUnchecked) {
                Ok(())
            } else {
                Err(Refusal::Unauthenticated)
            };
        };
        let scopes = claims["scope"].as_str().unwrap_or_default();
        let may_write = scopes
            .split(' ')
            .any(|one| one == scope::CUSTOMER_RELATIONSHIP_WRITE);
        if !self.here || !may_write && !self.has(Defect::KfrScopeUnchecked) {
            return Err(Refusal::NoAccess);
        }
        let consumer = claims["consumer"]["ID"].as_str().unwrap_or_default();
        let own = consumer.trim_start_matches("0192:") == institution;
        let is_number = OrganisationNumber::parse(institution).is_ok();
        match (own, is_number) {
            (true, _) => Ok(()),
            (false, false) if self.has(Defect::KfrInstitutionFormUnchecked) => Ok(()),
            (false, false) => Err(Refusal::Request),
            (false, true) if self.has(Defect::KfrInstitutionUnchecked) => Ok(()),
            (false, true) => Err(Refusal::OtherInstitution),
        }
    }

    fn correlated(&self) -> Result<(), Refusal> {
        let id = asked::header(self.request, header::CORRELATION_ID);
        let is_uuid = id.is_ok_and(|id| uuid::Uuid::try_parse(&id).is_ok());
        if is_uuid || self.has(Defect::KfrCorrelationUnchecked) {
            Ok(())
        } else {
            Err(Refusal::Request)
        }
    }

    fn customer(&self) -> Result<String, Refusal> {
        let number = asked::header(self.request, header::CUSTOMER_ID).unwrap_or_default();
        let writes = self.request.method != Method::GET;
        let refused = writes && number.len() == 9 && self.has(Defect::KfrOrganisationsRefused);
        let valid = PartyId::parse(&number).is_ok() || self.has(Defect::KfrCustomerUnchecked);
        if valid && !refused {
            Ok(number)
        } else if self.behaviour.is(Variant::KfrCustomerAsRequest) {
            Err(Refusal::Request)
        } else {
            Err(Refusal::Customer)
        }
    }

    /// One customer is added or removed.
    fn one(&self, institution: &str, kind: &str, kfr: &Kfr) -> Result<Reply, Refusal> {
        if !matches!(self.request.method, Method::POST | Method::DELETE) {
            return Err(Refusal::Method("POST, DELETE"));
        }
        self.admit(institution)?;
        self.correlated()?;
        if kind != TYPE && !self.has(Defect::KfrTypeUnchecked) {
            return Err(Refusal::Type);
        }
        let customer = self.customer()?;
        let change = |from, to| Change {
            institution: institution.to_owned(),
            customer: customer.clone(),
            from,
            to,
            not_before: None,
        };
        if self.request.method == Method::POST {
            let added = kfr.write(&[change(Some(self.today()), None)], self)? > 0;
            let created = added && !self.has(Defect::KfrAddedAsKnown)
                || !added && self.has(Defect::KfrAlwaysCreated);
            return Ok(empty(if created {
                StatusCode::CREATED
            } else {
                StatusCode::OK
            }));
        }
        let last = self.today().yesterday().unwrap_or(Date::MIN);
        let end = if self.behaviour.is(Variant::KfrHistoryErased) {
            Date::MIN
        } else {
            last
        };
        let removed = if self.has(Defect::KfrDeletionIgnored) {
            let known = kfr.of_customer(&customer, self.directory);
            known.iter().filter(|one| one.orgno == institution).count()
        } else {
            kfr.write(&[change(None, Some(end))], self)?
        };
        if removed == 0 && !self.has(Defect::KfrNothingDeleted) {
            return Err(Refusal::NotFound);
        }
        Ok(empty(if self.has(Defect::KfrDeletedAsOk) {
            StatusCode::OK
        } else {
            StatusCode::NO_CONTENT
        }))
    }

    /// Many customers are added.
    fn batch(&self, institution: &str, kfr: &Kfr) -> Result<Reply, Refusal> {
        if self.request.method != Method::POST {
            return Err(Refusal::Method("POST"));
        }
        self.admit(institution)?;
        self.correlated()?;
        let media_type = self.request.headers.get(CONTENT_TYPE);
        let media_type = media_type.and_then(|value| value.to_str().ok());
        let body = self.request.body.as_deref().unwrap_or_default();
        let batch = Batch {
            media_type: media_type.unwrap_or_default(),
            body,
            today: self.today(),
            behaviour: self.behaviour,
        };
        let customers = batch.customers(TYPE)?;
        let not_before = batch.stored_at();
        let changes: Vec<Change> = customers
            .into_iter()
            .map(|(customer, from)| Change {
                institution: institution.to_owned(),
                customer,
                from: Some(from),
                to: None,
                not_before,
            })
            .collect();
        if !self.has(Defect::KfrBatchLost) {
            kfr.write(&changes, self)?;
        }
        Ok(empty(StatusCode::CREATED))
    }

    /// Whether somebody is the institution's own customer.
    fn own(&self, institution: &str, kfr: &Kfr) -> Result<Reply, Refusal> {
        if self.request.method != Method::GET {
            return Err(Refusal::Method("GET"));
        }
        match self.admit(institution) {
            Err(Refusal::OtherInstitution) if self.has(Defect::KfrOwnBankUnchecked) => {}
            admitted => admitted?,
        }
        let customer = self.customer()?;
        let day = |name: &str| match asked::parameter(self.request, name) {
            None => Ok(self.today()),
            Some(value) => wire::dates::parse_iso(value).map_err(|_no_day| Refusal::Period),
        };
        let (from, to) = (day(query::FROM_DATE)?, day(query::TO_DATE)?);
        if from > to {
            return Err(Refusal::Period);
        }
        let known = kfr.of_customer(&customer, self.directory);
        let found = known.iter().any(|one| {
            one.orgno == institution && one.from <= to && one.to.is_none_or(|end| from <= end)
        });
        let bank = json!({
            "organizationID": institution,
            "bankName": name_of(institution).unwrap_or_else(|| self.directory.name_of(institution)),
            "activeAccount": self.has(Defect::KfrOwnBankActive),
        });
        let banks = found.then_some(bank);
        let banks: Vec<Value> = banks.into_iter().collect();
        Ok(reply::json(StatusCode::OK, &json!({ "banks": banks })))
    }
}

/// The name of the institution that every world has.
pub(super) fn name_of(institution: &str) -> Option<&'static str> {
    let own = &wire::profile::kfr().agency;
    let is_own = own.orgnos.iter().any(|one| one == institution);
    is_own.then_some(own.name.as_str())
}

fn empty(status: StatusCode) -> Reply {
    let mut reply = Response::new(Bytes::new());
    *reply.status_mut() = status;
    reply
}

/// The methods of a path, for Allow.
fn allow(methods: &'static str) -> HeaderValue {
    HeaderValue::from_static(methods)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_four_operations_by_their_paths() {
        let own = "/customers/financialInstitutions/310000035/";
        assert_eq!(place(own), Some(("310000035", Place::Own)));
        assert_eq!(
            place(&format!("{own}relationshipType/DSOPBANK")),
            Some(("310000035", Place::Relationship("DSOPBANK")))
        );
        assert!(takes_batch(&format!("{own}batch")));
        for other in [
            "310000035",
            "310000035/batches",
            "310000035/relationshipType",
        ] {
            assert!(!serves(&format!("{ROOT}{other}")), "{other}");
        }
    }
}
