use std::time::Duration;

use proptest::prelude::*;
use tracing::level_filters::LevelFilter;

use super::definitions::DEFINITIONS;
use super::{LogFormat, SettingError, Settings, UnavailableStatus};

const URL: (&str, &str) = ("PACTFLOW_URL", "https://pactflow.example.com");

fn settings(pairs: &[(&str, &str)]) -> Result<Settings, SettingError> {
    Settings::from_pairs([URL].iter().chain(pairs).copied())
}

fn good(name: &str, value: &str) -> Settings {
    settings(&[(name, value)]).unwrap()
}

fn error(name: &str, value: &str) -> String {
    settings(&[(name, value)])
        .expect_err(&format!("{name}={value} was taken"))
        .to_string()
}

#[test]
fn the_defaults_are_those_of_the_container_that_is_replaced() {
    let settings = settings(&[]).unwrap();
    assert_eq!(settings.listen_addr().to_string(), "0.0.0.0:8080");
    assert_eq!(settings.context_path, "/scim");
    assert_eq!(settings.root_log_level, LevelFilter::INFO);
    assert_eq!(settings.wire_log_level, LevelFilter::INFO);
    assert_eq!(settings.log_format, LogFormat::Text);
    assert_eq!(
        settings.unavailable_status,
        UnavailableStatus::TooManyRequests
    );
    assert_eq!(settings.public_url, None);
    assert!(!settings.trust_forwarded_headers && !settings.link_by_email);
    assert_eq!(settings.request_timeout, Duration::from_secs(45));
    assert_eq!(
        (settings.max_body_size, settings.max_results),
        (8 * 1024 * 1024, 1000)
    );
}

#[test]
fn by_default_the_rails_stand_where_they_stop_nobody_who_means_well() {
    let settings = settings(&[]).unwrap();
    assert!(settings.keep_last_administrator && settings.protect_token_owner);
    assert_eq!(settings.protected_users, [""; 0]);
    assert_eq!(settings.max_deactivations_per_hour, None);
    assert_eq!(settings.audit_log_level, LevelFilter::INFO);
    assert_eq!(settings.audit_log_file, None);
}

#[test]
fn protected_people_are_listed_with_commas() {
    assert_eq!(
        good("SCIM_PROTECTED_USERS", " ada@acme.io,, Grace ,").protected_users,
        ["ada@acme.io", "Grace"]
    );
}

#[test]
fn pactflow_url_is_required() {
    let missing = Settings::from_pairs([("SERVER_PORT", "1")])
        .unwrap_err()
        .to_string();
    assert_eq!(
        missing,
        "PACTFLOW_URL is not set; it must be an http or https address without user, query or fragment, such as \
         https://pactflow.example.com"
    );
    assert!(error("PACTFLOW_URL", "").starts_with("PACTFLOW_URL is not set; "));
}

#[test]
fn pactflow_url_keeps_its_path_prefix_and_gets_one_trailing_slash() {
    for (given, kept) in [
        ("http://pactflow:9292", "http://pactflow:9292/"),
        (
            " https://example.com/tools/pactflow ",
            "https://example.com/tools/pactflow/",
        ),
        ("HTTPS://Example.com/p//", "https://example.com/p/"),
    ] {
        assert_eq!(good("PACTFLOW_URL", given).pactflow_url.as_str(), kept);
    }
}

#[test]
fn an_address_with_anything_beside_scheme_host_port_and_path_is_refused() {
    for bad in [
        "pactflow",
        "pactflow:9292",
        "//pactflow",
        "ftp://pactflow",
        "http://",
        "http:pactflow",
        "http://a b",
        "http://host/?",
        "http://host/#",
        "http://host/?a=b",
        "http://u@host",
        "http://@host",
        "http:\\\\host",
        "unix:///socket",
    ] {
        assert!(
            error("PACTFLOW_URL", bad).starts_with("PACTFLOW_URL is \""),
            "{bad}"
        );
        error("SCIM_PUBLIC_URL", bad);
    }
}

#[test]
fn a_password_in_an_address_is_not_shown() {
    let shown = error(
        "PACTFLOW_URL",
        "https://admin:s3cr3t@pactflow.example.com/?token=t0ken",
    );
    assert!(
        shown.starts_with(
            "PACTFLOW_URL is \"https://***@pactflow.example.com/?token=***\"; it must be "
        ),
        "{shown}"
    );
}

