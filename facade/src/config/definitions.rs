//! The table of settings. The help text and the tables in `README.md` and `docs/OPERATING.md` are made from it.

use std::fmt::Write as _;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use tracing::level_filters::LevelFilter;
use url::Url;

use super::{LogFormat, UnavailableStatus, parse};

mod operations;
mod tls;
mod traces;

pub(super) use operations::*;
pub(super) use tls::*;
pub(super) use traces::*;

/// What a person reads about one setting.
#[derive(Debug, Clone, Copy)]
pub struct Definition {
    /// The environment variable. The command line has it in lower case with hyphens: `SERVER_PORT` is `--server-port`.
    pub name: &'static str,
    /// The value where none is given; `None` where there is no default.
    pub default: Option<&'static str>,
    /// Whether the service cannot start without it.
    pub required: bool,
    /// What it may be, to follow "it must be".
    pub allowed: &'static str,
    /// What it does, in one sentence.
    pub about: &'static str,
}

impl Definition {
    /// The definition of the variable `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        DEFINITIONS
            .into_iter()
            .find(|definition| definition.name == name)
    }

    /// The flag, without its hyphens.
    #[must_use]
    pub fn flag(&self) -> String {
        self.name.to_ascii_lowercase().replace('_', "-")
    }

    /// What a person reads of a missing value: `required`, `default 8080` or `no default`.
    #[must_use]
    pub fn default_text(&self) -> String {
        match self.default {
            Some(value) => format!("default {value}"),
            None if self.required => "required".to_owned(),
            None => "no default".to_owned(),
        }
    }
}

/// A setting: what a person reads, and how its text becomes a value.
pub(super) struct Setting<T> {
    pub(super) definition: Definition,
    pub(super) parse: fn(&str) -> Option<T>,
}

/// Every setting, in the order in which they are documented.
pub static DEFINITIONS: [&Definition; 59] = [
    &PACTFLOW_URL.definition,
    &SERVER_PORT.definition,
    &SERVER_ADDRESS.definition,
    &SERVER_SERVLET_CONTEXT_PATH.definition,
    &SCIM_PUBLIC_URL.definition,
    &SERVER_FORWARD_HEADERS_STRATEGY.definition,
    &SCIM_LINK_BY_EMAIL.definition,
    &SCIM_INDEX.definition,
    &SCIM_INDEX_MAX_AGE.definition,
    &SCIM_UNAVAILABLE_STATUS.definition,
    &SCIM_MAX_RESULTS.definition,
    &SCIM_MAX_BODY_SIZE.definition,
    &SCIM_REQUEST_TIMEOUT.definition,
    &SCIM_KEEP_LAST_ADMINISTRATOR.definition,
    &SCIM_PROTECT_TOKEN_OWNER.definition,
    &SCIM_PROTECTED_USERS.definition,
    &SCIM_MAX_DEACTIVATIONS_PER_HOUR.definition,
    &PACTFLOW_CONNECT_TIMEOUT.definition,
    &PACTFLOW_REQUEST_TIMEOUT.definition,
    &PACTFLOW_RETRIES.definition,
    &PACTFLOW_MAX_CALLS.definition,
    &PACTFLOW_BREAKER_FAILURES.definition,
    &PACTFLOW_BREAKER_PAUSE.definition,
    &SERVER_MAX_CONNECTIONS.definition,
    &SERVER_MAX_REQUESTS.definition,
    &SERVER_HEADER_TIMEOUT.definition,
    &SERVER_BODY_TIMEOUT.definition,
    &SERVER_ANSWER_TIMEOUT.definition,
    &SERVER_KEEP_ALIVE_TIMEOUT.definition,
    &SERVER_SHUTDOWN_GRACE.definition,
    &SERVER_SHUTDOWN_DELAY.definition,
    &MANAGEMENT_SERVER_PORT.definition,
    &SERVER_SSL_CERTIFICATE.definition,
    &SERVER_SSL_CERTIFICATE_PRIVATE_KEY.definition,
    &SCIM_CA_FILE.definition,
    &SCIM_CLIENT_CERT_FILE.definition,
    &SCIM_CLIENT_KEY_FILE.definition,
    &HTTPS_PROXY.definition,
    &HTTP_PROXY.definition,
    &NO_PROXY.definition,
    &SCIM_EXPLAIN.definition,
    &LOGGING_LEVEL_ROOT.definition,
    &LOGGING_LEVEL_ORG_APACHE_HC_CLIENT5_HTTP_WIRE.definition,
    &LOGGING_FORMAT.definition,
    &LOGGING_LEVEL_AUDIT.definition,
    &AUDIT_LOG_FILE.definition,
    &OTEL_EXPORTER_OTLP_ENDPOINT.definition,
    &OTEL_EXPORTER_OTLP_TRACES_ENDPOINT.definition,
    &OTEL_EXPORTER_OTLP_PROTOCOL.definition,
    &OTEL_EXPORTER_OTLP_HEADERS.definition,
    &OTEL_EXPORTER_OTLP_TRACES_HEADERS.definition,
    &OTEL_EXPORTER_OTLP_TIMEOUT.definition,
    &OTEL_BSP_SCHEDULE_DELAY.definition,
    &OTEL_SERVICE_NAME.definition,
    &OTEL_RESOURCE_ATTRIBUTES.definition,
    &OTEL_TRACES_SAMPLER.definition,
    &OTEL_TRACES_SAMPLER_ARG.definition,
    &OTEL_TRACES_EXPORTER.definition,
    &OTEL_SDK_DISABLED.definition,
];

