//! What a SCIM client can do with teams, which it calls groups.

use std::collections::HashSet;

use serde_json::Value;

use super::audit::Outcome;
use super::error::{resource_id, unsaid};
use super::plan::{self, Asked, Call};
use super::{Context, Error, Provisioning};
use crate::mapping::team::{self, Wanted, known_shape};
use crate::pactflow::{self, Member, Team};
use crate::scim::coerce::{fold, same_text};
use crate::scim::patch::{self, MemberChange, PatchRequest, member_change};
use crate::scim::{self, Document, Received};

impl Provisioning {
    /// `GET /Groups/{id}`: one call.
    pub async fn get_group(&self, cx: &Context, id: &str) -> Result<Document, Error> {
        let id = resource_id("Group", id)?;
        let team = self.read_team(cx, &id).await?;
        Ok(team::to_document(&team, &cx.base))
    }

    /// `POST /Groups` (RFC 7644 §3.3): checks that the name is free and creates, in one critical section.
    pub async fn create_group(&self, cx: &Context, body: Value) -> Result<Document, Error> {
        let wanted = team::wanted(&Received::new(body, team::schema())?)?;
        cx.explain(&wanted.notes);
        let Some(name) = wanted.name.clone() else {
            return Err(
                scim::Error::invalid_value("displayName is required: the team's name").into(),
            );
        };
        let _critical = self.lock_team_name(&name).await;
        self.refuse_taken_team_name(cx, &name, None).await?;
        let created = match self.pactflow.teams(&cx.caller).create(&name).await {
            Ok(created) => created,
            Err(error) => {
                if error.leaves_open() {
                    self.audit_new_team(cx, &name, None, Outcome::Uncertain)
                        .await;
                }
                return Err(self.why_not_named(cx, &name, None, error).await);
            }
        };
        let uuid = created.summary.uuid.clone();
        self.audit_new_team(cx, &name, Some(&uuid), Outcome::Done)
            .await;
        let wanted = wanted.sparing_system_accounts(&created);
        let calls = match &wanted.members {
            Some(users) => plan::members(&created, users, Asked::AsDifference),
            None => Vec::new(),
        };
        let undo = Call::DeleteTeam { uuid };
        self.carry_out_team(cx, created, calls, Some(undo), &wanted)
            .await
    }

    /// `PUT /Groups/{id}` (RFC 7644 §3.5.1, DEC-09, DEC-13): two calls where the membership changes.
    pub async fn replace_group(
        &self,
        cx: &Context,
        id: &str,
        body: Value,
    ) -> Result<Document, Error> {
        let id = resource_id("Group", id)?;
        let _writer = self.locks.lock(id.clone()).await;
        let present = self.read_team_to_change(cx, &id).await?;
        let wanted = team::wanted(&Received::new(body, team::schema())?)?;
        self.update_team(cx, present, wanted, Asked::AsList).await
    }

    /// `PATCH /Groups/{id}` (RFC 7644 §3.5.2). A change of membership is passed on as the difference, without reading
    /// the members; the team is read only where an operation needs to see it, or the client asks for it by
    /// `attributes` (DEC-18).
    pub async fn patch_group(
        &self,
        cx: &Context,
        id: &str,
        body: &Value,
        shown: bool,
    ) -> Result<Option<Document>, Error> {
        let id = resource_id("Group", id)?;
        let _writer = self.locks.lock(id.clone()).await;
        let request = PatchRequest::parse(body)?;
        let rest = request.without_members();
        match member_change(&request)? {
            Some(MemberChange::Exactly(users)) => {
                let present = self.read_team_to_change(cx, &id).await?;
                let mut wanted = patched(&present, &rest, cx)?;
                wanted.members = Some(known_shape(users.iter().map(String::as_str))?);
                self.update_team(cx, present, wanted, Asked::AsList).await?;
            }
            Some(change) if rest.operations.is_empty() => {
                let calls = membership_calls(&id, change, None)?;
                if calls.is_empty() || cx.if_match.is_some() {
                    // Even where nothing is written, a group that does not exist is not found.
                    self.read_team_in_version(cx, &id).await?;
                }
                self.execute(cx, calls, None).await?;
            }
            Some(change) => {
                let present = self.read_team_to_change(cx, &id).await?;
                let wanted = patched(&present, &rest, cx)?;
                cx.explain(&wanted.notes);
                let _critical = self
                    .claim_team_name(cx, &present, wanted.name.as_deref())
                    .await?;
                let mut calls = membership_calls(&id, change, Some(&present))?;
                calls.extend(plan::team(&present, &wanted, Asked::AsDifference));
                self.execute(cx, calls, None).await?;
            }
            None => {
                let present = self.read_team_to_change(cx, &id).await?;
                let wanted = patched(&present, &request, cx)?;
                self.update_team(cx, present, wanted, Asked::AsDifference)
                    .await?;
            }
        }
        if shown {
            self.get_group(cx, &id).await.map(Some)
        } else {
            Ok(None)
        }
    }

