//! Why a use case gave no document.

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

/// The id as PactFlow writes it. PactFlow's ids are UUIDs; anything else can name nothing, whatever its syntax.
pub(super) fn resource_id(resource_type: &str, id: &str) -> Result<String, Error> {
    match uuid::Uuid::try_parse(id) {
        Ok(uuid) => Ok(uuid.to_string()),
        Err(_) => Err(Error::not_found(resource_type, id)),
    }
}
