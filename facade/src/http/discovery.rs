//! What the service can do (RFC 7644 §4): open to everybody, since it says nothing of anybody.

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use serde_json::{Value, json};

use super::App;
use super::bulk::largest_payload;
use super::error::Error;
use super::extract::{PublicBase, Segment};
use super::respond;
use crate::mapping::{team, user};
use crate::provisioning::DEFAULT_COUNT;
use crate::scim::bulk::MAX_OPERATIONS;
use crate::scim::list::ListResponse;
use crate::scim::schema::Schema;
use crate::scim::{Object, urn};

/// RFC 7644 §4: a filter on these endpoints is refused with 403, "to avoid complications".
pub(super) struct NoFilter;

impl<S: Sync> FromRequestParts<S> for NoFilter {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let query = parts.uri.query().unwrap_or_default();
        let filters = form_urlencoded::parse(query.as_bytes())
            .any(|(name, _)| name.eq_ignore_ascii_case("filter"));
        if filters {
            Err(Error::FilterOnDiscovery)
        } else {
            Ok(Self)
        }
    }
}

/// `GET /ServiceProviderConfig` (RFC 7643 §5).
pub(super) async fn service_provider_config(
    _: NoFilter,
    State(app): State<Arc<App>>,
    PublicBase(base): PublicBase,
) -> Response {
    let document = json!({
        "schemas": [urn::SERVICE_PROVIDER_CONFIG],
        "patch": { "supported": true },
        "bulk": {
            "supported": true,
            "maxOperations": MAX_OPERATIONS,
            "maxPayloadSize": largest_payload(&app)
        },
        "filter": { "supported": true, "maxResults": app.settings.max_results },
        "changePassword": { "supported": false },
        "sort": { "supported": true },
        "etag": { "supported": true },
        // RFC 9865 §3: cursors beside the index.
        "pagination": {
            "cursor": true,
            "index": true,
            "defaultPaginationMethod": "index",
            "defaultPageSize": DEFAULT_COUNT,
            "maxPageSize": app.settings.max_results
        },
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "PactFlow API token",
            "description": "The read-write API token of a PactFlow system account with the SCIM role, sent as Authorization: Bearer",
            "primary": true
        }],
        "meta": { "resourceType": "ServiceProviderConfig", "location": format!("{base}/ServiceProviderConfig") }
    });
    respond::scim(StatusCode::OK, &document)
}

/// `GET /ResourceTypes` (RFC 7643 §6).
pub(super) async fn resource_types(_: NoFilter, PublicBase(base): PublicBase) -> Response {
    list(types(&base))
}

/// `GET /ResourceTypes/{name}`.
pub(super) async fn resource_type(
    _: NoFilter,
    PublicBase(base): PublicBase,
    Segment(name): Segment,
) -> Result<Response, Error> {
    one(types(&base), &name)
}

/// `GET /Schemas` (RFC 7643 §7): only what is stored (DEC-08).
pub(super) async fn schemas(_: NoFilter, PublicBase(base): PublicBase) -> Response {
    list(documents(&base))
}

/// `GET /Schemas/{urn}`.
pub(super) async fn schema(
    _: NoFilter,
    PublicBase(base): PublicBase,
    Segment(urn): Segment,
) -> Result<Response, Error> {
    one(documents(&base), &urn)
}

/// The two kinds of resources and their endpoints.
fn all() -> [(&'static Schema, &'static str); 2] {
    [(user::schema(), "/Users"), (team::schema(), "/Groups")]
}

fn types(base: &str) -> Vec<Value> {
    let document = |(schema, endpoint): (&Schema, &str)| {
        json!({
            "schemas": [urn::RESOURCE_TYPE],
            "id": schema.name,
            "name": schema.name,
            "endpoint": endpoint,
            "description": schema.description,
            "schema": schema.urn,
            "schemaExtensions": [],
            "meta": { "resourceType": "ResourceType", "location": format!("{base}/ResourceTypes/{}", schema.name) }
        })
    };
    all().into_iter().map(document).collect()
}

fn documents(base: &str) -> Vec<Value> {
    all()
        .into_iter()
        .map(|(schema, _)| schema.to_json(&format!("{base}/Schemas/{}", schema.urn)))
        .collect()
}

fn list(documents: Vec<Value>) -> Response {
    let documents: Vec<Object> = documents
        .into_iter()
        .filter_map(|document| document.as_object().cloned())
        .collect();
    respond::scim(
        StatusCode::OK,
        &ListResponse::new(documents.len(), 1, documents),
    )
}

/// The document of that id. RFC 7643 §2.1 and §10.2: names and URNs are compared without regard to case.
fn one(documents: Vec<Value>, id: &str) -> Result<Response, Error> {
    let is_it = |document: &Value| {
        document["id"]
            .as_str()
            .is_some_and(|present| present.eq_ignore_ascii_case(id))
    };
    documents
        .into_iter()
        .find(is_it)
        .map(|document| respond::scim(StatusCode::OK, &document))
        .ok_or(Error::UnknownPath)
}
