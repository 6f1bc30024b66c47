//! The living documentation: an index with what holds, and a page for each feature. No script is needed.

use std::fmt::Write as _;

use super::{
    Outcome, Report, ScenarioReport, StepReport, count,
    coverage::{self, Item, Kind},
    escape::markup,
};

const STYLE: &str = include_str!("style.css");

/// More rules than this are only counted.
const MOST_RULES: usize = 3;
/// More of a message than this nobody reads on a page.
const LONGEST_MESSAGE: usize = 4_000;

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
    let mut body = String::from("<h1>What the service does</h1>");
    let version = env!("CARGO_PKG_VERSION");
    let (target, seconds) = (markup(&report.target), report.took.as_secs_f32());
    add(
        &mut body,
        &format!(
            "<p class=\"about\">Version {version} of the suite against {target}, in {seconds:.1} s.</p>"
        ),
    );
    let kinds = coverage::by_kind(report);
    summary(&mut body, report, &kinds);
    let remarks = report.remarks();
    if !remarks.is_empty() {
        let items: String = remarks
            .iter()
            .map(|remark| format!("<li>{}</li>\n", markup(remark)))
            .collect();
        add(&mut body, &format!("<ul class=\"remarks\">\n{items}</ul>"));
    }
    features(&mut body, report);
    for kind in &kinds {
        covered(&mut body, report, kind);
    }
    page("What the service does", &body)
}

/// The counts, and for each kind how many hold.
fn summary(body: &mut String, report: &Report, kinds: &[Kind<'_>]) {
    let left_out: usize = report.left_out.values().sum();
    let failed = if report.failed() > 0 { "failed" } else { "" };
    let mut tiles = vec![
        ("passed", "passed", report.passed().to_string()),
        (failed, "failed", report.failed().to_string()),
    ];
    if report.tolerated() > 0 {
        tiles.push(("tolerated", "tolerated", report.tolerated().to_string()));
    }
    if left_out > 0 {
        tiles.push(("", "left out", left_out.to_string()));
    }
    tiles.extend(kinds.iter().map(|kind| ("", kind.title, kind.counts())));
    let tiles: String = tiles
        .iter()
        .map(|(class, name, number)| format!("<li class=\"{class}\"><b>{number}</b> {name}</li>\n"))
        .collect();
    add(body, &format!("<ul class=\"tiles\">\n{tiles}</ul>"));
}

/// A card for each folder, with its features.
fn features(body: &mut String, report: &Report) {
    add(body, "<div class=\"cards\">");
    let features = report.features();
    let folder = |scenarios: &[ScenarioReport]| {
        let place = scenarios.first().map(ScenarioReport::place);
        let place = place.unwrap_or_default();
        place.split('/').next().unwrap_or_default().to_owned()
    };
    for of_folder in features.chunk_by(|one, next| folder(one) == folder(next)) {
        let title = of_folder.first().map(|scenarios| folder(scenarios));
        let title = markup(&title.unwrap_or_default());
        add(body, &format!("<section><h2>{title}</h2><ul>"));
        for scenarios in of_folder {
            let Some(first) = scenarios.first() else {
                continue;
            };
            let (file, title) = (file_name(first), markup(&first.feature));
            let counts = counts(scenarios);
            add(
                body,
                &format!("<li><a href=\"{file}\">{title}</a> <small>{counts}</small></li>"),
            );
        }
        add(body, "</ul></section>");
    }
    add(body, "</div>");
}

/// A table where each tag has a sentence or rules, a list where it is just a name.
fn covered(body: &mut String, report: &Report, kind: &Kind<'_>) {
    add(
        body,
        &format!("<h2>{} <small>{}</small></h2>", kind.title, kind.counts()),
    );
    let is_told = |item: &Item<'_>| !item.meaning.is_empty() || !item.rules.is_empty();
    let (start, end) = match kind.items.values().any(is_told) {
        true => ("<table class=\"wide\">", "</table>"),
        false => ("<ul class=\"coverage\">", "</ul>"),
    };
    add(body, start);
    for (tag, item) in &kind.items {
        let class = item.outcome().map_or("unknown", Outcome::word);
        let (mark, total) = (item.mark(), item.passed + item.failed + item.tolerated);
        let row = match is_told(item) {
            true => format!(
                "<tr><td class=\"{class}\">{mark} {tag}</td><td>{}</td><td>{total}</td></tr>",
                told(report, item)
            ),
            false => format!("<li class=\"{class}\">{mark} {tag} <small>{total}</small></li>"),
        };
        add(body, &row);
    }
    add(body, end);
}

/// What a tag stands for: its sentence, or the first of its rules with links to them.
fn told(report: &Report, item: &Item<'_>) -> String {
    if !item.meaning.is_empty() {
        return markup(&item.meaning);
    }
    let link = |scenario: &&ScenarioReport| {
        let (page, rule) = (file_name(scenario), rule_number(report, scenario));
        format!(
            "<a href=\"{page}#rule-{rule}\">{}</a>",
            markup(&scenario.rule)
        )
    };
    let mut links: Vec<_> = item.rules.iter().take(MOST_RULES).map(link).collect();
    if item.rules.len() > MOST_RULES {
        links.push(format!("and {} more", item.rules.len() - MOST_RULES));
    }
    links.join("<br>")
}

/// Which rule of its feature a scenario stands in, counted from 1.
fn rule_number(report: &Report, scenario: &ScenarioReport) -> usize {
    let of_feature = report
        .scenarios
        .iter()
        .filter(|one| one.path == scenario.path);
    let mut rules: Vec<_> = of_feature.map(|one| &one.rule).collect();
    rules.dedup();
    rules
        .iter()
        .position(|rule| **rule == scenario.rule)
        .map_or(0, |at| at + 1)
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
