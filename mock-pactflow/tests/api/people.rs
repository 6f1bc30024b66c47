//! Many people: what the tests of every request start from.

use mock_pactflow::{MockPactflow, Seed};
use serde_json::Value;

use crate::support::pactflow;

pub(super) async fn people(count: usize) -> MockPactflow {
    pactflow(Seed::large(count, 1, 3)).await
}

pub(super) fn names(list: &Value) -> Vec<&str> {
    list["users"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["name"].as_str().unwrap())
        .collect()
}
