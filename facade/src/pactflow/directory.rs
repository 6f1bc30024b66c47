//! The look-up index: whom PactFlow has under a sign-in name, an e-mail address or an external id, for each token.
//!
//! PactFlow promises to search names and e-mail addresses only, so without an index whoever is looked up by a sign-in
//! name has to be looked for among everyone. A hit in the index is no more than a guess, which the read that the answer
//! needs anyway confirms or refutes. So what the index holds too much costs a call and nothing else; only what it lacks
//! could do harm. It lacks nobody who was there when the last sweep over all users began, nor anybody whom this process
//! has seen since, and its silence is believed no longer than `SCIM_INDEX_MAX_AGE` after that.

mod counts;
mod index;
mod sweep;

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::{StreamExt, TryStreamExt, future, stream};
use tokio::time::Instant;
use uuid::Uuid;

use super::paging::SIDE_BY_SIDE;
use super::{Caller, Error, Fingerprint, Team, Teams, User, UserQuery, Users};
use counts::Counts;
pub use counts::IndexSnapshot;
pub(super) use index::Index;

/// How many tokens have an index at the same time; the one that was not used for longest gives way.
const TOKENS: usize = 8;

/// How many users one guess by PactFlow's `q` is asked for.
const GUESS: usize = 100;

/// How two texts that count as the same become one: the law is the protocol's, of which this room knows nothing.
pub type Fold = fn(&str) -> Cow<'_, str>;

/// What a user can be looked up by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Key<'a> {
    /// The sign-in name, whatever its case. PactFlow's `q` does not promise to look at it.
    SignInName(&'a str),
    /// The e-mail address, whatever its case. PactFlow's `q` finds everybody who has it.
    Email(&'a str),
    /// The identity provider's own id, case and all. PactFlow cannot search for it.
    ExternalId(&'a str),
}

/// The kind of key without the text, which names a person.
impl fmt::Debug for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SignInName(_) => "SignInName",
            Self::Email(_) => "Email",
            Self::ExternalId(_) => "ExternalId",
        })
    }
}

impl Key<'_> {
    fn is_of(self, user: &User, fold: Fold) -> bool {
        let same = |present: &Option<String>, text: &str| {
            present
                .as_deref()
                .is_some_and(|present| fold(present) == fold(text))
        };
        match self {
            Self::SignInName(text) => same(&user.external_idp_username, text),
            Self::Email(text) => same(&user.email, text),
            Self::ExternalId(text) => user.external_idp_id.as_deref() == Some(text),
        }
    }
}

/// The indexes of all tokens, or none where there are to be none. Clones share them.
#[derive(Debug, Clone)]
pub struct Directory {
    fold: Fold,
    tokens: Option<Arc<Tokens>>,
}

#[derive(Debug)]
struct Tokens {
    max_age: Duration,
    counts: Arc<Counts>,
    /// The one that was used last stands first.
    indexes: Mutex<Vec<(Fingerprint, Arc<Index>)>>,
}

impl Directory {
    /// An index for each token, whose silence is believed for `max_age`.
    pub fn new(max_age: Duration, fold: Fold) -> Self {
        let tokens = Tokens {
            max_age,
            counts: Arc::default(),
            indexes: Mutex::default(),
        };
        Self {
            fold,
            tokens: Some(Arc::new(tokens)),
        }
    }

    /// No index: whom PactFlow cannot search for is looked for among everyone, each time.
    pub fn off(fold: Fold) -> Self {
        Self { fold, tokens: None }
    }

    /// How two texts that count as the same become one.
    pub(super) fn fold(&self) -> Fold {
        self.fold
    }

    /// The index of the caller's token, where there is one.
    pub(super) fn of(&self, caller: &Caller) -> Option<Arc<Index>> {
        self.tokens.as_ref()?.of(caller, None)
    }

    /// The index of the caller's token, which is made where there is none. Only for a token that PactFlow has just
    /// accepted, so that nobody can drive out others' indexes with tokens that do not exist.
    pub(super) fn open(&self, caller: &Caller) -> Option<Arc<Index>> {
        self.tokens.as_ref()?.of(caller, Some(self.fold))
    }

    /// The indexes of all tokens. What one of them writes, the others are told of as well: who may not see it will not be
    /// able to read it either, and without a read it is not believed.
    pub(super) fn all(&self) -> Vec<Arc<Index>> {
        let indexes = self.tokens.as_ref().map(|tokens| tokens.lock());
        let indexes = indexes.iter().flat_map(|indexes| indexes.iter());
        indexes.map(|(_, index)| Arc::clone(index)).collect()
    }

    /// What the indexes hold, and what they have counted.
    pub(super) fn stats(&self) -> IndexSnapshot {
        let Some(tokens) = &self.tokens else {
            return IndexSnapshot::default();
        };
        tokens.counts.snapshot(&self.all())
    }

    /// Forgets what the caller's token has seen, because PactFlow does not accept it any more.
    pub(super) fn forget(&self, caller: &Caller) {
        if let Some(tokens) = &self.tokens {
            let token = caller.fingerprint();
            tokens.lock().retain(|(present, _)| *present != token);
        }
    }
}

