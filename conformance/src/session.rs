//! Sessions of real identity providers: recorded on their way to a server, with nothing in them that is secret or says who
//! somebody is, and played back to another server.
//!
//! A session is a text of JSON lines. The first is the [`Head`], each further one an [`Entry`]: a request with its answer.

use std::{fs, path::Path};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

mod pseudonyms;
mod record;
mod replay;
mod tee;
mod vocabulary;

pub use record::{Recorder, record};
pub use replay::{Replayed, replay};

/// The version of the format.
const FORMAT: u32 = 1;

/// What stands for the address below which a server's resources are.
const BASE: &str = "{base}";

/// The first line.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The version of the format.
    pub session: u32,
    /// The version of the suite that recorded it.
    pub suite: String,
}

/// A request and its answer.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The order in which requests came, from 1; lines are in the order in which they were answered.
    pub number: u64,
    /// How long after the beginning of the recording, in milliseconds.
    pub after_ms: u64,
    /// What was asked.
    pub request: Asked,
    /// What was answered; nothing where the server did not answer.
    pub answer: Option<Answered>,
}

/// A recorded request.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The method.
    pub method: String,
    /// What follows the base address.
    pub target: String,
    /// The headers that mean something, names in small letters, in their order.
    pub headers: Map<String, Value>,
    /// The body.
    #[serde(default, skip_serializing_if = "Content::is_nothing")]
    pub body: Content,
}

/// A recorded answer.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// The status.
    pub status: u16,
    /// The headers that mean something.
    pub headers: Map<String, Value>,
    /// The body.
    #[serde(default, skip_serializing_if = "Content::is_nothing")]
    pub body: Content,
}

/// A recorded body.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// There was none.
    #[default]
    Nothing,
    /// JSON.
    Json(Value),
    /// Something that is not recorded, and why.
    LeftOut(String),
}

impl Content {
    fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }
}

/// A whole session, requests in the order in which they came.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The exchanges.
    pub entries: Vec<Entry>,
}

impl Session {
    /// Reads a session from a file.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or is no session of this format.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(file)
            .with_context(|| format!("the session {} cannot be read", file.display()))?;
        Self::parse(&text).with_context(|| format!("{} is no session", file.display()))
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let mut lines = text.lines().zip(1..);
        let (first, _) = lines.next().context("it is empty")?;
        let head: Head = serde_json::from_str(first).context("line 1 is no head of a session")?;
        anyhow::ensure!(
            head.session == FORMAT,
            "it has the format {}, but this program reads {FORMAT}",
            head.session
        );
        let entry = |(line, number): (&str, usize)| {
            serde_json::from_str(line).with_context(|| format!("line {number} is no exchange"))
        };
        let mut entries: Vec<Entry> = lines.map(entry).collect::<Result<_, _>>()?;
        entries.sort_by_key(|entry| entry.number);
        Ok(Self { entries })
    }
}

#[cfg(test)]
mod tests {
    use super::Session;

    const HEAD: &str = r#"{"session":1,"suite":"0.1.0"}"#;

    fn entry(number: u64) -> String {
        format!(
            r#"{{"number":{number},"after_ms":5,"request":{{"method":"GET","target":"/Users","headers":{{}}}},"answer":{{"status":200,"headers":{{}},"body":{{"json":{{"totalResults":0}}}}}}}}"#
        )
    }

    #[test]
    fn requests_are_in_the_order_in_which_they_came() {
        let text = format!("{HEAD}\n{}\n{}\n", entry(2), entry(1));
        let numbers = Session::parse(&text).unwrap().entries;
        let numbers: Vec<_> = numbers.iter().map(|entry| entry.number).collect();
        assert_eq!(numbers, [1, 2]);
    }

    #[test]
    fn what_is_no_session_is_refused_with_its_line() {
        for (text, complaint) in [
            (String::new(), "empty"),
            ("hello".to_owned(), "line 1"),
            (HEAD.replace(":1,", ":2,"), "format 2"),
            (format!("{HEAD}\n{}\n{{}}", entry(1)), "line 3"),
        ] {
            let error = format!("{:#}", Session::parse(&text).unwrap_err());
            assert!(error.contains(complaint), "{text}: {error}");
        }
    }
}
