//! Versions and conditions.

use serde_json::json;

use super::{Condition, version};
use crate::scim::fixtures::object;

#[test]
fn a_version_is_weak_and_depends_on_the_content_alone() {
    let plain = version(&object(
        json!({ "id": "1", "meta": { "resourceType": "User" } }),
    ));
    let versioned = version(&object(
        json!({ "id": "1", "meta": { "resourceType": "User", "version": "W/\"x\"" } }),
    ));
    let other = version(&object(
        json!({ "id": "2", "meta": { "resourceType": "User" } }),
    ));
    assert_eq!(plain, versioned);
    assert_ne!(plain, other);
    assert_eq!(
        plain, "W/\"1e59f49880ce526aa90852228efc7ed2\"",
        "the same in every process"
    );
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