impl Tokens {
    fn of(&self, caller: &Caller, make: Option<Fold>) -> Option<Arc<Index>> {
        let token = caller.fingerprint();
        let mut indexes = self.lock();
        let index = match indexes.iter().position(|(present, _)| *present == token) {
            Some(at) => indexes.remove(at).1,
            None => Arc::new(Index::new(self.max_age, make?, Arc::clone(&self.counts))),
        };
        indexes.insert(0, (token, Arc::clone(&index)));
        indexes.truncate(TOKENS);
        Some(index)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Fingerprint, Arc<Index>)>> {
        self.indexes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Users<'_> {
    /// Everybody who has this key now, each freshly read. One call for somebody whom the index knows, and none for
    /// somebody whom it has reason not to know; else PactFlow's own search is asked, and only then everyone is looked at,
    /// once for all who wait. They come in the order of their UUIDs, since the pages of a list have to fit together whichever
    /// way they were found (DEC-56).
    pub async fn find(&self, key: Key<'_>) -> Result<Vec<User>, Error> {
        let mut found = self.holders(key).await?;
        found.sort_by(|one, other| one.uuid.cmp(&other.uuid));
        Ok(found)
    }

    async fn holders(&self, key: Key<'_>) -> Result<Vec<User>, Error> {
        let arrived = Instant::now();
        if let Some(index) = self.client.index(self.caller) {
            let known = self.read_known(&index, key).await?;
            if !known.is_empty() {
                index.counts().hits.add();
                return Ok(known);
            }
            if index.is_silent_of(key, arrived) {
                index.counts().silences.add();
                return Ok(known);
            }
        }
        let found = self.search(key).await?;
        let index = self.client.open_index(self.caller);
        if let Some(index) = &index {
            index.counts().misses.add();
            found.iter().for_each(|user| index.saw(user));
        }
        match (key, index) {
            // What an e-mail address's owner is not found by does not exist.
            (Key::Email(_), _) => Ok(found),
            _ if !found.is_empty() => Ok(found),
            (_, Some(index)) => {
                sweep::refresh(self, &index, arrived).await?;
                self.read_known(&index, key).await
            }
            (_, None) => {
                let has_key = |user: &User| future::ready(key.is_of(user, self.client.fold()));
                let everyone = self.all(UserQuery::default());
                everyone.try_filter(has_key).try_collect().await
            }
        }
    }

    /// Whom PactFlow's own search finds: for an e-mail address everybody who has it, for anything else perhaps somebody,
    /// since `q` looks at names and e-mail addresses.
    async fn search(&self, key: Key<'_>) -> Result<Vec<User>, Error> {
        let has_key = |user: &User| key.is_of(user, self.client.fold());
        let query = |q: &str| UserQuery {
            q: Some(q.to_owned()),
            ..UserQuery::default()
        };
        match key {
            Key::Email(address) => {
                let near = self.all(query(address));
                near.try_filter(|user| future::ready(has_key(user)))
                    .try_collect()
                    .await
            }
            Key::SignInName(text) | Key::ExternalId(text) => {
                let near = self.list(&query(text), 1, GUESS).await?;
                Ok(near.items.into_iter().filter(has_key).collect())
            }
        }
    }

    /// The users whom the index has under this key, as PactFlow has them now. What a read refutes is forgotten.
    async fn read_known(&self, index: &Index, key: Key<'_>) -> Result<Vec<User>, Error> {
        let read = |uuid: Uuid| async move {
            match self.get(&uuid.to_string()).await {
                Ok(user) if key.is_of(&user, self.client.fold()) => Ok(Some(user)),
                Ok(user) => {
                    index.refuted(key, uuid, Some(&user));
                    Ok(None)
                }
                Err(Error::NotFound) => {
                    index.refuted(key, uuid, None);
                    Ok(None)
                }
                Err(error) => Err(error),
            }
        };
        side_by_side(index.candidates(key), read).await
    }
}

impl Teams<'_> {
    /// The teams that the index has under this name and that still have it, whatever its case, each read with its members.
    /// That it finds none proves nothing: PactFlow's own search does.
    pub async fn known(&self, name: &str) -> Result<Vec<Team>, Error> {
        let Some(index) = self.client.index(self.caller) else {
            return Ok(Vec::new());
        };
        let (fold, index) = (self.client.fold(), index.as_ref());
        let has_name = |team: &Team| {
            let present = team.summary.name.as_deref();
            present.is_some_and(|present| fold(present) == fold(name))
        };
        let read = |uuid: Uuid| async move {
            match self.get(&uuid.to_string()).await {
                Ok(team) if has_name(&team) => Ok(Some(team)),
                Ok(_) | Err(Error::NotFound) => {
                    index.refuted_team(name, uuid);
                    Ok(None)
                }
                Err(error) => Err(error),
            }
        };
        side_by_side(index.teams(name), read).await
    }
}

/// What is read under these UUIDs, in their order.
async fn side_by_side<T, F>(uuids: Vec<Uuid>, read: impl Fn(Uuid) -> F) -> Result<Vec<T>, Error>
where
    F: Future<Output = Result<Option<T>, Error>>,
{
    let read = stream::iter(uuids).map(read).buffered(SIDE_BY_SIDE);
    read.try_filter_map(|found| future::ready(Ok(found)))
        .try_collect()
        .await
}

#[cfg(test)]
mod tests;
