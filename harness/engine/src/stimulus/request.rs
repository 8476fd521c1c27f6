//! A whole request: the valid one, the case's changes, and what is put on the wire.

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;
use wire::messages::{Endpoint, KfrOperation, Operation, OverviewEndpoint, header, query};

use crate::scene::{ListedAccount, Scene};
use crate::send::{ACCEPT_ENCODING, USER_AGENT};
use crate::stimulus::changes::{Changes, OrderChange, RequestChange};
use crate::stimulus::order::{Attacker, OrderDraft};
use crate::stimulus::token::{IssuedToken, TokenDraft, TokenKeys};
use crate::stimulus::{StimulusError, Values, multipart};
use pack::catalogue::{Edit, SendMode};
use pack::reason;
use plan::target::Target;
use wire::profile::{KFR, ServiceProfile};

/// What a request is made from.
#[derive(Clone, Copy, Debug)]
pub struct Ingredients<'a> {
    /// The bank under test.
    pub target: &'a Target,
    /// The services of the catalogue.
    pub services: &'a [ServiceProfile],
    /// The agency case.
    pub scene: &'a Scene,
    /// The token that the agency got.
    pub token: &'a IssuedToken,
    /// The issuer's public key, PEM, where it is known.
    pub issuer_public: Option<&'a [u8]>,
    /// The attacker.
    pub attacker: &'a Attacker,
    /// This moment.
    pub now: Timestamp,
}

/// A request being changed: query and headers in order, values as they will be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// HTTP method.
    pub method: String,
    /// Path below the base URL.
    pub path: String,
    /// Query parameters.
    pub query: Vec<(String, QueryValue)>,
    /// Headers.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The parts of a batch.
    pub parts: Vec<(String, String)>,
}

/// The value of a query parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryValue {
    /// Text that is percent-encoded when it is sent.
    Text(String),
    /// Text that is sent as it stands.
    Raw(String),
}

impl QueryValue {
    fn encoded(&self) -> String {
        match self {
            Self::Text(text) => encode_component(text),
            Self::Raw(text) => text.clone(),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Raw(text) => text,
        }
    }
}

/// A request ready to be sent.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The service it is made for.
    pub service: String,
    /// The endpoint it is aimed at.
    pub endpoint: Operation,
    /// HTTP method.
    pub method: String,
    /// Absolute URL.
    pub url: String,
    /// Headers.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body, where it has one.
    pub body: Option<Vec<u8>>,
    /// Whether every byte matters, so that no HTTP library may rewrite it (names in another case).
    pub exact: bool,
    /// How it is put on the wire, where that is not the usual way.
    pub send: Option<SendMode>,
    /// Claims of the token.
    pub token_claims: Option<Value>,
    /// Claims of the order.
    pub order_claims: Option<Value>,
}

/// Makes a request on `endpoint` for `account` with the case's changes, applied in order.
///
/// # Errors
/// [`StimulusError`] if a value is lacking or signing fails.
pub fn prepare(
    ingredients: &Ingredients<'_>,
    endpoint: Operation,
    account: Option<&ListedAccount>,
    changes: &Changes<'_>,
) -> Result<Prepared, StimulusError> {
    let scene = ingredients.scene;
    let path = path_of(endpoint, account, ingredients.target);
    let mut values = Values {
        target: ingredients.target,
        services: ingredients.services,
        scene: Some(scene),
        party: &scene.party,
        now: ingredients.now,
        today: wire::dates::date_at(ingredients.now),
        token: Some(&ingredients.token.compact),
        order: scene
            .order
            .as_ref()
            .map(|order| (order.compact.as_str(), &order.claims)),
        reference: account.map(|account| account.reference.as_str()),
        account_number: account.and_then(|account| account.number.as_deref()),
        path: &path,
    };
    let (order, order_claims) = make_order(ingredients, &values, &changes.order)?;
    values.order = order.as_deref().zip(order_claims.as_ref());
    let mut token = TokenDraft::new(ingredients.token);
    for change in &changes.token {
        token.apply(change, &values)?;
    }
    let token_claims = token.claims();
    let token = token.finish(TokenKeys {
        issuer: ingredients.target.issuer.key.as_ref(),
        attacker: &ingredients.attacker.key,
        issuer_public: ingredients.issuer_public,
    })?;
    values.token = Some(&token);
    let mut draft = valid_draft(scene, (endpoint, account), &path, &token, order.as_deref());
    for change in &changes.request {
        draft.apply(change, &values)?;
    }
    Ok(Prepared {
        service: scene.service.id.clone(),
        endpoint,
        url: format!("{}{}", ingredients.target.base_url, draft.path_and_query()),
        method: draft.method,
        body: (!draft.parts.is_empty()).then(|| multipart::body(&draft.parts)),
        headers: draft.headers,
        exact: changes.are_exact(),
        send: changes.send,
        token_claims: Some(token_claims),
        order_claims,
    })
}

