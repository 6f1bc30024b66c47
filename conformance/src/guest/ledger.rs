//! What was made on a server, so that it can be taken away again.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::{Method, StatusCode};
use serde_json::Value;

use super::{mark::Mark, names};
use crate::wire::{AUTHORIZATION, Exchange, Request, Wire};

/// What a run made on a server, and what it could not take away.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<Book>);

#[derive(Debug, Default)]
struct Book {
    entries: Vec<Entry>,
    left_behind: Vec<String>,
}

#[derive(Clone, Debug)]
struct Entry {
    mark: Mark,
    wire: Wire,
    kind: Kind,
    state: State,
    /// What the creation was answered with, as far as it was.
    born: Value,
    /// Whether the answer shows that it was made just then, and is nothing that was there before.
    is_new: bool,
}

/// How it stands with what was to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// It was asked for under this name, and nobody knows what came of it.
    Perhaps(String),
    /// It is there, under this id.
    There(String),
    /// It was there under this id, and is gone.
    Gone(String),
    /// It was never made.
    Never,
}

/// The kinds of what a guest makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    User,
    Group,
}

/// Something that was made, whether it is still there or not.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    /// The resource as its creation was answered, where it was.
    pub(crate) born: Value,
}

impl Kind {
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::User => "/Users",
            Self::Group => "/Groups",
        }
    }

    /// The attribute by which one is looked for.
    fn name(self) -> &'static str {
        match self {
            Self::User => "userName",
            Self::Group => "displayName",
        }
    }

    /// The kind that a path is about.
    fn of(part: &str) -> Option<Self> {
        match part.to_ascii_lowercase().as_str() {
            "users" | "user" => Some(Self::User),
            "groups" | "group" => Some(Self::Group),
            _ => None,
        }
    }

    /// The kind and the id at the end of a path such as `/v2/Users/2819c223`.
    pub(super) fn and_id(path: &str) -> Option<(Self, &str)> {
        let mut parts = path.split('/').filter(|part| !part.is_empty()).rev();
        let (id, kind) = (parts.next()?, parts.next()?);
        Some((Self::of(kind)?, id))
    }

    /// The kind at the end of a path such as `/v2/Users`.
    fn at_end(path: &str) -> Option<Self> {
        Self::of(path.split('/').rfind(|part| !part.is_empty())?)
    }
}

/// Which entries are waiting for the answer to a request.
#[derive(Debug)]
pub(super) struct Expected {
    /// In the order of the operations, where it is a bulk request.
    entries: Vec<(usize, Option<String>)>,
    deleted: Option<usize>,
}

impl Ledger {
    /// Notes what a request is about to make or to delete.
    pub(super) fn expect(&self, mark: &Mark, wire: &Wire, request: &Request) -> Expected {
        let path = request.target.split('?').next().unwrap_or_default();
        let body = request.body.as_deref().unwrap_or_default();
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let mut book = self.lock();
        let deleted = (request.method == Method::DELETE)
            .then(|| Kind::and_id(path))
            .flatten()
            .and_then(|(kind, id)| book.position(kind, id));
        let mut entries = Vec::new();
        let mut add = |kind: Kind, document: &Value, bulk_id: Option<String>| {
            let name = document[kind.name()].as_str().unwrap_or_default();
            book.entries.push(Entry {
                mark: mark.clone(),
                wire: wire.anew(),
                kind,
                state: State::Perhaps(name.to_owned()),
                born: Value::Null,
                is_new: false,
            });
            entries.push((book.entries.len() - 1, bulk_id));
        };
        if request.method == Method::POST {
            if let Some(kind) = Kind::at_end(path) {
                add(kind, &body, None);
            }
            for operation in names::operations(&body) {
                let kind = operation["path"].as_str().and_then(Kind::at_end);
                let bulk_id = operation["bulkId"].as_str().map(str::to_owned);
                if let (Some(kind), Some("POST")) = (kind, operation["method"].as_str()) {
                    add(kind, &operation["data"], bulk_id);
                }
            }
        }
        Expected { entries, deleted }
    }

