//! Heads: hosts, credentials, header lines, lengths that can be read in two ways.

use crate::common::TOKEN;
use crate::raw::{request, with};
use crate::row::Expected::{self, Bare, Refused, Served};
use crate::row::{Row, row};

const READ: &str = "GET /scim/Users HTTP/1.1\r\n";

pub(crate) fn rows() -> Vec<Row> {
    [hosts(), credentials(), header_lines(), lengths(), no_http()]
        .into_iter()
        .flatten()
        .collect()
}

fn head(lines: &str) -> String {
    format!("{READ}Authorization: Bearer {TOKEN}\r\nConnection: close\r\n{lines}\r\n")
}

fn hosts() -> Vec<Row> {
    let mut rows = Vec::new();
    for (lines, expected) in [
        ("", Refused(400, "invalidSyntax")),
        ("Host: a\r\nHost: b\r\n", Refused(400, "invalidSyntax")),
        ("Host: a\r\nhost: a\r\n", Refused(400, "invalidSyntax")),
        ("Host:\r\n", Served(200)),
        ("Host: evil@scim.example\r\n", Served(200)),
        ("Host: scim.example/..%2f\r\n", Served(200)),
        ("Host: [::1\r\n", Served(200)),
        ("Host: a b\r\n", Served(200)),
        ("Host: \"><script>\r\n", Served(200)),
        ("Host: scim.example:99999999\r\n", Served(200)),
        (
            "Host: scim.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: javascript\r\nForwarded: host=evil.example\r\n",
            Served(200),
        ),
    ] {
        rows.push(row(format!("hosts {lines:?}"), head(lines), expected));
    }
    rows
}

fn credentials() -> Vec<Row> {
    let long = format!("Authorization: Bearer {}\r\n", "a".repeat(60_000));
    let mut rows = Vec::new();
    for lines in [
        "",
        "Authorization:\r\n",
        "Authorization: Bearer\r\n",
        "Authorization: Bearer \r\n",
        "Authorization: Basic YTpi\r\n",
        "Authorization: Bearer a b\r\n",
        "Authorization: Bearer a\tb\r\n",
        "Authorization: Bearer \u{e9}\r\n",
        "Authorization: Bearer unknown\r\n",
        "Authorization: Bearer ..%2f\"'\r\n",
        &format!("Authorization: {TOKEN}\r\n"),
        &format!("Authorization: Bearer unknown\r\nAuthorization: Bearer {TOKEN}\r\n"),
        &long,
    ] {
        let shown: String = lines.chars().take(60).collect();
        let bytes = format!("{READ}Host: scim.example\r\nConnection: close\r\n{lines}\r\n");
        rows.push(row(
            format!("credentials {shown:?}"),
            bytes,
            Refused(401, ""),
        ));
    }
    rows
}

fn header_lines() -> Vec<Row> {
    let many: String = (0..200)
        .map(|number| format!("X-{number}: y\r\n"))
        .collect();
    let large = format!("X-Large: {}\r\n", "y".repeat(70_000));
    let cases: [(&str, &str, Expected); 12] = [
        (
            "an id with a line end in it",
            "X-Request-Id: a%0d%0aX-Injected: yes\r\n",
            Served(200),
        ),
        (
            "an id of quotes",
            "X-Request-Id: \"><script>\r\n",
            Served(200),
        ),
        (
            "a condition that is none",
            "If-Match: ,,,\"\r\n",
            Served(200),
        ),
        ("ranges", "Range: bytes=0-0,0-0,0-0\r\n", Served(200)),
        (
            "an expectation that nobody knows",
            "Expect: 200-maybe\r\n",
            Served(200),
        ),
        (
            "an upgrade to HTTP/2",
            "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
            Served(200),
        ),
        (
            "an upgrade to a web socket",
            "Upgrade: websocket\r\nSec-WebSocket-Key: x\r\n",
            Served(200),
        ),
        (
            "any coding that is wished for",
            "Accept-Encoding: gzip;q=0, *;q=nonsense\r\n",
            Served(200),
        ),
        (
            "a media type that is not there",
            "Accept: image/png\r\n",
            Served(200),
        ),
        ("bytes that are no text", "X: \u{80}\u{ff}\r\n", Served(200)),
        ("200 header lines", &many, Bare(431)),
        ("70,000 bytes in a line", &large, Bare(431)),
    ];
    let row_of = |(name, lines, expected): (&str, &str, Expected)| {
        row(name, with("GET", "/Users?count=0", lines), expected)
    };
    cases.into_iter().map(row_of).collect()
}

