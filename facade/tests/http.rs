//! What every answer of the service has in common, whatever PactFlow does. PactFlow is not asked here: its address is
//! one where nobody listens.

use pactflow_scim::{Running, Settings};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;

const UNKNOWN: &str = "4c260344-b170-41eb-b01e-c0ff10c72f25";

struct Service {
    running: Running,
    http: Client,
}

impl Service {
    async fn start(extra: &[(&str, &str)]) -> Self {
        let mut pairs = vec![
            ("PACTFLOW_URL", "http://127.0.0.1:1"),
            ("SERVER_ADDRESS", "127.0.0.1"),
            ("SERVER_PORT", "0"),
        ];
        pairs.extend(extra);
        let running = pactflow_scim::start(Settings::from_pairs(pairs).unwrap())
            .await
            .unwrap();
        Self {
            running,
            http: Client::new(),
        }
    }

    fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method: Method = method.parse().unwrap();
        self.http
            .request(method, format!("http://{}{path}", self.running.addr()))
    }

    fn authorized(&self, method: &str, path: &str) -> RequestBuilder {
        self.request(method, path).bearer_auth("dev-token")
    }
}

/// The status and the SCIM error of an answer.
async fn error(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/scim+json");
    let id = response.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let body: Value = response.json().await.unwrap();
    assert_eq!(
        body["schemas"][0],
        "urn:ietf:params:scim:api:messages:2.0:Error"
    );
    assert_eq!(body["status"], status.to_string());
    let detail = body["detail"].as_str().unwrap();
    assert!(
        detail.contains(&id),
        "{detail} does not name the request {id}"
    );
    (status, body)
}

#[tokio::test]
async fn every_refusal_is_a_scim_error() {
    let service = Service::start(&[("SCIM_MAX_BODY_SIZE", "1KB")]).await;
    let one = format!("/scim/Users/{UNKNOWN}");
    let cases = [
        (service.authorized("GET", "/"), 404, ""),
        (service.authorized("GET", "/scim"), 404, ""),
        (service.authorized("GET", "/scim/Nothing"), 404, ""),
        (service.authorized("GET", "/Users"), 404, ""),
        (service.authorized("DELETE", "/scim/Users"), 405, ""),
        (
            service.authorized("POST", "/scim/ServiceProviderConfig"),
            405,
            "",
        ),
        (service.authorized("POST", "/scim/ResourceTypes"), 405, ""),
        (service.authorized("POST", "/scim/Schemas"), 405, ""),
        (service.authorized("GET", "/scim/Me"), 501, ""),
        (
            service
                .authorized("POST", "/scim/Users")
                .header("content-type", "text/plain")
                .body("{}"),
            415,
            "",
        ),
        (
            service
                .authorized("POST", "/scim/Users")
                .header("content-type", "application/xml")
                .body("<a/>"),
            415,
            "",
        ),
        (
            service
                .authorized("POST", "/scim/Users")
                .header("content-type", "application/json")
                .body("x".repeat(2000)),
            413,
            "",
        ),
        (
            service
                .authorized("POST", "/scim/Users")
                .header("content-type", "application/json")
                .body("{"),
            400,
            "invalidSyntax",
        ),
        (
            service
                .authorized("POST", "/scim/Users")
                .header("content-type", "application/json")
                .body("[]"),
            400,
            "invalidSyntax",
        ),
        (
            service
                .authorized("POST", "/scim/Users")
                .header("content-type", "application/json")
                .body("[".repeat(500)),
            400,
            "invalidSyntax",
        ),
        (
            service.authorized("GET", "/scim/Users?filter=userName+eq"),
            400,
            "invalidFilter",
        ),
        (
            service.authorized("GET", "/scim/Users?startIndex=one"),
            400,
            "invalidValue",
        ),
        (
            service.authorized("GET", "/scim/Schemas?filter=id+pr"),
            403,
            "",
        ),
        (service.authorized("GET", "/scim/Schemas/nothing"), 404, ""),
        (service.authorized("GET", &one), 429, ""),
    ];
    for (request, status, scim_type) in cases {
        let response = request.send().await.unwrap();
        let url = response.url().clone();
        let (got, body) = error(response).await;
        assert_eq!(
            (got, body["scimType"].as_str().unwrap_or("")),
            (status, scim_type),
            "{url}: {body}"
        );
    }
}