    /// `DELETE /Groups/{id}`: one call; the people stay.
    pub async fn delete_group(&self, cx: &Context, id: &str) -> Result<(), Error> {
        let id = resource_id("Group", id)?;
        let _writer = self.locks.lock(id.clone()).await;
        if cx.if_match.is_some() {
            self.read_team_in_version(cx, &id).await?;
        }
        self.execute(cx, vec![Call::DeleteTeam { uuid: id }], None)
            .await
            .map(drop)
    }

    /// A team in the version that the client insists on.
    async fn read_team_in_version(&self, cx: &Context, id: &str) -> Result<Team, Error> {
        let team = self.read_team(cx, id).await?;
        if cx.if_match.is_some() {
            cx.check_version(team::to_document(&team, &cx.base).attributes())?;
        }
        Ok(team)
    }

    /// A team of which everything is known that a change of it has to carry or to spare (DEC-44).
    async fn read_team_to_change(&self, cx: &Context, id: &str) -> Result<Team, Error> {
        let team = self.read_team_in_version(cx, id).await?;
        if team.is_whole() {
            Ok(team)
        } else {
            Err(unsaid("a team's members or administrators"))
        }
    }

    async fn read_team(&self, cx: &Context, id: &str) -> Result<Team, Error> {
        self.pactflow
            .teams(&cx.caller)
            .get(id)
            .await
            .map_err(|error| Error::of_resource(error, "Group", id))
    }

    async fn update_team(
        &self,
        cx: &Context,
        present: Team,
        wanted: Wanted,
        asked: Asked,
    ) -> Result<Document, Error> {
        let wanted = wanted.sparing_system_accounts(&present);
        cx.explain(&wanted.notes);
        let _critical = self
            .claim_team_name(cx, &present, wanted.name.as_deref())
            .await?;
        let calls = plan::team(&present, &wanted, asked);
        self.carry_out_team(cx, present, calls, None, &wanted).await
    }

    async fn carry_out_team(
        &self,
        cx: &Context,
        present: Team,
        calls: Vec<Call>,
        created: Option<Call>,
        wanted: &Wanted,
    ) -> Result<Document, Error> {
        let has_changed = !calls.is_empty();
        let done = self.execute(cx, calls, created).await?;
        let team = match after(&present, wanted, &done.members) {
            Some(team) => team,
            None if has_changed => self.read_team(cx, &present.summary.uuid).await?,
            None => present,
        };
        Ok(team::to_document(&team, &cx.base))
    }

    async fn lock_team_name(&self, name: &str) -> tokio::sync::OwnedMutexGuard<()> {
        self.locks.lock(format!("displayName {}", fold(name))).await
    }

    /// DEC-12: holds the name that a team shall have, where it is a new one; a team never collides with itself.
    async fn claim_team_name(
        &self,
        cx: &Context,
        present: &Team,
        name: Option<&str>,
    ) -> Result<Option<tokio::sync::OwnedMutexGuard<()>>, Error> {
        let Some(name) = name else { return Ok(None) };
        if present
            .summary
            .name
            .as_deref()
            .is_some_and(|present| same_text(present, name))
        {
            return Ok(None);
        }
        let critical = self.lock_team_name(name).await;
        self.refuse_taken_team_name(cx, name, Some(&present.summary.uuid))
            .await?;
        Ok(Some(critical))
    }

