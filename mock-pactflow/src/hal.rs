//! The shapes of PactFlow's HAL resources. Nothing that is null is written.

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::model::{Role, Team, User};
use crate::role;
use crate::state::Store;

/// A link.
#[derive(Debug, Serialize)]
pub(crate) struct Link {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    href: String,
}

impl Link {
    pub(crate) fn titled(title: &'static str, href: String) -> Self {
        Self {
            title: Some(title),
            name: None,
            href,
        }
    }

    pub(crate) fn named(title: &'static str, name: &str, href: String) -> Self {
        Self {
            title: Some(title),
            name: Some(name.to_owned()),
            href,
        }
    }
}

/// The links of a resource that has only one to itself.
#[derive(Debug, Serialize)]
pub(crate) struct SelfLink {
    #[serde(rename = "self")]
    pub(crate) this: Link,
}

impl SelfLink {
    pub(crate) fn new(title: &'static str, href: String) -> Self {
        Self {
            this: Link::titled(title, href),
        }
    }
}

/// The links of a list.
#[derive(Debug, Serialize)]
pub(crate) struct ListLinks {
    #[serde(rename = "self")]
    pub(crate) this: Link,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) previous: Option<Link>,
}

/// A time as PactFlow writes it: `2020-10-20T06:53:11+00:00`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seconds(pub(crate) Timestamp);

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.strftime("%Y-%m-%dT%H:%M:%S+00:00"))
    }
}

/// A time with milliseconds, which only `lastLogin` has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Milliseconds(pub(crate) Timestamp);

impl Serialize for Milliseconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.strftime("%Y-%m-%dT%H:%M:%S%.3f+00:00"))
    }
}

/// What a user, a member of a team and an administrator have in common.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonBody<'a> {
    uuid: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity_provider_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_idp_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_idp_username: Option<&'a str>,
    created_at: Seconds,
    updated_at: Seconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_login: Option<Milliseconds>,
    #[serde(rename = "type")]
    kind: u8,
    type_description: &'static str,
}

impl<'a> PersonBody<'a> {
    fn new(user: &'a User) -> Self {
        Self {
            uuid: user.uuid,
            name: user.name.as_deref(),
            first_name: user.first_name.as_deref(),
            last_name: user.last_name.as_deref(),
            email: user.email.as_deref(),
            active: user.active,
            identity_provider_id: user.identity_provider_id,
            external_idp_id: user.external_idp_id.as_deref(),
            external_idp_username: user.external_idp_username.as_deref(),
            created_at: Seconds(user.created_at),
            updated_at: Seconds(user.updated_at),
            last_login: user.last_login.map(Milliseconds),
            kind: user.user_type.number(),
            type_description: user.user_type.description(),
        }
    }
}

/// A user, with roles and teams.
#[derive(Debug, Serialize)]
pub(crate) struct UserBody<'a> {
    #[serde(flatten)]
    person: PersonBody<'a>,
    #[serde(rename = "_embedded")]
    embedded: UserEmbedded<'a>,
    #[serde(rename = "_links")]
    links: SelfLink,
    /// The roles once more, which PactFlow repeats where one user is read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<RepeatedRole<'a>>,
}

#[derive(Debug, Serialize)]
struct UserEmbedded<'a> {
    roles: Vec<UserRole<'a>>,
    teams: Vec<UserTeam<'a>>,
}

#[derive(Debug, Serialize)]
struct UserRole<'a> {
    uuid: Uuid,
    name: &'a str,
    permissions: Vec<NamedScope<'a>>,
    #[serde(rename = "_links")]
    links: SelfLink,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RepeatedRole<'a> {
    updated_at: Seconds,
    created_at: Seconds,
    uuid: Uuid,
    name: &'a str,
    permissions: Vec<NamedScope<'a>>,
}

#[derive(Debug, Serialize)]
struct NamedScope<'a> {
    name: &'a str,
    scope: &'a str,
}

#[derive(Debug, Serialize)]
struct UserTeam<'a> {
    uuid: Uuid,
    name: &'a str,
    #[serde(rename = "_links")]
    links: UserTeamLinks,
}

#[derive(Debug, Serialize)]
struct UserTeamLinks {
    #[serde(rename = "self")]
    this: Link,
    #[serde(rename = "pf:membership")]
    membership: Link,
    #[serde(rename = "pf:integrations")]
    integrations: Link,
}

/// A user in a list.
pub(crate) fn listed_user<'a>(store: &'a Store, user: &'a User, base: &str) -> UserBody<'a> {
    let uuid = user.uuid;
    let roles = store.roles_of(user).map(|role| {
        let href = format!("{base}/admin/users/{uuid}/roles/{}", role.uuid);
        let links = SelfLink {
            this: Link::named("User Role", &role.name, href),
        };
        UserRole {
            uuid: role.uuid,
            name: &role.name,
            permissions: named_scopes(role),
            links,
        }
    });
    let teams = store.teams_of(user).map(|team| UserTeam {
        uuid: team.uuid,
        name: &team.name,
        links: UserTeamLinks {
            this: Link::named("Team", &team.name, format!("{base}/teams/{}", team.uuid)),
            membership: Link::titled(
                "Team membership",
                format!("{base}/teams/{}/users/{uuid}", team.uuid),
            ),
            integrations: Link::named(
                "Team integrations",
                &team.name,
                format!("{base}/integrations/team/{}", team.uuid),
            ),
        },
    });
    UserBody {
        person: PersonBody::new(user),
        embedded: UserEmbedded {
            roles: roles.collect(),
            teams: teams.collect(),
        },
        links: SelfLink::new("User", format!("{base}/admin/users/{uuid}")),
        roles: Vec::new(),
    }
}

