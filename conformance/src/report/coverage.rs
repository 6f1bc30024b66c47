//! What a run has shown: which rows of the mapping, decisions, clauses, flows and traps hold.

use std::collections::BTreeMap;

use pactflow_scim::mapping::{team, user};

use super::{Outcome, Report};

/// How the scenarios with one tag ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Item {
    /// What the tag stands for, where there is a sentence for it.
    pub(super) meaning: String,
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) tolerated: usize,
}

impl Item {
    /// A tick, a cross, a wave; a dash where nothing with this tag was run.
    pub(super) fn mark(&self) -> &'static str {
        self.outcome().map_or("–", Outcome::mark)
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
    pub(super) items: BTreeMap<&'a str, Item>,
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

/// For each kind, each tag that the specification has, with what became of its scenarios.
pub(super) fn by_kind(report: &Report) -> Vec<Kind<'_>> {
    KINDS
        .iter()
        .map(|(title, prefixes)| Kind {
            title,
            items: items(report, prefixes),
        })
        .filter(|kind| !kind.items.is_empty())
        .collect()
}

fn items<'a>(report: &'a Report, prefixes: &[&str]) -> BTreeMap<&'a str, Item> {
    let belongs = |tag: &&String| prefixes.iter().any(|prefix| tag.starts_with(prefix));
    let mut items: BTreeMap<&str, Item> = report
        .known
        .iter()
        .filter(belongs)
        .map(|tag| {
            let meaning = meaning(tag).unwrap_or_default();
            (
                tag.as_str(),
                Item {
                    meaning,
                    ..Item::default()
                },
            )
        })
        .collect();
    for scenario in &report.scenarios {
        for tag in scenario.tags.iter().filter(belongs) {
            let item = items.entry(tag).or_default();
            match scenario.outcome() {
                Outcome::Passed => item.passed += 1,
                Outcome::Failed => item.failed += 1,
                Outcome::Tolerated => item.tolerated += 1,
            }
        }
    }
    items
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
