use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::scim::{Object, Received, ScimType};

const BASE: &str = "https://scim.acme.io/scim";
const USER_ROLE: &str = "e9282e22-416b-11ea-a16e-57ee1bb61d18";
const ADMINISTRATOR: &str = "cf75d7c2-416b-11ea-af5e-53c3b1a4efd8";

fn ada() -> User {
    serde_json::from_value(json!({
        "uuid": "4c260344-b170-41eb-b01e-c0ff10c72f25",
        "name": "Ada Lovelace", "firstName": "Ada", "lastName": "Lovelace", "email": "ada@acme.io", "active": true,
        "externalIdpId": "00u1", "externalIdpUsername": "Ada@acme.io",
        "createdAt": "2022-12-06T03:49:22+00:00", "updatedAt": "2022-12-06T03:49:29.607+00:00",
        "type": 0, "typeDescription": "User",
        "_embedded": {
            "roles": [{"uuid": USER_ROLE, "name": "User"}],
            "teams": [{"uuid": "6d746ad5-919f-49e3-84c0-648cafc5d912", "name": "Payments"}]
        }
    }))
    .unwrap()
}

fn received(body: Value) -> Received {
    Received::new(body, schema()).unwrap()
}

fn update(present: &User, body: Value) -> Result<Wanted, Error> {
    for_update(present, &received(body))
}

fn updated_name(present: &User, body: Value) -> Option<String> {
    update(present, body).unwrap().fields.name
}

fn dropped(wanted: &Wanted) -> Vec<(&str, &str)> {
    wanted
        .notes
        .iter()
        .filter(|note| note.dropped.is_some())
        .map(|note| (note.rule, note.attribute.as_str()))
        .collect()
}

#[test]
fn a_user_reads_as_the_documented_document() {
    let document = Value::Object(to_scim(&ada(), BASE));
    let version = document["meta"]["version"].clone();
    let expected = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": "4c260344-b170-41eb-b01e-c0ff10c72f25",
        "externalId": "00u1",
        "meta": {
            "created": "2022-12-06T03:49:22Z", "lastModified": "2022-12-06T03:49:29Z", "resourceType": "User",
            "location": "https://scim.acme.io/scim/Users/4c260344-b170-41eb-b01e-c0ff10c72f25", "version": version
        },
        "userName": "Ada@acme.io",
        "name": {"formatted": "Ada Lovelace", "familyName": "Lovelace", "givenName": "Ada"},
        "displayName": "Ada Lovelace",
        "userType": "User",
        "active": true,
        "emails": [{"value": "ada@acme.io", "primary": true, "type": "work"}],
        "groups": [{"value": "6d746ad5-919f-49e3-84c0-648cafc5d912", "display": "Payments", "type": "direct", "$ref": "Groups/6d746ad5-919f-49e3-84c0-648cafc5d912"}],
        "roles": [{"value": USER_ROLE, "display": "User", "type": "User"}]
    });
    // As text, so that the order counts.
    assert_eq!(document.to_string(), expected.to_string());
}

#[test]
fn what_pactflow_does_not_say_is_left_out() {
    let bare: User = serde_json::from_value(json!({"uuid": "4c260344-b170-41eb-b01e-c0ff10c72f25", "name": null, "_embedded": null, "active": null})).unwrap();
    let document = to_scim(&bare, BASE);
    assert_eq!(
        document.keys().collect::<Vec<_>>(),
        ["schemas", "id", "meta"]
    );
}

#[test]
fn what_pactflow_does_not_say_of_an_account_is_not_written_either() {
    let bare: User = serde_json::from_value(
        json!({"uuid": "4c260344-b170-41eb-b01e-c0ff10c72f25", "name": "Ada"}),
    )
    .unwrap();
    let fields = update(&bare, json!({"displayName": "Ada King"}))
        .unwrap()
        .fields;
    assert_eq!(fields.active, None);
    let body = serde_json::to_value(&fields).unwrap();
    assert!(body.get("active").is_none(), "{body}");
}

