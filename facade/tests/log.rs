//! The lines of the log, as `docs/OPERATING.md` describes them.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use pactflow_scim::{Settings, telemetry};
use serde_json::Value;
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Captured {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// The lines that these requests leave, as JSON.
async fn lines(requests: &[(&str, &str)]) -> Vec<Value> {
    let settings = Settings::from_pairs([
        ("PACTFLOW_URL", "http://127.0.0.1:1"),
        ("SERVER_ADDRESS", "127.0.0.1"),
        ("SERVER_PORT", "0"),
        ("LOGGING_FORMAT", "json"),
        ("PACTFLOW_RETRIES", "0"),
    ])
    .unwrap();
    let log = Captured::default();
    let subscriber = telemetry::subscriber(&settings, false, log.clone()).unwrap();
    // One thread runs everything here, so the subscriber of this thread sees all of it.
    let _guard = tracing::dispatcher::set_default(&subscriber);
    let service = pactflow_scim::start(settings).await.unwrap();
    for (path, header) in requests {
        let request = reqwest::Client::new()
            .get(format!("{}{path}", service.url()))
            .bearer_auth("t0ken")
            .header("user-agent", "Okta SCIM Client 1.0.0")
            .header("x-request-id", "okta-1")
            .header("traceparent", *header);
        request.send().await.unwrap();
    }
    service.shutdown().await;
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

const TRACE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

#[tokio::test]
async fn each_request_leaves_one_line_with_what_became_of_it() {
    let requests = [
        ("/Users?filter=userName+eq+%22ada%40acme.io%22", TRACE),
        ("/Schemas", "nonsense"),
        ("/Nothing", ""),
    ];
    let lines = lines(&requests).await;
    let answered: Vec<_> = lines
        .iter()
        .filter(|line| line["message"] == "answered")
        .collect();
    assert_eq!(answered.len(), requests.len(), "{lines:#?}");
    let seen = |line: &Value| {
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        (
            text("route"),
            line["status"].as_u64().unwrap(),
            line["calls"].as_u64().unwrap(),
        )
    };
    assert_eq!(seen(answered[0]), ("/Users".to_owned(), 429, 1));
    assert_eq!(seen(answered[1]), ("/Schemas".to_owned(), 200, 0));
    assert_eq!(seen(answered[2]), ("none".to_owned(), 404, 0));
    assert_eq!(answered[0]["provider"], "okta");
    assert_eq!(answered[0]["span"]["id"], "okta-1");
    assert_eq!(
        answered[0]["span"]["trace_id"],
        "0af7651916cd43dd8448eb211c80319c"
    );
    assert_eq!(answered[1]["span"].get("trace_id"), None);
    let text = serde_json::to_string(&lines).unwrap();
    assert!(
        !text.contains("acme.io") && !text.contains("t0ken"),
        "{text}"
    );
}

/// The names in the first column of the table that follows this line of the document.
fn documented(after: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/OPERATING.md");
    let document = std::fs::read_to_string(path).unwrap();
    let (_, table) = document
        .split_once(after)
        .unwrap_or_else(|| panic!("there is no {after:?}"));
    let rows = table
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'));
    let names = rows.filter_map(|row| row.split('`').nth(1));
    names.map(str::to_owned).collect()
}

/// The names of the fields of a line, those of its span after a point.
fn fields(line: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (name, value) in line.as_object().unwrap() {
        match value.as_object() {
            Some(inner) => names.extend(inner.keys().map(|key| format!("{name}.{key}"))),
            None => drop(names.insert(name.clone())),
        }
    }
    names
}

#[tokio::test]
async fn the_line_of_a_request_has_the_documented_fields_and_no_others() {
    let lines = lines(&[("/Users", TRACE)]).await;
    let answered = lines
        .iter()
        .find(|line| line["message"] == "answered")
        .unwrap();
    let documented = documented("The line `answered`, one for each request, has these fields");
    assert_eq!(fields(answered), documented);
}
