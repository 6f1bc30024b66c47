//! Settings of traces: those of the OpenTelemetry specification, under its names.

use std::time::Duration;

use http::{HeaderName, HeaderValue};
use url::Url;

use super::{Definition, Setting};
use crate::config::parse;
use crate::config::traces::Sampling;

pub(in crate::config) static OTEL_SDK_DISABLED: Setting<bool> = Setting {
    definition: Definition {
        name: "OTEL_SDK_DISABLED",
        default: Some("false"),
        required: false,
        allowed: "true or false",
        about: "Whether traces are off whatever else is set.",
    },
    parse: parse::boolean,
};

pub(in crate::config) static OTEL_TRACES_EXPORTER: Setting<bool> = Setting {
    definition: Definition {
        name: "OTEL_TRACES_EXPORTER",
        default: Some("otlp"),
        required: false,
        allowed: "otlp or none",
        about: "Whether traces are sent at all.",
    },
    parse: parse::traces_exporter,
};

pub(in crate::config) static OTEL_EXPORTER_OTLP_ENDPOINT: Setting<Url> = Setting {
    definition: Definition {
        name: "OTEL_EXPORTER_OTLP_ENDPOINT",
        default: None,
        required: false,
        allowed: "an http or https address without user, query or fragment, such as http://collector:4318",
        about: "Where traces are sent to, with `/v1/traces` appended. Traces are off without it.",
    },
    parse: parse::http_url,
};

pub(in crate::config) static OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: Setting<Url> = Setting {
    definition: Definition {
        name: "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        default: None,
        required: false,
        allowed: "an http or https address without user, query or fragment, such as http://collector:4318/v1/traces",
        about: "The whole address that traces are sent to; it wins over OTEL_EXPORTER_OTLP_ENDPOINT.",
    },
    parse: parse::http_url,
};

pub(in crate::config) static OTEL_EXPORTER_OTLP_PROTOCOL: Setting<()> = Setting {
    definition: Definition {
        name: "OTEL_EXPORTER_OTLP_PROTOCOL",
        default: Some("http/json"),
        required: false,
        allowed: "http/json or http/protobuf",
        about: "Traces are sent as JSON over HTTP, which receivers of http/protobuf take at the same address; gRPC is not \
                spoken.",
    },
    parse: parse::otlp_protocol,
};

pub(in crate::config) static OTEL_EXPORTER_OTLP_HEADERS: Setting<Vec<(HeaderName, HeaderValue)>> =
    Setting {
        definition: Definition {
            name: "OTEL_EXPORTER_OTLP_HEADERS",
            default: None,
            required: false,
            allowed: "name=value pairs with commas between them, values percent-encoded",
            about: "Headers that are sent along with traces, such as a key. They are never shown.",
        },
        parse: parse::headers,
    };

pub(in crate::config) static OTEL_EXPORTER_OTLP_TRACES_HEADERS: Setting<
    Vec<(HeaderName, HeaderValue)>,
> = Setting {
    definition: Definition {
        name: "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
        default: None,
        required: false,
        allowed: "name=value pairs with commas between them, values percent-encoded",
        about: "The same; it wins over OTEL_EXPORTER_OTLP_HEADERS.",
    },
    parse: parse::headers,
};

pub(in crate::config) static OTEL_EXPORTER_OTLP_TIMEOUT: Setting<Duration> = Setting {
    definition: Definition {
        name: "OTEL_EXPORTER_OTLP_TIMEOUT",
        default: Some("10000"),
        required: false,
        allowed: "a number of milliseconds from 1 to 600000",
        about: "How long the receiver of traces may take to answer.",
    },
    parse: parse::milliseconds,
};

pub(in crate::config) static OTEL_BSP_SCHEDULE_DELAY: Setting<Duration> = Setting {
    definition: Definition {
        name: "OTEL_BSP_SCHEDULE_DELAY",
        default: Some("5000"),
        required: false,
        allowed: "a number of milliseconds from 1 to 600000",
        about: "How long spans are gathered before they are sent.",
    },
    parse: parse::milliseconds,
};

pub(in crate::config) static OTEL_SERVICE_NAME: Setting<String> = Setting {
    definition: Definition {
        name: "OTEL_SERVICE_NAME",
        default: None,
        required: false,
        allowed: "any text",
        about: "The name of this service in traces: `service.name` of OTEL_RESOURCE_ATTRIBUTES, or `pactflow-scim`, where it \
                is not set.",
    },
    parse: parse::from_str,
};

pub(in crate::config) static OTEL_RESOURCE_ATTRIBUTES: Setting<Vec<(String, String)>> = Setting {
    definition: Definition {
        name: "OTEL_RESOURCE_ATTRIBUTES",
        default: None,
        required: false,
        allowed: "name=value pairs with commas between them, values percent-encoded",
        about: "What traces say of this service, such as `deployment.environment.name=production`.",
    },
    parse: parse::pairs,
};

pub(in crate::config) static OTEL_TRACES_SAMPLER: Setting<Sampling> = Setting {
    definition: Definition {
        name: "OTEL_TRACES_SAMPLER",
        default: Some("parentbased_always_on"),
        required: false,
        allowed: "always_on, always_off, traceidratio, or one of these with parentbased_ before it",
        about: "Which requests are traced; with `parentbased_`, the caller's `traceparent` decides where there is one.",
    },
    parse: Sampling::named,
};

pub(in crate::config) static OTEL_TRACES_SAMPLER_ARG: Setting<f64> = Setting {
    definition: Definition {
        name: "OTEL_TRACES_SAMPLER_ARG",
        default: Some("1"),
        required: false,
        allowed: "a number from 0 to 1",
        about: "The part of the requests that `traceidratio` traces.",
    },
    parse: parse::ratio,
};
