//! The order of a list.

use serde_json::json;

use super::Order;
use crate::scim::{
    error::ScimType,
    fixtures::{object, user_schema},
    list::SortOrder,
};

fn order(by: &str, order: SortOrder) -> String {
    let mut people = [
        json!({ "id": "1", "userName": "bob", "active": true, "logins": 10, "emails": [{ "value": "z@x" }, { "value": "a@x", "primary": true }],
            "hired": "2026-01-05T09:00:00+02:00" }),
        json!({ "id": "2", "userName": "Ada", "active": false, "logins": 9, "emails": [{ "value": "c@x" }, { "value": "a@x" }],
            "hired": "2026-01-05T08:00:00Z", "name": { "familyName": "Young" }, "externalId": "b" }),
        json!({ "id": "3", "userName": "ada", "name": { "familyName": "" }, "externalId": "B" }),
        json!({ "id": "4", "userName": "Жанна", "name": { "familyName": "King" }, "externalId": "a" }),
    ]
    .map(object);
    let schema = user_schema();
    let order = Order::new(&by.parse().expect(by), order, &schema)
        .unwrap_or_else(|error| panic!("{by}: {error}"));
    people.sort_by_cached_key(|person| order.key(person));
    people
        .iter()
        .filter_map(|person| person["id"].as_str())
        .collect()
}

#[test]
fn each_type_has_its_order_and_what_has_no_value_comes_last_when_ascending_and_first_when_descending()
 {
    let table = [
        ("userName", "2314", "4123"),
        ("USERNAME", "2314", "4123"),
        ("externalId", "3421", "1243"),
        ("active", "2134", "3412"),
        ("logins", "2134", "3412"),
        ("hired", "1234", "3421"),
        ("emails", "1234", "3421"),
        ("emails.value", "1234", "3421"),
        ("name.familyName", "4213", "1324"),
        (
            "urn:ietf:params:scim:schemas:core:2.0:User:logins",
            "2134",
            "3412",
        ),
    ];
    for (by, ascending, descending) in table {
        assert_eq!(order(by, SortOrder::Ascending), ascending, "{by}");
        assert_eq!(order(by, SortOrder::Descending), descending, "{by}");
    }
}

#[test]
fn what_cannot_be_sorted_by_is_refused() {
    for by in ["color", "name", "password", "name.color"] {
        let schema = user_schema();
        let order = Order::new(&by.parse().expect(by), SortOrder::Ascending, &schema);
        let error = order.map(|_| ()).expect_err(by);
        assert_eq!(error.scim_type, ScimType::InvalidPath, "{by}");
    }
}
