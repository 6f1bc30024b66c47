use http::HeaderValue;
use tokio::time::advance;

use super::*;

const SECOND: Duration = Duration::from_secs(1);
const LONG: Duration = Duration::from_secs(45);

fn answered(status: u16, retry_after: Option<Duration>) -> Error {
    crate::pactflow::error::refused(StatusCode::from_u16(status).unwrap(), retry_after, b"")
}

fn outage(why: Outage) -> Error {
    why.into()
}

/// Whether a call is repeated after this error: one that may arrive twice, and one that may not.
fn repeated(error: &Error) -> (bool, bool) {
    let is = |is_idempotent| wait(is_idempotent, error, SECOND / 10, LONG).is_some();
    (is(true), is(false))
}

#[test]
fn what_is_repeated_depends_on_the_error_and_on_whether_the_call_may_arrive_twice() {
    let both = (true, true);
    let idempotent = (true, false);
    let neither = (false, false);
    for (error, expected) in [
        (outage(Outage::Unreachable), both),
        (answered(429, None), both),
        (outage(Outage::Broken), idempotent),
        (Error::TimedOut, idempotent),
        (answered(502, None), idempotent),
        (answered(503, None), idempotent),
        (answered(504, None), idempotent),
        (answered(500, None), neither),
        (answered(501, None), neither),
        (answered(400, None), neither),
        (answered(401, None), neither),
        (answered(403, None), neither),
        (answered(404, None), neither),
        (answered(409, None), neither),
        (answered(302, None), neither),
        (Error::Unreadable("garbage".to_owned()), neither),
        (outage(Outage::Paused), neither),
        (outage(Outage::Crowded), neither),
    ] {
        assert_eq!(repeated(&error), expected, "{error:?}");
    }
}

#[test]
fn only_what_hides_pactflow_counts_as_out_of_reach() {
    for (error, expected) in [
        (outage(Outage::Unreachable), true),
        (outage(Outage::Broken), true),
        (Error::TimedOut, true),
        (answered(502, None), true),
        (answered(503, None), true),
        (answered(504, None), true),
        (answered(429, None), false),
        (answered(500, None), false),
        (answered(401, None), false),
        (answered(404, None), false),
        (Error::Unreadable("garbage".to_owned()), false),
        (outage(Outage::Paused), false),
        (outage(Outage::Crowded), false),
    ] {
        assert_eq!(is_out_of_reach(&error), expected, "{error:?}");
    }
}

#[test]
fn a_wait_that_pactflow_asks_for_is_kept_where_it_is_short_and_else_there_is_no_repetition() {
    for status in [429, 503] {
        let asking = |seconds| answered(status, Some(SECOND * seconds));
        let wait = |seconds| wait(true, &asking(seconds), SECOND / 10, LONG);
        assert_eq!(wait(0), Some(SECOND / 10));
        assert_eq!(wait(2), Some(SECOND * 2 + SECOND / 10));
        assert_eq!(wait(5), Some(SECOND * 5 + SECOND / 10));
        assert_eq!(wait(6), None);
        assert_eq!(wait(u32::MAX), None);
    }
}

#[test]
fn a_repetition_that_could_not_end_in_time_is_not_begun() {
    let with = |left| wait(true, &Error::TimedOut, SECOND, left);
    assert_eq!(with(SECOND + LEAST_ATTEMPT), Some(SECOND));
    assert_eq!(with(SECOND), None);
    assert_eq!(with(Duration::ZERO), None);
}

#[test]
fn waits_grow_are_jittered_and_begin_short() {
    let retries = Retries::new(4);
    let some: Vec<Vec<Duration>> = (0..20).map(|_| retries.waits().collect()).collect();
    for waits in &some {
        assert_eq!(waits.len(), 4);
        for (doublings, wait) in waits.iter().enumerate() {
            let least = FIRST_WAIT * (1 << doublings);
            assert!((least..=least * 2).contains(wait), "{waits:?}");
        }
    }
    assert!(some.iter().any(|waits| waits != &some[0]), "no jitter");
    assert_eq!(Retries::new(0).waits().count(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_budget_is_a_floor_for_few_calls_and_a_fifth_of_many() {
    let spent = |retries: &Retries| (0..10_000).take_while(|_| retries.may_spend()).count();
    let floor = usize::try_from(FLOOR_PER_SECOND).unwrap() * 10;

    let retries = Retries::new(2);
    drop(retries.waits());
    assert_eq!(spent(&retries), floor);
    assert_eq!(spent(&retries), 0, "the floor is spent");

    advance(BUDGET_WINDOW * 3).await;
    (0..1000).for_each(|_| drop(retries.waits()));
    assert_eq!(spent(&retries), floor + 200);
}

#[test]
fn retry_after_is_read_in_seconds_and_as_a_date_and_is_never_more_than_an_hour() {
    let now = httpdate::parse_http_date("Fri, 27 Nov 2026 09:00:00 GMT").unwrap();
    for (value, expected) in [
        ("7", Some(7)),
        (" 0 ", Some(0)),
        ("86400", Some(3600)),
        ("18446744073709551615", Some(3600)),
        ("Fri, 27 Nov 2026 09:01:30 GMT", Some(90)),
        ("Friday, 27-Nov-26 09:01:30 GMT", Some(90)),
        ("Fri, 27 Nov 2026 08:59:59 GMT", Some(0)),
        ("Fri, 27 Nov 2099 09:00:00 GMT", Some(3600)),
        ("18446744073709551616", None),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
    ] {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(value))]);
        let expected = expected.map(Duration::from_secs);
        assert_eq!(retry_after(&headers, now), expected, "{value:?}");
    }
    assert_eq!(retry_after(&HeaderMap::new(), now), None);
}