#[tokio::test]
async fn a_request_without_a_usable_token_is_told_what_to_send() {
    let service = Service::start(&[]).await;
    for authorization in [
        None,
        Some("non-token"),
        Some("Bearer"),
        Some("Bearer "),
        Some("Basic YTpi"),
        Some("Bearer a b"),
    ] {
        let mut request = service.request("GET", "/scim/Users");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        let response = request.send().await.unwrap();
        assert_eq!(
            response.headers()["www-authenticate"],
            "Bearer realm=\"PactFlow\""
        );
        assert_eq!(error(response).await.0, 401, "{authorization:?}");
    }
}

#[tokio::test]
async fn the_allowed_methods_are_named() {
    let service = Service::start(&[]).await;
    let response = service
        .authorized("POST", "/scim/Schemas")
        .send()
        .await
        .unwrap();
    let allow = response.headers()["allow"].to_str().unwrap().to_owned();
    assert!(allow.contains("GET") && !allow.contains("POST"), "{allow}");
}

#[tokio::test]
async fn an_id_of_any_syntax_is_not_found_and_never_reaches_pactflow() {
    let service = Service::start(&[]).await;
    let long = "a".repeat(4096);
    for id in [
        "010101001010101011001010101011",
        "%7D%7D",
        "..%2f..%2fadmin",
        "%2e%2e",
        "%00",
        "a%3Fb",
        "%23",
        "é",
        &long,
        "%E2%82%AC",
    ] {
        for (method, path) in [
            ("GET", "/scim/Users/"),
            ("GET", "/scim/Groups/"),
            ("DELETE", "/scim/Users/"),
            ("DELETE", "/scim/v2/Groups/"),
        ] {
            let response = service
                .authorized(method, &format!("{path}{id}"))
                .send()
                .await
                .unwrap();
            assert_eq!(error(response).await.0, 404, "{method} {path}{id}");
        }
    }
}

