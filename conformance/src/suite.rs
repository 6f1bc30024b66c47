//! The feature files: those that the program carries with it or those in a folder, and what a scenario's tags say.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use cucumber::{
    feature::Ext as _,
    gherkin::{Feature, GherkinEnv, Rule, Scenario, tagexpr::TagOperation},
};

/// Tags of what a scenario wants from the target.
pub mod needs {
    /// What only the simulator's control API, or the tokens of its accounts, can show or do.
    pub const CONTROL: &str = "needs:control";
    /// Nobody but the people whom the scenario itself puts there.
    pub const ALONE: &str = "needs:alone";
    /// Faults that the simulator is told to have.
    pub const FAULTS: &str = "needs:faults";
    /// A clock that can be set.
    pub const CLOCK: &str = "needs:clock";
    /// The façade's log.
    pub const LOG: &str = "needs:log";
    /// Settings of the façade that are not the defaults.
    pub const SETTINGS: &str = "needs:settings";

    /// All of them, the most particular first: a scenario that is left out is counted under the first that is missing.
    pub const ALL: [&str; 6] = [LOG, SETTINGS, CLOCK, FAULTS, CONTROL, ALONE];

    /// Why a scenario with this tag was left out, as the end of a sentence that begins with its number.
    pub fn missing(need: &str) -> &'static str {
        match need {
            LOG => "read the service's log, which only a service in this process shows",
            SETTINGS => {
                "start the service with settings of their own, which only works in this process"
            }
            CLOCK => "set PactFlow's clock, which only the simulator lets anybody do (--control)",
            FAULTS => "make PactFlow fail, which only the simulator lets anybody do (--control)",
            CONTROL => {
                "use what only the simulator shows: its journal, its tokens, roles that are made for the purpose (--control)"
            }
            _ => "count everybody, which only holds where nobody else is (--control)",
        }
    }
}

/// Every feature file below `features/` by its path in there, from when the program was built.
const CARRIED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/features.rs"));

/// The folder with the specification in this repository.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../features")
}

/// The features that the program carries with it, in the order of their paths, outlines expanded into one scenario for each row.
///
/// # Errors
///
/// Where one is no Gherkin.
pub fn carried() -> anyhow::Result<Vec<Feature>> {
    CARRIED
        .iter()
        .map(|(path, text)| parse(Path::new(path), text))
        .collect()
}

/// All features below a folder, likewise.
///
/// # Errors
///
/// Where a file cannot be read or is no Gherkin, or there is none.
pub fn load(folder: &Path) -> anyhow::Result<Vec<Feature>> {
    let files = files(folder)
        .with_context(|| format!("the features in {} cannot be read", folder.display()))?;
    anyhow::ensure!(
        !files.is_empty(),
        "there is no feature file below {}",
        folder.display()
    );
    files
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path)
                .with_context(|| format!("{} cannot be read", path.display()))?;
            parse(path.strip_prefix(folder).unwrap_or(path), &text)
        })
        .collect()
}

/// A feature, with its path as people write it: from `features/` on.
fn parse(path: &Path, text: &str) -> anyhow::Result<Feature> {
    let path = Path::new("features").join(path);
    let mut feature = Feature::parse(format!("{text}\n"), GherkinEnv::default())
        .with_context(|| format!("{} is no Gherkin", path.display()))?;
    feature.path = Some(path);
    Ok(feature.expand_examples()?)
}

/// The feature files below a folder, sorted.
///
/// # Errors
///
/// Where a folder cannot be read.
pub fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
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

/// Reads an expression of tags, such as `@smoke and not @entra`.
///
/// # Errors
///
/// Where it is no such expression.
pub fn tag_expression(text: &str) -> anyhow::Result<TagOperation> {
    text.parse().map_err(|error| {
        anyhow::anyhow!("{text} is no expression of tags ({error}); one is: @smoke and not @entra")
    })
}

/// Keeps the scenarios that `keep` wants, by their tags; features and rules without any are gone.
pub fn retain(features: &mut Vec<Feature>, mut keep: impl FnMut(&[&str]) -> bool) {
    for feature in features.iter_mut() {
        let of_feature = feature.tags.clone();
        let mut wanted = |rule: &[String], scenario: &Scenario| {
            let tags: Vec<_> = of_feature
                .iter()
                .chain(rule)
                .chain(&scenario.tags)
                .map(String::as_str)
                .collect();
            keep(&tags)
        };
        feature.scenarios.retain(|scenario| wanted(&[], scenario));
        for rule in &mut feature.rules {
            let tags = rule.tags.clone();
            rule.scenarios.retain(|scenario| wanted(&tags, scenario));
        }
        feature.rules.retain(|rule| !rule.scenarios.is_empty());
    }
    features.retain(|feature| !feature.scenarios.is_empty() || !feature.rules.is_empty());
}

/// How many scenarios there are.
pub fn count(features: &[Feature]) -> usize {
    features
        .iter()
        .map(|feature| {
            let in_rules: usize = feature.rules.iter().map(|rule| rule.scenarios.len()).sum();
            feature.scenarios.len() + in_rules
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use cucumber::tag::Ext as _;

    use super::{carried, count, folder, load, retain, tag_expression};

    #[test]
    fn the_program_carries_what_the_folder_holds() {
        assert_eq!(carried().unwrap(), load(&folder()).unwrap());
    }

    #[test]
    fn what_is_kept_has_the_tags_that_were_asked_for_wherever_they_stand() {
        let mut features = carried().unwrap();
        let all = count(&features);
        let wanted = tag_expression("@MAP-U10 and @DEC-05").unwrap();
        retain(&mut features, |tags| wanted.eval(tags));
        assert_eq!(features.len(), 1);
        assert!((1..all).contains(&count(&features)));
    }

    #[test]
    fn an_expression_that_is_none_is_refused_with_an_example() {
        let error = tag_expression("@smoke and and").unwrap_err().to_string();
        assert!(error.contains("@smoke and not @entra"), "{error}");
    }
}
