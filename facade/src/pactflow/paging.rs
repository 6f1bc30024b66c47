//! From PactFlow's numbered pages to a window at any offset, and to a walk over everything.
//!
//! What the pages say of themselves is believed only as far as it can do no harm: a list that cannot be put together is
//! an error, because a part of it would pass for the whole.

use std::collections::HashSet;
use std::future::Future;
use std::ops::ControlFlow;

use super::{Error, Page};

/// How many resources a walk asks for at a time.
const WALK_PAGE: usize = 100;

/// The most resources that one page is asked for.
const LARGEST_PAGE: usize = 1000;

/// The most resources that a walk gathers: more than any PactFlow has, and less than memory holds.
const MOST: usize = 200_000;

/// A resource in a list, which PactFlow names twice where the list changes while it is read.
pub trait Listed {
    /// PactFlow's identifier.
    fn uuid(&self) -> &str;
}

/// Some resources out of all that match.
#[derive(Debug, Clone, PartialEq)]
pub struct Window<T> {
    /// The resources from the offset on, as many as were asked for where there are as many.
    pub items: Vec<T>,
    /// All resources that match, which are no fewer than those up to the end of the window.
    pub total: usize,
}

/// Reads `count` resources from `offset` (from 0) on: one page where the offset is a multiple of `count`, else two.
/// `fetch` reads the page of a number (from 1) and a size.
///
/// # Errors
/// What `fetch` gives, and [`Error::Unreadable`] where no page has the size that the one before it announced.
pub async fn window<T, F>(
    offset: usize,
    count: usize,
    fetch: impl Fn(usize, usize) -> F,
) -> Result<Window<T>, Error>
where
    T: Listed,
    F: Future<Output = Result<Page<T>, Error>>,
{
    let mut size = count.clamp(1, LARGEST_PAGE);
    let mut is_asked = true;
    let mut items: Vec<T> = Vec::new();
    loop {
        let position = offset.saturating_add(items.len());
        let page = fetch(position / size + 1, size).await?;
        let Some(meta) = page.meta else {
            // Without metadata the total is unknown, and so is whether PactFlow heeded the page at all.
            let mut all = walk(fetch).await?;
            let total = all.len();
            let items = all.drain(offset.min(total)..).take(count).collect();
            return Ok(Window { items, total });
        };
        if meta.size > 0 && meta.size != size {
            if !is_asked {
                return Err(Error::Unreadable("its pages change in size".to_owned()));
            }
            // PactFlow gives pages of another size than it was asked for, so this one starts somewhere else.
            is_asked = false;
            size = meta.size;
            continue;
        }
        let before = items.len();
        items.extend(
            page.items
                .into_iter()
                .skip(position % size)
                .take(count - items.len()),
        );
        let end = offset.saturating_add(items.len());
        if items.len() >= count || items.len() == before || end >= meta.total_elements {
            let total = if items.is_empty() {
                meta.total_elements
            } else {
                meta.total_elements.max(end)
            };
            let mut seen = HashSet::new();
            items.retain(|item| seen.insert(item.uuid().to_owned()));
            return Ok(Window { items, total });
        }
    }
}

/// Reads everything, page by page, and each resource once.
///
/// # Errors
/// What `fetch` gives, and [`Error::Unreadable`] where the pages have no end.
pub async fn walk<T, F>(fetch: impl Fn(usize, usize) -> F) -> Result<Vec<T>, Error>
where
    T: Listed,
    F: Future<Output = Result<Page<T>, Error>>,
{
    let mut all = Vec::new();
    each(fetch, |item| {
        all.push(item);
        ControlFlow::Continue(())
    })
    .await?;
    Ok(all)
}

/// Reads page by page up to the first resource that is `wanted`.
///
/// # Errors
/// What `fetch` gives, and [`Error::Unreadable`] where the pages have no end.
pub async fn find<T, F>(
    fetch: impl Fn(usize, usize) -> F,
    wanted: impl Fn(&T) -> bool,
) -> Result<Option<T>, Error>
where
    T: Listed,
    F: Future<Output = Result<Page<T>, Error>>,
{
    let mut found = None;
    each(fetch, |item| {
        if wanted(&item) {
            found = Some(item);
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })
    .await?;
    Ok(found)
}

/// Reads page by page and hands over each resource once, until `take` has enough.
async fn each<T, F>(
    fetch: impl Fn(usize, usize) -> F,
    mut take: impl FnMut(T) -> ControlFlow<()>,
) -> Result<(), Error>
where
    T: Listed,
    F: Future<Output = Result<Page<T>, Error>>,
{
    let mut seen = HashSet::new();
    for number in 1.. {
        let page = fetch(number, WALK_PAGE).await?;
        let is_empty = page.items.is_empty();
        let has_more = page.has_next
            || page
                .meta
                .is_some_and(|meta| number.saturating_mul(meta.size) < meta.total_elements);
        let before = seen.len();
        for item in page.items {
            if seen.insert(item.uuid().to_owned()) && take(item).is_break() {
                return Ok(());
            }
        }
        if is_empty || !has_more {
            break;
        }
        if seen.len() == before {
            return Err(Error::Unreadable("its pages repeat themselves".to_owned()));
        }
        if seen.len() > MOST {
            return Err(Error::Unreadable(format!(
                "it lists more than {MOST} resources"
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
