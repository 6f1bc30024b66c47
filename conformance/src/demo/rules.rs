//! The mapping's rules and decisions in a sentence each, for the console.

use mock_pactflow::MappingRule;
use pactflow_scim::mapping::{team, user};

const DECISIONS: &str = include_str!("../../../docs/DECISIONS.md");

/// The rows of the mapping tables, and the decisions.
pub(super) fn all() -> Vec<MappingRule> {
    let people = user::RULES
        .iter()
        .map(|rule| (rule.id, rule.scim, rule.pactflow, rule.sentence));
    let teams = team::RULES
        .iter()
        .map(|rule| (rule.id, rule.scim, rule.pactflow, rule.sentence));
    people
        .chain(teams)
        .filter(|(id, ..)| id.starts_with("MAP-"))
        .map(|(id, scim, pactflow, sentence)| {
            MappingRule::new(id, format!("{scim} is PactFlow's {pactflow}. {sentence}"))
        })
        .chain(decisions())
        .collect()
}

/// The lines `| DEC-… | decision | why | date |` of the document.
fn decisions() -> impl Iterator<Item = MappingRule> {
    DECISIONS.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| DEC-")?.split(" | ");
        let (number, decision) = (cells.next()?, cells.next()?);
        Some(MappingRule::new(
            format!("DEC-{number}"),
            format!("{}.", decision.replace('`', "")),
        ))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_rule_has_a_sentence_and_none_comes_twice() {
        let rules = super::all();
        for wanted in ["MAP-U02", "MAP-G05", "DEC-01", "DEC-08"] {
            let found: Vec<_> = rules.iter().filter(|rule| rule.id == wanted).collect();
            assert!(
                matches!(found[..], [rule] if rule.sentence.len() > 20),
                "{wanted}: {found:?}"
            );
        }
    }
}
