//! Which attributes an answer shows (RFC 7644 §3.4.2.5, §3.9).

use serde_json::Value;

use super::{
    Object,
    error::Error,
    path::PatchPath,
    schema::{Attribute, Returned, Schema},
};

/// The attributes that were asked for and those that were not wanted; at first, what is returned by default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Projection {
    /// What was asked for; `None` where nothing was.
    wanted: Option<Vec<Name>>,
    excluded: Vec<Name>,
}

/// A known attribute, or a part of one, in the schema's spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Name {
    attribute: &'static str,
    sub: Option<&'static str>,
}

impl Projection {
    /// Reads the values of `attributes` and `excludedAttributes`, names separated by commas. A filter in a name is read
    /// and not regarded: `emails[type eq "work"]` asks for the e-mail addresses.
    ///
    /// # Errors
    ///
    /// `invalidValue` for a malformed name. An unknown one selects nothing.
    pub fn parse(
        attributes: Option<&str>,
        excluded: Option<&str>,
        schema: &Schema,
    ) -> Result<Self, Error> {
        let list = |names: Option<&str>| names.map(str::to_owned).into_iter().collect::<Vec<_>>();
        Self::new(&list(attributes), &list(excluded), schema)
    }

    /// The same, from lists of names, each of which may hold several separated by commas.
    ///
    /// # Errors
    ///
    /// As [`Projection::parse`].
    pub fn new(attributes: &[String], excluded: &[String], schema: &Schema) -> Result<Self, Error> {
        let asks = attributes.iter().any(|names| !names.trim().is_empty());
        Ok(Self {
            wanted: if asks {
                Some(read(attributes, schema)?)
            } else {
                None
            },
            excluded: read(excluded, schema)?,
        })
    }

    /// Whether the client named attributes that it wants, which makes a group PATCH answer with the group (DEC-18).
    pub fn asks(&self) -> bool {
        self.wanted.is_some()
    }

    /// Whether the attribute, or a part of it, is shown; what is not need not be fetched. Expects the attribute's name,
    /// and an attribute that is returned by default.
    pub fn wants(&self, attribute: &str) -> bool {
        let names = |name: &Name| name.attribute.eq_ignore_ascii_case(attribute);
        self.wanted
            .as_ref()
            .is_none_or(|wanted| wanted.iter().any(names))
            && !self
                .excluded
                .iter()
                .any(|name| name.sub.is_none() && names(name))
    }

    /// Takes out of a resource what is not to be shown. What the schema does not know is shown where nothing was asked
    /// for.
    pub fn apply(&self, schema: &Schema, resource: &mut Object) {
        resource.retain(|name, value| match schema.attribute(name) {
            None => self.wanted.is_none(),
            Some(attribute) => {
                self.shows(attribute) && {
                    self.apply_to_parts(attribute, value);
                    !is_bare(value)
                }
            }
        });
    }

    fn shows(&self, attribute: &Attribute) -> bool {
        let asked = self
            .wanted
            .as_ref()
            .map(|wanted| wanted.iter().any(|name| name.attribute == attribute.name));
        let excluded = self
            .excluded
            .iter()
            .any(|name| name.sub.is_none() && name.attribute == attribute.name);
        shows(attribute, asked, excluded)
    }

    /// Takes out of some values of a shown attribute what is not to be shown, and those of which nothing is left.
    pub fn apply_to_values(&self, attribute: &Attribute, values: &mut Vec<Value>) {
        values.retain_mut(|value| {
            self.apply_to_parts(attribute, value);
            !is_bare(value)
        });
    }

    fn apply_to_parts(&self, attribute: &Attribute, value: &mut Value) {
        match value {
            Value::Array(values) => self.apply_to_values(attribute, values),
            Value::Object(parts) => parts.retain(|name, _| match attribute.sub_attribute(name) {
                None => true,
                Some(sub) => self.shows_part(attribute, sub),
            }),
            _ => {}
        }
    }

    fn shows_part(&self, attribute: &Attribute, sub: &Attribute) -> bool {
        let of = |name: &&Name| name.attribute == attribute.name;
        let is = |name: &Name| name.sub == Some(sub.name);
        let asked = self.wanted.as_ref().and_then(|wanted| {
            // The whole attribute was asked for: its parts come as they would by default.
            let whole = wanted.iter().filter(of).any(|name| name.sub.is_none());
            let asked = wanted.iter().filter(of).any(is);
            if whole && !asked { None } else { Some(asked) }
        });
        shows(sub, asked, self.excluded.iter().filter(of).any(is))
    }
}

/// RFC 7644 §3.9: `attributes` names what is returned, "overriding the set of attributes that would be returned by
/// default"; `excludedAttributes` takes from that set and has "no effect on attributes whose schema "returned" setting
/// is "always"". `asked` is `None` where nothing was asked for.
fn shows(attribute: &Attribute, asked: Option<bool>, excluded: bool) -> bool {
    match attribute.returned {
        Returned::Always => true,
        Returned::Never => false,
        Returned::Default => asked.unwrap_or(true) && !excluded,
        Returned::Request => asked.unwrap_or(false) && !excluded,
    }
}

/// Whether nothing is left to show of a complex value.
fn is_bare(value: &Value) -> bool {
    value.as_object().is_some_and(Object::is_empty)
}

fn read(lists: &[String], schema: &Schema) -> Result<Vec<Name>, Error> {
    let mut names = Vec::new();
    for text in lists.iter().flat_map(|list| split(list)) {
        let path = text
            .parse::<PatchPath>()
            .map_err(|error| {
                Error::invalid_value(format!("'{text}' is no attribute. {}", error.detail))
            })?
            .attribute;
        let own = path
            .urn
            .as_deref()
            .is_some_and(|urn| urn.eq_ignore_ascii_case(schema.urn));
        if path.is_schema() && own {
            names.extend(schema.attributes.iter().map(|attribute| Name {
                attribute: attribute.name,
                sub: None,
            }));
        } else if let Some(resolved) = schema.resolve(&path) {
            names.push(Name {
                attribute: resolved.attribute.name,
                sub: resolved.sub.map(|sub| sub.name),
            });
        }
    }
    Ok(names)
}

/// Splits at the commas that stand outside of brackets and strings.
fn split(list: &str) -> impl Iterator<Item = &str> {
    let (mut in_bracket, mut in_string, mut escaped) = (false, false, false);
    list.split(move |c| {
        let ends = c == ',' && !in_bracket && !in_string;
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' if in_bracket => in_string = !in_string,
            '[' if !in_string => in_bracket = true,
            ']' if !in_string => in_bracket = false,
            _ => {}
        }
        ends
    })
    .map(str::trim)
    .filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests;
