//! What was looked at and found: as text for people, and as JSON for machines.

use std::fmt::Write as _;

use serde::Serialize;

use super::catalogue::Kind;

/// Everything that was looked at, in that order.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// One entry for each thing.
    pub checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
pub struct Check {
    /// What it is, such as `token`.
    pub name: String,
    /// What came of it.
    pub outcome: Outcome,
    /// What was seen, or why it was passed over.
    pub detail: String,
    /// What is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

/// What came of looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It is as it should be.
    Fine,
    /// Something is wrong.
    Found,
    /// It was passed over.
    Skipped,
}

/// Something that is wrong.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// Its kind, as `docs/OPERATING.md` lists them.
    pub id: &'static str,
    /// What is the matter here.
    pub what: String,
    /// What to do about it.
    pub remedy: &'static str,
    /// Whom or what it is about, where it is many.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<String>,
}

impl Finding {
    pub(super) fn new(kind: &Kind, what: impl Into<String>) -> Self {
        Self {
            id: kind.id,
            what: what.into(),
            remedy: kind.remedy,
            of: Vec::new(),
        }
    }

    /// The same about each of these.
    pub(super) fn of(self, of: Vec<String>) -> Self {
        Self { of, ..self }
    }
}

/// How many of a list are shown to people.
const SHOWN: usize = 20;

impl Report {
    /// This is as it should be.
    pub(super) fn fine(&mut self, name: &str, detail: impl Into<String>) {
        self.add(name, detail, Vec::new());
    }

    /// This is wrong.
    pub(super) fn found(&mut self, name: &str, finding: Finding) {
        self.add(name, "", vec![finding]);
    }

    /// This was seen, with these findings if any.
    pub(super) fn add(&mut self, name: &str, detail: impl Into<String>, findings: Vec<Finding>) {
        self.checks.push(Check {
            name: name.to_owned(),
            outcome: if findings.is_empty() {
                Outcome::Fine
            } else {
                Outcome::Found
            },
            detail: detail.into(),
            findings,
        });
    }

    /// These were passed over, for this reason.
    pub(super) fn skip(&mut self, names: &[&str], why: &str) {
        self.checks.extend(names.iter().map(|name| Check {
            name: (*name).to_owned(),
            outcome: Outcome::Skipped,
            detail: why.to_owned(),
            findings: Vec::new(),
        }));
    }

    /// All that is wrong.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.checks.iter().flat_map(|check| &check.findings)
    }

    /// 0 where nothing is wrong, else 1.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        u8::from(self.findings().next().is_some())
    }

    /// For people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for check in &self.checks {
            let Check {
                name,
                outcome,
                detail,
                findings,
            } = check;
            let word = match outcome {
                Outcome::Fine => "ok",
                Outcome::Found => "FOUND",
                Outcome::Skipped => "skipped",
            };
            let mut line = |word: &str, name: &str, what: &str| {
                let line = format!("{word:<8} {name:<16} {what}");
                text.push_str(line.trim_end());
                text.push('\n');
            };
            if !detail.is_empty() || findings.is_empty() {
                let word = if findings.is_empty() { word } else { "" };
                line(word, name, detail);
            }
            for finding in findings {
                line(word, name, &finding.what);
                for one in finding.of.iter().take(SHOWN) {
                    line("", "", &format!("- {one}"));
                }
                if finding.of.len() > SHOWN {
                    let more = finding.of.len() - SHOWN;
                    line("", "", &format!("- and {more} more, which --json lists"));
                }
                line("", "", &format!("→ {} [{}]", finding.remedy, finding.id));
            }
        }
        let findings = self.findings().count();
        let _ = match findings {
            0 => writeln!(text, "\nNothing is wrong."),
            1 => writeln!(text, "\n1 finding."),
            more => writeln!(text, "\n{more} findings."),
        };
        text
    }

    /// For machines: one JSON document.
    #[must_use]
    pub fn json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }
}
