use serde_json::{Value, json};

use super::*;
use crate::scim::ScimType;

const BASE: &str = "https://scim.acme.io/scim";
const ADA: &str = "4c260344-b170-41eb-b01e-c0ff10c72f25";
const GRACE: &str = "aaa3e1a2-3648-4453-b3a6-2195b6822e2d";

fn payments() -> Team {
    serde_json::from_value(json!({
        "uuid": "6d746ad5-919f-49e3-84c0-648cafc5d912", "name": "Payments", "numberOfMembers": 1, "createdAt": "2020-10-20T08:20:02+00:00",
        "_embedded": {"members": [{"uuid": ADA, "name": "Ada Lovelace", "email": "ada@acme.io"}], "administrators": [{"uuid": ADA}],
            "environments": [{"uuid": "e1"}], "pacticipants": [{"name": "Checkout"}]}
    }))
    .unwrap()
}

fn ask(body: Value) -> Result<Wanted, Error> {
    wanted(&Received::new(body, schema()).unwrap())
}

#[test]
fn a_team_reads_as_a_group_with_its_members() {
    let document = Value::Object(to_scim(&payments(), BASE));
    let expected = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "id": "6d746ad5-919f-49e3-84c0-648cafc5d912",
        "meta": {"created": "2020-10-20T08:20:02Z", "resourceType": "Group", "location": "https://scim.acme.io/scim/Groups/6d746ad5-919f-49e3-84c0-648cafc5d912", "version": document["meta"]["version"]},
        "displayName": "Payments",
        "members": [{"value": ADA, "display": "Ada Lovelace", "type": "User", "$ref": format!("Users/{ADA}")}]
    });
    assert_eq!(document.to_string(), expected.to_string());
}

#[test]
fn a_large_team_reads_as_every_row_of_the_table_says() {
    let mut team = payments();
    let member = |at: usize| Member {
        uuid: format!("m{at}"),
        name: (!at.is_multiple_of(3)).then(|| format!("Member {at}")),
        kind: 0,
    };
    team.embedded.members = Some((0..1_000).map(member).collect());
    let mut rows = Object::new();
    rule::read_all(RULES, &team, &mut rows);
    let document = to_scim(&team, BASE);
    assert_eq!(document["members"], rows["members"]);
    assert_eq!(document.keys().next_back(), rows.keys().next_back());
    // A version is a UUID made of everything but `meta`, and clients have kept such versions.
    let mut content = document.clone();
    content["meta"] = Value::Null;
    let content = Value::Object(content).to_string();
    let uuid = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, content.as_bytes());
    assert_eq!(
        document["meta"]["version"],
        format!("W/\"{}\"", uuid.simple())
    );
}

#[test]
fn a_summary_has_neither_members_nor_a_version() {
    let document = summary_to_scim(&payments().summary, BASE);
    assert!(!document.contains_key("members"));
    assert_eq!(document["meta"].get("version"), None);
    assert_eq!(document["displayName"], "Payments");
}

#[test]
fn members_are_taken_by_value_each_once() {
    let members = |members: Value| {
        ask(json!({"displayName": "Payments", "members": members})).map(|wanted| wanted.members)
    };
    let listed = json!([{"value": ADA, "display": null}, {"value": GRACE, "$ref": null, "type": "User"}, ADA.to_uppercase()]);
    assert_eq!(
        members(listed).unwrap(),
        Some(vec![ADA.to_owned(), GRACE.to_owned()])
    );
    assert_eq!(members(json!([])).unwrap(), Some(vec![]));
    assert_eq!(members(json!(null)).unwrap(), Some(vec![]));
    assert_eq!(ask(json!({})).unwrap().members, None);
    for nobody in [
        json!([{"value": "ada"}]),
        json!([{"display": "Ada"}]),
        json!([{"value": ""}]),
    ] {
        assert_eq!(
            members(nobody).unwrap_err().scim_type,
            ScimType::InvalidValue
        );
    }
}

#[test]
fn a_group_keeps_its_name_unless_another_is_sent_and_cannot_lose_it() {
    assert_eq!(ask(json!({})).unwrap().name, None);
    assert_eq!(
        ask(json!({"displayName": "Billing"}))
            .unwrap()
            .name
            .as_deref(),
        Some("Billing")
    );
    assert_eq!(
        ask(json!({"displayName": " "})).unwrap_err().scim_type,
        ScimType::InvalidValue
    );
}

#[test]
fn what_a_team_does_not_store_is_dropped_and_said_so() {
    let wanted =
        ask(json!({"displayName": "Payments", "externalId": "8aa1", "description": "money"}))
            .unwrap();
    let dropped: Vec<_> = wanted
        .notes
        .iter()
        .filter(|note| note.dropped.is_some())
        .map(|note| (note.rule, note.attribute.as_str()))
        .collect();
    assert_eq!(
        dropped,
        [("DEC-08", "description"), ("DEC-08", "externalId")]
    );
}

#[test]
fn a_rename_carries_what_an_update_would_otherwise_remove() {
    let fields = payments().fields();
    assert_eq!(
        (
            fields.administrator_uuids,
            fields.environment_uuids,
            fields.pacticipant_names
        ),
        (
            vec![ADA.to_owned()],
            vec!["e1".to_owned()],
            vec!["Checkout".to_owned()]
        )
    );
}

#[test]
fn a_list_that_leaves_out_a_system_account_leaves_it_in_its_team() {
    let bot = "6d746ad5-919f-49e3-84c0-648cafc5d912";
    let ada = "4c260344-b170-41eb-b01e-c0ff10c72f25";
    let team: Team = serde_json::from_value(json!({
        "uuid": "t1", "_embedded": {"members": [{"uuid": bot.to_uppercase(), "type": 1}, {"uuid": ada, "type": 0}]}
    }))
    .unwrap();
    let asking = |members: Option<Vec<&str>>| Wanted {
        name: None,
        members: members.map(|members| members.into_iter().map(str::to_owned).collect()),
        notes: Vec::new(),
    };
    let spared = asking(Some(vec![])).sparing_system_accounts(&team);
    assert_eq!(spared.members, Some(vec![bot.to_owned()]));
    assert_eq!(spared.notes[0].rule, "DEC-39");
    for untouched in [asking(None), asking(Some(vec![ada, bot]))] {
        assert_eq!(untouched.clone().sparing_system_accounts(&team), untouched);
    }
}