/// The settings as a Markdown table, one row each.
#[must_use]
pub fn markdown_table() -> String {
    let mut table =
        String::from("| variable | default | allowed | what it does |\n|---|---|---|---|\n");
    for definition in DEFINITIONS {
        let Definition {
            name,
            allowed,
            about,
            ..
        } = definition;
        let default = match definition.default {
            Some(value) => format!("`{value}`"),
            None => definition.default_text(),
        };
        writeln!(table, "| `{name}` | {default} | {allowed} | {about} |")
            .expect("writing to a string cannot fail");
    }
    table
}

pub(super) static PACTFLOW_URL: Setting<Url> = Setting {
    definition: Definition {
        name: "PACTFLOW_URL",
        default: None,
        required: true,
        allowed: "an http or https address without user, query or fragment, such as https://pactflow.example.com",
        about: "Where PactFlow is; a path prefix is kept.",
    },
    parse: parse::pactflow_url,
};

pub(super) static SERVER_PORT: Setting<u16> = Setting {
    definition: Definition {
        name: "SERVER_PORT",
        default: Some("8080"),
        required: false,
        allowed: "a port from 0 to 65535, where 0 takes a free one",
        about: "The TCP port to listen on.",
    },
    parse: parse::from_str,
};

pub(super) static SERVER_ADDRESS: Setting<IpAddr> = Setting {
    definition: Definition {
        name: "SERVER_ADDRESS",
        default: Some("0.0.0.0"),
        required: false,
        allowed: "an IP address of this host, such as 0.0.0.0, 127.0.0.1 or ::",
        about: "The local address to listen on.",
    },
    parse: parse::from_str,
};

pub(super) static SERVER_SERVLET_CONTEXT_PATH: Setting<String> = Setting {
    definition: Definition {
        name: "SERVER_SERVLET_CONTEXT_PATH",
        default: Some("/scim"),
        required: false,
        allowed: "a path of letters, digits and -._~, such as /scim, or / for the root",
        about: "What every SCIM path begins with.",
    },
    parse: parse::context_path,
};

pub(super) static SCIM_PUBLIC_URL: Setting<Url> = Setting {
    definition: Definition {
        name: "SCIM_PUBLIC_URL",
        default: None,
        required: false,
        allowed: "an http or https address without user, query or fragment, such as https://scim.example.com",
        about: "The address that identity providers use, for `meta.location`: an origin alone gets the context path \
                appended, one with a path is the whole base. Without it, each request's own host and scheme are used.",
    },
    parse: parse::http_url,
};

pub(super) static SERVER_FORWARD_HEADERS_STRATEGY: Setting<bool> = Setting {
    definition: Definition {
        name: "SERVER_FORWARD_HEADERS_STRATEGY",
        default: Some("none"),
        required: false,
        allowed: "none, native or framework",
        about: "Whether `X-Forwarded-Proto`, `-Host` and `-Port` are trusted: not with `none`, and with the other two. \
                Trust them only behind a proxy that sets them itself.",
    },
    parse: parse::forward_headers,
};

pub(super) static SCIM_LINK_BY_EMAIL: Setting<bool> = Setting {
    definition: Definition {
        name: "SCIM_LINK_BY_EMAIL",
        default: Some("false"),
        required: false,
        allowed: "true or false",
        about: "Whether a look-up by sign-in name also finds, by e-mail address, a user who has no sign-in name yet \
                (DEC-17).",
    },
    parse: parse::boolean,
};

