//! What a run has shown: which rows of the mapping, decisions, clauses, flows and traps hold.

use std::collections::BTreeMap;

use super::Report;

/// Scenarios that passed and that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) passed: usize,
    pub(super) failed: usize,
}

impl Count {
    /// A tick, or a cross.
    pub(super) fn mark(self) -> &'static str {
        if self.failed == 0 { "✓" } else { "✗" }
    }
}

/// The kinds of what is covered: the title, and how its tags begin.
const KINDS: [(&str, &[&str]); 5] = [
    ("The mapping, row by row", &["MAP-"]),
    ("Decisions", &["DEC-"]),
    ("Clauses of the RFCs", &["rfc"]),
    ("Flows of Okta (O) and Entra (E)", &["O-", "E-"]),
    ("Mistakes that others have made", &["trap-"]),
];

/// For each kind, each tag that a scenario carries, with the counts.
pub(super) fn by_kind(report: &Report) -> Vec<(&'static str, BTreeMap<&str, Count>)> {
    KINDS
        .iter()
        .map(|(title, prefixes)| (*title, counts(report, prefixes)))
        .filter(|(_, counts)| !counts.is_empty())
        .collect()
}

fn counts<'a>(report: &'a Report, prefixes: &[&str]) -> BTreeMap<&'a str, Count> {
    let mut counts = BTreeMap::<_, Count>::new();
    for scenario in &report.scenarios {
        let tags = scenario
            .tags
            .iter()
            .filter(|tag| prefixes.iter().any(|prefix| tag.starts_with(prefix)));
        for tag in tags {
            let count = counts.entry(tag.as_str()).or_default();
            match scenario.failure {
                None => count.passed += 1,
                Some(_) => count.failed += 1,
            }
        }
    }
    counts
}
