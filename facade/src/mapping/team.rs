//! The rules for teams: PactFlow's teams as SCIM Groups.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde_json::{Value, json};

use super::Note;
use super::given::{Given, element_value, elements, text};
use super::rule::{self, Direction, Reading, Rule, Search};
use crate::pactflow::{Member, Team, TeamSummary};
use crate::scim::schema::{Attribute, Schema};
use crate::scim::{Document, Error, Object, Received, urn};

use Direction::{ReadOnly, ReadWrite};

/// One row of the table of teams.
pub type TeamRule = Rule<Team, Said>;

/// What a request says of a team.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    display_name: Given<String>,
    members: Given<Vec<String>>,
}

/// The table, in the order in which an answer shows the attributes.
pub const RULES: &[TeamRule] = &[
    Rule {
        id: "MAP-G01",
        scim: "id",
        pactflow: "uuid",
        direction: ReadOnly,
        sentence: "PactFlow chooses the id; a client's id is ignored.",
        search: Search::Id,
        attribute: |name| Attribute::string(name).case_exact(),
        read: |team| Some(team.summary.uuid.clone()).into(),
        write: None,
    },
    Rule {
        id: "MAP-G03",
        scim: "meta.created",
        pactflow: "createdAt",
        direction: ReadOnly,
        sentence: "When PactFlow created the team, in whole seconds, UTC.",
        search: Search::None,
        attribute: Attribute::date_time,
        read: |team| rule::instant(&team.summary.created_at).into(),
        write: None,
    },
    Rule {
        id: "MAP-G04",
        scim: "meta.lastModified",
        pactflow: "updatedAt",
        direction: ReadOnly,
        sentence: "When PactFlow last changed the team, in whole seconds, UTC.",
        search: Search::None,
        attribute: Attribute::date_time,
        read: |team| rule::instant(&team.summary.updated_at).into(),
        write: None,
    },
    Rule {
        id: "MAP-G02",
        scim: "displayName",
        pactflow: "name",
        direction: ReadWrite,
        sentence: "The team's name; no two teams share one, whatever its case.",
        search: Search::Text,
        attribute: |name| Attribute::string(name).required().server_unique(),
        read: |team| rule::text(&team.summary.name).into(),
        write: Some(|said, value| {
            said.display_name = text("displayName", value)?;
            Ok(())
        }),
    },
    Rule {
        id: "MAP-G05",
        scim: "members[].value",
        pactflow: "_embedded.members[].uuid",
        direction: ReadWrite,
        sentence: "The people in the team, by their id.",
        search: Search::None,
        attribute: |name| Attribute::string(name).case_exact(),
        read: |team| Reading::each(team.members(), |member| Some(member.uuid.clone())),
        write: Some(|said, value| {
            said.members = Given::Value(member_uuids(value)?);
            Ok(())
        }),
    },
    Rule {
        id: "MAP-G06",
        scim: "members[].display",
        pactflow: "_embedded.members[].name",
        direction: ReadOnly,
        sentence: "The person's name.",
        search: Search::None,
        attribute: Attribute::string,
        read: |team| Reading::each(team.members(), |member| member.name.clone()),
        write: None,
    },
    Rule {
        id: "DEC-01",
        scim: "members[].type",
        pactflow: "",
        direction: ReadOnly,
        sentence: "Always User: teams do not contain teams.",
        search: Search::None,
        attribute: |name| Attribute::string(name).canonical_values(&["User"]),
        read: |team| Reading::each(team.members(), |_| Some("User")),
        write: None,
    },
    Rule {
        id: "DEC-01",
        scim: "members[].$ref",
        pactflow: "",
        direction: ReadOnly,
        sentence: "The person's address, relative to the service.",
        search: Search::None,
        attribute: |name| Attribute::reference(name, &["User"]),
        read: |team| {
            Reading::each(team.members(), |member| {
                Some(format!("Users/{}", member.uuid))
            })
        },
        write: None,
    },
];

/// The Group schema, made of the table.
pub fn schema() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema {
        urn: urn::GROUP,
        name: "Group",
        description: "A team of PactFlow",
        attributes: rule::attributes(RULES, |name| {
            Attribute::complex(name, Vec::new())
                .multi_valued()
                .describe("The people in the team")
        }),
    });
    &SCHEMA
}

/// What a SCIM client sees of `team`. `base` is the service's public address, without a slash at its end.
pub fn to_scim(team: &Team, base: &str) -> Object {
    to_document(team, base).into_whole()
}