fn make_order(
    ingredients: &Ingredients<'_>,
    values: &Values<'_>,
    changes: &[OrderChange<'_>],
) -> Result<(Option<String>, Option<Value>), StimulusError> {
    let scene = ingredients.scene;
    let (Some(valid), Some(signer)) = (&scene.order, &scene.agency.order_signer) else {
        return match changes {
            [] => Ok((None, None)),
            _ => Err(StimulusError::lacks(&reason::NEEDS_ORDER)),
        };
    };
    let mut draft = OrderDraft::new(valid, signer, ingredients.attacker);
    for change in changes {
        let claims = draft.claims();
        let values = Values {
            order: Some((valid.compact.as_str(), &claims)),
            ..*values
        };
        draft.apply(change, &values, ingredients.target, ingredients.attacker)?;
    }
    Ok((Some(draft.finish()?), Some(draft.claims())))
}

fn path_of(endpoint: Operation, account: Option<&ListedAccount>, target: &Target) -> String {
    let reference = account
        .map(|account| encode_component(&account.reference))
        .unwrap_or_default();
    match endpoint {
        Operation::Bank(endpoint) => endpoint
            .path_template()
            .replace("{accountReference}", &reference),
        Operation::Overview(endpoint) => endpoint.path().to_owned(),
        Operation::Kfr(operation) => {
            let institution = target.agencies.get(KFR);
            operation.path(
                institution
                    .map(|one| one.orgno.as_str())
                    .unwrap_or_default(),
            )
        }
    }
}

fn valid_draft(
    scene: &Scene,
    (endpoint, account): (Operation, Option<&ListedAccount>),
    path: &str,
    token: &str,
    order: Option<&str>,
) -> Draft {
    if let Some(operation) = endpoint.of_kfr() {
        return kfr_draft(scene, operation, path, token);
    }
    let mandate = scene
        .service
        .mandates
        .get(scene.mandate)
        .map(|mandate| mandate.encoded.clone())
        .unwrap_or_default();
    let mut headers = vec![
        ("Authorization".to_owned(), format!("Bearer {token}")),
        ("Accept".to_owned(), scene.accept.clone()),
        ("Accept-Encoding".to_owned(), ACCEPT_ENCODING.to_owned()),
        ("User-Agent".to_owned(), USER_AGENT.to_owned()),
        (
            header::ACCOUNT_INFO_REQUEST_ID.to_owned(),
            scene.case_id.to_string(),
        ),
        (
            header::CORRELATION_ID.to_owned(),
            Uuid::new_v4().to_string(),
        ),
        (header::LEGAL_MANDATE.to_owned(), mandate),
    ];
    let mut query = Vec::new();
    let only_primary_owner = || QueryValue::Text(scene.only_primary_owner.clone());
    match endpoint {
        Operation::Bank(endpoint) => {
            if endpoint == Endpoint::Accounts {
                headers.push((header::PARTY_ID.to_owned(), scene.party.party_id.clone()));
                query.push((query::ONLY_PRIMARY_OWNER.to_owned(), only_primary_owner()));
            }
            headers.extend(references(scene, order));
            query.extend(period(scene));
        }
        Operation::Overview(OverviewEndpoint::CustomerRelationships) => {
            headers.push((header::CUSTOMER_ID.to_owned(), scene.party.party_id.clone()));
            query.extend(period(scene));
            let name = query::ONLY_PRIMARY_OWNER_OF_OVERVIEW.to_owned();
            query.push((name, only_primary_owner()));
        }
        Operation::Overview(OverviewEndpoint::AccountServicingProvider) => {
            let number = account.and_then(|account| account.number.clone());
            headers.push((header::ACCOUNT_ID.to_owned(), number.unwrap_or_default()));
        }
        Operation::Kfr(_) => {}
    }
    Draft {
        method: "GET".into(),
        path: path.to_owned(),
        query,
        headers: headers
            .into_iter()
            .map(|(name, value)| (name, value.into_bytes()))
            .collect(),
        parts: Vec::new(),
    }
}

/// What an institution sends to KFR (Customer register API 1.1.2): neither mandate nor case.
fn kfr_draft(scene: &Scene, operation: KfrOperation, path: &str, token: &str) -> Draft {
    let batch = operation == KfrOperation::Batch;
    let own = if batch {
        ("Content-Type", multipart::MEDIA_TYPE.to_owned())
    } else {
        (header::CUSTOMER_ID, scene.party.party_id.clone())
    };
    let headers = [
        ("Authorization", format!("Bearer {token}")),
        ("Accept", scene.accept.clone()),
        ("Accept-Encoding", ACCEPT_ENCODING.to_owned()),
        ("User-Agent", USER_AGENT.to_owned()),
        (header::CORRELATION_ID, Uuid::new_v4().to_string()),
        own,
    ];
    Draft {
        method: operation.method().to_owned(),
        path: path.to_owned(),
        query: Vec::new(),
        headers: headers
            .map(|(name, value)| (name.to_owned(), value.into_bytes()))
            .to_vec(),
        parts: if batch {
            multipart::parts(&scene.customers, wire::dates::years_before(scene.today, 1))
        } else {
            Vec::new()
        },
    }
}

/// What only the requests to banks carry in headers.
fn references(scene: &Scene, order: Option<&str>) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    let reference = order.or(scene.guardian.as_deref());
    if let (Some(reference), Some(kind)) = (reference, &scene.service.additional_reference_type) {
        headers.push((
            header::ADDITIONAL_REFERENCE_ID.to_owned(),
            reference.to_owned(),
        ));
        headers.push((
            header::ADDITIONAL_REFERENCE_ID_TYPE.to_owned(),
            kind.clone(),
        ));
    }
    let requester = scene.requester_id.clone();
    headers.extend(requester.map(|requester| (header::REQUESTER_ID.to_owned(), requester)));
    headers
}