    async fn refuse_taken_team_name(
        &self,
        cx: &Context,
        name: &str,
        own: Option<&str>,
    ) -> Result<(), Error> {
        let holders = self.teams_with_name(&cx.caller, name).await?;
        match holders
            .iter()
            .find(|holder| Some(holder.uuid.as_str()) != own)
        {
            Some(holder) => Err(scim::Error::uniqueness(format!(
                "another group has this displayName; its id is {}",
                holder.uuid
            ))
            .into()),
            None => Ok(()),
        }
    }

    /// PactFlow's refusal of a team's name: a conflict where another team has it by now, which another façade may have
    /// made after this one looked (DEC-46).
    pub(super) async fn why_not_named(
        &self,
        cx: &Context,
        name: &str,
        own: Option<&str>,
        error: pactflow::Error,
    ) -> Error {
        if matches!(error, pactflow::Error::Rejected { .. })
            && let Err(taken @ Error::Scim(_)) = self.refuse_taken_team_name(cx, name, own).await
        {
            return taken;
        }
        error.into()
    }
}

/// What the operations ask of the team, held against what it is now.
fn patched(present: &Team, request: &PatchRequest, cx: &Context) -> Result<Wanted, Error> {
    let before = team::to_scim(present, &cx.base);
    let applied = patch::apply(request, team::schema(), &before)?;
    let received = Received {
        attributes: patch::changes(&before, &applied.resource),
        unknown: applied.dropped,
    };
    Ok(team::wanted(&received)?)
}

/// The calls of a change that names who joins and who leaves (DEC-26). Joining comes before leaving, because only joining
/// can name somebody whom PactFlow does not know (DEC-13). Where the team has been read, what would change nothing is left out, and the rest can be taken back.
fn membership_calls(
    id: &str,
    change: MemberChange,
    present: Option<&Team>,
) -> Result<Vec<Call>, Error> {
    let ids = |ids: &[String]| known_shape(ids.iter().map(String::as_str));
    let uuid = || id.to_owned();
    let held = present.map(uuids_of);
    let is_news = held.is_some();
    let holds = |user: &String| held.as_ref().map(|held| held.contains(user));
    let MemberChange::Delta { add, remove } = change else {
        return Ok(Vec::new());
    };
    let add: Vec<String> = ids(&add)?
        .into_iter()
        .filter(|user| holds(user) != Some(true))
        .collect();
    // Whoever has an id that PactFlow cannot know is no member, so there is nothing to remove.
    let remove = remove
        .iter()
        .filter_map(|id| known_shape([id.as_str()]).ok()?.pop());
    let remove: Vec<String> = remove.filter(|user| holds(user) != Some(false)).collect();
    let joining = (!add.is_empty()).then(|| Call::AddMembers {
        uuid: uuid(),
        users: add,
        is_news,
    });
    let leaving = (!remove.is_empty()).then(|| Call::RemoveMembers {
        uuid: uuid(),
        users: remove,
        is_news,
    });
    Ok(joining.into_iter().chain(leaving).collect())
}

/// The team after its plan, put together from what was read and what the calls answered, in PactFlow's order; `None`
/// where a member's name is in neither.
fn after(present: &Team, wanted: &Wanted, answered: &[Member]) -> Option<Team> {
    let mut team = present.clone();
    if let Some(name) = &wanted.name {
        team.summary.name = Some(name.clone());
    }
    if let Some(users) = &wanted.members {
        let mut missing: HashSet<&str> = users.iter().map(String::as_str).collect();
        let whole = answered.len() == users.len();
        let known = if whole {
            answered.iter().chain(&[])
        } else {
            present.members().iter().chain(answered)
        };
        let members: Vec<Member> = known
            .filter(|member| missing.remove(member.uuid.to_lowercase().as_str()))
            .cloned()
            .collect();
        if !missing.is_empty() {
            return None;
        }
        team.embedded.members = Some(members.into());
    }
    Some(team)
}

fn uuids_of(team: &Team) -> Vec<String> {
    team.members()
        .iter()
        .map(|member| member.uuid.to_lowercase())
        .collect()
}
