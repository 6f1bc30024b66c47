//! One write: the directory, the time, the source of ids, and what has changed so far.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::{Refusal, Refused, Store};
use crate::changes::Draft;
use crate::ids::Ids;
use crate::model::{Team, User};

/// A write in progress.
#[derive(Debug)]
pub(crate) struct Transaction<'a> {
    pub(crate) store: &'a mut Store,
    pub(crate) ids: &'a mut Ids,
    pub(crate) now: Timestamp,
    pub(crate) changes: Vec<Draft>,
}

impl<'a> Transaction<'a> {
    pub(crate) fn new(store: &'a mut Store, ids: &'a mut Ids, now: Timestamp) -> Self {
        Self {
            store,
            ids,
            now,
            changes: Vec::new(),
        }
    }

    pub(crate) fn user(&self, uuid: Uuid) -> Result<&Arc<User>, Refusal> {
        self.store.user(uuid)
    }

    /// The user to change. Its indexed fields (e-mail) are the caller's to keep in step.
    pub(super) fn user_mut(&mut self, uuid: Uuid) -> Option<&mut User> {
        self.store.users.get_mut(&uuid).map(Arc::make_mut)
    }

    /// The team to change. Its name is indexed and the caller's to keep in step.
    pub(super) fn team_mut(&mut self, uuid: Uuid) -> Option<&mut Team> {
        self.store.teams.get_mut(&uuid).map(Arc::make_mut)
    }

    pub(super) fn changed(
        &mut self,
        key: &'static str,
        uuid: Uuid,
        subject: String,
        before: Value,
        after: Value,
    ) {
        let present = |value: Value| (!value.is_null()).then_some(value);
        self.changes.push(Draft {
            key,
            uuid,
            subject,
            before: present(before),
            after: present(after),
        });
    }
}

impl Store {
    /// The user with this UUID, or why there is none.
    pub(crate) fn user(&self, uuid: Uuid) -> Result<&Arc<User>, Refusal> {
        self.users.get(&uuid).ok_or_else(|| {
            if self.is_deleted(uuid) {
                Refusal {
                    kind: Refused::Gone,
                    rule: "deleted-user-gone",
                }
            } else {
                Refusal::not_found("user")
            }
        })
    }

    /// The team with this UUID.
    pub(crate) fn team(&self, uuid: Uuid) -> Result<&Arc<Team>, Refusal> {
        self.teams
            .get(&uuid)
            .ok_or_else(|| Refusal::not_found("team"))
    }
}
