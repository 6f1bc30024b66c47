//! The protocol itself, where HTTP and JSON are the subject: `@wire` alone.

use cucumber::{gherkin::Step, then, when};
use http::Method;
use serde_json::Value;

use super::words::Sender;
use crate::{
    cell,
    idp::{Failure, Name, Outcome},
    people::Person,
    wire::{AUTHORIZATION, Exchange, Request},
    world::World,
};

/// The request line, headers, a blank line and the body. `{Ada}` stands for a person's id, `{Payments}` for a team's, and
/// `{nextCursor}` for where the page after the last one begins. An operator's path begins at the root of the server.
#[when(expr = "{sender} sends")]
async fn sends(world: &mut World, sender: Sender, #[step] step: &Step) {
    world.begin().await;
    let text = filled_in(world, cell::text(step)).await;
    let outcome = send(world, sender, &text).await;
    world.conclude(outcome);
}

async fn send(world: &World, sender: Sender, text: &str) -> Outcome {
    let (head, body) = text
        .split_once("\n\n")
        .map_or((text, None), |(head, body)| (head, Some(body.to_owned())));
    let mut lines = head.lines();
    let (method, target) = lines
        .next()
        .and_then(|line| line.split_once(' '))
        .expect("a request begins with method and target");
    let mut headers = vec![(AUTHORIZATION, String::new())];
    for line in lines {
        let (name, value) = line
            .split_once(": ")
            .unwrap_or_else(|| panic!("`{line}` is no header"));
        headers.push((known(name), value.to_owned()));
    }
    let method = Method::from_bytes(method.as_bytes()).expect("a method of HTTP");
    let (line, target) = (world.line(), target.to_owned());
    let request = Request {
        method,
        target,
        headers,
        body,
    };
    let exchange = match sender {
        Sender::IdentityProvider => line.send(request).await?,
        Sender::Operator => line.send_to_server(request).await?,
    };
    if !exchange.status.is_success() {
        return Err(Failure::Refused(Box::new(exchange)));
    }
    let body = exchange.json();
    Ok(body["Resources"]
        .as_array()
        .cloned()
        .unwrap_or_else(|| vec![body]))
}

fn known(name: &str) -> &'static str {
    [
        "Accept",
        "Accept-Encoding",
        "Content-Type",
        "If-Match",
        "If-None-Match",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
    ]
    .into_iter()
    .find(|known| *known == name)
    .unwrap_or_else(|| panic!("no provider sends the header {name}"))
}

/// The status line, headers that must be there, a blank line and the body. Of an object, what is not mentioned is not compared;
/// a list is compared whole; `"…"` stands for any value. Of a text that is no JSON, each line that is mentioned has to be there,
/// and `…` stands for anything in it.
#[then("the answer is")]
async fn answer_is(world: &mut World, #[step] step: &Step) {
    let expected = filled_in(world, cell::text(step)).await;
    let exchange = world.exchanges().pop().expect("there was an exchange");
    let (head, body) = expected
        .split_once("\n\n")
        .map_or((expected.as_str(), None), |(head, body)| (head, Some(body)));
    let mut lines = head.lines();
    assert_eq!(
        lines.next(),
        Some(exchange.status.as_str()),
        "the status of\n{exchange}"
    );
    for line in lines {
        let (name, value) = line
            .split_once(": ")
            .unwrap_or_else(|| panic!("`{line}` is no header"));
        let found = exchange.header(name);
        assert!(
            found == Some(value) || value == "…" && found.is_some(),
            "the header {name} of\n{exchange}"
        );
    }
    let is_json = exchange
        .header("content-type")
        .is_some_and(|media_type| media_type.contains("json"));
    if let (Some(lines), false) = (body, is_json) {
        for line in lines.lines() {
            assert!(
                exchange.body.lines().any(|said| reads(said, line)),
                "no line reads {line}\n{exchange}"
            );
        }
    } else if let Some(body) = body {
        let body = serde_json::from_str(body)
            .unwrap_or_else(|error| panic!("the expected body is no JSON: {error}"));
        differs(&body, &exchange.json(), "")
            .map_or(Ok(()), Err)
            .unwrap_or_else(|what: String| panic!("{what}\n{exchange}"));
    } else {
        assert_eq!(exchange.body, "", "an answer without a body");
    }
}

/// Whether a line of a text is the expected one, in which `…` stands for anything.
fn reads(line: &str, expected: &str) -> bool {
    expected
        .split_once('…')
        .map_or(line == expected, |(start, end)| {
            line.starts_with(start) && line.ends_with(end)
        })
}

