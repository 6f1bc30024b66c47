//! What a simulator starts with: roles, people, system accounts and teams, written down by name.

mod build;
mod builtin;
mod export;
mod merge;

use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use self::build::Builder;
use crate::model::Access;

/// The document that a simulator starts with. The same schema in TOML, in JSON and as a value;
/// unknown keys are errors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    /// Always 1.
    pub version: u32,
    /// Freezes the clock at this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<Timestamp>,
    /// Roles beside the predefined ones; one with the name of a predefined role replaces its
    /// permissions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<SeedRole>,
    /// People.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<SeedUser>,
    /// System accounts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub system_accounts: Vec<SeedSystemAccount>,
    /// Teams. `Default` is there even if it is not listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<SeedTeam>,
}

/// A role of a seed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedRole {
    /// Its name.
    pub name: String,
    /// Its UUID; derived from the name where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<Uuid>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its scopes.
    #[serde(default)]
    pub permissions: Vec<String>,
}

/// A person of a seed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedUser {
    /// The display name; someone who came by single sign-on may have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The e-mail address.
    pub email: String,
    /// The UUID; derived from the e-mail address where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<Uuid>,
    /// Given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The identity provider's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_idp_id: Option<String>,
    /// The sign-in name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_idp_username: Option<String>,
    /// Which identity provider connection the user came by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_provider_id: Option<Uuid>,
    /// Whether the account can be used; `true` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// Roles by name; `User` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<String>>,
    /// The person's API tokens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<SeedToken>,
    /// When the account was made; the start of the simulator where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last written; as `created_at` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// When the person last signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_login: Option<Timestamp>,
}

/// A system account of a seed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedSystemAccount {
    /// Its name.
    pub name: String,
    /// Its UUID; derived from the name where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<Uuid>,
    /// Whether it can be used; `true` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// Roles by name; `CI/CD` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<String>>,
    /// Its API tokens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<SeedToken>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
}

/// A token of a seed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedToken {
    /// What follows `Bearer`. An export leaves it out; a token without one gets a new value, or
    /// keeps the one it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// `read-only` or `read-write`.
    pub access: Access,
    /// Its UUID; derived from its owner and its access where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<Uuid>,
    /// From when on it answers 401.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

impl std::fmt::Debug for SeedToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SeedToken")
            .field("access", &self.access)
            .field("uuid", &self.uuid)
            .finish_non_exhaustive()
    }
}

/// A team of a seed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedTeam {
    /// Its name.
    pub name: String,
    /// Its UUID; derived from the name where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<Uuid>,
    /// Members: e-mail addresses of people, names of system accounts, or UUIDs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// Administrators, named likewise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub administrators: Vec<String>,
    /// Names of applications.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pacticipants: Vec<String>,
    /// UUIDs of environments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environments: Vec<Uuid>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
}

/// Why a seed cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The file cannot be read.
    #[error("cannot read the seed file {path}")]
    Read {
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The document is not of the schema.
    #[error("the seed {name} is not well formed: {reason}")]
    Syntax {
        /// The file, or the language of the document.
        name: String,
        /// What is wrong, and where.
        reason: String,
    },
    /// The document is well formed but contradicts itself.
    #[error("the seed makes no sense: {0}")]
    Meaning(String),
}

impl Seed {
    /// The seed that this name or file names: `demo`, `empty`, or a path to a TOML or JSON document.
    /// (`large` needs numbers: [`Seed::large`].)
    ///
    /// # Errors
    ///
    /// If there is no such file, or it is no seed.
    pub fn load(name: &str) -> Result<Self, SeedError> {
        match name {
            "demo" => return Ok(Self::demo()),
            "empty" => return Ok(Self::empty()),
            _ => {}
        }
        let text = std::fs::read_to_string(name).map_err(|source| SeedError::Read {
            path: name.to_owned(),
            source,
        })?;
        let json = Path::new(name)
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        let seed = if json {
            Self::parse_json(&text)
        } else {
            Self::parse_toml(&text)
        };
        seed.map_err(|error| match error {
            SeedError::Syntax { reason, .. } => SeedError::Syntax {
                name: name.to_owned(),
                reason,
            },
            error => error,
        })
    }

