//! Any answers of PactFlow's, or of whatever stands in its place.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pactflow_scim::Running;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::answer::{Answer, exchange};
use super::{Subject, TOKEN, holds, message, parts, service};

/// What clients ask meanwhile; the first byte of an input chooses.
const ASKED: [&str; 16] = [
    "GET /Users?count=3",
    "GET /Users/6c0ff1ee-0000-4000-8000-000000000001",
    "GET /Users?filter=userName+eq+%22ada@fuzz.example%22",
    "GET /Users?filter=active+eq+true&sortBy=userName&count=5",
    "POST /Users\n\n{\"userName\":\"ada@fuzz.example\",\"emails\":[{\"value\":\"ada@fuzz.example\"}],\"displayName\":\"Ada\",\"roles\":[{\"value\":\"6c0ff1ee-0000-4000-8000-000000000003\"}]}",
    "PUT /Users/6c0ff1ee-0000-4000-8000-000000000001\n\n{\"userName\":\"ada@fuzz.example\",\"emails\":[{\"value\":\"ada@fuzz.example\"}],\"displayName\":\"Ada\",\"active\":true}",
    "PATCH /Users/6c0ff1ee-0000-4000-8000-000000000001\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
    "DELETE /Users/6c0ff1ee-0000-4000-8000-000000000001",
    "GET /Groups?count=3",
    "GET /Groups/6c0ff1ee-0000-4000-8000-000000000002",
    "GET /Groups?filter=displayName+eq+%22Crew%22",
    "POST /Groups\n\n{\"displayName\":\"Crew\",\"members\":[{\"value\":\"6c0ff1ee-0000-4000-8000-000000000001\"}]}",
    "PUT /Groups/6c0ff1ee-0000-4000-8000-000000000002\n\n{\"displayName\":\"Crew\",\"members\":[]}",
    "PATCH /Groups/6c0ff1ee-0000-4000-8000-000000000002\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"6c0ff1ee-0000-4000-8000-000000000001\"}]},{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"Crew\"}]}",
    "DELETE /Groups/6c0ff1ee-0000-4000-8000-000000000002",
    "POST /Bulk\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{\"method\":\"PATCH\",\"path\":\"/Users/6c0ff1ee-0000-4000-8000-000000000001\",\"data\":{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"value\":{\"active\":true}}]}}]}",
];

/// Where an input names the address of PactFlow, and that of somebody else.
const ORIGIN: &[u8] = b"{origin}";
const ELSEWHERE: &[u8] = b"{elsewhere}";

/// How long whoever has been answered may take to hang up.
const GOODBYE: Duration = Duration::from_millis(300);

/// What PactFlow is to say, and what it has heard.
#[derive(Debug, Default)]
struct Script {
    /// The answers that are left; the last is given again and again.
    replies: Vec<Vec<u8>>,
    /// What was wrong with a call.
    wrong: Option<String>,
}

/// A service in front of a PactFlow that says what it is told to, and a place where nobody should ever call.
#[derive(Debug)]
pub(crate) struct Upstream {
    service: Running,
    script: Arc<Mutex<Script>>,
    origin: SocketAddr,
    elsewhere: SocketAddr,
    was_elsewhere: Arc<AtomicBool>,
}

impl Subject for Upstream {
    async fn start() -> Self {
        let listen = async || {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            let addr = listener.local_addr().expect("an address");
            (listener, addr)
        };
        let ((pactflow, origin), (other, elsewhere)) = (listen().await, listen().await);
        let script = Arc::new(Mutex::new(Script::default()));
        let was_elsewhere = Arc::new(AtomicBool::new(false));
        let (told, called) = (Arc::clone(&script), Arc::clone(&was_elsewhere));
        tokio::spawn(async move {
            while let Ok((stream, _)) = pactflow.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&told)));
            }
        });
        tokio::spawn(async move {
            while other.accept().await.is_ok() {
                called.store(true, Ordering::Relaxed);
            }
        });
        Self {
            // Whose token it is is asked once, and an input must not depend on those before it.
            service: service(
                &format!("http://{origin}"),
                &[("SCIM_PROTECT_TOKEN_OWNER", "false")],
            )
            .await,
            script,
            origin,
            elsewhere,
            was_elsewhere,
        }
    }

    /// Asks the service while PactFlow answers by the input.
    async fn run(&mut self, input: &[u8]) -> Result<Option<u16>, String> {
        let (choice, input) = input.split_first().unwrap_or((&0, &[]));
        let asked = ASKED[usize::from(*choice) % ASKED.len()];
        let replies = parts(input).into_iter().rev().map(|part| {
            let part = replaced(part, ORIGIN, self.origin);
            message::reply(&replaced(&part, ELSEWHERE, self.elsewhere))
        });
        *lock(&self.script) = Script {
            replies: replies.collect(),
            wrong: None,
        };
        let sent = message::request(asked.as_bytes());
        let received = exchange(self.service.addr(), &sent).await;
        let said = |why: String| format!("{why}\nto {asked:?}");
        let received = received.map_err(said)?;
        if holds(&received, TOKEN.as_bytes()) && !holds(input, TOKEN.as_bytes()) {
            return Err(said("the token is in the answer".to_owned()));
        }
        if self.was_elsewhere.load(Ordering::Relaxed) {
            return Err(said("somebody else was called".to_owned()));
        }
        if let Some(wrong) = lock(&self.script).wrong.take() {
            return Err(said(wrong));
        }
        match Answer::read(&received, false).map_err(said)? {
            Some((answer, [])) => match check(&answer) {
                Ok(()) => Ok(Some(answer.status)),
                Err(why) => Err(said(format!("{why}: {answer}"))),
            },
            other => Err(said(format!("not one answer: {other:?}"))),
        }
    }
}

