//! The rules for people: PactFlow's users as SCIM Users.

use std::sync::LazyLock;

use serde_json::Value;

use super::given::{Given, boolean, element_value, elements, is_silent, text};
use super::rule::{self, Direction, Reading, Rule, Search};
use crate::pactflow::{TEAM_ADMINISTRATOR, User};
use crate::scim::coerce::as_boolean;
use crate::scim::schema::{Attribute, Schema};
use crate::scim::{Error, urn};

mod document;
mod wanted;

pub use document::to_scim;
pub use wanted::{Kind, Wanted, for_create, for_update};

use Direction::{ReadAndCreate, ReadOnly, ReadWrite};

/// One row of the table of people.
pub type UserRule = Rule<User, Said>;

/// What a request says of a person, before it is held against what PactFlow has.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    user_name: Given<String>,
    external_id: Given<String>,
    given_name: Given<String>,
    family_name: Given<String>,
    formatted: Given<String>,
    display_name: Given<String>,
    user_type: Given<String>,
    active: Given<bool>,
    email: Given<String>,
    roles: Given<Vec<String>>,
    teams: Given<Vec<String>>,
}

/// The table, in the order in which an answer shows the attributes.
pub const RULES: &[UserRule] = &[
    Rule {
        id: "MAP-U01",
        scim: "id",
        pactflow: "uuid",
        direction: ReadOnly,
        sentence: "PactFlow chooses the id; a client's id is ignored.",
        search: Search::Id,
        attribute: |name| Attribute::string(name).case_exact(),
        read: |user| Some(user.uuid.clone()).into(),
        write: None,
    },
    Rule {
        id: "MAP-U03",
        scim: "externalId",
        pactflow: "externalIdpId",
        direction: ReadWrite,
        sentence: "The identity provider's own id; optional, kept as sent.",
        search: Search::ExternalId,
        attribute: |name| Attribute::string(name).case_exact(),
        read: |user| rule::text(&user.external_idp_id).into(),
        write: Some(|said, value| {
            said.external_id = text("externalId", value)?;
            Ok(())
        }),
    },
    Rule {
        id: "MAP-U11",
        scim: "meta.created",
        pactflow: "createdAt",
        direction: ReadOnly,
        sentence: "When PactFlow created the user, in whole seconds, UTC.",
        search: Search::None,
        attribute: Attribute::date_time,
        read: |user| rule::instant(&user.created_at).into(),
        write: None,
    },
    Rule {
        id: "MAP-U12",
        scim: "meta.lastModified",
        pactflow: "updatedAt",
        direction: ReadOnly,
        sentence: "When PactFlow last changed the user, in whole seconds, UTC.",
        search: Search::None,
        attribute: Attribute::date_time,
        read: |user| rule::instant(&user.updated_at).into(),
        write: None,
    },
    Rule {
        id: "MAP-U02",
        scim: "userName",
        pactflow: "externalIdpUsername",
        direction: ReadWrite,
        sentence: "The sign-in name: what the identity provider sends by SAML. Compared without regard to case, stored and returned as sent.",
        search: Search::SignInName,
        attribute: |name| Attribute::string(name).required().server_unique(),
        read: |user| rule::text(&user.external_idp_username).into(),
        write: Some(|said, value| {
            said.user_name = text("userName", value)?;
            Ok(())
        }),
    },
    Rule {
        id: "MAP-U06",
        scim: "name.formatted",
        pactflow: "name",
        direction: ReadWrite,
        sentence: "The name that PactFlow shows; wins over displayName.",
        search: Search::Text,
        attribute: Attribute::string,
        read: |user| rule::text(&user.name).into(),
        write: Some(|said, value| {
            said.formatted = text("name.formatted", value)?;
            Ok(())
        }),
    },
    Rule {
        id: "MAP-U05",
        scim: "name.familyName",
        pactflow: "lastName",
        direction: ReadWrite,
        sentence: "The family name.",
        search: Search::None,
        attribute: Attribute::string,
        read: |user| rule::text(&user.last_name).into(),
        write: Some(|said, value| {
            said.family_name = text("name.familyName", value)?;
            Ok(())
        }),
    },
    Rule {
        id: "MAP-U04",
        scim: "name.givenName",
        pactflow: "firstName",
        direction: ReadWrite,
        sentence: "The given name.",
        search: Search::None,
        attribute: Attribute::string,
        read: |user| rule::text(&user.first_name).into(),
        write: Some(|said, value| {
            said.given_name = text("name.givenName", value)?;
            Ok(())
        }),
    },
    Rule {
        id: "MAP-U07",
        scim: "displayName",
        pactflow: "name",
        direction: ReadWrite,
        sentence: "The name that PactFlow shows, where name.formatted says nothing.",
        search: Search::Text,
        attribute: Attribute::string,
        read: |user| rule::text(&user.name).into(),
        write: Some(|said, value| {
            said.display_name = text("displayName", value)?;
            Ok(())
        }),
    },
    Rule {
        id: "MAP-U08",
        scim: "userType",
        pactflow: "type in, typeDescription out",
        direction: ReadWrite,
        sentence: "User for a person, System Account for a system account; PactFlow never changes it.",
        search: Search::Type,
        attribute: |name| Attribute::string(name).canonical_values(&["User", "System Account"]),
        read: |user| rule::text(&user.type_description).into(),
        write: Some(|said, value| {
            let number = value
                .as_u64()
                .map(|number| Value::String(number.to_string()));
            said.user_type = text("userType", number.as_ref().unwrap_or(value))?;
            Ok(())
        }),
    },
    Rule {
        id: "MAP-U09",
        scim: "active",
        pactflow: "active",
        direction: ReadWrite,
        sentence: "Whether the person may sign in to PactFlow.",
        search: Search::Active,
        attribute: Attribute::boolean,
        read: |user| user.active.into(),
        write: Some(|said, value| {
            said.active = boolean("active", value)?;
            Ok(())
        }),
    },
    Rule {
        id: "MAP-U10",
        scim: "emails[].value",
        pactflow: "email",
        direction: ReadWrite,
        sentence: "The e-mail address: the primary one, otherwise the first; required.",
        search: Search::Email,
        attribute: |name| Attribute::string(name).required(),
        read: |user| {
            Reading::each(rule::text(&user.email).as_slice(), |email| {
                Some(email.clone())
            })
        },
        write: Some(|said, value| {
            said.email = primary_email(value)?;
            Ok(())
        }),
    },
    Rule {
        id: "DEC-01",
        scim: "emails[].primary",
        pactflow: "",
        direction: ReadWrite,
        sentence: "Always true, since PactFlow keeps one address; among several that are sent it chooses the one that is kept.",
        search: Search::None,
        attribute: Attribute::boolean,
        read: |user| Reading::each(rule::text(&user.email).as_slice(), |_| Some(true)),
        write: None,
    },
    Rule {
        id: "DEC-01",
        scim: "emails[].type",
        pactflow: "",
        direction: ReadWrite,
        sentence: "Always work, since PactFlow keeps no type and providers select the address by it; another that is sent has no effect.",
        search: Search::None,
        attribute: |name| Attribute::string(name).canonical_values(&["work"]),
        read: |user| Reading::each(rule::text(&user.email).as_slice(), |_| Some("work")),
        write: None,
    },
    Rule {
        id: "MAP-U16",
        scim: "groups[].value",
        pactflow: "_embedded.teams[].uuid",
        direction: ReadAndCreate,
        sentence: "The teams of the person; a new person joins those that are named, later membership is managed through Groups.",
        search: Search::None,
        attribute: |name| Attribute::string(name).case_exact(),
        read: |user| Reading::each(user.teams(), |team| Some(team.uuid.clone())),
        write: Some(|said, value| {
            let teams = elements(value)
                .iter()
                .filter_map(element_value)
                .map(str::to_owned);
            said.teams = Given::Value(teams.collect());
            Ok(())
        }),
    },
    Rule {
        id: "MAP-U17",
        scim: "groups[].display",
        pactflow: "_embedded.teams[].name",
        direction: ReadOnly,
        sentence: "The team's name.",
        search: Search::None,
        attribute: Attribute::string,
        read: |user| Reading::each(user.teams(), |team| team.name.clone()),
        write: None,
    },
    Rule {
        id: "DEC-01",
        scim: "groups[].type",
        pactflow: "",
        direction: ReadOnly,
        sentence: "Always direct: teams do not contain teams.",
        search: Search::None,
        attribute: |name| Attribute::string(name).canonical_values(&["direct"]),
        read: |user| Reading::each(user.teams(), |_| Some("direct")),
        write: None,
    },
    Rule {
        id: "DEC-01",
        scim: "groups[].$ref",
        pactflow: "",
        direction: ReadOnly,
        sentence: "The group's address, relative to the service.",
        search: Search::None,
        attribute: |name| Attribute::reference(name, &["Group"]),
        read: |user| Reading::each(user.teams(), |team| Some(format!("Groups/{}", team.uuid))),
        write: None,
    },
    Rule {
        id: "MAP-U13",
        scim: "roles[].value",
        pactflow: "_embedded.roles[].uuid",
        direction: ReadWrite,
        sentence: "The roles, chosen by UUID.",
        search: Search::None,
        attribute: Attribute::string,
        read: |user| Reading::each(user.roles(), |role| Some(role.uuid.clone())),
        write: Some(|said, value| {
            said.roles = Given::Value(role_uuids(value)?);
            Ok(())
        }),
    },
    Rule {
        id: "MAP-U14",
        scim: "roles[].display",
        pactflow: "_embedded.roles[].name",
        direction: ReadOnly,
        sentence: "The role's name.",
        search: Search::None,
        attribute: Attribute::string,
        read: |user| Reading::each(user.roles(), |role| role.name.clone()),
        write: None,
    },
    Rule {
        id: "MAP-U15",
        scim: "roles[].type",
        pactflow: "_embedded.roles[].name",
        direction: ReadOnly,
        sentence: "The role's name again, since identity providers select a role by its type.",
        search: Search::None,
        attribute: Attribute::string,
        read: |user| Reading::each(user.roles(), |role| role.name.clone()),
        write: None,
    },
];

