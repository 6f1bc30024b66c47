//! The wire structs of PactFlow's users and teams.
//!
//! PactFlow's answers are read leniently: only the `uuid` must be there, everything else may be missing or null.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize};

use super::entries::Entry;
use super::paging::Listed;

/// PactFlow's `type` of a system account; people are type 0.
pub const SYSTEM_ACCOUNT: u8 = 1;

/// A person or a system account, as `GET /admin/users/{uuid}` answers it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// PactFlow's identifier, a UUID.
    pub uuid: String,
    /// The name that PactFlow shows.
    pub name: Option<String>,
    /// The given name.
    pub first_name: Option<String>,
    /// The family name.
    pub last_name: Option<String>,
    /// The e-mail address; system accounts have none.
    pub email: Option<String>,
    /// Whether the user may sign in. `None` means that the answer did not say.
    pub active: Option<bool>,
    /// The identity provider's own identifier of the user.
    pub external_idp_id: Option<String>,
    /// The sign-in name: what the identity provider sends by SAML.
    pub external_idp_username: Option<String>,
    /// When PactFlow created the user, RFC 3339.
    pub created_at: Option<String>,
    /// When PactFlow last changed the user, RFC 3339.
    pub updated_at: Option<String>,
    /// 0 for a person, 1 for a system account.
    #[serde(rename = "type", default, deserialize_with = "null_is_default")]
    pub kind: u8,
    /// `User` or `System Account`.
    pub type_description: Option<String>,
    /// Roles and teams.
    #[serde(rename = "_embedded", default, deserialize_with = "null_is_default")]
    pub embedded: UserEmbedded,
}

impl User {
    /// Whether this is a system account rather than a person.
    pub fn is_system_account(&self) -> bool {
        self.kind == SYSTEM_ACCOUNT
    }

    /// Whether the user holds this role. `None` means that PactFlow did not say which roles the user has.
    pub fn has_role(&self, role: &str) -> Option<bool> {
        let roles = self.embedded.roles.as_ref()?;
        Some(
            roles
                .iter()
                .any(|held| held.uuid.eq_ignore_ascii_case(role)),
        )
    }

    /// The roles, empty where PactFlow sent none.
    pub fn roles(&self) -> &[RoleRef] {
        self.embedded.roles.as_deref().unwrap_or_default()
    }

    /// The teams, empty where PactFlow sent none.
    pub fn teams(&self) -> &[TeamRef] {
        self.embedded.teams.as_deref().unwrap_or_default()
    }

    /// This user, with the roles and teams of `earlier` where this answer did not say them.
    pub fn with_embedded_of(mut self, earlier: User) -> Self {
        self.embedded.roles = self.embedded.roles.or(earlier.embedded.roles);
        self.embedded.teams = self.embedded.teams.or(earlier.embedded.teams);
        self
    }

    /// This user, with these roles.
    pub fn with_roles(mut self, roles: Vec<RoleRef>) -> Self {
        self.embedded.roles = Some(roles);
        self
    }

    /// The writable fields with their present values.
    pub fn fields(&self) -> UserFields {
        UserFields {
            email: self.email.clone(),
            name: self.name.clone(),
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            active: self.active,
            external_idp_id: self.external_idp_id.clone(),
            external_idp_username: self.external_idp_username.clone(),
        }
    }
}

impl Entry for User {}

impl Listed for User {
    fn uuid(&self) -> &str {
        &self.uuid
    }
}

/// What PactFlow embeds in a user. `None` means that the answer did not say.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct UserEmbedded {
    /// The user's roles.
    pub roles: Option<Vec<RoleRef>>,
    /// The teams the user belongs to.
    pub teams: Option<Vec<TeamRef>>,
}

/// A role of a user.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct RoleRef {
    /// PactFlow's identifier of the role.
    pub uuid: String,
    /// The role's name; it changed over PactFlow's versions, so roles are compared by UUID.
    pub name: Option<String>,
}

/// A team of a user.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct TeamRef {
    /// PactFlow's identifier of the team.
    pub uuid: String,
    /// The team's name.
    pub name: Option<String>,
}

/// The writable fields of a user: the body of a create or an update.
///
/// What PactFlow does with a field that an update leaves out is not documented, so an update sends every one,
/// with its present value where it does not change, and null where there is none. Only `active` is left out where
/// nobody said what it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the same fields as in `User`")]
pub struct UserFields {
    pub email: Option<String>,
    pub name: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    pub external_idp_id: Option<String>,
    pub external_idp_username: Option<String>,
}

/// By what a user can be looked up; all else in an answer is passed over.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Names<'a> {
    /// PactFlow's identifier; empty for a user who may come to be.
    pub(super) uuid: Cow<'a, str>,
    pub(super) email: Option<Cow<'a, str>>,
    pub(super) external_idp_id: Option<Cow<'a, str>>,
    pub(super) external_idp_username: Option<Cow<'a, str>>,
}

impl<'a> From<&'a User> for Names<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            uuid: user.uuid.as_str().into(),
            email: user.email.as_deref().map(Into::into),
            external_idp_id: user.external_idp_id.as_deref().map(Into::into),
            external_idp_username: user.external_idp_username.as_deref().map(Into::into),
        }
    }
}

