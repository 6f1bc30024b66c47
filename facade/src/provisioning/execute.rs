//! Carries out a plan: all of it, or, where a call fails, none of what can be taken back.

use super::audit::Outcome;
use super::plan::Call;
use super::{Context, Error, Provisioning};
use crate::mapping::Note;
use crate::mapping::team::unknown_member;
use crate::pactflow::{self, Member, User};
use crate::scim;

/// What the calls of a plan answered.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// The user as the last update answered it.
    pub(super) user: Option<User>,
    /// The members that the membership calls named.
    pub(super) members: Vec<Member>,
    /// The roles that the last call for them set, where no answer shows them.
    pub(super) roles: Option<Vec<String>>,
    /// Whether something else changed that no answer shows.
    pub(super) is_stale: bool,
}

/// Whether a call changed something.
enum Made {
    Change,
    Nothing,
}

impl Provisioning {
    /// Makes the calls in their order. Where one fails, those before it are taken back, newest first, and after them
    /// `created`, so that the request as a whole has not happened.
    pub(super) async fn execute(
        &self,
        cx: &Context,
        calls: Vec<Call>,
        created: Option<Call>,
    ) -> Result<Done, Error> {
        let mut done = Done::default();
        let mut undo: Vec<Call> = created.into_iter().collect();
        for call in calls {
            match self.make(cx, &call, &mut done).await {
                Ok(Made::Nothing) => {}
                Ok(Made::Change) => {
                    self.audit(cx, &call, Outcome::Done).await;
                    undo.extend(call.undo());
                }
                Err(error) => {
                    if error.leaves_open() {
                        self.audit(cx, &call, Outcome::Uncertain).await;
                    }
                    let cause = self.reason(cx, &call, error).await;
                    return Err(match self.take_back(cx, undo).await {
                        Ok(()) => cause,
                        Err(obstacle) => Error::half_done(&cause, &obstacle),
                    });
                }
            }
        }
        Ok(done)
    }

    /// Takes back as much as it can, and gives the first thing that stood in the way.
    async fn take_back(&self, cx: &Context, undo: Vec<Call>) -> Result<(), pactflow::Error> {
        let mut taken_back = Ok(());
        for call in undo.into_iter().rev() {
            match self.make(cx, &call, &mut Done::default()).await {
                Ok(_) => self.audit(cx, &call, Outcome::TakenBack).await,
                Err(error) => {
                    if error.leaves_open() {
                        self.audit(cx, &call, Outcome::Uncertain).await;
                    }
                    // A retry by the provider finds what is there and goes on from it, so this is no loss, but worth a look.
                    tracing::error!(%error, call = call.name(), "a change could not be taken back after a later one had failed");
                    taken_back = taken_back.and(Err(error));
                }
            }
        }
        taken_back
    }

    async fn make(
        &self,
        cx: &Context,
        call: &Call,
        done: &mut Done,
    ) -> Result<Made, pactflow::Error> {
        let (users, teams) = (
            self.pactflow.users(&cx.caller),
            self.pactflow.teams(&cx.caller),
        );
        match call {
            Call::UpdateUser { uuid, fields, .. } => {
                let user = users.update(uuid, fields).await?;
                super::users::report_ignored(&user, fields);
                // Roles are set before, and where the answer shows any it shows those.
                done.roles = done.roles.take().filter(|_| user.embedded.roles.is_none());
                done.user = Some(user);
                Ok(())
            }
            Call::SetRoles { uuid, roles, .. } => {
                done.roles = Some(roles.clone());
                users.set_roles(uuid, roles).await
            }
            Call::JoinTeam { uuid, team } => {
                done.is_stale = true;
                match teams.add_members(team, std::slice::from_ref(uuid)).await {
                    Err(error) if !error.is_temporary() => {
                        cx.explain(&[Note::dropped(
                            "DEC-07",
                            "groups",
                            "no team that the token can see",
                        )]);
                        return Ok(Made::Nothing);
                    }
                    other => other.map(drop),
                }
            }
            Call::UpdateTeam { uuid, fields, .. } => teams.update(uuid, fields).await.map(drop),
            Call::SetMembers { uuid, users, .. } => {
                done.members = teams.set_members(uuid, users).await?;
                Ok(())
            }
            Call::AddMembers { uuid, users, .. } => {
                done.members = teams.add_members(uuid, users).await?;
                Ok(())
            }
            Call::RemoveMembers { uuid, users, .. } => {
                match teams.remove_members(uuid, users).await {
                    // DEC-13: who is not there (any more) need not be removed.
                    Err(pactflow::Error::NotFound | pactflow::Error::Rejected { .. }) => {
                        self.remove_one_by_one(cx, uuid, users).await
                    }
                    other => other,
                }
            }
            Call::DeleteUser { user } => users.delete(&user.uuid).await,
            Call::DeleteTeam { uuid } => teams.delete(uuid).await,
        }
        .map(|()| Made::Change)
    }

