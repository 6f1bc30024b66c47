//! The roles of a user. Nobody changes their own.

use uuid::Uuid;

use crate::body::Body;
use crate::call::{Answer, Call, Reply};
use crate::role;
use crate::state::{Refusal, Transaction};
use crate::users::check_access;

pub(crate) fn set(call: &Call<'_>) -> Answer {
    let mut body = Body::parse(call.body)?;
    let roles = body.uuids("roles");
    let roles = body.require("roles", roles).unwrap_or_default();
    body.finish()?;
    change(call, |transaction, user| {
        transaction.set_roles(user, &roles)
    })
}

pub(crate) fn add(call: &Call<'_>) -> Answer {
    let role = call.uuid(1, "role")?;
    change(call, |transaction, user| transaction.add_role(user, role))
}

pub(crate) fn remove(call: &Call<'_>) -> Answer {
    let role = call.uuid(1, "role")?;
    change(call, |transaction, user| {
        transaction.remove_role(user, role)
    })
}

pub(crate) fn make_admin(call: &Call<'_>) -> Answer {
    change(call, |transaction, user| {
        transaction.add_role(user, role::ADMINISTRATOR)
    })
}

pub(crate) fn unmake_admin(call: &Call<'_>) -> Answer {
    change(call, |transaction, user| {
        transaction.remove_role(user, role::ADMINISTRATOR)
    })
}

fn change(
    call: &Call<'_>,
    work: impl FnOnce(&mut Transaction<'_>, Uuid) -> Result<(), Refusal>,
) -> Answer {
    let user = call.uuid(0, "user")?;
    check_access(call, user, "user:manage:*", "system_account:manage:*")?;
    if call.caller()?.user.uuid == user {
        return Err(Refusal::forbidden(
            "You may not change your own roles.",
            "own-roles",
        ));
    }
    call.write(|transaction| work(transaction, user))?;
    Ok(Reply::no_content())
}
