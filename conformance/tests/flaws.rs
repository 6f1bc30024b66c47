//! The suite finds what is broken: for each flaw that a service could have, a scenario fails that names the rule.

use conformance::{
    flaw::Flaw,
    logbook,
    run::{Options, run},
    target::Target,
    wire::{Exchange, Request},
};
use http::{Method, StatusCode};
use serde_json::{Value, json};

/// A flaw, and the tag of the rule that it breaks.
struct Case {
    name: &'static str,
    rule: &'static str,
    flaw: Flaw,
}

const fn says(name: &'static str, rule: &'static str, says: fn(&Request, &mut Exchange)) -> Case {
    Case {
        name,
        rule,
        flaw: Flaw {
            hears: |_| {},
            says,
        },
    }
}

const fn hears(name: &'static str, rule: &'static str, hears: fn(&mut Request)) -> Case {
    Case {
        name,
        rule,
        flaw: Flaw {
            hears,
            says: |_, _| {},
        },
    }
}

const CASES: [Case; 29] = [
    hears(
        "a cursor leads to the first page again",
        "DEC-30",
        |request| {
            if let Some((before, _)) = request.target.split_once("cursor=") {
                request.target = format!("{before}cursor=");
            }
        },
    ),
    hears("any quotation marks will do", "DEC-35", |request| {
        request.target = request.target.replace('\'', "%22");
    }),
    says(
        "groups are listed before people",
        "DEC-29",
        |_, exchange| {
            edit(exchange, |body| {
                if let Some(found) = body["Resources"].as_array_mut() {
                    found.reverse();
                }
            });
        },
    ),
    says(
        "a version stands for members that were not looked at",
        "DEC-20",
        |_, exchange| {
            edit(exchange, |body| {
                for group in body["Resources"].as_array_mut().into_iter().flatten() {
                    group["meta"]["version"] = json!("W/\"1\"");
                }
            });
        },
    ),
    says(
        "each refusal is of the same kind",
        "DEC-34",
        |_, exchange| {
            exchange.body = exchange.body.replace("mutability", "invalidValue");
        },
    ),
    hears(
        "a new name for a group drops its members",
        "trap-02",
        |request| {
            if is(request, Method::PATCH, "/Groups/") && sent(request).contains("displayName") {
                let name = find(&mut body(request), "displayName").unwrap_or_default();
                request.method = Method::PUT;
                request.body = Some(json!({ "displayName": name, "members": [] }).to_string());
            }
        },
    ),
    hears(
        "a removal by value clears the group",
        "trap-01",
        |request| {
            change(request, Method::PATCH, |operation| {
                if operation["op"] == "Remove" {
                    operation
                        .as_object_mut()
                        .map(|operation| operation.shift_remove("value"));
                }
            });
        },
    ),
    hears(
        "a replacement of members is taken for an addition",
        "trap-03",
        |request| {
            change(request, Method::PATCH, |operation| {
                if operation["op"] == "replace" && operation["path"] == "members" {
                    operation["op"] = json!("add");
                }
            });
        },
    ),
    hears(
        "a whole group's members are ignored",
        "trap-04",
        |request| {
            if is(request, Method::PUT, "/Groups/") {
                remove(request, "members");
            }
        },
    ),
    hears(
        "operations without a path do nothing",
        "trap-05",
        |request| {
            change(request, Method::PATCH, |operation| {
                if operation.get("path").is_none() {
                    operation["value"] = json!({});
                }
            });
        },
    ),
    hears("the string False is taken for true", "trap-08", |request| {
        change(request, Method::PATCH, |operation| {
            if operation["value"] == "False" {
                operation["value"] = json!(true);
            }
        });
    }),
    hears("pages begin one later", "trap-11", |request| {
        request.target = request.target.replace("startIndex=1&", "startIndex=2&");
    }),
    hears("the size of a page is ignored", "O-1", |request| {
        request.target = request.target.replace("&count=2", "");
    }),
    hears("attributes are not left out", "E-7", |request| {
        request.target = request.target.replace("excludedAttributes=members", "x=y");
    }),
    hears(
        "a filter that is not understood finds everybody",
        "trap-34",
        |request| {
            if request.target.contains("RUNSCOPE") {
                request.target = "/Users".to_owned();
            }
        },
    ),
    hears("a plus sign is taken for a blank", "MAP-U02", |request| {
        request.target = request.target.replace("%2B", "%20");
    }),
    hears(
        "the identity provider's id is not kept",
        "MAP-U03",
        |request| remove(request, "externalId"),
    ),
    hears(
        "an echo of the formatted name overrules new names",
        "DEC-02",
        |request| {
            if is(request, Method::PUT, "/Users/") {
                let mut present = body(request);
                let formatted = present["name"]["formatted"].clone();
                present["displayName"] = formatted;
                present["name"]
                    .as_object_mut()
                    .map(|name| ["givenName", "familyName"].map(|part| name.shift_remove(part)));
                request.body = Some(present.to_string());
            }
        },
    ),
    hears("roles are never taken away", "DEC-06", |request| {
        if is(request, Method::PUT, "/Users/") {
            remove(request, "roles");
        }
    }),
    says("a creation does not say where", "O-2", |_, exchange| {
        exchange.headers.retain(|(name, _)| name != "location");
    }),
    says(
        "a conflict is answered as a success",
        "DEC-12",
        |_, exchange| {
            if exchange.status == StatusCode::CONFLICT {
                exchange.status = StatusCode::OK;
            }
        },
    ),
    says(
        "a conflict does not say of which kind it is",
        "trap-20",
        |_, exchange| {
            edit(exchange, |body| {
                drop(
                    body.as_object_mut()
                        .map(|body| body.shift_remove("scimType")),
                )
            });
        },
    ),
    says(
        "names are answered in small letters",
        "MAP-U02",
        |_, exchange| {
            edit(exchange, |body| {
                if let Some(name) = body["userName"].as_str().map(str::to_lowercase) {
                    body["userName"] = json!(name);
                }
            });
        },
    ),
    says("the total is a string", "O-1", |_, exchange| {
        exchange.body = exchange
            .body
            .replace("\"totalResults\":0", "\"totalResults\":\"0\"");
    }),
    says("errors are web pages", "trap-19", |_, exchange| {
        if exchange.status.is_client_error() {
            exchange.headers.retain(|(name, _)| name != "content-type");
            exchange
                .headers
                .push(("content-type".into(), "text/html".into()));
            exchange.body = "<h1>Not Found</h1>".into();
        }
    }),
    says("who is inactive is hidden", "DEC-11", |_, exchange| {
        edit(exchange, |body| {
            let Some(found) = body["Resources"].as_array_mut() else {
                return;
            };
            found.retain(|user| user["active"] != false);
            let left = found.len();
            (body["totalResults"], body["itemsPerPage"]) = (json!(left), json!(left));
        });
    }),
    says("large groups are cut off", "trap-25", |_, exchange| {
        edit(exchange, |body| {
            if let Some(members) = body["members"].as_array_mut() {
                members.truncate(1);
            }
        });
    }),
    says(
        "nobody found is answered as an error",
        "E-1",
        |_, exchange| {
            if exchange.body.contains("\"totalResults\":0") {
                exchange.status = StatusCode::NOT_FOUND;
                exchange.body = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"nobody"}"#.into();
            }
        },
    ),
    says("the password is answered", "O-2", |request, exchange| {
        if request.method == Method::POST {
            edit(exchange, |body| body["password"] = json!("1mz050nq"));
        }
    }),
];

