//! Clients that go on asking until they are told to stop, and what they were told.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use containers::{http, tell};
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// Clients at work.
pub(crate) struct Load {
    stopped: Arc<AtomicBool>,
    answered: Arc<AtomicUsize>,
    clients: JoinSet<Outcome>,
}

/// What the clients were told.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// How many answers had which status.
    pub(crate) statuses: BTreeMap<u16, usize>,
    /// Requests that had no answer at all, and why.
    pub(crate) lost: Vec<String>,
    /// The names of the people whose creation was answered with 201.
    pub(crate) created: Vec<String>,
}

impl Load {
    /// `clients` of them against the SCIM service at `url`; every fourth request creates a person.
    pub(crate) fn start(url: &str, clients: usize) -> Self {
        let mut load = Self {
            stopped: Arc::default(),
            answered: Arc::default(),
            clients: JoinSet::new(),
        };
        for client in 0..clients {
            let (stopped, answered) = (Arc::clone(&load.stopped), Arc::clone(&load.answered));
            load.clients
                .spawn(work(url.to_owned(), client, stopped, answered));
        }
        load
    }

    /// Waits until the clients have had so many more answers.
    pub(crate) async fn more(&self, answers: usize) {
        let enough = self.answered.load(Ordering::Relaxed) + answers;
        let waited = async {
            while self.answered.load(Ordering::Relaxed) < enough {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), waited)
            .await
            .expect("the clients are answered");
    }

    /// Lets each client finish its request.
    pub(crate) async fn stop(self) -> Outcome {
        self.stopped.store(true, Ordering::Relaxed);
        let mut whole = Outcome::default();
        for outcome in self.clients.join_all().await {
            for (status, count) in outcome.statuses {
                *whole.statuses.entry(status).or_default() += count;
            }
            whole.lost.extend(outcome.lost);
            whole.created.extend(outcome.created);
        }
        whole
    }
}

impl Outcome {
    /// Every request had an answer, and every answer was a success.
    pub(crate) fn assert_lost_nothing(&self, when: &str) {
        tell(format_args!("{when}: {:?}", self.statuses));
        assert!(self.lost.is_empty(), "{:?}", self.lost);
        for status in self.statuses.keys() {
            assert!([200, 201].contains(status), "{:?}", self.statuses);
        }
    }
}

async fn work(
    url: String,
    client: usize,
    stopped: Arc<AtomicBool>,
    answered: Arc<AtomicUsize>,
) -> Outcome {
    let http = http();
    let mut outcome = Outcome::default();
    for count in 0.. {
        if stopped.load(Ordering::Relaxed) {
            break;
        }
        let name = format!("load-{client}-{count}@example.com");
        let request = if count % 4 == 0 {
            http.post(format!("{url}/Users"))
                .body(person(&name).to_string())
        } else {
            http.get(format!("{url}/Users?count=5"))
        };
        let request = request
            .bearer_auth(containers::TOKEN)
            .header("content-type", "application/scim+json");
        match request.send().await {
            Ok(answer) => {
                let status = answer.status().as_u16();
                *outcome.statuses.entry(status).or_default() += 1;
                if status == 201 {
                    outcome.created.push(name);
                }
                if let Err(error) = answer.bytes().await {
                    outcome.lost.push(format!("{error:?}"));
                }
            }
            Err(error) => outcome.lost.push(format!("{error:?}")),
        }
        answered.fetch_add(1, Ordering::Relaxed);
        // A client that is refused does not hammer.
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    outcome
}

fn person(name: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": name,
        "name": { "givenName": "Load", "familyName": "Test" },
        "emails": [{ "value": name, "primary": true }],
        "active": true,
    })
}

/// Which of `names` the service at `url` does not find.
pub(crate) async fn missing(url: &str, names: &[String]) -> Vec<String> {
    let http = http();
    let mut missing = Vec::new();
    for name in names {
        let answer = http
            .get(format!("{url}/Users"))
            .query(&[("filter", format!("userName eq \"{name}\""))])
            .bearer_auth(containers::TOKEN)
            .send()
            .await
            .unwrap();
        let list: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        if list["totalResults"] != 1 {
            missing.push(name.clone());
        }
    }
    missing
}
