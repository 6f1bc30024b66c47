//! What PactFlow refuses to whom, for each call.

use pactflow_scim::pactflow::{Error, TeamFields, UserFields, UserQuery};
use serde_json::{Value, json};

use super::{ADA, Case, Exchange, Pactflow, ROLE, TEAM, case};

/// One call as somebody makes it who may not.
struct Attempt {
    function: &'static str,
    /// What it would be, if it were allowed.
    what: &'static str,
    states: &'static [&'static str],
    method: &'static str,
    path: &'static str,
    /// What is sent, and what states give to it.
    body: Option<(Value, &'static [(&'static str, &'static str)])>,
}

/// Every call, on something that is there, so that nothing but the permission can be missing.
fn attempts() -> Vec<Attempt> {
    const PERSON: &[&str] = &["a person exists"];
    const TEAM_ALONE: &[&str] = &["a team exists"];
    const TEAM_AND_PERSON: &[&str] = &["a team exists", "a person exists"];
    const MEMBER: &[&str] = &["a team with a member exists"];
    let attempt = |function, what, states, method, path, body| Attempt {
        function,
        what,
        states,
        method,
        path,
        body,
    };
    let person = json!({ "email": "new@example.com", "name": "Ada Lovelace" });
    let change = json!({
        "email": "new@example.com", "name": "Ada Lovelace", "firstName": null, "lastName": null,
        "active": true, "externalIdpId": null, "externalIdpUsername": null,
    });
    let team = json!({ "name": "Payments", "administratorUuids": [], "environmentUuids": [], "pacticipantNames": [] });
    let role: &[_] = &[("$.roles[0]", "${role}")];
    let user: &[_] = &[("$.users[0]", "${person}")];
    let member: &[_] = &[("$.users[0]", "${member}")];
    let users = json!({ "users": [ADA] });
    vec![
        attempt(
            "Users::list",
            "a list of people",
            &[],
            "GET",
            "/admin/users",
            None,
        ),
        attempt(
            "Users::get",
            "a person",
            PERSON,
            "GET",
            "/admin/users/${person}",
            None,
        ),
        attempt(
            "Users::create",
            "a new person",
            &["an address is free", "a name is free"],
            "POST",
            "/admin/users",
            Some((
                person,
                &[("$.email", "${newEmail}"), ("$.name", "${newName}")],
            )),
        ),
        attempt(
            "Users::update",
            "every field of a person",
            PERSON,
            "PUT",
            "/admin/users/${person}",
            Some((change, &[("$.email", "${email}")])),
        ),
        attempt(
            "Users::delete",
            "a person to delete",
            PERSON,
            "DELETE",
            "/admin/users/${person}",
            None,
        ),
        attempt(
            "Users::set_roles",
            "the roles of a person",
            PERSON,
            "PUT",
            "/admin/users/${person}/roles",
            Some((json!({ "roles": [ROLE] }), role)),
        ),
        attempt(
            "Users::create_system_account",
            "a new system account",
            &["a name is free"],
            "POST",
            "/admin/system-accounts",
            Some((json!({ "name": "ci" }), &[("$.name", "${newName}")])),
        ),
        attempt(
            "Teams::list",
            "a list of teams",
            &[],
            "GET",
            "/admin/teams",
            None,
        ),
        attempt(
            "Teams::get",
            "a team",
            TEAM_ALONE,
            "GET",
            "/admin/teams/${team}",
            None,
        ),
        attempt(
            "Teams::create",
            "a new team",
            &["a name is free"],
            "POST",
            "/admin/teams",
            Some((json!({ "name": "Payments" }), &[("$.name", "${newName}")])),
        ),
        attempt(
            "Teams::update",
            "a team with another name",
            &["a team exists", "a name is free"],
            "PUT",
            "/admin/teams/${team}",
            Some((team, &[("$.name", "${newName}")])),
        ),
        attempt(
            "Teams::delete",
            "a team to delete",
            TEAM_ALONE,
            "DELETE",
            "/admin/teams/${team}",
            None,
        ),
        attempt(
            "Teams::set_members",
            "the members of a team",
            TEAM_AND_PERSON,
            "PUT",
            "/admin/teams/${team}/users",
            Some((users.clone(), user)),
        ),
        attempt(
            "Teams::add_members",
            "one more member of a team",
            TEAM_AND_PERSON,
            "POST",
            "/admin/teams/${team}/users",
            Some((users.clone(), user)),
        ),
        attempt(
            "Teams::remove_members",
            "members to remove from a team",
            MEMBER,
            "DELETE",
            "/admin/teams/${team}/users",
            Some((users, member)),
        ),
        attempt(
            "Teams::remove_member",
            "one member to remove from a team",
            MEMBER,
            "DELETE",
            "/admin/teams/${team}/users/${member}",
            None,
        ),
    ]
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for attempt in attempts() {
        let nobody = "somebody without a permission";
        cases.push(refused(
            &attempt,
            nobody,
            "the caller has no permission",
            Error::Forbidden,
        ));
        if attempt.method != "GET" {
            let reader = "somebody with a read-only token";
            cases.push(refused(
                &attempt,
                reader,
                "the caller may only read",
                Error::Forbidden,
            ));
        }
        // A token is looked at before anything else, so one read and one write stand for all.
        if ["Users::list", "Users::create"].contains(&attempt.function) {
            let stranger = "somebody with an unknown token";
            cases.push(refused(
                &attempt,
                stranger,
                "the caller is unknown",
                Error::Unauthorized,
            ));
        }
    }
    cases
}

