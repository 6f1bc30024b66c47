//! From PactFlow's numbered pages to a window at any offset, and to a walk over everything.
//!
//! What the pages say of themselves is believed only as far as it can do no harm: a list that cannot be put together is
//! an error, because a part of it would pass for the whole.

use std::collections::HashSet;
use std::future::{Future, ready};
use std::pin::pin;

use futures::stream::{self, FuturesOrdered, Stream, StreamExt, TryStreamExt};
use uuid::Uuid;

use super::{Error, Page};

/// How many resources a walk asks for at a time.
const WALK_PAGE: usize = 500;

/// How many it asks for where PactFlow refuses that.
const MODEST_PAGE: usize = 100;

/// How many calls that only read are made at the same time for one purpose.
pub const SIDE_BY_SIDE: usize = 8;

/// The most resources that one page is asked for.
pub const LARGEST_PAGE: usize = 1000;

/// The most resources that a walk gathers: more than any PactFlow has, and less than memory holds.
pub(super) const MOST: usize = 200_000;

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

/// Reads `count` resources from `offset` (from 0) on: one page where the offset is a multiple of `count`, else two, and
/// as many as it takes where they are more than a page holds. `fetch` reads the page of a number (from 1) and a size.
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
    let (mut window, after) = begin(offset, count, fetch).await?;
    let after: Vec<T> = after.try_collect().await?;
    window.items.extend(after);
    Ok(window)
}

/// The same, where only the first page has been read; those after it are read side by side once they are asked for.
///
/// # Errors
/// As of [`window`].
pub async fn begin<T, F>(
    offset: usize,
    count: usize,
    fetch: impl Fn(usize, usize) -> F,
) -> Result<(Window<T>, impl Stream<Item = Result<T, Error>>), Error>
where
    T: Listed,
    F: Future<Output = Result<Page<T>, Error>>,
{
    let asked = count.clamp(1, LARGEST_PAGE);
    let mut page = fetch(offset / asked + 1, asked).await?;
    let size = match page.meta {
        Some(meta) if meta.size > 0 => meta.size,
        _ => asked,
    };
    if size != asked {
        // PactFlow gives pages of another size than it was asked for, so this one starts somewhere else.
        page = fetch(offset / size + 1, size).await?;
    }
    let (mut items, total, last) = match page.meta {
        Some(meta) => {
            check_size(&page, size)?;
            let is_last = page.items.len() < size;
            let items = page.items.into_iter().skip(offset % size).take(count);
            let items: Vec<T> = items.collect();
            let total = match items.len() {
                0 => meta.total_elements,
                some => meta.total_elements.max(offset.saturating_add(some)),
            };
            let end = offset.saturating_add(count).min(total);
            (items, total, if is_last { 0 } else { end.div_ceil(size) })
        }
        None => {
            // Without metadata the total is unknown, and so is whether PactFlow heeded the page at all.
            let mut all = walk(&fetch).await?;
            let total = all.len();
            let items = all.drain(offset.min(total)..).take(count).collect();
            (items, total, 0)
        }
    };
    let missing = count.saturating_sub(items.len());
    let mut seen = HashSet::new();
    items.retain(|item| seen.insert(key(item.uuid())));
    let after = stream::iter((offset / size).saturating_add(2)..=last)
        .map(move |number| fetch(number, size))
        .buffered(SIDE_BY_SIDE)
        .and_then(move |page| ready(check_size(&page, size).map(|()| page)))
        .map_ok(|page| stream::iter(page.items).map(Ok))
        .try_flatten()
        .take(missing)
        .try_filter(move |item| ready(seen.insert(key(item.uuid()))));
    Ok((Window { items, total }, after))
}

fn check_size<T>(page: &Page<T>, size: usize) -> Result<(), Error> {
    match page.meta {
        Some(meta) if meta.size == 0 || meta.size == size => Ok(()),
        _ => Err(Error::Unreadable("its pages change in size".to_owned())),
    }
}

