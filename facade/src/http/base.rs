//! The public address of the service, under which its resources are seen (DEC-16).

use http::HeaderMap;
use http::header::HOST;
use http::uri::Authority;

use crate::config::Settings;

/// The address for a request that came for `path`: `SCIM_PUBLIC_URL` where it is set, else what the proxy says where it
/// is trusted, else the request's host. It has no slash at its end.
pub(super) fn public(settings: &Settings, headers: &HeaderMap, path: &str) -> String {
    if let Some(public) = &settings.public_url {
        return public.clone();
    }
    let forwarded = |name: &str| {
        if settings.trust_forwarded_headers {
            first(headers, name)
        } else {
            None
        }
    };
    let scheme = forwarded("x-forwarded-proto")
        .filter(|scheme| matches!(*scheme, "http" | "https"))
        .unwrap_or(if settings.server_tls.is_some() {
            "https"
        } else {
            "http"
        });
    let host = forwarded("x-forwarded-host").and_then(authority);
    let host = match (
        host,
        forwarded("x-forwarded-port").and_then(|port| port.parse::<u16>().ok()),
    ) {
        (Some(host), Some(port)) if !host.contains(':') && !is_default(scheme, port) => {
            Some(format!("{host}:{port}"))
        }
        (host, _) => host,
    };
    let host = host
        .or_else(|| first(headers, HOST.as_str()).and_then(authority))
        .unwrap_or_else(|| settings.listen_addr().to_string());
    format!("{scheme}://{host}{}", mount(&settings.context_path, path))
}

/// Where the API was asked: under the context path, or under its `/v2`.
fn mount(context_path: &str, path: &str) -> String {
    let versioned = format!("{context_path}/v2");
    let is_versioned = path
        .strip_prefix(&versioned)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if is_versioned {
        versioned
    } else {
        context_path.to_owned()
    }
}

/// The first of the values that a chain of proxies may have added.
fn first<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get(name)?
        .to_str()
        .ok()?
        .split(',')
        .next()
        .map(str::trim)
        .filter(|value| !value.is_empty())
}

/// A host and port, and nothing that could turn the address into another one.
fn authority(host: &str) -> Option<String> {
    let authority: Authority = host.parse().ok()?;
    (!authority.as_str().contains('@')).then(|| authority.to_string())
}

fn is_default(scheme: &str, port: u16) -> bool {
    matches!((scheme, port), ("http", 80) | ("https", 443))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(extra: &[(&str, &str)], headers: &[(&'static str, &str)], path: &str) -> String {
        let mut pairs = vec![("PACTFLOW_URL", "http://pactflow:9292")];
        pairs.extend(extra);
        let settings = Settings::from_pairs(pairs).unwrap();
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        public(&settings, &headers, path)
    }

    const TRUSTED: &[(&str, &str)] = &[("SERVER_FORWARD_HEADERS_STRATEGY", "native")];

    #[test]
    fn the_host_of_the_request_is_used() {
        assert_eq!(
            base(&[], &[("host", "localhost:8100")], "/scim/Users/1"),
            "http://localhost:8100/scim"
        );
        assert_eq!(
            base(&[], &[("host", "localhost:8100")], "/scim/v2/Users/1"),
            "http://localhost:8100/scim/v2"
        );
        assert_eq!(
            base(&[], &[("host", "localhost")], "/scim/v2x"),
            "http://localhost/scim"
        );
    }

    #[test]
    fn what_a_proxy_says_counts_only_where_it_is_trusted() {
        let headers = [
            ("host", "inner:8080"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "scim.acme.io, inner"),
        ];
        assert_eq!(base(&[], &headers, "/scim/Users"), "http://inner:8080/scim");
        assert_eq!(
            base(TRUSTED, &headers, "/scim/Users"),
            "https://scim.acme.io/scim"
        );
    }

    #[test]
    fn a_forwarded_port_is_added_where_it_is_not_the_usual_one() {
        let headers = |port| {
            [
                ("x-forwarded-proto", "https"),
                ("x-forwarded-host", "scim.acme.io"),
                ("x-forwarded-port", port),
            ]
        };
        assert_eq!(
            base(TRUSTED, &headers("8443"), "/scim/Users"),
            "https://scim.acme.io:8443/scim"
        );
        assert_eq!(
            base(TRUSTED, &headers("443"), "/scim/Users"),
            "https://scim.acme.io/scim"
        );
        assert_eq!(
            base(TRUSTED, &headers("nonsense"), "/scim/Users"),
            "https://scim.acme.io/scim"
        );
    }

    #[test]
    fn a_host_that_is_no_host_is_not_repeated() {
        assert_eq!(
            base(&[], &[("host", "evil@acme.io")], "/scim/Users"),
            "http://0.0.0.0:8080/scim"
        );
        assert_eq!(
            base(
                TRUSTED,
                &[("host", "inner"), ("x-forwarded-host", "a b/c")],
                "/scim/Users"
            ),
            "http://inner/scim"
        );
        assert_eq!(
            base(
                TRUSTED,
                &[("host", "inner"), ("x-forwarded-proto", "javascript")],
                "/scim/Users"
            ),
            "http://inner/scim"
        );
    }

    #[test]
    fn the_public_address_wins_over_everything() {
        let set = [("SCIM_PUBLIC_URL", "https://scim.acme.io"), TRUSTED[0]];
        assert_eq!(
            base(
                &set,
                &[("host", "inner"), ("x-forwarded-host", "other")],
                "/scim/Users"
            ),
            "https://scim.acme.io/scim"
        );
    }
}
