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
use crate::config::Settings;
use crate::mapping::{team, user};
use crate::provisioning::DEFAULT_COUNT;
use crate::scim::bulk::MAX_OPERATIONS;
use crate::scim::schema::Schema;
use crate::scim::urn;

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

/// What stands for the service's address in a document until it is asked for. No text has it.
const ADDRESS: &str = "\u{e000}";

/// A document that is the same for everybody but for the service's address, which is written once.
#[derive(Debug)]
struct Prepared(Vec<String>);

/// The documents.
#[derive(Debug)]
pub(crate) struct Discovery {
    config: Prepared,
    types: Documents,
    schemas: Documents,
}

/// A list of documents, and each by its id.
#[derive(Debug)]
struct Documents {
    list: Prepared,
    each: Vec<(&'static str, Prepared)>,
}

impl Discovery {
    /// The documents of a service with these settings.
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            config: Prepared::new(&config(settings)),
            types: Documents::new(|(schema, endpoint)| {
                (schema.name, resource_type_of(schema, endpoint))
            }),
            schemas: Documents::new(|(schema, _)| {
                let location = format!("{ADDRESS}/Schemas/{}", schema.urn);
                (schema.urn, schema.to_json(&location))
            }),
        }
    }
}

impl Documents {
    fn new(document: impl Fn((&'static Schema, &str)) -> (&'static str, Value)) -> Self {
        let documents = all().map(document);
        let resources: Vec<&Value> = documents.iter().map(|(_, document)| document).collect();
        let list = json!({
            "schemas": [urn::LIST_RESPONSE],
            "totalResults": resources.len(),
            "startIndex": 1,
            "itemsPerPage": resources.len(),
            "Resources": resources
        });
        Self {
            list: Prepared::new(&list),
            each: documents
                .iter()
                .map(|(id, document)| (*id, Prepared::new(document)))
                .collect(),
        }
    }

    /// The document of that id. RFC 7643 §2.1 and §10.2: names and URNs are compared without regard to case.
    fn one(&self, id: &str, base: &str) -> Result<Response, Error> {
        let is_it = |(present, _): &&(&str, Prepared)| present.eq_ignore_ascii_case(id);
        let document = self.each.iter().find(is_it);
        document
            .map(|(_, document)| document.at(base))
            .ok_or(Error::UnknownPath)
    }
}

impl Prepared {
    fn new(document: &Value) -> Self {
        let text = document.to_string();
        Self(text.split(ADDRESS).map(str::to_owned).collect())
    }

    /// The document of the service at `base`, an address, in which JSON has nothing to escape.
    fn at(&self, base: &str) -> Response {
        respond::json(StatusCode::OK, self.0.join(base))
    }
}

/// `GET /ServiceProviderConfig` (RFC 7643 §5).
pub(super) async fn service_provider_config(
    _: NoFilter,
    State(app): State<Arc<App>>,
    PublicBase(base): PublicBase,
) -> Response {
    app.discovery.config.at(&base)
}

/// `GET /ResourceTypes` (RFC 7643 §6).
pub(super) async fn resource_types(
    _: NoFilter,
    State(app): State<Arc<App>>,
    PublicBase(base): PublicBase,
) -> Response {
    app.discovery.types.list.at(&base)
}

/// `GET /ResourceTypes/{name}`.
pub(super) async fn resource_type(
    _: NoFilter,
    State(app): State<Arc<App>>,
    PublicBase(base): PublicBase,
    Segment(name): Segment,
) -> Result<Response, Error> {
    app.discovery.types.one(&name, &base)
}

/// `GET /Schemas` (RFC 7643 §7): only what is stored (DEC-08).
pub(super) async fn schemas(
    _: NoFilter,
    State(app): State<Arc<App>>,
    PublicBase(base): PublicBase,
) -> Response {
    app.discovery.schemas.list.at(&base)
}

/// `GET /Schemas/{urn}`.
pub(super) async fn schema(
    _: NoFilter,
    State(app): State<Arc<App>>,
    PublicBase(base): PublicBase,
    Segment(urn): Segment,
) -> Result<Response, Error> {
    app.discovery.schemas.one(&urn, &base)
}

/// The two kinds of resources and their endpoints.
fn all() -> [(&'static Schema, &'static str); 2] {
    [(user::schema(), "/Users"), (team::schema(), "/Groups")]
}

fn config(settings: &Settings) -> Value {
    json!({
        "schemas": [urn::SERVICE_PROVIDER_CONFIG],
        "patch": { "supported": true },
        "bulk": {
            "supported": true,
            "maxOperations": MAX_OPERATIONS,
            "maxPayloadSize": largest_payload(settings)
        },
        "filter": { "supported": true, "maxResults": settings.max_results },
        "changePassword": { "supported": false },
        "sort": { "supported": true },
        "etag": { "supported": true },
        // RFC 9865 §3: cursors beside the index.
        "pagination": {
            "cursor": true,
            "index": true,
            "defaultPaginationMethod": "index",
            "defaultPageSize": DEFAULT_COUNT,
            "maxPageSize": settings.max_results
        },
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "PactFlow API token",
            "description": "The read-write API token of a PactFlow system account with the SCIM role, sent as Authorization: Bearer",
            "primary": true
        }],
        "meta": { "resourceType": "ServiceProviderConfig", "location": format!("{ADDRESS}/ServiceProviderConfig") }
    })
}

fn resource_type_of(schema: &Schema, endpoint: &str) -> Value {
    json!({
        "schemas": [urn::RESOURCE_TYPE],
        "id": schema.name,
        "name": schema.name,
        "endpoint": endpoint,
        "description": schema.description,
        "schema": schema.urn,
        "schemaExtensions": [],
        "meta": { "resourceType": "ResourceType", "location": format!("{ADDRESS}/ResourceTypes/{}", schema.name) }
    })
}
