//! The table of calls, the client's functions, the pact and the document say the same.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use conformance_pact::Contract;
use conformance_pact::calls::CALLS;
use conformance_pact::states::STATES;
use mock_pactflow::Need;

use crate::pact_file::written;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The contract as the consumer's cases say it now, whether or not it was written down yet.
fn contract() -> Contract {
    Contract::parse(&written()).unwrap()
}

/// The endpoint functions of the client: whatever is public, waits for PactFlow, and either makes a call itself or says
/// by its documentation which one it makes. What is put together from these is none.
fn endpoint_functions() -> BTreeSet<String> {
    let mut functions = BTreeSet::new();
    for entry in fs::read_dir(root().join("facade/src/pactflow")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            functions.extend(endpoint_functions_of(&fs::read_to_string(&path).unwrap()));
        }
    }
    functions
}

fn endpoint_functions_of(source: &str) -> BTreeSet<String> {
    let mut functions = BTreeSet::new();
    for group in source.split("\nimpl").skip(1) {
        let name = group.trim_start_matches("<'a>").trim_start();
        let name = name.split(['<', ' ']).next().unwrap_or_default();
        let mut before = "";
        for (at, rest) in group.split("\n    pub async fn ").enumerate() {
            let function = rest.split(['(', '<']).next().unwrap_or_default();
            // The next function begins where this one ends, with a brace of its own.
            let body = rest.split("\n    }\n").next().unwrap_or_default();
            let documentation = before.rsplit("\n\n").next().unwrap_or_default();
            let methods = ["`GET /", "`POST /", "`PUT /", "`DELETE /"];
            let is_said = methods.iter().any(|method| documentation.contains(method));
            if at > 0 && (is_said || body.contains("Call::")) {
                functions.insert(format!("{name}::{function}"));
            }
            before = rest;
        }
    }
    functions
}

#[test]
fn endpoint_functions_are_told_from_what_is_put_together_from_them() {
    let source = "\nimpl<'a> Users<'a> {\n    /// `GET /admin/users`: a page.\n    pub async fn list(&self) {\n        \
                  self.list_as()\n    }\n\n    /// Everybody.\n    pub async fn find(&self) {\n        self.list()\n    }\n\n    \
                  fn not_public() {\n        Call::get()\n    }\n}\n\nimpl Client {\n    /// Whether.\n    \
                  pub async fn is_there(&self) {\n        Call::get()\n    }\n}\n";
    let found = endpoint_functions_of(source);
    assert_eq!(
        found.into_iter().collect::<Vec<_>>(),
        ["Client::is_there", "Users::list"]
    );
}

#[test]
fn every_endpoint_function_is_in_the_table_and_covered_by_the_pact() {
    let functions = endpoint_functions();
    assert!(functions.len() >= 18, "{functions:?}");
    let listed: BTreeSet<String> = CALLS.iter().map(|call| call.function.to_owned()).collect();
    assert_eq!(functions, listed, "the client's functions, and calls.rs");
    let promises = contract().promises();
    let covered: BTreeSet<String> = promises
        .iter()
        .map(|promise| promise.function().to_owned())
        .collect();
    assert_eq!(functions, covered, "the client's functions, and the pact");
}

#[test]
fn each_interaction_asks_what_its_call_is_said_to_ask() {
    for promise in contract().promises() {
        let call = CALLS
            .iter()
            .find(|call| call.function == promise.function())
            .unwrap();
        let (route, (method, path)) = (call.route.info(), promise.request());
        assert_eq!(route.method.as_str(), method, "{}", promise.description());
        let fits = route
            .path
            .split('/')
            .zip(path.split('/'))
            .all(|(wanted, part)| wanted == part || wanted.starts_with('{'));
        let as_long = route.path.split('/').count() == path.split('/').count();
        assert!(
            fits && as_long,
            "{}: {path} is not {}",
            promise.description(),
            route.path
        );
    }
}

/// `docs/PACTFLOW-CALLS.md`.
fn document() -> String {
    let promises = contract().promises();
    let mut page = String::from(
        "# What the service asks of PactFlow\n\n\
         Every call that the service makes to PactFlow's admin API, what for, and what says that PactFlow answers it like \
         this. The page is generated\nfrom the table in `conformance/pact/src/calls.rs`, from the pact, and from the \
         simulator's table of routes: `UPDATE_DOCS=1 cargo test -p conformance-pact`.\n\n\
         Grades of evidence: **D** documented by PactFlow, **P** asserted by a public consumer contract, **O** observed in a \
         real answer, **I** inferred,\n**X** invented. Where the real PactFlow may differ, \
         [DEVIATIONS.md](../mock-pactflow/DEVIATIONS.md) says how.\n\n\
         | function | call | why | permission | evidence | interactions |\n|---|---|---|---|---|---|\n",
    );
    for call in CALLS {
        let route = call.route.info();
        let need = match route.need {
            Need::Nothing => "none".to_owned(),
            Need::Token => "any token".to_owned(),
            Need::AnyOf(scopes) => {
                let scopes: Vec<String> = scopes.iter().map(|scope| format!("`{scope}`")).collect();
                scopes.join(" or ")
            }
        };
        let covering: Vec<&str> = promises
            .iter()
            .filter(|promise| promise.function() == call.function)
            .map(|promise| promise.description())
            .collect();
        writeln!(
            page,
            "| `{}` | `{} {}` | {} | {need} | {} | {} |",
            call.function,
            route.method,
            route.path,
            call.why,
            route.evidence,
            covering.join("; ")
        )
        .unwrap();
    }
    page.push_str(
        "\n## Provider states\n\n\
         What has to be so in PactFlow before an interaction. The simulator brings them about by `POST /__mock/provider-states`, \
         `conformance pact verify`\nby looking for what is there, or, with `--allow-writes`, by creating it under a marked \
         name. What a state gives takes the place of the examples\nin the request.\n\n\
         | state | what is so | gives |\n|---|---|---|\n",
    );
    for state in STATES {
        let values: Vec<String> = state
            .values
            .iter()
            .map(|value| format!("`{value}`"))
            .collect();
        writeln!(
            page,
            "| {} | {} | {} |",
            state.name,
            state.meaning,
            values.join(", ")
        )
        .unwrap();
    }
    page
}

#[test]
fn the_page_of_the_calls_is_that_of_the_tables_and_the_pact() {
    let path = root().join("docs/PACTFLOW-CALLS.md");
    let wanted = document();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == wanted,
        "docs/PACTFLOW-CALLS.md is stale: UPDATE_DOCS=1 cargo test -p conformance-pact"
    );
}
