//! From a reply to an HTTP response, sent whole, in halves or in drops.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures::stream;
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::call::Reply;
use crate::evidence::Grade;
use crate::faults::Delivery;

/// Marks a response whose bytes are to be sent as they are, never compressed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AsIs;

/// The response for a reply.
pub(crate) fn respond(reply: Reply, delivery: Delivery, evidence: Grade) -> Response {
    let bytes = Bytes::from(reply.body.unwrap_or_default());
    let length = bytes.len();
    let body = match delivery {
        Delivery::Whole => Body::from(bytes),
        Delivery::Half => half(bytes),
        Delivery::Drip { bytes: size, every } => drip(bytes, size, every),
    };
    let mut response = Response::new(body);
    *response.status_mut() = reply.status;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    };
    if reply.status != StatusCode::NO_CONTENT {
        set(header::CONTENT_TYPE, &reply.content_type);
    }
    if let Some(location) = &reply.location {
        set(header::LOCATION, location);
    }
    if let Some(retry_after) = &reply.retry_after {
        set(header::RETRY_AFTER, retry_after);
    }
    let rule = reply.rule.map(|rule| format!("; rule={rule}"));
    set(
        HeaderName::from_static("x-mock-evidence"),
        &format!("{evidence}{}", rule.unwrap_or_default()),
    );
    if delivery != Delivery::Whole {
        set(header::CONTENT_LENGTH, &length.to_string());
        response.extensions_mut().insert(AsIs);
    }
    response
}

/// Half of the bytes, a moment for them to leave, and then an error, which closes the connection.
fn half(bytes: Bytes) -> Body {
    let first = bytes.slice(..bytes.len() / 2);
    Body::from_stream(stream::unfold(Some(first), |first| async move {
        match first {
            Some(first) => Some((Ok(first), None)),
            None => {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Some((Err(io::Error::from(io::ErrorKind::UnexpectedEof)), None))
            }
        }
    }))
}

fn drip(bytes: Bytes, size: usize, every: Duration) -> Body {
    Body::from_stream(stream::unfold(
        (bytes, false),
        move |(mut rest, begun)| async move {
            if rest.is_empty() {
                return None;
            }
            if begun {
                tokio::time::sleep(every).await;
            }
            let drop = rest.split_to(size.min(rest.len()));
            Some((Ok::<_, Infallible>(drop), (rest, true)))
        },
    ))
}
