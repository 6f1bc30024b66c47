//! Look-ups: what PactFlow can narrow down is asked of PactFlow; whoever asks evaluates the rest exactly.

use futures::{StreamExt, TryStreamExt, stream};

use super::error::resource_id;
use super::{Context, Error, Provisioning};
use crate::mapping::rule::Search;
use crate::mapping::user;
use crate::pactflow::paging::walk;
use crate::pactflow::{self, Caller, SYSTEM_ACCOUNT, Team, TeamSummary, User, UserQuery};
use crate::scim::coerce::same_text;
use crate::scim::filter::Filter;
use crate::scim::path::AttributePath;

/// How many teams are read side by side for a list that shows members.
const SIDE_BY_SIDE: usize = 8;

impl Provisioning {
    /// The users whose sign-in name is `name`, whatever its case (DEC-12). PactFlow's search does not promise to look
    /// at sign-in names, but they often are e-mail addresses, so it is asked first; only then everyone is looked at.
    pub(super) async fn users_with_name(
        &self,
        caller: &Caller,
        name: &str,
    ) -> Result<Vec<User>, Error> {
        let has_name = |user: &User| {
            user.external_idp_username
                .as_deref()
                .is_some_and(|present| same_text(present, name))
        };
        let query = UserQuery {
            q: Some(name.to_owned()),
            ..UserQuery::default()
        };
        let near = self.all_users(caller, &query).await?;
        let near: Vec<User> = near.into_iter().filter(&has_name).collect();
        if !near.is_empty() {
            return Ok(near);
        }
        let everyone = self.all_users(caller, &UserQuery::default()).await?;
        Ok(everyone.into_iter().filter(has_name).collect())
    }

    /// Somebody with this e-mail address.
    pub(super) async fn user_with_email(
        &self,
        caller: &Caller,
        email: &str,
    ) -> Result<Option<User>, Error> {
        let query = UserQuery {
            q: Some(email.to_owned()),
            ..UserQuery::default()
        };
        let near = self.all_users(caller, &query).await?;
        Ok(near.into_iter().find(|user| {
            user.email
                .as_deref()
                .is_some_and(|present| same_text(present, email))
        }))
    }

    /// The teams whose name is `name`, whatever its case (DEC-12).
    pub(super) async fn teams_with_name(
        &self,
        caller: &Caller,
        name: &str,
    ) -> Result<Vec<TeamSummary>, Error> {
        let near = self.all_teams(caller, Some(name)).await?;
        Ok(near
            .into_iter()
            .filter(|team| {
                team.name
                    .as_deref()
                    .is_some_and(|present| same_text(present, name))
            })
            .collect())
    }

    /// The users among whom those that a filter finds are.
    pub(super) async fn candidates(
        &self,
        cx: &Context,
        filter: Option<&Filter>,
    ) -> Result<Vec<User>, Error> {
        let mut query = UserQuery::default();
        for (path, literal) in filter.map(Filter::equalities).unwrap_or_default() {
            let Some(text) = literal.text() else { continue };
            match search_by(&path) {
                Search::Id => return self.user_by_id(cx, &text).await,
                Search::Guess => return self.users_signing_in_as(cx, &text).await,
                Search::Text => query.q = Some(text.into_owned()),
                Search::Active => query.active = literal.boolean(),
                Search::Type => query.kind = kind(&text),
                Search::None => {}
            }
        }
        self.all_users(&cx.caller, &query).await
    }

    /// DEC-17: who signs in under this name, or, where nobody does and the operator trusts addresses, the people who
    /// have no sign-in name yet but this address.
    async fn users_signing_in_as(&self, cx: &Context, name: &str) -> Result<Vec<User>, Error> {
        let named = self.users_with_name(&cx.caller, name).await?;
        if !named.is_empty() || !self.options.link_by_email {
            return Ok(named);
        }
        let holder = self.user_with_email(&cx.caller, name).await?;
        Ok(holder.into_iter().filter(can_be_linked).collect())
    }

