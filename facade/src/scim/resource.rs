//! A resource as a client sends it, read against its schema.

use serde_json::Value;

use super::object::Object;
use super::schema::{Attribute, Schema};
use super::{Error, object};

/// What a POST or a PUT sent: the attributes that the schema knows, spelt as the schema spells them, and the names of
/// the others.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Received {
    /// Attributes of the schema, and the common ones that a client may set.
    pub attributes: Object,
    /// The names of what the schema does not know, such as `title` or `name.middleName`; never their values.
    pub unknown: Vec<String>,
}

impl Received {
    /// Reads `body`. RFC 7643 §2.1: names are compared without regard to case. `schemas`, `id` and `meta` are the
    /// service's own and are passed over (RFC 7644 §3.3: read-only attributes "SHALL be ignored").
    ///
    /// # Errors
    /// `invalidSyntax` where the body is not an object.
    pub fn new(body: Value, schema: &Schema) -> Result<Self, Error> {
        let Value::Object(body) = body else {
            return Err(Error::invalid_syntax(format!(
                "a {} is a JSON object",
                schema.name
            )));
        };
        let mut received = Self::default();
        for (name, value) in body {
            if ["schemas", "id", "meta"]
                .iter()
                .any(|own| own.eq_ignore_ascii_case(&name))
            {
                continue;
            }
            let common = || {
                Schema::common()
                    .iter()
                    .find(|attribute| attribute.name.eq_ignore_ascii_case(&name))
            };
            match schema.attribute(&name).or_else(common) {
                Some(attribute) => {
                    let value = received.spelt(attribute, value);
                    received.attributes.insert(attribute.name.to_owned(), value);
                }
                None => received.unknown.push(name),
            }
        }
        Ok(received)
    }

    /// The value with the names of its parts as the schema spells them.
    fn spelt(&mut self, attribute: &Attribute, value: Value) -> Value {
        match value {
            Value::Array(elements) => Value::Array(
                elements
                    .into_iter()
                    .map(|element| self.spelt(attribute, element))
                    .collect(),
            ),
            Value::Object(parts) if !attribute.sub_attributes.is_empty() => {
                let mut spelt = Object::new();
                for (name, value) in parts {
                    match attribute.sub_attribute(&name) {
                        Some(part) => object::set(&mut spelt, part.name, value),
                        None if attribute.multi_valued => {}
                        None => self.unknown.push(format!("{}.{name}", attribute.name)),
                    }
                }
                Value::Object(spelt)
            }
            value => value,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn schema() -> Schema {
        Schema {
            urn: "urn:example:Thing",
            name: "Thing",
            description: "",
            attributes: vec![
                Attribute::string("userName"),
                Attribute::complex("name", vec![Attribute::string("givenName")]),
                Attribute::complex(
                    "emails",
                    vec![Attribute::string("value"), Attribute::boolean("primary")],
                )
                .multi_valued(),
            ],
        }
    }

    #[test]
    fn names_are_spelt_as_the_schema_spells_them() {
        let body = json!({"USERNAME": "ada", "Name": {"GivenName": "Ada"}, "emails": [{"Primary": true, "VALUE": "a@b"}]});
        let received = Received::new(body, &schema()).unwrap();
        assert_eq!(
            Value::Object(received.attributes),
            json!({"userName": "ada", "name": {"givenName": "Ada"}, "emails": [{"primary": true, "value": "a@b"}]})
        );
        assert_eq!(received.unknown, Vec::<String>::new());
    }

    #[test]
    fn what_the_schema_does_not_know_is_named_and_the_services_own_attributes_are_passed_over() {
        let body = json!({"schemas": ["x"], "id": "1", "meta": {}, "title": "Dr", "name": {"middleName": "M"}, "password": "geheim"});
        let received = Received::new(body, &schema()).unwrap();
        assert_eq!(received.unknown, ["title", "name.middleName", "password"]);
        assert_eq!(Value::Object(received.attributes), json!({"name": {}}));
    }

    #[test]
    fn a_body_that_is_no_object_is_refused() {
        assert_eq!(
            Received::new(json!([1]), &schema()).unwrap_err(),
            Error::invalid_syntax("a Thing is a JSON object")
        );
    }
}
