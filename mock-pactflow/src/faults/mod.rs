//! Faults: rules that make PactFlow answer badly, late, or not at all.

mod apply;
mod build;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::Method;
use serde::{Deserialize, Serialize};

pub(crate) use self::apply::{Delivery, HangUp, Outcome, apply};
pub use self::build::FaultGuard;
use crate::routes::Route;
use crate::state::Store;

/// A rule that disturbs some requests. Rules are tried in order, and the first that fires wins.
///
/// ```
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use mock_pactflow::{Fault, MockPactflow, Route};
///
/// let pactflow = MockPactflow::builder().start().await?;
/// let outage = pactflow.fault(Fault::status(503).on(Route::CreateUser).times(2));
/// assert_eq!(outage.remaining(), Some(2));
/// drop(outage); // the rule is gone
///
/// let _lost = pactflow.fault(Fault::lose_answer().on(Route::CreateUser).times(1));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Its name; a number where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Which requests it disturbs; all where it is left out.
    #[serde(default)]
    pub on: Matcher,
    /// How many of them; all where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// Whether the request takes effect all the same.
    #[serde(default)]
    pub when: When,
    /// What goes wrong.
    pub effect: Effect,
}

/// Which requests a fault disturbs. What is left out matches everything.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matcher {
    /// The route, by its name in `GET /__mock/routes`, such as `create-user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    /// The method, in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path; `*` stands for any characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// From the n-th matching request on, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<u64>,
}

/// Whether a disturbed request takes effect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// The fault comes first: nothing changes.
    #[default]
    Before,
    /// The change is committed, and only then things go wrong.
    After,
}

/// What goes wrong. Effects that spoil an answer need one, so the request always takes effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Effect {
    /// Another status.
    Status {
        /// The status.
        status: u16,
        /// `Retry-After`, as it is to be sent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<String>,
        /// The body instead of one of PactFlow's errors.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<String>,
        /// The body's media type; `text/html` where it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content_type: Option<String>,
    },
    /// The connection is reset.
    Reset,
    /// The connection is closed without a byte.
    EmptyAnswer,
    /// The connection is closed after half of the promised body.
    HalfBody,
    /// The body is half of the JSON, and the answer says that this is all.
    TruncatedJson,
    /// The body comes a few bytes at a time.
    SlowDrip {
        /// How many bytes at a time.
        bytes: usize,
        /// How long between them, in milliseconds.
        every_ms: u64,
    },
    /// Another `Content-Type`.
    ContentType {
        /// The media type.
        content_type: String,
    },
    /// Links lead to another host.
    ForeignLinks {
        /// `scheme://host` of the links.
        base: String,
    },
    /// `_embedded` is missing, everywhere in the answer.
    MissingEmbedded,
    /// The first row of the list is there twice.
    DuplicateRow,
    /// Reads are answered from the directory as it was when the fault was set.
    StaleList,
    /// The answer takes longer.
    Latency {
        /// How much longer, in milliseconds.
        millis: u64,
    },
}

/// The rules that are set, shared with the running simulator.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Rules>);

#[derive(Debug, Default)]
struct Rules {
    rules: Vec<Rule>,
    numbered: u64,
}

#[derive(Debug)]
struct Rule {
    id: String,
    fault: Fault,
    seen: u64,
    fired: u64,
    /// The directory when the rule was set, where the rule needs it.
    stale: Option<Arc<Store>>,
}

/// A fault that fires for the request at hand.
#[derive(Debug, Clone)]
pub(crate) struct Firing {
    pub(crate) id: String,
    pub(crate) when: When,
    pub(crate) effect: Effect,
    pub(crate) stale: Option<Arc<Store>>,
}

/// A rule as it stands: for listings.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Standing {
    pub(crate) id: String,
    #[serde(flatten)]
    pub(crate) fault: Fault,
    pub(crate) fired: u64,
    pub(crate) remaining: Option<u64>,
}

impl Faults {
    /// Sets one more rule, after those that are set, and gives its id. A rule with the id of another
    /// takes its place.
    pub(crate) fn add(&self, fault: Fault, store: &Store) -> String {
        self.rules().add(fault, store)
    }

    /// Sets these rules and no others.
    pub(crate) fn replace(&self, faults: Vec<Fault>, store: &Store) {
        let mut rules = self.rules();
        rules.rules.clear();
        for fault in faults {
            rules.add(fault, store);
        }
    }

    /// Removes a rule; `false` where there is none of this id.
    pub(crate) fn remove(&self, id: &str) -> bool {
        let mut rules = self.rules();
        let before = rules.rules.len();
        rules.rules.retain(|rule| rule.id != id);
        rules.rules.len() < before
    }

    pub(crate) fn clear(&self) {
        *self.rules() = Rules::default();
    }

    pub(crate) fn list(&self) -> Vec<Standing> {
        self.rules().rules.iter().map(Rule::standing).collect()
    }

    pub(crate) fn standing(&self, id: &str) -> Option<Standing> {
        self.rules()
            .rules
            .iter()
            .find(|rule| rule.id == id)
            .map(Rule::standing)
    }

    /// The first rule that fires for this request. Every rule that matches counts the request.
    pub(crate) fn select(
        &self,
        method: &Method,
        path: &str,
        route: Option<Route>,
    ) -> Option<Firing> {
        let mut rules = self.rules();
        let mut firing = None;
        for rule in &mut rules.rules {
            if !rule.matches(method, path, route) {
                continue;
            }
            rule.seen += 1;
            let due = rule.seen >= rule.fault.on.call.unwrap_or(1);
            let left = rule.fault.times.is_none_or(|times| rule.fired < times);
            if firing.is_none() && due && left {
                rule.fired += 1;
                firing = Some(Firing {
                    id: rule.id.clone(),
                    when: rule.fault.when,
                    effect: rule.fault.effect.clone(),
                    stale: rule.stale.clone(),
                });
            }
        }
        firing
    }

    fn rules(&self) -> MutexGuard<'_, Rules> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rules {
    fn add(&mut self, fault: Fault, store: &Store) -> String {
        let id = fault.id.clone().unwrap_or_else(|| {
            self.numbered += 1;
            format!("fault-{}", self.numbered)
        });
        let stale = (fault.effect == Effect::StaleList).then(|| Arc::new(store.clone()));
        let rule = Rule {
            id: id.clone(),
            fault,
            seen: 0,
            fired: 0,
            stale,
        };
        match self.rules.iter_mut().find(|present| present.id == id) {
            Some(present) => *present = rule,
            None => self.rules.push(rule),
        }
        id
    }
}

impl Rule {
    fn matches(&self, method: &Method, path: &str, route: Option<Route>) -> bool {
        let on = &self.fault.on;
        on.route.is_none_or(|wanted| Some(wanted) == route)
            && on.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method.as_str()))
            && on.path.as_ref().is_none_or(|pattern| fits(pattern, path))
            // An older directory can be read, not written.
            && (self.fault.effect != Effect::StaleList || method == Method::GET)
    }

    fn standing(&self) -> Standing {
        let remaining = self
            .fault
            .times
            .map(|times| times.saturating_sub(self.fired));
        Standing {
            id: self.id.clone(),
            fault: Fault {
                id: None,
                ..self.fault.clone()
            },
            fired: self.fired,
            remaining,
        }
    }
}

/// Whether the path fits the pattern, in which `*` stands for any characters.
fn fits(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        // What follows the last star has to be the end; each part before it is taken as early as can be.
        if let Some(previous) = last.replace(part) {
            let Some(at) = rest.find(previous) else {
                return false;
            };
            rest = &rest[at + previous.len()..];
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

#[cfg(test)]
mod tests;
