use super::*;

fn draft(key: &'static str) -> Draft {
    Draft {
        key,
        uuid: Uuid::nil(),
        subject: "Ada".to_owned(),
        before: None,
        after: None,
    }
}

fn record(log: &ChangeLog, key: &'static str) {
    log.record(vec![draft(key)], None, Timestamp::UNIX_EPOCH);
}

#[test]
fn a_mark_separates_what_was_before_from_what_came_after() {
    let log = ChangeLog::default();
    record(&log, "+users");
    let mark = log.mark();
    record(&log, "~users.name");
    log.since(mark).assert_only("~users.name 1");
    log.since(0).assert_only("+users 1, ~users.name 1");
}

#[test]
#[should_panic(expected = "expected the only changes to be")]
fn a_change_that_was_not_named_fails_the_assertion() {
    let log = ChangeLog::default();
    record(&log, "+users");
    log.since(0).assert_only("");
}

#[test]
#[should_panic(expected = "is no change")]
fn an_expectation_that_cannot_be_read_is_refused() {
    ChangeLog::default().since(0).assert_only("+users many");
}

#[test]
fn a_million_changes_leave_the_log_within_its_bounds_and_it_says_how_many_it_dropped() {
    let log = ChangeLog::default();
    for _ in 0..1_000_000 {
        record(&log, "+users");
    }
    let changes = log.since(0);
    assert_eq!(changes.entries().len(), CAPACITY);
    assert_eq!(changes.dropped(), 1_000_000 - CAPACITY as u64);
    assert_eq!(log.since(log.mark()).dropped(), 0);
}
