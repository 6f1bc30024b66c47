//! What the operations may cost at most, and how much of it may come of the directory's size.

use super::exponent;
use super::report::{Finding, Limit, Row};

/// A figure of an operation that has a limit.
struct Limited {
    operation: &'static str,
    figure: Figure,
    most: f64,
}

#[derive(Clone, Copy)]
enum Figure {
    /// PactFlow's calls for one operation, in the directory where they are most.
    Calls,
    /// By which power of the directory's size it grows.
    Growth(What),
    /// By how much its time grows faster than that of another operation.
    TimeBeyond(&'static str),
}

#[derive(Clone, Copy)]
enum What {
    Time,
    Cpu,
    Calls,
}

/// The least growth that shows nothing but noise.
const FLAT: f64 = 0.1;

const LIMITS: &[Limited] = &[
    limited("look-up, hit", Figure::Calls, 1.05),
    limited("look-up, hit", Figure::Growth(What::Time), FLAT),
    limited("look-up, hit", Figure::Growth(What::Cpu), FLAT),
    limited("look-up, hit", Figure::Growth(What::Calls), FLAT),
    limited("look-up, miss", Figure::Calls, 1.05),
    limited("look-up, miss", Figure::Growth(What::Time), FLAT),
    limited("look-up, miss", Figure::Growth(What::Cpu), FLAT),
    // Fewer than one call for each look-up has no growth worth a number: the limit on the calls themselves holds it.
    limited("list, first page", Figure::Calls, 1.0),
    limited("list, page in the middle", Figure::Calls, 1.0),
    limited("list, last page", Figure::Calls, 1.0),
    limited(
        "list, page in the middle",
        Figure::TimeBeyond("simulator's page in the middle"),
        FLAT,
    ),
    limited(
        "list, last page",
        Figure::TimeBeyond("simulator's last page"),
        FLAT,
    ),
    limited("list, last page", Figure::Growth(What::Cpu), FLAT),
    limited("Okta provisioning", Figure::Calls, 3.0),
    limited("Okta provisioning with a role", Figure::Calls, 4.0),
    limited("group PATCH add", Figure::Calls, 1.0),
    limited(
        "group PATCH add",
        Figure::TimeBeyond("simulator's group add"),
        FLAT,
    ),
    limited("group PATCH add", Figure::Growth(What::Cpu), FLAT),
];

const fn limited(operation: &'static str, figure: Figure, most: f64) -> Limited {
    Limited {
        operation,
        figure,
        most,
    }
}

/// The figures that have a limit, as far as the rows give them.
pub(super) fn findings(rows: &[Row]) -> Vec<Finding> {
    let finding = |limited: &Limited| {
        let of = |operation: &str| -> Vec<&Row> {
            rows.iter()
                .filter(|row| row.operation == operation)
                .collect()
        };
        let own = of(limited.operation);
        let (what, figure) = match limited.figure {
            Figure::Calls => ("PactFlow calls", most_calls(&own)?),
            Figure::Growth(what) => (what.name(), what.growth(&own)?),
            Figure::TimeBeyond(other) => (
                "growth of time beyond the simulator's",
                What::Time.growth(&own)? - What::Time.growth(&of(other))?,
            ),
        };
        Some(Finding {
            name: format!("{}: {what}", limited.operation),
            figure,
            limit: Some(Limit::AtMost(limited.most)),
        })
    };
    LIMITS.iter().filter_map(finding).collect()
}

fn most_calls(rows: &[&Row]) -> Option<f64> {
    rows.iter().map(|row| row.calls).max_by(f64::total_cmp)
}

impl What {
    fn name(self) -> &'static str {
        match self {
            Self::Time => "growth of time",
            Self::Cpu => "growth of CPU",
            Self::Calls => "growth of calls",
        }
    }

    /// `None` where there are not two sizes to compare.
    fn growth(self, rows: &[&Row]) -> Option<f64> {
        let of = |row: &Row| match self {
            Self::Time => row.p50,
            Self::Cpu => row.cpu,
            Self::Calls => row.calls,
        };
        let points: Vec<_> = rows
            .iter()
            .map(|row| (row.people as f64, of(row)))
            .collect();
        (points.len() > 1).then(|| exponent(&points))
    }
}

#[cfg(test)]
mod tests {
    use super::super::work::OPERATIONS;
    use super::*;

    fn rows(calls: f64, p50: impl Fn(f64) -> f64) -> Vec<Row> {
        let row = |(operation, people): (&'static str, usize)| Row {
            p50: p50(people as f64),
            cpu: 10.0,
            calls,
            people,
            ..Row::empty(operation)
        };
        OPERATIONS
            .iter()
            .flat_map(|operation| [(operation.name, 100), (operation.name, 10_000)])
            .map(row)
            .collect()
    }

    #[test]
    fn every_limit_is_of_an_operation_that_is_measured() {
        assert_eq!(findings(&rows(1.0, |_| 5.0)).len(), LIMITS.len());
        assert!(findings(&rows(1.0, |_| 5.0)).iter().all(Finding::is_met));
    }

    #[test]
    fn what_grows_with_the_directory_is_missed_unless_the_simulator_grows_likewise() {
        let grown = findings(&rows(1.0, |people| people));
        let missed: Vec<_> = grown.iter().filter(|finding| !finding.is_met()).collect();
        assert_eq!(missed.len(), 2);
        assert!(
            missed
                .iter()
                .all(|finding| finding.name.ends_with("growth of time"))
        );
    }

    #[test]
    fn a_call_too_many_is_missed() {
        let dear = findings(&rows(5.0, |_| 5.0));
        let missed = dear.iter().filter(|finding| !finding.is_met());
        assert!(missed.count() >= 8);
    }
}
