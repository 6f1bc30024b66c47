//! The use cases: one function for each SCIM operation, from a request to PactFlow's calls and back to a document.

mod audit;
mod endpoint;
mod error;
mod execute;
mod groups;
mod list;
mod locks;
mod lookup;
mod owner;
pub mod plan;
mod rails;
mod users;

pub use endpoint::{Endpoint, Groups, Users};
pub use error::Error;
pub use list::{Flow, Listing};
pub use rails::RailOptions;

use std::sync::{Arc, Mutex, PoisonError};

use locks::Locks;
use owner::Owners;
use rails::Rails;

use crate::mapping::Note;
use crate::pactflow::{Caller, Client, Snapshot};
use crate::redact;
use crate::scim::Object;
use crate::scim::etag::Condition;

/// The use cases, for all callers.
#[derive(Debug)]
pub struct Provisioning {
    pactflow: Client,
    locks: Locks,
    rails: Rails,
    owners: Owners,
    options: Options,
}

/// What an operator may decide about provisioning.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether people without a sign-in name are found by their e-mail address (DEC-17).
    pub link_by_email: bool,
    /// The most resources of one list answer.
    pub max_results: usize,
    /// What must not happen, whatever a provider asks for.
    pub rails: RailOptions,
}

/// How many resources a list answers where the client does not say.
pub const DEFAULT_COUNT: usize = 100;

/// On whose behalf a use case runs, and under which address its answer is seen.
#[derive(Debug, Clone)]
pub struct Context {
    caller: Caller,
    base: String,
    if_match: Option<Condition>,
    explanation: Explanation,
}

/// What became of each attribute that a request sent, gathered while it is worked on.
#[derive(Debug, Clone, Default)]
pub struct Explanation(Arc<Mutex<Vec<Note>>>);

impl Explanation {
    /// What has been gathered so far.
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Context {
    /// `caller` is whose token came with the request, `base` the service's public address without a slash at its end (DEC-16),
    /// `if_match` the version that the client insists on (RFC 7644 §3.14), `explanation` is where it is gathered what
    /// becomes of the attributes.
    pub fn new(
        caller: Caller,
        base: String,
        if_match: Option<Condition>,
        explanation: Explanation,
    ) -> Self {
        Self {
            caller,
            base,
            if_match,
            explanation,
        }
    }

    /// Says what became of each attribute, without its value: in the log, and to whoever asked for it (DEC-08).
    fn explain(&self, notes: &[Note]) {
        for note in notes {
            let Note {
                rule,
                attribute,
                field,
                dropped,
            } = note;
            // The name, too, is the client's own text.
            let attribute = redact::text(attribute);
            match dropped {
                Some(why) => tracing::info!(rule, attribute, "dropped: {why}"),
                None => tracing::debug!(rule, attribute, field, "understood"),
            }
        }
        self.explanation
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(notes);
    }

    /// The same caller, insisting on another version, or on none.
    #[must_use]
    pub fn insisting_on(&self, version: Option<&str>) -> Self {
        Self {
            if_match: version.map(Condition::parse),
            ..self.clone()
        }
    }

    /// The public address of a resource.
    #[must_use]
    pub fn address_of(&self, endpoint: &str, id: &str) -> String {
        format!("{}/{endpoint}/{id}", self.base)
    }

    /// Refuses a write where the resource, freshly read, is not in the version that the client insists on.
    fn check_version(&self, document: &Object) -> Result<(), Error> {
        let Some(condition) = &self.if_match else {
            return Ok(());
        };
        let version = document
            .get("meta")
            .and_then(|meta| meta.get("version"))
            .and_then(serde_json::Value::as_str);
        if version.is_some_and(|version| condition.matches(version)) {
            Ok(())
        } else {
            Err(Error::changed())
        }
    }
}

impl Provisioning {
    /// The use cases over one PactFlow.
    pub fn new(pactflow: Client, options: Options) -> Self {
        Self {
            pactflow,
            locks: Locks::default(),
            rails: Rails::new(&options.rails),
            owners: Owners::default(),
            options,
        }
    }

    /// What has been counted of the calls to PactFlow.
    pub fn pactflow_stats(&self) -> Snapshot {
        self.pactflow.stats()
    }
}