    async fn user_by_id(&self, cx: &Context, id: &str) -> Result<Vec<User>, Error> {
        let Ok(id) = resource_id("User", id) else {
            return Ok(Vec::new());
        };
        found(self.pactflow.users(&cx.caller).get(&id).await)
    }

    async fn all_users(&self, caller: &Caller, query: &UserQuery) -> Result<Vec<User>, Error> {
        let users = self.pactflow.users(caller);
        Ok(walk(|number, size| users.list(query, number, size)).await?)
    }

    async fn all_teams(&self, caller: &Caller, q: Option<&str>) -> Result<Vec<TeamSummary>, Error> {
        let teams = self.pactflow.teams(caller);
        Ok(walk(|number, size| teams.list(q, number, size)).await?)
    }

    /// The teams among whom those that a filter finds are.
    pub(super) async fn candidate_teams(
        &self,
        cx: &Context,
        filter: Option<&Filter>,
    ) -> Result<Vec<TeamSummary>, Error> {
        let mut q = None;
        for (path, literal) in filter.map(Filter::equalities).unwrap_or_default() {
            let Some(text) = literal.text() else { continue };
            if path.is("id", None) {
                let Ok(id) = resource_id("Group", &text) else {
                    return Ok(Vec::new());
                };
                let team = found(self.pactflow.teams(&cx.caller).get(&id).await)?;
                return Ok(team.into_iter().map(|team| team.summary).collect());
            }
            if path.is("members", None) || path.is("members", Some("value")) {
                return self.teams_of(cx, &text).await;
            }
            if path.is("displayName", None) {
                q = Some(text.into_owned());
            }
        }
        self.all_teams(&cx.caller, q.as_deref()).await
    }

    /// The teams of a user, from what PactFlow says of the user.
    async fn teams_of(&self, cx: &Context, user: &str) -> Result<Vec<TeamSummary>, Error> {
        let users = self.user_by_id(cx, user).await?;
        let ids = users
            .iter()
            .flat_map(User::teams)
            .map(|team| team.uuid.clone())
            .collect();
        Ok(self
            .teams_with_members(cx, ids)
            .await?
            .into_iter()
            .map(|team| team.summary)
            .collect())
    }

    /// These teams, read side by side and given in the same order. One that was deleted meanwhile is left out.
    pub(super) async fn teams_with_members(
        &self,
        cx: &Context,
        ids: Vec<String>,
    ) -> Result<Vec<Team>, Error> {
        let read =
            |id: String| async move { found(self.pactflow.teams(&cx.caller).get(&id).await) };
        let teams: Vec<Vec<Team>> = stream::iter(ids)
            .map(read)
            .buffered(SIDE_BY_SIDE)
            .try_collect()
            .await?;
        Ok(teams.into_iter().flatten().collect())
    }
}

/// What is there, or nothing where PactFlow says that there is nothing.
fn found<T>(answer: Result<T, pactflow::Error>) -> Result<Vec<T>, Error> {
    match answer {
        Ok(resource) => Ok(vec![resource]),
        Err(pactflow::Error::NotFound) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// DEC-17: people who came before the identity provider did.
fn can_be_linked(user: &User) -> bool {
    user.external_idp_username.is_none() && !user.is_system_account()
}

/// How PactFlow can search by an attribute: the table says.
fn search_by(path: &AttributePath) -> Search {
    let names = |scim: &str| match scim.split_once('.') {
        Some((attribute, sub)) => {
            let attribute = attribute.trim_end_matches("[]");
            path.is(attribute, Some(sub)) || (sub == "value" && path.is(attribute, None))
        }
        None => path.is(scim, None),
    };
    user::RULES
        .iter()
        .find(|rule| names(rule.scim))
        .map_or(Search::None, |rule| rule.search)
}

/// PactFlow's number for a `userType`.
fn kind(text: &str) -> Option<u8> {
    match text.to_lowercase().as_str() {
        "user" => Some(0),
        "system account" => Some(SYSTEM_ACCOUNT),
        _ => None,
    }
}
