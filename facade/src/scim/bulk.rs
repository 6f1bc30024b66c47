//! Bulk requests (RFC 7644 §3.7): many operations in one, which may refer to what others of them create.
//!
//! Nothing is executed here: [`Job`] says which operation comes next, with its references filled in, and is told what
//! became of it.

mod job;
mod references;

pub use job::{Job, Outcome, Step};

use serde::Serialize;
use serde_json::Value;

use super::{Object, error::Error, object, urn};

/// The largest number of operations in one request (`maxOperations` of `/ServiceProviderConfig`).
pub const MAX_OPERATIONS: usize = 1_000;
/// The largest body, in bytes (`maxPayloadSize` of `/ServiceProviderConfig`).
pub const MAX_PAYLOAD_SIZE: usize = 1_048_576;

/// What an operation does, as an HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Create.
    Post,
    /// Replace.
    Put,
    /// Change.
    Patch,
    /// Delete.
    Delete,
}

/// One operation.
#[derive(Debug, Clone, PartialEq)]
pub struct BulkOperation {
    /// What it does.
    pub method: Method,
    /// The name under which other operations may refer to what this one creates.
    pub bulk_id: Option<String>,
    /// The resource's address below the base URL, such as `/Users` or `/Users/{id}`.
    pub path: String,
    /// The version that the resource must have, as in `If-Match`.
    pub version: Option<String>,
    /// The body; `null` for a DELETE.
    pub data: Value,
}

/// A bulk request.
#[derive(Debug, Clone, PartialEq)]
pub struct BulkRequest {
    /// After how many errors the rest is left undone; `None` does everything.
    pub fail_on_errors: Option<usize>,
    /// The operations, in the order in which they were sent.
    pub operations: Vec<BulkOperation>,
}

/// Why a bulk request is refused as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// RFC 7644 §3.7.4 answers 413: the limit is [`MAX_OPERATIONS`].
    #[error("The bulk request has more operations than the maxOperations ({MAX_OPERATIONS}).")]
    TooManyOperations,
    /// It is malformed.
    #[error(transparent)]
    Malformed(#[from] Error),
}

/// What became of one operation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BulkResult {
    /// The address of the resource; RFC 7644 §3.7.3 wants it in all results "except in the event of a POST failure".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// What the operation did.
    pub method: Method,
    /// The name that the client gave the operation.
    #[serde(rename = "bulkId", skip_serializing_if = "Option::is_none")]
    pub bulk_id: Option<String>,
    /// The version of the resource afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The HTTP status, as a string.
    pub status: String,
    /// The error's body; RFC 7644 §3.7.3 wants it where the status is not a success.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Value>,
}

/// The answer to a bulk request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BulkResponse {
    /// Always the one URN of a bulk response.
    pub schemas: [&'static str; 1],
    /// One result for each operation that was tried, in the order of the request.
    #[serde(rename = "Operations")]
    pub operations: Vec<BulkResult>,
}

