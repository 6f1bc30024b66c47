//! The way to the servers that this one asks.

use std::path::PathBuf;

use secrecy::SecretString;

use super::SettingError;
use super::definitions::{self as define, Setting};
use super::raw::Raw;

/// Whom the connections that the service opens trust, what they show, and which proxy they take.
#[derive(Debug, Clone, Default)]
pub struct Outbound {
    /// `SCIM_CA_FILE`: authorities that are trusted beside the public ones.
    pub ca_file: Option<PathBuf>,
    /// `SCIM_CLIENT_CERT_FILE` and `SCIM_CLIENT_KEY_FILE`: what is shown to a server that asks for a certificate.
    pub identity: Option<KeyFiles>,
    /// `HTTPS_PROXY`: an address, with user and password where the proxy wants them.
    pub https_proxy: Option<SecretString>,
    /// `HTTP_PROXY`: an address, with user and password where the proxy wants them.
    pub http_proxy: Option<SecretString>,
    /// `NO_PROXY`: what is reached without a proxy.
    pub no_proxy: Option<String>,
}

/// Where a certificate and its private key are, and which settings say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFiles {
    /// The variable that names the certificate's file.
    pub certificate_setting: &'static str,
    /// A PEM file.
    pub certificate: PathBuf,
    /// The variable that names the key's file.
    pub key_setting: &'static str,
    /// A PEM file.
    pub key: PathBuf,
}

impl Outbound {
    pub(super) fn from_raw(raw: &Raw) -> Result<Self, SettingError> {
        Ok(Self {
            ca_file: raw.optional(&define::SCIM_CA_FILE)?,
            identity: KeyFiles::from_raw(
                raw,
                &define::SCIM_CLIENT_CERT_FILE,
                &define::SCIM_CLIENT_KEY_FILE,
            )?,
            https_proxy: raw.optional(&define::HTTPS_PROXY)?,
            http_proxy: raw.optional(&define::HTTP_PROXY)?,
            no_proxy: raw.optional(&define::NO_PROXY)?,
        })
    }
}

impl KeyFiles {
    /// Both files, or none of them.
    pub(super) fn from_raw(
        raw: &Raw,
        certificate: &Setting<PathBuf>,
        key: &Setting<PathBuf>,
    ) -> Result<Option<Self>, SettingError> {
        let missing = |setting: &Setting<PathBuf>| SettingError::Missing {
            name: setting.definition.name,
            allowed: setting.definition.allowed,
        };
        match (raw.optional(certificate)?, raw.optional(key)?) {
            (None, None) => Ok(None),
            (Some(_), None) => Err(missing(key)),
            (None, Some(_)) => Err(missing(certificate)),
            (Some(certificate_file), Some(key_file)) => Ok(Some(Self {
                certificate_setting: certificate.definition.name,
                certificate: certificate_file,
                key_setting: key.definition.name,
                key: key_file,
            })),
        }
    }
}
