//! Listens to a run.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, IsTerminal as _, Write as _},
    time::Instant,
};

use cucumber::{
    Event, Writer, cli, event,
    gherkin::{Feature, Rule, Scenario},
    parser, writer,
};

use super::{Breakdown, Place, Report, ScenarioReport, StepReport};
use crate::{suite, wire::Exchange, world::World};

/// Gathers what a run finds. Scenarios run side by side, so each is kept by its place in its file.
#[derive(Debug)]
pub struct Collector {
    scenarios: BTreeMap<Place, ScenarioReport>,
    sentences: BTreeSet<(String, u32)>,
    running: BTreeMap<Place, Instant>,
    started: Instant,
    progress: Progress,
    total: usize,
    finished: usize,
}

/// How it is said on standard error how far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Progress {
    /// Not at all.
    #[default]
    Silent,
    /// One line that is written over itself, for a terminal.
    Line,
    /// A line for each tenth of the run, for a file or a pipe.
    Lines,
}

impl Progress {
    /// As suits whoever reads standard error.
    pub fn for_stderr() -> Self {
        if io::stderr().is_terminal() {
            Self::Line
        } else {
            Self::Lines
        }
    }
}

impl Collector {
    /// A collector for a run of so many scenarios.
    pub fn new(progress: Progress, total: usize) -> Self {
        Self {
            scenarios: BTreeMap::new(),
            sentences: BTreeSet::new(),
            running: BTreeMap::new(),
            started: Instant::now(),
            progress,
            total,
            finished: 0,
        }
    }

    /// Says how far the run is. A terminal that is gone is no reason to stop.
    fn tell_progress(&self) {
        let Self {
            finished, total, ..
        } = self;
        let failed = self
            .scenarios
            .values()
            .filter(|scenario| scenario.failure.is_some())
            .count();
        let line = format!("{finished} of {total} scenarios, {failed} failed");
        let tenth = |number: usize| number * 10 / total.max(&1);
        let is_last = finished == total;
        let _gone = match self.progress {
            Progress::Line => write!(io::stderr(), "\r{line}{}", if is_last { "\n" } else { " " }),
            Progress::Lines if tenth(*finished) > tenth(finished - 1) => {
                writeln!(io::stderr(), "{line}")
            }
            Progress::Lines | Progress::Silent => Ok(()),
        };
    }

    /// What was found, and what was said in each scenario.
    pub(crate) fn into_report(mut self, mut said: BTreeMap<Place, Vec<Exchange>>) -> Report {
        for (place, scenario) in &mut self.scenarios {
            scenario.exchanges = said.remove(place).unwrap_or_default();
        }
        Report {
            scenarios: self.scenarios.into_values().collect(),
            sentences: self.sentences.len(),
            took: self.started.elapsed(),
            ..Report::default()
        }
    }

    fn scenario(
        &mut self,
        feature: &Feature,
        rule: Option<&Rule>,
        scenario: &Scenario,
        event: event::Scenario<World>,
    ) {
        let place = Place::of(feature, scenario);
        let report = self
            .scenarios
            .entry(place.clone())
            .or_insert_with(|| ScenarioReport {
                path: feature.path.clone().unwrap_or_default(),
                line: scenario.position.line,
                feature: feature.name.clone(),
                rule: rule.map(|rule| rule.name.clone()).unwrap_or_default(),
                name: scenario.name.clone(),
                tags: suite::tags(feature, rule, scenario)
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
                about: feature.description.clone().unwrap_or_default(),
                ..ScenarioReport::default()
            });
        let (step, event) = match event {
            event::Scenario::Started => {
                self.running.insert(place, Instant::now());
                return;
            }
            event::Scenario::Finished => {
                let started = self.running.remove(&place);
                report.took = started.map(|at| at.elapsed()).unwrap_or_default();
                self.finished += 1;
                return self.tell_progress();
            }
            event::Scenario::Hook(_, event::Hook::Failed(_, reason)) => {
                report.failure = Some(Breakdown {
                    step: "what follows every scenario".into(),
                    reason: panic_text(&reason),
                    conversation: String::new(),
                });
                return;
            }
            event::Scenario::Background(step, event) | event::Scenario::Step(step, event) => {
                (step, event)
            }
            _ => return,
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
            Ok(event::Cucumber::Feature(feature, event::Feature::Scenario(scenario, event))) => {
                self.scenario(&feature, None, &scenario, event.event);
            }
            Ok(event::Cucumber::Feature(
                feature,
                event::Feature::Rule(rule, event::Rule::Scenario(scenario, event)),
            )) => {
                self.scenario(&feature, Some(&rule), &scenario, event.event);
            }
            // The features were read before the run, so there is no error here.
            Ok(_) | Err(_) => {}
        }
    }
}

/// Events are taken in any order, so none has to be put into one.
impl writer::Normalized for Collector {}
impl writer::NonTransforming for Collector {}
