//! What a SCIM client can do with people.

use serde_json::Value;

use super::audit::Outcome;
use super::error::{resource_id, unsaid};
use super::plan::{self, Call};
use super::{Context, Error, Provisioning};
use crate::mapping::change::{self, Change};
use crate::mapping::user::{self, Kind, Wanted};
use crate::pactflow::{self, User, UserFields};
use crate::scim::coerce::{fold, same_text};
use crate::scim::patch::{self, PatchRequest};
use crate::scim::{self, Object, Received};

impl Provisioning {
    /// `GET /Users/{id}`: one call.
    pub async fn get_user(&self, cx: &Context, id: &str) -> Result<Object, Error> {
        let user = self.read_user(cx, id).await?;
        Ok(user::to_scim(&user, &cx.base))
    }

    /// `POST /Users` (RFC 7644 §3.3): checks that the sign-in name is free and creates, in one critical section.
    pub async fn create_user(&self, cx: &Context, body: Value) -> Result<Object, Error> {
        let received = Received::new(body, user::schema())?;
        let wanted = user::for_create(&received)?;
        cx.explain(&wanted.notes);
        if wanted.kind == Kind::SystemAccount {
            return self.create_system_account(cx, &wanted).await;
        }
        let user_name = wanted
            .fields
            .external_idp_username
            .clone()
            .unwrap_or_default();
        let _critical = self.lock_user_name(&user_name).await;
        self.refuse_taken_name(cx, &user_name, None).await?;
        let action = "create user";
        let created = match self.pactflow.users(&cx.caller).create(&wanted.fields).await {
            Ok(created) => created,
            Err(error) => {
                if error.leaves_open() {
                    self.audit_new_user(cx, action, &wanted.fields, None, Outcome::Uncertain)
                        .await;
                }
                return Err(self.why_not_created(cx, &wanted, error).await);
            }
        };
        let uuid = Some(created.uuid.as_str());
        self.audit_new_user(cx, action, &created.fields(), uuid, Outcome::Done)
            .await;
        let calls = plan::user(&created, &wanted);
        let undo = Call::DeleteUser {
            user: Box::new(created.clone()),
        };
        self.carry_out(cx, created, calls, Some(undo)).await
    }

    /// DEC-03: PactFlow decides whether the token may.
    async fn create_system_account(&self, cx: &Context, wanted: &Wanted) -> Result<Object, Error> {
        let name = wanted.fields.name.as_deref().unwrap_or_default();
        let action = "create system account";
        let users = self.pactflow.users(&cx.caller);
        let named = UserFields {
            name: wanted.fields.name.clone(),
            ..UserFields::default()
        };
        match users.create_system_account(name).await {
            Ok(account) => {
                self.audit_new_user(cx, action, &named, Some(&account.uuid), Outcome::Done)
                    .await;
                Ok(user::to_scim(&account, &cx.base))
            }
            Err(error) => {
                if error.leaves_open() {
                    self.audit_new_user(cx, action, &named, None, Outcome::Uncertain)
                        .await;
                }
                Err(error.into())
            }
        }
    }

    /// `PUT /Users/{id}` (RFC 7644 §3.5.1, DEC-09): one call where nothing changes.
    pub async fn replace_user(&self, cx: &Context, id: &str, body: Value) -> Result<Object, Error> {
        let id = resource_id("User", id)?;
        let _writer = self.locks.lock(id.clone()).await;
        let present = self.read_person(cx, &id).await?;
        let received = Received::new(body, user::schema())?;
        self.update(cx, present, &received).await
    }

    /// `PATCH /Users/{id}` (RFC 7644 §3.5.2): the operations are applied to what PactFlow has now, and what they
    /// change is written as a PUT would write it.
    pub async fn patch_user(&self, cx: &Context, id: &str, body: &Value) -> Result<Object, Error> {
        let id = resource_id("User", id)?;
        let _writer = self.locks.lock(id.clone()).await;
        let present = self.read_person(cx, &id).await?;
        let request = PatchRequest::parse(body)?;
        let before = user::to_scim(&present, &cx.base);
        let applied = patch::apply(&request, user::schema(), &before)?;
        let received = Received {
            attributes: patch::changes(&before, &applied.resource),
            unknown: applied.dropped,
        };
        self.update(cx, present, &received).await
    }

    /// `DELETE /Users/{id}` (DEC-10).
    pub async fn delete_user(&self, cx: &Context, id: &str) -> Result<(), Error> {
        let id = resource_id("User", id)?;
        let _writer = self.locks.lock(id.clone()).await;
        let user = Box::new(self.read_person(cx, &id).await?);
        let calls = vec![Call::DeleteUser { user: user.clone() }];
        let leave = self.admit(cx, &user, &calls).await?;
        let done = self.execute(cx, calls, None).await;
        self.settle(leave, done).map(drop)
    }

