//! Query parameters and pages (RFC 7644 §3.4.2).

mod cursor;

use std::iter;

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    Document, Object, document,
    error::Error,
    filter::{self, Filter},
    object,
    path::{AttributePath, PatchPath},
    projection::Projection,
    schema::Schema,
    urn,
};

/// The direction of `sortBy` (RFC 7644 §3.4.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortOrder {
    /// The default.
    #[default]
    Ascending,
    /// The other way round.
    Descending,
}

/// What a client asked of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListRequest {
    /// The 1-based number of the first result, at least 1; where a cursor was sent, the one that it stands for.
    pub start_index: usize,
    /// Whether the client pages by cursor (RFC 9865) and not by index.
    pub by_cursor: bool,
    /// The largest number of results wanted; `None` leaves it to the server.
    pub count: Option<usize>,
    /// Which resources.
    pub filter: Option<Filter>,
    /// Sorted by what.
    pub sort_by: Option<AttributePath>,
    /// In which direction.
    pub sort_order: SortOrder,
    /// The attributes wanted, as sent; empty where none were named.
    pub attributes: Vec<String>,
    /// The attributes not wanted, as sent.
    pub excluded_attributes: Vec<String>,
}

impl Default for ListRequest {
    fn default() -> Self {
        Self {
            start_index: 1,
            by_cursor: false,
            count: None,
            filter: None,
            sort_by: None,
            sort_order: SortOrder::default(),
            attributes: Vec::new(),
            excluded_attributes: Vec::new(),
        }
    }
}

impl ListRequest {
    /// Reads the decoded parameters of a query, names in any case. Unknown and empty ones are ignored.
    ///
    /// # Errors
    ///
    /// `invalidValue` for a number that is none or an unknown `sortOrder`, `invalidFilter` for a malformed filter,
    /// `invalidPath` for a malformed `sortBy`, `invalidCursor` for a cursor of another query.
    pub fn from_query<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Error> {
        let mut request = Self::default();
        let mut cursor = None;
        for (name, value) in pairs {
            if name.eq_ignore_ascii_case("cursor") {
                cursor = Some(value);
            } else if !value.trim().is_empty() {
                request.set(name, value)?;
            }
        }
        request.follow(cursor)
    }

    /// Reads a SearchRequest (RFC 7644 §3.4.3), whose members are the parameters of a query.
    ///
    /// # Errors
    ///
    /// As [`ListRequest::from_query`], and `invalidSyntax` for a body that is no SearchRequest.
    pub fn from_search(body: &Value) -> Result<Self, Error> {
        let wrong = |what| {
            Err(Error::invalid_syntax(format!(
                "The body of a search {what}."
            )))
        };
        let Some(body) = body.as_object() else {
            return wrong("is a JSON object");
        };
        let is_search = |schema: &Value| {
            schema
                .as_str()
                .is_some_and(|schema| schema.eq_ignore_ascii_case(urn::SEARCH_REQUEST))
        };
        if let Some(Value::Array(schemas)) = object::get(body, "schemas")
            && !schemas.is_empty()
            && !schemas.iter().any(is_search)
        {
            return wrong(&format!("has \"{}\" in its 'schemas'", urn::SEARCH_REQUEST));
        }
        let mut request = Self::default();
        let mut cursor = None;
        for (name, value) in body.iter().filter(|(name, _)| *name != "schemas") {
            match value {
                Value::Null => {}
                Value::String(text) if name.eq_ignore_ascii_case("cursor") => cursor = Some(text),
                Value::String(text) if text.trim().is_empty() => {}
                Value::String(text) => request.set(name, text)?,
                Value::Number(number) => request.set(name, &number.to_string())?,
                Value::Array(names) => {
                    for attribute in names.iter().filter_map(Value::as_str) {
                        request.set(name, attribute)?;
                    }
                }
                Value::Bool(_) | Value::Object(_) => {}
            }
        }
        request.follow(cursor.map(String::as_str))
    }

    /// Which attributes the answer shows.
    ///
    /// # Errors
    ///
    /// `invalidValue` for a malformed attribute name.
    pub fn projection(&self, schema: &Schema) -> Result<Projection, Error> {
        Projection::new(&self.attributes, &self.excluded_attributes, schema)
    }

    /// The answer that holds these `count` resources, the page that was asked for, of `total_results` on all pages. A client that
    /// pages by cursor finds the next one in it, unless this is the last page.
    pub fn answer<R>(&self, total_results: usize, count: usize, resources: R) -> ListResponse<R> {
        let mut response = ListResponse {
            schemas: [urn::LIST_RESPONSE],
            total_results,
            start_index: Some(self.start_index),
            items_per_page: count,
            next_cursor: None,
            resources,
        };
        if self.by_cursor {
            let next = self.start_index.saturating_add(response.items_per_page);
            response.start_index = None;
            if response.items_per_page > 0 && next <= total_results {
                response.next_cursor = Some(cursor::encode(next, self));
            }
        }
        response
    }

    /// How the answer begins whose resources are counted only once they are written: up to the first of them.
    pub fn opening(&self, total_results: usize) -> Vec<u8> {
        let mut opening = json!({ "schemas": [urn::LIST_RESPONSE], "totalResults": total_results });
        if !self.by_cursor {
            opening["startIndex"] = self.start_index.into();
        }
        let mut opening = document::to_json(&opening);
        opening.pop();
        opening.extend_from_slice(b",\"Resources\":[");
        opening
    }

