//! Certificates and keys: read from PEM files, and read again when the files change.

mod anyone;
mod reload;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore, ServerConfig};

pub(crate) use reload::{Reloading, watch};

use crate::config::{KeyFiles, Outbound};

/// A file that a setting names is of no use.
#[derive(Debug, thiserror::Error)]
#[error("{setting} names {path:?}: {why}")]
pub struct FileError {
    /// The variable that names the file.
    pub setting: &'static str,
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub why: String,
}

/// The cryptography of every connection.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// How connections to other servers are secured: the public authorities and those of `SCIM_CA_FILE` are trusted, and
/// `identity` is shown to whoever asks for it.
pub(crate) fn client_config(
    outbound: &Outbound,
    identity: Option<Arc<Reloading>>,
) -> Result<ClientConfig, FileError> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    if let Some(path) = &outbound.ca_file {
        let setting = "SCIM_CA_FILE";
        for certificate in certificates(setting, path)? {
            roots
                .add(certificate)
                .map_err(|error| unusable(setting, path, error))?;
        }
    }
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .expect("the provider speaks TLS 1.2 and 1.3")
        .with_root_certificates(roots);
    let mut config = match identity {
        Some(identity) => config.with_client_cert_resolver(identity),
        None => config.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// How a connection is secured to a server whose name does not matter.
pub(crate) fn unverified_client_config() -> Arc<ClientConfig> {
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .expect("the provider speaks TLS 1.2 and 1.3")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(anyone::Anyone::new(provider())))
        .with_no_client_auth();
    Arc::new(config)
}

/// How connections from clients are secured.
pub(crate) fn server_config(identity: Arc<Reloading>) -> ServerConfig {
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .expect("the provider speaks TLS 1.2 and 1.3")
        .with_no_client_auth()
        .with_cert_resolver(identity);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config
}

/// The certificate with its key, if both files can be read and belong together.
fn certified_key(files: &KeyFiles) -> Result<CertifiedKey, FileError> {
    let chain = certificates(files.certificate_setting, &files.certificate)?;
    let pem = read(files.key_setting, &files.key)?;
    let key = PrivateKeyDer::from_pem_slice(&pem).map_err(|_| {
        unusable(
            files.key_setting,
            &files.key,
            "it holds no unencrypted private key in PEM",
        )
    })?;
    CertifiedKey::from_der(chain, key, &provider()).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => unusable(
            files.key_setting,
            &files.key,
            format!("the key is not that of {}", files.certificate_setting),
        ),
        error => unusable(files.certificate_setting, &files.certificate, error),
    })
}

/// All certificates of a PEM file, of which there has to be one at least.
fn certificates(
    setting: &'static str,
    path: &Path,
) -> Result<Vec<CertificateDer<'static>>, FileError> {
    let pem = read(setting, path)?;
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|_| unusable(setting, path, "it is not PEM"))?;
    if certificates.is_empty() {
        return Err(unusable(setting, path, "it holds no certificate in PEM"));
    }
    Ok(certificates)
}

fn read(setting: &'static str, path: &Path) -> Result<Vec<u8>, FileError> {
    fs::read(path).map_err(|error| unusable(setting, path, error))
}

fn unusable(setting: &'static str, path: &Path, why: impl ToString) -> FileError {
    FileError {
        setting,
        path: path.to_owned(),
        why: why.to_string(),
    }
}