    async fn read_user(&self, cx: &Context, id: &str) -> Result<User, Error> {
        let id = resource_id("User", id)?;
        self.pactflow
            .users(&cx.caller)
            .get(&id)
            .await
            .map_err(|error| Error::of_resource(error, "User", &id))
    }

    /// A user that may be changed (DEC-04), in the version that the client insists on.
    async fn read_person(&self, cx: &Context, id: &str) -> Result<User, Error> {
        let user = self.read_user(cx, id).await?;
        if user.is_system_account() {
            return Err(Error::system_account(id));
        }
        if cx.if_match.is_some() {
            cx.check_version(&user::to_scim(&user, &cx.base))?;
        }
        Ok(user)
    }

    async fn update(
        &self,
        cx: &Context,
        present: User,
        received: &Received,
    ) -> Result<Object, Error> {
        let wanted = user::for_update(&present, received)?;
        cx.explain(&wanted.notes);
        let names = (
            &wanted.fields.external_idp_username,
            &present.external_idp_username,
        );
        // DEC-12: a resource never collides with itself, and a change of case alone cannot collide.
        let _critical = match names {
            (Some(wanted), present)
                if !present
                    .as_ref()
                    .is_some_and(|present| same_text(present, wanted)) =>
            {
                Some(self.lock_user_name(wanted).await)
            }
            _ => None,
        };
        if let (Some(_), Some(name)) = (&_critical, &wanted.fields.external_idp_username) {
            self.refuse_taken_name(cx, name, Some(&present.uuid))
                .await?;
        }
        if wanted.roles.is_some() && present.embedded.roles.is_none() {
            return Err(unsaid("the user's roles"));
        }
        let calls = plan::user(&present, &wanted);
        let leave = self.admit(cx, &present, &calls).await?;
        let done = self.carry_out(cx, present, calls, None).await;
        self.settle(leave, done)
    }

    async fn carry_out(
        &self,
        cx: &Context,
        present: User,
        calls: Vec<Call>,
        created: Option<Call>,
    ) -> Result<Object, Error> {
        let is_new = created.is_some();
        let done = self.execute(cx, calls, created).await?;
        let user = match done.user {
            Some(user) => user.with_embedded_of(present),
            None => present,
        };
        let user = match done.roles {
            _ if done.is_stale => self.read_user(cx, &user.uuid).await?,
            None => user,
            Some(roles) => {
                // A new user's times are those of its creation; an older one's are only in a read.
                let known = Some(&roles).filter(|_| is_new);
                let users = self.pactflow.users(&cx.caller);
                match known.and_then(|roles| users.known_roles(roles)) {
                    Some(roles) => user.with_roles(roles),
                    None => self.read_user(cx, &user.uuid).await?,
                }
            }
        };
        Ok(user::to_scim(&user, &cx.base))
    }

    async fn lock_user_name(&self, name: &str) -> tokio::sync::OwnedMutexGuard<()> {
        self.locks.lock(format!("userName {}", fold(name))).await
    }

    /// DEC-12: refuses a sign-in name that another user has.
    async fn refuse_taken_name(
        &self,
        cx: &Context,
        name: &str,
        own: Option<&str>,
    ) -> Result<(), Error> {
        let holders = self.users_with_name(&cx.caller, name).await?;
        match holders
            .iter()
            .find(|holder| Some(holder.uuid.as_str()) != own)
        {
            Some(holder) => Err(taken("userName", &holder.uuid)),
            None => Ok(()),
        }
    }

    /// PactFlow's refusal of a create: a conflict where somebody else has the address, so that the provider links
    /// that person instead of trying again (DEC-12).
    async fn why_not_created(
        &self,
        cx: &Context,
        wanted: &Wanted,
        error: pactflow::Error,
    ) -> Error {
        if let (pactflow::Error::Rejected { .. }, Some(email)) = (&error, &wanted.fields.email)
            && let Ok(Some(holder)) = self.user_with_email(&cx.caller, email).await
        {
            return taken("the e-mail address", &holder.uuid);
        }
        error.into()
    }
}

fn taken(what: &str, id: &str) -> Error {
    scim::Error::uniqueness(format!("{what} belongs to another user, whose id is {id}")).into()
}

/// Says in the log which fields PactFlow did not take over, since its documentation leaves open which ones it lets
/// a token update.
pub(super) fn report_ignored(answer: &User, sent: &UserFields) {
    for Change { rule, field, .. } in change::of_user(&answer.fields(), sent) {
        tracing::warn!(rule, field, user = %answer.uuid, "PactFlow did not take over the value that was sent");
    }
}
