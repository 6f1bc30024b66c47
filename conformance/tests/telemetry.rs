//! Metrics as a real Prometheus reads them, with the dashboard's and the alert rules' queries, and traces as a receiver
//! of OTLP gets them.

mod common;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use common::{TOKEN, filter, http};
use mock_pactflow::{MockPactflow, Seed, SeedUser};
use pactflow_scim::Running;
use pactflow_scim::metrics::{CATALOGUE, Kind};
use reqwest::Client;
use serde_json::{Value, json};

/// Longer than anything here takes, on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks again and again until there is an answer.
async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let answer = async {
        loop {
            match ask().await {
                Some(answer) => return answer,
                None => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    };
    tokio::time::timeout(PATIENCE, answer)
        .await
        .unwrap_or_else(|_| panic!("in vain waited for {what}"))
}

/// A receiver of OTLP over HTTP, and the spans that it got.
#[derive(Clone, Default)]
struct Receiver(Arc<Mutex<Vec<Value>>>);

impl Receiver {
    async fn start() -> (Self, String) {
        let receiver = Self::default();
        let router = Router::new()
            .route("/v1/traces", post(Self::take))
            .with_state(receiver.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (receiver, url)
    }

    async fn take(State(Self(spans)): State<Self>, body: String) -> &'static str {
        let request: Value = serde_json::from_str(&body).unwrap();
        let of_resource = &request["resourceSpans"][0];
        let resource = of_resource["resource"]["attributes"].to_string();
        assert!(resource.contains("scim-under-test"), "{resource}");
        let new = of_resource["scopeSpans"][0]["spans"].as_array().unwrap();
        spans.lock().unwrap().extend(new.iter().cloned());
        "{}"
    }

    fn spans(&self) -> Vec<Value> {
        self.0.lock().unwrap().clone()
    }
}

/// A simulator with a few people, and a façade in front of it that sends its traces to `receiver`.
async fn pair(receiver: &str) -> (MockPactflow, Running) {
    let ada = SeedUser::new("Ada Lovelace", "ada@acme.io").external_idp("ada@acme.io", "00u1");
    let seed = Seed::empty().user(ada).team("Payments", ["ada@acme.io"]);
    let pactflow = MockPactflow::builder().seed(seed).start().await.unwrap();
    let settings = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver),
        ("OTEL_SERVICE_NAME", "scim-under-test"),
        ("OTEL_BSP_SCHEDULE_DELAY", "50"),
    ];
    let facade = common::start(&pactflow.url(), &settings).await;
    (pactflow, facade)
}

/// Sends a request as Okta does, and gives the status.
async fn okta(
    http: &Client,
    facade: &Running,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> u16 {
    let request = http
        .request(method.parse().unwrap(), format!("{}{path}", facade.url()))
        .bearer_auth(TOKEN)
        .header("user-agent", "Okta SCIM Client 1.0.0")
        .header("content-type", "application/scim+json");
    let request = match body {
        Some(body) => request.body(body.to_string()),
        None => request,
    };
    request.send().await.unwrap().status().as_u16()
}

fn attribute<'s>(span: &'s Value, name: &str) -> Option<&'s str> {
    let attributes = span["attributes"].as_array()?;
    let value = &attributes.iter().find(|one| one["key"] == name)?["value"];
    value["stringValue"].as_str().or(value["intValue"].as_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_leads_from_the_providers_request_to_pactflows_calls_and_tells_no_secret() {
    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
    let (receiver, url) = Receiver::start().await;
    let (_pactflow, facade) = pair(&url).await;
    let grace = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "grace@acme.io", "emails": [{"value": "grace@acme.io"}], "name": {"formatted": "Grace Hopper"},
    });
    let traced = http()
        .post(format!("{}/Users?attributes=userName", facade.url()))
        .bearer_auth(TOKEN)
        .header("content-type", "application/scim+json")
        .header("traceparent", format!("00-{TRACE}-b7ad6b7169203331-01"))
        .header("x-request-id", "okta-4711")
        .body(grace.to_string());
    assert_eq!(traced.send().await.unwrap().status(), 201);
    let look_up = format!("/Users?{}", filter("userName eq \"ada@acme.io\""));
    assert_eq!(okta(&http(), &facade, "GET", &look_up, None).await, 200);
    facade.shutdown().await;

    let spans = receiver.spans();
    let of_trace: Vec<_> = spans
        .iter()
        .filter(|span| span["traceId"] == TRACE)
        .collect();
    let [server] = of_trace
        .iter()
        .filter(|span| span["kind"] == 2)
        .collect::<Vec<_>>()[..]
    else {
        panic!("one span is the request: {of_trace:#?}")
    };
    assert_eq!(server["name"], "POST /Users");
    assert_eq!(server["parentSpanId"], "b7ad6b7169203331");
    assert_eq!(attribute(server, "http.response.status_code"), Some("201"));
    assert_eq!(attribute(server, "request.id"), Some("okta-4711"));
    let calls: Vec<_> = of_trace.iter().filter(|span| span["kind"] == 3).collect();
    assert!(
        calls
            .iter()
            .all(|call| call["parentSpanId"] == server["spanId"]),
        "{calls:#?}"
    );
    let number = calls.len().to_string();
    assert_eq!(attribute(server, "pactflow.calls"), Some(number.as_str()));
    let create = calls
        .iter()
        .find(|call| call["name"] == "POST /admin/users")
        .unwrap();
    assert_eq!(attribute(create, "http.response.status_code"), Some("201"));
    assert!(create["startTimeUnixNano"].as_str() >= server["startTimeUnixNano"].as_str());
    assert!(create["endTimeUnixNano"].as_str() <= server["endTimeUnixNano"].as_str());

    let others: BTreeSet<_> = spans
        .iter()
        .map(|span| span["traceId"].to_string())
        .collect();
    assert_eq!(others.len(), 2, "the other request has a trace of its own");
    let text = json!(spans).to_string();
    for secret in [TOKEN, "acme.io", "userName", "Grace", "filter"] {
        assert!(!text.contains(secret), "{secret} shows in {text}");
    }
}

