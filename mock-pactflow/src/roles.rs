//! `/admin/roles` and `/admin/permissions`.

use serde_json::{Value, json};

use crate::body::Body;
use crate::call::{Answer, Call, Reply};
use crate::hal::Seconds;
use crate::model::Role;
use crate::role::{self, PERMISSIONS, Permission};
use crate::state::{Refusal, RoleFields};

pub(crate) fn list(call: &Call<'_>) -> Answer {
    let store = call.store();
    let roles: Vec<Value> = store
        .roles
        .values()
        .map(|role| body(role, call.base))
        .collect();
    Ok(Reply::ok(
        &json!({ "_embedded": { "roles": roles }, "_links": links(call.base) }),
    ))
}

pub(crate) fn read(call: &Call<'_>) -> Answer {
    let uuid = call.uuid(0, "role")?;
    let store = call.store();
    let role = store
        .roles
        .get(&uuid)
        .ok_or_else(|| Refusal::not_found("role"))?;
    Ok(Reply::ok(&body(role, call.base)))
}

pub(crate) fn create(call: &Call<'_>) -> Answer {
    let fields = fields(call)?;
    let uuid = call.write(|transaction| transaction.create_role(fields))?;
    let role = call
        .store()
        .roles
        .get(&uuid)
        .cloned()
        .ok_or_else(|| Refusal::not_found("role"))?;
    Ok(Reply::created(
        format!("{}/admin/roles/{uuid}", call.base),
        &body(&role, call.base),
    ))
}

pub(crate) fn update(call: &Call<'_>) -> Answer {
    let uuid = call.uuid(0, "role")?;
    let fields = fields(call)?;
    call.write(|transaction| transaction.update_role(uuid, fields))?;
    read(call)
}

pub(crate) fn delete(call: &Call<'_>) -> Answer {
    let uuid = call.uuid(0, "role")?;
    call.write(|transaction| transaction.delete_role(uuid))?;
    Ok(Reply::no_content())
}

pub(crate) fn reset(call: &Call<'_>) -> Answer {
    call.write(|transaction| {
        transaction.reset_roles();
        Ok(())
    })?;
    list(call)
}

pub(crate) fn permissions(call: &Call<'_>) -> Answer {
    let all: Vec<Value> = PERMISSIONS
        .iter()
        .map(|known| permission(known.scope, Some(*known)))
        .collect();
    Ok(Reply::ok(&json!({
        "permissions": all,
        "_links": { "self": { "title": "Permissions", "href": call.url() } },
    })))
}

fn fields(call: &Call<'_>) -> Result<RoleFields, Refusal> {
    let mut body = Body::parse(call.body)?;
    let fields = RoleFields {
        name: body.string("name"),
        description: body.string("description"),
        permissions: body.list("permissions", "must be an object with a scope", |item| {
            item.get("scope")?.as_str().map(str::to_owned)
        }),
    };
    body.finish()?;
    Ok(fields)
}

fn body(role: &Role, base: &str) -> Value {
    let href = format!("{base}/admin/roles/{}", role.uuid);
    let scopes = role
        .permissions
        .iter()
        .map(|scope| permission(scope, role::known_permission(scope)));
    let mut body = json!({
        "uuid": role.uuid,
        "name": role.name,
        "systemDefined": role.predefined,
        "createdAt": Seconds(role.created_at),
        "updatedAt": Seconds(role.updated_at),
        "permissions": scopes.collect::<Vec<_>>(),
        "_links": { "self": { "title": "Role", "name": role.name, "href": href } },
    });
    if let Some(description) = &role.description {
        body["description"] = json!(description);
    }
    body
}

fn permission(scope: &str, known: Option<Permission>) -> Value {
    let label = known.map(|known| known.label);
    json!({ "scope": scope, "label": label, "description": label, "group": known.map(|known| known.group) })
}

fn links(base: &str) -> Value {
    json!({
        "self": { "title": "Roles", "href": format!("{base}/admin/roles") },
        "pf:reset": { "title": "Reset the predefined roles", "href": format!("{base}/admin/roles/reset") },
    })
}