    /// Notes what came of it.
    pub(super) fn note(&self, expected: Expected, answer: Option<&Exchange>) {
        let Some(answer) = answer else { return };
        let body = answer.json();
        let mut book = self.lock();
        for (entry, bulk_id) in expected.entries {
            let entry = &mut book.entries[entry];
            let of_operation = bulk_id.and_then(|bulk_id| {
                names::operations(&body).find(|operation| operation["bulkId"] == bulk_id.as_str())
            });
            let (status, id) = match of_operation {
                Some(operation) => (status_of(operation), id_at_end(&operation["location"])),
                None => (answer.status, body["id"].as_str().map(str::to_owned)),
            };
            match id {
                Some(id) if status.is_success() => {
                    entry.state = State::There(id);
                    if of_operation.is_none() {
                        entry.born = body.clone();
                        entry.is_new = is_new(answer, &body);
                    }
                }
                // Whoever refuses has made nothing; other trouble, and a success that names nothing, leave it open.
                _ if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS => {
                    entry.state = State::Never;
                }
                _ => {}
            }
        }
        if let Some(entry) = expected.deleted.map(|entry| &mut book.entries[entry])
            && let State::There(id) = &entry.state
            && (answer.status.is_success() || answer.status == StatusCode::NOT_FOUND)
        {
            entry.state = State::Gone(id.clone());
        }
    }

    pub(super) fn owns(&self, kind: Kind, id: &str) -> bool {
        self.lock().position(kind, id).is_some()
    }

    pub(super) fn made(&self, mark: &Mark) -> Vec<Made> {
        let book = self.lock();
        let of_mark = book.entries.iter().filter(|entry| entry.mark == *mark);
        of_mark
            .filter_map(|entry| {
                let kind = entry.kind;
                entry.id().map(|id| Made {
                    kind,
                    id: id.to_owned(),
                    born: entry.born.clone(),
                })
            })
            .collect()
    }

    /// What could not be taken away so far, in words.
    pub fn left_behind(&self) -> Vec<String> {
        self.lock().left_behind.clone()
    }

    /// Takes away all that was made and is still there. What is broken off can be begun again.
    pub async fn clean(&self) {
        self.clean_up(None).await;
    }

    /// Takes away what carries this mark.
    pub(super) async fn clean_of(&self, mark: &Mark) {
        self.clean_up(Some(mark)).await;
    }

    async fn clean_up(&self, mark: Option<&Mark>) {
        // Groups first, so that nobody is deleted who is still a member.
        for kind in [Kind::Group, Kind::User] {
            while let Some((number, entry)) = self.next(kind, mark) {
                let removed = entry.remove().await;
                let mut book = self.lock();
                book.entries[number].settle();
                book.left_behind.extend(removed.err());
            }
        }
    }

    /// Something that may have to be taken away, with its number.
    fn next(&self, kind: Kind, mark: Option<&Mark>) -> Option<(usize, Entry)> {
        let book = self.lock();
        let mut entries = book.entries.iter().enumerate();
        entries
            .find(|(_, entry)| {
                entry.kind == kind
                    && matches!(entry.state, State::There(_) | State::Perhaps(_))
                    && mark.is_none_or(|mark| entry.mark == *mark)
            })
            .map(|(number, entry)| (number, entry.clone()))
    }

    fn lock(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    fn position(&self, kind: Kind, id: &str) -> Option<usize> {
        let is_it = |entry: &Entry| entry.kind == kind && entry.id() == Some(id);
        self.entries.iter().position(is_it)
    }
}

impl Entry {
    fn id(&self) -> Option<&str> {
        match &self.state {
            State::There(id) | State::Gone(id) => Some(id),
            State::Perhaps(_) | State::Never => None,
        }
    }

    /// Nothing more is to be done about it.
    fn settle(&mut self) {
        self.state = match &self.state {
            State::There(id) | State::Gone(id) => State::Gone(id.clone()),
            State::Perhaps(_) | State::Never => State::Never,
        };
    }

