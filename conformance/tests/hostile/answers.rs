//! Answers that are HTTP, and are not what was asked for.

use std::io::Write as _;
use std::net::SocketAddr;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use crate::raw::request;
use crate::row::Expected::{self, Refused, Served};
use crate::upstream::{Case, case, hal, http};

/// A user, as far as this upstream has any.
const USER: &str = "4c260344-b170-41eb-b01e-c0ff10c72f25";
const UNREADABLE: Expected = Refused(502, "");
const LATER: Expected = Refused(429, "");

fn reading() -> Vec<u8> {
    request("GET", &format!("/Users/{USER}")).into_bytes()
}

fn listing() -> Vec<u8> {
    request("GET", "/Users?filter=userName+eq+%22ada%22").into_bytes()
}

/// All rows; `elsewhere` is an address that nobody may be led to.
pub(crate) fn cases(elsewhere: SocketAddr) -> Vec<Case> {
    let cases = statuses(elsewhere).into_iter();
    cases.chain(bodies()).chain(lists(elsewhere)).collect()
}

fn statuses(elsewhere: SocketAddr) -> Vec<Case> {
    let mut cases = Vec::new();
    let user = json!({"uuid": USER}).to_string();
    for (status, expected) in [
        ("201 Created", Served(200)),
        ("204 No Content", UNREADABLE),
        ("206 Partial Content", Served(200)),
        ("300 Multiple Choices", UNREADABLE),
        ("304 Not Modified", UNREADABLE),
        ("400 Bad Request", Refused(400, "invalidValue")),
        ("401 Unauthorized", Refused(401, "")),
        ("402 Payment Required", Refused(400, "invalidValue")),
        ("403 Forbidden", Refused(403, "")),
        ("404 Not Found", Refused(404, "")),
        ("405 Method Not Allowed", Refused(400, "invalidValue")),
        (
            "407 Proxy Authentication Required",
            Refused(400, "invalidValue"),
        ),
        ("409 Conflict", Refused(409, "uniqueness")),
        ("410 Gone", Refused(404, "")),
        ("418 I'm a teapot", Refused(400, "invalidValue")),
        ("422 Unprocessable", Refused(400, "invalidValue")),
        ("429 Too Many Requests", LATER),
        (
            "451 Unavailable For Legal Reasons",
            Refused(400, "invalidValue"),
        ),
        ("500 Internal Server Error", LATER),
        ("501 Not Implemented", LATER),
        ("502 Bad Gateway", LATER),
        ("503 Service Unavailable", LATER),
        ("504 Gateway Timeout", LATER),
        ("599 Whatever", LATER),
        ("999 Whatever", UNREADABLE),
    ] {
        let body = if status.starts_with("204") || status.starts_with("304") {
            ""
        } else {
            &user
        };
        let reply = http(status, "Content-Type: application/json\r\n", body);
        cases.push(case(status, reading(), reply, expected));
    }
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let headers = format!("Location: http://{elsewhere}/admin/users/{USER}\r\n");
        cases.push(case(
            status,
            reading(),
            http(status, &headers, ""),
            UNREADABLE,
        ));
    }
    for wait in [
        "-1",
        "soon",
        "99999999999999999999",
        "1.5",
        "Wed, 21 Oct 2015 07:28:00 GMT",
        "Wed, 99 Foo 9999 99:99:99 GMT",
        "",
    ] {
        let headers = format!("Retry-After: {wait}\r\n");
        let name = format!("429 with Retry-After: {wait}");
        cases.push(case(
            &name,
            reading(),
            http("429 Too Many", &headers, ""),
            LATER,
        ));
    }
    for (body, name) in [
        (&b"<h1>no</h1>"[..], "HTML"),
        (
            b"{\"errors\":{\"a\":[[[]]],\"b\":7}}",
            "errors of another kind",
        ),
        (b"\xff\xfe", "no text"),
        (
            b"{\"errors\":[{\"detail\":\"\\r\\nX-Injected: yes\"}]}",
            "line ends",
        ),
    ] {
        let reply = http(
            "400 Bad Request",
            "Content-Type: application/json\r\n",
            body,
        );
        cases.push(case(
            &format!("400 with {name}"),
            reading(),
            reply,
            Refused(400, "invalidValue"),
        ));
    }
    cases
}

