//! Logs every exchange with PactFlow at `DEBUG` under a target of its own, with everything secret masked.
//!
//! The vendor's container prints tokens in clear text at this level; here nobody has to choose between seeing what
//! happens and keeping a secret.

use http::{Method, StatusCode};
use tracing::{Level, enabled};
use url::Url;

use crate::redact;

/// Whether exchanges are logged, which takes their whole bodies.
pub(super) fn is_logged() -> bool {
    enabled!(Level::DEBUG)
}

/// What is about to be sent.
pub(super) fn request(method: &Method, url: &Url, body: Option<&[u8]>) {
    if is_logged() {
        let body = body.map(redact::body).unwrap_or_default();
        tracing::debug!(%method, url = redact::url(url.as_str()), body, "to PactFlow");
    }
}

/// What came back.
pub(super) fn response(method: &Method, url: &Url, status: StatusCode, body: &[u8]) {
    if is_logged() {
        tracing::debug!(%method, url = redact::url(url.as_str()), status = status.as_u16(), body = redact::body(body), "from PactFlow");
    }
}
