//! Spans as OTLP's JSON (OpenTelemetry Protocol 1.x, `ExportTraceServiceRequest`).

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value as Json, json};

use super::{Kind, Span, Value};

/// One request that hands over these spans of a service of which `resource` is known.
pub(super) fn request(resource: &[(String, String)], spans: &[Span]) -> Json {
    let resource: Vec<Json> = resource
        .iter()
        .map(|(name, value)| attribute(name, &Value::Text(value.clone())))
        .collect();
    let spans: Vec<Json> = spans.iter().map(span).collect();
    json!({
        "resourceSpans": [{
            "resource": { "attributes": resource },
            "scopeSpans": [{
                "scope": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
                "spans": spans
            }]
        }]
    })
}

fn span(span: &Span) -> Json {
    let Span {
        context,
        parent,
        name,
        kind,
        start,
        end,
        attributes,
        is_error,
    } = span;
    let attributes: Vec<Json> = attributes
        .iter()
        .map(|(name, value)| attribute(name, value))
        .collect();
    let mut json = json!({
        "traceId": format!("{:032x}", context.parent.trace_id),
        "spanId": format!("{:016x}", context.parent.span_id),
        "name": name,
        "kind": match kind { Kind::Server => 2, Kind::Client => 3 },
        "startTimeUnixNano": nanoseconds(*start),
        "endTimeUnixNano": nanoseconds(*end),
        "attributes": attributes,
        // 2 is an error; without one the status is left unset, as the semantic conventions want it.
        "status": if *is_error { json!({ "code": 2 }) } else { json!({}) }
    });
    if let Some(parent) = parent {
        json["parentSpanId"] = format!("{parent:016x}").into();
    }
    if let Some(state) = context.state.as_ref().and_then(|state| state.to_str().ok()) {
        json["traceState"] = state.into();
    }
    json
}

fn attribute(name: &str, value: &Value) -> Json {
    let value = match value {
        Value::Text(text) => json!({ "stringValue": text }),
        // JSON of protocol buffers writes 64 bits as text.
        Value::Number(number) => json!({ "intValue": number.to_string() }),
    };
    json!({ "key": name, "value": value })
}

fn nanoseconds(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_nanos().to_string()
}
