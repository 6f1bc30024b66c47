//! `DEVIATIONS.md` and the tables of routes and rules say the same, in both directions.

use std::collections::BTreeMap;

use mock_pactflow::{ROUTES, RULES};

/// One row of the document: what is named, its grade, and the test that shows it.
struct Entry {
    grade: String,
    test: String,
}

fn entries() -> BTreeMap<String, Entry> {
    let rows = include_str!("../../DEVIATIONS.md")
        .lines()
        .filter(|line| line.starts_with("| `"));
    let mut entries = BTreeMap::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [id, grade, differs, means, test] = cells[..] else {
            panic!("{row} has {} cells", cells.len())
        };
        assert!(
            !differs.is_empty() && !means.is_empty(),
            "{row} leaves a cell empty"
        );
        let entry = Entry {
            grade: grade.to_owned(),
            test: test.trim_matches('`').to_owned(),
        };
        assert!(
            entries
                .insert(id.trim_matches('`').to_owned(), entry)
                .is_none(),
            "{id} is there twice"
        );
    }
    entries
}

fn guesses() -> BTreeMap<String, String> {
    let routes = ROUTES.iter().map(|info| (info.name, info.evidence));
    let rules = RULES.iter().map(|rule| (rule.id, rule.evidence));
    let guesses = routes
        .chain(rules)
        .filter(|(_, evidence)| evidence.is_guess());
    guesses
        .map(|(name, evidence)| (name.to_owned(), evidence.to_string()))
        .collect()
}

#[test]
fn every_guess_has_its_entry_and_every_entry_is_a_guess() {
    let documented: BTreeMap<String, String> = entries()
        .into_iter()
        .map(|(id, entry)| (id, entry.grade))
        .collect();
    let guesses = guesses();
    for (id, grade) in &guesses {
        assert_eq!(
            documented.get(id),
            Some(grade),
            "{id} ({grade}) in the tables"
        );
    }
    for (id, grade) in &documented {
        assert_eq!(
            guesses.get(id),
            Some(grade),
            "{id} ({grade}) in the document"
        );
    }
}

#[test]
fn every_entry_names_a_test_that_is_there() {
    let tests = [
        include_str!("credentials.rs"),
        include_str!("faults.rs"),
        include_str!("lists.rs"),
        include_str!("members.rs"),
        include_str!("roles.rs"),
        include_str!("teams.rs"),
        include_str!("transport.rs"),
        include_str!("users.rs"),
    ];
    for (id, entry) in entries() {
        let function = format!("fn {}(", entry.test);
        assert!(
            tests.iter().any(|text| text.contains(&function)),
            "{id} names {:?}",
            entry.test
        );
    }
}

#[test]
fn rules_have_names_of_their_own() {
    let mut names: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
}
