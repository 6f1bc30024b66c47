//! From a document to an HTTP answer.

use std::convert::Infallible;
use std::future::Future;
use std::{io, iter};

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures::channel::mpsc;
use futures::{SinkExt, StreamExt, TryStreamExt, stream};
use http::StatusCode;
use http::header::{CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH, LOCATION};
use serde::Serialize;
use serde_json::Value;
use tokio::time::timeout_at;
use tracing::Instrument;

use super::admission;
use super::error::Error;
use crate::observe::in_current_request;
use crate::provisioning::{self, Flow, Listing};
use crate::scim::Document;
use crate::scim::etag::Condition;
use crate::scim::projection::Projection;
use crate::scim::schema::Schema;

/// RFC 7644 §3.1: the media type of every answer, errors included.
const SCIM_JSON: HeaderValue = HeaderValue::from_static("application/scim+json");

/// How many bytes of a long answer are sent at a time.
const CHUNK: usize = 128 * 1024;

/// An answer with a body.
pub(super) fn scim(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(body) => json(status, body),
        // Documents are JSON values and plain structs, which always serialise.
        Err(_) => axum::response::IntoResponse::into_response(Error::Internal),
    }
}

/// An answer with a body that is written already.
pub(super) fn json(status: StatusCode, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, SCIM_JSON);
    response
}

/// An answer whose body comes in pieces. A short one is sent as a whole, with its length; a long one flows, so that no
/// more of it is held than the client is about to take. The request keeps its place until then (DEC-38).
pub(super) fn pieces(
    status: StatusCode,
    mut pieces: impl Iterator<Item = Vec<u8>> + Send + 'static,
) -> Response {
    let place = admission::place();
    let mut chunks = iter::from_fn(move || {
        let _place = &place;
        let mut chunk = pieces.next()?;
        while chunk.len() < CHUNK {
            match pieces.next() {
                Some(piece) => chunk.extend_from_slice(&piece),
                None => break,
            }
        }
        Some(Bytes::from(chunk))
    });
    let (first, second) = (chunks.next().unwrap_or_default(), chunks.next());
    let body = match second {
        None => Body::from(first),
        Some(second) => {
            let chunks = [first, second].into_iter().chain(chunks);
            Body::from_stream(stream::iter(chunks.map(Ok::<_, Infallible>)))
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, SCIM_JSON);
    response
}

/// An answer with a list.
pub(super) fn list(list: Listing) -> Response {
    match list {
        Listing::Whole(list) => pieces(StatusCode::OK, list.into_pieces()),
        Listing::Flowing(flow) => flowing(*flow),
    }
}

/// An answer whose resources are read while it is sent. Where that fails, the answer breaks off: its end does not come,
/// and the client sees that it is not whole.
fn flowing(flow: Flow) -> Response {
    let (mut chunks, received) = mpsc::channel(1);
    let (deadline, place) = (flow.deadline, admission::place());
    let work = async move {
        match timeout_at(deadline, write(flow, &mut chunks)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "a list was broken off"),
            Err(_) => tracing::warn!("a list was broken off: it took too long"),
        }
        drop(place);
    };
    tokio::spawn(in_current_request(work).in_current_span());
    let body = stream::unfold(Some(received), |received| async move {
        let mut received = received?;
        match received.next().await {
            Some(Chunk::Next(bytes)) => Some((Ok(bytes), Some(received))),
            Some(Chunk::End) => None,
            // Whoever reads for this answer has given up.
            None => Some((Err(io::Error::from(io::ErrorKind::UnexpectedEof)), None)),
        }
    });
    json(StatusCode::OK, Body::from_stream(body))
}

/// What is sent of an answer.
enum Chunk {
    Next(Bytes),
    /// There is no more. Only this makes the answer a whole one.
    End,
}

async fn write(flow: Flow, chunks: &mut mpsc::Sender<Chunk>) -> Result<(), provisioning::Error> {
    let Flow {
        request,
        total,
        mut resources,
        ..
    } = flow;
    let mut chunk = request.opening(total);
    let mut count = 0;
    while let Some(resource) = resources.try_next().await? {
        if count > 0 {
            chunk.push(b',');
        }
        count += 1;
        for piece in resource.into_pieces() {
            chunk.extend_from_slice(&piece);
        }
        if chunk.len() >= CHUNK {
            let chunk = Chunk::Next(std::mem::take(&mut chunk).into());
            if chunks.send(chunk).await.is_err() {
                // The client has hung up.
                return Ok(());
            }
        }
    }
    chunk.extend_from_slice(&request.closing(total, count));
    for last in [Chunk::Next(chunk.into()), Chunk::End] {
        // Nobody is left to be told where the client has hung up.
        let _ = chunks.send(last).await;
    }
    Ok(())
}

/// An answer with one resource, its version as `ETag` (RFC 7644 §3.14), cut to what the client asked for.
pub(super) fn resource(
    status: StatusCode,
    mut document: Document,
    projection: &Projection,
    schema: &'static Schema,
) -> Response {
    let (version, location) = (meta(&document, "version"), meta(&document, "location"));
    document.project(projection, schema);
    let mut response = pieces(status, document.into_pieces());
    let headers = response.headers_mut();
    headers.extend(version.map(|version| (ETAG, version)));
    if status == StatusCode::CREATED {
        // RFC 7644 §3.3: "the "Location" header SHALL be the same as" `meta.location`.
        headers.extend(location.map(|location| (LOCATION, location)));
    }
    response
}

/// Whether the client has this version already (RFC 7644 §3.14, RFC 9110 §13.1.2).
pub(super) fn is_known(headers: &HeaderMap, document: &Document) -> bool {
    let condition = headers
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .map(Condition::parse);
    let version = document
        .attributes()
        .get("meta")
        .and_then(|meta| meta.get("version"))
        .and_then(Value::as_str);
    condition
        .zip(version)
        .is_some_and(|(condition, version)| condition.matches(version))
}

/// 304, with the version that the client has (RFC 9110 §15.4.5).
pub(super) fn not_modified(document: &Document) -> Response {
    let mut response = empty(StatusCode::NOT_MODIFIED);
    let version = meta(document, "version");
    response
        .headers_mut()
        .extend(version.map(|version| (ETAG, version)));
    response
}

/// A member of the resource's `meta`, as a header.
fn meta(document: &Document, name: &str) -> Option<HeaderValue> {
    let value = document.attributes().get("meta")?.get(name)?.as_str()?;
    HeaderValue::try_from(value).ok()
}

/// An answer without a body.
pub(super) fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// Lets a write run to its end even where the client hangs up or the time limit strikes, so that it is never half done.
pub(super) async fn to_the_end<T: Send + 'static>(
    write: impl Future<Output = T> + Send + 'static,
) -> Result<T, Error> {
    let place = admission::place();
    let write = async move {
        let done = write.await;
        drop(place);
        done
    };
    tokio::spawn(in_current_request(write).in_current_span())
        .await
        .map_err(|_| Error::Internal)
}
