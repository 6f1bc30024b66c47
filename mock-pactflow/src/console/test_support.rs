//! Exchanges and calls for the console's unit tests.

use jiff::Timestamp;

use super::exchange::{Recorded, ScimExchange};
use crate::journal::Exchange;

pub(super) fn call(seq: u64, method: &str, path: &str) -> Exchange {
    Exchange {
        seq,
        at: Timestamp::UNIX_EPOCH,
        method: method.to_owned(),
        path: path.to_owned(),
        route: None,
        query: None,
        token_owner: Some("scim".to_owned()),
        request_body: None,
        request_id: None,
        status: 200,
        response_body: None,
        response_bytes: 0,
        evidence: 'P',
        fault: None,
        micros: 1,
    }
}

pub(super) fn recorded(number: u64, exchange: ScimExchange) -> Recorded {
    Recorded {
        number,
        at: Timestamp::UNIX_EPOCH,
        after: 0,
        exchange,
    }
}
