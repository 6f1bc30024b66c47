//! The only list of routes.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get, post};
use tower::ServiceBuilder;

use super::error::Error;
use super::{App, bulk, discovery, layers, management, resources};
use crate::provisioning::{Endpoint, Groups, Users};

/// All routes: those of the API, and those for operators where they have no port of their own.
pub(crate) fn router(app: Arc<App>) -> Router {
    let context_path = app.settings.context_path.as_str();
    let routes = Router::new()
        .merge(api(context_path))
        // Okta's on-premises agent looks for `/v2` in the address and speaks SCIM 1.1 without it (DEC-15).
        .merge(api(&format!("{context_path}/v2")))
        .fallback(|| async { Error::UnknownPath })
        .method_not_allowed_fallback(|| async { Error::MethodNotAllowed })
        .layer(from_fn_with_state(Arc::clone(&app), layers::answer));
    let here = match app.settings.management_port {
        Some(_) => Router::new(),
        None => management::router(&app),
    };
    let routes = routes.with_state(app);
    // An address that no route has may have one once it is made regular (DEC-15). Those of operators are taken as they are.
    let regular = ServiceBuilder::new()
        .map_request(layers::regular_path)
        .service(routes.clone());
    routes.fallback_service(regular).merge(here)
}

/// The SCIM API under `base`.
fn api(base: &str) -> Router<Arc<App>> {
    let at = |path: &str| format!("{base}{path}");
    let mut api = Router::new();
    // PactFlow's page spells the first of its endpoints `/User` (DEC-15).
    for path in ["/Users", "/User"] {
        api = api.merge(endpoint::<Users>(&at(path)));
    }
    api.merge(endpoint::<Groups>(&at("/Groups")))
        .route(&at("/.search"), post(resources::search_all))
        .route(&at("/Bulk"), post(bulk::run))
        .route(
            &at("/ServiceProviderConfig"),
            get(discovery::service_provider_config),
        )
        .route(&at("/ResourceTypes"), get(discovery::resource_types))
        .route(&at("/ResourceTypes/{name}"), get(discovery::resource_type))
        .route(&at("/Schemas"), get(discovery::schemas))
        .route(&at("/Schemas/{urn}"), get(discovery::schema))
        // RFC 7644 §3.11: a token of PactFlow's belongs to a system account, which is nobody's `/Me`.
        .route(&at("/Me"), any(|| async { Error::NotImplemented("/Me") }))
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
