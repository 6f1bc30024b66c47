//! The report as JUnit XML, for continuous integration.

use std::fmt::Write as _;

use super::{Report, ScenarioReport, escape::markup};

/// The whole document: a suite for each feature, a case for each scenario or row.
pub(super) fn document(report: &Report) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let (total, failed, took) = (
        report.passed() + report.failed(),
        report.failed(),
        report.took.as_secs_f32(),
    );
    line(
        &mut xml,
        0,
        &format!(
            "<testsuites name=\"conformance\" tests=\"{total}\" failures=\"{failed}\" time=\"{took:.3}\">"
        ),
    );
    for scenarios in report.features() {
        suite(&mut xml, scenarios);
    }
    if !report.unreadable.is_empty() {
        let count = report.unreadable.len();
        line(
            &mut xml,
            1,
            &format!("<testsuite name=\"feature files\" tests=\"{count}\" failures=\"{count}\">"),
        );
        for what in &report.unreadable {
            case(
                &mut xml,
                "a file that cannot be read",
                "features",
                0.0,
                Some(what),
            );
        }
        line(&mut xml, 1, "</testsuite>");
    }
    xml + "</testsuites>\n"
}

fn suite(xml: &mut String, scenarios: &[ScenarioReport]) {
    let name = scenarios
        .first()
        .map(ScenarioReport::place)
        .unwrap_or_default();
    let failures = scenarios
        .iter()
        .filter(|scenario| scenario.failure.is_some())
        .count();
    let took: f32 = scenarios
        .iter()
        .map(|scenario| scenario.took.as_secs_f32())
        .sum();
    let (name, tests) = (markup(&name), scenarios.len());
    line(
        xml,
        1,
        &format!(
            "<testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" time=\"{took:.3}\">"
        ),
    );
    for scenario in scenarios {
        let failure = scenario.failure.as_ref();
        let failure = failure
            .map(|what| format!("{}\n\n{}\n\n{}", what.step, what.reason, what.conversation));
        case(
            xml,
            &scenario.name,
            &scenario.rule,
            scenario.took.as_secs_f32(),
            failure.as_deref(),
        );
    }
    line(xml, 1, "</testsuite>");
}

fn case(xml: &mut String, name: &str, rule: &str, took: f32, failure: Option<&str>) {
    let head = format!(
        "<testcase name=\"{}\" classname=\"{}\" time=\"{took:.3}\"",
        markup(name),
        markup(rule)
    );
    match failure {
        None => line(xml, 2, &format!("{head}/>")),
        Some(failure) => {
            line(xml, 2, &format!("{head}>"));
            let summary = failure.lines().next().unwrap_or_default();
            line(
                xml,
                3,
                &format!(
                    "<failure message=\"{}\">{}</failure>",
                    markup(summary),
                    markup(failure)
                ),
            );
            line(xml, 2, "</testcase>");
        }
    }
}

fn line(xml: &mut String, depth: usize, text: &str) {
    writeln!(xml, "{:indent$}{text}", "", indent = depth * 2).expect("a string takes any text");
}
