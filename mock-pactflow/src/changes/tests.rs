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
