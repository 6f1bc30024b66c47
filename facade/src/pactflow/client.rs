//! The one place that talks to PactFlow over the network.

mod attempt;
mod fingerprint;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{HeaderMap, LOCATION};
use serde::de::DeserializeOwned;
use tokio::sync::{Semaphore, SemaphorePermit};
use url::Url;

pub use fingerprint::Fingerprint;

use super::body::Sink;
use super::breaker::Breaker;
use super::call::Call;
use super::directory::{Fold, Index};
use super::entries::{Entries, Entry};
use super::retry::{self, Retries};
use super::stats::Stats;
use super::{Caller, Directory, Error, Outage, Snapshot};
use crate::Way;
use crate::observe::{self, Observer};
use crate::workers;

/// How PactFlow is reached, and how much of what it is asked for.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// PactFlow's address; a path in it is kept as a prefix.
    pub url: Url,
    /// How long setting up a connection may take.
    pub connect_timeout: Duration,
    /// How long one attempt at a call may take, its whole answer included.
    pub request_timeout: Duration,
    /// How often a call may be repeated (DEC-36).
    pub retries: usize,
    /// How many calls may be under way at once.
    pub max_calls: usize,
    /// After how many failures in a row PactFlow is left alone; never where it is 0 (DEC-37).
    pub breaker_failures: usize,
    /// How long it is then left alone.
    pub breaker_pause: Duration,
    /// What stands between here and PactFlow.
    pub way: Way,
    /// How many pools of connections there are: one for each worker, since a connection is looked after by the runtime
    /// that it was opened in.
    pub pools: usize,
}

