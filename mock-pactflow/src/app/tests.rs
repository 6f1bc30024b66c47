use axum::body::Body;
use http::{Request, StatusCode};
use tower::ServiceExt as _;

use super::*;
use crate::body::Field;
use crate::clock::Clock;
use crate::ids::Ids;
use crate::seed::{Seed, SeedUser};
use crate::simulation::Start;
use crate::state::UserFields;
use crate::{changes, journal};

/// How many calls go through the whole service, from the request to the answer that is sent.
const SERVED: u64 = 100_000;
/// How many there are in all. The others are replayed into what the service writes its logs with.
const CALLS: u64 = 1_000_000;

fn app() -> Arc<App> {
    let start = Start {
        seed: Seed::empty().user(SeedUser::new("Ada", "ada@acme.io")),
        clock: Clock::real(),
        ids: Ids::random(),
        seats: None,
        token_lifetime: None,
        actions: None,
    };
    Arc::new(App {
        simulation: Arc::new(Simulation::new(start).unwrap()),
        external_url: None,
        seed_name: "own".to_owned(),
        console: Extras::default(),
    })
}

#[tokio::test]
async fn a_million_calls_leave_the_journal_and_the_change_log_within_their_bounds() {
    let app = app();
    let service = router(app.clone(), true);
    let simulation = &app.simulation;
    let ada = simulation.store().people[0];
    for number in 0..SERVED {
        let request = Request::put(format!("/admin/users/{ada}"))
            .header("authorization", "Bearer dev-scim-token")
            .header("content-type", "application/json")
            .body(Body::from(format!("{{\"name\":\"Ada {number}\"}}")))
            .unwrap();
        let answer = service.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
    }
    let within_bounds = |calls: u64| {
        let (exchanges, changes) = (simulation.journal.since(0), simulation.changes.since(0));
        assert_eq!(exchanges.len(), journal::CAPACITY);
        assert_eq!(changes.entries().len(), changes::CAPACITY);
        assert_eq!(
            simulation.journal.dropped(),
            calls - journal::CAPACITY as u64
        );
        assert_eq!(changes.dropped(), calls - changes::CAPACITY as u64);
        exchanges.into_iter().next_back().unwrap()
    };
    let last = within_bounds(SERVED);
    assert_eq!((last.seq, last.status), (SERVED, 200));

    for number in SERVED..CALLS {
        let seq = simulation.journal.begin();
        let written = simulation.write(Some(seq), |transaction| {
            let name = Field::Value(format!("Ada {number}"));
            transaction.update_user(
                ada,
                UserFields {
                    name,
                    ..UserFields::default()
                },
            )
        });
        assert!(written.is_ok());
        simulation.record(journal::Exchange {
            seq,
            ..last.clone()
        });
    }
    assert_eq!(within_bounds(CALLS).seq, CALLS);
    assert_eq!(simulation.journal.since(CALLS - 5).len(), 5);
    assert_eq!(simulation.changes.since(CALLS).dropped(), 0);
}
