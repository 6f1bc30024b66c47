use serde_json::{Value, json};

use super::{Shapes, sections};

/// Every file with the sources of the client that sends what is in it.
const FILES: [(&str, &str, &str); 13] = {
    const OKTA: &str = concat!(
        include_str!("../okta.rs"),
        include_str!("../okta/users.rs"),
        include_str!("../okta/groups.rs")
    );
    const ENTRA: &str = concat!(
        include_str!("../entra.rs"),
        include_str!("../entra/users.rs"),
        include_str!("../entra/groups.rs")
    );
    const STANDARD: &str = concat!(
        include_str!("../standard.rs"),
        include_str!("../standard/users.rs"),
        include_str!("../standard/groups.rs"),
        include_str!("../shape.rs")
    );
    [
        ("okta", include_str!("../shapes/okta.http"), OKTA),
        (
            "okta-wizard-app",
            include_str!("../shapes/okta-wizard-app.http"),
            OKTA,
        ),
        (
            "okta-catalogue-app",
            include_str!("../shapes/okta-catalogue-app.http"),
            OKTA,
        ),
        ("entra", include_str!("../shapes/entra.http"), ENTRA),
        (
            "entra-default",
            include_str!("../shapes/entra-default.http"),
            ENTRA,
        ),
        (
            "entra-flag",
            include_str!("../shapes/entra-flag.http"),
            ENTRA,
        ),
        (
            "standard",
            include_str!("../shapes/standard.http"),
            STANDARD,
        ),
        (
            "onelogin",
            include_str!("../shapes/onelogin.http"),
            STANDARD,
        ),
        (
            "jumpcloud",
            include_str!("../shapes/jumpcloud.http"),
            STANDARD,
        ),
        (
            "pingfederate",
            include_str!("../shapes/pingfederate.http"),
            STANDARD,
        ),
        (
            "cyberark",
            include_str!("../shapes/cyberark.http"),
            STANDARD,
        ),
        (
            "sailpoint",
            include_str!("../shapes/sailpoint.http"),
            STANDARD,
        ),
        (
            "authentik",
            include_str!("../shapes/authentik.http"),
            STANDARD,
        ),
    ]
};

/// Any value that a shape asks for.
fn anything() -> Value {
    let names = ["id", "value", "start", "displayName", "path"];
    names
        .into_iter()
        .map(|name| (name.to_owned(), json!("x")))
        .collect()
}

#[test]
fn each_shape_can_be_read_says_where_it_is_known_from_and_is_sent_by_its_client() {
    for (file, text, client) in FILES {
        let said = text.matches("\n# Origin: ").count();
        assert_eq!(said, text.matches("\n### ").count(), "origins in {file}");
        let shapes = Shapes::of(&[text]);
        for shape in sections(0, text) {
            let request = shapes.request(shape.name, &anything());
            assert!(request.target.starts_with('/'), "{file}: {}", shape.name);
            let has_type = request
                .headers
                .iter()
                .any(|(name, _)| *name == "Content-Type");
            assert!(has_type || request.body.is_none(), "{file}: {}", shape.name);
            let (name, _) = shape.name.split_once(": ").unwrap_or((shape.name, ""));
            let is_sent = [format!("\"{name}\""), format!("\"{name}: \"")]
                .iter()
                .any(|quoted| client.contains(quoted));
            assert!(is_sent, "{file}: nobody sends `{name}`");
        }
    }
}

#[test]
fn no_file_is_forgotten() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/idp/shapes");
    let present = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(present, FILES.len());
}

const SHAPE: &str = r#"# About it.

### all there is
# Origin: nowhere.
PATCH /Users/{id}?filter=userName+eq+%22{name}%22
Accept: text/plain
Authorization:

{
  "list": [
    "for each of {people}",
    {"path": "members[value eq \"{value}\"]", "display": "{display}"},
    "where there is {joining}",
    {"op": "add", "value": "{joining}"},
    "the end"
  ],
  "active": "{active as text}",
  "Active": "{active as True or False}",
  "gone": "{unheardOf}",
  "…": "{others}",
  "last": 1
}
"#;

#[test]
fn a_shape_is_filled_in() {
    let values = json!({
        "id": "7", "name": "say \"a b\"", "active": true, "joining": [],
        "people": [{ "value": "1", "display": null }, { "value": "2" }],
        "others": { "title": "Countess", "last": 2 },
    });
    let request = Shapes::of(&[SHAPE]).request("all there is", &values);
    assert_eq!(request.method, http::Method::PATCH);
    assert_eq!(
        request.target,
        "/Users/7?filter=userName+eq+%22say+%5C%22a+b%5C%22%22"
    );
    assert_eq!(
        request.headers,
        [
            ("Accept", "text/plain".to_owned()),
            ("Authorization", String::new())
        ]
    );
    let body = r#"{"list":[{"path":"members[value eq \"1\"]","display":null},{"path":"members[value eq \"2\"]"},"the end"],"active":"true","Active":"True","title":"Countess","last":1}"#;
    assert_eq!(request.body.as_deref(), Some(body));
}

#[test]
fn a_provider_is_connected_by_its_own_requests_or_by_those_of_others() {
    let own = "### connect: a\nGET /a\n\n### connect: b\nGET /b\n";
    let others = "### connect: c\nGET /c\n";
    assert_eq!(
        Shapes::of(&[own, others]).connecting(),
        ["connect: a", "connect: b"]
    );
    assert_eq!(Shapes::of(&["", others]).connecting(), ["connect: c"]);
}
