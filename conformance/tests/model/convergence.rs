//! Whatever goes wrong between the service and PactFlow, and whatever is wished meanwhile: what is acknowledged is so, and in the
//! end all of it is, once.

use conformance::faults::{KINDS, Kind};
use conformance::mirror::{Mirror, Person, Team, Wish};
use mock_pactflow::MockPactflow;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::select;

use crate::common::{Scim, http, start};
use crate::operation::TOKENS;
use crate::system::seed;

/// How many people and teams there may be.
const PEOPLE: usize = 5;
const TEAMS: usize = 3;

/// Wishes that are pushed at the same time, and what goes wrong meanwhile.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) wishes: Vec<Wish>,
    pub(crate) trouble: Option<Trouble>,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trouble {
    pub(crate) kind: Kind,
    /// From which call on, from 1.
    pub(crate) from: u64,
    /// How many times.
    pub(crate) times: u64,
}

/// Any steps.
pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let trouble = (select(KINDS), 1..8_u64, 1..12_u64).prop_map(|(kind, from, times)| Trouble {
        kind,
        from,
        // What is waited for need not be waited for often.
        times: if kind.name.contains("time-out") || kind.name.contains("with Retry") {
            times.min(2)
        } else {
            times
        },
    });
    let step = (vec(wish(), 1..4), proptest::option::weighted(0.8, trouble));
    vec(
        step.prop_map(|(wishes, trouble)| Step { wishes, trouble }),
        1..12,
    )
}

fn wish() -> impl Strategy<Value = Wish> {
    let person =
        (0..3_u8, 0..4_u8, any::<bool>(), 1..8_u8).prop_map(|(address, name, active, roles)| {
            Person {
                address,
                name,
                active,
                roles,
            }
        });
    let team = (0..3_u8, btree_set(0..PEOPLE, 0..PEOPLE))
        .prop_map(|(name, members)| Team { name, members });
    prop_oneof![
        6 => (0..PEOPLE, person).prop_map(|(number, person)| Wish::Person(number, person)),
        1 => (0..PEOPLE).prop_map(Wish::NoPerson),
        5 => (0..TEAMS, team).prop_map(|(number, team)| Wish::Team(number, team)),
        1 => (0..TEAMS).prop_map(Wish::NoTeam),
    ]
}

/// Carries out the steps and comes to rest.
pub(crate) async fn run(steps: &[Step]) {
    let pactflow = MockPactflow::builder().seed(seed()).start().await.unwrap();
    let settings = [
        ("PACTFLOW_REQUEST_TIMEOUT", "500ms"),
        ("PACTFLOW_RETRIES", "1"),
        ("PACTFLOW_BREAKER_PAUSE", "10ms"),
    ];
    let facade = start(&pactflow.url(), &settings).await;
    let scim = Scim::to(facade.url(), http());
    let clients = TOKENS.map(|token| scim.authorized_by(&format!("Bearer {token}")));
    let mut mirror = Mirror::new(clients.to_vec(), PEOPLE, TEAMS);
    let bystanders = bystanders(&pactflow);
    for Step { wishes, trouble } in steps {
        let guard = trouble.map(|Trouble { kind, from, times }| {
            pactflow.fault((kind.fault)().call(from).times(times))
        });
        let pushed = mirror.push(wishes.iter().cloned()).await;
        drop(guard);
        for (resource, done) in pushed {
            if done.is_ok() {
                assert_eq!(
                    mirror.difference(&pactflow.state(), resource),
                    None,
                    "acknowledged"
                );
            }
        }
    }
    // Nothing goes wrong any more; where the service still leaves PactFlow alone, it is asked again.
    let settled = mirror.settle(20).await;
    assert_eq!(settled, Ok(()));
    assert_eq!(mirror.differences(&pactflow.state()), []);
    assert_eq!(bystanders, self::bystanders(&pactflow));
}

/// Whoever is none of the provider's business.
fn bystanders(pactflow: &MockPactflow) -> String {
    let mut users = pactflow.state().users();
    users.retain(|user| {
        !user
            .email
            .as_ref()
            .is_some_and(|email| email.ends_with("@mirror.example"))
    });
    format!("{users:?} {:?}", pactflow.state().system_accounts())
}
