//! The certificate of an HTTPS listener.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use openssl::ssl::SslAcceptor;
use openssl::x509::X509;
use wire::pki::{Authority, Subject};

use super::{BaseUrl, RegistersError};
use crate::config::{RegistersConfig, Tls};
use crate::enterprise::{IssueError, days, public};
use crate::state::{StateError, StateFolder, read_key};
use listener::tls::{HTTP1, Identity};

/// Names of the keys that an issued certificate needs.
pub(super) const TLS_KEYS: [&str; 2] = ["tls-root", "tls-server"];

/// The listener's TLS configuration, and the root above its certificate if it was issued here; nothing for plain HTTP.
pub(super) fn acceptor(
    config: &RegistersConfig,
    state: &StateFolder,
    address: SocketAddr,
    now: Timestamp,
) -> Result<(Option<SslAcceptor>, Option<PathBuf>), RegistersError> {
    match &config.options.tls {
        None => Ok((None, None)),
        Some(Tls::Files { chain, key }) => {
            let key = read_key(key)?;
            let pem = std::fs::read(chain).map_err(|source| StateError::File {
                action: "read",
                path: chain.clone(),
                source,
            })?;
            let certificates =
                X509::stack_from_pem(&pem).map_err(|source| unusable(chain, source))?;
            let identity = Identity {
                chain: certificates,
                key,
            };
            let acceptor = identity.acceptor(HTTP1);
            Ok((
                Some(acceptor.map_err(|source| unusable(chain, source))?),
                None,
            ))
        }
        Some(Tls::Issued) => {
            let (root, chain) = issue_server(config, state, address, now)?;
            let root = config
                .state
                .join(state.write_certificates(TLS_KEYS[0], &[root])?);
            let key = state.key(TLS_KEYS[1], &config.keys)?;
            let acceptor = Identity { chain, key }.acceptor(HTTP1);
            Ok((
                Some(acceptor.map_err(|source| unusable(&root, source))?),
                Some(root),
            ))
        }
    }
}

fn unusable(path: &Path, source: openssl::error::ErrorStack) -> RegistersError {
    RegistersError::Tls {
        path: path.to_owned(),
        source,
    }
}

fn issue_server(
    config: &RegistersConfig,
    state: &StateFolder,
    address: SocketAddr,
    now: Timestamp,
) -> Result<(X509, Vec<X509>), RegistersError> {
    let subject = |name: &str| Subject {
        organisation: Some("DSOP Testsertifikater".to_owned()),
        organisational_unit: None,
        common_name: name.to_owned(),
        serial_number: None,
    };
    let root_key = state.key(TLS_KEYS[0], &config.keys)?;
    let root = Authority::root(&subject("DSOP Test TLS Rot"), days(now, -1, 730)?, root_key)
        .map_err(IssueError::from)?;
    let server = public(&state.key(TLS_KEYS[1], &config.keys)?)?;
    let ip = address.ip().to_string();
    let mut names = vec![ip.as_str(), "localhost"];
    names.extend(config.base_url.as_ref().map(BaseUrl::host));
    let leaf = root
        .issue(
            &subject("DSOP Test registre"),
            days(now, -1, 365)?,
            &server,
            &names,
        )
        .map_err(IssueError::from)?;
    Ok((root.certificate, vec![leaf]))
}
