//! `GET /` and the heartbeat.

use serde_json::json;

use crate::call::{Answer, Call, Reply};

pub(crate) fn index(call: &Call<'_>) -> Answer {
    let link =
        |title: &str, path: &str| json!({ "title": title, "href": format!("{}{path}", call.base) });
    Ok(Reply::ok(&json!({
        "_links": {
            "self": link("Index", "/"),
            "pf:admin-users": link("Users", "/admin/users"),
            "pf:admin-teams": link("Teams", "/admin/teams"),
            "pf:admin-roles": link("Roles", "/admin/roles"),
            "pf:admin-permissions": link("Permissions", "/admin/permissions"),
            "pf:current-user": link("The present user", "/user"),
            "pf:api-tokens": link("API tokens", "/settings/tokens"),
        }
    })))
}

pub(crate) fn heartbeat(call: &Call<'_>) -> Answer {
    Ok(Reply::ok(
        &json!({ "ok": true, "_links": { "self": { "href": call.url() } } }),
    ))
}
