//! `/settings/tokens`: the caller's own tokens.

use http::StatusCode;
use serde_json::{Value, json};

use crate::call::{Answer, Call, Reply};
use crate::model::{Access, Token};
use crate::state::Refusal;

pub(crate) fn list_own(call: &Call<'_>) -> Answer {
    let owner = call.caller()?.user.uuid;
    let read_only = !call.may("token:manage:own");
    let store = call.store();
    let own = store
        .tokens_of(owner)
        .filter(|token| !read_only || token.access == Access::ReadOnly);
    Ok(Reply::ok(&list(call, own)))
}

pub(crate) fn regenerate(call: &Call<'_>) -> Answer {
    let uuid = call.uuid(0, "token")?;
    let owner = call.caller()?.user.uuid;
    let read_only = !call.may("token:manage:own");
    let allowed =
        |token: &Token| token.owner == owner && (!read_only || token.access == Access::ReadOnly);
    if !call.store().tokens.get(&uuid).is_some_and(allowed) {
        return Err(Refusal::not_found("token"));
    }
    let lifetime = call.simulation.token_lifetime();
    call.write(|transaction| transaction.regenerate_token(uuid, lifetime))?;
    let store = call.store();
    let token = store
        .tokens
        .get(&uuid)
        .ok_or_else(|| Refusal::not_found("token"))?;
    Ok(Reply::json(StatusCode::CREATED, &body(call.base, token)))
}

/// A list of tokens, with their values.
pub(crate) fn list<'t>(call: &Call<'_>, tokens: impl Iterator<Item = &'t Token>) -> Value {
    let items: Vec<Value> = tokens.map(|token| body(call.base, token)).collect();
    json!({
        "_embedded": { "items": items },
        "_links": { "self": { "title": "API tokens", "href": call.url() } },
    })
}

fn body(base: &str, token: &Token) -> Value {
    let regenerate = format!("{base}/settings/tokens/{}/regenerate", token.uuid);
    json!({
        "uuid": token.uuid,
        "description": token.access.description(),
        "value": token.value,
        "readOnly": token.access == Access::ReadOnly,
        "_links": { "pb:regenerate": { "title": "Regenerate token", "href": regenerate } },
    })
}
