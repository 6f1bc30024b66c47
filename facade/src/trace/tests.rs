use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderValue};
use serde_json::json;

use super::context::{Context, TraceParent};
use super::{Kind, Sampler, Span, otlp};
use crate::config::{RootSampling, Sampling};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(*name, value.parse().unwrap());
    }
    headers
}

fn parsed(text: &str) -> Option<String> {
    let parent: Result<TraceParent, _> = text.parse();
    parent.ok().map(|parent| parent.to_string())
}

#[test]
fn a_traceparent_is_read_and_written_as_the_recommendation_has_it() {
    let text = format!("00-{TRACE}-b7ad6b7169203331-01");
    assert_eq!(parsed(&text).as_ref(), Some(&text));
    let later = format!("01-{TRACE}-b7ad6b7169203331-01-what-will-be");
    assert_eq!(parsed(&later).as_ref(), Some(&text));
}

#[test]
fn a_malformed_traceparent_is_none() {
    for bad in [
        "",
        "00",
        "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
        "00-0af7651916cd43dd8448eb211c80319c-+7ad6b7169203331-01",
    ] {
        assert_eq!(parsed(bad), None, "{bad:?}");
    }
}

#[test]
fn a_state_is_passed_on_as_one_list_and_only_with_a_parent() {
    let parent = format!("00-{TRACE}-b7ad6b7169203331-00");
    let state = |pairs: &[(&'static str, &str)]| {
        let mut all = vec![("traceparent", parent.as_str())];
        all.extend(pairs);
        let context = Context::of(&headers(&all)).unwrap();
        context
            .state
            .map(|state| state.to_str().unwrap().to_owned())
    };
    assert_eq!(state(&[]), None);
    let two = [("tracestate", "a=1"), ("tracestate", "b=2")];
    assert_eq!(state(&two).as_deref(), Some("a=1,b=2"));
    assert_eq!(state(&[("tracestate", &"x".repeat(513))]), None);
    assert_eq!(Context::of(&headers(&two)), None);
    let twice = [("traceparent", parent.as_str()), ("traceparent", &parent)];
    assert_eq!(Context::of(&headers(&twice)), None);
}

fn sampler(name: &str, ratio: f64) -> Sampler {
    Sampler {
        sampling: Sampling::named(name).unwrap(),
        ratio,
    }
}

fn caller(flags: &str) -> Context {
    let parent = format!("00-{TRACE}-b7ad6b7169203331-{flags}");
    Context::of(&headers(&[("traceparent", &parent)])).unwrap()
}

#[test]
fn a_request_continues_the_trace_that_it_came_with() {
    let caller = caller("01");
    let place = sampler("parentbased_always_on", 1.0).place(Some(&caller));
    assert_eq!(place.parent.trace_id, caller.parent.trace_id);
    assert_ne!(place.parent.span_id, caller.parent.span_id);
    let [one, other] = [(), ()].map(|()| sampler("always_on", 1.0).place(None).parent);
    assert_ne!(one.trace_id, other.trace_id);
}

#[test]
fn the_sampler_obeys_the_caller_only_where_it_is_parent_based() {
    for (name, flags, taken) in [
        ("parentbased_always_on", "00", false),
        ("parentbased_always_on", "01", true),
        ("parentbased_always_off", "01", true),
        ("always_on", "00", true),
        ("always_off", "01", false),
        ("parentbased_traceidratio", "01", true),
    ] {
        let place = sampler(name, 0.0).place(Some(&caller(flags)));
        assert_eq!(place.parent.is_sampled(), taken, "{name} {flags}");
    }
    assert!(
        !sampler("parentbased_always_off", 1.0)
            .place(None)
            .parent
            .is_sampled()
    );
}

#[test]
fn a_ratio_takes_about_its_part_and_always_the_same() {
    let taken = (0..4000)
        .filter(|_| {
            sampler("traceidratio", 0.25)
                .place(None)
                .parent
                .is_sampled()
        })
        .count();
    assert!((700..1300).contains(&taken), "{taken} of 4000");
    let of_caller = |ratio| sampler("traceidratio", ratio).place(Some(&caller("00")));
    assert!(of_caller(1.0).parent.is_sampled() && !of_caller(0.0).parent.is_sampled());
    assert_eq!(
        of_caller(0.5).parent.is_sampled(),
        of_caller(0.5).parent.is_sampled()
    );
    assert_eq!(
        Sampling::named("traceidratio").unwrap().of_roots,
        RootSampling::Ratio
    );
}

#[test]
fn spans_are_written_as_otlp_has_them() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_nanos(1_500_000_000_000_000_001);
    let span = Span {
        context: Context {
            state: Some(HeaderValue::from_static("a=1")),
            ..caller("01")
        },
        parent: Some(0xab),
        name: "GET /Users".to_owned(),
        kind: Kind::Server,
        start,
        end: start + Duration::from_nanos(5),
        attributes: vec![("http.route", "/Users".into()), ("n", 7_u16.into())],
        is_error: true,
    };
    let resource = [("service.name".to_owned(), "scim".to_owned())];
    let written = otlp::request(&resource, &[span]);
    let of_resource = &written["resourceSpans"][0];
    assert_eq!(
        of_resource["resource"]["attributes"],
        json!([{"key": "service.name", "value": {"stringValue": "scim"}}])
    );
    assert_eq!(
        of_resource["scopeSpans"][0]["spans"],
        json!([{
            "traceId": TRACE,
            "spanId": "b7ad6b7169203331",
            "name": "GET /Users",
            "kind": 2,
            "startTimeUnixNano": "1500000000000000001",
            "endTimeUnixNano": "1500000000000000006",
            "attributes": [
                {"key": "http.route", "value": {"stringValue": "/Users"}},
                {"key": "n", "value": {"intValue": "7"}},
            ],
            "status": {"code": 2},
            "parentSpanId": "00000000000000ab",
            "traceState": "a=1",
        }])
    );
}
