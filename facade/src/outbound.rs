//! What all connections that the service opens have in common: whom they trust, what they show, which proxy they take.

use std::sync::Arc;

use reqwest::{ClientBuilder, NoProxy, Proxy};
use secrecy::{ExposeSecret as _, SecretString};

use crate::config::Outbound;
use crate::tls::{self, FileError, Reloading};

/// A client cannot be set up.
pub(crate) type Error = reqwest::Error;

/// The way to other servers. Its clones share the certificate that is shown to them.
#[derive(Debug, Clone)]
pub struct Way {
    settings: Outbound,
    tls: rustls::ClientConfig,
    identity: Option<Arc<Reloading>>,
}

impl Way {
    /// Reads the files that the settings name.
    ///
    /// # Errors
    /// [`FileError`] where one of them is of no use.
    pub fn new(settings: &Outbound) -> Result<Self, FileError> {
        // What sets up connections of its own in this process, such as a test, looks for cryptography here.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let identity = settings.identity.clone().map(Reloading::read).transpose()?;
        Ok(Self {
            settings: settings.clone(),
            tls: tls::client_config(settings, identity.clone())?,
            identity,
        })
    }

    /// The certificate that is shown to other servers, where there is one.
    pub(crate) fn identity(&self) -> Option<Arc<Reloading>> {
        self.identity.clone()
    }

    /// A client that goes this way and follows no redirect.
    pub(crate) fn client(&self) -> ClientBuilder {
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            // Only the settings decide, and the settings alone read the environment.
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("pactflow-scim/", env!("CARGO_PKG_VERSION")));
        let except = self.settings.no_proxy.as_deref();
        let except = except.and_then(NoProxy::from_string);
        type Scheme = fn(&str) -> reqwest::Result<Proxy>;
        let proxies: [(&Option<SecretString>, Scheme); 2] = [
            (&self.settings.https_proxy, |address| Proxy::https(address)),
            (&self.settings.http_proxy, |address| Proxy::http(address)),
        ];
        for (address, proxy) in proxies {
            // The settings were checked to be addresses.
            let proxy = address
                .as_ref()
                .and_then(|address| proxy(address.expose_secret()).ok());
            if let Some(proxy) = proxy {
                builder = builder.proxy(proxy.no_proxy(except.clone()));
            }
        }
        builder
    }
}