/// Everything, each resource once and in PactFlow's order, `abreast` pages at a time.
///
/// # Errors
/// What `fetch` gives, and [`Error::Unreadable`] where the pages have no end.
pub fn all<T, F>(
    abreast: usize,
    fetch: impl Fn(usize, usize) -> F,
) -> impl Stream<Item = Result<T, Error>>
where
    T: Listed,
    F: Future<Output = Result<Page<T>, Error>>,
{
    pages(abreast, fetch)
        .map_ok(|page| stream::iter(page.items).map(Ok))
        .try_flatten()
}

/// Reads everything.
///
/// # Errors
/// As of [`all`].
pub async fn walk<T, F>(fetch: impl Fn(usize, usize) -> F) -> Result<Vec<T>, Error>
where
    T: Listed,
    F: Future<Output = Result<Page<T>, Error>>,
{
    all(SIDE_BY_SIDE, fetch).try_collect().await
}

/// Reads page by page up to the first resource that is `wanted`.
///
/// # Errors
/// As of [`all`].
pub async fn find<T, F>(
    fetch: impl Fn(usize, usize) -> F,
    wanted: impl Fn(&T) -> bool,
) -> Result<Option<T>, Error>
where
    T: Listed,
    F: Future<Output = Result<Page<T>, Error>>,
{
    let mut found = pin!(all(1, fetch).try_filter(|item| ready(wanted(item))));
    found.try_next().await
}

/// Everything, page by page. The first page says how many there are; of those after it `abreast` are read side by side.
/// What an earlier page has shown is left out.
///
/// # Errors
/// As of [`all`].
pub(super) fn pages<T, F>(
    abreast: usize,
    fetch: impl Fn(usize, usize) -> F,
) -> impl Stream<Item = Result<Page<T>, Error>>
where
    T: Listed,
    F: Future<Output = Result<Page<T>, Error>>,
{
    let walk = Walk {
        reads: FuturesOrdered::new(),
        size: WALK_PAGE,
        next: 1,
        last: 1,
        seen: HashSet::new(),
    };
    stream::try_unfold((walk, fetch), move |(mut walk, fetch)| async move {
        let page = loop {
            while walk.next <= walk.last && walk.reads.len() < abreast {
                walk.reads.push_back(fetch(walk.next, walk.size));
                walk.next += 1;
            }
            match walk.reads.try_next().await {
                // How large a page may be is not documented, so the first one is an attempt.
                Err(Error::Rejected { .. }) if walk.next == 2 && walk.size > MODEST_PAGE => {
                    walk.size = MODEST_PAGE;
                    walk.next = 1;
                }
                other => break other?,
            }
        };
        let Some(page) = page else { return Ok(None) };
        Ok(Some((walk.take(page)?, (walk, fetch))))
    })
}

/// How far a reading of everything has come.
struct Walk<F: Future> {
    /// The pages that are being read.
    reads: FuturesOrdered<F>,
    size: usize,
    /// The number of the page that is asked for next.
    next: usize,
    /// The number of the last page, as far as is known.
    last: usize,
    seen: HashSet<Uuid>,
}

impl<F: Future> Walk<F> {
    /// What is new in the page, and from its metadata how many pages there are.
    fn take<T: Listed>(&mut self, mut page: Page<T>) -> Result<Page<T>, Error> {
        let is_empty = page.items.is_empty();
        page.items.retain(|item| self.seen.insert(key(item.uuid())));
        if is_empty {
            self.last = 0;
        } else if let Some(meta) = page.meta.filter(|meta| meta.size > 0) {
            let last = meta.total_elements.div_ceil(meta.size);
            self.last = self.last.max(last);
        }
        if page.has_next && !is_empty && self.reads.is_empty() {
            self.last = self.last.max(self.next);
        }
        let has_more = !self.reads.is_empty() || self.next <= self.last;
        if has_more && !is_empty && page.items.is_empty() {
            return Err(Error::Unreadable("its pages repeat themselves".to_owned()));
        }
        if self.seen.len() > MOST {
            return Err(Error::Unreadable(format!(
                "it lists more than {MOST} resources"
            )));
        }
        Ok(page)
    }
}

/// What a resource is remembered by: its UUID, or one that stands for whatever it has instead.
fn key(uuid: &str) -> Uuid {
    Uuid::try_parse(uuid).unwrap_or_else(|_| Uuid::new_v5(&Uuid::NAMESPACE_OID, uuid.as_bytes()))
}

#[cfg(test)]
mod tests;
