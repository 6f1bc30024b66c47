use std::cell::RefCell;

use super::*;
use crate::pactflow::PageMeta;

#[derive(Debug, Clone, PartialEq)]
struct Row(String);

impl Listed for Row {
    fn uuid(&self) -> &str {
        &self.0
    }
}

fn rows(numbers: impl IntoIterator<Item = usize>) -> Vec<Row> {
    let row = |number: usize| Row(number.to_string());
    numbers.into_iter().map(row).collect()
}

/// A PactFlow with `total` resources, numbered from 0, that gives at most `largest` of them in a page.
async fn ask(
    total: usize,
    largest: usize,
    offset: usize,
    count: usize,
) -> (Vec<Row>, usize, usize) {
    let calls = RefCell::new(0);
    let fetch = |number: usize, size: usize| {
        *calls.borrow_mut() += 1;
        let size = size.min(largest);
        let items = rows(
            (0..total)
                .skip((number - 1).saturating_mul(size))
                .take(size),
        );
        let meta = Some(PageMeta {
            number,
            size,
            total_elements: total,
        });
        async move {
            Ok(Page {
                has_next: number.saturating_mul(size) < total,
                items,
                meta,
            })
        }
    };
    let window = window(offset, count, fetch).await.unwrap();
    (window.items, window.total, calls.into_inner())
}

/// A page whose metadata says this, whatever it holds.
fn page(items: Vec<Row>, number: usize, size: usize, total_elements: usize) -> Page<Row> {
    Page {
        items,
        meta: Some(PageMeta {
            number,
            size,
            total_elements,
        }),
        has_next: false,
    }
}

fn says(error: Error, what: &str) {
    assert_eq!(error, Error::Unreadable(what.to_owned()));
}

#[tokio::test]
async fn an_aligned_window_costs_one_call_and_a_straddling_one_two() {
    assert_eq!(ask(250, 1000, 100, 100).await, (rows(100..200), 250, 1));
    assert_eq!(ask(250, 1000, 200, 100).await, (rows(200..250), 250, 1));
    assert_eq!(ask(250, 1000, 50, 100).await, (rows(50..150), 250, 2));
    assert_eq!(ask(250, 1000, 240, 100).await, (rows(240..250), 250, 1));
}

#[tokio::test]
async fn a_window_beyond_the_end_is_empty_and_knows_the_total() {
    assert_eq!(ask(250, 1000, 1000, 100).await, (vec![], 250, 1));
    assert_eq!(ask(0, 1000, 0, 100).await, (vec![], 0, 1));
    assert_eq!(ask(250, 1000, usize::MAX, 100).await, (vec![], 250, 1));
}

#[tokio::test]
async fn smaller_pages_than_asked_for_are_put_together() {
    assert_eq!(ask(250, 30, 50, 100).await.0, rows(50..150));
}

#[tokio::test]
async fn what_is_larger_than_a_page_is_read_side_by_side_once_its_size_is_known() {
    let under_way = RefCell::new(Vec::new());
    let fetch = |number: usize, size: usize| {
        let under_way = &under_way;
        async move {
            under_way.borrow_mut().push(number);
            tokio::task::yield_now().await;
            let read = under_way.borrow().len();
            let items = rows((0..3_500).skip((number - 1) * size).take(size));
            assert_eq!(read, if number == 1 { 1 } else { 4 });
            Ok(page(items, number, size, 3_500))
        }
    };
    let window = window(0, 10_000, fetch).await.unwrap();
    assert_eq!((window.items, window.total), (rows(0..3_500), 3_500));
}

#[tokio::test]
async fn larger_pages_than_asked_for_are_found_the_right_way_round() {
    let fetch = |number: usize, _| async move {
        Ok(page(
            rows((0..250).skip((number - 1) * 100).take(100)),
            number,
            100,
            250,
        ))
    };
    assert_eq!(window(20, 10, fetch).await.unwrap().items, rows(20..30));
    assert_eq!(window(120, 10, fetch).await.unwrap().items, rows(120..130));
}

#[tokio::test]
async fn without_metadata_everything_is_read_and_cut() {
    let fetch = |number: usize, _| async move {
        Ok(Page {
            items: rows((0..7).map(|i| number * 100 + i)),
            meta: None,
            has_next: number < 2,
        })
    };
    let window = window(5, 4, fetch).await.unwrap();
    assert_eq!(
        window,
        Window {
            items: rows([105, 106, 200, 201]),
            total: 14
        }
    );
}

