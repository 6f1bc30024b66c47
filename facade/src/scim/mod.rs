//! The SCIM 2.0 protocol (RFC 7643, RFC 7644), pure: no I/O, no HTTP, nothing of PactFlow.
//!
//! A resource is a JSON object ([`Object`]); what it may consist of is a [`schema::Schema`]. Everything here is a
//! function of these two and of what a client sent. What cannot be understood ends in an [`error::Error`], which says
//! what was wrong and what it may be; which HTTP status that becomes is not decided here.

pub mod bulk;
pub mod coerce;
pub mod document;
pub mod error;
pub mod etag;
pub mod filter;
pub mod list;
pub mod object;
pub mod patch;
pub mod path;
pub mod projection;
pub mod resource;
pub mod schema;
pub mod selection;
pub mod sort;
pub mod urn;

#[cfg(test)]
pub(crate) mod fixtures;

pub use document::Document;
pub use error::{Error, ErrorBody, ScimType};
pub use object::Object;
pub use resource::Received;

#[cfg(test)]
mod tests;
