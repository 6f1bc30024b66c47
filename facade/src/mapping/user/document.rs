//! A user as a SCIM document.

use serde_json::json;

use super::super::rule;
use super::RULES;
use crate::pactflow::User;
use crate::scim::{Document, Object, urn};

/// What a SCIM client sees of `user`. `base` is the service's public address, without a slash at its end.
///
/// Attributes without a value are left out (DEC-01).
pub fn to_scim(user: &User, base: &str) -> Object {
    let mut document = Object::new();
    document.insert("schemas".to_owned(), json!([urn::USER]));
    rule::read_all(RULES, user, &mut document);
    let mut document = Document::from(document);
    rule::complete_meta(
        &mut document,
        "User",
        &format!("{base}/Users/{}", user.uuid),
    );
    document.into_whole()
}
