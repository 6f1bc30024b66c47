use proptest::prelude::*;
use serde_json::json;

use super::{MASK, body, header, query, text, url};

#[test]
fn an_address_in_a_text_is_masked_and_the_text_around_it_stays() {
    assert_eq!(text("the user ada@acme.io, exists"), "the user ***, exists");
    assert_eq!(text("mailto:<ada.l+x@acme.io>"), "mailto:<***>");
    assert_eq!(text("q=ada%40acme.io"), "***");
    assert_eq!(text("\"ada lovelace\"@acme.io!"), "***!");
    assert_eq!(text("two: a@b.c d@e.f"), "two: *** ***");
    assert_eq!(text("nothing here"), "nothing here");
}

#[test]
fn a_bearer_token_in_a_text_is_masked() {
    assert_eq!(
        text("Authorization: Bearer dev-scim-token"),
        "Authorization: Bearer ***"
    );
    assert_eq!(text("bearer  abc.def, then"), "bearer  ***, then");
    assert_eq!(text("Bearer"), "Bearer");
}

#[test]
fn only_harmless_headers_show_their_values() {
    assert_eq!(
        header("Content-Type", "application/json"),
        "application/json"
    );
    assert_eq!(header("Authorization", "Bearer dev-scim-token"), MASK);
    assert_eq!(header("X-Invented-Key", "abc"), MASK);
    assert_eq!(
        header("Location", "http://h/admin/users/1?token=abc"),
        "http://h/admin/users/1?token=***"
    );
    assert_eq!(header("User-Agent", "bot (ops@acme.io)"), "bot (***)");
}

#[test]
fn only_harmless_query_values_are_shown() {
    assert_eq!(query("page=2&size=100&q=ada"), "page=2&size=100&q=***");
    assert_eq!(query("active=true&size=a%40b.c"), "active=true&size=***");
    assert_eq!(query("a%40b.c"), MASK);
    assert_eq!(query(""), "");
}

#[test]
fn a_url_keeps_its_origin_and_its_harmless_path() {
    assert_eq!(
        url("https://pactflow.example.com/admin/users?page=1"),
        "https://pactflow.example.com/admin/users?page=1"
    );
    assert_eq!(
        url("/admin/users/ada%40acme.io/roles#x"),
        "/admin/users/***/roles"
    );
    assert_eq!(url("https://me:pa/ss@word@host/x"), "https://***@host/x");
}

#[test]
fn a_token_of_a_system_account_is_masked_and_its_description_stays() {
    let answer = json!({"_embedded": {"items": [{"uuid": "1", "description": "Read only", "value": "s3cr3t"}]}});
    assert_eq!(
        body(answer.to_string().as_bytes()),
        r#"{"_embedded":{"items":[{"uuid":"1","description":"Read only","value":"***"}]}}"#
    );
}

#[test]
fn a_body_that_is_not_json_shows_its_length_alone() {
    assert_eq!(
        body(br#"{"password": "trunca"#),
        "[20 bytes that are not JSON]"
    );
    assert_eq!(body(b""), "");
}

#[test]
fn a_long_body_is_cut_after_it_was_masked() {
    let long = json!({"names": vec!["x"; 10_000], "password": "s3cr3t"}).to_string();
    let shown = body(long.as_bytes());
    assert!(
        shown.len() < long.len() && shown.ends_with(&format!("… [{} bytes in all]", long.len())),
        "{shown}"
    );
}

const MARK: &str = "marked5ecret";

/// A document with the marked secret at a place where secrets stand, below some nesting.
fn documents_with_a_secret() -> impl Strategy<Value = serde_json::Value> {
    let secret = prop_oneof![
        prop::sample::select(vec![
            "password",
            "Password",
            "newPassword",
            "token",
            "access_token",
            "API-Key",
            "clientSecret",
            "Authorization",
            "value",
            "email",
            "set-cookie",
        ])
        .prop_map(|name| json!({ name: MARK })),
        Just(json!({"tokens": [{"description": "x", "id": MARK}]})),
        "[a-z ,:<(]{0,8}".prop_map(|lead| json!({"detail": format!("{lead} {MARK}@acme.io")})),
        "[a-z ]{0,8}".prop_map(|lead| json!([format!("{lead}Bearer {MARK}")])),
        Just(json!({ format!("{MARK}@acme.io"): 1 })),
    ];
    secret.prop_recursive(5, 20, 4, |inner| {
        prop_oneof![
            ("[a-z]{1,8}", inner.clone())
                .prop_map(|(name, value)| json!({ name: value, "other": [1, null] })),
            prop::collection::vec(inner, 1..4).prop_map(|values| json!(values)),
        ]
    })
}

proptest! {
    #[test]
    fn a_marked_secret_never_survives_in_a_body(document in documents_with_a_secret()) {
        let shown = body(document.to_string().as_bytes());
        prop_assert!(!shown.contains(MARK), "{}", shown);
    }

    #[test]
    fn a_marked_secret_never_survives_in_a_url(
        path in "(/[a-z]{1,6}){0,3}",
        name in "[a-z]{1,8}",
        at in prop::sample::select(vec!["@", "%40"]),
    ) {
        let addresses = [
            format!("http://user:{MARK}@host{path}"),
            format!("http://{MARK}@host{path}?{name}=1"),
            format!("{path}/{MARK}{at}acme.io/x"),
            format!("http://host{path}?{name}={MARK}{at}acme.io"),
            format!("http://host{path}?page=1&filter={name}%20{MARK}"),
            format!("http://host{path}#{MARK}"),
        ];
        for address in addresses {
            let shown = url(&address);
            prop_assert!(!shown.contains(MARK), "{address} became {shown}");
        }
    }

    #[test]
    fn a_marked_secret_never_survives_in_an_unknown_header(name in "x-[a-z]{1,12}") {
        prop_assume!(name != "x-request-id");
        prop_assert_eq!(header(&name, MARK), MASK);
    }

    #[test]
    fn masking_never_panics_and_is_done_after_once(anything in any::<String>()) {
        let once = text(&anything);
        prop_assert_eq!(text(&once), once);
        let _ = url(&anything);
        let _ = body(anything.as_bytes());
    }
}
