use tokio::time::advance;

use super::*;

const PAUSE: Duration = Duration::from_secs(10);

fn breaker() -> Breaker {
    Breaker::new(3, PAUSE)
}

/// Lets one call out, which reaches PactFlow or does not.
fn call(breaker: &Breaker, reached: bool) -> bool {
    breaker.admit().unwrap().report(reached)
}

fn opened() -> Breaker {
    let breaker = breaker();
    assert_eq!(
        [false, false, false].map(|reached| call(&breaker, reached)),
        [false, false, true]
    );
    breaker
}

#[tokio::test(start_paused = true)]
async fn a_run_of_failures_opens_it_and_the_time_that_is_left_is_told() {
    let breaker = opened();
    assert_eq!(breaker.state(), BreakerState::Open);
    assert_eq!(breaker.admit().unwrap_err(), PAUSE);
    advance(Duration::from_secs(4)).await;
    assert_eq!(breaker.admit().unwrap_err(), Duration::from_secs(6));
}

#[tokio::test(start_paused = true)]
async fn a_success_in_between_starts_the_count_anew() {
    let breaker = breaker();
    for reached in [false, false, true, false, false] {
        assert!(!call(&breaker, reached));
    }
    assert_eq!(breaker.state(), BreakerState::Closed);
    assert!(call(&breaker, false));
}

#[tokio::test(start_paused = true)]
async fn after_the_pause_one_call_tries_and_its_success_closes_it() {
    let breaker = opened();
    advance(PAUSE).await;
    let pass = breaker.admit().unwrap();
    assert_eq!(breaker.state(), BreakerState::HalfOpen);
    assert_eq!(breaker.admit().unwrap_err(), WHILE_TRYING);
    assert!(!pass.report(true));
    assert_eq!(breaker.state(), BreakerState::Closed);
    assert!(!call(&breaker, false), "the count did not start anew");
}

#[tokio::test(start_paused = true)]
async fn a_try_that_fails_opens_it_for_the_whole_pause_again() {
    let breaker = opened();
    advance(PAUSE).await;
    assert!(call(&breaker, false));
    assert_eq!(breaker.admit().unwrap_err(), PAUSE);
}

#[tokio::test(start_paused = true)]
async fn a_try_that_is_given_up_leaves_the_next_call_to_try() {
    let breaker = opened();
    advance(PAUSE).await;
    drop(breaker.admit().unwrap());
    let pass = breaker.admit().unwrap();
    assert!(breaker.admit().is_err(), "two tried at once");
    pass.report(true);
    assert_eq!(breaker.state(), BreakerState::Closed);
}

#[tokio::test(start_paused = true)]
async fn what_went_out_before_it_opened_changes_nothing_afterwards() {
    let breaker = breaker();
    let early: Vec<_> = (0..6).map(|_| breaker.admit().unwrap()).collect();
    let reports = early
        .into_iter()
        .zip([false, false, false, false, true, false]);
    let opened: Vec<bool> = reports
        .map(|(pass, reached)| pass.report(reached))
        .collect();
    assert_eq!(opened, [false, false, true, false, false, false]);
    assert_eq!(breaker.admit().unwrap_err(), PAUSE);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_given_up_counts_for_nothing() {
    let breaker = breaker();
    for _ in 0..10 {
        drop(breaker.admit().unwrap());
    }
    assert_eq!(breaker.state(), BreakerState::Closed);
}

#[tokio::test(start_paused = true)]
async fn it_can_be_switched_off() {
    let breaker = Breaker::new(0, PAUSE);
    for _ in 0..1000 {
        assert!(!call(&breaker, false));
    }
    assert_eq!(breaker.state(), BreakerState::Closed);
}
