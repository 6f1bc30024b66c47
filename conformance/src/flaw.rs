//! A service that is broken in one way: a proxy in front of a good one, which mishears requests or misstates answers.
//!
//! A suite is only as good as the flaws that it finds.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request as Incoming, State},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, Uri, header, request::Parts};
use http_body_util::{BodyExt as _, Full};
use tokio::net::TcpListener;
use url::Url;

use crate::{
    relay::{self, Relay, Upstream},
    wire::{self, Exchange, Request},
};

/// A way in which a service could be broken.
#[derive(Clone, Copy, Debug)]
pub struct Flaw {
    /// What the service understands instead.
    pub hears: fn(&mut Request),
    /// What it answers instead.
    pub says: fn(&Request, &mut Exchange),
}

/// More than any scenario sends, in bytes.
const BODY_LIMIT: usize = 32 * 1024 * 1024;

struct Broken {
    flaw: Flaw,
    upstream: Upstream,
    base: String,
}

impl Flaw {
    /// Starts a proxy with this flaw in front of the SCIM service at this address; it listens on a free port of this host.
    ///
    /// # Errors
    ///
    /// Where there is no port, or the address is none.
    pub async fn in_front_of(self, service: &str) -> anyhow::Result<Relay> {
        let address = Url::parse(service)?;
        let broken = Broken {
            flaw: self,
            base: address.path().trim_end_matches('/').to_owned(),
            upstream: Upstream::at(address),
        };
        let router = Router::new().fallback(pass).with_state(Arc::new(broken));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        Ok(Relay::start(listener, relay::usual_limits(), router)?)
    }
}

async fn pass(State(broken): State<Arc<Broken>>, request: Incoming) -> Response {
    match broken.exchange(request).await {
        Ok(response) => response,
        Err(error) => (StatusCode::BAD_GATEWAY, format!("{error:#}")).into_response(),
    }
}

impl Broken {
    async fn exchange(&self, request: Incoming) -> anyhow::Result<Response> {
        let (mut head, body) = request.into_parts();
        let body = to_bytes(body, BODY_LIMIT).await?;
        // What is asked for outside of the base address, such as health, stays where it is.
        let base = match head.uri.path().starts_with(&self.base) {
            true => self.base.as_str(),
            false => "",
        };
        let said = understood(base, &head, &body)?;
        let mut heard = said.clone();
        (self.flaw.hears)(&mut heard);
        head.method = heard.method.clone();
        head.uri = format!("{base}{}", heard.target).parse::<Uri>()?;
        head.headers.remove(header::CONTENT_LENGTH);
        let body = heard.body.unwrap_or_default();
        let answer = self.upstream.ask(&head, Full::from(body)).await?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await?.to_bytes();
        let headers = head.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.to_string(), value.into_owned())
        });
        let headers: Vec<_> = headers.collect();
        let mut exchange = Exchange {
            request: said,
            status: head.status,
            body: wire::text(&headers, &body)?,
            headers,
        };
        let said = exchange.request.clone();
        (self.flaw.says)(&said, &mut exchange);
        answered(&exchange)
    }
}

/// The request as flaws look at it: its target below the base address, its body as text.
fn understood(base: &str, head: &Parts, body: &Bytes) -> anyhow::Result<Request> {
    let target = head.uri.to_string();
    let target = target.strip_prefix(base).unwrap_or(&target);
    let body = String::from_utf8(body.to_vec())?;
    Ok(Request {
        method: head.method.clone(),
        target: target.to_owned(),
        headers: Vec::new(),
        body: (!body.is_empty()).then_some(body),
    })
}

/// The exchange's answer. Its body is text now, whatever it was before.
fn answered(exchange: &Exchange) -> anyhow::Result<Response> {
    let mut response = Response::new(Body::from(exchange.body.clone()));
    *response.status_mut() = exchange.status;
    for (name, value) in &exchange.headers {
        let name: HeaderName = name.parse()?;
        if name != header::CONTENT_LENGTH && name != header::CONTENT_ENCODING {
            response
                .headers_mut()
                .append(name, HeaderValue::from_bytes(value.as_bytes())?);
        }
    }
    Ok(response)
}
