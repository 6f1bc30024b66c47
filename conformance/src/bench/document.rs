//! A document with the figures of a run between two marks.

use anyhow::{Context as _, ensure};

use super::Report;

/// What stands before and after the figures.
const MARKS: [&str; 2] = [
    "<!-- figures: written by the bench, see conformance/src/bench -->\n",
    "<!-- end of figures -->",
];

impl Report {
    /// The document with these figures in the place of those that it has.
    ///
    /// # Errors
    /// Where it has no place for them.
    pub fn within(&self, document: &str) -> anyhow::Result<String> {
        let place = |mark: &str| document.find(mark).with_context(|| format!("no {mark}"));
        let (start, end) = (place(MARKS[0])? + MARKS[0].len(), place(MARKS[1])?);
        ensure!(start <= end, "the marks stand the wrong way round");
        Ok(format!(
            "{}\n{self}\n{}",
            &document[..start],
            &document[end..]
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_take_the_place_of_those_before_and_of_nothing_else() {
        let mut report = Report::default();
        report.note("first".to_owned());
        let empty = format!("before\n{}{}\nafter\n", MARKS[0], MARKS[1]);
        let first = report.within(&empty).unwrap();
        assert!(first.contains("* first"));
        report = Report::default();
        report.note("second".to_owned());
        let second = report.within(&first).unwrap();
        assert_eq!(second, first.replace("first", "second"));
        assert!(second.starts_with("before\n") && second.ends_with("\nafter\n"));
    }

    #[test]
    fn a_document_without_a_place_is_left_alone() {
        assert!(Report::default().within("nothing").is_err());
        let turned = MARKS.iter().rev().copied().collect::<String>();
        assert!(Report::default().within(&turned).is_err());
    }
}
