//! A certificate that is read again when its files change: connections that are open keep the old one, new ones get
//! the new one.

use std::convert::Infallible;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::sync::Notify;

use super::{FileError, certified_key};
use crate::config::KeyFiles;

/// How often the files are looked at. They are small, and looking at what they hold sees every way of replacing them,
/// Kubernetes' exchange of links among them.
const EVERY: Duration = Duration::from_secs(2);

/// A certificate and its key, as they were last read with success.
#[derive(Debug)]
pub(crate) struct Reloading {
    files: KeyFiles,
    current: RwLock<Arc<CertifiedKey>>,
}

impl Reloading {
    /// Reads the files for the first time.
    pub(crate) fn read(files: KeyFiles) -> Result<Arc<Self>, FileError> {
        let current = RwLock::new(Arc::new(certified_key(&files)?));
        Ok(Arc::new(Self { files, current }))
    }

    pub(super) fn current(&self) -> Arc<CertifiedKey> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }

    /// Reads the files again. What was read before stays where they are of no use.
    pub(super) fn reload(&self) {
        match certified_key(&self.files) {
            Ok(key) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(key);
                tracing::info!(
                    setting = self.files.certificate_setting,
                    "certificate reloaded"
                );
            }
            Err(error) => {
                tracing::error!(%error, "certificate not reloaded, the old one stays");
            }
        }
    }

    /// What the files hold now, as far as they can be read.
    fn contents(&self) -> [Option<Vec<u8>>; 2] {
        [&self.files.certificate, &self.files.key].map(|path| std::fs::read(path).ok())
    }
}

/// Reads each of these again when its files change, and all of them when `now` says so. Never ends.
pub(crate) async fn watch(certificates: Vec<Arc<Reloading>>, now: Arc<Notify>) -> Infallible {
    let mut seen: Vec<_> = certificates.iter().map(|one| one.contents()).collect();
    loop {
        let told = tokio::select! {
            () = now.notified() => true,
            () = tokio::time::sleep(EVERY) => false,
        };
        for (one, seen) in certificates.iter().zip(&mut seen) {
            let contents = one.contents();
            if told || contents != *seen {
                one.reload();
                *seen = contents;
            }
        }
    }
}

impl ResolvesServerCert for Reloading {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }
}

impl ResolvesClientCert for Reloading {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }

    fn has_certs(&self) -> bool {
        true
    }
}