fn bodies() -> Vec<Case> {
    let deep =
        |open: &str| format!("{{\"uuid\":\"{USER}\",\"x\":{}", open.repeat(200_000)).into_bytes();
    let with = |rest: &str| format!("{{\"uuid\":\"{USER}\",{rest}}}").into_bytes();
    let mut cases = Vec::new();
    for (name, body, expected) in [
        ("nothing", b"".to_vec(), UNREADABLE),
        ("null", b"null".to_vec(), UNREADABLE),
        ("a list", b"[]".to_vec(), UNREADABLE),
        ("a text", b"\"x\"".to_vec(), UNREADABLE),
        ("an empty object", b"{}".to_vec(), UNREADABLE),
        (
            "an id that is a number",
            b"{\"uuid\":7}".to_vec(),
            UNREADABLE,
        ),
        (
            "an id that is null",
            b"{\"uuid\":null}".to_vec(),
            UNREADABLE,
        ),
        (
            "half of the object",
            b"{\"uuid\":\"4c2".to_vec(),
            UNREADABLE,
        ),
        (
            "two objects",
            b"{\"uuid\":\"1\"}{\"uuid\":\"2\"}".to_vec(),
            UNREADABLE,
        ),
        (
            "bytes that are no UTF-8",
            b"{\"uuid\":\"\xff\"}".to_vec(),
            UNREADABLE,
        ),
        (
            "a lone surrogate",
            b"{\"uuid\":\"\\ud800\"}".to_vec(),
            UNREADABLE,
        ),
        (
            "a byte order mark",
            b"\xef\xbb\xbf{\"uuid\":\"1\"}".to_vec(),
            UNREADABLE,
        ),
        ("lists without end", deep("["), UNREADABLE),
        ("objects without end", deep("{\"a\":"), UNREADABLE),
        ("a type that is a text", with("\"type\":\"0\""), UNREADABLE),
        (
            "a type beyond all bounds",
            with("\"type\":1e999"),
            UNREADABLE,
        ),
        (
            "active that is a text",
            with("\"active\":\"yes\""),
            UNREADABLE,
        ),
        (
            "roles that are an object",
            with("\"_embedded\":{\"roles\":{}}"),
            UNREADABLE,
        ),
        (
            "roles that are null",
            with("\"_embedded\":{\"roles\":[null]}"),
            UNREADABLE,
        ),
        (
            "nulls everywhere",
            with(
                "\"name\":null,\"email\":null,\"active\":null,\"type\":null,\"createdAt\":null,\"_embedded\":null",
            ),
            Served(200),
        ),
        (
            "fields that nobody knows",
            with("\"__proto__\":{},\"new\":[[[{}]]]"),
            Served(200),
        ),
        (
            "a time that is none",
            with("\"createdAt\":\"yesterday\",\"updatedAt\":\"\""),
            Served(200),
        ),
        (
            "an id that leads up",
            b"{\"uuid\":\"../roles\"}".to_vec(),
            Served(200),
        ),
        (
            "line ends in a name",
            with("\"name\":\"a\\r\\nX-Injected: yes\""),
            Served(200),
        ),
    ] {
        cases.push(case(
            &format!("a user: {name}"),
            reading(),
            hal(body),
            expected,
        ));
    }
    let page = http(
        "200 OK",
        "Content-Type: text/html\r\n",
        "<html>Sign in</html>",
    );
    cases.push(case("a page to sign in", reading(), page, UNREADABLE));
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(&vec![b' '; 200 * 1024 * 1024]).unwrap();
    let gzip = |body: &[u8]| {
        http(
            "200 OK",
            "Content-Type: application/json\r\nContent-Encoding: gzip\r\n",
            body,
        )
    };
    let bomb = bomb.finish().unwrap();
    cases.push(case("a bomb of gzip", reading(), gzip(&bomb), UNREADABLE));
    cases.push(case(
        "half of a bomb",
        reading(),
        gzip(&bomb[..bomb.len() / 2]),
        UNREADABLE,
    ));
    cases.push(case("no gzip", reading(), gzip(b"{}"), UNREADABLE));
    let brotli = http(
        "200 OK",
        "Content-Type: application/json\r\nContent-Encoding: br\r\n",
        b"\x0b\x02",
    );
    cases.push(case(
        "a coding that was not asked for",
        reading(),
        brotli,
        UNREADABLE,
    ));
    cases
}

fn lists(elsewhere: SocketAddr) -> Vec<Case> {
    let row = json!({"uuid": USER, "externalIdpUsername": "ada"});
    let mut cases = Vec::new();
    for (name, body, expected) in [
        ("no rows", json!({}), UNREADABLE),
        ("rows that are null", json!({"users": null}), UNREADABLE),
        ("rows that are an object", json!({"users": {}}), UNREADABLE),
        ("a row that is null", json!({"users": [null]}), UNREADABLE),
        (
            "a row without an id",
            json!({"users": [{"name": "x"}]}),
            UNREADABLE,
        ),
        (
            "a page of negative size",
            json!({"users": [], "page": {"number": 1, "size": -1, "totalElements": 0}}),
            UNREADABLE,
        ),
        ("no page", json!({"users": [row]}), Served(200)),
        (
            "a row twice",
            json!({"users": [row, row], "page": {"number": 1, "size": 100, "totalElements": 2}}),
            Served(200),
        ),
        (
            "links to elsewhere",
            json!({"users": [row], "_links": {"self": {"href": format!("http://{elsewhere}/")}}}),
            Served(200),
        ),
    ] {
        // The user is asked for by the same address, as far as this upstream knows.
        let mut body = body;
        body["uuid"] = json!(USER);
        body["externalIdpUsername"] = json!("ada");
        cases.push(case(
            &format!("a list: {name}"),
            listing(),
            hal(body.to_string()),
            expected,
        ));
    }
    cases
}
