//! The web console under `/__mock/ui/`: what an identity provider said, which rule decided, what PactFlow got.
//!
//! Pages are rendered here and work by themselves; a small script replaces their parts when the control
//! API tells of an event. Nothing is fetched from anywhere else, and whatever was typed is escaped.

mod actions;
mod clock;
mod columns;
pub(crate) mod desk;
mod directory;
mod entry;
mod exchange;
mod export;
mod pages;
mod rules;
mod snapshots;
mod switches;
mod view;
mod writes;

#[cfg(test)]
mod test_support;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, header};
use serde_json::json;

pub use self::actions::{Action, Actions, Field, Form, Input};
pub use self::exchange::{Explained, ScimExchange, ScimExchanges};
pub use self::rules::MappingRule;
use crate::app::App;
use crate::control;

/// Where the console is.
pub(crate) const PATH: &str = "/__mock/ui/";

/// The console's routes, relative to `/__mock`, and the call by which exchanges are reported.
pub(crate) fn router() -> Router<Arc<App>> {
    let pages = Router::new()
        .route("/ui", get(|| async { Redirect::permanent(PATH) }))
        .route("/ui/", get(pages::console))
        .route("/ui/exchanges/{id}", get(pages::exchange))
        .route("/ui/exchanges/{id}/curl", get(pages::curl))
        .route("/ui/exchanges/{id}/scenario", get(pages::scenario))
        .route("/ui/rules", get(pages::rules))
        .route("/ui/guesses", get(pages::guesses))
        .route("/ui/console.css", get(stylesheet))
        .route("/ui/console.js", get(script))
        .route("/ui/icon.svg", get(icon))
        .route("/ui/actions/{name}", post(writes::act))
        .route("/ui/faults/{id}/on", post(writes::switch_on))
        .route("/ui/faults/{id}/off", post(writes::switch_off))
        .route("/ui/seen", post(writes::see))
        .route("/ui/reset", post(writes::reset))
        .route("/ui/snapshots", post(snapshots::take))
        .route("/ui/snapshots/restore", post(snapshots::restore))
        .route("/ui/clock", post(clock::set))
        .route("/ui/clock/advance", post(clock::advance))
        .layer(middleware::from_fn(harden));
    pages.route("/exchanges", post(report))
}

/// Records a SCIM exchange that someone in front of a façade elsewhere has seen.
async fn report(State(app): State<Arc<App>>, body: Bytes) -> Response {
    match control::parse::<ScimExchange>(&body) {
        Ok(exchange) => {
            exchange::record(&app.simulation, exchange);
            control::ok(&json!({ "status": "recorded" }))
        }
        Err(response) => response,
    }
}

/// Only this console's own stylesheet, script and forms; no frame around it, no address told to others.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

async fn harden(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn stylesheet() -> Response {
    asset(
        "text/css; charset=utf-8",
        include_str!("assets/console.css"),
    )
}

async fn script() -> Response {
    asset(
        "text/javascript; charset=utf-8",
        include_str!("assets/console.js"),
    )
}

async fn icon() -> Response {
    asset("image/svg+xml", include_str!("assets/icon.svg"))
}

fn asset(media_type: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, media_type)], text).into_response()
}
