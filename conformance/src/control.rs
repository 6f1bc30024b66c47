//! The simulator's control API, as far as scenarios need it.

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Value, json};

use crate::wire::{Request, Wire};

/// A simulator's control API.
#[derive(Clone, Debug)]
pub struct Control {
    wire: Wire,
}

/// A moment in the simulator's logs, after which something is looked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mark {
    changes: u64,
    requests: u64,
}

impl Control {
    /// The control API at this address, such as `http://127.0.0.1:9292/__mock`.
    pub fn at(url: &str) -> Self {
        Self {
            wire: Wire::to(url, "").authorized_by(None),
        }
    }

    /// Empties the simulator but for what every PactFlow has.
    pub(crate) async fn reset(&self) {
        self.ask(Method::POST, "/reset", Some(json!({ "to": "empty" })))
            .await;
    }

    /// Puts people into the simulator's directory, past PactFlow's API.
    pub(crate) async fn add_people(&self, people: Vec<Value>) {
        self.ask(Method::PATCH, "/state", Some(json!({ "users": people })))
            .await;
    }

    /// Gives a read-write token to whoever has this address, past PactFlow's API.
    pub(crate) async fn give_token(&self, email: &str, value: &str) {
        let token = json!({ "value": value, "access": "read-write" });
        self.add_people(vec![json!({ "email": email, "tokens": [token] })])
            .await;
    }

    /// Makes the simulator disturb requests by this rule, and by no other.
    pub(crate) async fn disturb(&self, fault: &Value) {
        self.ask(Method::PUT, "/faults", Some(json!({ "faults": [fault] })))
            .await;
    }

    /// Lets the simulator answer as it should again.
    pub(crate) async fn undisturb(&self) {
        self.ask(Method::DELETE, "/faults", None).await;
    }

    /// Makes the simulator's clock stand still at this time.
    pub(crate) async fn freeze(&self, now: jiff::Timestamp) {
        self.ask(
            Method::PUT,
            "/clock",
            Some(json!({ "mode": "frozen", "at": now.to_string() })),
        )
        .await;
    }

    /// The present end of the logs.
    pub(crate) async fn mark(&self) -> Mark {
        Mark {
            changes: self.end_of("/changes").await,
            requests: self.end_of("/requests").await,
        }
    }

    /// What changed since then: how often each kind of change happened.
    pub(crate) async fn changes_since(&self, mark: Mark) -> BTreeMap<String, usize> {
        let answer = self
            .ask(
                Method::GET,
                &format!("/changes?since={}", mark.changes),
                None,
            )
            .await;
        let mut summary = BTreeMap::new();
        assert_eq!(
            answer["dropped"], 0,
            "the simulator kept too few changes to tell what happened"
        );
        for (kind, count) in answer["summary"]
            .as_object()
            .expect("the changes come with a summary")
        {
            summary.insert(kind.clone(), count.as_u64().unwrap_or_default() as usize);
        }
        summary
    }

    /// The requests that PactFlow got since then, oldest first.
    pub(crate) async fn requests_since(&self, mark: Mark) -> Vec<Value> {
        let answer = self
            .ask(
                Method::GET,
                &format!("/requests?since={}", mark.requests),
                None,
            )
            .await;
        answer["requests"]
            .as_array()
            .cloned()
            .expect("the journal is a list of requests")
    }

    async fn end_of(&self, log: &str) -> u64 {
        let answer = self
            .ask(Method::GET, &format!("{log}?since={}", u32::MAX), None)
            .await;
        answer["mark"]
            .as_u64()
            .unwrap_or_else(|| panic!("a log says where it ends, but this is {answer}"))
    }

    async fn ask(&self, method: Method, target: &str, body: Option<Value>) -> Value {
        let headers = body
            .is_some()
            .then(|| ("Content-Type", "application/json".to_owned()))
            .into_iter()
            .collect();
        let request = Request {
            method,
            target: target.to_owned(),
            headers,
            body: body.map(|body| body.to_string()),
        };
        let exchange = self
            .wire
            .exchange(request)
            .await
            .unwrap_or_else(|error| panic!("the simulator cannot be reached: {error}"));
        assert!(
            exchange.status.is_success(),
            "the simulator refuses a control call:\n{exchange}"
        );
        exchange.json()
    }
}
