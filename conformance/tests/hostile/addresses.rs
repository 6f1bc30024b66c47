//! Paths, methods, queries.

use crate::raw::{request, with};
use crate::row::Expected::{self, Bare, Refused, Served};
use crate::row::{Row, bodies, row};

const NOT_FOUND: Expected = Refused(404, "");

pub(crate) fn rows() -> Vec<Row> {
    [paths(), methods(), queries()]
        .into_iter()
        .flatten()
        .collect()
}

fn paths() -> Vec<Row> {
    let mut rows = Vec::new();
    for target in [
        "/../admin/users",
        "/%2e%2e/admin/users",
        "/Users/../../admin/users",
        "/./Users/..",
        "/admin/users",
        "/__mock/state",
        "/Users%2f",
        "/users",
        "/Users/{ada}/roles",
        "/Users/{ada}/../roles",
        "/v2/v2/Users",
        "/v3/Users",
        "/Users%00",
        "/Users\\..\\Groups",
        "/Users;x=y",
        "/%55sers%2e%2e",
    ] {
        rows.push(row(
            format!("GET {target}"),
            request("GET", target),
            NOT_FOUND,
        ));
    }
    for (target, expected) in [
        // Which of the two is asked for, RFC 9112 §3.2.2 says; there is one service here and it trusts neither.
        ("http://evil.example/scim/Users", Served(200)),
        ("http://evil.example/admin/users", NOT_FOUND),
        (
            "https://user:password@evil.example/scim/Users?count=0",
            Served(200),
        ),
        ("ftp://evil.example/", NOT_FOUND),
        ("evil.example:80", NOT_FOUND),
        ("*", NOT_FOUND),
        ("", Bare(400)),
    ] {
        rows.push(row(
            format!("GET {target:?}"),
            request("GET", target),
            expected,
        ));
    }
    let deep = format!("/{}", "Users/".repeat(5_000));
    rows.push(row(
        "a path of 5,000 segments",
        request("GET", &deep),
        NOT_FOUND,
    ));
    let slashes = format!("{}Users?count=0", "/".repeat(20_000));
    rows.push(row("20,000 slashes", request("GET", &slashes), Served(200)));
    rows
}

fn methods() -> Vec<Row> {
    let mut rows = Vec::new();
    for (method, target) in [
        ("PUT", "/Users"),
        ("PATCH", "/Users"),
        ("DELETE", "/Users"),
        ("DELETE", "/Groups"),
        ("POST", "/Users/{ada}"),
        ("POST", "/Schemas"),
        ("DELETE", "/ServiceProviderConfig"),
        ("PATCH", "/ResourceTypes"),
        ("GET", "/Bulk"),
        ("GET", "/.search"),
        ("TRACE", "/Users"),
        ("OPTIONS", "/Users"),
        ("PROPFIND", "/Users"),
        ("get", "/Users"),
        ("X-METHOD-THAT-NOBODY-KNOWS", "/Users/{ada}"),
    ] {
        rows.push(row(
            format!("{method} {target}"),
            request(method, target),
            Refused(405, ""),
        ));
    }
    rows.push(row(
        "CONNECT",
        request("CONNECT", "evil.example:443"),
        NOT_FOUND,
    ));
    rows.push(row(
        "a method that claims to be another",
        with("GET", "/Users/{ada}", "X-HTTP-Method-Override: DELETE\r\n"),
        Served(200),
    ));
    rows
}

fn queries() -> Vec<Row> {
    let filter = |text: &str| format!("/Users?filter={text}");
    let invalid = Refused(400, "invalidFilter");
    let nested = filter(&format!(
        "{}userName+pr{}",
        "(".repeat(4_000),
        ")".repeat(4_000)
    ));
    let not = filter(&format!(
        "{}userName+pr{}",
        "not(".repeat(2_000),
        ")".repeat(2_000)
    ));
    let or = filter(&vec!["userName+pr"; 3_000].join("+or+"));
    let long = filter(&format!("userName+eq+%22{}%22", "a".repeat(60_000)));
    let too_long = filter(&"a".repeat(70_000));
    let mut rows = vec![
        row(
            "a filter of 4,000 brackets",
            request("GET", &nested),
            invalid,
        ),
        row("a filter of 2,000 negations", request("GET", &not), invalid),
        row("a filter of 3,000 terms", request("GET", &or), invalid),
        row(
            "a filter for a name of 60,000 letters",
            request("GET", &long),
            Served(200),
        ),
        row(
            "an address of 70,000 letters",
            request("GET", &too_long),
            Bare(431),
        ),
    ];
    for text in [
        "userName",
        "userName+eq",
        "eq",
        "userName+eq+%22a",
        "userName+eq+a%22",
        "(userName+pr",
        "userName+pr)",
        "userName+like+%22a%22",
        "userName+eq+%22a%22+userName+pr",
        "userName+eq+%22a%22+and",
        "userName+eq+%22a%22;drop+table",
        "nothing+eq+%22a%22",
        "urn:evil:User:userName+eq+%22a%22",
        "emails%5btype+eq+%22work%22",
        "emails%5b%5d+pr",
        "emails%5bemails%5btype+pr%5d%5d",
        "userName+eq+%27a%27",
        "%00",
        "userName+eq+%22%ff%22x",
        "active+gt+true",
        "meta.created+gt+%22yesterday%22",
        "password+eq+%22a%22",
        "..%2f..+pr",
        "userName+eq+%22%5cu12%22",
        "userName+eq+%7b%7d",
    ] {
        let target = filter(text);
        rows.push(row(
            format!("filter={text}"),
            request("GET", &target),
            invalid,
        ));
    }
    for query in [
        "startIndex=-99999999999999999999",
        "startIndex=99999999999999999999",
        "count=-5",
        "count=18446744073709551616",
        "unknown=%0d%0aX-Injected:%20yes",
        "&&&===&",
        "%",
        "a[]=b&a[]=c",
    ] {
        let target = format!("/Users?{query}");
        rows.push(row(query, request("GET", &target), Served(200)));
    }
    for query in [
        "startIndex=1e9",
        "count=many",
        "count=0x10",
        "attributes=..%2f..",
        "attributes=%00",
        "excludedAttributes=%ff",
    ] {
        let target = format!("/Users?{query}");
        rows.push(row(
            query,
            request("GET", &target),
            Refused(400, "invalidValue"),
        ));
    }
    for (query, scim_type) in [
        ("sortBy=..%2f..", "invalidPath"),
        ("cursor=..%2f..", "invalidCursor"),
    ] {
        let target = format!("/Users?{query}");
        rows.push(row(query, request("GET", &target), Refused(400, scim_type)));
    }
    rows.extend(bodies(
        "POST",
        "/Users/.search",
        vec![
            (
                "a filter that is a number",
                br#"{"filter":7}"#.to_vec(),
                Refused(400, "invalidFilter"),
            ),
            (
                "a count that is a text",
                br#"{"count":"many"}"#.to_vec(),
                Refused(400, "invalidValue"),
            ),
            ("no object", b"[]".to_vec(), Refused(400, "invalidSyntax")),
        ],
    ));
    rows
}
