//! Step 1: the customer overview («Oversikt over kundeforhold») and the API registry.
//!
//! Both answer from one [`Directory`]. Unless an embedding program sets one, it is built from the banks of the world
//! file, which is read again whenever it has changed: a bank that joins the world is found from then on.

mod behaviour;
mod directory;
mod kfr;
mod query;
mod refusal;
mod relationships;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, StatusCode};
use listener::{ReceivedRequest, Reply};
use serde_json::{Value, json};
use wire::identifiers::AccountNumber;
use wire::messages::{OverviewEndpoint, header, scope};
use wire::profile::ServiceProfile;
use wire::world::World;

pub use behaviour::{OverviewBehaviour, OverviewDefect, OverviewVariant};
pub use directory::{Directory, Provider, RegisteredBank};
pub(crate) use kfr::{LONGEST_REQUEST as LONGEST_BATCH, takes_batch};

use crate::journal::{Notes, Register};
use crate::maskinporten::Maskinporten;
use crate::reply;
use OverviewDefect as Defect;
use OverviewVariant as Variant;
use kfr::Kfr;
use query::Inquiry;
use refusal::{Circumstances, Refusal};

/// Path of the API registry's list.
pub(crate) const REGISTRY_PATH: &str = "/api-registry";

/// What institutions have written to KFR, in the state folder.
pub(crate) const KFR_FILE: &str = "kfr.jsonl";

/// The customer overview and the API registry.
pub(crate) struct Overview {
    base: String,
    world_file: PathBuf,
    known: Mutex<Known>,
    behaviour: Mutex<OverviewBehaviour>,
    /// Which of two answers the next one is, for the defect that tells them apart.
    every_second: AtomicBool,
    kfr: Kfr,
}

/// What is known of a request once it is admitted.
struct Admitted {
    consumer: String,
    service: &'static ServiceProfile,
    behaviour: OverviewBehaviour,
}

#[derive(Default)]
struct Known {
    directory: Arc<Directory>,
    /// When the world file that the directory was made from was written; nothing for a directory that was set.
    written: Option<SystemTime>,
    set: bool,
}

impl Overview {
    /// `base` is the overview's base URL, and KFR keeps what is written in a file beside the world file.
    ///
    /// # Errors
    /// That file cannot be read.
    pub(crate) fn new(base: &str, world_file: PathBuf) -> std::io::Result<Self> {
        Ok(Self {
            base: base.to_owned(),
            kfr: Kfr::open(&world_file.with_file_name(KFR_FILE))?,
            world_file,
            known: Mutex::default(),
            behaviour: Mutex::default(),
            every_second: AtomicBool::default(),
        })
    }

    /// Which of the two a path belongs to.
    pub(crate) fn serves(path: &str) -> Option<Register> {
        let registry = (path == REGISTRY_PATH).then_some(Register::ApiRegistry);
        let overview = endpoint(path).is_some() || kfr::serves(path);
        registry.or_else(|| overview.then_some(Register::CustomerOverview))
    }

    /// Behaves in this way from now on.
    pub(crate) fn behave(&self, behaviour: OverviewBehaviour) {
        *self
            .behaviour
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = behaviour;
    }

    /// How it behaves now.
    pub(crate) fn behaviour(&self) -> OverviewBehaviour {
        *self
            .behaviour
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers from this directory from now on, or from the world file again.
    pub(crate) fn set(&self, directory: Option<Directory>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Known {
            set: directory.is_some(),
            directory: Arc::new(directory.unwrap_or_default()),
            written: None,
        };
    }

    fn directory(&self) -> Arc<Directory> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.set {
            let written = std::fs::metadata(&self.world_file).and_then(|file| file.modified());
            if let Ok(written) = written
                && known.written != Some(written)
                && let Ok(loaded) = World::load(&self.world_file)
            {
                known.directory = Arc::new(Directory::of(&loaded.world));
                known.written = Some(written);
            }
        }
        Arc::clone(&known.directory)
    }

