//! PATCH (RFC 7644 §3.5.2): the operations, their effect on a resource, and what of it changed.

mod apply;
mod changes;
mod elements;
mod members;
mod reader;
mod request;
mod values;

pub use apply::apply;
pub use changes::changes;
pub use members::{MemberChange, member_change};

use serde_json::Value;

use super::{Object, path::PatchPath};

/// The largest number of operations in one request, where each attribute of a path-less operation counts as one.
pub const MAX_OPERATIONS: usize = 5_000;

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// `add`
    Add,
    /// `remove`
    Remove,
    /// `replace`
    Replace,
}

/// One operation on one attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// What it does.
    pub op: Op,
    /// What it does it to. Operations without a path are expanded, so each has one.
    pub path: PatchPath,
    /// The value, where one was sent; `null` is one. `add` and `replace` always have one.
    pub value: Option<Value>,
    /// Whether the client named the path itself. What merely stood inside a path-less value may be an echo: a read-only
    /// attribute in it is ignored and not refused.
    pub named: bool,
}

/// The operations of a PATCH request, in their order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PatchRequest {
    /// The operations.
    pub operations: Vec<Operation>,
}

/// The effect of a PATCH request.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The resource after all operations. A multi-valued attribute that was emptied is `[]`; any other that was
    /// removed is gone.
    pub resource: Object,
    /// What the schema does not store or the client may not write, and what therefore had no effect (DEC-07, DEC-08):
    /// paths as sent, sorted, without repetition.
    pub dropped: Vec<String>,
}

#[cfg(test)]
mod tests;
