//! An exchange to take along: as a `curl` command, and as a scenario.

use std::collections::BTreeMap;

use serde_json::Value;
use url::Url;

use super::exchange::ScimExchange;

/// The exchange as a command for a shell. The token is a variable: none was recorded.
pub(crate) fn curl(exchange: &ScimExchange) -> String {
    let mut command = vec![format!(
        "curl -sS -X {} {}",
        quoted(&exchange.method),
        quoted(&exchange.url)
    )];
    command.push("-H \"Authorization: Bearer $SCIM_TOKEN\"".to_owned());
    command.push("-H 'Accept: application/scim+json'".to_owned());
    if let Some(body) = &exchange.request_body {
        command.push("-H 'Content-Type: application/scim+json'".to_owned());
        command.push(format!("--data-raw {}", quoted(body)));
    }
    command.join(" \\\n  ") + "\n"
}

/// The exchange as a scenario in the specification's own steps. `changes` is what it changed.
pub(crate) fn scenario(exchange: &ScimExchange, changes: &BTreeMap<String, usize>) -> String {
    let target = target(exchange);
    let mut text = format!(
        "@wire @needs:control\n\
         Feature: An exchange from the console\n\
         \x20 Ids of resources are those of the session that it was recorded in.\n\n\
         \x20 Rule: what was answered once is answered again\n\n\
         \x20   Scenario: {} {} is answered with {}\n\
         \x20     Given PactFlow is connected\n\
         \x20     When an identity provider sends\n",
        exchange.method,
        one_line(path(&target)),
        exchange.status,
    );
    let mut request = format!("{} {target}", exchange.method);
    if let Some(body) = &exchange.request_body {
        request += &format!("\nContent-Type: application/scim+json\n\n{body}");
    }
    text += &doc_string(&request);
    text += "      Then the answer is\n";
    text += &doc_string(&answer(exchange));
    if changes.is_empty() {
        text += "      And nothing changes in PactFlow\n";
    } else {
        text += "      And the only changes in PactFlow are\n";
        for (key, count) in changes {
            text += &format!("        | {key} | {count} |\n");
        }
    }
    text
}

/// The answer as the step compares it: what the server makes up, ids and times, may be anything.
fn answer(exchange: &ScimExchange) -> String {
    let body = exchange.response_body.as_deref();
    match body.and_then(|body| serde_json::from_str::<Value>(body).ok()) {
        Some(mut body) => {
            leave_open(&mut body);
            format!("{}\n\n{body}", exchange.status)
        }
        None => exchange.status.to_string(),
    }
}

fn leave_open(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let made_up = [
                    "id",
                    "location",
                    "version",
                    "created",
                    "lastModified",
                    "$ref",
                ];
                if made_up.contains(&name.as_str()) {
                    *value = Value::from("…");
                } else {
                    leave_open(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(leave_open),
        _ => {}
    }
}

fn doc_string(text: &str) -> String {
    let mut lines = String::from("        \"\"\"\n");
    for line in text.lines() {
        let indent = if line.is_empty() { "" } else { "        " };
        lines += &format!("{indent}{}\n", line.replace("\"\"\"", "\\\"\\\"\\\""));
    }
    lines + "        \"\"\"\n"
}

/// What follows the base address, as the steps write it.
fn target(exchange: &ScimExchange) -> String {
    let Ok(url) = Url::parse(&exchange.url) else {
        return exchange.url.clone();
    };
    let path = url.path();
    let start = [
        "/Users",
        "/User",
        "/Groups",
        "/Bulk",
        "/Schemas",
        "/ResourceTypes",
        "/ServiceProviderConfig",
        "/Me",
    ]
    .iter()
    .filter_map(|resources| path.find(resources))
    .min()
    .unwrap_or(0);
    match url.query() {
        Some(query) => format!("{}?{query}", &path[start..]),
        None => path[start..].to_owned(),
    }
}

fn path(target: &str) -> &str {
    target.split('?').next().unwrap_or(target)
}

fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() || c == '<' || c == '>' {
                ' '
            } else {
                c
            }
        })
        .collect()
}

/// Text as one word for a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange() -> ScimExchange {
        ScimExchange {
            method: "POST".to_owned(),
            url: "http://127.0.0.1:8080/scim/v2/Users?attributes=id".to_owned(),
            request_body: Some(r#"{"userName":"o'hara@acme.io"}"#.to_owned()),
            status: 201,
            response_body: Some(r#"{"id":"1","meta":{"created":"now"},"active":true}"#.to_owned()),
            ..ScimExchange::default()
        }
    }

    #[test]
    fn a_command_quotes_what_a_shell_would_read() {
        let command = curl(&exchange());
        assert!(
            command.contains(r#"--data-raw '{"userName":"o'\''hara@acme.io"}'"#),
            "{command}"
        );
        assert!(command.contains("Bearer $SCIM_TOKEN"), "{command}");
    }

    #[test]
    fn a_scenario_says_what_was_sent_what_was_answered_and_what_changed() {
        let text = scenario(&exchange(), &BTreeMap::new());
        assert!(
            text.contains("        POST /Users?attributes=id\n"),
            "{text}"
        );
        assert!(
            text.contains(r#"{"id":"…","meta":{"created":"…"},"active":true}"#),
            "{text}"
        );
        assert!(text.contains("And nothing changes in PactFlow"), "{text}");
    }
}