/// A Prometheus that scrapes one façade, ended when dropped.
struct Prometheus {
    child: Child,
    folder: PathBuf,
    url: String,
    http: Client,
}

impl Prometheus {
    /// `None`, with a word, where it is not installed and need not be.
    async fn start(facade: &Running) -> Option<Self> {
        if Command::new("prometheus")
            .arg("--version")
            .output()
            .is_err()
        {
            assert!(
                std::env::var("REQUIRE_PROMETHEUS").as_deref() != Ok("1"),
                "Prometheus is not installed, but REQUIRE_PROMETHEUS=1"
            );
            // Past the test harness, which would keep it to itself.
            let _ = writeln!(
                std::io::stderr(),
                "skipped: metrics are tested with Prometheus, which is not installed"
            );
            return None;
        }
        let folder = std::env::temp_dir().join(format!("scim-prometheus-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let rules = deploy("prometheus-alerts.yml").canonicalize().unwrap();
        let config = format!(
            "global: {{ scrape_interval: 250ms, scrape_timeout: 250ms, evaluation_interval: 250ms }}\n\
             rule_files: [{rules:?}]\n\
             scrape_configs:\n  - job_name: scim\n    static_configs: [{{ targets: [\"{}\"] }}]\n",
            facade.addr()
        );
        let file = folder.join("prometheus.yml");
        std::fs::write(&file, config).unwrap();
        // Prometheus does not say which port it took, so it is given one that was free a moment ago.
        let free = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let child = Command::new("prometheus")
            .arg(format!("--config.file={}", file.display()))
            .arg(format!(
                "--storage.tsdb.path={}",
                folder.join("data").display()
            ))
            .arg(format!("--web.listen-address={free}"))
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(folder.join("log")).unwrap())
            .spawn()
            .unwrap();
        let prometheus = Self {
            child,
            folder,
            url: format!("http://{free}"),
            http: http(),
        };
        until("prometheus", async || {
            let ready = prometheus
                .http
                .get(format!("{}/-/ready", prometheus.url))
                .send()
                .await
                .ok()?;
            ready.status().is_success().then_some(())
        })
        .await;
        Some(prometheus)
    }

    /// What an address of its API answers with.
    async fn api(&self, path: &str, query: &[(&str, &str)]) -> Value {
        let request = self
            .http
            .get(format!("{}/api/v1/{path}", self.url))
            .query(query);
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["status"], "success", "{query:?}: {answer}");
        answer["data"].clone()
    }

    /// What a query gives now: one entry for each series.
    async fn query(&self, query: &str) -> Vec<Value> {
        let data = self.api("query", &[("query", query)]).await;
        data["result"].as_array().unwrap().clone()
    }

