//! Looking at everyone once, for all who wait.

use std::pin::pin;
use std::sync::{Arc, PoisonError};

use futures::future::{BoxFuture, Shared};
use futures::{FutureExt, TryStreamExt};
use tokio::time::Instant;
use tracing::Instrument;

use super::index::Index;
use crate::observe::in_current_request;
use crate::pactflow::model::Names;
use crate::pactflow::paging::{SIDE_BY_SIDE, pages};
use crate::pactflow::users::Users;
use crate::pactflow::{Caller, Client, Error, Outage, UserQuery};

/// A sweep that several wait for.
pub(super) type Flight = Shared<BoxFuture<'static, Result<(), Error>>>;

/// How often everyone is looked at in one sweep, where people were deleted while it was under way.
const ATTEMPTS: usize = 3;

/// Sees to it that the index knows everybody who was there when `arrived` was, or not longer before than its age may be.
pub(super) async fn refresh(
    users: &Users<'_>,
    index: &Arc<Index>,
    arrived: Instant,
) -> Result<(), Error> {
    // The sweep that is under way may have begun too early for this caller, and the next one has not.
    for _ in 0..2 {
        if index.is_complete_for(arrived) {
            break;
        }
        board(users, index).await?;
    }
    Ok(())
}

/// The sweep under way, or a new one. It runs in a task of its own, so that it comes to its end even where whoever began
/// it gives up.
fn board(users: &Users<'_>, index: &Arc<Index>) -> Flight {
    let mut flight = index.flight.lock().unwrap_or_else(PoisonError::into_inner);
    match &*flight {
        Some(flight) if flight.peek().is_none() => flight.clone(),
        _ => {
            let (client, caller, index) = (
                users.client.clone(),
                users.caller.clone(),
                Arc::clone(index),
            );
            let task = async move { sweep(&client, &caller, &index).await };
            let task = tokio::spawn(in_current_request(task).in_current_span());
            let landed = async {
                let gone = |_| Err(Outage::Broken.into());
                task.await.unwrap_or_else(gone)
            };
            flight.insert(landed.boxed().shared()).clone()
        }
    }
}

async fn sweep(client: &Client, caller: &Caller, index: &Index) -> Result<(), Error> {
    let began = Instant::now();
    index.begin_sweep();
    if let Err(error) = read_everyone(client, caller, index).await {
        index.abandon_sweep();
        index.counts().failed_sweeps.add();
        return Err(error);
    }
    let keys = index.end_sweep(began);
    index.counts().sweeps.add();
    let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(
        keys,
        milliseconds,
        "looked at all users for the look-up index"
    );
    Ok(())
}

/// Reads all pages. Where somebody was deleted meanwhile, others have moved to pages that were read before, and everything
/// is read once more; nothing of what was seen is lost by that.
async fn read_everyone(client: &Client, caller: &Caller, index: &Index) -> Result<(), Error> {
    let (users, query) = (client.users(caller), UserQuery::default());
    for _ in 0..ATTEMPTS {
        let mut most = 0;
        let mut has_shrunk = false;
        let mut pages = pin!(pages(SIDE_BY_SIDE, |number, size| {
            users.list_as::<Names<'static>>(&query, number, size)
        }));
        while let Some(page) = pages.try_next().await? {
            index.swept(&page.items);
            if let Some(meta) = page.meta {
                has_shrunk |= meta.total_elements < most;
                most = most.max(meta.total_elements);
            }
        }
        let has_shifted = index.has_shifted();
        if !(has_shrunk || has_shifted) {
            break;
        }
    }
    Ok(())
}
