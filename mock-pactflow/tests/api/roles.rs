//! The rules of roles and of tokens.

use mock_pactflow::role;
use reqwest::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::directory::{assert_refused, directory, user};
use crate::support::{ADMIN, SCIM, call};

#[tokio::test]
async fn an_administrator_of_a_team_has_the_role_for_it_and_need_not_be_a_member() {
    let pactflow = directory().await;
    let ada = user(&pactflow, "Ada");
    let body = json!({ "name": "T", "administratorUuids": [ada] });
    let created = call(&pactflow, SCIM, "POST /admin/teams", body)
        .await
        .json();
    assert_eq!(created["numberOfMembers"], 0);
    let roles = call(
        &pactflow,
        SCIM,
        &format!("GET /admin/users/{ada}"),
        Value::Null,
    )
    .await
    .json();
    assert_eq!(
        roles["_embedded"]["roles"][1]["uuid"],
        role::TEAM_ADMINISTRATOR.to_string()
    );
    let line = format!("PUT /admin/users/{ada}/roles");
    let given = json!({ "roles": [role::USER, role::TEAM_ADMINISTRATOR] });
    let answer = call(&pactflow, SCIM, &line, given).await;
    assert_refused(&answer, 400, "team-administrator-unassignable", "roles.1");
    let mark = pactflow.changes().mark();
    assert_eq!(
        call(&pactflow, SCIM, &line, json!({ "roles": [role::USER] }))
            .await
            .status,
        204
    );
    pactflow.changes().since(mark).assert_only("");
}

#[tokio::test]
async fn roles_that_are_not_there_cannot_be_given() {
    let pactflow = directory().await;
    let ada = user(&pactflow, "Ada");
    let body = json!({ "roles": [role::CI_CD, Uuid::nil()] });
    let answer = call(
        &pactflow,
        SCIM,
        &format!("PUT /admin/users/{ada}/roles"),
        body,
    )
    .await;
    assert_refused(&answer, 400, "unknown-role", "roles.1");
    assert_eq!(pactflow.state().user(ada).unwrap().roles.len(), 1);
}

#[tokio::test]
async fn nobody_changes_their_own_roles() {
    let pactflow = directory().await;
    let admin = user(&pactflow, "admin");
    let line = format!("PUT /admin/users/{admin}/roles/{}", role::USER);
    assert_refused(
        &call(&pactflow, ADMIN, &line, json!({})).await,
        403,
        "own-roles",
        "",
    );
}

#[tokio::test]
async fn the_administrator_role_has_a_path_of_its_own() {
    let pactflow = directory().await;
    let ada = user(&pactflow, "Ada");
    let line = format!("/admin/users/{ada}/role/admin");
    assert_eq!(
        call(&pactflow, SCIM, &format!("PUT {line}"), json!({}))
            .await
            .status,
        204
    );
    assert!(
        pactflow
            .state()
            .user(ada)
            .unwrap()
            .roles
            .contains(&role::ADMINISTRATOR)
    );
    assert_eq!(
        call(&pactflow, SCIM, &format!("DELETE {line}"), Value::Null)
            .await
            .status,
        204
    );
    assert!(
        !pactflow
            .state()
            .user(ada)
            .unwrap()
            .roles
            .contains(&role::ADMINISTRATOR)
    );
}

#[tokio::test]
async fn a_role_wants_a_name_of_its_own() {
    let pactflow = directory().await;
    let answer = call(&pactflow, ADMIN, "POST /admin/roles", json!({})).await;
    assert_refused(&answer, 400, "role-name-required", "name");
    let answer = call(
        &pactflow,
        ADMIN,
        "POST /admin/roles",
        json!({ "name": "User" }),
    )
    .await;
    assert_refused(&answer, 400, "role-name-unique", "name");
}

#[tokio::test]
async fn predefined_roles_stay_and_can_be_reset() {
    let pactflow = directory().await;
    let viewer = format!(
        "/admin/roles/{}",
        pactflow.state().role_by_name("Viewer").unwrap().uuid
    );
    let answer = call(&pactflow, ADMIN, &format!("DELETE {viewer}"), Value::Null).await;
    assert_refused(&answer, 422, "predefined-roles-stay", "");
    let body = json!({ "name": "Guest", "permissions": [] });
    assert_eq!(
        call(&pactflow, ADMIN, &format!("PUT {viewer}"), body)
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(
        call(&pactflow, ADMIN, "POST /admin/roles/reset", json!({}))
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(
        pactflow
            .state()
            .role_by_name("Viewer")
            .unwrap()
            .permissions
            .len(),
        3
    );
}

#[tokio::test]
async fn the_permissions_of_the_scim_role_are_fixed_and_its_uuid_is_derived() {
    let pactflow = directory().await;
    let scim = pactflow.state().role_by_name("SCIM").unwrap();
    assert_eq!(scim.uuid, mock_pactflow::derived_uuid("role", "SCIM"));
    let line = format!("PUT /admin/roles/{}", scim.uuid);
    let body = json!({ "permissions": [{ "scope": "role:read:*" }] });
    assert_refused(
        &call(&pactflow, ADMIN, &line, body).await,
        422,
        "scim-role-fixed",
        "",
    );
}

#[tokio::test]
async fn a_created_person_has_no_token() {
    let pactflow = directory().await;
    let body = json!({ "name": "Alan", "email": "alan@acme.io" });
    call(&pactflow, SCIM, "POST /admin/users", body).await;
    let alan = user(&pactflow, "Alan");
    let line = format!("GET /admin/system-accounts/{alan}/tokens");
    assert_eq!(
        call(&pactflow, ADMIN, &line, Value::Null).await.status,
        StatusCode::NOT_FOUND
    );
    let export = call(&pactflow, ADMIN, "GET /__mock/state", Value::Null)
        .await
        .json();
    let alan = export["users"]
        .as_array()
        .unwrap()
        .iter()
        .find(|user| user["name"] == "Alan")
        .unwrap();
    assert_eq!(alan.get("tokens"), None);
}

#[tokio::test]
async fn a_system_account_has_no_email_address() {
    let pactflow = directory().await;
    let line = format!("PUT /admin/users/{}", user(&pactflow, "scim"));
    let named = call(
        &pactflow,
        ADMIN,
        &line,
        json!({ "name": "scim 2", "active": true }),
    )
    .await;
    assert_eq!(
        (named.status, &named.json()["name"]),
        (StatusCode::OK, &json!("scim 2"))
    );
    let addressed = call(&pactflow, ADMIN, &line, json!({ "email": "scim@acme.io" })).await;
    assert_refused(&addressed, 400, "system-account-email", "email");
}
