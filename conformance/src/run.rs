//! Runs the specification.

use std::{cell::Cell, collections::BTreeMap, path::PathBuf, rc::Rc};

use cucumber::{
    World as _,
    gherkin::{Feature, Rule, Scenario, tagexpr::TagOperation},
    tag::Ext as _,
};

use crate::{
    report::{Collector, Report},
    suite::{self, needs},
    target::Target,
    world::World,
};

/// How many scenarios run at the same time where each has its own servers.
const AT_ONCE: usize = 16;

/// What is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder with the feature files.
    pub features: PathBuf,
    /// Only scenarios with such tags.
    pub tags: Option<TagOperation>,
    /// Whether a line on standard error says how far the run is.
    pub progress: bool,
}

/// Runs every scenario that the target can run, and reports.
pub async fn run(options: Options) -> Report {
    let target = Target::chosen();
    let (name, is_shared) = (target.to_string(), target.is_shared());
    let left_out = Rc::new(Cell::new(BTreeMap::new()));
    let count = left_out.clone();
    let wanted = options.tags;
    let filter = move |feature: &Feature, rule: Option<&Rule>, scenario: &Scenario| {
        let tags = suite::tags(feature, rule, scenario);
        if wanted.as_ref().is_some_and(|wanted| !wanted.eval(&tags)) {
            return false;
        }
        let missing = needs::ALL
            .into_iter()
            .find(|need| tags.contains(need) && !target.offers(need));
        if let Some(need) = missing {
            let mut counted: BTreeMap<&'static str, usize> = count.take();
            *counted.entry(need).or_default() += 1;
            count.set(counted);
        }
        missing.is_none()
    };
    let at_once = if is_shared { 1 } else { AT_ONCE };
    let collector = World::cucumber()
        .max_concurrent_scenarios(at_once)
        .steps(World::vocabulary())
        .with_writer(Collector::with_progress(options.progress))
        .with_default_cli()
        .filter_run(options.features, filter)
        .await;
    collector.into_report(left_out.take(), name)
}
