//! Text in the shape of a message: a first line, header lines, an empty line, and the body.
//!
//! The shape lets whoever changes the bytes reach what comes after the parser of HTTP; what begins with a zero byte is taken as
//! it is, so that the parser is reached too.

use super::TOKEN;

/// A message that is about to be written to a connection.
struct Message<'a> {
    first: &'a [u8],
    headers: Vec<&'a [u8]>,
    body: &'a [u8],
}

impl<'a> Message<'a> {
    fn read(text: &'a [u8]) -> Self {
        let mut rest = text;
        let mut line = || {
            let end = rest.iter().position(|byte| *byte == b'\n');
            let (line, after) = match end {
                Some(end) => (&rest[..end], &rest[end + 1..]),
                None => (rest, &rest[rest.len()..]),
            };
            rest = after;
            (!line.is_empty()).then_some(line)
        };
        let first = line().unwrap_or_default();
        let headers = std::iter::from_fn(&mut line).collect();
        Self {
            first,
            headers,
            body: rest,
        }
    }

    fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|line| {
            let (given, rest) = line.split_at(line.len().min(name.len()));
            given.eq_ignore_ascii_case(name.as_bytes()) && rest.first() == Some(&b':')
        })
    }

    /// The message under this first line, with these headers where it has none of these names, and with its length where it does
    /// not say it in a way of its own.
    fn written(&self, first: &[u8], usual: &[(&str, &str)]) -> Vec<u8> {
        let mut bytes = [first, b"\r\n"].concat();
        for (name, value) in usual {
            if !self.has(name) {
                bytes.extend(format!("{name}: {value}\r\n").into_bytes());
            }
        }
        for line in &self.headers {
            bytes.extend([line, &b"\r\n"[..]].concat());
        }
        if !self.has("content-length") && !self.has("transfer-encoding") {
            bytes.extend(format!("content-length: {}\r\n", self.body.len()).into_bytes());
        }
        [&bytes, &b"\r\n"[..], self.body].concat()
    }
}

/// A request to the service, such as `GET /Users?count=1`; a target that begins with a slash is below the context path.
pub(crate) fn request(text: &[u8]) -> Vec<u8> {
    if let [0, raw @ ..] = text {
        return raw.to_vec();
    }
    let message = Message::read(text);
    let blank = message.first.iter().position(|byte| *byte == b' ');
    let (method, target) = message.first.split_at(blank.unwrap_or(message.first.len()));
    let target = target.get(1..).unwrap_or_default();
    let mut first = [method, b" "].concat();
    if target.first() == Some(&b'/') {
        first.extend(b"/scim");
    }
    for byte in target {
        match byte {
            // No client writes these as they are, and the parser would stop there.
            0..=b' ' | 0x7f => first.extend(format!("%{byte:02X}").into_bytes()),
            byte => first.push(*byte),
        }
    }
    first.extend(b" HTTP/1.1");
    let authorization = format!("Bearer {TOKEN}");
    let usual = [
        ("host", "scim.example"),
        ("authorization", authorization.as_str()),
        ("content-type", "application/scim+json"),
        ("connection", "close"),
    ];
    message.written(&first, &usual)
}

/// An answer of PactFlow's, such as `200 OK`.
pub(crate) fn reply(text: &[u8]) -> Vec<u8> {
    if let [0, raw @ ..] = text {
        return raw.to_vec();
    }
    let message = Message::read(text);
    let first = [b"HTTP/1.1 ", message.first].concat();
    let usual = [
        ("content-type", "application/hal+json"),
        ("connection", "close"),
    ];
    message.written(&first, &usual)
}
