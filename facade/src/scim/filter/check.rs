//! Whether a filter makes sense for a kind of resource.

use super::{
    ast::{CompareOp, Filter, Literal},
    eval::as_number,
    scope::{Scope, compared},
};
use crate::scim::{
    coerce,
    error::Error,
    path::AttributePath,
    schema::{Attribute, Resolved, Returned, Schema, Type},
};

impl Filter {
    /// Whether every attribute exists and every operator and value fits its attribute's type.
    ///
    /// # Errors
    ///
    /// `invalidFilter` naming the attribute and what is wrong with it.
    pub fn check(&self, schema: &Schema) -> Result<(), Error> {
        check(self, Scope::Resource(schema))
    }

    /// The same for the filter inside a bracket, whose paths are the attribute's sub-attributes.
    pub(in crate::scim) fn check_values(&self, attribute: &Attribute) -> Result<(), Error> {
        check(self, Scope::Element(attribute))
    }

    /// Whether the filter inside a bracket names only sub-attributes that the attribute has.
    pub(in crate::scim) fn knows(&self, attribute: &Attribute) -> bool {
        match self {
            Filter::Compare { path, .. }
            | Filter::Present(path)
            | Filter::ValuePath { path, .. } => Scope::Element(attribute).resolve(path).is_some(),
            Filter::And(filters) | Filter::Or(filters) => {
                filters.iter().all(|filter| filter.knows(attribute))
            }
            Filter::Not(filter) => filter.knows(attribute),
        }
    }
}

fn check(filter: &Filter, scope: Scope<'_>) -> Result<(), Error> {
    match filter {
        Filter::Present(path) => known(path, scope).map(|_| ()),
        Filter::And(filters) | Filter::Or(filters) => {
            filters.iter().try_for_each(|filter| check(filter, scope))
        }
        Filter::Not(filter) => check(filter, scope),
        Filter::ValuePath { path, filter } => {
            let attribute = known(path, scope)?.attribute;
            if attribute.kind != Type::Complex && !attribute.multi_valued {
                return Err(Error::invalid_filter(format!(
                    "'{path}' has no parts that a bracket could filter."
                )));
            }
            check(filter, Scope::Element(attribute))
        }
        Filter::Compare { path, op, value } => {
            let resolved = known(path, scope)?;
            let Some(resolved) = compared(resolved) else {
                return Err(Error::invalid_filter(format!(
                    "'{path}' is complex and cannot be compared as a whole; compare one of its parts: {}.",
                    Scope::Element(resolved.leaf()).names()
                )));
            };
            fits(resolved.leaf().kind, *op, value).map_err(|why| {
                // Not the value: what a query says of people is repeated nowhere.
                Error::invalid_filter(format!(
                    "'{path} {} …' cannot be compared: {why}.",
                    op.as_str(),
                ))
            })
        }
    }
}

/// RFC 7644 §3.12, table 9: an attribute that the resource does not have is an `invalidFilter`, never an empty list and
/// never the unfiltered one.
fn known<'a>(path: &AttributePath, scope: Scope<'a>) -> Result<Resolved<'a>, Error> {
    let resolved = scope.resolve(path).ok_or_else(|| {
        Error::invalid_filter(format!(
            "'{path}' cannot be filtered by; these can: {}.",
            scope.names()
        ))
    })?;
    // RFC 7644 §7.5.2: what is never shown must not be found out by searching either.
    if resolved.attribute.returned == Returned::Never || resolved.leaf().returned == Returned::Never
    {
        return Err(Error::invalid_filter(format!(
            "'{path}' is never shown and cannot be filtered by."
        )));
    }
    Ok(resolved)
}

/// Whether an operator and a value can be used with a type; if not, why.
fn fits(kind: Type, op: CompareOp, value: &Literal) -> Result<(), &'static str> {
    use CompareOp::{Co, Eq, Ew, Ge, Gt, Le, Lt, Ne, Sw};
    let equality = matches!(op, Eq | Ne);
    if *value == Literal::Null {
        return demand(equality, "null can only be equal or not equal");
    }
    let partial = matches!(op, Co | Sw | Ew);
    match kind {
        // RFC 7644 §3.4.2.2, table 3, on `gt` and the like: "Boolean and Binary attributes SHALL cause a failed response
        // (HTTP status code 400) with "scimType" of "invalidFilter"." A part of a boolean makes no more sense.
        Type::Boolean if !equality => Err("a boolean can only be equal or not equal"),
        Type::Boolean => demand(
            value.boolean().is_some(),
            "it is a boolean, so true or false",
        ),
        Type::Binary => demand(
            !matches!(op, Gt | Ge | Lt | Le),
            "binary values have no order",
        ),
        Type::Decimal | Type::Integer if partial => Err("a number has no parts to search for"),
        Type::Decimal | Type::Integer => demand(as_number(value).is_some(), "it is a number"),
        Type::DateTime if !partial => demand(
            value
                .text()
                .and_then(|text| coerce::as_instant(&text))
                .is_some(),
            "it is a date and time, as in \"2026-01-05T09:00:00Z\"",
        ),
        Type::DateTime | Type::String | Type::Reference | Type::Complex => Ok(()),
    }
}

fn demand(condition: bool, why: &'static str) -> Result<(), &'static str> {
    if condition { Ok(()) } else { Err(why) }
}