    /// A seed written in TOML.
    ///
    /// # Errors
    ///
    /// If it is no TOML, has an unknown key or an unknown version, or contradicts itself.
    pub fn parse_toml(text: &str) -> Result<Self, SeedError> {
        let seed = toml::from_str(text).map_err(|error| SeedError::Syntax {
            name: "in TOML".to_owned(),
            reason: error.to_string(),
        })?;
        Self::checked(seed)
    }

    /// A seed written in JSON.
    ///
    /// # Errors
    ///
    /// As [`Seed::parse_toml`].
    pub fn parse_json(text: &str) -> Result<Self, SeedError> {
        let seed = serde_json::from_str(text).map_err(|error| SeedError::Syntax {
            name: "in JSON".to_owned(),
            reason: error.to_string(),
        })?;
        Self::checked(seed)
    }

    /// The document in TOML.
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_else(|error| format!("# cannot be written: {error}"))
    }

    fn checked(seed: Self) -> Result<Self, SeedError> {
        if seed.version != 1 {
            return Err(SeedError::Meaning(format!(
                "version is {}, and only 1 is known",
                seed.version
            )));
        }
        seed.build(Timestamp::UNIX_EPOCH, &mut crate::ids::Ids::sequential())?;
        Ok(seed)
    }

    /// Adds a person.
    #[must_use]
    pub fn user(mut self, user: SeedUser) -> Self {
        self.users.push(user);
        self
    }

    /// Adds a team with these members: e-mail addresses of people, or names of system accounts.
    #[must_use]
    pub fn team<M: Into<String>>(
        mut self,
        name: &str,
        members: impl IntoIterator<Item = M>,
    ) -> Self {
        let members = members.into_iter().map(Into::into).collect();
        self.teams.push(SeedTeam {
            name: name.to_owned(),
            members,
            ..SeedTeam::default()
        });
        self
    }

    /// Adds a system account with the role `SCIM` and a read-write token of this value.
    #[must_use]
    pub fn system_account(mut self, name: &str, token: &str) -> Self {
        self.system_accounts.push(SeedSystemAccount {
            name: name.to_owned(),
            roles: Some(vec!["SCIM".to_owned()]),
            tokens: vec![SeedToken::new(token, Access::ReadWrite)],
            ..SeedSystemAccount::default()
        });
        self
    }
}

impl SeedToken {
    /// A token that does not expire.
    pub fn new(value: &str, access: Access) -> Self {
        Self {
            value: Some(value.to_owned()),
            access,
            uuid: None,
            expires_at: None,
        }
    }
}

impl SeedUser {
    /// An active person with the role `User`.
    pub fn new(name: &str, email: &str) -> Self {
        Self {
            name: Some(name.to_owned()),
            email: email.to_owned(),
            ..Self::default()
        }
    }

    /// With given and family name.
    #[must_use]
    pub fn named(mut self, first: &str, last: &str) -> Self {
        self.first_name = Some(first.to_owned());
        self.last_name = Some(last.to_owned());
        self
    }

    /// With a sign-in name at the identity provider, and its id there.
    #[must_use]
    pub fn external_idp(mut self, username: &str, id: &str) -> Self {
        self.external_idp_username = Some(username.to_owned());
        self.external_idp_id = Some(id.to_owned());
        self
    }

    /// Disabled.
    #[must_use]
    pub fn inactive(mut self) -> Self {
        self.active = Some(false);
        self
    }

    /// With these roles, by name, instead of `User`.
    #[must_use]
    pub fn roles<R: Into<String>>(mut self, roles: impl IntoIterator<Item = R>) -> Self {
        self.roles = Some(roles.into_iter().map(Into::into).collect());
        self
    }
}

#[cfg(test)]
mod tests;
