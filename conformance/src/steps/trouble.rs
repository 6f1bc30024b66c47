//! What goes wrong with PactFlow, and how an identity provider is told.

use std::str::FromStr;

use cucumber::{Parameter, given, then, when};
use serde_json::{Value, json};

use crate::{
    idp::{Failure, Name},
    world::World,
};

/// From here on PactFlow misbehaves, or behaves again. What the scenario compares with is noted before that.
#[given(expr = "PactFlow {trouble}")]
#[when(expr = "PactFlow {trouble}")]
async fn misbehaves(world: &mut World, trouble: Trouble) {
    world.begin().await;
    match trouble {
        Trouble::Down => world.pactflow_is_up(false).await,
        Trouble::Back => world.pactflow_is_up(true).await,
        Trouble::Fault(fault) => world.control().disturb(&fault).await,
    }
}

/// What goes wrong.
#[derive(Clone, Debug, Parameter, PartialEq)]
#[param(
    name = "trouble",
    regex = "is down|is back|answers \\d+ to the next (?:\\d+ requests|creation)|answers \\d+ from the \\d+nd (?:request|change) on|leaves out what belongs to a resource|shows the next \\d+ lists of teams as they are now|asks (?:once )?to wait \\d+ seconds|accepts the next (?:creation|change|deletion|joining) but its answer is lost|takes \\d+ seconds to answer|is hidden behind a broken gateway"
)]
enum Trouble {
    Down,
    Back,
    Fault(Value),
}

impl FromStr for Trouble {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers: Vec<u64> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|part| part.parse().ok())
            .collect();
        let status = |status: u64| json!({ "kind": "status", "status": status });
        let lost = |on: Value| json!({ "on": on, "times": 1, "when": "after", "effect": { "kind": "empty-answer" } });
        Ok(match (text, numbers.as_slice()) {
            ("is down", _) => Self::Down,
            ("is back", _) => Self::Back,
            ("accepts the next creation but its answer is lost", _) => {
                Self::Fault(lost(json!({ "method": "POST" })))
            }
            ("accepts the next change but its answer is lost", _) => {
                Self::Fault(lost(json!({ "method": "PUT" })))
            }
            ("accepts the next deletion but its answer is lost", _) => {
                Self::Fault(lost(json!({ "method": "DELETE" })))
            }
            ("accepts the next joining but its answer is lost", _) => Self::Fault(lost(
                json!({ "method": "POST", "path": "/admin/teams/*/users" }),
            )),
            ("is hidden behind a broken gateway", _) => Self::Fault(json!({
                "effect": { "kind": "status", "status": 502, "body": "<h1>Bad Gateway</h1>", "content_type": "text/html" },
            })),
            (_, [code]) if text.ends_with("to the next creation") => Self::Fault(
                json!({ "on": { "method": "POST" }, "times": 1, "effect": status(*code) }),
            ),
            (_, [code, times]) if text.contains("to the next") => {
                Self::Fault(json!({ "times": times, "effect": status(*code) }))
            }
            (_, [code, change]) if text.ends_with("change on") => Self::Fault(
                json!({ "on": { "method": "PUT", "call": change }, "effect": status(*code) }),
            ),
            ("leaves out what belongs to a resource", _) => {
                Self::Fault(json!({ "effect": { "kind": "missing-embedded" } }))
            }
            (_, [times]) if text.contains("lists of teams") => Self::Fault(json!({
                "on": { "method": "GET", "path": "/admin/teams" },
                "times": times,
                "effect": { "kind": "stale-list" },
            })),
            (_, [code, call]) => {
                Self::Fault(json!({ "on": { "call": call }, "effect": status(*code) }))
            }
            (_, [seconds]) if text.starts_with("asks") => {
                let times = text.starts_with("asks once").then_some(1);
                Self::Fault(json!({
                    "times": times,
                    "effect": { "kind": "status", "status": 429, "retry_after": seconds.to_string() },
                }))
            }
            (_, [seconds]) => {
                Self::Fault(json!({ "effect": { "kind": "latency", "millis": seconds * 1000 } }))
            }
            _ => return Err(format!("PactFlow never {text}")),
        })
    }
}

/// In whole seconds, since Okta understands nothing else; and by a status that it understands.
#[then(expr = "{provider} is asked to try again {wait}")]
async fn asked_to_retry(world: &mut World, _provider: Name, wait: Wait) {
    let Err(Failure::Refused(exchange)) = world.outcome() else {
        panic!("this should not have worked")
    };
    assert_eq!(
        exchange.status.as_u16(),
        429,
        "Okta retries by itself only after 429\n{exchange}"
    );
    let said = exchange
        .header("retry-after")
        .unwrap_or_else(|| panic!("it is not said when\n{exchange}"));
    let seconds: u32 = said
        .parse()
        .unwrap_or_else(|_| panic!("{said} are no whole seconds\n{exchange}"));
    match wait {
        Wait::Later => assert!(
            (1..=3600).contains(&seconds),
            "{seconds} seconds are not reasonable"
        ),
        Wait::Seconds(wait) => assert_eq!(seconds, wait, "the seconds to wait"),
    }
}

/// When to try again.
#[derive(Clone, Copy, Debug, Parameter, PartialEq, Eq)]
#[param(name = "wait", regex = "later|after \\d+ seconds")]
enum Wait {
    Later,
    Seconds(u32),
}

impl FromStr for Wait {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let seconds = text
            .strip_prefix("after ")
            .and_then(|rest| rest.strip_suffix(" seconds"));
        seconds.map_or(Ok(Self::Later), |seconds| {
            Ok(Self::Seconds(seconds.parse()?))
        })
    }
}