    /// The API registry's list.
    pub(crate) fn answer_as_registry(&self, request: &ReceivedRequest) -> Reply {
        if request.method == Method::GET {
            reply::json(StatusCode::OK, &json!(self.directory().banks))
        } else {
            reply::not_allowed("GET")
        }
    }

    /// The answer of one of the overview's two endpoints or of KFR, behaving in this way, or as it does now.
    pub(crate) fn answer_as_overview(
        &self,
        request: &ReceivedRequest,
        issuer: &Maskinporten,
        behaviour: Option<OverviewBehaviour>,
    ) -> Reply {
        let behaviour = behaviour.unwrap_or_else(|| self.behaviour());
        let Some(endpoint) = endpoint(request.uri.path()) else {
            return self.answer_as_kfr(request, issuer, behaviour);
        };
        let mut notes = Notes::default();
        let token = query::token(request, &mut Vec::new()).unwrap_or_default();
        let customer = query::header(request, header::CUSTOMER_ID).unwrap_or_default();
        let answer = self.answer(request, (endpoint, behaviour), issuer, &mut notes);
        let mut reply = match answer {
            Ok(document) => reply::json(StatusCode::OK, &document),
            Err(refusal) => refusal.reply(Circumstances {
                endpoint,
                now: request.received,
                behaviour,
                customer: &customer,
                token,
            }),
        };
        if behaviour.has(Defect::AcceptIgnored) && !query::admits_json(request) {
            let text = HeaderValue::from_static("text/html");
            reply.headers_mut().insert(CONTENT_TYPE, text);
        }
        reply.extensions_mut().insert(notes);
        reply
    }

    fn answer_as_kfr(
        &self,
        request: &ReceivedRequest,
        issuer: &Maskinporten,
        behaviour: OverviewBehaviour,
    ) -> Reply {
        let mut notes = Notes::default();
        let token = query::token(request, &mut notes.warnings);
        let claims = token.and_then(|token| claims(token, issuer, request.received, behaviour));
        let client = claims
            .as_ref()
            .and_then(|claims| claims["client_id"].as_str());
        notes.client = client.map(str::to_owned);
        let audience = claims.as_ref().and_then(|claims| claims["aud"].as_str());
        let mut reply = self.kfr.answer(&kfr::Asked {
            request,
            here: audience.is_some_and(|audience| self.is_here(audience)),
            claims,
            directory: &self.directory(),
            behaviour,
        });
        reply.extensions_mut().insert(notes);
        reply
    }

    /// Whether an audience is the overview. KFR's clients name none: their tokens have a scope of Bits' alone.
    fn is_here(&self, audience: &str) -> bool {
        audience.trim_end_matches('/') == self.base || audience == "unspecified"
    }

    fn answer(
        &self,
        request: &ReceivedRequest,
        (endpoint, behaviour): (OverviewEndpoint, OverviewBehaviour),
        issuer: &Maskinporten,
        notes: &mut Notes,
    ) -> Result<Value, Refusal> {
        if request.method != Method::GET && !behaviour.has(Defect::OtherMethodsAnswered) {
            return Err(Refusal::Method);
        }
        let any_type = behaviour.is(Variant::AnyMediaType) || behaviour.has(Defect::AcceptIgnored);
        if !any_type && !query::admits_json(request) {
            return Err(Refusal::NotAcceptable);
        }
        let admitted = self.admit(request, issuer, (endpoint, behaviour), notes)?;
        query::case_headers(request, behaviour)?;
        match endpoint {
            OverviewEndpoint::CustomerRelationships => self.relationships(request, &admitted),
            OverviewEndpoint::AccountServicingProvider => self.provider(request, &admitted),
        }
    }

