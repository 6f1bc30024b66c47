//! A proxy in front of the façade that changes nothing, asks the façade to explain itself, and reports each exchange.

use std::{io::Read as _, net::SocketAddr};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use flate2::read::GzDecoder;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts};
use http_body_util::{BodyExt as _, Full};
use mock_pactflow::{Explained, ScimExchange, ScimExchanges};
use pactflow_scim::Settings;
use tokio::net::TcpListener;
use url::Url;

use crate::relay::{Relay, Upstream};

/// The largest body that passes, in bytes: more than the façade takes by default.
const BODY_LIMIT: usize = 16 * 1024 * 1024;

const EXPLAIN: HeaderName = HeaderName::from_static("x-scim-explain");
const EXPLANATION: HeaderName = HeaderName::from_static("x-scim-explanation");

#[derive(Clone, Debug)]
struct Front {
    facade: Upstream,
    exchanges: ScimExchanges,
}

/// Passes on what comes to this listener, and reports it. It listens with the façade's own limits.
pub(super) fn start(
    listener: TcpListener,
    settings: Settings,
    facade: SocketAddr,
    exchanges: ScimExchanges,
) -> anyhow::Result<Relay> {
    let facade = Upstream::at(Url::parse(&format!("http://{facade}"))?);
    let router = Router::new()
        .fallback(pass)
        .with_state(Front { facade, exchanges });
    Ok(Relay::start(listener, settings, router)?)
}

/// One exchange: there, back, and reported.
async fn pass(State(front): State<Front>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(sent) = to_bytes(body, BODY_LIMIT).await else {
        return (
            StatusCode::PAYLOAD_TOO_LARGE,
            "the demo passes on at most 16 MiB",
        )
            .into_response();
    };
    // An identity provider that hangs up does not take back what it has sent, so the exchange is brought to its end and reported.
    let exchange = tokio::spawn(async move {
        let answer = ask(&front.facade, parts.clone(), sent.clone()).await;
        let mut exchange = ScimExchange {
            method: parts.method.to_string(),
            url: address(&parts),
            request_body: text(&parts.headers, &sent),
            ..ScimExchange::default()
        };
        let response = match answer {
            Ok((mut parts, body)) => {
                let explanation = parts.headers.remove(EXPLANATION);
                exchange.explanation = explanation
                    .map(|header| explained(&header))
                    .unwrap_or_default();
                exchange.status = parts.status.as_u16();
                exchange.request_id = in_text(&parts.headers, "x-request-id");
                exchange.response_body = text(&parts.headers, &body);
                Response::from_parts(parts, Body::from(body))
            }
            Err(error) => (
                StatusCode::BAD_GATEWAY,
                format!("the SCIM service does not answer: {error}"),
            )
                .into_response(),
        };
        front.exchanges.record(exchange);
        response
    });
    exchange
        .await
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

async fn ask(
    facade: &Upstream,
    mut parts: Parts,
    body: Bytes,
) -> anyhow::Result<(http::response::Parts, Bytes)> {
    parts.headers.insert(EXPLAIN, HeaderValue::from_static("1"));
    let (parts, body) = facade.ask(&parts, Full::new(body)).await?.into_parts();
    Ok((parts, body.collect().await?.to_bytes()))
}

fn address(parts: &Parts) -> String {
    let host = in_text(&parts.headers, "host").unwrap_or_default();
    format!("http://{host}{}", parts.uri)
}

fn explained(header: &HeaderValue) -> Vec<Explained> {
    serde_json::from_slice(header.as_bytes()).unwrap_or_default()
}

/// A body as text, decompressed where it has to be.
fn text(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    if body.is_empty() {
        return None;
    }
    if headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|encoding| encoding == "gzip")
    {
        let mut text = String::new();
        return GzDecoder::new(body)
            .read_to_string(&mut text)
            .ok()
            .map(|_| text);
    }
    Some(String::from_utf8_lossy(body).into_owned())
}

fn in_text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::{Json, Router, http::HeaderMap, response::IntoResponse as _};
    use mock_pactflow::MockPactflow;
    use pactflow_scim::Settings;
    use serde_json::json;
    use tokio::net::TcpListener;

    use super::start;
    use crate::wire::{Request, Wire};

    /// A server that answers what it was asked, and explains it.
    async fn upstream() -> SocketAddr {
        let echo = |uri: http::Uri, headers: HeaderMap, body: String| async move {
            let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
            let heard = json!({
                "uri": uri.to_string(), "host": text("host"), "own": text("x-own"), "explain": text("x-scim-explain"), "length": body.len(),
            });
            let explanation = r#"[{"rule":"MAP-U02","attribute":"userName","field":"externalIdpUsername","dropped":null}]"#;
            let headers = [
                ("x-scim-explanation", explanation),
                ("etag", "W/\"1\""),
                ("x-request-id", "r-1"),
            ];
            (http::StatusCode::CREATED, headers, Json(heard)).into_response()
        };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let addr = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(echo)).await });
        addr
    }

    #[tokio::test]
    async fn everything_passes_unchanged_and_the_explanation_goes_to_the_console() {
        let pactflow = MockPactflow::builder().start().await.unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let settings = Settings::from_pairs([("PACTFLOW_URL", pactflow.url())]).unwrap();
        let exchanges = pactflow.exchanges();
        let recorder = start(listener, settings, upstream().await, exchanges).unwrap();
        let addr = recorder.addr();
        let request = Request {
            method: http::Method::POST,
            target: "/Users?filter=a%20eq%20%221%22".to_owned(),
            headers: vec![("X-Own", "kept".to_owned())],
            body: Some(r#"{"userName":"ada","password":"hunter2"}"#.to_owned()),
        };
        let line = Wire::to(format!("http://{addr}/scim"), "token");
        let answer = line.exchange(request).await.unwrap();
        assert_eq!(answer.status, 201);
        assert_eq!(answer.header("etag"), Some("W/\"1\""));
        assert_eq!(answer.header("x-scim-explanation"), None);
        let heard = answer.json();
        let expected = json!({
            "uri": "/scim/Users?filter=a%20eq%20%221%22", "host": addr.to_string(), "own": "kept", "explain": "1",
            "length": 39,
        });
        assert_eq!(heard, expected);
        let read = Request {
            method: http::Method::GET,
            target: "/__mock/ui/exchanges/scim-1".to_owned(),
            headers: Vec::new(),
            body: None,
        };
        let console = Wire::to(pactflow.url(), "token");
        let page = console.exchange(read).await.unwrap().body;
        assert!(
            page.contains("MAP-U02") && page.contains(&addr.to_string()),
            "{page}"
        );
        assert!(!page.contains("hunter2"), "{page}");
    }
}
