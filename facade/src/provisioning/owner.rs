//! Whose token it is, asked of PactFlow once for each token.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{Context, Error, Provisioning};
use crate::pactflow::{self, Fingerprint};

/// How long it counts that PactFlow does not say whose token it is. A token's owner, once said, never changes.
const UNSAID: Duration = Duration::from_secs(3600);

/// How many tokens are remembered at most: a provider has one.
const MOST_TOKENS: usize = 256;

/// The account that a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owner {
    /// PactFlow's identifier, in lower case.
    pub(super) uuid: String,
    /// The account's name.
    pub(super) name: Option<String>,
}

/// What PactFlow said of tokens, by their fingerprints: `None` where it does not say whose one is.
#[derive(Debug, Default)]
pub(super) struct Owners(Mutex<HashMap<Fingerprint, (Instant, Option<Owner>)>>);

impl Owners {
    fn known(&self, token: &Fingerprint, now: Instant) -> Option<Option<Owner>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, owner) = known.get(token)?;
        (owner.is_some() || now.duration_since(*since) < UNSAID).then(|| owner.clone())
    }

    fn remember(&self, token: Fingerprint, owner: Option<Owner>, now: Instant) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_TOKENS {
            known.clear();
        }
        known.insert(token, (now, owner));
    }
}

impl Provisioning {
    /// The account that the caller's token belongs to; `None` where PactFlow does not say, or is not to be asked.
    ///
    /// # Errors
    /// Where PactFlow cannot be asked now.
    pub(super) async fn owner(&self, cx: &Context) -> Result<Option<Owner>, Error> {
        if !self.options.rails.protect_token_owner {
            return Ok(None);
        }
        let token = cx.caller.fingerprint();
        if let Some(known) = self.owners.known(&token, Instant::now()) {
            return Ok(known);
        }
        let owner = match self.pactflow.users(&cx.caller).own().await {
            Ok(account) => Some(Owner {
                uuid: account.uuid.to_lowercase(),
                name: account.name,
            }),
            Err(error @ pactflow::Error::Unauthorized) => return Err(error.into()),
            Err(error) if error.is_temporary() => return Err(error.into()),
            Err(error) => {
                tracing::warn!(rule = "DEC-40", %error, "PactFlow does not say whose token it is; its owner can be named in SCIM_PROTECTED_USERS");
                None
            }
        };
        self.owners.remember(token, owner.clone(), Instant::now());
        Ok(owner)
    }

    /// The account that the caller's token belongs to, if that is known without asking.
    pub(super) fn known_owner(&self, cx: &Context) -> Option<Owner> {
        let token = cx.caller.fingerprint();
        self.owners.known(&token, Instant::now()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;
    use crate::pactflow::Caller;

    fn token(number: usize) -> Fingerprint {
        let caller = Caller {
            token: number.to_string().into(),
            request_id: HeaderValue::from_static("r-1"),
            deadline: tokio::time::Instant::now(),
        };
        caller.fingerprint()
    }

    #[test]
    fn an_answer_counts_for_its_own_token_alone_and_for_an_hour_where_it_is_none() {
        let owners = Owners::default();
        let now = Instant::now();
        let owner = Owner {
            uuid: "ada".to_owned(),
            name: None,
        };
        owners.remember(token(1), Some(owner.clone()), now);
        assert_eq!(owners.known(&token(1), now), Some(Some(owner)));
        assert_eq!(owners.known(&token(2), now), None);
        owners.remember(token(2), None, now);
        assert_eq!(owners.known(&token(2), now), Some(None));
        let later = now + UNSAID;
        assert!(owners.known(&token(1), later).is_some());
        assert_eq!(owners.known(&token(2), later), None);
    }

    #[test]
    fn made_up_tokens_do_not_fill_the_memory() {
        let owners = Owners::default();
        for number in 0..10 * MOST_TOKENS {
            owners.remember(token(number), None, Instant::now());
        }
        assert!(owners.0.lock().unwrap().len() <= MOST_TOKENS);
    }
}