/// PactFlow's side of one connection.
async fn answer(mut stream: TcpStream, script: Arc<Mutex<Script>>) {
    let mut received = Vec::new();
    while !holds(&received, b"\r\n\r\n") {
        if !matches!(stream.read_buf(&mut received).await, Ok(1..)) {
            return;
        }
    }
    let reply = {
        let mut script = lock(&script);
        if !is_proper(&received) {
            let call = String::from_utf8_lossy(&received);
            script.wrong = Some(format!("not to be sent to PactFlow: {call:?}"));
        }
        match script.replies.len() {
            0 => Vec::new(),
            1 => script.replies[0].clone(),
            _ => script.replies.pop().unwrap_or_default(),
        }
    };
    let _ = stream.write_all(&reply).await;
    // What the client has sent and nobody has read would turn the end of the connection into a reset.
    let _ = stream.shutdown().await;
    let _ = tokio::time::timeout(GOODBYE, stream.read_to_end(&mut received)).await;
}

/// Whether it is one request with one token, whose target is a path.
fn is_proper(request: &[u8]) -> bool {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Request::new(&mut headers);
    let is_whole = head.parse(request).is_ok_and(|status| status.is_complete());
    let is_path = head.path.is_some_and(|path| path.starts_with('/'));
    let tokens: Vec<&[u8]> = head
        .headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case("authorization"))
        .map(|header| header.value)
        .collect();
    is_whole && is_path && tokens == [format!("Bearer {TOKEN}").as_bytes()]
}

/// Holds the answer against what every SCIM answer is.
fn check(answer: &Answer) -> Result<(), &'static str> {
    match answer.status {
        204 => return Ok(()),
        200 | 201 => {}
        400 | 401 | 403 | 404 | 409 | 412 | 429 | 502 => {
            return answer.check_error().map_err(|_| "no SCIM error");
        }
        _ => return Err("not to be answered"),
    }
    let body = answer.json().ok_or("no JSON")?;
    let is_named = |schema: &str| {
        let schemas = body["schemas"].as_array();
        schemas.is_some_and(|schemas| schemas.iter().any(|given| given == schema))
    };
    if is_named("urn:ietf:params:scim:api:messages:2.0:ListResponse") {
        let none = Vec::new();
        let rows = body["Resources"].as_array().unwrap_or(&none);
        let total = body["totalResults"].as_u64().ok_or("no total")?;
        if total < rows.len() as u64 || body["itemsPerPage"] != rows.len() {
            return Err("a list that is counted wrongly");
        }
        return rows.iter().try_for_each(check_resource);
    }
    if is_named("urn:ietf:params:scim:api:messages:2.0:BulkResponse") {
        let results = body["Operations"].as_array().ok_or("no operations")?;
        return match results.as_slice() {
            [result] if result["status"].is_string() => Ok(()),
            _ => Err("not one result"),
        };
    }
    check_resource(&body)
}

/// PactFlow's ids are taken as they come, so an id may be any text; an address may not.
fn check_resource(resource: &Value) -> Result<(), &'static str> {
    if !resource["id"].is_string() {
        return Err("a resource without an id");
    }
    let location = resource["meta"]["location"].as_str().unwrap_or_default();
    let is_address = location.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_address || !location.starts_with("http://scim.example/scim/") {
        return Err("a resource somewhere else");
    }
    Ok(())
}

fn replaced(bytes: &[u8], name: &[u8], addr: SocketAddr) -> Vec<u8> {
    let mut replaced = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(name.len()).position(|part| part == name) {
        replaced.extend(&rest[..at]);
        replaced.extend(addr.to_string().bytes());
        rest = &rest[at + name.len()..];
    }
    replaced.extend(rest);
    replaced
}

fn lock(script: &Mutex<Script>) -> std::sync::MutexGuard<'_, Script> {
    script.lock().unwrap_or_else(PoisonError::into_inner)
}
