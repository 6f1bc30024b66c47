//! Known deviations: scenarios that may fail against a target, each with a reason and perhaps until a day.
//!
//! They are written in TOML, one `[[deviation]]` each:
//!
//! ```toml
//! [[deviation]]
//! tags = "@rfc7644-3.14"                       # an expression of tags, or …
//! because = "The vendor's container has no versions."
//! until = "2027-03-31"                         # the last day, if there is one
//!
//! [[deviation]]
//! scenario = "in the header and in the document"  # … the name of a scenario, and where that is not enough
//! feature = "protocol/versions.feature"           # its file
//! because = "…"
//! ```

use std::{fs, path::Path};

use anyhow::Context as _;
use cucumber::{gherkin::tagexpr::TagOperation, tag::Ext as _};
use jiff::civil::Date;
use serde::Deserialize;

use crate::{report::ScenarioReport, suite};

/// The deviations that somebody knows of.
#[derive(Clone, Debug, Default)]
pub struct Tolerance {
    deviations: Vec<Deviation>,
}

#[derive(Clone, Debug)]
struct Deviation {
    what: Selection,
    because: String,
    until: Option<Date>,
}

#[derive(Clone, Debug)]
enum Selection {
    Tags(String, TagOperation),
    Name {
        scenario: String,
        feature: Option<String>,
    },
}

/// What a run shows of the list itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// Deviations that are there no more: every scenario that was named passes.
    pub obsolete: Vec<String>,
    /// Deviations whose last day is over, so that what they name fails.
    pub expired: Vec<String>,
    /// Deviations that name no scenario of this run.
    pub idle: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    deviation: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    scenario: Option<String>,
    feature: Option<String>,
    tags: Option<String>,
    because: String,
    until: Option<String>,
}

impl Tolerance {
    /// Reads the list from a file.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or an entry does not say what it means.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(file)
            .with_context(|| format!("the list of deviations {} cannot be read", file.display()))?;
        Self::parse(&text).with_context(|| format!("{} is no list of deviations", file.display()))
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let document: Document = toml::from_str(text)?;
        let deviations = document.deviation.into_iter().map(Deviation::checked);
        Ok(Self {
            deviations: deviations.collect::<Result<_, _>>()?,
        })
    }

    /// Marks the failures that are known, and says what became of the list.
    pub(crate) fn apply(&self, scenarios: &mut [ScenarioReport], today: Date) -> Review {
        let mut review = Review::default();
        for deviation in &self.deviations {
            let is_over = deviation.until.is_some_and(|until| until < today);
            let (mut named, mut failing) = (false, false);
            for scenario in scenarios.iter_mut() {
                if !deviation.what.names(scenario) {
                    continue;
                }
                named = true;
                if scenario.failure.is_some() {
                    failing = true;
                    if !is_over {
                        scenario.tolerated = Some(deviation.because.clone());
                    }
                }
            }
            match (named, failing) {
                (false, _) => review.idle.push(deviation.to_string()),
                (true, false) => review.obsolete.push(deviation.to_string()),
                (true, true) if is_over => review.expired.push(deviation.to_string()),
                (true, true) => {}
            }
        }
        review
    }
}

impl Deviation {
    fn checked(entry: Entry) -> anyhow::Result<Self> {
        anyhow::ensure!(
            !entry.because.trim().is_empty(),
            "a deviation has a reason, in `because`"
        );
        let what = match (entry.scenario, entry.tags) {
            (Some(scenario), None) => Selection::Name {
                scenario,
                feature: entry.feature,
            },
            (None, Some(text)) if entry.feature.is_none() => {
                let tags = suite::tag_expression(&text)?;
                Selection::Tags(text, tags)
            }
            _ => anyhow::bail!(
                "a deviation is named by `scenario`, with `feature` where that is not enough, or by `tags`"
            ),
        };
        let until = entry.until.map(|text| {
            text.parse()
                .with_context(|| format!("`until` is a day such as 2027-03-31, and not {text}"))
        });
        Ok(Self {
            what,
            because: entry.because,
            until: until.transpose()?,
        })
    }
}