/// The HTTP client could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client for PactFlow cannot be set up")]
pub struct StartError(#[source] reqwest::Error);

/// A client of one PactFlow. It holds connections and no token. Its clones share everything.
#[derive(Debug, Clone)]
pub struct Client {
    /// One for each worker.
    http: Arc<[reqwest::Client]>,
    base: Url,
    observer: Arc<Observer>,
    request_timeout: Duration,
    guards: Arc<Guards>,
    directory: Directory,
}

/// What keeps PactFlow from being asked too much.
#[derive(Debug)]
struct Guards {
    retries: Retries,
    breaker: Breaker,
    places: Semaphore,
    stats: Stats,
}

/// What came back with a success status.
#[derive(Debug, Default)]
struct Answer {
    headers: HeaderMap,
    body: Bytes,
}

impl Client {
    /// A client that only ever sends to the origin of `options.url`, and follows no redirect away from it.
    ///
    /// # Errors
    /// [`StartError`] where the TLS set-up fails.
    pub fn new(options: ClientOptions) -> Result<Self, StartError> {
        let pool = |_| {
            let client = options
                .way
                .client()
                .connect_timeout(options.connect_timeout);
            // Shorter than the keep-alive of common load balancers, so that a connection they closed is rarely reused.
            let client = client.pool_idle_timeout(Duration::from_secs(15));
            client.tcp_nodelay(true).build().map_err(StartError)
        };
        let http = (0..options.pools.max(1))
            .map(pool)
            .collect::<Result<_, _>>()?;
        let guards = Guards {
            retries: Retries::new(options.retries),
            breaker: Breaker::new(options.breaker_failures, options.breaker_pause),
            places: Semaphore::new(options.max_calls),
            stats: Stats::default(),
        };
        Ok(Self {
            http,
            base: options.url,
            observer: Arc::default(),
            request_timeout: options.request_timeout,
            guards: Arc::new(guards),
            directory: Directory::off(|text| Cow::Borrowed(text)),
        })
    }

    /// The same client, whose calls `observer` writes down.
    #[must_use]
    pub fn observed_by(self, observer: Arc<Observer>) -> Self {
        Self { observer, ..self }
    }

    /// The same client, which looks users up in this directory first.
    #[must_use]
    pub fn indexed_by(self, directory: Directory) -> Self {
        Self { directory, ..self }
    }

    /// The connections of the worker that this runs on.
    fn http(&self) -> &reqwest::Client {
        &self.http[workers::number() % self.http.len()]
    }

    /// The look-up index of the caller's token, where there is one.
    pub(super) fn index(&self, caller: &Caller) -> Option<Arc<Index>> {
        self.directory.of(caller)
    }

    /// The look-up index of the caller's token, which PactFlow has just accepted; `None` where there are to be none.
    pub(super) fn open_index(&self, caller: &Caller) -> Option<Arc<Index>> {
        self.directory.open(caller)
    }

    /// The look-up indexes of all tokens, for what is written.
    pub(super) fn indexes(&self) -> Vec<Arc<Index>> {
        self.directory.all()
    }

    /// How two names that count as the same become one.
    pub(super) fn fold(&self) -> Fold {
        self.directory.fold()
    }

    /// What has been counted so far.
    #[must_use]
    pub fn stats(&self) -> Snapshot {
        let Guards { stats, breaker, .. } = &*self.guards;
        stats.snapshot(breaker.state(), self.directory.stats())
    }

    /// Makes `call` and reads the resource that comes back.
    pub(super) async fn read<T: DeserializeOwned>(
        &self,
        caller: &Caller,
        call: Call<'_>,
    ) -> Result<T, Error> {
        let answer = self.exchange(caller, call, None).await?;
        parse(&answer.body)
    }

    /// Makes `call` and reads what comes back, if anything does, and each entry of the list at `path` as it arrives. `put`
    /// puts the entries where they belong.
    pub(super) async fn read_many<T: DeserializeOwned, E: Entry>(
        &self,
        caller: &Caller,
        call: Call<'_>,
        path: &'static [&'static str],
        put: impl FnOnce(&mut T, Vec<E>),
    ) -> Result<Option<T>, Error> {
        let mut entries = Entries::new(path, call.largest_answer);
        self.exchange(caller, call, Some(&mut entries)).await?;
        let (rest, entries) = entries.into_parts();
        if rest.is_empty() {
            return Ok(None);
        }
        let mut whole = parse(&rest)?;
        if !entries.is_empty() {
            put(&mut whole, entries);
        }
        Ok(Some(whole))
    }

    /// Makes `call` and asks only whether it worked.
    pub(super) async fn send(&self, caller: &Caller, call: Call<'_>) -> Result<(), Error> {
        self.exchange(caller, call, None).await.map(drop)
    }

    /// Makes `call` and gives the last segment of the answer's `Location`: the identifier of what was created.
    pub(super) async fn send_for_location(
        &self,
        caller: &Caller,
        call: Call<'_>,
    ) -> Result<String, Error> {
        let answer = self.exchange(caller, call, None).await?;
        let location = answer
            .headers
            .get(LOCATION)
            .and_then(|location| location.to_str().ok())
            .unwrap_or_default();
        match location.trim_end_matches('/').rsplit('/').next() {
            Some(uuid) if uuid::Uuid::try_parse(uuid).is_ok() => Ok(uuid.to_owned()),
            _ => Err(Error::Unreadable(
                "its Location does not name what was created".to_owned(),
            )),
        }
    }

    /// Whether PactFlow answers its heartbeat within `limit`, without a token: any answer of its own below 500 will do.
    pub async fn is_reachable(&self, limit: Duration) -> bool {
        let Ok(url) = self.address(&Call::get(&["diagnostic", "status", "heartbeat"])) else {
            return false;
        };
        let answer = self.http().get(url).timeout(limit).send().await;
        answer.is_ok_and(|response| !response.status().is_server_error())
    }

    /// Makes `call`, and makes it again where that is safe, may help and is in time (DEC-36). Where there is a `sink`, the
    /// answer's body goes there.
    async fn exchange(
        &self,
        caller: &Caller,
        call: Call<'_>,
        mut sink: Option<&mut dyn Sink>,
    ) -> Result<Answer, Error> {
        let Guards { retries, stats, .. } = &*self.guards;
        let mut waits = retries.waits();
        let mut may_be_done = false;
        let mut is_repeated = false;
        loop {
            let sink = sink.as_mut().map(|sink| {
                sink.begin();
                &mut **sink as &mut dyn Sink
            });
            let error = match self.guarded(caller, &call, is_repeated, sink).await {
                // What an attempt before this one has deleted is not there any more.
                Err(Error::NotFound) if may_be_done && call.deletes_its_path() => {
                    return Ok(Answer::default());
                }
                Err(error) => error,
                answer => return answer,
            };
            let wait = waits
                .next()
                .and_then(|wait| retry::wait(call.is_idempotent, &error, wait, caller.time_left()));
            let Some(wait) = wait else { return Err(error) };
            if !retries.may_spend() {
                stats.retries_unaffordable.add();
                return Err(error);
            }
            stats.retries.add();
            tracing::info!(%error, method = %call.method, milliseconds = wait.as_millis(), "PactFlow is asked again");
            tokio::time::sleep(wait).await;
            may_be_done |= retry::may_have_arrived(&error);
            is_repeated = true;
        }
    }

    /// One attempt, once there is a place for it, and only where the breaker lets it out.
    async fn guarded(
        &self,
        caller: &Caller,
        call: &Call<'_>,
        is_repeated: bool,
        sink: Option<&mut dyn Sink>,
    ) -> Result<Answer, Error> {
        let Guards { breaker, stats, .. } = &*self.guards;
        let _place = self.place(caller).await?;
        let pass = breaker.admit().map_err(|wait| {
            stats.paused.add();
            Error::Unavailable {
                why: Outage::Paused,
                retry_after: Some(wait),
            }
        })?;
        // A first attempt has its whole time, whatever is left of the request's: cut short, a write would be in doubt.
        let limit = if is_repeated {
            self.request_timeout.min(caller.time_left())
        } else {
            self.request_timeout
        };
        let _flying = stats.fly();
        let mut observed =
            observe::Call::begin(&self.observer, &call.method, &self.base, &call.path);
        let answer = self.attempt(caller, call, limit, &mut observed, sink).await;
        observed.ended(answer.as_ref().map_or_else(Error::outcome, |_| observe::OK));
        let reached = !answer.as_ref().is_err_and(retry::is_out_of_reach);
        if pass.report(reached) {
            stats.breaker_opened.add();
        }
        if let Err(Error::Unauthorized) = answer {
            self.directory.forget(caller);
        }
        answer
    }

    /// A place among `PACTFLOW_MAX_CALLS`. It is awaited as long as the request has time, and by a write that outlives
    /// its request (DEC-25) as long as one call may take.
    async fn place(&self, caller: &Caller) -> Result<SemaphorePermit<'_>, Error> {
        let Guards { places, stats, .. } = &*self.guards;
        let patience = match caller.time_left() {
            Duration::ZERO => self.request_timeout,
            left => left,
        };
        let place = tokio::time::timeout(patience, places.acquire()).await;
        place.ok().and_then(Result::ok).ok_or_else(|| {
            stats.crowded.add();
            Outage::Crowded.into()
        })
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    // serde_json's messages name the place and the kind of what was found, never a value of ours.
    serde_json::from_slice(body).map_err(|error| {
        Error::Unreadable(format!(
            "at line {} column {}",
            error.line(),
            error.column()
        ))
    })
}

#[cfg(test)]
mod tests;
