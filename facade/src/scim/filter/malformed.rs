//! What is wrong with a filter or a path, and where.

use std::borrow::Cow;

use crate::scim::error::Error;

/// What is wrong with a text, and at which byte.
#[derive(Debug)]
pub(in crate::scim) struct Malformed {
    at: usize,
    what: Cow<'static, str>,
}

impl Malformed {
    pub(in crate::scim) fn new(at: usize, what: impl Into<Cow<'static, str>>) -> Self {
        Self {
            at,
            what: what.into(),
        }
    }

    /// The same mistake in a text of which this one is a part that begins at `start`.
    pub(super) fn within(self, start: usize) -> Self {
        Self {
            at: start + self.at,
            ..self
        }
    }

    /// Whether the mistake is that the text ends too early.
    pub(super) fn is_at_end(&self, input: &str) -> bool {
        self.at == input.len()
    }

    pub(in crate::scim) fn invalid_filter(self, input: &str) -> Error {
        Error::invalid_filter(format!(
            "The filter is wrong at column {}: {}.",
            self.column(input),
            self.what
        ))
    }

    pub(in crate::scim) fn invalid_path(self, input: &str) -> Error {
        Error::invalid_path(format!(
            "The path is wrong at column {}: {}.",
            self.column(input),
            self.what
        ))
    }

    /// People count characters, and from one.
    fn column(&self, input: &str) -> usize {
        input
            .char_indices()
            .take_while(|(index, _)| *index < self.at)
            .count()
            + 1
    }
}
