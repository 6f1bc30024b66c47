//! What a verification found, interaction by interaction.

use std::fmt;

/// What became of one interaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// PactFlow answers as the service needs it.
    Holds,
    /// It does not: each difference in a sentence.
    Differs(Vec<String>),
    /// It could not be tried, and why.
    NotTried(String),
}

/// One interaction and what became of it.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What the interaction is about.
    pub description: String,
    /// The endpoint function of the client.
    pub function: String,
    /// What became of it.
    pub verdict: Verdict,
}

/// What a verification found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// One for each interaction, in the order of the contract.
    pub findings: Vec<Finding>,
    /// What was created for the verification and could not be removed again.
    pub left: Vec<String>,
}

impl Report {
    /// How many interactions hold, differ, and were not tried.
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |is: fn(&Verdict) -> bool| {
            let findings = self.findings.iter();
            findings.filter(|finding| is(&finding.verdict)).count()
        };
        (
            count(|verdict| *verdict == Verdict::Holds),
            count(|verdict| matches!(verdict, Verdict::Differs(_))),
            count(|verdict| matches!(verdict, Verdict::NotTried(_))),
        )
    }

    /// Whether something was tried, nothing differs, and nothing was left behind.
    pub fn is_good(&self) -> bool {
        let (holds, differs, _) = self.counts();
        holds > 0 && differs == 0 && self.left.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            let Finding {
                description,
                function,
                verdict,
            } = finding;
            match verdict {
                Verdict::Holds => writeln!(f, "holds      {function}: {description}")?,
                Verdict::Differs(differences) => {
                    writeln!(f, "DIFFERS    {function}: {description}")?;
                    for difference in differences {
                        writeln!(f, "             {difference}")?;
                    }
                }
                Verdict::NotTried(why) => {
                    writeln!(f, "not tried  {function}: {description} ({why})")?;
                }
            }
        }
        let (holds, differs, not_tried) = self.counts();
        writeln!(
            f,
            "{} interactions: {holds} hold, {differs} differ, {not_tried} were not tried",
            self.findings.len()
        )?;
        if differs > 0 {
            writeln!(
                f,
                "What a real PactFlow does differently belongs into mock-pactflow/DEVIATIONS.md, so that the simulator follows."
            )?;
        }
        for left in &self.left {
            writeln!(f, "LEFT BEHIND: {left}; remove it by hand")?;
        }
        Ok(())
    }
}
