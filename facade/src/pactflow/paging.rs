//! From PactFlow's numbered pages to a window at any offset, and to a walk over everything.

use std::future::Future;
use std::pin::pin;

use futures::stream::{self, FuturesOrdered, Stream, TryStreamExt};

use super::{Error, Page};

/// How many resources a walk asks for at a time.
pub(super) const WALK_PAGE: usize = 500;

/// How many it asks for where PactFlow refuses that.
const MODEST_PAGE: usize = 100;

/// How many calls that only read are made at the same time for one purpose.
pub const SIDE_BY_SIDE: usize = 8;

/// The most resources that one page is asked for.
const LARGEST_PAGE: usize = 1000;

/// Some resources out of all that match.
#[derive(Debug, Clone, PartialEq)]
pub struct Window<T> {
    /// The resources from the offset on, as many as were asked for where there are as many.
    pub items: Vec<T>,
    /// All resources that match.
    pub total: usize,
}

/// Reads `count` resources from `offset` (from 0) on: one page where the offset is a multiple of `count`, else two.
/// `fetch` reads the page of a number (from 1) and a size.
pub async fn window<T, F>(
    offset: usize,
    count: usize,
    fetch: impl Fn(usize, usize) -> F,
) -> Result<Window<T>, Error>
where
    F: Future<Output = Result<Page<T>, Error>>,
{
    let mut size = count.clamp(1, LARGEST_PAGE);
    let mut items = Vec::new();
    loop {
        let position = offset + items.len();
        let number = position / size + 1;
        let page = fetch(number, size).await?;
        let Some(meta) = page.meta else {
            // Without metadata the total is unknown, and so is whether PactFlow heeded the page at all.
            let mut all = walk(fetch).await?;
            let total = all.len();
            let items = all.drain(offset.min(total)..).take(count).collect();
            return Ok(Window { items, total });
        };
        if meta.size > 0 && meta.size < size {
            // PactFlow gives smaller pages than it was asked for, so this one starts somewhere else.
            size = meta.size;
            continue;
        }
        let total = meta.total_elements;
        let before = items.len();
        items.extend(
            page.items
                .into_iter()
                .skip(position % size)
                .take(count - items.len()),
        );
        let is_over = items.len() == before || offset + items.len() >= total;
        if items.len() >= count || is_over {
            return Ok(Window { items, total });
        }
    }
}

/// Everything, page by page in PactFlow's order. The first page says how many there are; those after it are read side by
/// side.
pub fn pages<T, F>(
    size: usize,
    fetch: impl Fn(usize, usize) -> F,
) -> impl Stream<Item = Result<Page<T>, Error>>
where
    F: Future<Output = Result<Page<T>, Error>>,
{
    let walk = Walk {
        reads: FuturesOrdered::new(),
        size,
        next: 1,
        last: 1,
    };
    stream::try_unfold((walk, fetch), |(mut walk, fetch)| async move {
        let page = loop {
            while walk.next <= walk.last && walk.reads.len() < SIDE_BY_SIDE {
                walk.reads.push_back(fetch(walk.next, walk.size));
                walk.next += 1;
            }
            match walk.reads.try_next().await {
                // How large a page may be is not documented, so the first one is an attempt.
                Err(Error::Rejected { .. }) if walk.last == 1 && walk.size > MODEST_PAGE => {
                    walk.size = MODEST_PAGE;
                    walk.next = 1;
                }
                other => break other?,
            }
        };
        Ok(page.map(|page: Page<T>| {
            if let Some(meta) = page.meta.filter(|meta| meta.size > 0) {
                walk.last = walk.last.max(meta.total_elements.div_ceil(meta.size));
            } else if page.has_next && walk.reads.is_empty() {
                walk.last = walk.next;
            }
            if page.items.is_empty() {
                walk.last = 0;
            }
            (page, (walk, fetch))
        }))
    })
}

struct Walk<F: Future> {
    reads: FuturesOrdered<F>,
    size: usize,
    /// The number of the page that is asked for next.
    next: usize,
    /// The number of the last page, as far as is known.
    last: usize,
}

/// Reads everything.
pub async fn walk<T, F>(fetch: impl Fn(usize, usize) -> F) -> Result<Vec<T>, Error>
where
    F: Future<Output = Result<Page<T>, Error>>,
{
    let mut all = Vec::new();
    let mut pages = pin!(pages(WALK_PAGE, fetch));
    while let Some(page) = pages.try_next().await? {
        all.extend(page.items);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::pactflow::PageMeta;

    /// A PactFlow with `total` resources, numbered from 0, that gives at most `largest` of them in a page.
    async fn ask(
        total: usize,
        largest: usize,
        offset: usize,
        count: usize,
    ) -> (Vec<usize>, usize, usize) {
        let calls = RefCell::new(0);
        let fetch = |number: usize, size: usize| {
            *calls.borrow_mut() += 1;
            let size = size.min(largest);
            let items: Vec<usize> = (0..total).skip((number - 1) * size).take(size).collect();
            let meta = Some(PageMeta {
                number,
                size,
                total_elements: total,
            });
            async move {
                Ok(Page {
                    has_next: number * size < total,
                    items,
                    meta,
                })
            }
        };
        let window = window(offset, count, fetch).await.unwrap();
        (window.items, window.total, calls.into_inner())
    }

    #[tokio::test]
    async fn an_aligned_window_costs_one_call_and_a_straddling_one_two() {
        assert_eq!(
            ask(250, 1000, 100, 100).await,
            ((100..200).collect(), 250, 1)
        );
        assert_eq!(
            ask(250, 1000, 200, 100).await,
            ((200..250).collect(), 250, 1)
        );
        assert_eq!(ask(250, 1000, 50, 100).await, ((50..150).collect(), 250, 2));
        assert_eq!(
            ask(250, 1000, 240, 100).await,
            ((240..250).collect(), 250, 1)
        );
    }

    #[tokio::test]
    async fn a_window_beyond_the_end_is_empty_and_knows_the_total() {
        assert_eq!(ask(250, 1000, 1000, 100).await, (vec![], 250, 1));
        assert_eq!(ask(0, 1000, 0, 100).await, (vec![], 0, 1));
    }

    #[tokio::test]
    async fn smaller_pages_than_asked_for_are_put_together() {
        assert_eq!(ask(250, 30, 50, 100).await.0, (50..150).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn without_metadata_everything_is_read_and_cut() {
        let fetch = |number: usize, _| async move {
            Ok(Page {
                items: (0..7).map(|i| number * 100 + i).collect(),
                meta: None,
                has_next: number < 2,
            })
        };
        let window = window(5, 4, fetch).await.unwrap();
        assert_eq!(
            window,
            Window {
                items: vec![105, 106, 200, 201],
                total: 14
            }
        );
    }
}