#[test]
fn the_context_path_is_put_right() {
    for (given, kept) in [
        ("/scim", "/scim"),
        ("scim", "/scim"),
        ("/scim/", "/scim"),
        ("//a///b.c/", "/a/b.c"),
        ("/", ""),
        ("", ""),
        (" ", ""),
    ] {
        assert_eq!(
            good("SERVER_SERVLET_CONTEXT_PATH", given).context_path,
            kept,
            "{given:?}"
        );
    }
    for bad in ["/a b", "/..", "/a/./b", "/{id}", "/%2f", "/ä", "/a?b", "*"] {
        error("SERVER_SERVLET_CONTEXT_PATH", bad);
    }
}

#[test]
fn a_public_origin_gets_the_context_path_and_a_public_path_is_the_whole_base() {
    for (public, context, base) in [
        (
            "https://scim.example.com",
            "/scim",
            "https://scim.example.com/scim",
        ),
        (
            "https://scim.example.com/",
            "/x/y",
            "https://scim.example.com/x/y",
        ),
        ("https://scim.example.com", "/", "https://scim.example.com"),
        (
            "https://example.com/provisioning/",
            "/scim",
            "https://example.com/provisioning",
        ),
    ] {
        let pairs = [
            ("SCIM_PUBLIC_URL", public),
            ("SERVER_SERVLET_CONTEXT_PATH", context),
        ];
        assert_eq!(settings(&pairs).unwrap().public_url.as_deref(), Some(base));
    }
}

#[test]
fn levels_are_read_in_any_case_and_the_wire_follows_the_root() {
    const WIRE: &str = "LOGGING_LEVEL_ORG_APACHE_HC_CLIENT5_HTTP_WIRE";
    let debug = good("LOGGING_LEVEL_ROOT", "debug");
    assert_eq!(
        (debug.root_log_level, debug.wire_log_level),
        (LevelFilter::DEBUG, LevelFilter::DEBUG)
    );
    let quiet_wire = settings(&[("LOGGING_LEVEL_ROOT", "DEBUG"), (WIRE, "Info")]).unwrap();
    assert_eq!(quiet_wire.wire_log_level, LevelFilter::INFO);
    assert_eq!(
        good("LOGGING_LEVEL_ROOT", "OFF").root_log_level,
        LevelFilter::OFF
    );
    assert_eq!(
        error("LOGGING_LEVEL_ROOT", "LOUD"),
        "LOGGING_LEVEL_ROOT is \"LOUD\"; it must be TRACE, DEBUG, INFO, WARN, ERROR or OFF, in any case"
    );
    error("LOGGING_LEVEL_ROOT", "5");
}

#[test]
fn times_are_plain_seconds_or_have_units_and_stay_in_their_range() {
    assert_eq!(
        good("SCIM_REQUEST_TIMEOUT", "30").request_timeout,
        Duration::from_secs(30)
    );
    assert_eq!(
        good("SCIM_REQUEST_TIMEOUT", "1500ms").request_timeout,
        Duration::from_millis(1500)
    );
    assert_eq!(
        good("SCIM_REQUEST_TIMEOUT", "50s").request_timeout,
        Duration::from_secs(50)
    );
    assert_eq!(
        good("SERVER_SHUTDOWN_GRACE", "0").shutdown_grace,
        Duration::ZERO
    );
    assert_eq!(
        good("SERVER_SHUTDOWN_GRACE", "1m 30s").shutdown_grace,
        Duration::from_secs(90)
    );
    for bad in [
        "51",
        "0",
        "999ms",
        "-1",
        "1h",
        "soon",
        "99999999999999999999s",
    ] {
        error("SCIM_REQUEST_TIMEOUT", bad);
    }
}

#[test]
fn repetitions_and_the_breaker_can_be_switched_off_and_limits_cannot() {
    let off = settings(&[
        ("PACTFLOW_RETRIES", "0"),
        ("PACTFLOW_BREAKER_FAILURES", "0"),
    ])
    .unwrap();
    assert_eq!(
        (off.pactflow_retries, off.pactflow_breaker_failures),
        (0, 0)
    );
    for (name, bad) in [
        ("PACTFLOW_RETRIES", "11"),
        ("PACTFLOW_RETRIES", "-1"),
        ("PACTFLOW_BREAKER_FAILURES", "1001"),
        ("PACTFLOW_BREAKER_PAUSE", "0"),
        ("PACTFLOW_MAX_CALLS", "0"),
        ("SERVER_MAX_REQUESTS", "0"),
        ("SERVER_BODY_TIMEOUT", "0"),
        ("SERVER_ANSWER_TIMEOUT", "11m"),
    ] {
        error(name, bad);
    }
}

