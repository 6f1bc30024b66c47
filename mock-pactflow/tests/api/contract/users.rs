//! Users and their roles.

use mock_pactflow::Route;
use serde_json::{Value, json};

use super::*;

#[tokio::test]
async fn users() {
    let pactflow = directory().await;

    let answer = call(&pactflow, SCIM, "GET /admin/users", Value::Null).await;
    let listed = json!({
        "users": [user(ada("Ada Lovelace", true), &adas())],
        "_links": { "self": { "title": "Users", "href": "{base}/admin/users" } },
    });
    assert_answer(&pactflow, &answer, 200, &listed);

    let answer = call(
        &pactflow,
        SCIM,
        &format!("GET /admin/users/{ADA}"),
        Value::Null,
    )
    .await;
    assert_answer(
        &pactflow,
        &answer,
        200,
        &one_user(ada("Ada Lovelace", true), &adas()),
    );

    let body = json!({ "email": "new@example.com", "name": "New User" });
    let answer = call(&pactflow, SCIM, "POST /admin/users", body).await;
    let new = |number: u32, name: &str, email: &str| {
        json!({
            "uuid": sequential(number), "name": name, "email": email, "active": true,
            "createdAt": NOW, "updatedAt": NOW, "type": 0, "typeDescription": "User",
        })
    };
    let given = newcomers(&pactflow, USER_ROLE, "User", scopes_of("User"));
    assert_answer(
        &pactflow,
        &answer,
        201,
        &one_user(new(1, "New User", "new@example.com"), &given),
    );

    // The Terraform provider sends the whole of what it knows.
    let body =
        json!({ "name": "terraform user", "email": "terraform@example.com", "active": true });
    let answer = call(&pactflow, SCIM, "POST /admin/users/invite-user", body).await;
    let invited = new(2, "terraform user", "terraform@example.com");
    assert_answer(&pactflow, &answer, 200, &one_user(invited, &given));

    let body = json!({ "users": [{ "email": "invitee@example.com", "name": "Invitee" }] });
    let answer = call(&pactflow, SCIM, "POST /admin/users/invite-users", body).await;
    let invited = json!({
        "users": [user(new(3, "Invitee", "invitee@example.com"), &given)],
        "_links": { "self": { "title": "Users", "href": "{base}/admin/users/invite-users" } },
    });
    assert_answer(&pactflow, &answer, 200, &invited);

    let body = json!({ "name": "Updated Name", "active": false });
    let answer = call(&pactflow, SCIM, &format!("PUT /admin/users/{ADA}"), body).await;
    assert_answer(
        &pactflow,
        &answer,
        200,
        &one_user(ada("Updated Name", false), &adas()),
    );

    assert_empty(
        &call(
            &pactflow,
            SCIM,
            &format!("DELETE /admin/users/{ADA}"),
            Value::Null,
        )
        .await,
    );
    let gone = call(
        &pactflow,
        SCIM,
        &format!("GET /admin/users/{ADA}"),
        Value::Null,
    )
    .await;
    assert_answer(
        &pactflow,
        &gone,
        410,
        &json!({ "errors": ["The user has been deleted."] }),
    );

    covered(
        &pactflow,
        &[
            Route::ListUsers,
            Route::ReadUser,
            Route::CreateUser,
            Route::InviteUser,
            Route::InviteUsers,
            Route::UpdateUser,
            Route::DeleteUser,
        ],
    );
}

#[tokio::test]
async fn roles_of_a_user() {
    let pactflow = directory().await;
    let mark = pactflow.changes().mark();

    let body = json!({ "roles": [CI_CD] });
    assert_empty(
        &call(
            &pactflow,
            SCIM,
            &format!("PUT /admin/users/{ADA}/roles"),
            body,
        )
        .await,
    );
    pactflow
        .changes()
        .since(mark)
        .assert_only("+roles 1, -roles 1");

    let line = format!("PUT /admin/users/{ADA}/roles/{USER_ROLE}");
    assert_empty(&call(&pactflow, SCIM, &line, json!({})).await);
    pactflow
        .changes()
        .since(mark)
        .assert_only("+roles 2, -roles 1");

    let line = format!("DELETE /admin/users/{ADA}/roles/{CI_CD}");
    assert_empty(&call(&pactflow, SCIM, &line, Value::Null).await);
    pactflow
        .changes()
        .since(mark)
        .assert_only("+roles 2, -roles 2");

    let answer = call(
        &pactflow,
        SCIM,
        &format!("GET /admin/users/{ADA}"),
        Value::Null,
    )
    .await;
    let held = Embedded {
        roles: vec![(USER_ROLE.to_owned(), "User", scopes_of("User"))],
        ..adas()
    };
    let now = one_user(ada("Ada Lovelace", true), &held);
    assert_answer(&pactflow, &answer, 200, &now);

    let answer = call(
        &pactflow,
        SCIM,
        &format!("PUT /admin/users/{ADA}/roles"),
        json!({ "roles": ["x"] }),
    )
    .await;
    assert_answer(
        &pactflow,
        &answer,
        400,
        &json!({ "errors": { "roles.0": ["must be a UUID"] } }),
    );

    covered(
        &pactflow,
        &[
            Route::SetUserRoles,
            Route::AddUserRole,
            Route::RemoveUserRole,
        ],
    );
}
