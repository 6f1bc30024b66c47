//! Teams and their members.

use mock_pactflow::Route;
use serde_json::{Value, json};

use super::*;

#[tokio::test]
async fn teams() {
    let pactflow = directory().await;
    let default = pactflow
        .state()
        .team_by_name("Default")
        .unwrap()
        .uuid
        .to_string();
    let listed = |uuid: &str, name: &str, members: usize| {
        json!({
            "uuid": uuid, "name": name, "numberOfMembers": members, "createdAt": NOW, "updatedAt": NOW,
            "_links": { "self": { "title": "Team", "href": format!("{{base}}/admin/teams/{uuid}") } },
        })
    };

    let answer = call(&pactflow, SCIM, "GET /admin/teams", Value::Null).await;
    let list = json!({
        "teams": [listed(&default, "Default", 0), listed(TEAM, "Infra", 1)],
        "_links": { "self": { "title": "Teams", "href": "{base}/admin/teams" } },
    });
    assert_answer(&pactflow, &answer, 200, &list);

    let body = json!({ "name": "Platform" });
    let answer = call(&pactflow, SCIM, "POST /admin/teams", body).await;
    let mut platform = listed(&sequential(1), "Platform", 0);
    platform["_embedded"] = json!({ "administrators": [], "pacticipants": [], "environments": [] });
    assert_answer(&pactflow, &answer, 201, &platform);

    let body = json!({
        "name": "Infra v2",
        "administratorUuids": [ADA],
        "environmentUuids": [ENVIRONMENT],
        "pacticipantNames": ["Service A"],
    });
    let answer = call(&pactflow, SCIM, &format!("PUT /admin/teams/{TEAM}"), body).await;
    let pacticipant =
        json!({ "self": { "title": "Application", "href": "{base}/pacticipants/Service%20A" } });
    let href = format!("{{base}}/environments/{ENVIRONMENT}");
    let mut infra = listed(TEAM, "Infra v2", 1);
    infra["_embedded"] = json!({
        "administrators": [member("Ada Lovelace", true)],
        "pacticipants": [{ "name": "Service A", "_links": pacticipant }],
        "environments": [{
            "uuid": ENVIRONMENT,
            "_links": { "self": { "title": "Environment", "href": href } },
        }],
    });
    assert_answer(&pactflow, &answer, 200, &infra);

    infra["_embedded"]["members"] = json!([member("Ada Lovelace", true)]);
    let answer = call(
        &pactflow,
        SCIM,
        &format!("GET /admin/teams/{TEAM}"),
        Value::Null,
    )
    .await;
    assert_answer(&pactflow, &answer, 200, &infra);

    let answer = call(
        &pactflow,
        SCIM,
        &format!("PUT /admin/teams/{TEAM}"),
        json!({ "name": "" }),
    )
    .await;
    assert_answer(
        &pactflow,
        &answer,
        400,
        &json!({ "errors": { "name": ["must be filled"] } }),
    );

    let answer = call(
        &pactflow,
        SCIM,
        &format!("DELETE /admin/teams/{default}"),
        Value::Null,
    )
    .await;
    assert_answer(
        &pactflow,
        &answer,
        422,
        &json!({ "errors": ["The default team cannot be deleted."] }),
    );
    assert_empty(
        &call(
            &pactflow,
            SCIM,
            &format!("DELETE /admin/teams/{TEAM}"),
            Value::Null,
        )
        .await,
    );

    covered(
        &pactflow,
        &[
            Route::ListTeams,
            Route::CreateTeam,
            Route::UpdateTeam,
            Route::ReadTeam,
            Route::DeleteTeam,
        ],
    );
}

#[tokio::test]
async fn members_of_a_team() {
    let pactflow = directory().await;
    let users = format!("/admin/teams/{TEAM}/users");
    let members = json!({
        "_embedded": { "users": [member("Ada Lovelace", true)] },
        "_links": { "self": { "title": "Team users", "href": format!("{{base}}{users}") } },
    });

    let answer = call(&pactflow, SCIM, &format!("GET {users}"), Value::Null).await;
    assert_answer(&pactflow, &answer, 200, &members);
    let answer = call(
        &pactflow,
        SCIM,
        &format!("PUT {users}"),
        json!({ "users": [ADA] }),
    )
    .await;
    assert_answer(&pactflow, &answer, 200, &members);

    let answer = call(&pactflow, SCIM, &format!("GET {users}/{ADA}"), Value::Null).await;
    let membership = json!({
        "_embedded": { "user": member("Ada Lovelace", true) },
        "_links": { "self": { "title": "Team membership", "href": format!("{{base}}{users}/{ADA}") } },
    });
    assert_answer(&pactflow, &answer, 200, &membership);

    assert_empty(
        &call(
            &pactflow,
            SCIM,
            &format!("DELETE {users}/{ADA}"),
            Value::Null,
        )
        .await,
    );
    let answer = call(&pactflow, SCIM, &format!("GET {users}/{ADA}"), Value::Null).await;
    assert_answer(
        &pactflow,
        &answer,
        404,
        &json!({ "errors": ["The requested membership was not found."] }),
    );

    let wrong = json!([{ "op": "add", "path": "/users", "value": { "uuid": "not-a-uuid" } }]);
    let answer = call(&pactflow, SCIM, &format!("PATCH {users}"), wrong).await;
    assert_answer(
        &pactflow,
        &answer,
        400,
        &json!({ "errors": { "0.value.uuid": ["must be a UUID"] } }),
    );

    covered(
        &pactflow,
        &[
            Route::ListTeamUsers,
            Route::SetTeamUsers,
            Route::ReadTeamUser,
            Route::RemoveTeamUser,
        ],
    );
}