fn period(scene: &Scene) -> [(String, QueryValue); 2] {
    [(query::FROM_DATE, scene.from), (query::TO_DATE, scene.to)]
        .map(|(name, day)| (name.to_owned(), QueryValue::Text(day.to_string())))
}

impl Draft {
    fn apply(
        &mut self,
        change: &RequestChange<'_>,
        values: &Values<'_>,
    ) -> Result<(), StimulusError> {
        match *change {
            RequestChange::Header(name, edit) => self.edit_header(name, edit, values)?,
            RequestChange::Query(name, edit) => self.edit_query(name, edit, values)?,
            RequestChange::Method(method) => method.clone_into(&mut self.method),
            RequestChange::Path(path) => self.path = values.text(path)?,
            RequestChange::Part(name, edit) => self.edit_part(name, edit, values)?,
        }
        Ok(())
    }

    fn edit_header(
        &mut self,
        name: &str,
        edit: &Edit,
        values: &Values<'_>,
    ) -> Result<(), StimulusError> {
        let place = self
            .headers
            .iter()
            .position(|(found, _)| found.eq_ignore_ascii_case(name));
        let bytes = match edit {
            Edit::Remove => {
                self.headers
                    .retain(|(found, _)| !found.eq_ignore_ascii_case(name));
                return Ok(());
            }
            Edit::Rename(new) => {
                if let Some(place) = place {
                    self.headers[place].0.clone_from(new);
                }
                return Ok(());
            }
            Edit::Twice(template) => {
                self.headers
                    .push((name.to_owned(), values.text(template)?.into_bytes()));
                return Ok(());
            }
            Edit::Append(template) => {
                let mut bytes = place
                    .map(|place| self.headers[place].1.clone())
                    .unwrap_or_default();
                bytes.extend_from_slice(values.text(template)?.as_bytes());
                bytes
            }
            Edit::Value(template) | Edit::Raw(template) => values.text(template)?.into_bytes(),
            Edit::Bytes(bytes) => bytes.clone(),
        };
        match place {
            Some(place) => self.headers[place].1 = bytes,
            None => self.headers.push((name.to_owned(), bytes)),
        }
        Ok(())
    }

