//! Requests to every route, with marked secrets in every place that a request has, while PactFlow fails in every way.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, routing::post};

use mock_pactflow::{Fault, MockPactflow, Seed, SeedUser};
use pactflow_scim::{Running, Settings};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// What must not show.
pub(crate) struct Marks;

impl Marks {
    /// The token that PactFlow accepts.
    pub(crate) const TOKEN: &'static str = "MARKED-good-token-0b7e";
    /// One that it does not.
    pub(crate) const WRONG_TOKEN: &'static str = "MARKED-wrong-token-51d9";
    /// What providers send as a password, and what a confused one might send anywhere.
    pub(crate) const PASSWORD: &'static str = "MARKED-passw0rd-c4a1";
    /// The key for whoever receives the traces.
    pub(crate) const TRACE_KEY: &'static str = "MARKED-trace-key-88aa";
    /// An address in a path, a query or a search.
    pub(crate) const ASKED_FOR: &'static str = "marked.person@asked.example";
}

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const SEARCH: &str = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
const BULK: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

/// A method, what follows the base address, and a body.
type Shot = (&'static str, String, Option<String>);

struct Range {
    pactflow: MockPactflow,
    facade: Running,
    http: Client,
    user: String,
    team: String,
    traces: Arc<Mutex<Vec<String>>>,
}

/// What came out of the service, beside its log.
pub(crate) struct Came {
    /// The head and the body of each answer, and what the service prints of itself.
    pub(crate) answers: Vec<String>,
    /// All metrics, at the end.
    pub(crate) metrics: String,
    /// The bodies with the traces.
    pub(crate) traces: Vec<String>,
}

/// Sends everything, and gives all that came of it.
pub(crate) async fn drive() -> Came {
    let range = Range::start().await;
    let mut answers = vec![format!("{:?}", range.facade)];
    let shots = range.shots();
    for authorization in [
        Some(format!("Bearer {}", Marks::TOKEN)),
        Some(format!("bearer  {}", Marks::WRONG_TOKEN)),
        Some(format!("Basic {}", Marks::WRONG_TOKEN)),
        Some(Marks::WRONG_TOKEN.to_owned()),
        None,
    ] {
        for shot in &shots {
            answers.push(range.send(authorization.as_deref(), shot).await);
        }
    }
    let good = format!("Bearer {}", Marks::TOKEN);
    for fault in faults() {
        let _standing = range.pactflow.fault(fault);
        for shot in &shots {
            answers.push(range.send(Some(&good), shot).await);
        }
    }
    // Each of these takes as long as the service waits for PactFlow, so a few are enough.
    let _slow = range
        .pactflow
        .fault(Fault::latency(Duration::from_secs(60)));
    for shot in shots.iter().filter(|(method, ..)| *method == "PUT") {
        answers.push(range.send(Some(&good), shot).await);
    }
    let url = format!("http://{}/metrics", range.facade.addr());
    let metrics = range.http.get(url).send().await.unwrap();
    let metrics = metrics.text().await.unwrap();
    range.facade.shutdown().await;
    let traces = range.traces.lock().unwrap().clone();
    Came {
        answers,
        metrics,
        traces,
    }
}

/// Where traces are sent to, and what has arrived there.
async fn collector() -> (String, Arc<Mutex<Vec<String>>>) {
    let traces = Arc::new(Mutex::new(Vec::new()));
    let arrived = Arc::clone(&traces);
    let keep = move |body: String| async move { arrived.lock().unwrap().push(body) };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/v1/traces", post(keep));
    tokio::spawn(axum::serve(listener, router).into_future());
    (url, traces)
}

/// Every way to fail that does not take long.
fn faults() -> Vec<Fault> {
    let quoting = format!(
        "{{\"errors\":{{\"email\":[\"{} has been taken by Bearer {}\"]}}}}",
        Marks::ASKED_FOR,
        Marks::TOKEN
    );
    let on_writes =
        |fault: Fault| ["POST", "PUT", "DELETE"].map(|method| fault.clone().on_method(method));
    let statuses = [400, 401, 403, 404, 409, 410, 422, 429, 500, 503, 302, 204];
    let mut faults: Vec<Fault> = statuses.into_iter().map(Fault::status).collect();
    faults.extend(on_writes(
        Fault::status(400).body("application/json", &quoting),
    ));
    faults.extend(on_writes(Fault::status(500)));
    faults.extend(on_writes(Fault::lose_answer()));
    faults.extend([
        Fault::bad_gateway(),
        Fault::reset(),
        Fault::empty_answer(),
        Fault::half_body(),
        Fault::truncated_json(),
        Fault::content_type("text/html"),
        Fault::missing_embedded(),
        Fault::foreign_links("https://elsewhere.example"),
        Fault::duplicate_row(),
    ]);
    faults
}

impl Range {
    async fn start() -> Self {
        let mut seed = Seed::empty().user(SeedUser::new("Ada Lovelace", "ada@acme.example"));
        for token in &mut seed.system_accounts[0].tokens {
            if token.value.as_deref() == Some("dev-scim-token") {
                token.value = Some(Marks::TOKEN.to_owned());
            }
        }
        let pactflow = MockPactflow::builder().seed(seed).start().await.unwrap();
        let url = pactflow.url();
        let (collector, traces) = collector().await;
        let key = format!("api-key={}", Marks::TRACE_KEY);
        let pairs = [
            ("PACTFLOW_URL", url.as_str()),
            ("SERVER_ADDRESS", "127.0.0.1"),
            ("SERVER_PORT", "0"),
            ("SCIM_MAX_BODY_SIZE", "4KB"),
            ("SCIM_EXPLAIN", "true"),
            ("SCIM_PROTECTED_USERS", Marks::ASKED_FOR),
            ("SCIM_MAX_DEACTIVATIONS_PER_HOUR", "1"),
            ("PACTFLOW_REQUEST_TIMEOUT", "300ms"),
            // Each failure is to be seen as it is, again and again.
            ("PACTFLOW_RETRIES", "0"),
            ("PACTFLOW_BREAKER_FAILURES", "0"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &collector),
            ("OTEL_EXPORTER_OTLP_HEADERS", &key),
        ];
        let facade = pactflow_scim::start(Settings::from_pairs(pairs).unwrap())
            .await
            .unwrap();
        let mut range = Self {
            pactflow,
            facade,
            http: Client::new(),
            user: String::new(),
            team: String::new(),
            traces,
        };
        range.user = range.id_of("/Users").await;
        range.team = range.id_of("/Groups").await;
        range
    }

    async fn id_of(&self, path: &str) -> String {
        let url = format!("{}{path}", self.facade.url());
        let list = self.http.get(url).bearer_auth(Marks::TOKEN).send().await;
        let list: Value = serde_json::from_str(&list.unwrap().text().await.unwrap()).unwrap();
        list["Resources"][0]["id"].as_str().unwrap().to_owned()
    }

    async fn send(&self, authorization: Option<&str>, (method, path, body): &Shot) -> String {
        let method: Method = method.parse().unwrap();
        let url = format!("{}{path}", self.facade.url());
        let mut request = self.http.request(method, url).header("x-scim-explain", "1");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        if let Some(body) = body {
            let media_type = match body.starts_with('{') {
                true => "application/scim+json",
                false => "text/plain",
            };
            request = request
                .header("content-type", media_type)
                .body(body.clone());
        }
        let response = request.send().await.unwrap();
        let head = format!("{} {:?}", response.status(), response.headers());
        format!("{head} {}", response.text().await.unwrap())
    }

    fn shots(&self) -> Vec<Shot> {
        let (user, team) = (&self.user, &self.team);
        let (password, address) = (Marks::PASSWORD, Marks::ASKED_FOR);
        let encoded = address.replace('@', "%40");
        let mut shots = Vec::new();
        let mut add = |method, path: String, body: Option<Value>| {
            shots.push((method, path, body.map(|body| body.to_string())));
        };

        for base in ["/Users", "/User", "/Groups"] {
            for query in [
                format!("filter=userName%20eq%20%22{encoded}%22"),
                format!("filter=displayName%20co%20%22{encoded}%22"),
                format!("filter=active%20eq%20%22{encoded}%22"),
                format!("filter=password%20eq%20%22{password}%22"),
                format!("filter=active%20gt%20%22{password}%22"),
                format!("filter=%22{encoded}"),
                format!("attributes={encoded}"),
                format!("sortBy={encoded}"),
                format!("startIndex={encoded}&count={encoded}&cursor={password}"),
                format!("access_token={password}&{encoded}"),
            ] {
                add("GET", format!("{base}?{query}"), None);
            }
            add("GET", format!("{base}/{encoded}"), None);
            add("DELETE", format!("{base}/{encoded}"), None);
            add("PATCH", base.to_owned(), None);
        }
        let search = json!({"schemas": [SEARCH], "filter": format!("userName eq \"{address}\" and password eq \"{password}\"")});
        for path in ["/.search", "/Users/.search", "/Groups/.search"] {
            add("POST", path.to_owned(), Some(search.clone()));
        }

        let person = |extra: Value| {
            let mut person = json!({
                "schemas": [USER, ENTERPRISE], "userName": "grace@acme.example", "displayName": "Grace", "password": password,
                "emails": [{"value": "grace@acme.example"}], ENTERPRISE: {"employeeNumber": password}, (address): password,
            });
            for (name, value) in extra.as_object().into_iter().flatten() {
                person[name] = value.clone();
            }
            Some(person)
        };
        let patch = |operations: Value| Some(json!({"schemas": [PATCH], "Operations": operations}));
        let one = format!("/Users/{user}");
        add("POST", "/Users".to_owned(), person(json!({})));
        add(
            "POST",
            "/Users".to_owned(),
            person(json!({"userType": "System Account"})),
        );
        add("POST", "/Users".to_owned(), person(json!({"userName": 7})));
        add(
            "PUT",
            one.clone(),
            person(json!({"emails": [{"value": "ada@acme.example"}]})),
        );
        add("PUT", one.clone(), person(json!({"active": false})));
        for operations in [
            json!([{"op": "replace", "path": "password", "value": password}]),
            json!([{"op": "add", "value": {"password": password, "nickName": password}}]),
            json!([{"op": "replace", "path": "active", "value": password}]),
            json!([{"op": "replace", "path": "displayName", "value": {"password": password}}]),
            json!([{"op": "replace", "path": format!("emails[value eq \"{address}\"].value"), "value": 7}]),
            json!([{"op": "replace", "path": format!("[{address}"), "value": password}]),
            json!([{"op": password, "path": "active", "value": false}]),
            json!([{"op": "replace", "path": "active", "value": false}]),
            json!([{"op": "replace", "path": "active", "value": true}]),
        ] {
            add("PATCH", one.clone(), patch(operations));
        }
        add("GET", one.clone(), None);

        let group = format!("/Groups/{team}");
        let members = |id: &str| json!([{"value": id, "display": password}]);
        let named = |name: &str, id: &str| {
            Some(json!({"displayName": name, "members": members(id), "password": password}))
        };
        add("POST", "/Groups".to_owned(), named("Payments", user));
        add("POST", "/Groups".to_owned(), named("Unknown", address));
        add("PUT", group.clone(), named("Default", user));
        add(
            "PATCH",
            group.clone(),
            patch(json!([{"op": "add", "path": "members", "value": members(user)}])),
        );
        add(
            "PATCH",
            group.clone(),
            patch(json!([{"op": "remove", "path": format!("members[value eq \"{address}\"]")}])),
        );
        add(
            "PATCH",
            group.clone(),
            patch(json!([{"op": "replace", "path": "password", "value": password}])),
        );
        add("GET", group.clone(), None);
        add("DELETE", group, None);

        let bulk = json!({"schemas": [BULK], "Operations": [
            {"method": "POST", "path": "/Users", "bulkId": "a", "data": person(json!({"userName": "alan@acme.example"}))},
            {"method": "PATCH", "path": one, "data": patch(json!([{"op": "replace", "path": "password", "value": password}]))},
            {"method": "DELETE", "path": format!("/Users/{address}")},
        ]});
        add("POST", "/Bulk".to_owned(), Some(bulk));

        for path in ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas"] {
            add("GET", format!("{path}?filter={encoded}"), None);
            add("GET", format!("{path}/{encoded}"), None);
        }
        add("GET", format!("/Me?{encoded}"), None);
        add("GET", format!("/{encoded}/{password}?{password}"), None);
        add("DELETE", one, None);
        shots.push((
            "POST",
            "/Users".to_owned(),
            Some(format!("{{\"password\": \"{password}")),
        ));
        shots.push((
            "POST",
            "/Users".to_owned(),
            Some(format!("password={password}")),
        ));
        shots.push((
            "POST",
            "/Users".to_owned(),
            Some(format!("{{\"password\": \"{}\"}}", password.repeat(400))),
        ));
        shots
    }
}
