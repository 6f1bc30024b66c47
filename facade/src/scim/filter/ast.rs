//! The tree of a filter, and its canonical text.

use std::{borrow::Cow, fmt};

use serde_json::{Number, Value};

use crate::scim::{coerce, path::AttributePath};

/// A filter. `And` and `Or` never hold one of their own kind directly, and never fewer than two:
/// [`Filter::and`] and [`Filter::or`] see to that. So the printed form of a filter, parsed, is the filter.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// `path op value`.
    Compare {
        /// What is compared.
        path: AttributePath,
        /// How.
        op: CompareOp,
        /// With what.
        value: Literal,
    },
    /// `path pr`.
    Present(AttributePath),
    /// `path[filter]`: one and the same value of a multi-valued attribute satisfies the inner filter.
    ValuePath {
        /// The multi-valued attribute.
        path: AttributePath,
        /// A filter whose paths are the attribute's sub-attributes.
        filter: Box<Filter>,
    },
    /// All of them.
    And(Vec<Filter>),
    /// Any of them.
    Or(Vec<Filter>),
    /// Not it.
    Not(Box<Filter>),
}

/// The comparisons of RFC 7644 §3.4.2.2, table 3, except `pr`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareOp {
    /// `eq`: equal.
    Eq,
    /// `ne`: not equal.
    Ne,
    /// `co`: contains.
    Co,
    /// `sw`: starts with.
    Sw,
    /// `ew`: ends with.
    Ew,
    /// `gt`: greater than.
    Gt,
    /// `ge`: greater than or equal to.
    Ge,
    /// `lt`: less than.
    Lt,
    /// `le`: less than or equal to.
    Le,
}

/// The value of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// A JSON string, or a bare word.
    String(String),
    /// A JSON number.
    Number(Number),
    /// `true` or `false`, in any case.
    Boolean(bool),
    /// `null`.
    Null,
}

impl Filter {
    /// All of these filters; of one, that one.
    pub fn and(filters: Vec<Filter>) -> Filter {
        let mut flat = Vec::with_capacity(filters.len());
        for filter in filters {
            match filter {
                Filter::And(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        if flat.len() == 1 {
            flat.remove(0)
        } else {
            Filter::And(flat)
        }
    }

    /// Any of these filters; of one, that one.
    pub fn or(filters: Vec<Filter>) -> Filter {
        let mut flat = Vec::with_capacity(filters.len());
        for filter in filters {
            match filter {
                Filter::Or(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        if flat.len() == 1 {
            flat.remove(0)
        } else {
            Filter::Or(flat)
        }
    }

    /// The equalities that must all hold for the filter to match: of `userName eq "a" and active eq true`,
    /// both. What is inside a value path comes out as a sub-attribute: `emails[type eq "work"]` gives
    /// `emails.type eq "work"`. A look-up by any of them finds every match, and perhaps more.
    pub fn equalities(&self) -> Vec<(AttributePath, &Literal)> {
        match self {
            Filter::Compare {
                path,
                op: CompareOp::Eq,
                value,
            } => vec![(path.clone(), value)],
            Filter::And(filters) => filters.iter().flat_map(Filter::equalities).collect(),
            Filter::ValuePath { path, filter } => filter
                .equalities()
                .into_iter()
                .map(|(inner, value)| (path.clone().with_sub(inner.attribute), value))
                .collect(),
            _ => Vec::new(),
        }
    }
}

impl CompareOp {
    /// Every comparison.
    pub const ALL: [Self; 9] = [
        Self::Eq,
        Self::Ne,
        Self::Co,
        Self::Sw,
        Self::Ew,
        Self::Gt,
        Self::Ge,
        Self::Lt,
        Self::Le,
    ];

    /// The operator as the RFC spells it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Co => "co",
            Self::Sw => "sw",
            Self::Ew => "ew",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Lt => "lt",
            Self::Le => "le",
        }
    }

    /// The operator of that name. RFC 7644 §3.4.2.2: "attribute names and attribute operators used in
    /// filters are case insensitive."
    pub(super) fn of(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|op| op.as_str().eq_ignore_ascii_case(word))
    }
}

impl Literal {
    /// The literal as a text, for an attribute that holds texts; `None` for `null`. Some clients leave
    /// the quotes out, so that a name made of digits arrives as a number.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::String(text) => Some(Cow::Borrowed(text)),
            Self::Number(number) => Some(Cow::Owned(number.to_string())),
            Self::Boolean(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
            Self::Null => None,
        }
    }

    /// The literal as a boolean; `"True"` counts.
    pub fn boolean(&self) -> Option<bool> {
        match self {
            Self::Boolean(value) => Some(*value),
            Self::String(text) => coerce::boolean_word(text),
            _ => None,
        }
    }

    /// The literal as a JSON value.
    pub fn to_json(&self) -> Value {
        match self {
            Self::String(text) => Value::String(text.clone()),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Boolean(value) => Value::Bool(*value),
            Self::Null => Value::Null,
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Filter::Compare { path, op, value } => {
                write!(f, "{path} {} {}", op.as_str(), value.to_json())
            }
            Filter::Present(path) => write!(f, "{path} pr"),
            Filter::ValuePath { path, filter } => write!(f, "{path}[{filter}]"),
            Filter::Not(filter) => write!(f, "not ({filter})"),
            Filter::Or(filters) => join(f, filters, " or "),
            Filter::And(filters) => join(f, filters, " and "),
        }
    }
}

/// An `or` among the operands is put in brackets, since `and` binds more tightly (RFC 7644 §3.4.2.2).
fn join(f: &mut fmt::Formatter<'_>, filters: &[Filter], between: &str) -> fmt::Result {
    for (index, filter) in filters.iter().enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        match filter {
            Filter::Or(_) => write!(f, "({filter})")?,
            _ => write!(f, "{filter}")?,
        }
    }
    Ok(())
}
