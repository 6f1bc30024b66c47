//! Whose token it is, and what its owner may do.

use std::sync::Arc;

use http::{HeaderMap, Method, header};
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::{Access, Role, User};
use crate::role;
use crate::routes::Need;
use crate::state::{Refusal, Store};

/// The owner of the token a request came with.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) user: Arc<User>,
    pub(crate) access: Access,
    roles: Vec<Arc<Role>>,
}

/// Why a request is not let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unauthorized {
    /// There is no token, or it is unknown, expired, regenerated, or its owner is disabled.
    Token(&'static str),
}

impl Caller {
    /// The caller whom the `Authorization` header names.
    pub(crate) fn identify(
        store: &Store,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> Result<Self, Unauthorized> {
        let header = headers
            .get(header::AUTHORIZATION)
            .ok_or(Unauthorized::Token("token-missing"))?;
        let token = header
            .to_str()
            .ok()
            .and_then(bearer)
            .ok_or(Unauthorized::Token("token-missing"))?;
        let holder = store
            .holder(token)
            .ok_or(Unauthorized::Token("token-unknown"))?;
        if holder.token.expires_at.is_some_and(|expiry| expiry <= now) {
            return Err(Unauthorized::Token("token-expired"));
        }
        let user = store
            .users
            .get(&holder.user.uuid)
            .cloned()
            .ok_or(Unauthorized::Token("token-unknown"))?;
        if !user.active {
            return Err(Unauthorized::Token("token-owner-inactive"));
        }
        let roles = store.roles_of(&user).cloned().collect();
        Ok(Self {
            access: holder.token.access,
            user,
            roles,
        })
    }

    /// Whether the caller's roles cover the scope.
    pub(crate) fn may(&self, scope: &str) -> bool {
        let held = self.roles.iter().flat_map(|role| &role.permissions);
        held.into_iter().any(|held| role::covers(held, scope))
    }

    /// Refuses a write with a read-only token, and whatever the caller's roles do not cover.
    pub(crate) fn check(&self, method: &Method, need: Need, subject: &str) -> Result<(), Refusal> {
        if self.access == Access::ReadOnly && method != Method::GET && method != Method::HEAD {
            return Err(Refusal::forbidden(
                "A read only token can only be used for GET requests.",
                "read-only-token",
            ));
        }
        let Need::AnyOf(scopes) = need else {
            return Ok(());
        };
        if scopes.iter().any(|scope| {
            self.may(scope) || (scope.ends_with(":{uuid}") && self.administers(subject))
        }) {
            return Ok(());
        }
        Err(self.lacks(scopes))
    }

    /// The refusal for a caller who has none of these scopes.
    pub(crate) fn lacks(&self, scopes: &[&str]) -> Refusal {
        let detail = format!(
            "You do not have the required permission: {}.",
            scopes.join(" or ")
        );
        Refusal::forbidden(detail, "permission-missing")
    }

    fn administers(&self, team: &str) -> bool {
        Uuid::parse_str(team).is_ok_and(|team| self.user.administers.contains(&team))
    }
}

/// The token in `Bearer <token>`; the scheme's name is not case sensitive (RFC 9110, 11.1).
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim())
        .filter(|token| !token.is_empty())
}