    /// The loader lets parts have a value or be left out.
    fn edit_part(
        &mut self,
        name: &str,
        edit: &Edit,
        values: &Values<'_>,
    ) -> Result<(), StimulusError> {
        match edit {
            Edit::Value(template) => {
                let value = values.text(template)?;
                let mut parts = self.parts.iter_mut();
                if let Some((_, content)) = parts.find(|(found, _)| found == name) {
                    *content = value;
                }
            }
            Edit::Remove
            | Edit::Twice(_)
            | Edit::Rename(_)
            | Edit::Append(_)
            | Edit::Bytes(_)
            | Edit::Raw(_) => self.parts.retain(|(found, _)| found != name),
        }
        Ok(())
    }

    fn edit_query(
        &mut self,
        name: &str,
        edit: &Edit,
        values: &Values<'_>,
    ) -> Result<(), StimulusError> {
        let place = self.query.iter().position(|(found, _)| found == name);
        let value = match edit {
            Edit::Remove => {
                self.query.retain(|(found, _)| found != name);
                return Ok(());
            }
            Edit::Rename(new) => {
                if let Some(place) = place {
                    self.query[place].0.clone_from(new);
                }
                return Ok(());
            }
            Edit::Twice(template) => {
                self.query
                    .push((name.to_owned(), QueryValue::Text(values.text(template)?)));
                return Ok(());
            }
            Edit::Append(template) => {
                let before = place
                    .map(|place| self.query[place].1.text())
                    .unwrap_or_default();
                QueryValue::Text(format!("{before}{}", values.text(template)?))
            }
            Edit::Value(template) => QueryValue::Text(values.text(template)?),
            Edit::Raw(template) => QueryValue::Raw(values.text(template)?),
            Edit::Bytes(bytes) => QueryValue::Text(String::from_utf8_lossy(bytes).into_owned()),
        };
        match place {
            Some(place) => self.query[place].1 = value,
            None => self.query.push((name.to_owned(), value)),
        }
        Ok(())
    }

    /// Path and encoded query, as they are appended to the base URL.
    pub fn path_and_query(&self) -> String {
        let query: Vec<String> = self
            .query
            .iter()
            .map(|(name, value)| format!("{}={}", encode_component(name), value.encoded()))
            .collect();
        match (query.is_empty(), self.path.contains('?')) {
            (true, _) => self.path.clone(),
            (false, false) => format!("{}?{}", self.path, query.join("&")),
            (false, true) => format!("{}&{}", self.path, query.join("&")),
        }
    }
}

/// Percent-encodes everything but unreserved characters (RFC 3986, 2.3).
pub(crate) fn encode_component(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_a_query_value_so_that_it_arrives_as_written() {
        let draft = Draft {
            method: "GET".into(),
            path: "/accounts".into(),
            query: vec![(
                "fromDate".into(),
                QueryValue::Text("2025-01-01T00:00:00+01:00".into()),
            )],
            headers: Vec::new(),
            parts: Vec::new(),
        };
        assert_eq!(
            draft.path_and_query(),
            "/accounts?fromDate=2025-01-01T00%3A00%3A00%2B01%3A00"
        );
    }
}
