//! The report as Markdown, to be kept with the documents. It has no times, so that it only changes where something else does.

use std::fmt::Write as _;

use super::{Outcome, Report, ScenarioReport, count, coverage};

/// The whole document: counts, coverage, features with their rules.
pub(super) fn document(report: &Report) -> String {
    let mut page = String::from("# The last run of the specification\n\n");
    let version = env!("CARGO_PKG_VERSION");
    let mut say = |text: &str| writeln!(page, "{text}").expect("a string takes any text");
    say(&format!(
        "**{}**, by version {version} of the suite, against {}.\n",
        counts(report),
        report.target
    ));
    for remark in report.remarks() {
        say(&format!("* {remark}"));
    }
    let steps: usize = report
        .scenarios
        .iter()
        .map(|scenario| scenario.steps.len())
        .sum();
    say(&format!(
        "{} scenarios, each row of an outline one of them, with {steps} steps in {} sentences.",
        report.scenarios.len(),
        report.sentences
    ));
    let kinds = coverage::by_kind(report);
    say("\n## What holds\n\n| | hold |\n|---|---|");
    for kind in &kinds {
        say(&format!("| {} | {} |", kind.title, kind.counts()));
    }
    say("\n## Features\n");
    for scenarios in report.features() {
        let Some(first) = scenarios.first() else {
            continue;
        };
        say(&format!(
            "### {}\n\n`features/{}`\n",
            first.feature,
            first.place()
        ));
        for rule in scenarios.chunk_by(|one, next| one.rule == next.rule) {
            say(&rule_line(rule));
        }
        say("");
    }
    say("## Coverage");
    for kind in kinds {
        say(&format!(
            "\n### {}\n\n| | | scenarios |\n|---|---|---|",
            kind.title
        ));
        for (tag, item) in kind.items {
            let mark = item.mark();
            let meaning = told(&item).replace('|', "\\|");
            say(&format!("| {mark} {tag} | {meaning} | {} |", tally(&item)));
        }
    }
    page
}

/// What a tag stands for: its sentence, or its rules.
fn told(item: &coverage::Item<'_>) -> String {
    if item.meaning.is_empty() {
        let rules = item.rules.iter().map(|scenario| scenario.rule.as_str());
        return rules.collect::<Vec<_>>().join("; ");
    }
    item.meaning.clone()
}

fn counts(report: &Report) -> String {
    let mut text = format!("{} passed, {} failed", report.passed(), report.failed());
    if report.tolerated() > 0 {
        text += &format!(", {} tolerated", report.tolerated());
    }
    text
}

fn tally(item: &coverage::Item<'_>) -> String {
    let parts = [
        (item.passed, "passed"),
        (item.failed, "failed"),
        (item.tolerated, "tolerated"),
    ];
    let parts: Vec<_> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    match parts.is_empty() {
        true => "left out".to_owned(),
        false => parts.join(", "),
    }
}

fn rule_line(scenarios: &[ScenarioReport]) -> String {
    let rule = scenarios
        .first()
        .map(|scenario| scenario.rule.as_str())
        .unwrap_or_default();
    let worst = if count(scenarios, Outcome::Failed) > 0 {
        Outcome::Failed
    } else if count(scenarios, Outcome::Tolerated) > 0 {
        Outcome::Tolerated
    } else {
        Outcome::Passed
    };
    let mut line = format!("* {} {rule} ({})", worst.mark(), scenarios.len());
    for scenario in scenarios {
        let mark = match scenario.outcome() {
            Outcome::Passed => continue,
            other => other.mark(),
        };
        write!(line, "\n  * {mark} {}", scenario.name).expect("a string takes any text");
        if let Some(because) = &scenario.tolerated {
            write!(line, ": {because}").expect("a string takes any text");
        }
    }
    line
}
