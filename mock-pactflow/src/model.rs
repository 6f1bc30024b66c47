//! What PactFlow keeps: users, teams, roles and tokens, as plain values.

use std::fmt;

use indexmap::IndexSet;
use jiff::Timestamp;
use uuid::Uuid;

/// Whether an account belongs to a person or to a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserType {
    /// A person; `type` 0 on the wire.
    User,
    /// A system account; `type` 1 on the wire.
    SystemAccount,
}

impl UserType {
    /// The number PactFlow writes into `type`.
    pub fn number(self) -> u8 {
        match self {
            Self::User => 0,
            Self::SystemAccount => 1,
        }
    }

    /// What PactFlow writes into `typeDescription`.
    pub fn description(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::SystemAccount => "System Account",
        }
    }
}

/// A user of PactFlow: a person, or a system account (which has no e-mail address).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// PactFlow's own id.
    pub uuid: Uuid,
    /// The display name. Someone who came by single sign-on may have none.
    pub name: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// E-mail address; system accounts have none.
    pub email: Option<String>,
    /// Whether the account can be used. A disabled one takes no seat.
    pub active: bool,
    /// Which of PactFlow's own identity provider connections the user came by.
    pub identity_provider_id: Option<Uuid>,
    /// The identity provider's id of this user (SCIM `externalId`).
    pub external_idp_id: Option<String>,
    /// The sign-in name at the identity provider (SCIM `userName`).
    pub external_idp_username: Option<String>,
    /// Person or system account.
    pub user_type: UserType,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When one of its own fields was last written.
    pub updated_at: Timestamp,
    /// When it last signed in; never by SCIM.
    pub last_login: Option<Timestamp>,
    /// Roles given to it, by UUID, in the order given. `Team Administrator` is not among
    /// them: PactFlow derives it from [`User::administers`].
    pub roles: IndexSet<Uuid>,
    /// Teams it is a member of, in the order of joining.
    pub teams: IndexSet<Uuid>,
    /// Teams it administers.
    pub administers: IndexSet<Uuid>,
}

/// A system account is a user of type [`UserType::SystemAccount`].
pub type SystemAccount = User;

impl User {
    /// Whether this is a system account.
    pub fn is_system_account(&self) -> bool {
        self.user_type == UserType::SystemAccount
    }

    /// The name, else the e-mail address, else the UUID: how a message names this account.
    pub fn label(&self) -> String {
        let name = self.name.as_ref().or(self.email.as_ref());
        name.cloned().unwrap_or_else(|| self.uuid.to_string())
    }
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// PactFlow's own id.
    pub uuid: Uuid,
    /// The name, unique among teams.
    pub name: String,
    /// Members, in the order of joining.
    pub members: IndexSet<Uuid>,
    /// Administrators, who need not be members.
    pub administrators: IndexSet<Uuid>,
    /// Names of the applications the team looks after. Not checked: applications are not modelled.
    pub pacticipants: IndexSet<String>,
    /// UUIDs of the environments the team looks after. Not checked: environments are not modelled.
    pub environments: IndexSet<Uuid>,
    /// When the team was made.
    pub created_at: Timestamp,
    /// When its name, administrators, applications or environments were last written.
    pub updated_at: Timestamp,
}

/// A role: a named list of permissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// PactFlow's own id; the predefined roles have well-known ones ([`crate::role`]).
    pub uuid: Uuid,
    /// The name, which changed over the versions of PactFlow: compare UUIDs.
    pub name: String,
    /// What the role is for.
    pub description: Option<String>,
    /// Scopes such as `user:read:*`.
    pub permissions: Vec<String>,
    /// Whether PactFlow brought it; such a role cannot be deleted.
    pub predefined: bool,
    /// When the role was made.
    pub created_at: Timestamp,
    /// When it was last written.
    pub updated_at: Timestamp,
}

/// What a token may do beyond what its owner may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Only GET and HEAD.
    ReadOnly,
    /// Everything its owner may do.
    ReadWrite,
}

impl Access {
    /// The description PactFlow gives to a token of this kind.
    pub fn description(self) -> &'static str {
        match self {
            Self::ReadOnly => "Read only token (developer)",
            Self::ReadWrite => "Read/write token (CI)",
        }
    }
}

/// An API token. Its value never appears in debug output.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// PactFlow's own id.
    pub uuid: Uuid,
    /// The account it belongs to.
    pub owner: Uuid,
    /// Read-only or read-write.
    pub access: Access,
    /// What follows `Bearer`.
    pub value: String,
    /// From when on it answers 401, if ever.
    pub expires_at: Option<Timestamp>,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("uuid", &self.uuid)
            .field("owner", &self.owner)
            .field("access", &self.access)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