fn refused(attempt: &Attempt, who: &str, state: &str, error: Error) -> Case {
    let function = attempt.function;
    let status = if error == Error::Unauthorized {
        401
    } else {
        403
    };
    case(
        function,
        &format!("{}, asked for by {who}", attempt.what),
        |it| {
            it.given(state);
            ask(it, attempt);
            it.answers(status);
        },
        move |pactflow| {
            let error = error.clone();
            async move { assert_eq!(make(pactflow, function).await, Err(error)) }
        },
    )
}

fn ask(it: &mut Exchange, attempt: &Attempt) {
    for state in attempt.states {
        it.given(state);
    }
    it.asks(attempt.method, attempt.path);
    if attempt.function.ends_with("::list") {
        it.query("page", "1").query("size", "100");
    }
    if let Some((body, from_states)) = &attempt.body {
        it.sends(body.clone(), from_states);
    }
}

/// Drives the endpoint function with this name.
async fn make(pactflow: Pactflow, function: &str) -> Result<(), Error> {
    let (users, teams) = (pactflow.users(), pactflow.teams());
    let one = [ADA.to_owned()];
    let fields = UserFields {
        email: Some("new@example.com".to_owned()),
        name: Some("Ada Lovelace".to_owned()),
        first_name: None,
        last_name: None,
        active: Some(true),
        external_idp_id: None,
        external_idp_username: None,
    };
    let team = TeamFields {
        name: "Payments".to_owned(),
        ..TeamFields::default()
    };
    match function {
        "Users::list" => users.list(&UserQuery::default(), 1, 100).await.map(drop),
        "Users::get" => users.get(ADA).await.map(drop),
        "Users::create" => users.create(&fields).await.map(drop),
        "Users::update" => users.update(ADA, &fields).await.map(drop),
        "Users::delete" => users.delete(ADA).await,
        "Users::set_roles" => users.set_roles(ADA, &[ROLE.to_owned()]).await,
        "Users::create_system_account" => users.create_system_account("ci").await.map(drop),
        "Teams::list" => teams.list(None, 1, 100).await.map(drop),
        "Teams::get" => teams.get(TEAM).await.map(drop),
        "Teams::create" => teams.create("Payments").await.map(drop),
        "Teams::update" => teams.update(TEAM, &team).await.map(drop),
        "Teams::delete" => teams.delete(TEAM).await,
        "Teams::set_members" => teams.set_members(TEAM, &one).await.map(drop),
        "Teams::add_members" => teams.add_members(TEAM, &one).await.map(drop),
        "Teams::remove_members" => teams.remove_members(TEAM, &one).await,
        "Teams::remove_member" => teams.remove_member(TEAM, ADA).await,
        other => panic!("{other} is not driven"),
    }
}
