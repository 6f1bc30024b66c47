//! A row of a table: what is sent, and what has to come of it.

use crate::raw::{Answer, sending};

/// One row.
pub(crate) struct Row {
    /// As the report calls it.
    pub(crate) name: String,
    /// All that is sent.
    pub(crate) bytes: Vec<u8>,
    /// What has to come back.
    pub(crate) expected: Expected,
}

/// What has to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// It is served.
    Served(u16),
    /// A SCIM error with this status and this `scimType`, empty where it has none.
    Refused(u16, &'static str),
    /// What is no HTTP is refused below SCIM: this status without a body, or no answer at all.
    Bare(u16),
}

use Expected::{Bare, Refused, Served};

/// A row of its own.
pub(crate) fn row(name: impl Into<String>, bytes: impl Into<Vec<u8>>, expected: Expected) -> Row {
    Row {
        name: name.into(),
        bytes: bytes.into(),
        expected,
    }
}

/// A row for each of these bodies.
pub(crate) fn bodies(
    method: &str,
    target: &str,
    cases: Vec<(&str, Vec<u8>, Expected)>,
) -> Vec<Row> {
    let row_of = |(name, body, expected): (&str, Vec<u8>, Expected)| {
        row(
            format!("{method} {target}: {name}"),
            sending(method, target, body),
            expected,
        )
    };
    cases.into_iter().map(row_of).collect()
}

impl Expected {
    /// Whether the answer is so.
    ///
    /// # Errors
    /// How it is not.
    pub(crate) fn check(self, answer: &Answer) -> Result<(), String> {
        let shown = || format!("expected {self:?}, but got {}", shorten(&answer.text));
        if answer.count() > 1 {
            return Err(format!("one request was taken for several: {}", shown()));
        }
        // Neither a header of the attacker's making nor an address that leads to the attacker. An error may quote, as JSON.
        let text = answer.text.to_lowercase();
        let head = text.split("\r\n\r\n").next().unwrap_or_default();
        let shows = if matches!(self, Served(_)) {
            &text
        } else {
            head
        };
        if head.contains("\r\nx-injected") || shows.contains("evil") {
            return Err(format!("it repeats what it was told: {}", shown()));
        }
        let is_so = match self {
            Served(status) => answer.status == status,
            Refused(status, scim_type) => {
                let is_scim = answer.body["schemas"][0]
                    == "urn:ietf:params:scim:api:messages:2.0:Error"
                    && answer.body["status"].as_str() == Some(status.to_string().as_str())
                    && answer.body["detail"].is_string()
                    && answer
                        .text
                        .to_lowercase()
                        .contains("content-type: application/scim+json");
                let scim_type = (!scim_type.is_empty()).then_some(scim_type);
                answer.status == status && is_scim && answer.body["scimType"].as_str() == scim_type
            }
            Bare(0) => answer.text.is_empty(),
            Bare(status) => answer.status == status && answer.text.ends_with("\r\n\r\n"),
        };
        if is_so { Ok(()) } else { Err(shown()) }
    }
}

fn shorten(text: &str) -> String {
    let end = text
        .char_indices()
        .nth(900)
        .map_or(text.len(), |(end, _)| end);
    format!("{:?}", &text[..end])
}
