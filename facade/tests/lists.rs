//! Long lists and large groups, and the memory that they take: the program itself, in front of a PactFlow that makes up
//! its answers as it sends them.
#![cfg(target_os = "linux")]

use std::convert::Infallible;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use futures::stream;
use http::header::CONTENT_TYPE;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// How many people there are. Held as a whole, they would take more than 60 MB.
const PEOPLE: usize = 10_000;

const MEGABYTE: f64 = 1024.0 * 1024.0;

#[derive(Deserialize)]
struct Page {
    page: usize,
    size: usize,
}

fn uuid(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

fn person(number: usize) -> Value {
    json!({
        "uuid": uuid(number), "name": format!("User {number}"), "firstName": "User", "lastName": number.to_string(),
        "email": format!("user{number}@perf.example.com"), "active": true,
        "externalIdpUsername": format!("user{number}@perf.example.com"),
        "_embedded": {"roles": [{"uuid": uuid(0), "name": "User", "permissions": vec!["contract_data:read:*"; 10]}], "teams": []},
    })
}

/// A member with `permissions` that nobody wants.
fn member(number: usize, permissions: usize) -> Value {
    let mut member = person(number);
    member["_embedded"]["roles"][0]["permissions"] =
        vec!["contract_data:manage:*"; permissions].into();
    member
}

async fn people(State(whole): State<usize>, Query(Page { page, size }): Query<Page>) -> Response {
    if page > whole {
        return broken();
    }
    let from = (page - 1) * size;
    let users: Vec<Value> = (from..PEOPLE.min(from + size)).map(person).collect();
    let meta = json!({"number": page, "size": size, "totalElements": PEOPLE});
    let mut response = Response::new(json!({"users": users, "page": meta}).to_string().into());
    announce(&mut response);
    response
}

/// The team that has as many members, each with as many permissions, as its id says.
async fn team(Path(id): Path<String>) -> Response {
    let (members, permissions) = size_of(&id);
    let head = json!({"uuid": id, "name": "Everyone", "numberOfMembers": members}).to_string();
    let head = head.trim_end_matches('}');
    let head = format!("{head},\"_embedded\":{{\"administrators\":[],\"members\":[");
    let member = move |number| {
        let comma = if number > 0 { "," } else { "" };
        format!("{comma}{}", member(number, permissions))
    };
    let pieces = std::iter::once(head)
        .chain((0..members).map(member))
        .chain(std::iter::once("]}}".to_owned()));
    let pieces = pieces.map(|piece| Ok::<_, Infallible>(Bytes::from(piece)));
    let mut response = Response::new(Body::from_stream(stream::iter(pieces)));
    announce(&mut response);
    response
}

/// A page that breaks off in the middle of a person.
fn broken() -> Response {
    let pieces = [Ok("{\"users\": [{\"uuid\""), Err("gone")];
    let mut response = Response::new(Body::from_stream(stream::iter(pieces)));
    announce(&mut response);
    response
}

fn announce(response: &mut Response) {
    let hal = "application/hal+json".parse().unwrap();
    response.headers_mut().insert(CONTENT_TYPE, hal);
}

/// The id of a team with so many members of so many permissions.
fn team_of(members: usize, permissions: usize) -> String {
    format!("00000000-0000-4000-{permissions:04}-{members:012}")
}

fn size_of(id: &str) -> (usize, usize) {
    (id[24..].parse().unwrap(), id[19..23].parse().unwrap())
}

/// The program, ended when dropped.
struct Service {
    child: Child,
    url: String,
    http: reqwest::Client,
}

impl Service {
    async fn start() -> Self {
        Self::start_before(usize::MAX).await
    }

    /// A service whose PactFlow has so many pages of people before one that breaks off.
    async fn start_before(whole: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let pactflow = format!("http://{}", listener.local_addr().unwrap());
        let routes = Router::new()
            .route("/admin/users", get(people))
            .route("/admin/teams/{id}", get(team))
            .with_state(whole);
        tokio::spawn(async { axum::serve(listener, routes).await });
        let mut child = Command::new(env!("CARGO_BIN_EXE_pactflow-scim"))
            .env_clear()
            .envs([
                ("PACTFLOW_URL", pactflow.as_str()),
                ("SERVER_ADDRESS", "127.0.0.1"),
                ("SERVER_PORT", "0"),
                ("LOGGING_FORMAT", "json"),
                ("PACTFLOW_REQUEST_TIMEOUT", "50s"),
                ("SCIM_REQUEST_TIMEOUT", "50s"),
                ("SCIM_MAX_RESULTS", "10000"),
                ("PACTFLOW_RETRIES", "0"),
            ])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stdout.take().unwrap()).lines();
        // Another test of this process may have installed a provider before; either serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().tls_certs_only([]);
        let mut service = Self {
            child,
            url: String::new(),
            http: http.build().unwrap(),
        };
        service.url = log
            .by_ref()
            .map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap())
            .find_map(|line| line["url"].as_str().map(str::to_owned))
            .expect("the log names the address");
        // Whoever logs into a pipe that nobody empties waits for ever.
        std::thread::spawn(move || log.for_each(drop));
        // The connections and what is made once are no part of what a list takes.
        service.get("/Users?count=1").await;
        service
    }

    async fn send(&self, path: &str, if_none_match: &str) -> reqwest::Response {
        let request = self.http.get(format!("{}{path}", self.url));
        let request = request.header("authorization", "Bearer dev-token");
        let request = request.header("if-none-match", if_none_match);
        request.send().await.unwrap()
    }

    async fn get(&self, path: &str) -> Value {
        let response = self.send(path, "x").await;
        assert_eq!(response.status(), 200, "{path}");
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
    }

    /// How many megabytes a request takes beyond what was held before it, and its answer.
    async fn cost(&self, path: &str) -> (f64, Value) {
        let idle = self.memory("VmRSS:");
        // From here on the peak is counted anew (proc(5)).
        fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5").unwrap();
        let answer = self.get(path).await;
        (self.memory("VmHWM:") - idle, answer)
    }

    fn memory(&self, name: &str) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes = line.unwrap().trim().trim_end_matches(" kB");
        kilobytes.parse::<f64>().unwrap() * 1024.0 / MEGABYTE
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn length(list: &Value) -> usize {
    list.as_array().map_or(0, Vec::len)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_through_everybody_takes_the_memory_of_a_page() {
    let service = Service::start().await;
    for (query, total, shown) in [
        ("count=1000&startIndex=9001", PEOPLE, 1_000),
        ("count=10000", PEOPLE, 10_000),
        ("filter=name.familyName%20co%20%22999%22", 19, 19),
        (
            "filter=name.givenName%20sw%20%22u%22&count=1000&startIndex=5001",
            PEOPLE,
            1_000,
        ),
        (
            "sortBy=name.familyName&sortOrder=descending&count=1000",
            PEOPLE,
            1_000,
        ),
    ] {
        let (megabytes, list) = service.cost(&format!("/Users?{query}")).await;
        assert_eq!(
            (&list["totalResults"], &list["itemsPerPage"]),
            (&json!(total), &json!(shown))
        );
        assert_eq!(length(&list["Resources"]), shown, "{query}");
        assert!(megabytes < 25.0, "{query} takes {megabytes:.1} MB");
    }
    let sorted = service
        .get("/Users?sortBy=name.familyName&startIndex=10000")
        .await;
    assert_eq!(sorted["Resources"][0]["name"]["familyName"], "9999");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_group_takes_the_memory_of_its_members_names() {
    let service = Service::start().await;
    // PactFlow says about 20 MB of each.
    for (members, permissions, most) in [(10_000, 60, 12.0), (40_000, 2, 25.0)] {
        let path = format!("/Groups/{}", team_of(members, permissions));
        let (megabytes, group) = service.cost(&path).await;
        assert!(megabytes < most, "{members} members take {megabytes:.1} MB");
        assert_eq!(length(&group["members"]), members);
        for (at, member) in group["members"].as_array().unwrap().iter().enumerate() {
            assert_eq!(member["value"], uuid(at));
        }
        let (megabytes, slim) = service
            .cost(&format!("{path}?excludedAttributes=members"))
            .await;
        assert!(megabytes < most, "without members {megabytes:.1} MB");
        assert_eq!(slim["members"], Value::Null);
        assert_eq!(
            slim["meta"], group["meta"],
            "the version covers the members"
        );
        let version = group["meta"]["version"].as_str().unwrap();
        assert_eq!(service.send(&path, version).await.status(), 304);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_answer_says_how_long_it_is_and_a_long_one_flows() {
    let service = Service::start().await;
    for (members, flows) in [(10, false), (5_000, true)] {
        let response = service
            .send(&format!("/Groups/{}", team_of(members, 1)), "x")
            .await;
        assert_eq!(response.content_length().is_none(), flows, "{members}");
        assert_eq!(response.headers()["content-type"], "application/scim+json");
        let group: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        assert_eq!(length(&group["members"]), members);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_many_pages_flows_and_is_what_its_pages_are() {
    let service = Service::start().await;
    for (start, count, shown) in [(1, 3_000, 3_000), (501, 10_000, 9_500)] {
        for page in ["startIndex", "cursor"] {
            // The cursor stands for its first page only.
            let start = if page == "cursor" { 1 } else { start };
            let shown = if page == "cursor" {
                count.min(PEOPLE)
            } else {
                shown
            };
            let at = if page == "cursor" {
                String::new()
            } else {
                start.to_string()
            };
            let list = service
                .get(&format!("/Users?count={count}&{page}={at}"))
                .await;
            assert_eq!(
                (&list["totalResults"], &list["itemsPerPage"]),
                (&json!(PEOPLE), &json!(shown))
            );
            let ids = list["Resources"].as_array().unwrap().iter();
            let ids: Vec<&str> = ids.map(|user| user["id"].as_str().unwrap()).collect();
            let expected: Vec<String> = (start - 1..).take(shown).map(uuid).collect();
            assert_eq!(ids, expected);
            let is_last = start - 1 + shown == PEOPLE;
            assert_eq!(list["nextCursor"].is_string(), page == "cursor" && !is_last);
            assert_eq!(list["startIndex"].is_number(), page == "startIndex");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_whose_later_pages_fail_breaks_off_and_one_whose_first_page_fails_is_an_error() {
    let service = Service::start_before(3).await;
    let response = service.send("/Users?count=10000", "x").await;
    assert_eq!(response.status(), 200);
    let body = response.bytes().await;
    assert!(body.is_err(), "it looks like a whole answer");
    let list = service.get("/Users?count=3000").await;
    assert_eq!(length(&list["Resources"]), 3_000);
    let refused = service
        .send("/Users?count=10000&startIndex=4001", "x")
        .await;
    assert_eq!(refused.status(), 429);
}
