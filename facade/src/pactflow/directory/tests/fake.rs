//! A PactFlow that pages and searches as the real one is documented to, and notes each call.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::pactflow::{Client, ClientOptions, Directory, UserFields};

pub(super) struct Fake {
    state: Arc<Mutex<State>>,
    server: MockServer,
}

#[derive(Default)]
struct State {
    users: Vec<Value>,
    team: String,
    calls: Vec<String>,
    created: usize,
    loses_answers: bool,
    deletes_first: bool,
    refused: Option<String>,
}

/// A PactFlow with so many users, numbered from 1, and a client whose index is believed for so long.
pub(super) async fn indexed(max_age: Duration, users: usize) -> (Fake, Client) {
    let state = State {
        users: (1..=users).map(user).collect(),
        team: "Payments".to_owned(),
        ..State::default()
    };
    let state = Arc::new(Mutex::new(state));
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(Answers(Arc::clone(&state)))
        .mount(&server)
        .await;
    let fake = Fake { state, server };
    let client = client(&fake).indexed_by(Directory::new(max_age, fold));
    (fake, client)
}

pub(super) fn client(fake: &Fake) -> Client {
    Client::new(ClientOptions {
        way: crate::Way::new(&crate::config::Outbound::default()).unwrap(),
        url: fake.server.uri().parse().unwrap(),
        connect_timeout: Duration::from_secs(10),
        request_timeout: Duration::from_secs(30),
        retries: 0,
        max_calls: 64,
        breaker_failures: 0,
        breaker_pause: Duration::from_secs(60),
        pools: 1,
    })
    .unwrap()
}

pub(super) fn fold(text: &str) -> Cow<'_, str> {
    text.to_lowercase().into()
}

/// The UUID of the user with this number.
pub(super) fn id(number: usize) -> String {
    Uuid::from_u128(number as u128).to_string()
}

pub(super) fn ada(sign_in_name: &str, email: &str) -> UserFields {
    UserFields {
        email: Some(email.to_owned()),
        name: Some("Ada".to_owned()),
        first_name: None,
        last_name: None,
        active: Some(true),
        external_idp_id: None,
        external_idp_username: Some(sign_in_name.to_owned()),
    }
}

fn user(number: usize) -> Value {
    let address = format!("user-{number}@acme.io");
    json!({
        "uuid": id(number), "email": address, "externalIdpUsername": address, "externalIdpId": format!("ext-{number}"),
        "_embedded": { "roles": [{ "uuid": "role-1", "name": "Tester" }], "teams": [] },
    })
}

impl Fake {
    pub(super) fn calls(&self) -> Vec<String> {
        self.state.lock().unwrap().calls.clone()
    }

    pub(super) fn forget_calls(&self) {
        self.state.lock().unwrap().calls.clear();
    }

    /// Changes users as an administrator does, past the client.
    pub(super) fn edit<T>(&self, edit: impl FnOnce(&mut Vec<Value>) -> T) -> T {
        edit(&mut self.state.lock().unwrap().users)
    }

    pub(super) fn rename_team(&self, name: &str) {
        self.state.lock().unwrap().team = name.to_owned();
    }

    /// From now on writes are carried out and their answers are no JSON.
    pub(super) fn lose_answers(&self, lose: bool) {
        self.state.lock().unwrap().loses_answers = lose;
    }

    /// From now on tokens that begin like this are not accepted.
    pub(super) fn refuse(&self, token: &str) {
        self.state.lock().unwrap().refused = Some(token.to_owned());
    }

    pub(super) fn delete_first_after_next_page(&self) {
        self.state.lock().unwrap().deletes_first = true;
    }
}

struct Answers(Arc<Mutex<State>>);

impl Respond for Answers {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        self.0.lock().unwrap().answer(request)
    }
}

impl State {
    fn answer(&mut self, request: &Request) -> ResponseTemplate {
        let target = &request.url[url::Position::BeforePath..];
        self.calls.push(format!("{} {target}", request.method));
        let authorization = request.headers["authorization"].to_str().unwrap();
        let token = authorization.trim_start_matches("Bearer ");
        if self
            .refused
            .as_ref()
            .is_some_and(|bad| token.starts_with(bad))
        {
            return ResponseTemplate::new(401);
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let path: Vec<&str> = request.url.path().split('/').skip(2).collect();
        match (request.method.as_str(), path.as_slice()) {
            ("GET", ["users"]) => self.list(request),
            ("GET", ["users", uuid]) => self.one(uuid),
            ("POST", ["users"]) => {
                self.created += 1;
                let uuid = id(1_000_000 + self.created);
                self.users.push(json!({ "uuid": uuid }));
                self.write(&uuid, body)
            }
            ("PUT", ["users", uuid]) => self.write(uuid, body),
            ("DELETE", ["users", uuid]) => {
                self.users.retain(|user| user["uuid"] != *uuid);
                ResponseTemplate::new(204)
            }
            ("GET", ["teams"]) => ok(json!({ "teams": [self.the_team()] })),
            ("GET", ["teams", _]) => ok(self.the_team()),
            _ => ResponseTemplate::new(501),
        }
    }

    fn the_team(&self) -> Value {
        json!({ "uuid": id(7), "name": self.team, "_embedded": { "members": [] } })
    }

    fn one(&self, uuid: &str) -> ResponseTemplate {
        match self.users.iter().find(|user| user["uuid"] == uuid) {
            Some(user) => ok(user.clone()),
            None => ResponseTemplate::new(404),
        }
    }

    fn write(&mut self, uuid: &str, body: Value) -> ResponseTemplate {
        let user = self.users.iter_mut().find(|user| user["uuid"] == uuid);
        let Some(user) = user else {
            return ResponseTemplate::new(404);
        };
        for (name, value) in body.as_object().unwrap() {
            user[name] = value.clone();
        }
        if self.loses_answers {
            return ResponseTemplate::new(201).set_body_string("<html>");
        }
        self.one(uuid)
    }

    fn list(&mut self, request: &Request) -> ResponseTemplate {
        let query: HashMap<_, _> = request.url.query_pairs().collect();
        let number = |name: &str| query[name].parse::<usize>().unwrap();
        let (page, size) = (number("page"), number("size"));
        let matches = |user: &&Value| {
            let email = user["email"].as_str().unwrap_or_default();
            query.get("q").is_none_or(|q| email.contains(q.as_ref()))
        };
        let matching: Vec<&Value> = self.users.iter().filter(matches).collect();
        let total = matching.len();
        let users: Vec<&Value> = matching
            .into_iter()
            .skip((page - 1) * size)
            .take(size)
            .collect();
        let answer = ok(json!({
            "users": users,
            "page": { "number": page, "size": size, "totalElements": total },
        }));
        if self.deletes_first && !query.contains_key("q") {
            self.deletes_first = false;
            self.users.remove(0);
        }
        answer
    }
}

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}
