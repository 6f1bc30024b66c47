//! The index: how many hold, which features there are, and what is covered.

use super::{add, counts, file_name};
use crate::report::{
    Outcome, Report, ScenarioReport,
    coverage::{self, Item, Kind},
    escape::markup,
};

/// More rules than this are only counted.
const MOST_RULES: usize = 3;

/// The whole page.
pub(super) fn page(report: &Report) -> String {
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
    super::page("What the service does", &body)
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
