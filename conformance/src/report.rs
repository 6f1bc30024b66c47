//! What a run found.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

mod collector;
mod coverage;
mod escape;
mod html;
mod junit;
mod markdown;
mod terminal;

pub use collector::Collector;

/// What a run found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The scenarios that were run, in the order of their files and lines.
    pub scenarios: Vec<ScenarioReport>,
    /// How many scenarios were left out, by what the target does not offer.
    pub left_out: BTreeMap<&'static str, usize>,
    /// Feature files that cannot be read, and why.
    pub unreadable: Vec<String>,
    /// How many different sentences were used.
    pub sentences: usize,
    /// How long the run took.
    pub took: Duration,
    /// What was tested: an address, or the services in this process.
    pub target: String,
}

/// One scenario, or one row of an outline.
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
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
        self.scenarios.len() - self.failed()
    }

    /// How many scenarios failed; a file that cannot be read counts as one.
    pub fn failed(&self) -> usize {
        self.scenarios
            .iter()
            .filter(|scenario| scenario.failure.is_some())
            .count()
            + self.unreadable.len()
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
        fs::write(folder.join("report.md"), markdown::document(self))?;
        for (name, page) in html::pages(self) {
            fs::write(folder.join(name), page)?;
        }
        Ok(())
    }

    /// The features in the order of their files, each with its scenarios.
    fn features(&self) -> Vec<&[ScenarioReport]> {
        self.scenarios
            .chunk_by(|one, next| one.path == next.path)
            .collect()
    }

    /// Whether there was something to run, and all of it holds.
    pub fn is_good(&self) -> bool {
        !self.scenarios.is_empty() && self.failed() == 0
    }
}

impl ScenarioReport {
    /// The feature file's path from the folder `features` on.
    fn place(&self) -> String {
        let inside = self
            .path
            .components()
            .skip_while(|part| part.as_os_str() != "features")
            .skip(1);
        inside.collect::<PathBuf>().display().to_string()
    }
}
