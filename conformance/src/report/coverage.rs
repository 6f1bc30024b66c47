//! What a run has shown: which rows of the mapping, decisions, clauses, flows and traps hold.

use std::collections::BTreeMap;

use pactflow_scim::mapping::{team, user};

use super::{Outcome, Report, ScenarioReport};
use crate::idp::Name;

/// How the scenarios with one tag ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Item<'a> {
    /// What the tag stands for, where there is a sentence for it.
    pub(super) meaning: String,
    /// Where there is none: a scenario of each rule that carries the tag.
    pub(super) rules: Vec<&'a ScenarioReport>,
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) tolerated: usize,
}

impl<'a> Item<'a> {
    /// A tick, a cross, a wave; a dash where nothing with this tag was run.
    pub(super) fn mark(&self) -> &'static str {
        self.outcome().map_or("–", Outcome::mark)
    }

    /// One more scenario.
    fn add(&mut self, scenario: &'a ScenarioReport) {
        match scenario.outcome() {
            Outcome::Passed => self.passed += 1,
            Outcome::Failed => self.failed += 1,
            Outcome::Tolerated => self.tolerated += 1,
        }
        let is_of = |known: &&ScenarioReport| {
            (&known.path, &known.rule) == (&scenario.path, &scenario.rule)
        };
        if self.meaning.is_empty() && !self.rules.iter().any(is_of) {
            self.rules.push(scenario);
        }
    }

    /// The worst that happened, if anything did.
    pub(super) fn outcome(&self) -> Option<Outcome> {
        if self.failed > 0 {
            Some(Outcome::Failed)
        } else if self.tolerated > 0 {
            Some(Outcome::Tolerated)
        } else {
            (self.passed > 0).then_some(Outcome::Passed)
        }
    }
}

/// A kind of what is covered, each tag of it with what became of its scenarios.
#[derive(Debug)]
pub(super) struct Kind<'a> {
    pub(super) title: &'static str,
    pub(super) items: BTreeMap<String, Item<'a>>,
}

impl Kind<'_> {
    /// How many hold, such as `27 of 28`.
    pub(super) fn counts(&self) -> String {
        let hold = self
            .items
            .values()
            .filter(|item| item.outcome() == Some(Outcome::Passed))
            .count();
        format!("{hold} of {}", self.items.len())
    }
}

/// The kinds: the title, and how their tags begin.
const KINDS: [(&str, &[&str]); 5] = [
    ("The mapping, row by row", &["MAP-"]),
    ("Decisions", &["DEC-"]),
    ("Clauses of the RFCs", &["rfc"]),
    ("Flows of Okta (O) and Entra (E)", &["O-", "E-"]),
    ("Mistakes that others have made", &["trap-"]),
];

/// For each kind, each tag that the specification has, with what became of its scenarios; and which providers spoke in some.
pub(super) fn by_kind(report: &Report) -> Vec<Kind<'_>> {
    let tagged = KINDS.iter().map(|(title, prefixes)| Kind {
        title,
        items: tagged(report, prefixes),
    });
    let speakers = Kind {
        title: "Identity providers",
        items: speakers(report),
    };
    tagged
        .chain([speakers])
        .filter(|kind| !kind.items.is_empty())
        .collect()
}

fn tagged<'a>(report: &'a Report, prefixes: &[&str]) -> BTreeMap<String, Item<'a>> {
    let belongs = |tag: &&String| prefixes.iter().any(|prefix| tag.starts_with(prefix));
    let mut items = BTreeMap::new();
    for tag in report.known.iter().filter(belongs) {
        let meaning = meaning(tag).unwrap_or_default();
        let item = Item {
            meaning,
            ..Item::default()
        };
        items.insert(label(tag), item);
    }
    for scenario in &report.scenarios {
        for tag in scenario.tags.iter().filter(belongs) {
            items.entry(label(tag)).or_default().add(scenario);
        }
    }
    items
}

fn speakers(report: &Report) -> BTreeMap<String, Item<'_>> {
    let mut items: BTreeMap<String, Item<'_>> = BTreeMap::new();
    for scenario in &report.scenarios {
        let mut names: Vec<_> = scenario
            .steps
            .iter()
            .filter_map(|step| Name::speaking(&step.sentence))
            .collect();
        names.sort();
        names.dedup();
        for name in names {
            let item = items.entry(name.to_string()).or_default();
            item.add(scenario);
            item.rules.clear();
        }
    }
    items
}

/// What all of these scenarios show, as people write it.
pub(super) fn shared(scenarios: &[ScenarioReport]) -> Vec<String> {
    let is_counted = |tag: &&String| {
        let mut prefixes = KINDS.iter().flat_map(|(_, prefixes)| *prefixes);
        prefixes.any(|prefix| tag.starts_with(prefix))
    };
    let by_all = |tag: &&String| scenarios.iter().all(|scenario| scenario.tags.contains(tag));
    let tags = scenarios.first().map(|first| first.tags.iter());
    let mut tags: Vec<_> = tags
        .into_iter()
        .flatten()
        .filter(is_counted)
        .filter(by_all)
        .collect();
    tags.dedup();
    tags.into_iter().map(|tag| label(tag)).collect()
}

/// A tag as people write it: `RFC 7644 §3.4.2`.
fn label(tag: &str) -> String {
    match tag
        .strip_prefix("rfc")
        .and_then(|rest| rest.split_once('-'))
    {
        Some((number, clause)) => format!("RFC {number} §{clause}"),
        None => tag.to_owned(),
    }
}

/// A row of the mapping in words.
fn meaning(id: &str) -> Option<String> {
    let of_users = user::RULES
        .iter()
        .map(|rule| (rule.id, rule.scim, rule.pactflow, rule.sentence));
    let of_teams = team::RULES
        .iter()
        .map(|rule| (rule.id, rule.scim, rule.pactflow, rule.sentence));
    // Decisions have rows too, but a decision is more than a row.
    of_users
        .chain(of_teams)
        .filter(|(id, ..)| id.starts_with("MAP-"))
        .find(|(known, ..)| *known == id)
        .map(|(_, scim, pactflow, sentence)| format!("{scim} ↔ {pactflow}: {sentence}"))
}