    /// Deletes it, if it is there and is the guest's beyond doubt.
    async fn remove(&self) -> Result<(), String> {
        match &self.state {
            State::There(id) => self.delete(id).await,
            State::Perhaps(name) => {
                for id in self.found(name).await? {
                    self.delete(&id).await?;
                }
                Ok(())
            }
            State::Gone(_) | State::Never => Ok(()),
        }
    }

    /// The ids of what has this name, which nobody else would have given.
    async fn found(&self, name: &str) -> Result<Vec<String>, String> {
        if !self.mark.is_in(name) {
            return Ok(Vec::new());
        }
        let (path, attribute) = (self.kind.path(), self.kind.name());
        let filter = format!("{attribute} eq {}", Value::from(name));
        let filter: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        let page = self
            .ask(Method::GET, format!("{path}?filter={filter}"))
            .await?
            .json();
        let found = page["Resources"].as_array().into_iter().flatten();
        let ids = found.filter_map(|resource| resource["id"].as_str());
        Ok(ids.map(str::to_owned).collect())
    }

    async fn delete(&self, id: &str) -> Result<(), String> {
        let place = format!("{}/{id}", self.kind.path());
        let present = self.ask(Method::GET, place.clone()).await?;
        if matches!(present.status.as_u16(), 404 | 410) {
            return Ok(());
        }
        if !self.is_new && !self.mark.is_in(&present.body) {
            return Err(format!("{place}, which does not carry the run's mark"));
        }
        let answer = self.ask(Method::DELETE, place.clone()).await?;
        match answer.status {
            status if status.is_success() || status == StatusCode::NOT_FOUND => Ok(()),
            status => Err(format!(
                "{place}, whose deletion was answered with {status}"
            )),
        }
    }

    /// A request of its own, repeated where the server says that it is busy.
    async fn ask(&self, method: Method, target: String) -> Result<Exchange, String> {
        let request = Request {
            method,
            target: target.clone(),
            headers: vec![
                ("Accept", "application/scim+json".to_owned()),
                (AUTHORIZATION, String::new()),
            ],
            body: None,
        };
        for _ in 0..3 {
            let answer = self.wire.plain(request.clone()).await;
            let answer = answer.map_err(|broken| format!("{target}, perhaps: {broken}"))?;
            if !matches!(answer.status.as_u16(), 429 | 503) {
                return Ok(answer);
            }
            let wait = answer
                .header("retry-after")
                .and_then(|wait| wait.parse().ok());
            tokio::time::sleep(Duration::from_secs(wait.unwrap_or(1).min(30))).await;
        }
        Err(format!("{target}, since the server stays busy"))
    }
}

/// Whether a creation is answered with 201 and something that is as old as the answer, by the server's own clock.
fn is_new(answer: &Exchange, body: &Value) -> bool {
    let answered = answer
        .header("date")
        .and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
    let created = body["meta"]["created"]
        .as_str()
        .and_then(|created| created.parse::<jiff::Timestamp>().ok());
    let (Some(answered), Some(created)) = (answered, created) else {
        return false;
    };
    let age = answered.timestamp().as_second() - created.as_second();
    answer.status == StatusCode::CREATED && age.abs() < 60
}

fn status_of(operation: &Value) -> StatusCode {
    // RFC 7644 §3.7.3 says that it is a string; some write a number, and some an object with a code.
    let status = [&operation["status"], &operation["status"]["code"]]
        .into_iter()
        .find_map(|status| match status {
            Value::String(text) => text.parse().ok(),
            other => other.as_u64().and_then(|code| u16::try_from(code).ok()),
        });
    status
        .and_then(|code| StatusCode::from_u16(code).ok())
        .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn id_at_end(location: &Value) -> Option<String> {
    let id = location.as_str()?.rsplit('/').next()?;
    (!id.is_empty()).then(|| id.to_owned())
}
