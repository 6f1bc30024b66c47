//! What the fuzzer kept is read again in every test run: the laws of its targets hold without a nightly compiler too.

use std::{fs, path::Path};

use serde_json::{Value, json};

use super::{group_schema, object, user_schema};
use crate::scim::{
    filter,
    patch::{PatchRequest, apply, member_change},
    path::PatchPath,
};

fn inputs(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let files =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let inputs: Vec<_> = files
        .map(|file| fs::read(file.expect("a file").path()).expect("its bytes"))
        .collect();
    assert!(inputs.len() > 10, "{} has a corpus", folder.display());
    inputs
}

fn texts(target: &str) -> Vec<String> {
    inputs(target)
        .into_iter()
        .filter_map(|bytes| String::from_utf8(bytes).ok())
        .collect()
}

#[test]
fn every_filter_of_the_corpus_is_refused_or_prints_as_itself() {
    let mut read = 0;
    for text in texts("filter") {
        if let Ok(filter) = filter::parse(&text) {
            assert_eq!(filter::parse(&filter.to_string()), Ok(filter));
            read += 1;
        }
    }
    assert!(read > 10, "some are filters");
}

#[test]
fn every_path_of_the_corpus_is_refused_or_prints_as_itself() {
    let mut read = 0;
    for text in texts("path") {
        if let Ok(path) = text.parse::<PatchPath>() {
            assert_eq!(path.to_string().parse::<PatchPath>(), Ok(path));
            read += 1;
        }
    }
    assert!(read > 10, "some are paths");
}

#[test]
fn every_patch_of_the_corpus_is_refused_or_has_one_effect() {
    let mut applied = 0;
    let user = object(
        json!({ "userName": "ada", "emails": [{ "value": "a", "type": "work" }], "roles": [{ "value": "r" }] }),
    );
    let group =
        object(json!({ "displayName": "G", "members": [{ "value": "u1" }, { "value": "u2" }] }));
    for bytes in inputs("patch") {
        let Ok(body) = serde_json::from_slice::<Value>(&bytes) else {
            continue;
        };
        let Ok(request) = PatchRequest::parse(&body) else {
            continue;
        };
        let _ = member_change(&request);
        for (schema, resource) in [(user_schema(), &user), (group_schema(), &group)] {
            let once = apply(&request, &schema, resource);
            assert_eq!(apply(&request, &schema, resource), once);
            applied += usize::from(once.is_ok());
        }
    }
    assert!(applied > 10, "some are applied");
}