#[test]
fn the_version_follows_the_content_and_not_the_address_or_the_times() {
    let version = |user: &User, base: &str| to_scim(user, base)["meta"]["version"].clone();
    let touched = User {
        updated_at: Some("2030-01-01T00:00:00Z".to_owned()),
        ..ada()
    };
    let renamed = User {
        name: Some("Ada King".to_owned()),
        ..ada()
    };
    assert_eq!(
        version(&ada(), BASE),
        version(&ada(), "http://localhost:8080/scim")
    );
    assert_eq!(version(&ada(), BASE), version(&touched, BASE));
    assert_ne!(version(&ada(), BASE), version(&renamed, BASE));
}

#[test]
fn every_row_of_pactflows_that_is_written_says_how_and_no_other_does() {
    for rule in RULES.iter().filter(|rule| !rule.pactflow.is_empty()) {
        assert_eq!(
            rule.write.is_some(),
            rule.direction != ReadOnly,
            "{} {}",
            rule.id,
            rule.scim
        );
    }
}

#[test]
fn on_create_the_name_is_the_formatted_one_then_the_display_name_then_the_parts_then_the_sign_in_name()
 {
    let name = |extra: Value| {
        let mut body = json!({"userName": "ada", "emails": [{"value": "ada@acme.io"}]});
        body.as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        for_create(&received(body)).unwrap().fields.name.unwrap()
    };
    assert_eq!(
        name(json!({"displayName": "D", "name": {"formatted": "F", "givenName": "G"}})),
        "F"
    );
    assert_eq!(
        name(json!({"displayName": "D", "name": {"formatted": "", "givenName": "G"}})),
        "D"
    );
    assert_eq!(
        name(json!({"name": {"givenName": "G", "familyName": "L"}})),
        "G L"
    );
    assert_eq!(name(json!({"name": {"familyName": "L"}})), "L");
    assert_eq!(name(json!({})), "ada");
}

#[test]
fn an_echo_of_the_formatted_name_does_not_undo_a_new_display_name() {
    let body = json!({"name": {"formatted": "Ada Lovelace"}, "displayName": "Ada King"});
    assert_eq!(updated_name(&ada(), body).unwrap(), "Ada King");
}

#[test]
fn among_names_that_changed_the_formatted_one_wins() {
    let body = json!({"name": {"formatted": "A. King"}, "displayName": "Ada King"});
    assert_eq!(updated_name(&ada(), body).unwrap(), "A. King");
}

#[test]
fn a_name_made_of_its_parts_follows_them_and_another_does_not() {
    let body = json!({"name": {"formatted": "Ada Lovelace", "familyName": "King"}, "displayName": "Ada Lovelace"});
    assert_eq!(updated_name(&ada(), body.clone()).unwrap(), "Ada King");
    let countess = User {
        name: Some("The Countess".to_owned()),
        ..ada()
    };
    let echoed = json!({"name": {"formatted": "The Countess", "familyName": "King"}, "displayName": "The Countess"});
    assert_eq!(updated_name(&countess, echoed).unwrap(), "The Countess");
    let cleared = json!({"name": {"familyName": ""}});
    assert_eq!(updated_name(&ada(), cleared).unwrap(), "Ada");
}

#[test]
fn an_empty_name_keeps_the_present_one() {
    assert_eq!(
        updated_name(
            &ada(),
            json!({"displayName": "", "name": {"formatted": null}})
        )
        .unwrap(),
        "Ada Lovelace"
    );
}

#[test]
fn absent_attributes_keep_their_values_and_null_or_blank_clears_optional_ones() {
    assert_eq!(update(&ada(), json!({})).unwrap().fields, ada().fields());
    let cleared = update(
        &ada(),
        json!({"externalId": null, "name": {"givenName": "", "familyName": null}}),
    )
    .unwrap()
    .fields;
    assert_eq!(
        (
            cleared.external_idp_id,
            cleared.first_name,
            cleared.last_name
        ),
        (None, None, None)
    );
}

#[test]
fn the_sign_in_name_cannot_be_cleared() {
    for blank in [json!(""), json!(null), json!("  ")] {
        assert_eq!(
            update(&ada(), json!({"userName": blank}))
                .unwrap_err()
                .scim_type,
            ScimType::InvalidValue
        );
    }
}

