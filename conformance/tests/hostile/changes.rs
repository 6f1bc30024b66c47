//! Groups, changes and bulk requests.

use serde_json::json;

use crate::row::Expected::{self, Refused, Served};
use crate::row::{Row, bodies};

const SYNTAX: Expected = Refused(400, "invalidSyntax");
const VALUE: Expected = Refused(400, "invalidValue");

pub(crate) fn rows() -> Vec<Row> {
    [groups(), patches(), bulks()]
        .into_iter()
        .flatten()
        .collect()
}

fn groups() -> Vec<Row> {
    let stranger = "11111111-2222-4333-8444-555555555555";
    let crowd: Vec<_> = (0..20_000)
        .map(|number| json!({"value": format!("{number:08}-2222-4333-8444-555555555555")}))
        .collect();
    let cases = vec![
        ("no name", b"{}".to_vec(), VALUE),
        (
            "a name that is a number",
            br#"{"displayName":7}"#.to_vec(),
            VALUE,
        ),
        (
            "a name that is blank",
            br#"{"displayName":" "}"#.to_vec(),
            VALUE,
        ),
        (
            "members that are a text",
            br#"{"displayName":"H","members":"x"}"#.to_vec(),
            VALUE,
        ),
        (
            "members that are numbers",
            br#"{"displayName":"H","members":[1,2]}"#.to_vec(),
            VALUE,
        ),
        (
            "a stranger",
            json!({"displayName": "H", "members": [{"value": stranger}]})
                .to_string()
                .into_bytes(),
            VALUE,
        ),
        (
            "20,000 strangers",
            json!({"displayName": "H", "members": crowd})
                .to_string()
                .into_bytes(),
            VALUE,
        ),
        (
            "a group as a member",
            json!({"displayName": "H", "members": [{"value": "{team}"}]})
                .to_string()
                .into_bytes(),
            VALUE,
        ),
    ];
    bodies("POST", "/Groups", cases)
}

fn patches() -> Vec<Row> {
    let operation = |operation: &str| format!(r#"{{"Operations":[{operation}]}}"#).into_bytes();
    let path =
        |path: &str| operation(&json!({"op": "replace", "path": path, "value": "x"}).to_string());
    let many = vec![r#"{"op":"add","path":"nickName","value":"x"}"#; 5_001].join(",");
    let brackets = format!(
        "emails[{}type pr{}].value",
        "(".repeat(1_000),
        ")".repeat(1_000)
    );
    let cases = vec![
        ("no operations", b"{}".to_vec(), SYNTAX),
        (
            "operations that are a text",
            br#"{"Operations":"x"}"#.to_vec(),
            SYNTAX,
        ),
        (
            "operations that are numbers",
            br#"{"Operations":[1]}"#.to_vec(),
            SYNTAX,
        ),
        ("5,001 operations", operation(&many), SYNTAX),
        (
            "an operation that nobody knows",
            operation(r#"{"op":"move","path":"a","from":"b"}"#),
            SYNTAX,
        ),
        (
            "an operation that is a number",
            operation(r#"{"op":7}"#),
            SYNTAX,
        ),
        (
            "no operation",
            operation(r#"{"path":"active","value":true}"#),
            SYNTAX,
        ),
        (
            "a path that is a number",
            operation(r#"{"op":"replace","path":7,"value":1}"#),
            Refused(400, "invalidPath"),
        ),
        (
            "a removal of everything",
            operation(r#"{"op":"remove"}"#),
            Refused(400, "noTarget"),
        ),
        (
            "a value that is none",
            operation(r#"{"op":"replace","value":"x"}"#),
            VALUE,
        ),
        (
            "an open bracket",
            path("emails[type eq \"work\""),
            Refused(400, "invalidPath"),
        ),
        (
            "brackets in brackets",
            path(&brackets),
            Refused(400, "invalidFilter"),
        ),
        (
            "a path of slashes",
            path("/userName"),
            Refused(400, "invalidPath"),
        ),
        (
            "a path of dots",
            path("..userName"),
            Refused(400, "invalidPath"),
        ),
        (
            "a path with a line end",
            path("user\r\nName"),
            Refused(400, "invalidPath"),
        ),
        ("an empty path", path(""), VALUE),
        (
            "a filter that is none",
            path("emails[type like \"x\"].value"),
            Refused(400, "invalidFilter"),
        ),
        ("what is read only", path("id"), Refused(400, "mutability")),
        (
            "no name any more",
            operation(r#"{"op":"remove","path":"userName"}"#),
            Refused(400, "mutability"),
        ),
        (
            "a filter without a match",
            path("emails[value co \"nobody\"].value"),
            Refused(400, "noTarget"),
        ),
        (
            "another URN",
            br#"{"schemas":["urn:x"],"Operations":[]}"#.to_vec(),
            SYNTAX,
        ),
    ];
    bodies("PATCH", "/Users/{ada}", cases)
}

fn bulks() -> Vec<Row> {
    let one = |operation: &str| format!(r#"{{"Operations":[{operation}]}}"#).into_bytes();
    let many = vec![r#"{"method":"DELETE","path":"/Users/x"}"#; 1_001].join(",");
    let cases = vec![
        ("no operations", b"{}".to_vec(), SYNTAX),
        (
            "a method that is none",
            one(r#"{"method":"GET","path":"/Users"}"#),
            SYNTAX,
        ),
        ("1,001 operations", one(&many), Refused(413, "")),
        ("more than is read", vec![b' '; 1_100_000], Refused(413, "")),
        (
            "a path that leads elsewhere",
            one(r#"{"method":"DELETE","path":"http://evil.example/Users/1"}"#),
            Served(200),
        ),
        (
            "a path that leads up",
            one(r#"{"method":"DELETE","path":"/../admin/users/{ada}"}"#),
            Served(200),
        ),
        (
            "a path that leads to itself",
            one(r#"{"method":"POST","path":"/Bulk","bulkId":"1","data":{}}"#),
            Served(200),
        ),
        (
            "an id that leads up",
            one(r#"{"method":"DELETE","path":"/Users/..%2froles"}"#),
            Served(200),
        ),
        (
            "a circle of one",
            one(
                r#"{"method":"POST","path":"/Groups","bulkId":"1","data":{"displayName":"H","members":[{"value":"bulkId:1"}]}}"#,
            ),
            Served(200),
        ),
    ];
    bodies("POST", "/Bulk", cases)
}
