//! The living documentation: an index with the coverage, and a page for each feature. No script is needed.

use std::fmt::Write as _;

use super::{Report, ScenarioReport, StepReport, coverage, escape::markup};

const STYLE: &str = include_str!("style.css");

/// Every page with its file name.
pub(super) fn pages(report: &Report) -> Vec<(String, String)> {
    let mut pages = vec![("index.html".to_owned(), index(report))];
    for scenarios in report.features() {
        if let Some(first) = scenarios.first() {
            pages.push((file_name(first), feature(first, scenarios)));
        }
    }
    pages
}

fn file_name(scenario: &ScenarioReport) -> String {
    scenario
        .place()
        .replace(['/', '\\'], "-")
        .replace(".feature", ".html")
}

fn index(report: &Report) -> String {
    let mut body = format!(
        "<h1>What the service does</h1><p class=\"counts\">{}</p>",
        counts(&report.scenarios)
    );
    let version = env!("CARGO_PKG_VERSION");
    let target = markup(&report.target);
    add(
        &mut body,
        &format!(
            "<p>Version {version} of the suite, against {target}, in {:.1} s.</p>",
            report.took.as_secs_f32()
        ),
    );
    for (need, count) in &report.left_out {
        add(
            &mut body,
            &format!(
                "<p>{count} left out, since the target does not offer what <code>@{need}</code> asks for.</p>"
            ),
        );
    }
    for what in &report.unreadable {
        add(
            &mut body,
            &format!("<p class=\"failed\">{}</p>", markup(what)),
        );
    }
    add(
        &mut body,
        "<table><tr><th>Feature</th><th>Folder</th><th>Scenarios</th></tr>",
    );
    for scenarios in report.features() {
        let Some(first) = scenarios.first() else {
            continue;
        };
        let place = first.place();
        let folder = place.split('/').next().unwrap_or_default();
        let (file, title) = (file_name(first), markup(&first.feature));
        add(
            &mut body,
            &format!(
                "<tr><td><a href=\"{file}\">{title}</a></td><td>{folder}</td><td>{}</td></tr>",
                counts(scenarios)
            ),
        );
    }
    add(&mut body, "</table>");
    for (title, tags) in coverage::by_kind(report) {
        add(
            &mut body,
            &format!("<h2>{title}</h2><ul class=\"coverage\">"),
        );
        for (tag, count) in tags {
            let class = if count.failed == 0 {
                "passed"
            } else {
                "failed"
            };
            let total = count.passed + count.failed;
            add(
                &mut body,
                &format!(
                    "<li class=\"{class}\">{} {tag} <small>{total}</small></li>",
                    count.mark()
                ),
            );
        }
        add(&mut body, "</ul>");
    }
    page("What the service does", &body)
}

fn feature(first: &ScenarioReport, scenarios: &[ScenarioReport]) -> String {
    let title = markup(&first.feature);
    let mut body = format!(
        "<p><a href=\"index.html\">All features</a></p><h1>{title}</h1><p>{}</p>",
        markup(&first.about)
    );
    add(
        &mut body,
        &format!(
            "<p class=\"counts\">{} <code>features/{}</code></p>",
            counts(scenarios),
            first.place()
        ),
    );
    for rule in scenarios.chunk_by(|one, next| one.rule == next.rule) {
        let name = rule
            .first()
            .map(|scenario| markup(&scenario.rule))
            .unwrap_or_default();
        add(&mut body, &format!("<section><h2>{name}</h2>"));
        for one in rule {
            scenario(&mut body, one);
        }
        add(&mut body, "</section>");
    }
    page(&title, &body)
}

fn scenario(body: &mut String, scenario: &ScenarioReport) {
    let (class, mark, open) = match scenario.failure {
        None => ("passed", "✓", ""),
        Some(_) => ("failed", "✗", " open"),
    };
    let tags: Vec<_> = scenario.tags.iter().map(|tag| format!("@{tag}")).collect();
    add(
        body,
        &format!(
            "<details class=\"{class}\"{open}><summary>{mark} {}</summary>",
            markup(&scenario.name)
        ),
    );
    add(
        body,
        &format!("<p class=\"tags\">{}</p>", markup(&tags.join(" "))),
    );
    for one in &scenario.steps {
        step(body, one);
    }
    if let Some(failure) = &scenario.failure {
        add(
            body,
            &format!(
                "<pre class=\"failure\">{}\n\n{}</pre>",
                markup(&failure.reason),
                markup(&failure.conversation)
            ),
        );
    }
    add(body, "</details>");
}

fn step(body: &mut String, step: &StepReport) {
    add(
        body,
        &format!("<p class=\"step\">{}</p>", markup(&step.sentence)),
    );
    if !step.table.is_empty() {
        add(body, "<table>");
        for row in &step.table {
            let cells: String = row
                .iter()
                .map(|cell| format!("<td>{}</td>", markup(cell)))
                .collect();
            add(body, &format!("<tr>{cells}</tr>"));
        }
        add(body, "</table>");
    }
    if let Some(text) = &step.text {
        add(body, &format!("<pre>{}</pre>", markup(text.trim())));
    }
}

fn counts(scenarios: &[ScenarioReport]) -> String {
    let failed = scenarios
        .iter()
        .filter(|scenario| scenario.failure.is_some())
        .count();
    let passed = scenarios.len() - failed;
    match failed {
        0 => format!("<span class=\"passed\">✓ {passed} passed</span>"),
        _ => format!(
            "<span class=\"passed\">✓ {passed} passed</span> <span class=\"failed\">✗ {failed} failed</span>"
        ),
    }
}

fn add(body: &mut String, text: &str) {
    writeln!(body, "{text}").expect("a string takes any text");
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}
