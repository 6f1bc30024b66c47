//! The only list of routes.

use std::sync::Arc;

use axum::Router;
use axum::routing::{any, get, post};
use tower::{ServiceBuilder, ServiceExt};

use super::error::Error;
use super::{App, bulk, discovery, layers, management, resources};
use crate::provisioning::{Endpoint, Groups, Users};

/// All routes: those of the API behind all layers, and those for operators where they have no port of their own.
pub(crate) fn router(app: Arc<App>) -> Router {
    let context_path = app.settings.context_path.clone();
    let routes = Router::new()
        .merge(at(&context_path, &app))
        // Okta's on-premises agent looks for `/v2` in the address and speaks SCIM 1.1 without it (DEC-15).
        .merge(at(&format!("{context_path}/v2"), &app))
        .fallback(|| async { Error::UnknownPath })
        .method_not_allowed_fallback(|| async { Error::MethodNotAllowed });
    let here = match app.settings.management_port {
        Some(_) => Router::new(),
        None => management::router(&app),
    };
    let service = layers::stack(routes, &app).with_state(app);
    // Routing happens inside a router, so an address is made regular before there is one (DEC-15).
    let regular = ServiceBuilder::new()
        .map_request(layers::regular_path)
        .service(service);
    here.fallback_service(regular.map_err(|never| match never {}))
}

/// The SCIM API under `path`.
fn at(path: &str, app: &Arc<App>) -> Router<Arc<App>> {
    let api = layers::scim(api(), app);
    if path.is_empty() {
        api
    } else {
        Router::new().nest(path, api)
    }
}

fn api() -> Router<Arc<App>> {
    let mut api = Router::new();
    // PactFlow's page spells the first of its endpoints `/User` (DEC-15).
    for path in ["/Users", "/User"] {
        api = api.merge(endpoint::<Users>(path));
    }
    api.merge(endpoint::<Groups>("/Groups"))
        .route("/.search", post(resources::search_all))
        .route("/Bulk", post(bulk::run))
        .route(
            "/ServiceProviderConfig",
            get(discovery::service_provider_config),
        )
        .route("/ResourceTypes", get(discovery::resource_types))
        .route("/ResourceTypes/{name}", get(discovery::resource_type))
        .route("/Schemas", get(discovery::schemas))
        .route("/Schemas/{urn}", get(discovery::schema))
        // RFC 7644 §3.11: a token of PactFlow's belongs to a system account, which is nobody's `/Me`.
        .route("/Me", any(|| async { Error::NotImplemented("/Me") }))
}

fn endpoint<E: Endpoint>(path: &str) -> Router<Arc<App>> {
    let all = get(resources::list::<E>).post(resources::create::<E>);
    let one = get(resources::get::<E>)
        .put(resources::replace::<E>)
        .patch(resources::patch::<E>)
        .delete(resources::delete::<E>);
    Router::new()
        .route(path, all)
        .route(&format!("{path}/.search"), post(resources::search::<E>))
        .route(&format!("{path}/{{id}}"), one)
}
