//! The pure parts of a request, each by itself: what the benchmarks time and what the instruction counts are of.

use std::hint::black_box;

use pactflow_scim::mapping::{team, user};
use pactflow_scim::pactflow::{Team, User};
use pactflow_scim::provisioning::plan;
use pactflow_scim::scim::filter;
use pactflow_scim::scim::list::ListRequest;
use pactflow_scim::scim::patch::{PatchRequest, apply, member_change};
use pactflow_scim::scim::path::PatchPath;
use pactflow_scim::scim::{Received, urn};
use serde::Deserialize;
use serde_json::{Value, json};

/// One part, and how it is run once.
pub(crate) struct Part {
    /// What it is called.
    pub(crate) name: &'static str,
    /// Runs it once; what it needs was made before.
    pub(crate) run: Box<dyn Fn()>,
}

const BASE: &str = "https://scim.example.com/scim";
const TEST_MAINTAINER: &str = "e9282e22-416b-11e9-a16e-57ee177980ad";
const ADMINISTRATOR: &str = "c1878b8e-d09e-11ea-8fde-af02c4677eb7";

/// All parts, in the order of a request.
pub(crate) fn all() -> Vec<Part> {
    let mut parts = filters();
    parts.extend(patches());
    parts.extend(people());
    parts.extend(teams());
    parts
}

/// A part that makes something, which the compiler may not leave unmade.
fn part<T>(name: &'static str, run: impl Fn() -> T + 'static) -> Part {
    let run = Box::new(move || {
        black_box(run());
    });
    Part { name, run }
}