#[tokio::test]
async fn slashes_too_many_do_not_matter() {
    let service = Service::start(&[]).await;
    for path in [
        "/scim/Schemas",
        "/scim/Schemas/",
        "//scim//Schemas",
        "/scim/v2/Schemas/",
        "/scim/v2//Schemas",
    ] {
        let response = service.request("GET", path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
    }
}

#[tokio::test]
async fn the_context_path_may_be_another_or_none() {
    for (context_path, works, fails) in [
        ("/provisioning", "/provisioning/v2/Schemas", "/scim/Schemas"),
        ("/", "/Schemas", "/scim/Schemas"),
    ] {
        let service = Service::start(&[("SERVER_SERVLET_CONTEXT_PATH", context_path)]).await;
        let status = async |path| {
            service
                .request("GET", path)
                .send()
                .await
                .unwrap()
                .status()
                .as_u16()
        };
        assert_eq!(
            (status(works).await, status(fails).await),
            (200, 404),
            "{context_path}"
        );
    }
}

#[tokio::test]
async fn a_usable_request_id_is_taken_over_and_another_is_replaced() {
    let service = Service::start(&[]).await;
    let id_of = async |sent: &str| {
        let request = service
            .request("GET", "/scim/Schemas")
            .header("x-request-id", sent);
        let response = request.send().await.unwrap();
        response.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(id_of("okta-4711").await, "okta-4711");
    for unusable in ["", "a b", "a\"b", &"x".repeat(129)] {
        assert_eq!(id_of(unusable).await.len(), 36, "{unusable:?}");
    }
}

#[tokio::test]
async fn trouble_at_pactflow_is_the_status_that_is_set_and_names_whole_seconds() {
    for (set, status) in [("429", 429), ("503", 503)] {
        let service = Service::start(&[("SCIM_UNAVAILABLE_STATUS", set)]).await;
        let response = service
            .authorized("GET", "/scim/Users")
            .send()
            .await
            .unwrap();
        let retry_after: u64 = response.headers()["retry-after"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!(retry_after > 0);
        assert_eq!(error(response).await.0, status);
    }
}

#[tokio::test]
async fn discovery_is_truthful_and_complete() {
    let service = Service::start(&[]).await;
    let get = async |path: &str| -> Value {
        service
            .request("GET", &format!("/scim{path}"))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    };
    let types = get("/ResourceTypes").await;
    assert_eq!(
        (
            types["totalResults"].as_u64(),
            types["Resources"][0]["endpoint"].as_str()
        ),
        (Some(2), Some("/Users"))
    );
    for name in ["User", "Group"] {
        let of_type = get(&format!("/ResourceTypes/{name}")).await;
        let schema = get(&format!("/Schemas/{}", of_type["schema"].as_str().unwrap())).await;
        assert_eq!(schema["name"], name);
        assert_eq!(
            get(schema["meta"]["location"]
                .as_str()
                .unwrap()
                .split("/scim")
                .nth(1)
                .unwrap())
            .await,
            schema
        );
    }
    let config = get("/ServiceProviderConfig").await;
    assert_eq!(config["patch"]["supported"], true);
    assert_eq!(
        config["authenticationSchemes"][0]["type"],
        "oauthbearertoken"
    );
}

#[tokio::test]
async fn an_explanation_names_rules_and_attributes_and_no_value_and_only_where_it_is_allowed() {
    let body = r#"{"userName": "ada@acme.io", "emails": [{"value": "ada@acme.io"}], "title": "Countess", "password": "geheim"}"#;
    for (allowed, explained) in [("true", true), ("false", false)] {
        let service = Service::start(&[("SCIM_EXPLAIN", allowed)]).await;
        let request = service
            .authorized("POST", "/scim/Users")
            .header("content-type", "application/scim+json")
            .header("x-scim-explain", "1")
            .body(body);
        let response = request.send().await.unwrap();
        let explanation = response.headers().get("x-scim-explanation");
        assert_eq!(explanation.is_some(), explained);
        let Some(explanation) = explanation else {
            continue;
        };
        let notes: Value = serde_json::from_slice(explanation.as_bytes()).unwrap();
        let expected = serde_json::json!([
            {"rule": "MAP-U02", "attribute": "userName", "field": "externalIdpUsername", "dropped": null},
            {"rule": "MAP-U10", "attribute": "emails", "field": "email", "dropped": null},
            {"rule": "DEC-08", "attribute": "title", "field": null, "dropped": "PactFlow does not store it"},
            {"rule": "DEC-08", "attribute": "password", "field": null, "dropped": "PactFlow does not store it"},
        ]);
        assert_eq!(notes, expected);
    }
}

/// Sends a request as it is written here, and reads one answer.
fn exchange(stream: &mut std::net::TcpStream, target: &str) -> String {
    use std::io::{BufRead, BufReader, Read, Write};
    let head =
        format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut reader = BufReader::new(stream);
    let (mut answer, mut length) = (String::new(), 0);
    while !answer.ends_with("\r\n\r\n") {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.trim().parse().unwrap();
        }
        answer += &line;
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    answer + &String::from_utf8(body).unwrap()
}

#[tokio::test]
async fn raw_quotes_in_the_address_are_understood_also_on_a_connection_that_is_used_again() {
    let service = Service::start(&[]).await;
    let mut stream = std::net::TcpStream::connect(service.running.addr()).unwrap();
    let answers = tokio::task::spawn_blocking(move || {
        [
            "userName+eq+\"a%40b.c\"",
            "userName+eq+\"open",
            "userName+eq+\"c@d\"+and",
        ]
        .map(|filter| exchange(&mut stream, &format!("/scim/Users?filter={filter}")))
    });
    let [asked, open, cut] = answers.await.unwrap();
    // The first is a filter, so PactFlow is asked, which is not there; the others are malformed, and are called that.
    assert!(asked.starts_with("HTTP/1.1 429"), "{asked}");
    assert!(
        open.starts_with("HTTP/1.1 400") && open.contains("invalidFilter"),
        "{open}"
    );
    assert!(
        cut.starts_with("HTTP/1.1 400") && cut.contains("invalidFilter"),
        "{cut}"
    );
}
