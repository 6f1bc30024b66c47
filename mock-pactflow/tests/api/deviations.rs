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

/// Whether one of the simulator's tests has this name.
fn is_test(name: &str) -> bool {
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
    let function = format!("fn {name}(");
    tests.iter().any(|text| text.contains(&function))
}

#[test]
fn every_entry_names_a_test_that_is_there() {
    for (id, entry) in entries() {
        assert!(is_test(&entry.test), "{id} names {:?}", entry.test);
    }
}

/// What was seen in a real PactFlow and the simulator does not follow, or does not say that it does.
fn not_followed(document: &str) -> Vec<String> {
    let (_, seen) = document
        .split_once("## Seen in a real PactFlow\n")
        .expect("the section is there");
    let rows = seen.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.filter_map(|row| Some(format!("{row}: {}", missing(row)?)))
        .collect()
}

/// What is missing before a line of what was seen is followed.
fn missing(row: &str) -> Option<&'static str> {
    let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
    let [date, version, name, what, test, status] = cells[..] else {
        return Some("it has not six cells");
    };
    let (name, test) = (name.trim_matches('`'), test.trim_matches('`'));
    let rules = RULES.iter().map(|rule| (rule.id, rule.evidence));
    let routes = ROUTES.iter().map(|info| (info.name, info.evidence));
    let known = rules.chain(routes).find(|(known, _)| *known == name);
    match (known, status) {
        _ if date.parse::<jiff::civil::Date>().is_err() => Some("it begins with no date"),
        _ if version.is_empty() || what.is_empty() => Some("a cell is empty"),
        (_, "observed") => Some("the simulator has to follow"),
        (None, _) => Some("there is no such rule or route"),
        (Some((_, evidence)), "followed") if evidence.is_guess() => {
            Some("it is still graded as a guess")
        }
        (Some(_), "followed") if !is_test(test) => Some("no test shows it"),
        (Some(_), "followed") => None,
        _ => Some("the status is neither observed nor followed"),
    }
}

#[test]
fn the_simulator_follows_whatever_was_seen_in_a_real_pactflow() {
    let open = not_followed(include_str!("../../DEVIATIONS.md"));
    assert!(open.is_empty(), "{open:#?}");
}

#[test]
fn what_was_seen_is_open_until_the_simulator_follows_and_a_test_shows_it() {
    let of = |row: &str| {
        let head = "## Seen in a real PactFlow\n\nText.\n\n| seen on | |\n|---|---|\n";
        not_followed(&format!("{head}{row}\n")).join("")
    };
    let test = "a_deleted_user_leaves_every_team";
    for (row, missing) in [
        (
            format!("| 2026-12-01 | 2.3.0 | `deleted-user-gone` | 404 | `{test}` | observed |"),
            "has to follow",
        ),
        (
            format!("| 2026-12-01 | 2.3.0 | `email-unique` | 409 | `{test}` | followed |"),
            "graded as a guess",
        ),
        (
            format!("| 2026-12-01 | 2.3.0 | `no-such-rule` | 404 | `{test}` | followed |"),
            "no such rule",
        ),
        (
            "| 2026-12-01 | 2.3.0 | `deleted-user-gone` | 404 | `nothing` | followed |".to_owned(),
            "no test",
        ),
        (
            format!("| 2026-12-01 | 2.3.0 | `deleted-user-gone` | 404 | `{test}` | soon |"),
            "neither observed",
        ),
        (
            format!("| today | 2.3.0 | `deleted-user-gone` | 404 | `{test}` | followed |"),
            "no date",
        ),
        (
            format!("| 2026-12-01 | | `deleted-user-gone` | 404 | `{test}` | followed |"),
            "empty",
        ),
        ("| 2026-12-01 | 2.3.0 |".to_owned(), "six cells"),
    ] {
        assert!(of(&row).contains(missing), "{row}: {}", of(&row));
    }
    let followed =
        format!("| 2026-12-01 | 2.3.0 | `deleted-user-gone` | 404 | `{test}` | followed |");
    assert_eq!(of(&followed), "");
}

#[test]
fn rules_have_names_of_their_own() {
    let mut names: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
}