/// The same, of which the members, who may be very many, are made as they are written.
pub fn to_document(team: &Team, base: &str) -> Document {
    let mut attributes = Object::new();
    attributes.insert("schemas".to_owned(), json!([urn::GROUP]));
    rule::read_all(RULES, &team.summary.clone().into(), &mut attributes);
    let members = team.embedded.members.clone().unwrap_or_default();
    let count = members.len();
    let mut document = Document::with_list(attributes, "members", count, move |range| {
        members_to_scim(&members[range])
    });
    rule::complete_meta(
        &mut document,
        "Group",
        &format!("{base}/Groups/{}", team.summary.uuid),
    );
    document
}

/// These members, by the rows of the table that read them.
fn members_to_scim(members: &[Member]) -> Vec<Value> {
    let mut team = Team::default();
    team.embedded.members = Some(members.into());
    let mut document = Object::new();
    rule::read_all(RULES, &team, &mut document);
    match document.get_mut("members").map(Value::take) {
        Some(Value::Array(members)) => members,
        _ => Vec::new(),
    }
}

/// What a SCIM client sees of a team whose members were not asked for. It has no `meta.version`, because that
/// covers the members.
pub fn summary_to_scim(summary: &TeamSummary, base: &str) -> Object {
    let mut document = to_scim(&summary.clone().into(), base);
    if let Some(meta) = document.get_mut("meta").and_then(Value::as_object_mut) {
        meta.remove("version");
    }
    document
}

/// The state that a request asks of a team.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The name, or `None` to keep the present one.
    pub name: Option<String>,
    /// The whole membership, by the users' UUIDs and without repetition, or `None` to keep the present one (DEC-13).
    pub members: Option<Vec<String>>,
    /// What became of each attribute that was sent.
    pub notes: Vec<Note>,
}

impl Wanted {
    /// DEC-39: the same, with the system accounts of `present` among the members. A list that leaves one out says
    /// nothing of it, because an identity provider cannot know it.
    #[must_use]
    pub fn sparing_system_accounts(mut self, present: &Team) -> Self {
        let Some(users) = &mut self.members else {
            return self;
        };
        let named: HashSet<&String> = users.iter().collect();
        let spared: Vec<String> = present
            .members()
            .iter()
            .filter(|member| member.is_system_account())
            .map(|member| member.uuid.to_lowercase())
            .filter(|uuid| !named.contains(uuid))
            .collect();
        if !spared.is_empty() {
            users.extend(spared);
            self.notes.push(Note::dropped(
                "DEC-39",
                "members",
                "a system account stays in its team",
            ));
        }
        self
    }
}

/// What a create, a PUT, or the changes that a PATCH makes ask for.
///
/// # Errors
/// `invalidValue` where a value is of the wrong kind, or `displayName` is cleared.
pub fn wanted(received: &Received) -> Result<Wanted, Error> {
    let (collected, mut notes) = rule::take_in(RULES, received)?;
    // Every resource may have an external id, but PactFlow keeps none for a team.
    if received.attributes.contains_key("externalId") {
        notes.push(rule::unstored("externalId"));
    }
    if collected.display_name == Given::Cleared {
        return Err(Error::invalid_value(
            "displayName cannot be empty: a team has a name",
        ));
    }
    Ok(Wanted {
        name: collected.display_name.value().cloned(),
        members: collected.members.value().cloned(),
        notes,
    })
}

/// DEC-13: the ids of a list of members; repetitions count once.
///
/// # Errors
/// `invalidValue` where an entry has no value, or one that PactFlow cannot know.
pub fn member_uuids(value: &Value) -> Result<Vec<String>, Error> {
    let values = elements(value).iter().map(|element| {
        element_value(element).ok_or_else(|| Error::invalid_value("members: an entry has no value"))
    });
    known_shape(values.collect::<Result<Vec<_>, _>>()?)
}

/// The ids as PactFlow writes them, each once. PactFlow's ids are UUIDs, so anything else names nobody (DEC-13).
///
/// # Errors
/// `invalidValue` with the first id that is no UUID.
pub fn known_shape<'a>(ids: impl IntoIterator<Item = &'a str>) -> Result<Vec<String>, Error> {
    let mut seen = HashSet::new();
    let mut uuids = Vec::new();
    for id in ids {
        let uuid = uuid::Uuid::try_parse(id)
            .map_err(|_| unknown_member(id))?
            .to_string();
        if seen.insert(uuid.clone()) {
            uuids.push(uuid);
        }
    }
    Ok(uuids)
}

/// DEC-13: the answer to a member that PactFlow does not know.
pub fn unknown_member(id: &str) -> Error {
    Error::invalid_value(format!(
        "members: {id:?} is not a user of PactFlow; nothing was changed"
    ))
}

#[cfg(test)]
mod tests;
