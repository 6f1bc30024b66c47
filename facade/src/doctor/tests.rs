use std::collections::BTreeSet;

use super::catalogue::{ALL, CLOCK, SAME_TEAM};
use super::report::{Finding, Outcome, Report};

fn report() -> Report {
    let mut report = Report::default();
    report.fine("pactflow", "http://pactflow:9292/ answers in 3 ms");
    report.found(
        "clock",
        Finding::new(&CLOCK, "PactFlow's clock is 90 s behind this host's"),
    );
    let many = (1..=22).map(|number| format!("team {number}")).collect();
    let same = Finding::new(&SAME_TEAM, "22 names are those of several teams").of(many);
    report.add("teams", "50 teams", vec![same]);
    report.skip(&["jumpcloud"], "its test creates a user and a group");
    report
}

#[test]
fn people_read_what_was_found_and_what_to_do_about_it() {
    let text = report().text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "ok       pactflow         http://pactflow:9292/ answers in 3 ms"
    );
    assert_eq!(
        lines[1],
        "FOUND    clock            PactFlow's clock is 90 s behind this host's"
    );
    assert!(
        lines[2]
            .trim_start()
            .starts_with("→ Synchronise both with a time server"),
        "{text}"
    );
    assert!(lines[2].ends_with(" [clock]"));
    assert!(
        text.contains("- team 20\n") && !text.contains("- team 21"),
        "{text}"
    );
    assert!(text.contains("- and 2 more, which --json lists"));
    assert!(text.contains("skipped  jumpcloud        its test creates a user and a group\n"));
    assert!(text.ends_with("\n2 findings.\n"));
    assert!(Report::default().text().contains("Nothing is wrong."));
}

#[test]
fn machines_read_all_of_it() {
    let report = report();
    let json: serde_json::Value = serde_json::from_str(&report.json()).unwrap();
    let checks = json["checks"].as_array().unwrap();
    let outcomes: Vec<_> = checks
        .iter()
        .map(|check| check["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["fine", "found", "found", "skipped"]);
    assert_eq!(checks[1]["findings"][0]["id"], "clock");
    assert_eq!(checks[2]["findings"][0]["of"].as_array().unwrap().len(), 22);
    assert_eq!(report.checks[3].outcome, Outcome::Skipped);
}

#[test]
fn the_exit_code_tells_whether_something_is_wrong() {
    assert_eq!(
        (Report::default().exit_code(), report().exit_code()),
        (0, 1)
    );
    let mut skipped = Report::default();
    skipped.skip(&["token"], "there is none");
    assert_eq!(skipped.exit_code(), 0);
}

#[test]
fn every_kind_of_finding_has_its_own_id_and_a_remedy_in_sentences() {
    let ids: BTreeSet<_> = ALL.iter().map(|kind| kind.id).collect();
    assert_eq!(ids.len(), ALL.len());
    for kind in ALL {
        assert!(
            kind.remedy.ends_with('.') && !kind.means.ends_with('.'),
            "{}",
            kind.id
        );
        assert!(
            !kind.remedy.contains('|') && !kind.means.contains('|'),
            "{}",
            kind.id
        );
    }
}
