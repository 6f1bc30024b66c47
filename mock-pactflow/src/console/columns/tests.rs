use super::*;
use crate::console::exchange::ScimExchange;
use crate::console::test_support::{call, recorded};

fn explained(rule: &str, attribute: &str, field: Option<&str>, dropped: Option<&str>) -> Explained {
    Explained {
        rule: rule.to_owned(),
        attribute: attribute.to_owned(),
        field: field.map(str::to_owned),
        dropped: dropped.map(str::to_owned),
    }
}

/// A line as text: name and value of the first column, the rule, name and value of the third.
fn lines(entry: &Entry) -> Vec<String> {
    let cell = |cell: &Option<Cell>| {
        cell.as_ref().map_or(String::new(), |cell| {
            format!("{}={}", cell.name, cell.value.as_deref().unwrap_or("?"))
        })
    };
    let rule = |rule: &Option<Ruling>| {
        rule.as_ref()
            .map_or(String::new(), |rule| match &rule.dropped {
                Some(why) => format!("{} dropped: {why}", rule.id),
                None => rule.id.clone(),
            })
    };
    rows(entry)
        .iter()
        .map(|row| {
            format!(
                "{} | {} | {}",
                cell(&row.said),
                rule(&row.rule),
                cell(&row.got)
            )
        })
        .collect()
}

fn entry(method: &str, url: &str, body: &str, explanation: Vec<Explained>, got: &str) -> Entry {
    let exchange = ScimExchange {
        method: method.to_owned(),
        url: url.to_owned(),
        request_body: Some(body.to_owned()),
        status: 200,
        explanation,
        ..ScimExchange::default()
    };
    let mut write = call(1, "POST", "/admin/users");
    write.request_body = Some(got.to_owned());
    Entry {
        scim: Some(recorded(1, exchange)),
        calls: vec![write],
    }
}

#[test]
fn each_attribute_stands_beside_its_rule_and_its_field() {
    let entry = entry(
        "POST",
        "http://scim.example/scim/Users",
        r#"{"schemas":["u"],"userName":"ada","name":{"givenName":"Ada"},"locale":"en","extra":1}"#,
        vec![
            explained("MAP-U02", "userName", Some("externalIdpUsername"), None),
            explained("MAP-U04", "name.givenName", Some("firstName"), None),
            explained(
                "DEC-08",
                "locale",
                None,
                Some("PactFlow stores nothing of the kind"),
            ),
        ],
        r#"{"externalIdpUsername":"ada","firstName":"Ada","name":"Ada"}"#,
    );
    assert_eq!(
        lines(&entry),
        [
            "userName=ada | MAP-U02 | externalIdpUsername=ada",
            "name.givenName=Ada | MAP-U04 | firstName=Ada",
            "locale=en | DEC-08 dropped: PactFlow stores nothing of the kind | ",
            "extra=1 |  | ",
            " |  | name=Ada",
        ]
    );
}

#[test]
fn the_operations_of_a_patch_are_read_with_and_without_a_path() {
    let entry = entry(
        "PATCH",
        "http://scim.example/scim/Users/1",
        r#"{"Operations":[{"op":"replace","path":"userName","value":"a"},{"op":"replace","value":{"active":false}}]}"#,
        vec![
            explained("MAP-U02", "userName", Some("externalIdpUsername"), None),
            explained("MAP-U09", "active", Some("active"), None),
        ],
        r#"{"externalIdpUsername":"a","active":false}"#,
    );
    assert_eq!(
        lines(&entry),
        [
            "userName=a | MAP-U02 | externalIdpUsername=a",
            "active=false | MAP-U09 | active=false",
        ]
    );
}

#[test]
fn a_look_up_shows_its_parameters_as_they_were_meant() {
    let entry = Entry {
        calls: Vec::new(),
        ..entry(
            "GET",
            "http://scim.example/scim/Users?filter=userName%20eq%20%22ada%22&count=2",
            "",
            Vec::new(),
            "",
        )
    };
    assert_eq!(
        lines(&entry),
        ["filter=userName eq \"ada\" |  | ", "count=2 |  | "]
    );
}

#[test]
fn a_list_is_shown_by_the_names_of_what_is_in_it() {
    let list = serde_json::json!([{ "value": "1", "display": "Ada" }, { "value": "g@acme.io" }]);
    assert_eq!(brief(&list), "Ada, g@acme.io");
    assert_eq!(
        brief(&serde_json::json!([{ "op": "add" }])),
        r#"[{"op":"add"}]"#
    );
}

#[test]
fn a_long_value_is_cut_at_a_character() {
    assert_eq!(
        brief(&Value::from("é".repeat(500))).chars().count(),
        LONGEST + 1
    );
}
