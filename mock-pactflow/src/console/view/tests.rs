use super::*;
use crate::console::exchange::{Explained, ScimExchange};
use crate::console::test_support::{call, recorded};

const NASTY: &str = r#"<script>alert("x")</script>'&"#;

fn nasty_entry() -> Entry {
    let exchange = ScimExchange {
        method: "POST".to_owned(),
        url: format!("http://127.0.0.1:8080/scim/Users/{NASTY}?filter={NASTY}"),
        request_body: Some(serde_json::json!({ "userName": NASTY, NASTY: 1 }).to_string()),
        status: 400,
        response_body: Some(serde_json::json!({ "detail": NASTY }).to_string()),
        explanation: vec![Explained {
            rule: NASTY.to_owned(),
            attribute: "userName".to_owned(),
            field: Some(NASTY.to_owned()),
            dropped: Some(NASTY.to_owned()),
        }],
        ..ScimExchange::default()
    };
    let mut write = call(1, "POST", &format!("/admin/users/{NASTY}"));
    write.request_body = Some(serde_json::json!({ "name": NASTY }).to_string());
    write.fault = Some(NASTY.to_owned());
    write.query = Some(NASTY.to_owned());
    Entry {
        scim: Some(recorded(1, exchange)),
        calls: vec![write],
    }
}

fn frame() -> Frame {
    Frame {
        title: "Exchange",
        seed: NASTY.to_owned(),
        clock: "real".to_owned(),
        guesses: 0,
        has_rules: true,
    }
}

#[test]
fn what_was_typed_is_escaped_wherever_it_is_shown() {
    let rules = [MappingRule::new(NASTY, NASTY)];
    let page = ExchangePage {
        frame: frame(),
        curl: Some(NASTY.to_owned()),
        scenario: Some(NASTY.to_owned()),
        entry: EntryView::of(&nasty_entry(), &rules),
    };
    let html = page.render().unwrap();
    assert!(!html.contains("<script>alert"), "{html}");
    assert!(
        !html.contains(r#"alert("x")"#),
        "a quotation mark ends an attribute: {html}"
    );
    assert!(
        html.contains("&#60;script&#62;") || html.contains("&lt;script&gt;"),
        "{html}"
    );
}

#[test]
fn an_entry_shows_its_three_columns() {
    let rules = [MappingRule::new("MAP-U02", "The sign-in name.")];
    let exchange = ScimExchange {
        method: "POST".to_owned(),
        url: "http://127.0.0.1:8080/scim/Users".to_owned(),
        request_body: Some(r#"{"userName":"ada@acme.io","locale":"en-US"}"#.to_owned()),
        status: 201,
        explanation: vec![
            Explained {
                rule: "MAP-U02".to_owned(),
                attribute: "userName".to_owned(),
                field: Some("externalIdpUsername".to_owned()),
                dropped: None,
            },
            Explained {
                rule: "DEC-08".to_owned(),
                attribute: "locale".to_owned(),
                field: None,
                dropped: Some("not stored".to_owned()),
            },
        ],
        ..ScimExchange::default()
    };
    let mut write = call(7, "POST", "/admin/users");
    write.request_body = Some(r#"{"externalIdpUsername":"ada@acme.io"}"#.to_owned());
    let entry = Entry {
        scim: Some(recorded(3, exchange)),
        calls: vec![write],
    };
    let page = ExchangePage {
        frame: frame(),
        curl: None,
        scenario: None,
        entry: EntryView::of(&entry, &rules),
    };
    let html = page.render().unwrap();
    for expected in [
        r#"<article class="exchange" id="scim-3""#,
        r#"<code class="name">userName</code> <span class="value">ada@acme.io</span>"#,
        r##"<a class="rule" href="/__mock/ui/rules#MAP-U02" title="The sign-in name.">MAP-U02</a>"##,
        r#"<code class="name">externalIdpUsername</code> <span class="value">ada@acme.io</span>"#,
        r#"<span class="rule">DEC-08</span>"#,
        r#"<b>dropped</b> not stored"#,
    ] {
        assert!(html.contains(expected), "{expected} is not in {html}");
    }
}

#[test]
fn an_entry_is_found_by_what_it_shows() {
    let view = EntryView::of(&nasty_entry(), &[]);
    for wanted in ["alert", "users", "post", "400", "name"] {
        assert!(view.contains(wanted), "{wanted}");
    }
    assert!(!view.contains("delete"));
}

#[test]
fn percent_encoding_is_undone_for_the_eye_alone() {
    assert_eq!(
        decoded("q=ada%40acme.io&size=1+1"),
        "q=ada@acme.io&size=1+1"
    );
}