#[test]
fn the_primary_address_wins_otherwise_the_first_usable_one() {
    let email = |emails: Value| {
        update(&ada(), json!({"emails": emails})).map(|wanted| wanted.fields.email.unwrap())
    };
    assert_eq!(
        email(json!([{"value": "a@b"}, {"value": "c@d", "primary": true}])).unwrap(),
        "c@d"
    );
    assert_eq!(
        email(json!([{"value": "a@b"}, {"value": "c@d", "primary": "True"}])).unwrap(),
        "c@d"
    );
    assert_eq!(
        email(json!([{"value": ""}, {"value": "c@d"}])).unwrap(),
        "c@d"
    );
    assert_eq!(
        email(json!([{"value": "", "primary": true}, {"value": "c@d"}])).unwrap(),
        "c@d"
    );
    assert_eq!(email(json!(["a@b"])).unwrap(), "a@b");
    for unusable in [
        json!([]),
        json!(null),
        json!([{"type": "work"}]),
        json!([{"value": null}]),
    ] {
        assert_eq!(
            email(unusable).unwrap_err().scim_type,
            ScimType::InvalidValue
        );
    }
}

#[test]
fn roles_are_uuids_and_what_has_no_value_is_skipped() {
    let roles = |roles: Value| update(&ada(), json!({"roles": roles})).map(|wanted| wanted.roles);
    assert_eq!(update(&ada(), json!({})).unwrap().roles, None);
    assert_eq!(roles(json!([])).unwrap(), Some(vec![]));
    assert_eq!(roles(json!([{"type": "Administrator"}, {"value": ""}, {"value": ADMINISTRATOR.to_uppercase()}])).unwrap(), Some(vec![ADMINISTRATOR.to_owned()]));
    assert_eq!(
        roles(json!([{"value": TEAM_ADMINISTRATOR}, {"value": USER_ROLE}])).unwrap(),
        Some(vec![USER_ROLE.to_owned()])
    );
    assert_eq!(
        roles(json!([{"value": "Administrator"}]))
            .unwrap_err()
            .scim_type,
        ScimType::InvalidValue
    );
}

#[test]
fn a_role_whose_value_is_no_text_is_refused_since_skipping_it_would_take_roles_away() {
    for value in [json!(7), json!(true), json!([]), json!({})] {
        for roles in [
            json!([{"value": value}]),
            json!([{"value": ""}, {"value": value}]),
        ] {
            let error = update(&ada(), json!({"roles": roles})).unwrap_err();
            assert_eq!(error.scim_type, ScimType::InvalidValue, "{roles}");
        }
    }
}

#[test]
fn parts_of_a_name_need_an_object_around_them() {
    for name in [
        json!("Ada Lovelace"),
        json!(7),
        json!([{"givenName": "Ada"}]),
    ] {
        let error = update(&ada(), json!({"name": name})).unwrap_err();
        assert_eq!(error.scim_type, ScimType::InvalidValue, "{name}");
    }
    assert_eq!(
        update(&ada(), json!({"name": " "})).unwrap().fields,
        ada().fields()
    );
}

#[test]
fn on_create_an_empty_list_of_roles_leaves_the_default_role() {
    let body = json!({"userName": "ada", "emails": [{"value": "a@b"}], "roles": []});
    assert_eq!(for_create(&received(body)).unwrap().roles, None);
}

#[test]
fn a_type_that_pactflow_does_not_know_is_reported_and_another_type_is_refused() {
    assert_eq!(
        dropped(&update(&ada(), json!({"userType": "Employee"})).unwrap()),
        [("DEC-03", "userType")]
    );
    for person in [json!("user"), json!("0"), json!(0)] {
        assert_eq!(
            dropped(&update(&ada(), json!({"userType": person})).unwrap()),
            []
        );
    }
    for account in [json!("SYSTEM ACCOUNT"), json!("1"), json!(1)] {
        assert_eq!(
            update(&ada(), json!({"userType": account}))
                .unwrap_err()
                .scim_type,
            ScimType::Mutability
        );
    }
}

#[test]
fn a_system_account_is_created_without_an_address() {
    let wanted = for_create(&received(
        json!({"userType": "System Account", "displayName": "ci"}),
    ))
    .unwrap();
    assert_eq!(
        (wanted.kind, wanted.fields.name.as_deref()),
        (Kind::SystemAccount, Some("ci"))
    );
}

