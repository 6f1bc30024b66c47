//! Which scenarios are run.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use conformance::{report::Progress, run::Options, suite, tolerance::Tolerance};
use cucumber::gherkin::Feature;

/// Which scenarios are run.
#[derive(Args, Debug)]
pub(crate) struct Selection {
    /// Only scenarios with such tags, for instance: @smoke and not @entra
    #[arg(long, value_name = "EXPRESSION")]
    tags: Option<String>,
    /// A folder with feature files, instead of those that the program carries with it.
    #[arg(long, value_name = "FOLDER")]
    features: Option<PathBuf>,
    /// How many scenarios run at the same time. With --control they always run one after the other.
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    jobs: usize,
}

impl Selection {
    /// The options of a run in which nothing is tolerated.
    ///
    /// # Errors
    ///
    /// Where the features cannot be read, or the tags are none.
    pub(crate) fn options(&self) -> anyhow::Result<Options> {
        let tags = self.tags.as_deref().map(suite::tag_expression).transpose();
        Ok(Options {
            features: self.load()?,
            tags: tags.context("--tags cannot be used")?,
            tolerance: Tolerance::default(),
            progress: Progress::for_stderr(),
            at_once: self.jobs.max(1),
        })
    }

    fn load(&self) -> anyhow::Result<Vec<Feature>> {
        match &self.features {
            Some(folder) => suite::load(folder),
            None => suite::carried(),
        }
    }
}
