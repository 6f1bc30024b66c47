//! What is written piece by piece against the same written at once.

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::scim::fixtures::{group_schema, object};
use crate::scim::list::{ListResponse, Resources};

fn schema() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> = LazyLock::new(group_schema);
    &SCHEMA
}

fn attributes() -> Object {
    object(json!({ "id": "1", "meta": null, "displayName": "\"Crew\"" }))
}

/// Members of whom some have no name.
fn members(range: Range<usize>) -> Vec<Value> {
    let member = |at: usize| match at % 3 {
        0 => json!({ "value": at.to_string() }),
        _ => json!({ "value": at.to_string(), "display": "é\n" }),
    };
    range.map(member).collect()
}

/// The group as it is written piece by piece, and the same as one object.
fn both(count: usize) -> (Document, Object) {
    let mut whole = attributes();
    if count > 0 {
        whole.insert("members".to_owned(), members(0..count).into());
    }
    (
        Document::with_list(attributes(), "members", count, members),
        whole,
    )
}

fn text(pieces: impl Iterator<Item = Vec<u8>>) -> String {
    String::from_utf8(pieces.flatten().collect()).unwrap()
}

/// How many members are told apart: none, one, and either side of what is made at a time.
fn counts() -> impl Strategy<Value = usize> {
    prop_oneof![
        0..3_usize,
        AT_A_TIME - 1..AT_A_TIME + 2,
        2 * AT_A_TIME - 1..2 * AT_A_TIME + 2,
    ]
}

/// Names of attributes, known and unknown ones, that are asked for or not wanted.
fn names() -> impl Strategy<Value = Vec<String>> {
    let name = prop::sample::select(vec![
        "id",
        "displayName",
        "members",
        "members.value",
        "members.display",
        "MEMBERS.type",
        "meta",
        "color",
    ]);
    prop::collection::vec(name.prop_map(str::to_owned), 0..3)
}

proptest! {
    #[test]
    fn the_pieces_are_what_the_whole_is_whatever_is_asked_for(
        count in counts(),
        wanted in names(),
        excluded in names(),
    ) {
        let projection = Projection::new(&wanted, &excluded, schema()).unwrap();
        let (mut document, mut whole) = both(count);
        document.project(&projection, schema());
        projection.apply(schema(), &mut whole);
        prop_assert_eq!(text(document.into_pieces()), Value::Object(whole).to_string());
    }

    #[test]
    fn a_list_is_the_same_in_pieces_and_at_once(counts in prop::collection::vec(counts(), 0..4)) {
        let groups: Vec<_> = counts.into_iter().map(both).collect();
        let (documents, wholes): (Vec<_>, Vec<_>) = groups.into_iter().unzip();
        let whole = ListResponse::new(9, 2, wholes);
        let resources: Resources = Box::new(documents.into_iter());
        let pieces = ListResponse {
            schemas: whole.schemas,
            total_results: whole.total_results,
            start_index: whole.start_index,
            items_per_page: whole.items_per_page,
            next_cursor: None,
            resources,
        };
        prop_assert_eq!(text(pieces.into_pieces()), serde_json::to_string(&whole).unwrap());
    }
}

#[test]
fn a_long_list_comes_in_several_pieces_and_a_short_resource_in_one() {
    assert_eq!(both(10 * AT_A_TIME).0.into_pieces().count(), 10);
    assert_eq!(both(AT_A_TIME).0.into_pieces().count(), 1);
    assert_eq!(both(0).0.into_pieces().count(), 1);
}

#[test]
fn the_version_covers_the_long_list() {
    let version = |count| both(count).0.version();
    assert_eq!(version(700), Document::from(both(700).1).version());
    assert_ne!(version(700), version(701));
    assert_eq!(both(700).0.into_whole(), both(700).1);
}
