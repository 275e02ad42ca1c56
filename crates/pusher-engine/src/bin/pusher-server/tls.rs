//! The certificate that the server shows.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use pusher_engine::rustls::ServerConfig;
use pusher_engine::rustls::crypto::ring;
use pusher_engine::rustls::pki_types::pem::PemObject as _;
use pusher_engine::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Reads a chain of certificates and the key of the first, both in PEM.
pub(crate) fn read(certificates: &Path, key: &Path) -> anyhow::Result<Arc<ServerConfig>> {
    let in_certificates = || format!("tls_certificates {}", certificates.display());
    let chain: Vec<_> = CertificateDer::pem_file_iter(certificates)
        .with_context(in_certificates)?
        .collect::<Result<_, _>>()
        .with_context(in_certificates)?;
    if chain.is_empty() {
        bail!("{} holds no certificate", certificates.display());
    }
    let in_key = || format!("tls_key {}", key.display());
    let key = PrivateKeyDer::from_pem_file(key).with_context(in_key)?;
    let config = ServerConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context("tls_certificates and tls_key do not belong together")?;
    Ok(Arc::new(config))
}
