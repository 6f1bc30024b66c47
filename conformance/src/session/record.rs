//! A proxy that writes down what passes, without naming anybody.

use std::{
    io::{self, Read as _, Write},
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use flate2::read::GzDecoder;
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use serde_json::{Map, Value};
use tokio::net::TcpListener;
use url::Url;

use super::{
    Answered, Asked, Content, Entry, FORMAT, Head,
    pseudonyms::Pseudonyms,
    tee::{Copy, Tee},
};
use crate::relay::{self, Relay, Upstream};

/// More of a body than this passes, but is not written down. In bytes.
const LIMIT: usize = 4 * 1024 * 1024;

/// The headers of a request that mean something to a SCIM server.
const OF_REQUESTS: [&str; 9] = [
    "accept",
    "accept-charset",
    "accept-encoding",
    "authorization",
    "content-type",
    "if-match",
    "if-none-match",
    "prefer",
    "user-agent",
];

/// The headers of an answer that mean something to an identity provider.
const OF_ANSWERS: [&str; 6] = [
    "allow",
    "content-type",
    "etag",
    "location",
    "retry-after",
    "www-authenticate",
];

/// A running recorder. Dropping it stops it.
pub struct Recorder {
    relay: Relay,
    book: Arc<Book>,
}

struct Book {
    upstream: Upstream,
    base: String,
    started: Instant,
    next: AtomicU64,
    page: Mutex<Page>,
}

struct Page {
    pseudonyms: Pseudonyms,
    out: Box<dyn Write + Send>,
    written: u64,
    trouble: Option<io::Error>,
}

/// Passes on what comes to this listener to the SCIM server at this address, and writes it down.
///
/// # Errors
///
/// Where nothing can be written.
pub fn record(
    listener: TcpListener,
    to: Url,
    mut out: Box<dyn Write + Send>,
) -> anyhow::Result<Recorder> {
    let head = Head {
        session: FORMAT,
        suite: env!("CARGO_PKG_VERSION").to_owned(),
    };
    writeln!(out, "{}", serde_json::to_string(&head)?)?;
    out.flush()?;
    let book = Arc::new(Book {
        base: to.path().trim_end_matches('/').to_owned(),
        upstream: Upstream::at(to),
        started: Instant::now(),
        next: AtomicU64::new(1),
        page: Mutex::new(Page {
            pseudonyms: Pseudonyms::default(),
            out,
            written: 0,
            trouble: None,
        }),
    });
    let router = Router::new().fallback(pass).with_state(book.clone());
    let relay = Relay::start(listener, relay::usual_limits(), router)?;
    Ok(Recorder { relay, book })
}

impl Recorder {
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.relay.addr()
    }

    /// The path below which it writes down what passes; what comes for other paths only passes.
    pub fn base(&self) -> &str {
        &self.book.base
    }

    /// How many exchanges have been written down.
    ///
    /// # Errors
    ///
    /// Where one could not be.
    pub fn written(&self) -> io::Result<u64> {
        let mut page = self.book.page();
        match page.trouble.take() {
            Some(trouble) => Err(trouble),
            None => Ok(page.written),
        }
    }
}

async fn pass(State(book): State<Arc<Book>>, request: Request) -> Response {
    // An identity provider that hangs up does not take back what it has sent, so the exchange is brought to its end.
    let exchange = tokio::spawn(async move { book.exchange(request).await });
    exchange
        .await
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

impl Book {
    async fn exchange(self: Arc<Self>, request: Request) -> Response {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let after_ms = self.started.elapsed().as_millis() as u64;
        let (mut head, body) = request.into_parts();
        if let Ok(host) = HeaderValue::from_str(self.upstream.host()) {
            head.headers.insert(header::HOST, host);
        }
        // The server may answer before it has read everything, so the copy is fetched when the answer is over.
        let sent = Arc::new(Mutex::new(Copy::default()));
        let keep = sent.clone();
        let body = Tee::new(body, LIMIT, move |copy| *lock(&keep) = copy);
        let answer = self.upstream.ask(&head, body).await;
        let write = move |answer: Option<(&http::response::Parts, Copy)>| {
            let sent = std::mem::take(&mut *lock(&sent));
            self.write(number, after_ms, (&head, sent), answer);
        };
        match answer {
            Ok(answer) => {
                let (head, body) = answer.into_parts();
                let of_answer = head.clone();
                let over = move |copy| write(Some((&of_answer, copy)));
                Response::from_parts(head, Body::new(Tee::new(body, LIMIT, over)))
            }
            Err(error) => {
                write(None);
                let text = format!("the SCIM server does not answer: {error:#}");
                (StatusCode::BAD_GATEWAY, text).into_response()
            }
        }
    }

    fn write(
        &self,
        number: u64,
        after_ms: u64,
        request: (&Parts, Copy),
        answer: Option<(&http::response::Parts, Copy)>,
    ) {
        let (head, sent) = request;
        let target = head.uri.to_string();
        let Some(target) = target.strip_prefix(&self.base) else {
            return;
        };
        let page = &mut *self.page();
        let asked = page.asked(head, target, sent);
        let answer = answer.map(|(head, copy)| page.answered(target, head, copy));
        let entry = Entry {
            number,
            after_ms,
            request: asked,
            answer,
        };
        let line = serde_json::to_string(&entry).map_err(io::Error::from);
        let written = line.and_then(|line| {
            // Each line for itself, so that a recorder that is killed leaves a session.
            writeln!(page.out, "{line}")?;
            page.out.flush()
        });
        match written {
            Ok(()) => page.written += 1,
            Err(trouble) => page.trouble = Some(trouble),
        }
    }

    fn page(&self) -> std::sync::MutexGuard<'_, Page> {
        lock(&self.page)
    }
}

