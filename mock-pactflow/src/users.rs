//! `/admin/users`: people, and system accounts for whoever may see them.

use std::sync::Arc;

use serde::Serialize;
use uuid::Uuid;

use crate::body::{Body, Field};
use crate::call::{Answer, Call, Query, Reply};
use crate::hal::{self, Link, ListLinks, UserBody};
use crate::model::User;
use crate::paging::{PageInfo, Paging};
use crate::state::{FieldError, Refusal, Refused, Store, UserFields};

#[derive(Serialize)]
struct UserList<'a> {
    users: Vec<UserBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<PageInfo>,
    #[serde(rename = "_links")]
    links: ListLinks,
}

pub(crate) fn list(call: &Call<'_>) -> Answer {
    let paging = Paging::parse(&call.query)?;
    let wanted = Wanted::parse(call)?;
    let store = call.store();
    let (users, total) = wanted.select(&store, paging);
    let url = call.url();
    let (next, previous) = paging.links(&url, &call.query, total);
    Ok(Reply::ok(&UserList {
        users: users
            .into_iter()
            .map(|user| hal::listed_user(&store, user, call.base))
            .collect(),
        page: paging.info(total),
        links: ListLinks {
            this: Link::titled("Users", url),
            next,
            previous,
        },
    }))
}

pub(crate) fn read(call: &Call<'_>) -> Answer {
    let uuid = call.uuid(0, "user")?;
    check_access(call, uuid, "user:read:*", "system_account:read:*")?;
    answer(call, uuid)
}

/// The caller's own account.
pub(crate) fn read_own(call: &Call<'_>) -> Answer {
    answer(call, call.caller()?.user.uuid)
}

pub(crate) fn create(call: &Call<'_>) -> Answer {
    let fields = fields(call.body)?;
    let sets = |field: &Field<String>| matches!(field, Field::Value(_));
    if sets(&fields.external_idp_id) || sets(&fields.external_idp_username) {
        require_scim_attributes(call)?;
    }
    let uuid = call.write(|transaction| transaction.create_person(fields))?;
    let store = call.store();
    let location = format!("{}/admin/users/{uuid}", call.base);
    Ok(Reply::created(
        location,
        &hal::user(&store, store.user(uuid)?, call.base),
    ))
}

/// Creates the user, if the address is new. The invitation e-mail is left out.
pub(crate) fn invite(call: &Call<'_>) -> Answer {
    let fields = fields(call.body)?;
    let uuid = call.write(|transaction| invited(transaction, fields))?;
    answer(call, uuid)
}

pub(crate) fn invite_many(call: &Call<'_>) -> Answer {
    let mut body = Body::parse(call.body)?;
    let people = body.list("users", "must be an object with email and name", |item| {
        fields(&serde_json::to_vec(item).ok()?).ok()
    });
    let people = body.require("users", people).unwrap_or_default();
    body.finish()?;
    let uuids = call.write(|transaction| {
        // All or nothing: a refusal in the middle must not leave the first half behind.
        let before = transaction.store.clone();
        let invited: Result<Vec<Uuid>, Refusal> = people
            .into_iter()
            .map(|person| invited(transaction, person))
            .collect();
        if invited.is_err() {
            *transaction.store = before;
        }
        invited
    })?;
    let store = call.store();
    let users = uuids.iter().filter_map(|uuid| store.users.get(uuid));
    Ok(Reply::ok(&UserList {
        users: users
            .map(|user| hal::listed_user(&store, user, call.base))
            .collect(),
        page: None,
        links: ListLinks {
            this: Link::titled("Users", call.url()),
            next: None,
            previous: None,
        },
    }))
}

fn invited(
    transaction: &mut crate::state::Transaction<'_>,
    fields: UserFields,
) -> Result<Uuid, Refusal> {
    let present = match &fields.email {
        Field::Value(email) => transaction.store.user_by_email(email).map(|user| user.uuid),
        Field::Absent | Field::Null => None,
    };
    match present {
        Some(uuid) => Ok(uuid),
        None => transaction.create_person(fields),
    }
}

pub(crate) fn update(call: &Call<'_>) -> Answer {
    let uuid = call.uuid(0, "user")?;
    let present = check_access(call, uuid, "user:manage:*", "system_account:manage:*")?;
    let fields = fields(call.body)?;
    let differs = |field: &Field<String>, value: &Option<String>| match field {
        Field::Absent => false,
        Field::Null => value.is_some(),
        Field::Value(new) => Some(new) != value.as_ref(),
    };
    if differs(&fields.external_idp_id, &present.external_idp_id)
        || differs(
            &fields.external_idp_username,
            &present.external_idp_username,
        )
    {
        require_scim_attributes(call)?;
    }
    call.write(|transaction| transaction.update_user(uuid, fields))?;
    answer(call, uuid)
}

