//! What each identity provider asks when somebody presses its button to test the connection. Only what reads is
//! replayed: JumpCloud creates a user and a group and deletes them again, which the doctor does not.

use http::Method;
use http::header::{ACCEPT, USER_AGENT};
use secrecy::SecretString;
use serde_json::Value;
use url::Url;

use super::ask::{Answer, Asker, below};
use super::catalogue as kind;
use super::report::{Finding, Report};
use super::scim::SCIM;

/// One identity provider and what it asks.
struct Provider {
    name: &'static str,
    asks: &'static [Ask],
}

/// A path below the base, and what the provider wants to see.
struct Ask(&'static str, Wants);

#[derive(Clone, Copy)]
enum Wants {
    /// A list, with its numbers as numbers.
    List,
    /// A list of nobody.
    Nobody,
    /// A document.
    Document,
}

use Wants::{Document, List, Nobody};

static PROVIDERS: &[Provider] = &[
    Provider {
        name: "okta",
        asks: &[
            Ask("Users?startIndex=1&count=2", List),
            Ask("Groups?startIndex=1&count=100", List),
        ],
    },
    Provider {
        name: "entra",
        asks: &[Ask(
            "Users?filter=userName+eq+%22b8f2a5f0-6c55-4a0b-9c65-0f6c6ff1d1f4%22",
            Nobody,
        )],
    },
    Provider {
        name: "onelogin",
        asks: &[Ask(
            "Users?filter=userName+eq+%22no-such-person-8c1f%22",
            Nobody,
        )],
    },
    Provider {
        name: "ping",
        asks: &[
            Ask("Users?filter=userName+eq+%22no-such-person-8c1f%22", Nobody),
            Ask("Groups", List),
        ],
    },
    Provider {
        name: "google",
        asks: &[Ask("Users?count=1", List)],
    },
    Provider {
        name: "cyberark",
        asks: &[
            Ask("Users?count=1", List),
            Ask("ServiceProviderConfig", Document),
            Ask("ResourceTypes/User", Document),
            Ask("ResourceTypes/Group", Document),
            Ask(
                "Schemas/urn:ietf:params:scim:schemas:core:2.0:User",
                Document,
            ),
        ],
    },
    Provider {
        name: "sailpoint",
        asks: &[
            Ask("ServiceProviderConfig", Document),
            Ask("ResourceTypes", List),
            Ask("Schemas", List),
        ],
    },
    Provider {
        name: "authentik",
        asks: &[
            Ask("ServiceProviderConfig", Document),
            Ask("Users?filter=userName+eq+no-such-person-8c1f", Nobody),
        ],
    },
];

/// Replays the test of each provider.
pub(super) async fn examine(asker: &Asker, base: &Url, token: &SecretString, report: &mut Report) {
    for Provider { name, asks } in PROVIDERS {
        let mut findings = Vec::new();
        for Ask(path, wants) in *asks {
            let headers = [
                (ACCEPT, SCIM),
                (
                    USER_AGENT,
                    concat!("pactflow-scim/", env!("CARGO_PKG_VERSION"), " doctor"),
                ),
            ];
            let url = below(base, path);
            let answer = asker
                .ask(Method::GET, url, Some(token), &headers, None)
                .await;
            let wrong = match &answer {
                Ok(answer) => wants.objection(answer),
                Err(trouble) => Some(format!("there is no answer: {trouble:?}")),
            };
            findings.extend(wrong.map(|wrong| {
                let shown = path.split('?').next().unwrap_or_default();
                Finding::new(&kind::SCIM_CONNECTION, format!("GET {shown}: {wrong}"))
            }));
        }
        let detail = if findings.is_empty() {
            "its test of the connection succeeds"
        } else {
            ""
        };
        report.add(name, detail, findings);
    }
    report.skip(&["jumpcloud"], "its test creates a user and a group");
}

/// Passes over all of them.
pub(super) fn skip(report: &mut Report, why: &str) {
    let names: Vec<_> = PROVIDERS.iter().map(|provider| provider.name).collect();
    report.skip(&names, why);
    report.skip(&["jumpcloud"], why);
}

impl Wants {
    /// What is wrong with an answer.
    fn objection(self, answer: &Answer) -> Option<String> {
        if answer.status != 200 {
            let json = answer.json();
            let detail = json["detail"].as_str().unwrap_or("no reason is given");
            return Some(format!("it answers {}: {detail}", answer.status));
        }
        let json = answer.json();
        let number = |name: &str| json[name].as_u64();
        match self {
            Document if json["schemas"].is_array() => None,
            Document => Some("the answer is no SCIM document".to_owned()),
            List | Nobody => {
                let is_list = ["totalResults", "startIndex", "itemsPerPage"]
                    .iter()
                    .all(|name| number(name).is_some());
                if !is_list {
                    Some("the answer is no list with its numbers".to_owned())
                } else if matches!(self, Nobody) && number("totalResults") != Some(0) {
                    Some("somebody is found whom nobody knows".to_owned())
                } else if number("totalResults") > Some(0)
                    && !matches!(json["Resources"], Value::Array(_))
                {
                    Some("the list has no Resources".to_owned())
                } else {
                    None
                }
            }
        }
    }
}
