//! PactFlow goes and comes back; the service is restarted while it is at work.

use std::time::Instant;

use containers::{Service, Simulator, answers, engine, tell};

use crate::load::{Load, missing};

#[tokio::test(flavor = "multi_thread")]
async fn when_pactflow_stops_under_load_providers_are_asked_to_wait_and_afterwards_all_is_well() {
    if !engine() {
        return;
    }
    let simulator = Simulator::start("demo").await.unwrap();
    let service = Service::start(&simulator, &[]).await.unwrap();
    let load = Load::start(&service.url(), 8);
    load.more(100).await;
    simulator.stop().await.unwrap();
    load.more(30).await;
    simulator.restart().await.unwrap();
    let back = Instant::now();
    let a_list = format!("{}/Users?count=1", service.url());
    answers(&a_list).await.unwrap();
    tell(format_args!(
        "people are listed again {} s after PactFlow came back",
        back.elapsed().as_secs_f32()
    ));
    load.more(100).await;
    let outcome = load.stop().await;
    tell(format_args!(
        "while PactFlow was away: {:?}",
        outcome.statuses
    ));
    assert!(outcome.lost.is_empty(), "{:?}", outcome.lost);
    assert!(
        outcome.statuses.contains_key(&429),
        "{:?}",
        outcome.statuses
    );
    for status in outcome.statuses.keys() {
        assert!(
            [200, 201, 429].contains(status),
            "{status} is neither success nor a request to wait: {:?}",
            outcome.statuses
        );
    }
    let after = Load::start(&service.url(), 2);
    after.more(20).await;
    let outcome = after.stop().await;
    outcome.assert_lost_nothing("afterwards");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_of_the_service_in_the_middle_of_a_session_loses_nothing() {
    if !engine() {
        return;
    }
    let simulator = Simulator::start("demo").await.unwrap();
    let service = Service::start(&simulator, &[]).await.unwrap();
    let before = Load::start(&service.url(), 4);
    before.more(40).await;
    let before = before.stop().await;
    assert!(!before.created.is_empty());
    service.restart().await.unwrap();
    assert_eq!(
        missing(&service.url(), &before.created).await,
        Vec::<String>::new()
    );
    // A service that forgot what it did would create them a second time.
    let again = Load::start(&service.url(), 4);
    again.more(40).await;
    let again = again.stop().await;
    assert_eq!(again.statuses.get(&201), None, "{:?}", again.statuses);
    assert!(again.statuses.contains_key(&409), "{:?}", again.statuses);
}