pub(super) static SCIM_INDEX: Setting<bool> = Setting {
    definition: Definition {
        name: "SCIM_INDEX",
        default: Some("true"),
        required: false,
        allowed: "true or false",
        about: "Whether it is kept in memory who has which sign-in name, so that a look-up need not read all of PactFlow's \
                users (DEC-50).",
    },
    parse: parse::boolean,
};

pub(super) static SCIM_INDEX_MAX_AGE: Setting<Duration> = Setting {
    definition: Definition {
        name: "SCIM_INDEX_MAX_AGE",
        default: Some("30s"),
        required: false,
        allowed: "a time from 0s to 24h, such as 30s or 30",
        about: "How long it is believed without asking that nobody has a sign-in name, after PactFlow's users were last read. \
                Who is added in PactFlow itself is found after that time at the latest.",
    },
    parse: |text| parse::duration(text, Duration::ZERO..=Duration::from_secs(24 * 3600)),
};

pub(super) static SCIM_EXPLAIN: Setting<bool> = Setting {
    definition: Definition {
        name: "SCIM_EXPLAIN",
        default: Some("false"),
        required: false,
        allowed: "true or false",
        about: "Whether a request with the header `X-SCIM-Explain` is answered with what became of each attribute that it sent: rule and field, never a value. For demonstrations.",
    },
    parse: parse::boolean,
};

pub(super) static SCIM_UNAVAILABLE_STATUS: Setting<UnavailableStatus> = Setting {
    definition: Definition {
        name: "SCIM_UNAVAILABLE_STATUS",
        default: Some("429"),
        required: false,
        allowed: "429 or 503",
        about: "The answer while PactFlow is rate-limited, down or too slow; Okta repeats a 429 by itself (DEC-14).",
    },
    parse: parse::unavailable_status,
};

pub(super) static SCIM_MAX_RESULTS: Setting<usize> = Setting {
    definition: Definition {
        name: "SCIM_MAX_RESULTS",
        default: Some("1000"),
        required: false,
        allowed: "a number from 1 to 10000",
        about: "The most resources in one list answer; a larger `count` is cut to it.",
    },
    parse: |text| parse::number(text, 1..=10_000),
};

pub(super) static SCIM_MAX_BODY_SIZE: Setting<usize> = Setting {
    definition: Definition {
        name: "SCIM_MAX_BODY_SIZE",
        default: Some("8MB"),
        required: false,
        allowed: "a size from 1KB to 100MB, in bytes or with the unit B, KB or MB",
        about: "The largest request body that is read. 1KB is 1024 bytes.",
    },
    parse: |text| parse::size(text, 1024..=100 * 1024 * 1024),
};

pub(super) static SCIM_REQUEST_TIMEOUT: Setting<Duration> = Setting {
    definition: Definition {
        name: "SCIM_REQUEST_TIMEOUT",
        default: Some("45s"),
        required: false,
        allowed: "a time from 1s to 50s, such as 45s or 45",
        about: "When a SCIM request is answered at the latest; Okta closes the connection after 60 seconds (DEC-14).",
    },
    parse: |text| parse::duration(text, Duration::from_secs(1)..=Duration::from_secs(50)),
};

pub(super) static SCIM_KEEP_LAST_ADMINISTRATOR: Setting<bool> = Setting {
    definition: Definition {
        name: "SCIM_KEEP_LAST_ADMINISTRATOR",
        default: Some("true"),
        required: false,
        allowed: "true or false",
        about: "Whether the last active person with the role Administrator is never deactivated, deleted or stripped of \
                the role: 403 (DEC-41).",
    },
    parse: parse::boolean,
};

pub(super) static SCIM_PROTECT_TOKEN_OWNER: Setting<bool> = Setting {
    definition: Definition {
        name: "SCIM_PROTECT_TOKEN_OWNER",
        default: Some("true"),
        required: false,
        allowed: "true or false",
        about: "Whether the account that the token belongs to is never changed: 403. PactFlow is asked once, at a \
                token's first write, whose it is (DEC-40).",
    },
    parse: parse::boolean,
};

pub(super) static SCIM_PROTECTED_USERS: Setting<Vec<String>> = Setting {
    definition: Definition {
        name: "SCIM_PROTECTED_USERS",
        default: None,
        required: false,
        allowed: "a list of sign-in names, e-mail addresses and ids, separated by commas",
        about: "People who are never changed or removed: 403. Their membership in teams may change (DEC-42).",
    },
    parse: parse::list,
};

