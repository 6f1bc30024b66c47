//! What keeps a provider from locking everybody out, whatever it is told to do: the operator's safety rails.

use std::sync::{Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

use super::plan::Call;
use super::{Context, Error, Provisioning};
use crate::pactflow::paging::find;
use crate::pactflow::{ADMINISTRATOR, User, UserQuery};
use deactivations::{Deactivations, Verdict};
use protected::Protected;

mod deactivations;
mod protected;

/// Which rails there are.
#[derive(Debug, Clone, Default)]
pub struct RailOptions {
    /// Whether the last active Administrator stays one (DEC-41).
    pub keep_last_administrator: bool,
    /// Whether the account that the token belongs to stays as it is (DEC-40).
    pub protect_token_owner: bool,
    /// Sign-in names, e-mail addresses and ids of people who stay as they are (DEC-42).
    pub protected_users: Vec<String>,
    /// How many people may be deactivated or deleted within an hour (DEC-43).
    pub max_deactivations_per_hour: Option<usize>,
}

/// The rails that remember something.
#[derive(Debug)]
pub(super) struct Rails {
    protected: Protected,
    deactivations: Option<Mutex<Deactivations>>,
}

/// Leave to make a change, to be held until it is made.
#[derive(Debug, Default)]
#[must_use]
pub(super) struct Leave {
    /// Nobody else takes away an Administrator meanwhile.
    _administrators: Option<OwnedMutexGuard<()>>,
    /// Who was counted as deactivated for it.
    counted: Option<String>,
}

impl Rails {
    pub(super) fn new(options: &RailOptions) -> Self {
        let limit = options.max_deactivations_per_hour;
        Self {
            protected: Protected::new(&options.protected_users),
            deactivations: limit.map(|limit| Mutex::new(Deactivations::new(limit))),
        }
    }

    /// DEC-43: counts a deactivation, or refuses it. Gives whether it was counted just now.
    fn count(&self, uuid: &str) -> Result<bool, Error> {
        let Some(deactivations) = &self.deactivations else {
            return Ok(false);
        };
        let mut deactivations = deactivations.lock().unwrap_or_else(PoisonError::into_inner);
        match deactivations.count(uuid, Instant::now()) {
            Verdict::Counted => Ok(true),
            Verdict::CountedBefore => Ok(false),
            Verdict::Refused {
                retry_after,
                is_first,
            } => {
                let limit = deactivations.limit();
                if is_first {
                    tracing::error!(
                        rule = "DEC-43",
                        limit,
                        "ALERT: as many people were deactivated or deleted within an hour as SCIM_MAX_DEACTIVATIONS_PER_HOUR allows; more are refused until the hour has passed"
                    );
                }
                Err(Error::too_many_deactivations(limit, retry_after))
            }
        }
    }
}

impl Provisioning {
    /// Whether these changes of a person may be made: all rails, before the first of the changes.
    ///
    /// # Errors
    /// The rail that is in the way, or PactFlow where it cannot be asked.
    pub(super) async fn admit(
        &self,
        cx: &Context,
        present: &User,
        calls: &[Call],
    ) -> Result<Leave, Error> {
        if calls.is_empty() {
            return Ok(Leave::default());
        }
        if self.rails.protected.includes(present) {
            return Err(Error::kept(format!(
                "{} is protected by SCIM_PROTECTED_USERS, so nothing changes or removes this account",
                present.uuid
            )));
        }
        let owner = self.owner(cx).await?;
        if owner.is_some_and(|owner| owner.uuid.eq_ignore_ascii_case(&present.uuid)) {
            return Err(Error::kept(format!(
                "{} is the account that the token belongs to, so nothing changes or removes it (SCIM_PROTECT_TOKEN_OWNER)",
                present.uuid
            )));
        }
        let administrators = match self.options.rails.keep_last_administrator {
            true if calls.iter().any(|call| ends_administration(present, call)) => {
                let critical = self.locks.lock("administrators".to_owned()).await;
                self.refuse_last_administrator(cx, present).await?;
                Some(critical)
            }
            _ => None,
        };
        let counted = match calls.iter().any(|call| ends_access(present, call)) {
            true => self.rails.count(&present.uuid)?,
            false => false,
        };
        Ok(Leave {
            _administrators: administrators,
            counted: counted.then(|| present.uuid.clone()),
        })
    }

    /// Ends a change for which leave was given. A deactivation that certainly did not take place does not count.
    pub(super) fn settle<T>(&self, leave: Leave, result: Result<T, Error>) -> Result<T, Error> {
        if let (Some(uuid), Err(error), Some(deactivations)) =
            (&leave.counted, &result, &self.rails.deactivations)
            && !error.leaves_open()
        {
            deactivations
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .forget(uuid);
        }
        result
    }

    /// DEC-41: refuses where nobody but `present` is an active Administrator.
    async fn refuse_last_administrator(&self, cx: &Context, present: &User) -> Result<(), Error> {
        let query = UserQuery {
            active: Some(true),
            kind: Some(0),
            ..UserQuery::default()
        };
        let users = self.pactflow.users(&cx.caller);
        let is_another = |user: &User| {
            !user.uuid.eq_ignore_ascii_case(&present.uuid)
                && user.active == Some(true)
                && !user.is_system_account()
                && user.has_role(ADMINISTRATOR) == Some(true)
        };
        let another = find(|number, size| users.list(&query, number, size), is_another).await?;
        match another {
            Some(_) => Ok(()),
            None => Err(Error::kept(format!(
                "{} is the last active person with the role Administrator in PactFlow; give somebody else the role first (SCIM_KEEP_LAST_ADMINISTRATOR)",
                present.uuid
            ))),
        }
    }
}

/// Whether a call deactivates or deletes the person.
fn ends_access(present: &User, call: &Call) -> bool {
    match call {
        Call::UpdateUser { fields, .. } => {
            present.active != Some(false) && fields.active == Some(false)
        }
        Call::DeleteUser { .. } => true,
        _ => false,
    }
}

/// Whether a call takes an active Administrator away. Where PactFlow does not say what somebody is, it may be one.
fn ends_administration(present: &User, call: &Call) -> bool {
    let may_be_one =
        present.active != Some(false) && present.has_role(ADMINISTRATOR) != Some(false);
    let loses_role = matches!(call, Call::SetRoles { roles, .. } if !roles.iter().any(|role| role == ADMINISTRATOR));
    may_be_one && (loses_role || ends_access(present, call))
}

#[cfg(test)]
mod tests;
