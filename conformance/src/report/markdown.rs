//! The report as Markdown, to be kept with the documents.

use std::fmt::Write as _;

use super::{Report, ScenarioReport, coverage};

/// The whole document: counts, features with their rules, coverage.
pub(super) fn document(report: &Report) -> String {
    let mut page = String::from("# The last run of the specification\n\n");
    let version = env!("CARGO_PKG_VERSION");
    let mut say = |text: &str| writeln!(page, "{text}").expect("a string takes any text");
    say(&format!(
        "{} passed, {} failed, with version {version} of the suite against {}.\n",
        report.passed(),
        report.failed(),
        report.target
    ));
    for (need, count) in &report.left_out {
        say(&format!(
            "{count} scenarios were left out, since the target does not offer what `@{need}` asks for.\n"
        ));
    }
    for scenarios in report.features() {
        let Some(first) = scenarios.first() else {
            continue;
        };
        say(&format!(
            "## {}\n\n`features/{}`\n",
            first.feature,
            first.place()
        ));
        for rule in scenarios.chunk_by(|one, next| one.rule == next.rule) {
            say(&rule_line(rule));
        }
        say("");
    }
    say("## Coverage");
    for (title, counts) in coverage::by_kind(report) {
        say(&format!(
            "\n### {title}\n\n| | passed | failed |\n|---|---|---|"
        ));
        for (tag, count) in counts {
            say(&format!(
                "| {} {tag} | {} | {} |",
                count.mark(),
                count.passed,
                count.failed
            ));
        }
    }
    page
}

fn rule_line(scenarios: &[ScenarioReport]) -> String {
    let rule = scenarios
        .first()
        .map(|scenario| scenario.rule.as_str())
        .unwrap_or_default();
    let failed: Vec<_> = scenarios
        .iter()
        .filter(|scenario| scenario.failure.is_some())
        .collect();
    let mut line = format!(
        "* {} {rule} ({})",
        if failed.is_empty() { "✓" } else { "✗" },
        scenarios.len()
    );
    for scenario in failed {
        write!(line, "\n  * ✗ {}", scenario.name).expect("a string takes any text");
    }
    line
}