/// One user, as `GET /admin/users/{uuid}` and every write of a user answer it.
pub(crate) fn user<'a>(store: &'a Store, user: &'a User, base: &str) -> UserBody<'a> {
    let mut body = listed_user(store, user, base);
    body.roles = store
        .roles_of(user)
        .map(|role| RepeatedRole {
            updated_at: Seconds(role.updated_at),
            created_at: Seconds(role.created_at),
            uuid: role.uuid,
            name: &role.name,
            permissions: named_scopes(role),
        })
        .collect();
    body
}

fn named_scopes(role: &Role) -> Vec<NamedScope<'_>> {
    let name = |scope: &str| role::known_permission(scope).map_or("", |known| known.label);
    role.permissions
        .iter()
        .map(|scope| NamedScope {
            name: name(scope),
            scope,
        })
        .collect()
}

/// A user as a team shows it: the fields of the user without its roles and teams.
#[derive(Debug, Serialize)]
pub(crate) struct MemberBody<'a> {
    #[serde(flatten)]
    person: PersonBody<'a>,
    #[serde(rename = "_links")]
    links: SelfLink,
}

pub(crate) fn member<'a>(user: &'a User, base: &str) -> MemberBody<'a> {
    let links = SelfLink::new("User", format!("{base}/admin/users/{}", user.uuid));
    MemberBody {
        person: PersonBody::new(user),
        links,
    }
}

pub(crate) fn members<'a>(
    store: &'a Store,
    uuids: impl IntoIterator<Item = &'a Uuid>,
    base: &str,
) -> Vec<MemberBody<'a>> {
    uuids
        .into_iter()
        .filter_map(|uuid| store.users.get(uuid))
        .map(|user| member(user, base))
        .collect()
}

/// A team; `_embedded` only where one team is read or written.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TeamBody<'a> {
    uuid: Uuid,
    name: &'a str,
    number_of_members: usize,
    created_at: Seconds,
    updated_at: Seconds,
    #[serde(rename = "_embedded", skip_serializing_if = "Option::is_none")]
    embedded: Option<TeamEmbedded<'a>>,
    #[serde(rename = "_links")]
    links: SelfLink,
}

#[derive(Debug, Serialize)]
struct TeamEmbedded<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<Vec<MemberBody<'a>>>,
    administrators: Vec<MemberBody<'a>>,
    pacticipants: Vec<PacticipantBody<'a>>,
    environments: Vec<EnvironmentBody>,
}

#[derive(Debug, Serialize)]
struct PacticipantBody<'a> {
    name: &'a str,
    #[serde(rename = "_links")]
    links: SelfLink,
}

#[derive(Debug, Serialize)]
struct EnvironmentBody {
    uuid: Uuid,
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// A team in a list: without members.
pub(crate) fn listed_team<'a>(team: &'a Team, base: &str) -> TeamBody<'a> {
    TeamBody {
        uuid: team.uuid,
        name: &team.name,
        number_of_members: team.members.len(),
        created_at: Seconds(team.created_at),
        updated_at: Seconds(team.updated_at),
        embedded: None,
        links: SelfLink::new("Team", format!("{base}/admin/teams/{}", team.uuid)),
    }
}

/// A team as a write answers it: with all that is embedded but the members.
pub(crate) fn written_team<'a>(store: &'a Store, team: &'a Team, base: &str) -> TeamBody<'a> {
    let pacticipants = team.pacticipants.iter().map(|name| {
        let segment: String = form_urlencoded::byte_serialize(name.as_bytes())
            .collect::<String>()
            .replace('+', "%20");
        PacticipantBody {
            name,
            links: SelfLink::new("Application", format!("{base}/pacticipants/{segment}")),
        }
    });
    let environments = team.environments.iter().map(|uuid| EnvironmentBody {
        uuid: *uuid,
        links: SelfLink::new("Environment", format!("{base}/environments/{uuid}")),
    });
    let embedded = TeamEmbedded {
        members: None,
        administrators: members(store, &team.administrators, base),
        pacticipants: pacticipants.collect(),
        environments: environments.collect(),
    };
    TeamBody {
        embedded: Some(embedded),
        ..listed_team(team, base)
    }
}

/// A team as `GET /admin/teams/{uuid}` answers it: with its members.
pub(crate) fn team<'a>(store: &'a Store, team: &'a Team, base: &str) -> TeamBody<'a> {
    let mut body = written_team(store, team, base);
    if let Some(embedded) = &mut body.embedded {
        embedded.members = Some(members(store, &team.members, base));
    }
    body
}