#[test]
fn sizes_are_bytes_or_have_units_and_stay_in_their_range() {
    for (given, bytes) in [
        ("2048", 2048),
        ("1KB", 1024),
        ("4 mb", 4 * 1024 * 1024),
        ("5000B", 5000),
    ] {
        assert_eq!(good("SCIM_MAX_BODY_SIZE", given).max_body_size, bytes);
    }
    for bad in [
        "1023",
        "101MB",
        "1GB",
        "MB",
        "-1KB",
        "1.5MB",
        "18446744073709551615KB",
    ] {
        error("SCIM_MAX_BODY_SIZE", bad);
    }
}

#[test]
fn words_numbers_and_addresses_are_checked() {
    assert!(good("SERVER_FORWARD_HEADERS_STRATEGY", "NATIVE").trust_forwarded_headers);
    assert!(good("SERVER_FORWARD_HEADERS_STRATEGY", "framework").trust_forwarded_headers);
    assert!(good("SCIM_LINK_BY_EMAIL", "True").link_by_email);
    assert_eq!(
        good("SCIM_UNAVAILABLE_STATUS", "503").unavailable_status,
        UnavailableStatus::ServiceUnavailable
    );
    assert_eq!(good("LOGGING_FORMAT", "JSON").log_format, LogFormat::Json);
    assert!(good("SERVER_ADDRESS", "::").listen_addr().is_ipv6());
    for (name, bad) in [
        ("SERVER_FORWARD_HEADERS_STRATEGY", "yes"),
        ("SCIM_LINK_BY_EMAIL", "1"),
        ("SCIM_UNAVAILABLE_STATUS", "500"),
        ("LOGGING_FORMAT", "xml"),
        ("SERVER_ADDRESS", "example.com"),
        ("SERVER_PORT", "65536"),
        ("SERVER_PORT", "-1"),
        ("SCIM_MAX_RESULTS", "0"),
        ("SERVER_MAX_CONNECTIONS", "0"),
        ("SCIM_MAX_DEACTIVATIONS_PER_HOUR", "0"),
        ("SCIM_KEEP_LAST_ADMINISTRATOR", "yes"),
    ] {
        error(name, bad);
    }
}

#[test]
fn an_empty_value_means_the_default_everywhere_but_for_the_context_path() {
    let optional = DEFINITIONS
        .into_iter()
        .filter(|definition| !definition.required)
        .map(|definition| definition.name);
    let given = optional
        .filter(|name| *name != "SERVER_SERVLET_CONTEXT_PATH")
        .map(|name| (name, " "));
    let empty = Settings::from_pairs([URL].into_iter().chain(given)).unwrap();
    assert_eq!(
        format!("{empty:?}"),
        format!("{:?}", settings(&[]).unwrap())
    );
}

#[test]
fn a_name_that_is_no_setting_is_an_error() {
    assert_eq!(
        error("SERVER_PROT", "1"),
        "\"SERVER_PROT\" is no setting; --help lists them all"
    );
}

#[test]
fn every_row_of_the_table_has_its_own_name_and_a_default_that_is_allowed() {
    for (at, definition) in DEFINITIONS.into_iter().enumerate() {
        assert_eq!(
            DEFINITIONS
                .into_iter()
                .position(|other| other.name == definition.name),
            Some(at)
        );
        assert!(
            !(definition.required && definition.default.is_some()),
            "{}",
            definition.name
        );
    }
    settings(&[]).expect("the defaults are allowed");
}

proptest! {
    #[test]
    fn every_refusal_is_one_short_line_that_names_the_variable(
        at in 0..DEFINITIONS.len(),
        value in any::<String>(),
    ) {
        let name = DEFINITIONS[at].name;
        if let Err(error) = settings(&[(name, &value)]) {
            let line = error.to_string();
            // Of a pair, the other one may be missing.
            let names_one = DEFINITIONS.into_iter().any(|definition| line.starts_with(definition.name));
            prop_assert!(names_one && !line.contains(['\n', '\r']) && line.chars().count() < 1200, "{}", line);
        }
    }
}