#[tokio::test]
async fn what_is_listed_twice_is_taken_once() {
    let fetch = |number: usize, _| async move {
        let rows = rows(match number {
            1 => vec![1, 2, 2, 3],
            _ => vec![3, 4],
        });
        Ok(page(rows, number, 4, 6))
    };
    assert_eq!(walk(fetch).await.unwrap(), rows([1, 2, 3, 4]));
    let window = window(0, 8, fetch).await.unwrap();
    assert_eq!((window.items, window.total), (rows([1, 2, 3, 4]), 6));
}

#[tokio::test]
async fn pages_that_repeat_themselves_without_end_are_no_list() {
    for (has_next, total) in [(true, 0), (false, usize::MAX)] {
        let fetch = |number: usize, size: usize| async move {
            Ok(Page {
                has_next,
                ..page(rows(0..3), number, size, total)
            })
        };
        says(
            walk(fetch).await.unwrap_err(),
            "its pages repeat themselves",
        );
    }
}

#[tokio::test]
async fn pages_that_bring_something_new_without_end_are_given_up() {
    let fetch = |number: usize, size: usize| async move {
        Ok(Page {
            has_next: true,
            ..page(
                rows((0..10_000).map(|i| number * 10_000 + i)),
                number,
                size,
                0,
            )
        })
    };
    says(
        walk(fetch).await.unwrap_err(),
        "it lists more than 200000 resources",
    );
}

#[tokio::test]
async fn metadata_that_lies_is_bounded() {
    let largest = usize::MAX;
    for (size, total) in [(largest, largest), (largest, 0), (1, largest), (0, 0)] {
        let fetch = |number: usize, _| async move {
            let empty = number > 5;
            Ok(page(
                rows(if empty {
                    0..0
                } else {
                    number * 10..number * 10 + 3
                }),
                number,
                size,
                total,
            ))
        };
        walk(fetch).await.unwrap();
        let window = window(2, 4, fetch).await.unwrap();
        assert!(window.total >= 2 + window.items.len(), "{window:?}");
    }
}

#[tokio::test]
async fn pages_that_change_in_size_are_no_list() {
    let fetch =
        |number: usize, size: usize| async move { Ok(page(rows(0..3), number, size - 1, 100)) };
    says(
        window(0, 50, fetch).await.unwrap_err(),
        "its pages change in size",
    );
}

#[tokio::test]
async fn a_search_ends_with_the_page_that_has_what_is_wanted_or_with_the_last_one() {
    let fetched = RefCell::new(0);
    let fetch = |number: usize, size: usize| {
        *fetched.borrow_mut() += 1;
        let items = rows((0..1250).skip((number - 1) * size).take(size));
        async move {
            Ok(Page {
                has_next: number * size < 1250,
                items,
                meta: None,
            })
        }
    };
    let wanted = |number: usize| move |row: &Row| row.0 == number.to_string();
    assert!(find(fetch, wanted(620)).await.unwrap().is_some());
    assert_eq!(fetched.take(), 2);
    assert_eq!(find(fetch, wanted(1250)).await, Ok(None));
    assert_eq!(fetched.take(), 3);
}

#[tokio::test]
async fn the_pages_after_the_first_are_read_side_by_side_and_keep_their_order() {
    let (under_way, most) = (RefCell::new(0_usize), RefCell::new(0_usize));
    let fetch = |number: usize, size: usize| {
        let (under_way, most) = (&under_way, &most);
        async move {
            *under_way.borrow_mut() += 1;
            let largest = most.borrow().max(*under_way.borrow());
            *most.borrow_mut() = largest;
            // The later a page, the earlier its answer.
            for _ in number..30 {
                tokio::task::yield_now().await;
            }
            *under_way.borrow_mut() -= 1;
            let items = rows((0..10_250).skip((number - 1) * size).take(size));
            Ok(page(items, number, size, 10_250))
        }
    };
    assert_eq!(walk(fetch).await.unwrap(), rows(0..10_250));
    assert_eq!(most.take(), SIDE_BY_SIDE);
}

#[tokio::test]
async fn where_pactflow_refuses_large_pages_smaller_ones_are_asked_for() {
    let fetch = |number: usize, size: usize| async move {
        if size > 100 {
            return Err(Error::Rejected {
                status: 400,
                problems: Vec::new(),
            });
        }
        let items = rows((0..250).skip((number - 1) * size).take(size));
        Ok(page(items, number, size, 250))
    };
    assert_eq!(walk(fetch).await.unwrap(), rows(0..250));
    let fetch = |_, _| async {
        Err::<Page<Row>, _>(Error::Rejected {
            status: 400,
            problems: Vec::new(),
        })
    };
    assert!(walk(fetch).await.is_err());
}
