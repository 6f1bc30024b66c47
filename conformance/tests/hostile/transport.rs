//! Answers that are late, broken or endless, and writes whose answer cannot be relied upon.

use serde_json::json;

use crate::raw::{request, sending};
use crate::row::Expected::{self, Refused};
use crate::upstream::{Case, Reply, case, hal, http};

/// A user, as far as this upstream has any.
const USER: &str = "4c260344-b170-41eb-b01e-c0ff10c72f25";
const UNREADABLE: Expected = Refused(502, "");
const LATER: Expected = Refused(429, "");

fn reading() -> Vec<u8> {
    request("GET", &format!("/Users/{USER}")).into_bytes()
}

/// All rows.
pub(crate) fn cases() -> Vec<Case> {
    [transport(), writes()].into_iter().flatten().collect()
}

fn transport() -> Vec<Case> {
    let raw = |text: &str| text.as_bytes().to_vec();
    let json = "Content-Type: application/json\r\n";
    let many: String = (0..500)
        .map(|number| format!("X-{number}: y\r\n"))
        .collect();
    let large = format!("X: {}\r\n", "y".repeat(2_000_000));
    let chunked = format!("HTTP/1.1 200 OK\r\n{json}Transfer-Encoding: chunked\r\n\r\n");
    vec![
        case("no byte", reading(), raw(""), LATER),
        case("no HTTP", reading(), raw("SSH-2.0-x\r\n"), LATER),
        case("no status", reading(), raw("HTTP/1.1 \r\n\r\n"), LATER),
        case(
            "a status that is none",
            reading(),
            raw("HTTP/1.1 abc OK\r\n\r\n"),
            LATER,
        ),
        case(
            "another protocol",
            reading(),
            raw("HTTP/9.9 200 OK\r\n\r\n"),
            LATER,
        ),
        case(
            "half of a head",
            reading(),
            raw("HTTP/1.1 200 OK\r\nContent-"),
            LATER,
        ),
        case(
            "a head line without a colon",
            reading(),
            raw("HTTP/1.1 200 OK\r\nnothing\r\n\r\n"),
            LATER,
        ),
        case(
            "less than was said",
            reading(),
            raw(&format!(
                "HTTP/1.1 200 OK\r\n{json}Content-Length: 100\r\n\r\n{{}}"
            )),
            LATER,
        ),
        case(
            "two lengths",
            reading(),
            raw(&format!(
                "HTTP/1.1 200 OK\r\n{json}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}"
            )),
            LATER,
        ),
        case(
            "a length below nothing",
            reading(),
            raw("HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}"),
            LATER,
        ),
        case(
            "chunks that are none",
            reading(),
            raw(&format!("{chunked}zz\r\n")),
            LATER,
        ),
        case(
            "chunks without an end",
            reading(),
            raw(&format!("{chunked}2\r\n{{}}\r\n")),
            LATER,
        ),
        case(
            "500 header lines",
            reading(),
            http("200 OK", &many, "{}"),
            LATER,
        ),
        case(
            "a header line of two megabytes",
            reading(),
            http("200 OK", &large, "{}"),
            LATER,
        ),
        case(
            "an upgrade",
            reading(),
            raw(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
            ),
            UNREADABLE,
        ),
        case("silence", reading(), Reply::Silence(Vec::new()), LATER),
        case(
            "silence after the head",
            reading(),
            Reply::Silence(raw(&format!(
                "HTTP/1.1 200 OK\r\n{json}Content-Length: 100\r\n\r\n{{"
            ))),
            LATER,
        ),
        case(
            "a head without end",
            reading(),
            Reply::Endless(raw("HTTP/1.1 200 OK\r\n"), raw("X: y\r\n")),
            LATER,
        ),
        case(
            "a body that only drips",
            reading(),
            Reply::Endless(raw(&chunked), raw("1\r\n \r\n")),
            LATER,
        ),
        case(
            "a body without end",
            reading(),
            Reply::Endless(
                raw(&chunked),
                format!("10000\r\n{}\r\n", " ".repeat(65536)).into_bytes(),
            ),
            UNREADABLE,
        ),
        case(
            "interim answers without end",
            reading(),
            Reply::Endless(Vec::new(), raw("HTTP/1.1 100 Continue\r\n\r\n")),
            LATER,
        ),
    ]
}

/// Writes whose answer cannot be relied upon.
fn writes() -> Vec<Case> {
    let post = || sending("POST", "/Groups", json!({"displayName": "H"}).to_string());
    let patch = || {
        let members = json!([{"op": "add", "path": "members", "value": [{"value": USER}]}]);
        sending(
            "PATCH",
            &format!("/Groups/{USER}"),
            json!({"Operations": members}).to_string(),
        )
    };
    let delete = || request("DELETE", &format!("/Groups/{USER}")).into_bytes();
    let page = || {
        http(
            "200 OK",
            "Content-Type: text/html\r\n",
            "<html>Sign in</html>",
        )
    };
    let silence = || Reply::Silence(Vec::new());
    vec![
        case("creating: a page", post(), page(), UNREADABLE),
        case("creating: silence", post(), silence(), LATER),
        case("creating: no rows", post(), hal("{}"), UNREADABLE),
        case("adding a member: a page", patch(), page(), UNREADABLE),
        case("adding a member: silence", patch(), silence(), LATER),
        case(
            "adding a member: garbage",
            patch(),
            hal("{\"_embedded\":{\"users\":7}}"),
            UNREADABLE,
        ),
        case(
            "adding a member: 418",
            patch(),
            http("418 I'm a teapot", "", ""),
            Refused(400, "invalidValue"),
        ),
        case("deleting: a page", delete(), page(), UNREADABLE),
        case("deleting: silence", delete(), silence(), LATER),
        case(
            "deleting: half of a head",
            delete(),
            b"HTTP/1.1 204 No".to_vec(),
            LATER,
        ),
    ]
}