pub(super) static SCIM_MAX_DEACTIVATIONS_PER_HOUR: Setting<usize> = Setting {
    definition: Definition {
        name: "SCIM_MAX_DEACTIVATIONS_PER_HOUR",
        default: None,
        required: false,
        allowed: "a number from 1 to 10000",
        about: "How many people this process deactivates or deletes within an hour; beyond it the answer is 429 and the \
                log has an alert (DEC-43). Not set, there is no limit.",
    },
    parse: |text| parse::number(text, 1..=10_000),
};

pub(super) static PACTFLOW_CONNECT_TIMEOUT: Setting<Duration> = Setting {
    definition: Definition {
        name: "PACTFLOW_CONNECT_TIMEOUT",
        default: Some("5s"),
        required: false,
        allowed: "a time from 10ms to 50s, such as 5s or 5",
        about: "How long a connection to PactFlow may take to open.",
    },
    parse: |text| parse::duration(text, Duration::from_millis(10)..=Duration::from_secs(50)),
};

pub(super) static PACTFLOW_REQUEST_TIMEOUT: Setting<Duration> = Setting {
    definition: Definition {
        name: "PACTFLOW_REQUEST_TIMEOUT",
        default: Some("20s"),
        required: false,
        allowed: "a time from 10ms to 50s, such as 20s or 20",
        about: "How long one call to PactFlow may take, its answer's body included.",
    },
    parse: |text| parse::duration(text, Duration::from_millis(10)..=Duration::from_secs(50)),
};

pub(super) static PACTFLOW_RETRIES: Setting<usize> = Setting {
    definition: Definition {
        name: "PACTFLOW_RETRIES",
        default: Some("2"),
        required: false,
        allowed: "a number from 0 to 10, where 0 never repeats",
        about: "How often a call to PactFlow is repeated after a broken connection, a time-out, 429, 502, 503 or 504, \
                where that is safe and in time (DEC-36).",
    },
    parse: |text| parse::number(text, 0..=10),
};

pub(super) static PACTFLOW_MAX_CALLS: Setting<usize> = Setting {
    definition: Definition {
        name: "PACTFLOW_MAX_CALLS",
        default: Some("64"),
        required: false,
        allowed: "a number from 1 to 10000",
        about: "How many calls to PactFlow may be under way at once; more wait, as long as their request has time.",
    },
    parse: |text| parse::number(text, 1..=10_000),
};

pub(super) static PACTFLOW_BREAKER_FAILURES: Setting<usize> = Setting {
    definition: Definition {
        name: "PACTFLOW_BREAKER_FAILURES",
        default: Some("10"),
        required: false,
        allowed: "a number from 0 to 1000, where 0 never gives up",
        about: "After how many failures in a row to reach PactFlow it is left alone for a while, and requests are \
                answered as temporary trouble at once (DEC-37).",
    },
    parse: |text| parse::number(text, 0..=1000),
};

pub(super) static PACTFLOW_BREAKER_PAUSE: Setting<Duration> = Setting {
    definition: Definition {
        name: "PACTFLOW_BREAKER_PAUSE",
        default: Some("10s"),
        required: false,
        allowed: "a time from 10ms to 10m, such as 10s or 10",
        about: "How long PactFlow is left alone before one call tries it again.",
    },
    parse: |text| parse::duration(text, Duration::from_millis(10)..=Duration::from_secs(600)),
};

pub(super) static SERVER_MAX_CONNECTIONS: Setting<usize> = Setting {
    definition: Definition {
        name: "SERVER_MAX_CONNECTIONS",
        default: Some("1024"),
        required: false,
        allowed: "a number from 1 to 65536",
        about: "How many connections are served at once; more wait to be accepted.",
    },
    parse: |text| parse::number(text, 1..=65_536),
};

pub(super) static SERVER_MAX_REQUESTS: Setting<usize> = Setting {
    definition: Definition {
        name: "SERVER_MAX_REQUESTS",
        default: Some("256"),
        required: false,
        allowed: "a number from 1 to 65536",
        about: "How many SCIM requests are worked on at once; more are answered as temporary trouble before their \
                bodies are read (DEC-38). Health is always answered.",
    },
    parse: |text| parse::number(text, 1..=65_536),
};

pub(super) static SERVER_HEADER_TIMEOUT: Setting<Duration> = Setting {
    definition: Definition {
        name: "SERVER_HEADER_TIMEOUT",
        default: Some("10s"),
        required: false,
        allowed: "a time from 10ms to 60s, such as 10s or 10",
        about: "How long a client may take to send a request's head before its connection is closed.",
    },
    parse: |text| parse::duration(text, Duration::from_millis(10)..=Duration::from_secs(60)),
};

