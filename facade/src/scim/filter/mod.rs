//! Filters (RFC 7644 §3.4.2.2): the tree, the parser, the check against a schema, and the evaluation.

mod ast;
mod check;
mod eval;
mod malformed;
mod mentions;
mod parser;
mod scope;

pub use ast::{CompareOp, Filter, Literal};
pub(super) use malformed::Malformed;
pub(super) use parser::Parser;
pub use parser::{MAX_DEPTH, MAX_LENGTH, MAX_TERMS, parse};

#[cfg(test)]
mod tests;