/// The tests share the target that is chosen, so they are one.
#[tokio::test(flavor = "multi_thread")]
async fn every_flaw_makes_a_scenario_fail_that_names_the_rule() {
    logbook::install(tracing::Level::INFO);
    let flawless = says("none", "", |_, _| {});
    Target::Flawed(flawless.flaw).choose();
    let rules: Vec<_> = CASES.iter().map(|case| format!("@{}", case.rule)).collect();
    let report = run(Options::everything().tagged(&rules.join(" or "))).await;
    assert_eq!(report.failed(), 0, "the proxy itself is a flaw:\n{report}");

    let mut unnoticed = Vec::new();
    for case in CASES {
        Target::Flawed(case.flaw).choose();
        let report = run(Options::everything().tagged(&format!("@{}", case.rule))).await;
        assert!(
            !report.scenarios.is_empty(),
            "no scenario has the tag @{}",
            case.rule
        );
        if report.failed() == 0 {
            unnoticed.push((case.name, case.rule));
        }
    }
    assert!(
        unnoticed.is_empty(),
        "the suite does not notice {unnoticed:#?}"
    );
}

fn is(request: &Request, method: Method, beginning: &str) -> bool {
    request.method == method && request.target.starts_with(beginning)
}

fn sent(request: &Request) -> &str {
    request.body.as_deref().unwrap_or_default()
}

fn body(request: &Request) -> Value {
    serde_json::from_str(sent(request)).unwrap_or_default()
}

/// The first value of this name anywhere in a document.
fn find(document: &mut Value, name: &str) -> Option<Value> {
    match document {
        Value::Object(object) => object
            .get(name)
            .cloned()
            .or_else(|| object.values_mut().find_map(|value| find(value, name))),
        Value::Array(list) => list.iter_mut().find_map(|value| find(value, name)),
        _ => None,
    }
}

fn remove(request: &mut Request, name: &str) {
    let mut present = body(request);
    if present
        .as_object_mut()
        .is_some_and(|present| present.shift_remove(name).is_some())
    {
        request.body = Some(present.to_string());
    }
}

/// Changes each operation of a PATCH.
fn change(request: &mut Request, method: Method, operation: fn(&mut Value)) {
    let mut present = body(request);
    let Some(operations) = present.get_mut("Operations").and_then(Value::as_array_mut) else {
        return;
    };
    if request.method == method {
        operations.iter_mut().for_each(operation);
        request.body = Some(present.to_string());
    }
}

/// Changes the answer's document, where there is one.
fn edit(exchange: &mut Exchange, change: impl FnOnce(&mut Value)) {
    let mut present = exchange.json();
    if present.is_object() {
        change(&mut present);
        // What was only looked at must not be there as null.
        if let Some(object) = present.as_object_mut() {
            object.retain(|_, value| !value.is_null());
        }
        exchange.body = present.to_string();
    }
}
