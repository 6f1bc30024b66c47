//! `/Users` and `/Groups`: extract → provisioning → respond.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::App;
use super::error::Error;
use super::extract::{ListQuery, ScimBody, Segment};
use super::respond;
use crate::provisioning::{Context, Endpoint};
use crate::scim::list::ListRequest;

pub(super) async fn list<E: Endpoint>(
    State(app): State<Arc<App>>,
    cx: Context,
    ListQuery(request): ListQuery,
) -> Result<Response, Error> {
    let list = E::list(&app.provisioning, &cx, &request).await?;
    Ok(respond::list(list))
}

/// `/.search` of an endpoint (RFC 7644 §3.4.3): a list that is asked for by a body, so that no e-mail address stands in
/// an address.
pub(super) async fn search<E: Endpoint>(
    State(app): State<Arc<App>>,
    cx: Context,
    ScimBody(body): ScimBody,
) -> Result<Response, Error> {
    let list = E::list(&app.provisioning, &cx, &ListRequest::from_search(&body)?).await?;
    Ok(respond::list(list))
}

/// `/.search` of the whole service.
pub(super) async fn search_all(
    State(app): State<Arc<App>>,
    cx: Context,
    ScimBody(body): ScimBody,
) -> Result<Response, Error> {
    let request = ListRequest::from_search(&body)?;
    let list = app.provisioning.search(&cx, &request).await?;
    Ok(respond::pieces(StatusCode::OK, list.into_pieces()))
}

pub(super) async fn get<E: Endpoint>(
    State(app): State<Arc<App>>,
    cx: Context,
    ListQuery(request): ListQuery,
    Segment(id): Segment,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let projection = request.projection(E::schema())?;
    let document = E::get(&app.provisioning, &cx, &id).await?;
    if respond::is_known(&headers, &document) {
        return Ok(respond::not_modified(&document));
    }
    Ok(respond::resource(
        StatusCode::OK,
        document,
        &projection,
        E::schema(),
    ))
}

pub(super) async fn create<E: Endpoint>(
    State(app): State<Arc<App>>,
    cx: Context,
    ListQuery(request): ListQuery,
    ScimBody(body): ScimBody,
) -> Result<Response, Error> {
    let projection = request.projection(E::schema())?;
    let write = async move { E::create(&app.provisioning, &cx, body).await };
    let document = respond::to_the_end(write).await??;
    Ok(respond::resource(
        StatusCode::CREATED,
        document,
        &projection,
        E::schema(),
    ))
}

pub(super) async fn replace<E: Endpoint>(
    State(app): State<Arc<App>>,
    cx: Context,
    ListQuery(request): ListQuery,
    Segment(id): Segment,
    ScimBody(body): ScimBody,
) -> Result<Response, Error> {
    let projection = request.projection(E::schema())?;
    let write = async move { E::replace(&app.provisioning, &cx, &id, body).await };
    let document = respond::to_the_end(write).await??;
    Ok(respond::resource(
        StatusCode::OK,
        document,
        &projection,
        E::schema(),
    ))
}

pub(super) async fn patch<E: Endpoint>(
    State(app): State<Arc<App>>,
    cx: Context,
    ListQuery(request): ListQuery,
    Segment(id): Segment,
    ScimBody(body): ScimBody,
) -> Result<Response, Error> {
    let projection = request.projection(E::schema())?;
    let shown = projection.asks();
    let write = async move { E::patch(&app.provisioning, &cx, &id, &body, shown).await };
    Ok(match respond::to_the_end(write).await?? {
        Some(document) => respond::resource(StatusCode::OK, document, &projection, E::schema()),
        None => respond::empty(StatusCode::NO_CONTENT),
    })
}

pub(super) async fn delete<E: Endpoint>(
    State(app): State<Arc<App>>,
    cx: Context,
    Segment(id): Segment,
) -> Result<Response, Error> {
    let write = async move { E::delete(&app.provisioning, &cx, &id).await };
    respond::to_the_end(write).await??;
    Ok(respond::empty(StatusCode::NO_CONTENT))
}
