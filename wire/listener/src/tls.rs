//! The TLS side of a listener.

use openssl::error::ErrorStack;
use openssl::pkey::{PKey, Private};
use openssl::ssl::{AlpnError, SslAcceptor, SslMethod, SslVerifyMode, select_next_proto};
use openssl::x509::X509;

/// HTTP/1.1 alone, for [`Identity::acceptor`].
pub const HTTP1: &[u8] = b"\x08http/1.1";
/// HTTP/2 alone: whoever offers something else is refused (RFC 7301, 3.2).
pub const HTTP2_ALONE: &[u8] = b"\x02h2";
/// HTTP/2 and HTTP/1.1, for [`Identity::acceptor`].
pub const HTTP2_AND_HTTP1: &[u8] = b"\x02h2\x08http/1.1";

/// The certificate and key of a server.
#[derive(Clone)]
pub struct Identity {
    /// Leaf first, then the intermediates.
    pub chain: Vec<X509>,
    /// The leaf's key.
    pub key: PKey<Private>,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Identity")
            .field("certificates", &self.chain.len())
            .finish_non_exhaustive()
    }
}

impl Identity {
    /// TLS with this identity, offering these protocols (ALPN).
    ///
    /// # Errors
    /// When certificate and key do not belong together.
    pub fn acceptor(&self, protocols: &'static [u8]) -> Result<SslAcceptor, ErrorStack> {
        self.acceptor_for(protocols, &[])
    }

    /// The same for callers with a certificate of one of these authorities alone; without any, for everybody.
    ///
    /// # Errors
    /// When certificate and key do not belong together.
    pub fn acceptor_for(
        &self,
        protocols: &'static [u8],
        callers: &[X509],
    ) -> Result<SslAcceptor, ErrorStack> {
        let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server())?;
        if let Some((leaf, intermediates)) = self.chain.split_first() {
            builder.set_certificate(leaf)?;
            for certificate in intermediates {
                builder.add_extra_chain_cert(certificate.clone())?;
            }
        }
        builder.set_private_key(&self.key)?;
        builder.check_private_key()?;
        if !callers.is_empty() {
            for authority in callers {
                builder.cert_store_mut().add_cert(authority.clone())?;
                builder.add_client_ca(authority)?;
            }
            builder.set_verify(SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT);
            // Sessions of callers with a certificate are resumed within a context alone.
            builder.set_session_id_context(b"callers")?;
        }
        builder.set_alpn_select_callback(move |_session, offered| {
            select_next_proto(protocols, offered).ok_or(if protocols == HTTP2_ALONE {
                AlpnError::ALERT_FATAL
            } else {
                AlpnError::NOACK
            })
        });
        Ok(builder.build())
    }
}
