//! The living documentation: an index with what holds, and a page for each feature. No script is needed.

use std::fmt::Write as _;

use super::{Outcome, Report, ScenarioReport, StepReport, count, coverage, escape::markup};

mod index;

const STYLE: &str = include_str!("style.css");

/// More of a message than this nobody reads on a page.
const LONGEST_MESSAGE: usize = 4_000;

/// Every page with its file name.
pub(super) fn pages(report: &Report) -> Vec<(String, String)> {
    let mut pages = vec![("index.html".to_owned(), index::page(report))];
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

fn feature(first: &ScenarioReport, scenarios: &[ScenarioReport]) -> String {
    let title = markup(&first.feature);
    let mut body = format!(
        "<p><a href=\"index.html\">All features</a></p><h1>{title}</h1><p class=\"about\">{}</p>",
        markup(&first.about)
    );
    add(
        &mut body,
        &format!(
            "<p>{} <code>features/{}</code></p>",
            counts(scenarios),
            first.place()
        ),
    );
    let rules = scenarios.chunk_by(|one, next| one.rule == next.rule);
    for (number, rule) in (1..).zip(rules) {
        let name = rule
            .first()
            .map(|scenario| markup(&scenario.rule))
            .unwrap_or_default();
        let shows = markup(&coverage::shared(rule).join(" · "));
        add(
            &mut body,
            &format!("<section><h2 id=\"rule-{number}\">{name} <small>{shows}</small></h2>"),
        );
        for one in rule {
            scenario(&mut body, one);
        }
        add(&mut body, "</section>");
    }
    page(&title, &body)
}

fn scenario(body: &mut String, scenario: &ScenarioReport) {
    let outcome = scenario.outcome();
    let open = match outcome {
        Outcome::Failed => " open",
        Outcome::Passed | Outcome::Tolerated => "",
    };
    let tags: Vec<_> = scenario.tags.iter().map(|tag| format!("@{tag}")).collect();
    add(
        body,
        &format!(
            "<details class=\"{}\"{open}><summary>{} {}</summary>",
            outcome.word(),
            outcome.mark(),
            markup(&scenario.name)
        ),
    );
    if let Some(because) = &scenario.tolerated {
        add(
            body,
            &format!("<p class=\"inner\">Tolerated: {}</p>", markup(because)),
        );
    }
    add(
        body,
        &format!("<p class=\"inner tags\">{}</p>", markup(&tags.join(" "))),
    );
    for one in &scenario.steps {
        step(body, one);
    }
    match &scenario.failure {
        Some(failure) => {
            let text = format!(
                "{}\n\n{}\n\n{}",
                failure.step, failure.reason, failure.conversation
            );
            add(
                body,
                &format!("<pre class=\"failure\">{}</pre>", markup(&text)),
            );
        }
        None => exchanges(body, scenario),
    }
    add(body, "</details>");
}

/// What was said, to be opened by whoever wants to see it.
fn exchanges(body: &mut String, scenario: &ScenarioReport) {
    if scenario.exchanges.is_empty() {
        return;
    }
    add(
        body,
        &format!(
            "<details class=\"inner said\"><summary>{} exchanges</summary>",
            scenario.exchanges.len()
        ),
    );
    for exchange in &scenario.exchanges {
        let mut text = exchange.to_string();
        if let Some((end, _)) = text.char_indices().nth(LONGEST_MESSAGE) {
            text.truncate(end);
            text.push('…');
        }
        add(body, &format!("<pre>{}</pre>", markup(&text)));
    }
    add(body, "</details>");
}

fn step(body: &mut String, step: &StepReport) {
    add(
        body,
        &format!("<p class=\"inner\">{}</p>", markup(&step.sentence)),
    );
    if !step.table.is_empty() {
        add(body, "<table class=\"inner\">");
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
        add(
            body,
            &format!("<pre class=\"inner\">{}</pre>", markup(text.trim())),
        );
    }
}

fn counts(scenarios: &[ScenarioReport]) -> String {
    let outcomes = [Outcome::Passed, Outcome::Failed, Outcome::Tolerated];
    let parts: Vec<_> = outcomes
        .into_iter()
        .map(|outcome| (outcome, count(scenarios, outcome)))
        .filter(|(_, count)| *count > 0)
        .map(|(outcome, count)| {
            let (word, mark) = (outcome.word(), outcome.mark());
            format!("<span class=\"{word}\">{mark} {count} {word}</span>")
        })
        .collect();
    parts.join(" ")
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