    async fn remove_one_by_one(
        &self,
        cx: &Context,
        team: &str,
        users: &[String],
    ) -> Result<(), pactflow::Error> {
        let teams = self.pactflow.teams(&cx.caller);
        // A team that does not exist is an error; a member that does not is none.
        teams.get(team).await?;
        for user in users {
            match teams.remove_member(team, user).await {
                Ok(()) | Err(pactflow::Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// What a failed call means to the client: which of the values that it sent PactFlow does not know.
    async fn reason(&self, cx: &Context, call: &Call, error: pactflow::Error) -> Error {
        let is_about_values = matches!(
            error,
            pactflow::Error::NotFound | pactflow::Error::Rejected { .. }
        );
        match call {
            Call::SetRoles { roles, .. } if is_about_values => scim::Error::invalid_value(format!(
                "roles: PactFlow does not know one of {}; nothing was changed ({error})",
                roles.join(", ")
            ))
            .into(),
            Call::SetMembers { uuid, users, .. } | Call::AddMembers { uuid, users, .. }
                if is_about_values =>
            {
                match self.unknown_among(cx, uuid, users, &error).await {
                    Ok(Some(unknown)) => unknown_member(&unknown).into(),
                    Ok(None) => error.into(),
                    Err(missing) => missing,
                }
            }
            Call::UpdateTeam { uuid, fields, .. } if is_about_values => {
                let own = Some(uuid.as_str());
                match self
                    .why_not_named(cx, &fields.name, own, error.clone())
                    .await
                {
                    taken @ Error::Scim(_) => taken,
                    _ => Error::of_resource(error, "Group", uuid),
                }
            }
            Call::RemoveMembers { uuid, .. }
            | Call::UpdateTeam { uuid, .. }
            | Call::DeleteTeam { uuid } => Error::of_resource(error, "Group", uuid),
            Call::UpdateUser { uuid, .. } => Error::of_resource(error, "User", uuid),
            Call::DeleteUser { user } => Error::of_resource(error, "User", &user.uuid),
            _ => error.into(),
        }
    }

    /// DEC-13: the first of `users` that PactFlow does not know: the one its answer names, or else each is asked for.
    ///
    /// # Errors
    /// Where it is the team that does not exist, or PactFlow cannot be asked.
    async fn unknown_among(
        &self,
        cx: &Context,
        team: &str,
        users: &[String],
        error: &pactflow::Error,
    ) -> Result<Option<String>, Error> {
        if let pactflow::Error::Rejected { problems, .. } = error
            && let Some(named) = users.iter().find(|user| {
                problems
                    .iter()
                    .any(|problem| problem.detail.contains(user.as_str()))
            })
        {
            return Ok(Some(named.clone()));
        }
        self.pactflow
            .teams(&cx.caller)
            .get(team)
            .await
            .map_err(|error| Error::of_resource(error, "Group", team))?;
        for user in users {
            match self.pactflow.users(&cx.caller).get(user).await {
                Ok(_) => {}
                Err(pactflow::Error::NotFound) => return Ok(Some(user.clone())),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(None)
    }
}

impl Call {
    /// The call's name in the log: what it does to which resource.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::UpdateUser { .. } => "update user",
            Self::SetRoles { .. } => "set roles",
            Self::JoinTeam { .. } => "join team",
            Self::UpdateTeam { .. } => "update team",
            Self::SetMembers { .. } => "set members",
            Self::AddMembers { .. } => "add members",
            Self::RemoveMembers { .. } => "remove members",
            Self::DeleteUser { .. } => "delete user",
            Self::DeleteTeam { .. } => "delete team",
        }
    }
}
