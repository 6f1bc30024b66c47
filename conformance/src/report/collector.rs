//! Listens to a run.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write as _},
    path::PathBuf,
    time::{Duration, Instant},
};

use cucumber::{
    Event, Writer, cli, event,
    gherkin::{Feature, Rule, Scenario},
    parser, writer,
};

use super::{Breakdown, Report, ScenarioReport, StepReport};
use crate::{suite, world::World};

/// Gathers what a run finds. Scenarios run side by side, so each is kept by its place in its file.
#[derive(Debug)]
pub struct Collector {
    scenarios: BTreeMap<Place, ScenarioReport>,
    unreadable: Vec<String>,
    sentences: BTreeSet<(String, u32)>,
    running: BTreeMap<Place, Instant>,
    started: Instant,
    progress: bool,
}

/// A scenario's file, line and name.
type Place = (PathBuf, usize, String);

impl Default for Collector {
    fn default() -> Self {
        Self {
            scenarios: BTreeMap::new(),
            unreadable: Vec::new(),
            sentences: BTreeSet::new(),
            running: BTreeMap::new(),
            started: Instant::now(),
            progress: false,
        }
    }
}

impl Collector {
    /// A collector that says on standard error how far the run is, where that is wanted.
    pub fn with_progress(progress: bool) -> Self {
        Self {
            progress,
            ..Self::default()
        }
    }

    /// Writes the progress over itself. A terminal that is gone is no reason to stop.
    fn tell_progress(&self) {
        let failed = self
            .scenarios
            .values()
            .filter(|scenario| scenario.failure.is_some())
            .count();
        let done = self.scenarios.len() - self.running.len();
        let _gone = write!(io::stderr(), "\r{done} scenarios, {failed} failed ");
    }

    /// What was found.
    pub fn into_report(self, left_out: BTreeMap<&'static str, usize>, target: String) -> Report {
        Report {
            scenarios: self.scenarios.into_values().collect(),
            left_out,
            unreadable: self.unreadable,
            sentences: self.sentences.len(),
            took: self.started.elapsed(),
            target,
        }
    }

    fn scenario(
        &mut self,
        feature: &Feature,
        rule: Option<&Rule>,
        scenario: &Scenario,
        event: event::Scenario<World>,
    ) {
        let path = feature.path.clone().unwrap_or_default();
        let key = (path.clone(), scenario.position.line, scenario.name.clone());
        let place = key.clone();
        let report = self.scenarios.entry(key).or_insert_with(|| ScenarioReport {
            path,
            line: scenario.position.line,
            feature: feature.name.clone(),
            rule: rule.map(|rule| rule.name.clone()).unwrap_or_default(),
            name: scenario.name.clone(),
            tags: suite::tags(feature, rule, scenario)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            about: feature.description.clone().unwrap_or_default(),
            steps: Vec::new(),
            took: Duration::ZERO,
            failure: None,
        });
        match event {
            event::Scenario::Started => drop(self.running.insert(place, Instant::now())),
            event::Scenario::Finished => {
                report.took = self
                    .running
                    .remove(&place)
                    .map(|started| started.elapsed())
                    .unwrap_or_default();
            }
            _ => {}
        }
        let (event::Scenario::Background(step, event) | event::Scenario::Step(step, event)) = event
        else {
            if let event::Scenario::Hook(_, event::Hook::Failed(_, reason)) = event {
                report.failure = Some(Breakdown {
                    step: "a hook".into(),
                    reason: panic_text(&reason),
                    conversation: String::new(),
                });
            }
            return;
        };
        let sentence = format!("{} {}", step.keyword.trim(), step.value);
        match event {
            event::Step::Started => report.steps.push(StepReport {
                sentence,
                table: step
                    .table
                    .as_ref()
                    .map(|table| table.rows.clone())
                    .unwrap_or_default(),
                text: step.docstring.clone(),
            }),
            event::Step::Passed(_, location) => {
                self.sentences
                    .extend(location.map(|place| (place.path.to_string(), place.line)));
            }
            event::Step::Skipped => {
                let reason = "this sentence is not in the vocabulary".to_owned();
                report.failure = Some(Breakdown {
                    step: sentence,
                    reason,
                    conversation: String::new(),
                });
            }
            event::Step::Failed(_, _, world, error) => {
                let conversation = world.map(|world| format!("{world:?}")).unwrap_or_default();
                let reason = match error {
                    event::StepError::Panic(reason) => panic_text(&reason),
                    other => other.to_string(),
                };
                report.failure = Some(Breakdown {
                    step: sentence,
                    reason,
                    conversation,
                });
            }
        }
    }
}

fn panic_text(reason: &event::Info) -> String {
    let text = reason.downcast_ref::<String>().cloned();
    text.or_else(|| reason.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "a panic".to_owned())
}

impl Writer<World> for Collector {
    type Cli = cli::Empty;

    async fn handle_event(
        &mut self,
        event: parser::Result<Event<event::Cucumber<World>>>,
        _: &Self::Cli,
    ) {
        match event.map(Event::into_inner) {
            Err(error) => self.unreadable.push(error.to_string()),
            Ok(event::Cucumber::Feature(feature, event::Feature::Scenario(scenario, event))) => {
                self.scenario(&feature, None, &scenario, event.event);
            }
            Ok(event::Cucumber::Feature(
                feature,
                event::Feature::Rule(rule, event::Rule::Scenario(scenario, event)),
            )) => {
                self.scenario(&feature, Some(&rule), &scenario, event.event);
            }
            Ok(_) => {}
        }
        if self.progress {
            self.tell_progress();
        }
    }
}

/// Events are taken in any order, so none has to be put into one.
impl writer::Normalized for Collector {}
impl writer::NonTransforming for Collector {}