/// Where and how a document differs from what is expected of it.
fn differs(expected: &Value, found: &Value, at: &str) -> Option<String> {
    match (expected, found) {
        (Value::String(any), found) if any == "…" => {
            found.is_null().then(|| format!("{at} is missing"))
        }
        (Value::Object(expected), Value::Object(found)) => {
            expected.iter().find_map(|(name, value)| {
                differs(
                    value,
                    found.get(name).unwrap_or(&Value::Null),
                    &format!("{at}/{name}"),
                )
            })
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => expected
            .iter()
            .zip(found)
            .enumerate()
            .find_map(|(index, (expected, found))| {
                differs(expected, found, &format!("{at}/{index}"))
            }),
        (expected, found) => {
            (expected != found).then(|| format!("{at} is {found}, expected {expected}"))
        }
    }
}

/// The whole session: each request's method, target and status, in order. `{Ada}` and `{Payments}` stand for ids.
#[then(expr = "{provider}'s requests were")]
async fn requests_were(world: &mut World, _provider: Name, #[step] step: &Step) {
    let mut expected = Vec::new();
    for record in cell::records(step) {
        let row: Vec<_> = record.into_iter().map(|(_, cell)| cell).collect();
        expected.push(filled_in(world, &row.join(" ")).await);
    }
    let told = |exchange: &Exchange| {
        format!(
            "{} {} {}",
            exchange.request.method,
            exchange.request.target,
            exchange.status.as_u16()
        )
    };
    let found: Vec<_> = world.exchanges_since_begin().iter().map(told).collect();
    assert_eq!(found, expected, "the requests of the session");
}

/// What the last request of a method carried. Compared like an answer's body.
#[then(expr = "the last {word} carried")]
async fn carried(world: &mut World, method: String, #[step] step: &Step) {
    let expected = filled_in(world, cell::text(step)).await;
    let expected: Value = serde_json::from_str(&expected)
        .unwrap_or_else(|error| panic!("the expected body is no JSON: {error}"));
    let exchanges = world.exchanges_since_begin();
    let last = exchanges
        .iter()
        .rfind(|exchange| exchange.request.method.as_str() == method)
        .expect("such a request was sent");
    let body = serde_json::from_str(last.request.body.as_deref().unwrap_or_default())
        .unwrap_or(Value::Null);
    if let Some(what) = differs(&expected, &body, "") {
        panic!("{what}\n{last}");
    }
}

/// Replaces `{Ada}` by her id, `{Payments}` by the team's, and `{nextCursor}` by that of the last answer.
pub(super) async fn filled_in(world: &mut World, text: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, after) = rest.split_at(start);
        filled.push_str(before);
        let name = after[1..].split('}').next().unwrap_or_default();
        if name.starts_with(char::is_uppercase)
            && name.chars().all(|c| c.is_alphanumeric() || c == ' ')
        {
            filled.push_str(&id_of(world, name).await);
            rest = &after[name.len() + 2..];
        } else if name == "nextCursor" {
            filled.push_str(&next_cursor(world));
            rest = &after[name.len() + 2..];
        } else {
            filled.push('{');
            rest = &after[1..];
        }
    }
    filled + rest
}

fn next_cursor(world: &World) -> String {
    let page = world.exchanges().pop().map(|exchange| exchange.json());
    page.as_ref()
        .and_then(|page| page["nextCursor"].as_str())
        .expect("the last answer says where the next page begins")
        .to_owned()
}

async fn id_of(world: &mut World, name: &str) -> String {
    let person = Person::called(name);
    if world.knows(&person) {
        return world.id_of(&person);
    }
    world
        .directory()
        .team_id(name)
        .await
        .unwrap_or_else(|| panic!("neither a person nor a team is called {name}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{differs, reads};

    #[test]
    fn a_line_of_a_text_is_compared_but_for_what_may_be_anything() {
        assert!(reads("scim_requests_total 3", "scim_requests_total …"));
        assert!(reads("UP", "UP"));
        assert!(!reads("UP", "DOWN"));
        assert!(!reads("scim_requests_in_flight 3", "scim_requests_total …"));
    }

    #[test]
    fn an_answer_is_compared_as_far_as_it_is_described() {
        let found = json!({ "id": "1", "emails": [{ "value": "ada@acme.io", "type": "work" }] });
        assert_eq!(
            differs(&json!({ "emails": [{ "type": "work" }] }), &found, ""),
            None
        );
        assert_eq!(differs(&json!({ "id": "…" }), &found, ""), None);
        assert!(differs(&json!({ "emails": [] }), &found, "").is_some());
        assert!(differs(&json!({ "userName": "…" }), &found, "").is_some());
    }
}
