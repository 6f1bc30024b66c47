//! The other parser's trees, as ours.

use scim_v2::filter as oracle;
use serde_json::Number;

use crate::scim::{
    filter::{CompareOp, Filter, Literal},
    path::{AttributePath, PatchPath},
};

/// The other parser reads fractions with the last digit off; ten are enough to tell numbers apart.
pub(super) fn rounded(filter: Filter) -> Filter {
    match filter {
        Filter::Compare {
            path,
            op,
            value: Literal::Number(number),
        } if number.is_f64() => {
            let text = format!("{:.9e}", number.as_f64().unwrap_or_default());
            Filter::Compare {
                path,
                op,
                value: Literal::String(text),
            }
        }
        Filter::ValuePath { path, filter } => Filter::ValuePath {
            path,
            filter: Box::new(rounded(*filter)),
        },
        Filter::And(filters) => Filter::And(filters.into_iter().map(rounded).collect()),
        Filter::Or(filters) => Filter::Or(filters.into_iter().map(rounded).collect()),
        Filter::Not(filter) => Filter::Not(Box::new(rounded(*filter))),
        other => other,
    }
}

pub(super) fn ours(theirs: &oracle::Filter) -> Filter {
    match theirs {
        oracle::Filter::Attr(expression) => comparison(expression),
        oracle::Filter::ValuePath(value) => Filter::ValuePath {
            path: path(&value.attr),
            filter: Box::new(values(&value.filter)),
        },
        oracle::Filter::Not(filter) => Filter::Not(Box::new(ours(filter))),
        oracle::Filter::And(filters) => Filter::and(filters.as_slice().iter().map(ours).collect()),
        oracle::Filter::Or(filters) => Filter::or(filters.as_slice().iter().map(ours).collect()),
    }
}

fn values(theirs: &oracle::ValFilter) -> Filter {
    match theirs {
        oracle::ValFilter::Attr(expression) => comparison(expression),
        oracle::ValFilter::Not(filter) => Filter::Not(Box::new(values(filter))),
        oracle::ValFilter::And(filters) => {
            Filter::and(filters.as_slice().iter().map(values).collect())
        }
        oracle::ValFilter::Or(filters) => {
            Filter::or(filters.as_slice().iter().map(values).collect())
        }
    }
}

fn comparison(theirs: &oracle::AttrExp) -> Filter {
    match theirs {
        oracle::AttrExp::Present(attribute) => Filter::Present(path(attribute)),
        oracle::AttrExp::Comparison(attribute, op, value) => Filter::Compare {
            path: path(attribute),
            op: operator(op),
            value: literal(value),
        },
    }
}

fn path(theirs: &oracle::AttrPath) -> AttributePath {
    AttributePath {
        urn: theirs.uri.clone(),
        attribute: theirs.name.clone(),
        sub: theirs.sub_attr.clone(),
    }
}

pub(super) fn our_path(theirs: &oracle::PatchPath) -> PatchPath {
    match theirs {
        oracle::PatchPath::Attr(attribute) => path(attribute).into(),
        oracle::PatchPath::Value(value) => PatchPath {
            attribute: AttributePath {
                sub: value.sub_attr.clone(),
                ..path(&value.attr)
            },
            filter: Some(values(&value.filter)),
        },
    }
}

fn operator(theirs: &oracle::CompareOp) -> CompareOp {
    match theirs {
        oracle::CompareOp::Eq => CompareOp::Eq,
        oracle::CompareOp::Ne => CompareOp::Ne,
        oracle::CompareOp::Co => CompareOp::Co,
        oracle::CompareOp::Sw => CompareOp::Sw,
        oracle::CompareOp::Ew => CompareOp::Ew,
        oracle::CompareOp::Gt => CompareOp::Gt,
        oracle::CompareOp::Lt => CompareOp::Lt,
        oracle::CompareOp::Ge => CompareOp::Ge,
        oracle::CompareOp::Le => CompareOp::Le,
    }
}

/// Whole numbers beyond 64 bits are fractions to the other parser and words to us: they can only be identifiers.
fn literal(theirs: &oracle::CompValue) -> Literal {
    match theirs {
        oracle::CompValue::False => Literal::Boolean(false),
        oracle::CompValue::True => Literal::Boolean(true),
        oracle::CompValue::Null => Literal::Null,
        oracle::CompValue::Str(text) => Literal::String(text.clone()),
        oracle::CompValue::Number(number) if *number == huge() => {
            Literal::String("99999999999999999999999".to_owned())
        }
        oracle::CompValue::Number(number) => Literal::Number(number.clone()),
    }
}

fn huge() -> Number {
    serde_json::from_str("99999999999999999999999").expect("a number")
}

pub(super) fn collect<'a>(
    filter: &'a oracle::Filter,
    paths: &mut Vec<&'a oracle::AttrPath>,
    brackets: &mut Vec<&'a oracle::AttrPath>,
) {
    match filter {
        oracle::Filter::Attr(
            oracle::AttrExp::Present(path) | oracle::AttrExp::Comparison(path, ..),
        ) => paths.push(path),
        oracle::Filter::ValuePath(value) => {
            brackets.push(&value.attr);
            paths.push(&value.attr);
            collect_values(&value.filter, paths);
        }
        oracle::Filter::Not(filter) => collect(filter, paths, brackets),
        oracle::Filter::And(filters) | oracle::Filter::Or(filters) => {
            filters
                .as_slice()
                .iter()
                .for_each(|filter| collect(filter, paths, brackets));
        }
    }
}

pub(super) fn collect_values<'a>(
    filter: &'a oracle::ValFilter,
    paths: &mut Vec<&'a oracle::AttrPath>,
) {
    match filter {
        oracle::ValFilter::Attr(
            oracle::AttrExp::Present(path) | oracle::AttrExp::Comparison(path, ..),
        ) => {
            paths.push(path);
        }
        oracle::ValFilter::Not(filter) => collect_values(filter, paths),
        oracle::ValFilter::And(filters) | oracle::ValFilter::Or(filters) => {
            filters
                .as_slice()
                .iter()
                .for_each(|filter| collect_values(filter, paths));
        }
    }
}
