//! Why a use case gave no document.

use std::time::Duration;

use crate::mapping::upstream_error::{Failure, FailureKind};
use crate::{pactflow, scim};

/// Why a use case gave no document. Which status that becomes is decided by the HTTP layer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// The request is not understood or may not be obeyed.
    #[error(transparent)]
    Scim(#[from] scim::Error),
    /// PactFlow did not do its part, or there is nothing to work on.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<pactflow::Error> for Error {
    fn from(error: pactflow::Error) -> Self {
        Self::Failure(error.into())
    }
}

impl Error {
    /// There is no such resource.
    pub fn not_found(resource_type: &str, id: &str) -> Self {
        let detail = format!("there is no {resource_type} with the id {id:?}");
        Self::Failure(Failure {
            kind: FailureKind::NotFound,
            detail,
        })
    }

    /// DEC-04: nothing changes a system account.
    pub fn system_account(id: &str) -> Self {
        let detail = format!(
            "{id} is a system account: the façade reads them and never changes them, since one of them is the account it is used with"
        );
        Self::Failure(Failure {
            kind: FailureKind::Forbidden,
            detail,
        })
    }

    /// The person asked about is kept from the change by one of the operator's rails.
    pub(super) fn kept(why: String) -> Self {
        Self::Failure(Failure {
            kind: FailureKind::Forbidden,
            detail: why,
        })
    }

    /// DEC-43: too many people have lost their access within the last hour.
    pub(super) fn too_many_deactivations(limit: usize, retry_after: Duration) -> Self {
        let detail = format!(
            "{limit} people were deactivated or deleted within the last hour, which is as many as SCIM_MAX_DEACTIVATIONS_PER_HOUR allows; this one was left alone"
        );
        // Whoever comes back within the last second of the wait would be refused once more.
        let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
        let retry_after = Duration::from_secs(seconds);
        Self::Failure(Failure {
            kind: FailureKind::Limited { retry_after },
            detail,
        })
    }

    /// DEC-45: `cause` came in the middle, and what had been done before it is still there because of `obstacle`.
    pub(super) fn half_done(cause: &Self, obstacle: &pactflow::Error) -> Self {
        let detail = format!(
            "{cause}; what had been done by then could not be taken back: {obstacle}; send the request again"
        );
        Self::Failure(Failure {
            kind: FailureKind::Temporary { retry_after: None },
            detail,
        })
    }

    /// Whether what was asked for may have been done all the same.
    pub(super) fn leaves_open(&self) -> bool {
        match self {
            Self::Scim(_) => false,
            Self::Failure(failure) => matches!(
                failure.kind,
                FailureKind::Temporary { .. } | FailureKind::Unreadable
            ),
        }
    }

    /// RFC 7644 §3.14: the resource changed since the client read it.
    pub(super) fn changed() -> Self {
        let detail =
            "the resource is not in the version that If-Match names; read it again".to_owned();
        Self::Failure(Failure {
            kind: FailureKind::Changed,
            detail,
        })
    }

    /// What PactFlow's 404 means where a resource was asked for by its id.
    pub(super) fn of_resource(error: pactflow::Error, resource_type: &str, id: &str) -> Self {
        match error {
            pactflow::Error::NotFound => Self::not_found(resource_type, id),
            error => error.into(),
        }
    }
}

/// DEC-44: PactFlow's answer leaves out what must be known before anything may be written.
pub(super) fn unsaid(what: &str) -> Error {
    pactflow::Error::Unreadable(format!("it does not say {what}")).into()
}

/// The id as PactFlow writes it. PactFlow's ids are UUIDs; anything else can name nothing, whatever its syntax.
pub(super) fn resource_id(resource_type: &str, id: &str) -> Result<String, Error> {
    match uuid::Uuid::try_parse(id) {
        Ok(uuid) => Ok(uuid.to_string()),
        Err(_) => Err(Error::not_found(resource_type, id)),
    }
}
