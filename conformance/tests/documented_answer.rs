//! DEC-01: the one answer that PactFlow's documentation shows, field for field and in its order.

use conformance::wire::{Request, Wire};
use http::Method;
use mock_pactflow::{MockPactflow, Seed, SeedUser};
use pactflow_scim::Settings;
use serde_json::{Value, json};

/// The system account of the documented sample, which PactFlow lists first.
const ACCOUNT: &str = r#"
version = 1

[[system_accounts]]
name = "SCIM"
uuid = "61cfa5ff-1be6-4e7e-a620-7efac4a370df"
roles = ["CI/CD", "Administrator"]
created_at = "2022-12-06T03:49:22Z"
updated_at = "2022-12-06T03:49:29Z"
tokens = [{ value = "administrator", access = "read-write" }]

[[teams]]
name = "Default"
uuid = "4ac05ed8-9e3b-4159-96c0-ad19e3b93658"
members = ["SCIM"]
"#;

/// The sample's person, who came by single sign-on: nobody knows a name.
fn person() -> SeedUser {
    SeedUser {
        email: "user1@example.com".into(),
        uuid: Some("aaa3e1a2-3648-4453-b3a6-2195b6822e2d".parse().unwrap()),
        roles: Some(vec!["User".into(), "Administrator".into()]),
        created_at: Some("2022-12-06T00:25:56Z".parse().unwrap()),
        ..SeedUser::default()
    }
}

async fn directory_of_the_sample() -> MockPactflow {
    let pactflow = MockPactflow::builder()
        .seed(Seed::parse_toml(ACCOUNT).unwrap())
        .start()
        .await
        .unwrap();
    pactflow.edit(|directory| {
        let person = directory.add_user(person()).unwrap();
        let account = "61cfa5ff-1be6-4e7e-a620-7efac4a370df".parse().unwrap();
        directory.set_members(
            "4ac05ed8-9e3b-4159-96c0-ad19e3b93658".parse().unwrap(),
            &[account, person],
        );
    });
    pactflow
}

/// The sample of the page on the on-premises SCIM API, as `GET /scim/Users` answers it.
const DOCUMENTED: &str = r#"{
  "schemas": [
    "urn:ietf:params:scim:api:messages:2.0:ListResponse"
  ],
  "totalResults": 2,
  "Resources": [
    {
      "schemas": [
        "urn:ietf:params:scim:schemas:core:2.0:User"
      ],
      "id": "61cfa5ff-1be6-4e7e-a620-7efac4a370df",
      "meta": {
        "created": "2022-12-06T03:49:22Z",
        "lastModified": "2022-12-06T03:49:29Z",
        "resourceType": "User",
        "location": "http://localhost:8100/scim/Users/61cfa5ff-1be6-4e7e-a620-7efac4a370df"
      },
      "name": {
        "formatted": "SCIM"
      },
      "displayName": "SCIM",
      "userType": "System Account",
      "active": true,
      "groups": [
        {
          "value": "4ac05ed8-9e3b-4159-96c0-ad19e3b93658",
          "display": "Default",
          "type": "direct",
          "$ref": "Groups/4ac05ed8-9e3b-4159-96c0-ad19e3b93658"
        }
      ],
      "roles": [
        {
          "value": "c1878b8e-d09e-11ea-8fde-af02c4677eb7",
          "display": "CI/CD",
          "type": "CI/CD"
        },
        {
          "value": "cf75d7c2-416b-11ea-af5e-53c3b1a4efd8",
          "display": "Administrator",
          "type": "Administrator"
        }
      ]
    },
    {
      "schemas": [
        "urn:ietf:params:scim:schemas:core:2.0:User"
      ],
      "id": "aaa3e1a2-3648-4453-b3a6-2195b6822e2d",
      "meta": {
        "created": "2022-12-06T00:25:56Z",
        "lastModified": "2022-12-06T00:25:56Z",
        "resourceType": "User",
        "location": "http://localhost:8100/scim/Users/aaa3e1a2-3648-4453-b3a6-2195b6822e2d"
      },
      "userType": "User",
      "active": true,
      "emails": [
        {
          "value": "user1@example.com",
          "primary": true
        }
      ],
      "groups": [
        {
          "value": "4ac05ed8-9e3b-4159-96c0-ad19e3b93658",
          "display": "Default",
          "type": "direct",
          "$ref": "Groups/4ac05ed8-9e3b-4159-96c0-ad19e3b93658"
        }
      ],
      "roles": [
        {
          "value": "e9282e22-416b-11ea-a16e-57ee1bb61d18",
          "display": "User",
          "type": "User"
        },
        {
          "value": "cf75d7c2-416b-11ea-af5e-53c3b1a4efd8",
          "display": "Administrator",
          "type": "Administrator"
        }
      ]
    }
  ]
}"#;

#[tokio::test]
async fn the_documented_answer_is_reproduced_with_exactly_the_additions_that_clients_need() {
    let pactflow = directory_of_the_sample().await;
    let pairs = [
        ("PACTFLOW_URL", pactflow.url()),
        ("SERVER_ADDRESS", "127.0.0.1".into()),
        ("SERVER_PORT", "0".into()),
    ];
    let facade = pactflow_scim::start(Settings::from_pairs(pairs).unwrap())
        .await
        .unwrap();

    let request = Request {
        method: Method::GET,
        target: "/Users".into(),
        headers: vec![("Authorization", String::new())],
        body: None,
    };
    let exchange = Wire::to(facade.url(), "administrator")
        .send(request)
        .await
        .unwrap();

    let host = format!("127.0.0.1:{}", facade.addr().port());
    let answered = exchange.body.replace(&host, "localhost:8100");
    // Both are written out by the same printer, so what is compared is text: names, order and values.
    let answered: Value = serde_json::from_str(&answered).unwrap();
    let (plain, versions) = without_additions(answered);
    let documented: Value = serde_json::from_str(DOCUMENTED).unwrap();
    assert_eq!(pretty(&plain), DOCUMENTED);
    assert_eq!(
        pretty(&documented),
        DOCUMENTED,
        "the sample is printed as the documentation prints it"
    );
    assert!(
        versions.iter().all(|version| version.starts_with("W/\"")),
        "versions are weak: {versions:?}"
    );
    assert_ne!(
        versions[0], versions[1],
        "different people have different versions"
    );
}

/// Takes away what DEC-01 adds, after looking at it: each addition is there, in its place and with its value.
fn without_additions(mut list: Value) -> (Value, Vec<String>) {
    let keys: Vec<_> = list.as_object().unwrap().keys().cloned().collect();
    assert_eq!(
        keys,
        [
            "schemas",
            "totalResults",
            "startIndex",
            "itemsPerPage",
            "Resources"
        ]
    );
    assert_eq!(
        (
            remove(&mut list, "startIndex"),
            remove(&mut list, "itemsPerPage")
        ),
        (json!(1), json!(2))
    );
    let mut versions = Vec::new();
    for user in list["Resources"].as_array_mut().unwrap() {
        versions.push(
            remove(&mut user["meta"], "version")
                .as_str()
                .unwrap()
                .to_owned(),
        );
        for email in user
            .get_mut("emails")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            assert_eq!(remove(email, "type"), json!("work"));
        }
    }
    (list, versions)
}

fn remove(object: &mut Value, name: &str) -> Value {
    let removed = object
        .as_object_mut()
        .and_then(|object| object.shift_remove(name));
    removed.unwrap_or_else(|| panic!("`{name}` should have been added to {object}"))
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}
