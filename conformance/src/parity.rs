//! Two services, side by side: where a scenario ends otherwise, or an answer looks otherwise, with one than with the other.
//!
//! Each scenario is run against both, as a guest. What a server chooses by itself is put aside before answers are compared: ids,
//! times, versions, its own address, and the words in which it explains an error.

use std::{collections::BTreeMap, fmt};

use serde_json::Value;

use crate::{
    report::{Report, ScenarioReport},
    wire::Exchange,
};

mod plain;

use plain::Plain;

/// What two runs of the same scenarios show.
#[derive(Clone, Debug, Default)]
pub struct Parity {
    /// How many scenarios were run against both.
    pub compared: usize,
    /// The scenarios in which the two differ.
    pub differing: Vec<Difference>,
}

/// A scenario in which two services differ.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The scenario: file, line and name.
    pub scenario: String,
    /// Its rule.
    pub rule: String,
    /// In what they differ, in words.
    pub what: Vec<String>,
}

/// More than so many differences of one exchange are not told one by one.
const MOST_OF_ONE_EXCHANGE: usize = 8;

impl Parity {
    /// Compares two runs, of which the first is called A and the second B.
    pub fn of(a: &Report, b: &Report) -> Self {
        let key = |scenario: &ScenarioReport| {
            (scenario.path.clone(), scenario.line, scenario.name.clone())
        };
        let others: BTreeMap<_, _> = b
            .scenarios
            .iter()
            .map(|scenario| (key(scenario), scenario))
            .collect();
        let mut parity = Self::default();
        for scenario in &a.scenarios {
            let Some(other) = others.get(&key(scenario)) else {
                continue;
            };
            parity.compared += 1;
            let what = differences(scenario, other);
            if !what.is_empty() {
                parity.differing.push(Difference {
                    scenario: format!(
                        "features/{}:{}  {}",
                        scenario.place(),
                        scenario.line,
                        scenario.name
                    ),
                    rule: scenario.rule.clone(),
                    what,
                });
            }
        }
        parity
    }
}

/// In what two runs of one scenario differ.
fn differences(a: &ScenarioReport, b: &ScenarioReport) -> Vec<String> {
    let mut found = Vec::new();
    if a.outcome() != b.outcome() {
        found.push(format!("A: {}; B: {}", told(a), told(b)));
    }
    let (mut plain_a, mut plain_b) = (Plain::default(), Plain::default());
    let pairs = a.exchanges.iter().zip(&b.exchanges);
    for (exchange_a, exchange_b) in pairs {
        let (said_a, said_b) = (plain_a.request(exchange_a), plain_b.request(exchange_b));
        if said_a != said_b {
            // From here on the provider goes another way, so nothing more can be compared.
            found.push(format!("then A is asked {said_a}, and B {said_b}"));
            return found;
        }
        let (answer_a, answer_b) = (plain_a.answer(exchange_a), plain_b.answer(exchange_b));
        let mut of_exchange = Vec::new();
        compare(&answer_a, &answer_b, "", &mut of_exchange);
        let rest = of_exchange.len().saturating_sub(MOST_OF_ONE_EXCHANGE);
        of_exchange.truncate(MOST_OF_ONE_EXCHANGE);
        found.extend(of_exchange.iter().map(|what| format!("{said_a}: {what}")));
        if rest > 0 {
            found.push(format!("{said_a}: and {rest} more"));
        }
    }
    let (length_a, length_b) = (a.exchanges.len(), b.exchanges.len());
    if length_a != length_b {
        found.push(format!("A was asked {length_a} times, B {length_b} times"));
    }
    found
}

fn told(scenario: &ScenarioReport) -> String {
    match &scenario.failure {
        None => "passed".to_owned(),
        Some(failure) => {
            let reason = failure.reason.lines().next().unwrap_or_default();
            format!("failed at `{}`: {reason}", failure.step)
        }
    }
}

/// Where two documents differ, as JSON pointers (RFC 6901) with what stands there.
fn compare(a: &Value, b: &Value, at: &str, found: &mut Vec<String>) {
    let show = |value: Option<&Value>| match value {
        None => "nothing".to_owned(),
        Some(value) => value.to_string(),
    };
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let names = a
                .keys()
                .chain(b.keys().filter(|name| !a.contains_key(*name)));
            for name in names {
                let at = format!("{at}/{name}");
                match (a.get(name), b.get(name)) {
                    (Some(a), Some(b)) => compare(a, b, &at, found),
                    (a, b) => found.push(format!("{at} is {} in A and {} in B", show(a), show(b))),
                }
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                compare(a, b, &format!("{at}/{index}"), found);
            }
        }
        (a, b) if a == b => {}
        (a, b) => found.push(format!(
            "{at} is {} in A and {} in B",
            show(Some(a)),
            show(Some(b))
        )),
    }
}

/// What differs, and at the end how much.
impl fmt::Display for Parity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Difference {
            scenario,
            rule,
            what,
        } in &self.differing
        {
            writeln!(f, "≠ {scenario}\n  Rule: {rule}")?;
            for what in what {
                writeln!(f, "    {what}")?;
            }
            writeln!(f)?;
        }
        write!(
            f,
            "{} scenarios compared, {} differ",
            self.compared,
            self.differing.len()
        )
    }
}

#[cfg(test)]
mod tests;