/// Requests in which another one hides, for whoever reads their lengths otherwise. One answer at most may come.
fn lengths() -> Vec<Row> {
    let hidden = request("DELETE", "/Users/{ada}");
    let length = hidden.len();
    let chunk = format!("{length:x}\r\n{hidden}\r\n0\r\n\r\n");
    let mut rows = Vec::new();
    for lines in [
        format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n"),
        format!("Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n"),
        "Content-Length: 0\r\ncontent-length: 5\r\n".to_owned(),
        "Content-Length: 5\r\nContent-Length: 5\r\n".to_owned(),
        "Content-Length: 0, 5\r\n".to_owned(),
        "Content-Length: -1\r\n".to_owned(),
        "Content-Length: +5\r\n".to_owned(),
        "Content-Length: 0x5\r\n".to_owned(),
        "Content-Length: 99999999999999999999999\r\n".to_owned(),
        "Content-Length : 0\r\n".to_owned(),
        "Transfer-Encoding : chunked\r\n".to_owned(),
        "Transfer-Encoding: xchunked\r\n".to_owned(),
        "Transfer-Encoding: identity\r\n".to_owned(),
        "Transfer-Encoding: chunked, identity\r\n".to_owned(),
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n".to_owned(),
        "X: y\r\n Transfer-Encoding: chunked\r\n".to_owned(),
        "X: y\0\r\n".to_owned(),
        "X: y\rContent-Length: 0\r\n".to_owned(),
        ": y\r\n".to_owned(),
        "X\r\n".to_owned(),
    ] {
        let bytes = format!(
            "POST /scim/Users HTTP/1.1\r\nHost: scim.example\r\nAuthorization: Bearer {TOKEN}\r\n{lines}\r\n{chunk}"
        );
        rows.push(row(format!("lengths {lines:?}"), bytes, Bare(400)));
    }
    for chunks in [
        "zz\r\n",
        "-1\r\n",
        "ffffffffffffffff1\r\n",
        "1\r\nxy\r\n0\r\n\r\n",
        "0x1\r\nx\r\n",
    ] {
        let bytes = format!(
            "{}{chunks}{hidden}",
            with("POST", "/Users", "Transfer-Encoding: chunked\r\n")
        );
        rows.push(row(
            format!("chunks {chunks:?}"),
            bytes,
            Refused(400, "invalidSyntax"),
        ));
    }
    rows
}

/// What is not HTTP/1.1 at all.
fn no_http() -> Vec<Row> {
    let mut rows = Vec::new();
    for (bytes, expected) in [
        (&b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"[..], Bare(0)),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", Bare(400)),
        (b"GET /scim/Users\r\n\r\n", Bare(400)),
        (b"GET  /scim/Users HTTP/1.1\r\nHost: x\r\n\r\n", Bare(400)),
        (b"GET /scim/Users HTTP/9.9\r\nHost: x\r\n\r\n", Bare(400)),
        (b"G\0T / HTTP/1.1\r\nHost: x\r\n\r\n", Bare(400)),
        (b"GET /\x80\xff HTTP/1.1\r\nHost: x\r\n\r\n", Bare(400)),
        (b"GET /<>\x7f HTTP/1.1\r\nHost: x\r\n\r\n", Bare(400)),
        (b"\xff\xfe\xfd\xfc\r\n\r\n", Bare(400)),
        (b"SSH-2.0-OpenSSH_9.9\r\n\r\n", Bare(400)),
    ] {
        rows.push(row(
            format!("{:?}", String::from_utf8_lossy(bytes)),
            bytes,
            expected,
        ));
    }
    rows
}
