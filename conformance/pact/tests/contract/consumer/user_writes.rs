//! People and system accounts, as they are created, changed and deleted.

use pact_consumer::prelude::*;
use pact_models::HttpStatus;
use pactflow_scim::pactflow::{Error, UserFields};
use serde_json::{Value, json};

use super::users::{assert_ada, person, system_account};
use super::{ADA, Case, NOTHING, ROLE, case, uuid};

/// What is sent to create or change Ada; a new one has an address that is free.
fn fields(email: &str) -> UserFields {
    UserFields {
        email: Some(email.to_owned()),
        name: Some("Ada Lovelace".to_owned()),
        first_name: Some("Ada".to_owned()),
        last_name: Some("Lovelace".to_owned()),
        active: Some(true),
        external_idp_id: Some("00u1".to_owned()),
        external_idp_username: Some(email.to_owned()),
    }
}

fn sent(email: &str) -> Value {
    json!({
        "email": email,
        "name": "Ada Lovelace",
        "firstName": "Ada",
        "lastName": "Lovelace",
        "externalIdpId": "00u1",
        "externalIdpUsername": email,
    })
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = creates();
    cases.extend(updates());
    cases
}

fn creates() -> Vec<Case> {
    vec![
        case(
            "Users::create",
            "a new person, as an identity provider knows one",
            |it| {
                it.given("the caller may set sign-in names")
                    .given("an address is free")
                    .given("a name is free")
                    .asks("POST", "/admin/users");
                it.sends(
                    sent("new@example.com"),
                    &[
                        ("$.email", "${newEmail}"),
                        ("$.externalIdpUsername", "${newEmail}"),
                        ("$.name", "${newName}"),
                    ],
                );
                it.answers(201).body(person());
            },
            async |pactflow| {
                let created = pactflow.users().create(&fields("new@example.com")).await;
                assert_ada(&created.unwrap());
            },
        ),
        case(
            "Users::create",
            "a new person of whom only name and address are known",
            |it| {
                it.given("the caller may provision")
                    .given("an address is free")
                    .given("a name is free")
                    .asks("POST", "/admin/users");
                it.sends(
                    json!({ "email": "new@example.com", "name": "Ada Lovelace" }),
                    &[("$.email", "${newEmail}"), ("$.name", "${newName}")],
                );
                it.answers(201).body(json_pattern!({
                    "uuid": uuid(ADA),
                    "name": like!("Ada Lovelace"),
                    "email": like!("new@example.com"),
                    "active": true,
                    "type": 0,
                }));
            },
            async |pactflow| {
                let fields = UserFields {
                    first_name: None,
                    last_name: None,
                    external_idp_id: None,
                    external_idp_username: None,
                    ..fields("new@example.com")
                };
                let created = pactflow.users().create(&fields).await.unwrap();
                assert_eq!(created.fields(), fields);
            },
        ),
        case(
            "Users::create_system_account",
            "a new system account",
            |it| {
                it.given("the caller may manage system accounts")
                    .given("a name is free");
                it.asks("POST", "/admin/system-accounts");
                it.sends(json!({ "name": "ci" }), &[("$.name", "${newName}")]);
                it.answers(201).0.response.header(
                    "Location",
                    term!(
                        "^.*/[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/?$",
                        format!("https://pactflow.example.com/admin/system-accounts/{ADA}")
                    ),
                );
            },
            async |pactflow| {
                let created = pactflow.users().create_system_account("ci").await.unwrap();
                assert_eq!(
                    (created.uuid.as_str(), created.is_system_account()),
                    (ADA, true)
                );
            },
        )
        // It is read back by what the Location names.
        .and(system_account()),
    ]
}

