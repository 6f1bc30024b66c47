//! Runs the specification.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    rc::Rc,
};

use cucumber::{
    Parser, World as _, cli,
    gherkin::{Feature, tagexpr::TagOperation},
    parser,
    tag::Ext as _,
};
use futures::{FutureExt as _, stream};

use crate::{
    report::{Collector, Place, Progress, Report},
    suite::{self, needs},
    target::Target,
    tolerance::Tolerance,
    wire::Exchange,
    world::World,
};

/// What is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The features, outlines expanded.
    pub features: Vec<Feature>,
    /// Only scenarios with such tags.
    pub tags: Option<TagOperation>,
    /// What may fail.
    pub tolerance: Tolerance,
    /// How it is said how far the run is.
    pub progress: Progress,
    /// How many scenarios run at the same time, where they do not have to wait for each other. Each visits a server under names
    /// of its own, so guests need not wait either; but a server may be in use.
    pub at_once: usize,
}

impl Options {
    /// All that the program carries with it, in silence, and nothing may fail.
    ///
    /// # Panics
    ///
    /// Where a feature file is no Gherkin.
    pub fn everything() -> Self {
        Self {
            features: suite::carried().expect("the features that are carried along can be read"),
            tags: None,
            tolerance: Tolerance::default(),
            progress: Progress::Silent,
            at_once: 16,
        }
    }

    /// What of it has such tags.
    ///
    /// # Panics
    ///
    /// Where the text is no expression of tags.
    #[must_use]
    pub fn tagged(self, tags: &str) -> Self {
        let tags = suite::tag_expression(tags).expect("an expression of tags");
        Self {
            tags: Some(tags),
            ..self
        }
    }
}

/// Runs every scenario that the chosen target can run, and reports.
pub async fn run(options: Options) -> Report {
    let target = Target::chosen();
    let Selected {
        features,
        left_out,
        known,
    } = selected(options.features, options.tags.as_ref(), &target);
    let collector = Collector::new(options.progress, suite::count(&features));
    let said = Rc::new(RefCell::new(BTreeMap::<Place, Vec<Exchange>>::new()));
    let record = said.clone();
    let at_once = if target.is_emptied() {
        1
    } else {
        options.at_once
    };
    let collector = World::cucumber::<PathBuf>()
        .with_parser(Parsed)
        .max_concurrent_scenarios(at_once)
        .steps(World::vocabulary())
        .after(move |feature, _, scenario, _, world| {
            let (record, place) = (record.clone(), Place::of(feature, scenario));
            async move {
                if let Some(world) = world {
                    world.leave().await;
                    record.borrow_mut().insert(place, world.exchanges());
                }
            }
            .boxed_local()
        })
        .with_writer(collector)
        .with_default_cli()
        .run(features)
        .await;
    let mut report = collector.into_report(said.take());
    (report.left_out, report.known) = (left_out, known);
    report.target = target.describe().await;
    report.left_behind = target.left_behind();
    let today = jiff::Zoned::now().date();
    report.review = options.tolerance.apply(&mut report.scenarios, today);
    report
}

/// What is run of what is wanted.
struct Selected {
    features: Vec<Feature>,
    /// How many scenarios the target cannot run, by what it does not offer.
    left_out: BTreeMap<&'static str, usize>,
    /// Every tag of what is wanted.
    known: BTreeSet<String>,
}

fn selected(
    mut features: Vec<Feature>,
    wanted: Option<&TagOperation>,
    target: &Target,
) -> Selected {
    let (mut left_out, mut known) = (BTreeMap::new(), BTreeSet::new());
    suite::retain(&mut features, |tags| {
        if wanted.is_some_and(|wanted| !wanted.eval(tags)) {
            return false;
        }
        known.extend(tags.iter().map(|tag| (*tag).to_owned()));
        let missing = needs::ALL
            .into_iter()
            .find(|need| tags.contains(need) && !target.offers(need));
        if let Some(need) = missing {
            *left_out.entry(need).or_default() += 1;
        }
        missing.is_none()
    });
    Selected {
        features,
        left_out,
        known,
    }
}

/// Features that have been read already.
struct Parsed;

impl Parser<Vec<Feature>> for Parsed {
    type Cli = cli::Empty;
    type Output = stream::Iter<std::vec::IntoIter<parser::Result<Feature>>>;

    fn parse(self, features: Vec<Feature>, _: cli::Empty) -> Self::Output {
        stream::iter(features.into_iter().map(Ok).collect::<Vec<_>>())
    }
}