impl Page {
    fn asked(&mut self, head: &Parts, target: &str, sent: Copy) -> Asked {
        let content = content(&head.headers, &sent);
        Asked {
            method: head.method.to_string(),
            target: self.pseudonyms.target(target),
            headers: self.headers(&head.headers, &OF_REQUESTS),
            body: content.map(|document| self.pseudonyms.document(document)),
        }
    }

    fn answered(&mut self, target: &str, head: &http::response::Parts, copy: Copy) -> Answered {
        let content = content(&head.headers, &copy);
        let is_discovery = ["/Schemas", "/ResourceTypes", "/ServiceProviderConfig"]
            .iter()
            .any(|path| target.contains(path));
        let is_discovery = is_discovery && head.status.is_success();
        Answered {
            status: head.status.as_u16(),
            headers: self.headers(&head.headers, &OF_ANSWERS),
            body: content.map(|document| match is_discovery {
                true => self.pseudonyms.discovery(document),
                false => self.pseudonyms.document(document),
            }),
        }
    }

    fn headers(&mut self, headers: &HeaderMap, wanted: &[&str]) -> Map<String, Value> {
        let known = headers
            .iter()
            .filter(|(name, _)| wanted.contains(&name.as_str()));
        known
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes());
                let value = self.header(name.as_str(), &value);
                (name.to_string(), value.into())
            })
            .collect()
    }

    fn header(&mut self, name: &str, value: &str) -> String {
        match name {
            "authorization" => self.pseudonyms.authorization(value),
            "location" => self.pseudonyms.address(value),
            "etag" => self.pseudonyms.version(value),
            "if-match" | "if-none-match" => {
                let versions = value.split(',').map(str::trim);
                let versions: Vec<_> = versions.map(|it| self.pseudonyms.version(it)).collect();
                versions.join(", ")
            }
            // The rest may be anything: a realm, whom to write to about a robot.
            "www-authenticate" => value.split(' ').next().unwrap_or_default().to_owned(),
            "user-agent" => value
                .split('(')
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned(),
            _ => value.to_owned(),
        }
    }
}

impl Content {
    /// The content with another document, where it is one.
    fn map(self, exchange: impl FnOnce(&Value) -> Value) -> Self {
        match self {
            Self::Json(document) => Self::Json(exchange(&document)),
            other => other,
        }
    }
}

/// A body as it was, if it is JSON and not too long.
fn content(headers: &HeaderMap, copy: &Copy) -> Content {
    let Copy {
        bytes,
        length,
        is_whole,
    } = copy;
    if !is_whole {
        return Content::LeftOut(format!("it broke off after {length} bytes"));
    }
    if *length > LIMIT as u64 {
        return Content::LeftOut(format!("{length} bytes, more than {LIMIT}"));
    }
    if bytes.is_empty() {
        return Content::Nothing;
    }
    let text = match headers.get(header::CONTENT_ENCODING) {
        Some(encoding) if encoding == "gzip" => unpacked(bytes),
        _ => Some(bytes.clone()),
    };
    match text.and_then(|text| serde_json::from_slice(&text).ok()) {
        Some(document) => Content::Json(document),
        None => Content::LeftOut(format!("{length} bytes that are no JSON")),
    }
}

/// What was packed with gzip, unless it is longer than the limit: a little can be packed of very much.
fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut unpacked = Vec::new();
    let mut reader = GzDecoder::new(bytes).take(LIMIT as u64 + 1);
    reader.read_to_end(&mut unpacked).ok()?;
    (unpacked.len() <= LIMIT).then_some(unpacked)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