impl<'a> From<&'a UserFields> for Names<'a> {
    fn from(fields: &'a UserFields) -> Self {
        Self {
            uuid: "".into(),
            email: fields.email.as_deref().map(Into::into),
            external_idp_id: fields.external_idp_id.as_deref().map(Into::into),
            external_idp_username: fields.external_idp_username.as_deref().map(Into::into),
        }
    }
}

impl Entry for Names<'static> {}

impl Listed for Names<'_> {
    fn uuid(&self) -> &str {
        &self.uuid
    }
}

/// A team as the list shows it: without its members.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TeamSummary {
    /// PactFlow's identifier, a UUID.
    pub uuid: String,
    /// The team's name.
    pub name: Option<String>,
    /// When PactFlow created the team, RFC 3339.
    pub created_at: Option<String>,
    /// When PactFlow last changed the team, RFC 3339.
    pub updated_at: Option<String>,
    /// How many members the team has, whether or not the token may see all of them.
    pub number_of_members: Option<usize>,
}

impl Listed for TeamSummary {
    fn uuid(&self) -> &str {
        &self.uuid
    }
}

/// A team as `GET /admin/teams/{uuid}` answers it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Team {
    /// What the list shows of it.
    #[serde(flatten)]
    pub summary: TeamSummary,
    /// Members, administrators, applications and environments.
    #[serde(rename = "_embedded", default, deserialize_with = "null_is_default")]
    pub embedded: TeamEmbedded,
}

/// A team of which no more is known than the list shows.
impl From<TeamSummary> for Team {
    fn from(summary: TeamSummary) -> Self {
        Self {
            summary,
            ..Self::default()
        }
    }
}

/// A team of which no more is known than a user shows.
impl From<TeamRef> for Team {
    fn from(TeamRef { uuid, name }: TeamRef) -> Self {
        TeamSummary {
            uuid,
            name,
            ..TeamSummary::default()
        }
        .into()
    }
}

impl Team {
    /// The members, empty where PactFlow sent none.
    pub fn members(&self) -> &[Member] {
        self.embedded.members.as_deref().unwrap_or_default()
    }

    /// Whether PactFlow said all that a change of the team has to carry or to spare. What it left out must not be taken
    /// for empty.
    pub fn is_whole(&self) -> bool {
        self.embedded.members.is_some() && self.embedded.administrators.is_some()
    }

    /// Whether the team has members whom PactFlow does not show to this token.
    pub fn hides_members(&self) -> bool {
        self.summary
            .number_of_members
            .is_some_and(|number| number > self.members().len())
    }

    /// The writable fields with their present values.
    pub fn fields(&self) -> TeamFields {
        let uuids =
            |of: &Option<Vec<Uuid>>| of.iter().flatten().map(|it| it.uuid.clone()).collect();
        TeamFields {
            name: self.summary.name.clone().unwrap_or_default(),
            administrator_uuids: uuids(&self.embedded.administrators),
            environment_uuids: uuids(&self.embedded.environments),
            pacticipant_names: self
                .embedded
                .pacticipants
                .iter()
                .flatten()
                .map(|it| it.name.clone())
                .collect(),
        }
    }
}

/// What PactFlow embeds in a team.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct TeamEmbedded {
    /// The people and system accounts in the team. They may be very many, so clones of the team share them.
    #[serde(default, deserialize_with = "shared")]
    pub members: Option<Arc<[Member]>>,
    administrators: Option<Vec<Uuid>>,
    environments: Option<Vec<Uuid>>,
    pacticipants: Option<Vec<Named>>,
}

/// A member of a team; the roles and permissions that PactFlow repeats for each member are passed over.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Member {
    /// The user's UUID.
    pub uuid: String,
    /// The user's name.
    pub name: Option<String>,
    /// 0 for a person, 1 for a system account.
    #[serde(rename = "type", default, deserialize_with = "null_is_default")]
    pub kind: u8,
}

impl Entry for Member {
    /// All else that PactFlow says of a member, which is most of it, is not kept.
    fn kept(&self, _: usize) -> usize {
        size_of::<Self>() + self.uuid.len() + self.name.as_ref().map_or(0, String::len)
    }
}

impl Member {
    /// Whether this is a system account rather than a person.
    pub fn is_system_account(&self) -> bool {
        self.kind == SYSTEM_ACCOUNT
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Uuid {
    uuid: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Named {
    name: String,
}

/// The writable fields of a team. An update replaces all of them, so a rename carries the present
/// administrators, environments and applications, or they are lost.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TeamFields {
    /// The team's name.
    pub name: String,
    /// The users who administer the team.
    pub administrator_uuids: Vec<String>,
    /// The environments the team owns.
    pub environment_uuids: Vec<String>,
    /// The applications the team owns, by name.
    pub pacticipant_names: Vec<String>,
}

fn shared<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Arc<[Member]>>, D::Error> {
    let members = Option::<Vec<Member>>::deserialize(from)?;
    Ok(members.map(Into::into))
}

/// `null` reads as the type's default: PactFlow writes null for what is unset.
fn null_is_default<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(from).map(Option::unwrap_or_default)
}