    fn relationships(
        &self,
        request: &ReceivedRequest,
        admitted: &Admitted,
    ) -> Result<Value, Refusal> {
        let behaviour = admitted.behaviour;
        let today = wire::dates::date_at(request.received);
        let customer = query::customer(request, behaviour)?;
        let inquiry = Inquiry::read(request, today, behaviour)?;
        inquiry.within(admitted.service, &customer, today, behaviour)?;
        let directory = self.directory();
        let mut known = if behaviour.has(Defect::KfrHiddenInStepOne) {
            directory.of_customer(&customer).to_vec()
        } else {
            self.kfr.of_customer(&customer, &directory)
        };
        if known.is_empty() && behaviour.has(Defect::NobodyNotFound) {
            return Err(Refusal::NotFound);
        }
        if behaviour.kar_is_silent {
            if !behaviour.has(Defect::PartialListWithoutKar) {
                return Err(Refusal::Kar);
            }
            known.retain(|one| one.register == wire::world::CustomerRegister::Kfr);
        }
        if behaviour.has(Defect::ShieldedHidden) && directory.shielded.contains(&customer) {
            known.clear();
        }
        let mut banks = relationships::banks(&known, &directory, &inquiry, today, behaviour);
        if behaviour.has(Defect::OrderChanges)
            && self.every_second.fetch_xor(true, Ordering::Relaxed)
        {
            banks.pop();
        }
        if banks.is_empty() && behaviour.has(Defect::BanksLeftOut) {
            return Ok(json!({}));
        }
        let mut document = json!({ "banks": banks });
        if behaviour.is(Variant::MoreFields) {
            document["answered"] = json!(request.received.to_string());
        }
        Ok(document)
    }

    fn provider(&self, request: &ReceivedRequest, admitted: &Admitted) -> Result<Value, Refusal> {
        let behaviour = admitted.behaviour;
        let police_only = !behaviour.has(Defect::PoliceOnlyUnchecked);
        let endpoint = OverviewEndpoint::AccountServicingProvider;
        if police_only && !admitted.has(endpoint) {
            return Err(Refusal::Unauthorised);
        }
        let account = query::header(request, header::ACCOUNT_ID).map_err(|_| Refusal::Account)?;
        let form = account.len() == 11 && account.bytes().all(|byte| byte.is_ascii_digit());
        let check =
            !behaviour.has(Defect::ModElevenChecked) || AccountNumber::parse(&account).is_ok();
        let unchecked = behaviour.has(Defect::AccountUnchecked);
        if !(form && check || unchecked) {
            return Err(Refusal::Account);
        }
        let directory = self.directory();
        let unknown = if unchecked {
            Refusal::NotFound
        } else {
            Refusal::UnknownAccount
        };
        let closed = behaviour.is(Variant::ClosedAccountsUnknown);
        let any = behaviour.has(Defect::AnyBankForUnknown);
        let found = directory.accounts.get(&account);
        let found = found.filter(|one| !(closed && one.closed));
        let provider = found
            .or_else(|| directory.accounts.values().next().filter(|_| any))
            .ok_or(unknown)?;
        let name = provider.name.as_deref();
        let mut orgno = provider.orgno.as_str();
        if behaviour.has(Defect::OtherProvider) {
            orgno = "310000019";
        }
        let member = if behaviour.has(Defect::OldSpelling) || behaviour.is(Variant::OlderVersion) {
            "organizationId"
        } else {
            "organizationID"
        };
        let mut document = json!({"bankName": name.unwrap_or_else(|| directory.name_of(orgno))});
        document[member] = json!(orgno);
        Ok(document)
    }

