//! Where names stand in SCIM: in attributes, in paths and in filters.

use http::Method;
use serde_json::Value;

use super::{Kind, mark::Mark};
use crate::{
    spelling::{self, Letter},
    wire::{AUTHORIZATION, Request},
};

/// Reads one resource.
pub(super) fn read(kind: Kind, id: &str) -> Request {
    Request {
        method: Method::GET,
        target: format!("{}/{id}", kind.path()),
        headers: vec![
            ("Accept", "application/scim+json".to_owned()),
            (AUTHORIZATION, String::new()),
        ],
        body: None,
    }
}

/// The operations of a PATCH or of a bulk request, however the list is spelled.
pub(super) fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    let lists = document.as_object().into_iter().flatten();
    lists
        .filter(|(name, _)| name.eq_ignore_ascii_case("Operations"))
        .flat_map(|(_, list)| list.as_array().into_iter().flatten())
}

/// The same, to be changed.
pub(super) fn operations_mut(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let lists = document.as_object_mut().into_iter().flatten();
    lists
        .filter(|(name, _)| name.eq_ignore_ascii_case("Operations"))
        .flat_map(|(_, list)| list.as_array_mut().into_iter().flatten())
}

/// The resource of an answer, or those of a list.
pub(super) fn resources_mut(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let resources = match document.get("Resources") {
        Some(Value::Array(_)) => document["Resources"].as_array_mut(),
        _ => None,
    };
    resources.into_iter().flatten()
}

/// Whether a path or a target is below `/Groups`.
pub(super) fn is_about_groups(target: &str) -> bool {
    let path = target.split('?').next().unwrap_or_default();
    path.split('/')
        .any(|part| part.eq_ignore_ascii_case("Groups"))
}

/// Whether an attribute's value is a name that has to be the guest's own: what somebody signs in with, the provider's id, an
/// address, a group's name.
pub(super) fn is_name(path: &str, is_group: bool) -> bool {
    match spelling::attribute(path).as_str() {
        "username" | "externalid" | "emails.value" => true,
        "displayname" => is_group,
        _ => false,
    }
}

pub(super) fn holds_addresses(path: &str) -> bool {
    spelling::attribute(path) == "emails"
}

/// A request's target with marks in the filter that it may have. It is encoded, and stays as it was written.
pub(super) fn marked_target(target: &str, is_group: bool, mark: &Mark) -> String {
    let Some((path, query)) = target.split_once('?') else {
        return target.to_owned();
    };
    let parameters: Vec<_> = query
        .split('&')
        .map(|parameter| match parameter.split_once('=') {
            Some((name, filter)) if name.eq_ignore_ascii_case("filter") => {
                format!(
                    "{name}={}",
                    marked(spelling::encoded(filter), is_group, mark)
                )
            }
            _ => parameter.to_owned(),
        })
        .collect();
    format!("{path}?{}", parameters.join("&"))
}

/// A filter with marks, or a path that has filters in it.
pub(super) fn marked_filter(filter: &str, is_group: bool, mark: &Mark) -> String {
    marked(spelling::plain(filter), is_group, mark)
}

/// Puts the mark into each value that a name is compared with. A part of a name (`sw`, `co`, `ew`) stays as it is.
fn marked(mut letters: Vec<Letter>, is_group: bool, mark: &Mark) -> String {
    for operand in spelling::operands(&letters) {
        // The short way to say `emails.value`.
        let is_address = holds_addresses(&operand.attribute);
        let is_whole = !matches!(operand.operator.as_str(), "sw" | "co" | "ew");
        if is_whole && (is_address || is_name(&operand.attribute, is_group)) {
            mark.put_into_letters(&mut letters[operand.place]);
        }
    }
    spelling::written(&letters)
}
