//! The report that a person reads in a terminal.

use std::fmt;

use super::{Outcome, Report, ScenarioReport};

/// Every failure with the conversation that led to it, then the counts; the last line is `N passed, N failed`.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for scenario in &self.scenarios {
            match scenario.outcome() {
                Outcome::Passed => {}
                Outcome::Failed => failure(scenario, f)?,
                Outcome::Tolerated => writeln!(
                    f,
                    "≈ features/{}:{}  {}\n  tolerated: {}\n",
                    scenario.place(),
                    scenario.line,
                    scenario.name,
                    scenario.tolerated.as_deref().unwrap_or_default()
                )?,
            }
        }
        let steps: usize = self
            .scenarios
            .iter()
            .map(|scenario| scenario.steps.len())
            .sum();
        let seconds = self.took.as_secs_f32();
        writeln!(f, "against {}", self.target)?;
        writeln!(
            f,
            "{} scenarios, {steps} steps, {} sentences, {seconds:.1} s",
            self.scenarios.len(),
            self.sentences
        )?;
        for remark in self.remarks() {
            writeln!(f, "{remark}")?;
        }
        if self.tolerated() > 0 {
            writeln!(f, "{} tolerated", self.tolerated())?;
        }
        write!(f, "{} passed, {} failed", self.passed(), self.failed())
    }
}

fn failure(scenario: &ScenarioReport, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some(failure) = &scenario.failure else {
        return Ok(());
    };
    let ScenarioReport {
        line, rule, name, ..
    } = scenario;
    writeln!(f, "✗ features/{}:{line}  {name}", scenario.place())?;
    writeln!(f, "  Rule: {rule}\n  {}\n", failure.step)?;
    for text in [&failure.reason, &failure.conversation] {
        for line in text.trim_end().lines() {
            writeln!(f, "    {line}")?;
        }
        writeln!(f)?;
    }
    Ok(())
}
