//! What a request asks of a user, decided: the values that PactFlow shall have afterwards.

use super::super::rule;
use super::{Given, RULES, Said};
use crate::mapping::Note;
use crate::pactflow::{User, UserFields};
use crate::scim::{Error, Received};

/// What kind of user a create asks for (DEC-03).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `userType` `User` or `0`.
    Person,
    /// `userType` `System Account` or `1`.
    SystemAccount,
}

/// The state that a request asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// A person or a system account.
    pub kind: Kind,
    /// Every writable field, with its present value where it does not change.
    pub fields: UserFields,
    /// The roles, by UUID, or `None` to leave them alone (DEC-06). Never the role of team administrators.
    pub roles: Option<Vec<String>>,
    /// The teams that a new user joins, by UUID; those that are unknown are passed over (DEC-07).
    pub teams: Vec<String>,
    /// What became of each attribute that was sent.
    pub notes: Vec<Note>,
}

/// What a create asks for.
///
/// # Errors
/// `invalidValue` where `userName` or an e-mail address is missing, or a value is of the wrong kind.
pub fn for_create(received: &Received) -> Result<Wanted, Error> {
    let (said, mut notes) = rule::take_in(RULES, received)?;
    let kind = kind(&said, &mut notes).unwrap_or(Kind::Person);
    let user_name = said.user_name.value().cloned();
    let email = said.email.value().cloned();
    if kind == Kind::Person {
        if user_name.is_none() {
            return Err(Error::invalid_value(
                "userName is required: the name with which the person signs in",
            ));
        }
        if email.is_none() {
            return Err(Error::invalid_value(
                "emails is required: PactFlow keeps an e-mail address for each person",
            ));
        }
    }
    let full_name = full_name(said.given_name.value(), said.family_name.value());
    let name = [
        said.formatted.value(),
        said.display_name.value(),
        full_name.as_ref(),
        user_name.as_ref(),
    ]
    .into_iter()
    .flatten()
    .next();
    if name.is_none() {
        return Err(Error::invalid_value(
            "displayName is required: a system account has no other name",
        ));
    }
    let roles = said
        .roles
        .value()
        .filter(|roles| !roles.is_empty())
        .cloned();
    let named = said.teams.value().map(Vec::as_slice).unwrap_or_default();
    // What is no UUID names no team, and PactFlow is not asked for it.
    let teams: Vec<String> = named
        .iter()
        .filter_map(|team| Some(uuid::Uuid::try_parse(team.trim()).ok()?.to_string()))
        .collect();
    if teams.len() < named.len() {
        notes.push(Note::dropped(
            "DEC-07",
            "groups",
            "no team that the token can see",
        ));
    }
    let fields = UserFields {
        email,
        name: name.cloned(),
        first_name: said.given_name.value().cloned(),
        last_name: said.family_name.value().cloned(),
        active: Some(said.active.value().copied().unwrap_or(true)),
        external_idp_id: said.external_id.value().cloned(),
        external_idp_username: user_name,
    };
    Ok(Wanted {
        kind,
        fields,
        roles,
        teams,
        notes,
    })
}

/// What a PUT, or the changes that a PATCH makes, ask of `present`.
///
/// # Errors
/// `mutability` where the other type is asked for (DEC-03), `invalidValue` where a required attribute is cleared or a
/// value is of the wrong kind.
pub fn for_update(present: &User, received: &Received) -> Result<Wanted, Error> {
    let (said, mut notes) = rule::take_in(RULES, received)?;
    let is = if present.is_system_account() {
        Kind::SystemAccount
    } else {
        Kind::Person
    };
    if kind(&said, &mut notes).is_some_and(|asked| asked != is) {
        return Err(Error::mutability(
            "userType cannot be changed: PactFlow keeps people and system accounts apart",
        ));
    }
    if said.user_name == Given::Cleared {
        return Err(Error::invalid_value(
            "userName cannot be cleared: send the name with which the person signs in, or leave it out",
        ));
    }
    if said.teams != Given::Nothing {
        notes.retain(|note| note.attribute != "groups");
        notes.push(Note::dropped(
            "DEC-07",
            "groups",
            "membership is managed through Groups",
        ));
    }
    let mut fields = present.fields();
    fields.name = name(present, &said);
    fields.first_name = said.given_name.or_keep(fields.first_name);
    fields.last_name = said.family_name.or_keep(fields.last_name);
    fields.external_idp_id = said.external_id.or_keep(fields.external_idp_id);
    fields.external_idp_username = said.user_name.or_keep(fields.external_idp_username);
    fields.email = said.email.or_keep(fields.email);
    fields.active = said.active.value().copied().or(fields.active);
    Ok(Wanted {
        kind: is,
        fields,
        roles: said.roles.value().cloned(),
        teams: Vec::new(),
        notes,
    })
}

/// DEC-02: what only repeats the present name says nothing; among what changed `name.formatted` wins over
/// `displayName`; where neither changed, a name that is made of given and family name follows them.
fn name(present: &User, said: &Said) -> Option<String> {
    let changed = |given: &Given<String>| {
        given
            .value()
            .filter(|name| Some(*name) != present.name.as_ref())
            .cloned()
    };
    let composed_of_present = full_name(present.first_name.as_ref(), present.last_name.as_ref());
    let composed = || {
        let given = said.given_name.or_keep(present.first_name.clone());
        let family = said.family_name.or_keep(present.last_name.clone());
        full_name(given.as_ref(), family.as_ref())
            .filter(|_| composed_of_present.is_some() && composed_of_present == present.name)
    };
    changed(&said.formatted)
        .or_else(|| changed(&said.display_name))
        .or_else(composed)
        .or_else(|| present.name.clone())
}

fn full_name(given: Option<&String>, family: Option<&String>) -> Option<String> {
    let parts: Vec<&str> = [given, family]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    if parts.is_empty() {
        None
    } else {
        Some(parts.join(" "))
    }
}

/// DEC-03: what `userType` asks for; a value that PactFlow has no type for asks for nothing and is reported.
fn kind(said: &Said, notes: &mut Vec<Note>) -> Option<Kind> {
    let asked = said.user_type.value()?.trim().to_lowercase();
    match asked.as_str() {
        "user" | "0" => Some(Kind::Person),
        "system account" | "1" => Some(Kind::SystemAccount),
        _ => {
            notes.retain(|note| note.attribute != "userType");
            notes.push(Note::dropped(
                "DEC-03",
                "userType",
                "PactFlow knows only User and System Account",
            ));
            None
        }
    }
}
