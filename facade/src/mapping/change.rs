//! What a write changes in PactFlow, field by field, and by which rule: for the audit log.

use serde::Serialize;
use serde_json::{Value, json};

use crate::pactflow::UserFields;

/// One field of PactFlow's that a write changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The mapping row or decision, such as `MAP-U09`.
    pub rule: &'static str,
    /// PactFlow's field.
    pub field: &'static str,
    /// What happens to it.
    #[serde(flatten)]
    pub what: What,
}

/// What happens to a field.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum What {
    /// It had one value and has another; `null` stands for none.
    Set {
        /// The value before; left out where it is not known.
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<Value>,
        /// The value after.
        to: Value,
    },
    /// These are in the list now.
    Added {
        /// By their ids.
        added: Vec<String>,
    },
    /// These are not in the list any more.
    Removed {
        /// By their ids.
        removed: Vec<String>,
    },
}

impl Change {
    /// `field` becomes `to`.
    pub(crate) fn set(
        rule: &'static str,
        field: &'static str,
        from: Option<Value>,
        to: Value,
    ) -> Self {
        Self {
            rule,
            field,
            what: What::Set { from, to },
        }
    }
}

/// The fields of a user that differ.
pub fn of_user(from: &UserFields, to: &UserFields) -> Vec<Change> {
    let fields = [
        (
            "MAP-U02",
            "externalIdpUsername",
            json!(from.external_idp_username),
            json!(to.external_idp_username),
        ),
        (
            "MAP-U03",
            "externalIdpId",
            json!(from.external_idp_id),
            json!(to.external_idp_id),
        ),
        (
            "MAP-U04",
            "firstName",
            json!(from.first_name),
            json!(to.first_name),
        ),
        (
            "MAP-U05",
            "lastName",
            json!(from.last_name),
            json!(to.last_name),
        ),
        ("MAP-U06", "name", json!(from.name), json!(to.name)),
        ("MAP-U09", "active", json!(from.active), json!(to.active)),
        ("MAP-U10", "email", json!(from.email), json!(to.email)),
    ];
    fields
        .into_iter()
        .filter(|(_, _, from, to)| from != to)
        .map(|(rule, field, from, to)| Change::set(rule, field, Some(from), to))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_a_change_and_each_has_its_rule() {
        let from = UserFields {
            name: Some("Ada".to_owned()),
            active: Some(true),
            ..UserFields::default()
        };
        let to = UserFields {
            active: Some(false),
            email: Some("ada@acme.io".to_owned()),
            ..from.clone()
        };
        assert_eq!(
            serde_json::to_value(of_user(&from, &to)).unwrap(),
            json!([
                {"rule": "MAP-U09", "field": "active", "from": true, "to": false},
                {"rule": "MAP-U10", "field": "email", "from": null, "to": "ada@acme.io"},
            ])
        );
        assert_eq!(of_user(&from, &from), []);
    }

    #[test]
    fn every_field_of_a_user_is_looked_at() {
        let text = || Some("x".to_owned());
        let whole = UserFields {
            email: text(),
            name: text(),
            first_name: text(),
            last_name: text(),
            active: Some(true),
            external_idp_id: text(),
            external_idp_username: text(),
        };
        let fields = serde_json::to_value(&whole).unwrap();
        let mut written: Vec<_> = fields.as_object().unwrap().keys().cloned().collect();
        let mut looked_at: Vec<_> = of_user(&UserFields::default(), &whole)
            .into_iter()
            .map(|change| change.field.to_owned())
            .collect();
        written.sort();
        looked_at.sort();
        assert_eq!(looked_at, written);
    }
}
