//! Look-ups: what PactFlow can narrow down is asked of PactFlow; whoever asks evaluates the rest exactly.

use std::future::ready;
use std::pin::pin;

use futures::stream::BoxStream;
use futures::{Stream, StreamExt, TryStreamExt, stream};

use super::error::resource_id;
use super::{Context, Error, Provisioning};
use crate::mapping::rule::Search;
use crate::mapping::user;
use crate::pactflow::paging::{SIDE_BY_SIDE, walk};
use crate::pactflow::{self, Caller, Key, SYSTEM_ACCOUNT, Team, TeamSummary, User, UserQuery};
use crate::scim::coerce::same_text;
use crate::scim::filter::Filter;
use crate::scim::path::AttributePath;

impl Provisioning {
    /// The users whose sign-in name is `name`, whatever its case (DEC-12).
    pub(super) async fn users_with_name(
        &self,
        caller: &Caller,
        name: &str,
    ) -> Result<Vec<User>, Error> {
        let users = self.pactflow.users(caller);
        Ok(users.find(Key::SignInName(name)).await?)
    }

    /// Somebody with this e-mail address, asked of PactFlow itself, which has just said that there is somebody.
    pub(super) async fn user_with_email(
        &self,
        caller: &Caller,
        email: &str,
    ) -> Result<Option<User>, Error> {
        let query = UserQuery {
            q: Some(email.to_owned()),
            ..UserQuery::default()
        };
        let has_email = |user: &User| {
            let present = user.email.as_deref();
            ready(present.is_some_and(|present| same_text(present, email)))
        };
        let near = self.pactflow.users(caller).all(query);
        Ok(pin!(near.try_filter(has_email)).try_next().await?)
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
    pub(super) async fn candidates<'a>(
        &'a self,
        cx: &'a Context,
        filter: Option<&Filter>,
    ) -> Result<BoxStream<'a, Result<User, Error>>, Error> {
        let these = |users: Vec<User>| Ok(stream::iter(users).map(Ok).boxed());
        let mut query = UserQuery::default();
        for (path, literal) in filter.map(Filter::equalities).unwrap_or_default() {
            let Some(text) = literal.text() else { continue };
            match search_by(&path) {
                Search::Id => return these(self.user_by_id(cx, &text).await?),
                Search::SignInName => return these(self.users_signing_in_as(cx, &text).await?),
                Search::Email => return these(self.users_by(cx, Key::Email(&text)).await?),
                Search::ExternalId => {
                    return these(self.users_by(cx, Key::ExternalId(&text)).await?);
                }
                Search::Text => query.q = Some(text.into_owned()),
                Search::Active => query.active = literal.boolean(),
                Search::Type => query.kind = kind(&text),
                Search::None => {}
            }
        }
        let users = self.pactflow.users(&cx.caller).all(query);
        Ok(users.map_err(Error::from).boxed())
    }

    /// DEC-17: who signs in under this name, or, where nobody does and the operator trusts addresses, the people who
    /// have no sign-in name yet but this address.
    async fn users_signing_in_as(&self, cx: &Context, name: &str) -> Result<Vec<User>, Error> {
        let named = self.users_by(cx, Key::SignInName(name)).await?;
        if !named.is_empty() || !self.options.link_by_email {
            return Ok(named);
        }
        let holders = self.users_by(cx, Key::Email(name)).await?;
        Ok(holders.into_iter().filter(can_be_linked).collect())
    }

    async fn users_by(&self, cx: &Context, key: Key<'_>) -> Result<Vec<User>, Error> {
        Ok(self.pactflow.users(&cx.caller).find(key).await?)
    }

    async fn user_by_id(&self, cx: &Context, id: &str) -> Result<Vec<User>, Error> {
        let Ok(id) = resource_id("User", id) else {
            return Ok(Vec::new());
        };
        found(self.pactflow.users(&cx.caller).get(&id).await)
    }

    async fn all_teams(&self, caller: &Caller, q: Option<&str>) -> Result<Vec<TeamSummary>, Error> {
        let teams = self.pactflow.teams(caller);
        Ok(walk(|number, size| teams.list(q, number, size)).await?)
    }

    /// The teams among which those that a filter finds are, some with their members.
    pub(super) async fn candidate_groups(
        &self,
        cx: &Context,
        filter: Option<&Filter>,
        with_members: bool,
    ) -> Result<Vec<Team>, Error> {
        let teams = self.pactflow.teams(&cx.caller);
        let mut q = None;
        for (path, literal) in filter.map(Filter::equalities).unwrap_or_default() {
            let Some(text) = literal.text() else { continue };
            if path.is("id", None) {
                let Ok(id) = resource_id("Group", &text) else {
                    return Ok(Vec::new());
                };
                return found(teams.get(&id).await);
            }
            if path.is("members", None) || path.is("members", Some("value")) {
                return self.teams_of(cx, &text).await;
            }
            if path.is("displayName", None) {
                if with_members {
                    let known = teams.known(&text).await?;
                    if !known.is_empty() {
                        return Ok(known);
                    }
                }
                q = Some(text.into_owned());
            }
        }
        let summaries = self.all_teams(&cx.caller, q.as_deref()).await?;
        Ok(summaries.into_iter().map(Team::from).collect())
    }

    /// The teams of a user, from what PactFlow says of the user.
    async fn teams_of(&self, cx: &Context, user: &str) -> Result<Vec<Team>, Error> {
        let users = self.user_by_id(cx, user).await?;
        let teams = users.iter().flat_map(User::teams);
        let teams = teams.map(|team| Team::from(team.clone())).collect();
        self.whole_teams(cx, teams).try_collect().await
    }

    /// These teams with their members, read side by side where they are not there yet, and given in the same order. One
    /// that was deleted meanwhile is left out.
    pub(super) fn whole_teams<'a>(
        &'a self,
        cx: &'a Context,
        teams: Vec<Team>,
    ) -> impl Stream<Item = Result<Team, Error>> + Send + 'a {
        let read = move |team: Team| async move {
            if team.embedded.members.is_some() {
                return Ok(Some(team));
            }
            let teams = self.pactflow.teams(&cx.caller);
            Ok(found(teams.get(&team.summary.uuid).await)?.pop())
        };
        stream::iter(teams)
            .map(read)
            .buffered(SIDE_BY_SIDE)
            .try_filter_map(|team| ready(Ok(team)))
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
