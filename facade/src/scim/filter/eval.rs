//! Whether a resource satisfies a filter.

use std::cmp::Ordering;

use serde_json::Value;

use super::{
    ast::{CompareOp, Filter, Literal},
    scope::{Scope, Subject, compared},
};
use crate::scim::{
    Object, coerce, object,
    schema::{Attribute, Schema, Type},
};

impl Filter {
    /// Whether a resource satisfies the filter. Expects a filter that passed [`Filter::check`]: an attribute that the
    /// schema does not know has no value.
    pub fn matches(&self, schema: &Schema, resource: &Object) -> bool {
        matches(self, Scope::Resource(schema), Subject::Resource(resource))
    }

    /// Whether one value of an attribute satisfies the filter inside a bracket.
    pub(in crate::scim) fn matches_value(&self, attribute: &Attribute, value: &Value) -> bool {
        matches(self, Scope::Element(attribute), Subject::Element(value))
    }
}

fn matches(filter: &Filter, scope: Scope<'_>, subject: Subject<'_>) -> bool {
    match filter {
        Filter::And(filters) => filters.iter().all(|filter| matches(filter, scope, subject)),
        Filter::Or(filters) => filters.iter().any(|filter| matches(filter, scope, subject)),
        Filter::Not(filter) => !matches(filter, scope, subject),
        // RFC 7644 §3.4.2.2, `pr`: "has a non-empty or non-null value, or if it contains a non-empty node for complex
        // attributes".
        Filter::Present(path) => scope.resolve(path).is_some_and(|resolved| {
            subject
                .values(resolved)
                .any(|value| !object::is_empty(value))
        }),
        Filter::ValuePath { path, filter } => scope.resolve(path).is_some_and(|resolved| {
            let scope = Scope::Element(resolved.attribute);
            subject
                .values(resolved)
                .any(|value| matches(filter, scope, Subject::Element(value)))
        }),
        Filter::Compare { path, op, value } => {
            let Some(resolved) = scope.resolve(path).and_then(compared) else {
                return false;
            };
            let mut values = subject.values(resolved).peekable();
            let leaf = resolved.leaf();
            match (op, value) {
                // RFC 7643 §2.5: null and unassigned are the same.
                (CompareOp::Eq, Literal::Null) => values.all(object::is_empty),
                (CompareOp::Ne, Literal::Null) => values.any(|value| !object::is_empty(value)),
                // Nothing is not identical with something.
                (CompareOp::Ne, _) if values.peek().is_none() => true,
                // RFC 7644 §3.4.2.2: "If the specified attribute in a filter expression is a multi-valued attribute,
                // the filter matches if any of the values (…) match".
                _ => values.any(|actual| compare(leaf, actual, *op, value)),
            }
        }
    }
}

fn compare(attribute: &Attribute, actual: &Value, op: CompareOp, wanted: &Literal) -> bool {
    match attribute.kind {
        Type::Boolean => match (coerce::as_boolean(actual), wanted.boolean()) {
            (Some(actual), Some(wanted)) => ordered(op, actual.cmp(&wanted)),
            _ => op == CompareOp::Ne,
        },
        Type::Integer | Type::Decimal => match (actual.as_f64(), as_number(wanted)) {
            (Some(actual), Some(wanted)) => actual
                .partial_cmp(&wanted)
                .is_some_and(|ordering| ordered(op, ordering)),
            _ => op == CompareOp::Ne,
        },
        Type::DateTime => compare_dates(actual, op, wanted),
        Type::String | Type::Reference | Type::Binary | Type::Complex => {
            match (actual.as_str(), wanted.text()) {
                (Some(actual), Some(wanted)) => {
                    compare_texts(actual, op, &wanted, attribute.case_exact)
                }
                _ => op == CompareOp::Ne,
            }
        }
    }
}

/// RFC 7644 §3.4.2.2, table 3: "for DateTime types, it is a chronological comparison", so that the same moment in two
/// notations is one. `co`, `sw` and `ew` look at the text.
fn compare_dates(actual: &Value, op: CompareOp, wanted: &Literal) -> bool {
    let (Some(actual), Some(wanted)) = (actual.as_str(), wanted.text()) else {
        return op == CompareOp::Ne;
    };
    if matches!(op, CompareOp::Co | CompareOp::Sw | CompareOp::Ew) {
        return compare_texts(actual, op, &wanted, false);
    }
    match (coerce::as_instant(actual), coerce::as_instant(&wanted)) {
        (Some(actual), Some(wanted)) => ordered(op, actual.cmp(&wanted)),
        _ => op == CompareOp::Ne,
    }
}

/// RFC 7643 §7: `caseExact` says whether an attribute is case sensitive; RFC 7644 §3.4.2.2 has filters follow it.
fn compare_texts(actual: &str, op: CompareOp, wanted: &str, case_exact: bool) -> bool {
    if case_exact {
        return texts(actual, op, wanted);
    }
    match op {
        CompareOp::Eq => coerce::same_text(actual, wanted),
        CompareOp::Ne => !coerce::same_text(actual, wanted),
        _ => texts(&coerce::fold(actual), op, &coerce::fold(wanted)),
    }
}

fn texts(actual: &str, op: CompareOp, wanted: &str) -> bool {
    match op {
        CompareOp::Co => actual.contains(wanted),
        CompareOp::Sw => actual.starts_with(wanted),
        CompareOp::Ew => actual.ends_with(wanted),
        _ => ordered(op, actual.cmp(wanted)),
    }
}

fn ordered(op: CompareOp, ordering: Ordering) -> bool {
    match op {
        CompareOp::Eq => ordering.is_eq(),
        CompareOp::Ne => ordering.is_ne(),
        CompareOp::Gt => ordering.is_gt(),
        CompareOp::Ge => ordering.is_ge(),
        CompareOp::Lt => ordering.is_lt(),
        CompareOp::Le => ordering.is_le(),
        CompareOp::Co | CompareOp::Sw | CompareOp::Ew => false,
    }
}

/// A number, also where it stands in quotes.
pub(super) fn as_number(literal: &Literal) -> Option<f64> {
    literal.text()?.parse().ok()
}
