use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::*;
use crate::pactflow::Team;
use crate::pactflow::model::Member;

const MEMBERS: &[&str] = &["_embedded", "members"];

/// More than any of these answers keeps.
const ENOUGH: usize = 1024 * 1024;

#[derive(Debug, PartialEq, Deserialize)]
struct Anything(Value);

impl Entry for Anything {}

/// What is read of `text` that arrives in pieces of `size` bytes.
fn taken<E: Entry>(
    path: &'static [&'static str],
    text: &str,
    size: usize,
) -> Result<(Vec<u8>, Vec<E>), Error> {
    let mut entries = Entries::new(path, ENOUGH);
    entries.begin();
    for piece in text.as_bytes().chunks(size) {
        entries.take(piece)?;
    }
    Ok(entries.into_parts())
}

/// The whole that was taken apart.
fn together(text: &str, size: usize) -> Result<Value, String> {
    let (rest, entries) =
        taken::<Anything>(MEMBERS, text, size).map_err(|error| error.to_string())?;
    let mut whole: Value = serde_json::from_slice(&rest).map_err(|error| error.to_string())?;
    if !entries.is_empty() {
        let list = &mut whole["_embedded"]["members"];
        assert_eq!(list, &json!([]), "the list is where the entries were");
        *list = entries.into_iter().map(|Anything(value)| value).collect();
    }
    Ok(whole)
}

/// Any JSON, with names that lead astray.
fn any_json() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        Just("members".to_owned()),
        Just("_embedded".to_owned()),
        Just("a\"\\,]}".to_owned()),
        ".{0,3}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        name.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_arrives_in_whatever_pieces_is_what_it_would_be_as_a_whole(
        mut around in prop::collection::vec((any_json(), any_json()), 0..3),
        members in any_json(),
        is_pretty in any::<bool>(),
        size in 1_usize..40,
    ) {
        let mut whole = json!({});
        for (at, (before, inside)) in around.drain(..).enumerate() {
            whole[format!("x{at}")] = before;
            whole["_embedded"][format!("y{at}")] = inside;
        }
        whole["_embedded"]["members"] = members;
        whole["members"] = json!([{"not": "these"}]);
        let text = if is_pretty { format!("{whole:#}") } else { whole.to_string() };
        prop_assert_eq!(together(&text, size), Ok(whole));
    }

    #[test]
    fn what_is_no_json_is_refused_wherever_it_breaks_off_or_is_damaged(
        at in any::<prop::sample::Index>(),
        damage in prop::option::of(prop::sample::select(b"{}[],:\"\\x1 ".to_vec())),
        size in 1_usize..40,
    ) {
        let whole = json!({"a": [1], "_embedded": {"members": [{"b": "\\\"]"}, [2, 3], "c", 4, null], "d": 1}}).to_string();
        let mut text = whole.into_bytes();
        let at = at.index(text.len());
        match damage {
            Some(damage) => text[at] = damage,
            None => text.truncate(at),
        }
        let text = String::from_utf8(text).unwrap();
        let expected: Option<Value> = serde_json::from_str(&text).ok();
        prop_assert_eq!(together(&text, size).ok(), expected, "{}", text);
    }
}

#[test]
fn only_what_is_wanted_of_a_member_is_kept() {
    let member = |number: usize| {
        json!({
            "uuid": number.to_string(), "name": "Ada",
            "_embedded": {"roles": [{"permissions": vec!["contract_data:manage:*"; 200]}]},
        })
    };
    let members: Vec<Value> = (0..500).map(member).collect();
    let text = json!({"uuid": "t", "_embedded": {"members": members}}).to_string();
    assert!(text.len() > 2 * ENOUGH, "{}", text.len());
    let (rest, members) = taken::<Member>(MEMBERS, &text, 16 * 1024).unwrap();
    let team: Team = serde_json::from_slice(&rest).unwrap();
    assert_eq!((team.members(), members.len()), (&[][..], 500));
    assert_eq!(members[499].uuid, "499");
}

#[test]
fn what_is_too_much_is_not_read_to_its_end() {
    let text = |list: &str| format!("{{\"_embedded\": {{\"members\": [{list}");
    let long = "x".repeat(2 * ENOUGH);
    for endless in [
        text(&format!("\"{long}")),
        text(&format!("\"{long}\", ")),
        text(&"{\"uuid\": \"1\"},".repeat(100_000)),
        format!("{{\"a\": \"{long}"),
    ] {
        let error = taken::<Anything>(MEMBERS, &endless, 1000).unwrap_err();
        assert_eq!(error, too_large(ENOUGH));
    }
}

#[test]
fn an_entry_that_cannot_be_read_is_named_by_its_place_and_not_by_its_content() {
    let text = json!({"_embedded": {"members": [{"uuid": "1"}, {"name": "geheim"}]}}).to_string();
    let error = taken::<Member>(MEMBERS, &text, 7).unwrap_err().to_string();
    assert!(
        error.ends_with("of entry 2 of _embedded.members"),
        "{error}"
    );
}
