//! The pact file is what the consumer's cases say.

use std::collections::BTreeMap;
use std::path::Path;

use conformance_pact::states::STATES;
use conformance_pact::{CONSUMER, Contract, PROVIDER};
use pact_models::v4::interaction::V4Interaction as _;
use serde_json::{Value, json};

use crate::consumer;

/// The file, with nothing in it that changes by itself: no versions, no times, and everything in the order of names.
pub(crate) fn written() -> String {
    let mut interactions: BTreeMap<String, Value> = BTreeMap::new();
    for interaction in consumer::cases()
        .into_iter()
        .flat_map(|case| case.interactions)
    {
        let (name, written) = (interaction.description.clone(), interaction.to_json());
        if let Some(present) = interactions.insert(name.clone(), written.clone()) {
            assert_eq!(present, written, "two interactions are called {name:?}");
        }
    }
    let mut pact = json!({
        "consumer": { "name": CONSUMER },
        "provider": { "name": PROVIDER },
        "interactions": interactions.into_values().collect::<Value>(),
        "metadata": { "pactSpecification": { "version": "4.0" } },
    });
    pact.sort_all_objects();
    format!("{}\n", serde_json::to_string_pretty(&pact).unwrap())
}

#[test]
fn the_pact_file_is_what_the_client_was_driven_through() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("pacts/{CONSUMER}-{PROVIDER}.json"));
    let wanted = written();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap() == wanted,
        "the pact is stale: UPDATE_DOCS=1 cargo test -p conformance-pact"
    );
}

#[test]
fn the_pact_wants_only_states_that_are_described_and_each_of_them() {
    let contract = Contract::parse(&written()).unwrap();
    let promises = contract.promises();
    let mut wanted: Vec<&str> = promises
        .iter()
        .flat_map(|promise| promise.states())
        .collect();
    let mut described: Vec<&str> = STATES.iter().map(|state| state.name).collect();
    wanted.sort_unstable();
    wanted.dedup();
    described.sort_unstable();
    assert_eq!(wanted, described);
    // What stands in a request has to come from one of its states.
    let pact: Value = serde_json::from_str(contract.text()).unwrap();
    for interaction in pact["interactions"].as_array().unwrap() {
        let states = interaction["providerStates"].as_array();
        let states = states.map(Vec::as_slice).unwrap_or_default();
        let named = |value: &str| {
            let mut values = STATES.iter().filter(|state| state.values.contains(&value));
            values.any(|state| states.iter().any(|wanted| wanted["name"] == state.name))
        };
        for part in interaction["request"]["generators"]
            .to_string()
            .split("${")
            .skip(1)
        {
            let value = part.split('}').next().unwrap();
            assert!(
                named(value),
                "{}: no state gives {value}",
                interaction["description"]
            );
        }
    }
}
