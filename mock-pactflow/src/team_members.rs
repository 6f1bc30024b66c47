//! `/admin/teams/{uuid}/users`: who is a member. Adding one costs the same in a small team and in a
//! large one: only the users that the request names are answered.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::body::{Body, json};
use crate::call::{Answer, Call, Reply};
use crate::hal::{self, MemberBody, SelfLink};
use crate::state::Refusal;

#[derive(Serialize)]
struct MemberList<'a> {
    #[serde(rename = "_embedded")]
    embedded: Users<'a>,
    #[serde(rename = "_links")]
    links: SelfLink,
}

#[derive(Serialize)]
struct Users<'a> {
    users: Vec<MemberBody<'a>>,
}

#[derive(Serialize)]
struct Membership<'a> {
    #[serde(rename = "_embedded")]
    embedded: One<'a>,
    #[serde(rename = "_links")]
    links: SelfLink,
}

#[derive(Serialize)]
struct One<'a> {
    user: MemberBody<'a>,
}

pub(crate) fn list(call: &Call<'_>) -> Answer {
    answer(call, None)
}

pub(crate) fn set(call: &Call<'_>) -> Answer {
    let (team, users) = request(call)?;
    call.write(|transaction| transaction.set_members(team, &users))?;
    answer(call, None)
}

pub(crate) fn add(call: &Call<'_>) -> Answer {
    let (team, users) = request(call)?;
    call.write(|transaction| transaction.add_members(team, &users))?;
    answer(call, Some(&users))
}

pub(crate) fn remove(call: &Call<'_>) -> Answer {
    let (team, users) = request(call)?;
    call.write(|transaction| transaction.remove_members(team, &users))?;
    Ok(Reply::no_content())
}

pub(crate) fn patch(call: &Call<'_>) -> Answer {
    let team = call.uuid(0, "team")?;
    let steps = steps(&json(call.body)?)?;
    call.write(|transaction| transaction.patch_members(team, &steps))?;
    let users: Vec<Uuid> = steps
        .into_iter()
        .filter_map(|(add, user)| add.then_some(user))
        .collect();
    answer(call, Some(&users))
}

pub(crate) fn read_one(call: &Call<'_>) -> Answer {
    let (team, user) = (call.uuid(0, "team")?, call.uuid(1, "user")?);
    let store = call.store();
    if !store.team(team)?.members.contains(&user) {
        return Err(Refusal::not_found("membership"));
    }
    let embedded = One {
        user: hal::member(store.user(user)?, call.base),
    };
    Ok(Reply::ok(&Membership {
        embedded,
        links: SelfLink::new("Team membership", call.url()),
    }))
}

pub(crate) fn remove_one(call: &Call<'_>) -> Answer {
    let (team, user) = (call.uuid(0, "team")?, call.uuid(1, "user")?);
    if !call.store().team(team)?.members.contains(&user) {
        return Err(Refusal::not_found("membership"));
    }
    call.write(|transaction| transaction.remove_members(team, &[user]))?;
    Ok(Reply::no_content())
}

/// All members, or only these.
fn answer(call: &Call<'_>, users: Option<&[Uuid]>) -> Answer {
    let store = call.store();
    let team = store.team(call.uuid(0, "team")?)?;
    let users = match users {
        None => hal::members(&store, &team.members, call.base),
        Some(users) => hal::members(&store, users, call.base),
    };
    Ok(Reply::ok(&MemberList {
        embedded: Users { users },
        links: SelfLink::new("Team users", call.url()),
    }))
}

fn request(call: &Call<'_>) -> Result<(Uuid, Vec<Uuid>), Refusal> {
    let team = call.uuid(0, "team")?;
    call.store().team(team)?;
    let mut body = Body::parse(call.body)?;
    let users = body.uuids("users");
    let users = body.require("users", users).unwrap_or_default();
    body.finish()?;
    Ok((team, users))
}

/// The JSON Patch: for each step, whether it adds, and whom.
fn steps(patch: &Value) -> Result<Vec<(bool, Uuid)>, Refusal> {
    let fault =
        |pointer: String, detail: &str| Refusal::invalid(pointer, detail, "patch-operations");
    let Some(operations) = patch.as_array() else {
        return Err(fault(
            String::new(),
            "must be an array of JSON Patch operations",
        ));
    };
    let read = |(index, operation): (usize, &Value)| {
        let add = match operation["op"].as_str() {
            Some("add") => true,
            Some("remove") => false,
            _ => return Err(fault(format!("/{index}/op"), "must be one of: add, remove")),
        };
        if operation["path"] != "/users" {
            return Err(fault(format!("/{index}/path"), "must be /users"));
        }
        let uuid = operation["value"]["uuid"]
            .as_str()
            .and_then(|uuid| Uuid::parse_str(uuid).ok());
        let uuid = uuid.ok_or_else(|| fault(format!("/{index}/value/uuid"), "must be a UUID"))?;
        Ok((add, uuid))
    };
    operations.iter().enumerate().map(read).collect()
}
