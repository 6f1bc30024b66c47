//! What an identity provider's attribute mapping makes of a person: the SCIM attributes it pushes.

use serde_json::{Map, Value, json};

use crate::people::Person;

/// The enterprise extension.
pub const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// The attributes that are pushed for a person, by their SCIM names. A name that is missing is not sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile(Map<String, Value>);

impl Profile {
    /// The profile of somebody with the mapping that PactFlow's documentation tells administrators to set up.
    pub fn of(person: &Person) -> Self {
        let attributes = json!({
            "userName": person.email(),
            "name": { "givenName": person.first_name(), "familyName": person.last_name() },
            "emails": [{ "primary": true, "value": person.email(), "type": "work" }],
            "displayName": person.full_name(),
            "locale": "en-US",
            "externalId": person.external_id(),
            "active": true,
        });
        let Value::Object(attributes) = attributes else {
            unreachable!("the literal above is an object")
        };
        Self(attributes)
    }

    /// A profile that says nothing.
    pub(super) fn empty() -> Self {
        Self(Map::new())
    }

    /// The profile with one attribute changed, or no longer sent. The path is `name.givenName` or the like; `email` is the
    /// primary address, and `department` stands in the enterprise extension.
    #[must_use]
    pub fn with(mut self, path: &str, value: Option<Value>) -> Self {
        match path {
            "email" => self.set_email(value),
            "department" => set(&mut self.0, &[ENTERPRISE, "department"], value),
            _ => set(&mut self.0, &path.split('.').collect::<Vec<_>>(), value),
        }
        self
    }

    /// One attribute.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// All attributes.
    pub fn attributes(&self) -> &Map<String, Value> {
        &self.0
    }

    /// What the person signs in with.
    pub fn user_name(&self) -> String {
        self.0
            .get("userName")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    }

    fn set_email(&mut self, value: Option<Value>) {
        let emails =
            value.map(|value| json!([{ "primary": true, "value": value, "type": "work" }]));
        set(&mut self.0, &["emails"], emails);
    }
}

fn set(object: &mut Map<String, Value>, path: &[&str], value: Option<Value>) {
    let [name, rest @ ..] = path else { return };
    match (rest.is_empty(), value) {
        (true, Some(value)) => {
            object.insert((*name).to_owned(), value);
        }
        (true, None) => {
            object.shift_remove(*name);
        }
        (false, value) => {
            let inner = object.entry(*name).or_insert_with(|| json!({}));
            set(
                inner
                    .as_object_mut()
                    .expect("only complex attributes have sub-attributes"),
                rest,
                value,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{ENTERPRISE, Profile};
    use crate::people::Person;

    fn ada() -> Profile {
        Profile::of(&Person::called("Ada"))
    }

    #[test]
    fn an_attribute_can_be_changed_or_left_out() {
        let profile = ada()
            .with("name.givenName", Some(json!("Augusta")))
            .with("name.familyName", None);
        assert_eq!(
            profile.get("name"),
            Some(&json!({ "givenName": "Augusta" }))
        );
        assert_eq!(ada().with("emails", None).get("emails"), None);
    }

    #[test]
    fn the_department_stands_in_the_enterprise_extension() {
        let profile = ada().with("department", Some(json!("Sales")));
        assert_eq!(
            profile.get(ENTERPRISE),
            Some(&json!({ "department": "Sales" }))
        );
    }
}
