//! Who may control the simulator: not a page of another site that happens to be open in a browser.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, Method, StatusCode, header};
use serde_json::json;

use super::answer;
use crate::app::App;

/// Refuses a write from a foreign origin, or to a host that this simulator does not go by. There is
/// no CORS, so a browser keeps the answers of reads to itself.
pub(super) async fn check(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads && let Some(reason) = suspicious(request.headers(), app.external_url.as_deref()) {
        return answer(StatusCode::FORBIDDEN, &json!({ "error": reason }));
    }
    next.run(request).await
}

fn suspicious(headers: &HeaderMap, external_url: Option<&str>) -> Option<String> {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &http::HeaderValue| value.to_str().ok())
    };
    let host = text(header::HOST).unwrap_or_default();
    let external = external_url.and_then(|url| url.split("://").nth(1));
    if !is_local(host) && Some(host) != external {
        return Some(format!(
            "the Host {host:?} is not one of this simulator; --external-url names another one"
        ));
    }
    let origin = text(header::ORIGIN)?;
    let authority = origin.split("://").nth(1).unwrap_or_default();
    let own = !authority.is_empty() && (authority == host || Some(authority) == external);
    (!own).then(|| format!("the Origin {origin:?} is foreign"))
}

/// Whether no other site can make its own name lead here: addresses, `localhost`, and names without
/// a dot, such as those of containers.
fn is_local(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    !name.is_empty()
        && (name.parse::<IpAddr>().is_ok() || !name.contains('.') || name.ends_with(".localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &str, origin: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        headers
    }

    #[test]
    fn addresses_and_names_without_a_dot_are_expected_hosts() {
        for host in [
            "127.0.0.1:9292",
            "[::1]:9292",
            "localhost:9292",
            "mock:9292",
            "mock.localhost",
            "10.0.0.7",
        ] {
            assert_eq!(suspicious(&headers(host, None), None), None, "{host}");
        }
        assert!(suspicious(&headers("evil.example:9292", None), None).is_some());
        assert!(suspicious(&headers("", None), None).is_some());
        assert_eq!(
            suspicious(&headers("pact.example", None), Some("https://pact.example")),
            None
        );
    }

    #[test]
    fn only_the_simulators_own_origin_is_expected() {
        let own = headers("127.0.0.1:9292", Some("http://127.0.0.1:9292"));
        assert_eq!(suspicious(&own, None), None);
        for foreign in ["http://evil.example", "null", "http://127.0.0.1:8080"] {
            assert!(
                suspicious(&headers("127.0.0.1:9292", Some(foreign)), None).is_some(),
                "{foreign}"
            );
        }
    }
}