    /// How such an answer ends after so many resources. The members of a JSON object have no order.
    pub fn closing(&self, total_results: usize, count: usize) -> Vec<u8> {
        let mut closing = json!({ "itemsPerPage": count });
        if let Some(cursor) = self.answer(total_results, count, ()).next_cursor {
            closing["nextCursor"] = cursor.into();
        }
        let closing = closing.to_string();
        [b"],", &closing.as_bytes()[1..]].concat()
    }

    /// Begins where the cursor says; the empty one is the beginning. It is read last, since it belongs to the query around
    /// it.
    fn follow(mut self, cursor: Option<&str>) -> Result<Self, Error> {
        if let Some(cursor) = cursor {
            self.by_cursor = true;
            self.start_index = match cursor.trim() {
                "" => 1,
                cursor => cursor::decode(cursor, &self)?,
            };
        }
        Ok(self)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let is = |parameter: &str| name.eq_ignore_ascii_case(parameter);
        let value = value.trim();
        if is("startIndex") {
            // RFC 7644 §3.4.2.4: "A value less than 1 SHALL be interpreted as 1."
            self.start_index = whole_number("startIndex", value)?.max(1);
        } else if is("count") {
            // RFC 7644 §3.4.2.4: "A negative value SHALL be interpreted as "0"."
            self.count = Some(whole_number("count", value)?);
        } else if is("filter") {
            self.filter = Some(filter::parse(value)?);
        } else if is("sortBy") {
            self.sort_by = Some(value.parse::<PatchPath>()?.attribute);
        } else if is("sortOrder") {
            self.sort_order = sort_order(value)?;
        } else if is("attributes") {
            self.attributes.push(value.to_owned());
        } else if is("excludedAttributes") {
            self.excluded_attributes.push(value.to_owned());
        }
        Ok(())
    }
}

/// A number from 0, what is below counted as 0.
fn whole_number(name: &str, value: &str) -> Result<usize, Error> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Error::invalid_value(format!("'{name}' is a whole number.")));
    }
    // More than the machine can count is more than there is.
    Ok(if value.starts_with('-') {
        0
    } else {
        digits.parse().unwrap_or(usize::MAX)
    })
}

fn sort_order(value: &str) -> Result<SortOrder, Error> {
    if value.eq_ignore_ascii_case("ascending") {
        Ok(SortOrder::Ascending)
    } else if value.eq_ignore_ascii_case("descending") {
        Ok(SortOrder::Descending)
    } else {
        Err(Error::invalid_value(
            "'sortOrder' is \"ascending\" or \"descending\".",
        ))
    }
}

/// A page of results, its members in the order of the documented answer (DEC-01). The numbers are JSON integers: Okta
/// stops without a word at `"startIndex": "1"`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ListResponse<R = Vec<Object>> {
    /// Always the one URN of a list.
    pub schemas: [&'static str; 1],
    /// How many resources match, on all pages.
    #[serde(rename = "totalResults")]
    pub total_results: usize,
    /// The 1-based number of the first resource of this page; left out where the client pages by cursor.
    #[serde(rename = "startIndex", skip_serializing_if = "Option::is_none")]
    pub start_index: Option<usize>,
    /// How many resources this page holds.
    #[serde(rename = "itemsPerPage")]
    pub items_per_page: usize,
    /// RFC 9865: the cursor of the next page, where there is one.
    #[serde(rename = "nextCursor", skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// The resources. RFC 7644 §3.4.2 lets it be absent where there are none, but Okta does not.
    #[serde(rename = "Resources")]
    pub resources: R,
}

/// The resources of a page, each made when it is written.
pub type Resources = Box<dyn Iterator<Item = Document> + Send>;

impl ListResponse {
    /// A page that holds these resources, of `total_results` on all pages.
    pub fn new(total_results: usize, start_index: usize, resources: Vec<Object>) -> Self {
        Self {
            schemas: [urn::LIST_RESPONSE],
            total_results,
            start_index: Some(start_index),
            items_per_page: resources.len(),
            next_cursor: None,
            resources,
        }
    }
}

impl ListResponse<Resources> {
    /// The answer as JSON, piece by piece.
    pub fn into_pieces(self) -> impl Iterator<Item = Vec<u8>> + Send {
        let Self {
            schemas,
            total_results,
            start_index,
            items_per_page,
            next_cursor,
            resources,
        } = self;
        let without: ListResponse = ListResponse {
            schemas,
            total_results,
            start_index,
            items_per_page,
            next_cursor,
            resources: Vec::new(),
        };
        // The resources are the last member, and their list is empty so far.
        let mut head = document::to_json(&without);
        let tail = head.split_off(head.len() - "]}".len());
        let mut is_first = true;
        let resources = resources.flat_map(move |resource| {
            let comma = if is_first { Vec::new() } else { vec![b','] };
            is_first = false;
            iter::once(comma).chain(resource.into_pieces())
        });
        iter::once(head).chain(resources).chain(iter::once(tail))
    }
}

#[cfg(test)]
mod tests;
