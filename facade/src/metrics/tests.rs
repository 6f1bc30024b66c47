use std::collections::BTreeSet;
use std::time::Duration;

use super::{CATALOGUE, Kind, Metrics, RequestLabels};

fn labels(route: &str) -> RequestLabels {
    RequestLabels {
        route: route.to_owned(),
        method: "GET",
        status: 200,
        provider: "okta",
    }
}

/// Metrics of which each has been used once.
fn used() -> Metrics {
    let metrics = Metrics::default();
    metrics.request(labels("/Users"), Duration::from_millis(30), 2);
    metrics.call(
        "/admin/users".to_owned(),
        "GET",
        "ok",
        Duration::from_millis(7),
    );
    metrics.spans("sent", 3);
    metrics
}

#[test]
fn what_is_exposed_is_what_the_catalogue_says() {
    let text = used().text();
    let exposed: BTreeSet<_> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "))
        .collect();
    let promised: Vec<_> = CATALOGUE
        .iter()
        .map(|metric| format!("{} {}", metric.name, metric.kind.name()))
        .collect();
    assert_eq!(exposed, promised.iter().map(String::as_str).collect());
    for metric in CATALOGUE {
        let help = format!("# HELP {} {}", metric.name, metric.help);
        assert!(text.contains(&help), "{help} is not in {text}");
    }
}

#[test]
fn every_metric_has_the_labels_that_the_catalogue_says_and_no_others() {
    let text = used().text();
    for metric in CATALOGUE {
        let name = metric.queried_as();
        let line = text
            .lines()
            .find(|line| {
                line.strip_prefix(&name)
                    .is_some_and(|rest| rest.starts_with([' ', '{']))
            })
            .unwrap_or_else(|| panic!("{name} has no number in {text}"));
        let inside = line.split_once('{').map_or("", |(_, rest)| rest);
        let mut labels: Vec<_> = inside
            .split("\",")
            .filter_map(|pair| Some(pair.split_once('=')?.0))
            .filter(|label| *label != "le")
            .collect();
        labels.sort_unstable();
        let mut promised = metric.labels.to_vec();
        promised.sort_unstable();
        assert_eq!(labels, promised, "{line}");
    }
}

#[test]
fn requests_are_counted_timed_and_divided_by_their_calls() {
    let text = used().text();
    for line in [
        r#"scim_requests_total{route="/Users",method="GET",status="200",provider="okta"} 1"#,
        r#"scim_request_duration_seconds_bucket{le="0.025",route="/Users",method="GET"} 0"#,
        r#"scim_request_duration_seconds_bucket{le="0.05",route="/Users",method="GET"} 1"#,
        r#"scim_request_pactflow_calls_bucket{le="1.0",route="/Users",method="GET"} 0"#,
        r#"scim_request_pactflow_calls_bucket{le="2.0",route="/Users",method="GET"} 1"#,
        r#"pactflow_calls_total{endpoint="/admin/users",method="GET",outcome="ok"} 1"#,
        r#"trace_spans_total{outcome="sent"} 3"#,
    ] {
        assert!(
            text.lines().any(|present| present == line),
            "{line} is not in {text}"
        );
    }
    assert!(text.ends_with("# EOF\n"));
}

#[test]
fn the_process_is_known_to_the_system() {
    let text = Metrics::default().text();
    let number = |name: &str| -> f64 {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("there is no {name}"))
            .parse()
            .unwrap()
    };
    assert!(number("process_resident_memory_bytes") > 100_000.0);
    assert!(number("process_open_fds") >= 1.0);
    assert!(number("process_cpu_seconds_total") >= 0.0);
    assert!(number("process_start_time_seconds") > 1.7e9);
}

#[test]
fn help_is_a_sentence_without_its_full_stop_and_counters_have_no_suffix_yet() {
    for metric in CATALOGUE {
        assert!(
            !metric.help.ends_with('.') && !metric.help.contains(['|', '\n']),
            "{}",
            metric.name
        );
        assert!(!metric.name.ends_with("_total"), "{}", metric.name);
        if metric.kind == Kind::Info {
            assert!(!metric.name.ends_with("_info"));
        }
    }
}
