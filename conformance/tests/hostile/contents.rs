//! Bodies and the headers that announce them.

use serde_json::json;

use crate::raw::{sending, with};
use crate::row::Expected::{self, Refused, Served};
use crate::row::{Row, bodies, row};

const SYNTAX: Expected = Refused(400, "invalidSyntax");
const VALUE: Expected = Refused(400, "invalidValue");

pub(crate) fn rows() -> Vec<Row> {
    [media_types(), json_of_no_use(), users()]
        .into_iter()
        .flatten()
        .collect()
}

fn media_types() -> Vec<Row> {
    let mut rows = Vec::new();
    for (media_type, expected) in [
        ("text/plain", Refused(415, "")),
        ("application/xml", Refused(415, "")),
        ("application/x-www-form-urlencoded", Refused(415, "")),
        ("multipart/form-data; boundary=x", Refused(415, "")),
        ("application/json-patch+json", Refused(415, "")),
        ("jsonapplication/", Refused(415, "")),
        ("application/json/scim", Refused(415, "")),
        ("APPLICATION/JSON; charset=latin1; x=\"", VALUE),
        ("application/scim+json;;;", VALUE),
    ] {
        let headers = format!("Content-Type: {media_type}\r\nContent-Length: 2\r\n");
        let bytes = format!("{}{{}}", with("POST", "/Users", &headers));
        rows.push(row(format!("Content-Type: {media_type}"), bytes, expected));
    }
    for coding in ["gzip", "br", "deflate, gzip", "identity, x"] {
        let headers = format!("Content-Encoding: {coding}\r\nContent-Length: 2\r\n");
        let bytes = format!("{}{{}}", with("POST", "/Users", &headers));
        rows.push(row(
            format!("Content-Encoding: {coding}"),
            bytes,
            Refused(415, ""),
        ));
    }
    rows
}

/// What is not JSON, or no object, or no JSON that anybody honest writes.
fn json_of_no_use() -> Vec<Row> {
    let deep = |open: &str, close: &str, depth: usize| {
        format!(
            "{{\"userName\":{}1{}}}",
            open.repeat(depth),
            close.repeat(depth)
        )
        .into_bytes()
    };
    let digits = "9".repeat(100_000);
    let cases = vec![
        ("nothing", b"".to_vec(), SYNTAX),
        ("blanks", b"   \n".to_vec(), SYNTAX),
        ("null", b"null".to_vec(), SYNTAX),
        ("a list", b"[]".to_vec(), SYNTAX),
        ("a text", b"\"user\"".to_vec(), SYNTAX),
        ("a number", b"7".to_vec(), SYNTAX),
        ("half of an object", b"{\"userName\":".to_vec(), SYNTAX),
        ("two objects", b"{}{}".to_vec(), SYNTAX),
        ("a byte order mark", b"\xef\xbb\xbf{}".to_vec(), SYNTAX),
        ("UTF-16", b"{\0}\0".to_vec(), SYNTAX),
        ("a comment", b"{/**/}".to_vec(), SYNTAX),
        ("single quotes", b"{'userName':'a'}".to_vec(), SYNTAX),
        (
            "a comma too many",
            b"{\"userName\":\"a\",}".to_vec(),
            SYNTAX,
        ),
        ("not a number", b"{\"userName\":NaN}".to_vec(), SYNTAX),
        ("a form", b"userName=ada".to_vec(), SYNTAX),
        (
            "XML",
            b"<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>".to_vec(),
            SYNTAX,
        ),
        (
            "bytes that are no UTF-8",
            b"{\"userName\":\"\xff\xfe\"}".to_vec(),
            SYNTAX,
        ),
        (
            "an overlong encoding",
            b"{\"userName\":\"\xc0\xaf\"}".to_vec(),
            SYNTAX,
        ),
        (
            "a lone high surrogate",
            br#"{"userName":"\ud800"}"#.to_vec(),
            SYNTAX,
        ),
        (
            "a lone low surrogate",
            br#"{"userName":"\udc00x"}"#.to_vec(),
            SYNTAX,
        ),
        (
            "surrogates in the wrong order",
            br#"{"userName":"\udca9\ud83d"}"#.to_vec(),
            SYNTAX,
        ),
        (
            "a raw control character",
            b"{\"userName\":\"a\x01\"}".to_vec(),
            SYNTAX,
        ),
        (
            "a number beyond all bounds",
            b"{\"userName\":1e999999}".to_vec(),
            SYNTAX,
        ),
        ("lists without end", deep("[", "", 200_000), SYNTAX),
        ("objects without end", deep("{\"a\":", "", 100_000), SYNTAX),
        ("lists of great depth", deep("[", "]", 100_000), SYNTAX),
        (
            "a number of 100,000 digits",
            format!("{{\"userName\":{digits}}}").into_bytes(),
            SYNTAX,
        ),
    ];
    bodies("POST", "/Users", cases)
}