#[test]
fn a_person_needs_a_sign_in_name_and_an_address() {
    for body in [
        json!({"emails": [{"value": "a@b"}]}),
        json!({"userName": "", "emails": [{"value": "a@b"}]}),
        json!({"userName": "ada"}),
    ] {
        assert_eq!(
            for_create(&received(body)).unwrap_err().scim_type,
            ScimType::InvalidValue
        );
    }
}

#[test]
fn what_is_no_uuid_names_no_team_and_that_is_said() {
    let create = |groups: serde_json::Value| {
        for_create(&received(
            json!({"userName": "ada", "emails": [{"value": "a@b"}], "groups": groups}),
        ))
        .unwrap()
    };
    let team = "6d746ad5-919f-49e3-84c0-648cafc5d912";
    let wanted = create(json!([
        {"value": "../roles"}, {"value": ".."}, {"value": team.to_uppercase()}, {"value": "27a5d_41-028b-5526-ba69-e6210cb3f554"},
    ]));
    assert_eq!(wanted.teams, [team]);
    assert_eq!(dropped(&wanted), [("DEC-07", "groups")]);
    assert_eq!(dropped(&create(json!([{"value": team}]))), []);
}

#[test]
fn groups_are_ignored_on_update_and_that_is_said() {
    let wanted = update(
        &ada(),
        json!({"groups": [{"value": "x"}], "password": "geheim", "title": "Countess"}),
    )
    .unwrap();
    assert_eq!(wanted.teams, Vec::<String>::new());
    assert_eq!(
        dropped(&wanted),
        [
            ("DEC-08", "password"),
            ("DEC-08", "title"),
            ("DEC-07", "groups")
        ]
    );
    assert!(!format!("{:?}", wanted.notes).contains("geheim"));
}

#[test]
fn active_may_be_a_string_but_not_a_riddle() {
    let active = |sent: &str| {
        let body = serde_json::from_str(sent).unwrap();
        update(&ada(), body).unwrap().fields.active
    };
    assert_eq!(active(r#"{"active": "False"}"#), Some(false));
    assert_eq!(active(r#"{"active": null}"#), Some(true));
    assert_eq!(
        update(&ada(), json!({"active": "perhaps"}))
            .unwrap_err()
            .scim_type,
        ScimType::InvalidValue
    );
}

#[test]
fn values_of_the_wrong_kind_are_refused() {
    for body in [
        json!({"userName": 7}),
        json!({"name": {"givenName": ["Ada"]}}),
        json!({"externalId": true}),
        json!({"displayName": {}}),
    ] {
        assert_eq!(
            update(&ada(), body).unwrap_err().scim_type,
            ScimType::InvalidValue
        );
    }
}

fn optional_text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("[a-zA-Z0-9 @.éß]{0,12}")
}

prop_compose! {
    fn user()(
        name in optional_text(), first_name in optional_text(), last_name in optional_text(), email in proptest::option::of("[a-z]{1,8}@[a-z]{1,8}"),
        external_idp_id in optional_text(), external_idp_username in proptest::option::of("[a-zA-Z0-9@.]{1,12}"), active: bool,
        roles in proptest::sample::subsequence(vec![USER_ROLE, ADMINISTRATOR, TEAM_ADMINISTRATOR], 0..=3),
    ) -> User {
        let roles = roles.into_iter().map(|uuid| crate::pactflow::RoleRef { uuid: uuid.to_owned(), name: Some(uuid.to_owned()) }).collect();
        let mut user = User { name, first_name, last_name, email, external_idp_id, external_idp_username, active: Some(active), ..ada() };
        user.embedded.roles = Some(roles);
        user
    }
}

proptest! {
    /// DEC-09: what a GET answered, sent back by a PUT, asks for nothing.
    #[test]
    fn an_echo_asks_for_nothing(user in user()) {
        let echo: Object = to_scim(&user, BASE);
        let wanted = for_update(&user, &received(Value::Object(echo))).unwrap();
        prop_assert_eq!(wanted.fields, user.fields());
        let held: Vec<String> = user.roles().iter().map(|role| role.uuid.clone()).filter(|role| role != TEAM_ADMINISTRATOR).collect();
        prop_assert_eq!(wanted.roles.unwrap_or_default(), held);
    }
}
