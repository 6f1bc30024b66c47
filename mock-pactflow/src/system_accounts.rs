//! `/admin/system-accounts`.

use crate::body::{Body, Field};
use crate::call::{Answer, Call, Reply};
use crate::hal;
use crate::state::Refusal;
use crate::tokens;

pub(crate) fn create(call: &Call<'_>) -> Answer {
    let mut body = Body::parse(call.body)?;
    let name = body.string("name");
    body.finish()?;
    let Field::Value(name) = name else {
        return Err(Refusal::invalid("/name", "must be filled", "name-required"));
    };
    let uuid = call.write(|transaction| transaction.create_system_account(&name))?;
    let store = call.store();
    let location = format!("{}/admin/system-accounts/{uuid}", call.base);
    Ok(Reply::created(
        location,
        &hal::user(&store, store.user(uuid)?, call.base),
    ))
}

pub(crate) fn tokens(call: &Call<'_>) -> Answer {
    let uuid = call.uuid(0, "system account")?;
    let store = call.store();
    if !store.user(uuid)?.is_system_account() {
        return Err(Refusal::not_found("system account"));
    }
    Ok(Reply::ok(&tokens::list(call, store.tokens_of(uuid))))
}
