//! What each agency of the world has: a client at Maskinporten with an enterprise certificate, and a key that
//! answers are encrypted to.

use std::collections::HashMap;

use openssl::hash::{MessageDigest, hash};
use openssl::x509::X509;
use wire::keys::KeyStore;
use wire::messages::OverviewEndpoint;
use wire::messages::scope;
use wire::profile::ServiceProfile;
use wire::world::AgencyEntry;

use crate::enterprise::{Enterprise, IssueError, public};
use crate::jwk;
use crate::maskinporten::RegisteredClient;
use crate::registers::RegistersError;
use crate::state::StateFolder;

/// An agency in one service, with its files written.
pub(crate) struct Agency {
    pub(crate) entry: AgencyEntry,
    pub(crate) client: RegisteredClient,
    /// What CertPub publishes.
    pub(crate) encryption_certificate: X509,
}

/// The consumers of a service that are clients of their own: all of them where the service is delegated for one, and
/// else the first, under which a service with several numbers asks.
pub(crate) fn consumers(service: &ServiceProfile) -> &[String] {
    let numbers = &service.agency.orgnos;
    match service.agency.supplier {
        Some(_) => numbers,
        None => &numbers[..1],
    }
}

/// Names of the keys that an agency needs.
pub(crate) fn key_names(service: &ServiceProfile, consumer: &str) -> [String; 2] {
    let client = format!("client-{}", client_name(service, consumer));
    let decryption = if service.endpoints.is_empty() {
        // Nothing is encrypted to it.
        client.clone()
    } else {
        // One for each organisation, since CertPub knows organisations and not services.
        format!("decryption-{consumer}")
    };
    [client, decryption]
}

/// What distinguishes the clients: the service, and the consumer where it is not the first.
fn client_name(service: &ServiceProfile, consumer: &str) -> String {
    if consumer == service.orgno() {
        service.id.clone()
    } else {
        format!("{}-{consumer}", service.id)
    }
}

/// Gives a consumer of a service its keys and certificates.
pub(crate) fn equip(
    (service, consumer): (&ServiceProfile, &str),
    enterprise: &Enterprise,
    state: &StateFolder,
    keys: &KeyStore,
) -> Result<Agency, RegistersError> {
    let [client_name, decryption_name] = key_names(service, consumer);
    let client_public = public(&state.key(&client_name, keys)?)?;
    let supplier = service.supplier_of(consumer);
    let signer = supplier.unwrap_or(consumer);
    let client_chain = enterprise.issue_chain(signer, &service.agency.name, &client_public)?;
    let decryption_public = public(&state.key(&decryption_name, keys)?)?;
    let decryption_chain =
        enterprise.issue_chain(consumer, &service.agency.name, &decryption_public)?;
    state.write_certificates(&decryption_name, &decryption_chain)?;
    let [encryption_certificate, _intermediate] = decryption_chain;
    let client_id = client_id(service, consumer)?;
    let kid = jwk::thumbprint(&client_public).map_err(IssueError::from)?;
    Ok(Agency {
        entry: AgencyEntry {
            service: service.id.clone(),
            orgno: consumer.to_owned(),
            client_id: client_id.clone(),
            client_key: StateFolder::key_path(&client_name),
            client_chain: state.write_certificates(&client_name, &client_chain)?,
            decryption_key: StateFolder::key_path(&decryption_name),
            order_key: None,
            order_kid: None,
            order_chain: None,
        },
        client: RegisteredClient {
            client_id,
            consumer: consumer.to_owned(),
            supplier: supplier.map(str::to_owned),
            scopes: scopes(service, consumer),
            keys: HashMap::from([(kid, client_public)]),
        },
        encryption_certificate,
    })
}

/// The same for a service in every world, in the form of a UUID like Maskinporten's own.
fn client_id(service: &ServiceProfile, consumer: &str) -> Result<String, IssueError> {
    let digest = hash(
        MessageDigest::sha256(),
        format!("client of {}", client_name(service, consumer)).as_bytes(),
    )?;
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Ok(uuid::Builder::from_random_bytes(bytes)
        .into_uuid()
        .to_string())
}

fn scopes(service: &ServiceProfile, consumer: &str) -> Vec<String> {
    let overview = service
        .overview
        .endpoints
        .iter()
        .map(|endpoint| match endpoint {
            OverviewEndpoint::CustomerRelationships => scope::CUSTOMER_RELATIONSHIP.to_owned(),
            OverviewEndpoint::AccountServicingProvider => {
                scope::CUSTOMER_RELATIONSHIP_ACCOUNT.to_owned()
            }
        });
    let own = service.overview.consumer_scopes.get(consumer).cloned();
    std::iter::once(service.scope.clone())
        .chain(overview)
        .chain(own)
        .collect()
}
