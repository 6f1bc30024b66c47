//! Versions and conditions.

use serde_json::json;

use super::{Condition, Versioner};

#[test]
fn a_version_is_weak_and_depends_on_the_content_alone() {
    let version = |json: &str, size| {
        let mut version = Versioner::default();
        json.as_bytes()
            .chunks(size)
            .for_each(|piece| version.take(piece));
        version.finish()
    };
    let json = json!({ "id": "1", "meta": { "resourceType": "User" } }).to_string();
    for size in [1, 7, 100] {
        assert_eq!(
            version(&json, size),
            "W/\"1e59f49880ce526aa90852228efc7ed2\"",
            "the same in every process"
        );
    }
    assert_ne!(version(&json, 7), version(&json.replace('1', "2"), 7));
}

#[test]
fn conditions_are_compared_weakly() {
    let table = [
        ("*", true),
        (" * ", true),
        ("W/\"a1\"", true),
        ("\"a1\"", true),
        ("a1", true),
        ("W/a1", true),
        ("\"b\", W/\"a1\"", true),
        ("b,a1 ,c", true),
        ("\"x,y\", \"a1\"", true),
        ("W/\"a\"", false),
        ("\"a1,b\"", false),
        ("", false),
        ("\"A1\"", false),
        (",,", false),
        ("\"a1", true),
    ];
    for (header, expected) in table {
        assert_eq!(
            Condition::parse(header).matches("W/\"a1\""),
            expected,
            "{header}"
        );
    }
}