    /// The number that a query gives, where it gives just one.
    async fn number(&self, query: &str) -> Option<f64> {
        match &self.query(query).await[..] {
            [one] => one["value"][1].as_str()?.parse().ok(),
            _ => None,
        }
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn deploy(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../deploy")
        .join(name)
}

/// The queries of the dashboard, with its variables filled in.
fn dashboard() -> Vec<String> {
    let text = std::fs::read_to_string(deploy("grafana-dashboard.json")).unwrap();
    let dashboard: Value = serde_json::from_str(&text).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels
        .iter()
        .filter_map(|panel| panel["targets"].as_array())
        .flatten();
    let queries = targets.map(|target| target["expr"].as_str().unwrap());
    let filled = queries.map(|query| {
        let query = query.replace("$job", "scim").replace("$instance", ".+");
        query.replace("$__rate_interval", "1m")
    });
    filled.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_prometheus_reads_the_metrics_and_answers_the_dashboard_and_the_alert_rules() {
    let (_receiver, url) = Receiver::start().await;
    let (mut pactflow, facade) = pair(&url).await;
    let http = http();
    let Some(prometheus) = Prometheus::start(&facade).await else {
        return;
    };

    // A little of everything, twice, with a scrape between, so that there are rates.
    let look_up = format!("/Users?{}", filter("userName eq \"ada@acme.io\""));
    for round in 0..2 {
        for _ in 0..3 {
            assert_eq!(okta(&http, &facade, "GET", &look_up, None).await, 200);
        }
        let name = format!("Team {round}");
        let team = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": name});
        assert_eq!(
            okta(&http, &facade, "POST", "/Groups", Some(team)).await,
            201
        );
        assert_eq!(okta(&http, &facade, "GET", "/Nothing", None).await, 404);
        let ready = http.get(format!("http://{}/health/ready", facade.addr()));
        assert_eq!(ready.send().await.unwrap().status(), 200);
        let wanted = f64::from((round + 1) * 3);
        until("a scrape", async || {
            let query = r#"sum(scim_requests_total{provider="okta",route="/Users",status="200"})"#;
            (prometheus.number(query).await? == wanted).then_some(())
        })
        .await;
    }
    until("spans", async || {
        prometheus
            .number(r#"trace_spans_total{outcome="sent"} > 0"#)
            .await
    })
    .await;

    let kinds = prometheus.api("metadata", &[]).await;
    for metric in CATALOGUE {
        let found = prometheus.query(&metric.queried_as()).await;
        assert!(!found.is_empty(), "{} has no series", metric.queried_as());
        // The names of metadata are those of the format, which leaves suffixes away.
        let known = &kinds[metric.name][0];
        assert_eq!(known["type"], metric.kind.name(), "{}", metric.name);
        if metric.kind == Kind::Counter {
            let rate = format!("rate({}[1m])", metric.queried_as());
            assert!(!prometheus.query(&rate).await.is_empty(), "{rate}");
        }
    }
    let metrics = http.get(format!("http://{}/metrics", facade.addr()));
    let metrics = metrics.send().await.unwrap().text().await.unwrap();
    assert!(
        !metrics.contains("acme") && !metrics.contains(TOKEN),
        "{metrics}"
    );
    let create = r#"scim_request_pactflow_calls_sum{route="/Groups",method="POST"}
        / scim_request_pactflow_calls_count{route="/Groups",method="POST"}"#;
    let calls = prometheus.number(create).await.unwrap();
    assert!((1.0..=3.0).contains(&calls), "{calls} calls for a group");

    // The first look-up found her by PactFlow's search, and the others knew her.
    for (outcome, wanted) in [("miss", 1.0), ("hit", 5.0), ("absent", 0.0)] {
        let query = format!("scim_index_look_ups_total{{outcome={outcome:?}}}");
        assert_eq!(prometheus.number(&query).await, Some(wanted), "{query}");
    }

    for query in dashboard() {
        assert!(
            !prometheus.query(&query).await.is_empty(),
            "nothing comes of {query}"
        );
    }

    let rules = async || -> Vec<Value> {
        let data = prometheus.api("rules", &[]).await;
        data["groups"][0]["rules"].as_array().unwrap().clone()
    };
    let evaluated = until("the rules", async || {
        let rules = rules().await;
        rules
            .iter()
            .all(|rule| rule["health"] != "unknown")
            .then_some(rules)
    })
    .await;
    assert!(evaluated.len() > 8, "{evaluated:#?}");
    for rule in &evaluated {
        assert_eq!(
            (&rule["health"], &rule["state"]),
            (&json!("ok"), &json!("inactive")),
            "{rule:#}"
        );
    }

    pactflow.stop().await;
    until("the alert that PactFlow is gone", async || {
        let ready = http.get(format!("http://{}/health/ready", facade.addr()));
        ready.send().await.unwrap();
        let rules = rules().await;
        let alert = rules
            .iter()
            .find(|rule| rule["name"] == "PactflowUnreachable")
            .unwrap();
        (alert["state"] == "pending").then_some(())
    })
    .await;
}