pub(super) static SERVER_BODY_TIMEOUT: Setting<Duration> = Setting {
    definition: Definition {
        name: "SERVER_BODY_TIMEOUT",
        default: Some("20s"),
        required: false,
        allowed: "a time from 10ms to 60s, such as 20s or 20",
        about: "How long a client may take to send a request's body before it is answered by 408.",
    },
    parse: |text| parse::duration(text, Duration::from_millis(10)..=Duration::from_secs(60)),
};

pub(super) static SERVER_ANSWER_TIMEOUT: Setting<Duration> = Setting {
    definition: Definition {
        name: "SERVER_ANSWER_TIMEOUT",
        default: Some("30s"),
        required: false,
        allowed: "a time from 10ms to 10m, such as 30s or 30",
        about: "How long a client may take to receive an answer before its connection is closed.",
    },
    parse: |text| parse::duration(text, Duration::from_millis(10)..=Duration::from_secs(600)),
};

pub(super) static SERVER_KEEP_ALIVE_TIMEOUT: Setting<Duration> = Setting {
    definition: Definition {
        name: "SERVER_KEEP_ALIVE_TIMEOUT",
        default: Some("75s"),
        required: false,
        allowed: "a time from 10ms to 1h, such as 75s or 75",
        about: "How long a connection may stay idle between two requests. Keep it above a load balancer's own limit, \
                which is 60 seconds for many, or the balancer answers 502 now and then.",
    },
    parse: |text| parse::duration(text, Duration::from_millis(10)..=Duration::from_secs(3600)),
};

pub(super) static SERVER_SHUTDOWN_GRACE: Setting<Duration> = Setting {
    definition: Definition {
        name: "SERVER_SHUTDOWN_GRACE",
        default: Some("20s"),
        required: false,
        allowed: "a time from 0s to 10m, such as 20s or 20",
        about: "How long running requests may take to finish after SIGTERM before they are cut off.",
    },
    parse: |text| parse::duration(text, Duration::ZERO..=Duration::from_secs(600)),
};

pub(super) static LOGGING_LEVEL_ROOT: Setting<LevelFilter> = Setting {
    definition: Definition {
        name: "LOGGING_LEVEL_ROOT",
        default: Some("INFO"),
        required: false,
        allowed: "TRACE, DEBUG, INFO, WARN, ERROR or OFF, in any case",
        about: "The least severe level that is logged.",
    },
    parse: parse::level,
};

pub(super) static LOGGING_LEVEL_ORG_APACHE_HC_CLIENT5_HTTP_WIRE: Setting<LevelFilter> = Setting {
    definition: Definition {
        name: "LOGGING_LEVEL_ORG_APACHE_HC_CLIENT5_HTTP_WIRE",
        default: None,
        required: false,
        allowed: "TRACE, DEBUG, INFO, WARN, ERROR or OFF, in any case",
        about: "At `DEBUG` every exchange with PactFlow is logged, with tokens, passwords and e-mail addresses masked. \
                Where it is not set, it follows `LOGGING_LEVEL_ROOT`.",
    },
    parse: parse::level,
};

pub(super) static LOGGING_FORMAT: Setting<LogFormat> = Setting {
    definition: Definition {
        name: "LOGGING_FORMAT",
        default: Some("text"),
        required: false,
        allowed: "text or json",
        about: "Whether a log line is text for people or a JSON object for machines.",
    },
    parse: parse::log_format,
};

pub(super) static LOGGING_LEVEL_AUDIT: Setting<LevelFilter> = Setting {
    definition: Definition {
        name: "LOGGING_LEVEL_AUDIT",
        default: Some("INFO"),
        required: false,
        allowed: "TRACE, DEBUG, INFO, WARN, ERROR or OFF, in any case",
        about: "The level of the audit log, whose lines are `INFO`: `OFF` leaves them out. It does not follow \
                `LOGGING_LEVEL_ROOT`.",
    },
    parse: parse::level,
};

pub(super) static AUDIT_LOG_FILE: Setting<PathBuf> = Setting {
    definition: Definition {
        name: "AUDIT_LOG_FILE",
        default: None,
        required: false,
        allowed: "the path of a file that can be appended to",
        about: "The file to which the audit log is appended, and it alone; without it, the audit log goes where the other \
                lines go.",
    },
    parse: |text| Some(PathBuf::from(text)),
};
