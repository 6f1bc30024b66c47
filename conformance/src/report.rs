//! What a run found.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use cucumber::gherkin::{Feature, Scenario};

mod collector;
mod coverage;
mod escape;
mod html;
mod junit;
mod markdown;
mod terminal;

pub use collector::{Collector, Progress};

use crate::{suite::needs, tolerance::Review, wire::Exchange};

/// What a run found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The scenarios that were run, in the order of their files and lines.
    pub scenarios: Vec<ScenarioReport>,
    /// How many scenarios were left out, by what the target does not offer.
    pub left_out: BTreeMap<&'static str, usize>,
    /// How many different sentences were used.
    pub sentences: usize,
    /// How long the run took.
    pub took: Duration,
    /// What was tested: an address, or the services in this process; and what is known of its version.
    pub target: String,
    /// Every tag of the scenarios that were wanted, those that were left out included.
    pub known: BTreeSet<String>,
    /// What the run shows of the list of known deviations.
    pub review: Review,
    /// What the run made on the target and could not remove again.
    pub left_behind: Vec<String>,
}

/// A scenario's file, line and name, by which those that run side by side are told apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place(PathBuf, usize, String);

impl Place {
    pub(crate) fn of(feature: &Feature, scenario: &Scenario) -> Self {
        let path = feature.path.clone().unwrap_or_default();
        Self(path, scenario.position.line, scenario.name.clone())
    }
}

/// One scenario, or one row of an outline.
#[derive(Clone, Debug, Default)]
pub struct ScenarioReport {
    /// The feature file.
    pub path: PathBuf,
    /// The line in it.
    pub line: usize,
    /// The feature's title.
    pub feature: String,
    /// The rule in whose `Rule` it stands.
    pub rule: String,
    /// The scenario's title.
    pub name: String,
    /// All its tags, those of rule and feature included.
    pub tags: Vec<String>,
    /// What the feature says of itself below its title.
    pub about: String,
    /// The steps, the background's included, that were run.
    pub steps: Vec<StepReport>,
    /// How long it took.
    pub took: Duration,
    /// What went wrong, if something did.
    pub failure: Option<Breakdown>,
    /// Why that is tolerated, if it is.
    pub tolerated: Option<String>,
    /// Everything that was said to the SCIM service, in order.
    pub exchanges: Vec<Exchange>,
}

/// How a scenario ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not.
    Failed,
    /// It does not, and that is known.
    Tolerated,
}

/// One sentence, with what stands below it.
#[derive(Clone, Debug)]
pub struct StepReport {
    /// `Given`, `When`, `Then` or `And`, and the sentence.
    pub sentence: String,
    /// The table below it, row by row.
    pub table: Vec<Vec<String>>,
    /// The text below it.
    pub text: Option<String>,
}

/// Why a scenario failed.
#[derive(Clone, Debug, Default)]
pub struct Breakdown {
    /// The sentence that did not hold.
    pub step: String,
    /// What was found instead.
    pub reason: String,
    /// Everything that was said up to there.
    pub conversation: String,
}

impl Report {
    /// How many scenarios passed.
    pub fn passed(&self) -> usize {
        count(&self.scenarios, Outcome::Passed)
    }

    /// How many scenarios failed, those not counted whose failure is tolerated.
    pub fn failed(&self) -> usize {
        count(&self.scenarios, Outcome::Failed)
    }

    /// How many scenarios failed as is known and tolerated.
    pub fn tolerated(&self) -> usize {
        count(&self.scenarios, Outcome::Tolerated)
    }

    /// Writes the report as JUnit (`junit.xml`), as Markdown (`report.md`) and as living documentation (`index.html`, and a page
    /// for each feature) into a folder, which is created where it is missing.
    ///
    /// # Errors
    ///
    /// Where a file cannot be written.
    pub fn write_to(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join("junit.xml"), junit::document(self))?;
        fs::write(folder.join("report.md"), self.markdown())?;
        for (name, page) in html::pages(self) {
            fs::write(folder.join(name), page)?;
        }
        Ok(())
    }

    /// The report as Markdown, without times and addresses of its own, so that it only changes where something else does.
    pub fn markdown(&self) -> String {
        markdown::document(self)
    }

    /// The features in the order of their files, each with its scenarios.
    fn features(&self) -> Vec<&[ScenarioReport]> {
        self.scenarios
            .chunk_by(|one, next| one.path == next.path)
            .collect()
    }

    /// Whether there was something to run, all of it holds but for what is tolerated, and nothing was left behind.
    pub fn is_good(&self) -> bool {
        !self.scenarios.is_empty() && self.failed() == 0 && self.left_behind.is_empty()
    }

    /// What has to be said besides the scenarios: what was left out, what the list of deviations is worth, what was left behind.
    fn remarks(&self) -> Vec<String> {
        let left_out = self.left_out.iter().map(|(need, count)| {
            format!(
                "{count} left out, since they {} (@{need})",
                needs::missing(need)
            )
        });
        let of_list = |texts: &[String], what: &str| {
            let remark = |text| format!("known deviation, but {what}: {text}");
            texts.iter().map(remark).collect::<Vec<_>>()
        };
        let left_behind = self
            .left_behind
            .iter()
            .map(|what| format!("left behind on the target: {what}"));
        left_out
            .chain(of_list(&self.review.obsolete, "it passes again"))
            .chain(of_list(&self.review.expired, "its time is over"))
            .chain(of_list(&self.review.idle, "it names nothing that was run"))
            .chain(left_behind)
            .collect()
    }
}

fn count(scenarios: &[ScenarioReport], outcome: Outcome) -> usize {
    scenarios
        .iter()
        .filter(|scenario| scenario.outcome() == outcome)
        .count()
}

impl ScenarioReport {
    /// How it ended.
    pub fn outcome(&self) -> Outcome {
        match (&self.failure, &self.tolerated) {
            (None, _) => Outcome::Passed,
            (Some(_), None) => Outcome::Failed,
            (Some(_), Some(_)) => Outcome::Tolerated,
        }
    }

    /// The feature file's path from the folder `features` on.
    pub fn place(&self) -> String {
        let path = self.path.strip_prefix("features").unwrap_or(&self.path);
        path.display().to_string()
    }
}

impl Outcome {
    /// A tick, a cross, or a wave.
    fn mark(self) -> &'static str {
        match self {
            Self::Passed => "✓",
            Self::Failed => "✗",
            Self::Tolerated => "≈",
        }
    }

    /// The word for it.
    fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Tolerated => "tolerated",
        }
    }
}
