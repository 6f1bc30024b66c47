//! Cursors (RFC 9865): where the next page begins, in a form that says for which query.
//!
//! PactFlow pages by number, so a cursor is such a number in disguise. It holds no state of the server: it never expires,
//! and it is good in every process.

use uuid::Uuid;

use super::{ListRequest, SortOrder};
use crate::scim::error::Error;

/// The cursor of the page that begins at this resource. RFC 9865 §2: a cursor consists of the unreserved characters of
/// RFC 3986, so that it may stand in a URL as it is.
pub(super) fn encode(start_index: usize, request: &ListRequest) -> String {
    format!("{start_index}.{}", query(request))
}

/// Where the page of a cursor begins.
///
/// # Errors
///
/// `invalidCursor` where it is none of ours, or was given out for another filter or order.
pub(super) fn decode(cursor: &str, request: &ListRequest) -> Result<usize, Error> {
    cursor
        .split_once('.')
        .filter(|(_, query)| *query == self::query(request))
        .and_then(|(start, _)| start.parse().ok())
        .filter(|start| *start > 0)
        .ok_or_else(|| {
            Error::invalid_cursor(
                "The cursor was not given out for this query; send the query again with an empty cursor.",
            )
        })
}

/// What of a request decides which resource is where.
fn query(request: &ListRequest) -> String {
    let filter = request.filter.as_ref().map(ToString::to_string);
    let sort_by = request.sort_by.as_ref().map(ToString::to_string);
    let direction = match request.sort_order {
        SortOrder::Ascending => "ascending",
        SortOrder::Descending => "descending",
    };
    let parts = [
        filter.as_deref().unwrap_or_default(),
        sort_by.as_deref().unwrap_or_default(),
        direction,
    ];
    Uuid::new_v5(&Uuid::NAMESPACE_OID, parts.join("\n").as_bytes())
        .simple()
        .to_string()
}