fn updates() -> Vec<Case> {
    vec![
        case(
            "Users::update",
            "every field of a person",
            |it| {
                it.given("the caller may set sign-in names")
                    .given("a person with a sign-in name exists");
                it.asks("PUT", "/admin/users/${person}");
                let mut body = sent("ada@example.com");
                body["active"] = json!(true);
                it.sends(
                    body,
                    &[
                        ("$.email", "${email}"),
                        ("$.externalIdpUsername", "${email}"),
                    ],
                );
                it.answers(200).body(person());
            },
            async |pactflow| {
                let updated = pactflow
                    .users()
                    .update(ADA, &fields("ada@example.com"))
                    .await;
                assert_ada(&updated.unwrap());
            },
        ),
        case(
            "Users::update",
            "a person who is disabled and has fields without a value",
            |it| {
                it.given("the caller may set sign-in names")
                    .given("a person exists");
                it.asks("PUT", "/admin/users/${person}");
                let body = json!({
                    "email": "ada@example.com", "name": "Ada Lovelace", "firstName": null, "lastName": null,
                    "active": false, "externalIdpId": null, "externalIdpUsername": null,
                });
                it.sends(body, &[("$.email", "${email}")]);
                it.answers(200)
                    .body(json_pattern!({ "uuid": uuid(ADA), "active": false }));
            },
            async |pactflow| {
                let fields = UserFields {
                    first_name: None,
                    last_name: None,
                    active: Some(false),
                    external_idp_id: None,
                    external_idp_username: None,
                    ..fields("ada@example.com")
                };
                let updated = pactflow.users().update(ADA, &fields).await.unwrap();
                assert_eq!(updated.active, Some(false));
            },
        ),
        case(
            "Users::update",
            "a person to change who is not there",
            |it| {
                it.given("the caller may set sign-in names")
                    .asks("PUT", &format!("/admin/users/{NOTHING}"));
                let mut body = sent("ada@example.com");
                body["active"] = json!(true);
                it.sends(body, &[]).answers(404);
            },
            async |pactflow| {
                let updated = pactflow
                    .users()
                    .update(NOTHING, &fields("ada@example.com"))
                    .await;
                assert_eq!(updated, Err(Error::NotFound));
            },
        ),
        case(
            "Users::delete",
            "a person to delete",
            |it| {
                it.given("the caller may provision")
                    .given("a person exists");
                it.asks("DELETE", "/admin/users/${person}");
                it.answers_any(HttpStatus::Success, 204);
            },
            async |pactflow| pactflow.users().delete(ADA).await.unwrap(),
        ),
        case(
            "Users::delete",
            "a person to delete who is not there",
            |it| {
                it.given("the caller may provision")
                    .asks("DELETE", &format!("/admin/users/{NOTHING}"));
                it.answers_any(HttpStatus::StatusCodes(vec![404, 410]), 404);
            },
            async |pactflow| {
                assert_eq!(pactflow.users().delete(NOTHING).await, Err(Error::NotFound))
            },
        ),
        case(
            "Users::set_roles",
            "the roles of a person",
            |it| {
                it.given("the caller may provision")
                    .given("a person exists");
                it.asks("PUT", "/admin/users/${person}/roles");
                it.sends(json!({ "roles": [ROLE] }), &[("$.roles[0]", "${role}")]);
                it.answers_any(HttpStatus::Success, 204);
            },
            async |pactflow| {
                pactflow
                    .users()
                    .set_roles(ADA, &[ROLE.to_owned()])
                    .await
                    .unwrap()
            },
        ),
        case(
            "Users::set_roles",
            "a role that is not there",
            |it| {
                it.given("the caller may provision")
                    .given("a person exists");
                it.asks("PUT", "/admin/users/${person}/roles");
                it.sends(json!({ "roles": [NOTHING] }), &[]);
                it.answers_any(HttpStatus::StatusCodes(vec![400, 404, 409, 422]), 400);
            },
            async |pactflow| {
                let refused = pactflow.users().set_roles(ADA, &[NOTHING.to_owned()]).await;
                assert!(
                    matches!(refused, Err(Error::Rejected { status: 400, .. })),
                    "{refused:?}"
                );
            },
        ),
    ]
}
