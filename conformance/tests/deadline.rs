//! However slow PactFlow is, and whatever is asked: the answer comes by `SCIM_REQUEST_TIMEOUT`, and so within the 50 s of DEC-14.

mod common;

use std::time::{Duration, Instant};

use common::{Scim, filter, http, start};
use futures::future::join_all;
use mock_pactflow::{Fault, MockPactflow, Seed, SeedUser, derived_uuid};
use serde_json::{Value, json};

const DEADLINE: Duration = Duration::from_secs(1);

/// What a busy machine may take beside.
const SLACK: Duration = Duration::from_secs(5);

/// Far beyond the deadline, and so are the time limit of a call and the repetitions: it is the request's own limit that counts.
const SLOW: Duration = Duration::from_secs(30);
const SETTINGS: [(&str, &str); 4] = [
    ("SCIM_REQUEST_TIMEOUT", "1s"),
    ("PACTFLOW_REQUEST_TIMEOUT", "40s"),
    ("PACTFLOW_RETRIES", "10"),
    ("PACTFLOW_BREAKER_FAILURES", "0"),
];

fn requests() -> Vec<(&'static str, String, Option<Value>)> {
    let ada = derived_uuid("user", "ada@late.example").to_string();
    let crew = derived_uuid("team", "Crew").to_string();
    let patch = |operation: Value| json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]});
    let off = patch(json!({"op": "replace", "path": "active", "value": false}));
    let join = patch(json!({"op": "add", "path": "members", "value": [{"value": ada}]}));
    let eve = json!({"userName": "eve@late.example", "emails": [{"value": "eve@late.example"}], "displayName": "Eve"});
    let (user, group) = (format!("/Users/{ada}"), format!("/Groups/{crew}"));
    let bulk = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": [{"method": "PATCH", "path": user, "data": off}, {"method": "DELETE", "path": group}],
    });
    let by_name = filter("userName eq \"nobody@late.example\"");
    vec![
        ("GET", user.clone(), None),
        ("GET", "/Users?count=5".to_owned(), None),
        ("GET", format!("/Users?{by_name}"), None),
        ("POST", "/Users".to_owned(), Some(eve.clone())),
        ("PUT", user.clone(), Some(eve)),
        ("PATCH", user.clone(), Some(off)),
        ("DELETE", user, None),
        ("GET", "/Groups".to_owned(), None),
        (
            "POST",
            "/Groups".to_owned(),
            Some(json!({"displayName": "New", "members": [{"value": ada}]})),
        ),
        (
            "PUT",
            group.clone(),
            Some(json!({"displayName": "Crew", "members": []})),
        ),
        ("PATCH", group, Some(join)),
        ("POST", "/Bulk".to_owned(), Some(bulk)),
    ]
}

/// Sends everything at once while PactFlow has this fault, and gives the statuses, those of a bulk request's operations for it.
async fn statuses(fault: Fault, unavailable: &'static str) -> Vec<u64> {
    let ada = SeedUser::new("Ada", "ada@late.example").external_idp("ada@late.example", "1");
    let seed = Seed::empty().user(ada).team("Crew", ["ada@late.example"]);
    let pactflow = MockPactflow::builder().seed(seed).start().await.unwrap();
    let _fault = pactflow.fault(fault);
    let unavailable = ("SCIM_UNAVAILABLE_STATUS", unavailable);
    let facade = start(&pactflow.url(), &[&SETTINGS[..], &[unavailable]].concat()).await;
    let scim = Scim::to(facade.url(), http());
    let asked = requests().into_iter().map(|(method, path, body)| {
        let scim = scim.clone();
        async move {
            let begun = Instant::now();
            let answer = scim.send(method, &path, body).await;
            let took = begun.elapsed();
            assert!(
                took < DEADLINE + SLACK,
                "{method} {path} took {took:?}: {answer:?}"
            );
            if let Some(results) = answer.body["Operations"].as_array() {
                let status = |result: &Value| result["status"].as_str().unwrap().parse().unwrap();
                return results.iter().map(status).collect();
            }
            let wait = answer
                .headers
                .get("retry-after")
                .map(|wait| wait.to_str().unwrap());
            assert!(
                wait.is_some_and(|wait| wait.parse::<u64>().is_ok()),
                "{method} {path}: {answer:?}"
            );
            vec![u64::from(answer.status)]
        }
    });
    join_all(asked).await.concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pactflow_that_never_answers_is_temporary_trouble_in_time() {
    let statuses = statuses(Fault::latency(SLOW), "429").await;
    assert!(statuses.len() >= requests().len(), "{statuses:?}");
    assert!(statuses.iter().all(|status| *status == 429), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_drips_is_temporary_trouble_in_time_and_503_where_it_is_set() {
    let drip = Fault::slow_drip(1, Duration::from_millis(300));
    let statuses = statuses(drip, "503").await;
    assert!(statuses.iter().all(|status| *status == 503), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pactflow_that_refuses_without_end_is_temporary_trouble_in_time() {
    let statuses = statuses(Fault::status(429).retry_after("1"), "429").await;
    assert!(statuses.iter().all(|status| *status == 429), "{statuses:?}");
}