fn users() -> Vec<Row> {
    let person = |more: &str| {
        format!(
            r#"{{"userName":"x@hostile.example","emails":[{{"value":"x@hostile.example"}}]{more}}}"#
        )
        .into_bytes()
    };
    let many_roles = format!(
        ",\"roles\":[{}]",
        vec![r#"{"value":"x"}"#; 50_000].join(",")
    );
    let cases = vec![
        ("no attribute", b"{}".to_vec(), VALUE),
        (
            "a name that is a number",
            br#"{"userName":7,"emails":[{"value":"a@b"}]}"#.to_vec(),
            VALUE,
        ),
        (
            "a name that is a list",
            br#"{"userName":["a"],"emails":[{"value":"a@b"}]}"#.to_vec(),
            VALUE,
        ),
        (
            "a name that is an object",
            br#"{"userName":{"a":1},"emails":[{"value":"a@b"}]}"#.to_vec(),
            VALUE,
        ),
        (
            "a blank name",
            br#"{"userName":"  ","emails":[{"value":"a@b"}]}"#.to_vec(),
            VALUE,
        ),
        ("no address", br#"{"userName":"a"}"#.to_vec(), VALUE),
        (
            "an address that is an object",
            br#"{"userName":"a","emails":[{"value":{}}]}"#.to_vec(),
            VALUE,
        ),
        (
            "addresses that are a number",
            br#"{"userName":"a","emails":7}"#.to_vec(),
            VALUE,
        ),
        (
            "addresses that are lists",
            br#"{"userName":"a","emails":[[["a@b"]]]}"#.to_vec(),
            VALUE,
        ),
        (
            "an address that PactFlow refuses",
            br#"{"userName":"a","emails":[{"value":"no address"}]}"#.to_vec(),
            VALUE,
        ),
        ("active that is a list", person(r#","active":[]"#), VALUE),
        (
            "active that is a word",
            person(r#","active":"perhaps""#),
            VALUE,
        ),
        ("active that is a number", person(r#","active":7"#), VALUE),
        ("roles that are a text", person(r#","roles":"x""#), VALUE),
        ("50,000 roles", person(&many_roles), VALUE),
        (
            "a role twice in other letters",
            person(r#","roles":[{"value":"nobody"}]"#),
            VALUE,
        ),
        (
            "name parts that are a text",
            person(r#","name":"x""#),
            VALUE,
        ),
        (
            "the type of another kind",
            person(r#","userType":{"x":1}"#),
            VALUE,
        ),
    ];
    let mut rows = bodies("POST", "/Users", cases);
    let cleared = |name: &str, body: &str, expected| {
        row(
            format!("PUT: {name}"),
            sending("PUT", "/Users/{ada}", body),
            expected,
        )
    };
    rows.extend([
        cleared(
            "the schemas of something else",
            r#"{"schemas":["urn:x"]}"#,
            Served(200),
        ),
        cleared("no name any more", r#"{"userName":null}"#, VALUE),
        cleared("no address any more", r#"{"emails":[]}"#, VALUE),
        cleared(
            "another type",
            r#"{"userType":"System Account"}"#,
            Refused(400, "mutability"),
        ),
        cleared("another id", r#"{"id":"..%2froles"}"#, Served(200)),
        cleared(
            "the same attribute twice",
            r#"{"displayName":"Eve","displayName":"Ada Lovelace"}"#,
            Served(200),
        ),
        cleared(
            "the same attribute in other letters",
            r#"{"DISPLAYNAME":"Ada Lovelace","displayname":"Ada Lovelace"}"#,
            Served(200),
        ),
        cleared(
            "a prototype",
            r#"{"__proto__":{"active":false},"constructor":{"active":false}}"#,
            Served(200),
        ),
        cleared(
            "a name with line ends",
            r#"{"externalId":"a\r\nb"}"#,
            Served(200),
        ),
        cleared(
            "a name of a megabyte",
            &json!({"nickName": "x".repeat(1_000_000)}).to_string(),
            Served(200),
        ),
    ]);
    rows
}