impl Selection {
    fn names(&self, scenario: &ScenarioReport) -> bool {
        match self {
            Self::Tags(_, tags) => tags.eval(&scenario.tags),
            Self::Name {
                scenario: name,
                feature,
            } => {
                *name == scenario.name
                    && feature
                        .as_ref()
                        .is_none_or(|feature| *feature == scenario.place())
            }
        }
    }
}

impl std::fmt::Display for Deviation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.what {
            Selection::Tags(text, _) => write!(f, "{text}")?,
            Selection::Name { scenario, feature } => {
                write!(f, "\"{scenario}\"")?;
                if let Some(feature) = feature {
                    write!(f, " in {feature}")?;
                }
            }
        }
        if let Some(until) = self.until {
            write!(f, ", until {until}")?;
        }
        write!(f, ": {}", self.because)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{Review, Tolerance};
    use crate::report::{Breakdown, ScenarioReport};

    const TODAY: Date = date(2026, 6, 1);

    fn scenario(name: &str, passes: bool) -> ScenarioReport {
        ScenarioReport {
            path: "features/protocol/versions.feature".into(),
            name: name.into(),
            tags: vec!["rfc7644-3.14".into()],
            failure: (!passes).then(Breakdown::default),
            ..ScenarioReport::default()
        }
    }

    fn reviewed(list: &str, scenarios: &mut [ScenarioReport]) -> Review {
        Tolerance::parse(list).unwrap().apply(scenarios, TODAY)
    }

    #[test]
    fn a_failure_that_is_named_is_tolerated_with_its_reason() {
        let mut scenarios = [scenario("one", false), scenario("two", false)];
        let list = "[[deviation]]\nscenario = \"one\"\nfeature = \"protocol/versions.feature\"\nbecause = \"known\"";
        assert_eq!(reviewed(list, &mut scenarios), Review::default());
        assert_eq!(scenarios[0].tolerated.as_deref(), Some("known"));
        assert_eq!(scenarios[1].tolerated, None);
    }

    #[test]
    fn tags_name_several_scenarios_at_once() {
        let mut scenarios = [scenario("one", false), scenario("two", true)];
        let list = "[[deviation]]\ntags = \"@rfc7644-3.14 and not @smoke\"\nbecause = \"known\"\nuntil = \"2026-06-01\"";
        assert_eq!(reviewed(list, &mut scenarios), Review::default());
        assert!(scenarios[0].tolerated.is_some());
    }

    #[test]
    fn what_passes_again_is_over_or_names_nothing_is_said() {
        let mut scenarios = [scenario("one", true), scenario("two", false)];
        let list = "[[deviation]]\nscenario = \"one\"\nbecause = \"a\"\n\
                    [[deviation]]\nscenario = \"two\"\nbecause = \"b\"\nuntil = \"2026-05-31\"\n\
                    [[deviation]]\nscenario = \"three\"\nbecause = \"c\"";
        let review = reviewed(list, &mut scenarios);
        assert_eq!(review.obsolete, ["\"one\": a"]);
        assert_eq!(review.expired, ["\"two\", until 2026-05-31: b"]);
        assert_eq!(review.idle, ["\"three\": c"]);
        assert_eq!(scenarios[1].tolerated, None);
    }

    #[test]
    fn an_entry_says_what_it_names_and_why() {
        for (list, complaint) in [
            ("[[deviation]]\nscenario = \"one\"", "because"),
            ("[[deviation]]\nbecause = \"x\"", "named by `scenario`"),
            (
                "[[deviation]]\ntags = \"@a and\"\nbecause = \"x\"",
                "@smoke and not @entra",
            ),
            (
                "[[deviation]]\nscenario = \"one\"\nbecause = \" \"",
                "has a reason",
            ),
            (
                "[[deviation]]\nscenario = \"one\"\nbecause = \"x\"\nuntil = \"soon\"",
                "2027-03-31",
            ),
            (
                "[[deviation]]\nscenaro = \"one\"\nbecause = \"x\"",
                "scenaro",
            ),
        ] {
            let error = format!("{:#}", Tolerance::parse(list).unwrap_err());
            assert!(error.contains(complaint), "{list}: {error}");
        }
    }
}
