//! What holds for every SCIM answer, whatever was asked.

use serde_json::Value;

use super::Exchange;

const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// Holds an answer against the rules of RFC 7644 that every identity provider relies on.
///
/// # Errors
///
/// A sentence that says which rule is broken.
pub(super) fn answer(exchange: &Exchange) -> Result<(), String> {
    let status = exchange.status.as_u16();
    if status == 204 || status == 304 {
        return must(
            exchange.body.is_empty(),
            "an answer without content has no body",
        );
    }
    let media_type = exchange.header("content-type").unwrap_or("(none)");
    must(
        media_type
            .split(';')
            .next()
            .is_some_and(|essence| essence.trim() == "application/scim+json"),
        &format!("every answer is application/scim+json, errors too; this one is {media_type}"),
    )?;
    let body: Value = serde_json::from_str(&exchange.body)
        .map_err(|error| format!("every answer is JSON, but here: {error}"))?;
    let schemas = body["schemas"]
        .as_array()
        .ok_or("every answer names its schemas")?;
    if status >= 400 {
        return error(status, &body, exchange);
    }
    if schemas.iter().any(|urn| urn == LIST) {
        return list(&body, exchange);
    }
    resource(status, &body, exchange)
}

fn error(status: u16, body: &Value, exchange: &Exchange) -> Result<(), String> {
    must(
        body["schemas"][0] == ERROR,
        "an error names the Error schema",
    )?;
    must(
        body["status"].as_str() == Some(status.to_string().as_str()),
        "an error repeats its status as a JSON string",
    )?;
    must(
        body["detail"]
            .as_str()
            .is_some_and(|detail| !detail.is_empty()),
        "an error says in `detail` what is wrong",
    )?;
    must(
        status != 401 || exchange.header("www-authenticate").is_some(),
        "a 401 says how to authenticate",
    )?;
    must(
        status != 405 || exchange.header("allow").is_some(),
        "a 405 says what is allowed",
    )
}

fn list(body: &Value, exchange: &Exchange) -> Result<(), String> {
    // RFC 9865 §2: a page that is found by a cursor has no index.
    let is_by_cursor = exchange.request.target.contains("cursor=");
    for number in ["totalResults", "startIndex", "itemsPerPage"] {
        must(
            body[number].is_u64() || is_by_cursor && number == "startIndex",
            &format!(
                "`{number}` of a list is a JSON integer, but here {}",
                body[number]
            ),
        )?;
    }
    let resources = body["Resources"]
        .as_array()
        .ok_or("a list has `Resources`, be it empty")?;
    must(
        body["itemsPerPage"] == resources.len(),
        "`itemsPerPage` is the number of resources on this page",
    )?;
    must(
        body["totalResults"].as_u64() >= Some(resources.len() as u64),
        "`totalResults` counts every match",
    )
}

fn resource(status: u16, body: &Value, exchange: &Exchange) -> Result<(), String> {
    if status == 201 {
        let location = exchange
            .header("location")
            .ok_or("a 201 says in `Location` where the new resource is")?;
        must(
            body["meta"]["location"] == location,
            "`Location` and `meta.location` are the same address",
        )?;
    }
    if let (Some(etag), Some(version)) = (exchange.header("etag"), body["meta"]["version"].as_str())
    {
        must(etag == version, "`ETag` and `meta.version` are the same")?;
    }
    must(
        body.get("password").is_none(),
        "a password is never returned",
    )
}

fn must(holds: bool, rule: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(rule.to_owned()) }
}
