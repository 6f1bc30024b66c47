//! The feature files: where they are, and what a scenario's tags say.

use std::path::{Path, PathBuf};

use cucumber::{
    feature::Ext as _,
    gherkin::{Feature, GherkinEnv, Rule, Scenario},
};

/// Tags of what a scenario wants from the target.
pub mod needs {
    /// The simulator's control API, and PactFlow itself behind the server.
    pub const CONTROL: &str = "needs:control";
    /// Faults that the simulator is told to have.
    pub const FAULTS: &str = "needs:faults";
    /// A clock that can be set.
    pub const CLOCK: &str = "needs:clock";
    /// The façade's log.
    pub const LOG: &str = "needs:log";
    /// Settings of the façade that are not the defaults.
    pub const SETTINGS: &str = "needs:settings";

    /// All of them.
    pub const ALL: [&str; 5] = [CONTROL, FAULTS, CLOCK, LOG, SETTINGS];
}

/// The folder with the specification in this repository.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../features")
}

/// All features below a folder, in the order of their paths, outlines expanded into one scenario for each row.
///
/// # Errors
///
/// Where a file cannot be read or is no Gherkin.
pub fn load(folder: &Path) -> anyhow::Result<Vec<Feature>> {
    let mut features = Vec::new();
    for path in files(folder)? {
        let feature = Feature::parse_path(&path, GherkinEnv::default())?;
        features.push(feature.expand_examples()?);
    }
    Ok(features)
}

/// The feature files below a folder, sorted.
///
/// # Errors
///
/// Where a folder cannot be read.
pub fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "feature")
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// A scenario's tags, with those of its rule and its feature.
pub fn tags<'a>(
    feature: &'a Feature,
    rule: Option<&'a Rule>,
    scenario: &'a Scenario,
) -> Vec<&'a str> {
    let rule_tags = rule.into_iter().flat_map(|rule| &rule.tags);
    feature
        .tags
        .iter()
        .chain(rule_tags)
        .chain(&scenario.tags)
        .map(String::as_str)
        .collect()
}