pub(crate) fn delete(call: &Call<'_>) -> Answer {
    let uuid = call.uuid(0, "user")?;
    check_access(call, uuid, "user:manage:*", "system_account:manage:*")?;
    call.write(|transaction| transaction.delete_user(uuid))?;
    Ok(Reply::no_content())
}

/// The user, if the caller may do this to people or to system accounts, whichever it is. Whoever
/// may not see system accounts is told that there is no such user.
pub(crate) fn check_access(
    call: &Call<'_>,
    uuid: Uuid,
    people: &str,
    systems: &str,
) -> Result<Arc<User>, Refusal> {
    let user = call.store().user(uuid)?.clone();
    if !user.is_system_account() {
        call.require(people)?;
    } else if !call.may("system_account:read:*") {
        return Err(Refusal::not_found("user"));
    } else {
        call.require(systems)?;
    }
    Ok(user)
}

fn answer(call: &Call<'_>, uuid: Uuid) -> Answer {
    let store = call.store();
    Ok(Reply::ok(&hal::user(&store, store.user(uuid)?, call.base)))
}

fn require_scim_attributes(call: &Call<'_>) -> Result<(), Refusal> {
    call.require("user:manage_scim_attributes:*")
        .map_err(|refusal| Refusal {
            rule: "scim-attributes",
            ..refusal
        })
}

fn fields(bytes: &[u8]) -> Result<UserFields, Refusal> {
    let mut body = Body::parse(bytes)?;
    let fields = UserFields {
        name: body.string("name"),
        first_name: body.string("firstName"),
        last_name: body.string("lastName"),
        email: body.string("email"),
        active: body.boolean("active"),
        external_idp_id: body.string("externalIdpId"),
        external_idp_username: body.string("externalIdpUsername"),
    };
    body.finish()?;
    Ok(fields)
}

/// Which users a list is to have.
struct Wanted {
    /// Part of the name or of the e-mail address, in lower case.
    q: Option<String>,
    active: Option<bool>,
    people: bool,
    system_accounts: bool,
}

impl Wanted {
    fn parse(call: &Call<'_>) -> Result<Self, Refusal> {
        let choice = |query: &Query, name: &str, values: [&str; 2]| match query.get(name) {
            None => Ok(None),
            Some(text) if text == values[0] => Ok(Some(true)),
            Some(text) if text == values[1] => Ok(Some(false)),
            Some(_) => {
                let detail = format!("must be one of: {}, {}", values[0], values[1]);
                let error = FieldError {
                    pointer: name.to_owned(),
                    detail,
                };
                Err(Refusal {
                    kind: Refused::Invalid(vec![error]),
                    rule: "query-parameters",
                })
            }
        };
        let system = choice(&call.query, "userType", ["1", "0"])?;
        Ok(Self {
            q: call
                .query
                .get("q")
                .map(str::to_lowercase)
                .filter(|q| !q.is_empty()),
            active: choice(&call.query, "active", ["true", "false"])?,
            people: system != Some(true) && call.may("user:read:*"),
            system_accounts: system != Some(false) && call.may("system_account:read:*"),
        })
    }

    /// The page of users, and how many there are in all. Without `q` and `active` a page is a slice;
    /// with them, everybody is looked at.
    fn select<'s>(&self, store: &'s Store, paging: Paging) -> (Vec<&'s Arc<User>>, usize) {
        let by_uuid = |uuid: &Uuid| store.users.get(uuid);
        if self.q.is_none() && self.active.is_none() {
            let set = match (self.people, self.system_accounts) {
                (true, true) => {
                    let (skip, take) = paging.window(store.users.len());
                    let slice = store.users.get_range(skip..skip + take);
                    return (
                        slice.into_iter().flat_map(|slice| slice.values()).collect(),
                        store.users.len(),
                    );
                }
                (true, false) => &store.people,
                (false, true) => &store.system_accounts,
                (false, false) => return (Vec::new(), 0),
            };
            let (skip, take) = paging.window(set.len());
            let slice = set.get_range(skip..skip + take).into_iter().flatten();
            return (slice.filter_map(by_uuid).collect(), set.len());
        }
        let wanted: Vec<_> = store
            .users
            .values()
            .filter(|user| self.matches(user))
            .collect();
        let (skip, take) = paging.window(wanted.len());
        let total = wanted.len();
        (wanted.into_iter().skip(skip).take(take).collect(), total)
    }

    fn matches(&self, user: &User) -> bool {
        let kind = if user.is_system_account() {
            self.system_accounts
        } else {
            self.people
        };
        let contains = |q: &String| {
            let fields = [user.name.as_deref(), user.email.as_deref()];
            fields
                .into_iter()
                .flatten()
                .any(|field| field.to_lowercase().contains(q.as_str()))
        };
        kind && self.active.is_none_or(|active| user.active == active)
            && self.q.as_ref().is_none_or(contains)
    }
}