fn filters() -> Vec<Part> {
    let simple = r#"userName eq "ada.lovelace@example.com""#;
    let everything = r#"userType eq "Employee" and (emails co "example.com" or emails.value co "example.org") and not (emails[type eq "work" and value ew ".net"])"#;
    let parsed = filter::parse(simple).expect("a filter");
    let document = user::to_scim(&person(1), BASE);
    vec![
        part("filter: read userName eq", move || {
            filter::parse(black_box(simple))
        }),
        part("filter: read six comparisons", move || {
            filter::parse(black_box(everything))
        }),
        part("filter: evaluate userName eq", move || {
            parsed.matches(user::schema(), black_box(&document))
        }),
        part("path: read emails[type eq \"work\"].value", || {
            black_box(r#"emails[type eq "work"].value"#).parse::<PatchPath>()
        }),
    ]
}

/// A hundred operations as Entra ID sends them, from the text of the body, and a thousand members.
fn patches() -> Vec<Part> {
    let kinds = [
        json!({ "op": "Replace", "path": "displayName", "value": "Ada King" }),
        json!({ "op": "Replace", "path": "emails[type eq \"work\"].value", "value": "ada.king@example.com" }),
        json!({ "op": "Replace", "path": "name.familyName", "value": "King" }),
        json!({ "op": "Replace", "path": "active", "value": "False" }),
        json!({ "op": "Add", "path": "roles", "value": [{ "value": ADMINISTRATOR }] }),
        json!({ "op": "Remove", "path": format!("roles[value eq \"{ADMINISTRATOR}\"]") }),
        json!({ "op": "replace", "value": { "name.givenName": "Augusta" } }),
        json!({ "op": "Add", "path": "nickName", "value": "Countess" }),
        json!({ "op": "Replace", "path": "emails[type eq \"home\"].value", "value": "ada@home.example" }),
        json!({ "op": "Replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User:userName", "value": "ada" }),
    ];
    let operations: Vec<_> = kinds.iter().cycle().take(100).cloned().collect();
    let hundred = json!({ "schemas": [urn::PATCH_OP], "Operations": operations }).to_string();
    let document = user::to_scim(&person(1), BASE);
    let members: Vec<_> = (0..1_000)
        .map(|number| json!({ "value": uuid(number) }))
        .collect();
    let joining = json!({ "Operations": [{ "op": "add", "path": "members", "value": members }] });
    vec![
        part("patch: read and apply 100 operations", move || {
            let body: Value = serde_json::from_str(black_box(&hundred)).expect("JSON");
            let request = PatchRequest::parse(&body).expect("a request");
            apply(&request, user::schema(), &document).expect("applies")
        }),
        part("patch: read 1000 new members off a request", move || {
            let request = PatchRequest::parse(black_box(&joining)).expect("a request");
            member_change(&request).expect("readable")
        }),
    ]
}

fn people() -> Vec<Part> {
    let body = json!({
        "schemas": [urn::USER],
        "userName": "ada.king@example.com",
        "name": { "givenName": "Ada", "familyName": "King" },
        "active": false,
        "emails": [{ "value": "ada.king@example.com", "type": "work", "primary": true }],
        "roles": [{ "value": ADMINISTRATOR }],
        "title": "Countess"
    })
    .to_string();
    let read = move || -> Value { serde_json::from_str(black_box(&body)).expect("JSON") };
    let (put, sent) = (read.clone(), read.clone());
    let present = person(1);
    let (shown, changed) = (present.clone(), present);
    let page = json!({ "users": (0..100).map(person_of).collect::<Vec<_>>() }).to_string();
    vec![
        part("mapping: a person, as SCIM shows it", move || {
            user::to_scim(black_box(&shown), BASE)
        }),
        part("mapping: a person, as SCIM sends it", move || {
            let received = Received::new(sent(), user::schema()).expect("an object");
            user::for_create(&received).expect("a person")
        }),
        part("plan: a person who changes in three places", move || {
            let received = Received::new(put(), user::schema()).expect("an object");
            let wanted = user::for_update(&changed, &received).expect("a person");
            plan::user(&changed, &wanted)
        }),
        part("page: 100 people, from bytes to bytes", move || {
            #[derive(Deserialize)]
            struct Page {
                users: Vec<User>,
            }
            let Page { users } = serde_json::from_str(black_box(&page)).expect("a page");
            let documents = users.iter().map(|user| user::to_scim(user, BASE));
            let answer =
                ListRequest::default().answer(100_000, users.len(), documents.collect::<Vec<_>>());
            serde_json::to_vec(&answer).expect("JSON")
        }),
    ]
}

fn teams() -> Vec<Part> {
    let bytes = team_of(0..1_000).to_string();
    let present: Team = serde_json::from_str(&bytes).expect("a team");
    let members: Vec<_> = (10..1_010)
        .map(|number| json!({ "value": uuid(number) }))
        .collect();
    let body = json!({ "displayName": "Payments", "members": members });
    vec![
        part("mapping: a team of 1000, from bytes to bytes", move || {
            let team: Team = serde_json::from_str(black_box(&bytes)).expect("a team");
            serde_json::to_vec(&team::to_scim(&team, BASE)).expect("JSON")
        }),
        part("plan: a team of 1000, ten of whom change", move || {
            let received = Received::new(body.clone(), team::schema()).expect("an object");
            let wanted = team::wanted(&received).expect("a team");
            plan::team(&present, &wanted, plan::Asked::AsList)
        }),
    ]
}

fn person(number: usize) -> User {
    serde_json::from_value(person_of(number)).expect("a person")
}

/// A person as PactFlow answers it.
fn person_of(number: usize) -> Value {
    json!({
        "uuid": uuid(number),
        "name": "Ada Lovelace",
        "firstName": "Ada",
        "lastName": "Lovelace",
        "email": format!("ada.lovelace{number}@example.com"),
        "active": true,
        "externalIdpId": format!("00u{number:08}"),
        "externalIdpUsername": format!("ada.lovelace{number}@example.com"),
        "createdAt": "2026-01-05T09:00:00+00:00",
        "updatedAt": "2026-02-05T09:00:00+00:00",
        "lastLogin": null,
        "type": 0,
        "typeDescription": "User",
        "_embedded": {
            "roles": [{ "uuid": TEST_MAINTAINER, "name": "Test Maintainer" }],
            "teams": [{ "uuid": uuid(7_000_000), "name": "Payments" }]
        },
        "_links": { "self": { "href": format!("https://pactflow.example.com/admin/users/{}", uuid(number)) } }
    })
}

/// A team as PactFlow answers it: roles and permissions are repeated for each member.
fn team_of(members: std::ops::Range<usize>) -> Value {
    let members: Vec<_> = members.map(person_of).collect();
    json!({
        "uuid": uuid(7_000_000),
        "name": "Payments",
        "createdAt": "2026-01-05T09:00:00+00:00",
        "updatedAt": "2026-02-05T09:00:00+00:00",
        "numberOfMembers": members.len(),
        "_embedded": { "members": members, "administrators": [], "environments": [], "pacticipants": [] }
    })
}

fn uuid(number: usize) -> String {
    format!("2819c223-7f76-453a-919d-{number:012}")
}
