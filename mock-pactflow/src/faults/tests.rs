use jiff::Timestamp;
use proptest::prelude::*;

use super::*;

fn faults(rules: &[Fault]) -> Faults {
    let faults = Faults::default();
    let store = Store::new(Timestamp::UNIX_EPOCH);
    for rule in rules {
        faults.add(rule.clone(), &store);
    }
    faults
}

fn fired(faults: &Faults, route: Route) -> Option<String> {
    let info = route.info();
    faults
        .select(info.method, info.path, Some(route))
        .map(|firing| firing.id)
}

#[test]
fn the_first_rule_that_fires_wins_and_an_exhausted_one_lets_the_next_fire() {
    let faults = faults(&[Fault::status(503).times(1), Fault::status(429)]);
    assert_eq!(fired(&faults, Route::ListUsers).as_deref(), Some("fault-1"));
    assert_eq!(fired(&faults, Route::ListUsers).as_deref(), Some("fault-2"));
    assert_eq!(faults.standing("fault-1").unwrap().remaining, Some(0));
}

#[test]
fn a_rule_for_the_nth_call_waits_for_it() {
    let faults = faults(&[Fault::reset().on(Route::CreateUser).call(3).times(1)]);
    let outcomes: Vec<bool> = (0..4)
        .map(|_| fired(&faults, Route::CreateUser).is_some())
        .collect();
    assert_eq!(outcomes, [false, false, true, false]);
    assert!(
        fired(&faults, Route::ListUsers).is_none(),
        "another route is not disturbed"
    );
}

#[test]
fn a_stale_list_disturbs_reads_alone() {
    let faults = faults(&[Fault::stale_list()]);
    assert!(fired(&faults, Route::CreateUser).is_none());
    assert!(fired(&faults, Route::ListUsers).is_some());
}

#[test]
fn a_rule_with_the_id_of_another_takes_its_place() {
    let named = |status| Fault {
        id: Some("outage".to_owned()),
        ..Fault::status(status)
    };
    let faults = faults(&[named(500), Fault::reset(), named(503)]);
    let ids: Vec<String> = faults.list().into_iter().map(|rule| rule.id).collect();
    assert_eq!(ids, ["outage", "fault-1"]);
    assert!(faults.remove("outage") && !faults.remove("outage"));
}

#[test]
fn a_rule_can_be_written_down_in_json_and_a_wrong_word_is_refused() {
    let text = r#"{"on":{"route":"create-user","call":2},"times":1,"when":"after","effect":{"kind":"reset"}}"#;
    let fault: Fault = serde_json::from_str(text).unwrap();
    assert_eq!(
        fault,
        Fault::lose_answer().on(Route::CreateUser).call(2).times(1)
    );
    assert_eq!(serde_json::to_string(&fault).unwrap(), text);
    for wrong in [
        r#"{"on":{"route":"create-usr"},"effect":{"kind":"reset"}}"#,
        r#"{"effect":{"kind":"explode"}}"#,
        r#"{"effect":{"kind":"reset"},"time":1}"#,
    ] {
        assert!(serde_json::from_str::<Fault>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_star_in_a_path_stands_for_any_characters() {
    for (pattern, path, expected) in [
        ("/admin/users", "/admin/users", true),
        ("/admin/users", "/admin/users/1", false),
        ("/admin/*", "/admin/users/1", true),
        ("*/users", "/admin/teams/1/users", true),
        ("/admin/*/1/*s", "/admin/teams/1/users", true),
        ("/admin/*/2/*", "/admin/teams/1/users", false),
        ("*", "/", true),
    ] {
        assert_eq!(fits(pattern, path), expected, "{pattern} {path}");
    }
}

proptest! {
    #[test]
    fn a_path_fits_itself_with_any_part_replaced_by_a_star(path in "/[a-c/]{0,12}", from in 0_usize..13, len in 0_usize..13) {
        let from = from.min(path.len());
        let to = (from + len).min(path.len());
        let pattern = format!("{}*{}", &path[..from], &path[to..]);
        prop_assert!(fits(&pattern, &path), "{} {}", pattern, path);
    }
}
