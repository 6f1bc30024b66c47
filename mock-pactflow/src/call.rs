//! One request to PactFlow's API on its way through a handler, and what comes back.

use std::borrow::Cow;
use std::sync::RwLockReadGuard;

use http::StatusCode;
use serde::Serialize;
use uuid::Uuid;

use crate::auth::Caller;
use crate::simulation::Simulation;
use crate::state::{Refusal, Store, Transaction};

/// The media type of PactFlow's answers, exactly as it writes it.
pub(crate) const HAL: &str = "application/hal+json;charset=utf-8";

/// What a handler gives back.
pub(crate) type Answer = Result<Reply, Refusal>;

/// A request that was let in.
pub(crate) struct Call<'a> {
    pub(crate) simulation: &'a Simulation,
    /// The state to read where it is not the present one.
    pub(crate) stale: Option<&'a Store>,
    /// `scheme://host` for links.
    pub(crate) base: &'a str,
    pub(crate) path: &'a str,
    pub(crate) params: [&'a str; 2],
    pub(crate) query: Query,
    pub(crate) body: &'a [u8],
    /// The number of the request in the journal.
    pub(crate) request: u64,
    caller: Option<Caller>,
}

/// The directory as a handler reads it.
pub(crate) enum View<'a> {
    Present(RwLockReadGuard<'a, Store>),
    Stale(&'a Store),
}

impl std::ops::Deref for View<'_> {
    type Target = Store;

    fn deref(&self) -> &Store {
        match self {
            Self::Present(store) => store,
            Self::Stale(store) => store,
        }
    }
}

impl<'a> Call<'a> {
    pub(crate) fn new(
        simulation: &'a Simulation,
        base: &'a str,
        path: &'a str,
        params: [&'a str; 2],
    ) -> Self {
        Self {
            simulation,
            stale: None,
            base,
            path,
            params,
            query: Query::default(),
            body: &[],
            request: 0,
            caller: None,
        }
    }

    pub(crate) fn by(mut self, caller: Option<Caller>) -> Self {
        self.caller = caller;
        self
    }

    /// Whether the caller may do this; nobody may do anything without a token.
    pub(crate) fn may(&self, scope: &str) -> bool {
        self.caller.as_ref().is_some_and(|caller| caller.may(scope))
    }

    pub(crate) fn require(&self, scope: &str) -> Result<(), Refusal> {
        if self.may(scope) {
            Ok(())
        } else {
            Err(self.caller()?.lacks(&[scope]))
        }
    }

    /// The caller. Routes that want no token do not ask for it.
    pub(crate) fn caller(&self) -> Result<&Caller, Refusal> {
        self.caller
            .as_ref()
            .ok_or_else(|| Refusal::forbidden("There is no caller.", "permission-missing"))
    }

    /// The directory, to read.
    pub(crate) fn store(&self) -> View<'a> {
        match self.stale {
            Some(store) => View::Stale(store),
            None => View::Present(self.simulation.store()),
        }
    }

    /// One write: all of it, with its changes in the log, or nothing.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.simulation.write(Some(self.request), work)
    }

    /// The UUID in the path; what is no UUID names nothing.
    pub(crate) fn uuid(&self, index: usize, what: &'static str) -> Result<Uuid, Refusal> {
        Uuid::parse_str(self.params[index]).map_err(|_| Refusal::not_found(what))
    }

    /// This request's own address, without its query.
    pub(crate) fn url(&self) -> String {
        format!("{}{}", self.base, self.path)
    }
}

/// The parameters of a query, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn parse(query: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        Self(pairs.into_owned().collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// An answer of PactFlow.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) content_type: Cow<'static, str>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) location: Option<String>,
    pub(crate) retry_after: Option<String>,
    /// The rule that decided, where one did; else the route's own evidence counts.
    pub(crate) rule: Option<&'static str>,
}

impl Reply {
    pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Self {
        // Everything serialised here has string keys and cannot fail; an empty body would show it.
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self {
            status,
            body: Some(body),
            ..Self::no_content()
        }
    }

    pub(crate) fn ok(body: &impl Serialize) -> Self {
        Self::json(StatusCode::OK, body)
    }

    pub(crate) fn created(location: String, body: &impl Serialize) -> Self {
        Self {
            location: Some(location),
            ..Self::json(StatusCode::CREATED, body)
        }
    }

    pub(crate) fn no_content() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            content_type: Cow::Borrowed(HAL),
            body: None,
            location: None,
            retry_after: None,
            rule: None,
        }
    }

    pub(crate) fn rule(mut self, rule: &'static str) -> Self {
        self.rule = Some(rule);
        self
    }
}