    /// Whether the caller has a token that is valid here, and a mandate of its own.
    fn admit(
        &self,
        request: &ReceivedRequest,
        issuer: &Maskinporten,
        (endpoint, behaviour): (OverviewEndpoint, OverviewBehaviour),
        notes: &mut Notes,
    ) -> Result<Admitted, Refusal> {
        let token = query::token(request, &mut notes.warnings);
        let claims = match token {
            None if behaviour.has(Defect::TokenUnchecked) => json!({}),
            None => return Err(Refusal::Unauthenticated),
            Some(token) => claims(token, issuer, request.received, behaviour)
                .ok_or(Refusal::Unauthenticated)?,
        };
        notes.client = claims["client_id"].as_str().map(str::to_owned);
        let audience = claims["aud"].as_str().unwrap_or_default();
        let here = self.is_here(audience);
        let free = behaviour.has(Defect::TokenUnchecked);
        if !here && !behaviour.has(Defect::AudienceUnchecked) && !free {
            return Err(Refusal::Unauthorised);
        }
        let number = |member: &str| {
            let id = claims[member]["ID"].as_str().unwrap_or_default();
            id.trim_start_matches("0192:").to_owned()
        };
        let scopes = claims["scope"].as_str().unwrap_or_default();
        if !free && !has_scope(scopes, endpoint, behaviour) {
            return Err(Refusal::Unauthorised);
        }
        let supplied = behaviour.has(Defect::SupplierDecides) && claims["supplier"].is_object();
        let consumer = number(if supplied { "supplier" } else { "consumer" });
        let service = if free {
            wire::profile::builtin_services()
                .first()
                .ok_or(Refusal::Unauthorised)?
        } else {
            query::service(request, &consumer, behaviour)?
        };
        Ok(Admitted {
            consumer,
            service,
            behaviour,
        })
    }
}

impl Admitted {
    /// Whether a service of the consumer has the endpoint.
    fn has(&self, endpoint: OverviewEndpoint) -> bool {
        let own = |service: &&ServiceProfile| service.agency.orgnos.contains(&self.consumer);
        let mut services = wire::profile::builtin_services().iter().filter(own);
        services.any(|service| service.overview.endpoints.contains(&endpoint))
    }
}

fn endpoint(path: &str) -> Option<OverviewEndpoint> {
    OverviewEndpoint::ALL
        .into_iter()
        .find(|one| one.path() == path)
}

/// The claims of a token that is valid.
fn claims(
    token: &str,
    issuer: &Maskinporten,
    now: jiff::Timestamp,
    behaviour: OverviewBehaviour,
) -> Option<Value> {
    let long_ago = jiff::Timestamp::UNIX_EPOCH;
    let now = if behaviour.has(Defect::ExpiredTaken) {
        long_ago
    } else {
        now
    };
    if behaviour.has(Defect::SignatureUnchecked) {
        return wire::jose::strict::read_jws(token)
            .ok()
            .map(|jws| jws.payload);
    }
    let claims = issuer.read_token(token, now)?;
    let of_issuer = claims["iss"] == issuer.issuer() || behaviour.has(Defect::IssuerUnchecked);
    of_issuer.then_some(claims)
}

fn has_scope(scopes: &str, endpoint: OverviewEndpoint, behaviour: OverviewBehaviour) -> bool {
    let mut wanted = match endpoint {
        OverviewEndpoint::CustomerRelationships => vec![scope::CUSTOMER_RELATIONSHIP],
        OverviewEndpoint::AccountServicingProvider => vec![scope::CUSTOMER_RELATIONSHIP_ACCOUNT],
    };
    if endpoint == OverviewEndpoint::CustomerRelationships {
        let own = !behaviour.has(Defect::OwnScopeRefused);
        let services = wire::profile::builtin_services().iter().filter(|_| own);
        let scopes = services.flat_map(|service| service.overview.consumer_scopes.values());
        wanted.extend(scopes.map(String::as_str));
    }
    for (defect, more) in [
        (Defect::ScopeOfWriting, scope::CUSTOMER_RELATIONSHIP_WRITE),
        (
            Defect::ScopeOfAccounts,
            scope::CUSTOMER_RELATIONSHIP_ACCOUNT,
        ),
        (Defect::ScopeOfCustomers, scope::CUSTOMER_RELATIONSHIP),
        (Defect::ScopeOfBanks, scope::ACCOUNT_INFORMATION),
    ] {
        wanted.extend(behaviour.has(defect).then_some(more));
    }
    let by_prefix = behaviour.has(Defect::ScopeByPrefix);
    let fits = |one: &str| {
        wanted
            .iter()
            .any(|wanted| one == *wanted || by_prefix && one.starts_with(wanted))
    };
    let most = if behaviour.has(Defect::FirstScopeOnly) {
        1
    } else {
        usize::MAX
    };
    scopes.split(' ').take(most).any(fits)
}
