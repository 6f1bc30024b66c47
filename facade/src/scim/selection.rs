//! The page out of all that match, where they come one by one: what is not on it is counted and let go.

use super::Object;
use super::sort::{Order, SortKey};

/// How many resources beyond those that are needed are gathered before the needless ones are let go.
const SLACK: usize = 1024;

/// What of all that match is on the page. In the order in which they come nothing else is kept; sorted, what stands
/// before the page is kept as well, since only the end shows what that is.
#[derive(Debug)]
pub struct Selection<'a, T> {
    order: Option<Order<'a>>,
    offset: usize,
    count: usize,
    total: usize,
    kept: Vec<(Option<SortKey>, T)>,
    /// Whether as many as are needed are kept, in their order, and before all others.
    is_cut: bool,
}

impl<'a, T> Selection<'a, T> {
    /// A page of `count` resources from `offset` (from 0) on, in this order, or in the one in which they come.
    pub fn new(order: Option<Order<'a>>, offset: usize, count: usize) -> Self {
        Self {
            order,
            offset,
            count,
            total: 0,
            kept: Vec::new(),
            is_cut: false,
        }
    }

    /// Takes in the next one that matches, which reads as `document`.
    pub fn offer(&mut self, document: &Object, item: T) {
        self.total += 1;
        let Some(order) = &self.order else {
            if self.total > self.offset && self.kept.len() < self.count {
                self.kept.push((None, item));
            }
            return;
        };
        let key = Some(order.key(document));
        let needed = self.needed();
        // Whoever equals the last one that is needed came later and so stands behind it.
        let last = needed.checked_sub(1).and_then(|last| self.kept.get(last));
        if self.is_cut && last.is_none_or(|(last, _)| key >= *last) {
            return;
        }
        self.kept.push((key, item));
        if self.kept.len() >= needed.saturating_add(needed / 4).saturating_add(SLACK) {
            self.cut();
        }
    }

    /// The page, and how many match.
    pub fn finish(mut self) -> (Vec<T>, usize) {
        let mut skipped = 0;
        if self.order.is_some() {
            self.cut();
            skipped = self.offset;
        }
        let page = self.kept.into_iter().skip(skipped).map(|(_, item)| item);
        (page.collect(), self.total)
    }

    fn needed(&self) -> usize {
        self.offset.saturating_add(self.count)
    }

    fn cut(&mut self) {
        // The sort is stable: what is equal keeps the order in which it came.
        self.kept.sort_by(|(left, _), (right, _)| left.cmp(right));
        self.kept.truncate(self.needed());
        self.is_cut = self.kept.len() == self.needed();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::scim::fixtures::{object, user_schema};
    use crate::scim::list::SortOrder;

    proptest! {
        #[test]
        fn the_page_is_what_it_is_out_of_all_in_their_order(
            logins in prop::collection::vec(prop::option::of(0..40), 0..4000),
            offset in 0_usize..3000,
            count in 0_usize..100,
            direction in prop::option::of(any::<bool>()),
        ) {
            let schema = user_schema();
            let order = direction.map(|up| {
                let direction = if up { SortOrder::Ascending } else { SortOrder::Descending };
                Order::new(&"logins".parse().unwrap(), direction, &schema).unwrap()
            });
            let mut all: Vec<_> = logins.iter().enumerate().collect();
            match direction {
                Some(true) => all.sort_by_key(|(_, logins)| logins.unwrap_or(i32::MAX)),
                Some(false) => all.sort_by_key(|(_, logins)| -logins.unwrap_or(i32::MAX)),
                None => {}
            }
            let page: Vec<usize> = all.iter().skip(offset).take(count).map(|(at, _)| *at).collect();
            let mut selection = Selection::new(order, offset, count);
            for (at, logins) in logins.iter().enumerate() {
                selection.offer(&object(json!({ "logins": logins })), at);
                let kept = if direction.is_some() { offset + count } else { count };
                prop_assert!(selection.kept.len() <= kept + kept / 4 + SLACK);
            }
            prop_assert_eq!(selection.finish(), (page, logins.len()));
        }
    }
}