impl BulkRequest {
    /// Reads the body of a bulk request.
    ///
    /// # Errors
    ///
    /// Too many operations; `invalidSyntax` for a body that is no BulkRequest; `invalidValue` where two operations have
    /// the same `bulkId`.
    pub fn parse(body: &Value) -> Result<Self, Refused> {
        let wrong = |detail: &str| Refused::Malformed(Error::invalid_syntax(detail));
        let body = body
            .as_object()
            .ok_or_else(|| wrong("The body of a bulk request is a JSON object."))?;
        let is_bulk = |schema: &Value| {
            schema
                .as_str()
                .is_some_and(|schema| schema.eq_ignore_ascii_case(urn::BULK_REQUEST))
        };
        if let Some(Value::Array(schemas)) = object::get(body, "schemas")
            && !schemas.is_empty()
            && !schemas.iter().any(is_bulk)
        {
            return Err(wrong(&format!(
                "'schemas' of a bulk request holds \"{}\".",
                urn::BULK_REQUEST
            )));
        }
        let fail_on_errors = match object::get(body, "failOnErrors") {
            None | Some(Value::Null) => None,
            Some(number) => {
                let number = number
                    .as_u64()
                    .and_then(|number| usize::try_from(number).ok());
                // Not one error is accepted before the first one, whatever the client says.
                Some(
                    number
                        .ok_or_else(|| wrong("'failOnErrors' is a whole number."))?
                        .max(1),
                )
            }
        };
        let Some(Value::Array(operations)) = object::get(body, "Operations") else {
            return Err(wrong(
                "'Operations' is missing; it is an array of operations.",
            ));
        };
        if operations.len() > MAX_OPERATIONS {
            return Err(Refused::TooManyOperations);
        }
        let read = |(index, operation)| {
            read(operation).map_err(|error| Error {
                detail: format!("Operation {}: {}", index + 1, error.detail),
                ..error
            })
        };
        let operations = operations
            .iter()
            .enumerate()
            .map(read)
            .collect::<Result<Vec<_>, _>>()?;
        check_ids(&operations)?;
        Ok(Self {
            fail_on_errors,
            operations,
        })
    }
}

impl BulkOperation {
    /// The endpoint and the id in the path, such as `("Users", Some("2819c223"))`.
    pub fn target(&self) -> (&str, Option<&str>) {
        let path = self.path.trim_matches('/');
        match path.split_once('/') {
            Some((endpoint, id)) => (endpoint, Some(id.trim_matches('/'))),
            None => (path, None),
        }
    }
}

fn read(operation: &Value) -> Result<BulkOperation, Error> {
    let operation = operation
        .as_object()
        .ok_or_else(|| Error::invalid_syntax("an operation is a JSON object."))?;
    let method = match text(operation, "method")
        .unwrap_or_default()
        .to_ascii_uppercase()
        .as_str()
    {
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        "DELETE" => Method::Delete,
        _ => {
            return Err(Error::invalid_syntax(
                "'method' is \"POST\", \"PUT\", \"PATCH\" or \"DELETE\".",
            ));
        }
    };
    let data = match object::get(operation, "data") {
        Some(data) if method != Method::Delete => data.clone(),
        // RFC 7644 §3.7: `data` is "REQUIRED (…) when "method" is "POST", "PUT", or "PATCH"".
        None if method != Method::Delete => {
            return Err(Error::invalid_syntax("'data' is missing."));
        }
        _ => Value::Null,
    };
    let operation = BulkOperation {
        method,
        bulk_id: text(operation, "bulkId").map(str::to_owned),
        path: text(operation, "path").unwrap_or_default().to_owned(),
        version: text(operation, "version").map(str::to_owned),
        data,
    };
    // RFC 7644 §3.7: the path of a POST is the endpoint's, that of any other operation the resource's.
    match (operation.method, operation.target()) {
        (_, ("", _)) => Err(Error::invalid_syntax(
            "'path' is missing, as in \"/Users\".",
        )),
        (Method::Post, (_, Some(_))) => Err(Error::invalid_syntax(
            "the 'path' of a POST names no resource.",
        )),
        (Method::Post, (_, None)) | (_, (_, Some(_))) => Ok(operation),
        (_, (_, None)) => Err(Error::invalid_syntax(
            "the 'path' names the resource, as in \"/Users/2819c223\".",
        )),
    }
}

fn text<'a>(operation: &'a Object, name: &str) -> Option<&'a str> {
    object::get(operation, name)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
}

/// RFC 7644 §3.7: a `bulkId` is "unique within a bulk request".
fn check_ids(operations: &[BulkOperation]) -> Result<(), Error> {
    let mut seen = std::collections::HashSet::new();
    match operations
        .iter()
        .filter_map(|operation| operation.bulk_id.as_deref())
        .find(|id| !seen.insert(*id))
    {
        Some(id) => Err(Error::invalid_value(format!(
            "two operations have the bulkId \"{id}\"."
        ))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
