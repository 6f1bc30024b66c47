//! What became of an attribute that an identity provider sent: for the log, and for whatever explains a request.

use serde::Serialize;

/// One attribute and what the mapping did with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The mapping row or decision, such as `MAP-U06` or `DEC-08`.
    pub rule: &'static str,
    /// The SCIM attribute as it was sent; never its value.
    pub attribute: String,
    /// PactFlow's field, where the attribute has one.
    pub field: Option<&'static str>,
    /// Why the attribute has no effect, where it has none.
    pub dropped: Option<&'static str>,
}

impl Note {
    /// The attribute reached a field of PactFlow's.
    pub(crate) fn stored(
        rule: &'static str,
        attribute: impl Into<String>,
        field: &'static str,
    ) -> Self {
        Self {
            rule,
            attribute: attribute.into(),
            field: Some(field),
            dropped: None,
        }
    }

    /// The attribute has no effect, and why.
    pub(crate) fn dropped(
        rule: &'static str,
        attribute: impl Into<String>,
        why: &'static str,
    ) -> Self {
        Self {
            rule,
            attribute: attribute.into(),
            field: None,
            dropped: Some(why),
        }
    }
}
