//! PactFlow's answer → the error a SCIM client gets, in words that say what to do.

use std::time::Duration;

use crate::pactflow;
use crate::scim::ScimType;

/// What kind of answer a failed call to PactFlow leads to. The status is chosen by the HTTP layer alone.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{detail}")]
pub struct Failure {
    /// The kind of answer.
    pub kind: FailureKind,
    /// What happened and what to do, without anything secret.
    pub detail: String,
}

/// The kinds of answers to a failed call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// PactFlow does not accept the token.
    Unauthorized,
    /// The token's owner may not do this.
    Forbidden,
    /// There is no such resource (any more).
    NotFound,
    /// The resource is not in the version that the client insists on.
    Changed,
    /// PactFlow does not accept the values.
    Refused(ScimType),
    /// Trying again later may help (DEC-14).
    Temporary {
        /// How long to wait, where PactFlow says so.
        retry_after: Option<Duration>,
    },
    /// The operator's own limit is reached; the provider has to wait, whatever PactFlow does.
    Limited {
        /// How long to wait.
        retry_after: Duration,
    },
    /// PactFlow answered something that the façade does not understand; a person has to look.
    Unreadable,
}

impl From<pactflow::Error> for Failure {
    fn from(error: pactflow::Error) -> Self {
        use pactflow::Error as E;
        let (kind, detail) = match &error {
            E::Unauthorized => (
                FailureKind::Unauthorized,
                "PactFlow does not accept this token: it is wrong, has expired or was regenerated; copy the system account's token from PactFlow again".to_owned(),
            ),
            E::Forbidden => (
                FailureKind::Forbidden,
                "PactFlow refuses this to the token's owner: use the read-write token of a system account with the SCIM role".to_owned(),
            ),
            E::NotFound => (FailureKind::NotFound, "PactFlow knows no such resource".to_owned()),
            E::Rejected { status: 409, .. } => (FailureKind::Refused(ScimType::Uniqueness), error.to_string()),
            E::Rejected { .. } => (FailureKind::Refused(ScimType::InvalidValue), error.to_string()),
            E::RateLimited { retry_after } => (FailureKind::Temporary { retry_after: *retry_after }, format!("{error}; try again later")),
            E::Unavailable { retry_after, .. } => (FailureKind::Temporary { retry_after: *retry_after }, format!("{error}; try again later")),
            E::TimedOut => (FailureKind::Temporary { retry_after: None }, format!("{error}; try again later")),
            E::Unreadable(_) => (FailureKind::Unreadable, format!("{error}; check that PACTFLOW_URL is PactFlow's own address")),
        };
        Self { kind, detail }
    }
}
