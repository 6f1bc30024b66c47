//! Pages of a HAL collection.

use serde::Deserialize;

/// One page of a collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The resources of this page, in PactFlow's order.
    pub items: Vec<T>,
    /// PactFlow's page metadata, where it sends some.
    pub meta: Option<PageMeta>,
    /// Whether PactFlow links to a next page.
    pub has_next: bool,
}

/// HAL's `page` object.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PageMeta {
    /// The page's number, from 1.
    pub number: usize,
    /// The most resources that a page holds.
    pub size: usize,
    /// All resources that match.
    pub total_elements: usize,
}

/// `_links` of a collection: only whether there is more matters, since the façade builds its own addresses.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Links {
    next: Option<serde::de::IgnoredAny>,
}

impl<T> Page<T> {
    pub(super) fn new(items: Vec<T>, meta: Option<PageMeta>, links: Option<Links>) -> Self {
        Self {
            items,
            meta,
            has_next: links.is_some_and(|links| links.next.is_some()),
        }
    }
}