/// The User schema, made of the table.
pub fn schema() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema {
        urn: urn::USER,
        name: "User",
        description: "A person or a system account of PactFlow",
        attributes: rule::attributes(RULES, |name| match name {
            "name" => {
                Attribute::complex(name, Vec::new()).describe("The parts of the person's name")
            }
            "emails" => Attribute::complex(name, Vec::new())
                .multi_valued()
                .required()
                .describe("The e-mail address"),
            "groups" => Attribute::complex(name, Vec::new())
                .multi_valued()
                .read_only()
                .describe("The teams the person belongs to"),
            name => Attribute::complex(name, Vec::new())
                .multi_valued()
                .describe("The person's roles in PactFlow"),
        }),
    });
    &SCHEMA
}

/// MAP-U10, DEC-05: the primary address, otherwise the first one that is usable.
fn primary_email(value: &Value) -> Result<Given<String>, Error> {
    let usable = || {
        elements(value)
            .iter()
            .filter_map(|element| Some((element, element_value(element)?)))
    };
    let is_primary = |element: &Value| element.get("primary").and_then(as_boolean).unwrap_or(false);
    usable()
        .find(|(element, _)| is_primary(element))
        .or_else(|| usable().next())
        .map(|(_, address)| Given::Value(address.to_owned()))
        .ok_or_else(|| {
            Error::invalid_value(
                "emails needs an entry with a value: PactFlow requires an e-mail address",
            )
        })
}

/// DEC-06: entries without a value are skipped, a value must be a UUID, and the role that PactFlow gives by itself to
/// team administrators is never written.
fn role_uuids(value: &Value) -> Result<Vec<String>, Error> {
    let mut uuids = Vec::new();
    for element in elements(value).iter().filter(|role| !is_silent(role)) {
        let value = element_value(element).ok_or_else(|| {
            Error::invalid_value("roles: a value must be the UUID of a PactFlow role")
        })?;
        let uuid = uuid::Uuid::try_parse(value.trim())
            .map_err(|_| {
                Error::invalid_value(format!(
                    "roles: {value:?} is not the UUID of a PactFlow role"
                ))
            })?
            .to_string();
        if uuid != TEAM_ADMINISTRATOR && !uuids.contains(&uuid) {
            uuids.push(uuid);
        }
    }
    Ok(uuids)
}

#[cfg(test)]
mod tests;
