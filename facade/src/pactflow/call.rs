//! Who asks PactFlow, and what for.

use http::HeaderValue;
use secrecy::SecretString;

/// On whose behalf PactFlow is called: the token that came with the request, passed on and never kept.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The bearer token, without the scheme.
    pub token: SecretString,
    /// The request's id, passed on as `x-request-id` (PactFlow 2.1 and later writes it to its log).
    pub request_id: HeaderValue,
}