#[test]
fn a_certificate_and_its_key_are_set_together() {
    for (one, other) in [
        (
            "SERVER_SSL_CERTIFICATE",
            "SERVER_SSL_CERTIFICATE_PRIVATE_KEY",
        ),
        ("SCIM_CLIENT_CERT_FILE", "SCIM_CLIENT_KEY_FILE"),
    ] {
        assert!(error(one, "/a.pem").starts_with(&format!("{other} is not set; ")));
        assert!(error(other, "/a.pem").starts_with(&format!("{one} is not set; ")));
        settings(&[(one, "/a.pem"), (other, "/b.pem")]).unwrap();
    }
    let spring = settings(&[
        ("SERVER_SSL_CERTIFICATE", "file:/tls/tls.crt"),
        ("SERVER_SSL_CERTIFICATE_PRIVATE_KEY", "/tls/tls.key"),
    ]);
    let files = spring.unwrap().server_tls.unwrap();
    assert_eq!(files.certificate.to_str(), Some("/tls/tls.crt"));
}

#[test]
fn a_proxy_may_come_without_a_scheme_and_its_password_is_never_shown() {
    for good_one in [
        "http://proxy:3128",
        "proxy:3128",
        "http://u:s3cr3t@proxy",
        "https://proxy",
    ] {
        let settings = good("HTTPS_PROXY", good_one);
        assert!(settings.outbound.https_proxy.is_some());
        assert!(!format!("{settings:?}").contains("s3cr3t"));
    }
    for bad in [
        "socks5://u:s3cr3t@proxy",
        "http://u:s3cr3t@pro xy",
        "http://",
    ] {
        let error = error("HTTPS_PROXY", bad);
        assert!(!error.contains("s3cr3t"), "{error}");
    }
}

#[test]
fn traces_are_off_without_an_endpoint_and_where_they_are_switched_off() {
    const ENDPOINT: (&str, &str) = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/");
    let traces = |extra: &[(&str, &str)]| {
        let pairs: Vec<_> = [ENDPOINT].iter().chain(extra).copied().collect();
        settings(&pairs).unwrap().traces
    };
    assert_eq!(settings(&[]).unwrap().traces, None);
    assert_eq!(traces(&[("OTEL_SDK_DISABLED", "true")]), None);
    assert_eq!(traces(&[("OTEL_TRACES_EXPORTER", "none")]), None);
    let common = traces(&[]).unwrap();
    assert_eq!(common.endpoint.as_str(), "http://collector:4318/v1/traces");
    let own = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://other/x");
    assert_eq!(traces(&[own]).unwrap().endpoint.as_str(), "http://other/x");
    assert_eq!(common.timeout, Duration::from_secs(10));
    error("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
    error("OTEL_TRACES_SAMPLER", "sometimes");
    error("OTEL_TRACES_SAMPLER_ARG", "1.5");
    error("OTEL_EXPORTER_OTLP_TIMEOUT", "10s");
}

#[test]
fn the_service_is_named_by_its_own_variable_or_by_the_resource_or_by_itself() {
    let name = |extra: &[(&str, &str)]| {
        let endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");
        let pairs: Vec<_> = [endpoint].iter().chain(extra).copied().collect();
        let resource = settings(&pairs).unwrap().traces.unwrap().resource;
        let named: Vec<_> = resource
            .into_iter()
            .filter(|(name, _)| name == "service.name")
            .collect();
        assert_eq!(named.len(), 1);
        named[0].1.clone()
    };
    let resource = (
        "OTEL_RESOURCE_ATTRIBUTES",
        "service.name=from%20resource, a=b",
    );
    assert_eq!(name(&[]), "pactflow-scim");
    assert_eq!(name(&[resource]), "from resource");
    assert_eq!(name(&[resource, ("OTEL_SERVICE_NAME", "own")]), "own");
}

#[test]
fn the_headers_of_traces_are_never_shown() {
    let pairs = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=s3cr3t,x-b=c%20d"),
    ];
    let settings = settings(&pairs).unwrap();
    assert!(!format!("{settings:?}").contains("s3cr3t"));
    assert_eq!(settings.traces.unwrap().headers[1].1, "c d");
    for bad in ["s3cr3t", "a b=s3cr3t", "a=s3cr3t%0A"] {
        let error = error("OTEL_EXPORTER_OTLP_HEADERS", bad);
        assert!(!error.contains("s3cr3t"), "{error}");
    }
}
