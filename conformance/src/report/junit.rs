//! The report as JUnit XML, for continuous integration.

use std::fmt::Write as _;

use super::{Outcome, Report, ScenarioReport, count, escape::markup};

/// The whole document: a suite for each feature, a case for each scenario or row.
pub(super) fn document(report: &Report) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let took = report.took.as_secs_f32();
    let counts = counts(&report.scenarios);
    line(
        &mut xml,
        0,
        &format!("<testsuites name=\"conformance\" {counts} time=\"{took:.3}\">"),
    );
    for scenarios in report.features() {
        suite(&mut xml, scenarios);
    }
    xml + "</testsuites>\n"
}

fn counts(scenarios: &[ScenarioReport]) -> String {
    format!(
        "tests=\"{}\" failures=\"{}\" skipped=\"{}\"",
        scenarios.len(),
        count(scenarios, Outcome::Failed),
        count(scenarios, Outcome::Tolerated)
    )
}

fn suite(xml: &mut String, scenarios: &[ScenarioReport]) {
    let name = scenarios
        .first()
        .map(ScenarioReport::place)
        .unwrap_or_default();
    let took: f32 = scenarios
        .iter()
        .map(|scenario| scenario.took.as_secs_f32())
        .sum();
    let (name, counts) = (markup(&name), counts(scenarios));
    line(
        xml,
        1,
        &format!("<testsuite name=\"{name}\" {counts} time=\"{took:.3}\">"),
    );
    for scenario in scenarios {
        case(xml, scenario);
    }
    line(xml, 1, "</testsuite>");
}

fn case(xml: &mut String, scenario: &ScenarioReport) {
    let head = format!(
        "<testcase name=\"{}\" classname=\"{}\" time=\"{:.3}\"",
        markup(&scenario.name),
        markup(&scenario.rule),
        scenario.took.as_secs_f32()
    );
    let Some(failure) = &scenario.failure else {
        return line(xml, 2, &format!("{head}/>"));
    };
    line(xml, 2, &format!("{head}>"));
    match &scenario.tolerated {
        Some(because) => line(
            xml,
            3,
            &format!("<skipped message=\"{}\"/>", markup(because)),
        ),
        None => {
            let text = format!(
                "{}\n\n{}\n\n{}",
                failure.step, failure.reason, failure.conversation
            );
            let (summary, text) = (markup(&failure.step), markup(&text));
            line(
                xml,
                3,
                &format!("<failure message=\"{summary}\">{text}</failure>"),
            );
        }
    }
    line(xml, 2, "</testcase>");
}

fn line(xml: &mut String, depth: usize, text: &str) {
    writeln!(xml, "{:indent$}{text}", "", indent = depth * 2).expect("a string takes any text");
}
