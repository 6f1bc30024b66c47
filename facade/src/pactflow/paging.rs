//! From PactFlow's numbered pages to a window at any offset, and to a walk over everything.

use std::future::Future;

use super::{Error, Page};

/// How many resources a walk asks for at a time.
const WALK_PAGE: usize = 100;

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

/// Reads everything, page by page.
pub async fn walk<T, F>(fetch: impl Fn(usize, usize) -> F) -> Result<Vec<T>, Error>
where
    F: Future<Output = Result<Page<T>, Error>>,
{
    let mut all = Vec::new();
    for number in 1.. {
        let page = fetch(number, WALK_PAGE).await?;
        let is_empty = page.items.is_empty();
        all.extend(page.items);
        let has_more = page.has_next
            || page
                .meta
                .is_some_and(|meta| number * meta.size < meta.total_elements);
        if is_empty || !has_more {
            break;
        }
    }
    Ok(all)
}

/// Reads page by page up to the first resource that is `wanted`.
pub async fn find<T, F>(
    fetch: impl Fn(usize, usize) -> F,
    wanted: impl Fn(&T) -> bool,
) -> Result<Option<T>, Error>
where
    F: Future<Output = Result<Page<T>, Error>>,
{
    for number in 1.. {
        let page = fetch(number, WALK_PAGE).await?;
        let has_more = page.has_next
            || page
                .meta
                .is_some_and(|meta| number * meta.size < meta.total_elements);
        // An empty page is the last one, whatever its links say.
        let is_last = page.items.is_empty() || !has_more;
        let found = page.items.into_iter().find(&wanted);
        if found.is_some() || is_last {
            return Ok(found);
        }
    }
    Ok(None)
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
    async fn a_search_ends_with_the_page_that_has_what_is_wanted_or_with_the_last_one() {
        let fetched = RefCell::new(0);
        let fetch = |number: usize, size: usize| {
            *fetched.borrow_mut() += 1;
            let items: Vec<usize> = (0..250).skip((number - 1) * size).take(size).collect();
            async move {
                Ok(Page {
                    has_next: number * size < 250,
                    items,
                    meta: None,
                })
            }
        };
        assert_eq!(find(fetch, |item| *item == 120).await, Ok(Some(120)));
        assert_eq!(fetched.take(), 2);
        assert_eq!(find(fetch, |item| *item == 250).await, Ok(None));
        assert_eq!(fetched.take(), 3);
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
