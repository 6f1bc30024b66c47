//! The tables as a page of documentation: `docs/MAPPING.md`.

use std::fmt::Write;

use super::rule::{Rule, Search};
use super::{team, user};

/// The whole page. A test holds the file in `docs/` to it.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(
        "# Mapping\n\nHow SCIM's attributes stand for PactFlow's fields. This page is generated from the tables in `facade/src/mapping/`; the decisions\n\
         behind it are in [DECISIONS.md](DECISIONS.md). Each id is a tag in `features/`, so `grep -r '@MAP-U02' features` finds the scenarios that\n\
         show a rule. What stands here is what `/Schemas` lists; everything else that a client sends is accepted, dropped, and said so in the log\n\
         (DEC-08).\n",
    );
    table(
        &mut page,
        "People: `/Users` and `/admin/users`",
        user::RULES,
    );
    table(
        &mut page,
        "Teams: `/Groups` and `/admin/teams`",
        team::RULES,
    );
    page
}

fn table<R, S>(page: &mut String, title: &str, rules: &[Rule<R, S>]) {
    let mut rules: Vec<&Rule<R, S>> = rules.iter().collect();
    // PactFlow's rows first and in the order of their ids, then what the façade adds.
    rules.sort_by_key(|rule| (rule.pactflow.is_empty(), rule.id));
    // Writing to a string cannot fail.
    let _ = write!(
        page,
        "\n## {title}\n\n| id | SCIM | PactFlow | direction | rule | a filter on it |\n|---|---|---|---|---|---|\n"
    );
    for rule in rules {
        let pactflow = if rule.pactflow.is_empty() {
            "—".to_owned()
        } else {
            format!("`{}`", rule.pactflow)
        };
        let _ = writeln!(
            page,
            "| {} | `{}` | {pactflow} | {} | {} | {} |",
            rule.id,
            rule.scim,
            rule.direction.as_str(),
            rule.sentence,
            search(rule.search)
        );
    }
}

fn search(search: Search) -> &'static str {
    match search {
        Search::Id => "reads the one resource",
        Search::Text => "PactFlow's `q`, then exactly",
        Search::SignInName | Search::ExternalId => {
            "the look-up index; where it may be out of date, PactFlow's `q`, then everyone"
        }
        Search::Email => "the look-up index; where it may be out of date, PactFlow's `q`",
        Search::Active => "PactFlow's `active`, then exactly",
        Search::Type => "PactFlow's `userType`, then exactly",
        Search::None => "everyone, exactly",
    }
}
