//! Roles, system accounts and tokens.

use mock_pactflow::Route;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::*;

#[tokio::test]
async fn roles_and_permissions() {
    let pactflow = directory().await;
    let role = |name: &str, description: Option<&str>| {
        let uuid = sequential(1);
        let mut role = json!({
            "uuid": uuid,
            "name": name,
            "systemDefined": false,
            "createdAt": NOW,
            "updatedAt": NOW,
            "permissions": [{
                "scope": "contract_data:read:*",
                "label": "Read contract data",
                "description": "Read contract data",
                "group": "Contract data",
            }],
            "_links": {
                "self": { "title": "Role", "name": name, "href": format!("{{base}}/admin/roles/{uuid}") },
            },
        });
        if let Some(description) = description {
            role["description"] = json!(description);
        }
        role
    };
    let body =
        |name: &str| json!({ "name": name, "permissions": [{ "scope": "contract_data:read:*" }] });

    let answer = call(&pactflow, ADMIN, "POST /admin/roles", body("ReadOnly")).await;
    assert_answer(&pactflow, &answer, 201, &role("ReadOnly", None));
    let one = format!("/admin/roles/{}", sequential(1));
    let answer = call(&pactflow, ADMIN, &format!("GET {one}"), Value::Null).await;
    assert_answer(&pactflow, &answer, 200, &role("ReadOnly", None));
    let mut change = body("ReadWrite");
    change["description"] = json!("For auditors");
    let answer = call(&pactflow, ADMIN, &format!("PUT {one}"), change).await;
    assert_answer(
        &pactflow,
        &answer,
        200,
        &role("ReadWrite", Some("For auditors")),
    );

    let wrong = json!({ "name": "Bad", "permissions": [{ "scope": "not-a-scope" }] });
    for line in ["POST /admin/roles".to_owned(), format!("PUT {one}")] {
        let answer = call(&pactflow, ADMIN, &line, wrong.clone()).await;
        let errors =
            json!({ "errors": { "permissions.0.scope": ["not-a-scope is no permission scope"] } });
        assert_answer(&pactflow, &answer, 400, &errors);
    }

    let listed = |roles: Vec<Value>| {
        json!({
            "_embedded": { "roles": roles },
            "_links": {
                "self": { "title": "Roles", "href": "{base}/admin/roles" },
                "pf:reset": { "title": "Reset the predefined roles", "href": "{base}/admin/roles/reset" },
            },
        })
    };
    let mut all = predefined_roles();
    all.push(role("ReadWrite", Some("For auditors")));
    let answer = call(&pactflow, ADMIN, "GET /admin/roles", Value::Null).await;
    assert_answer(&pactflow, &answer, 200, &listed(all));

    assert_empty(&call(&pactflow, ADMIN, &format!("DELETE {one}"), Value::Null).await);
    let answer = call(&pactflow, ADMIN, "POST /admin/roles/reset", json!({})).await;
    assert_answer(&pactflow, &answer, 200, &listed(predefined_roles()));

    let answer = call(&pactflow, ADMIN, "GET /admin/permissions", Value::Null).await;
    let list = json!({
        "permissions": permissions(),
        "_links": { "self": { "title": "Permissions", "href": "{base}/admin/permissions" } },
    });
    assert_answer(&pactflow, &answer, 200, &list);

    covered(
        &pactflow,
        &[
            Route::ListRoles,
            Route::CreateRole,
            Route::ReadRole,
            Route::UpdateRole,
            Route::DeleteRole,
            Route::ResetRoles,
            Route::ListPermissions,
        ],
    );
}

#[tokio::test]
async fn system_accounts_and_tokens() {
    let pactflow = directory().await;

    // The Terraform provider sends a whole user.
    let body = json!({ "name": "CI Bot", "active": true, "type": 1 });
    let answer = call(&pactflow, ADMIN, "POST /admin/system-accounts", body).await;
    let bot = json!({
        "uuid": sequential(1), "name": "CI Bot", "active": true,
        "createdAt": NOW, "updatedAt": NOW, "type": 1, "typeDescription": "System Account",
    });
    let given = newcomers(&pactflow, CI_CD, "CI/CD", scopes_of("CI/CD"));
    assert_answer(&pactflow, &answer, 201, &one_user(bot.clone(), &given));
    let location = format!("{}/admin/system-accounts/{}", pactflow.url(), sequential(1));
    assert_eq!(answer.header("location"), location);

    let answer = call(
        &pactflow,
        ADMIN,
        &format!("GET /admin/users/{}", sequential(1)),
        Value::Null,
    )
    .await;
    assert_answer(&pactflow, &answer, 200, &one_user(bot.clone(), &given));

    let token = |uuid: &str, read_only: bool, value: &str| {
        let description = if read_only {
            "Read only token (developer)"
        } else {
            "Read/write token (CI)"
        };
        let href = format!("{{base}}/settings/tokens/{uuid}/regenerate");
        json!({
            "uuid": uuid, "description": description, "value": value, "readOnly": read_only,
            "_links": { "pb:regenerate": { "title": "Regenerate token", "href": href } },
        })
    };
    let tokens = |path: &str, items: Value| {
        json!({
            "_embedded": { "items": items },
            "_links": { "self": { "title": "API tokens", "href": format!("{{base}}{path}") } },
        })
    };
    let path = format!("/admin/system-accounts/{}/tokens", sequential(1));
    let answer = call(&pactflow, ADMIN, &format!("GET {path}"), Value::Null).await;
    let value = |number: u32| sequential(number).replace('-', "");
    let items = json!([
        token(&sequential(2), true, &value(3)),
        token(&sequential(4), false, &value(5))
    ]);
    assert_answer(&pactflow, &answer, 200, &tokens(&path, items));

    let own = call(&pactflow, ADMIN, "GET /settings/tokens", Value::Null).await;
    let uuid = own.json()["_embedded"]["items"][0]["uuid"]
        .as_str()
        .unwrap()
        .to_owned();
    let items = json!([token(&uuid, false, ADMIN)]);
    assert_answer(&pactflow, &own, 200, &tokens("/settings/tokens", items));

    let account = pactflow.state().find_user_by_name("admin").unwrap().uuid;
    let administrator = json!({
        "uuid": account, "name": "admin", "active": true,
        "createdAt": NOW, "updatedAt": NOW, "type": 1, "typeDescription": "System Account",
    });
    let held = Embedded {
        roles: vec![(
            ADMINISTRATOR.to_owned(),
            "Administrator",
            scopes_of("Administrator"),
        )],
        teams: Vec::new(),
    };
    let answer = call(&pactflow, ADMIN, "GET /user", Value::Null).await;
    assert_answer(&pactflow, &answer, 200, &one_user(administrator, &held));

    let line = format!("POST /settings/tokens/{uuid}/regenerate");
    let answer = call(&pactflow, ADMIN, &line, json!({})).await;
    assert_answer(&pactflow, &answer, 201, &token(&uuid, false, &value(6)));
    let old = call(&pactflow, ADMIN, "GET /user", Value::Null).await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED);
    let new = call(&pactflow, &value(6), "GET /user", Value::Null).await;
    assert_eq!(new.status, StatusCode::OK);

    covered(
        &pactflow,
        &[
            Route::CreateSystemAccount,
            Route::ListSystemAccountTokens,
            Route::ListOwnTokens,
            Route::ReadOwnUser,
            Route::RegenerateToken,
        ],
    );
}
