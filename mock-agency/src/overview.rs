//! Step 1: the customer overview («Oversikt over kundeforhold») and the API registry.
//!
//! Both answer from one [`Directory`]. Unless an embedding program sets one, it is built from the banks of the world
//! file, which is read again whenever it has changed: a bank that joins the world is found from then on.

mod directory;
mod query;
mod refusal;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use http::{Method, StatusCode};
use listener::{ReceivedRequest, Reply};
use serde_json::{Value, json};
use wire::messages::{header, scope};
use wire::world::World;

pub use directory::{CustomerBank, Directory, RegisteredBank};

use crate::journal::{Notes, Register};
use crate::maskinporten::Maskinporten;
use crate::reply;
use query::Inquiry;
use refusal::Refusal;

const RELATIONSHIPS_PATH: &str = "/customers/customerRelationships";
const PROVIDER_PATH: &str = "/customers/accountServicingProvider";
/// Path of the API registry's list.
pub(crate) const REGISTRY_PATH: &str = "/api-registry";

/// The customer overview and the API registry.
pub(crate) struct Overview {
    base: String,
    world_file: PathBuf,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    directory: Arc<Directory>,
    /// When the world file that the directory was made from was written; nothing for a directory that was set.
    written: Option<SystemTime>,
    set: bool,
}

impl Overview {
    /// `base` is the overview's base URL.
    pub(crate) fn new(base: &str, world_file: PathBuf) -> Self {
        Self {
            base: base.to_owned(),
            world_file,
            known: Mutex::default(),
        }
    }

    /// Which of the two a path belongs to.
    pub(crate) fn serves(path: &str) -> Option<Register> {
        match path {
            RELATIONSHIPS_PATH | PROVIDER_PATH => Some(Register::CustomerOverview),
            REGISTRY_PATH => Some(Register::ApiRegistry),
            _ => None,
        }
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

    /// The answer of one of the overview's two endpoints.
    pub(crate) fn answer_as_overview(
        &self,
        request: &ReceivedRequest,
        issuer: &Maskinporten,
    ) -> Reply {
        if request.method != Method::GET {
            return reply::not_allowed("GET");
        }
        let mut notes = Notes::default();
        let answer = if request.uri.path() == PROVIDER_PATH {
            self.provider(request, issuer, &mut notes)
        } else {
            self.relationships(request, issuer, &mut notes)
        };
        let mut reply = match answer {
            Ok(document) => reply::json(StatusCode::OK, &document),
            Err(refusal) => refusal.reply(request.received),
        };
        reply.extensions_mut().insert(notes);
        reply
    }

    fn relationships(
        &self,
        request: &ReceivedRequest,
        issuer: &Maskinporten,
        notes: &mut Notes,
    ) -> Result<Value, Refusal> {
        self.admit(request, issuer, &query::relationship_scopes, notes)?;
        let inquiry = Inquiry::read(request)?;
        let customer = query::customer(request)?;
        let directory = self.directory();
        let banks: Vec<Value> = directory
            .banks_of(&customer)
            .iter()
            .map(|bank| relationship(&directory, bank, &inquiry))
            .collect();
        Ok(json!({ "banks": banks }))
    }

    fn provider(
        &self,
        request: &ReceivedRequest,
        issuer: &Maskinporten,
        notes: &mut Notes,
    ) -> Result<Value, Refusal> {
        self.admit(
            request,
            issuer,
            &|_| vec![scope::CUSTOMER_RELATIONSHIP_ACCOUNT],
            notes,
        )?;
        query::case_headers(request)?;
        let account = query::header(request, header::ACCOUNT_ID)?;
        if account.len() != 11 || !account.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Refusal::Account);
        }
        let directory = self.directory();
        let orgno = directory.accounts.get(&account).ok_or(Refusal::Account)?;
        Ok(json!({"organizationID": orgno, "bankName": directory.name_of(orgno)}))
    }

    /// Whether the caller has a token that is valid here, and a mandate of its own.
    fn admit(
        &self,
        request: &ReceivedRequest,
        issuer: &Maskinporten,
        scopes_of: &dyn Fn(&str) -> Vec<&'static str>,
        notes: &mut Notes,
    ) -> Result<(), Refusal> {
        let token = query::token(request, &mut notes.warnings).ok_or(Refusal::Unauthenticated)?;
        let claims = issuer
            .read_token(token, request.received)
            .ok_or(Refusal::Unauthenticated)?;
        notes.client = claims["client_id"].as_str().map(str::to_owned);
        let audience = claims["aud"].as_str().unwrap_or_default();
        let here = audience.trim_end_matches('/') == self.base || audience == "unspecified";
        let scopes = claims["scope"].as_str().unwrap_or_default();
        let consumer = claims["consumer"]["ID"].as_str().unwrap_or_default();
        let consumer = consumer.trim_start_matches("0192:");
        let wanted = scopes_of(consumer);
        if !here || !scopes.split(' ').any(|one| wanted.contains(&one)) {
            return Err(Refusal::Unauthorised);
        }
        query::check_mandate(request, consumer)
    }
}

fn relationship(directory: &Directory, bank: &CustomerBank, inquiry: &Inquiry) -> Value {
    let mut entry = json!({
        "organizationID": bank.orgno,
        "bankName": directory.name_of(&bank.orgno),
        "activeAccount": bank.active && inquiry.until_today,
    });
    if inquiry.only_primary_owner {
        entry["ownershipType"] = json!(if bank.primary_owner {
            "primaryOwner"
        } else {
            "notPrimaryOwner"
        });
    }
    entry
}
