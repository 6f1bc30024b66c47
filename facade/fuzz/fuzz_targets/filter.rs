//! Any text is a filter or none; a filter prints as itself and can be evaluated.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pactflow_scim::{mapping, scim::filter};
use serde_json::json;

fuzz_target!(|text: &str| {
    let Ok(read) = filter::parse(text) else {
        return;
    };
    assert_eq!(filter::parse(&read.to_string()).as_ref(), Ok(&read));
    let schema = mapping::user::schema();
    if read.check(schema).is_ok() {
        let user = json!({
            "userName": "ada@example.com", "active": true, "name": { "givenName": "Ada" },
            "emails": [{ "value": "ada@example.com", "type": "work", "primary": true }],
            "meta": { "created": "2026-01-05T09:00:00Z" }
        });
        let user = user.as_object().expect("an object");
        let not = filter::Filter::Not(Box::new(read.clone()));
        assert_ne!(read.matches(schema, user), not.matches(schema, user));
    }
});
