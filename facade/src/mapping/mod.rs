//! The only place that knows both vocabularies, SCIM's and PactFlow's. Pure.
//!
//! The rules are two tables, [`user::RULES`] and [`team::RULES`], one row for each rule of PactFlow's SCIM
//! documentation. What a resource looks like in an answer, what a request's attributes mean to PactFlow, the attributes
//! of `/Schemas`, what of a filter PactFlow can search by itself, and `docs/MAPPING.md` all come from them.

pub mod change;
mod given;
pub mod markdown;
mod note;
pub mod rule;
pub mod team;
pub mod upstream_error;
pub mod user;

pub use change::Change;
pub use note::Note;
