//! Settings of how the service is run: probes and stopping.

use std::time::Duration;

use super::{Definition, Setting};
use crate::config::parse;

pub(in crate::config) static SERVER_SHUTDOWN_DELAY: Setting<Duration> = Setting {
    definition: Definition {
        name: "SERVER_SHUTDOWN_DELAY",
        default: Some("0s"),
        required: false,
        allowed: "a time from 0s to 10m, such as 5s or 5",
        about: "How long requests are still taken after SIGTERM, before SERVER_SHUTDOWN_GRACE begins, while `/health/ready` \
                answers 503 already: the time that a load balancer needs to look elsewhere.",
    },
    parse: |text| parse::duration(text, Duration::ZERO..=Duration::from_secs(600)),
};

pub(in crate::config) static MANAGEMENT_SERVER_PORT: Setting<u16> = Setting {
    definition: Definition {
        name: "MANAGEMENT_SERVER_PORT",
        default: None,
        required: false,
        allowed: "a port from 0 to 65535, where 0 takes a free one",
        about: "The port of `/health/…`, `/actuator/health…` and `/metrics`, which are then not on SERVER_PORT. It speaks \
                HTTP without TLS.",
    },
    parse: parse::from_str,
};
